"""Forms of the child allowance: what is looked for, and what staff enter."""

from yakuba.areas.child_allowance.domain.yearly import GROUNDS
from yakuba.areas.child_allowance.models import AllowanceBody, AllowanceVersion, PaymentRun
from yakuba.platform.screens.date_fields import QuickDateField
from yakuba.platform.screens.fields import (
    ChecksField,
    ChoiceField,
    DigitsField,
    FileField,
    KanaField,
    NameField,
    PostcodeField,
    RadioField,
    TextAreaField,
    TextField,
)
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


class ReportForm(EntryForm):
    """現況届 that came on paper."""

    filed_on = QuickDateField(label="届出の日", support="受け付けた日。その年の6月1日からの分として記録")
    still = RadioField(
        label="児童を今も養っているか", choices=(("yes", "全員を養っている"), ("no", "養わなくなった児童がいる"))
    )
    settled = ChecksField(label="なくなった事情", required=False, choices=(*GROUNDS.items(),))
    note = TextAreaField(label="変わったところ", limit=200, required=False)


class GroundsForm(EntryForm):
    """Why the yearly report is asked of a recipient."""

    grounds = ChecksField(
        label="現況届を求める理由",
        required=False,
        choices=(*GROUNDS.items(),),
        support="何も選ばないと、現況届を求めない",
    )
    reason = TextAreaField(label="確かめたこと", limit=200, support="例：離婚調停の申立ての写しを確認")


class AccountForm(EntryForm):
    """The account to pay into, as the recipient told it on paper, by post or as a body."""

    bank = DigitsField(label="金融機関の番号", length=4)
    branch = DigitsField(label="支店の番号", length=3)
    kind = RadioField(label="預金の種類", choices=(("ordinary", "普通"), ("current", "当座"), ("savings", "貯蓄")))
    number = DigitsField(label="口座番号", length=7)
    holder = KanaField(label="口座名義（カナ）", limit=40)


class BodyForm(EntryForm):
    """A body that receives."""

    kind = ChoiceField(label="種類", choices=(*AllowanceBody.Kind.choices,))
    name = TextField(label="名称", limit=60, support="里親は氏名。手紙の宛名になる")
    representative = TextField(label="代表者の職・氏名", limit=40, required=False)
    postcode = PostcodeField(label="郵便番号")
    address = TextField(label="所在地・住所", limit=80)
    telephone = TextField(label="電話番号", limit=20, required=False)


class PlaceForm(EntryForm):
    """A child that came to a body: by its addressee number, or by name and birth date."""

    number = DigitsField(label="児童の宛名番号", required=False, support="住民票がほかの市区町村にあるときは空欄")
    name = NameField(label="児童の氏名", limit=60, required=False, support="宛名番号がないとき")
    birth_date = QuickDateField(label="児童の生年月日", required=False, support="宛名番号がないとき")
    entered_on = QuickDateField(label="入所・委託の日", support="2か月以内の予定の短期の入所は対象にならない")
    claimed_on = QuickDateField(label="届出の日")


class LeaveForm(EntryForm):
    """A child that left a body."""

    child = ChoiceField(label="退所した児童", choices=())
    left_on = QuickDateField(label="退所・委託の解除の日")
