"""The residents' portal under load: a steady mix, a spike, and a rush in one of four towns.

    PYTHONPATH=src:benchmarks python benchmarks/portal_bench.py [--seconds 20]

A real portal process on an embedded PostgreSQL; the clients are threads of this process on the same machine, and the
share of the processor that they take is reported. Requests come by the clock, whether or not earlier ones were
answered; a time counts from when the request was due. Residents go from the first page to a filing that is sent.

Bars: 120 requests/s mixed: p95 <= 300 ms, no error. Server p95 <= 150 ms (at 20 requests/s, nobody waiting). Five times
as many for ten seconds: what was accepted is in the spool, the rest got the waiting page, nothing else. Four towns at
15 requests/s each, one of them rising to 105: the others' p95 < 2 times what it was.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import queue
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from registry_bench import _free_port, _wait

TOWNS = ("012084", "122041", "131130", "401307")
RESIDENTS = 120  # of each town: so many that one has always answered before its turn comes again
CLIENTS = 150
ALTERNATING = 3  # calm and rush by turns, counted together: one pair alone says more of the machine's mood
MEMBERS = [
    {"ref": f"ref{n}", "name": f"見本　{n}", "relationship": "子" if n else "本人", "birth_date": ""} for n in (0, 1)
]


@dataclass
class Resident:
    """A browser that goes through the form again and again."""

    town: str
    token: str
    cookies: dict[str, str] = field(default_factory=dict)
    csrf: str = ""
    key: str = ""
    at: int = 0
    sent: set[str] = field(default_factory=set)

    def step(self, connection: http.client.HTTPConnection) -> tuple[int, str]:
        """The next request of the way; its status and which one it was."""
        method, path, form = self._next()
        status, headers, text = self._ask(connection, method, path, form)
        if status == 503:
            return status, path  # the waiting page: the same step again next time
        if path.endswith("/send/") and "/mine/" in headers.get("location", ""):
            self.sent.add(self.key)
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
        self.csrf = found[1] if found else self.csrf
        key = re.search(r'name="key" value="([^"]+)"', text)
        self.key = key[1] if key else self.key
        self.at = (self.at + 1) % len(WAY)
        return status, path

    def _next(self) -> tuple[str, str, dict[str, str] | None]:
        method, path, form = WAY[self.at]
        return method, path.format(key=self.key), form

    def _ask(
        self, connection: http.client.HTTPConnection, method: str, path: str, form: dict[str, str] | None
    ) -> tuple[int, dict[str, str], str]:
        cookies = {"yakuba_portal": self.token, **self.cookies}
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        body = None
        if form is not None:
            given = {name: value.format(key=self.key) for name, value in form.items()} | {
                "csrfmiddlewaretoken": self.csrf
            }
            body = "&".join(f"{name}={quote(value, safe='')}" for name, value in given.items())
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": "http://127.0.0.1/"}
        connection.request(method, f"/{self.town}/{path}", body, headers)
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                name, _, rest = value.partition("=")
                self.cookies[name] = rest.split(";")[0]
        return answer.status, dict(answer.getheaders()), text


WAY: tuple[tuple[str, str, dict[str, str] | None], ...] = (
    ("GET", "", None),
    ("GET", "procedures/resident_copy/", None),
    ("GET", "file/resident_copy/q/whose/", None),
    ("POST", "file/resident_copy/q/whose/", {"q": "ref0"}),
    ("GET", "file/resident_copy/q/shown/", None),
    ("POST", "file/resident_copy/q/shown/", {"q": "head_and_relationship"}),
    ("GET", "file/resident_copy/q/use/", None),
    ("POST", "file/resident_copy/q/use/", {"q": "work"}),
    ("GET", "file/resident_copy/check/", None),
    ("POST", "file/resident_copy/send/", {"key": "{key}"}),
    ("GET", "mine/{key}/", None),
)


class Load:
    """Requests that come by the clock, done by a pool of clients."""

    def __init__(self, port: int, residents: dict[str, list[Resident]]) -> None:
        self.port = port
        self.idle = {town: queue.SimpleQueue[Resident]() for town in residents}
        for town, some in residents.items():
            for one in some:
                self.idle[town].put(one)
        self.due: queue.SimpleQueue[tuple[float, str] | None] = queue.SimpleQueue()
        self.told: list[tuple[str, float, int, str]] = []
        self.threads = [threading.Thread(target=self._client, daemon=True) for _ in range(CLIENTS)]
        for thread in self.threads:
            thread.start()

    def _client(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        while (job := self.due.get()) is not None:
            due, town = job
            resident = self.idle[town].get()
            try:
                status, path = resident.step(connection)
            except Exception as error:
                status, path = 0, repr(error)[:100]
                connection.close()
            self.told.append((town, (time.perf_counter() - due) * 1000, status, path))
            self.idle[town].put(resident)

    def run(self, rates: dict[str, float], seconds: float) -> list[tuple[str, float, int, str]]:
        """Requests a second by town, for a while; what came of each."""
        self.told = []
        start = time.perf_counter()
        plan = sorted(
            (start + number / rate + shift / 1000, town)
            for shift, (town, rate) in enumerate(rates.items())
            for number in range(round(rate * seconds))
        )
        for due, town in plan:
            wait = due - time.perf_counter()
            if wait > 0:
                time.sleep(wait)
            self.due.put((due, town))
        while len(self.told) < len(plan):
            time.sleep(0.05)
        return self.told


def p95(times: list[float]) -> float:
    return round(statistics.quantiles(times, n=20)[18], 1)


def summary(told: list[tuple[str, float, int, str]]) -> dict[str, Any]:
    good = [ms for _, ms, status, _ in told if status in (200, 302)]
    odd = [(status, path) for _, _, status, path in told if status not in (200, 302, 503)]
    return {
        "requests": len(told),
        "p50_ms": round(statistics.median(good), 1),
        "p95_ms": p95(good),
        "waiting_pages": sum(status == 503 for _, _, status, _ in told),
        "errors": len(odd),
        **({"first_errors": odd[:3]} if odd else {}),
    }


def processor(pid: int) -> float:
    """Seconds of processor time that a process and its children have used, those that have ended among them."""
    seconds = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parts = stat.read_text().rsplit(") ", 1)[1].split()
        except OSError:
            continue
        if int(stat.parent.name) == pid or int(parts[1]) == pid:
            seconds += sum(map(int, parts[11:15])) / os.sysconf("SC_CLK_TCK")
    return seconds


@dataclass(frozen=True)
class Served:
    """Where to ask, and the processes whose share of the processor is told."""

    port: int
    portal: int
    database: int
    spool: Path


def measured(served: Served, residents: dict[str, list[Resident]], seconds: float) -> dict[str, Any]:
    load = Load(served.port, residents)
    first = TOWNS[0]
    load.run({first: 20}, 5)  # warms caches, not counted
    calm = summary(load.run({first: 20}, seconds))
    began, before = time.perf_counter(), _used(served)
    steady = summary(load.run(dict.fromkeys(TOWNS, 30.0), seconds))
    spent, used = time.perf_counter() - began, _used(served)
    pages = max(1, steady["requests"] - steady["waiting_pages"])  # a waiting page costs next to nothing
    for who in used:
        steady[f"{who}_cores"] = round((used[who] - before[who]) / spent, 2)
        steady[f"{who}_ms_a_page"] = round((used[who] - before[who]) * 1000 / pages, 2)
    spike = summary(load.run(dict.fromkeys(TOWNS, 150.0), 10))
    time.sleep(2)
    base: list[tuple[str, float, int, str]] = []
    rush: list[tuple[str, float, int, str]] = []
    for _ in range(ALTERNATING):
        base += load.run(dict.fromkeys(TOWNS, 15.0), seconds)
        rush += load.run({**dict.fromkeys(TOWNS, 15.0), first: 105.0}, seconds)
    others = [p95([ms for town, ms, status, _ in told if town != first and status != 503]) for told in (base, rush)]
    time.sleep(3)
    accepted = sum(len(one.sent) for some in residents.values() for one in some)
    kept = len(list((served.spool / "portal" / "in").glob("*.manifest.json")))
    ratio = round(others[1] / others[0], 2)
    met = {
        "calm p95 <= 150 ms": calm["p95_ms"] <= 150 and not calm["errors"],
        "120 requests/s: p95 <= 300 ms, no error, nobody waits": steady["p95_ms"] <= 300
        and not steady["errors"] + steady["waiting_pages"],
        "spike: no error": not spike["errors"],
        "every accepted filing is in the spool": 0 < accepted == kept,
        "a rush in one town: the others' p95 < 2x": ratio < 2,
    }
    return {
        "calm": calm,
        "steady": steady,
        "spike": spike,
        "rush": {"others_p95_ms": others, "ratio": ratio, "waiting_pages": sum(one[2] == 503 for one in rush)},
        "accepted": accepted,
        "in_the_spool": kept,
        "bars": met,
        "met": all(met.values()),
    }


def _used(served: Served) -> dict[str, float]:
    """Seconds of processor time up to now: of the clients, the portal's processes and the database's."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "client": own.ru_utime + own.ru_stime,
        "portal": processor(served.portal),
        "database": processor(served.database),
    }


def seed() -> None:
    """Runs in the portal's zone: residents with a card, signed in, their facts here. Tokens to standard output."""
    import django

    django.setup()
    from yakuba.frontyard.portal import sessions, vault
    from yakuba.frontyard.portal.middleware import RESIDENT
    from yakuba.frontyard.portal.models import PortalAccount, Told
    from yakuba.platform.tenancy import directory
    from yakuba.platform.tenancy.context import Context, now, use_context
    from yakuba.platform.tenancy.scope import tenant

    tokens: dict[str, list[str]] = {}
    for town in TOWNS:
        place = directory.by_address(town)
        with tenant(place.id), use_context(Context(now(), RESIDENT, place.id)):
            for number in range(RESIDENTS):
                account = sessions.of_card(f"AB/{number}", None)
                PortalAccount.objects.filter(id=account.id).update(link="linked", level="card")
                person = {"name": "見本　太郎", "address": "見本", "birth_date": "1980-01-01"}
                facts = {"person": person, "members": MEMBERS, "masked": False}
                sealed = vault.seal(f"told/{account.id}/profile", facts)
                Told.objects.create(account_id=account.id, kind="profile", content=sealed, got_at=now())
                tokens.setdefault(town, []).append(sessions.begin(account, "card"))
    json.dump(tokens, sys.stdout)


def found() -> None:
    """Runs in the core's zone: four town halls, and the key that letters are sealed to."""
    import django

    django.setup()
    from datetime import date

    from yakuba.frontyard.reception import letters
    from yakuba.operation import tables
    from yakuba.platform.secrets import master
    from yakuba.platform.tenancy import directory
    from yakuba.platform.tenancy.context import system_context, use_context
    from yakuba.platform.tenancy.scope import tenant

    tables.make("owner")
    master.create()
    for town in TOWNS:
        place = directory.found(directory.Founding(town, system_context().instant, date(2026, 4, 1)))
        with use_context(system_context(place.id, "測定")), tenant(place.id):
            letters.keys()


def _zone(name: str, environment: dict[str, str]) -> str:
    """A step of this file in a process of its own, as each zone is."""
    command = [sys.executable, __file__, f"--{name}"]
    done = subprocess.run(command, env={**os.environ, **environment}, check=True, capture_output=True, text=True)
    return done.stdout


def run(home: Path, seconds: float) -> dict[str, Any]:
    from yakuba.operation.database import ADMINISTRATOR, EmbeddedServer, login_roles, provision

    server = EmbeddedServer(home, durable=False)
    with server:
        provision(server.url(ADMINISTRATOR, "postgres"), server.database)
        owner, application = (server.url(name, server.database) for name in login_roles(server.database))
        portal = server.url(f"{server.database}_portal", server.database)
        shared = {"YAKUBA_HOME": str(home), "YAKUBA_SECRET_KEY": "only-for-the-benchmark", "YAKUBA_PORTAL_THREADS": "3"}
        core = {"DATABASE_URL": application, "DATABASE_OWNER_URL": owner}
        _zone("found", shared | core | {"DJANGO_SETTINGS_MODULE": "yakuba.operation.settings.core"})
        port = _free_port()
        zone = shared | {
            "DATABASE_PORTAL_URL": portal,
            "DATABASE_URL": "",
            "DATABASE_OWNER_URL": "",
            "DJANGO_SETTINGS_MODULE": "yakuba.operation.settings.portal",
            "YAKUBA_PORTAL_ORIGIN": f"http://127.0.0.1:{port}",
        }
        tokens = json.loads(_zone("seed", zone))
        residents = {town: [Resident(town, token) for token in some] for town, some in tokens.items()}
        command = [sys.executable, "-m", "yakuba.operation.cli.main", "portal", "--port", str(port)]
        web = subprocess.Popen(command, env={**os.environ, **zone})
        try:
            _wait(port)
            assert server.process_id is not None
            served = Served(port, web.pid, server.process_id, home / "spool")
            return {"towns": len(TOWNS), **measured(served, residents, seconds)}
        finally:
            web.terminate()
            web.wait(20)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--seed", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--found", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.seed or given.found:
        seed() if given.seed else found()
        return 0
    with tempfile.TemporaryDirectory(prefix="yakuba-bench-") as home:
        result = run(Path(home), given.seconds)
    json.dump(result, sys.stdout, ensure_ascii=False, indent=1)
    print()
    return 0 if result["met"] else 1


if __name__ == "__main__":
    sys.exit(main())
