"""What is wrong with a file, or with one application in it: said with place, reason and remedy."""

from dataclasses import dataclass

UNREAD, UNKNOWN, VALUE, ANSWER = "P-80", "P-81", "P-82", "P-83"
NOBODY, UNSURE, CHANGED, FILE, PEOPLE, STOPPED = "P-84", "P-85", "P-86", "P-87", "P-88", "P-89"
"""A line that is no application; what it asks for is not here; a value, an answer; who files; sent again with other
content; an attachment; persons in an answer; what stopped it at the last moment."""


class Refused(ValueError):
    """The file as a whole, or its mapping, cannot be used. The message says what, why and what to do."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: in which column (heading as in the file, or blank), with which value."""

    code: str
    column: str
    value: str
    reason: str
    remedy: str


class Unreadable(Exception):
    """A line that cannot become a filing whatever a clerk does: the file or its mapping has to be mended."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.reason)
        self.fault = fault
