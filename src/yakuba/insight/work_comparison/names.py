"""Names that the room's parts share."""

from typing import Final

VIEW: Final = "work_comparison.view"  # figures without those of few
ANALYSE: Final = "work_comparison.analyse"  # the own figures as they are
PUBLISH: Final = "work_comparison.publish"  # consent that others see
ANALYSIS: Final = "work_comparison.analysis"  # the kind of job
PROPOSAL: Final = "work_comparison.proposal"  # the job that mines a flow from the journal
CHECK: Final = "work_comparison.check"  # the job that holds the journal against a flow
PARAMETERS: Final = "parameters.manage"  # a flow becomes the steps of a procedure as a parameter
