"""Finds the definitions of all areas: ``areas/<area>/procedures/<code>.<version>.yaml``. Data, not an import."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from yakuba.platform.cases.procedures.definition import BrokenDefinition, Procedure, parse

_AREAS = Path(__file__).parents[3] / "areas"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same loader in C where PyYAML has it: every process reads all definitions once at its start."""


class UnknownProcedure(LookupError):
    """There is no such procedure, or not in that version or on that day."""


@dataclass(frozen=True)
class Catalogue:
    """All versions of all procedures."""

    procedures: tuple[Procedure, ...]

    def open_on(self, day: date, channel: str = "") -> tuple[Procedure, ...]:
        """What can be filed on a day, one version each, in order of code."""
        return tuple(p for p in self.procedures if p.is_open_on(day) and (not channel or channel in p.channels))

    def get(self, code: str, version: int | None = None, day: date | None = None) -> Procedure:
        """That version, or the one open on ``day``. Raises UnknownProcedure."""
        for one in self.procedures:
            if one.code == code and (one.version == version if version is not None else day and one.is_open_on(day)):
                return one
        raise UnknownProcedure(f"{code} version {version}" if version is not None else f"{code} on {day}")


@cache
def load() -> Catalogue:
    """The shipped definitions, read once. Raises BrokenDefinition."""
    return read(sorted(_AREAS.glob("*/procedures/*.yaml")))


def read(paths: Iterable[Path]) -> Catalogue:
    """Definitions from files named ``<code>.<version>.yaml``. Raises BrokenDefinition."""
    found = [_one(path) for path in paths]
    for index, one in enumerate(found):
        for other in found[index + 1 :]:
            if one.code == other.code and _overlap(one, other):
                raise BrokenDefinition(
                    f"{one.code}: versions {one.version} and {other.version} are open on the same day"
                )
    return Catalogue(tuple(sorted(found, key=lambda one: (one.code, one.version))))


def _one(path: Path) -> Procedure:
    try:
        given = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - both are safe loaders
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        raise BrokenDefinition(f"{path.name}: cannot be read ({type(problem).__name__})") from None
    procedure = parse(given, path.name)
    if path.name != f"{procedure.code}.{procedure.version}.yaml":
        raise BrokenDefinition(f"{path.name}: holds {procedure.code} version {procedure.version}")
    return procedure


def _overlap(one: Procedure, other: Procedure) -> bool:
    ends = [p.valid_until or date.max for p in (one, other)]
    return one.version == other.version or max(one.valid_from, other.valid_from) <= min(ends)
