"""The acts the register knows, with their Japanese labels. A new kind of processing starts with a line here."""

from enum import StrEnum


class Act(StrEnum):
    """What was done. The value is stored; ``label`` is what the audit viewer and the resident read."""

    SEARCH = "search"
    VIEW_RECORD = "view_record"
    VIEW_HOUSEHOLD = "view_household"
    VIEW_HISTORY = "view_history"
    VIEW_REMOVED = "view_removed"
    VIEW_CASE = "view_case"
    VIEW_LEDGER = "view_ledger"
    VIEW_ACCOUNT = "view_account"
    VIEW_PROTECTION = "view_protection"
    VIEW_DOCUMENT = "view_document"
    VIEW_ATTACHMENT = "view_attachment"
    VIEW_OWN = "view_own"
    VIEW_FIGURES = "view_figures"
    WRITE_MEMO = "write_memo"
    ENTER = "enter"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    WITHDRAW = "withdraw"
    CANCEL = "cancel"
    ISSUE = "issue"
    REPRINT = "reprint"
    DISPOSE = "dispose"
    COLLECT_FEE = "collect_fee"
    COLLECT = "collect"
    PRINT_LIST = "print_list"
    REVEAL_NUMBER = "reveal_number"
    SEARCH_BY_NUMBER = "search_by_number"
    CHANGE_NUMBER = "change_number"
    LIFT_STOP = "lift_stop"
    SET_PROTECTION = "set_protection"
    END_PROTECTION = "end_protection"
    SET_SUPPRESSION = "set_suppression"
    END_SUPPRESSION = "end_suppression"
    EXPORT = "export"
    IMPORT = "import"
    MEND = "mend"
    SEND = "send"
    RECEIVE = "receive"
    RUN_BATCH = "run_batch"
    SIGN_IN = "sign_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_OUT = "sign_out"
    LOCK_OUT = "lock_out"
    STEP_UP = "step_up"
    CHANGE_STAFF = "change_staff"
    CHANGE_DUTY = "change_duty"
    CHANGE_PARAMETER = "change_parameter"
    CHANGE_PROCEDURE = "change_procedure"
    CHANGE_KEY = "change_key"
    REFUSED = "refused"
    AUDIT_VIEW = "audit_view"
    AUDIT_EXPORT = "audit_export"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS: dict[Act, str] = {
    Act.SEARCH: "検索",
    Act.VIEW_RECORD: "住民票照会",
    Act.VIEW_HOUSEHOLD: "世帯照会",
    Act.VIEW_HISTORY: "異動履歴照会",
    Act.VIEW_REMOVED: "除票照会",
    Act.VIEW_CASE: "申請・届出の照会",
    Act.VIEW_LEDGER: "独自台帳の照会",
    Act.VIEW_ACCOUNT: "収納の照会",
    Act.VIEW_PROTECTION: "支援措置情報の照会",
    Act.VIEW_DOCUMENT: "発行済み文書の照会",
    Act.VIEW_ATTACHMENT: "添付書類の照会",
    Act.VIEW_OWN: "税・手当の本人への表示",
    Act.VIEW_FIGURES: "統計の閲覧",
    Act.WRITE_MEMO: "メモの記入",
    Act.ENTER: "仮登録",
    Act.APPROVE: "決裁(本登録)",
    Act.SEND_BACK: "差戻し",
    Act.WITHDRAW: "取下げ",
    Act.CANCEL: "異動の取消し",
    Act.ISSUE: "証明書発行",
    Act.REPRINT: "再印刷",
    Act.DISPOSE: "証明書の処分",
    Act.COLLECT_FEE: "手数料の収納",
    Act.COLLECT: "収納の消込み",
    Act.PRINT_LIST: "一覧表の出力",
    Act.REVEAL_NUMBER: "個人番号・住民票コードの表示",
    Act.SEARCH_BY_NUMBER: "個人番号・住民票コードによる検索",
    Act.CHANGE_NUMBER: "個人番号・住民票コードの登録・変更",
    Act.LIFT_STOP: "発行停止等の一時解除",
    Act.SET_PROTECTION: "支援措置の登録・変更",
    Act.END_PROTECTION: "支援措置の終了",
    Act.SET_SUPPRESSION: "抑止の設定",
    Act.END_SUPPRESSION: "抑止の解除",
    Act.EXPORT: "データ抽出・持出し",
    Act.IMPORT: "データ取込み",
    Act.MEND: "保留データの補正",
    Act.SEND: "他機関への送信",
    Act.RECEIVE: "他機関からの受信",
    Act.RUN_BATCH: "一括処理",
    Act.SIGN_IN: "サインイン",
    Act.SIGN_IN_FAILED: "サインイン失敗",
    Act.SIGN_OUT: "サインアウト",
    Act.LOCK_OUT: "アカウントのロック",
    Act.STEP_UP: "追加の本人確認",
    Act.CHANGE_STAFF: "職員情報の変更",
    Act.CHANGE_DUTY: "事務権限の変更",
    Act.CHANGE_PARAMETER: "パラメータの変更",
    Act.CHANGE_PROCEDURE: "手続きの作成・公開",
    Act.CHANGE_KEY: "暗号鍵の操作",
    Act.REFUSED: "拒否",
    Act.AUDIT_VIEW: "利用記録の閲覧",
    Act.AUDIT_EXPORT: "利用記録の出力",
}

NUMBER_ACTS = frozenset({Act.REVEAL_NUMBER, Act.SEARCH_BY_NUMBER, Act.CHANGE_NUMBER})
