"""施設等: the list of bodies, one body with its children, what is kept of it, a child that comes."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from yakuba.areas.child_allowance import bodies, queries, rights
from yakuba.areas.child_allowance.actions import names, placing
from yakuba.areas.child_allowance.actions.claim import NamedChild
from yakuba.areas.child_allowance.domain import entitlement, months
from yakuba.areas.child_allowance.models import AllowanceBody
from yakuba.areas.child_allowance.pages.entering import enter
from yakuba.areas.child_allowance.pages.forms import BodyForm, PlaceForm
from yakuba.areas.resident_registry import service as registry
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.cases import service as cases
from yakuba.platform.register import service as register
from yakuba.platform.screens.parts import Crumb, Notice
from yakuba.platform.screens.views import page, render_form_page
from yakuba.platform.tenancy.context import current_context

METHODS = ["GET", "HEAD", "POST"]
DONE = {
    "kept": Notice("success", "登録しました", "児童が来たら「入所を入力する」から入力してください"),
    "place": Notice("success", "入所を入力しました", "別の担当者が決裁すると、通知書ができ、次の支払に入ります"),
}


def _crumbs(address: str, last: str = "") -> list[Crumb]:
    crumbs = [Crumb("児童手当", reverse("child_allowance:rights", args=[address]))]
    if not last:
        return [*crumbs, Crumb("施設等")]
    return [*crumbs, Crumb("施設等", reverse("child_allowance:bodies", args=[address])), Crumb(last)]


def _found(number: int) -> AllowanceBody:
    queries.require_read()
    row = bodies.find(number)
    if row is None:
        raise Http404
    return row


@gate()
@require_safe
def listed(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """All bodies with how many children they receive for, and this month's yen."""
    queries.require_read()
    month = months.of(current_context().business_date)
    lines, found = [], bodies.listed()
    if found:
        note = register.Note(detail={"ledger": "child_allowance", "listed": len(found)})
        register.record("view_ledger", sorted(one.addressee_number for one in found), note=note)
    for body in found:
        row = rights.open_of(body.addressee_number)
        explained = entitlement.explained(rights.value_of(row), month) if row else None
        paid = sum(1 for one in explained.children if one.yen) if explained else 0
        lines.append((body, row, paid, explained.yen if explained else 0))
    context = {"lines": lines, "may_enter": queries.may_enter(), "crumbs": _crumbs(address)}
    return page(request, "child_allowance/bodies.html", context)


@gate()
@require_safe
def show(request: AuthenticatedRequest, address: str, number: int) -> HttpResponse:
    """One body: where it is, its children and what they are worth this month."""
    body = _found(number)
    row = rights.open_of(number)
    month = months.of(current_context().business_date)
    right = rights.value_of(row) if row else None
    explained = entitlement.explained(right, max(month, right.first)) if right else None
    note = register.Note(detail={"ledger": "child_allowance", "entry": str(number)})
    register.record("view_ledger", sorted(row.people) if row else [number], note=note)
    since = {one.key: one for one in right.children} if right else {}
    context = {
        "body": body,
        "row": row,
        "month": months.words(explained.month) if explained else "",
        "yen": explained.yen if explained else 0,
        "children": [
            (one, since[one.key], months.words(since[one.key].first), _last(since[one.key].last))
            for one in (explained.children if explained else ())
        ],
        "may_enter": queries.may_enter(),
        "notice": DONE.get(request.GET.get("done", "")),
        "crumbs": _crumbs(address, body.name),
    }
    return page(request, "child_allowance/body.html", context)


def _last(month: str) -> str:
    return months.words(month) if month else ""


@gate(names.ENTER)
@require_http_methods(METHODS)
def add(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """A new body."""
    form = BodyForm(request.POST) if request.method == "POST" else BodyForm()
    if form.is_bound and form.can_go_on:
        body = bodies.add(_details(form))
        return _kept(address, body.addressee_number, "kept")
    context = {"heading": "施設等を登録する", "back": reverse("child_allowance:bodies", args=[address])}
    return render_form_page(
        request, "child_allowance/body_form.html", form, context | {"crumbs": _crumbs(address, "登録")}
    )


@gate(names.ENTER)
@require_http_methods(METHODS)
def change(request: AuthenticatedRequest, address: str, number: int) -> HttpResponse:
    """What is kept of a body, anew."""
    body = _found(number)
    initial = {name: getattr(body, name) for name in bodies.Details.__dataclass_fields__}
    form = BodyForm(request.POST) if request.method == "POST" else BodyForm(initial=initial)
    if form.is_bound and form.can_go_on:
        bodies.change(number, _details(form))
        return _kept(address, number, "kept")
    context = {"heading": "施設等の登録を変える", "back": reverse("child_allowance:body", args=[address, number])}
    return render_form_page(
        request, "child_allowance/body_form.html", form, context | {"crumbs": _crumbs(address, body.name)}
    )


def _details(form: BodyForm) -> bodies.Details:
    return bodies.Details(**{name: form.cleaned_data[name] for name in bodies.Details.__dataclass_fields__})


def _kept(address: str, number: int, done: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('child_allowance:body', args=[address, number])}?done={done}")


@gate(names.ENTER)
@require_http_methods(METHODS)
def place(request: AuthenticatedRequest, address: str, number: int) -> HttpResponse:
    """A child that came. Somebody else decides; the other right that counts it is reduced by that decision."""
    body = _found(number)
    initial = {"claimed_on": current_context().business_date}
    form = PlaceForm(request.POST) if request.method == "POST" else PlaceForm(initial=initial)
    if form.is_bound and form.can_go_on and (child := _child(form)) is not None:
        told = form.cleaned_data
        given = placing.Placing(
            claimant=number, child=child, entered_on=told["entered_on"], claimed_on=told["claimed_on"]
        )
        try:
            enter(names.PLACE, given, form)
        except cases.CaseError as stop:
            form.add_error(None, str(stop))
        else:
            return _kept(address, number, "place")
    context: dict[str, Any] = {
        "heading": f"入所を入力する　{body.name}",
        "back": reverse("child_allowance:body", args=[address, number]),
        "decided": True,
    }
    return render_form_page(
        request, "child_allowance/body_form.html", form, context | {"crumbs": _crumbs(address, body.name)}
    )


def _child(form: PlaceForm) -> NamedChild | None:
    """The child, by number or by name; what is missing is told at its field."""
    told = form.cleaned_data
    if told["number"]:
        people = registry.people([int(told["number"])])
        if not people or people[0].birth_date is None:
            form.add_error("number", "この宛名番号の住民はいません。番号を確かめるか、氏名と生年月日を入れてください")
            return None
        return NamedChild(
            name=people[0].names[0], birth_date=people[0].birth_date, number=people[0].number, together=True
        )
    if not told["name"] or not told["birth_date"]:
        form.add_error("name", "宛名番号か、氏名と生年月日を入れてください")
        return None
    return NamedChild(name=told["name"], birth_date=told["birth_date"])
