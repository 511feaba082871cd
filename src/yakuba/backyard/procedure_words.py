"""How a procedure and its parts are told to staff: state, period, questions, checks, ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from yakuba.backyard.procedure_end_forms import end_words
from yakuba.backyard.procedure_forms import CHANNELS, FINISH, IDENTITY
from yakuba.platform.cases.own_models import OwnProcedure
from yakuba.platform.cases.procedure_parts import all_checks
from yakuba.platform.cases.procedures import drafting, letters
from yakuba.platform.cases.procedures.draft_faults import Wrong
from yakuba.platform.cases.registry import UnknownAction, actions
from yakuba.platform.screens.dates import short_japanese


class ProcedureState(Enum):
    """Where a version stands on a day."""

    DRAFT = "draft"
    COMING = "coming"
    OPEN = "open"
    CLOSED = "closed"


def state_on(row: OwnProcedure, day: date) -> ProcedureState:
    if row.state == OwnProcedure.State.DRAFT or row.valid_from is None:
        return ProcedureState.DRAFT
    if day < row.valid_from:
        return ProcedureState.COMING
    return ProcedureState.CLOSED if row.valid_until and row.valid_until < day else ProcedureState.OPEN


def period(valid_from: date | None, valid_until: date | None) -> str:
    """令8.12.1から令9.3.31まで; ― for a draft."""
    if valid_from is None:
        return "―"
    return f"{short_japanese(valid_from)}から" + (f"{short_japanese(valid_until)}まで" if valid_until else "")


@dataclass(frozen=True)
class Asked:
    """A question as the overview lists it."""

    name: str
    title: str
    kind: str
    required: bool
    details: str
    when: str
    wrongs: tuple[str, ...] = ()


def asked(definition: Mapping[str, Any], wrongs: list[Wrong]) -> list[Asked]:
    return [
        Asked(
            name=one["id"],
            title=one["title"]["ja"] or "（質問の文がない）",
            kind=drafting.KINDS[one["kind"]],
            required=one["required"],
            details=_details(one),
            when=drafting.condition_words(definition, one.get("when")),
            wrongs=tuple(each.message for each in wrongs if each.place == f"question:{one['id']}"),
        )
        for one in definition["steps"]
    ]


def _details(one: Mapping[str, Any]) -> str:
    if one.get("options"):
        return "／".join(option["label"]["ja"] for option in one["options"])
    if one["kind"] == "date":
        return {(None, 0): "今日か、今日より前", (0, None): "今日か、今日より後"}.get(
            (one.get("earliest"), one.get("latest")), ""
        )
    if one["kind"] == "number":
        unit = (one.get("unit") or {}).get("ja", "")
        return f"{one['least']:,}から{one['most']:,}まで{f'（{unit}）' if unit else ''}"
    return f"{one['longest']}文字まで" if one["kind"] == "text" else ""


@dataclass(frozen=True)
class Checked:
    """A check as the overview lists it; ``position`` is its place in the definition."""

    position: int
    title: str
    told: bool


def checked(definition: Mapping[str, Any]) -> list[Checked]:
    titles = {one["id"]: one["title"]["ja"] for one in definition["steps"]}
    known = {one.name: one for one in all_checks()}
    found = []
    for position, one in enumerate(definition["checks"]):
        check = known.get(one["name"])
        source = drafting.step_of(definition, str(one["given"].get("question", "")))
        answers = dict(drafting.answers_of(source)) if source else {}
        known_words = titles | answers
        marks = {name: known_words.get(str(value), value) for name, value in one["given"].items()}
        wanted = {each.name: "（なし）" for each in check.parameters} if check else {}
        title = check.title.format_map(wanted | marks) if check else one["name"]
        found.append(Checked(position, title, bool(one["given"])))
    return found


def basics(definition: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Label and words of what is said of the whole procedure."""
    channels = "、".join(label for code, label in CHANNELS if code in definition["channels"])
    fee = int(definition.get("fee_yen", 0))
    return [
        ("説明", definition["summary"]["ja"]),
        ("根拠", definition["basis"]),
        ("期限", definition["deadline"]["ja"]),
        ("担当課", definition["desk"]),
        ("手数料", f"{fee:,}円" if fee else "無料"),
        ("お返事まで", f"{definition['days']}日（役所が開いている日）"),
        ("本人確認", dict(IDENTITY).get(definition["identity"], "なし")),
        ("受け付ける所", channels),
        ("決め方", dict(FINISH)[definition["finish"]]),
        ("持ち物", definition["bring"]["ja"]),
        ("このあとの流れ", "／".join(one["ja"] for one in definition["afterwards"])),
        ("送る前の宣言", (definition.get("declaration") or {}).get("ja", "")),
        ("探すときの言葉", "、".join(definition["keywords"])),
    ]


def end(definition: Mapping[str, Any]) -> list[tuple[str, str]]:
    try:
        action = end_words(definition["action"], actions.get(definition["action"]).title)
    except UnknownAction:
        action = ""
    ledger = definition.get("ledger")
    named = [("台帳の名前", ledger["name"]), ("番号の頭文字", ledger["prefix"])] if ledger else []
    return [("行き先", action), *named]


def letter(definition: Mapping[str, Any]) -> tuple[str, list[str]] | None:
    """Title and paragraphs as their maker wrote them."""
    kept = definition.get("letter")
    if not kept:
        return None
    return letters.written(kept["title"], definition), [letters.written(one, definition) for one in kept["paragraphs"]]


def only_japanese(definition: Mapping[str, Any]) -> int:
    """How many texts a resident reads are there in Japanese only."""
    texts = [definition["title"], definition["summary"], definition["deadline"]]
    for one in definition["steps"]:
        texts += [one["title"], *(option["label"] for option in one.get("options", ()))]
    return sum(1 for one in texts if one["ja"] and not (one["easy"] and one["en"]))
