"""Support measures (支援措置): list, application, decision, extension, forwarding, end. juki-1.0:1.1.16, 3.4."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.pages.protection_forms import (
    DecideForm,
    EndForm,
    ForwardForm,
    ProtectionForm,
    WhoForm,
)
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.disclosure.models import ProtectedPerson, ProtectionCase
from yakuba.platform.disclosure.periods import Course
from yakuba.platform.disclosure.service import Protection
from yakuba.platform.register import service as register
from yakuba.platform.screens.forms import FormKit
from yakuba.platform.screens.parts import Crumb, Notice
from yakuba.platform.screens.problems import problems_of
from yakuba.platform.screens.views import UNPROCESSABLE, page, render_form_page
from yakuba.platform.tenancy.context import current_context

MANAGE, RELEASE = disclosure.MANAGE, disclosure.RELEASE
FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])
WORDS = {
    Protection.NONE: "開始前",
    Protection.PROVISIONAL: "仮支援措置中",
    Protection.RUNNING: "支援措置中",
    Protection.EXPIRED: "期間満了（未終了）",
    Protection.ENDED: "終了",
}
SCOPES = (("open", "有効"), ("due", "満了が近い・過ぎた"), ("ended", "終了"))
DONE = {
    "set": Notice("success", "支援措置を登録しました", "検索結果、住民票の画面、証明書の発行に反映されました"),
    "decide": Notice("success", "支援措置を開始しました"),
    "extend": Notice("success", "期間を1年延ばしました"),
    "forward": Notice("success", "転送を記録しました"),
    "end": Notice("success", "支援措置を終了しました"),
}


@dataclass(frozen=True)
class Line:
    """One measure in the list."""

    case: ProtectionCase
    state: Protection
    words: str
    applicant: str
    together: int
    can_be_extended: bool


def course_of(case: ProtectionCase) -> Course:
    return Course(case.provisional_from, case.starts_on, case.ends_on, case.closed_on)


def _names(numbers: list[int]) -> dict[int, Record]:
    return {int(record.addressee_number): record for record in storage.latest(numbers)}


def _in_scope(line: Line, scope: str) -> bool:
    if scope == "ended":
        return line.state is Protection.ENDED
    if scope == "due":
        return line.can_be_extended or line.state is Protection.EXPIRED
    return line.state is not Protection.ENDED


@gate(MANAGE)
@require_safe
def measures(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """All measures by state; seeing who is protected is registered."""
    scope = request.GET.get("scope", "open")
    cases = list(ProtectionCase.objects.order_by("ends_on", "received_on", "id"))
    people: dict[UUID, list[ProtectedPerson]] = {}
    for person in ProtectedPerson.objects.filter(protection_id__in=[case.id for case in cases]).order_by("id"):
        people.setdefault(person.protection_id, []).append(person)
    everybody = [person.addressee_number for rows in people.values() for person in rows]
    names, today = _names(everybody), current_context().business_date
    lines = [_line(case, people.get(case.id, []), names, today) for case in cases]
    shown = [line for line in lines if _in_scope(line, scope)]
    numbers = [person.addressee_number for line in shown for person in people.get(line.case.id, [])]
    register.record("view_protection", numbers, note=register.Note(duty=MANAGE, detail={"list": scope}))
    context = {"lines": shown, "scopes": SCOPES, "scope": scope, "form": WhoForm()}
    return page(request, "resident_registry/protections.html", context)


def _line(case: ProtectionCase, people: list[ProtectedPerson], names: dict[int, Record], today: date) -> Line:
    course = course_of(case)
    state = course.state(today)
    applicant = next((person.addressee_number for person in people if person.is_applicant), 0)
    name = names[applicant].name if applicant in names else str(applicant)
    return Line(case, state, WORDS[state], name, len(people) - 1, course.can_be_extended(today))


@gate(MANAGE)
@FORM_METHODS
def add(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """An application of the person named by number."""
    who = WhoForm(request.GET or None)
    if not who.is_valid():
        return render_form_page(request, "resident_registry/protection_who.html", who)
    number = int(who.cleaned_data["number"])
    applicant = _names([number]).get(number)
    if applicant is None:
        who.add_error("number", "申出者の宛名番号：該当なし。住民検索で確かめて入力")
        return render_form_page(request, "resident_registry/protection_who.html", who)
    members = [
        one
        for one in storage.latest_of_households([applicant.household_number])
        if one.is_current_resident and int(one.addressee_number) != number
    ]
    today = current_context().business_date
    form = ProtectionForm(number, members, request.POST or None, initial={"received_on": today})
    if form.can_go_on:
        case = _already(form) or disclosure.set_protection(form.new())
        return _back(request, case.id, "set")
    crumbs = [Crumb("支援措置", reverse("resident_registry:protections", args=[address])), Crumb("申出の登録")]
    return render_form_page(
        request, "resident_registry/protection_add.html", form, {"applicant": applicant, "crumbs": crumbs}
    )


def _already(form: ProtectionForm) -> ProtectionCase | None:
    """The same application sent twice (a double click) leads to the one that was entered."""
    given = form.cleaned_data
    rows = ProtectedPerson.objects.filter(addressee_number=form.applicant, is_applicant=True)
    same = rows.filter(protection__closed_on__isnull=True, protection__received_on=given["received_on"])
    found = same.filter(protection__measure=given["measure"]).select_related("protection").first()
    return found.protection if found else None


def _back(request: AuthenticatedRequest, protection_id: UUID, done: str) -> HttpResponseRedirect:
    target = reverse("resident_registry:protection", args=[request.place.address, protection_id])
    return HttpResponseRedirect(f"{target}?done={done}")


@gate(MANAGE)
@require_safe
def show(request: AuthenticatedRequest, address: str, protection_id: UUID) -> HttpResponse:
    """One measure with its persons, the other party, and the steps open now."""
    return _show(request, protection_id, DONE.get(request.GET.get("done", "")))


def _forms() -> dict[str, FormKit]:
    return {
        "decide": DecideForm(prefix="decide"),
        "forward": ForwardForm(prefix="forward"),
        "end": EndForm(prefix="end"),
    }


def _show(
    request: AuthenticatedRequest, protection_id: UUID, notice: Notice | None, sent: dict[str, FormKit] | None = None
) -> HttpResponse:
    try:
        case, people, parties = disclosure.protection_details(protection_id)
    except ProtectionCase.DoesNotExist:
        raise Http404 from None
    today = current_context().business_date
    course = course_of(case)
    state = course.state(today)
    names = _names([person.addressee_number for person in people])
    forms = {**_forms(), **(sent or {})}
    problems = next((problems_of(form) for form in forms.values() if form.is_bound), None)
    context: dict[str, Any] = {
        "case": case,
        "state": WORDS[state],
        "people": [(person, names.get(person.addressee_number)) for person in people],
        "parties": parties,
        "forms": forms,
        "open": case.closed_on is None,
        "may_decide": case.closed_on is None and case.starts_on is None,
        "may_extend": course.can_be_extended(today),
        "may_end": case.closed_on is None and RELEASE in current_context().actor.duties,
        "notice": notice,
        "crumbs": [
            Crumb("支援措置", reverse("resident_registry:protections", args=[request.place.address])),
            Crumb("支援措置の内容"),
        ],
    }
    if problems:
        context["problems"] = problems
    return page(request, "resident_registry/protection.html", context, UNPROCESSABLE if problems else 200)


@gate(MANAGE)
@require_POST
def step(request: AuthenticatedRequest, address: str, protection_id: UUID, what: str) -> HttpResponse:
    """開始, 延長, 転送, 終了."""
    kinds: dict[str, type[FormKit]] = {"decide": DecideForm, "forward": ForwardForm, "end": EndForm, "extend": FormKit}
    if what not in kinds or not ProtectionCase.objects.filter(id=protection_id).exists():
        raise Http404
    form = kinds[what](request.POST, prefix=what)
    if not form.can_go_on:
        return _show(request, protection_id, None, {what: form})
    try:
        _take(what, protection_id, form.cleaned_data)
    except ValueError as problem:
        return _show(request, protection_id, Notice("error", "進められません", str(problem)))
    return _back(request, protection_id, what)


def _take(what: str, protection_id: UUID, given: dict[str, Any]) -> None:
    if what == "decide":
        disclosure.decide_protection(protection_id, given["starts_on"], given["ends_on"])
    elif what == "extend":
        disclosure.extend_protection(protection_id)
    elif what == "forward":
        disclosure.forward_protection(protection_id, given["to"], given["on"])
    else:
        disclosure.end_protection(protection_id, given["reason"])
