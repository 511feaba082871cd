"""What a change changed, in words: for the case, the history, notices, and the integrated column of a certificate.

An address is one line, not six items; what repeats another item or only serves the machine is left out.
"""

from collections.abc import Sequence
from itertools import pairwise

from yakuba.areas.resident_registry.documents.content import HistoryLine
from yakuba.areas.resident_registry.domain.reasons import reason_label
from yakuba.areas.resident_registry.domain.record import ITEMS, Record
from yakuba.areas.resident_registry.pages import words

ADDRESSES = {
    "address": "住所",
    "previous_address": "転入前住所",
    "moved_from": "転居前住所",
    "last_registered": "最終登録住所地",
    "move_out_planned": "転出先（予定）",
    "move_out_confirmed": "転出先（確定）",
}
_PARTS = ("prefecture", "municipality", "town", "lot", "building", "country", "abroad")
_ADDRESS_OF = {f"{prefix}_{part}": prefix for prefix in ADDRESSES for part in _PARTS}

QUIET = frozenset(
    name
    for name in ITEMS
    if name.endswith(("_unknown", "_text", "_code"))
    or name.startswith(("relationship_code_", "origin_domicile_", "family_register_head_"))
    or name
    in {
        "history_number", "branch_number", "is_latest", "operator_id", "operated_on", "operated_at", "processed_on",
        "reason", "filing_kind", "entry_kind", "change_date", "notified_on", "notification_number", "input_place",
        "input_terminal", "applied_on", "requested_on", "notice_on", "municipality_code", "work_id", "note",
        "address_lot_number", "history_unselectable", "addressee_number", "remade_number", "display_order",
        "birth_era", "surname", "given_name", "surname_kana", "given_name_kana", "head_name_kana",
        "address_building_kana", "is_removed", "removed_database_on",
    }
)  # fmt: skip
"""Items that say how a row came about, repeat another item, or are nothing to a person: left out."""

# What the integrated column of a certificate may say without special request, and what only on request.
# Numbers, insurances, cards and the household's number are no items of these papers (住民基本台帳法第7条, 第12条).
ON_PAPER = frozenset(
    {
        "name", "name_kana", "name_roman", "name_kanji", "former_surname", "former_surname_kana", "alias",
        "alias_kana", "birth_date", "sex", "address", "previous_address", "moved_from", "last_registered",
        "address_set_date", "became_resident_date", "foreign_resident_date", "removal_reason", "removal_date",
        "move_out_planned", "move_out_confirmed", "move_out_planned_on", "move_out_confirmed_on",
    }
)  # fmt: skip
OF_HEAD = frozenset({"relationship", "head_name"})
OF_FAMILY_REGISTER = frozenset({"origin_domicile", "family_register_head"})
OF_FOREIGN = frozenset(
    {
        "nationality", "article_30_45_class", "residence_status", "stay_years", "stay_months", "stay_days",
        "stay_expires_on", "residence_card_number",
    }
)  # fmt: skip


def lines(before: Record | None, after: Record) -> list[tuple[str, str, str, str]]:
    """(name, label, before, after) of each item that differs; the name of an address is its prefix."""
    found: list[tuple[str, str, str, str]] = []
    seen: set[str] = set()
    for name, item in ITEMS.items():
        prefix = _ADDRESS_OF.get(name, "")
        if name in QUIET or prefix in seen:
            continue
        if prefix:
            seen.add(prefix)
            old = words.address_text(before, prefix) if before is not None else ""
            new = words.address_text(after, prefix)
        else:
            if before is None and getattr(after, name) is False:
                continue  # a new record says only what it has
            old = words.item_text(before, name) if before is not None else ""
            new = words.item_text(after, name)
        if new != old:
            found.append((prefix or name, ADDRESSES.get(prefix, item["item"]), old, new))
    return _without_moved_from(found)


def _without_moved_from(found: list[tuple[str, str, str, str]]) -> list[tuple[str, str, str, str]]:
    """転居前住所 is left out where 住所 says the same before and after."""
    left = next((old for name, _, old, _ in found if name == "address"), "")
    return [line for line in found if line[0] != "moved_from" or not left or line[3] != left]


def differences(before: Record | None, after: Record) -> list[tuple[str, str, str]]:
    """(label, before, after) of each item that differs and that a person reads."""
    return [line[1:] for line in lines(before, after)]


def on_paper(versions: Sequence[Record], items: frozenset[str]) -> tuple[HistoryLine, ...]:
    """The integrated column (統合記載欄), oldest first: only ``items``; a change of nothing else has no line."""
    found = []
    for before, after in pairwise(versions):
        told = "、".join(
            f"{label} {old or '（空欄）'} → {new or '（空欄）'}"
            for name, label, old, new in lines(before, after)
            if name in items
        )
        if told:
            found.append(HistoryLine(words.day_text(after, "change_date"), reason_label(after.reason), told))
    return tuple(found)
