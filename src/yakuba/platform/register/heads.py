"""The second place of the chain heads: a directory outside the database, one append-only file a month and municipality.

Whoever changes the register must change this place too. An operator mounts it from another machine, or copies it there.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from yakuba.platform.register.models import RegisterSeal
from yakuba.platform.tenancy.context import JST
from yakuba.platform.tenancy.scope import tenant


def directory(municipality: int) -> Path:
    return Path(settings.YAKUBA_HEADS) / str(municipality)


def publish(municipality: int) -> int:
    """Append the heads that are not there yet; returns how many. A crash before is made good by the next call.

    When the database was restored to an earlier day the place knows seals the database has lost. They stay, followed by
    a line ``restored_after``: what was lost is for people to explain, and the verifier reports it.
    """
    with _locked(municipality) as place:
        last = _last_line(place)
        with tenant(municipality):
            known = _common(place, last) if last else 0
            rows = list(RegisterSeal.objects.filter(sequence__gt=known).order_by("sequence"))
        if last and known < int(last["sequence"]) and "head" in last:
            _append(place, rows[0].sealed_at.astimezone(JST).strftime("%Y-%m") if rows else "", [_restored(known)])
        for month, lines in _by_month(rows).items():
            _append(place, month, lines)
    return len(rows)


def _restored(known: int) -> dict[str, Any]:
    return {"restored_after": known, "sequence": known}


def _common(place: Path, last: dict[str, Any]) -> int:
    """The highest sequence on which place and database agree."""
    if _agrees(last):
        return int(last["sequence"])
    for line in reversed(list(read(place))):
        if _agrees(line):
            return int(line["sequence"])
    return 0


def _agrees(line: dict[str, Any]) -> bool:
    seal = RegisterSeal.objects.filter(sequence=line["sequence"]).first()
    if "head" not in line:  # a restored_after line: it was written for what the database then had
        return seal is not None or line["sequence"] == 0
    return seal is not None and bytes(seal.head).hex() == line["head"]


def read(place: Path) -> Iterator[dict[str, Any]]:
    """All lines of a municipality, oldest first."""
    for file in sorted(place.glob("*.jsonl")):
        for line in file.read_text().splitlines():
            yield json.loads(line)


def newest(municipality: int) -> dict[str, Any] | None:
    """The last whole line of the second place, without waiting for a writer; None when there is none."""
    files = [file for file in sorted(directory(municipality).glob("*.jsonl")) if file.stat().st_size]
    if not files:
        return None
    with files[-1].open("rb") as stream:
        stream.seek(max(0, stream.seek(0, os.SEEK_END) - 4096))
        lines = stream.read().rpartition(b"\n")[0].splitlines()
    found: dict[str, Any] | None = json.loads(lines[-1]) if lines else None
    return found


def _by_month(rows: list[RegisterSeal]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        month = row.sealed_at.astimezone(JST).strftime("%Y-%m")
        line = {"sequence": row.sequence, "rows": row.rows, "head": bytes(row.head).hex()}
        found.setdefault(month, []).append(line | {"sealed_at": row.sealed_at.isoformat()})
    return found


@contextmanager
def _locked(municipality: int) -> Iterator[Path]:
    """Two workers append one after the other."""
    place = directory(municipality)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield place


def _last_line(place: Path) -> dict[str, Any] | None:
    """Without reading the month: a line is far shorter than 4 KiB. A half-written last line is cut off."""
    files = [file for file in sorted(place.glob("*.jsonl")) if file.stat().st_size]
    if not files:
        return None
    with files[-1].open("r+b") as stream:
        size = stream.seek(0, os.SEEK_END)
        start = max(0, size - 4096)
        stream.seek(start)
        tail = stream.read()
        whole = tail.rfind(b"\n") + 1
        if whole < len(tail):
            stream.truncate(start + whole)
        lines = tail[:whole].splitlines()
    return json.loads(lines[-1]) if lines else None


def _append(place: Path, month: str, lines: list[dict[str, Any]]) -> None:
    files = sorted(place.glob("*.jsonl"))
    file = place / f"{month}.jsonl" if month else files[-1]
    stream: IO[str]
    with file.open("a") as stream:
        stream.writelines(json.dumps(line) + "\n" for line in lines)
        stream.flush()
        os.fsync(stream.fileno())
