"""Forms of the builder for what happens behind the questions: checks, where it ends, the letter, the day."""

from typing import Any

from yakuba.backyard.procedure_forms import PartForm, lines
from yakuba.platform.cases import building
from yakuba.platform.cases.procedure_parts import AutomaticCheck, Parameter, all_checks
from yakuba.platform.cases.procedures import drafting, letters
from yakuba.platform.cases.procedures.drafting import Definition
from yakuba.platform.screens.fields import (
    ChecksField,
    ChoiceField,
    IntegerField,
    KitField,
    QuickDateField,
    TextAreaField,
    TextField,
)


def plain_checks() -> list[AutomaticCheck]:
    """Checks that suit any procedure and need to be told nothing."""
    return [one for one in all_checks() if one.general and not one.parameters]


def told_checks() -> list[AutomaticCheck]:
    """Checks that are told what they look at."""
    return [one for one in all_checks() if one.general and one.parameters]


def check_words(check: AutomaticCheck) -> str:
    """What a check looks at, before it is told anything: 「…」から…日のうちに届け出たか."""
    return check.title.format_map({one.name: "…" for one in check.parameters})


class ChecksForm(PartForm):
    """Which of the checks that need nothing run."""

    page_title = "自動の確認"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(one.name, check_words(one)) for one in plain_checks()]
        self.put({"plain": ChecksField(label="いつも動かす確認", choices=choices, required=False)})

    @staticmethod
    def initial_of(definition: Definition) -> dict[str, Any]:
        return {"plain": [one["name"] for one in definition["checks"] if not one["given"]]}

    def edited(self, before: Definition) -> Definition:
        offered = {one.name for one in plain_checks()}
        rest = [one for one in before["checks"] if one["name"] not in offered]
        return {**before, "checks": [*({"name": one, "given": {}} for one in self.cleaned_data["plain"]), *rest]}


class ToldCheckForm(PartForm):
    """One check with what it is told."""

    page_title = "確認を加える"

    lead = "加えられません"

    def __init__(self, check: AutomaticCheck, definition: Definition, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.check, self.definition = check, definition
        self.put({f"p_{one.name}": _parameter_field(one, definition) for one in check.parameters})

    def clean(self) -> dict[str, Any]:
        """An answer is told in the words of its question; kept is its value."""
        given = super().clean() or {}
        source = drafting.step_of(self.definition, given.get("p_question", ""))
        if "p_value" in given and source is not None:
            values = {words: value for value, words in drafting.answers_of(source)}
            if given["p_value"] in values:
                given["p_value"] = values[given["p_value"]]
            else:
                label = self.fields["p_value"].label
                self.add_error("p_value", f"{label}：この質問の答えにない。「{'」「'.join(values)}」から入力")
        return given

    def edited(self, before: Definition) -> Definition:
        given = {one.name: self.cleaned_data[f"p_{one.name}"] for one in self.check.parameters}
        return {**before, "checks": [*before["checks"], {"name": self.check.name, "given": given}]}


def _parameter_field(one: Parameter, definition: Definition) -> KitField:
    if one.kind == "whole":
        return IntegerField(label=one.label, high=99_999)
    if one.kind == "text":
        return TextField(label=one.label, limit=200, width="full")
    fitting = [each for each in definition["steps"] if not one.kinds or each["kind"] in one.kinds]
    kinds = "・".join(drafting.KINDS[kind] for kind in one.kinds)
    support = "" if fitting else f"「{kinds}」の質問がまだない。先に質問を加える"
    return ChoiceField(
        label=one.label, choices=[(each["id"], each["title"]["ja"]) for each in fitting], support=support
    )


class EndsForm(PartForm):
    """Where it ends: the municipality's own ledger, or an outside system."""

    page_title = "行き先"

    ledger = TextField(label="台帳の名前", limit=40, width="24", required=False, support="例：犬の登録台帳")
    number_prefix = TextField(
        label="番号の頭文字", limit=8, width="8", required=False, support="例：犬。番号は 犬2026-00001 となる"
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(one.name, end_words(one.name, one.title)) for one in building.ends()]
        self.put({"action": ChoiceField(label="行き先", choices=choices)})

    @staticmethod
    def initial_of(definition: Definition) -> dict[str, Any]:
        ledger = definition.get("ledger") or {}
        return {
            "action": definition["action"],
            "ledger": ledger.get("name", ""),
            "number_prefix": ledger.get("prefix", ""),
        }

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("action") == building.LEDGER[0] and not given.get("ledger"):
            self.add_error("ledger", "台帳の名前：入力していない。自分の台帳に入れるときは名前を付ける")
        return given

    def edited(self, before: Definition) -> Definition:
        given = self.cleaned_data
        own = given["action"] == building.LEDGER[0]
        ledger = {"name": given["ledger"], "prefix": given["number_prefix"]} if own else None
        return {**before, **building.end_of(given["action"]), "ledger": ledger}


def end_words(action: str, title: str) -> str:
    return "自分の市区町村の台帳に入れる" if action == building.LEDGER[0] else title


class LetterForm(PartForm):
    """The letter it ends with; both empty: none."""

    page_title = "通知の文"

    title = TextField(label="題", limit=60, width="full", required=False, support="例：犬の登録済みのお知らせ")
    body = TextAreaField(
        label="本文", limit=2000, rows=8, required=False, support="1行が1段落。［犬の名前］のように書くと答えが入る"
    )

    def __init__(self, definition: Definition, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.definition = definition
        self.kept: dict[str, Any] | None = None

    @staticmethod
    def initial_of(definition: Definition) -> dict[str, Any]:
        letter = definition.get("letter") or {"title": "", "paragraphs": []}
        body = "\n".join(letter["paragraphs"])
        return {"title": letters.written(letter["title"], definition), "body": letters.written(body, definition)}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        kept: dict[str, str] = {}
        for name in ("title", "body"):
            try:
                kept[name] = letters.kept(given.get(name) or "", self.definition)
            except letters.UnknownMark as unknown:
                self.add_error(name, f"{self.fields[name].label}：{unknown}")
        if bool(kept.get("title")) != bool(kept.get("body")):
            empty = "body" if kept.get("title") else "title"
            self.add_error(empty, f"{self.fields[empty].label}：空いている。通知を出さないときは両方を空にする")
        elif kept.get("title"):
            self.kept = {"title": kept["title"], "paragraphs": lines(kept["body"])}
        return given

    def edited(self, before: Definition) -> Definition:
        return {**before, "letter": self.kept}


class PublishForm(PartForm):
    """From which day on."""

    lead = "公開できません"
    day = QuickDateField(label="公開する日", support="この日から受け付ける。前の版は、その前の日で終わる")


class CloseForm(PartForm):
    """The last day."""

    lead = "終わりの日を決められません"
    day = QuickDateField(label="終わりの日", support="この日まで受け付ける。受け付けた申請の処理は続く")
