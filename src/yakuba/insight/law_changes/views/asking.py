"""Asking for a trial: the parameters of a year with their law and source, and room for new values."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yakuba.insight.law_changes import studying
from yakuba.insight.law_changes.forms import BillForm, PeriodForm, periods, usual_period
from yakuba.insight.law_changes.models import LawStudy
from yakuba.insight.law_changes.names import DUTY
from yakuba.law.parameters import MARKS
from yakuba.law.schemes import scheme_named
from yakuba.law.what_if import SUBJECTS
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.attachments.receiving import takes_large_bodies
from yakuba.platform.screens.parts import Crumb
from yakuba.platform.screens.views import render_form_page

MARK_WORDS = {
    "S": "公開資料",
    "S2": "公開資料（2つ以上が一致）",
    "M": "法令との照合が必要",
    "X": "資料の間に違いあり",
}
assert MARK_WORDS.keys() == MARKS.keys()


@gate(DUTY)
@takes_large_bodies
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: AuthenticatedRequest, address: str, scheme: str) -> HttpResponse:
    """The table of a year's law; what is typed differently is the bill of a new trial."""
    if scheme not in SUBJECTS:
        raise Http404
    period = request.GET.get("period", "")
    if period not in dict(periods(scheme)):
        period = usual_period(scheme)
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = BillForm(scheme, period, request.place.lg_code, *posted)
    if form.is_bound and form.can_go_on:
        study = _start(form)
        return HttpResponseRedirect(reverse("law_changes:study", args=[address, study.id]))
    named = scheme_named(scheme)
    context = {
        "scheme": named,
        "period": period,
        "period_words": dict(periods(scheme))[period],
        "period_form": PeriodForm(scheme, period),
        "marks": MARK_WORDS,
        "crumbs": [
            Crumb("条例・改正の試算", reverse("law_changes:studies", args=[address])),
            Crumb(f"{named.label}の試算"),
        ],
    }
    return render_form_page(request, "law_changes/ask.html", form, context)


def _start(form: BillForm) -> LawStudy:
    people = form.people(form.period)
    title = form.cleaned_data["title"]
    return studying.start(studying.Asked(title=title, scheme=form.scheme, period=form.period, bill=form.bill, **people))
