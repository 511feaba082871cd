"""Reads and checks answers, the same for every channel: strings of a form or JSON in, values and problems out.

Values: choice, text, phone, email → str; yes_no → "yes" | "no"; choices, people → list[str]; date → "YYYY-MM-DD";
number → int; address → ``{postcode, prefecture, municipality, town, lot, building}``; account → ``{bank, branch, kind,
number, holder}``; file → list of ``{id, name, type, size, sha256}``, the bytes lie elsewhere.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from yakuba.platform.cases.procedures.definition import Procedure, Question, Text
from yakuba.platform.cases.procedures.messages import PARTS, say
from yakuba.standards import eras, municipalities, postcodes
from yakuba.standards.errors import StandardsError

Answers = Mapping[str, Any]
Fields = Mapping[str, Sequence[str]]
"""A form's fields as sent: ``q``; ``q-era``, ``q-year``, ``q-month``, ``q-day``; ``q-postcode`` and so on."""

ERAS = {"seireki": "", "reiwa": "令和", "heisei": "平成", "showa": "昭和", "taisho": "大正", "meiji": "明治"}
ADDRESS = ("postcode", "prefecture", "municipality", "town", "lot", "building")
ACCOUNT = ("bank", "branch", "kind", "number", "holder")
ACCOUNT_KINDS = ("ordinary", "current", "savings")
FILE = ("id", "name", "type", "size", "sha256")
MOST_FILES = 5
_DIGITS = {"bank": 4, "branch": 3, "number": 7}
_HOLDER = re.compile(r"[ア-ンヴーA-Z0-9()（）.\-/ 　]{1,48}")
_EMAIL = re.compile(r"[^@\s,;<>]{1,64}@[A-Za-z0-9.-]{1,180}\.[A-Za-z]{2,24}")
_WHOLE = re.compile(r"-?[0-9]{1,12}")
_PHONE = re.compile(r"0[0-9]{9,10}|\+[0-9]{8,15}")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_LONGEST_PART = 120


@dataclass(frozen=True)
class Problem:
    """``part`` names the field of a date or an address that is wrong, else it is empty."""

    question: str
    code: str
    message: Text
    part: str = ""


@dataclass(frozen=True)
class Reading:
    """``value`` is None where nothing was given or it could not be read."""

    value: Any
    problem: Problem | None = None


@dataclass(frozen=True)
class Checked:
    """``values`` holds the answers to relevant questions only: what a closed branch was given is dropped."""

    values: dict[str, Any]
    problems: tuple[Problem, ...]


def relevant(procedure: Procedure, answers: Answers) -> tuple[Question, ...]:
    """The questions that apply, in order. A question whose branch is closed does not open another one."""
    found: list[Question] = []
    given: dict[str, Any] = {}
    for question in procedure.steps:
        if question.when is None or question.when.holds(given):
            found.append(question)
            if question.id in answers:
                given[question.id] = answers[question.id]
    return tuple(found)


def check(procedure: Procedure, answers: Answers, today: date) -> Checked:
    """All relevant answers, as they come from outside: nothing is believed, unknown names are dropped."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for question in relevant(procedure, answers):
        found = _READERS[question.kind](question, answers.get(question.id), today)
        if found.value not in (None, "", []):
            values[question.id] = found.value
        if found.problem:
            problems.append(found.problem)
    return Checked(values, tuple(problems))


def read(question: Question, fields: Fields, today: date) -> Reading:
    """One question's answer from a form. A missing answer is a problem only where one is required."""
    return _READERS[question.kind](question, _raw(question, fields), today)


def judge(question: Question, value: Any, today: date) -> Reading:
    """One question's answer as a value."""
    return _READERS[question.kind](question, value, today)


def _raw(question: Question, fields: Fields) -> Any:
    def one(name: str) -> str:
        return next(iter(fields.get(name, ())), "").strip()

    if question.kind == "date":
        return {part: one(f"q-{part}") for part in ("era", "year", "month", "day")}
    if question.kind == "address":
        return {part: one(f"q-{part}") for part in ADDRESS}
    if question.kind == "account":
        return {part: one(f"q-{part}") for part in ACCOUNT}
    return [v for v in fields.get("q", ()) if v] if question.kind in ("choices", "people") else one("q")


def _wrong(question: Question, code: str, part: str = "", **marks: Text | str | int) -> Reading:
    return Reading(None, Problem(question.id, code, say(code, question, **marks), part))


def _nothing(question: Question) -> Reading:
    chosen = question.kind in ("choice", "choices", "people", "yes_no", "file")
    return _wrong(question, "not_chosen" if chosen else "empty") if question.required else Reading(None)


def _choice(question: Question, raw: Any, today: date) -> Reading:
    offered = [option.value for option in question.options] or ["yes", "no"]
    if raw in (None, ""):
        return _nothing(question)
    return Reading(raw) if raw in offered else _wrong(question, "not_offered")


def _choices(question: Question, raw: Any, today: date) -> Reading:
    offered = {option.value for option in question.options}
    if raw in (None, "", []):
        return _nothing(question)
    if not isinstance(raw, list) or not all(isinstance(one, str) for one in raw) or not set(raw) <= offered:
        return _wrong(question, "not_offered")
    return Reading(list(dict.fromkeys(raw)))


def _people(question: Question, raw: Any, today: date) -> Reading:
    """Who they are is the core's to check: here only that somebody was chosen."""
    if raw in (None, "", []):
        return _nothing(question)
    if (
        not isinstance(raw, list)
        or len(raw) > 50
        or not all(isinstance(one, str) and 0 < len(one) <= 64 for one in raw)
    ):
        return _wrong(question, "not_offered")
    return Reading(list(dict.fromkeys(raw)))


def _plain(raw: Any) -> str:
    return unicodedata.normalize("NFC", raw).strip() if isinstance(raw, str) else ""


def _text(question: Question, raw: Any, today: date) -> Reading:
    typed = _plain(raw)
    if not typed:
        return _nothing(question)
    if _UNPRINTABLE.search(typed):
        return _wrong(question, "unprintable")
    over = len(typed) - question.longest
    return _wrong(question, "too_long", most=question.longest, over=over) if over > 0 else Reading(typed)


def _phone(question: Question, raw: Any, today: date) -> Reading:
    typed = re.sub(r"[-‐−ー()\s]", "", unicodedata.normalize("NFKC", _plain(raw)))
    if not typed:
        return _nothing(question)
    return Reading(typed) if _PHONE.fullmatch(typed) else _wrong(question, "no_phone")


def _date(question: Question, raw: Any, today: date) -> Reading:
    if isinstance(raw, Mapping):
        parts = {name: _plain(raw.get(name)) for name in ("era", "year", "month", "day")}
        if not any(parts[name] for name in ("year", "month", "day")):
            return _nothing(question)
        for name in ("year", "month", "day"):
            if not parts[name]:
                return _wrong(question, "part_missing", name, which=PARTS[name])
        raw = f"{ERAS.get(parts['era'], '')}{parts['year']}年{parts['month']}月{parts['day']}日"
    if not raw:
        return _nothing(question)
    try:
        day = eras.parse(str(raw))
    except StandardsError:
        return _wrong(question, "no_day")
    return _in_range(question, day, today)


def _in_range(question: Question, day: date, today: date) -> Reading:
    first = today + timedelta(days=question.earliest) if question.earliest is not None else date.min
    last = today + timedelta(days=question.latest) if question.latest is not None else date.max
    if first <= day <= last:
        return Reading(day.isoformat())
    return _wrong(question, "out_of_range", first=_day_words(first), last=_day_words(last))


def _day_words(day: date) -> Text:
    ja = f"{day.year}年{day.month}月{day.day}日"
    easy = f"{day.year}{{年|ねん}}{day.month}{{月|がつ}}{day.day}{{日|にち}}"
    return Text(ja, easy, day.isoformat())


def _address(question: Question, raw: Any, today: date) -> Reading:
    given = raw if isinstance(raw, Mapping) else {}
    parts = {name: _plain(given.get(name))[:_LONGEST_PART] for name in ADDRESS}
    if not any(parts.values()):
        return _nothing(question)
    if any(_UNPRINTABLE.search(text) for text in parts.values()):
        return _wrong(question, "unprintable")
    if parts["postcode"]:
        try:
            parts["postcode"] = postcodes.normalise(parts["postcode"])
        except StandardsError:
            return _wrong(question, "no_postcode", "postcode")
    for name in ("prefecture", "municipality"):
        if not parts[name]:
            return _wrong(question, "part_missing", name, which=PARTS[name])
    if not municipalities.find(parts["prefecture"] + parts["municipality"]):
        return _wrong(question, "no_municipality", "municipality")
    return Reading(parts)


def _number(question: Question, raw: Any, today: date) -> Reading:
    if isinstance(raw, int) and not isinstance(raw, bool):
        raw = str(raw)
    typed = re.sub(r"[,\s]", "", unicodedata.normalize("NFKC", _plain(raw)))
    if not typed:
        return _nothing(question)
    if not _WHOLE.fullmatch(typed):
        return _wrong(question, "no_number")
    if not question.least <= int(typed) <= question.most:
        return _wrong(question, "number_out_of_range", least=question.least, most=question.most)
    return Reading(int(typed))


def _email(question: Question, raw: Any, today: date) -> Reading:
    typed = unicodedata.normalize("NFKC", _plain(raw))
    if not typed:
        return _nothing(question)
    return Reading(typed) if _EMAIL.fullmatch(typed) else _wrong(question, "no_email")


def _account(question: Question, raw: Any, today: date) -> Reading:
    """A bank account as transfers name it: digits of fixed length, the holder's name in katakana."""
    given = raw if isinstance(raw, Mapping) else {}
    parts = {name: unicodedata.normalize("NFKC", _plain(given.get(name))) for name in ACCOUNT}
    if not any(parts[name] for name in ("bank", "branch", "number", "holder")):
        return _nothing(question)
    for name, length in _DIGITS.items():
        if not parts[name]:
            return _wrong(question, "part_missing", name, which=PARTS[f"account.{name}"])
        if not re.fullmatch(f"[0-9]{{{length}}}", parts[name]):
            return _wrong(question, "wrong_digits", name, which=PARTS[f"account.{name}"], length=length)
    if parts["kind"] not in ACCOUNT_KINDS:
        return _wrong(question, "part_missing", "kind", which=PARTS["account.kind"])
    parts["holder"] = _katakana(parts["holder"])
    if not _HOLDER.fullmatch(parts["holder"]):
        return _wrong(question, "no_holder", "holder")
    return Reading(parts)


def _katakana(text: str) -> str:
    """Hiragana as katakana, letters as capitals: what a bank's record holds."""
    return "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in text).upper()


def _file(question: Question, raw: Any, today: date) -> Reading:
    """References to files that were checked when they came in; here only their shape and kind."""
    if raw in (None, "", []):
        return _nothing(question)
    if not isinstance(raw, list) or len(raw) > MOST_FILES or not all(_is_file(question, one) for one in raw):
        return _wrong(question, "no_file")
    return Reading([{name: one[name] for name in FILE} for one in raw])


def _is_file(question: Question, one: Any) -> bool:
    return (
        isinstance(one, Mapping)
        and set(FILE) <= one.keys()
        and one["type"] in question.accepts
        and isinstance(one["size"], int)
        and all(isinstance(one[name], str) and len(one[name]) <= 200 for name in FILE if name != "size")
    )


_READERS: Mapping[str, Callable[[Question, Any, date], Reading]] = {
    "choice": _choice,
    "yes_no": _choice,
    "choices": _choices,
    "people": _people,
    "text": _text,
    "phone": _phone,
    "date": _date,
    "address": _address,
    "number": _number,
    "email": _email,
    "account": _account,
    "file": _file,
}
