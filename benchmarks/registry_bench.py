"""Search, household page and certificate with a million residents in fifty municipalities and twenty clerks.

    PYTHONPATH=src:benchmarks python benchmarks/registry_bench.py [--residents 1000000] [--seconds 20]

A real server (the web part) on an embedded PostgreSQL; clients in this process, on the same machine. The population
is a synthetic one of 20,000, loaded by the registry's own load and multiplied by SQL. Bars: search p95 <= 150 ms,
p50 <= 30 ms; household page p95 <= 150 ms; certificate act p95 <= 400 ms.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

TOWNS, LARGEST, CLERKS = 50, 0.124, 20
BASE = 20_000
SHIFT = 100_000_000
GRAM_BITS = 44
MIX = (
    {"name": "佐藤"},
    {"name": "田"},
    {"kana": "カムラ"},
    {"address": "本町", "past": "on"},
    {"kana": "サトウ", "birth": "S55"},
    {"name": "高橋"},
)


def populate(owner: Any, residents: int, base: int) -> int:
    """Multiply the base municipality's rows; returns how many persons there are now."""
    copies_of_largest = max(1, round(residents * LARGEST / BASE))
    each_other = max(0, residents - copies_of_largest * BASE) // (TOWNS - 1)
    for copy in range(1, copies_of_largest):
        _copy(owner, base, base, copy * SHIFT, None)
    others = [row[0] for row in owner.execute("select id from municipality where id <> %s order by id", [base])]
    for town in others:
        _copy(owner, base, town, 0, each_other)
    for table in ("resident_record", "search_entry", "addressee"):
        owner.execute(f"vacuum analyze {table}")
    return int(owner.execute("select count(*) from search_entry").fetchone()[0])


def _copy(owner: Any, base: int, town: int, shift: int, limit: int | None) -> None:
    taken = "addressee_number < %(edge)s" if limit is None else "addressee_number in (select addressee_number from few)"
    few = (
        f"with few as (select addressee_number from search_entry where municipality_id = {base}"
        f" and addressee_number < {SHIFT} order by 1 limit {limit or BASE * 9}) "
    )
    values: dict[str, Any] = {"edge": SHIFT}
    for table in ("addressee", "resident_record", "search_entry"):
        columns = [
            row[0]
            for row in owner.execute(
                "select column_name from information_schema.columns where table_name = %s order by ordinal_position",
                [table],
            )
        ]
        wanted = ", ".join(_column(name, town, shift, base) for name in columns)
        owner.execute(
            f"insert into {table} ({', '.join(columns)}) {few} select {wanted} from {table}"
            f" where municipality_id = {base} and {taken}",
            values,
        )


def _column(name: str, town: int, shift: int, base: int) -> str:
    if name == "municipality_id":
        return str(town)
    if name == "addressee_number":
        return f"addressee_number + {shift}"
    if name == "household_number" and shift:
        return f"'{shift // SHIFT}' || substr(household_number, 2)"
    if name == "event_id":
        return "null"
    if name == "grams":
        return f"(select array_agg(g + ({town - base}::bigint << {GRAM_BITS})) from unnest(grams) as g)"
    return name


class Clerk:
    """One signed-in browser."""

    def __init__(self, port: int, address: str, token: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.address, self.cookies = address, {"yakuba_session": token}

    def ask(self, method: str, path: str, form: dict[str, Any] | None = None) -> tuple[int, dict[str, str], str]:
        body = None
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if form is not None:
            body = "&".join(f"{key}={_quoted(value)}" for key, values in form.items() for value in _all(values))
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": "http://127.0.0.1/"}
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode(errors="replace")
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";")[0]
        return answer.status, dict(answer.getheaders()), text

    def csrf(self, path: str) -> str:
        _, _, text = self.ask("GET", path)
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
        return found.group(1) if found else ""


def _all(values: Any) -> list[str]:
    return [str(value) for value in values] if isinstance(values, list) else [str(values)]


def _quoted(value: str) -> str:
    from urllib.parse import quote

    return quote(value, safe="")


def measure(clerks: list[Clerk], seconds: float, act: Callable[[Clerk, random.Random], float]) -> dict[str, float]:
    """All clerks work at once for a while; the times of each act in milliseconds."""
    times: list[float] = []
    failures: list[str] = []
    end = time.monotonic() + seconds

    def work(clerk: Clerk, seed: int) -> None:
        chance = random.Random(seed)
        time.sleep(chance.uniform(0, 3))  # clerks do not all press at the same instant
        act(clerk, chance)  # the first act of each warms caches and is not counted
        while time.monotonic() < end:
            try:
                times.append(act(clerk, chance) * 1000)
            except Exception as error:
                failures.append(repr(error)[:200])
                return
            time.sleep(chance.uniform(1.0, 3.0))  # a clerk reads before asking again

    threads = [threading.Thread(target=work, args=(clerk, seed)) for seed, clerk in enumerate(clerks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures or len(times) < 20:
        raise RuntimeError(f"{len(failures)} clerks failed: {failures[:3]}")
    cuts = statistics.quantiles(times, n=100)
    return {
        "acts": len(times),
        "p50_ms": round(cuts[49], 1),
        "p95_ms": round(cuts[94], 1),
        "p99_ms": round(cuts[98], 1),
    }


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--residents", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=20)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="yakuba-bench-") as home:
        os.environ |= {"YAKUBA_HOME": home, "YAKUBA_SECRET_KEY": "only-for-the-benchmark", "YAKUBA_THREADS": "4"}
        result = run(Path(home), given.residents, given.seconds)
    json.dump(result, sys.stdout, ensure_ascii=False, indent=1)
    print()
    return 0 if result["met"] else 1


def run(home: Path, residents: int, seconds: float) -> dict[str, Any]:
    from yakuba.operation.database import ADMINISTRATOR, EmbeddedServer, login_roles, provision

    server = EmbeddedServer(home, durable=False)
    with server:
        provision(server.url(ADMINISTRATOR, "postgres"), server.database)
        owner_url, app_url = (server.url(name, server.database) for name in login_roles(server.database))
        os.environ |= {"DATABASE_URL": app_url, "DATABASE_OWNER_URL": owner_url}
        os.environ["DJANGO_SETTINGS_MODULE"] = "yakuba.operation.settings.core"
        return with_database(home, residents, seconds, owner_url)


def with_database(home: Path, residents: int, seconds: float, owner_url: str) -> dict[str, Any]:
    import django

    django.setup()
    import psycopg

    from yakuba.operation import tables

    tables.make("owner")
    base, tokens, households = found(home)
    with psycopg.connect(owner_url, autocommit=True) as owner:
        started = time.monotonic()
        persons = populate(owner, residents, base)
        populated = round(time.monotonic() - started, 1)
    port = _free_port()
    web = subprocess.Popen([sys.executable, "-m", "yakuba.operation.cli.main", "web", "--port", str(port)])
    try:
        _wait(port)
        clerks = [Clerk(port, "012084", token) for token in tokens]
        results = measured(clerks, households, seconds)
    finally:
        web.terminate()
        web.wait(20)
    met = (
        results["search"]["p95_ms"] <= 150
        and results["search"]["p50_ms"] <= 30
        and results["household"]["p95_ms"] <= 150
        and results["certificate"]["p95_ms"] <= 400
    )
    return {"persons": persons, "towns": TOWNS, "clerks": CLERKS, "populated_s": populated, **results, "met": met}


def measured(clerks: list[Clerk], households: list[str], seconds: float) -> dict[str, Any]:
    tokens = {id(clerk): clerk.csrf("/012084/residents/") for clerk in clerks}

    def search(clerk: Clerk, chance: random.Random) -> float:
        form = {"csrfmiddlewaretoken": tokens[id(clerk)], "removed": "on", **chance.choice(MIX)}
        status, headers, _ = clerk.ask("POST", "/012084/residents/", form)
        assert status == 302, status
        started = time.perf_counter()
        status, _, text = clerk.ask("GET", headers["location"])
        assert status in (200, 302) and "サインイン</h1>" not in text, status
        return time.perf_counter() - started

    def household(clerk: Clerk, chance: random.Random) -> float:
        started = time.perf_counter()
        status, _, text = clerk.ask("GET", f"/012084/residents/households/{chance.choice(households)}/")
        assert status == 200 and "世帯員" in text, status
        return time.perf_counter() - started

    def certificate(clerk: Clerk, chance: random.Random) -> float:
        number = chance.choice(households)
        path = f"/012084/residents/certificates/?household={number}"
        _, _, page = clerk.ask("GET", path)
        people = re.findall(r'name="chosen" value="([^"]+)"', page)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        form = {
            "csrfmiddlewaretoken": token.group(1) if token else "",
            "idempotency_key": str(uuid.uuid4()),
            "applicant": "self",
            "identification": "card",
            "purpose": "測定",
            "kind": "copy_joint",
            "chosen": people[:1],
        }
        started = time.perf_counter()
        status, _, text = clerk.ask("POST", path, form)
        assert status == 302, (status, re.findall(r"未[^<]{1,40}", text)[:3])
        return time.perf_counter() - started

    return {
        "search": measure(clerks, seconds, search),
        "household": measure(clerks, seconds, household),
        "certificate": measure(clerks, seconds, certificate),
    }


def found(home: Path) -> tuple[int, list[str], list[str]]:
    """Fifty municipalities, the base population in the first, twenty signed-in clerks, some household numbers."""
    from datetime import date

    from yakuba.areas.resident_registry import service as registry
    from yakuba.areas.resident_registry.models import ResidentRecord
    from yakuba.operation.founding.synthetic import Population, write
    from yakuba.platform.access import service as access
    from yakuba.platform.access.models import StaffSession
    from yakuba.platform.parameters import service as parameters
    from yakuba.platform.secrets import master
    from yakuba.platform.tenancy import directory
    from yakuba.platform.tenancy.context import system_context, use_context
    from yakuba.platform.tenancy.scope import tenant
    from yakuba.standards import municipalities

    codes = ["012084", *[m.code for m in municipalities.all_municipalities() if m.kind == "市"][1 : TOWNS + 5]]
    context = system_context()
    opened = date(2026, 4, 1)
    places = [directory.found(directory.Founding(code, context.instant, opened)) for code in dict.fromkeys(codes)][
        :TOWNS
    ]
    base = places[0].id
    file = home / "base.csv"
    master.create()
    write(Population("012084", BASE, 1), file)
    registry.load_file(base, file)
    tokens = []
    with tenant(base), use_context(system_context(base, "測定")):
        parameters.set("certifier.mayor.title", opened, "北見市長", "測定")
        parameters.set("certifier.mayor.name", opened, "見本　太郎", "測定")
        for number in range(CLERKS):
            new = access.NewAccount(f"clerk{number}", f"職員{number}", "市民課", f"benchmark-words-{number}")
            account = access.create_account(new)
            for duty in ("resident_registry.inquire", "resident_registry.issue"):
                access.assign(account, duty, opened)
            tokens.append(access.open_session(account, StaffSession.Stage.FULL, access.Seat("本庁", f"本庁{number}")))
        present = ResidentRecord.objects.filter(is_latest=True, resident_state="1", resident_type="1")
        households = list(dict.fromkeys(present.values_list("household_number", flat=True)[:4000]))
    return base, tokens, households


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    for _ in range(100):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/health")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.3)
    raise RuntimeError("the web part did not answer")


if __name__ == "__main__":
    sys.exit(main())
