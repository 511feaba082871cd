"""Pages of who collects: employers with their months, notices about employees, pensions that have to stop."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yakuba.areas.resident_tax import assessments, collector_queries
from yakuba.areas.resident_tax.actions import keeping_collectors, moving, stopping
from yakuba.areas.resident_tax.domain.collecting import Rest, Why
from yakuba.areas.resident_tax.models import Assessment, Collector
from yakuba.areas.resident_tax.pages.collection_forms import (
    REST,
    WHY,
    BeginForm,
    CollectorForm,
    FindCollectorForm,
    MoveForm,
    StopForm,
)
from yakuba.areas.resident_tax.pages.documents import to
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.cases import panels
from yakuba.platform.register import service as register
from yakuba.platform.screens.parts import Crumb
from yakuba.platform.screens.views import page, render_form_page
from yakuba.platform.tenancy.context import current_context


def _up(request: AuthenticatedRequest, label: str, name: str, *arguments: object) -> Crumb:
    return Crumb(label, reverse(f"resident_tax:{name}", args=[request.place.address, *arguments]))


def row_of(request: AuthenticatedRequest, number: int) -> Assessment:
    """The taxpayer's row in force of the year that is asked for (?year=), else of the last one. Raises Http404."""
    wanted = request.GET.get("year", "")
    rows = [row for row in assessments.history(number) if wanted in ("", str(row.run.fiscal_year))]
    if not rows:
        raise Http404
    return rows[0]


@gate(assessments.DUTY)
@require_http_methods(["GET", "HEAD", "POST"])
def collectors(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Employers and pension payers; posted words narrow the list."""
    form = FindCollectorForm(request.POST) if request.method == "POST" else FindCollectorForm()
    words = form.cleaned_data["words"] if form.is_bound and form.is_valid() else ""
    context: dict[str, object] = {
        "lines": collector_queries.found(words),
        "words": words,
        "most": collector_queries.SHOWN,
    }
    context["crumbs"] = [Crumb("特別徴収義務者")]
    return render_form_page(request, "resident_tax/collectors.html", form, context)


@gate(assessments.DUTY)
@require_http_methods(["GET", "HEAD", "POST"])
def collector_new(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Register an employer; one that is there already is opened."""
    form = CollectorForm(request.POST) if request.method == "POST" else CollectorForm()
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        made = keeping_collectors.register_employer(
            given["name"], given["designated_number"], given["corporate_number"] or ""
        )
        return to(request, "collector", made.addressee_number)
    crumbs = [_up(request, "特別徴収義務者", "collectors"), Crumb("登録")]
    return render_form_page(request, "resident_tax/collector_new.html", form, {"crumbs": crumbs})


def _collector(number: int) -> Collector:
    found = Collector.objects.filter(addressee_number=number).first()
    if found is None:
        raise Http404
    return found


@gate(assessments.DUTY)
@require_safe
def collector(request: AuthenticatedRequest, address: str, number: int) -> HttpResponse:
    """One employer: what it owes month by month, and whose tax it collects."""
    found = _collector(number)
    year = collector_queries.newest_year()
    people = collector_queries.employees(found, year) if year else []
    detail = {"collector": number, "page": "特別徴収義務者"}
    numbers = [one.number for one in people]
    register.record(register.Act.VIEW_DOCUMENT, numbers, note=register.Note(duty=assessments.DUTY, detail=detail))
    names = panels.people_of(numbers)
    context = {
        "collector": found,
        "year": year,
        "months": collector_queries.months(found, year) if year else [],
        "may_see_account": "collection.inquire" in current_context().actor.duties,
        "people": [(one, names.get(one.number)) for one in people],
        "crumbs": [_up(request, "特別徴収義務者", "collectors"), Crumb(str(number))],
    }
    return page(request, "resident_tax/collector.html", context)


@gate(assessments.DUTY)
@require_POST
def collector_halves(request: AuthenticatedRequest, address: str, number: int) -> HttpResponse:
    """Mark or unmark 納期の特例; sent twice is once."""
    found = _collector(number)
    keeping_collectors.set_halves(found.addressee_number, request.POST.get("halves") == "1")
    return to(request, "collector", number)


@gate(assessments.DUTY)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: AuthenticatedRequest, address: str, number: int) -> HttpResponse:
    """Enter the notice of an employer about a taxpayer."""
    row = row_of(request, number)
    form = MoveForm(request.POST) if request.method == "POST" else MoveForm()
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        notice = moving.Notice(
            fiscal_year=row.run.fiscal_year,
            number=number,
            why=Why(given["why"]),
            happened_on=given["happened_on"],
            received_on=given["received_on"],
            last=int(given["last"]),
            rest=Rest(given["rest"]),
            press=given["idempotency_key"],
            wished=given["wished"],
            excuse=given["excuse"],
            to=int(given["to"]) if given["to"] else None,
        )
        try:
            moving.enter(notice)
        except moving.CannotMove as problem:
            form.add_error(None, str(problem))
        else:
            return to(request, "taxpayer", number)
    crumbs = [_up(request, "税額の照会", "taxpayers"), _up(request, str(number), "taxpayer", number), Crumb("異動届")]
    return render_form_page(request, "resident_tax/move.html", form, {"row": row, "number": number, "crumbs": crumbs})


@gate(assessments.DUTY)
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: AuthenticatedRequest, address: str, number: int) -> HttpResponse:
    """Wages take over what bills would have taken."""
    row = row_of(request, number)
    form = BeginForm(request.POST) if request.method == "POST" else BeginForm()
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        year, first, press = row.run.fiscal_year, int(given["first"]), given["idempotency_key"]
        try:
            moving.begin(moving.Beginning(year, number, given["received_on"], first, int(given["to"]), press))
        except moving.CannotMove as problem:
            form.add_error(None, str(problem))
        else:
            return to(request, "taxpayer", number)
    crumbs = [_up(request, "税額の照会", "taxpayers"), _up(request, str(number), "taxpayer", number), Crumb("切替")]
    return render_form_page(request, "resident_tax/begin.html", form, {"row": row, "number": number, "crumbs": crumbs})


@gate(assessments.DUTY)
@require_safe
def moves(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """The notices entered last, with the data of the letters that follow from them."""
    found = collector_queries.last_notices()
    numbers = [one.addressee_number for one in found]
    detail = {"page": "異動届"}
    register.record(register.Act.VIEW_DOCUMENT, numbers, note=register.Note(duty=assessments.DUTY, detail=detail))
    names = panels.people_of(numbers)
    why = {one.value: words for one, words in WHY} | {moving.BEGAN: "特別徴収への切替"}
    rest = {one.value: words for one, words in REST}
    lines = [(one, names.get(one.addressee_number), why[one.why], rest[one.rest_way]) for one in found]
    return page(request, "resident_tax/moves.html", {"lines": lines, "crumbs": [Crumb("異動届")]})


@gate(assessments.DUTY)
@require_http_methods(["GET", "HEAD", "POST"])
def pensions(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Whose pension still takes the tax although they left or died; looked for when it is asked."""
    year = collector_queries.newest_year()
    asked = request.method == "POST" and year is not None
    found = stopping.to_stop(year) if asked and year is not None else []
    names = panels.people_of([one.number for one in found])
    lines = [(one, names.get(one.number)) for one in found]
    context = {"year": year, "asked": asked, "lines": lines, "crumbs": [Crumb("年金特別徴収の停止")]}
    return page(request, "resident_tax/pensions.html", context)


@gate(assessments.DUTY)
@require_http_methods(["GET", "HEAD", "POST"])
def pension_stop(request: AuthenticatedRequest, address: str, number: int) -> HttpResponse:
    """Stop one pension's collection."""
    row = row_of(request, number)
    form = StopForm(request.POST) if request.method == "POST" else StopForm()
    if form.is_bound and form.is_valid():
        try:
            first = form.cleaned_data["first"]
            stopping.stop(row.run.fiscal_year, number, form.cleaned_data["reason"], int(first) if first else None)
        except stopping.CannotStop as problem:
            form.add_error(None, str(problem))
        else:
            return to(request, "taxpayer", number)
    crumbs = [_up(request, "税額の照会", "taxpayers"), _up(request, str(number), "taxpayer", number), Crumb("停止")]
    context = {"row": row, "number": number, "crumbs": crumbs}
    return render_form_page(request, "resident_tax/pension_stop.html", form, context)
