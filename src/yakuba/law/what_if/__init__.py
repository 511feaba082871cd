"""What if: a bill or an ordinance over many cases or columns: revenue before and after, who gains, who loses.

`bills` reads what is changed, `subjects` computes each scheme before and after, `effects` counts, `plots` draws.
An area that has columns already builds an `Effect` of them and calls `report`.
"""

from yakuba.law.what_if.bills import Bill, BillWrong, read_bill
from yakuba.law.what_if.effects import Effect, report, table
from yakuba.law.what_if.plots import svg
from yakuba.law.what_if.subjects import SUBJECTS, Study

__all__ = ["SUBJECTS", "Bill", "BillWrong", "Effect", "Study", "read_bill", "report", "svg", "table"]
