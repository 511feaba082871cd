"""The register and the numbers: appending, sealing, verifying, bulk encryption.

    python benchmarks/register_bench.py [--small]

An embedded PostgreSQL of its own, or the one named by DATABASE_URL and DATABASE_OWNER_URL (rows stay there). Bars: an
append by ``record`` >= 0.8x a bare insert of the same row into an identical table in the same run; sealing 100,000 rows
<= 2 s; verifying 1,000,000 rows <= 10 s; numbers are reported. Absolutes gate at twice the bar, as machines differ.
JSON on standard output; the exit status is 1 if a bar is missed.
"""

import argparse
import hashlib
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from yakuba.operation.connection import Addresses, embedded, external, open_django, prepare_embedded
from yakuba.operation.database import EmbeddedServer
from yakuba.operation.home import Home

BAR_APPEND, BAR_SEAL, BAR_VERIFY = 0.8, 2.0, 10.0
TOLERANCE = 2.0
FILL = """
INSERT INTO register_entry (municipality_id, id, occurred_at, actor_id, actor_name, duty, place, terminal, act,
  subjects, items, purpose, outcome, detail)
SELECT %s, (lpad(to_hex(1795000000000 + n / 10), 12, '0') || '7' || substr(md5(n::text), 1, 19))::uuid, now(),
  gen_random_uuid(), '窓口 花子', 'resident_registry.inquire', '市民課', '窓口3',
  'view_record', ARRAY[n], '{氏名,住所,生年月日,性別}', '届出の受付', 'done', '{"screen": "record"}'
FROM generate_series(1, %s) AS n
"""


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


@contextmanager
def database(home: Path) -> Iterator[None]:
    given = external()
    if given:
        yield _ready(home, given)
        return
    server = EmbeddedServer(home)
    with server:
        prepare_embedded(server)
        yield _ready(home, embedded(server))


def _ready(home: Path, addresses: Addresses) -> None:
    open_django(Home(home), addresses)
    from yakuba.operation.prepare import migrate

    with redirect_stdout(sys.stderr):  # standard output is the result's alone
        migrate(may_write=True)


def new_town() -> int:
    from yakuba.platform.tenancy.context import now
    from yakuba.platform.tenancy.models import Municipality

    return Municipality.objects.using("owner").create(founded_at=now()).id


def append(town: int, rounds: int, batch: int) -> dict[str, float]:
    """Rows per second by ``record`` and bare, row by row in turns inside transactions of ``batch`` rows; medians."""
    import psycopg
    from django.db import connection, connections
    from psycopg.types.json import Jsonb

    from yakuba.platform.register import service
    from yakuba.platform.tenancy.context import Actor, Context, now, use_context
    from yakuba.platform.tenancy.ids import new_uuid7
    from yakuba.platform.tenancy.scope import tenant

    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TABLE register_bare (LIKE register_entry INCLUDING ALL)")
        cursor.execute(f'GRANT INSERT ON register_bare TO "{connection.settings_dict["USER"]}"')
    statement = service.INSERT.replace("register_entry", "register_bare")
    actor = Actor(UUID(int=1), "窓口 花子")
    note = service.Note(items=("氏名", "住所", "生年月日", "性別"), duty="resident_registry.inquire", detail={"a": 1})
    context = Context(now(), actor, town, place="市民課", terminal="窓口3", purpose="届出の受付")

    who = [context.instant, actor.id, actor.name, note.duty, context.place, context.terminal, "view_record"]
    why = [list(note.items), context.purpose, None, note.outcome, Jsonb(note.detail)]
    own_times: list[float] = []
    bare_times: list[float] = []

    def registered(number: int, cursor: Any) -> None:
        service.record(service.Act.VIEW_RECORD, [number], note=note)

    def bare(number: int, cursor: Any) -> None:
        cursor.execute(statement, [town, new_uuid7(), *who, [number], *why])

    turns = [(own_times, registered), (bare_times, bare)]
    for _ in range(rounds):
        with tenant(town), use_context(context):
            cursor = psycopg.Cursor(connection.connection)
            for number in range(batch):
                for times, insert in turns if number % 2 else turns[::-1]:
                    times.append(seconds(partial(insert, number, cursor)))
    ours, theirs = statistics.median(own_times), statistics.median(bare_times)
    return {"ratio": theirs / ours, "rows_per_second": 1 / ours, "bare_rows_per_second": 1 / theirs}


def seal(town: int, rows: int) -> float:
    """Seconds to seal ``rows`` entries waiting in one municipality."""
    from django.db import connections

    from yakuba.platform.register import sealer

    with connections["owner"].cursor() as cursor:
        cursor.execute(FILL, [town, rows])
    taken = seconds(lambda: sealer.seal(town))
    if sealer.seal(town) != 0:
        raise RuntimeError("entries were left unsealed")
    return taken


def write_export(folder: Path, rows: int, per_seal: int) -> tuple[Path, Path]:
    """An export and its heads with ``rows`` entries, as the real ones look."""
    export, heads = folder / "export.txt", folder / "heads.jsonl"
    previous = hashlib.sha256(b"yakuba-register-1 7").hexdigest()
    with export.open("w", newline="\n") as out, heads.open("w", newline="\n") as second:
        out.write("H " + json.dumps({"format": "yakuba-register-1", "municipality": 7}) + "\n")
        for sequence in range(1, rows // per_seal + 1):
            lines = [_line(sequence * per_seal + offset) for offset in range(per_seal)]
            digest = hashlib.sha256(b"".join(hashlib.sha256(line.encode()).digest() for line in lines)).hexdigest()
            seal_line = json.dumps([sequence, 7, per_seal, digest, 0, 0, previous, 0, "900", "7"])
            previous = hashlib.sha256(seal_line.encode()).hexdigest()
            out.write(f"S {previous} {seal_line}\n" + "".join(f"R {line}\n" for line in lines))
            second.write(json.dumps({"sequence": sequence, "rows": per_seal, "head": previous}) + "\n")
        out.write("E " + json.dumps({"seals": rows // per_seal, "rows": rows}) + "\n")
    return export, heads


def _line(number: int) -> str:
    entry: list[Any] = [str(UUID(int=number)), 7, 1795000000000000 + number, str(UUID(int=1)), "窓口 花子"]
    entry += ["resident_registry.inquire", "市民課", "窓口3", "view_record", [number], ["氏名", "住所"], "届出の受付"]
    return json.dumps([*entry, None, "done", {"screen": "record"}, str(number)], ensure_ascii=False)


def verify(folder: Path, rows: int) -> float:
    from yakuba.platform.register.verifier import verify

    export, heads = write_export(folder, rows, 20)
    start = time.perf_counter()
    report = verify(export, heads)
    taken = time.perf_counter() - start
    if not report.ok or report.rows != rows:
        raise RuntimeError(f"the verifier found {report.findings[:3]}")
    return taken


def numbers(town: int, count: int) -> float:
    """Individual numbers encrypted, indexed and stored per second."""
    from yakuba.platform.secrets import service
    from yakuba.platform.tenancy.context import system_context, use_context
    from yakuba.platform.tenancy.scope import tenant
    from yakuba.standards.check_digits import individual_number

    bases = [f"{98_000_000_000 + number}" for number in range(1, count + 1)]
    rows = [(number, "individual_number", base + individual_number(base)) for number, base in enumerate(bases, 1)]
    with tenant(town), use_context(system_context(town)):
        taken = seconds(lambda: service.put_many(rows, "bench"))
    return count / taken


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="a tenth of everything, for trying it out")
    share = 10 if parser.parse_args().small else 1
    with tempfile.TemporaryDirectory(prefix="yb") as folder, database(Path(folder) / "home"):
        town = new_town()
        appended = append(town, rounds=20 // (2 if share > 1 else 1), batch=500)
        sealed = seal(new_town(), 100_000 // share) * share
        verified = verify(Path(folder), 1_000_000 // share) * share
        encrypted = numbers(new_town(), 100_000 // share)
    result = {
        "append_ratio": round(appended["ratio"], 3),
        "append_rows_per_second": round(appended["rows_per_second"]),
        "bare_rows_per_second": round(appended["bare_rows_per_second"]),
        "seal_100000_seconds": round(sealed, 2),
        "verify_1000000_seconds": round(verified, 2),
        "numbers_per_second": round(encrypted),
        "bars": {"append_ratio": BAR_APPEND, "seal_seconds": BAR_SEAL, "verify_seconds": BAR_VERIFY},
    }
    print(json.dumps(result, ensure_ascii=False))
    met = appended["ratio"] >= BAR_APPEND and sealed <= BAR_SEAL * TOLERANCE and verified <= BAR_VERIFY * TOLERANCE
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
