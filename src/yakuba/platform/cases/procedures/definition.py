"""What a procedure is: questions, branches, who may file, legal basis, deadline, fee, and the action it ends in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, ConfigDict, TypeAdapter, ValidationError

LANGUAGES = ("ja", "easy", "en")
Language = Literal["ja", "easy", "en"]
Kind = Literal[
    "choice", "choices", "yes_no", "date", "text", "address", "people", "phone", "number", "email", "account", "file"
]
FileType = Literal["pdf", "jpeg", "png"]
_RUBY = re.compile(r"\{([^|{}]+)\|([^|{}]+)\}")


class Strict:
    """A part of a definition: an unknown key is an error, not a silent slip of the pen."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")


@dataclass(frozen=True)
class Text(Strict):
    """Words in the three languages of residents' pages. ``easy`` writes readings as ``{漢字|かんじ}``.

    ``easy`` and ``en`` of a procedure a municipality made itself may be empty: pages show Japanese then, and say so.
    """

    ja: str
    easy: str
    en: str

    def in_(self, language: str) -> str:
        """The words as written; Japanese for a language there is none of."""
        return str(getattr(self, language, "") or self.ja)


def without_readings(text: str) -> str:
    """
    >>> without_readings("{住民票|じゅうみんひょう}を もらう")
    '住民票を もらう'
    """
    return _RUBY.sub(r"\1", text)


def pieces(text: str) -> list[tuple[str, str]]:
    """A text with readings as (words, reading) pairs, reading empty where there is none: what a page draws as ruby.

    >>> pieces("{市役所|しやくしょ}で")
    [('市役所', 'しやくしょ'), ('で', '')]
    """
    found: list[tuple[str, str]] = []
    end = 0
    for match in _RUBY.finditer(text):
        if match.start() > end:
            found.append((text[end : match.start()], ""))
        found.append((match[1], match[2]))
        end = match.end()
    return [*found, (text[end:], "")] if end < len(text) else found


@dataclass(frozen=True)
class Condition(Strict):
    """When something applies: ``question`` with ``is_`` or ``includes``, or one of ``all_of``, ``any_of``, ``not_``."""

    question: str = ""
    is_: str = ""
    includes: str = ""
    all_of: tuple["Condition", ...] = ()
    any_of: tuple["Condition", ...] = ()
    not_: "Condition | None" = None

    def holds(self, answers: Mapping[str, Any]) -> bool:
        if self.all_of:
            return all(part.holds(answers) for part in self.all_of)
        if self.any_of:
            return any(part.holds(answers) for part in self.any_of)
        if self.not_ is not None:
            return not self.not_.holds(answers)
        given = answers.get(self.question)
        return given == self.is_ if self.is_ else isinstance(given, list) and self.includes in given

    def questions(self) -> set[str]:
        parts = [*self.all_of, *self.any_of, *([self.not_] if self.not_ else [])]
        return {name for part in parts for name in part.questions()} | ({self.question} if self.question else set())


@dataclass(frozen=True)
class Option(Strict):
    value: str
    label: Text


@dataclass(frozen=True)
class Question(Strict):
    """One thing asked, on one page. ``item`` is the standard item it becomes; ``known`` a path into what is known.

    A date lies between ``earliest`` and ``latest`` days from the day of filing; a text has ``longest`` characters; a
    number lies between ``least`` and ``most`` and is counted in ``unit``; a file is of one of the types ``accepts``.
    """

    id: str
    kind: Kind
    title: Text
    item: str
    hint: Text | None = None
    required: bool = True
    options: tuple[Option, ...] = ()
    when: Condition | None = None
    known: str = ""
    earliest: int | None = None
    latest: int | None = None
    longest: int = 100
    least: int = 0
    most: int = 999_999_999
    unit: Text | None = None
    accepts: tuple[FileType, ...] = ("pdf", "jpeg", "png")

    @property
    def is_one_field(self) -> bool:
        """Whether its page has one field to write in: then the question itself is the field's label."""
        return self.kind in ("text", "phone", "number", "email")


@dataclass(frozen=True)
class Check(Strict):
    """An automatic check by name; ``given`` fills its parameters, such as the question it looks at, or a limit."""

    name: str
    given: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Tells it from the same check with other parameters.

        >>> Check("answers.within", {"question": "born_on", "days": 14}).key
        'answers.within(question=born_on, days=14)'
        """
        told = ", ".join(f"{name}={value}" for name, value in self.given.items())
        return f"{self.name}({told})" if told else self.name


def _as_check(value: Any) -> Any:
    return {"name": value} if isinstance(value, str) else value


@dataclass(frozen=True)
class Ledger(Strict):
    """The municipality's own ledger (台帳) a procedure enters into; ``prefix`` begins its numbers."""

    name: str
    prefix: str = ""


@dataclass(frozen=True)
class Letter(Strict):
    """The letter it ends with, in Japanese. ``{question}`` stands for an answer; {number}, {name}, {address}, {day}."""

    title: str
    paragraphs: tuple[str, ...]


Finish = Literal["automatic", "confirm", "visit"]
Ground = Literal["parent", "household", "mandate", "paper"]
"""On what ground somebody files for the person concerned: as the parent of a minor, as one of the household, by a
mandate given online, by a letter of attorney on paper."""


@dataclass(frozen=True)
class Procedure(Strict):
    """One version of a procedure. Dates are the first and last day it can be filed under this version.

    ``finish``: decided by itself when all checks pass; confirmed by one person; or, where the law asks for it, going on
    only when the resident has come and a clerk has seen who it is (``visit``). ``desk`` is the office that answers.
    The fee is a parameter of the municipality (``fee``, its key) or, where the municipality made the procedure itself,
    an amount in the definition (``fee_yen``). ``who``: who may file online for the person concerned, beside that
    person; procedures that ask whom of the household they are about need it not.
    """

    code: str
    version: int
    area: str
    title: Text
    summary: Text
    keywords: tuple[str, ...]
    basis: str
    valid_from: date
    steps: tuple[Question, ...]
    identity: Literal["none", "email", "card"]
    finish: Finish
    action: str
    build: str
    checks: tuple[Annotated[Check, BeforeValidator(_as_check)], ...]
    deadline: Text
    bring: Text
    afterwards: tuple[Text, ...]
    days: int
    events: tuple[str, ...] = ()
    fee: str = ""
    fee_yen: int = 0
    channels: tuple[Literal["portal", "counter"], ...] = ("portal", "counter")
    declaration: Text | None = None
    valid_until: date | None = None
    texts: Mapping[str, Text] = field(default_factory=dict)
    desk: str = ""
    ledger: Ledger | None = None
    letter: Letter | None = None
    who: tuple[Ground, ...] = ()

    def question(self, name: str) -> Question:
        """Raises KeyError."""
        return next((one for one in self.steps if one.id == name), None) or _missing(name)

    def lacks(self, language: str) -> bool:
        """Whether something a resident is told or asked is there in Japanese only."""
        asked = [text for one in self.steps for text in (one.title, *(each.label for each in one.options))]
        return not all(getattr(text, language, "") for text in (self.title, self.summary, *asked))

    def is_open_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


def _missing(name: str) -> Question:
    raise KeyError(name)


class BrokenDefinition(ValueError):
    """A definition that cannot be used. The message names the file, the place and what is wrong."""


_ADAPTER = TypeAdapter(Procedure)


def parse(given: Any, origin: str, whole: bool = True) -> Procedure:
    """Data as read from YAML or JSON → the procedure. Raises BrokenDefinition.

    Not ``whole``: a draft that is only tried may still lack its legal basis and checks.
    """
    try:
        procedure = _ADAPTER.validate_python(given)
    except ValidationError as error:
        told = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()[:5])
        raise BrokenDefinition(f"{origin}: {told}") from None
    faults = [*_question_faults(procedure), *(_whole_faults(procedure) if whole else ())]
    if faults:
        raise BrokenDefinition(f"{origin}: {'; '.join(faults)}")
    return procedure


def dump(procedure: Procedure) -> dict[str, Any]:
    """The procedure as JSON data that ``parse`` reads again."""
    data: dict[str, Any] = _ADAPTER.dump_python(procedure, mode="json")
    return data


def _question_faults(procedure: Procedure) -> list[str]:
    found: list[str] = []
    before: set[str] = set()
    for question in procedure.steps:
        if question.id in before:
            found.append(f"question {question.id} is asked twice")
        if question.when and (unknown := question.when.questions() - before):
            found.append(f"question {question.id} depends on {', '.join(sorted(unknown))}, not asked before it")
        if (question.kind in ("choice", "choices")) != bool(question.options):
            found.append(f"question {question.id}: options belong to choice and choices, and only there")
        if question.least > question.most:
            found.append(f"question {question.id}: no number lies between {question.least} and {question.most}")
        before.add(question.id)
    return found


def _whole_faults(procedure: Procedure) -> list[str]:
    found: list[str] = []
    if len(procedure.checks) < 3:
        found.append("fewer than three automatic checks")
    if not procedure.basis.strip():
        found.append("no legal basis")
    return found
