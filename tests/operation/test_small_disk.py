"""A home on a file system of limited size: the first start without room, and room that runs out while it is open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.operation.small_disk import fill, resize, small_disk
from tests.operation.test_townhall import TownHallProcess, soon

pytestmark = pytest.mark.proof
ROOMY = 700  # megabytes: a town hall without the demo and half of it to spare


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", ROOMY) as place:
        yield place


@pytest.fixture
def hall(disk: Path) -> Iterator[TownHallProcess]:
    opened = TownHallProcess(disk / "home")
    yield opened
    opened.end()
    assert soon(lambda: opened.living() == {})


@pytest.mark.parametrize("megabytes", [1, 310])
def test_first_start_without_room_says_so_and_opens_when_there_is_some(
    hall: TownHallProcess, disk: Path, megabytes: int
) -> None:
    """Too little is seen before anything is made, or (room that only seems to be there) by what cannot be written."""
    resize(disk, megabytes)
    if megabytes > 300:  # the check finds enough; another user of the disk is faster
        hall.process = hall.command("start", "--no-demo")
        assert soon(lambda: (hall.home / "database.draft").exists())
        fill(disk)
        said, _ = hall.process.communicate(timeout=120)
        code = hall.process.returncode
    else:
        code, said = hall.run("start", "--no-demo")
    assert code == 5, said
    assert "disk full" in said and str(hall.home) in said
    assert "Traceback" not in said
    assert hall.living() == {}
    (disk / "filler").unlink(missing_ok=True)
    resize(disk, ROOMY)
    assert "Ctrl-C" in hall.start()
    assert hall.answers()


def test_room_that_runs_out_while_open_loses_nothing_committed(hall: TownHallProcess, disk: Path) -> None:
    hall.start()
    kept = ["012084"]
    assert hall.run("municipality", "add", *kept)[0] == 0
    filler = fill(disk)
    refused = 0
    for code in ("122041", "431001", "131016", "011002", "272272", "141003"):
        ended, said = hall.run("municipality", "add", code)
        assert "Traceback" not in said
        # A write-ahead log segment may have had room for one more; what was said to be done must be there.
        assert ended in (0, 4, 5), said
        if ended == 0:
            kept.append(code)
        refused += ended != 0
    filler.unlink()
    assert soon(lambda: hall.run("municipality", "add", "401307")[0] == 0)
    kept.append("401307")
    listed = [one["lg_code"] for one in hall.json("municipality", "list")]
    assert set(kept) <= set(listed)
    assert soon(hall.answers)
    # And after the next start, which reads the write-ahead log again.
    assert hall.stop() == 0
    hall.start()
    assert [one["lg_code"] for one in hall.json("municipality", "list")] == listed
    export = disk / "register.jsonl"
    written = hall.json("audit", "export", "--municipality", "012084", str(export))
    assert hall.run("audit", "verify", str(export), written["heads"])[0] == 0
