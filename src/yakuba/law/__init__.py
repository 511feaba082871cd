"""Rules as code: dated parameters with their legal reference, pure formulas over columns, explanations.

`calculate` answers cases of a scheme as the command `yakuba law calc` does; an area that has columns already calls the
scheme's own functions (`yakuba.law.resident_tax`, …) and pays for no dictionaries.
"""

from yakuba.law.contract import Problem
from yakuba.law.schemes import SCHEMES, Scheme, calculate, scheme_named

__all__ = ["SCHEMES", "Problem", "Scheme", "calculate", "scheme_named"]
