"""A load that is killed and run again ends like one that was left in peace."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.world import MORNING, TODAY, Town, found_town
from yakuba.areas.resident_registry.loads import settling
from yakuba.areas.resident_registry.models import LoadLine, ResidentRecord, SearchEntry
from yakuba.areas.resident_registry.service import load_file
from yakuba.operation.founding.synthetic import Population, write
from yakuba.platform.secrets.models import SecretValue
from yakuba.platform.tenancy import directory

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
PROCESS = Path(__file__).parent / "load_process.py"
LEFT_OUT = ("municipality_id", "known_from")


def training_of(town: Town) -> Town:
    """The training town hall of the same municipality: separate, under the same code."""
    founding = directory.Founding(town.place.lg_code, MORNING, TODAY, training=True)
    return replace(town, place=directory.found(founding))


def content(town: Town) -> list[object]:
    """Everything a load writes, without what differs between any two loads."""
    with town.open():
        records = ResidentRecord.objects.order_by("addressee_number", "history_number").values()
        entries = SearchEntry.objects.order_by("addressee_number").values()
        found: list[object] = [
            {name: value for name, value in row.items() if name not in (*LEFT_OUT, "grams")}
            for rows in (records, entries)
            for row in rows
        ]
        found += list(SecretValue.objects.order_by("addressee_number").values_list("addressee_number", "version"))
        return [*found, *LoadLine.objects.order_by("line").values_list("line", "state", "unit")]


@pytest.mark.parametrize(("step", "times"), [("検査", 1), ("取込み", 2), ("取込み", 5)])
def test_killed_and_run_again_gives_the_same(
    step: str, times: int, tmp_path: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settling, "CHUNK_LINES", 40)
    path = tmp_path / "kitami.csv"
    write(Population("012084", 300, 7, date(2026, 10, 1)), path, dirt=0.05)
    killed = found_town("012084")
    peaceful = training_of(killed)
    environment = {**os.environ, "YAKUBA_HOME": str(own_home), "YAKUBA_KEYS": str(own_home / "keys" / "master.key")}
    command = [sys.executable, str(PROCESS), str(killed.id), str(path), step, str(times)]
    assert subprocess.run(command, env=environment, check=False).returncode == -signal.SIGKILL
    after, undisturbed = load_file(killed.id, path), load_file(peaceful.id, path)
    assert (after.given, after.accepted, after.held) == (undisturbed.given, undisturbed.accepted, undisturbed.held)
    assert content(killed) == content(peaceful)
