"""The README's first command, by the people and in the places it is promised for."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from yakuba.operation.database import processes

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def yard() -> Iterator[Path]:
    """A directory any user can walk to."""
    directory = Path(tempfile.mkdtemp(prefix="yakuba-yard-"))
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory, ignore_errors=True)


@pytest.mark.proof
@pytest.mark.pure
def test_quick_start_as_an_unprivileged_user(yard: Path) -> None:
    """A bare clone, `make start`, sign-in page, Ctrl-C, second start: by `nobody` when the tests run as root."""
    command = [str(yard / "source" / "tools" / "quickstart"), str(yard / "home" / "clone")]
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(yard / "source")], check=True)
    (yard / "home").mkdir()
    if os.geteuid() == 0:
        user = processes.unprivileged_user()
        for path in (yard, *yard.rglob("*")):
            os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
        command = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", *command]
    kept = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_"))}
    settings = {**kept, "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(yard / "home"), "LANG": "C.UTF-8"}
    # Other tests run beside this one. How long a first page takes is held by the step of its own in `.ci/run`.
    settings |= {"YAKUBA_FIRST_PAGE_LIMIT": "600", "YAKUBA_SECOND_START_LIMIT": "120"}
    done = subprocess.run(command, env=settings, cwd=yard, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("first page after") == 2
