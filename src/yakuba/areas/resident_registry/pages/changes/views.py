"""The way through a change: form → draft with its checks → provisional entry (A5).

What was typed is a draft case from the first successful check on, so a reload, a crash or a double click loses nothing
and makes nothing twice. The case page (backyard) shows the difference, takes the reasons for alerts, and approves.
"""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yakuba.areas.resident_registry import queries
from yakuba.areas.resident_registry.actions.change import PREFIX
from yakuba.areas.resident_registry.domain.kinds import KINDS
from yakuba.areas.resident_registry.domain.relationships import RELATIONSHIPS
from yakuba.areas.resident_registry.pages.changes.forms import FORMS, NEEDS_HOUSEHOLD
from yakuba.areas.resident_registry.pages.changes.parts import ChangeForm, Setting
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.cases import service as cases
from yakuba.platform.cases.findings import blocking
from yakuba.platform.screens.parts import Crumb, Step
from yakuba.platform.screens.problems import problems_of
from yakuba.platform.screens.views import page, render_form_page
from yakuba.platform.tenancy.context import current_context
from yakuba.standards import towns

ENTER = "resident_registry.enter"
MOST_PERSONS = 12
STEPS = (Step("入力", "editing"), Step("確認・仮登録"), Step("審査・決裁"))


def setting_of(request: AuthenticatedRequest, kind: str) -> Setting:
    """What the form is about, from ``?household=``. Raises Http404."""
    context = current_context()
    household = request.GET.get("household", "")
    members: tuple[Any, ...] = ()
    if household:
        try:
            members = queries.household(household)
        except queries.NoSuchPerson as error:
            raise Http404 from error
    elif kind in NEEDS_HOUSEHOLD:
        raise Http404
    if kind != "move_out_confirmed":
        members = tuple(member for member in members if member.is_current_resident)
    return Setting(
        lg_code=request.place.lg_code,
        today=context.business_date,
        kind=KINDS[kind],
        members=members,
        place=context.place,
        terminal=context.terminal,
    )


def _form(request: AuthenticatedRequest, kind: str) -> ChangeForm:
    form = FORMS[kind]
    options: dict[str, Any] = {}
    if hasattr(form, "incoming"):
        typed = request.POST.get("persons") or request.GET.get("persons") or "1"
        wanted = int(typed) if typed.isdigit() else 1
        options["persons"] = min(max(1, wanted), MOST_PERSONS)
    return form(setting_of(request, kind), request.POST or None, **options)


@gate(ENTER)
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: AuthenticatedRequest, address: str, kind: str) -> HttpResponse:
    """The form of a change. Errors of the standard come back beside the form; alerts are answered on the case page."""
    if kind not in FORMS:
        raise Http404
    if request.POST.get("do") == "add_person":
        return _with_one_more(request, kind)
    form = _form(request, kind)
    context = _context(request, form)
    if not (form.is_bound and form.can_go_on):
        return render_form_page(request, "resident_registry/change.html", form, context)
    known = cases.find_submission(form.key)
    event = form.event()
    findings = [] if known else cases.check(PREFIX + kind, event)
    if blocking(findings):
        problems = problems_of(form, findings)
        return page(request, "resident_registry/change.html", {"form": form, **context, "problems": problems}, 422)
    case = known or cases.draft(cases.Draft(action=PREFIX + kind, input=event, key=form.key, alerts={}))
    return HttpResponseRedirect(reverse("backyard:case", args=[address, case.id]))


def _with_one_more(request: AuthenticatedRequest, kind: str) -> HttpResponse:
    """The same form with a row more; nothing typed is lost, nothing is checked yet."""
    data = request.POST.copy()
    count = int(data.get("persons", "1")) if data.get("persons", "1").isdigit() else 1
    data["persons"] = str(min(count + 1, MOST_PERSONS))
    request.POST = data  # type: ignore[assignment]
    form = _form(request, kind)
    form.is_bound = False
    form.initial = {**form.initial, **{name: value for name, value in data.items() if name in form.fields}}
    for name in ("chosen",):
        if name in form.fields:
            form.initial[name] = data.getlist(name)
    return page(request, "resident_registry/change.html", {"form": form, **_context(request, form)})


def _context(request: AuthenticatedRequest, form: ChangeForm) -> dict[str, Any]:
    setting = form.setting
    address = request.place.address
    return {
        "kind": setting.kind,
        "steps": STEPS,
        "persons": getattr(form, "persons", 0),
        "towns": sorted({town.name for town in towns.towns(setting.lg_code)}) if "town" in form.fields else (),
        "relationships": RELATIONSHIPS.values(),
        "crumbs": [
            Crumb("住民検索", reverse("resident_registry:search", args=[address])),
            Crumb(f"{setting.kind.ja}の入力"),
        ],
    }
