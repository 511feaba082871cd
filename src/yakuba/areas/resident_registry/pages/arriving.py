"""Who is announced to move in (転入予定者): the list, and the way to enter the move where the counter is not used."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import NAMESPACE_OID, UUID, uuid5

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from yakuba.areas.resident_registry import arrivals
from yakuba.areas.resident_registry.arrival_models import ExpectedArrival, ExpectedPerson
from yakuba.areas.resident_registry.domain.event_inputs import Filing, NewHousehold, PreviousAddress, RecordedDate
from yakuba.areas.resident_registry.domain.events import MoveIn
from yakuba.areas.resident_registry.domain.record_address import AddressItems
from yakuba.areas.resident_registry.pages import printing
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.cases import service as cases
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.register import service as register
from yakuba.platform.screens.fields import CheckField, ChoiceField, QuickDateField
from yakuba.platform.screens.forms import FormKit
from yakuba.platform.screens.views import csv_response, page
from yakuba.platform.tenancy.context import current_context

ENTER = "resident_registry.enter"
MOVE_IN = "resident_registry.move_in"
MOST = 300
WITHHELD = "（表示しない）"
State = ExpectedArrival.State


class NarrowForm(FormKit):
    """State, planned days, and whether the time of 特例転入 is over."""

    state = ChoiceField(label="状態", choices=State.choices, required=False)
    since = QuickDateField(label="転入予定日（から）", required=False)
    until = QuickDateField(label="転入予定日（まで）", required=False)
    late = CheckField(label="期間を過ぎたものだけ", required=False)


@dataclass(frozen=True)
class Line:
    """One announced move. ``people``: names, with marks, of who is still to come (of a move that ended: of all)."""

    row: ExpectedArrival
    people: tuple[str, ...]
    from_name: str
    address: str
    late: bool

    @property
    def is_marked(self) -> bool:
        return any("【" in name for name in self.people)


def _lines(rows: list[ExpectedArrival], leaves: bool = False) -> list[Line]:
    """``leaves``: on paper or as a file. That is registered as such, and of who is marked the address stays inside."""
    people: dict[UUID, list[ExpectedPerson]] = {}
    found = ExpectedPerson.objects.filter(arrival_id__in=[one.id for one in rows]).order_by("place")
    still = {one.id for one in rows if one.state == State.EXPECTED}
    for person in found:
        if person.arrival_id in still and not person.is_open:
            continue  # came already, or stays where they are
        people.setdefault(person.arrival_id, []).append(person)
    numbers = [one.addressee_number for each in people.values() for one in each]
    states = disclosure.subject_state(numbers)
    act = "print_list" if leaves else "view_case"
    register.record(act, sorted(numbers), note=register.Note(duty=ENTER, detail={"list": "arrivals"}))
    today = current_context().business_date
    lines = [_line(row, people[row.id], states, today) for row in rows if row.id in people]
    return [replace(one, address=WITHHELD) if leaves and one.is_marked else one for one in lines]


def _line(row: ExpectedArrival, people: list[ExpectedPerson], states: dict[int, disclosure.State], today: date) -> Line:
    names = tuple(
        str(one.told["name"])
        + (f"【{states[one.addressee_number].mark}】" if states[one.addressee_number].mark else "")
        for one in people
    )
    late = row.state == State.EXPECTED and row.planned_on is not None and arrivals.special_until(row.planned_on) < today
    where = arrivals.planned_address(row) if _tells_place(people, states) else WITHHELD
    return Line(row, names, arrivals.place_name(row.from_lg_code), where, late)


def _tells_place(people: list[ExpectedPerson], states: dict[int, disclosure.State]) -> bool:
    """A list goes further than one sees: where a protected person will live stays out of it, but for the officer."""
    if disclosure.MANAGE in current_context().actor.duties:
        return True
    asked = disclosure.Requester(disclosure.Kind.STAFF_ENTER)
    answers = [
        disclosure.decide(asked, disclosure.Purpose.LIST, states[one.addressee_number].subject, "address")
        for one in people
    ]
    return all(one is disclosure.Decision.SHOW for one in answers)


def _expected(form: NarrowForm) -> list[ExpectedArrival]:
    """The moves asked for; what cannot be read is no condition."""
    given = form.cleaned_data if form.is_valid() else {}
    rows = ExpectedArrival.objects.filter(state=given.get("state") or State.EXPECTED)
    if given.get("since"):
        rows = rows.filter(planned_on__gte=given["since"])
    if given.get("until"):
        rows = rows.filter(planned_on__lte=given["until"])
    if given.get("late"):
        rows = rows.filter(planned_on__lt=current_context().business_date - timedelta(days=arrivals.SPECIAL_DAYS[1]))
    return list(rows.order_by("planned_on", "told_at", "id")[:MOST])


@gate(ENTER)
@require_safe
def expected(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """By the planned day; past the time of 特例転入 marked as such. ``?print=1``: the sheet for the browser's print."""
    form = NarrowForm(request.GET or {"state": State.EXPECTED})
    lines = _lines(_expected(form), leaves=printing.is_wanted(request))
    context = {"form": form, "lines": lines, "most": MOST, "full": len(lines) >= MOST}
    return page(request, "resident_registry/arrivals.html", context | printing.context_of(request))


@gate(ENTER)
@require_safe
def expected_csv(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """The list for a spreadsheet, as narrowed. Of who is marked the address stays inside."""
    rows = []
    for one in _lines(_expected(NarrowForm(request.GET)), leaves=True):
        special = "○" if one.row.is_special else ""
        state = one.row.get_state_display()
        rows.append([one.row.planned_on or "", one.from_name, "、".join(one.people), one.address, special, state])
    return csv_response("arrivals", ["転入予定日", "転出元", "人", "新しい住所（予定）", "特例", "状態"], rows)


@gate(ENTER)
@require_POST
def enter(request: AuthenticatedRequest, address: str, arrival_id: UUID) -> HttpResponse:
    """A draft of the move-in with everything that was told. Pressed twice it is one."""
    row = ExpectedArrival.objects.filter(id=arrival_id, state=State.EXPECTED).first()
    people = arrivals.persons_of(arrival_id)
    if row is None or not people:
        raise Http404
    event = MoveIn(
        filing=Filing(change_date=RecordedDate(None), note="転出証明書情報の受信"),
        persons=tuple(map(arrivals.coming, people)),
        destination=NewHousehold(address=AddressItems()),
        previous=PreviousAddress(address=arrivals.previous_address(arrival_id)),
    )
    key = uuid5(NAMESPACE_OID, f"{current_context().municipality}/{row.id}/{current_context().actor.id}")
    case = cases.draft(cases.Draft(action=MOVE_IN, input=event, key=key, alerts={}))
    return HttpResponseRedirect(reverse("resident_registry:change_edit", args=[address, case.id]))
