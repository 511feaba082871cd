"""Forms of the administration pages: staff, duties, places, terminals, parameters."""

from typing import Any

from yakuba.platform.access.duties import DUTIES
from yakuba.platform.access.models import Office
from yakuba.platform.parameters.kinds import Choice, Day, Items, Whole, YesNo
from yakuba.platform.parameters.registry import Definition
from yakuba.platform.screens.fields import (
    CheckField,
    ChecksField,
    ChoiceField,
    IntegerField,
    KitField,
    QuickDateField,
    RadioField,
    TextAreaField,
    TextField,
)
from yakuba.platform.screens.forms import FormKit


class AccountForm(FormKit):
    """A new staff member."""

    login_name = TextField(label="職員ID", limit=64, support="サインインに使う。ほかの職員と重ならないもの")
    display_name = TextField(label="氏名", limit=64)
    section = TextField(label="所属", limit=64, required=False)

    def clean_login_name(self) -> str:
        """Half-width, so that it can be typed on any keyboard."""
        given: str = self.cleaned_data["login_name"]
        if not given.isascii() or " " in given:
            self.add_error("login_name", "職員ID：全角か空白がある。半角の英数字で入力")
        return given


class DutyForm(FormKit):
    """A duty for a period."""

    duty = ChoiceField(label="事務", choices=[(duty.code, duty.label) for duty in DUTIES.values()])
    valid_from = QuickDateField(label="始まり")
    valid_to = QuickDateField(label="終わり", required=False, support="この日を含む。空欄は期限なし")


class OfficeForm(FormKit):
    """A place of work: main office, branch, section."""

    code = TextField(label="場所コード", limit=16, width="8", support="例：01")
    name = TextField(label="場所の名前", limit=64, support="例：本庁 市民課")


class TerminalForm(FormKit):
    """This browser as a terminal."""

    office = ChoiceField(label="場所", choices=[])
    name = TextField(label="端末名", limit=32, width="12", support="例：本庁1")
    printer = TextField(label="証明書のプリンタ", limit=32, required=False, width="12", support="例：市民課プリンタ1")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        office: Any = self.fields["office"]
        open_ones = Office.objects.filter(closed_on__isnull=True).order_by("code")
        office.choices = [(str(row.id), row.name) for row in open_ones]


BACK_TO_DEFAULT = "default"


class ParameterForm(FormKit):
    """A parameter's new value, from when, and why. The value's field follows its kind."""

    def __init__(self, definition: Definition[Any], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.definition = definition
        fields = {
            "value": value_field(definition),
            "to_default": CheckField(label="初期値に戻す", required=False, support="印を付けると、上の欄は使わない"),
            "valid_from": QuickDateField(label="いつから", support="この日の業務から使う"),
            "reason": TextAreaField(label="変更の理由", limit=300, support="条例・決裁の番号などを書く"),
        }
        for name, field in fields.items():
            field.voice = self.voice
            self.fields[name] = field

    def new_value(self) -> Any:
        """What ``parameters.set`` takes: None for the default, an empty text for no day."""
        if self.cleaned_data["to_default"]:
            return None
        given = self.cleaned_data["value"]
        if isinstance(self.definition.kind, YesNo) and given:
            return given == "yes"
        return given if given is not None else ""


def typed_value(definition: Definition[Any], value: Any) -> Any:
    """A value as its field shows it, so that a change starts from what holds and not from an empty form."""
    if isinstance(definition.kind, YesNo):
        return "yes" if value else "no"
    return sorted(value) if isinstance(value, (set, frozenset)) else value


def value_field(definition: Definition[Any]) -> KitField:
    """The field of a kind of value. Never required where empty means something."""
    kind, label = definition.kind, "新しい値"
    if isinstance(kind, Whole):
        return IntegerField(
            label=label, low=kind.least, high=kind.most, unit=definition.unit, support=kind.allowed, required=False
        )
    if isinstance(kind, YesNo):
        return RadioField(label=label, choices=(("yes", "はい"), ("no", "いいえ")), required=False, inline=True)
    if isinstance(kind, Items):
        return ChecksField(label=label, choices=tuple(kind.options.items()), required=False)
    if isinstance(kind, Choice):
        return RadioField(label=label, choices=tuple(kind.options.items()), required=False)
    if isinstance(kind, Day):
        return QuickDateField(label=label, required=False, support="空欄は「定めない」")
    return TextField(label=label, width="full", support=kind.allowed, required=False)
