"""Core, portal and counter as three processes: what each cannot reach; and a worker killed while it takes visits."""

import http.client
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.conftest import Addresses
from tests.frontyard.counter.processes import Running, running, start
from tests.frontyard.counter.test_counter import family, kitami
from tests.frontyard.counter.test_zone_hand_in import signed_visit
from tests.operation.test_townhall import soon
from tests.world import Town, signed_in
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.frontyard.counter import handing_in
from yakuba.frontyard.counter.models import Visit
from yakuba.platform.cases.models import Filing
from yakuba.platform.secrets import master

__all__ = ["family", "kitami"]
pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
    pytest.mark.proof,
]
PATHS = ("counter/", "tablet/", "staff/", "filings/", "audit/", "approvals/", "guide/", "mine/")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.HOME, settings.COUNTER_ZONE, settings.COUNTER_HOME = tmp_path, True, tmp_path / "counter"
    settings.YAKUBA_KEYS = tmp_path / "keys" / "master.key"
    master.create()
    return tmp_path


def status(one: Running, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", one.port, timeout=60)
    try:
        connection.request("GET", f"/012084/{path}", headers={"Host": "localhost"})
        return connection.getresponse().status
    finally:
        connection.close()


def test_each_zone_answers_for_its_own_and_signs_in_as_its_own_role(
    kitami: Town,
    home: Path,
    database_addresses: Addresses,
) -> None:
    with running("web", home) as core, running("portal", home) as portal, running("counter", home) as counter:
        zones = {"core": core, "portal": portal, "counter": counter}
        answers = {path: {name: status(one, path) for name, one in zones.items()} for path in PATHS}
        assert answers["counter/"] == {"core": 302, "portal": 404, "counter": 302}
        assert answers["tablet/"] == {"core": 200, "portal": 404, "counter": 200}
        for path in ("staff/", "filings/", "audit/", "approvals/"):
            assert answers[path] | {"core": 0} == {"core": 0, "portal": 404, "counter": 404}, path
            assert answers[path]["core"] == 302, path
        assert answers["mine/"] == {"core": 404, "portal": 302, "counter": 404}
        with psycopg.connect(database_addresses.administrator) as administrator:
            rows = administrator.execute(
                "select usename::text, client_port from pg_stat_activity where datname = current_database()"
            )
            names = {str(name).rsplit("_", 1)[1] for name, _ in rows if str(name).endswith(("_portal", "_counter"))}
        assert names == {"portal", "counter"}
        for name, one in zones.items():
            known = {key for key in one.surroundings() if key.startswith("DATABASE_")}
            wanted = {"core": "DATABASE_URL", "portal": "DATABASE_PORTAL_URL", "counter": "DATABASE_COUNTER_URL"}
            assert known == {wanted[name]}
            assert "YAKUBA_KEYS" not in one.surroundings()


def test_a_worker_killed_while_it_takes_visits_files_each_once(
    kitami: Town,
    family: list[Record],
    home: Path,
) -> None:
    assert handing_in.take_all() == 0
    clerk = signed_in(kitami, "madoguchi")
    wanted = 8
    for number in range(wanted):
        signed_visit(kitami, clerk, family[number % 2])

    def filings() -> int:
        with kitami.open():
            return Filing.objects.count()

    def more_than(known: int) -> bool:
        return filings() > known or filings() == wanted

    keys = {"YAKUBA_KEYS": str(home / "keys" / "master.key"), "YAKUBA_COUNTER_HOME": str(home / "counter")}
    for _ in range(2):
        before = filings()
        worker = start("worker", home, **keys)
        assert soon(partial(more_than, before), 60), "it takes visits"
        worker.process.kill()
        worker.process.wait()
    with running("worker", home, **keys):
        assert soon(lambda: filings() == wanted, 60)
        signed_visit(kitami, clerk, family[1])
        assert soon(lambda: filings() == wanted + 1, 60), "within two seconds on a machine that does nothing else"
    with kitami.open():
        assert Visit.objects.filter(state=Visit.State.FILED).count() == wanted + 1
        assert Filing.objects.values("key").distinct().count() == wanted + 1
