"""Where a load keeps its work between chunks: the file itself and typed blocks, under the town hall's home.

Blocks are Arrow files, written aside and renamed, so that a chunk that was killed leaves nothing half. They hold
personal data; the folder belongs to this user only and goes when the load has ended.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any
from uuid import UUID

import polars as pl

from yakuba.platform.jobs.kept_files import KeptFiles, pieces_of

_BATCH = 2048  # rows of a frame that are read together
_FILES = KeptFiles("loads", ".csv")

keep = _FILES.keep
source = _FILES.source
pieces = pieces_of


def folder(load_id: UUID) -> Path:
    """Work of one load."""
    path = _FILES.town() / str(load_id)
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def forget(load_id: UUID) -> None:
    """Remove the work of a load that has ended."""
    shutil.rmtree(_FILES.town() / str(load_id), ignore_errors=True)


def write(load_id: UUID, name: str, frame: pl.DataFrame) -> None:
    """Keep a frame; all of it or nothing."""
    path = folder(load_id) / f"{name}.arrow"
    draft = path.with_suffix(f".{os.getpid()}")
    frame.write_ipc(draft, compression="lz4", record_batch_size=_BATCH)
    draft.replace(path)


def read(load_id: UUID, name: str) -> pl.DataFrame:
    """A frame that was kept. Raises FileNotFoundError."""
    return pl.read_ipc(folder(load_id) / f"{name}.arrow")


def read_rows(load_id: UUID, name: str, rows: pl.Series) -> pl.DataFrame:
    """The rows at these places (ascending) of a frame that was kept; only the part around them is read.

    Raises FileNotFoundError.
    """
    first, count = int(rows[0]), int(rows[-1]) - int(rows[0]) + 1
    frame = pl.scan_ipc(folder(load_id) / f"{name}.arrow").slice(first, count).collect()
    return frame if count == len(rows) else frame[rows - first]


def held_path(load_id: UUID) -> Path:
    """Where numbers of held lines are kept."""
    return _FILES.town() / f"held-{load_id}.arrow"


def keep_held_secrets(load_id: UUID, frame: pl.DataFrame) -> None:
    """Keep ``line`` and secret columns of held lines beyond the end of the load."""
    draft = held_path(load_id).with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        frame.write_ipc(file)
    draft.replace(held_path(load_id))


def held_secrets(load_id: UUID) -> pl.DataFrame | None:
    """What ``keep_held_secrets`` kept; None when the file had no secret columns or nothing was held."""
    path = held_path(load_id)
    return pl.read_ipc(path) if path.exists() else None


def write_json(load_id: UUID, name: str, value: Any) -> None:
    """Keep a JSON value."""
    path = folder(load_id) / f"{name}.json"
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    draft.replace(path)


def read_json(load_id: UUID, name: str) -> Any:
    """A JSON value that was kept. Raises FileNotFoundError."""
    return json.loads((folder(load_id) / f"{name}.json").read_text(encoding="utf-8"))
