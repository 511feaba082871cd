"""The resident tax's door for other areas and floors: short, typed, stable."""

from yakuba.areas.resident_tax.material import findings, material
from yakuba.areas.resident_tax.material_shape import AMOUNTS, DEPENDANTS, EMPLOYERS, PEOPLE, Material
from yakuba.areas.resident_tax.own import own_tax
from yakuba.areas.resident_tax.starting import Stopped, take_file
from yakuba.areas.resident_tax.trials import TrialColumns, TrialYear, trial_columns, trial_years

__all__ = [
    "AMOUNTS",
    "DEPENDANTS",
    "EMPLOYERS",
    "PEOPLE",
    "Material",
    "Stopped",
    "TrialColumns",
    "TrialYear",
    "findings",
    "material",
    "own_tax",
    "take_file",
    "trial_columns",
    "trial_years",
]
