"""The assessment of a table of taxpayers, in blocks that stay in the processor's cache, on several threads."""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from datetime import date
from typing import Any

import numpy as np

from yakuba.law.columns import Ints, floor_to
from yakuba.law.parameters import Law, fiscal_day, in_force
from yakuba.law.resident_tax import credits, exemptions, persons
from yakuba.law.resident_tax.credits import Circumstances, Credits, Pair
from yakuba.law.resident_tax.deductions import Expenses, expenses
from yakuba.law.resident_tax.exemptions import Exemptions
from yakuba.law.resident_tax.income import Incomes, incomes
from yakuba.law.resident_tax.levy import Levy, levy, split
from yakuba.law.resident_tax.personal import Personal, personal
from yakuba.law.resident_tax.persons import Persons
from yakuba.law.resident_tax.tables import SEPARATE, Assessment, Dependants, OrdinanceColumns, Taxpayers

BLOCK = 16_384


def law_of(fiscal_year: int, *, known_on: date | None = None, changed: Mapping[str, Any] | None = None) -> Law:
    """The law of a fiscal year. `known_on`: only packages published by then; `changed`: a what-if by parameter."""
    return in_force("resident-tax", fiscal_day(fiscal_year), known_on=known_on, changed=changed)


def assess(
    law: Law,
    ordinances: OrdinanceColumns,
    taxpayers: Taxpayers,
    dependants: Dependants,
    *,
    workers: int | None = None,
) -> Assessment:
    """Every taxpayer's tax, in the order of the rows. `workers`: threads (default: as many as processors).

    `dependants.owner` are rows of `taxpayers`, in any order.
    """
    rows = taxpayers.rows
    if rows <= BLOCK:
        return _block(law, ordinances, taxpayers, dependants)
    if (np.diff(dependants.owner) < 0).any():
        dependants = dependants.chosen(np.argsort(dependants.owner, kind="stable"))
    starts = list(range(0, rows, BLOCK))
    edges = np.searchsorted(dependants.owner, [*starts, rows]).tolist()
    whole: dict[str, Any] = {
        field.name: np.empty(rows, dtype=np.bool_ if field.type == "Flags" else np.int64)
        for field in fields(Assessment)
    }

    def one(place: int) -> None:
        start, stop = starts[place], min(starts[place] + BLOCK, rows)
        near = dependants.part(edges[place], edges[place + 1])
        moved = Dependants(near.owner - start, near.age, near.income, near.relation, near.cohabiting, near.disability)
        found = _block(law, ordinances.part(start, stop), taxpayers.part(start, stop), moved)
        for name, column in whole.items():
            column[start:stop] = getattr(found, name)

    with ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:
        for _ in pool.map(one, range(len(starts))):
            pass
    return Assessment(**whole)


def _block(law: Law, ordinances: OrdinanceColumns, taxpayers: Taxpayers, dependants: Dependants) -> Assessment:
    people = persons.persons(law, taxpayers, dependants)
    found = incomes(law, taxpayers, people)
    paid = expenses(law, taxpayers, found.total_income_after_carryover)
    own = personal(law, taxpayers, people, found)
    exempt = exemptions.exemptions(law, ordinances, taxpayers, people, found)
    deductions = _sum(taxpayers, paid, own)
    levied = levy(law, ordinances, (taxpayers, found), deductions, exempt.income_levy)
    told = Circumstances(found.total_income, found.total_income_after_carryover, own.diff)
    taken = credits.credits_of(law, ordinances, taxpayers, levied, told)
    tapered = credits.taper(exempt.income_levy_limit, found.total_income_after_carryover, taken.left)
    before_flat = taken.left.less(tapered)
    counts = (own.deductible_spouse, people.spouse_counted, people.dependants)
    flat = credits.flat_credit(law, told, counts, before_flat)
    fifths = Pair(*split(law, ordinances))
    held, excess = credits.withheld(fifths, taxpayers, before_flat.less(flat))
    unit = law.yen("levy_unit")
    left = before_flat.less(flat).less(held)
    held_before, excess_before = credits.withheld(fifths, taxpayers, before_flat)
    without_flat = before_flat.less(held_before)
    city, pref = floor_to(left.city, unit), floor_to(left.pref, unit)
    levies_before = floor_to(without_flat.city, unit) + floor_to(without_flat.pref, unit)
    city_per_capita = np.where(exempt.per_capita, 0, ordinances.city_per_capita)
    pref_per_capita = np.where(exempt.per_capita, 0, ordinances.pref_per_capita)
    forest = np.where(exempt.per_capita, 0, law.yen("forest_tax"))
    fixed = city_per_capita + pref_per_capita + forest
    return Assessment(
        **_income_columns(found, people),
        **_deduction_columns(taxpayers, paid, own, deductions),
        **_levy_columns(levied, own.diff),
        **_credit_columns(taken),
        **_pair("taper", tapered),
        **_pair("flat_credit", flat),
        **_pair("withheld", held),
        withheld_excess=excess,
        city_income_levy=city,
        pref_income_levy=pref,
        income_levy_before_flat=levies_before,
        annual_before_flat=levies_before + fixed - excess_before,
        city_per_capita=city_per_capita,
        pref_per_capita=pref_per_capita,
        forest_tax=forest,
        annual_tax=city + pref + fixed - excess,
        **_exemption_columns(exempt),
    )


def _sum(taxpayers: Taxpayers, paid: Expenses, own: Personal) -> Ints:
    expense = paid.casualty + paid.medical + paid.life + paid.earthquake
    insured: Ints = taxpayers.social_insurance + taxpayers.small_enterprise_mutual_aid
    status = own.disability + own.widow + own.single_parent + own.working_student
    family = own.spouse + own.spouse_special + own.dependants + own.specified_relative_special
    whole: Ints = expense + insured + status + family + own.basic
    return whole


def _pair(name: str, pair: Pair) -> dict[str, Any]:
    return {f"{name}_city": pair.city, f"{name}_pref": pair.pref}


def _income_columns(found: Incomes, people: Persons) -> dict[str, Any]:
    incomes = {field.name: getattr(found, field.name) for field in fields(Incomes)}
    del incomes["forestry_after_carryover"]
    names = ("under_16", "age_16_to_18", "age_19_to_22", "age_23_to_69", "elder", "elder_parent")
    return {
        **incomes,
        **dict(zip(names, people.by_class, strict=True)),
        "spouse_counted": people.spouse_counted,
        "dependants_counted": people.dependants,
        "disabled_general": people.general,
        "disabled_special": people.special,
        "disabled_cohabiting": people.cohabiting_special,
    }


def _deduction_columns(taxpayers: Taxpayers, paid: Expenses, own: Personal, total: Ints) -> dict[str, Any]:
    plain = ("life_general", "life_pension", "life_care_medical", "self_medication_chosen")
    expense = ("casualty", "medical", "life", "earthquake")
    status = ("disability", "widow", "single_parent", "working_student", "spouse", "spouse_special", "dependants")
    return {
        **{name: getattr(paid, name) for name in plain},
        **{f"deduction_{name}": getattr(paid, name) for name in expense},
        **{f"deduction_{name}": getattr(own, name) for name in (*status, "specified_relative_special", "basic")},
        "deduction_social_insurance": taxpayers.social_insurance,
        "deduction_small_enterprise_mutual_aid": taxpayers.small_enterprise_mutual_aid,
        "total_deductions": total,
    }


def _levy_columns(levied: Levy, diff: Ints) -> dict[str, Any]:
    columns: dict[str, Any] = {"taxable": levied.taxable, "personal_diff_total": diff}
    for name, part in zip(SEPARATE, levied.separate, strict=True):
        columns[f"separate_{name}_taxable"] = part.taxable
        columns |= _pair(f"separate_{name}", Pair(part.city, part.pref))
    return columns | {"city_levy_before_credit": levied.city, "pref_levy_before_credit": levied.pref}


def _credit_columns(taken: Credits) -> dict[str, Any]:
    return {
        **_pair("adjustment", taken.adjustment),
        **_pair("dividend_credit", taken.dividend),
        **_pair("housing_credit", taken.housing),
        **_pair("donation_credit", taken.donation),
        **_pair("donation_special", taken.donation_special),
        **_pair("foreign_credit", taken.foreign),
    }


def _exemption_columns(exempt: Exemptions) -> dict[str, Any]:
    return {
        "per_capita_exempt": exempt.per_capita,
        "income_levy_exempt": exempt.income_levy,
        "exempt_by": exempt.by,
        "per_capita_limit": exempt.per_capita_limit,
        "income_levy_limit": exempt.income_levy_limit,
    }
