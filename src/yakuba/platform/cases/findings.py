"""What a check found. Pure: areas' domains use it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "alert", "notice"]


@dataclass(frozen=True)
class Finding:
    """One error (エラー: blocks), alert (アラート: goes on with a recorded reason) or notice (お知らせ).

    ``item`` names the field in the input type, or is empty for the whole entry; ``message`` says what, ``remedy``
    how to go on; ``source`` is the requirement id, or "background" for a check of our own. Source: juki-1.0:11.1.
    """

    level: Level
    code: str
    item: str
    message: str
    remedy: str
    source: str


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.level == "error"]


def alerts(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.level == "alert"]
