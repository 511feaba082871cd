"""Our own form of a log: a folder with its columns as Arrow files, read again at once."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path

import polars as pl

from yakuba.insight.processes.event_log import EventLog, Held, Unreadable

ABOUT, CASES, EVENTS = "log.json", "cases.arrow", "events.arrow"
SUFFIX = ".columns"
FORM = 1
_DAMAGED = (OSError, ValueError, KeyError, TypeError, AssertionError, RecursionError, pl.exceptions.PolarsError)


def is_columns(path: Path) -> bool:
    """Whether a folder is a log in this form."""
    return path.is_dir() and (path / ABOUT).is_file()


def write_columns(log: EventLog, folder: Path) -> Path:
    """Write ``folder/<body>.columns`` and return it. It appears whole or not at all and replaces one of its name."""
    folder.mkdir(parents=True, exist_ok=True)
    name = Path(log.body).name  # a log that came as columns may be called anything
    place = folder / f"{name}{SUFFIX}"
    draft = Path(tempfile.mkdtemp(prefix=f".{name}", dir=folder))
    try:
        log.cases.write_ipc(draft / CASES)
        log.events.write_ipc(draft / EVENTS)
        about = {"form": FORM, "body": log.body, "given": log.given, "held": [asdict(one) for one in log.held]}
        (draft / ABOUT).write_text(json.dumps(about | {"remarks": log.remarks}, ensure_ascii=False), encoding="utf-8")
        draft.chmod(0o755)
        if place.exists():
            shutil.rmtree(place)
        os.replace(draft, place)  # noqa: PTH105 the folder as a whole
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return place


def read_columns(path: Path) -> EventLog:
    """The log of a folder. Unreadable when a file of it is missing or damaged."""
    try:
        about = json.loads((path / ABOUT).read_text("utf-8"))
        if about["form"] != FORM:
            raise Unreadable(f"{path.name} の形式 {about['form']} は新しすぎます。もう一度取り込んでください。")
        held = tuple(Held(**one) for one in about["held"])
        cases, events = (pl.read_ipc(path / name) for name in (CASES, EVENTS))
        return EventLog(about["body"], cases, events, about["given"], held, tuple(about["remarks"]))
    except _DAMAGED as problem:
        if isinstance(problem, Unreadable):
            raise
        raise Unreadable(
            f"{path.name} は壊れています（{problem}）。元のファイルからもう一度取り込んでください。"
        ) from None
