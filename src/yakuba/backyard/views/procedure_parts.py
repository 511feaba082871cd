"""The parts of a draft: questions, checks, where it ends, the letter. Each is a form of its own."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from yakuba.backyard import procedure_words as words
from yakuba.backyard.procedure_end_forms import (
    ChecksForm,
    EndsForm,
    LetterForm,
    ToldCheckForm,
    check_words,
    told_checks,
)
from yakuba.backyard.procedure_forms import STARTS, QuestionForm
from yakuba.backyard.views.procedures import MANAGE, edit_part, revision_of, row_of, to_procedure
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.cases import building
from yakuba.platform.cases.procedures import drafting, letters
from yakuba.platform.cases.procedures.drafting import Definition

METHODS = ["GET", "HEAD", "POST"]


@gate(MANAGE)
@require_http_methods(METHODS)
def add_question(request: AuthenticatedRequest, address: str, procedure_id: UUID, kind: str) -> HttpResponse:
    """A new question of a kind, behind the last one."""
    row = row_of(procedure_id)
    if kind not in drafting.KINDS:
        raise Http404
    form = QuestionForm(kind, row.definition, request.POST or None, initial=STARTS)
    form.taken = building.taken_ids(row.code)
    return edit_part(request, row, form, ("質問を加えた", "backyard/procedure_question.html", _question_page(kind)))


@gate(MANAGE)
@require_http_methods(METHODS)
def question(request: AuthenticatedRequest, address: str, procedure_id: UUID, name: str) -> HttpResponse:
    """One question, changed in its place."""
    row = row_of(procedure_id)
    one = drafting.step_of(row.definition, name)
    if one is None:
        raise Http404
    initial = STARTS | QuestionForm.initial_of(one)
    form = QuestionForm(one["kind"], row.definition, request.POST or None, initial=initial, name=name)
    more = _question_page(one["kind"]) | {"name": name}
    return edit_part(request, row, form, ("質問を変えた", "backyard/procedure_question.html", more))


def _question_page(kind: str) -> dict[str, Any]:
    return {"kind_words": drafting.KINDS[kind]}


@gate(MANAGE)
@require_POST
def arrange(request: AuthenticatedRequest, address: str, procedure_id: UUID) -> HttpResponse:
    """Move a question one place, or take it out: ``do`` is up:<id>, down:<id> or drop:<id>."""
    row_of(procedure_id)
    do, _, name = request.POST.get("do", "").partition(":")
    if do not in ("up", "down", "drop"):
        raise Http404

    def edit(before: Definition) -> Definition:
        if do == "drop":
            return drafting.drop_question(before, name)
        return drafting.move_question(before, name, -1 if do == "up" else 1)

    return _stepped(request, procedure_id, edit, "質問をやめた" if do == "drop" else "質問の順番を変えた")


def _stepped(request: AuthenticatedRequest, procedure_id: UUID, edit: Any, what: str) -> HttpResponse:
    """A step without a form: what was changed meanwhile is shown, and the step is not taken."""
    try:
        building.change(procedure_id, revision_of(request), edit, what)
    except building.BuildError:
        return to_procedure(request, procedure_id, "outdated")
    return to_procedure(request, procedure_id, "saved")


@gate(MANAGE)
@require_http_methods(METHODS)
def checks(request: AuthenticatedRequest, address: str, procedure_id: UUID) -> HttpResponse:
    """Checks that need nothing, ticked; those that are told something, chosen one by one."""
    row = row_of(procedure_id)
    form = ChecksForm(request.POST or None, initial=ChecksForm.initial_of(row.definition))
    more = {
        "told": [one for one in words.checked(row.definition) if one.told],
        "offered": [(one.name, check_words(one)) for one in told_checks()],
    }
    return edit_part(request, row, form, ("自動の確認を変えた", "backyard/procedure_checks.html", more))


@gate(MANAGE)
@require_http_methods(METHODS)
def add_check(request: AuthenticatedRequest, address: str, procedure_id: UUID, name: str) -> HttpResponse:
    row = row_of(procedure_id)
    check = next((one for one in told_checks() if one.name == name), None)
    if check is None:
        raise Http404
    form = ToldCheckForm(check, row.definition, request.POST or None)
    more = {"check_words": check_words(check)}
    return edit_part(request, row, form, ("自動の確認を加えた", "backyard/procedure_check.html", more))


@gate(MANAGE)
@require_POST
def drop_check(request: AuthenticatedRequest, address: str, procedure_id: UUID, position: int) -> HttpResponse:
    row_of(procedure_id)

    def edit(before: Definition) -> Definition:
        return {**before, "checks": [one for n, one in enumerate(before["checks"]) if n != position]}

    return _stepped(request, procedure_id, edit, "自動の確認をやめた")


@gate(MANAGE)
@require_http_methods(METHODS)
def ends(request: AuthenticatedRequest, address: str, procedure_id: UUID) -> HttpResponse:
    row = row_of(procedure_id)
    form = EndsForm(request.POST or None, initial=EndsForm.initial_of(row.definition))
    more = {"nowhere": not building.ends()}
    return edit_part(request, row, form, ("行き先を変えた", "backyard/procedure_ends.html", more))


@gate(MANAGE)
@require_http_methods(METHODS)
def letter(request: AuthenticatedRequest, address: str, procedure_id: UUID) -> HttpResponse:
    row = row_of(procedure_id)
    form = LetterForm(row.definition, request.POST or None, initial=LetterForm.initial_of(row.definition))
    more = {"marks": list(letters.offered(row.definition))}
    return edit_part(request, row, form, ("通知の文を変えた", "backyard/procedure_letter.html", more))
