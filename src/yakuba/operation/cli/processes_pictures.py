"""`yakuba processes map` and the report of `yakuba processes compare --out`: pictures of processes as files."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yakuba.operation.cli.output import complain, emit, say

if TYPE_CHECKING:
    from yakuba.insight.processes.event_log import EventLog
    from yakuba.insight.processes.pictures.map_figures import Choice
    from yakuba.insight.processes.pictures.report import Report
    from yakuba.insight.processes.pictures.wording import Language

FONT = "ipaexm.ttf"  # of the fonts that are shipped
Reading = Callable[[argparse.Namespace, str], "EventLog | None"]


def add_report(parser: argparse.ArgumentParser) -> None:
    """Options of every command that writes a report."""
    parser.add_argument("--out", metavar="DIR", help="報告の置き場所: ページ、PDF、図、CSV (where the report goes)")
    parser.add_argument("--language", choices=("ja", "en", "both"), default="ja", help="報告の言語 (default ja)")
    parser.add_argument("--replace", action="store_true", help="同じ名前のファイルを置き換える (replace files)")
    parser.add_argument("--steps", type=int, metavar="N", help="流れ図に示す作業の数、よくある順 (default 30)")
    parser.add_argument("--prefix", type=int, metavar="N", help="作業の名を _ で区切った N つ目までにまとめる")


def add_start(parser: argparse.ArgumentParser) -> None:
    """The option of a report that shows which cases are still open; their `--end` is that of the comparison."""
    parser.add_argument("--start", metavar="STEP", help="報告: 未了の案件の図の始まり (start of the cases still open)")


def add_map(things: Any) -> argparse.ArgumentParser:
    """Add `map`; gives its parser back, for the options of reading."""
    parser: argparse.ArgumentParser = things.add_parser("map", help="業務の流れ図、2つなら違いの図 (process map)")
    parser.add_argument("files", nargs="+", metavar="FILE", help="記録を1つ、または比べる2つ (one log, or two)")
    parser.add_argument("--overlay", choices=("frequency", "time"), default="frequency", help="重ねる数字: 回数か待ち")
    add_report(parser)
    return parser


def run_map(arguments: argparse.Namespace, read: Reading) -> int:
    """0, or 1 when a file cannot be read, an option does not fit or the report cannot be written."""
    from dataclasses import asdict

    from yakuba.insight.processes.pictures.difference_map import difference_figures
    from yakuba.insight.processes.pictures.map_figures import map_figures
    from yakuba.insight.processes.pictures.report import map_report

    if len(arguments.files) > 2:
        complain("流れ図は記録1つか2つで作ります(files)。")
        return 1
    if not arguments.out and not arguments.json:
        complain("図の置き場所 --out DIR か --json を指定してください(option)。")
        return 1
    choice = chosen(arguments)
    logs = [read(arguments, name) for name in arguments.files] if choice else []
    there = [log for log in logs if log is not None]
    if choice is None or len(there) < len(logs):
        return 1
    if len(there) == 2 and there[0].body == there[1].body:
        complain(f"同じ名前の記録が2つあります: {there[0].body}(name)。ファイル名を団体の名に変えてください。")
        return 1
    made = map_report(there, choice, arguments.overlay, languages(arguments)[0])
    if arguments.json:
        found: dict[str, Any] = {"maps": [_flat(asdict(map_figures(log, choice))) for log in there]}
        if len(there) == 2:
            figures = difference_figures((there[0], there[1]), choice, arguments.overlay)
            found["difference"] = {
                kind: [asdict(one) | {"gap": one.gap} for one in getattr(figures, kind)] for kind in ("steps", "links")
            }
        emit(found | {"sentences": [one.sentence for one in made.pictures]})
    else:
        for one in made.pictures:
            say(f"{one.title}: {one.sentence}")
    if not arguments.out:
        return 0
    others = [map_report(there, choice, arguments.overlay, language) for language in languages(arguments)[1:]]
    return written(arguments, [made, *others])


def report_of(arguments: argparse.Namespace, logs: Sequence[EventLog], found: Mapping[str, Any]) -> int:
    """Write the report of a comparison: 0, or 1 when a step is unknown or the report cannot be written."""
    from yakuba.insight.processes.engine.windows import Window
    from yakuba.insight.processes.pictures.report import Asked, comparison_report

    choice = chosen(arguments)
    if choice is None:
        return 1
    known = {one["step"] for one in found["steps"]}
    for step in (arguments.start, arguments.end):
        if step is not None and step not in known:
            complain(f"作業 {step} はどの記録にもありません(option)。--json の steps で名を確かめてください。")
            return 1
    window = Window(arguments.start, arguments.end) if arguments.start or arguments.end else None
    asked = Asked(choice, window)
    return written(arguments, [comparison_report(logs, found, asked, one) for one in languages(arguments)])


def chosen(arguments: argparse.Namespace) -> Choice | None:
    """The steps that maps show; None when the options do not fit, which is said."""
    from yakuba.insight.processes.pictures.map_figures import STEPS, Choice

    try:
        return Choice(STEPS if arguments.steps is None else arguments.steps, arguments.prefix)
    except ValueError as problem:
        complain(f"{problem}(option)。--steps と --prefix を確かめてください。")
        return None


def languages(arguments: argparse.Namespace) -> list[Language]:
    """Those of the report, the first one's page is `index.html`."""
    return ["ja", "en"] if arguments.language == "both" else [arguments.language]


def written(arguments: argparse.Namespace, reports: Sequence[Report]) -> int:
    """0 when the report is in its folder."""
    from yakuba.insight.processes.pictures.files import Occupied, write
    from yakuba.platform.documents.glyphs import FONT_FOLDER

    folder = Path(arguments.out)
    try:
        names = write(reports, folder, FONT_FOLDER / FONT, arguments.replace)
    except Occupied as there:
        complain(f"{folder / str(there)} がすでにあります(exists)。別の場所を選ぶか --replace を付けてください。")
        return 1
    except OSError as problem:
        complain(f"{folder} に書けません(folder): {problem.strerror}。場所と権限を確かめてください。")
        return 1
    if not arguments.json:
        say(f"{folder / 'index.html'}: 報告を書きました（ファイル {len(names):,} 個）")
    return 0


def _flat(figures: dict[str, Any]) -> dict[str, Any]:
    """Figures of a map, steps and links as lists."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in figures.items()}
