"""Trials that were computed: the list, one of them with its pictures, two beside each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from yakuba.insight.law_changes import showing
from yakuba.insight.law_changes.drawing import few, signed
from yakuba.insight.law_changes.forms import ordinance_names
from yakuba.insight.law_changes.models import LawStudy
from yakuba.insight.law_changes.names import DUTY
from yakuba.law.schemes import scheme_named
from yakuba.law.what_if import SUBJECTS
from yakuba.law.what_if.words import GROUPS, label
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.jobs import queries as jobs
from yakuba.platform.jobs import service as job_service
from yakuba.platform.jobs.models import JobState
from yakuba.platform.screens.parts import Crumb
from yakuba.platform.screens.views import csv_response, fragment, page

LISTED = 100
State, Kind = LawStudy.State, LawStudy.Kind


@gate(DUTY)
@require_safe
def studies(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """All trials, the newest first, and the ways to a new one."""
    lines = list(LawStudy.objects.filter(kind=Kind.WHAT_IF).order_by("-number")[:LISTED])
    context = {
        "schemes": [scheme_named(name) for name in SUBJECTS],
        "lines": [(one, scheme_named(one.scheme).label) for one in lines],
        "crumbs": [Crumb("条例・改正の試算")],
    }
    return page(request, "law_changes/studies.html", context)


def found(study_id: UUID) -> LawStudy:
    """The study of that id. Http404."""
    study = LawStudy.objects.filter(id=study_id).first()
    if study is None:
        raise Http404
    return study


def progress_of(study: LawStudy) -> jobs.Progress | None:
    """How far its computation is."""
    return jobs.progress(study.job_id) if study.job_id else None


@gate(DUTY)
@require_safe
def study(request: AuthenticatedRequest, address: str, study_id: UUID) -> HttpResponse:
    """One trial: what is changed, what comes out in words, pictures and tables."""
    shown = found(study_id)
    if shown.kind != Kind.WHAT_IF:
        raise Http404
    context: dict[str, Any] = {
        "study": shown,
        "scheme": scheme_named(shown.scheme),
        "progress": progress_of(shown),
        "changes": showing.changes(shown, ordinance_names(shown.scheme)),
        "crumbs": [
            Crumb("条例・改正の試算", reverse("law_changes:studies", args=[address])),
            Crumb(shown.title),
        ],
    }
    if shown.state == State.DONE:
        context |= result_context(shown)
        others = LawStudy.objects.filter(scheme=shown.scheme, kind=Kind.WHAT_IF, state=State.DONE)
        context["others"] = list(others.exclude(id=shown.id).order_by("-number")[:LISTED])
    return page(request, "law_changes/study.html", context)


def result_context(shown: LawStudy) -> dict[str, Any]:
    """What the pages of trials and rehearsals show of a result."""
    who = showing.counted_of(shown)
    return {
        "counted": who,
        "unit": SUBJECTS[shown.scheme].unit,
        "total": showing.cells(shown.result["total"], who),
        "heads": showing.heads(shown),
        "tables": showing.tables(shown),
        "plots": showing.plots(shown),
        "hides": any(_hides(part) for part in shown.result.values()),
    }


def _hides(part: Any) -> bool:
    if isinstance(part, list):
        return any(one.get("hidden") for one in part if isinstance(one, dict))
    return isinstance(part, dict) and bool(part.get("hidden"))


@gate(DUTY)
@require_safe
def progress(request: AuthenticatedRequest, address: str, study_id: UUID) -> HttpResponse:
    """The part of the page that is asked for again and again while work goes on."""
    shown = found(study_id)
    now = progress_of(shown)
    answer = fragment(request, "law_changes/progress.html", {"study": shown, "progress": now})
    if now is None or not now.is_open:
        answer.headers["HX-Refresh"] = "true"
    return answer


@gate(DUTY)
@require_POST
def again(request: AuthenticatedRequest, address: str, study_id: UUID) -> HttpResponse:
    """Go on where a failure stopped."""
    shown = found(study_id)
    now = progress_of(shown)
    if now is not None and now.state == JobState.FAILED:
        job_service.retry(now.id)
    name = "law_changes:study" if shown.kind == Kind.WHAT_IF else "law_changes:rehearsal"
    return HttpResponseRedirect(reverse(name, args=[address, shown.id]))


@gate(DUTY)
@require_safe
def figures_csv(request: AuthenticatedRequest, address: str, study_id: UUID) -> HttpResponse:
    """Every figure of a result; nobody is named, and few people are not counted."""
    shown = found(study_id)
    if shown.state != State.DONE:
        raise Http404
    header = ("まとまり", "区分", *showing.heads(shown))
    return csv_response(f"{shown.get_kind_display()}_{shown.number}", header, showing.rows(shown))


@dataclass(frozen=True)
class Beside:
    """One figure of two trials, and how much more the second has; all in words."""

    group: str
    label: str
    first: str
    second: str
    more: str


@gate(DUTY)
@require_safe
def compare(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Two trials of one scheme beside each other."""
    both = [_asked(request.GET.get(name, "")) for name in ("first", "second")]
    first, second = both
    lines = _beside(first, second) if first and second and first.scheme == second.scheme else []
    context = {
        "first": first,
        "second": second,
        "lines": lines,
        "crumbs": [
            Crumb("条例・改正の試算", reverse("law_changes:studies", args=[address])),
            Crumb("二つの試算を比べる"),
        ],
    }
    return page(request, "law_changes/compare.html", context)


def _asked(text: str) -> LawStudy | None:
    try:
        return LawStudy.objects.filter(id=UUID(text), state=State.DONE, kind=Kind.WHAT_IF).first()
    except ValueError:
        return None


_TOTALS = {
    "before": "前の総額（円）",
    "after": "後の総額（円）",
    "change": "総額の差（円）",
    "gaining": "得をする数",
    "losing": "損をする数",
}


def _beside(first: LawStudy, second: LawStudy) -> list[Beside]:
    who = showing.counted_of(first)
    a, b = first.result, second.result
    lines = [_line("全体", title, a["total"][name], b["total"][name], who) for name, title in _TOTALS.items()]
    for group in ("by_income", "by_age", "by_kind"):
        theirs = {label(group, part): part["average"] for part in b.get(group, [])}
        for part in a.get(group, []):
            name = label(group, part)
            if name in theirs:
                title = f"{GROUPS[group]}：1{who}の差の平均（円）"
                lines.append(_line(title, name, part["average"], theirs[name], who))
    return lines


def _line(group: str, name: str, first: int | None, second: int | None, counted: str) -> Beside:
    if first is None or second is None:
        words = [few(counted) if one is None else f"{one:,}" for one in (first, second)]
        return Beside(group, name, words[0], words[1], "―")
    return Beside(group, name, f"{first:,}", f"{second:,}", signed(second - first))
