"""The ledgers, one ledger with its search, and its table as CSV."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yakuba.areas.own_ledgers import letters, queries
from yakuba.areas.own_ledgers.models import LedgerEntry
from yakuba.areas.own_ledgers.pages.forms import LedgerForm
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.cases import panels
from yakuba.platform.register import service as register
from yakuba.platform.screens.paging import small_number
from yakuba.platform.screens.parts import Crumb
from yakuba.platform.screens.views import csv_response, page, render_form_page
from yakuba.platform.tenancy.context import JST, current_context

PAGE = 50
MOST_ROWS = 5_000
SHOWN = 3
HEADER = ("番号", "名義人", "支援措置・抑止", "登録日", "状態", "廃止日", "廃止の理由", "手続きの版")
WITHHELD = "（一覧には出力しない）"


@gate()
@require_safe
def ledgers(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """All ledgers with their counts. No person is named here."""
    queries.require_read()
    return page(request, "own_ledgers/ledgers.html", {"ledgers": queries.ledgers()})


@dataclass(frozen=True)
class Line:
    """One entry of the list: ``told`` the first answers in one line."""

    entry: LedgerEntry
    name: str
    mark: str
    told: str


def _found(code: str) -> queries.Ledger:
    queries.require_read()
    found = queries.ledger(code)
    if found is None:
        raise Http404
    return found


@gate()
@require_http_methods(["GET", "HEAD", "POST"])
def ledger(request: AuthenticatedRequest, address: str, code: str) -> HttpResponse:
    """One ledger, narrowed by what is looked for."""
    found = _found(code)
    form = LedgerForm(request.POST) if request.method == "POST" else LedgerForm()
    if form.is_bound and not form.is_valid():
        return render_form_page(request, "own_ledgers/ledger.html", form, _context(request, found, (), 0, 1))
    wanted = _wanted(form, code)
    number = small_number(request.POST.get("page", "1"))
    rows, total = queries.entries(wanted, (number - 1) * PAGE, PAGE)
    context = _context(request, found, _lines(rows, found), total, number)
    return page(request, "own_ledgers/ledger.html", {"form": form, **context})


def _wanted(form: LedgerForm, code: str) -> queries.Wanted:
    given = form.cleaned_data if form.is_bound else {}
    return queries.Wanted(code, given.get("text", ""), given.get("state", ""))


def _context(
    request: AuthenticatedRequest, found: queries.Ledger, lines: Sequence[Line], total: int, number: int
) -> dict[str, Any]:
    pages = max(1, -(-total // PAGE))
    return {
        "ledger": found,
        "lines": lines,
        "total": total,
        "number": number,
        "pages": pages,
        "before": number - 1 if number > 1 else 0,
        "after": number + 1 if number < pages else 0,
        "crumbs": [Crumb("独自台帳", reverse("own_ledgers:ledgers", args=[request.place.address])), Crumb(found.name)],
    }


def _lines(rows: Sequence[LedgerEntry], found: queries.Ledger) -> list[Line]:
    """The entries with names and marks; that they were shown is registered with the persons."""
    people = _shown(rows, "view_ledger", {"ledger": found.code, "listed": len(rows)})
    made = queries.definitions(rows)
    lines = []
    for one in rows:
        told = [words for _, _, words in _answers(one, made, people) if words]
        named = people.get(one.holder_number, panels.Named(str(one.holder_number)))
        lines.append(Line(one, named.name, _mark(one, people), " / ".join(told[:SHOWN])))
    return lines


def _shown(rows: Sequence[LedgerEntry], act: str, detail: dict[str, Any]) -> dict[int, panels.Named]:
    numbers = queries.persons(rows)
    if rows:
        register.record(act, sorted(numbers), note=register.Note(detail=detail))
    return panels.people_of(numbers)


def _answers(entry: LedgerEntry, made: dict[Any, Any], people: dict[int, panels.Named]) -> list[tuple[str, str, str]]:
    return letters.lines_with(made[entry.procedure, entry.version], entry.values, people)


def _mark(entry: LedgerEntry, people: dict[int, panels.Named]) -> str:
    """The mark of the holder, else of anybody else the entry names."""
    concerned = (entry.holder_number, *entry.people)
    return next((people[number].mark for number in concerned if number in people and people[number].mark), "")


@gate()
@require_POST
def ledger_csv(request: AuthenticatedRequest, address: str, code: str) -> HttpResponse:
    """The list as it is narrowed, a column for each question of any version; the output is registered with all persons.

    Where a person is protected, answers that tell the address stay inside (juki-1.0:3.4).
    """
    found = _found(code)
    form = LedgerForm(request.POST)
    if not form.is_valid():
        return render_form_page(request, "own_ledgers/ledger.html", form, _context(request, found, (), 0, 1))
    rows, _ = queries.entries(_wanted(form, code), 0, MOST_ROWS)
    people = _shown(rows, "print_list", {"list": found.name, "ledger": found.code, "rows": len(rows)})
    made = queries.definitions(rows)
    titles = {one.id: one.title.ja.rstrip("。？?") for each in made.values() for one in each.steps}
    kinds = {(key, one.id): one.kind for key, each in made.items() for one in each.steps}
    told = {item: queries.listable(queries.persons(rows), item) for item in queries.KINDS_TOLD.values()}
    table = []
    for one in rows:
        values = {}
        for question, _, words in _answers(one, made, people):
            item = queries.KINDS_TOLD.get(kinds[(one.procedure, one.version), question], "")
            hidden = bool(words and item) and not {one.holder_number, *one.people} <= told[item]
            values[question] = WITHHELD if hidden else words
        named = people.get(one.holder_number, panels.Named(str(one.holder_number)))
        table.append(
            (
                one.number,
                named.name,
                _mark(one, people),
                f"{one.entered_at.astimezone(JST):%Y-%m-%d}",
                one.get_state_display(),
                f"{one.closed_at.astimezone(JST):%Y-%m-%d}" if one.closed_at else "",
                one.closed_reason,
                one.version,
                *(values.get(name, "") for name in titles),
            )
        )
    day = current_context().business_date
    return csv_response(f"{found.name}_{day:%Y%m%d}", (*HEADER, *titles.values()), table)
