"""Read and set parameters of the open municipality."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar, overload

from django.db import connection
from django.db.models import Max

from yakuba.platform.parameters import registry
from yakuba.platform.parameters.errors import ParameterRefused
from yakuba.platform.parameters.models import ParameterValue
from yakuba.platform.parameters.registry import Definition
from yakuba.platform.register.service import Act, Note, record
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.scope import current
from yakuba.platform.tenancy.statements import Read

T = TypeVar("T")

_VALUE = Read("""
SELECT value::text FROM parameter_value
WHERE municipality_id = %(municipality)s AND key = %(key)s AND valid_from <= %(day)s
ORDER BY valid_from DESC, sequence DESC LIMIT 1
""")


@dataclass(frozen=True)
class Entry:
    """One row of a parameter's history. ``value`` is typed; ``is_default`` when the row goes back to the default."""

    sequence: int
    valid_from: date
    value: Any
    is_default: bool
    reason: str
    set_by_name: str
    set_at: datetime


@dataclass(frozen=True)
class Setting:
    """A parameter as it stands on a day. ``since`` is None while nobody has set it."""

    definition: Definition[Any]
    value: Any
    since: date | None


@overload
def get(key: Definition[T], day: date) -> T: ...


@overload
def get(key: str, day: date) -> Any: ...


def get(key: Definition[T] | str, day: date) -> T | Any:
    """The value on a day, the default where nothing has been set. Raises UnknownParameter."""
    definition = registry.definition(key) if isinstance(key, str) else key
    row = _VALUE.first(key=definition.key, day=day)
    return _value(definition, None if row is None or row[0] is None else json.loads(row[0]))


def many(definitions: Iterable[Definition[Any]], day: date) -> dict[str, Any]:
    """The values of several parameters on a day, by key, in one query."""
    wanted = {definition.key: definition for definition in definitions}
    rows = ParameterValue.objects.filter(key__in=list(wanted), valid_from__lte=day).order_by("valid_from", "sequence")
    latest: dict[str, Any] = dict(rows.values_list("key", "value"))
    return {key: _value(definition, latest.get(key)) for key, definition in wanted.items()}


def settings(day: date) -> list[Setting]:
    """All parameters as they stand on a day, in the order of definition. One query, and one for each family."""
    rows = ParameterValue.objects.filter(valid_from__lte=day).order_by("valid_from", "sequence")
    latest = {key: (value, since) for key, value, since in rows.values_list("key", "value", "valid_from")}
    found = [(definition, *latest.get(definition.key, (None, None))) for definition in registry.definitions_here()]
    return [Setting(definition, _value(definition, value), since) for definition, value, since in found]


def history(key: str) -> list[Entry]:
    """Everything that was ever set, the newest first. Raises UnknownParameter."""
    definition = registry.definition(key)
    return [
        Entry(
            sequence=row.sequence,
            valid_from=row.valid_from,
            value=_value(definition, row.value),
            is_default=row.value is None,
            reason=row.reason,
            set_by_name=row.set_by_name,
            set_at=row.set_at,
        )
        for row in ParameterValue.objects.filter(key=key).order_by("-sequence")
    ]


def set(key: str, valid_from: date, value: Any, reason: str) -> Entry:
    """Set a parameter from a day on; ``value`` None goes back to the default. The change is in the register.

    Raises UnknownParameter, ParameterRefused for a value its kind does not allow or a missing reason.
    """
    definition = registry.definition(key)
    if not reason.strip():
        raise ParameterRefused(f"{definition.label}：変更の理由がない。理由を入力")
    try:
        stored = None if value is None else definition.kind.dump(value)
    except ValueError as problem:
        raise ParameterRefused(f"{definition.label}：{problem}") from None
    context = current_context()
    with connection.cursor() as cursor:  # two officers setting the same parameter: one after the other
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [current(), f"parameter/{key}"])
    last = ParameterValue.objects.filter(key=key).aggregate(last=Max("sequence"))["last"]
    ParameterValue.objects.create(
        key=key,
        sequence=(last or 0) + 1,
        valid_from=valid_from,
        value=stored,
        reason=reason.strip(),
        set_by=context.actor.id,
        set_by_name=context.actor.name,
        set_at=context.instant,
    )
    detail = {"key": key, "valid_from": valid_from.isoformat(), "value": stored, "reason": reason.strip()}
    record(Act.CHANGE_PARAMETER, note=Note(duty="parameters.manage", detail=detail))
    return history(key)[0]


def _value(definition: Definition[T], stored: Any) -> T:
    return definition.default if stored is None else definition.kind.load(stored)
