"""A draft of a municipality's own procedure, as data: what its maker says becomes the shape ``definition.parse`` reads.

Everything here takes a definition and gives a new one; nothing is changed in place. Pure.
"""

from collections.abc import Mapping, Sequence
from typing import Any

Definition = dict[str, Any]

KINDS = {
    "text": "文字",
    "yes_no": "はい・いいえ",
    "choice": "一つ選ぶ",
    "choices": "いくつでも選ぶ",
    "date": "日付",
    "number": "数",
    "address": "住所",
    "phone": "電話番号",
    "email": "メールアドレス",
    "people": "世帯の人を選ぶ",
    "account": "振込先の口座",
    "file": "ファイル（写真・PDF）",
}
"""Kinds of question, in words."""
BRANCHING = ("yes_no", "choice", "choices")
"""Kinds whose answer can open another question."""
YES_NO = (("yes", "はい"), ("no", "いいえ"))
DAYS = {"any": (None, None), "past": (None, 0), "future": (0, None)}
"""Which days a date takes: offsets from the day of filing."""


def text(ja: str, easy: str = "", en: str = "") -> dict[str, str]:
    return {"ja": ja, "easy": easy, "en": en}


def fresh(checks: Sequence[str], action: str, build: str, area: str) -> Definition:
    """A draft with what can be said without asking anybody."""
    return {
        "area": area,
        "title": text(""),
        "summary": text(""),
        "keywords": [],
        "basis": "",
        "steps": [],
        "identity": "card",
        "finish": "confirm",
        "action": action,
        "build": build,
        "checks": [{"name": name, "given": {}} for name in checks],
        "deadline": text("いつでも"),
        "bring": text(
            "オンラインではマイナンバーカードと暗証番号。窓口では本人確認書類。",
            "マイナンバーカードと {暗証番号|あんしょうばんごう}が いります。",
            "Online, your My Number Card and its PIN. At the counter, an identity document.",
        ),
        "afterwards": [
            text(
                "職員が確認します。済んだら、この画面でお知らせします。",
                "{職員|しょくいん}が {見|み}ます。おわったら この ページに {書|か}きます。",
                "Our staff will check it and tell you here.",
            )
        ],
        "days": 7,
        "channels": ["portal", "counter"],
        "fee_yen": 0,
        "desk": "",
    }


def step_of(definition: Mapping[str, Any], name: str) -> Definition | None:
    return next((one for one in definition["steps"] if one["id"] == name), None)


def put_question(definition: Definition, question: Definition) -> Definition:
    """The question in the place of the one with its id, or behind the last."""
    steps = list(definition["steps"])
    at = next((n for n, one in enumerate(steps) if one["id"] == question["id"]), len(steps))
    steps[at : at + 1] = [question]
    return {**definition, "steps": steps}


def drop_question(definition: Definition, name: str) -> Definition:
    return {**definition, "steps": [one for one in definition["steps"] if one["id"] != name]}


def move_question(definition: Definition, name: str, by: int) -> Definition:
    """One place up (-1) or down (1); at the end it stays."""
    steps = list(definition["steps"])
    at = next((n for n, one in enumerate(steps) if one["id"] == name), None)
    if at is not None and 0 <= at + by < len(steps):
        steps[at], steps[at + by] = steps[at + by], steps[at]
    return {**definition, "steps": steps}


def next_id(taken: Sequence[str]) -> str:
    """
    >>> next_id(["q1", "q7"]), next_id([])
    ('q8', 'q1')
    """
    numbers = [int(one[1:]) for one in taken if one[:1] == "q" and one[1:].isdigit()]
    return f"q{max(numbers, default=0) + 1}"


def options(labels: Mapping[str, Sequence[str]], before: Sequence[Mapping[str, Any]]) -> list[Definition]:
    """Options from one line each in the three languages. An answer keeps its value when its words or its place stay.

    >>> old = options({"ja": ["白", "黒"]}, [])
    >>> [one["value"] for one in options({"ja": ["黒", "茶", "まだら"]}, old)]
    ['a2', 'a1', 'a3']
    """
    lines = list(labels["ja"])
    by_words = {str(one["label"]["ja"]): str(one["value"]) for one in before}
    values: list[str] = [by_words.get(words, "") for words in lines]
    for at, value in enumerate(values):
        if not value and at < len(before) and before[at]["value"] not in values:
            values[at] = str(before[at]["value"])
    for at, value in enumerate(values):
        if not value:
            values[at] = _free(values, before)

    def said(language: str, at: int) -> str:
        told = labels.get(language, ())
        return told[at] if at < len(told) else ""

    return [
        {"value": value, "label": text(lines[at], said("easy", at), said("en", at))} for at, value in enumerate(values)
    ]


def _free(values: Sequence[str], before: Sequence[Mapping[str, Any]]) -> str:
    taken = {*values, *(str(one["value"]) for one in before)}
    number = 1
    while f"a{number}" in taken:
        number += 1
    return f"a{number}"


def conditions(definition: Mapping[str, Any], name: str = "") -> list[tuple[str, str]]:
    """What a question can depend on: answers to the questions before it, as (``question=answer``, words)."""
    found = []
    for one in definition["steps"]:
        if one["id"] == name:
            break
        if one["kind"] in BRANCHING:
            found += [
                (f"{one['id']}={value}", f"「{one['title']['ja']}」が「{words}」") for value, words in answers_of(one)
            ]
    return found


def answers_of(question: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The answers a question offers, as (value, words)."""
    if question["kind"] == "yes_no":
        return list(YES_NO)
    return [(str(one["value"]), str(one["label"]["ja"])) for one in question.get("options", ())]


def condition(definition: Mapping[str, Any], chosen: str) -> Definition | None:
    """``question=answer`` → the condition; nothing for a question that is always asked."""
    name, _, value = chosen.partition("=")
    source = step_of(definition, name)
    if source is None or not value:
        return None
    return {"question": name, "includes" if source["kind"] == "choices" else "is_": value}


def condition_key(when: Mapping[str, Any] | None) -> str:
    """The condition as ``conditions`` names it."""
    return f"{when['question']}={when.get('is_') or when.get('includes')}" if when else ""


def condition_words(definition: Mapping[str, Any], when: Mapping[str, Any] | None) -> str:
    """Empty for a question that is always asked, and for a condition on what is no longer there."""
    if not when:
        return ""
    source = step_of(definition, str(when["question"]))
    words = dict(answers_of(source)) if source else {}
    value = str(when.get("is_") or when.get("includes"))
    return f"「{source['title']['ja']}」が「{words[value]}」のときだけ" if source and value in words else ""
