"""The sheet to fill in, and the comparison of surveys that are sent with the request. Nothing is kept."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from yakuba.insight.processes.hours.layout import template as survey_template
from yakuba.insight.work_comparison.names import VIEW
from yakuba.insight.work_hours import showing
from yakuba.insight.work_hours.forms import SurveysForm
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.screens.views import render_form_page

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@gate(VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """The form, and below it what the surveys sent with it say."""
    form = SurveysForm(request.POST, request.FILES) if request.method == "POST" else SurveysForm()
    found = {}
    if form.is_bound and form.can_go_on:
        asked = form.cleaned_data
        found = showing.context(form.given, asked["peers"], suggestions=asked["suggestions"])
    return render_form_page(request, "work_hours/compare.html", form, found)


@gate(VIEW)
@require_safe
def template(request: AuthenticatedRequest, address: str, kind: str) -> HttpResponse:
    """The sheet to fill in, as CSV or as an Excel workbook."""
    if kind not in KINDS:
        raise Http404
    response = HttpResponse(survey_template(kind), content_type=KINDS[kind])
    response.headers["Content-Disposition"] = content_disposition_header(True, f"業務量調査.{kind}") or ""
    return response
