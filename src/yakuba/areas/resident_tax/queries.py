"""Reads of source documents for staff. Who shows persons of these keeps it in the register."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count

from yakuba.areas.resident_registry import service as registry
from yakuba.areas.resident_tax.domain.matching import reasons_in_words
from yakuba.areas.resident_tax.domain.messages import MESSAGES
from yakuba.areas.resident_tax.models import DocumentBatch, HeldLine, MatchCandidate, OutsidePerson, SourceDocument

Match = SourceDocument.Match
OPEN = (Match.CANDIDATES, Match.NOBODY)


def batches(limit: int) -> list[tuple[DocumentBatch, int]]:
    """The newest files, each with its lines still held."""
    found = list(DocumentBatch.objects.order_by("-created_at", "-number")[:limit])
    rows = HeldLine.objects.filter(batch_id__in=[one.id for one in found], state=HeldLine.State.HELD)
    held = dict(rows.values_list("batch_id").annotate(count=Count("line")))
    return [(one, held.get(one.id, 0)) for one in found]


def reasons_of(batch_id: UUID) -> list[tuple[str, int]]:
    """Why lines are held or were rejected, the commonest first; a line with two reasons counts in both."""
    counts: Counter[str] = Counter()
    states = (HeldLine.State.HELD, HeldLine.State.REJECTED)
    for found in (
        HeldLine.objects.filter(batch_id=batch_id, state__in=states).values_list("faults", flat=True).iterator()
    ):
        counts.update({fault["code"] for fault in found})
    return [(MESSAGES[code].reason, count) for code, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))]


LINE_COLUMNS = ("行", "状態", "項目", "値", "理由", "直し方", "直した人")


def lines(batch_id: UUID) -> Iterator[tuple[object, ...]]:
    """Every line that was not taken as it came, one row a fault."""
    for row in HeldLine.objects.filter(batch_id=batch_id).order_by("line").iterator():
        for fault in row.faults or [{"field": "", "value": "", "code": ""}]:
            told = MESSAGES.get(fault["code"])
            reason, remedy = (told.reason, told.remedy) if told else ("", "")
            yield row.line, row.get_state_display(), fault["field"], fault["value"], reason, remedy, row.mended_by_name


def waiting(fiscal_year: int) -> dict[str, int]:
    """Documents of the year that a clerk has to look at, by match."""
    rows = SourceDocument.objects.filter(fiscal_year=fiscal_year, state="active", match__in=OPEN)
    return dict(rows.values_list("match").annotate(count=Count("line")))


def next_waiting(fiscal_year: int, after: int = 0) -> SourceDocument | None:
    """The next document to look at, in the order of files and lines; behind ``after`` (a sequence)."""
    rows = SourceDocument.objects.filter(fiscal_year=fiscal_year, state="active", match__in=OPEN)
    return rows.filter(sequence__gt=after).order_by("sequence").first()


@dataclass(frozen=True)
class Person:
    """A candidate as the desk shows it beside the document. ``outside``: stands on no resident record."""

    number: int
    name: str
    birth_date: date | None
    address: str
    household: str
    mark: str
    score: int
    reasons: tuple[str, ...]
    outside: bool = False


def candidates(document: SourceDocument) -> list[Person]:
    """The candidates of a document, the best first, with what a clerk compares by eye. Their reading is registered."""
    rows = MatchCandidate.objects.filter(batch_id=document.batch_id, line=document.line)
    found = list(rows.order_by("-score", "addressee_number"))
    known = {one.number: one for one in registry.people_to_compare([row.addressee_number for row in found])}
    outside = _outside([row.addressee_number for row in found])
    made: list[Person] = []
    for row in found:
        words = tuple(reasons_in_words(row.reasons))
        here, away = known.get(row.addressee_number), outside.get(row.addressee_number)
        if here is not None:
            made.append(
                Person(
                    here.number, here.name, here.birth_date, here.address, here.household, here.mark, row.score, words
                )
            )
        elif away is not None:
            told = (away.addressee_number, away.name, away.birth_date, away.address)
            made.append(Person(*told, "", "", row.score, words, outside=True))
    return made


def _outside(numbers: Collection[int]) -> dict[int, OutsidePerson]:
    rows: Sequence[OutsidePerson] = list(OutsidePerson.objects.filter(addressee_number__in=list(numbers)))
    return {row.addressee_number: row for row in rows}
