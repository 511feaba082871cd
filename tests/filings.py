"""Filings for tests: a resident asks for a copy or tells of a move, as a channel would bring it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from yakuba.areas.resident_registry.domain.record import Record
from yakuba.platform.access.duties import DUTIES
from yakuba.platform.cases.filings import Arrival
from yakuba.platform.tenancy.context import Actor, current_context, use_context

FILED = datetime(2026, 11, 24, 0, 50, tzinfo=UTC)
FUNABASHI = {"prefecture": "千葉県", "municipality": "船橋市", "town": "湊町二丁目", "lot": "10番25号"}


def tokens(family: list[Record] | tuple[Record, ...]) -> dict[str, int]:
    """What the answers call the members by: never the addressee number."""
    return {f"t{position}": int(one.addressee_number) for position, one in enumerate(family)}


def arrival(
    procedure: str, family: list[Record] | tuple[Record, ...], answers: dict[str, Any], **changes: Any
) -> Arrival:
    """From the portal, by the first of the family, who showed the card."""
    values: dict[str, Any] = {
        "key": uuid4(),
        "procedure": procedure,
        "version": 1,
        "channel": "portal",
        "level": "card",
        "answers": answers,
        "provenance": dict.fromkeys(answers, "typed"),
        "people": tokens(family),
        "applicant": int(family[0].addressee_number),
        "filed_at": FILED,
        "account": UUID(int=7),
    }
    return Arrival(**{**values, **changes})


def copy_of(family: list[Record] | tuple[Record, ...], whose: list[str], **changes: Any) -> Arrival:
    answers = {"whose": whose, "shown": ["head_and_relationship"], "use": "school"}
    return arrival("resident_copy", family, answers, **changes)


def move_out_of(family: list[Record] | tuple[Record, ...], movers: list[str], **changes: Any) -> Arrival:
    answers = {
        "movers": movers,
        "moved_on": "2026-12-01",
        "where": "japan",
        "new_address": FUNABASHI,
        "phone": "090-1234-5678",
    } | changes.pop("answers", {})
    return arrival("move_out", family, answers, **changes)


def clerk(town: Any) -> Actor:
    return Actor(town.clerk.id, town.clerk.display_name)


@contextmanager
def colleague(town: Any) -> Iterator[None]:
    """At work as the clerk, with every duty: somebody else than the chief, who may decide about any area's case."""
    actor = Actor(town.clerk.id, town.clerk.display_name, frozenset(DUTIES))
    with town.open("clerk"), use_context(replace(current_context(), actor=actor)):
        yield
