"""The samples, ``samples/<code>.yaml``: of each shipped procedure one filing that ends, and some that must not."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Literal

import yaml
from pydantic import ConfigDict, TypeAdapter

from tests.world import TODAY
from yakuba.platform.cases.procedures import catalogue
from yakuba.platform.cases.procedures.definition import Procedure

FOLDER = Path(__file__).parent / "samples"
Level = Literal["card", "counter", "email"]
_DAYS = re.compile(r"[+-][0-9]+")


class Strict:
    """A key nobody knows is an error."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")


@dataclass(frozen=True)
class Break(Strict):
    """The same filing with something changed, which must stop with the finding ``finds``."""

    because: str
    finds: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    remove: tuple[str, ...] = ()
    applicant: str = ""
    level: Level | None = None
    twice: bool = False
    held: str = ""


@dataclass(frozen=True)
class Sample(Strict):
    """One filing. People are named by role; dates may be days from the day of filing (``+0``, ``-10``).

    ``before`` names procedures whose samples come to their end first: what this one cancels or goes on from.
    """

    procedure: str
    answers: Mapping[str, Any]
    ends: Literal["handover", "rows", "paper", "visit"]
    breaks: tuple[Break, ...]
    applicant: str = "head"
    before: tuple[str, ...] = ()
    level: Level = "card"
    then: Literal["", "handover", "rows", "paper"] = ""
    rows: Mapping[str, int] = field(default_factory=dict)

    def broken(self, how: Break) -> "Sample":
        answers = {name: value for name, value in {**self.answers, **how.answers}.items() if name not in how.remove}
        return replace(self, answers=answers, applicant=how.applicant or self.applicant, level=how.level or self.level)

    def definition(self) -> Procedure:
        """The version open on the day of the town."""
        return catalogue.load().get(self.procedure, day=TODAY)

    def filed_answers(self) -> dict[str, Any]:
        """The answers as a channel brings them. Raises KeyError for a question the definition does not have."""
        kinds = {one.id: one.kind for one in self.definition().steps}
        return {name: _day(value) if kinds[name] == "date" else value for name, value in self.answers.items()}


def _day(value: Any) -> str:
    given = str(value)
    return (TODAY + timedelta(days=int(given))).isoformat() if _DAYS.fullmatch(given) else given


@cache
def all_samples() -> dict[str, Sample]:
    """By procedure. A file named otherwise than its procedure is an error."""
    read = TypeAdapter(Sample)
    found = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        sample = read.validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
        assert path.stem == sample.procedure, f"{path.name} holds a sample of {sample.procedure}"
        found[path.stem] = sample
    return found
