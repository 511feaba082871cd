"""旧氏・通称: from answers to the change, and checks of their own (住民基本台帳法施行令第30条の13から第30条の16)."""

import re
from typing import Literal, cast

from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.domain.events import Alias, FormerSurname
from yakuba.areas.resident_registry.domain.reasons import FilingKind
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.procedures.changing import filing_of
from yakuba.platform.cases.errors import FilingError
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.procedure_parts import Facts, Given, Parameter, automatic_check, builder, check_with
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.scope import current
from yakuba.standards import municipalities

_KATAKANA = re.compile(r"[ァ-ヴー・　 ]+")


def katakana(text: str) -> str:
    """A reading in katakana, however it was typed.

    >>> katakana("すずき")
    'スズキ'
    """
    return "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in text)


def _person(facts: Facts) -> Record:
    records = storage.latest(facts.numbers("whose"))
    if len(records) != 1:
        raise FilingError("対象者：一人ではない")
    return records[0]


@builder("resident_registry.former_surname_request")
def former_surname_request(facts: Facts) -> FormerSurname:
    """Raises FilingError unless one person was chosen."""
    return FormerSurname(
        filing=filing_of(facts, kind=FilingKind.REQUEST),
        addressee_number=_person(facts).addressee_number,
        action=cast(Literal["enter", "change", "delete"], facts.answers["what"]),
        former_surname=facts.answers.get("former_surname", ""),
        former_surname_kana=katakana(facts.answers.get("reading", "")),
    )


@builder("resident_registry.alias_application")
def alias_application(facts: Facts) -> Alias:
    """Day and municipality of entry or deletion are those of today and of here. Raises FilingError."""
    own = municipalities.get(directory.by_id(current()).lg_code)
    return Alias(
        filing=filing_of(facts, kind=FilingKind.APPLICATION),
        addressee_number=_person(facts).addressee_number,
        action=cast(Literal["enter", "delete"], facts.answers["what"]),
        municipality=own.name,
        municipality_code=own.code,
        alias=facts.answers.get("alias", ""),
        alias_kana=katakana(facts.answers.get("reading", "")),
    )


@check_with(
    "resident_registry.is_reading",
    "「{question}」がカタカナで書けるか",
    Parameter("question", "どの項目か", "question", ("text",)),
)
def is_reading(facts: Facts, given: Given) -> list[Finding]:
    question = str(given["question"])
    typed = facts.answers.get(question)
    if typed is None or _KATAKANA.fullmatch(katakana(typed)):
        return []
    message = "フリガナ：カタカナでない文字がある"
    return [
        Finding("error", "P-30", question, message, "本人に返答を求めるか、読みを確かめて補正する", "juki-1.0:1.1.18")
    ]


@automatic_check("resident_registry.former_surname_differs", "旧氏が、いまの氏や記載中の旧氏とちがうか")
def former_surname_differs(facts: Facts) -> list[Finding]:
    wanted = facts.answers.get("former_surname")
    same = wanted and any(wanted in (one.surname, one.former_surname) for one in storage.latest(facts.numbers("whose")))
    if not same:
        return []
    message = "旧氏：いまの氏か、いま記載されている旧氏と同じ"
    return [Finding("error", "P-31", "former_surname", message, "本人に確かめて補正する", "juki-1.0:1.1.7")]


@automatic_check("resident_registry.alias_differs", "通称が氏名とちがうか")
def alias_differs(facts: Facts) -> list[Finding]:
    wanted = facts.answers.get("alias")
    people = storage.latest(facts.numbers("whose"))
    if not wanted or not any(wanted in (one.name, one.name_roman, one.name_kanji) for one in people):
        return []
    return [Finding("error", "P-31", "alias", "通称：氏名と同じ", "本人に確かめて補正する", "juki-1.0:1.1.7")]
