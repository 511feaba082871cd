"""Hours of work by step and kind of staff: the hand survey (業務量調査), and what event logs know of the same steps."""
