"""Definitions of parameters by key. An app defines its own in a module ``parameter_definitions``, imported at start."""

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


_definitions: dict[str, Definition[Any]] = {}


def define(definition: Definition[T]) -> Definition[T]:
    """Register and return a definition.

    Raises ValueError for a key that is taken by another one, or a default that its kind does not allow.
    """
    if _definitions.get(definition.key, definition) != definition:
        raise ValueError(f"parameter {definition.key!r} is defined already")
    definition.kind.dump(definition.default)
    _definitions[definition.key] = definition
    return definition


def definition(key: str) -> Definition[Any]:
    """The definition of a key. Raises UnknownParameter."""
    try:
        return _definitions[key]
    except KeyError:
        raise UnknownParameter(f"パラメータ「{key}」：定義がない。一覧にある項目から選ぶ") from None


def definitions() -> list[Definition[Any]]:
    """All definitions in the order they were defined."""
    return list(_definitions.values())
