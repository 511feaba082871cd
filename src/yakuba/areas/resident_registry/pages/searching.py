"""Person search (A2): conditions, hits, at most 200 in pages of 50."""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_safe

from yakuba.areas.resident_registry import queries, searches
from yakuba.areas.resident_registry.brief import Brief
from yakuba.areas.resident_registry.pages import marks, words
from yakuba.areas.resident_registry.pages.chips import mark_chip
from yakuba.areas.resident_registry.pages.forms import SearchForm
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.screens.links import numbered
from yakuba.platform.screens.markup import draw_all
from yakuba.platform.screens.paging import small_number
from yakuba.platform.screens.parts import ListPage
from yakuba.platform.screens.views import page, render_form_page

INQUIRE = "resident_registry.inquire"
PAGE = 50


LINE = (
    '<tr><th scope="row" class="name-glyphs"><a data-row href="{}">{}</a></th>'
    "<td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>"
)


def _lines(records: Sequence[Brief], address: str) -> SafeString:
    """The lines of the list."""
    marked = marks.of_current(records)
    page_of = numbered("resident_registry:person", address)
    return draw_all(LINE, [_line(record, marked, page_of) for record in records])


def _line(record: Brief, marked: dict[int, str], page_of: Callable[[str], str]) -> tuple[str, ...]:
    return (
        page_of(record.addressee_number),
        record.name,
        record.name_kana,
        words.day_text(record, "birth_date", short=True),
        words.sex_text(record),
        record.relationship,
        words.local_address(record),
        words.state_text(record),
        mark_chip(marked.get(int(record.addressee_number), "")),
    )


@gate(INQUIRE)
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """The conditions. They are posted, so that no name stands in an address or a browser's history."""
    form = SearchForm(request.POST) if request.method == "POST" else SearchForm()
    if form.is_bound and form.can_go_on:
        kept = searches.keep(form.wanted)
        return HttpResponseRedirect(reverse("resident_registry:results", args=[address, kept]))
    return render_form_page(request, "resident_registry/search.html", form, {"mine": searches.mine()})


@gate(INQUIRE)
@require_safe
def results(request: AuthenticatedRequest, address: str, search_id: UUID) -> HttpResponse:
    """The hits of a search. A single one opens at once."""
    wanted = searches.find(search_id)
    if wanted is None:
        raise Http404
    found = queries.search(wanted)
    if len(found.records) == 1:
        only = found.records[0].addressee_number
        return HttpResponseRedirect(reverse("resident_registry:person", args=[address, int(only)]))
    number = small_number(request.GET.get("page", "1"))
    start = (number - 1) * PAGE
    context = {
        "form": SearchForm(initial=_initial(wanted)),
        "lines": _lines(found.records[start : start + PAGE], address),
        "found": found,
        "asked": searches.words(wanted),
        "pages": ListPage(number, max(1, -(-len(found.records) // PAGE)), len(found.records)),
    }
    return page(request, "resident_registry/search.html", context)


def _initial(wanted: queries.Wanted) -> dict[str, object]:
    low, high = wanted.birth_from, wanted.birth_to
    birth = "" if low is None else low.strftime("%Y%m%d") if low == high else low.strftime("%Y")
    return {
        "kana": wanted.kana,
        "name": wanted.name,
        "birth": birth,
        "sex": wanted.sex,
        "address": wanted.address,
        "addressee_number": wanted.addressee_number,
        "household_number": wanted.household_number,
        "past": wanted.past,
        "removed": wanted.removed,
    }
