"""Those who issue copies without asking the counter learn that a person's copies are stopped, or free again.

Source: juki-1.0:3.1, 3.4. A message tells whether copies are stopped and since when, never why: neither the shop's
machine nor the other municipality that issues for us (広域交付) has to know of a support measure. A temporary lifting
is not told, so that it is not taken for an end. Layout: docs/exchange.md.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from yakuba.platform.disclosure.models import ProtectedPerson, Suppression
from yakuba.platform.disclosure.words import Level
from yakuba.platform.exchange import service as exchange
from yakuba.platform.register import service as register

KIND = "issue_stop"
PARTIES = ("convenience", "juki-net")


@dataclass(frozen=True)
class Whom:
    """A person or a household, by number."""

    number: int
    is_household: bool = False

    @property
    def subject(self) -> str:
        """Its own order of messages: a stop does not wait behind another message that got stuck."""
        return f"{'stop-household' if self.is_household else 'stop'}:{self.number}"


@contextmanager
def telling(whom: Iterable[Whom]) -> Iterator[None]:
    """Around a change of measures or suppressions: what it changed for ``whom`` goes into the outbox with it.

    Another reason to stop keeps copies stopped: only the end of the last one is told.
    """
    people = list(whom)
    before = {one: _stopped_from(one) for one in people}
    yield
    for one in people:
        now = _stopped_from(one)
        if now != before[one]:
            _tell(one, now)


def _stopped_from(whom: Whom) -> date | None:
    """The day from which copies are stopped, be it still to come; None when they are free."""
    column = "household_number" if whom.is_household else "addressee_number"
    suppressed = Suppression.objects.filter(**{column: whom.number}, issue=Level.ERROR, released_at__isnull=True)
    days = list(suppressed.values_list("starts_on", flat=True))
    if not whom.is_household:
        protected = ProtectedPerson.objects.filter(addressee_number=whom.number, protection__closed_on__isnull=True)
        days += list(protected.values_list("protection__received_on", flat=True))
    return min(days, default=None)


def _tell(whom: Whom, day: date | None) -> None:
    record = {
        "subject_ref": "" if whom.is_household else str(whom.number),
        "household_ref": str(whom.number) if whom.is_household else "",
        "state": "free" if day is None else "stopped",
        "from_on": day.isoformat() if day else "",
    }
    for party in PARTIES:
        message = exchange.Message(exchange.to_party(party), KIND, whom.subject, {"records": [record]}, "disclosure")
        exchange.post(message)
    detail = {"kind": KIND, "receiver": ",".join(PARTIES), "household": record["household_ref"]}
    register.record(register.Act.SEND, [] if whom.is_household else [whom.number], note=register.Note(detail=detail))
