"""Names that the room's parts share."""

from typing import Final

VIEW: Final = "work_comparison.view"  # figures without those of few
ANALYSE: Final = "work_comparison.analyse"  # the own figures as they are
PUBLISH: Final = "work_comparison.publish"  # consent that others see
ANALYSIS: Final = "work_comparison.analysis"  # the kind of job
