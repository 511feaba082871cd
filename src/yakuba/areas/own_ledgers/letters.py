"""The letter of an entry: its text with the marks filled in, set out, and held to what can be printed and sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from yakuba.areas.own_ledgers.documents import letter as paper
from yakuba.areas.own_ledgers.domain import letter_text
from yakuba.areas.resident_registry import service as registry
from yakuba.platform.cases import panels
from yakuba.platform.cases.answer_words import words_of
from yakuba.platform.cases.procedures import answers as reading
from yakuba.platform.cases.procedures import letters as marks
from yakuba.platform.cases.procedures.definition import Letter, Procedure
from yakuba.platform.documents.rendering import JSON, Fits, inspect
from yakuba.platform.screens import dates
from yakuba.platform.tenancy.context import current_context

WITHHELD = "（住所は記載しません）"


class CannotWrite(Exception):
    """The letter cannot be made. ``code`` is a finding's; the message says what is wrong, ``remedy`` what to do."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.code, self.remedy = code, remedy


@dataclass(frozen=True)
class Telling:
    """What a letter is written from. ``online``: it leaves through the portal too."""

    procedure: Procedure
    holder: int
    people: tuple[int, ...]
    values: Mapping[str, Any]
    online: bool


_IN_ONE_LINE = str.maketrans({"\n": "　", "\r": None, "\t": "　"})
"""Answers of several lines are set in one: no font has a sign for a new line."""
Lines = list[tuple[str, str, str]]
"""Question, its title, the answer in words."""


def lines_with(procedure: Procedure, values: Mapping[str, Any], people: Mapping[int, panels.Named]) -> Lines:
    """The questions that apply, in the order they are asked."""
    named = {str(number): one.name for number, one in people.items()}
    return [
        (one.id, one.title.ja.rstrip("。？?"), words_of(one, values.get(one.id), named).translate(_IN_ONE_LINE))
        for one in reading.relevant(procedure, values)
    ]


def answer_lines(procedure: Procedure, values: Mapping[str, Any], people: Iterable[int]) -> Lines:
    """The same, with the names of these persons read."""
    return lines_with(procedure, values, panels.people_of(set(people)))


def faults(procedure: Procedure) -> list[str]:
    """What is wrong with the text of a procedure's letter, in words for who writes it; empty when nothing is."""
    if procedure.letter is None:
        return []
    texts = (procedure.letter.title, *procedure.letter.paragraphs)
    unknown = letter_text.unknown_marks(texts, [one.id for one in procedure.steps])
    found = [f"通知書の文面：「{mark}」に当たる項目がない" for mark in unknown]
    return found if any(map(str.strip, procedure.letter.paragraphs)) else [*found, "通知書の文面：本文がない"]


def text_of(telling: Telling, number: str, receiver: registry.Correspondent) -> Letter:
    """Title and paragraphs as printed."""
    assert telling.procedure.letter is not None
    answers = {name: words for name, _, words in answer_lines(telling.procedure, telling.values, telling.people)}
    always = {
        "number": number,
        "name": receiver.name,
        "address": receiver.address or WITHHELD,
        "day": dates.japanese(current_context().business_date),
    }
    return marks.filled(telling.procedure.letter, {**answers, **always})


@dataclass(frozen=True)
class Written:
    """Ready to be issued: data of the form, texts in their boxes."""

    title: str
    data: dict[str, JSON]
    fits: Fits


def write(telling: Telling, number: str) -> Written:
    """Set out the letter of an entry. Raises CannotWrite, NoCertifier."""
    if wrong := faults(telling.procedure):
        raise CannotWrite("L-01", wrong[0], "手続きの文面を直し、新しい版を公開する")
    try:
        receiver = registry.correspondent(telling.holder, telling.people, online=telling.online)
    except registry.NoResident:
        raise CannotWrite("L-05", "通知書の宛先：住民票がない", "宛先を確かめ、受け付けないか窓口で扱う") from None
    except registry.NotByPost as refusal:
        raise CannotWrite("L-06", str(refusal), "支援措置の責任者に引き継ぐ") from None
    text = text_of(telling, number, receiver)
    content = paper.LetterContent(
        title=text.title,
        number=number,
        day=dates.japanese(current_context().business_date),
        receiver=receiver,
        sender=registry.sender(telling.procedure.desk, receiver),
        paragraphs=text.paragraphs,
    )
    data = paper.layout(content)
    found = inspect(paper.FORM, data)
    if found.missing:
        fault = found.missing[0]
        raise CannotWrite("L-02", f"通知書：「{fault.character}」の字形がない", "文字を直すか、外字を依頼する")
    if found.overflow:
        lost = found.overflow[0].lost
        raise CannotWrite(
            "L-03", f"通知書：文字があふれる。「{lost[:40]}」が印字されない", "答えか、手続きの文面を短くする"
        )
    return Written(text.title, data, found.fits)
