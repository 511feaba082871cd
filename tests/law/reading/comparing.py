"""Comparing the engine's results with the second reading, telling the first difference so that one can read it.

Keys are flattened by dots. A separate class a result leaves out counts as zeros; of `warnings` only their existence is
compared; `explanation` is no part of the comparison.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def flat(result: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """A result with its keys joined by dots; zeros of separate classes are left out."""
    keys: dict[str, Any] = {}
    for key, value in result.items():
        name = f"{prefix}{key}"
        if name == "explanation" or (name == "id" and value is None):
            continue
        if name == "warnings":
            keys[name] = bool(value)
        elif isinstance(value, Mapping):
            keys |= flat(value, f"{name}.")
        else:
            keys[name] = value
    return {key: value for key, value in keys.items() if not (key.startswith("separate.") and value == 0)}


def difference(case: Mapping[str, Any], engine: Mapping[str, Any], reading: Mapping[str, Any]) -> str | None:
    """None when equal in every key; otherwise the case and a table of the keys that differ."""
    ours, theirs = flat(reading), flat(engine)
    if ours.get("warnings") is False:
        del ours["warnings"]
    if theirs.get("warnings") is False:
        del theirs["warnings"]
    if ours == theirs:
        return None
    keys = [key for key in {**ours, **theirs} if ours.get(key) != theirs.get(key)]
    rows = "\n".join(f"  {key:40} {theirs.get(key)!s:>24} {ours.get(key)!s:>24}" for key in keys)
    told = json.dumps(case, ensure_ascii=False)
    return f"case {told}\n  {'key':40} {'engine':>24} {'second reading':>24}\n{rows}"
