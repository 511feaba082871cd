"""The page of figures: what 100,000 filings of the period cost the process and the database.

    python benchmarks/figures_bench.py [--small]

An embedded PostgreSQL of its own, or the one named by DATABASE_URL and DATABASE_OWNER_URL (rows stay there). Twice as
many filings are there as the period has, as the page compares it with the period before: eight answers and five to nine
steps each, in twelve procedures. Bar: 0.5 s of this process; the database's processor time is reported (None where its
process cannot be looked at). JSON on standard output; the exit status is 1 if the bar is missed.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from register_bench import database, new_town

BAR_PROCESS = 0.5
MONTHS, DAYS = 6, 364  # the period and the one before it, together about as long
FILL = """
INSERT INTO filing SELECT made.*
FROM filing one, generate_series(1, %(count)s) n, LATERAL jsonb_populate_record(one, jsonb_build_object(
  'id', md5('f' || n)::uuid, 'key', md5('k' || n)::uuid, 'receipt_number', 'B-' || n,
  'procedure', (%(codes)s::text[])[1 + n %% 12], 'channel', CASE WHEN n %% 3 = 0 THEN 'counter' ELSE 'portal' END,
  'answers', (SELECT jsonb_object_agg('question_' || q, '回答' || q || '-' || n) FROM generate_series(1, 8) q),
  'provenance', (SELECT jsonb_object_agg('question_' || q, CASE WHEN q <= 3 THEN 'register'
    WHEN (n + q) %% 40 = 0 THEN 'staff' ELSE 'typed' END) FROM generate_series(1, 8) q),
  'state', CASE n %% 20 WHEN 0 THEN 'declined' WHEN 1 THEN 'received' ELSE 'done' END,
  'filed_at', now() - n * (%(days)s * interval '1 day' / %(count)s))) made
WHERE one.receipt_number = 'B-0'
"""
STEPS = """
INSERT INTO filing_step (municipality_id, id, filing_id, activity, actor_id, actor_name, started_at, ended_at,
  attributes)
SELECT municipality_id, (lpad(to_hex((extract(epoch FROM filed_at) * 1000)::bigint + place), 12, '0') || '7'
  || substr(md5(id || activity || place), 1, 19))::uuid, id, activity,
  CASE WHEN activity IN ('確認', '返答依頼', '決定') THEN municipality_clerk END, '', filed_at + wait, filed_at + wait,
  '{"passed": ["a", "b", "c"]}'
FROM (SELECT *, md5('clerk')::uuid AS municipality_clerk, substr(receipt_number, 3)::int AS n FROM filing
      WHERE municipality_id = %(town)s) f,
LATERAL (VALUES (1, '受付', interval '0'), (2, '自動確認', interval '0'), (3, '返答依頼', interval '7 hours'),
  (4, '返答', interval '30 hours'), (5, '自動確認', interval '30 hours'), (6, '確認', interval '31 hours'),
  (7, '決定', interval '1 minute' * (1900 + n %% 977)), (8, '交付', interval '1 minute' * (1905 + n %% 977)))
  s (place, activity, wait)
WHERE (n %% 8 = 0 OR place NOT IN (3, 4, 5)) AND (state = 'done' OR place < 6)
"""
ONE_STEP = """
INSERT INTO filing_step (municipality_id, id, filing_id, activity, actor_name, started_at, ended_at, attributes)
SELECT municipality_id, gen_random_uuid(), id, '確認', '', now(), now(), '{}' FROM filing
WHERE municipality_id = %s ORDER BY filed_at DESC LIMIT %s
"""


def fill(town: int, count: int) -> None:
    from django.db import connections

    from yakuba.platform.cases.models import Filing
    from yakuba.platform.cases.procedures import catalogue
    from yakuba.platform.tenancy.context import now
    from yakuba.platform.tenancy.scope import tenant

    with tenant(town):  # one filing as the application has it, and the rest from it
        Filing.objects.create(
            key=UUID(int=1), receipt_number="B-0", procedure="", version=1, title="手続き", channel="portal",
            level="card", answers={}, provenance={}, filed_at=now() - timedelta(days=DAYS), changed_at=now(),
            promised_on=now().date(),
        )  # fmt: skip
    codes = [one.code for one in catalogue.load().procedures if one.version == 1][:12]
    with connections["owner"].cursor() as cursor:
        for table in ("filing", "filing_step"):  # a row is written once at the end, not at each of its steps
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER filing_figures_follow")
        cursor.execute(FILL, {"town": town, "count": count, "codes": codes, "days": DAYS})
        cursor.execute(STEPS, {"town": town})
        for table in ("filing", "filing_step"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER filing_figures_follow")
        cursor.execute(
            "SELECT count(filing_figures_write(municipality_id, id)) FROM filing WHERE municipality_id = %s", [town]
        )
        cursor.execute("ANALYZE filing")
        cursor.execute("ANALYZE filing_step")
        cursor.execute("ANALYZE filing_figures")


def backend_seconds(alias: str = "default") -> float | None:
    """Processor time so far of the database process behind a connection."""
    from django.db import connections

    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        place = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    try:
        fields = place.read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def cost(work: Callable[[], object]) -> tuple[float, float | None, float]:
    """Processor seconds of this process and of the database, and seconds by the clock."""
    before, start, clock = backend_seconds(), time.process_time(), time.perf_counter()
    work()
    taken, waited = time.process_time() - start, time.perf_counter() - clock
    after = backend_seconds()
    return taken, None if before is None or after is None else after - before, waited


def figures(town: int, rounds: int) -> dict[str, object]:
    """Medians of a few rounds of everything the page asks of filings, this period and the one before."""
    from django.db import connection

    from yakuba.platform.cases import filing_figures
    from yakuba.platform.cases.filing_measures import Period
    from yakuba.platform.tenancy.context import current_context, system_context, use_context
    from yakuba.platform.tenancy.scope import tenant

    with tenant(town), use_context(system_context(town)):
        period = Period.of(MONTHS, current_context().business_date)
        with connection.cursor() as cursor:
            cursor.execute("SET max_parallel_workers_per_gather = 0")  # what a second process does would not be seen
        counted = filing_figures.of(period).whole.filings
        one = [cost(lambda: filing_figures.of(period)) for _ in range(rounds)]
        both = [cost(lambda: [filing_figures.of(each) for each in (period, period.before)]) for _ in range(rounds)]
    return {"filings": counted, "period": medians(one), "period_and_before": medians(both)}


def medians(found: list[tuple[float, float | None, float]]) -> dict[str, float | None]:
    databases = [one[1] for one in found if one[1] is not None]
    return {
        "process_seconds": round(statistics.median(one[0] for one in found), 4),
        "database_seconds": round(statistics.median(databases), 2) if databases else None,
        "clock_seconds": round(statistics.median(one[2] for one in found), 2),
    }


def written(town: int, count: int) -> float | None:
    """Milliseconds of the database's processor that keeping the figures costs a step of a filing."""
    from django.db import connections

    times: list[float] = []
    with connections["owner"].cursor() as cursor:
        for switch in ("ENABLE", "DISABLE"):
            cursor.execute(f"ALTER TABLE filing_step {switch} TRIGGER filing_figures_follow")
            before = backend_seconds("owner")
            cursor.execute(ONE_STEP, [town, count])
            after = backend_seconds("owner")
            if before is not None and after is not None:
                times.append(after - before)
        cursor.execute("ALTER TABLE filing_step ENABLE TRIGGER filing_figures_follow")
    return round((times[0] - times[1]) / count * 1000, 3) if times else None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="a tenth of everything, for trying it out")
    share = 10 if parser.parse_args().small else 1
    with tempfile.TemporaryDirectory(prefix="yb") as folder, database(Path(folder) / "home"):
        town = new_town()
        fill(town, 200_000 // share)
        found = figures(town, 5)
        found["milliseconds_a_step"] = written(town, 10_000 // share)
    print(json.dumps({**found, "bar_process_seconds": BAR_PROCESS}))
    both = found["period_and_before"]
    return 0 if isinstance(both, dict) and both["process_seconds"] <= BAR_PROCESS else 1


if __name__ == "__main__":
    sys.exit(main())
