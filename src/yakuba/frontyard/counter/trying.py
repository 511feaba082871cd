"""Trying a procedure before it is published: sample people and answers, and what would come of it. Nothing is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from yakuba.frontyard.portal import showing
from yakuba.platform.cases.answer_words import words_of
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.procedure_parts import Facts, checks_of
from yakuba.platform.cases.procedures import answers as reading
from yakuba.platform.cases.procedures import letters
from yakuba.platform.cases.procedures.definition import Letter, Procedure, Question
from yakuba.platform.screens import dates

MEMBERS = (
    {"ref": "sample-1", "name": "見本　花子", "relationship": "本人"},
    {"ref": "sample-2", "name": "見本　一郎", "relationship": "子"},
)
PROFILE = {"person": MEMBERS[0], "members": list(MEMBERS)}
_PURE = "answers."
"""Checks of these look at the answers alone: they can be run for a person who does not exist."""
_SAMPLES: Mapping[str, Any] = {
    "text": "見本",
    "yes_no": "yes",
    "phone": "0123456789",
    "email": "mihon@example.jp",
    "people": ["sample-1"],
    "address": {
        "postcode": "",
        "prefecture": "北海道",
        "municipality": "北見市",
        "town": "見本町",
        "lot": "1番地",
        "building": "",
    },
    "account": {"bank": "0001", "branch": "001", "kind": "ordinary", "number": "1234567", "holder": "ミホン ハナコ"},
}


def sample(question: Question, today: date) -> Any:
    """An answer that fits."""
    if question.kind in ("choice", "choices"):
        first = question.options[0].value
        return first if question.kind == "choice" else [first]
    if question.kind == "number":
        return max(question.least, min(1, question.most))
    if question.kind == "date":
        offset = max(question.earliest or 0, 0) if question.latest is None else min(0, question.latest)
        return (today + timedelta(days=offset)).isoformat()
    if question.kind == "file":
        kind = question.accepts[0]
        return [{"id": "sample", "name": f"見本.{kind}", "type": kind, "size": 1000, "sha256": "0" * 64}]
    return _SAMPLES[question.kind][: question.longest] if question.kind == "text" else _SAMPLES[question.kind]


def filled_in(procedure: Procedure, answers: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The answers, with a sample for every question that applies and has none."""
    found = dict(answers)
    while True:
        open_ones = [one for one in reading.relevant(procedure, found) if one.id not in found]
        if not open_ones:
            return found
        found[open_ones[0].id] = sample(open_ones[0], today)


@dataclass(frozen=True)
class Result:
    """What a filing with these answers would meet: ``skipped`` questions were not asked, ``not_run`` checks need a
    real person's record."""

    lines: list[showing.Line]
    problems: tuple[reading.Problem, ...]
    skipped: tuple[Question, ...]
    passed: tuple[str, ...]
    found: tuple[Finding, ...]
    not_run: tuple[str, ...]
    letter: Letter | None


def result(procedure: Procedure, answers: Mapping[str, Any], today: date) -> Result:
    checked = reading.check(procedure, answers, today)
    asked = reading.relevant(procedure, checked.values)
    facts = Facts(UUID(int=0), procedure, checked.values, 0, {}, "portal", "card", today, "F0000-000000")
    checks = checks_of(procedure)
    runs = [one for one in checks if one.name.startswith(_PURE)] if not checked.problems else []
    outcomes = [(one, one.run(facts)) for one in runs]
    return Result(
        lines=showing.lines(procedure, checked.values, PROFILE, "ja"),
        problems=checked.problems,
        skipped=tuple(one for one in procedure.steps if one not in asked),
        passed=tuple(one.title for one, found in outcomes if not found),
        found=tuple(finding for _, found in outcomes for finding in found),
        not_run=tuple(one.title for one in checks if one not in runs),
        letter=_letter(procedure, checked.values, today),
    )


def _letter(procedure: Procedure, values: Mapping[str, Any], today: date) -> Letter | None:
    if procedure.letter is None:
        return None
    named = {one["ref"]: one["name"] for one in MEMBERS}
    words = {one.id: words_of(one, values.get(one.id), named) for one in procedure.steps}
    prefix = procedure.ledger.prefix if procedure.ledger else ""
    always = {"number": f"{prefix}{today.year}-00001", "name": MEMBERS[0]["name"], "address": "見本町1番地"}
    return letters.filled(procedure.letter, words | always | {"day": dates.japanese(today)})
