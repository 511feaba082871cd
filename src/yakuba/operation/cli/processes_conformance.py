"""`yakuba processes propose | conformance`: a flow from a log, and logs held against a flow."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yakuba.operation.cli.output import complain, emit, say
from yakuba.operation.cli.processes_logs import read

if TYPE_CHECKING:
    from yakuba.insight.processes.conformance.judging import Judged, Options
    from yakuba.insight.processes.conformance.result import Asked
    from yakuba.insight.processes.event_log import EventLog
    from yakuba.insight.processes.model.flow import Flow

SHOWN = 10  # deviations told to a person


def register(things: argparse._SubParsersAction[argparse.ArgumentParser]) -> list[argparse.ArgumentParser]:
    """Add both; the parsers are returned for the options that every reader of a log has."""
    propose = things.add_parser("propose", help="記録から流れの案を作る (a to-be flow from a log, BPMN 2.0)")
    propose.add_argument("file", metavar="FILE", help="手本とする団体の記録 (the log to learn from)")
    propose.add_argument("--out", required=True, metavar="FLOW.bpmn", help="書き出し先 (BPMN 2.0)")
    propose.add_argument("--steps", type=int, default=20, metavar="N", help="よくある作業をいくつまで (default 20)")
    propose.add_argument("--noise", type=float, default=0.2, metavar="SHARE", help="まれとみなす割合 (default 0.2)")
    propose.add_argument("--main-path", action="store_true", help="最も多い順だけ (the most frequent order alone)")
    propose.set_defaults(run=run_propose)
    check = things.add_parser("conformance", help="記録を流れと照らす (logs held against a flow)")
    check.add_argument("files", nargs="+", metavar="FILE", help="団体ごとに1つ (one log a municipality)")
    check.add_argument("--model", required=True, metavar="FLOW.bpmn", help="流れ (BPMN 2.0)")
    check.add_argument("--out", metavar="DIR", help="CSV と SVG の置き場所 (tables and pictures)")
    check.add_argument("--end", metavar="STEP", help="この作業のある案件だけを見る (closed cases only)")
    check.add_argument(
        "--only-steps-of-flow", action="store_true", help="流れにない作業は数えない (others passed over)"
    )
    check.add_argument("--hours", metavar="CSV", help="作業ごとの分 (minutes of steps: step, minutes[, body])")
    check.add_argument("--adopted-on", type=_day, metavar="DATE", help="流れを採り入れた日 (before and after)")
    check.set_defaults(run=run_conformance)
    for one in (propose, check):
        one.add_argument("--same-day-any-order", action="store_true", help="同じ日の順は問わない (order within a day)")
    return [propose, check]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} は日付ではありません（2026-04-01 の形で）") from None


def run_propose(arguments: argparse.Namespace) -> int:
    """0 with the flow written; 1 when the log cannot be read, gives no flow, or the file is there already."""
    from yakuba.insight.processes.model.bpmn_writing import written
    from yakuba.insight.processes.model.flow import FlowError
    from yakuba.insight.processes.model.proposal import Choices, proposed

    log = read(arguments, arguments.file)
    if log is None:
        return 1
    place, day = Path(arguments.out), arguments.same_day_any_order
    try:
        found = proposed(log, Choices(arguments.steps, arguments.noise, arguments.main_path, day))
        with place.open("xb") as stream:
            stream.write(written(found.flow))
    except FlowError as problem:
        complain(f"流れを作れません(flow): {problem}")
        return 1
    except FileExistsError:
        complain(f"{place} はもうあります(file)。別の名を指定してください。")
        return 1
    except OSError as problem:
        complain(f"{place} に書けません(file): {problem.strerror}。パスと権限を確かめてください。")
        return 1
    shares = _fitting(log, found.flow, within_a_day=day)
    if arguments.json:
        emit(
            {
                "file": str(place),
                "steps": found.steps,
                "left_aside": found.left_aside,
                "by_majority": found.by_majority,
                "fitting_share": shares,
            }
        )
        return 0
    say(f"{place}: 作業 {len(found.steps)} 種類（ほか {found.left_aside:,} 種類はまれなので除きました）")
    for steps in found.by_majority:
        say(f"  順序が定まらず、平均の位置で並べた作業: {' → '.join(steps)}")
    for what, share in (
        ("この流れの作業だけを見て", shares["steps_of_the_flow"]),
        ("すべての作業で", shares["all_steps"]),
    ):
        if share is not None:
            say(f"  {what}流れどおりの案件 {share:.0%}")
    return 0


def _fitting(log: EventLog, flow: Flow, *, within_a_day: bool) -> dict[str, float | None]:
    """The share of the log's own cases that fit the proposal, both ways of counting."""
    from yakuba.insight.processes.conformance.adoption import share_of
    from yakuba.insight.processes.conformance.judging import Options, judged

    found = {}
    for name, over in (("steps_of_the_flow", True), ("all_steps", False)):
        options = Options(any_order_within_a_day=within_a_day, pass_over_others=over)
        found[name] = share_of(judged(log, flow, options).cases).share
    return found


def run_conformance(arguments: argparse.Namespace) -> int:
    """0, or 1 when a log or the flow cannot be read, or the step that closes cases is not there."""
    from yakuba.insight.processes.comparison import SameName
    from yakuba.insight.processes.conformance.judging import NoSuchEnd, Options, judged
    from yakuba.insight.processes.conformance.result import told

    flow, asked = read_model(arguments.model), _asked(arguments)
    if flow is None or asked is None:
        return 1
    logs = [read(arguments, name) for name in arguments.files]
    there = [log for log in logs if log is not None]
    if len(there) < len(logs):
        return 1
    options = Options(arguments.same_day_any_order, arguments.only_steps_of_flow, arguments.end)
    try:
        found = [judged(log, flow, options) for log in there]
        result = {**told(flow, found, asked), "counted": _counted(options)}
    except (NoSuchEnd, SameName) as problem:
        complain(f"{problem}(option)。作業の名、またはファイル名（団体の名）を確かめてください。")
        return 1
    if arguments.out:
        _left_in(Path(arguments.out), flow, found, result)
    if arguments.json:
        emit(result)
    else:
        for body in result["bodies"]:
            _told(body)
    return 0


def read_model(name: str) -> Flow | None:
    """The flow of a file; None when it could not be read, which is said."""
    from yakuba.insight.processes.model.bpmn_reading import read_flow
    from yakuba.insight.processes.model.flow import FlowError

    try:
        return read_flow(Path(name))
    except FlowError as problem:
        complain(f"{name} を流れとして読めません(flow): {problem}")
    except OSError as problem:
        complain(f"{name} を開けません(file): {problem.strerror}。パスと権限を確かめてください。")
    return None


def _asked(arguments: argparse.Namespace) -> Asked | None:
    from yakuba.insight.processes.conformance.hours import read_minutes
    from yakuba.insight.processes.conformance.result import Asked
    from yakuba.insight.processes.event_log import Unreadable

    try:
        minutes = read_minutes(Path(arguments.hours)) if arguments.hours else {}
    except Unreadable as problem:
        complain(f"{arguments.hours} を読めません(unreadable): {problem}")
    except OSError as problem:
        complain(f"{arguments.hours} を開けません(file): {problem.strerror}。パスと権限を確かめてください。")
    else:
        return Asked(arguments.adopted_on, minutes)
    return None


def _counted(options: Options) -> dict[str, Any]:
    return {
        "any_order_within_a_day": options.any_order_within_a_day,
        "only_steps_of_flow": options.pass_over_others,
        "end": options.end,
    }


def _left_in(folder: Path, flow: Flow, found: Sequence[Judged], result: dict[str, Any]) -> None:
    """`cases.csv`, `deviations.csv`, and one picture for each body."""
    from yakuba.insight.processes.conformance.drawing import drawn

    folder.mkdir(parents=True, exist_ok=True)
    _table(folder / "deviations.csv", _DEVIATIONS, _deviation_rows(result["bodies"]))
    _table(folder / "cases.csv", _CASES, (row for one in found for row in _case_rows(one)))
    for body in result["bodies"]:
        name = Path(body["body"]).name or "flow"
        (folder / f"{name}.svg").write_text(drawn(flow, body), encoding="utf-8")


_DEVIATIONS = ("団体", "外れ方", "作業", "案件", "回数", "案件の割合", "中央値の差（日）", "差の下限", "差の上限")
_CASES = ("団体", "案件", "始まった日", "所要日数", "流れどおり", "外れの数", "外れ")


def _deviation_rows(bodies: Sequence[dict[str, Any]]) -> Iterable[Sequence[object]]:
    for body in bodies:
        for one in body["deviations"]:
            days = one["days"] or {}
            told = [round(days[name], 2) if days else None for name in ("difference", "low", "high")]
            yield body["body"], one["kind"], one["step"], one["cases"], one["times"], round(one["share"], 4), *told


def _case_rows(found: Judged) -> Iterable[Sequence[object]]:
    listed: dict[int, list[str]] = {}
    for case, kind, step, _, times in found.deviations.iter_rows():
        listed.setdefault(case, []).append(f"{kind}: {step}" + (f" ×{times}" if times > 1 else ""))
    for case, name, day, days, cost, fits, aligned, _ in found.cases.iter_rows():
        fitting = {True: "yes", False: "no", None: "undecided"}[fits]
        least = cost if aligned else f"{cost} 以上"
        yield found.body, name, day, round(days, 3), fitting, least, " / ".join(listed.get(case, ()))


def _table(place: Path, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """As Japanese spreadsheets open it; no cell is taken for a formula."""
    from yakuba.platform.screens.views import guard_cell

    with place.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(heading)
        writer.writerows([cell if isinstance(cell, float) else guard_cell(cell) for cell in row] for row in rows)


def _told(body: dict[str, Any]) -> None:
    from yakuba.insight.processes.conformance.result import JAPANESE

    say(body["sentence"]["ja"])
    if body["open_cases"]:
        say(f"  終わっていないため見なかった案件 {body['open_cases']:,}")
    if body["only_end_missing"]:
        say(f"  流れの終わりだけがない案件 {body['only_end_missing']:,}（まだ途中かもしれません）")
    if body["not_aligned"]:
        say(f"  どこで外れたか調べきれなかった案件 {body['not_aligned']:,}（うち判定できない {body['undecided']:,}）")
    for one in body["deviations"][:SHOWN]:
        days = one["days"]
        apart = f"  日数 {days['difference']:+.1f}（{days['low']:+.1f}〜{days['high']:+.1f}）" if days else ""
        say(f"  {one['share']:>4.0%} {one['cases']:>6,} 件  {JAPANESE[one['kind']]} 「{one['step']}」{apart}")
    if len(body["deviations"]) > SHOWN:
        say(f"  ほか {len(body['deviations']) - SHOWN:,} とおり（--json ですべて出します）")
    if hours := body["hours"]:
        say(f"  余分な作業 {hours['spent']:,.1f} 時間、省略した作業 {hours['not_spent']:,.1f} 時間")
        if hours["steps_without_minutes"]:
            say(f"    分の分からない作業 {len(hours['steps_without_minutes']):,} 種類は入っていません")
    if body["adoption"]["adopted_on"]:
        _adoption(body["adoption"])


def _adoption(found: dict[str, Any]) -> None:
    for one in found["months"]:
        if one["share"] is not None:
            low, high = one["interval"]
            say(f"  {one['month']}  {one['share']:>4.0%}（{low:.0%}〜{high:.0%}）  {one['cases']:,} 件")
    before, after, change = found["before"]["share"], found["after"]["share"], found["change"]
    if change is None or before is None or after is None:
        say(f"  {found['adopted_on']} の前後を比べるには案件が足りません。")
        return
    low, high = change["interval"]
    say(f"  {found['adopted_on']} の前 {before:.0%}、以後 {after:.0%}（差 {low:+.0%}〜{high:+.0%}）")
