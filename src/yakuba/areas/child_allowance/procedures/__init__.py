"""Procedures of the child allowance: definitions as data, and what makes the actions' inputs of their answers."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from yakuba.areas.child_allowance import rights
from yakuba.areas.child_allowance.actions import changes, claim
from yakuba.areas.child_allowance.actions import yearly as yearly_actions
from yakuba.areas.child_allowance.actions.claim import NamedChild
from yakuba.areas.child_allowance.domain import months, yearly
from yakuba.areas.child_allowance.domain.right import Care, Right, school_end
from yakuba.areas.resident_registry import service as registry
from yakuba.platform.cases.procedure_parts import Facts, builder
from yakuba.standards.money.accounts import Account

GRACE = ("birth", "moved_in", "left_office")
"""Reasons whose 15 days count as the month of the event; who merely began to raise a child counts from the claim."""
CARES: Mapping[str, Care] = {"parent": "parent", "keeper": "keeper", "guardian": "guardian"}
ENDS = {
    "moving": "転出",
    "none": "児童を養わなくなった",
    "office": "公務員になった",
    "other_parent": "もう一人の親が受けることになった",
}


@builder("child_allowance.claim")
def claim_of(facts: Facts) -> claim.NewClaim:
    """認定請求書. What is confirmed in it for a child past school age stands in for the separate form."""
    told = facts.answers
    happened = _day(told, "since") if told.get("why") in GRACE else None
    apart = _apart(told, "apart", "yes", "apart_names", "apart_birth")
    older = [*_named(facts, "older_people"), *_apart(told, "older", "apart", "older_names", "older_birth")]
    return claim.NewClaim(
        claimant=facts.applicant,
        claimed_on=facts.filed_on,
        happened_on=happened,
        children=(*_named(facts, "children"), *apart, *_confirmed(older, facts)),
        care=CARES.get(str(told.get("care")), "parent"),
        public_servant=told.get("public_servant") == "yes",
        has_spouse=told.get("spouse") in ("household", "apart"),
        main_earner=told.get("main_earner") != "no",
        parting=told.get("parting") == "yes",
        account=account_of(told.get("account")),
        online=facts.channel == "portal",
    )


@builder("child_allowance.amount")
def amount_of(facts: Facts) -> changes.AmountChange:
    """額改定: children by token; fewer by the names that were written, as far as the right knows them."""
    told = facts.answers
    right = _right(facts.applicant)
    more: Sequence[NamedChild] = ()
    fewer: tuple[str, ...] = ()
    if told.get("change") == "more":
        older = [*_named(facts, "older_children"), *_apart(told, "more_why", "older", "older_names", "older_birth")]
        more = [*_named(facts, "children"), *_confirmed(older, facts)]
    elif right is not None:
        fewer = named_in(str(told.get("names", "")), right)
    return changes.AmountChange(
        claimant=facts.applicant,
        claimed_on=facts.filed_on,
        happened_on=_day(told, "since") or facts.filed_on,
        grace=told.get("more_why") == "birth",
        more=tuple(more),
        fewer=fewer,
        online=facts.channel == "portal",
    )


@builder("child_allowance.account")
def account_change_of(facts: Facts) -> changes.AccountChange:
    """口座の変更."""
    account = account_of(facts.answers.get("account"))
    return changes.AccountChange(claimant=facts.applicant, account=account, online=facts.channel == "portal")


@builder("child_allowance.end")
def end_of(facts: Facts) -> changes.Ending:
    """受給事由消滅届."""
    return changes.Ending(
        claimant=facts.applicant,
        lost_on=_day(facts.answers, "since") or facts.filed_on,
        why=ENDS.get(str(facts.answers.get("why")), ""),
        online=facts.channel == "portal",
    )


@builder("child_allowance.confirm")
def confirmation_of(facts: Facts) -> changes.Confirmation:
    """監護相当・生計費の負担についての確認書, for one child."""
    told = facts.answers
    chosen = [*_named(facts, "child"), *_apart(told, "where", "apart", "name", "birth")]
    child = chosen[0] if chosen else NamedChild(name="", birth_date=facts.filed_on)
    student = told.get("older_is") == "student"
    return changes.Confirmation(
        claimant=facts.applicant,
        claimed_on=facts.filed_on,
        child=child,
        until=_until(child, student, facts.filed_on),
        student=student,
        online=facts.channel == "portal",
    )


def _until(child: NamedChild, student: bool, day: date) -> str:
    """Students to the March after the 22nd birthday; others for a year, and then by 現況届 again."""
    longest = school_end(child.birth_date, 22)
    return longest if student else min(longest, months.add(months.of(day), 12))


def _confirmed(older: Sequence[NamedChild], facts: Facts) -> list[NamedChild]:
    """Those past school age as the claim confirms them; without the confirmation they do not count."""
    kind = facts.answers.get("older_is")
    if kind is None:
        return list(older)
    return [
        NamedChild(
            name=one.name,
            birth_date=one.birth_date,
            number=one.number,
            together=one.together,
            confirmed_until=_until(one, kind == "student", facts.filed_on),
        )
        for one in older
    ]


def _named(facts: Facts, question: str) -> list[NamedChild]:
    """The persons chosen in a question; who has no calendar birth date is left to the checks that look for it."""
    people = {one.number: one for one in registry.people(facts.numbers(question))}
    chosen = [people[number] for number in facts.numbers(question) if number in people]
    return [
        NamedChild(name=one.names[0], birth_date=one.birth_date, number=one.number)
        for one in chosen
        if one.birth_date is not None
    ]


def _apart(told: Mapping[str, Any], question: str, value: str, name: str, birth: str) -> list[NamedChild]:
    """A child who lives elsewhere, by name and birth date, where that was answered."""
    day = _day(told, birth)
    if told.get(question) != value or not told.get(name) or day is None:
        return []
    return [NamedChild(name=str(told[name]).strip(), birth_date=day, together=False)]


def named_in(text: str, right: Right) -> tuple[str, ...]:
    """Keys of the right's children whose names stand in a text, gaps aside."""
    plain = _without_gaps(text)
    return tuple(one.key for one in right.children if not one.last and _without_gaps(one.name) in plain)


def _without_gaps(text: str) -> str:
    return "".join(text.split())


def account_of(answer: Any) -> Account | None:
    """An account as it was answered."""
    return Account(**{name: str(answer[name]) for name in Account.__dataclass_fields__}) if answer else None


def _day(told: Mapping[str, Any], question: str) -> date | None:
    given = told.get(question)
    return date.fromisoformat(given) if isinstance(given, str) else None


def _right(claimant: int) -> Right | None:
    row = rights.open_of(claimant)
    return rights.value_of(row) if row else None


SETTLED = {"divorced": ("parting",), "together": ("parting", "evacuated", "spouse_unknown")}
"""What an answer about the spouse ends: nothing else is taken off without the desk."""


@builder("child_allowance.report")
def report_of(facts: Facts) -> yearly_actions.Report:
    """現況届, for the year of the last 1 June."""
    told = facts.answers
    return yearly_actions.Report(
        claimant=facts.applicant,
        year=yearly.year_of(facts.filed_on),
        filed_on=facts.filed_on,
        still=told.get("still") == "yes",
        settled=SETTLED.get(str(told.get("spouse")), ()),
        note=str(told.get("note", "")).strip()[:200],
        online=facts.channel == "portal",
    )
