"""手続き: what can be filed here. The standard ones to be read; the own ones to be made, kept version by version."""

import re
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yakuba.backyard import procedure_words as words
from yakuba.backyard.procedure_end_forms import plain_checks
from yakuba.backyard.procedure_forms import CHANNELS, FINISH, IDENTITY, BasicsForm
from yakuba.backyard.views.parameters import MANAGE as PARAMETERS
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.cases import building, work_line
from yakuba.platform.cases.own_models import OwnProcedure
from yakuba.platform.cases.procedure_parts import checks_of
from yakuba.platform.cases.procedures import catalogue, drafting
from yakuba.platform.cases.procedures.definition import Procedure, dump
from yakuba.platform.cases.registry import actions
from yakuba.platform.parameters import service as parameters
from yakuba.platform.screens.forms import FormKit
from yakuba.platform.screens.parts import Crumb, Notice
from yakuba.platform.screens.views import page, render_form_page
from yakuba.platform.tenancy.context import current_context

MANAGE = building.MANAGE
USUAL = ("resident_registry.applicant_is_resident", "filings.not_twice", "resident_registry.no_open_change")
"""Checks a new draft begins with."""
DONE = {
    "saved": Notice("success", "保存しました"),
    "started": Notice("success", "下書きを作りました", "次に、質問を加えます"),
    "discarded": Notice("success", "下書きを捨てました"),
    "published": Notice("success", "公開する日を決めました"),
    "closed": Notice("success", "終わりの日を決めました"),
    "outdated": Notice(
        "warning", "ほかの人の変更があったので、この操作はしていません", "下は今の下書きです。よければもう一度押します"
    ),
}


@gate(MANAGE)
@require_safe
def overview(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Own procedures with all their versions, then the standard ones open today."""
    day = current_context().business_date
    filed = building.filed()
    own = [
        (
            row,
            words.state_on(row, day),
            words.period(*_dates(row)),
            filed.get((row.code, row.version), 0),
        )
        for row in building.everything()
    ]
    standard = [(one, words.period(one.valid_from, one.valid_until)) for one in catalogue.load().open_on(day)]
    context = {"own": own, "standard": standard, "notice": DONE.get(request.GET.get("done", ""))}
    return page(request, "backyard/procedures.html", context)


def _dates(row: OwnProcedure) -> tuple[date | None, date | None]:
    return row.valid_from, row.valid_until


@gate(MANAGE)
@require_safe
def standard(request: AuthenticatedRequest, address: str, code: str) -> HttpResponse:
    """A standard procedure to be read: it comes with the release, and only its parameters are set here."""
    day = current_context().business_date
    try:
        one = catalogue.load().get(code, day=day)
    except catalogue.UnknownProcedure:
        raise Http404 from None
    context = {
        "procedure": one,
        "rows": _standard_rows(one),
        "questions": words.asked(dump(one), []),
        "checks": [check.title for check in checks_of(one)],
        "fee": parameters.get(one.fee, day) if one.fee else 0,
        "crumbs": crumbs(address, one.title.ja),
    }
    return page(request, "backyard/procedure_standard.html", context)


def _standard_rows(one: Procedure) -> list[tuple[str, str]]:
    return [
        ("説明", one.summary.ja),
        ("根拠", one.basis),
        ("期限", one.deadline.ja),
        ("受付期間", words.period(one.valid_from, one.valid_until)),
        ("お返事まで", f"{one.days}日（役所が開いている日）"),
        ("本人確認", dict(IDENTITY).get(one.identity, "なし")),
        ("受け付ける所", "、".join(label for code, label in CHANNELS if code in one.channels)),
        ("決め方", dict(FINISH)[one.finish]),
        ("行き先", actions.get(one.action).title),
    ]


@gate(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """A new procedure begins with its basics; everything else has a start to be changed later."""
    known = {one.name for one in plain_checks()}
    found = building.ends()
    action = found[0].name if found else building.LEDGER[0]
    fresh = drafting.fresh([name for name in USUAL if name in known], **building.end_of(action))
    form = BasicsForm(request.POST or None, initial=BasicsForm.initial_of(fresh))
    if form.can_go_on:
        row = building.start(form.edited(fresh))
        return to_procedure(request, row.id, "started")
    context = {"crumbs": crumbs(address, "新しい手続き"), "back": reverse("backyard:procedures", args=[address])}
    return render_form_page(request, "backyard/procedure_basics.html", form, context)


@gate(MANAGE)
@require_safe
def show(request: AuthenticatedRequest, address: str, procedure_id: UUID) -> HttpResponse:
    """A draft with what is still missing, or a published version to be read."""
    row = row_of(procedure_id)
    day = current_context().business_date
    draft = row.state == OwnProcedure.State.DRAFT
    wrongs = building.wrongs(row) if draft else []
    newest = building.versions(row.code)[0]
    context = {
        "row": row,
        "draft": draft,
        "state": words.state_on(row, day).value,
        "period": words.period(*_dates(row)),
        "filed": building.filed().get((row.code, row.version), 0),
        "newest": newest if newest.id != row.id else None,
        "basics": words.basics(row.definition),
        "questions": words.asked(row.definition, wrongs),
        "checks": words.checked(row.definition),
        "ends": words.end(row.definition),
        "letter": words.letter(row.definition),
        "only_japanese": words.only_japanese(row.definition),
        "kinds": list(drafting.KINDS.items()),
        "wrongs": [(one.message, place_url(address, row, one.place)) for one in wrongs],
        "try_url": reverse("counter:try", args=[address, row.id]),
        "steps_url": "" if draft else _steps_url(address, row),
        "notice": DONE.get(request.GET.get("done", "")),
        "crumbs": crumbs(address, row.title or "（名前のない手続き）"),
    }
    return page(request, "backyard/procedure.html", context)


def _steps_url(address: str, row: OwnProcedure) -> str:
    """Where the steps of the procedure's work are set, for who may set parameters."""
    if PARAMETERS not in current_context().actor.duties:
        return ""
    return reverse("backyard:parameter", args=[address, work_line.key_of(row.code)])


def place_url(address: str, row: OwnProcedure, place: str) -> str:
    """The page on which that part of the draft is changed."""
    part, _, name = place.partition(":")
    if name:
        return reverse("backyard:procedure_question", args=[address, row.id, name])
    if part == "questions":
        return reverse("backyard:procedure", args=[address, row.id]) + "#add-question"
    return reverse(f"backyard:procedure_{part}", args=[address, row.id])


@gate(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def basics(request: AuthenticatedRequest, address: str, procedure_id: UUID) -> HttpResponse:
    row = row_of(procedure_id)
    form = BasicsForm(request.POST or None, initial=BasicsForm.initial_of(row.definition))
    return edit_part(request, row, form, ("基本を変えた", "backyard/procedure_basics.html", {}))


@gate(MANAGE)
@require_POST
def next_version(request: AuthenticatedRequest, address: str, procedure_id: UUID) -> HttpResponse:
    row_of(procedure_id)
    return to_procedure(request, building.next_version(procedure_id).id, "")


@gate(MANAGE)
@require_POST
def discard(request: AuthenticatedRequest, address: str, procedure_id: UUID) -> HttpResponse:
    row_of(procedure_id)
    try:
        building.discard(procedure_id, revision_of(request))
    except building.BuildError:
        return to_procedure(request, procedure_id, "outdated")
    return HttpResponseRedirect(reverse("backyard:procedures", args=[address]) + "?done=discarded")


# What the pages of the parts share.


def row_of(procedure_id: UUID) -> OwnProcedure:
    row = building.find(procedure_id)
    if row is None:
        raise Http404
    return row


def crumbs(address: str, *titles: str, row: OwnProcedure | None = None) -> list[Crumb]:
    found = [Crumb("手続き", reverse("backyard:procedures", args=[address]))]
    if row is not None:
        url = reverse("backyard:procedure", args=[address, row.id])
        found.append(Crumb(row.title or "（名前のない手続き）", url))
    return [*found, *(Crumb(one) for one in titles)]


def revision_of(request: AuthenticatedRequest) -> int:
    given = request.POST.get("revision", "")
    return int(given) if re.fullmatch("[0-9]{1,9}", given) else -1


def to_procedure(request: AuthenticatedRequest, procedure_id: UUID, done: str) -> HttpResponseRedirect:
    url = reverse("backyard:procedure", args=[request.place.address, procedure_id])
    return HttpResponseRedirect(f"{url}?done={done}" if done else url)


Part = tuple[str, str, dict[str, Any]]
"""What is recorded as changed, the template, and what the template needs besides."""


def edit_part(request: AuthenticatedRequest, row: OwnProcedure, form: Any, part: Part) -> HttpResponse:
    """The page of one part: shown, refused with everything typed still there, or saved."""
    what, template, more = part
    if row.state != OwnProcedure.State.DRAFT:
        return to_procedure(request, row.id, "")
    revision = str(row.revision)
    outdated = False
    if request.method == "POST":
        revision = request.POST.get("revision", "")
        if form.can_go_on:
            try:
                building.change(row.id, revision_of(request), form.edited, what)
            except building.Outdated as late:
                outdated, revision = True, str(late.row.revision)
                form.add_error(None, str(late))
            except building.BuildError as refusal:
                form.add_error(None, str(refusal))
            else:
                return to_procedure(request, row.id, "saved")
    address = request.place.address
    context = {
        "row": row,
        "revision": revision,
        "outdated": outdated,
        "back": reverse("backyard:procedure", args=[address, row.id]),
        "crumbs": crumbs(address, _title(form), row=row),
        **more,
    }
    return render_form_page(request, template, form, context)


def _title(form: FormKit) -> str:
    return str(getattr(form, "page_title", "変更"))
