"""Forms of asking to pay: slips, registrations of direct debit, requests to a bank."""

from collections.abc import Sequence
from typing import Any

from yakuba.areas.collection.billing_models import KINDS, DebitMandate
from yakuba.areas.collection.domain.schemes import SCHEMES
from yakuba.platform.screens.date_fields import QuickDateField
from yakuba.platform.screens.fields import ChecksField, ChoiceField, DigitsField, KanaField, RadioField, TextAreaField
from yakuba.platform.screens.forms import EntryForm

ALL = "all"


class MandateForm(EntryForm):
    """A registration of direct debit."""

    scheme = ChoiceField(label="税目・料金", choices=((ALL, "すべて"), *SCHEMES.items()))
    starts_on = QuickDateField(label="開始", support="この日以後の納期限の分から引き落とす")
    bank = DigitsField(label="金融機関の番号", length=4, width="4", support="4桁")
    branch = DigitsField(label="支店の番号", length=3, width="4", support="3桁")
    kind = RadioField(label="預金種目", choices=KINDS)
    number = DigitsField(label="口座番号", length=7, width="8", support="7桁。短いときは前に0を付ける")
    holder = KanaField(label="口座名義（カナ）", limit=100, width="24", support="通帳のとおり。例：ヤマダ　タロウ")
    told_how = ChoiceField(label="届出の方法", choices=(*DebitMandate.How.choices,))
    told_on = QuickDateField(label="届出の日")


class MandateStopForm(EntryForm):
    """The end of a registration."""

    lead = "止められません"
    day = QuickDateField(label="停止", support="この日以後の納期限の分から引き落とさない")
    reason = TextAreaField(label="理由", limit=200, support="例：本人の届出、口座の解約")


class DebitRequestForm(EntryForm):
    """A new request."""

    lead = "準備できません"
    due_on = QuickDateField(label="納期限")
    debit_on = QuickDateField(label="引落日", support="金融機関の開いている日")


class SlipDueForm(EntryForm):
    """Slips of all claims due on a day."""

    lead = "作れません"
    due_on = QuickDateField(label="納期限", support="この納期限で、口座振替の登録がない未収を対象にする")
    until = QuickDateField(label="支払期限", support="納付書で納められる最後の日")


class UntilForm(EntryForm):
    """Slips of what a bank could not draw."""

    lead = "作れません"
    until = QuickDateField(label="支払期限", support="納付書で納められる最後の日")


class SlipForm(UntilForm):
    """Slips of some claims of one person."""

    claims = ChecksField(label="納付書を作る未収", choices=())

    field_order = ("claims", "until")

    def __init__(self, *args: Any, claims: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["claims"]
        assert isinstance(field, ChecksField)  # as declared above
        field.choices = tuple(claims)
