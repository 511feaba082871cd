"""State → words, icon and colour, in one table: one meaning per colour in the whole product."""

from dataclasses import dataclass
from enum import Enum
from typing import Literal

from yakuba.platform.screens.icons import PATHS

Tone = Literal["neutral", "info", "success", "warning", "error", "urgent", "special", "plain"]
TONES: tuple[Tone, ...] = ("neutral", "info", "success", "warning", "error", "urgent", "special", "plain")


@dataclass(frozen=True)
class Chip:
    """`tone`: plain = finished or nothing to do; info = in work; success = done well; warning = needs care;
    error = stopped; urgent = overdue; special = protected or training; neutral = not yet begun."""

    text: str
    icon: str
    tone: Tone = "neutral"

    def __post_init__(self) -> None:
        if not self.text or self.icon not in PATHS or self.tone not in TONES:
            raise ValueError(f"{self} lacks words, a known icon or a known tone")


_kinds: dict[str, tuple[type[Enum], dict[Enum, Chip]]] = {}


def register(kind: str, states: type[Enum], chips: dict[Enum, Chip]) -> None:
    """Names the chip of every member of `states`; a forgotten member or a kind named twice is a ValueError at start."""
    if kind in _kinds and _kinds[kind] != (states, chips):
        raise ValueError(f"the chips of {kind} are registered twice")
    if missing := [member.name for member in states if member not in chips]:
        raise ValueError(f"{kind}: no chip for {', '.join(missing)}")
    _kinds[kind] = (states, chips)


def chip_for(kind: str, value: Enum | str) -> Chip:
    """The chip of a member or of its stored value. KeyError for an unknown kind, ValueError for an unknown state."""
    states, chips = _kinds[kind]
    return chips[states(value)]


def registered() -> dict[str, tuple[type[Enum], dict[Enum, Chip]]]:
    """All kinds, for the gallery and the test."""
    return dict(_kinds)
