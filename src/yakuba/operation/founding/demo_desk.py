"""Who works in the demo's filling, at which moment: contexts of its staff, and the jobs they start, run at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from yakuba.platform.access import service as access
from yakuba.platform.access.models import Account
from yakuba.platform.jobs import service as jobs
from yakuba.platform.jobs.models import Job, JobState
from yakuba.platform.tenancy.context import JST, SYSTEM, Context, now, use_context
from yakuba.platform.tenancy.directory import Place
from yakuba.platform.tenancy.scope import tenant

CLERK, CHIEF = "zeimu", "kakaricho"
TEN = time(10)


class FillingFailed(RuntimeError):
    """A job of the filling ended otherwise than done; the text says which and why."""


@dataclass(frozen=True)
class Desk:
    """A town hall of the demo on one day."""

    place: Place
    instant: datetime
    last: datetime = field(default_factory=now)
    """The present: nothing is done later than this, and duties are those of this day."""

    def on(self, day: date) -> Desk:
        """The same town hall at ten on another day; a day to come is now."""
        return replace(self, instant=min(datetime.combine(day, TEN, JST), self.last))

    @property
    def today(self) -> date:
        """The day, in Japan."""
        return self.instant.astimezone(JST).date()

    @contextmanager
    def open(self, login: str = CLERK) -> Iterator[Context]:
        """The town's tenant, and a context of a member of staff with the duties of the present."""
        with tenant(self.place.id):
            account = Account.objects.get(login_name=login)
            base = Context(instant=self.instant, actor=SYSTEM, municipality=self.place.id, place="本庁")
            actor = access.actor_of(account, self.last.astimezone(JST).date())
            with use_context(replace(base, actor=actor)) as opened:
                yield opened

    def work(self, *kinds: str) -> None:
        """Run the jobs of these kinds that have not ended, beside any worker. Raises FillingFailed."""
        while True:
            with tenant(self.place.id):
                waiting = Job.objects.filter(kind__in=kinds, finished_at=None).order_by("id")
                found = list(waiting.values_list("id", "kind"))
            if not found:
                return
            for job, kind in found:
                ended = jobs.run_by_two(self.place.id, job)
                if ended.state != JobState.SUCCEEDED:
                    raise FillingFailed(f"{kind}: {ended.state} {ended.failure}")
