"""The steps of a procedure on one line of text, as the parameter keeps them: 受付 → （現地確認） → 決定."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from yakuba.platform.parameters.kinds import Text

GROUP = "work_steps"  # of the parameters, one for each procedure
ARROW, OPENING, CLOSING = "→", "（", "）"
MOST_STEPS, LONGEST_NAME, LONGEST_LINE = 30, 64, 1_000


@dataclass(frozen=True)
class WorkStep:
    """A step by name; one that is not ``needed`` may be left out."""

    name: str
    needed: bool = True


@dataclass(frozen=True)
class StepLine(Text):
    """Steps on one line: 受付 → （現地確認） → 決定, those in brackets may be left out. Empty: none."""

    most: int = LONGEST_LINE

    def load(self, json: Any) -> str:
        line = super().load(json)
        parsed(line)
        return line

    @property
    def allowed(self) -> str:
        form = f"「受付 {ARROW} {OPENING}現地確認{CLOSING} {ARROW} 決定」の形"
        return f"{form}（かっこは省いてよい手順。{MOST_STEPS}まで。空欄は手順なし）"


def parsed(line: str) -> tuple[WorkStep, ...]:
    """The steps of a line. ValueError, saying what to do, for one that is none."""
    if not line.strip():
        return ()
    found = []
    for part in line.split(ARROW):
        name = part.strip()
        optional = name.startswith(OPENING) and name.endswith(CLOSING)
        name = name[1:-1].strip() if optional else name
        if not 1 <= len(name) <= LONGEST_NAME:
            raise ValueError(f"手順の名前が空か、{LONGEST_NAME}文字を超える。{ARROW}の間に名前を1つずつ入力")
        found.append(WorkStep(name, not optional))
    names = [one.name for one in found]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"「{twice[0]}」が2度ある。1度だけ入力")
    if len(found) > MOST_STEPS:
        raise ValueError(f"手順が{len(found)}ある。{MOST_STEPS}までにまとめて入力")
    return tuple(found)


def written(steps: tuple[WorkStep, ...]) -> str:
    """The line of these steps. ValueError for names that the line cannot hold."""
    parts = [one.name if one.needed else f"{OPENING}{one.name}{CLOSING}" for one in steps]
    line = f" {ARROW} ".join(parts)
    if parsed(line) != steps:
        raise ValueError(f"手順の名前に「{ARROW}」や、前後のかっこ・空白は使えない。名前を直す")
    return line


def key_of(procedure: str) -> str:
    """The parameter of a procedure."""
    return f"{GROUP}.{procedure}"
