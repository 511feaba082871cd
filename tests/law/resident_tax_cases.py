"""Random cases of 個人住民税, with incomes near the edges of the law more often than by chance."""

from __future__ import annotations

import random
from typing import Any

EDGES = (450_000, 480_000, 580_000, 620_000, 1_350_000, 1_820_000, 5_000_000, 9_000_000, 10_000_000, 25_000_000)
PLACES = (None, "012084", "141003", "231002", "142018", "271004", "041009")


def yen(dice: random.Random, most: int = 12_000_000) -> int:
    """Nothing, near an edge, or anything."""
    kind = dice.random()
    if kind < 0.2:
        return max(0, dice.choice(EDGES) + dice.choice((-1, 0, 1)))
    return 0 if kind < 0.3 else dice.randrange(most)


def relative(dice: random.Random) -> dict[str, Any]:
    """A spouse or dependant."""
    return {
        "age": dice.choice((0, 15, 16, 18, 19, 22, 23, 69, 70, 85)),
        "income": dice.choice((0, 0, 0, yen(dice, 1_400_000))),
        "disability": dice.choice((None, None, None, "general", "special")),
        "cohabiting": dice.random() < 0.7,
    }


def case(dice: random.Random, fiscal_year: int) -> dict[str, Any]:
    """One taxpayer."""
    rare = ("business", "real_estate", "dividend", "transfer_short", "transfer_long", "occasional", "forestry")
    income: dict[str, Any] = {name: yen(dice) - dice.choice((0, 3_000_000)) for name in rare if dice.random() < 0.15}
    income["salary_revenue"] = yen(dice)
    if dice.random() < 0.3:
        income["pension_revenue"] = yen(dice, 4_000_000)
    if dice.random() < 0.1:
        income["separate"] = {dice.choice(("long_transfer", "short_transfer", "listed_shares")): yen(dice)}
    paid = ("social_insurance", "life_new_general", "life_old_general", "earthquake", "medical", "furusato")
    relations = ("child", "parent", "other")
    return {
        "fiscal_year": fiscal_year,
        "age": dice.choice((17, 18, 30, 45, 64, 65, 80)),
        "municipality": dice.choice(PLACES),
        "income": income,
        "paid": {name: dice.randrange(200_000) for name in paid if dice.random() < 0.4},
        "self": {
            "disability": dice.choice((None, None, None, "general", "special")),
            "widow": dice.random() < 0.05,
            "single_parent": dice.choice((None, None, None, None, "mother", "father")),
        },
        "spouse": relative(dice) if dice.random() < 0.5 else None,
        "dependants": [relative(dice) | {"relation": dice.choice(relations)} for _ in range(dice.randrange(4))],
        "credits": {"dividend_levy_withheld": 20_000 if dice.random() < 0.1 else 0},
    }
