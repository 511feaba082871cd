"""From a checked form (and the findings of an action) to the error summary."""

from collections.abc import Iterable
from typing import Any, Protocol

from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm

from yakuba.platform.screens.parts import Level, Problem, Problems


class FindingLike(Protocol):
    """What `platform.cases` calls Finding; told by shape, so that screens need not import cases."""

    @property
    def level(self) -> str: ...
    @property
    def item(self) -> str: ...
    @property
    def message(self) -> str: ...
    @property
    def remedy(self) -> str: ...
    @property
    def source(self) -> str: ...


_LEVELS: dict[str, Level] = {"error": "error", "alert": "alert", "notice": "notice"}


def problem_of(finding: FindingLike, form: BaseForm | None = None) -> Problem:
    """A finding as a line: reason, then remedy. Its item leads to the form's field of that name, if there is one."""
    text = finding.message
    if finding.remedy and finding.remedy not in text:
        text = f"{text}。{finding.remedy}" if not text.endswith("。") else f"{text}{finding.remedy}"
    target = _target(form, finding.item) if form is not None and finding.item in form.fields else ""
    return Problem(text, target, _LEVELS[str(getattr(finding.level, "value", finding.level))], finding.source)


def problems_of(form: BaseForm, findings: Iterable[FindingLike] = ()) -> Problems:
    """All that stands in the way: field errors in reading order, then errors of the whole form, then findings."""
    lines: list[Problem] = []
    for name in form.fields:
        lines += [Problem(str(text), _target(form, name)) for text in form.errors.get(name, [])]
    lines += [Problem(str(text)) for text in form.errors.get(NON_FIELD_ERRORS, [])]
    lines += [problem_of(finding, form) for finding in (*getattr(form, "findings", ()), *findings)]
    lead = getattr(form, "lead", Problems.lead)
    return Problems(tuple(lines), staff=getattr(form, "voice", "staff") == "staff", lead=lead)


def _target(form: BaseForm, name: str) -> str:
    bound = form[name]
    widget: Any = bound.field.widget
    part = getattr(widget, "first_wrong_part", None)
    return str(part(bound)) if part else str(bound.id_for_label or bound.auto_id)
