"""How tests of the schemes ask: one case, its answer; and that many at once answer as each alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from yakuba.law import calculate


def answer(scheme: str, **case: Any) -> dict[str, Any]:
    """The answer to one case."""
    return calculate(scheme, [case])[0]


def texts(scheme: str, **case: Any) -> str:
    """The explanation of one case, one step a line."""
    found = calculate(scheme, [case], explain=True)[0]
    return "\n".join(step["text_ja"] for step in found["explanation"])


def field_of_error(scheme: str, **case: Any) -> str:
    """The field of the first problem; "" when there is none."""
    problems = answer(scheme, **case).get("errors", [])
    return problems[0]["field"] if problems else ""


def same_alone(scheme: str, cases: Sequence[dict[str, Any]]) -> bool:
    """Whether many cases at once answer as each does alone, and none is refused."""
    together = calculate(scheme, cases, explain=True)
    alone = [calculate(scheme, [case], explain=True)[0] for case in cases]
    return together == alone and not any("errors" in one for one in together)
