"""Checks of corrections, former surname and alias (juki-1.0:4.2.3, 1.1.7)."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from .apply_corrections import NOT_CORRECTED_HERE
from .event_inputs import Correction
from .events import Alias, ExOfficioCorrection, FormerSurname, NationalityChange
from .findings import Finding
from .record import CONTENT, FOREIGN, ITEMS, JAPANESE, RESIDENT_TYPES
from .record_address import AddressItems
from .record_person import NameItems
from .record_values import UnreadableValue, from_text, items_of
from .situation import Situation, error

Check = Callable[[Situation], Iterator[Finding]]

_MINOR: Final = frozenset(
    {
        *items_of(NameItems()),
        *items_of(AddressItems()),
        *(name for name in ITEMS if name.startswith(("origin_domicile", "family_register_head"))),
        *(name for name in ITEMS if name.startswith(("previous_address_", "moved_from_"))),
    }
)
"""Names, addresses, place names: what a minor correction may be about (juki-1.0:4.2.3.2)."""


def _corrections(s: Situation) -> tuple[Correction, ...]:
    return s.event.corrections if isinstance(s.event, ExOfficioCorrection) else ()


def _something(s: Situation) -> Iterator[Finding]:
    for place, correction in enumerate(_corrections(s)):
        if not correction.values:
            yield error("B-32", f"corrections.{place}", "修正する項目：未入力", "項目を選ぶ", "juki-1.0:4.2.3.1")


def _items(s: Situation) -> Iterator[Finding]:
    """Only items of the person's content, readable and short enough (E-01: days not in the calendar)."""
    for place, correction in enumerate(_corrections(s)):
        for name, text in correction.values.items():
            item = f"corrections.{place}.values.{name}"
            if name not in CONTENT or name in NOT_CORRECTED_HERE:
                label = ITEMS[name]["item"] if name in ITEMS else name
                yield error(
                    "B-32", item, f"{label}：職権修正では変えられない", "その項目の異動で扱う", "juki-1.0:4.2.3.1"
                )
            else:
                yield from _value(name, text, item)


def _value(name: str, text: str, item: str) -> Iterator[Finding]:
    meta = ITEMS[name]
    label = meta["item"]
    try:
        from_text(name, text)
    except UnreadableValue:
        code, what = ("E-01", "暦にない日") if meta["kind"] == "date" else ("B-33", "読み取れない値")
        yield error(code, item, f"{label}：{what}（{text}）", "値を確かめて入れ直す", "juki-1.0:1.1.8")
    if meta["length"] and len(text) > meta["length"]:
        yield error(
            "B-33",
            item,
            f"{label}：{len(text)}文字、上限{meta['length']}文字",
            "短くするか、備考に書く",
            "juki-1.0:1.1.1",
        )


def _minor(s: Situation) -> Iterator[Finding]:
    if not isinstance(s.event, ExOfficioCorrection) or s.event.ground != "minor":
        return
    for place, correction in enumerate(s.event.corrections):
        for name in sorted(set(correction.values) - _MINOR & set(ITEMS)):
            if name in ITEMS:
                yield error(
                    "B-34",
                    f"corrections.{place}.values.{name}",
                    f"{ITEMS[name]['item']}：軽微な修正の対象でない",
                    "職権修正か誤記修正で扱う",
                    "juki-1.0:4.2.3.2",
                )


def _former_surname(s: Situation) -> Iterator[Finding]:
    """Japanese residents only; surname and reading together; entry when there is none, else change or deletion."""
    event = s.event
    if not isinstance(event, FormerSurname):
        return
    person = s.known()[0]
    if person.resident_type != JAPANESE:
        yield error("B-35", "addressee_number", "旧氏：日本人住民だけ", "通称で扱う", "juki-1.0:1.1.7")
    if event.action != "delete" and not (event.former_surname and event.former_surname_kana):
        yield error("B-35", "former_surname", "旧氏：旧氏と振り仮名の両方が要る", "両方を入れる", "juki-1.0:1.1.7")
    if (event.action == "enter") == bool(person.former_surname):
        state = "すでに記載がある" if person.former_surname else "記載がない"
        remedy = "変更か削除を選ぶ" if person.former_surname else "記載を選ぶ"
        yield error("B-35", "action", f"旧氏：{state}", remedy, "juki-1.0:1.1.7")


def _alias(s: Situation) -> Iterator[Finding]:
    """Foreign residents only; entry when there is none, deletion when there is one."""
    event = s.event
    if not isinstance(event, Alias):
        return
    person = s.known()[0]
    if person.resident_type != FOREIGN:
        yield error("B-36", "addressee_number", "通称：外国人住民だけ", "旧氏で扱う", "juki-1.0:1.1.7")
    if event.action == "enter" and not event.alias:
        yield error("B-36", "alias", "通称：未入力", "通称を入れる", "juki-1.0:1.1.7")
    if (event.action == "enter") == bool(person.alias):
        state = "すでに記載がある" if person.alias else "記載がない"
        remedy = "先に削除する" if person.alias else "記載を選ぶ"
        yield error("B-36", "action", f"通称：{state}", remedy, "juki-1.0:1.1.7")


def _nationality(s: Situation) -> Iterator[Finding]:
    """Naturalisation is of foreign residents, loss of Japanese ones."""
    if not isinstance(s.event, NationalityChange):
        return
    person = s.known()[0]
    wanted = JAPANESE if s.event.action == "loss" else FOREIGN
    if person.resident_type != wanted:
        yield error(
            "B-39",
            "action",
            f"{person.name}：{RESIDENT_TYPES[wanted]}住民でない",
            "帰化・国籍取得か国籍喪失かを選び直す",
            "juki-1.0:4.5.3",
        )


CORRECTION_CHECKS: Final[Mapping[str, tuple[Check, ...]]] = {
    "ex_officio_correction": (_something, _items, _minor),
    "former_surname": (_former_surname,),
    "alias": (_alias,),
    "nationality_change": (_nationality,),
}
