"""Answers as a resident reads them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from yakuba.frontyard.portal.wording import plain
from yakuba.platform.cases.procedures import answers as reading
from yakuba.platform.cases.procedures.definition import Procedure, Question
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
    return (str(value),)


def day_words(day: date, language: str) -> str:
    """
    >>> day_words(date(2026, 12, 1), "en"), day_words(date(2026, 12, 1), "ja")
    ('2026-12-01', '令和8年12月1日（2026年）')
    """
    return day.isoformat() if language == "en" else f"{eras.text(day)}（{day.year}年）"
