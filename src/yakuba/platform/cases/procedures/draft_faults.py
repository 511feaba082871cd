"""What still stands in the way of publishing a draft, in sentences for the person who makes it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from yakuba.platform.cases.procedures import letters
from yakuba.platform.cases.procedures.drafting import BRANCHING, step_of


@dataclass(frozen=True)
class Wrong:
    """``place`` is the part to be opened: basics, questions, question:<id>, checks, ends, letter."""

    place: str
    message: str


NEEDED = {"title": "手続きの名前", "summary": "説明", "deadline": "期限"}
OPTIONS_AT_LEAST = 2
CHECKS_AT_LEAST = 3


def wrong(definition: Mapping[str, Any]) -> list[Wrong]:
    """Everything that can be said of the data alone; whether checks and actions exist is the caller's to know."""
    return [*_basics(definition), *_questions(definition), *_checks(definition), *_ends(definition)]


def _basics(definition: Mapping[str, Any]) -> Iterator[Wrong]:
    for name, label in NEEDED.items():
        if not definition[name]["ja"].strip():
            yield Wrong("basics", f"{label}：まだ入力していない。［基本を変える］で入力")
    if not definition["basis"].strip():
        yield Wrong("basics", "根拠：まだ入力していない。法律・条例・要綱の名前と条を入力")
    if not definition["desk"].strip():
        yield Wrong("basics", "担当課：まだ入力していない。問合せに答える課を入力")
    if not definition["channels"]:
        yield Wrong("basics", "受け付ける所：選んでいない。オンラインか窓口の少なくとも一方を選ぶ")


def _questions(definition: Mapping[str, Any]) -> Iterator[Wrong]:
    if not definition["steps"]:
        yield Wrong("questions", "質問：一つもない。種類を選んで加える")
    titles: set[str] = set()
    before: set[str] = set()
    for one in definition["steps"]:
        place, title = f"question:{one['id']}", one["title"]["ja"].strip()
        if not title:
            yield Wrong(place, "質問の文がない。開いて入力")
        elif title in titles:
            yield Wrong(place, f"「{title}」：同じ文の質問が二つある。どちらかの文を変える")
        titles.add(title)
        yield from (Wrong(place, f"「{title}」：{told}") for told in _question(definition, one, before))
        before.add(one["id"])


def _question(definition: Mapping[str, Any], one: Mapping[str, Any], before: set[str]) -> Iterator[str]:
    if one["kind"] in ("choice", "choices") and len(one.get("options", ())) < OPTIONS_AT_LEAST:
        yield "答えの選択肢が足りない。二つ以上、1行に1つずつ入力"
    if one["kind"] == "number" and one["least"] > one["most"]:
        yield "いちばん小さい数が、いちばん大きい数を超えている。入れ替える"
    if one["kind"] == "file" and not one["accepts"]:
        yield "受け取るファイルの種類がない。少なくとも一つ選ぶ"
    if one.get("when"):
        yield from _condition(definition, one["when"], before)


def _condition(definition: Mapping[str, Any], when: Mapping[str, Any], before: set[str]) -> Iterator[str]:
    source = step_of(definition, when["question"])
    if source is None or source["kind"] not in BRANCHING:
        yield "聞く条件にした質問がなくなった。条件を選び直す"
        return
    if source["id"] not in before:
        yield f"聞く条件の「{source['title']['ja']}」が、この質問より後にある。順番を入れ替える"
    known = {option["value"] for option in source.get("options", ())} or {"yes", "no"}
    if (when.get("is_") or when.get("includes")) not in known:
        yield f"聞く条件の答えが「{source['title']['ja']}」からなくなった。条件を選び直す"


def _checks(definition: Mapping[str, Any]) -> Iterator[Wrong]:
    missing = CHECKS_AT_LEAST - len(definition["checks"])
    if missing > 0:
        yield Wrong("checks", f"自動の確認：{CHECKS_AT_LEAST}つ以上要る。あと{missing}つ選ぶ")
    keys = [(one["name"], tuple(sorted(one.get("given", {}).items()))) for one in definition["checks"]]
    if len(set(keys)) < len(keys):
        yield Wrong("checks", "自動の確認：同じものが二つある。片方を外す")


def _ends(definition: Mapping[str, Any]) -> Iterator[Wrong]:
    ledger, letter = definition.get("ledger"), definition.get("letter")
    if definition["area"] == "own_ledgers" and not (ledger or {}).get("name", "").strip():
        yield Wrong("ends", "台帳：名前がない。［行き先を変える］で入力")
    if letter:
        known = {*letters.ALWAYS, *(one["id"] for one in definition["steps"])}
        used = {mark for part in (letter["title"], *letter["paragraphs"]) for mark in letters.marks(part)}
        if used - known:
            yield Wrong("letter", "通知の文：なくなった質問の答えを入れている。文を直す")
