"""Parts the change forms are made of: filing, members, destination, incoming persons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from yakuba.areas.resident_registry.domain import relationships
from yakuba.areas.resident_registry.domain.event_inputs import (
    KNOWN,
    NOT_IN_CALENDAR,
    UNKNOWN,
    Destination,
    ExistingHousehold,
    Filing,
    Mover,
    NewHousehold,
    Person,
    RecordedDate,
)
from yakuba.areas.resident_registry.domain.kinds import Kind
from yakuba.areas.resident_registry.domain.reasons import FilingKind
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.domain.record_address import AddressItems, OriginDomicileItems
from yakuba.areas.resident_registry.domain.record_person import BirthItems, NameItems
from yakuba.platform.screens.fields import (
    ChecksField,
    ChoiceField,
    KanaField,
    NameField,
    PostcodeField,
    QuickDateField,
    RadioField,
    TextAreaField,
    TextField,
)
from yakuba.platform.screens.forms import EntryForm
from yakuba.standards import dates, municipalities, towns
from yakuba.standards.errors import StandardsError

FILINGS = {
    FilingKind.NOTIFICATION: "届出",
    FilingKind.EX_OFFICIO: "職権",
    FilingKind.APPLICATION: "申出",
    FilingKind.REQUEST: "請求",
}
HEAD = (relationships.HEAD,)


@dataclass(frozen=True)
class Setting:
    """What a form is filled in for: the municipality, today, the household's people, the kind of change."""

    lg_code: str
    today: date
    kind: Kind
    members: Sequence[Record] = ()
    place: str = ""
    terminal: str = ""


class RecordedDateField(TextField):
    """A date; where ``may_be_unknown``, also the fourteen patterns of juki-1.0:1.1.8. The value is a RecordedDate."""

    may_be_unknown = False

    def clean(self, value: Any) -> RecordedDate | None:
        text = str(super().clean(value) or "")
        if not text:
            return None
        try:
            found = dates.parse(text)
        except StandardsError as error:
            raise self.say("date_form") from error
        if found.is_calendar_day:
            return RecordedDate(found.internal)
        if not self.may_be_unknown:
            raise self.say("date_form")
        return RecordedDate(found.internal, UNKNOWN if found.is_unknown else NOT_IN_CALENDAR, str(found))


class RelationshipField(TextField):
    """続柄 in words, up to four joined by の. The value is the chain of codes."""

    def clean(self, value: Any) -> tuple[str, ...]:
        text = str(super().clean(value) or "")
        if not text:
            return ()
        try:
            return relationships.parse(text)
        except ValueError as error:
            raise ValidationError(
                f"{self.label}：「{text}」は使えない続柄。妻、子、子の子 などの語を4つまで「の」でつなぐ"
            ) from error


class ChangeForm(EntryForm):
    """Filing of any change. Subclasses add their parts and say ``event()``."""

    change_date = RecordedDateField(label="異動日", width="16", support="S55.12.26、令8.11.20 など")
    filing_kind = RadioField(label="届出の区分", choices=[], inline=True)
    notified_on = QuickDateField(label="届出日・通知日", required=False)
    note = TextAreaField(label="留意事項", required=False, limit=400, rows=2)

    def __init__(self, setting: Setting, *args: Any, **options: Any) -> None:
        self.setting = setting
        super().__init__(*args, **options)
        choices = [(kind.value, FILINGS[kind]) for kind in setting.kind.filings]
        field: Any = self.fields["filing_kind"]
        field.choices = choices
        self.initial.setdefault("filing_kind", choices[0][0])
        self.initial.setdefault("notified_on", setting.today)
        when: Any = self.fields["change_date"]
        when.may_be_unknown = setting.kind.unknown_date

    def filing(self) -> Filing:
        """The filing as typed. 届出日, 申出日, 請求日 and 通知日 share one item (juki-1.0:4.1.0.2, 4.2.0.4)."""
        given = self.cleaned_data
        kind = FilingKind(given["filing_kind"])
        on = given.get("notified_on")
        return Filing(
            change_date=given["change_date"],
            kind=kind,
            notified_on=on if kind in (FilingKind.NOTIFICATION, FilingKind.EX_OFFICIO) else None,
            applied_on=on if kind == FilingKind.APPLICATION else None,
            requested_on=on if kind == FilingKind.REQUEST else None,
            notice_on=on if "notice_on" in self.setting.kind.dates else None,
            note=given.get("note", ""),
            input_place=self.setting.place,
            input_terminal=self.setting.terminal,
        )

    def event(self) -> Any:
        """The typed input of the change; only when the form can go on."""
        raise TypeError(f"{type(self).__name__} does not say its event")

    @property
    def sections(self) -> list[tuple[str, list[Any]]]:
        """Headings and fields in the order of the screen."""
        return [("日付と区分", [self[name] for name in ("change_date", "filing_kind", "notified_on", "note")])]


class MembersPart(ChangeForm):
    """Which members of the household the change is about; with ``asks_relationship``, each one's 続柄 afterwards."""

    asks_relationship = False
    everyone = False
    people_label = "異動者"

    chosen = ChecksField(label="異動者", choices=[])

    def __init__(self, setting: Setting, *args: Any, **options: Any) -> None:
        super().__init__(setting, *args, **options)
        field: Any = self.fields["chosen"]
        field.label = self.people_label
        field.choices = [
            (record.addressee_number, f"{record.name}（{record.relationship or '続柄なし'}）")
            for record in setting.members
        ]
        if self.everyone:
            self.initial["chosen"] = [record.addressee_number for record in setting.members]
        if self.asks_relationship:
            for record in setting.members:
                self._ask(record)

    def _ask(self, record: Record) -> None:
        name = f"relationship_{record.addressee_number}"
        self.fields[name] = RelationshipField(
            label=f"{record.name}の異動後の続柄",
            required=False,
            support="世帯主、妻、子、子の子 など。変わらないときは空欄",
            attrs={"list": "relationships"},
        )

    def people(self) -> tuple[str, ...]:
        return tuple(self.cleaned_data["chosen"])

    def movers(self) -> tuple[Mover, ...]:
        return tuple(
            Mover(number, self.cleaned_data.get(f"relationship_{number}", ()) or ()) for number in self.people()
        )

    @property
    def sections(self) -> list[tuple[str, list[Any]]]:
        asked = [self[name] for name in self.fields if name.startswith("relationship_")]
        return [("異動者", [self["chosen"], *asked]), *super().sections]


class DestinationPart(ChangeForm):
    """Where to: an address of its own, or a household that is there."""

    destination = RadioField(
        label="異動先の世帯", choices=[("new", "新しい世帯をつくる"), ("existing", "今ある世帯に入る")], initial="new"
    )
    household_number = TextField(label="入る世帯の世帯番号", required=False, width="12", support="今ある世帯に入るとき")
    postcode = PostcodeField(label="郵便番号", required=False)
    town = TextField(label="町名", required=False, attrs={"list": "towns"}, support="例：本町一丁目")
    lot = TextField(label="番地・号", required=False, support="例：１番地２")
    building = TextField(label="方書", required=False, width="24", limit=300)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("destination") == "existing":
            if not given.get("household_number"):
                self.add_error("household_number", "入る世帯の世帯番号：未入力。世帯を検索して番号を入れる")
        elif "town" in given:
            self._find_town(given["town"])
            if not given.get("lot"):
                self.add_error("lot", "番地・号：未入力。届出の番地を入れる")
        return given

    def _find_town(self, typed: str) -> None:
        matches = [match for match in towns.match_town(self.setting.lg_code, typed) if not match.rest]
        if not typed:
            self.add_error("town", "町名：未入力。町名の一部を入れて候補から選ぶ")
        elif not matches:
            self.add_error("town", f"町名：「{typed}」は町字マスタにない。候補から選ぶ")
        else:
            self.cleaned_data["found_town"] = matches[0].town

    def to_where(self) -> Destination:
        given = self.cleaned_data
        if given["destination"] == "existing":
            return ExistingHousehold(household_number=given["household_number"])
        town = given["found_town"]
        place = municipalities.get(town.lg_code)
        return NewHousehold(
            address=AddressItems(
                address_municipality_code=town.lg_code,
                address_town_code=town.machiaza_id,
                address_prefecture=place.prefecture,
                address_municipality=place.name,
                address_town=town.name,
                address_lot=given["lot"],
                address_building=given.get("building", ""),
                address_postal_code=given.get("postcode") or town.postcode,
            ),
            ward_code=town.lg_code if town.lg_code != self.setting.lg_code else "",
        )

    @property
    def sections(self) -> list[tuple[str, list[Any]]]:
        names = ("destination", "postcode", "town", "lot", "building", "household_number")
        return [*super().sections, ("異動先", [self[name] for name in names])]


PERSON_FIELDS: dict[str, Any] = {
    "surname": lambda: NameField(label="氏", width="12", limit=50),
    "given_name": lambda: NameField(label="名", width="12", limit=50),
    "surname_kana": lambda: KanaField(label="氏のフリガナ", width="12", limit=50),
    "given_name_kana": lambda: KanaField(label="名のフリガナ", width="12", limit=50),
    "birth": lambda: RecordedDateField(label="生年月日", width="16"),
    "sex": lambda: ChoiceField(label="性別", choices=[("1", "男"), ("2", "女")]),
    "relationship": lambda: RelationshipField(label="続柄", width="12", attrs={"list": "relationships"}),
    "domicile": lambda: TextField(label="本籍", width="24", limit=300),
    "register_head": lambda: NameField(label="筆頭者", width="12", limit=100),
}


class PersonsPart(ChangeForm):
    """Persons who come on the record. ``persons`` says how many rows the form has."""

    def __init__(self, setting: Setting, *args: Any, persons: int = 1, **options: Any) -> None:
        super().__init__(setting, *args, **options)
        self.persons = persons
        for place in range(1, persons + 1):
            for name, make in PERSON_FIELDS.items():
                field = make()
                if name == "birth":
                    field.may_be_unknown = True
                self.fields[f"p{place}_{name}"] = field

    def _row(self, place: int) -> dict[str, Any]:
        return {name: self.cleaned_data[f"p{place}_{name}"] for name in PERSON_FIELDS}

    def incoming(self) -> tuple[Person, ...]:
        return tuple(self._person(self._row(place)) for place in range(1, self.persons + 1))

    def _person(self, row: dict[str, Any]) -> Person:
        birth: RecordedDate = row["birth"]
        names = NameItems(
            name=f"{row['surname']}　{row['given_name']}",
            surname=row["surname"],
            given_name=row["given_name"],
            name_kana=f"{row['surname_kana']}　{row['given_name_kana']}",
            surname_kana=row["surname_kana"],
            given_name_kana=row["given_name_kana"],
            name_kana_status="1",
        )
        return Person(
            names=names,
            birth=BirthItems(
                sex=row["sex"], sex_text={"1": "男", "2": "女"}[row["sex"]], birth_era="", **birth.items("birth_date")
            ),
            relationship=row["relationship"],
            domicile=OriginDomicileItems(origin_domicile=row["domicile"], family_register_head=row["register_head"]),
        )

    @property
    def sections(self) -> list[tuple[str, list[Any]]]:
        rows = [
            (f"異動者 {place}人目", [self[f"p{place}_{name}"] for name in PERSON_FIELDS])
            for place in range(1, self.persons + 1)
        ]
        return [*super().sections, *rows]


__all__ = ["HEAD", "KNOWN", "ChangeForm", "DestinationPart", "MembersPart", "PersonsPart", "Setting"]
