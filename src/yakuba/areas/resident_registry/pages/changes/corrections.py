"""Corrections of single items, former surname, alias: one person, old value beside the new one."""

from typing import Any

from yakuba.areas.resident_registry.domain.apply_corrections import NOT_CORRECTED_HERE
from yakuba.areas.resident_registry.domain.event_inputs import Correction, RecordedDate
from yakuba.areas.resident_registry.domain.events import Alias, ExOfficioCorrection, FormerSurname
from yakuba.areas.resident_registry.domain.record import CONTENT, ITEMS, UNKNOWN_CAPABLE
from yakuba.areas.resident_registry.domain.record_values import from_text, to_text
from yakuba.areas.resident_registry.pages import words
from yakuba.areas.resident_registry.pages.changes.item_fields import RecordedDateField
from yakuba.areas.resident_registry.pages.changes.parts import ChangeForm, Section, Setting
from yakuba.platform.screens.fields import ChoiceField, KanaField, NameField, RadioField, TextField
from yakuba.standards import municipalities

GROUNDS = (
    ("ex_officio", "職権修正"),
    ("minor", "軽微な修正"),
    ("clerical_error", "誤記修正"),
    ("family_register", "戸籍の表示の修正"),
    ("residence_status", "在留資格等の修正"),
)
CORRECTABLE = tuple(
    name
    for name in CONTENT
    if name not in NOT_CORRECTED_HERE
    and not name.endswith(("_unknown", "_text"))
    and ITEMS[name]["kind"] in ("text", "kana", "code", "date")
    and not name.startswith(("relationship_code", "district_code", "moved_from_", "removal_"))
)
MOST_ITEMS = 20


class CorrectionForm(ChangeForm):
    """職権修正, 軽微な修正, 誤記修正 (juki-1.0:4.2.3): items are added one by one, each with its present value."""

    ground = ChoiceField(label="修正の区分", choices=GROUNDS)
    add = ChoiceField(
        label="修正する項目",
        required=False,
        choices=[(name, ITEMS[name]["item"]) for name in CORRECTABLE],
        support="選んで「項目を足す」を押すと、今の値が入った欄が出る",
    )

    def __init__(self, setting: Setting, *args: Any, **options: Any) -> None:
        super().__init__(setting, *args, **options)
        self.person = setting.first
        typed = str((setting.typed or {}).get("items", ""))
        if not typed and setting.event is not None:
            typed = ",".join(_named(setting.event.corrections[0].values))
        self.items = [name for name in typed.split(",") if name in CORRECTABLE][:MOST_ITEMS]
        for name in self.items:
            self._open(name)

    def add_item(self, name: str) -> None:
        """A field for one more item, filled with its present value."""
        if name in CORRECTABLE and name not in self.items and len(self.items) < MOST_ITEMS:
            self.items.append(name)
            self._open(name)
            self.initial[f"v_{name}"] = self._now(name)

    def _open(self, name: str) -> None:
        label, length = ITEMS[name]["item"], ITEMS[name]["length"] or 200
        support = f"今：{words.item_text(self.person, name) or '（空欄）'}"
        shared: dict[str, Any] = {"label": label, "required": False, "support": support}
        if ITEMS[name]["kind"] == "date":
            field: Any = RecordedDateField(**shared, may_be_unknown=name in UNKNOWN_CAPABLE)
        elif ITEMS[name]["kind"] == "kana":
            field = KanaField(**shared, width="24", limit=length)
        else:
            field = NameField(**shared, width="24", limit=length)
        self.fields[f"v_{name}"] = field

    def _now(self, name: str) -> Any:
        value = getattr(self.person, name)
        if ITEMS[name]["kind"] == "date":
            text = getattr(self.person, f"{name}_text", "")
            return RecordedDate(value, text=text) if value or text else None
        return value

    def restore(self, event: Any) -> None:
        super().restore(event)
        self.initial["ground"] = event.ground
        values = event.corrections[0].values
        for name in self.items:
            if ITEMS[name]["kind"] == "date":
                day: Any = from_text(name, values[name])
                self.initial[f"v_{name}"] = RecordedDate(day, text=values.get(f"{name}_text", ""))
            else:
                self.initial[f"v_{name}"] = values[name]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.items:
            self.add_error("add", "修正する項目：未選択。項目を選んで「項目を足す」を押す")
        elif not self.errors and not self._values():
            self.add_error(None, "修正する項目：今の値と同じ。直す値を入れる")
        return given

    def _values(self) -> dict[str, str]:
        """What differs from the record, as text."""
        found: dict[str, str] = {}
        for name in self.items:
            value = self.cleaned_data.get(f"v_{name}")
            if ITEMS[name]["kind"] == "date":
                when: RecordedDate = value or RecordedDate(None)
                items = when.items(name) if name in UNKNOWN_CAPABLE else {name: when.date}
            else:
                items = {name: value or ""}
            found |= {item: to_text(item, new) for item, new in items.items()}
        now = {name: to_text(name, getattr(self.person, name)) for name in found}
        blank = ("", "0")
        return {
            n: v
            for n, v in found.items()
            if v != now[n] and not (n.endswith("_unknown") and now[n] in blank and v in blank)
        }

    def event(self) -> ExOfficioCorrection:
        correction = Correction(self.person.addressee_number, self._values())
        return ExOfficioCorrection(filing=self.filing(), corrections=(correction,), ground=self.cleaned_data["ground"])

    def field_of(self, item: str) -> str:
        name = f"v_{item.rsplit('.', 1)[-1]}"
        return name if name in self.fields else super().field_of(item)

    @property
    def sections(self) -> list[Section]:
        fields = [self["ground"], self["add"], *(self[f"v_{name}"] for name in self.items)]
        return [(f"{self.person.name}の修正", fields), *super().sections]


def _named(values: Any) -> list[str]:
    """Items the clerk chose: flags and wording of a date belong to the date."""
    names = [
        name.removesuffix("_unknown").removesuffix("_text") if name not in CORRECTABLE else name for name in values
    ]
    return list(dict.fromkeys(name for name in names if name in CORRECTABLE))


class FormerSurnameForm(ChangeForm):
    """旧氏の記載・変更・削除 (juki-1.0:1.1.7)."""

    notified_label = "請求日"

    action = RadioField(
        label="すること", choices=[("enter", "記載"), ("change", "変更"), ("delete", "削除")], inline=True
    )
    former_surname = NameField(label="旧氏", width="12", limit=50, required=False)
    former_surname_kana = KanaField(label="旧氏のフリガナ", width="12", limit=50, required=False)

    def propose(self) -> None:
        super().propose()
        person = self.setting.first
        self.initial |= {
            "action": "change" if person.former_surname else "enter",
            "former_surname": person.former_surname,
            "former_surname_kana": person.former_surname_kana,
            "change_date": RecordedDate(self.setting.today),
        }

    def restore(self, event: Any) -> None:
        super().restore(event)
        for name in ("action", "former_surname", "former_surname_kana"):
            self.initial[name] = getattr(event, name)

    def event(self) -> FormerSurname:
        given = self.cleaned_data
        kept = given["action"] != "delete"
        return FormerSurname(
            filing=self.filing(),
            addressee_number=self.setting.first.addressee_number,
            action=given["action"],
            former_surname=given["former_surname"] if kept else "",
            former_surname_kana=given["former_surname_kana"] if kept else "",
        )

    def field_of(self, item: str) -> str:
        return item if item in self.fields else super().field_of(item)

    @property
    def sections(self) -> list[Section]:
        fields = [self[name] for name in ("action", "former_surname", "former_surname_kana")]
        return [(f"{self.setting.first.name}の旧氏", fields), *super().sections]


class AliasForm(ChangeForm):
    """通称の記載・削除 (juki-1.0:1.1.7)."""

    notified_label = "申出日"

    action = RadioField(label="すること", choices=[("enter", "記載"), ("delete", "削除")], inline=True)
    alias = NameField(label="通称", width="16", limit=100, required=False)
    alias_kana = KanaField(label="通称のフリガナ", width="16", limit=100, required=False)
    municipality = TextField(label="記載・削除した市区町村", width="16", limit=16)

    def propose(self) -> None:
        super().propose()
        person = self.setting.first
        self.initial |= {
            "action": "delete" if person.alias else "enter",
            "alias": person.alias,
            "alias_kana": person.alias_kana,
            "municipality": municipalities.get(self.setting.lg_code).name,
            "change_date": RecordedDate(self.setting.today),
        }

    def restore(self, event: Any) -> None:
        super().restore(event)
        for name in ("action", "alias", "alias_kana", "municipality"):
            self.initial[name] = getattr(event, name)

    def event(self) -> Alias:
        given = self.cleaned_data
        own = municipalities.get(self.setting.lg_code)
        found = municipalities.find(given["municipality"])
        code = own.code if given["municipality"] == own.name else (found[0].code if len(found) == 1 else "")
        kept = given["action"] == "enter"
        return Alias(
            filing=self.filing(),
            addressee_number=self.setting.first.addressee_number,
            action=given["action"],
            municipality=given["municipality"],
            municipality_code=code,
            alias=given["alias"] if kept else "",
            alias_kana=given["alias_kana"] if kept else "",
        )

    def field_of(self, item: str) -> str:
        return item if item in self.fields else super().field_of(item)

    @property
    def sections(self) -> list[Section]:
        fields = [self[name] for name in ("action", "alias", "alias_kana", "municipality")]
        return [(f"{self.setting.first.name}の通称", fields), *super().sections]
