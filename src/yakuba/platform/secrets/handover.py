"""Numbers of a whole municipality handed over, apart from the rest: sealed to the recipient, by two officers."""

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO
from uuid import UUID

from yakuba.platform.secrets import service
from yakuba.platform.secrets.sealed_box import NotForUs, seal, unseal
from yakuba.platform.secrets.secret import Secret
from yakuba.platform.tenancy.context import current_context

HEADER = ("addressee_number", "kind", "version", "is_latest", "value")


class SecondOfficerNeeded(PermissionError):
    """Numbers leave under two officers: the one who acts and another who agreed."""


def export_for(recipient_pem: bytes, out: BinaryIO, second_officer: UUID, purpose: str) -> int:
    """Write all numbers to ``out`` for the holder of ``recipient_pem``'s private key. Returns how many.

    Raises SecondOfficerNeeded, and what ``copy_all`` raises. The second officer's consent is the export's case.
    """
    if second_officer == current_context().actor.id:
        raise SecondOfficerNeeded("持出しには、操作する人とは別の担当者の承認が必要です")
    count = 0

    def lines() -> Iterator[bytes]:
        nonlocal count
        yield _line(HEADER)
        for copy in copies:
            count += 1
            flag = "1" if copy.is_latest else "0"
            yield _line((copy.addressee_number, copy.kind, copy.version, flag, copy.value.open()))

    copies = service.copy_all(purpose)
    seal(recipient_pem, lines(), out)
    return count


def open_export(private_pem: bytes, source: BinaryIO) -> Iterator[service.Copy]:
    """What ``export_for`` wrote, in its order. Raises NotForUs."""
    rows = csv.reader(_text_lines(unseal(private_pem, source)))
    if tuple(next(rows, ())) != HEADER:
        raise NotForUs("番号の持出しファイルではありません")
    for number, kind, version, latest, value in rows:
        yield service.Copy(int(number), kind, int(version), latest == "1", Secret(value))


def _line(fields: tuple[object, ...]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(fields)
    return buffer.getvalue().encode()


def _text_lines(chunks: Iterator[bytes]) -> Iterator[str]:
    rest = b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            yield line.decode()
