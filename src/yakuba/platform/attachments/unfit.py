"""Why a file is not taken. The words for each code are in ``cases.procedures.messages``."""

from collections.abc import Mapping


class Unfit(ValueError):
    """``code`` names the message, ``marks`` fill it in."""

    def __init__(self, code: str, **marks: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.marks: Mapping[str, str | int] = marks


BROKEN = "file_broken"
"""Cut off, or not what its first bytes say."""
UNCLEAR = "file_unclear"
"""Built in a way that is not understood here: it might be read differently by whoever opens it."""
BOMB = "file_bomb"
"""Becomes far larger when it is opened."""
