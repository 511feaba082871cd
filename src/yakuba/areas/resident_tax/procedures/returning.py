"""The online return: its definition as data, and what makes the record of its answers, without retyping."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from yakuba.areas.resident_registry import service as registry
from yakuba.areas.resident_tax import returns
from yakuba.areas.resident_tax.actions.returns import Filed
from yakuba.areas.resident_tax.domain.returns import Channel, Dependant, Disability, Relation, Spouse, TaxReturn
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.procedure_parts import Facts, automatic_check, builder

AMOUNTS: Final[Mapping[str, str]] = {
    "salary": "income.salary_revenue",
    "pension": "income.pension_revenue",
    "business": "income.business",
    "real_estate": "income.real_estate",
    "dividend": "income.dividend",
    "miscellaneous": "income.miscellaneous",
    "occasional": "income.occasional",
    "social": "paid.social_insurance",
    "small": "paid.small_enterprise_mutual_aid",
    "life_new_general": "paid.life_new_general",
    "life_care_medical": "paid.life_care_medical",
    "life_new_pension": "paid.life_new_pension",
    "life_old_general": "paid.life_old_general",
    "life_old_pension": "paid.life_old_pension",
    "earthquake": "paid.earthquake",
    "medical": "paid.medical",
    "medical_back": "paid.medical_reimbursed",
    "furusato": "paid.furusato",
}
"""Questions that ask for an amount, and which it is."""
RELATIONS: Final[Mapping[str, Relation]] = {"children": "child", "parents": "parent", "others": "other"}
CHANNELS: Final[Mapping[str, Channel]] = {"portal": "portal", "counter": "counter"}
PLAIN: Final[Mapping[str, Relation]] = {"child": "child", "parent": "parent", "other": "other"}


@builder("resident_tax.return")
def return_of(facts: Facts) -> Filed:
    """A return as it was answered; one that was filed before is corrected by it."""
    told = facts.answers
    marks = set(told.get("myself", ()))
    year = int(told["year"])
    spouse, dependants = _family(facts)
    alone = "mother" if "mother" in marks else "father" if "father" in marks else ""
    base = returns.version_now(year, facts.applicant)
    value = TaxReturn(
        taxpayer=facts.applicant,
        fiscal_year=year,
        filed_on=facts.filed_on,
        channel=CHANNELS.get(facts.channel, "portal"),
        no_income=told.get("income") == "none",
        nothing=str(told.get("nothing", "")),
        amounts={name: int(told[question]) for question, name in AMOUNTS.items() if told.get(question) is not None},
        disability="special" if "severe" in marks else "general" if "disabled" in marks else "",
        widow="widow" in marks,
        single_parent="mother" if alone == "mother" else "father" if alone == "father" else "",
        working_student="student" in marks,
        public_assistance="assistance" in marks,
        spouse=spouse,
        dependants=tuple(dependants),
        note=str(told.get("note", "")),
    )
    return Filed(told=value, base=base, reason=f"本人の申告（受付番号 {facts.receipt_number}）" if base else "")


def _family(facts: Facts) -> tuple[Spouse | None, list[Dependant]]:
    told = facts.answers
    claimed = {name: facts.numbers(name) for name in ("spouse", *RELATIONS)}
    people = {one.number: one for one in registry.people({number for each in claimed.values() for number in each})}
    severe, disabled = set(facts.numbers("kin_severe")), set(facts.numbers("kin_disabled"))

    def mark(number: int) -> Disability:
        return "special" if number in severe else "general" if number in disabled else ""

    spouse = None
    for number in claimed["spouse"][:1]:
        if number in people:
            one = people[number]
            income = int(told.get("spouse_income") or 0)
            spouse = Spouse(
                name=one.names[0], birth_date=one.birth_date, number=number, disability=mark(number), income=income
            )
    dependants = [
        Dependant(
            name=people[number].names[0],
            birth_date=people[number].birth_date,
            number=number,
            relation=relation,
            disability=mark(number),
        )
        for question, relation in RELATIONS.items()
        for number in claimed[question]
        if number in people
    ]
    return _with_apart(told, spouse, dependants)


def _with_apart(
    told: Mapping[str, Any], spouse: Spouse | None, dependants: list[Dependant]
) -> tuple[Spouse | None, list[Dependant]]:
    """And the relative who lives elsewhere, by name and birth date."""
    name, born, kind = str(told.get("apart_name", "")).strip(), told.get("apart_birth"), told.get("apart_is")
    if not name or not isinstance(born, str):
        return spouse, dependants
    day = date.fromisoformat(born)
    if kind == "spouse":
        income = int(told.get("spouse_income") or 0)
        return spouse or Spouse(name=name, birth_date=day, income=income), dependants
    relation = PLAIN.get(str(kind), "other")
    return spouse, [*dependants, Dependant(name=name, birth_date=day, relation=relation, cohabiting=False)]


def _alert(code: str, item: str, message: str, remedy: str) -> list[Finding]:
    return [Finding("alert", code, item, message, remedy, "background")]


@automatic_check("resident_tax.dependants_within_limit", "扶養する人の所得が限度以下と申告されたか")
def dependants_within_limit(facts: Facts) -> list[Finding]:
    """Over the limit there is another deduction or none, which a clerk has to ask about."""
    if facts.answers.get("within") != "no":
        return []
    remedy = "だれの所得がいくらかを本人に照会し、扶養か特定親族特別控除かを確かめる"
    return _alert("R-30", "within", "扶養親族：所得が限度を超える人がいると申告された", remedy)


@automatic_check("resident_tax.one_spouse", "配偶者が一人で、同居か別居のどちらかに書かれているか")
def one_spouse(facts: Facts) -> list[Finding]:
    """More than one person as the spouse: nobody can tell which is meant."""
    named = len(facts.numbers("spouse")) + (facts.answers.get("apart_is") == "spouse")
    remedy = "どの人が配偶者かを本人に照会する"
    return _alert("R-31", "spouse", "配偶者：2人以上が書かれている", remedy) if named > 1 else []
