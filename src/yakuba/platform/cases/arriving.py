"""What a channel brings: a filing, and answers given again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from yakuba.platform.cases.agents import Agent
from yakuba.platform.tenancy.context import Actor


@dataclass(frozen=True)
class Arrival:
    """What a channel brings. ``people`` resolves the tokens in answers; ``typed_by`` is a clerk who entered them.

    ``agent``: who files for the applicant; None for who files in the own matter.
    ``origin``: another service and its own receipt number, where the filing was made there.
    """

    key: UUID
    procedure: str
    version: int
    channel: str
    level: str
    answers: Mapping[str, Any]
    provenance: Mapping[str, str]
    people: Mapping[str, int]
    applicant: int | None
    filed_at: datetime
    language: str = "ja"
    account: UUID | None = None
    started_at: datetime | None = None
    typed_by: Actor | None = None
    agent: Agent | None = None
    origin: str = ""


@dataclass(frozen=True)
class Mended:
    """Answers a resident gives again, and whom their tokens name."""

    answers: Mapping[str, Any]
    provenance: Mapping[str, str]
    people: Mapping[str, int]
