"""Who wants to hear of cases and filings: other rooms say so once, at start, and are called in the same transaction."""

from collections.abc import Callable

from yakuba.platform.cases.filing_models import Filing
from yakuba.platform.cases.models import Case

_cases: list[Callable[[Case], None]] = []
_filings: list[Callable[[Filing], None]] = []


def watch_cases(listener: Callable[[Case], None]) -> None:
    """Called whenever a case was registered, sent back or withdrawn."""
    if listener not in _cases:
        _cases.append(listener)


def watch_filings(listener: Callable[[Filing], None]) -> None:
    """Called whenever the state of a filing changed, or what it asks."""
    if listener not in _filings:
        _filings.append(listener)


def case_changed(case: Case) -> None:
    for listener in _cases:
        listener(case)


def filing_changed(filing: Filing) -> None:
    for listener in _filings:
        listener(filing)
