"""Tables of two columns, limit and amount, read from the law."""

from __future__ import annotations

from yakuba.law.columns import Ints, up_to
from yakuba.law.parameters import Law


def looked_up(law: Law, name: str, key: Ints) -> Ints:
    """The amount of the first limit that `key` does not exceed; nothing above the last."""
    limits, amounts = law.table(name)
    return up_to(key, limits, amounts)
