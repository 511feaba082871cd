"""The year's taxpayers as columns of the law, for trials of a bill or a law change. Nothing is decided or written.

Who shows a person of these keeps it in the register.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import polars as pl
from django.db.models import Count

from yakuba.areas.resident_tax.assessments import approved_runs
from yakuba.areas.resident_tax.domain import assessing
from yakuba.areas.resident_tax.material import material
from yakuba.areas.resident_tax.models import SourceDocument
from yakuba.law.columns import Ints
from yakuba.law.parameters import Law
from yakuba.law.resident_tax import Dependants, Taxpayers


@dataclass(frozen=True)
class TrialYear:
    """A fiscal year of which documents are there, and whether it was decided."""

    fiscal_year: int
    documents: int
    decided: bool


@dataclass(frozen=True)
class TrialColumns:
    """Whom the columns are of (addressee numbers), in the order of their rows."""

    numbers: Ints
    taxpayers: Taxpayers
    dependants: Dependants


def trial_years() -> list[TrialYear]:
    """The years whose documents can be computed, the newest first."""
    rows = SourceDocument.objects.filter(state=SourceDocument.State.ACTIVE, addressee_number__isnull=False)
    counted = rows.values_list("fiscal_year").annotate(count=Count("line")).order_by("-fiscal_year")
    return [TrialYear(year, count, approved_runs(year).exists()) for year, count in counted]


def trial_columns(fiscal_year: int, law: Law, numbers: Collection[int] | None = None) -> TrialColumns:
    """The taxpayers of a year's documents who lived here on 1 January of it, under the law of that year or another.

    Under the law of a later year they are that much older, and earn what they earned. ``numbers``: these only.
    """
    found = material(fiscal_year, numbers)
    people = found.people.filter(pl.col("resident"))
    if people.is_empty():
        return TrialColumns(np.zeros(0, dtype=np.int64), Taxpayers.blank(0), Dependants.blank(0))
    dependants = found.dependants.join(
        people.select("number").with_row_index("owner"), on="number", how="inner", maintain_order="left"
    ).sort("owner", maintain_order=True)
    taxpayers = assessing.taxpayers_of(law, people)
    return TrialColumns(people["number"].to_numpy(), taxpayers, assessing.dependants_of(law, dependants))
