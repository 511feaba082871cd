"""The mapping of the own steps as a CSV: taken out, decided on in a spreadsheet, taken in again.

A line that cannot be taken in is held and named with its remedy; the others count. Who decided is whoever takes the
file in: what the file says of that is not believed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from yakuba.insight.processes.catalogue import tree
from yakuba.insight.processes.catalogue.mapping_file import plain
from yakuba.insight.processes.event_log import Unreadable
from yakuba.insight.processes.hours.lines import lines_of
from yakuba.insight.work_comparison import step_mapping
from yakuba.insight.work_comparison.step_mapping import Choice, DecisionWrong, Named, State, Work

CODE, TITLE, NAME, CASES, STATE, STEP = "手続きコード", "手続き", "作業", "件数", "状態", "標準作業"
HEADINGS: Final = (
    CODE, TITLE, NAME, CASES, STATE, STEP, "標準の名前", "点数", "理由", "ほかの候補", "決定した人", "決定した日時",
)  # fmt: skip
NEEDED: Final = (CODE, NAME, STATE, STEP)
WORDS: Final = {State.CONFIRMED: "確定", State.REJECTED: "対応なし", State.TAKEN_BACK: "未決定"}
SUGGESTED: Final = "提案"  # as undecided: a suggestion is no decision
LARGEST: Final = 1024 * 1024


@dataclass(frozen=True)
class Held:
    """A line of the file that was not taken in: its number, why, and what to do."""

    line: int
    reason: str
    remedy: str


@dataclass
class Taken:
    """What came of a file: given = changed + same + held."""

    changed: int = 0
    same: int = 0
    held: list[Held] = field(default_factory=list)

    @property
    def given(self) -> int:
        return self.changed + self.same + len(self.held)


def rows(works: Iterable[Work]) -> Iterator[tuple[object, ...]]:
    """Lines in the order of HEADINGS; an undecided name comes with what is suggested."""
    for work in works:
        for one in work.names:
            yield (work.code, work.title, one.name, one.cases, *_told(one))


def _told(one: Named) -> tuple[object, ...]:
    listed = " / ".join(f"{each.step.id} {each.score:.2f}" for each in one.candidates)
    if one.state == State.TAKEN_BACK:
        best = one.suggested
        found = (
            (SUGGESTED, best.step.id, best.step.ja, f"{best.score:.3f}", best.reason) if best else ("未決定", *[""] * 4)
        )
        return (*found, listed, "", "")
    decision, step = one.decision, one.step
    who = (decision.decided_by_name, f"{decision.decided_at:%Y-%m-%d %H:%M}") if decision else ("", "")
    return (WORDS[State(one.state)], step.id if step else "", step.ja if step else "", "", "", listed, *who)


def take(content: bytes, works: Iterable[Work]) -> Taken:
    """Keep the decisions of a file. Raises Unreadable when it is no such file, access.Refused, Overtaken."""
    lines = lines_of(content)
    headings = [cell.strip() for cell in lines[0][1]]
    if missing := [name for name in NEEDED if name not in headings]:
        raise Unreadable(f"列「{'、'.join(missing)}」がありません。この画面から出したCSVを直して選んでください。")
    known = {(work.code, one.name): one for work in works for one in work.names}
    taken, choices, seen = Taken(), [], set[tuple[str, str]]()
    for at, cells in lines[1:]:
        given = dict.fromkeys(headings, "") | {name: plain(cell) for name, cell in zip(headings, cells, strict=False)}
        key = (given[CODE], given[NAME])
        try:
            if key in seen:
                raise _Line("同じ作業が2行あります", "1行だけ残してください")
            choices.append(_choice(given, known))
        except _Line as problem:
            taken.held.append(Held(at, *problem.args))
        seen.add(key)
    taken.changed = step_mapping.decide(choices)
    taken.same = len(choices) - taken.changed
    return taken


class _Line(DecisionWrong):
    """A line is held: reason and remedy."""


def _choice(given: Mapping[str, str], known: Mapping[tuple[str, str], Named]) -> Choice:
    own = known.get((given[CODE], given[NAME]))
    if own is None:
        what = f"手続き「{given[CODE]}」に作業「{given[NAME]}」はありません"
        raise _Line(what, "手続きコードと作業は、出したCSVのままにしてください")
    state, step = given[STATE], given[STEP]
    if state in (SUGGESTED, WORDS[State.TAKEN_BACK]):
        chosen = None
    elif state == WORDS[State.REJECTED]:
        chosen = ""
    elif state != WORDS[State.CONFIRMED]:
        raise _Line(f"状態「{state}」は使えません", "確定、対応なし、未決定、提案のどれかにしてください")
    elif tree.step(step) is None:
        raise _Line(
            f"標準作業「{step}」はカタログにありません", "「ほかの候補」などから標準作業のコードを書いてください"
        )
    else:
        chosen = step
    return Choice(given[CODE], given[NAME], chosen, own.version)
