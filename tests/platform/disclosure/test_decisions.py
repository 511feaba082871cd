"""The table of decisions, line by line, and what must hold for every combination there is."""

from itertools import product
from pathlib import Path

import pytest

from yakuba.platform.disclosure.rules import CLAIMANTS, REFUSAL, STAFF, Requester, Subject, answer_to_claimant, decide
from yakuba.platform.disclosure.words import (
    ITEMS,
    Channel,
    Decision,
    Group,
    Kind,
    Level,
    Processing,
    Protection,
    Purpose,
)

TABLE = Path(__file__).with_name("decisions.txt")
LINES = [line for line in TABLE.read_text().splitlines() if line.strip() and not line.startswith("#")]
PROTECTED = [state for state in Protection if state not in (Protection.NONE, Protection.ENDED)]


def _requesters(text: str) -> list[tuple[Kind, bool, bool]]:
    flag, _, names = text.rpartition(":")
    kinds = {"staff": list(STAFF), "claimant": list(CLAIMANTS)}.get(names) or [Kind(names)]
    return [(kind, flag == "other_party", flag == "together") for kind in kinds]


def _subjects(text: str) -> list[Subject]:
    state, _, lifted = text.partition("+")
    lifts = frozenset(Processing) if lifted else frozenset()
    if state == "protected":
        return [Subject(protection, lifted=lifts) for protection in PROTECTED]
    if state in ("none", "ended"):
        return [Subject(Protection(state), lifted=lifts)]
    processing, _, level = state.partition("_")
    return [Subject(suppression={Processing(processing): Level(level)}, lifted=lifts)]


def _items(groups: str) -> list[str]:
    if groups == "any":
        return list(ITEMS)
    wanted = {Group(name) for name in groups.split(",")}
    return [item for item, group in ITEMS.items() if group in wanted]


def _all(text: str, known: list[str]) -> list[str]:
    return known if text == "any" else text.split(",")


@pytest.mark.parametrize("line", LINES)
def test_line_of_the_table(line: str) -> None:
    who, why, where, whom, what, answer = (part.strip() for part in line.split("|"))
    requesters = [one for name in who.split(",") for one in _requesters(name)]
    channels = [Channel(name) for name in _all(where, [channel.value for channel in Channel])]
    purposes = _all(why, [purpose.value for purpose in Purpose])
    subjects = [one for name in whom.split(",") for one in _subjects(name)]
    tried = 0
    for (kind, other, together), channel, purpose, subject in product(requesters, channels, purposes, subjects):
        requester = Requester(kind, channel, other, together)
        for item in _items(what):
            tried += 1
            assert decide(requester, purpose, subject, item) == Decision(answer), (requester, purpose, subject, item)
    assert tried


SUPPRESSIONS: tuple[dict[Processing, Level], ...] = (
    {},
    {Processing.ISSUE: Level.ERROR},
    {Processing.INQUIRY: Level.ERROR, Processing.CHANGE: Level.ERROR},
)
SUBJECTS = [
    Subject(protection, suppression, lifted)
    for protection, suppression, lifted in product(
        Protection, SUPPRESSIONS, (frozenset[Processing](), frozenset(Processing))
    )
]
REQUESTERS = [
    Requester(kind, channel, flag == "other", flag == "together")
    for kind, channel, flag in product(Kind, Channel, ("", "other", "together"))
]
EVERYTHING = list(product(REQUESTERS, Purpose, SUBJECTS))
ONE_ITEM_A_GROUP = {group: item for item, group in ITEMS.items()}


def test_other_party_gets_nothing_of_a_protected_person_whatever_they_claim_to_be() -> None:
    for requester, purpose, subject in EVERYTHING:
        if requester.is_other_party and subject.protection.active:
            for item in ONE_ITEM_A_GROUP.values():
                assert decide(requester, purpose, subject, item) is Decision.STOP


def test_numbers_are_shown_on_own_copies_and_to_other_municipalities_only() -> None:
    may = {(Kind.PERSON, "issue"), (Kind.HOUSEHOLD_MEMBER, "issue"), (Kind.PARENT, "issue")}
    may.add((Kind.OTHER_MUNICIPALITY, "exchange"))
    shown = {
        (requester.kind, purpose.value)
        for requester, purpose, subject in EVERYTHING
        if decide(requester, purpose, subject, "individual_number") is Decision.SHOW
    }
    assert shown == may


def test_no_copy_from_a_convenience_store_carries_the_resident_code() -> None:
    for requester, purpose, subject in EVERYTHING:
        if requester.channel is Channel.CONVENIENCE_STORE:
            assert decide(requester, purpose, subject, "resident_code") is Decision.STOP


def test_lifting_changes_nothing_but_a_liftable_stop() -> None:
    for requester, purpose, subject in EVERYTHING:
        for item in ONE_ITEM_A_GROUP.values() if subject.lifted else ():
            before = decide(requester, purpose, Subject(subject.protection, subject.suppression), item)
            after = decide(requester, purpose, subject, item)
            assert before == after or before is Decision.STOP_LIFTABLE


def test_protection_never_opens_what_is_closed_to_others() -> None:
    openness = [Decision.STOP, Decision.STOP_LIFTABLE, Decision.MASK, Decision.SHOW]
    for requester, purpose in product(REQUESTERS, Purpose):
        for item in ONE_ITEM_A_GROUP.values():
            free = decide(requester, purpose, Subject(), item)
            for protection in PROTECTED:
                guarded = decide(requester, purpose, Subject(protection), item)
                liftable_mask = (free, guarded) == (Decision.MASK, Decision.STOP_LIFTABLE)
                assert openness.index(guarded) <= openness.index(free) or liftable_mask


@pytest.mark.parametrize(("purpose", "item"), [("inquire", "blood_type"), ("curiosity", "name"), ("", "")])
def test_unknown_items_and_purposes_are_stopped(purpose: str, item: str) -> None:
    assert decide(Requester(Kind.PROTECTION_OFFICER), purpose, Subject(), item) is Decision.STOP


def test_every_group_and_kind_occurs_in_the_table() -> None:
    text = "\n".join(LINES)
    assert [group for group in Group if group.value not in text] == []
    assert [kind for kind in Kind if kind.value not in text and kind not in STAFF] == []
    assert [purpose for purpose in Purpose if purpose.value not in text] == []


def test_refusal_reads_the_same_for_no_such_record_and_for_a_stop() -> None:
    assert answer_to_claimant([]) == answer_to_claimant([Decision.STOP]) == REFUSAL
    assert answer_to_claimant([Decision.SHOW, Decision.STOP_LIFTABLE]) == REFUSAL
    assert answer_to_claimant([Decision.SHOW, Decision.MASK]) is None
    assert not any(word in REFUSAL for word in ("支援", "抑止", "保護", "責任者", "審査"))
