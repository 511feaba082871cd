"""Forms of filings: conditions of the inbox, reasons for alerts, what is asked of the resident, declining."""

from collections.abc import Mapping, Sequence
from typing import Any

from yakuba.platform.cases.filing_queries import Wanted
from yakuba.platform.screens.fields import ChoiceField, RadioField, TextAreaField, TextField
from yakuba.platform.screens.forms import EntryForm, FormKit
from yakuba.platform.screens.parts import Problem, Problems
from yakuba.platform.screens.problems import problems_of

OWNERS = (("mine", "自分"), ("nobody", "担当なし"))


class AnyChoice(ChoiceField):
    """A condition that may be left open."""

    blank = (("", "すべて"),)


class InboxForm(FormKit):
    """Procedure, channel, who looks after it. ``procedures`` and ``channels`` are (value, words)."""

    procedure = AnyChoice(label="手続き", choices=(), required=False)
    channel = AnyChoice(label="経路", choices=(), required=False)
    owner = AnyChoice(label="担当", choices=OWNERS, required=False)

    def __init__(
        self, data: Mapping[str, Any], procedures: Sequence[tuple[str, str]], channels: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(data)
        for name, choices in (("procedure", procedures), ("channel", channels)):
            field = self.fields[name]
            assert isinstance(field, ChoiceField)
            field.choices = choices

    def wanted(self, scope: str) -> Wanted:
        """The conditions; what is not offered is no condition."""
        given = self.cleaned_data if self.is_valid() else {}
        return Wanted(scope, given.get("procedure", ""), given.get("channel", ""), given.get("owner", ""))


class StepForm(EntryForm):
    """A step that needs nothing but the press: it carries the key only."""

    lead = "進められません"


IDENTIFICATIONS = (
    ("individual_number_card", "マイナンバーカード"),
    ("photo", "顔写真付きの書類1点（運転免許証、旅券、在留カードなど）"),
    ("two_papers", "顔写真のない書類2点"),
)


class ArriveForm(StepForm):
    """How it was seen who came."""

    identification = RadioField(label="本人確認", choices=IDENTIFICATIONS)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="arrive_%s")


class ProceedForm(StepForm):
    """A reason for each alert of a filing."""

    def __init__(self, findings: Sequence[Mapping[str, Any]], data: Any = None) -> None:
        super().__init__(data, auto_id="proceed_%s")
        for one in findings:
            if one["level"] == "alert":
                self.fields[f"reason-{one['code']}"] = TextField(
                    label=f"続ける理由（{one['message']}）", width="full", limit=200, support=one["remedy"]
                )

    def reasons(self) -> dict[str, str]:
        """Finding code → reason."""
        given = self.cleaned_data.items()
        return {name.removeprefix("reason-"): text for name, text in given if name.startswith("reason-")}


class AskForm(StepForm):
    """For each question the reason why the resident is to answer it again; empty is not asked.

    ``answers`` are (question, title, answer in words); ``hints`` begins the reason with what a check has found.
    """

    lead = "返答を求められません"

    def __init__(self, answers: Sequence[tuple[str, str, str]], hints: Mapping[str, str], data: Any = None) -> None:
        super().__init__(data)
        for question, title, value in answers:
            self.fields[f"ask-{question}"] = TextField(
                label=title,
                width="full",
                limit=200,
                required=False,
                initial=hints.get(question, ""),
                support=f"今の回答：{value or '入力なし'}",
            )

    def asked(self) -> dict[str, str]:
        """Question → reason."""
        given = self.cleaned_data.items()
        return {name.removeprefix("ask-"): text for name, text in given if name.startswith("ask-") and text}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not any(text for name, text in given.items() if name.startswith("ask-")):
            first = next(name for name in self.fields if name.startswith("ask-"))
            self.add_error(first, "返答を求める理由：どれにも書かれていない。求める項目の欄に理由を入力")
        return given


class DeclineForm(StepForm):
    """Why it is not accepted: the resident reads it."""

    lead = "手続きを終えられません"
    reason = TextAreaField(label="受け付けない理由", limit=400, support="本人にそのまま届く。代わりの方法も書く")


class CorrectForm(StepForm):
    """One answer. Its controls have the names every channel uses (``q``, ``q-year``); the page draws them."""

    lead = "補正できません"

    def problems(self, text: str, target: str) -> Problems:
        """The summary with what is wrong in the answer."""
        found = (*problems_of(self).items, Problem(text, target))
        return Problems(found, lead=self.lead)
