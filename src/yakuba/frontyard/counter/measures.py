"""The counter in figures by month, computed by the database from tickets and visits. No person is named."""

from datetime import date, datetime, time, timedelta

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Q
from django.db.models.functions import TruncMonth

from yakuba.frontyard.counter.models import Ticket, Visit
from yakuba.platform.cases.other_measures import Column, Section
from yakuba.platform.tenancy.context import JST

COLUMNS = (
    Column("番号札", "件"),
    Column("待ち時間（中央値）", "分", plot=True),
    Column("対応時間（中央値）", "分", plot=True),
    Column("窓口受付", "件"),
    Column("受付にかかった時間（中央値）", "分", plot=True),
    Column("同じ月の再来", "件", plot=True),
)
NOTES = (
    "待ち時間：番号札を取ってから最初に呼ばれるまで。対応時間：呼ばれてから終わるまで。呼ばれても来なかった札の対応は含まない。",
    "窓口受付：窓口受付の画面で始めて、中止しなかったもの。かかった時間は、開始から終了まで。",
    "同じ月の再来：同じ人の、その月の2回目からの窓口受付。",
)


class Median(Aggregate):
    """The middle value as PostgreSQL computes it; rows without a value are left out, of none it is None."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


def by_month(since: date) -> Section:
    tickets, visits = _tickets(since), _visits(since)
    rows = [
        (month, (*tickets.get(month, (0, None, None)), *visits.get(month, (0, None, 0))))
        for month in sorted(tickets.keys() | visits.keys())
    ]
    return Section("counter", "窓口", COLUMNS, rows, NOTES)


def _tickets(since: date) -> dict[str, tuple[int | None, ...]]:
    """Month → tickets taken, minutes of waiting, minutes of service."""
    rows = Ticket.objects.filter(day__gte=since).order_by().values(month=TruncMonth("day"))
    found = rows.annotate(
        taken=Count("id"), wait=_median("taken_at", "called_at"), service=_median("called_at", "done_at")
    )
    return {f"{one['month']:%Y-%m}": (one["taken"], _minutes(one["wait"]), _minutes(one["service"])) for one in found}


def _visits(since: date) -> dict[str, tuple[int | None, ...]]:
    """Month → visits, minutes of one, visits of who had been here in that month."""
    begun = Visit.objects.filter(started_at__gte=datetime.combine(since, time(), JST))
    rows = begun.filter(~Q(state=Visit.State.ABANDONED)).order_by().values(month=TruncMonth("started_at", tzinfo=JST))
    found = rows.annotate(
        visits=Count("id"),
        people=Count("addressee_number", distinct=True),
        minutes=_median("started_at", "finished_at"),
    )
    return {
        f"{one['month']:%Y-%m}": (one["visits"], _minutes(one["minutes"]), one["visits"] - one["people"])
        for one in found
    }


def _median(start: str, end: str) -> Median:
    return Median(ExpressionWrapper(F(end) - F(start), output_field=DurationField()), output_field=DurationField())


def _minutes(span: timedelta | None) -> int | None:
    return None if span is None else round(span.total_seconds() / 60)
