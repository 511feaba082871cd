"""Forms of giving back: an account, a transfer run, what came back."""

from yakuba.areas.collection.refund_models import KINDS, PayeeAccount
from yakuba.platform.screens.date_fields import QuickDateField
from yakuba.platform.screens.fields import (
    ChoiceField,
    DigitsField,
    FileField,
    KanaField,
    RadioField,
    TextAreaField,
    TextField,
)
from yakuba.platform.screens.forms import EntryForm

RETURNS = ("口座がない", "名義がちがう", "口座が解約されている", "取引が止められている", "その他")


class BankForm(EntryForm):
    """An account as banks name it."""

    bank = DigitsField(label="金融機関の番号", length=4, width="4", support="4桁")
    branch = DigitsField(label="支店の番号", length=3, width="4", support="3桁")
    kind = RadioField(label="預金種目", choices=KINDS)
    number = DigitsField(label="口座番号", length=7, width="8", support="7桁。短いときは前に0を付ける")
    holder = KanaField(label="口座名義（カナ）", limit=100, width="24", support="通帳のとおり。例：ヤマダ　タロウ")


class PayeeForm(BankForm):
    """The account a person told, with how and when."""

    told_how = ChoiceField(label="聞いた方法", choices=(*PayeeAccount.How.choices,))
    told_on = QuickDateField(label="聞いた日")
    remark = TextField(label="備考", required=False, limit=200, width="full")


class RefundRunForm(EntryForm):
    """A new transfer run."""

    pay_on = QuickDateField(label="振込日", support="金融機関の開いている日")


class RefundReturnForm(EntryForm):
    """One refund that came back."""

    day = QuickDateField(label="振込不能の日")
    reason = ChoiceField(label="振込不能の理由", choices=tuple((one, one) for one in RETURNS))


class WithdrawForm(EntryForm):
    """Why a decision is taken back, and by when what was paid out is to be given back."""

    lead = "取消しを申し出られません"
    due_on = QuickDateField(label="返還の期限", support="支払済みの分を返してもらう期限。支払っていなければ使わない")
    reason = TextAreaField(
        label="取消しの理由", limit=400, support="通知書にのる。例：口座振替の結果が誤りで、納付が取り消された"
    )


class NoticesForm(EntryForm):
    """Letters of what is not told yet."""

    lead = "作れません"
    since = QuickDateField(label="この日からの決定を通知する", support="まだ通知していないものだけが対象")


class RefundReturnsForm(EntryForm):
    """A list of refunds that came back, as the bank or the cashier tells them."""

    day = QuickDateField(label="振込不能の日")
    file = FileField(label="振込不能の一覧（CSV）", kinds={"CSV": b""}, support="1行に1件：還付の番号,理由")
