"""The counter in figures by month, computed by the database from tickets and visits. No person is named."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from psycopg.types.json import Jsonb

from yakuba.platform.cases import shelf
from yakuba.platform.cases.filing_measures import Period
from yakuba.platform.cases.other_measures import Column, Figure, Section
from yakuba.platform.tenancy.context import JST
from yakuba.platform.tenancy.statements import Read, Row

AGAIN = 90
"""Days after a visit within which another one of the same person counts as coming again."""
COLUMNS = (
    Column("番号札", "件", "発券した番号札。"),
    Column("待ち時間（中央値）", "分", "番号札を取ってから最初に呼ばれるまで。呼ばれていない札は含まない。", plot=True),
    Column("待ち時間（90％）", "分", "番号札の90％が、この時間までに呼ばれた。"),
    Column("対応時間（中央値）", "分", "呼ばれてから終わるまで。呼ばれても来なかった札の対応は含まない。", plot=True),
    Column("対応時間（90％）", "分", "番号札の90％が、この時間までに終わった。"),
    Column("窓口受付", "件", "窓口受付の画面で始めて、中止しなかったもの。"),
    Column("受付にかかった時間（中央値）", "分", "窓口受付の開始から終了まで。", plot=True),
    Column("受付にかかった時間（90％）", "分", "窓口受付の90％が、この時間までに終わった。"),
    Column(
        "1受付あたりの担当課",
        "課",
        "1回の窓口受付で出した手続きを担当する課の数の平均。書かない窓口がなければ、この数だけ課を回ることになる。",
    ),
    Column("2課以上にわたる受付", "件", "出した手続きの担当課が二つ以上あった窓口受付。"),
    Column("別の窓口でも受付", "件", "同じ人が同じ日に、先に別の窓口（場所か職員が違う）で受け付けられていたもの。"),
    Column(
        f"{AGAIN}日以内の再来",
        "件",
        f"同じ人が前の日までの{AGAIN}日以内にも来ていた窓口受付。用件は問わない。",
        plot=True,
    ),
    Column("うち同じ手続きの再来", "件", "そのうち、前に来たときと同じ手続きを含むもの。"),
)
TICKETS = Read("""
SELECT month, count(*),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY wait), percentile_disc(0.9) WITHIN GROUP (ORDER BY wait),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY service), percentile_disc(0.9) WITHIN GROUP (ORDER BY service)
FROM (SELECT to_char(day, 'YYYY-MM') AS month, called_at - taken_at AS wait, done_at - called_at AS service
    FROM counter_ticket WHERE municipality_id = %(municipality)s AND day >= %(first)s AND day < %(end)s) ticket
GROUP BY GROUPING SETS ((month), ())
""")
OF_VISITS = """
FROM (SELECT id, addressee_number AS person, place || ' ' || clerk_id AS counter, drafts, started_at,
        finished_at - started_at AS took, (started_at AT TIME ZONE 'Asia/Tokyo')::date AS day
    FROM counter_visit WHERE municipality_id = %(municipality)s AND state <> 'abandoned'
        AND started_at >= %(since)s AND started_at < %(until)s) visit
"""
BEFORE = "ORDER BY day RANGE BETWEEN %(again)s::interval PRECEDING AND '1 day'::interval PRECEDING"
"""The days before one's day on which a visit makes this one a visit of who came again."""
VISITS = Read(f"""
SELECT month, count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY took),
    percentile_disc(0.9) WITHIN GROUP (ORDER BY took), avg(desks)::float8, count(*) FILTER (WHERE desks > 1),
    count(*) FILTER (WHERE elsewhere), count(*) FILTER (WHERE told.again), count(*) FILTER (WHERE matters.again)
FROM (
    SELECT id, to_char(day, 'YYYY-MM') AS month, day, took,
        first_value(counter) OVER (PARTITION BY person, day ORDER BY started_at, id) <> counter AS elsewhere,
        count(*) OVER (PARTITION BY person {BEFORE}) > 0 AS again {OF_VISITS}
) told LEFT JOIN (
    SELECT id, count(DISTINCT desk) AS desks, bool_or(again) AS again FROM (
        SELECT id, coalesce(%(desks)s::jsonb ->> code, code) AS desk,
            count(*) OVER (PARTITION BY person, code {BEFORE}) > 0 AS again
        FROM (SELECT id, person, day, jsonb_array_elements(drafts) ->> 'code' AS code {OF_VISITS}) matter
    ) matter GROUP BY id
) matters USING (id)
WHERE day >= %(first)s GROUP BY GROUPING SETS ((month), ())
""")  # noqa: S608 - put together from the words above
Line = tuple[Figure, ...]


def by_month(period: Period) -> Section:
    tickets, visits = _tickets(period), _visits(period)
    rows = [(month, _line(tickets, visits, month)) for month in sorted({*tickets, *visits} - {""})]
    return Section("counter", "窓口", COLUMNS, rows, _line(tickets, visits, ""))


def _line(tickets: dict[str, Line], visits: dict[str, Line], month: str) -> Line:
    return (*tickets.get(month, (0, None, None, None, None)), *visits.get(month, (0, None, None, None, 0, 0, 0, 0)))


def _tickets(period: Period) -> dict[str, Line]:
    """Month, "" for all → tickets taken, waiting and service as median and 90th percentile."""
    return _by_month(TICKETS.rows(first=period.first, end=period.end))


def _visits(period: Period) -> dict[str, Line]:
    """Month, "" for all → visits, their length, desks, more than one, elsewhere on the day, again, again for the same.

    Who had been here before the period is looked for as well.
    """
    desks = {one.code: one.desk or one.area for one in sorted(shelf.everything(), key=lambda one: one.version)}
    return _by_month(
        VISITS.rows(
            first=period.first,
            since=datetime.combine(period.first - timedelta(days=AGAIN), time(), JST),
            until=datetime.combine(period.end, time(), JST),
            again=f"{AGAIN} days",
            desks=Jsonb(desks),
        )
    )


def _by_month(rows: Iterable[Row]) -> dict[str, Line]:
    return {month or "": tuple(map(_figure, figures)) for month, *figures in rows}


def _figure(value: timedelta | float | int | None) -> Figure:
    """Times in whole minutes, averages to one place."""
    if isinstance(value, timedelta):
        return round(value.total_seconds() / 60)
    return round(value, 1) if isinstance(value, float) else value
