"""The clerk's pages: today's visits and the search, the start, the read-back, signing, what came of it, the sheet."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yakuba.areas.resident_registry import service as registry
from yakuba.frontyard.counter import bookings, card_reading, guiding, tablet, tickets, visits
from yakuba.frontyard.counter.forms import FindForm, SignForm, StartForm
from yakuba.frontyard.counter.models import Booking, Visit
from yakuba.frontyard.counter.reading import papers
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.cases import fee_queries, filing_queries, waiting
from yakuba.platform.cases.filing_models import Filing
from yakuba.platform.cases.procedures.definition import Procedure
from yakuba.platform.disclosure.service import Channel
from yakuba.platform.register import service as register
from yakuba.platform.screens.parts import Crumb
from yakuba.platform.screens.views import fragment, page, render_form_page
from yakuba.platform.tenancy.context import current_context

INQUIRE = "resident_registry.inquire"
FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])
ONWARDS = {
    Filing.State.RECEIVED: "確認が必要です。下の理由を見て、［申請管理］で進めます。",
    Filing.State.ENTERED: "決裁を待っています。決裁する人が［審査・決裁］で本登録します。",
    Filing.State.PAYMENT: "手数料の支払いを待っています。",
    Filing.State.DECIDED: "決定しました。証明書を作っています。",
    Filing.State.HANDED: "担当のシステムへ引き渡しました。受け取ると終わりです。",
    Filing.State.DONE: "済みました。",
}


WAITS = "転入の届出が本登録されるのを待っています。されると、自動で確認して先へ進みます。"


def _onwards(filing: Filing) -> str:
    return WAITS if waiting.is_waiting(filing) else ONWARDS.get(Filing.State(filing.state), "")


def crumbs(address: str, title: str) -> list[Crumb]:
    return [Crumb("窓口受付", reverse("counter:visits", args=[address])), Crumb(title)]


def found(visit_id: UUID) -> Visit:
    """The clerk's own visit: who answers and signs in it is its drafter, so nobody else may. Raises Http404."""
    visit = visits.find(visit_id)
    if visit is None or visit.clerk_id != current_context().actor.id:
        raise Http404
    return visit


def to_visit(address: str, visit_id: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("counter:visit", args=[address, visit_id]))


@gate(INQUIRE)
@FORM_METHODS
def today(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """The clerk's visits of the day, and a small search. The conditions are posted: no name stands in an address."""
    form = FindForm(request.POST if request.method == "POST" else None)
    hits = None
    if form.is_bound and form.can_go_on:
        hits = registry.find_residents(form.cleaned_data["kana"], form.cleaned_data["birth"] or None)
    rows = visits.mine_today()
    visits.viewed(rows)
    instant = current_context().instant
    context = {
        "rows": [(row, visits.minutes(row, instant), _titles(row)) for row in rows],
        "hits": hits,
        "lines": tickets.lines(),
        "expected": _expected(),
        "mine": tickets.mine(),
        "has_reader": card_reading.is_offered(),
    }
    return render_form_page(request, "counter/visits.html", form, context)


def _expected() -> list[Booking]:
    """Who booked a visit for today, of the filings this clerk has to do with; that they were shown is registered."""
    rows = [one for one in bookings.of_day(current_context().business_date) if _may_see(one)]
    if rows:
        shown = sorted({one.filing.applicant_number for one in rows if one.filing and one.filing.applicant_number})
        register.record("view_case", shown, note=register.Note(detail={"expected": len(rows)}))
    return rows


def _may_see(booking: Booking) -> bool:
    return booking.filing_id is None or filing_queries.find(booking.filing_id) is not None


def _titles(visit: Visit) -> str:
    return "、".join(one.procedure.title.ja for one in visits.drafts(visit)) or "―"


@gate(INQUIRE)
@require_safe
def start_arrival(request: AuthenticatedRequest, address: str, arrival_id: UUID) -> HttpResponse:
    """A booked family is there: the visit is begun with the first of them."""
    found_move = registry.expected_still([arrival_id]).get(arrival_id)
    if found_move is None or not found_move.numbers:
        raise Http404
    return HttpResponseRedirect(reverse("counter:start", args=[address, found_move.numbers[0]]))


@gate(INQUIRE)
@FORM_METHODS
def start(request: AuthenticatedRequest, address: str, number: int) -> HttpResponse:
    """Who came: facts of the register, how identity was checked, what for."""
    facts = registry.facts_for(number, Channel.COUNTER) if number < 2**63 else None
    if facts is None:
        raise Http404
    offered = _offered(facts)
    told = guiding.brought(request.POST.get("guide", ""), number)
    reading = card_reading.of_visitor(number, request.POST.get("idempotency_key", ""))
    proved = card_reading.identification(reading)
    form = StartForm(offered, request.POST or None, initial={"language": "ja"}, proved=proved)
    if not form.can_go_on:
        return _start_page(request, facts, form, told)
    given = form.cleaned_data
    wanted = visits.Start(form.key, given["identification"], tuple(given["procedures"]), given["language"], told)
    try:
        visit = visits.begin(facts, wanted)
    except visits.CounterError as problem:
        form.add_error("procedures", str(problem))
        return _start_page(request, facts, form, told)
    card_reading.began(reading, visit)
    register.record("view_record", [number], note=register.Note(purpose="窓口受付", detail={"counter": str(visit.id)}))
    return to_visit(address, visit.id)


def _offered(facts: registry.ResidentFacts) -> tuple[Procedure, ...]:
    return visits.by_use(visits.suiting(visits.offered(), facts))


def start_page(request: AuthenticatedRequest, facts: registry.ResidentFacts, told: Mapping[str, Any]) -> HttpResponse:
    """The start page with what the guide ticked; the clerk can tick otherwise."""
    offered = _offered(facts)
    ticked, _ = guiding.steps(told, [one.code for one in offered])
    proved = card_reading.identification(card_reading.of_visitor(facts.number))
    form = StartForm(offered, initial={"language": "ja", "procedures": ticked}, proved=proved)
    return _start_page(request, facts, form, told)


def _start_page(
    request: AuthenticatedRequest, facts: registry.ResidentFacts, form: StartForm, told: Mapping[str, Any]
) -> HttpResponse:
    offered = _offered(facts)
    context: dict[str, Any] = {
        "facts": facts,
        "offered": offered,
        "crumbs": crumbs(request.place.address, "受付を始める"),
        "card": card_reading.about(card_reading.of_visitor(facts.number), facts.number),
    }
    if told:
        context |= {
            "guide": guiding.carried(told, facts.number),
            "onward": guiding.steps(told, [one.code for one in offered])[1],
        }
    return render_form_page(request, "counter/start.html", form, context)


@gate(INQUIRE)
@require_safe
def show(request: AuthenticatedRequest, address: str, visit_id: UUID) -> HttpResponse:
    """To the next question; after the last one the read-back; after signing what came of it."""
    visit = found(visit_id)
    visits.viewed([visit])
    following = visits.next_question(visit)
    if visit.state == Visit.State.ASKING and following and request.GET.get("read") != "on":
        at, question = following
        return HttpResponseRedirect(reverse("counter:ask", args=[address, visit_id, at, question.id]))
    return _page(request, visit, SignForm())


def _page(request: AuthenticatedRequest, visit: Visit, form: SignForm, problem: str = "") -> HttpResponse:
    if problem:
        form.add_error(None, problem)
    context = _state(visit) | {
        "papers": papers(visit, "ja"),
        "following": visits.next_question(visit),
        "crumbs": crumbs(request.place.address, "受付"),
    }
    name = "counter/visit.html" if visit.state == Visit.State.ASKING else "counter/filed.html"
    return render_form_page(request, name, form, context)


def _state(visit: Visit) -> dict[str, Any]:
    filed = visits.filed(visit)
    return {
        "visit": visit,
        "minutes": visits.minutes(visit, current_context().instant),
        "has_code": tablet.has_code(visit),
        "connected": tablet.is_connected(visit),
        "page_number": min(visit.checked + 1, len(visit.drafts)),
        "signing": visit.checked >= len(visit.drafts),
        "wrong": [one for one in papers(visit, "ja") if one.marked],
        "wants_help": any(one["question"] == visits.SIGN for one in visit.marks),
        "filed": [(one, _onwards(one)) for one in filed],
        "waiting": visit.state == Visit.State.HANDED or any(one.state == Filing.State.DECIDED for one in filed),
        "handed": visit.state == Visit.State.HANDED,
        "seen": f"{visit.revision}-{tablet.is_connected(visit):d}-{tablet.has_code(visit):d}-"
        + "-".join(one.state for one in filed),
        "way": visits.WAYS.get(visit.signature.get("how", ""), ""),
    }


@gate(INQUIRE)
@require_safe
def state(request: AuthenticatedRequest, address: str, visit_id: UUID) -> HttpResponse:
    """What changed since the page was drawn; nothing when nothing did, the whole page once it was signed."""
    visit = found(visit_id)
    context = _state(visit)
    if request.GET.get("seen") == context["seen"]:
        return HttpResponse(status=204)
    if visit.state != Visit.State.ASKING:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return fragment(request, "counter/tablet_state.html", context)


@gate(INQUIRE)
@require_POST
def open_tablet(request: AuthenticatedRequest, address: str, visit_id: UUID) -> HttpResponse:
    """A code for the visitor's tablet."""
    visit = found(visit_id)
    try:
        tablet.open_code(visit)
    except visits.CounterError as problem:
        return _page(request, visit, _bound(), str(problem))
    return HttpResponseRedirect(reverse("counter:visit", args=[address, visit_id]) + "?read=on")


def _bound() -> SignForm:
    return SignForm({"how": "paper", "note": ""})


@gate(INQUIRE)
@require_POST
def sign(request: AuthenticatedRequest, address: str, visit_id: UUID) -> HttpResponse:
    """Without a tablet: signed on paper, or written by the clerk with a witness note. Files at once."""
    visit = found(visit_id)
    form = SignForm(request.POST)
    if not form.can_go_on:
        return _page(request, visit, form)
    given = form.cleaned_data
    name = str(visit.profile.get("name", ""))
    try:
        visits.sign(visit_id, visits.Signature(given["how"], name, given["note"]))
    except visits.CounterError as problem:
        return _page(request, visit, form, str(problem))
    return to_visit(address, visit_id)


@gate(INQUIRE)
@require_POST
def language(request: AuthenticatedRequest, address: str, visit_id: UUID) -> HttpResponse:
    """The language of the visitor's side; the place in the interview is kept."""
    visit = found(visit_id)
    try:
        visits.speak(visit.id, request.POST.get("language", ""))
    except visits.CounterError as problem:
        return _page(request, visit, _bound(), str(problem))
    back, here = request.POST.get("back", ""), reverse("counter:visit", args=[address, visit_id])
    safe = back.startswith(f"{here}ask/") and ".." not in back and "\\" not in back
    return HttpResponseRedirect(back if safe else f"{here}?read=on")


@gate(INQUIRE)
@require_POST
def finish(request: AuthenticatedRequest, address: str, visit_id: UUID) -> HttpResponse:
    """The visitor goes; what was not signed is given up."""
    visits.finish(found(visit_id).id)
    return HttpResponseRedirect(reverse("counter:visits", args=[address]))


@gate(INQUIRE)
@require_safe
def sheet(request: AuthenticatedRequest, address: str, visit_id: UUID) -> HttpResponse:
    """控え: what was done, receipt numbers, next steps, what to bring. Printed by the browser, registered."""
    visit = found(visit_id)
    filed = visits.filed(visit)
    if not filed:
        raise Http404
    note = register.Note(detail={"counter_sheet": [one.receipt_number for one in filed]})
    register.record("print_list", [visit.addressee_number], note=note)
    by_key = {str(one.key): one for one in filed}
    drafts = [one for one in visits.drafts(visit) if one.key in by_key]
    parts = [
        (one.procedure, by_key[one.key], visits.afterwards(one.procedure), fee_queries.of_filing(by_key[one.key]))
        for one in drafts
    ]
    context = {"visit": visit, "parts": parts, "papers": papers(visit, visit.language), "language": visit.language}
    context["onward"] = guiding.next_desks(visit)
    return page(request, "counter/sheet.html", context)
