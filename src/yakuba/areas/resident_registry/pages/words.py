"""Records in words, as registry screens show them: Japanese calendar, except a foreign resident's two dates.

Source: juki-1.0:1.1.9.
"""

from collections.abc import Callable
from datetime import date

from yakuba.areas.resident_registry.brief import Brief
from yakuba.areas.resident_registry.domain.reasons import reason_label
from yakuba.areas.resident_registry.domain.record import FOREIGN, RESIDENT_STATES, RESIDENT_TYPES, Record
from yakuba.areas.resident_registry.domain.residence import category_label, status_label
from yakuba.platform.screens.dates import japanese, short_japanese
from yakuba.standards import ages

WESTERN = frozenset({"birth_date", "stay_expires_on"})
SEX = {"1": "男", "2": "女"}
HELD = {"1": "あり", "0": "なし"}
_CODED: dict[str, Callable[[str], str]] = {
    "residence_status": status_label,
    "article_30_45_class": category_label,
    **{name: lambda code: HELD.get(code, code) for name in ("health_insurance", "elderly_medical", "care_insurance")},
    "pension": lambda code: HELD.get(code, code),
    **{
        f"{name}_kana_status": lambda code: {"1": "確認済み"}.get(code, "未確認")
        for name in ("name", "former_surname", "alias")
    },
}
"""Items kept as codes, with the words a person reads."""


def day_text(record: Record | Brief, name: str, short: bool = False) -> str:
    """A date item as shown: the unknown notation where there is one, else era or western calendar."""
    written = str(getattr(record, f"{name}_text", ""))
    if written:
        return written
    value: date | None = getattr(record, name)
    if value is None:
        return ""
    if record.resident_type == FOREIGN and name in WESTERN:
        return f"{value.year}年{value.month}月{value.day}日"
    return short_japanese(value) if short else japanese(value)


def address_text(record: Record, prefix: str = "address") -> str:
    """An address in one line, building after a space; abroad as written."""
    parts = [getattr(record, f"{prefix}_{part}", "") for part in ("prefecture", "municipality", "town", "lot")]
    building = getattr(record, f"{prefix}_building", "")
    line = "".join(parts) + (f"　{building}" if building else "")
    abroad = " ".join(filter(None, (getattr(record, f"{prefix}_country", ""), getattr(record, f"{prefix}_abroad", ""))))
    return line or abroad


def postcode_text(code: str) -> str:
    """A postcode as it is written; anything but seven digits is left alone.

    >>> postcode_text("0900052"), postcode_text("")
    ('090-0052', '')
    """
    return f"{code[:3]}-{code[3:]}" if len(code) == 7 and code.isdecimal() else code


def local_address(record: Record | Brief) -> str:
    """The address inside the municipality: town, lot, building."""
    return (
        record.address_town + record.address_lot + (f"　{record.address_building}" if record.address_building else "")
    )


def sex_text(record: Record | Brief) -> str:
    return record.sex_text or SEX.get(record.sex, "")


def state_text(record: Record | Brief) -> str:
    """住民, 転出予定, or why the record was removed."""
    if record.is_current_resident and record.move_out_planned_on:
        return "転出予定"
    if record.is_current_resident:
        return "現存"
    return RESIDENT_STATES.get(record.resident_state, "消除")


def age_text(record: Record | Brief, on: date) -> str:
    if record.birth_date is None or not record.is_current_resident:
        return ""
    return f"{ages.age_on(record.birth_date, on)}歳"


def item_text(record: Record, name: str) -> str:
    """Any item in words, for before and after."""
    value = getattr(record, name)
    if name == "reason" or name.endswith("_reason"):
        return reason_label(value) if value else ""
    if name == "sex":
        return sex_text(record)
    if name in _CODED:
        return _CODED[name](value) if value else ""
    if name == "resident_type":
        return RESIDENT_TYPES.get(value, value)
    if name == "resident_state":
        return RESIDENT_STATES.get(value, value)
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, date):
        return day_text(record, name)
    return "" if value is None else str(value)
