"""The master key: a file outside the database and outside every backup, readable by its owner alone.

One line a key, ``<id> <base64>``; the first is the current one, the others still open what was wrapped before.
"""

import base64
import functools
import hashlib
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from yakuba.platform.secrets.errors import KeysMissing, KeysUnsafe


@dataclass(frozen=True)
class MasterKey:
    """``id`` is derived from the key, so a wrong file is noticed before anything is tried with it."""

    id: str
    key: bytes = field(repr=False)


def path() -> Path:
    return Path(settings.YAKUBA_KEYS)


def identify(key: bytes) -> str:
    return hashlib.sha256(b"yakuba master key id" + key).hexdigest()[:16]


def create(file: Path | None = None) -> MasterKey:
    """Make the file with a first key. Raises FileExistsError rather than touch one that is there."""
    file = file or path()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = os.urandom(32)
    made = MasterKey(identify(key), key)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(_lines([made]))
        stream.flush()
        os.fsync(stream.fileno())
    return made


def load(file: Path | None = None) -> list[MasterKey]:
    """All keys of the file, the current one first. Raises KeysMissing, KeysUnsafe."""
    file = file or path()
    try:
        status = file.stat()
    except OSError as problem:
        raise KeysMissing(
            f"マスター鍵のファイルがありません({file.name})。yakuba keys create で作るか、控えを戻してください"
        ) from problem
    if stat.S_IMODE(status.st_mode) & 0o077:
        raise KeysUnsafe(f"マスター鍵のファイル({file.name})を他の利用者が読めます。権限を 0600 にしてください")
    return list(_read(file, status.st_mtime_ns, status.st_size))


@functools.lru_cache(maxsize=4)
def _read(file: Path, changed: int, size: int) -> tuple[MasterKey, ...]:
    keys = [_parse(line) for line in file.read_text().splitlines() if line and not line.startswith("#")]
    if not keys:
        raise KeysMissing(f"マスター鍵のファイル({file.name})に鍵がありません。控えを戻してください")
    return tuple(keys)


def _parse(line: str) -> MasterKey:
    name, _, text = line.partition(" ")
    key = base64.b64decode(text)
    if len(key) != 32 or identify(key) != name:
        raise KeysMissing(f"マスター鍵のファイルの行 {name[:16]} が壊れています。控えを戻してください")
    return MasterKey(name, key)


def current() -> MasterKey:
    return load()[0]


def by_id(name: str) -> MasterKey:
    """Raises KeysMissing when the file does not hold that key."""
    for key in load():
        if key.id == name:
            return key
    raise KeysMissing(f"マスター鍵 {name} がファイルにありません。この鍵を含む控えを戻してください")


def add() -> MasterKey:
    """Put a new current key in front; the old ones stay until nothing is wrapped by them (``drop_others``)."""
    key = os.urandom(32)
    made = MasterKey(identify(key), key)
    _replace([made, *load()])
    return made


def drop_others(keep: MasterKey) -> None:
    _replace([keep])


def _replace(keys: list[MasterKey]) -> None:
    """Write beside and rename: a crash leaves the old file or the new one, never half a key."""
    file = path()
    draft = file.with_name(f"{file.name}.new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(_lines(keys))
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)


def _lines(keys: list[MasterKey]) -> str:
    head = "# yakuba master key. Keep a copy in a safe, never beside a database backup.\n"
    return head + "".join(f"{key.id} {base64.b64encode(key.key).decode()}\n" for key in keys)
