"""The life-event guide at the counter: what it ticks for this visit, and the desks the visitor goes to next."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing

from yakuba.frontyard.counter.models import Visit
from yakuba.frontyard.guide import definition, engine
from yakuba.platform.cases.procedures.definition import Condition, Question, Text
from yakuba.platform.screens.fields import ChecksField, ChoiceField, QuickDateField, RadioField
from yakuba.platform.screens.forms import FormKit
from yakuba.platform.tenancy.context import current_context

_SALT = "counter.guide"
_LIVES = 12 * 3600
YES_NO = (("yes", "はい"), ("no", "いいえ"))


def _events() -> list[tuple[str, str]]:
    return [(key, label.ja) for key, label in definition.load().events.items()]


class EventForm(FormKit):
    """What happened."""

    lead = "質問を出せません"
    event = ChoiceField(label="出来事", choices=_events)


class AnswersForm(FormKit):
    """All questions of one event on one page: the clerk sees what is coming. What is not known stays empty."""

    lead = "手続きを選べません"

    def __init__(self, event: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.event = event
        for question in definition.load().questions:
            if question.when is not None and _belongs(question.when, event):
                field = _field(question)
                field.voice = self.voice
                self.fields[question.id] = field

    @property
    def answers(self) -> dict[str, Any]:
        """After a successful check; only what applies."""
        given = {
            name: value.isoformat() if isinstance(value, datetime.date) else value
            for name, value in self.cleaned_data.items()
        }
        return engine.known(definition.load(), {**given, definition.EVENT: self.event})


def _belongs(when: Condition, event: str) -> bool:
    """Whether a question can come up at all with this event, whatever else is answered."""
    if when.question == definition.EVENT:
        return when.is_ == event
    if when.any_of:
        return any(_belongs(part, event) for part in when.any_of)
    return all(_belongs(part, event) for part in when.all_of)


def _field(question: Question) -> Any:
    said: dict[str, Any] = {"label": question.title.ja, "required": question.required}
    options = [(one.value, one.label.ja) for one in question.options]
    if question.kind == "date":
        return QuickDateField(**said, support="令8.11.20、20261120 など。わからなければ空のまま")
    if question.kind == "choices":
        return ChecksField(**said, choices=options)
    return RadioField(**said, choices=options or YES_NO, inline=not options)


def carried(answers: Mapping[str, Any], number: int) -> str:
    """The answers as a hidden field of the start page of this one visitor."""
    return signing.dumps(dict(answers), salt=f"{_SALT}.{number}", compress=True)


def brought(field: str, number: int) -> dict[str, Any]:
    """What ``carried`` gave; nothing when it is another visitor's, older than a day's work, or was changed."""
    try:
        given = signing.loads(field, salt=f"{_SALT}.{number}", max_age=_LIVES)
    except signing.BadSignature:
        return {}
    return engine.known(definition.load(), given)


@dataclass(frozen=True)
class Onward:
    """Where the visitor goes next for one thing."""

    title: Text
    office: Text
    deadline: Text
    due: datetime.date | None
    bring: tuple[Text, ...]


def steps(answers: Mapping[str, Any], received: Iterable[str]) -> tuple[list[str], list[Onward]]:
    """Codes of what can be received here, in order, and what is left for other desks. ``received``: codes."""
    guide = definition.load()
    found = engine.steps(guide, answers, dict.fromkeys(received, True), current_context().business_date)
    here = [one.rule.procedure for one in found if one.startable]
    return here, [_onward(guide, one) for one in found if not one.startable]


def _onward(guide: definition.Guide, step: engine.Step) -> Onward:
    rule = step.rule
    things = tuple(guide.things[key] for key in rule.bring)
    return Onward(rule.title, guide.offices[rule.office].name, guide.deadlines[rule.deadline].words, step.due, things)


def next_desks(visit: Visit) -> list[Onward]:
    """For the 控え: what the guide named and this visit does not file. Nothing when the clerk ticked by hand."""
    return steps(visit.guide, [str(one["code"]) for one in visit.drafts])[1] if visit.guide else []
