"""Names that the room's parts share."""

from typing import Final

DUTY: Final = "law_changes.study"
STUDY: Final = "law_changes.study"  # the kind of job
