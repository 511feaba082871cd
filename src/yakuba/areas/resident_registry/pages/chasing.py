"""Who moved out and of whom no move-in notice came (転入通知が来ない転出者): the list to ask after them by.

The former municipality keeps the planned values until the new one tells (住民基本台帳法第9条第1項; juki-1.0:4.1.3.1.1).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.domain.record import MOVED_OUT, Record
from yakuba.areas.resident_registry.models import ResidentRecord
from yakuba.areas.resident_registry.pages import printing, words
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.register import service as register
from yakuba.platform.screens.fields import ChoiceField, TextField
from yakuba.platform.screens.forms import FormKit
from yakuba.platform.screens.views import csv_response, page
from yakuba.platform.tenancy.context import current_context

ENTER = "resident_registry.enter"
MOST = 300
WITHHELD = "（表示しない）"
WAITED = (("30", "30日"), ("60", "60日"), ("90", "90日"), ("180", "180日"))


class ChaseForm(FormKit):
    """Days since the planned day, and a part of where they said they go."""

    waited = ChoiceField(label="転出予定日から過ぎた日数", choices=WAITED, required=False)
    to = TextField(label="転出先の都道府県か市区町村", required=False, limit=40)

    def conditions(self) -> tuple[int, str]:
        """What is asked; what cannot be read is no condition."""
        given = self.cleaned_data if self.is_valid() else {}
        return int(given.get("waited") or WAITED[0][0]), str(given.get("to") or "").strip()


@dataclass(frozen=True)
class Line:
    """Those of one household who planned the same day. ``first``: whose record is opened."""

    planned_on: date
    days: int
    people: tuple[str, ...]
    place: str
    first: int


def _numbers(form: ChaseForm) -> list[int]:
    days, to = form.conditions()
    rows = ResidentRecord.objects.filter(
        is_latest=True,
        resident_state=MOVED_OUT,
        move_in_notice_on__isnull=True,
        move_out_planned_on__lte=current_context().business_date - timedelta(days=days),
        move_out_planned_country="",
        move_out_planned_country_code="",
        move_out_planned_abroad="",
    )
    for word in to.split():
        rows = rows.filter(move_out_planned_municipality__contains=word) | rows.filter(
            move_out_planned_prefecture__contains=word
        )
    newest = rows.order_by("-move_out_planned_on", "addressee_number").values_list("addressee_number", flat=True)
    return list(newest[:MOST])


def _lines(form: ChaseForm, leaves: bool = False) -> list[Line]:
    """``leaves``: on paper or as a file, which is registered as such."""
    numbers = _numbers(form)
    states = disclosure.subject_state(numbers)
    act = "print_list" if leaves else "view_case"
    register.record(act, sorted(numbers), note=register.Note(duty=ENTER, detail={"list": "no_move_in_notice"}))
    people = sorted(storage.latest(numbers), key=_together)
    lines = [_line(key[0], list(group), states) for key, group in groupby(people, key=_together)]
    return sorted(lines, key=lambda one: one.planned_on, reverse=True)


def _together(record: Record) -> tuple[date, str]:
    return record.move_out_planned_on or date.min, record.household_number


def _line(day: date, people: list[Record], states: Mapping[int, disclosure.State]) -> Line:
    marks = {int(one.addressee_number): states[int(one.addressee_number)].mark for one in people}
    names = tuple(
        one.name + (f"【{marks[n]}】" if (n := int(one.addressee_number)) and marks[n] else "") for one in people
    )
    told = all(_tells_place(states[number]) for number in marks)
    place = words.address_text(people[0], "move_out_planned") if told else WITHHELD
    return Line(day, (current_context().business_date - day).days, names, place, min(marks))


def _tells_place(state: disclosure.State) -> bool:
    """A list goes further than one sees: where a protected person went stays out of it, for everybody."""
    asked = disclosure.Requester(disclosure.Kind.STAFF_ENTER)
    answer = disclosure.decide(asked, disclosure.Purpose.LIST, state.subject, "address")
    return answer is disclosure.Decision.SHOW


@gate(ENTER)
@require_safe
def missing(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """The newest first. ``?print=1``: the sheet for the browser's print."""
    form = ChaseForm(request.GET or {"waited": WAITED[0][0]})
    lines = _lines(form, leaves=printing.is_wanted(request))
    context: dict[str, Any] = {"form": form, "lines": lines, "most": MOST, **printing.context_of(request)}
    full = sum(len(one.people) for one in lines) >= MOST
    return page(request, "resident_registry/no_notice.html", context | {"full": full})


@gate(ENTER)
@require_safe
def missing_csv(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """The same lines for a spreadsheet."""
    header = ["転出予定日", "過ぎた日数", "人", "転出先（予定）"]
    lines = _lines(ChaseForm(request.GET or {"waited": WAITED[0][0]}), leaves=True)
    rows = [[one.planned_on.isoformat(), one.days, "、".join(one.people), one.place] for one in lines]
    return csv_response("no-move-in-notice", header, rows)
