"""Leave for an export: one officer asks, another gives it; the export itself runs on the command line."""

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from yakuba.areas.resident_registry.load_models import ExportPermit
from yakuba.areas.resident_registry.loads import permits
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.screens.fields import TextAreaField, TextField
from yakuba.platform.screens.forms import FormKit
from yakuba.platform.screens.parts import Notice
from yakuba.platform.screens.views import page, render_form_page
from yakuba.platform.tenancy.context import current_context

EXPORT = permits.EXPORT


class PermitForm(FormKit):
    """What is asked: why, and to whom."""

    purpose = TextField(label="目的", limit=200, support="例：新しいシステムへの移行（渡す相手と契約の番号）")
    recipient = TextAreaField(label="受取側の公開鍵", limit=1000, support="BEGIN PUBLIC KEY で始まる PEM（X25519）")


@gate(EXPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def exports(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Requests and the form for a new one."""
    form = PermitForm(request.POST) if request.method == "POST" else PermitForm()
    if form.is_bound and form.can_go_on:
        try:
            permits.ask(form.cleaned_data["recipient"], form.cleaned_data["purpose"])
        except permits.UnusableKey as problem:
            form.add_error("recipient", str(problem))
        else:
            return HttpResponseRedirect(reverse("resident_registry:exports", args=[address]))
    return render_form_page(request, "resident_registry/exports.html", form, _listed())


def _listed() -> dict[str, object]:
    context = current_context()
    rows = ExportPermit.objects.order_by("-asked_at", "-id")[:50]
    lines = [(row, row.given_by is None and row.asked_by != context.actor.id, _state(row)) for row in rows]
    return {"lines": lines}


def _state(row: ExportPermit) -> str:
    if row.used_at is not None:
        return "書出し済み"
    if row.expires_at < current_context().instant:
        return "期限切れ"
    return "承認済み" if row.given_by is not None else "承認待ち"


@gate(EXPORT)
@require_POST
def give(request: AuthenticatedRequest, address: str, permit_id: UUID) -> HttpResponse:
    """Give leave to what another officer asked."""
    try:
        permits.give(permit_id)
    except ExportPermit.DoesNotExist as error:
        raise Http404 from error
    except permits.NoPermit as problem:
        notice = Notice("error", "承認できません", str(problem))
        context = {"form": PermitForm(), "notice": notice, **_listed()}
        return page(request, "resident_registry/exports.html", context, status=409)
    return HttpResponseRedirect(reverse("resident_registry:exports", args=[address]))
