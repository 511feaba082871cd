"""Answers in words, by the kind of their question: for lists, letters and tables of any area."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from yakuba.platform.cases.procedures.answers import ADDRESS
from yakuba.platform.cases.procedures.definition import Question
from yakuba.platform.screens import dates

YES_NO = {"yes": "はい", "no": "いいえ"}
ACCOUNT_KINDS = {"ordinary": "普通", "current": "当座", "savings": "貯蓄"}
SOMEBODY = "（特定できない人）"


def words_of(question: Question, value: Any, names: Mapping[str, str]) -> str:
    """An answer as people read it, empty where there is none. ``names`` tells who a person's key in the answer is."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, list):
        return "、".join(_one_of_many(question, one, names) for one in value)
    if isinstance(value, Mapping):
        return _account(value) if question.kind == "account" else address_words(value)
    text = str(value)
    if question.kind == "yes_no":
        return YES_NO.get(text, text)
    if question.kind == "number":
        return _number(text) + (question.unit.ja if question.unit else "")
    return _day(text) if question.kind == "date" else _label(question, text)


def _one_of_many(question: Question, value: Any, names: Mapping[str, str]) -> str:
    if isinstance(value, Mapping):  # a file
        return str(value.get("name") or "")
    return names.get(str(value), SOMEBODY) if question.kind == "people" else _label(question, str(value))


def _label(question: Question, value: str) -> str:
    return next((one.label.ja for one in question.options if one.value == value), value)


def _number(text: str) -> str:
    """
    >>> _number("12000"), _number("-5"), _number("many")
    ('12,000', '-5', 'many')
    """
    return f"{int(text):,}" if text.removeprefix("-").isdecimal() else text


def _day(text: str) -> str:
    try:
        return dates.japanese(date.fromisoformat(text))
    except ValueError:
        return text


def address_words(parts: Mapping[str, Any]) -> str:
    """
    >>> address_words({"postcode": "2730011", "prefecture": "千葉県", "municipality": "船橋市", "building": "A"})
    '〒273-0011 千葉県船橋市 A'
    """
    given = {name: str(parts.get(name) or "") for name in ADDRESS}
    code = given["postcode"]
    street = given["prefecture"] + given["municipality"] + given["town"] + given["lot"]
    return " ".join(filter(None, (f"〒{code[:3]}-{code[3:]}" if code else "", street, given["building"])))


def _account(parts: Mapping[str, Any]) -> str:
    """
    >>> _account({"bank": "0001", "branch": "012", "kind": "ordinary", "number": "1234567", "holder": "キタミ ハナコ"})
    '0001-012 普通 1234567 キタミ ハナコ'
    """
    kind = str(parts.get("kind") or "")
    told = (ACCOUNT_KINDS.get(kind, kind), parts.get("number") or "", parts.get("holder") or "")
    return f"{parts.get('bank') or ''}-{parts.get('branch') or ''} " + " ".join(map(str, told))
