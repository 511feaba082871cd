"""だれの手続きですか: for whom a resident files. Here only what is offered; the core judges it again by the records."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from yakuba.platform.cases.procedures import attorney
from yakuba.platform.cases.procedures.definition import Procedure

SELF, MEMBER, MANDATE, PAPER = "self", "member", "mandate", attorney.PAPER
Whom = Mapping[str, str]


@dataclass(frozen=True)
class Known:
    """What the core told of the account: the household, and mandates received."""

    profile: Mapping[str, Any] | None = None
    mandates: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Choice:
    """Somebody one may file for, or (``why``, the key of the words) may not. ``kind``: member or mandate."""

    value: str
    name: str
    kind: str = MEMBER
    relationship: str = ""
    why: str = ""


def others(procedure: Procedure, known: Known) -> list[Choice]:
    """Members of the household as far as they are told, then who gave a mandate for this procedure."""
    found = []
    if known.profile is not None and {"parent", "household"} & set(procedure.who):
        members = [
            one for one in known.profile.get("members", ()) if "grounds" in one and one["relationship"] != "本人"
        ]
        found = [_member(procedure, one) for one in members]
    if "mandate" in procedure.who:
        given = [one for one in known.mandates if procedure.code in one["procedures"]]
        found += [Choice(f"{MANDATE}:{one['key']}", str(one["name"]), MANDATE) for one in given]
    return found


def _member(procedure: Procedure, member: Mapping[str, Any]) -> Choice:
    allowed = set(procedure.who) & set(member["grounds"])
    why = "" if allowed else "whom.not_child" if "parent" in procedure.who else "whom.not_you"
    return Choice(str(member["ref"]), str(member["name"]), MEMBER, str(member["relationship"]), why)


def takes_letter(procedure: Procedure) -> bool:
    """Whether a letter of attorney on paper may be sent along."""
    return PAPER in procedure.who


def chosen(procedure: Procedure, known: Known, value: str) -> dict[str, str] | None:
    """What the draft keeps of a choice; None for one that is not offered."""
    if value == SELF or (value == PAPER and takes_letter(procedure)):
        return {"kind": value}
    for one in others(procedure, known):
        if one.value == value and not one.why:
            return {"kind": one.kind, "ref": value.removeprefix(f"{MANDATE}:"), "name": one.name}
    return None


def value_of(whom: Whom) -> str:
    """The choice again, as the page names it."""
    kind = whom.get("kind", "")
    return f"{MANDATE}:{whom['ref']}" if kind == MANDATE else whom.get("ref", kind)


def must_choose(procedure: Procedure, known: Known, whom: Whom) -> bool:
    """Whether the question comes before the first one: only where there is somebody to choose."""
    return not whom and any(not one.why for one in others(procedure, known))


def asked(procedure: Procedure, whom: Whom) -> Procedure:
    """The procedure with what is asked of who has a letter of attorney."""
    return attorney.with_letter(procedure) if whom.get("kind") == PAPER else procedure


def keeps_answers(before: Whom, after: Whom) -> bool:
    """Whether answers given so far still fit: within the own household they do, and for the same person."""
    if dict(before) == dict(after):
        return True
    own = {"", SELF, MEMBER}
    return before.get("kind", "") in own and after.get("kind", "") in own


def people(whom: Whom, answers: Mapping[str, Any], profile: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    """Who can be chosen in a question about people: the household, or the one person a proxy acts for."""
    if whom.get("kind") == MANDATE:
        return [{"ref": attorney.PRINCIPAL, "name": whom["name"], "relationship": ""}]
    if whom.get("kind") == PAPER:
        return [{"ref": attorney.PRINCIPAL, "name": str(answers.get(attorney.NAME, "")), "relationship": ""}]
    return list((profile or {}).get("members", ()))


def name_of(whom: Whom, answers: Mapping[str, Any]) -> str:
    """Whom it is for, in words; empty for oneself."""
    return str(answers.get(attorney.NAME, "")) if whom.get("kind") == PAPER else whom.get("name", "")


def letter(whom: Whom) -> dict[str, Any] | None:
    """What the core is told; nothing for who files in the own matter."""
    told: dict[str, dict[str, Any]] = {MEMBER: {"ref": whom.get("ref")}, MANDATE: {"mandate": whom.get("ref")}}
    return {**told, PAPER: {"paper": True}}.get(whom.get("kind", ""))
