"""Definitions of parameters by key. An app defines its own in a module ``parameter_definitions``, imported at start.

Of a family the open municipality itself decides which there are: one for each of something that it made.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from yakuba.platform.parameters.errors import UnknownParameter
from yakuba.platform.parameters.kinds import Kind

T = TypeVar("T")


@dataclass(frozen=True)
class Definition(Generic[T]):
    """One parameter. ``source`` is the article or requirement it follows; ``unit`` is 円, 日, 分 …, or empty."""

    key: str
    label: str
    kind: Kind[T]
    default: T
    unit: str = ""
    source: str = ""
    description: str = ""

    @property
    def group(self) -> str:
        """The part of the key before the first dot: parameters of a group stand together on the screen."""
        return self.key.split(".", 1)[0]


@dataclass(frozen=True)
class Family:
    """Definitions whose keys begin with ``prefix``. ``one`` finds one by its whole key, ``every`` lists them all.

    Both are asked with a municipality open.
    """

    prefix: str
    one: Callable[[str], Definition[Any] | None]
    every: Callable[[], list[Definition[Any]]]


_definitions: dict[str, Definition[Any]] = {}
_families: dict[str, Family] = {}


def define(definition: Definition[T]) -> Definition[T]:
    """Register and return a definition.

    Raises ValueError for a key that is taken by another one, or a default that its kind does not allow.
    """
    if _definitions.get(definition.key, definition) != definition:
        raise ValueError(f"parameter {definition.key!r} is defined already")
    definition.kind.dump(definition.default)
    _definitions[definition.key] = definition
    return definition


def define_family(family: Family) -> None:
    """Register a family."""
    _families[family.prefix] = family


def definition(key: str) -> Definition[Any]:
    """The definition of a key. Raises UnknownParameter."""
    found = _definitions.get(key)
    if found is None:
        found = next((family.one(key) for family in _families.values() if key.startswith(family.prefix)), None)
    if found is None:
        raise UnknownParameter(f"パラメータ「{key}」：定義がない。一覧にある項目から選ぶ")
    return found


def definitions() -> list[Definition[Any]]:
    """All definitions that every municipality has, in the order they were defined."""
    return list(_definitions.values())


def definitions_here() -> list[Definition[Any]]:
    """Those, and after them the families' of the open municipality."""
    return [*_definitions.values(), *(one for family in _families.values() for one in family.every())]
