"""Consent that other municipalities see the own figures: giving it with a preview, what they see, withdrawing it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yakuba.insight.work_comparison import analysing, publishing, showing
from yakuba.insight.work_comparison.consent_states import state_of
from yakuba.insight.work_comparison.forms import ConsentForm, years
from yakuba.insight.work_comparison.models import PublicationConsent, PublishedWork
from yakuba.insight.work_comparison.names import PUBLISH
from yakuba.insight.work_comparison.publishing import ConsentWrong, Wanted
from yakuba.insight.work_comparison.showing import Line
from yakuba.insight.work_comparison.views.own import TITLE, year_words
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.screens.parts import Crumb
from yakuba.platform.screens.views import page, render_form_page

LIST = "業務の数字の公開"


@gate(PUBLISH)
@require_safe
def consents(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Every consent that was given, the newest first."""
    rows = PublicationConsent.objects.order_by("-given_at", "-id")[:100]
    names = dict(_known())
    lines = [(one, state_of(one), "、".join(names.get(code, code) for code in one.procedures)) for one in rows]
    return page(request, "work_comparison/consents.html", {"lines": lines, "crumbs": [*_crumbs(address), Crumb(LIST)]})


def _crumbs(address: str) -> list[Crumb]:
    return [Crumb(TITLE, reverse("work_comparison:overview", args=[address]))]


def _known() -> list[tuple[str, str]]:
    """Procedures of the newest analysis of each year, by code, with their titles."""
    found: dict[str, str] = {}
    for year in sorted(years()):
        analysis = analysing.latest(year)
        if analysis is not None:
            found |= {one.procedure: one.title for one in analysing.figures_of(analysis)}
    return sorted(found.items(), key=lambda one: one[1])


@gate(PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Procedures and days; first what others will see, then the consent."""
    known = _known()
    form = ConsentForm(known, *((request.POST,) if request.method == "POST" else ()))
    context: dict[str, Any] = {
        "known": known,
        "crumbs": [
            *_crumbs(address),
            Crumb(LIST, reverse("work_comparison:consents", args=[address])),
            Crumb("公開への同意"),
        ],
    }
    if form.is_bound and form.can_go_on:
        given = form.cleaned_data
        if request.POST.get("do") == "give":
            try:
                made = publishing.give(Wanted(given["procedures"], given["first"], given["last"]))
                return HttpResponseRedirect(reverse("work_comparison:consent", args=[address, made.id]))
            except ConsentWrong as problem:
                form.add_error(None, str(problem))
        else:
            context |= shown(publishing.preview(given["procedures"])) | {"is_preview": True}
    return render_form_page(request, "work_comparison/consent_new.html", form, context)


def shown(rows: list[PublishedWork]) -> dict[str, Any]:
    """Published figures as tables: the procedures, and the steps of each."""
    whole, steps = [], []
    for number, one in enumerate(rows, start=1):
        label = f"{one.title}（{year_words(one.fiscal_year)}）"
        if showing.is_hidden(one.figures):
            whole.append(Line(label, (showing.FEW,) * len(showing.PROCEDURE_HEADS)))
            continue
        whole.append(Line(label, showing.procedure_cells(one.figures)))
        steps.append((f"steps-{number}", label, showing.step_lines(one.figures)))
    return {
        "published": whole,
        "published_steps": steps,
        "heads": showing.PROCEDURE_HEADS,
        "step_heads": showing.STEP_HEADS,
        "left_out": showing.LEFT_OUT,
    }


def _consent(consent_id: UUID) -> PublicationConsent:
    found = PublicationConsent.objects.filter(id=consent_id).first()
    if found is None:
        raise Http404
    return found


@gate(PUBLISH)
@require_safe
def consent(request: AuthenticatedRequest, address: str, consent_id: UUID) -> HttpResponse:
    """One consent, and what others see by it."""
    one = _consent(consent_id)
    rows = list(PublishedWork.objects.filter(consent_id=one.id).order_by("fiscal_year", "procedure"))
    names = dict(_known())
    context = {
        "consent": one,
        "state": state_of(one),
        "procedures": [names.get(code, code) for code in one.procedures],
        "renewed_at": max((row.published_at for row in rows), default=None),
        **shown(rows),
        "crumbs": [
            *_crumbs(address),
            Crumb(LIST, reverse("work_comparison:consents", args=[address])),
            Crumb("公開の内容"),
        ],
    }
    return page(request, "work_comparison/consent.html", context)


@gate(PUBLISH)
@require_POST
def renew(request: AuthenticatedRequest, address: str, consent_id: UUID) -> HttpResponse:
    """Bring the published figures up to the newest analyses."""
    return _act(address, consent_id, publishing.renew)


@gate(PUBLISH)
@require_POST
def withdraw(request: AuthenticatedRequest, address: str, consent_id: UUID) -> HttpResponse:
    """From now on nobody else sees anything."""
    return _act(address, consent_id, publishing.withdraw)


def _act(address: str, consent_id: UUID, act: Any) -> HttpResponse:
    """Pressed twice, the second time changes nothing: the page says how it stands."""
    _consent(consent_id)
    try:
        act(consent_id)
    except ConsentWrong:
        pass
    return HttpResponseRedirect(reverse("work_comparison:consent", args=[address, consent_id]))
