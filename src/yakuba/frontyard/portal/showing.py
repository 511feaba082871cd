"""Answers as a resident reads them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from yakuba.frontyard.portal.wording import plain
from yakuba.platform.attachments.examining import KINDS, size_words
from yakuba.platform.cases.procedures import answers as reading
from yakuba.platform.cases.procedures.definition import Procedure, Question
from yakuba.platform.tenancy.context import JST
from yakuba.standards import eras, postcodes


@dataclass(frozen=True)
class Line:
    """A question and its answer on the check page. ``source`` is typed or register, empty without an answer."""

    question: Question
    values: tuple[str, ...]
    source: str


def lines(
    procedure: Procedure, answers: Mapping[str, Any], profile: Mapping[str, Any] | None, language: str
) -> list[Line]:
    found = []
    for question in reading.relevant(procedure, answers):
        values = words(question, answers.get(question.id), profile, language)
        found.append(Line(question, values, "typed" if values else ""))
    return found


def words(question: Question, value: Any, profile: Mapping[str, Any] | None, language: str) -> tuple[str, ...]:
    """One answer, in lines."""
    if value in (None, "", []):
        return ()
    if question.kind in ("choice", "choices"):
        labels = {option.value: option.label.in_(language) for option in question.options}
        return tuple(labels.get(one, one) for one in ([value] if isinstance(value, str) else value))
    if question.kind == "yes_no":
        return (plain(f"answer.{value}", language),)
    if question.kind == "people":
        names = {one["ref"]: one["name"] for one in (profile or {}).get("members", ())}
        return tuple(names.get(one, plain("answer.person", language)) for one in value)
    if question.kind == "date":
        return (day_words(date.fromisoformat(value), language),)
    if question.kind == "address":
        postcode = f"〒{postcodes.written(value['postcode'])} " if value.get("postcode") else ""
        rest = "".join(value.get(part, "") for part in ("prefecture", "municipality", "town", "lot"))
        return (f"{postcode}{rest} {value.get('building', '')}".strip(),)
    if question.kind == "file":
        return tuple(one.words for one in files(value))
    if question.kind == "account":
        return account_words(value, language)
    if question.kind == "number" and question.unit:
        return (f"{value} {question.unit.in_(language)}",)
    return (str(value),)


@dataclass(frozen=True)
class Held:
    """A file of an answer, in words and by what the answer calls it."""

    id: str
    name: str
    words: str


def files(value: Any) -> list[Held]:
    """The files of an answer.

    >>> ref = {"id": "1", "name": "診断書.pdf", "type": "pdf", "size": 150_000, "sha256": ""}
    >>> files([ref])[0].words, files("x")
    ('診断書.pdf（PDF、147KB）', [])
    """
    listed = [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
    return [
        Held(str(one["id"]), str(one["name"]), f"{one['name']}（{KINDS.get(one['type'])}、{size_words(one['size'])}）")
        for one in listed
    ]


def account_words(value: Mapping[str, Any], language: str) -> tuple[str, ...]:
    """A bank account in two lines: where, and which."""
    kind = plain(f"account.{value.get('kind', 'ordinary')}", language)
    return f"{value.get('bank')}-{value.get('branch')}", f"{kind} {value.get('number')} {value.get('holder')}"


def moment(instant: datetime, language: str) -> str:
    """A moment of Japan as one reads it, the year as on a calendar.

    >>> from datetime import UTC
    >>> moment(datetime(2026, 11, 23, 1, 48, tzinfo=UTC), "ja"), moment(datetime(2026, 11, 23, 6, 5, tzinfo=UTC), "en")
    ('2026年11月23日 10:48', '2026-11-23 15:05')
    >>> moment(datetime(2026, 11, 23, 6, 5, tzinfo=UTC), "easy")
    '2026{年|ねん}11{月|がつ}23{日|にち} {午後|ごご}3{時|じ}5{分|ふん}'
    """
    here = instant.astimezone(JST)
    if language == "en":
        return f"{here:%Y-%m-%d %H:%M}"
    if language == "ja":
        return f"{here.year}年{here.month}月{here.day}日 {here:%H:%M}"
    half = "{午後|ごご}" if here.hour >= 12 else "{午前|ごぜん}"
    minutes = "{分|ぷん}" if here.minute % 10 in (0, 1, 3, 4, 6, 8) else "{分|ふん}"
    return f"{short_day(here.date(), language)} {half}{here.hour % 12}{{時|じ}}{here.minute}{minutes}"


def short_day(day: date, language: str) -> str:
    """
    >>> short_day(date(2026, 12, 1), "ja"), short_day(date(2026, 12, 1), "en")
    ('2026年12月1日', '2026-12-01')
    """
    if language == "en":
        return day.isoformat()
    marks = ("{年|ねん}", "{月|がつ}", "{日|にち}") if language == "easy" else ("年", "月", "日")
    return f"{day.year}{marks[0]}{day.month}{marks[1]}{day.day}{marks[2]}"


def weekday(day: date, language: str) -> str:
    """
    >>> weekday(date(2026, 12, 1), "ja"), weekday(date(2026, 12, 1), "en")
    ('（火）', ' Tue')
    """
    if language == "en":
        return f" {('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')[day.weekday()]}"
    return f"（{'月火水木金土日'[day.weekday()]}）"


def day_words(day: date, language: str) -> str:
    """
    >>> day_words(date(2026, 12, 1), "en"), day_words(date(2026, 12, 1), "ja")
    ('2026-12-01', '令和8年12月1日（2026年）')
    """
    return day.isoformat() if language == "en" else f"{eras.text(day)}（{day.year}年）"
