"""Where a file lies until it is checked: under the town hall's home, for this user only. Afterwards it is gone."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings

from yakuba.platform.tenancy.scope import current

_PIECE = 1024 * 1024


def _town() -> Path:
    folder = Path(settings.HOME) / "intakes" / str(current())
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def keep(pieces: Iterator[bytes]) -> tuple[str, int]:
    """Keep a file. Gives the SHA-256 of its content and its size; the same content is kept once."""
    digest, size = hashlib.sha256(), 0
    draft = _town() / f"draft-{os.getpid()}-{os.urandom(4).hex()}"
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for piece in pieces:
                digest.update(piece)
                size += file.write(piece)
        draft.replace(source(digest.hexdigest()))
    finally:
        draft.unlink(missing_ok=True)
    return digest.hexdigest(), size


def pieces(path: Path) -> Iterator[bytes]:
    """A file piece by piece."""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def source(content_hash: str) -> Path:
    """The kept file of that content."""
    return _town() / f"{content_hash}.file"


def listing(intake_id: UUID) -> Path:
    """The list of applications that was taken out of a ZIP file."""
    return _town() / f"{intake_id}.list"


def forget(content_hash: str, intake_id: UUID) -> None:
    """The file is checked: what is needed of it lies in the database and the safe."""
    source(content_hash).unlink(missing_ok=True)
    listing(intake_id).unlink(missing_ok=True)
