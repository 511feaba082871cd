"""Key files that are made at their first use, once, readable by their owner alone."""

import os
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4


def made_once(path: Path, make: Callable[[], bytes]) -> bytes:
    """The file's content, made when there is none. Of two processes that come at once the first one's counts."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f".{path.name}.{uuid4().hex}.draft")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        draft.unlink()
    return path.read_bytes()
