"""What the annual schemes share: the keys every case may carry, the ordinance that holds for one, a step of a trail."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, Field

from yakuba.law.contract import Case, MunicipalityCode, Whole, Words, problem
from yakuba.law.ordinances import ordinance_of
from yakuba.law.schemes import Answer

Municipality = Annotated[
    MunicipalityCode | None,
    Field(description="団体コード, six digits: its dated ordinance stands in for what is left out"),
]
RoundTo = Annotated[Whole, Field(ge=1, le=1000, description="yen the amount is rounded down to")]


class AnnualCase(Case):
    """A case of a fiscal year (April to March)."""

    fiscal_year: Annotated[Whole, Field(description="年度: 2026 is 令和8年度")]
    municipality: Municipality = None


def _hundredths(value: Decimal) -> Decimal:
    if value * 100 != int(value * 100):
        raise ValueError("面積は小数点以下2桁までです。")
    return value


# Square metres; land and floors are registered to two decimals. A million square metres is more than any parcel.
Area = Annotated[Decimal, Field(ge=0, lt=10_000_000), AfterValidator(_hundredths)]

Rules = TypeVar("Rules", bound=Words)


def hundredths(area: Decimal) -> int:
    """An area as whole hundredths of a square metre."""
    return int(area * 100)


def ordinance_for(scheme: str, municipality: str | None, day: datetime.date, given: Rules) -> Rules:
    """The ordinance of a case: the municipality's values of that day, and over them what the case itself gives."""
    known = ordinance_of(scheme, municipality, day)
    if not known:
        return given
    return type(given).model_validate(over(known, given.model_dump(exclude_unset=True)))


def over(known: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """`given` over `known`, part by part.

    >>> over({"a": {"b": 1, "c": 2}}, {"a": {"c": 3}})
    {'a': {'b': 1, 'c': 3}}
    """
    merged = dict(known)
    for key, value in given.items():
        inner = merged.get(key)
        merged[key] = over(inner, value) if isinstance(inner, Mapping) and isinstance(value, Mapping) else value
    return merged


def percent(rate: Decimal) -> str:
    """A rate as a payer reads it.

    >>> percent(Decimal("0.0771"))
    '7.71%'
    """
    return f"{(rate * 100).normalize():f}%"


def step(rule: str, law: str, text_ja: str, amount: int, **inputs: Any) -> Answer:
    """One step of an explanation."""
    return {"rule": rule, "law": law, "inputs": inputs, "amount": amount, "text_ja": text_ja}


def refusal(field: str, code: str, message: str) -> Answer:
    """The answer to a case that cannot be computed."""
    return {"errors": [problem(field, code, message)]}


def result_schema(properties: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON Schema of a result: its own properties and those every result may have."""
    words = {name: {"type": "string"} for name in ("field", "code", "message")}
    told = {"type": "object", "properties": words}
    text = {"type": "array", "items": told, "description": "what the asker should know of the answer"}
    return {
        "type": "object",
        "properties": {"id": {}, **properties, "warnings": text, "explanation": {"type": "array"}},
    }


def yen_schema(description: str) -> dict[str, Any]:
    """A whole amount of yen in a result."""
    return {"type": "integer", "description": description}
