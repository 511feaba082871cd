"""Who acts, where, why and when: the only source of the clock and of identity."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

JST = timezone(timedelta(hours=9), "JST")


@dataclass(frozen=True)
class Actor:
    """A person or part of the system that acts. ``duties`` are the permissions in force at the context's day."""

    id: UUID | None
    name: str
    duties: frozenset[str] = frozenset()
    kind: str = "staff"  # staff | system | operator


SYSTEM = Actor(id=None, name="システム", kind="system")


@dataclass(frozen=True)
class Context:
    """One act's circumstances. ``municipality`` is None only before one is known; ``business_date`` is Japan's."""

    instant: datetime
    actor: Actor
    municipality: int | None = None
    place: str = ""
    terminal: str = ""
    purpose: str = ""
    step_up_until: datetime | None = None

    @property
    def business_date(self) -> date:
        return self.instant.astimezone(JST).date()

    @property
    def stepped_up(self) -> bool:
        return self.step_up_until is not None and self.instant < self.step_up_until

    def for_purpose(self, purpose: str) -> "Context":
        return replace(self, purpose=purpose)


_context: ContextVar[Context | None] = ContextVar("yakuba_context", default=None)


def now() -> datetime:
    """The instant, aware, UTC. Only the edges (middleware, worker, command line) call it, to make a Context."""
    return datetime.now(UTC)


def system_context(municipality: int | None = None, purpose: str = "") -> Context:
    """A context of the system itself, for commands, jobs and founding."""
    return Context(instant=now(), actor=SYSTEM, municipality=municipality, purpose=purpose)


def current_context() -> Context:
    """The open context. Raises LookupError outside ``use_context``."""
    context = _context.get()
    if context is None:
        raise LookupError("no context is open: wrap the act in use_context(...)")
    return context


@contextmanager
def use_context(context: Context) -> Iterator[Context]:
    token = _context.set(context)
    try:
        yield context
    finally:
        _context.reset(token)
