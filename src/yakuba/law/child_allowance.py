"""児童手当: what is paid for a month (児童手当法6条; reform of 1 October 2024).

Under three is paid through the month of the third birthday. Who is born on the first of a month is three at the end
of the month before (年齢計算ニ関スル法律), but the law makes up for it: such a child is under three until three years
since the birth have passed (法6条1項). The month of birth is not paid for (法8条2項).
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from yakuba.law.columns import Flags, Ints, column, flags, summed_by, zeros
from yakuba.law.contract import Case, Day, Month, MunicipalityCode, SignedYen, Whole, Words
from yakuba.law.parameters import Law, in_force
from yakuba.law.schemes import Answer, Period, Scheme

NOT_YET, UNDER_THREE, MIDDLE, UPPER, OVER = range(5)
LIMIT_NOTES = ("", "（所得制限限度額以上のため特例給付）", "（所得上限限度額以上のため支給されません）")


class Child(Words):
    """A child the claimant brings up; `supported`: is in the claimant's care and livelihood (監護・生計)."""

    birth_date: Day
    supported: bool = True
    institution: bool = False


class Claimant(Words):
    """Who claims. Income and dependants count before October 2024 only."""

    employer_kind: Literal["private", "public_servant", "none"] = "private"
    income: SignedYen = 0
    dependants: Annotated[Whole, Field(ge=0, le=100)] = 0


class Ordinance(Words):
    """What the municipality fixes: nothing, the law fixes the allowance for the whole country."""


class ChildAllowanceCase(Case):
    """A household in one month."""

    month: Month
    fiscal_year: Whole | None = None
    municipality: MunicipalityCode | None = None
    children: list[Child] = []
    claimant: Claimant = Claimant()
    ordinance: Ordinance = Ordinance()

    @field_validator("fiscal_year")
    @classmethod
    def _of_the_month(cls, given: int | None, info: ValidationInfo) -> int | None:
        month = info.data.get("month")  # missing when it was refused itself
        if given is not None and month is not None:
            year = int(month[:4]) - (int(month[5:]) < 4)
            if given != year:
                raise PydanticCustomError("contradiction", f"{month} は {year} 年度です。")
        return given


@dataclass(frozen=True)
class Children:
    """Columns, one row a child; `owner` is the row of the claimant."""

    owner: Ints
    birth: Ints  # yyyymmdd
    counts: Flags  # supported and not in an institution


@dataclass(frozen=True)
class Claimants:
    """Columns, one row a claimant."""

    income: Ints
    dependants: Ints


@dataclass(frozen=True)
class Amounts:
    """What each child is paid for. `order` 0: not counted. `stage` is one of the constants of this module."""

    monthly: Ints
    order: Ints
    stage: Ints
    total: Ints  # per claimant
    limit: Ints  # per claimant: 0 full, 1 special benefit, 2 nothing


def month_index(month: str) -> int:
    """ "2024-11" as the count of months from year 0."""
    year, number = month.split("-")
    return int(year) * 12 + int(number) - 1


def law_of(month: str) -> Law:
    """The law that holds in a month."""
    year, number = month.split("-")
    return in_force("child-allowance", datetime.date(int(year), int(number), 1))


def amounts(law: Law, month: int, children: Children, claimants: Claimants) -> Amounts:
    """The amount of every child in `month`."""
    rows = len(claimants.income)
    stage = _stages(law, month, children)
    counted = children.counts & (stage != NOT_YET) & (month <= _school_end(children.birth, law.yen("counted_until")))
    order = _orders(children, counted)
    third = order >= 3
    full = np.select(
        [stage == UNDER_THREE, stage == MIDDLE, stage == UPPER],
        [
            np.where(third, law.yen("third_child_under_three"), law.yen("under_three")),
            np.where(third, law.yen("third_child_middle"), law.yen("middle")),
            np.full(len(stage), law.yen("upper"), dtype=np.int64),
        ],
        0,
    )
    limit = _limit(law, claimants)
    paid = children.counts & (stage >= UNDER_THREE) & (stage <= UPPER)
    limited = limit[children.owner]
    by_limit = np.select([limited == 0, limited == 1], [full, law.yen("special_benefit")], 0)
    monthly = np.where(paid, by_limit, 0)
    return Amounts(monthly, order, stage, summed_by(children.owner, monthly, rows), limit)


def _stages(law: Law, month: int, children: Children) -> Ints:
    born = children.birth // 10000 * 12 + children.birth // 100 % 100 - 1
    return np.select(
        [
            month <= born,
            month <= born + 36,
            month <= _school_end(children.birth, law.yen("middle_until")),
            month <= _school_end(children.birth, law.yen("paid_until")),
        ],
        [NOT_YET, UNDER_THREE, MIDDLE, UPPER],
        OVER,
    ).astype(np.int64)


def _school_end(birth: Ints, age: int) -> Ints:
    """The March (as month index) in which the school year ends that follows the day of attaining `age`."""
    year, day = birth // 10000, birth % 10000
    return (year + age + (day > 401)) * 12 + 2


def _orders(children: Children, counted: Flags) -> Ints:
    """1 for the eldest counted child of each claimant; of one birth date, as given. 0 for who is not counted."""
    order = zeros(len(children.owner))
    rows = np.flatnonzero(counted)
    ranked = rows[np.lexsort((rows, children.birth[rows], children.owner[rows]))]
    owners = children.owner[ranked]
    starts = np.flatnonzero(np.r_[True, owners[1:] != owners[:-1]]) if len(owners) else owners
    sizes = np.diff(np.r_[starts, len(owners)])
    order[ranked] = np.arange(len(owners)) - np.repeat(starts, sizes) + 1
    return order


def _limit(law: Law, claimants: Claimants) -> Ints:
    rows = law.rows("income_limits")
    if not rows:
        return zeros(len(claimants.income))
    lower, upper, each = rows[0]
    more = claimants.dependants * each
    return (claimants.income >= lower + more).astype(np.int64) + (claimants.income >= upper + more)


def _answer(month: str, cases: Sequence[ChildAllowanceCase], explain: bool) -> list[Answer]:
    law = law_of(month)
    kept = [(row, child) for row, case in enumerate(cases) for child in case.children]
    children = Children(
        column([row for row, _ in kept]),
        column([int(child.birth_date.strftime("%Y%m%d")) for _, child in kept]),
        flags([child.supported and not child.institution for _, child in kept]),
    )
    claimants = Claimants(
        column([case.claimant.income for case in cases]), column([case.claimant.dependants for case in cases])
    )
    found = amounts(law, month_index(month), children, claimants)
    parts: list[list[Answer]] = [[] for _ in cases]
    for place, (row, child) in enumerate(kept):
        parts[row].append(
            {
                "birth_date": child.birth_date.isoformat(),
                "order": int(found.order[place]) or None,
                "monthly": int(found.monthly[place]),
                "note": note(law, found, place, child) + LIMIT_NOTES[int(found.limit[row])],
            }
        )
    return [
        {
            "monthly_total": int(found.total[row]),
            "children": parts[row],
            "payer": "employer" if case.claimant.employer_kind == "public_servant" else "municipality",
            **({"explanation": _explanation(law, case, parts[row])} if explain else {}),
        }
        for row, case in enumerate(cases)
    ]


def note(law: Law, found: Amounts, place: int, child: Child) -> str:
    """Why a child is paid for as it is, in one sentence."""
    stage, order = int(found.stage[place]), int(found.order[place])
    if child.institution:
        return "施設等に入所しているため、施設等の設置者に支給されます。"
    if not child.supported:
        return "監護し生計を同じくしていないため、数えません。"
    if stage == NOT_YET:
        return "生まれた月の翌月分から支給されます。"
    if stage == OVER and order:
        return f"支給は終わりましたが、{law.yen('counted_until')}歳の年度末まで子の数に入ります。"
    if stage == OVER:
        return "支給と子の数の対象年齢を過ぎています。"
    kind = {UNDER_THREE: "3歳未満", MIDDLE: f"3歳から{law.yen('middle_until')}歳の年度末まで", UPPER: "中学生"}[stage]
    return f"{kind}・第{order}子"


def _explanation(law: Law, case: ChildAllowanceCase, children: list[Answer]) -> list[Answer]:
    steps = [
        {
            "rule": "child_amount",
            "law": law.article("middle"),
            "inputs": {"birth_date": child["birth_date"], "order": child["order"]},
            "amount": child["monthly"],
            "text_ja": f"{child['birth_date']} 生まれ: {child['note']} 月額 {child['monthly']:,}円",
        }
        for child in children
    ]
    total = sum(int(child["monthly"]) for child in children)
    steps.append(
        {
            "rule": "monthly_total",
            "law": law.article("middle"),
            "inputs": {"income": case.claimant.income, "dependants": case.claimant.dependants},
            "amount": total,
            "text_ja": f"合計 月額 {total:,}円",
        }
    )
    if case.claimant.employer_kind == "public_servant":
        text = "公務員には勤務先が支給します。勤務先に請求してください。"
        steps.append({"rule": "payer", "law": "児童手当法17条", "inputs": {}, "amount": total, "text_ja": text})
    return steps


RESULT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": {},
        "monthly_total": {"type": "integer", "description": "yen a month"},
        "children": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "birth_date": {"type": "string", "format": "date"},
                    "order": {"type": ["integer", "null"]},
                    "monthly": {"type": "integer"},
                    "note": {"type": "string"},
                },
            },
        },
        "payer": {"enum": ["municipality", "employer"]},
        "explanation": {"type": "array"},
    },
}

SCHEME = Scheme(
    "child-allowance", "児童手当", Period("month", "2023-04", None), ChildAllowanceCase, _answer, RESULT, defaults=()
)
