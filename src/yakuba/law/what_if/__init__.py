"""What if: a bill or an ordinance over many cases or columns: revenue before and after, who gains, who loses.

`bills` reads what is changed (`typed`: from a form), `subjects` computes each scheme before and after, `effects`
counts, `hiding` leaves out what would tell of a few, `words` says what is found, `plots` draws. An area that has
columns already builds an `Effect` of them and calls `report`.
"""

from yakuba.law.what_if.bills import Bill, BillWrong, changed_values, check_ordinance, computing, read_bill
from yakuba.law.what_if.effects import Effect, report, table
from yakuba.law.what_if.hiding import hidden
from yakuba.law.what_if.plots import svg
from yakuba.law.what_if.subjects import (
    SUBJECTS,
    Measured,
    Study,
    Subject,
    allowance_measured,
    day_of,
    effect_of,
    resident_tax_measured,
)

__all__ = [
    "SUBJECTS",
    "Bill",
    "BillWrong",
    "Effect",
    "Measured",
    "Study",
    "Subject",
    "allowance_measured",
    "changed_values",
    "check_ordinance",
    "computing",
    "day_of",
    "effect_of",
    "hidden",
    "read_bill",
    "report",
    "resident_tax_measured",
    "svg",
    "table",
]
