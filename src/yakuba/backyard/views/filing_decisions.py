"""Decisions in one go: filings whose checks all passed and that need one confirmation by somebody who typed nothing."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yakuba.backyard import filing_words as words
from yakuba.backyard.views.filings import people_shown
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.cases import filing_desk, filing_queries
from yakuba.platform.cases.filing_desk import MOST_AT_ONCE
from yakuba.platform.cases.models import Filing
from yakuba.platform.cases.panels import Named
from yakuba.platform.screens.chips import Chip
from yakuba.platform.screens.parts import Crumb, Problem, Problems
from yakuba.platform.screens.views import page
from yakuba.platform.tenancy.context import current_context


@dataclass(frozen=True)
class Line:
    filing: Filing
    name: str
    summary: str
    due: Chip | None
    problem: str = ""


@gate()
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """The list to choose from; sent, the outcome of each. Sending the same again changes nothing."""
    filing_queries.require_any()
    if request.method != "POST":
        return _choosing(request)
    chosen = _keys(request.POST.getlist("filing"))
    if not chosen:
        return _choosing(request, "申請：選ばれていない。決裁する行に印を付ける")
    if len(chosen) > MOST_AT_ONCE:
        return _choosing(request, f"申請：{len(chosen)}件選ばれている。一度に{MOST_AT_ONCE}件まで", chosen)
    results = filing_desk.decide(chosen)
    people = people_shown([one.filing for one in results], {"listed": len(results)})
    done = [_line(one.filing, people, one.problem) for one in results]
    failed = sum(1 for one in done if one.problem)
    context = {
        "lines": done,
        "decided": len(done) - failed,
        "failed": failed,
        "left": len(filing_desk.decidable_at_once()[0]),
        "crumbs": _crumbs(request, "結果"),
    }
    return page(request, "backyard/filing_decided.html", context)


def _keys(sent: list[str]) -> list[UUID]:
    """The keys among what was sent, each once."""
    found = []
    for one in sent:
        try:
            found.append(UUID(one))
        except ValueError:
            continue
    return list(dict.fromkeys(found))


def _choosing(request: AuthenticatedRequest, problem: str = "", chosen: list[UUID] | None = None) -> HttpResponse:
    plain, singly = filing_desk.decidable_at_once()
    people = people_shown([*plain, *singly], {"listed": len(plain) + len(singly)})
    context = {
        "lines": [_line(one, people) for one in plain],
        "singly": [_line(one, people) for one in singly],
        "chosen": set(chosen or ()),
        "most": MOST_AT_ONCE,
        "problems": Problems((Problem(problem, "pick-1" if plain else ""),), lead="決裁できません")
        if problem
        else Problems(),
        "crumbs": _crumbs(request),
    }
    return page(request, "backyard/filing_decisions.html", context, 422 if problem else 200)


def _line(filing: Filing, people: dict[int, Named], problem: str = "") -> Line:
    return Line(
        filing,
        words.name_words(filing, people),
        words.summary_words(filing, people),
        words.promise_chip(filing, current_context().business_date),
        problem,
    )


def _crumbs(request: AuthenticatedRequest, last: str = "") -> list[Crumb]:
    address = request.place.address
    decisions = reverse("backyard:filing_decisions", args=[address])
    found = [Crumb("申請の管理", reverse("backyard:filings", args=[address]))]
    return [*found, Crumb("まとめて決裁", decisions if last else ""), *([Crumb(last)] if last else [])]
