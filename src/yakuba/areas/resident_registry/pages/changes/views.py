"""The way through a change: form → draft with its checks → provisional entry (A5).

What was typed is a draft case from the first successful check on, so a reload, a crash or a double click loses nothing
and makes nothing twice. The case page (backyard) shows the difference, takes the reasons for alerts, and approves.
"""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yakuba.areas.resident_registry import queries, storage
from yakuba.areas.resident_registry.actions import cancelled
from yakuba.areas.resident_registry.actions.change import PREFIX
from yakuba.areas.resident_registry.actions.view import candidates, subjects_of
from yakuba.areas.resident_registry.domain.kinds import KINDS
from yakuba.areas.resident_registry.domain.needs import needs
from yakuba.areas.resident_registry.domain.record import FOREIGN, JAPANESE
from yakuba.areas.resident_registry.domain.relationships import RELATIONSHIPS
from yakuba.areas.resident_registry.pages import comparing, words
from yakuba.areas.resident_registry.pages.changes.corrections import CorrectionForm
from yakuba.areas.resident_registry.pages.changes.forms import FORMS, NEEDS_HOUSEHOLD, OF_REMOVED
from yakuba.areas.resident_registry.pages.changes.parts import ChangeForm, Setting
from yakuba.areas.resident_registry.pages.changes.persons import COPIED, MOST_PERSONS, PersonsPart
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.cases import queries as case_queries
from yakuba.platform.cases import service as cases
from yakuba.platform.cases.findings import Finding, blocking
from yakuba.platform.cases.models import Case
from yakuba.platform.screens.parts import Crumb, Step
from yakuba.platform.screens.problems import problems_of
from yakuba.platform.screens.views import page, render_form_page
from yakuba.platform.tenancy.context import current_context
from yakuba.standards import towns

ENTER = "resident_registry.enter"
TEMPLATE = "resident_registry/change.html"
STEPS = (Step("入力", "editing"), Step("確認・仮登録"), Step("審査・決裁"))
GROW = {"add_person": JAPANESE, "add_foreigner": FOREIGN}


def _plain(request: AuthenticatedRequest, kind: str) -> Setting:
    context = current_context()
    return Setting(
        lg_code=request.place.lg_code,
        today=context.business_date,
        kind=KINDS[kind],
        place=context.place,
        terminal=context.terminal,
        chosen=tuple(request.GET.getlist("chosen")),
        into=request.GET.get("into", ""),
        typed=request.POST or None,
    )


def _for_new(request: AuthenticatedRequest, kind: str) -> Setting:
    """What a new entry is about, from ``?household=&chosen=&into=`` or ``?person=&history=``. Raises Http404."""
    setting = _plain(request, kind)
    if kind == "cancellation":
        return _for_cancelling(request, setting)
    household = request.GET.get("household", "")
    if not household:
        if kind in NEEDS_HOUSEHOLD:
            raise Http404
        return setting
    try:
        members = queries.household(household)
    except queries.NoSuchPerson as error:
        raise Http404 from error
    members = tuple(member for member in members if member.is_current_resident or kind in OF_REMOVED)
    if kind in NEEDS_HOUSEHOLD and not members:
        raise Http404
    return replace(setting, members=members)


def _for_cancelling(request: AuthenticatedRequest, setting: Setting) -> Setting:
    person, history = request.GET.get("person", ""), request.GET.get("history", "")
    if not (person.isdecimal() and history.isdecimal() and len(person) <= 15 and len(history) <= 9):
        raise Http404
    try:
        cancels = cancelled.change_of(int(person), int(history))
    except cancelled.NotCancellable as error:
        raise Http404 from error
    return replace(setting, cancels=cancels, members=cancelled.people_of(cancels))


def _for_case(request: AuthenticatedRequest, case: Case) -> Setting:
    """What an open case is about: the household its persons live in now."""
    event = cases.input_of(case)
    setting = replace(_plain(request, event.kind), event=event)
    if event.kind == "cancellation":
        return replace(setting, members=cancelled.people_of(event.cancels))
    named = storage.latest(subjects_of(event))
    numbers = {record.household_number for record in named}
    if hasattr(event, "household_number") and event.kind in ("birth", "head_change"):
        numbers = {event.household_number}
    members = storage.latest_of_households(numbers) if event.kind in NEEDS_HOUSEHOLD else []
    kept = [member for member in members if member.is_current_resident or event.kind in OF_REMOVED]
    kept.sort(key=lambda record: (record.household_number, record.display_order, record.addressee_number))
    return replace(setting, members=tuple(kept), chosen=needs(event).persons)


@gate(ENTER)
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: AuthenticatedRequest, address: str, kind: str) -> HttpResponse:
    """The form of a change. Errors of the standard come back beside the form; alerts are answered on the case page."""
    if kind not in FORMS:
        raise Http404
    return _answer(request, _for_new(request, kind), None)


@gate(ENTER)
@require_http_methods(["GET", "HEAD", "POST"])
def move_in(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """転入, from the menu."""
    return _answer(request, _for_new(request, "move_in"), None)


@gate(ENTER)
@require_http_methods(["GET", "HEAD", "POST"])
def ex_officio_entry(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """職権記載, from the menu."""
    return _answer(request, _for_new(request, "ex_officio_entry"), None)


@gate(ENTER)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: AuthenticatedRequest, address: str, case_id: UUID) -> HttpResponse:
    """The form of an open or returned case, filled with its input (juki-1.0:4.0.8)."""
    case = case_queries.find(case_id)
    if case is None or not case.action.startswith(PREFIX) or case.action.removeprefix(PREFIX) not in FORMS:
        raise Http404
    if case.state not in (Case.State.DRAFT, Case.State.RETURNED):
        return HttpResponseRedirect(reverse("backyard:case", args=[address, case.id]))
    return _answer(request, _for_case(request, case), case)


def _answer(request: AuthenticatedRequest, setting: Setting, case: Case | None) -> HttpResponse:
    make = FORMS[setting.kind.id]
    if request.method == "POST" and request.POST.get("do"):
        return _redrawn(request, setting, case)
    form = make(setting, request.POST or None)
    if not form.is_bound:
        form.prefill()
    if not (form.is_bound and form.can_go_on):
        return render_form_page(request, TEMPLATE, form, _context(request, form, case))
    known = cases.find_submission(form.key) if case is None else None
    if known is not None:
        return _to_case(request, known)
    event = form.event()
    if isinstance(form, PersonsPart) and form.offer_candidates(tuple(candidates(event))):
        return render_form_page(request, TEMPLATE, form, _context(request, form, case))
    findings = [_placed(form, finding) for finding in cases.check(PREFIX + event.kind, event)]
    if blocking(findings):
        problems = problems_of(form, findings)
        return page(request, TEMPLATE, {"form": form, **_context(request, form, case), "problems": problems}, 422)
    if case is not None:
        return _to_case(request, cases.save_draft(case.id, event, case.accepted_alerts))
    return _to_case(request, cases.draft(cases.Draft(action=PREFIX + event.kind, input=event, key=form.key, alerts={})))


def _to_case(request: AuthenticatedRequest, case: Case) -> HttpResponse:
    return HttpResponseRedirect(reverse("backyard:case", args=[request.place.address, case.id]))


def _placed(form: ChangeForm, finding: Finding) -> Finding:
    return replace(finding, item=form.field_of(finding.item))


def _redrawn(request: AuthenticatedRequest, setting: Setting, case: Case | None) -> HttpResponse:
    """The same form with a row, an item or proposals more; nothing typed is lost, nothing is checked yet."""
    data, wish = request.POST.copy(), request.POST["do"]
    rows = data.get("rows", "")
    if wish in GROW and len(rows) < MOST_PERSONS:
        data["rows"] = rows + GROW[wish]
        for name in COPIED:
            data.setdefault(f"p{len(rows) + 1}_{name}", data.get(f"p{len(rows)}_{name}", ""))
    elif wish == "drop_person" and len(rows) > 1:
        data["rows"] = rows[:-1]
    form = FORMS[setting.kind.id](replace(setting, typed=data))
    for name in form.fields:
        if name in data:
            form.initial[name] = data.getlist(name) if name == "chosen" else data[name]
    if wish == "suggest":
        form.suggest(data)
    elif wish == "add_item" and isinstance(form, CorrectionForm):
        form.add_item(data.get("add", ""))
        form.initial["add"] = ""
    return page(request, TEMPLATE, {"form": form, **_context(request, form, case)})


def _cancelled(setting: Setting) -> dict[str, Any] | None:
    """What a cancellation takes back, in words: which change, of which day, of whom, and what it changed."""
    cancels = setting.cancels or getattr(setting.event, "cancels", None)
    if cancels is None:
        return None
    rows = {(int(key.addressee_number), key.history_number) for key in cancels.rows}
    versions = {
        (int(one.addressee_number), one.history_number): one for one in storage.versions({number for number, _ in rows})
    }
    made = [versions[key] for key in sorted(rows)]
    changes = [
        (record, comparing.differences(versions.get((int(record.addressee_number), record.history_number - 1)), record))
        for record in made
    ]
    return {
        "title": KINDS[cancels.kind].ja,
        "day": words.day_text(made[0], "change_date") if made else "",
        "changes": changes,
    }


def _context(request: AuthenticatedRequest, form: ChangeForm, case: Case | None) -> dict[str, Any]:
    setting = form.setting
    address = request.place.address
    back = reverse("resident_registry:search", args=[address])
    if case is not None:
        back = reverse("backyard:case", args=[address, case.id])
    elif setting.members and setting.kind.id != "cancellation":
        back = reverse("resident_registry:household", args=[address, setting.members[0].household_number])
    crumbs = [Crumb("住民検索", reverse("resident_registry:search", args=[address]))]
    about = setting.members[0] if setting.members else None
    if about is not None:
        where = reverse("resident_registry:household", args=[address, about.household_number])
        crumbs.append(Crumb(f"世帯 {about.household_number}", where))
    return {
        "kind": setting.kind,
        "steps": STEPS,
        "about": about,
        "cancelled": _cancelled(setting),
        "about_address": words.address_text(about) if about else "",
        "back_url": back,
        "rows": getattr(form, "rows", ""),
        "grows": isinstance(form, PersonsPart),
        "items": ",".join(getattr(form, "items", ())),
        "corrects": isinstance(form, CorrectionForm),
        "suggests": "new_head" in form.fields,
        "towns": sorted({town.name for town in towns.towns(setting.lg_code)}) if "town" in form.fields else (),
        "relationships": RELATIONSHIPS.values(),
        "crumbs": [*crumbs, Crumb(f"{setting.kind.ja}の入力")],
    }
