"""Files that wait for a job under the town hall's home, for this user only, known by the hash of their content."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from yakuba.platform.tenancy.scope import current

_PIECE = 4 * 1024 * 1024


@dataclass(frozen=True)
class KeptFiles:
    """The files of one kind of job: `folder` under the home, a folder a municipality in it, `suffix` of each file."""

    folder: str
    suffix: str

    def town(self) -> Path:
        """The folder of the municipality that is open, made when it is not there."""
        place = Path(settings.HOME) / self.folder / str(current())
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        return place

    def keep(self, pieces: Iterator[bytes]) -> tuple[str, int]:
        """Keep a file, whole or not at all. Gives SHA-256 and size in bytes; the same content is kept once."""
        digest, size = hashlib.sha256(), 0
        draft = self.town() / f"draft-{os.getpid()}-{os.urandom(4).hex()}"
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                for piece in pieces:
                    digest.update(piece)
                    size += file.write(piece)
            draft.replace(self.source(digest.hexdigest()))
        finally:
            draft.unlink(missing_ok=True)
        return digest.hexdigest(), size

    def source(self, content_hash: str) -> Path:
        """The kept file of that content."""
        return self.town() / f"{content_hash}{self.suffix}"


def pieces_of(path: Path) -> Iterator[bytes]:
    """A file piece by piece."""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece
