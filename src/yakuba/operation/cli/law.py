"""`yakuba law list | schema | calc | what-if | rehearse`: the law as code, from cases to answers, by file."""

from __future__ import annotations

import argparse
import contextlib
import io
import itertools
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from yakuba.operation.cli import rehearse, what_if
from yakuba.operation.cli.main import Subcommands
from yakuba.operation.cli.output import complain, emit, say

if TYPE_CHECKING:
    from yakuba.law import Scheme

BLOCK = 10_000  # cases in memory at a time


def register(subparsers: Subcommands) -> None:
    """Add `law`."""
    parser = subparsers.add_parser("law", help="法令にもとづく計算 (law as code)")
    things = parser.add_subparsers(metavar="WHAT", required=True)
    listing = things.add_parser("list", help="計算できる制度 (the schemes)")
    listing.add_argument("--json", action="store_true", help="結果を JSON で出す (machine-readable)")
    listing.set_defaults(run=run_list)
    schema = things.add_parser("schema", help="入力と結果の JSON Schema (of input and result)")
    schema.add_argument("scheme", metavar="SCHEME")
    schema.set_defaults(run=run_schema)
    calc = things.add_parser("calc", help="事例の計算 (answer cases)")
    calc.add_argument("scheme", metavar="SCHEME")
    calc.add_argument("--fiscal-year", type=int, metavar="Y", help="年度 (fiscal year of cases that name none)")
    calc.add_argument("--municipality", metavar="CODE", help="団体コード6桁 (of cases that name none)")
    calc.add_argument("--explain", action="store_true", help="計算の根拠を付ける (with explanation)")
    calc.add_argument("input", metavar="IN", help="JSON Lines, .json, .csv; - は標準入力 (standard input)")
    calc.add_argument("output", metavar="OUT", help="- は標準出力 (standard output)")
    calc.set_defaults(run=run_calc)
    what_if.add(things)
    rehearse.add(things)


def run_list(arguments: argparse.Namespace) -> int:
    """0 always."""
    from yakuba.law import SCHEMES, scheme_named

    schemes = [scheme_named(name) for name in SCHEMES]
    if arguments.json:
        emit(
            [
                {"name": one.name, "label": one.label, "period": one.period.field, "first": one.period.first}
                | {"last": one.period.last}
                for one in schemes
            ]
        )
        return 0
    for one in schemes:
        say(f"{one.name:24} {one.label}  {one.period.first}–{one.period.last or ''}")
    return 0


def run_schema(arguments: argparse.Namespace) -> int:
    """0, or 1 for an unknown scheme."""
    scheme = _scheme(arguments.scheme)
    if scheme is None:
        return 1
    say(json.dumps(scheme.schema(), ensure_ascii=False, indent=2))
    return 0


def run_calc(arguments: argparse.Namespace) -> int:
    """0 when every line was answered; 1 when one could not be computed, or the file not read."""
    from yakuba.law import files

    scheme = _scheme(arguments.scheme)
    if scheme is None:
        return 1
    refused: list[int] = []
    try:
        with _source(arguments.input) as source:
            if _is_same(arguments.input, arguments.output):
                source = io.StringIO(source.read(), newline="")  # opening the target empties it
            start = source.readline()
            form = files.form_of(arguments.input, start)
            written = files.form_of(arguments.output) if arguments.output != "-" else form
            answers = _answers(arguments, files.read_cases(_Whole(start, source), form), refused)
            first = list(itertools.islice(answers, 1))  # what cannot be read is told before the target is emptied
            with _target(arguments.output) as target:
                files.write_answers(target, written, itertools.chain(first, answers))
    except (files.Unreadable, UnicodeDecodeError) as problem:
        complain(f"{arguments.input} を読めません(unreadable): {problem}")
        return 1
    if refused:
        complain(f"計算できない行が {len(refused)} 件あります。先頭は {refused[0]} 件目です(errors)。")
    return 1 if refused else 0


def _answers(arguments: argparse.Namespace, cases: Iterator[Any], refused: list[int]) -> Iterator[dict[str, Any]]:
    """One answer a case; the ordinal of each that was refused is added to `refused`."""
    from yakuba.law import calculate, files

    options = {"fiscal_year": arguments.fiscal_year, "municipality": arguments.municipality}
    done = 0
    for block in files.in_blocks(cases, BLOCK):
        whole = [case for case in block if not isinstance(case, files.BrokenLine)]
        found = iter(calculate(arguments.scheme, whole, explain=arguments.explain, options=options))
        for case in block:
            answer = case.answer if isinstance(case, files.BrokenLine) else next(found)
            done += 1
            if "errors" in answer:
                refused.append(done)
            yield answer


def _scheme(name: str) -> Scheme | None:
    from yakuba.law import scheme_named
    from yakuba.law.schemes import UnknownScheme

    try:
        return scheme_named(name)
    except UnknownScheme as problem:
        complain(str(problem.args[0]))
        return None


class _Whole:
    """A stream whose first line was read already."""

    def __init__(self, start: str, rest: TextIO) -> None:
        self._start, self._rest = start, rest

    def __iter__(self) -> Iterator[str]:
        if self._start:
            yield self._start
        yield from self._rest

    def read(self) -> str:
        """All of it."""
        return self._start + self._rest.read()


def _is_same(source: str, target: str) -> bool:
    return "-" not in (source, target) and Path(target).is_file() and Path(target).samefile(source)


@contextlib.contextmanager
def _source(name: str) -> Iterator[TextIO]:
    """Bytes that are no UTF-8 come as halves of surrogate pairs, so that a line of them stops no other."""
    if name == "-":
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="surrogateescape")  # type: ignore[union-attr]
        yield sys.stdin
        return
    with Path(name).open(encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
        yield stream


@contextlib.contextmanager
def _target(name: str) -> Iterator[TextIO]:
    if name == "-":
        yield sys.stdout
        return
    with Path(name).open("w", encoding="utf-8", newline="\n") as stream:
        yield stream
