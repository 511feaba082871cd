"""Log lines that keep persons out: a database error's own words may quote a whole row, so only its kind is kept."""

import logging
import re
import traceback
from datetime import datetime
from typing import Any

import psycopg
from django.db import Error as DatabaseError

from yakuba.platform.tenancy.context import JST

_BREAKS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\x85\u2028\u2029]")
_NUMBERS = re.compile(r"(?<![0-9A-Za-z.:-])[0-9]{11,12}(?![0-9A-Za-z.:-])")


def in_one_line(text: str) -> str:
    """Line breaks and control characters written out, so that nobody writes a log line of his own.

    >>> in_one_line("a" + chr(10) + "b")
    'a\\\\x0ab'
    """
    return _BREAKS.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def without_numbers(text: str) -> str:
    """Anything that could be an individual number (12 digits) or a resident code (11) is blotted out.

    >>> without_numbers("number 123456789018 is taken")
    'number [number] is taken'
    """
    return _NUMBERS.sub("[number]", text)


class LineFormatter(logging.Formatter):
    """One line a message, its time with the offset from UTC; below it the way an exception took, with its kind but
    without the words of the database."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return datetime.fromtimestamp(record.created, JST).isoformat(timespec="milliseconds")

    def formatMessage(self, record: logging.LogRecord) -> str:
        return without_numbers(in_one_line(super().formatMessage(record)))

    def formatException(self, ei: Any) -> str:
        """Frames without local variables; causes in order, the first cause first."""
        parts: list[str] = []
        seen: BaseException | None = ei[1]
        while seen is not None:
            frames = "".join(traceback.format_tb(seen.__traceback__)).rstrip()
            parts.append(f"Traceback (most recent call last):\n{frames}\n{_named(seen)}")
            seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
        return "\n".join(reversed(parts))


def _named(problem: BaseException) -> str:
    name = f"{type(problem).__module__}.{type(problem).__qualname__}"
    if isinstance(problem, psycopg.Error | DatabaseError):
        state = getattr(problem, "sqlstate", None) or getattr(problem.__cause__, "sqlstate", None)
        return f"{name} (SQLSTATE {state or 'unknown'})"
    return f"{name}: {without_numbers(in_one_line(str(problem)))}"
