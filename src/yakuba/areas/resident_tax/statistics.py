"""Figures of a decided year of resident tax, as it is in force now: who is taxed how, by income, by way of collection.

Summed by the database over the newest decided row of each taxpayer. No person is named; nothing small is left out, as
only staff of the tax office read it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from yakuba.areas.resident_tax.models import AssessmentRun
from yakuba.areas.resident_tax.notices import METHODS
from yakuba.platform.tenancy.statements import Read

KINDS: Final = {
    "both": "所得割と均等割",
    "equal": "均等割だけ",
    "levy": "所得割だけ",
    "none": "かからない",
}
EXEMPT: Final = {
    "all": "所得割も均等割も非課税",
    "levy": "所得割だけ非課税",
    "no": "非課税でない",
}
BANDS: Final = (
    "0円",
    "100万円以下",
    "200万円以下",
    "300万円以下",
    "400万円以下",
    "500万円以下",
    "700万円以下",
    "1,000万円以下",
    "1,000万円超",
)
_EDGES: Final = (1, 1_000_001, 2_000_001, 3_000_001, 4_000_001, 5_000_001, 7_000_001, 10_000_001)
"""Yen of 合計所得金額 from which a band begins."""
SUMS: Final = {
    "city_income_levy": "市町村民税　所得割",
    "pref_income_levy": "道府県民税　所得割",
    "city_per_capita": "市町村民税　均等割",
    "pref_per_capita": "道府県民税　均等割",
    "forest_tax": "森林環境税",
    "annual_tax": "年税額",
}
_READ = Read(
    f"""
    SELECT
      CASE WHEN city_income_levy + pref_income_levy > 0
        THEN CASE WHEN city_per_capita + pref_per_capita > 0 THEN 'both' ELSE 'levy' END
        ELSE CASE WHEN city_per_capita + pref_per_capita > 0 THEN 'equal' ELSE 'none' END END,
      CASE WHEN per_capita_exempt AND income_levy_exempt THEN 'all' WHEN income_levy_exempt THEN 'levy' ELSE 'no' END,
      width_bucket(total_income, ARRAY[{", ".join(f"{one}::bigint" for one in _EDGES)}]),
      method, count(*)::bigint, {", ".join(f"coalesce(sum({name}), 0)::bigint" for name in SUMS)}
    FROM (
      SELECT DISTINCT ON (a.addressee_number) a.method, a.total_income, a.per_capita_exempt, a.income_levy_exempt,
        a.basis <> '{{}}' AS is_taxpayer, {", ".join(f"a.{name}" for name in SUMS)}
      FROM tax_assessment AS a
      JOIN tax_assessment_run AS r ON r.municipality_id = a.municipality_id AND r.id = a.run_id
      WHERE a.municipality_id = %(municipality)s AND r.municipality_id = %(municipality)s
        AND r.fiscal_year = %(year)s AND r.state = 'approved'
      ORDER BY a.addressee_number, r.number DESC
    ) AS decided
    WHERE is_taxpayer GROUP BY 1, 2, 3, 4
    """  # noqa: S608 - names and numbers of our own
)


@dataclass
class Count:
    """People, and the yen of their tax of the year."""

    people: int = 0
    yen: int = 0


def _counts(names: Mapping[str, str]) -> Callable[[], dict[str, Count]]:
    return lambda: {name: Count() for name in names}


@dataclass
class Figures:
    """One year. ``sums`` by the names of ``SUMS``, ``bands`` in the order of ``BANDS``."""

    year: int
    people: int = 0
    sums: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SUMS, 0))
    kinds: dict[str, Count] = field(default_factory=_counts(KINDS))
    exempt: dict[str, Count] = field(default_factory=_counts(EXEMPT))
    methods: dict[str, Count] = field(default_factory=_counts(METHODS))
    bands: list[Count] = field(default_factory=lambda: [Count() for _ in BANDS])


def years() -> list[int]:
    """The decided years, the newest first."""
    rows = AssessmentRun.objects.filter(state=AssessmentRun.State.APPROVED)
    return sorted(set(rows.values_list("fiscal_year", flat=True)), reverse=True)


def of_year(year: int) -> Figures:
    """The figures of a year; nothing but zeros where it was not decided."""
    found = Figures(year)
    for kind, exempt, band, method, people, *yen in _READ.rows(year=year):
        sums = dict(zip(SUMS, map(int, yen), strict=True))
        found.people += people
        for name, amount in sums.items():
            found.sums[name] += amount
        for one in (found.kinds[kind], found.exempt[exempt], found.methods[method], found.bands[band]):
            one.people += people
            one.yen += sums["annual_tax"]
    return found
