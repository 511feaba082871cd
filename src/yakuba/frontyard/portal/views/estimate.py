"""Estimates of resident tax and child allowance: one page asked, one page answered, without sign-in.

What is typed comes by POST, so that no address and no log tells it; it is computed in this process, kept nowhere and
sent nowhere.
"""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from yakuba.frontyard.portal import estimated, estimating, filing
from yakuba.frontyard.portal.estimated import Estimate
from yakuba.frontyard.portal.estimating import Groups
from yakuba.frontyard.portal.pages import language_of, page, place_of
from yakuba.frontyard.portal.wording import plain, text
from yakuba.platform.cases.procedures import answers as reading


@require_http_methods(["GET", "HEAD", "POST"])
def resident_tax(request: HttpRequest, address: str) -> HttpResponse:
    code, language, today = place_of(request).lg_code, language_of(request), filing.today()
    about = {"title": text("estimate.tax.title"), "lead": text("estimate.tax.lead")}
    if request.method != "POST":
        return _form(request, about, estimating.tax_page(today))
    typed = _typed(request)
    if typed.get("do") == "change":
        return _form(request, about, estimating.tax_page(today, typed))
    groups = estimating.tax_page(today, typed, judged=True)
    return _answer(request, about, groups, lambda: estimated.resident_tax(groups, code, language))


@require_http_methods(["GET", "HEAD", "POST"])
def child_allowance(request: HttpRequest, address: str) -> HttpResponse:
    """``do=more``: room for one more child, with everything typed so far."""
    place_of(request)
    language, today = language_of(request), filing.today()
    about = {"title": text("estimate.allowance.title"), "lead": text("estimate.allowance.lead")}
    if request.method != "POST":
        return _form(request, about, estimating.allowance_page(today, estimating.ROWS), estimating.ROWS)
    typed = _typed(request)
    wanted = typed.get("do")
    rows = _rows(typed.get("rows", "")) + (wanted == "more")
    rows = min(rows, estimating.MOST_ROWS)
    if wanted in ("change", "more"):
        return _form(request, about, estimating.allowance_page(today, rows, typed), rows)
    groups = estimating.allowance_page(today, rows, typed, judged=True)
    return _answer(request, about, groups, lambda: estimated.child_allowance(groups, language), rows)


def _typed(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in request.POST}


def _rows(typed: str) -> int:
    known = typed.isascii() and typed.isdigit() and len(typed) < 3
    return max(int(typed), estimating.ROWS) if known else estimating.ROWS


def _form(request: HttpRequest, about: Mapping[str, object], groups: Groups, rows: int = 0) -> HttpResponse:
    wrong = estimating.problems(groups)
    language = language_of(request)
    context = {
        **about,
        "groups": groups,
        "wrong": wrong,
        "rows": rows,
        "more": 0 < rows < estimating.MOST_ROWS,
        "eras": [(code, plain(f"era.{code}", language)) for code in reading.ERAS],
    }
    return page(request, "estimate.html", context, 422 if wrong else 200)


def _answer(
    request: HttpRequest, about: Mapping[str, object], groups: Groups, compute: Callable[[], Estimate], rows: int = 0
) -> HttpResponse:
    if estimating.problems(groups):
        return _form(request, about, groups, rows)
    context = {
        **about,
        "estimate": compute(),
        "answers": estimated.told(groups, language_of(request)),
        "sent": estimating.sent(groups),
        "rows": rows,
        "today": filing.today(),
    }
    return page(request, "estimate_answer.html", context)
