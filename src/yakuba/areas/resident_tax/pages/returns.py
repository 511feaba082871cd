"""Returns at the desk: find one, enter it as the paper says, see what it comes to, correct it, take it back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yakuba.areas.resident_tax import return_estimates, returns
from yakuba.areas.resident_tax.actions import returns as acts
from yakuba.areas.resident_tax.domain.return_checks import faults
from yakuba.areas.resident_tax.domain.returns import TaxReturn
from yakuba.areas.resident_tax.models import TaxReturnVersion
from yakuba.areas.resident_tax.pages.documents import to
from yakuba.areas.resident_tax.pages.return_forms import (
    FindReturnForm,
    ReturnForm,
    Whose,
    WithdrawForm,
    field_of,
)
from yakuba.areas.resident_tax.pages.return_panels import words_of
from yakuba.areas.resident_tax.pages.return_people import whose
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.cases import panels
from yakuba.platform.cases import service as cases
from yakuba.platform.cases.findings import Finding, blocking
from yakuba.platform.cases.models import Case
from yakuba.platform.register import service as register
from yakuba.platform.screens.parts import Crumb
from yakuba.platform.screens.problems import problems_of
from yakuba.platform.screens.views import fragment, page, render_form_page
from yakuba.platform.tenancy.context import current_context

METHODS = ["GET", "HEAD", "POST"]
LISTED = 100
_FORM = "resident_tax/return_form.html"


@gate(acts.ENTER)
@require_http_methods(METHODS)
def find(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """By year and addressee number to the person's return; the newest returns below."""
    form = FindReturnForm(request.POST) if request.method == "POST" else FindReturnForm()
    if form.is_bound and form.is_valid():
        year, number = int(form.cleaned_data["year"]), int(form.cleaned_data["number"])
        if whose(number) is not None:
            return to(request, "return", year, number)
        form.add_error("number", "この宛名番号の人はいません。番号を確かめてください")
    rows = list(
        TaxReturnVersion.objects.filter(is_latest=True).order_by("-recorded_at", "addressee_number", "fiscal_year")[
            :LISTED
        ]
    )
    people = panels.people_of({row.addressee_number for row in rows})
    detail = {"page": "申告の一覧", "listed": len(rows)}
    register.record(register.Act.VIEW_DOCUMENT, sorted(people), note=register.Note(duty=acts.ENTER, detail=detail))
    lines = [(row, people.get(row.addressee_number)) for row in rows]
    return render_form_page(request, "resident_tax/returns.html", form, {"lines": lines, "crumbs": [Crumb("申告")]})


def _person(year: int, number: int, before: TaxReturn | None = None) -> Whose:
    """Raises Http404 for a year no return can be for, or a number nobody has."""
    first, last = acts.years()
    found = whose(number, before) if first <= year <= last else None
    if found is None:
        raise Http404
    return found


def _crumbs(request: AuthenticatedRequest, year: int, number: int, *more: Crumb) -> list[Crumb]:
    place = request.place.address
    home = Crumb("申告", reverse("resident_tax:returns", args=[place]))
    return [home, Crumb(f"{year}年度 {number}", reverse("resident_tax:return", args=[place, year, number])), *more]


@gate(acts.ENTER)
@require_safe
def show(request: AuthenticatedRequest, address: str, year: int, number: int) -> HttpResponse:
    """One return with every version, and what it comes to."""
    person = _person(year, number)
    versions = returns.versions(year, number)
    newest = versions[0] if versions else None
    told = returns.value_of(newest) if newest else None
    detail = {"addressee": number, "page": "申告", "year": year}
    register.record(register.Act.VIEW_DOCUMENT, [number], note=register.Note(duty=acts.ENTER, detail=detail))
    stands = newest is not None and newest.state == returns.State.FILED
    context = {
        "year": year,
        "person": person,
        "versions": versions,
        "newest": newest,
        "told": told,
        "words": words_of(told) if told else [],
        "estimate": return_estimates.estimate(told) if told and stands else None,
        "done": request.GET.get("done", ""),
        "crumbs": _crumbs(request, year, number),
    }
    return page(request, "resident_tax/return.html", context)


@dataclass(frozen=True)
class Entry:
    """A form with what it goes on from: the version in force, and the case whose draft is mended, if any."""

    person: Whose
    form: ReturnForm
    base: int
    case: Case | None


def _entry(year: int, number: int, data: Any, case_id: UUID | None = None) -> Entry:
    """The form as it stands: empty, or filled with the version that is corrected, or with the draft. Raises Http404."""
    row = returns.latest(year, number)
    correcting = row is not None and row.state == returns.State.FILED
    before = returns.value_of(row) if row is not None and correcting else None
    case = _draft(case_id, year, number) if case_id else None
    initial: dict[str, Any] = {} if before else {"filed_on": current_context().business_date}
    if case is not None:
        given: acts.Filed = cases.input_of(case)
        before, initial = given.told, {"reason": given.reason}
    person = _person(year, number, before)
    form = ReturnForm(person, data, before=before, correcting=correcting, initial=initial)
    return Entry(person, form, row.version if row else 0, case)


def _draft(case_id: UUID, year: int, number: int) -> Case:
    case = Case.objects.filter(id=case_id, action=acts.FILE, state__in=(Case.State.DRAFT, Case.State.RETURNED)).first()
    if case is None:
        raise Http404
    given: acts.Filed = cases.input_of(case)
    if (given.told.fiscal_year, given.told.taxpayer) != (year, number):
        raise Http404
    return case


@gate(acts.ENTER)
@require_http_methods(METHODS)
def enter(
    request: AuthenticatedRequest, address: str, year: int, number: int, case_id: UUID | None = None
) -> HttpResponse:
    """The form. Faults stand beside it; a question (アラート) is answered on the case's page; somebody else decides."""
    entry = _entry(year, number, request.POST or None, case_id)
    form = entry.form
    context: dict[str, Any] = {
        "year": year,
        "person": entry.person,
        "base": entry.base,
        "doing": (doing := "補正" if entry.case else "訂正" if entry.base else "入力"),
        "crumbs": _crumbs(request, year, number, Crumb(doing)),
    }
    if not (form.is_bound and form.can_go_on):
        return render_form_page(request, _FORM, form, context)
    told = form.value(year)
    if request.POST.get("do") == "estimate":
        return page(request, _FORM, context | {"form": form, **_estimated(told)})
    known = cases.find_submission(form.key)
    if known is not None and entry.case is None:
        return _onward(request, known.id, known.state != Case.State.DRAFT, told)
    base = _base(request, entry)
    filed = acts.Filed(told=told, base=base, reason=form.cleaned_data.get("reason", ""))
    found = cases.check(acts.FILE, filed)
    if blocking(found):
        return page(request, _FORM, context | {"form": form, "problems": problems_of(form, _placed(found))}, 422)
    if entry.case is not None:
        cases.save_draft(entry.case.id, filed, entry.case.accepted_alerts)
        return _onward(request, entry.case.id, False, told)
    case = cases.draft(cases.Draft(acts.FILE, filed, form.key, {}))
    asked = any(one.level == "alert" for one in found)
    if not asked:
        cases.enter(case.id)
    return _onward(request, case.id, not asked, told)


def _base(request: AuthenticatedRequest, entry: Entry) -> int:
    """The version the page was opened on: what came in between is then found by the checks."""
    seen = request.POST.get("base", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 6 else entry.base


def _placed(found: Iterable[Finding]) -> list[Finding]:
    """Findings lead to the form's field of that name."""
    alone = {"widow": "alone", "single_parent": "alone"}
    return [replace(one, item=alone.get(one.item) or field_of(one.item)) for one in found]


def _onward(request: AuthenticatedRequest, case_id: UUID, entered: bool, told: TaxReturn) -> HttpResponse:
    """To the return when it waits for its decision, else to the case, where questions are answered."""
    if not entered:
        return HttpResponseRedirect(reverse("backyard:case", args=[request.place.address, case_id]))
    where = reverse("resident_tax:return", args=[request.place.address, told.fiscal_year, told.taxpayer])
    return HttpResponseRedirect(f"{where}?done=entered")


def _estimated(told: TaxReturn) -> dict[str, Any]:
    """What the tax would be; nothing where the return itself is wrong."""
    wrong = blocking(faults(told, current_context().business_date, acts.years()))
    if wrong:
        return {"estimate": None, "wrong": wrong, "asked": True}
    return {"estimate": return_estimates.estimate(told), "wrong": (), "asked": True}


@gate(acts.ENTER)
@require_POST
def estimate(request: AuthenticatedRequest, address: str, year: int, number: int) -> HttpResponse:
    """The part of the form's page that tells what the tax comes to, asked for while somebody types."""
    form = _entry(year, number, request.POST).form
    valid = form.is_valid()
    # The reason of a correction and the day change no tax: while they are missing the estimate still stands.
    ready = valid or set(form.errors) <= {"reason"}
    told = form.value(year) if ready else None
    return fragment(request, "resident_tax/return_estimate.html", _estimated(told) if told else {"asked": True})


@gate(acts.ENTER)
@require_http_methods(METHODS)
def withdraw(request: AuthenticatedRequest, address: str, year: int, number: int) -> HttpResponse:
    """Take a return back; somebody else decides. It stays to be read."""
    row = returns.latest(year, number)
    if row is None or row.state != returns.State.FILED:
        raise Http404
    person = _person(year, number)
    form = WithdrawForm(request.POST) if request.method == "POST" else WithdrawForm()
    if form.is_bound and form.can_go_on:
        reason = form.cleaned_data["reason"]
        given = acts.Withdrawn(taxpayer=number, fiscal_year=year, base=row.version, reason=reason)
        if cases.find_submission(form.key) is None:
            cases.enter(cases.draft(cases.Draft(acts.WITHDRAW, given, form.key, {})).id)
        return _onward(request, UUID(int=0), True, returns.value_of(row))
    crumbs = _crumbs(request, year, number, Crumb("取下げ"))
    return render_form_page(
        request, "resident_tax/return_withdraw.html", form, {"year": year, "person": person, "crumbs": crumbs}
    )
