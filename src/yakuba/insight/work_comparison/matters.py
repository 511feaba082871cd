"""From a matter of the journal to the filing or case it is: for whoever may see that one, and registered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from yakuba.platform.cases import filing_queries, queries
from yakuba.platform.register import service as register


@dataclass(frozen=True)
class Link:
    """Receipt number of a matter and the page it has."""

    number: str
    url: str


def links(address: str, ids: Iterable[UUID], detail: Mapping[str, object], act: register.Act) -> dict[UUID, Link]:
    """Of these matters those the actor's duties let the actor see. That they were listed is registered as ``act``.

    A receipt number leads to residents, so it is told with the persons of the matter in the register, or not at all.
    """
    wanted = list(ids)
    filings = filing_queries.among(wanted)
    cases = queries.among(wanted)
    found = {one.id: Link(one.receipt_number, reverse("backyard:filing", args=[address, one.id])) for one in filings}
    found |= {one.id: Link(one.receipt_number, reverse("backyard:case", args=[address, one.id])) for one in cases}
    subjects = filing_queries.subjects(filings) | queries.subjects([one.id for one in cases])
    items = ("receipt_number",) if found else ("journal",)
    note = register.Note(items=items, duty="", detail={**detail, "listed": len(wanted), "named": len(found)})
    register.record(act, sorted(subjects), note=note)
    return found
