"""What checks say: the shape of one finding (errors and alerts of the standard)."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "alert", "notice"]


@dataclass(frozen=True)
class Finding:
    """One message to the clerk. An error blocks, an alert goes on with a recorded reason, a notice only informs."""

    level: Level
    code: str  # E-xx, A-xx, B-xx of the digest of the standard
    item: str  # label of the item it is about
    message: str  # what is the case, and why it stops or needs care
    remedy: str  # how to go on
    source: str  # article or requirement id
