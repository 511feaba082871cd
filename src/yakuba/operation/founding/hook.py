"""The founding of the demo as `yakuba prepare` calls it."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable

_DEMO = "yakuba.operation.founding.demo"


def found(progress: Callable[[str, int, int], None]) -> bool:
    """Found the demo municipalities; `progress(what, done, total)` is told of each step. Safe to run again.

    False when this installation has no demo."""
    if importlib.util.find_spec(_DEMO) is None:
        return False
    importlib.import_module(_DEMO).found(progress)
    return True


def sign_in_lines() -> list[str]:
    """Lines that say how to sign in to the demo."""
    if importlib.util.find_spec(_DEMO) is None:
        return []
    return list(importlib.import_module(_DEMO).sign_in_lines())
