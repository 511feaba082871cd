"""Persons who come on the record: a row of fields for each, Japanese or foreign, new or coming back."""

from typing import Any

from yakuba.areas.resident_registry.domain.event_inputs import Person, RecordedDate
from yakuba.areas.resident_registry.domain.record import FOREIGN, JAPANESE, Record
from yakuba.areas.resident_registry.domain.record_address import OriginDomicileItems
from yakuba.areas.resident_registry.domain.record_person import BirthItems, NameItems
from yakuba.areas.resident_registry.domain.record_status import ForeignItems
from yakuba.areas.resident_registry.domain.residence import CATEGORIES, RESIDENCE_STATUSES
from yakuba.areas.resident_registry.pages import words
from yakuba.areas.resident_registry.pages.changes.item_fields import RecordedDateField, RelationshipField
from yakuba.areas.resident_registry.pages.changes.parts import ChangeForm, Section, Setting
from yakuba.areas.resident_registry.pages.changes.places import split_address
from yakuba.platform.screens.fields import ChoiceField, KanaField, NameField, QuickDateField, RadioField, TextField
from yakuba.standards.code_lists import code_list

MOST_PERSONS = 12
NOBODY = "new"
SEXES = (("1", "男"), ("2", "女"))

BOTH: dict[str, Any] = {
    "birth": lambda: RecordedDateField(label="生年月日", may_be_unknown=True),
    "sex": lambda: ChoiceField(label="性別", choices=SEXES),
    "relationship": lambda: RelationshipField(label="続柄"),
}
_JAPANESE: dict[str, Any] = {
    "surname": lambda: NameField(label="氏", width="12", limit=50),
    "given_name": lambda: NameField(label="名", width="12", limit=50),
    "surname_kana": lambda: KanaField(label="氏のフリガナ", width="12", limit=50),
    "given_name_kana": lambda: KanaField(label="名のフリガナ", width="12", limit=50),
    **BOTH,
    "domicile": lambda: TextField(label="本籍", width="24", limit=300, support="都道府県から。なければ「なし」"),
    "register_head": lambda: NameField(label="筆頭者", width="12", limit=100),
}
_FOREIGN: dict[str, Any] = {
    "name_roman": lambda: NameField(label="氏名（アルファベット）", width="24", limit=100, support="在留カードの表記"),
    "name_kanji": lambda: NameField(label="氏名（漢字）", width="16", limit=100, required=False),
    "name_kana": lambda: KanaField(label="氏名のフリガナ", width="16", limit=100, required=False),
    **BOTH,
    "nationality": lambda: ChoiceField(label="国籍・地域", choices=_countries),
    "category": lambda: ChoiceField(label="法第30条の45の区分", choices=list(CATEGORIES.items())),
    "status": lambda: ChoiceField(label="在留資格", choices=list(RESIDENCE_STATUSES.items()), required=False),
    "card": lambda: TextField(label="在留カード等の番号", width="16", limit=12, required=False),
    "stay_years": lambda: TextField(label="在留期間（年）", width="4", limit=2, required=False),
    "stay_months": lambda: TextField(label="在留期間（月）", width="4", limit=2, required=False),
    "expires": lambda: QuickDateField(label="在留期間の満了の日", required=False),
}
FIELDS_OF = {JAPANESE: _JAPANESE, FOREIGN: _FOREIGN}
COPIED = ("surname", "surname_kana", "domicile", "register_head", "nationality", "category")
"""What the next member usually has too (juki-1.0:4.0.10)."""


def _countries() -> list[tuple[str, str]]:
    return [(code.code, code.name) for code in code_list("country").codes]


def rows_of(setting: Setting, typed: str) -> str:
    """The kinds of the rows, a digit each: of the open case, of what the screen sent, else one Japanese."""
    if typed and set(typed) <= {JAPANESE, FOREIGN}:
        return typed[:MOST_PERSONS]
    if setting.event is not None:
        return "".join(person.resident_type for person in setting.event.persons)
    return JAPANESE


class PersonsPart(ChangeForm):
    """Persons who come on the record. ``rows`` says how many the form has, and of which kind each is."""

    leaves_out: tuple[str, ...] = ()

    def __init__(self, setting: Setting, *args: Any, **options: Any) -> None:
        super().__init__(setting, *args, **options)
        self.rows = rows_of(setting, str((setting.typed or {}).get("rows", "")))
        self.candidates: dict[int, tuple[Record, ...]] = {}
        for place, kind in enumerate(self.rows, 1):
            for name, make in FIELDS_OF[kind].items():
                if name not in self.leaves_out:
                    self.fields[f"p{place}_{name}"] = make()
            former = str((setting.typed or {}).get(f"p{place}_former", "")) or self._former(place)
            if former:
                self.offer(place, [(former, f"宛名番号 {former}")] if former != NOBODY else [])

    def _former(self, place: int) -> str:
        event = self.setting.event
        persons = event.persons if event is not None else ()
        return persons[place - 1].addressee_number if place <= len(persons) else ""

    def offer(self, place: int, choices: list[tuple[str, str]]) -> None:
        """Ask whether the person is one who lived here before (juki-1.0:4.1.1.2)."""
        self.fields[f"p{place}_former"] = RadioField(
            label="除票の人と同じ人か",
            choices=[*choices, (NOBODY, "別の人（新しい宛名番号）")],
            support="同じ人なら、もとの宛名番号で再転入とする",
        )

    def offer_candidates(self, found: tuple[Record, ...]) -> bool:
        """Add the question to every row that fits a removed person and has no answer. True when one was added."""
        asked = False
        for place, person in enumerate(self.incoming(), 1):
            fits = [
                former for former in found if former.birth_date == person.birth.birth_date and _same(person, former)
            ]
            name = f"p{place}_former"
            if not fits or (self.setting.typed or {}).get(name):
                continue
            choices = [(one.addressee_number, f"{one.name}（宛名番号 {one.addressee_number}）") for one in fits]
            self.offer(place, choices)
            self.add_error(name, "除票の人と同じ人か：未選択。氏名・生年月日・性別が同じ除票がある。本人に確かめて選ぶ")
            asked = True
        return asked

    def _row(self, place: int) -> dict[str, Any]:
        start = f"p{place}_"
        return {name.removeprefix(start): value for name, value in self.cleaned_data.items() if name.startswith(start)}

    def incoming(self) -> tuple[Person, ...]:
        return tuple(self._person(self._row(place), kind) for place, kind in enumerate(self.rows, 1))

    def _person(self, row: dict[str, Any], kind: str) -> Person:
        birth: RecordedDate = row.get("birth") or self.cleaned_data["change_date"]
        former = row.get("former", "")
        return Person(
            names=names_of(row) if kind == JAPANESE else foreign_names_of(row),
            birth=BirthItems(sex=row["sex"], sex_text=words.SEX[row["sex"]], birth_era="", **birth.items("birth_date")),
            resident_type="1" if kind == JAPANESE else "2",
            relationship=row["relationship"],
            domicile=domicile_of(row) if kind == JAPANESE else OriginDomicileItems(),
            foreign=foreign_of(row) if kind == FOREIGN else ForeignItems(),
            addressee_number="" if former == NOBODY else former,
        )

    def restore(self, event: Any) -> None:
        super().restore(event)
        for place, person in enumerate(event.persons, 1):
            self.initial |= {f"p{place}_{name}": value for name, value in _values(person).items()}

    def field_of(self, item: str) -> str:
        parts = item.split(".")
        if parts[0] != "persons" or len(parts) < 2 or not parts[1].isdigit():
            return super().field_of(item)
        start = f"p{int(parts[1]) + 1}_"
        name = {"relationship": "relationship", "birth": "birth"}.get(parts[2] if len(parts) > 2 else "", "")
        first = next(field for field in self.fields if field.startswith(start))
        return f"{start}{name}" if f"{start}{name}" in self.fields else first

    @property
    def sections(self) -> list[Section]:
        parts = super().sections
        for place, kind in enumerate(self.rows, 1):
            names = [name for name in self.fields if name.startswith(f"p{place}_")]
            title = f"異動者 {place}人目" + ("（外国人住民）" if kind == FOREIGN else "")
            parts.append((title, [self[name] for name in names]))
        return parts


def _same(person: Person, former: Record) -> bool:
    names = {person.names.name.replace("　", ""), former.name.replace("　", "")}
    return person.birth.sex == former.sex and len(names) == 1


def names_of(row: dict[str, Any]) -> NameItems:
    return NameItems(
        name=f"{row['surname']}　{row['given_name']}",
        surname=row["surname"],
        given_name=row["given_name"],
        name_kana=f"{row['surname_kana']}　{row['given_name_kana']}",
        surname_kana=row["surname_kana"],
        given_name_kana=row["given_name_kana"],
        name_kana_status="1",
    )


def foreign_names_of(row: dict[str, Any]) -> NameItems:
    return NameItems(
        name=row["name_roman"],
        name_roman=row["name_roman"],
        name_kanji=row["name_kanji"],
        name_kana=row["name_kana"],
        name_kana_status="1" if row["name_kana"] else "",
    )


def domicile_of(row: dict[str, Any]) -> OriginDomicileItems:
    code, prefecture, municipality, _ = split_address(row["domicile"])
    return OriginDomicileItems(
        origin_domicile=row["domicile"],
        origin_domicile_prefecture=prefecture,
        origin_domicile_municipality=municipality,
        origin_domicile_municipality_code=code,
        family_register_head=row["register_head"],
    )


def foreign_of(row: dict[str, Any]) -> ForeignItems:
    return ForeignItems(
        nationality_code=row["nationality"],
        nationality=code_list("country").name(row["nationality"]),
        article_30_45_class=row["category"],
        residence_card_number=row["card"],
        residence_card_kind={"1": "1", "2": "2"}.get(row["category"], ""),
        residence_status=row["status"],
        stay_years=row["stay_years"],
        stay_months=row["stay_months"],
        stay_expires_on=row["expires"],
    )


def named(names: NameItems) -> dict[str, Any]:
    """Names, field by field."""
    fields = ("surname", "given_name", "surname_kana", "given_name_kana", "name_roman", "name_kanji", "name_kana")
    return {name: getattr(names, name) for name in fields}


def of_domicile(domicile: OriginDomicileItems) -> dict[str, Any]:
    """戸籍の表示, field by field."""
    return {"domicile": domicile.origin_domicile, "register_head": domicile.family_register_head}


def of_foreigner(foreign: ForeignItems) -> dict[str, Any]:
    """Items of a foreign resident, field by field."""
    return {
        "nationality": foreign.nationality_code,
        "category": foreign.article_30_45_class,
        "status": foreign.residence_status,
        "card": foreign.residence_card_number,
        "stay_years": foreign.stay_years,
        "stay_months": foreign.stay_months,
        "expires": foreign.stay_expires_on,
    }


def _values(person: Person) -> dict[str, Any]:
    """A person of an open case, field by field."""
    birth = person.birth
    return {
        **named(person.names),
        **of_domicile(person.domicile),
        **of_foreigner(person.foreign),
        "birth": RecordedDate(birth.birth_date, birth.birth_date_unknown, birth.birth_date_text),
        "sex": birth.sex,
        "relationship": person.relationship,
        "former": person.addressee_number,
    }
