"""Each state of a case as words, icon and colour."""

from yakuba.backyard.procedure_words import ProcedureState
from yakuba.backyard.views.staff import AccountState, DutyState
from yakuba.platform.cases.fee_balance import State as FeeState
from yakuba.platform.cases.filing_measures import Source
from yakuba.platform.cases.models import Case, Filing
from yakuba.platform.documents.models import Intent
from yakuba.platform.jobs.models import JobState
from yakuba.platform.mail.models import MailState
from yakuba.platform.screens import chips
from yakuba.platform.screens.chips import Chip


def register_all() -> None:
    """Called once at start."""
    _register_cases()
    _register_filings()
    _register_procedures()
    _register_staff()
    _register_consoles()


def _register_cases() -> None:
    states = Case.State
    chips.register(
        "case_state",
        states,
        {
            states.DRAFT: Chip("入力中", "pencil", "neutral"),
            states.PROVISIONAL: Chip("仮登録（決裁待ち）", "hourglass", "info"),
            states.RETURNED: Chip("差戻し", "back", "warning"),
            states.REGISTERED: Chip("本登録", "check", "success"),
            states.WITHDRAWN: Chip("取下げ", "archive", "plain"),
        },
    )
    papers = Intent.State
    chips.register(
        "document_state",
        papers,
        {
            papers.PREPARED: Chip("作成中", "hourglass", "info"),
            papers.ISSUED: Chip("交付", "check", "success"),
            papers.FAILED: Chip("作成できなかった", "octagon", "error"),
            papers.UNKNOWN: Chip("要確認", "triangle", "warning"),
            papers.DISPOSED: Chip("廃棄", "archive", "plain"),
        },
    )


def _register_filings() -> None:
    states = Filing.State
    chips.register(
        "filing_state",
        states,
        {
            states.RECEIVED: Chip("受付（確認待ち）", "bell", "warning"),
            states.ASKED: Chip("返答待ち", "person", "neutral"),
            states.VISIT: Chip("来庁待ち", "clock", "neutral"),
            states.PAYMENT: Chip("支払い待ち", "clock", "neutral"),
            states.ENTERED: Chip("決裁待ち", "hourglass", "info"),
            states.HANDED: Chip("引渡し済み（受領待ち）", "archive", "info"),
            states.DECIDED: Chip("決定（交付の準備中）", "stamp", "info"),
            states.DONE: Chip("完了", "check", "success"),
            states.DECLINED: Chip("受け付けない", "cross-circle", "plain"),
            states.WITHDRAWN: Chip("取下げ", "archive", "plain"),
        },
    )
    fees = FeeState
    chips.register(
        "fee_state",
        fees,
        {
            fees.UNPAID: Chip("未払い", "hourglass", "warning"),
            fees.PAID: Chip("支払済み", "check", "success"),
            fees.WAIVED: Chip("免除", "check", "plain"),
            fees.RETURNING: Chip("返金待ち", "back", "warning"),
            fees.DROPPED: Chip("請求なし", "archive", "plain"),
        },
    )
    chips.register(
        "answer_source",
        Source,
        {
            Source.TYPED: Chip("本人が入力", "person", "plain"),
            Source.REGISTER: Chip("住民票から", "document", "plain"),
            Source.CARD: Chip("カードから", "lock", "plain"),
            Source.SPOKEN: Chip("窓口で聞き取り", "bell", "plain"),
            Source.STAFF: Chip("職員が補正", "pencil", "warning"),
            Source.UNKNOWN: Chip("出所の記録なし", "help", "neutral"),
        },
    )


def _register_procedures() -> None:
    states = ProcedureState
    chips.register(
        "procedure_state",
        states,
        {
            states.DRAFT: Chip("作成中", "pencil", "neutral"),
            states.COMING: Chip("公開前", "clock", "info"),
            states.OPEN: Chip("受付中", "check", "success"),
            states.CLOSED: Chip("終了", "archive", "plain"),
        },
    )


def _register_staff() -> None:
    accounts = AccountState
    chips.register(
        "account_state",
        accounts,
        {
            accounts.ACTIVE: Chip("使用中", "check", "success"),
            accounts.NEW: Chip("初回のサインイン前", "hourglass", "info"),
            accounts.LOCKED: Chip("ロック中", "lock", "warning"),
            accounts.STOPPED: Chip("停止", "stop", "plain"),
        },
    )
    duties = DutyState
    chips.register(
        "duty_state",
        duties,
        {
            duties.RUNNING: Chip("期間中", "check", "success"),
            duties.COMING: Chip("これから", "clock", "info"),
            duties.ENDED: Chip("終了", "archive", "plain"),
        },
    )


def _register_consoles() -> None:
    jobs = JobState
    chips.register(
        "job_state",
        jobs,
        {
            jobs.WAITING: Chip("開始待ち", "clock", "neutral"),
            jobs.RUNNING: Chip("処理中", "hourglass", "info"),
            jobs.SUCCEEDED: Chip("正常終了", "check", "success"),
            jobs.FAILED: Chip("中断", "octagon", "error"),
            jobs.CANCELLED: Chip("取りやめ", "archive", "plain"),
        },
    )
    mails = MailState
    chips.register(
        "mail_state",
        mails,
        {
            mails.QUEUED: Chip("送信待ち", "clock", "neutral"),
            mails.SENDING: Chip("送信中", "send", "info"),
            mails.SENT: Chip("送信済み", "check", "success"),
            mails.UNKNOWN: Chip("結果不明", "triangle", "warning"),
            mails.DEAD: Chip("停止", "octagon", "error"),
        },
    )
