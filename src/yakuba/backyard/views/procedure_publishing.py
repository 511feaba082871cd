"""Publishing a draft from a day, with what changed since the version before; closing a version on a day."""

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yakuba.backyard import procedure_words as words
from yakuba.backyard.procedure_end_forms import CloseForm, PublishForm
from yakuba.backyard.views.procedures import MANAGE, crumbs, place_url, revision_of, row_of, to_procedure
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.cases import building, shelf
from yakuba.platform.cases.own_models import OwnProcedure
from yakuba.platform.cases.procedures.definition import parse
from yakuba.platform.cases.procedures.differences import differences
from yakuba.platform.screens.views import page, render_form_page
from yakuba.platform.tenancy.context import current_context

METHODS = ["GET", "HEAD", "POST"]


@gate(MANAGE)
@require_http_methods(METHODS)
def publish(request: AuthenticatedRequest, address: str, procedure_id: UUID) -> HttpResponse:
    """What is missing, or what changes and from which day."""
    row = row_of(procedure_id)
    if row.state != OwnProcedure.State.DRAFT:
        return to_procedure(request, row.id, "")
    here = {"row": row, "crumbs": crumbs(address, "公開", row=row)}
    here["back"] = reverse("backyard:procedure", args=[address, row.id])
    wrongs = building.wrongs(row)
    if wrongs:
        missing = [(one.message, place_url(address, row, one.place)) for one in wrongs]
        return page(request, "backyard/procedure_missing.html", {**here, "wrongs": missing})
    today = current_context().business_date
    form = PublishForm(request.POST or None, initial={"day": today})
    if form.can_go_on:
        try:
            building.publish(row.id, revision_of(request), form.cleaned_data["day"])
        except building.Outdated as late:
            form.add_error(None, str(late))
            row = late.row
        except building.BuildError as refusal:
            form.add_error("day", str(refusal))
        else:
            return to_procedure(request, row.id, "published")
    return render_form_page(request, "backyard/procedure_publish.html", form, {**here, **_shown(row, today)})


def _shown(row: OwnProcedure, today: date) -> dict[str, object]:
    before = building.published_before(row)
    given = {**row.definition, "code": row.code, "version": row.version, "valid_from": today}
    changed = differences(shelf.definition_of(before), parse(given, row.title)) if before else []
    return {
        "revision": row.revision,
        "before": before,
        "before_period": words.period(before.valid_from, before.valid_until) if before else "",
        "changed": changed,
        "basics": words.basics(row.definition),
        "questions": words.asked(row.definition, []),
        "checks": words.checked(row.definition),
        "ends": words.end(row.definition),
        "only_japanese": words.only_japanese(row.definition),
    }


@gate(MANAGE)
@require_http_methods(METHODS)
def close(request: AuthenticatedRequest, address: str, procedure_id: UUID) -> HttpResponse:
    row = row_of(procedure_id)
    if row.state != OwnProcedure.State.PUBLISHED:
        return to_procedure(request, row.id, "")
    form = CloseForm(request.POST or None)
    if form.can_go_on:
        try:
            building.close(row.id, form.cleaned_data["day"])
        except building.BuildError as refusal:
            form.add_error("day", str(refusal))
        else:
            return to_procedure(request, row.id, "closed")
    context = {
        "row": row,
        "period": words.period(row.valid_from, row.valid_until),
        "back": reverse("backyard:procedure", args=[address, row.id]),
        "crumbs": crumbs(address, "終わりの日", row=row),
    }
    return render_form_page(request, "backyard/procedure_close.html", form, context)
