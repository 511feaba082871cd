"""A trail of steps for one taxpayer, and the values of the row it is made from."""

from __future__ import annotations

from typing import Any

from yakuba.law.parameters import Law
from yakuba.law.resident_tax.tables import Assessment, OrdinanceColumns, Taxpayers


class Trail:
    """Steps in the order of the law; `given`, `found` and `fixed` are one row's values by column."""

    def __init__(
        self, law: Law, ordinances: OrdinanceColumns, taxpayers: Taxpayers, found: Assessment, row: int
    ) -> None:
        self.law = law
        self.steps: list[dict[str, Any]] = []
        self._tables = (taxpayers, found, ordinances)
        self._row = row

    def given(self, name: str) -> int:
        """What the taxpayer told."""
        return int(getattr(self._tables[0], name)[self._row])

    def found(self, name: str) -> int:
        """What was assessed."""
        return int(getattr(self._tables[1], name)[self._row])

    def fixed(self, name: str) -> int:
        """What the ordinance fixes."""
        return int(getattr(self._tables[2], name)[self._row])

    def pair(self, name: str) -> tuple[int, int]:
        """An amount of city and prefecture."""
        return self.found(f"{name}_city"), self.found(f"{name}_pref")

    def add(self, rule: str, amount: int, text: str, inputs: dict[str, Any] | None = None, law: str = "") -> None:
        """One step. `law` names a parameter (default: the rule itself) or is an article."""
        source = law or rule
        article = self.law.article(source) if source in self.law.parameters else source
        self.steps.append({"rule": rule, "law": article, "inputs": inputs or {}, "amount": amount, "text_ja": text})


def yen(amount: int) -> str:
    """An amount as a reader writes it.

    >>> yen(1234567)
    '1,234,567円'
    """
    return f"{amount:,}円"


def man(amount: int) -> str:
    """A round amount in units of ten thousand, as laws and leaflets write it.

    >>> man(9_500_000), man(315_000)
    ('950万円', '31.5万円')
    """
    whole, rest = divmod(amount, 10_000)
    return f"{whole:,}万円" if not rest else f"{whole:,}.{rest:04}".rstrip("0") + "万円"


def percent(rate: int) -> str:
    """A rate in parts of ten million as a percentage.

    >>> percent(202_500)
    '2.025%'
    """
    whole, rest = divmod(rate, 100_000)
    return f"{whole}%" if not rest else f"{whole}.{rest:05}".rstrip("0") + "%"
