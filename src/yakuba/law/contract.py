"""What a case of a scheme may hold: pydantic models, errors that name field and remedy, JSON Schema."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, TypedDict

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictInt,
    StrictStr,
    ValidationError,
)
from pydantic_core import PydanticCustomError

from yakuba.law.columns import MOST_YEN, rate_parts


class Problem(TypedDict):
    """Why a case cannot be computed: the field (dotted; "" for the whole line), a short code, a sentence."""

    field: str
    code: str
    message: str


class Words(BaseModel):
    """A part of a case: unknown keys are refused, what is left out takes its default.

    Frozen, so that a default is shared and not copied into each of a million cases.
    """

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, frozen=True)


def _named(value: Any) -> Any:
    if value is None or (isinstance(value, str | int) and not isinstance(value, bool)):
        return value
    raise PydanticCustomError("id_type", "a string or an integer")


class Case(Words):
    """What every case may carry."""

    id: Annotated[StrictStr | StrictInt | None, BeforeValidator(_named)] = None


def _rate(value: Decimal) -> Decimal:
    try:
        rate_parts(value)
    except ValueError:
        raise PydanticCustomError("decimal_max_places", "at most seven decimals") from None
    return value


def _number(value: Any) -> Any:
    if isinstance(value, bool):  # Python would count true as one yen
        raise PydanticCustomError("int_type", "an integer")
    return value


def _iso_day(value: Any) -> Any:
    if isinstance(value, datetime.date) or (isinstance(value, str) and _DAY.fullmatch(value)):
        return value
    raise PydanticCustomError("date_type", "a day")  # a number would be read as seconds since 1970


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
Day = Annotated[datetime.date, BeforeValidator(_iso_day)]
Whole = Annotated[int, BeforeValidator(_number)]
Yen = Annotated[Whole, Field(ge=0, lt=MOST_YEN)]
SignedYen = Annotated[Whole, Field(gt=-MOST_YEN, lt=MOST_YEN)]
Rate = Annotated[Decimal, Field(ge=0, le=1), BeforeValidator(_number), AfterValidator(_rate)]
Age = Annotated[Whole, Field(ge=0, le=150)]
_SIX_DIGITS, _MONTH = r"^[0-9]{6}$", r"^[0-9]{4}-(0[1-9]|1[0-2])$"
MunicipalityCode = Annotated[str, Field(pattern=_SIX_DIGITS)]
Month = Annotated[str, Field(pattern=_MONTH)]

_MESSAGES = {
    "extra_forbidden": "この項目はありません。綴りを確かめるか、消してください。",
    "missing": "この項目が必要です。",
    "id_type": "文字か整数で書いてください。",
    "int_type": "整数で書いてください。",
    "int_parsing": "整数で書いてください。",
    "int_parsing_size": "桁が多すぎます。",
    "int_from_float": "円未満のない整数で書いてください。",
    "bool_type": "true か false で書いてください。",
    "bool_parsing": "true か false で書いてください。",
    "date_type": "日付は 2026-01-31 の形で書いてください。",
    "date_parsing": "日付は 2026-01-31 の形で書いてください。",
    "date_from_datetime_parsing": "日付は 2026-01-31 の形で書いてください。",
    "decimal_type": "数で書いてください。",
    "decimal_parsing": "数で書いてください。",
    "decimal_max_places": "小数点以下は7桁までで書いてください。",
    "finite_number": "限りのある数で書いてください。",
    "string_type": "文字で書いてください。",
    "list_type": "[ ] で囲んだ並びで書いてください。",
    "model_type": "{ } で囲んだ項目の組で書いてください。",
    "model_attributes_type": "{ } で囲んだ項目の組で書いてください。",
}
_PATTERNS = {
    _SIX_DIGITS: "市区町村コードは 012084 のような6桁の数字で書いてください。",
    _MONTH: "月は 2026-01 の形で書いてください。",
}


def problems_of(failure: ValidationError) -> list[Problem]:
    """The failures of validation as problems, in the order of the fields."""
    return [_problem(dict(error)) for error in failure.errors(include_url=False, include_input=False)]


def problem(field: str, code: str, message: str) -> Problem:
    """One problem."""
    return {"field": field, "code": code, "message": message}


def schema_of(case: type[BaseModel], result: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON Schema of a scheme's input and result."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "input": case.model_json_schema(mode="validation"),
        "result": dict(result),
    }


def _problem(error: Mapping[str, Any]) -> Problem:
    kind = str(error["type"])
    limits = error.get("ctx", {})
    if kind in ("greater_than_equal", "greater_than"):
        message = f"{limits.get('ge', limits.get('gt'))} より小さい値は書けません。"
    elif kind in ("less_than_equal", "less_than"):
        message = f"{limits.get('le', limits.get('lt'))} より大きい値は書けません。"
    elif kind in ("literal_error", "enum"):
        message = f"次のどれかで書いてください: {limits.get('expected')}"
    elif kind == "string_pattern_mismatch":
        message = _PATTERNS[str(limits.get("pattern"))]
    elif kind == "contradiction":
        message = str(error["msg"])
    else:
        message = _MESSAGES.get(kind) or f"値を読めません（{error['msg']}）。"
    return problem(".".join(str(part) for part in error["loc"]), kind, message)
