"""Forms of the child allowance: what is looked for, and what staff enter."""

from yakuba.areas.child_allowance.models import AllowanceVersion, PaymentRun
from yakuba.platform.screens.date_fields import QuickDateField
from yakuba.platform.screens.fields import ChoiceField, FileField, RadioField, TextAreaField, TextField
from yakuba.platform.screens.forms import EntryForm, FormKit

RETURNS = ("口座がない", "名義がちがう", "口座が解約されている", "取引が止められている", "その他")


class AnyChoice(ChoiceField):
    """A condition that may be left open."""

    blank = (("", "すべて"),)


class ListForm(FormKit):
    """Conditions of the register; posted, so that no name stands in an address."""

    text = TextField(label="受給者番号・氏名・児童の氏名", required=False, limit=100, width="24")
    state = AnyChoice(label="状態", required=False, choices=(*AllowanceVersion.State.choices,))


class HoldForm(EntryForm):
    """差止, with its reason."""

    reason = TextAreaField(label="差止の理由", limit=400, support="例：現況届が出ていない（児童手当法第11条）")


class ReleaseForm(EntryForm):
    """差止の解除: nothing to enter but the decision itself."""


class RepayForm(EntryForm):
    """返還請求, with its reason."""

    reason = TextAreaField(label="返還を求める理由", limit=400, support="例：転出のあとの月の分を払っていた")


class RunForm(EntryForm):
    """A new payment run."""

    kind = RadioField(label="支払の種類", choices=(*PaymentRun.Kind.choices,))
    pay_on = QuickDateField(label="支払日", support="定期払は偶数の月の日")


class ReturnForm(EntryForm):
    """One payment that came back."""

    day = QuickDateField(label="振込不能の日")
    reason = ChoiceField(label="振込不能の理由", choices=tuple((one, one) for one in RETURNS))


class ReturnsForm(EntryForm):
    """A list of payments that came back, as the bank or the cashier tells them."""

    day = QuickDateField(label="振込不能の日")
    file = FileField(label="振込不能の一覧（CSV）", support="1行に1件：受給者番号,理由")
