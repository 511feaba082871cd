"""What a filing waits for by itself: nobody has to do anything with it, and it goes on when that has happened.

An area registers a waiter at start. What it finds stands in the way like an error, so that nobody can go on past it.
"""

from collections.abc import Callable, Collection

from yakuba.platform.cases.filing_models import Filing
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.procedure_parts import Facts

CODE = "W-01"
Waiter = Callable[[Facts], Finding | None]
_waiters: list[Waiter] = []


def wait_for(waiter: Waiter) -> None:
    """``waiter`` says what a filing has to wait for, by a finding of the code W-01; None for nothing."""
    if waiter not in _waiters:
        _waiters.append(waiter)


def waits_for(facts: Facts) -> Finding | None:
    """The first thing this filing has to wait for, before its checks can say anything."""
    return next(filter(None, (waiter(facts) for waiter in _waiters)), None)


def is_waiting(filing: Filing) -> bool:
    """Whether it waits by itself: a clerk has nothing to do."""
    return filing.state == Filing.State.RECEIVED and any(one.get("code") == CODE for one in filing.findings)


def about(numbers: Collection[int]) -> list[Filing]:
    """Filings of these persons, or about them, that wait by themselves, the oldest first."""
    rows = Filing.objects.filter(state=Filing.State.RECEIVED, findings__contains=[{"code": CODE}]).order_by(
        "filed_at", "id"
    )
    wanted = set(numbers)
    return [one for one in rows if wanted & {one.applicant_number, *one.people.values()}]
