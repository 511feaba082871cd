"""だれの手続きですか: for whom a resident files. Here only what is offered; the core judges it again by the records."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from yakuba.platform.cases.procedures.definition import Procedure

SELF = "self"
Profile = Mapping[str, Any]


@dataclass(frozen=True)
class Choice:
    """Somebody one may file for, or (``why``, the key of the words) may not."""

    value: str
    name: str
    relationship: str = ""
    why: str = ""


def members(procedure: Procedure, profile: Profile | None) -> list[Choice]:
    """The others of the household, as far as they are told; empty where the procedure is the person's own."""
    if not procedure.who or profile is None:
        return []
    return [_choice(procedure, one) for one in profile.get("members", ()) if "grounds" in one and not _is_self(one)]


def _is_self(member: Mapping[str, Any]) -> bool:
    return bool(member.get("relationship") == "本人")


def _choice(procedure: Procedure, member: Mapping[str, Any]) -> Choice:
    allowed = set(procedure.who) & set(member["grounds"])
    why = "" if allowed else "whom.not_child" if "parent" in procedure.who else "whom.not_you"
    return Choice(str(member["ref"]), str(member["name"]), str(member["relationship"]), why)


def chosen(procedure: Procedure, profile: Profile | None, value: str) -> dict[str, str] | None:
    """What the draft keeps of a choice; None for one that is not offered."""
    if value == SELF:
        return {"kind": SELF}
    for one in members(procedure, profile):
        if one.value == value and not one.why:
            return {"kind": "member", "ref": one.value, "name": one.name}
    return None


def must_choose(procedure: Procedure, profile: Profile | None, whom: Mapping[str, str]) -> bool:
    """Whether the question comes before the first one: only where there is somebody to choose."""
    return not whom and any(not one.why for one in members(procedure, profile))


def letter(whom: Mapping[str, str]) -> dict[str, str] | None:
    """What the core is told; nothing for who files in the own matter."""
    return {"ref": whom["ref"]} if whom.get("kind") == "member" else None
