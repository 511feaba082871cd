"""A study's people before and after: from the documents and rights of the town, or from a file of cases."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np

from yakuba.areas.child_allowance import service as allowance
from yakuba.areas.resident_tax import service as tax
from yakuba.insight.law_changes.models import LawStudy
from yakuba.law import child_allowance as allowance_law
from yakuba.law import files
from yakuba.law.columns import summed_by
from yakuba.law.contract import Problem, problem
from yakuba.law.parameters import Law, Package, PackageWrong, around, in_force, packages
from yakuba.law.rehearsal_cases import CasesRehearsal
from yakuba.law.resident_tax import Dependants, Taxpayers
from yakuba.law.resident_tax.beside import changed_steps, side_of
from yakuba.law.resident_tax.inputs import OrdinanceTold, one_ordinance
from yakuba.law.schemes import scheme_named
from yakuba.law.what_if import (
    SUBJECTS,
    Bill,
    Effect,
    Measured,
    Study,
    allowance_measured,
    changed_values,
    computing,
    day_of,
    effect_of,
    resident_tax_measured,
)
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import JST
from yakuba.platform.tenancy.scope import current

TAX, ALLOWANCE, HEALTH = "resident-tax", "child-allowance", "health-insurance"
OWN: Final = (TAX, ALLOWANCE)  # schemes whose people the town itself holds
BLOCK: Final = 5_000  # cases of a file in one piece of work

Arrays = dict[str, Any]


@dataclass(frozen=True)
class Laws:
    """The law without and with the change."""

    before: Law
    after: Law


def bill_of(study: LawStudy) -> Bill:
    """What a trial changes."""
    return Bill(study.title, study.bill.get("parameters", {}), study.bill.get("ordinance", {}))


def period_of(study: LawStudy) -> int | str:
    """The fiscal year or the month of a study, as cases name it."""
    return study.period if scheme_named(study.scheme).period.field == "month" else int(study.period)


def package_of(study: LawStudy) -> Package:
    """The law change a rehearsal is about. PackageWrong when this release has it no more."""
    found = next((one for one in packages() if one.name == study.package), None)
    if found is None:
        raise PackageWrong(f"改正 {study.package} はこの版のシステムにありません。")
    return found


def laws_of(study: LawStudy) -> Laws:
    """Of a trial, with the packages published until its day; of a rehearsal, around its package.

    BillWrong, PackageWrong.
    """
    day, known = day_of(study.scheme, study.period), study.created_at.astimezone(JST).date()
    if study.kind == LawStudy.Kind.REHEARSAL:
        return Laws(*around(package_of(study), study.scheme, day))
    before = in_force(study.scheme, day, known_on=known)
    changed = changed_values(before, bill_of(study))
    return Laws(before, in_force(study.scheme, day, known_on=known, changed=changed))


def gathered(study: LawStudy) -> Arrays:
    """The town's own people as arrays that can be kept aside."""
    if study.scheme == ALLOWANCE:
        rights = allowance.trial_rights(study.material)
        return {
            "numbers": rights.numbers,
            "rows": rights.rows,
            **{f"children.{one.name}": getattr(rights.children, one.name) for one in fields(rights.children)},
            **{f"claimants.{one.name}": getattr(rights.claimants, one.name) for one in fields(rights.claimants)},
        }
    law = laws_of(study).before
    found = tax.trial_columns(int(study.material), law)
    return {
        "numbers": found.numbers,
        **{f"taxpayers.{one.name}": getattr(found.taxpayers, one.name) for one in fields(Taxpayers)},
        **{f"dependants.{one.name}": getattr(found.dependants, one.name) for one in fields(Dependants)},
    }


def measured(study: LawStudy, kept: Arrays) -> Effect:
    """The gathered people before and after a trial."""
    laws = laws_of(study)
    if study.scheme == ALLOWANCE:
        rights = (
            allowance_law.Children(**_part(kept, "children")),
            allowance_law.Claimants(**_part(kept, "claimants")),
        )
        before = _by_right(allowance_measured(laws.before, study.period, *rights), kept)
        with computing():
            after = _by_right(allowance_measured(laws.after, study.period, *rights), kept)
    else:
        people = (Taxpayers(**_part(kept, "taxpayers")), Dependants(**_part(kept, "dependants")))
        code, rows = directory.by_id(current()).lg_code, len(kept["numbers"])
        told = OrdinanceTold.model_validate(bill_of(study).ordinance)
        before = resident_tax_measured(laws.before, one_ordinance(laws.before, code, rows), *people)
        with computing():
            after = resident_tax_measured(laws.after, one_ordinance(laws.after, code, rows, told), *people)
    return effect_of(SUBJECTS[study.scheme], [(before, after)])


def _by_right(found: Measured, kept: Arrays) -> Measured:
    """The amounts of a right's rows together: each child of a body has one of its own."""
    rows, count = kept["rows"], len(kept["numbers"])
    kinds = np.minimum(summed_by(rows, found.kind, count), len(SUBJECTS[ALLOWANCE].kinds) - 1)
    return Measured(summed_by(rows, found.amount, count), summed_by(rows, found.income, count), kinds)


def _part(kept: Arrays, name: str) -> Arrays:
    return {key.removeprefix(f"{name}."): value for key, value in kept.items() if key.startswith(f"{name}.")}


def steps_of(study: LawStudy, number: int) -> list[dict[str, Any]]:
    """The steps of one person's amount that a rehearsal changes: article, sentence before and after."""
    laws = laws_of(study)
    if study.scheme == ALLOWANCE:
        return _allowance_steps(study, laws, number)
    found = tax.trial_columns(int(study.material), laws.before, [number])
    rows = [row for row, one in enumerate(found.numbers.tolist()) if one == number]
    if not rows:
        return []
    code = directory.by_id(current()).lg_code
    before, after = (
        side_of(law, one_ordinance(law, code, len(found.numbers)), found.taxpayers, found.dependants)
        for law in (laws.before, laws.after)
    )
    return changed_steps(before, after, rows[0])


def _allowance_steps(study: LawStudy, laws: Laws, number: int) -> list[dict[str, Any]]:
    rights = allowance.trial_rights(study.material, [number])
    month = allowance_law.month_index(study.period)
    births = rights.children.birth.tolist()
    told = []
    for law in (laws.before, laws.after):
        found = allowance_law.amounts(law, month, rights.children, rights.claimants)
        told.append([_child_words(law, found, place, birth, rights) for place, birth in enumerate(births)])
    article = laws.after.article("middle")
    return [{"law": article, "before": old, "after": new} for old, new in zip(*told, strict=True) if old != new]


def _child_words(law: Law, found: allowance_law.Amounts, place: int, birth: int, rights: allowance.TrialRights) -> str:
    day = date(birth // 10000, birth // 100 % 100, birth % 100)
    child = allowance_law.Child(birth_date=day, supported=bool(rights.children.counts[place]))
    note = allowance_law.note(law, found, place, child)
    return f"{day.year}年{day.month}月{day.day}日生まれ：{note} 月額{int(found.monthly[place]):,}円"


def count_cases(path: Path, name: str) -> int:
    """How many cases a file holds. files.Unreadable, UnicodeDecodeError."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return sum(1 for _ in files.read_cases(stream, files.form_of(name)))


def block_measured(study: LawStudy, path: Path, position: int) -> tuple[Effect, list[list[Problem]]]:
    """One block of the cases of a file before and after, and why others could not be computed."""
    period, code = period_of(study), directory.by_id(current()).lg_code
    with path.open(encoding="utf-8-sig", newline="") as stream:
        cases = files.read_cases(stream, files.form_of(study.file_name))
        block = list(itertools.islice(cases, position * BLOCK, (position + 1) * BLOCK))
    if study.kind == LawStudy.Kind.REHEARSAL:
        return _rehearsed(study, block, code)
    options = {"fiscal_year": period if isinstance(period, int) else None, "municipality": code}
    found = Study(study.scheme, bill_of(study), options, only=period)
    found.add(block)
    return found.effect(), found.refused


def _rehearsed(study: LawStudy, block: list[Any], code: str) -> tuple[Effect, list[list[Problem]]]:
    found = CasesRehearsal(package_of(study), study.scheme, period_of(study))
    found.add(block, code)
    effect = effect_of(SUBJECTS[study.scheme], found.measured())
    return effect, [[problem(one["field"], one["code"], one["message"])] for one in found.refused]


def joined(scheme: str, parts: Iterable[Effect]) -> Effect:
    """The parts of a study as one."""
    effects = [one for one in parts if len(one.before)]  # a block of which no case could be computed tells no age
    subject = SUBJECTS[scheme]
    columns = {name: np.concatenate([getattr(one, name) for one in effects]) for name in ARRAYS}
    ages = [one.age for one in effects if one.age is not None]
    age = np.concatenate(ages) if len(ages) == len(effects) else None
    return Effect(**columns, kinds=subject.kinds, pays=subject.pays, age=age)


ARRAYS: Final = ("before", "after", "income", "kind")


def arrays_of(effect: Effect) -> Arrays:
    """A part as arrays that can be kept aside."""
    return {name: getattr(effect, name) for name in ARRAYS} | ({} if effect.age is None else {"age": effect.age})


def effect_from(scheme: str, kept: Arrays) -> Effect:
    """What `arrays_of` gave."""
    subject = SUBJECTS[scheme]
    return Effect(**{name: kept[name] for name in ARRAYS}, kinds=subject.kinds, pays=subject.pays, age=kept.get("age"))
