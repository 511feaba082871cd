"""An import that is killed and run again ends like one that was left in peace."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.frontyard.reception.intake.samples import PHOTO, move, packed, row
from tests.frontyard.reception.test_reception import family, town
from tests.residents import FAMILY, move_in
from tests.world import MORNING, TODAY, Town
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.frontyard.reception.intake import checking, receiving, running
from yakuba.frontyard.reception.intake.models import IntakeLine
from yakuba.platform.attachments.models import FilingAttachment
from yakuba.platform.cases.models import Filing
from yakuba.platform.parameters import service as parameters
from yakuba.platform.tenancy import directory

__all__ = ["family", "town"]
pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
PROCESS = Path(__file__).parent / "intake_process.py"


def content(town: Town) -> list[object]:
    """What an import makes, without what differs between any two."""
    with town.open():
        lines = IntakeLine.objects.order_by("line").values_list("line", "state", "receipt_number", "findings")
        made = Filing.objects.order_by("receipt_number").values_list("receipt_number", "procedure", "state", "filed_at")
        files = FilingAttachment.objects.order_by("name", "sha256").values_list("name", "state", "sha256")
        return [list(lines), list(made), list(files)]


@pytest.mark.parametrize(("step", "done"), [("検査", 1), ("取込み", 2)])
def test_killed_and_run_again_gives_the_same(
    step: str, done: int, town: Town, family: list[Record], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "BLOCK", 4)
    monkeypatch.setattr(receiving, "RANGE", 3)
    peaceful = replace(
        town, place=directory.found(directory.Founding(town.place.lg_code, MORNING, TODAY, training=True))
    )
    with peaceful.open():
        move_in(FAMILY)
        for name, value in (("title", "北見市長"), ("name", "北見　太郎")):
            parameters.set(f"certifier.mayor.{name}", date(2026, 4, 1), value, "試験")
    rows: list[Any] = [row(town, family[number % 4], f"K{number}") for number in range(15)]
    rows[3] = rows[2]
    rows[5] = move(town, family[0], "K5")
    rows[7] = row(town, family[0], "K7", name="だれか")
    rows[9] = row(town, family[0], "K9", attachments="photo.png")  # no question for it: held, with its file
    path = packed(tmp_path / "killed.zip", rows, photo=PHOTO)
    environment = {
        **os.environ,
        "YAKUBA_HOME": str(tmp_path),
        "YAKUBA_KEYS": str(tmp_path / "keys" / "master.key"),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    command = [sys.executable, str(PROCESS), str(town.id), str(path), step, str(done)]
    assert subprocess.run(command, env=environment, check=False).returncode == -signal.SIGKILL
    after = running.import_file(town.id, path, running.chosen())
    undisturbed = running.import_file(peaceful.id, path, running.chosen())
    assert after.sheet == undisturbed.sheet and after.sheet.adds_up
    assert content(town) == content(peaceful)
    assert running.import_file(town.id, path, running.chosen()).again
