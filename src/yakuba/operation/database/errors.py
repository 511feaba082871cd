"""What can keep a town hall from starting, said so that a person can act on it."""

from __future__ import annotations

import errno

DISK_FULL_NUMBERS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_DISK_FULL_WORDS = ("No space left on device", "Disk quota exceeded", "File too large")


class OperationError(Exception):
    """A start or an administrative command cannot go on. `str()` is one line for a person: item, reason, remedy."""

    exit_code = 1


class DatabaseFailure(OperationError):
    """The database server did not start, did not answer or is not usable."""

    exit_code = 4


class DiskFull(OperationError):
    """The file system of the home (or the quota on it) has no room left."""

    exit_code = 5


def disk_full(place: object) -> DiskFull:
    """The one message for a full disk; `place` is the directory that has no room."""
    return DiskFull(
        f"保存先 {place} に空き容量がありません(disk full)。"
        "容量を空けるか、YAKUBA_HOME を空きのある場所に変えて、もう一度実行してください。"
        "確定したデータは失われていません。"
    )


def speaks_of_full_disk(text: str) -> bool:
    """Whether a program's output says that it could not write for want of room (disk, quota or file size limit)."""
    return any(words in text for words in _DISK_FULL_WORDS)
