"""Whether a certificate may be issued at all: suppression and protection (juki-1.0:3.1, 3.4)."""

from collections.abc import Sequence


class Stopped(Exception):
    """The issue is stopped. The words are the same whatever the reason, so that nobody learns of a protection."""


def hold(applicant: str, applicant_name: str, numbers: Sequence[int]) -> None:
    """Raise Stopped when one of the persons is suppressed or protected for this applicant."""
