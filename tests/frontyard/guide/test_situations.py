"""What residents are told, held to situations that were written before the rules; and the guide's data to itself."""

import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.frontyard.portal import test_portal_words as rules_of_words
from yakuba.frontyard.guide import definition, engine
from yakuba.platform.cases.procedures import catalogue
from yakuba.platform.cases.procedures.definition import Text

GUIDE = definition.load()
RAW = definition.read()
WRITTEN = yaml.safe_load((Path(__file__).parent / "situations.yaml").read_text(encoding="utf-8"))
TODAY: date = WRITTEN["today"]
SITUATIONS: list[dict[str, Any]] = WRITTEN["situations"]
NAMED = {rule.procedure for rule in GUIDE.rules if rule.procedure}
IN_PERSON = ("move_in", "move_within", "protection_request", "alias", "seal_register")
"""By law or regulation somebody has to come: what the situations take for granted."""


def everything_offered() -> dict[str, bool]:
    """As if each procedure the rules name were there. What is shipped says by itself whether the portal takes it, and
    whether somebody has to come."""
    shipped = {one.code: one for one in catalogue.load().procedures}
    planned = {code: code in IN_PERSON for code in NAMED if code not in shipped}
    portal = {code: one for code, one in shipped.items() if code in NAMED and "portal" in one.channels}
    return planned | {code: one.finish == "visit" for code, one in portal.items()}


OFFERED = everything_offered()


def told(answers: dict[str, Any]) -> list[str]:
    found = engine.steps(GUIDE, answers, OFFERED, TODAY)
    return [f"{one.rule.key} {one.state}{f' {one.due}' if one.due else ''}" for one in found]


@pytest.mark.parametrize("situation", SITUATIONS, ids=[one["name"] for one in SITUATIONS])
def test_who_answers_so_is_told_this(situation: dict[str, Any]) -> None:
    answers = situation["answers"]
    assert engine.known(GUIDE, answers) == answers, "an answer no page asks for"
    assert told(answers) == situation["expects"], situation["because"]


def test_there_are_enough_of_them_and_they_reach_every_event_rule_and_answer() -> None:
    assert len(SITUATIONS) >= 120 and len(GUIDE.rules) >= 40
    assert len({one["name"] for one in SITUATIONS}) == len(SITUATIONS)
    assert {one["answers"]["event"] for one in SITUATIONS} == set(GUIDE.events)
    assert {line.split()[0] for one in SITUATIONS for line in one["expects"]} == {rule.key for rule in GUIDE.rules}
    given = {
        (name, v)
        for one in SITUATIONS
        for name, value in one["answers"].items()
        for v in (value if isinstance(value, list) else [value])
    }
    offered = {(question.id, option.value) for question in GUIDE.questions for option in question.options}
    assert offered - given == set()


def test_nothing_stands_before_what_it_waits_for() -> None:
    for one in SITUATIONS:
        found = engine.steps(GUIDE, one["answers"], OFFERED, TODAY)
        done: set[str] = set()
        for step in found:
            assert {rule.key for rule in step.first} <= done, (one["name"], step.rule.key)
            done.add(step.rule.key)


def test_where_a_procedure_is_not_offered_the_rule_sends_to_the_desk_with_its_own_words() -> None:
    answers = {"event": "move_out", "moved_on": "2026-12-01", "things": ["nhi"]}
    found = engine.steps(GUIDE, answers, {"move_out": False}, TODAY)
    assert [(one.rule.key, one.state, one.startable) for one in found] == [
        ("move_out", "online", True),
        ("nhi_leave", "visit", False),
        ("post_forward", "elsewhere", False),
    ]
    (desk,) = engine.desks(GUIDE, found)
    assert desk.office.name.ja == "保険年金課" and engine.to_bring(found) == ["new_insurance", "identity"]


def test_desks_come_once_in_order_and_what_to_bring_is_said_once() -> None:
    answers = {"event": "move_in", "family": ["disability", "care"], "things": ["card", "seal"]}
    found = engine.steps(GUIDE, answers, OFFERED, TODAY)
    desks = engine.desks(GUIDE, found)
    assert [one.office.name.ja for one in desks] == ["市民課（住民票・戸籍の窓口）", "介護保険課", "障害福祉課"]
    assert [step.rule.key for step in desks[0].steps] == ["move_in", "card_update", "seal_register"]
    things = engine.to_bring(found)
    assert max(Counter(things).values()) == 1 and things[0] == "identity"


def test_answers_from_outside_are_not_believed() -> None:
    given = {
        "event": "move_in",
        "family": ["pupil", "<x>"],
        "moved_on": "2026-02-31",
        "hide": "perhaps",
        "dead": ["nhi"],
    }
    assert engine.known(GUIDE, given) == {"event": "move_in"}
    assert engine.known(GUIDE, {"event": "nothing"}) == {} == engine.known(GUIDE, {})
    assert engine.steps(GUIDE, {"event": "nothing"}, OFFERED, TODAY) == []


@pytest.mark.parametrize(
    ("place", "value", "says"),
    [
        ("office", "moon", "rule police_help: moon is unknown"),
        ("after", ["violence_consult"], "rules wait for each other"),
        ("events", {"danger": {"question": "danger", "includes": "later"}}, "danger has no answer later"),
        ("events", {"danger": {"question": "peril", "includes": "now"}}, "no question peril"),
        ("basis", " ", "without a basis"),
        ("colour", "red", "colour"),
    ],
)
def test_broken_data_are_an_error_that_names_the_place(place: str, value: Any, says: str) -> None:
    first, *others = RAW["rules"]
    given = {**RAW, "rules": [{**first, place: value}, *others]}
    with pytest.raises(definition.BrokenGuide, match=re.escape(says)):
        definition.parse(given)


def texts() -> list[tuple[str, Text]]:
    """Everything the guide says: what the portal's words are held to, these are too."""
    found = [(f"group.{n}", one.title) for n, one in enumerate(GUIDE.groups)]
    found += [(f"event.{key}", label) for key, label in GUIDE.events.items()]
    for question in GUIDE.questions:
        found += [(question.id, one) for one in (question.title, question.hint) if one]
        found += [(f"{question.id}.{option.value}", option.label) for option in question.options]
    found += [(f"office.{key}", one.name) for key, one in GUIDE.offices.items()]
    found += [(key, one) for words in (GUIDE.people, GUIDE.things) for key, one in words.items()]
    found += [(f"deadline.{key}", one.words) for key, one in GUIDE.deadlines.items()]
    return found + [(f"rule.{rule.key}", rule.title) for rule in GUIDE.rules]


def test_every_word_of_the_guide_is_said_in_three_languages_and_easily() -> None:
    for key, text in texts():
        rules_of_words.same_marks(key, text)
        rules_of_words.blames_nobody(key, text)
        rules_of_words.is_easy(key, text)
        assert not re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", text.en), key
