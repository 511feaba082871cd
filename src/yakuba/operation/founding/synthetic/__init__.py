"""A fictitious population of a real municipality, in the layout in which conforming systems export residents.

`write(Population(code, residents, seed), path)` writes the files; `generate(population)` yields the same lines without
files, household by household. docs/synthetic-population.md tells the model, its sources and bounds.
"""

from .columns import COLUMNS
from .generator import DEFAULT_AS_OF, Batch, Population, generate
from .writer import FAULT_COLUMNS, NUMBER_COLUMNS, Summary, faults_path, numbers_path, write

__all__ = [
    "COLUMNS",
    "DEFAULT_AS_OF",
    "FAULT_COLUMNS",
    "NUMBER_COLUMNS",
    "Batch",
    "Population",
    "Summary",
    "faults_path",
    "generate",
    "numbers_path",
    "write",
]
