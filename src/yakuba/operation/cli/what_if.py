"""`yakuba law what-if`: a bill over a file of cases: revenue before and after, who gains and who loses, a picture."""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path
from typing import Any, TextIO

from yakuba.operation.cli.main import Subcommands
from yakuba.operation.cli.output import complain

BLOCK = 10_000  # cases in memory at a time


def add(things: Subcommands) -> None:
    """Add `what-if` to `yakuba law`."""
    parser = things.add_parser("what-if", help="改正・条例の影響の試算 (a bill over many cases)")
    parser.add_argument("scheme", metavar="SCHEME", help="制度の名前 (a scheme: yakuba law list)")
    parser.add_argument("--bill", required=True, metavar="YAML", help="変える項目と値 (title, parameters, ordinance)")
    parser.add_argument("--fiscal-year", type=int, metavar="Y", help="年度 (fiscal year of cases that name none)")
    parser.add_argument("--municipality", metavar="CODE", help="団体コード6桁 (of cases that name none)")
    parser.add_argument("--plot", metavar="SVG", help="図を書くファイル (picture)")
    parser.add_argument("input", metavar="IN", help="事例: JSON Lines, .json, .csv")
    parser.add_argument("output", metavar="OUT", help="結果: .csv なら表、ほかは JSON; - は標準出力 (standard output)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """0 when every case counted; 1 when the bill or file cannot be read, or a case could not be computed."""
    from yakuba.law import files
    from yakuba.law.what_if import SUBJECTS, BillWrong, Study, read_bill, report, svg

    if arguments.scheme not in SUBJECTS:
        complain(f"{arguments.scheme} の影響は試算できません(unknown)。試算できる制度: {', '.join(SUBJECTS)}")
        return 1
    options = {"fiscal_year": arguments.fiscal_year, "municipality": arguments.municipality}
    try:
        bill = read_bill(Path(arguments.bill).read_text("utf-8"))
        study = Study(arguments.scheme, bill, options)
        with Path(arguments.input).open(encoding="utf-8-sig", newline="") as stream:
            for block in files.in_blocks(files.read_cases(stream, files.form_of(arguments.input)), BLOCK):
                study.add(block)
    except BillWrong as problem:
        complain(f"{arguments.bill} は使えません(bill): {problem}")
        return 1
    except (files.Unreadable, UnicodeDecodeError) as problem:
        complain(f"{arguments.input} を読めません(unreadable): {problem}")
        return 1
    effect = study.effect()
    found = {
        "scheme": arguments.scheme,
        "title": bill.title,
        "unit": study.subject.unit,
        "refused": len(study.refused),
        **report(effect),
    }
    _write(arguments.output, found)
    if arguments.plot:
        picture = svg(found, bill.title, study.subject.unit, pays=effect.pays)
        Path(arguments.plot).write_text(picture, encoding="utf-8", newline="\n")
    if study.refused:
        first = study.refused[0][0]
        complain(
            f"計算できない事例が {len(study.refused)} 件あり、含めていません。先頭: {first['field']} {first['message']}"
        )
    return 1 if study.refused else 0


def _write(name: str, found: dict[str, Any]) -> None:
    import sys

    if name == "-":
        json.dump(found, sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
        return
    with Path(name).open("w", encoding="utf-8", newline="\n") as stream:
        if name.endswith(".csv"):
            _table(stream, found)
        else:
            json.dump(found, stream, ensure_ascii=False, indent=1)
            stream.write("\n")


def _table(stream: TextIO, found: dict[str, Any]) -> None:
    from yakuba.law.what_if import table

    headings = ["group", "name", "from", "to", "count", "before", "after", "change", "average"]
    writer = csv.DictWriter(stream, [*headings, "gaining", "gained", "losing", "lost"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(table(found))
