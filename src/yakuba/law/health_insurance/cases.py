"""国民健康保険税・料 of cases: what a case may hold, its columns, its answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from yakuba.law import incomes
from yakuba.law.cases import ordinance_for, refusal, result_schema, yen_schema
from yakuba.law.columns import column, flags, rate_parts
from yakuba.law.contract import Problem, problem
from yakuba.law.health_insurance import rules
from yakuba.law.health_insurance.explaining import explanation
from yakuba.law.health_insurance.shapes import (
    LABELS,
    ComponentRates,
    Found,
    Head,
    HealthInsuranceCase,
    Member,
    Ordinance,
)
from yakuba.law.parameters import Law
from yakuba.law.schemes import Answer


def answers(fiscal_year: int, cases: Sequence[HealthInsuranceCase], explain: bool) -> list[Answer]:
    """One answer a case of the year."""
    refused = [_refused(case) for case in cases]
    kept = [case for case, wrong in zip(cases, refused, strict=True) if wrong is None]
    found = calculated(rules.law_of(fiscal_year), fiscal_year, kept)
    told = iter(range(len(kept)))
    result: list[Answer] = []
    for case, wrong in zip(cases, refused, strict=True):
        if wrong is not None:
            result.append(wrong)
            continue
        row = next(told)
        answer = _told(found, row, case)
        result.append(answer | {"explanation": explanation(found, row, case)} if explain else answer)
    return result


def calculated(law: Law, fiscal_year: int, cases: Sequence[HealthInsuranceCase]) -> Found:
    """The columns of cases, and what the rules make of them. `law` may hold changed values (a what-if)."""
    ordinances = [ordinance_for(rules.NAME, case.municipality, law.day, case.ordinance) for case in cases]
    members = _members(cases)
    standing = rules.standings(law, fiscal_year, members)
    judged = rules.judged(law, incomes.law_of(fiscal_year), members, standing, len(cases))
    households = rules.Households(
        flags([case.form == "premium" for case in cases]), column([ordinance.round for ordinance in ordinances])
    )
    people, caps = (members, standing, judged), rules.caps(law)
    components = {
        name: rules.component(name, _rates(ordinances, name), households, people, cap) for name, cap in caps.items()
    }
    first, rows = [], 0
    for case in cases:
        first.append(rows)
        rows += 1 + len(case.members)
    return Found(law, fiscal_year, ordinances, caps, people, components, first)


def _people(cases: Sequence[HealthInsuranceCase]) -> Iterator[tuple[int, Member]]:
    for row, case in enumerate(cases):
        yield row, case.head
        for member in case.members:
            yield row, member


def _members(cases: Sequence[HealthInsuranceCase]) -> rules.Members:
    owners, people = [], []
    for row, person in _people(cases):
        owners.append(row)
        people.append(person)
    return rules.Members(
        owner=column(owners),
        head=flags([isinstance(one, Head) for one in people]),
        insured=flags([not isinstance(one, Head) or one.insured for one in people]),
        specified=flags([one.specified_former for one in people]),
        birth=column([int(one.birth_date.strftime("%Y%m%d")) if one.birth_date else 0 for one in people]),
        age=column([30 if one.age is None else one.age for one in people]),  # of who is not insured it matters not
        months=column([one.months for one in people]),
        total_income=column([-1 if one.total_income is None else one.total_income for one in people]),
        salary=column([one.salary_revenue for one in people]),
        pension=column([one.pension_revenue for one in people]),
        unknown=flags([one.income_unknown for one in people]),
    )


def _rates(ordinances: Sequence[Ordinance], name: str) -> rules.Rates:
    parts: list[ComponentRates] = [getattr(ordinance, name) for ordinance in ordinances]
    return rules.Rates(
        column([rate_parts(part.rate) for part in parts]),
        column([part.per_capita for part in parts]),
        column([part.per_household for part in parts]),
    )


def _refused(case: HealthInsuranceCase) -> Answer | None:
    needed = "国保に加入している人には age（4月1日の年齢）か birth_date が必要です。"
    if case.head.insured and not case.head.specified_former and case.head.age is None and case.head.birth_date is None:
        return refusal("head.age", "missing", needed)
    for place, member in enumerate(case.members):
        if not member.specified_former and member.age is None and member.birth_date is None:
            return refusal(f"members.{place}.age", "missing", needed)
    return None


def _told(found: Found, row: int, case: HealthInsuranceCase) -> Answer:
    judged = found.people[2]
    parts = {
        name: {
            "base_income": int(part.base_income[row]),
            "income_part": int(part.income_part[row]),
            "per_capita_part": int(part.per_capita_part[row]),
            "per_household_part": int(part.per_household_part[row]),
            "cap": found.caps[name],
            "total": int(part.total[row]),
        }
        for name, part in found.components.items()
    }
    warnings = _warnings(found, row, case)
    return {
        "judged_income": int(judged.income[row]),
        "persons": int(judged.persons[row]),
        "reduction": int(judged.reduction[row]),
        "limit7": int(judged.limit7[row]),
        "limit5": int(judged.limit5[row]),
        "limit2": int(judged.limit2[row]),
        **parts,
        "annual_total": sum(part["total"] for part in parts.values()),
        **({"warnings": warnings} if warnings else {}),
    }


def _warnings(found: Found, row: int, case: HealthInsuranceCase) -> list[Problem]:
    ordinance = found.ordinances[row]
    rates = {name: getattr(ordinance, name) for name in rules.COMPONENTS}
    said: list[Problem] = []
    if not any(part.rate or part.per_capita or part.per_household for part in rates.values()):
        said.append(problem("ordinance", "missing", "条例の率が分からないため、金額は0円としています。"))
    if any(part.asset_rate for part in rates.values()):
        message = "固定資産税額の入力がないため、資産割は含めていません。"
        said.append(problem("ordinance", "asset_rate", message))
    if "child" not in found.caps and "child" in ordinance.model_fields_set:
        message = "子ども・子育て支援納付金分は令和8年度からなので、含めていません。"
        said.append(problem("ordinance.child", "not_yet", message))
    first, members = found.first[row], 1 + len(case.members)
    insured = int((found.people[1].months[first : first + members] > 0).sum())
    if insured == 1 and any(one.specified_former for one in (case.head, *case.members)):
        message = "特定世帯の平等割の軽減は、移ってからの年数の入力がないため含めていません。"
        said.append(problem("members", "specified_household", message))
    return said


_COMPONENT = {
    "type": "object",
    "properties": {
        "base_income": yen_schema("賦課のもととなる所得, summed over those the component is for"),
        "income_part": yen_schema("所得割"),
        "per_capita_part": yen_schema("均等割 after reduction"),
        "per_household_part": yen_schema("平等割 after reduction"),
        "cap": yen_schema("限度額"),
        "total": yen_schema("after the cap, rounded down to `round`"),
    },
}

RESULT = result_schema(
    {
        "judged_income": yen_schema("軽減判定所得"),
        "persons": {"type": "integer", "description": "被保険者 and 特定同一世帯所属者 on 1 April"},
        "reduction": {"enum": [0, 2, 5, 7], "description": "均等割・平等割の軽減, tenths"},
        "limit7": yen_schema("7割軽減の上限"),
        "limit5": yen_schema("5割軽減の上限"),
        "limit2": yen_schema("2割軽減の上限"),
        **{name: _COMPONENT | {"description": label} for name, label in LABELS.items()},
        "annual_total": yen_schema("yen a year"),
    }
)
