"""What of a record goes along to the next municipality (転出証明書に準ずる通知), as columns of the message, and back.

Source: 住民基本台帳法第24条の2, 第30条の45 (items of foreign residents); juki-1.0:4.1.3.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, Final, TypeVar, cast

from yakuba.areas.resident_registry.domain.event_inputs import Person
from yakuba.areas.resident_registry.domain.record import JAPANESE, Record
from yakuba.areas.resident_registry.domain.record_address import OriginDomicileItems
from yakuba.areas.resident_registry.domain.record_person import BirthItems, NameItems
from yakuba.areas.resident_registry.domain.record_status import ForeignItems
from yakuba.areas.resident_registry.domain.record_values import UnreadableValue, from_text, to_text

Group = TypeVar("Group")

STAYS: Final = frozenset({"mailing_name_code", "residence_notified", "landing_permission_move_in"})
"""The town's own, or settled anew by the notification of the move-in there."""
GROUPS: Final = (NameItems, BirthItems, OriginDomicileItems, ForeignItems)
COLUMNS: Final = tuple(field.name for group in GROUPS for field in fields(group) if field.name not in STAYS)


class UnreadableColumn(ValueError):
    """A column that is no value of its kind; ``column`` and ``text`` as they came."""

    def __init__(self, column: str, text: str) -> None:
        super().__init__(f"{column}: {text}")
        self.column, self.text = column, text


def columns_of(row: Record) -> dict[str, str]:
    """Everything that goes along, as text; blank for what the record does not have."""
    return {name: to_text(name, getattr(row, name)) for name in COLUMNS}


def require_readable(told: Mapping[str, Any]) -> None:
    """Raises UnreadableColumn for the first value that cannot be one."""
    for name in COLUMNS:
        text = str(told.get(name, ""))
        try:
            from_text(name, text)
        except UnreadableValue as error:
            raise UnreadableColumn(name, text) from error


def person_of(told: Mapping[str, Any]) -> Person:
    """The person of a message. A party that tells fewer columns is read by those it tells."""
    japanese = told.get("resident_type", JAPANESE) == JAPANESE
    return Person(
        names=_names(told, japanese),
        birth=_birth(told),
        resident_type="1" if japanese else "2",
        domicile=_group(OriginDomicileItems, told),
        foreign=ForeignItems() if japanese else _group(ForeignItems, told),
    )


def _names(told: Mapping[str, Any], japanese: bool) -> NameItems:
    names = _group(NameItems, told)
    if japanese and not names.surname:
        surname, _, given = names.name.partition("　")
        surname_kana, _, given_kana = names.name_kana.partition("　")
        return replace(names, surname=surname, given_name=given, surname_kana=surname_kana, given_name_kana=given_kana)
    if not japanese and not (names.name_roman or names.name_kanji):
        return replace(names, name_roman=names.name)
    return names


def _birth(told: Mapping[str, Any]) -> BirthItems:
    birth = _group(BirthItems, told)
    return replace(
        birth,
        sex_text=birth.sex_text or {"1": "男", "2": "女"}.get(birth.sex, ""),
        birth_date_unknown=told.get("birth_date_unknown", "1" if birth.birth_date_text else "0"),
    )


def _group(kind: type[Group], told: Mapping[str, Any]) -> Group:
    names = (field.name for field in fields(cast(type[Any], kind)))
    return kind(**{name: from_text(name, str(told[name])) for name in names if name in told and name not in STAYS})
