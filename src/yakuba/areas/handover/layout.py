"""The record a system gets, as docs/handover.md lays it down: flat, all text, no individual number."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from yakuba.areas.resident_registry.service import FedFacts
from yakuba.platform.cases.procedures.answers import ACCOUNT, ADDRESS, FILE
from yakuba.platform.cases.procedures.definition import Procedure, Question

SEPARATOR = ";"
PERSON = ("number", "name", "name_kana", "birth_date", "birth_date_text", "sex", "postcode", "address", "protection")


@dataclass(frozen=True, kw_only=True)
class Given:
    """What is handed over: the typed input of the action. ``people``: question → addressee numbers chosen in it."""

    procedure: str
    version: int
    receipt_number: str
    filed_on: date
    channel: str
    applicant: int
    people: Mapping[str, tuple[int, ...]]
    answers: Mapping[str, Any]

    @property
    def numbers(self) -> tuple[int, ...]:
        """Everybody it is about, the applicant first, each once."""
        return tuple(dict.fromkeys((self.applicant, *(n for chosen in self.people.values() for n in chosen))))


def record_of(handover_id: UUID, given: Given, procedure: Procedure, facts: Mapping[int, FedFacts]) -> dict[str, str]:
    """One record. Every question of the definition has its columns, empty where it was not asked or not answered."""
    record = {
        "handover_id": str(handover_id),
        "procedure": given.procedure,
        "version": str(given.version),
        "title": procedure.title.ja,
        "receipt_number": given.receipt_number,
        "filed_on": given.filed_on.isoformat(),
        "channel": given.channel,
        **_person("applicant", given.applicant, facts),
    }
    for question in procedure.steps:
        record |= _columns(question, given, facts)
    return record


def _person(prefix: str, number: int, facts: Mapping[int, FedFacts]) -> dict[str, str]:
    known = facts.get(number)
    values = {"number": str(number)} | (known.columns() if known else {})
    return {f"{prefix}_{name}": values.get(name, "") for name in PERSON}


def _columns(question: Question, given: Given, facts: Mapping[int, FedFacts]) -> dict[str, str]:
    name, value = f"answer_{question.id}", given.answers.get(question.id)
    if question.kind == "people":
        return _people(name, given.people.get(question.id, ()), facts)
    if question.kind == "file":
        return _files(name, value or [])
    if question.kind in ("address", "account"):
        parts = ADDRESS if question.kind == "address" else ACCOUNT
        return {f"{name}_{part}": str((value or {}).get(part, "")) for part in parts}
    chosen = value if isinstance(value, list) else [] if value is None else [value]
    text = SEPARATOR.join(str(one) for one in chosen)
    labels = {one.value: one.label.ja for one in question.options}
    words = {f"{name}_label": SEPARATOR.join(labels.get(str(one), str(one)) for one in chosen)} if labels else {}
    return {name: text, **words}


def _people(name: str, numbers: tuple[int, ...], facts: Mapping[int, FedFacts]) -> dict[str, str]:
    found = {name: SEPARATOR.join(map(str, numbers)), f"{name}_count": str(len(numbers))}
    for position, number in enumerate(numbers, start=1):
        found |= _person(f"{name}_{position}", number, facts)
    return found


def _files(name: str, files: list[Mapping[str, Any]]) -> dict[str, str]:
    """What each file is; its bytes stay here and are read on the filing's page."""
    found = {f"{name}_count": str(len(files))}
    for position, one in enumerate(files, start=1):
        found |= {f"{name}_{position}_{part}": str(one.get(part, "")) for part in FILE}
    return found


def typed_texts(procedure: Procedure, answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(question, text) of everything in the answers that somebody wrote freely."""
    for question in procedure.steps:
        value = answers.get(question.id)
        if question.kind == "text" and value:
            yield question.id, str(value)
        elif question.kind == "address" and value:
            yield from ((question.id, str(part)) for part in value.values())
        elif question.kind == "file":
            yield from ((question.id, str(one.get("name", ""))) for one in value or ())
