"""A test that failed is tried once more, alone: which tests fail, and which are merely unstable.

Only where YAKUBA_SECOND_TRY is set, as `.ci/run` does: it judges a commit, and a test that goes one way and then the
other says nothing about it. `make test` and `make proof` do not, and there a single failure counts. Unstable tests are
named each time; they are defects, of the test or of what it tests.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

MOST = 3  # more at once are no accident
WANTED = "YAKUBA_SECOND_TRY"


def unstable(failures: Sequence[str], python: str, root: Path, environment: Mapping[str, str]) -> list[str]:
    """Of the failed tests (node ids, repeats allowed) those that pass when run again alone, each in a new process."""
    names = list(dict.fromkeys(failures))
    if not os.environ.get(WANTED) or len(names) > MOST:
        return []
    return [name for name in names if "::" in name and _passes(name, python, root, environment)]


def _passes(name: str, python: str, root: Path, environment: Mapping[str, str]) -> bool:
    command = [python, "-m", "pytest", "-q", "--hypothesis-seed=1", name]
    done = subprocess.run(command, cwd=root, env=dict(environment), check=False, capture_output=True, text=True)  # noqa: S603 ourselves
    passed = done.returncode == 0
    said = "UNSTABLE: failed, then passed alone" if passed else "FAILED again alone"
    sys.stdout.write(f"{said}: {name}\n")
    return passed
