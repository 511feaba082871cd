"""The only door to the register for other rooms: ``record(act, subjects, note=Note(...))``."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections

from yakuba.platform.register.acts import Act
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.errors import ForeignTenant
from yakuba.platform.tenancy.ids import new_uuid7
from yakuba.platform.tenancy.scope import current

__all__ = ["Act", "Note", "record"]

INSERT = """
INSERT INTO register_entry (municipality_id, id, occurred_at, actor_id, actor_name, duty, place, terminal, act,
  subjects, items, purpose, case_id, outcome, detail)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s::bigint[], %s::text[], %s, %s, %s, %s)
"""


@dataclass(frozen=True)
class Note:
    """What an act's row says beyond who, when and where.

    ``duty`` is the permission (事務) it was done under; ``purpose`` defaults to the context's; ``detail`` must be JSON
    and never holds an individual number, a resident code or a password.
    """

    items: tuple[str, ...] = ()
    duty: str = ""
    purpose: str = ""
    case_id: UUID | None = None
    outcome: str = "done"
    detail: Mapping[str, Any] = field(default_factory=dict)


NOTHING = Note()


def record(act: Act | str, subjects: Iterable[int] = (), *, note: Note = NOTHING) -> UUID:
    """Append one row to the register, in the open transaction: without the row there is no read or write either.

    ``subjects`` are addressee numbers (宛名番号). Who, when, where and why come from the open context.
    Returns the row's id. Raises ValueError for an act that is not in the catalogue, NoTenant without an open
    municipality, LookupError without a context, ForeignTenant when the context is another municipality's.
    """
    entry = new_uuid7()
    row = values(entry, act, subjects, note)
    wrapper = connections[DEFAULT_DB_ALIAS]
    if wrapper.execute_wrappers or wrapper.queries_logged:  # somebody watches or disturbs each statement
        with wrapper.cursor() as cursor:
            cursor.execute(INSERT, row)
    else:
        with wrapper.wrap_database_errors:
            _own_cursor(wrapper).execute(INSERT, row)
    return entry


def _own_cursor(wrapper: Any) -> "psycopg.Cursor[Any]":
    """One cursor a connection: making a cursor, Django's above all, costs as much as the insert itself."""
    cursor: psycopg.Cursor[Any] | None = vars(wrapper).get("_register_cursor")
    if cursor is None or cursor.connection is not wrapper.connection:
        cursor = vars(wrapper)["_register_cursor"] = psycopg.Cursor(wrapper.connection)
    return cursor


def values(entry: UUID, act: Act | str, subjects: Iterable[int], note: Note) -> list[str | int | None]:
    """The parameters of ``INSERT`` for one row, as PostgreSQL's text forms.

    The driver adapting lists, JSON, times and UUIDs one by one takes as long as a third of the insert.
    """
    context = current_context()
    municipality = current()
    if context.municipality not in (None, municipality):
        raise ForeignTenant(f"context of municipality {context.municipality} while {municipality} is open")
    actor = context.actor
    return [
        municipality,
        str(entry),
        context.instant.isoformat(),
        _text(actor.id),
        actor.name,
        note.duty,
        context.place,
        context.terminal,
        Act(act).value,
        "{" + ",".join([str(int(subject)) for subject in subjects]) + "}",
        "{" + ",".join([_quoted(item) for item in note.items]) + "}",
        note.purpose or context.purpose,
        _text(note.case_id),
        note.outcome,
        json.dumps(dict(note.detail), ensure_ascii=False),
    ]


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)


def _quoted(item: str) -> str:
    """An element of an array literal."""
    return '"' + item.replace("\\", "\\\\").replace('"', '\\"') + '"'
