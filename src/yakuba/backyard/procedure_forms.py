"""Forms of the builder: a part of a draft becomes fields, and what was filled in becomes that part again.

Here what a resident meets: the basics and the questions.
"""

from collections.abc import Mapping
from typing import Any

from yakuba.platform.cases.procedures import drafting
from yakuba.platform.cases.procedures.drafting import Definition
from yakuba.platform.screens.fields import (
    CheckField,
    ChecksField,
    ChoiceField,
    IntegerField,
    KitField,
    RadioField,
    TextAreaField,
    TextField,
)
from yakuba.platform.screens.forms import FormKit

LANGUAGES = {"easy": "やさしい日本語", "en": "英語"}
IDENTITY = (("card", "マイナンバーカード（窓口では本人確認書類）"), ("email", "メールアドレスだけでよい"))
FINISH = (
    ("confirm", "担当者が一度確認して決める"),
    ("automatic", "自動の確認がすべて通れば、そのまま決まる"),
    ("visit", "本人の来庁を待ってから決める"),
)
CHANNELS = (("portal", "オンライン"), ("counter", "窓口"))
DAYS = (("any", "いつの日でも"), ("past", "今日か、今日より前"), ("future", "今日か、今日より後"))
FILES = (("pdf", "PDF"), ("jpeg", "写真（JPEG）"), ("png", "画像（PNG）"))


class AlwaysOr(ChoiceField):
    """A condition that may be left open."""

    blank = (("", "いつも聞く"),)


def lines(text: str) -> list[str]:
    """One entry a line, empty lines dropped."""
    return [one.strip() for one in text.split("\n") if one.strip()]


def _languages(limit: int, several: bool = False) -> dict[str, KitField]:
    kind: type[TextField] = TextAreaField if several else TextField
    wide: dict[str, Any] = {} if several else {"width": "full"}
    return {code: kind(label=name, limit=limit, required=False, **wide) for code, name in LANGUAGES.items()}


class PartForm(FormKit):
    """A part of a draft. Fields that depend on the draft are added before the form is checked."""

    lead = "保存できません"

    def put(self, fields: Mapping[str, KitField]) -> None:
        for name, field in fields.items():
            field.voice = self.voice
            self.fields[name] = field

    def said(self, name: str) -> dict[str, str]:
        """A text in three languages, from ``name``, ``name_easy`` and ``name_en``."""
        given = self.cleaned_data
        return drafting.text(given[name], given.get(f"{name}_easy", ""), given.get(f"{name}_en", ""))


class BasicsForm(PartForm):
    """Name, what it is for, legal basis, who may file and how it is decided."""

    page_title = "基本"

    title = TextField(label="手続きの名前", limit=60, width="full", support="例：犬の登録")
    summary = TextField(label="説明", limit=200, width="full", support="だれが、いつ、何のために使うかを1文で")
    basis = TextField(
        label="根拠", limit=200, width="full", support="法律・条例・要綱の名前と条。例：狂犬病予防法第4条"
    )
    deadline = TextField(label="期限", limit=120, width="full", support="例：犬を飼い始めた日から30日のうちに")
    desk = TextField(label="担当課", limit=60, width="24", support="問合せに答える課")
    fee_yen = IntegerField(label="手数料", high=100_000, unit="円", support="無料のときは0")
    days = IntegerField(label="お返事までの日数", low=1, high=90, unit="日", support="役所が開いている日で数える")
    identity = RadioField(label="本人確認", choices=IDENTITY)
    channels = ChecksField(label="受け付ける所", choices=CHANNELS)
    finish = RadioField(label="決め方", choices=FINISH)
    bring = TextField(label="持ち物", limit=200, width="full", required=False)
    afterwards = TextAreaField(label="このあとの流れ", limit=600, required=False, support="1行に1つ")
    declaration = TextField(
        label="送る前の宣言", limit=200, width="full", required=False, support="例：この内容に間違いはありません"
    )
    keywords = TextField(
        label="探すときの言葉", limit=200, width="full", required=False, support="読点（、）で区切る。例：犬、ペット"
    )
    spoken = ("title", "summary", "deadline", "bring")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in self.spoken:
            label = self.fields[name].label
            more = _languages(200)
            for code, field in more.items():
                field.label = f"{label}（{LANGUAGES[code]}）"
            self.put({f"{name}_{code}": field for code, field in more.items()})

    @property
    def other_languages(self) -> list[Any]:
        return [self[f"{name}_{code}"] for name in self.spoken for code in LANGUAGES]

    @staticmethod
    def initial_of(definition: Definition) -> dict[str, Any]:
        found: dict[str, Any] = {
            name: definition[name] for name in ("basis", "desk", "fee_yen", "days", "identity", "channels", "finish")
        }
        for name in BasicsForm.spoken:
            found |= {name: definition[name]["ja"]} | {f"{name}_{code}": definition[name][code] for code in LANGUAGES}
        found["afterwards"] = "\n".join(one["ja"] for one in definition["afterwards"])
        found["declaration"] = (definition.get("declaration") or {}).get("ja", "")
        found["keywords"] = "、".join(definition["keywords"])
        return found

    def edited(self, before: Definition) -> Definition:
        given = self.cleaned_data
        after = {
            name: given[name] for name in ("basis", "desk", "fee_yen", "days", "identity", "channels", "finish")
        } | {name: self.said(name) for name in self.spoken}
        kept = {one["ja"]: one for one in before["afterwards"]}
        after["afterwards"] = [kept.get(one) or drafting.text(one) for one in lines(given["afterwards"])]
        after["keywords"] = [one.strip() for one in given["keywords"].replace(",", "、").split("、") if one.strip()]
        after["declaration"] = drafting.text(given["declaration"]) if given["declaration"] else None
        return {**before, **after}


class QuestionForm(PartForm):
    """One question: its words, whether it must be answered, what it takes, when it is asked."""

    page_title = "質問"

    title = TextField(label="質問", limit=100, width="full", support="住民が読む文。例：犬の名前")
    hint = TextField(label="補足", limit=200, width="full", required=False, support="質問の下に小さく出る")
    required = CheckField(label="必ず答えてもらう", required=False)

    def __init__(self, kind: str, definition: Definition, *args: Any, name: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.kind, self.definition, self.question_id = kind, definition, name
        self.taken: list[str] = []
        self.put(_LIMITS[kind]() if kind in _LIMITS else {})
        self.put({"when": AlwaysOr(label="聞く条件", choices=drafting.conditions(definition, name), required=False)})
        for field in self._spoken:
            several = field == "options"
            more = _languages(1000 if several else 200, several)
            for code, one in more.items():
                one.label = f"{self.fields[field].label}（{LANGUAGES[code]}）"
                one.help_text = "上と同じ順に、1行に1つ" if several else ""
            self.put({f"{field}_{code}": one for code, one in more.items()})

    @property
    def _spoken(self) -> tuple[str, ...]:
        return ("title", "hint", "options") if self.kind in ("choice", "choices") else ("title", "hint")

    @property
    def limits(self) -> list[Any]:
        return [self[name] for name in _LIMITS.get(self.kind, dict)()]

    @property
    def other_languages(self) -> list[Any]:
        return [self[f"{name}_{code}"] for name in self._spoken for code in LANGUAGES]

    @staticmethod
    def initial_of(question: Definition) -> dict[str, Any]:
        found: dict[str, Any] = {"required": question["required"], "when": drafting.condition_key(question.get("when"))}
        for name in ("title", "hint"):
            told = question.get(name) or drafting.text("")
            found |= {name: told["ja"]} | {f"{name}_{code}": told[code] for code in LANGUAGES}
        labels = [one["label"] for one in question.get("options", ())]
        found["options"] = "\n".join(one["ja"] for one in labels)
        for code in LANGUAGES:
            found[f"options_{code}"] = "\n".join(one[code] for one in labels).strip("\n")
        if question["kind"] == "date":
            limits = (question.get("earliest"), question.get("latest"))
            found["range"] = next((name for name, days in drafting.DAYS.items() if days == limits), "any")
        found["unit"] = (question.get("unit") or {}).get("ja", "")
        return found | {name: question[name] for name in ("longest", "least", "most", "accepts") if name in question}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "options" in self.fields and given.get("options") and len(lines(given["options"])) < 2:
            self.add_error("options", "選択肢：一つしかない。二つ以上、1行に1つずつ入力")
        chosen = lines(given.get("options") or "")
        if len(set(chosen)) < len(chosen):
            self.add_error("options", "選択肢：同じものが二つある。片方を消す")
        least, most = given.get("least"), given.get("most")
        if least is not None and most is not None and least > most:
            self.add_error("most", "いちばん大きい数：いちばん小さい数より小さい。入れ替える")
        same = [one for one in self.definition["steps"] if one["title"]["ja"] == given.get("title")]
        if any(one["id"] != self.question_id for one in same):
            self.add_error("title", "質問：同じ文の質問がもうある。区別できる文にする")
        return given

    def edited(self, before: Definition) -> Definition:
        """A new question gets an id that none ever had; ``taken`` names those of all versions."""
        self.question_id = self.question_id or drafting.next_id([*self.taken, *(one["id"] for one in before["steps"])])
        return drafting.put_question(before, self._question(before))

    def _question(self, before: Definition) -> Definition:
        given = self.cleaned_data
        old = drafting.step_of(before, self.question_id) or {}
        found: Definition = {
            "id": self.question_id,
            "kind": self.kind,
            "title": self.said("title"),
            "item": old.get("item") or given["title"],
            "hint": self.said("hint") if given["hint"] else None,
            "required": given["required"],
            "when": drafting.condition(before, given["when"]),
        }
        if self.kind in ("choice", "choices"):
            labels = {"ja": lines(given["options"])}
            labels |= {code: given[f"options_{code}"].split("\n") for code in LANGUAGES}
            found["options"] = drafting.options(labels, old.get("options", ()))
        if self.kind == "date":
            found["earliest"], found["latest"] = drafting.DAYS[given["range"]]
        if self.kind == "number":
            found |= {"least": given["least"], "most": given["most"]}
            found["unit"] = drafting.text(given["unit"]) if given["unit"] else None
        return found | {name: given[name] for name in ("longest", "accepts") if name in given}


def _options() -> dict[str, KitField]:
    return {"options": TextAreaField(label="選択肢", limit=1000, rows=5, support="1行に1つ")}


_LIMITS: dict[str, Any] = {
    "choice": _options,
    "choices": _options,
    "text": lambda: {"longest": IntegerField(label="いちばん長いとき", low=1, high=1000, unit="文字")},
    "date": lambda: {"range": RadioField(label="受け付ける日", choices=DAYS)},
    "number": lambda: {
        "least": IntegerField(label="いちばん小さい数"),
        "most": IntegerField(label="いちばん大きい数", high=999_999_999),
        "unit": TextField(label="単位", limit=10, width="4", required=False, support="例：頭"),
    },
    "file": lambda: {"accepts": ChecksField(label="受け取る種類", choices=FILES)},
}
STARTS: dict[str, Any] = {"required": True, "longest": 100, "range": "any", "least": 0, "most": 9999}
STARTS["accepts"] = [code for code, _ in FILES]
