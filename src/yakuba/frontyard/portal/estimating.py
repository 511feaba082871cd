"""What the two estimates ask, and the answers as cases of the law. Pure; nothing of it is kept.

The law's engine is not touched here: it brings numpy, which a portal that nobody asks for an estimate does without.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any

from yakuba.frontyard.portal.wording import text
from yakuba.platform.cases.procedures import answers as reading
from yakuba.platform.cases.procedures.definition import Option, Question, Text
from yakuba.platform.cases.procedures.messages import say

YEARS = (2024, 2025, 2026, 2027)
"""Fiscal years the law's engine covers; a test holds it to the scheme."""
ROWS, MOST_ROWS = 3, 12
"""Children asked for at first, and at most."""
MONTHS_BACK, MONTHS_ON = 12, 24
_REFORM = 2024 * 12 + 9  # October 2024: before it the allowance hung on income, which is not asked
_PARTS = ("era", "year", "month", "day")
# Field → age, relation and whether in the same home: a person of that group as the law counts it.
RELATIVES: Mapping[str, tuple[int, str, bool]] = {
    "under16": (10, "child", True),
    "to18": (17, "child", True),
    "to22": (20, "child", True),
    "to69": (45, "other", True),
    "elder": (75, "other", False),
    "elder_parent": (75, "parent", True),
}


@dataclass(frozen=True)
class Asked:
    """A question of the page with what was typed: ``text``, or the ``parts`` of a date; ``value`` once it was read."""

    question: Question
    text: str = ""
    parts: Mapping[str, str] = field(default_factory=lambda: {"era": "reiwa"})
    value: Any = None
    problem: Text | None = None


@dataclass(frozen=True)
class Group:
    """Questions under one heading."""

    heading: Text
    asked: tuple[Asked, ...]


Groups = tuple[Group, ...]


def filled(words: Text, **marks: str | int) -> Text:
    """Words with their marks filled in, in each language.

    >>> filled(Text("<number>人目", "<number>", "child <number>"), number=2).en
    'child 2'
    """
    found = [words.ja, words.easy, words.en]
    for name, mark in marks.items():
        found = [one.replace(f"<{name}>", str(mark)) for one in found]
    return Text(*found)


@cache
def _tax_questions() -> tuple[tuple[Text, tuple[Question, ...]], ...]:
    yen, people = text("estimate.unit.yen"), text("estimate.unit.people")

    def money(name: str, title: str, hint: str, required: bool = False) -> Question:
        return Question(name, "number", text(title), "", text(hint), required, unit=yen)

    def count(name: str, title: str) -> Question:
        return Question(name, "number", text(title), "", required=False, most=15, unit=people)

    return (
        (text("estimate.tax.you"), (_year(), _age())),
        (
            text("estimate.tax.income"),
            (
                money("salary", "estimate.tax.salary", "estimate.tax.salary.hint", required=True),
                money("pension", "estimate.tax.pension", "estimate.tax.pension.hint"),
                money("insurance", "estimate.tax.insurance", "estimate.tax.insurance.hint"),
            ),
        ),
        (
            text("estimate.tax.spouse.group"),
            (_spouse(), money("spouse_income", "estimate.tax.spouse_income", "estimate.tax.spouse_income.hint")),
        ),
        (
            text("estimate.tax.family"),
            (
                count("under16", "estimate.tax.under16"),
                count("to18", "estimate.tax.to18"),
                count("to22", "estimate.tax.to22"),
                count("to69", "estimate.tax.to69"),
                count("elder_parent", "estimate.tax.elder_parent"),
                count("elder", "estimate.tax.elder"),
            ),
        ),
        (text("estimate.tax.more"), (_single(), _disability())),
    )


def _year() -> Question:
    words = text("estimate.tax.year.option")
    options = tuple(Option(str(year), filled(words, year=year, before=year - 1)) for year in YEARS)
    return Question("year", "choice", text("estimate.tax.year"), "", options=options)


def _age() -> Question:
    title, hint = text("estimate.tax.age"), text("estimate.tax.age.hint")
    return Question("age", "number", title, "", hint, most=120, unit=text("estimate.unit.age"))


def _spouse() -> Question:
    options = (
        Option("none", text("estimate.tax.spouse.none")),
        Option("under70", text("estimate.tax.spouse.under70")),
        Option("from70", text("estimate.tax.spouse.from70")),
    )
    return Question("spouse", "choice", text("estimate.tax.spouse"), "", options=options)


def _single() -> Question:
    options = (
        Option("none", text("answer.no")),
        Option("mother", text("estimate.tax.single.mother")),
        Option("father", text("estimate.tax.single.father")),
    )
    title, hint = text("estimate.tax.single"), text("estimate.tax.single.hint")
    return Question("single", "choice", title, "", hint, options=options)


def _disability() -> Question:
    options = (
        Option("none", text("answer.no")),
        Option("general", text("estimate.tax.disability.general")),
        Option("special", text("estimate.tax.disability.special")),
    )
    title, hint = text("estimate.tax.disability"), text("estimate.tax.disability.hint")
    return Question("disability", "choice", title, "", hint, options=options)


def _month(today: date) -> Question:
    now, words = today.year * 12 + today.month - 1, text("estimate.allowance.month.option")
    options = tuple(
        Option(f"{one // 12}-{one % 12 + 1:02}", filled(words, year=one // 12, month=one % 12 + 1))
        for one in range(max(now - MONTHS_BACK, _REFORM), now + MONTHS_ON + 1)
    )
    return Question("month", "choice", text("estimate.allowance.month"), "", options=options)


def _child(number: int) -> Question:
    title = filled(text("estimate.allowance.born"), number=number)
    return Question(f"child{number}", "date", title, "", required=False, latest=0)


def tax_page(today: date, typed: Mapping[str, str] | None = None, *, judged: bool = False) -> Groups:
    """The page of resident tax: blank, as typed, or as typed and judged."""
    year = today.year - (today.month < 4)
    blank = {"year": str(min(max(year, YEARS[0]), YEARS[-1])), "spouse": "none", "single": "none", "disability": "none"}
    groups = _groups(_tax_questions(), blank if typed is None else typed, today, judged)
    return _together(groups) if judged else groups


def allowance_page(today: date, rows: int, typed: Mapping[str, str] | None = None, *, judged: bool = False) -> Groups:
    """The page of the child allowance with fields for ``rows`` children."""
    questions = (
        (text("estimate.allowance.when"), (_month(today),)),
        (text("estimate.allowance.children"), tuple(_child(number) for number in range(1, rows + 1))),
    )
    blank = {"month": f"{today.year}-{today.month:02}"}
    groups = _groups(questions, blank if typed is None else typed, today, judged)
    if judged and not any(born(groups)) and not problems(groups):
        first = groups[1].asked[0].question
        return _with(groups, first.id, say("empty", first))
    return groups


def _groups(
    questions: Sequence[tuple[Text, tuple[Question, ...]]], typed: Mapping[str, str], today: date, judged: bool
) -> Groups:
    return tuple(Group(name, tuple(_asked(one, typed, today, judged) for one in some)) for name, some in questions)


def _asked(question: Question, typed: Mapping[str, str], today: date, judged: bool) -> Asked:
    name = question.id
    raw: Any
    if question.kind == "date":
        parts = {part: typed.get(f"{name}-{part}", "")[:20] for part in _PARTS}
        shown, raw = Asked(question, parts=parts | {"era": parts["era"] or "reiwa"}), parts
    else:
        written = typed.get(name, "")[:40]
        shown, raw = Asked(question, written), written
    if not judged:
        return shown
    found = reading.judge(question, raw, today)
    return replace(shown, value=found.value, problem=found.problem.message if found.problem else None)


def _together(groups: Groups) -> Groups:
    """What no field can say alone: a spouse's income with no spouse, a spouse without an income, a single parent's."""
    told = values(groups)
    if told.get("spouse") in ("under70", "from70"):
        alone = {one.question.id: one for group in groups for one in group.asked}["spouse_income"]
        if alone.value is None and alone.problem is None:
            groups = _with(groups, "spouse_income", text("estimate.tax.spouse_income.missing"))
        if told.get("single") in ("mother", "father"):
            groups = _with(groups, "single", text("estimate.tax.single.spouse"))
    elif told.get("spouse") == "none" and told.get("spouse_income"):
        groups = _with(groups, "spouse", text("estimate.tax.spouse_income.alone"))
    return groups


def _with(groups: Groups, name: str, problem: Text) -> Groups:
    def mended(one: Asked) -> Asked:
        return replace(one, problem=problem) if one.question.id == name else one

    return tuple(replace(group, asked=tuple(mended(one) for one in group.asked)) for group in groups)


def problems(groups: Groups) -> list[tuple[str, Text]]:
    """Field and words of what is wrong, in the order of the page."""
    return [(one.question.id, one.problem) for group in groups for one in group.asked if one.problem is not None]


def values(groups: Groups) -> dict[str, Any]:
    """Field → value, of what was answered."""
    return {one.question.id: one.value for group in groups for one in group.asked if one.value is not None}


def born(groups: Groups) -> list[str]:
    """Birth dates ("2020-04-01") as given."""
    return [value for name, value in values(groups).items() if name.startswith("child")]


def sent(groups: Groups) -> list[tuple[str, str]]:
    """Names and texts of the fields as they were typed: what the answer's page hands back to be changed."""
    found: list[tuple[str, str]] = []
    for one in (one for group in groups for one in group.asked):
        name = one.question.id
        if one.question.kind == "date":
            found += [(f"{name}-{part}", one.parts.get(part, "")) for part in _PARTS]
        else:
            found.append((name, one.text))
    return found


def tax_case(groups: Groups, municipality: str) -> dict[str, Any]:
    """A case of ``resident-tax``; ``municipality`` has six digits. Only of a page without problems."""
    told = values(groups)
    case: dict[str, Any] = {
        "fiscal_year": int(told["year"]),
        "municipality": municipality,
        "age": told["age"],
        "income": {"salary_revenue": told["salary"], "pension_revenue": told.get("pension", 0)},
        "paid": {"social_insurance": told.get("insurance", 0)},
        "self": {
            "single_parent": None if told["single"] == "none" else told["single"],
            "disability": None if told["disability"] == "none" else told["disability"],
        },
        "dependants": [
            {"age": age, "relation": relation, "cohabiting": together, "income": 0}
            for name, (age, relation, together) in RELATIVES.items()
            for _ in range(told.get(name, 0))
        ],
    }
    if told["spouse"] != "none":
        case["spouse"] = {"age": 75 if told["spouse"] == "from70" else 45, "income": told["spouse_income"]}
    return case


def allowance_cases(groups: Groups) -> list[dict[str, Any]]:
    """Cases of ``child-allowance``: the month asked for, then the two that are paid together with it."""
    month = values(groups)["month"]
    children = [{"birth_date": day} for day in born(groups)]
    return [{"month": one, "children": children} for one in (month, *paid_together(month))]


def paid_together(month: str) -> tuple[str, str]:
    """The two months that are paid at once, in the even month after them (児童手当法8条4項).

    >>> paid_together("2026-11"), paid_together("2026-12")
    (('2026-10', '2026-11'), ('2026-12', '2027-01'))
    """
    year, number = (int(part) for part in month.split("-"))
    first = year * 12 + number - 1 - number % 2
    return _as_month(first), _as_month(first + 1)


def paid_in(month: str) -> str:
    """The month in which ``month`` is paid.

    >>> paid_in("2026-11"), paid_in("2026-12"), paid_in("2027-01")
    ('2026-12', '2027-02', '2027-02')
    """
    year, number = (int(part) for part in paid_together(month)[1].split("-"))
    return _as_month(year * 12 + number)


def _as_month(index: int) -> str:
    return f"{index // 12}-{index % 12 + 1:02}"
