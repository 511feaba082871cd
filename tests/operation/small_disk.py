"""A file system of a given size, mounted for one test: what a full disk or a quota is, and no stand-in for it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def _mount(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)


@contextmanager
def small_disk(place: Path, megabytes: int) -> Iterator[Path]:
    """`place` becomes a file system in memory of so many megabytes, unmounted in the end. Skips where none may be."""
    place.mkdir(parents=True)
    try:
        made = _mount("-t", "tmpfs", "-o", f"size={megabytes}m,mode=0755", "yakuba-test", str(place))
    except FileNotFoundError:
        pytest.skip("no program to mount a file system of limited size")
    if made.returncode:
        pytest.skip(f"a file system of limited size cannot be mounted here: {made.stderr.strip()}")
    try:
        yield place
    finally:
        # Lazily where something still looks at it: the test has failed then, and nothing of it may stay mounted.
        if subprocess.run(["umount", str(place)], capture_output=True, check=False).returncode:
            subprocess.run(["umount", "--lazy", str(place)], check=True)


def resize(place: Path, megabytes: int) -> None:
    """More or less room in a mounted file system."""
    done = _mount("-o", f"remount,size={megabytes}m", str(place))
    assert not done.returncode, done.stderr


def fill(place: Path) -> Path:
    """A file that takes all the room there is left, to the last block."""
    filler = place / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12):
            try:
                while file.write(bytes(size)):
                    pass
            except OSError:
                continue
    return filler
