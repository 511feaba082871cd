"""Everything the command line says: lines, JSON, progress. Never `print`, so that nothing is said by accident."""

from __future__ import annotations

import json
import sys
from typing import Any, TextIO

_WIDTH = 30


def say(text: str = "") -> None:
    """One line for a person."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def complain(text: str) -> None:
    """One line about what went wrong, on standard error."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def emit(value: Any) -> None:
    """One JSON document for a machine."""
    say(json.dumps(value, ensure_ascii=False, default=str))


class Progress:
    """Called as `progress(what, done, total)`: a bar on a terminal, elsewhere one line per task and tenth."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        self._bar = self._stream.isatty()
        self._shown: tuple[str, int] | None = None

    def __call__(self, what: str, done: int, total: int) -> None:
        """`done` of `total` steps of the task `what` are behind us; `total` 0 when nobody knows."""
        share = min(1.0, done / total) if total else 0.0
        now = (what, int(share * (100 if self._bar else 10)))
        if now == self._shown:
            return
        before, self._shown = self._shown, now
        if self._bar:
            filled = int(share * _WIDTH)
            turn = "\n" if before and before[0] != what else ""
            self._stream.write(f"{turn}\r\x1b[K[{'#' * filled}{'.' * (_WIDTH - filled)}] {share:4.0%} {what}")
        else:
            self._stream.write(f"{what} {share:.0%}\n")
        self._stream.flush()

    def close(self) -> None:
        """Leave the bar's line."""
        if self._bar and self._shown:
            self._stream.write("\n")
            self._stream.flush()
        self._shown = None
