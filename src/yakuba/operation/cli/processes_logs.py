"""A log named on the command line: its options, and reading it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from yakuba.operation.cli.output import complain

if TYPE_CHECKING:
    from yakuba.insight.processes.event_log import EventLog


def add_reading(parser: argparse.ArgumentParser) -> None:
    """Options that every reader of a log has."""
    parser.add_argument("--case", metavar="COLUMN", help="CSV: 案件の列 (case)")
    parser.add_argument("--activity", metavar="COLUMN", help="CSV: 作業の列 (step)")
    parser.add_argument("--time", metavar="COLUMN", help="CSV: 日時の列 (timestamp)")
    parser.add_argument("--resource", metavar="COLUMN", help="CSV: 担当の列 (who did it)")
    parser.add_argument("--object-type", metavar="TYPE", help="OCEL: 案件とする対象の種類 (what is a case)")
    parser.add_argument("--json", action="store_true", help="結果を JSON で出す (machine-readable)")


def read(arguments: argparse.Namespace, name: str) -> EventLog | None:
    """The log of a file; None when it could not be read, which is said."""
    from yakuba.insight.processes.event_log import Unreadable
    from yakuba.insight.processes.reading.source import Choices, read_log
    from yakuba.insight.processes.reading.tables import Mapping

    mapping = Mapping(arguments.case, arguments.activity, arguments.time, arguments.resource)
    try:
        return read_log(Path(name), Choices(mapping=mapping, object_type=arguments.object_type))
    except Unreadable as problem:
        complain(f"{name} を読めません(unreadable): {problem}")
    except OSError as problem:
        complain(f"{name} を開けません(file): {problem.strerror}。パスと権限を確かめてください。")
    return None
