"""The mapping of own steps to the catalogue: how much is mapped, deciding a procedure's names, as a file and back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from yakuba.insight.processes.catalogue import tree
from yakuba.insight.processes.event_log import Unreadable
from yakuba.insight.work_comparison import step_file, step_mapping
from yakuba.insight.work_comparison.forms import StepFileForm, YearForm, chosen_year
from yakuba.insight.work_comparison.names import ANALYSE
from yakuba.insight.work_comparison.step_mapping import Choice, DecisionWrong, Named, Share, State, Work
from yakuba.insight.work_comparison.views.own import TITLE, figures_row, year_words
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.screens.parts import Crumb, Problem, Problems
from yakuba.platform.screens.views import csv_response, page, render_form_page

LIST = "標準の作業との対応"
NONE, UNDECIDED = "-", ""  # what a choice sends: not in the catalogue; not decided
UNPROCESSABLE = 422


@gate(ANALYSE)
@require_http_methods(["GET", "HEAD", "POST"])
def steps(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Every procedure with how much of it is mapped; a file with decisions is taken in here."""
    year = chosen_year(request.GET.get("year", ""))
    form = StepFileForm(request.POST, request.FILES) if request.method == "POST" else StepFileForm()
    taken = None
    if form.is_bound and form.can_go_on:
        try:
            taken = step_file.take(form.cleaned_data["file"].read(), step_mapping.works(year))
        except (Unreadable, DecisionWrong) as problem:
            form.add_error("file", str(problem))
    works = step_mapping.works(year)
    context = {
        "year": year,
        "year_words": year_words(year),
        "year_form": YearForm(year),
        "taken": taken,
        "lines": [(work, shares(step_mapping.share([work]))) for work in works],
        "whole": shares(step_mapping.share(works)),
        "crumbs": [Crumb(TITLE, _overview(address, year)), Crumb(LIST)],
    }
    return render_form_page(request, "work_comparison/steps.html", form, context)


def shares(found: Share) -> dict[str, Any]:
    """Shares without a standard step in whole percent, as words."""
    return {
        "names": found.names,
        "mapped": found.mapped_names,
        "undecided": found.undecided,
        "unmapped_names": _percent(found.names - found.mapped_names, found.names),
        "unmapped_cases": _percent(found.cases - found.mapped_cases, found.cases),
    }


def _percent(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "―"


def _overview(address: str, year: int) -> str:
    return f"{reverse('work_comparison:overview', args=[address])}?year={year}"


def _list(address: str, year: int) -> str:
    return f"{reverse('work_comparison:steps', args=[address])}?year={year}"


@gate(ANALYSE)
@require_safe
def steps_csv(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Every name of a year with its decision, else its suggestion."""
    year = chosen_year(request.GET.get("year", ""))
    works = [step_mapping.work_of(figures_row(year, one.code)) for one in step_mapping.works(year)]
    return csv_response(f"標準の作業との対応_{year}年度", step_file.HEADINGS, step_file.rows(works))


@gate(ANALYSE)
@require_http_methods(["GET", "HEAD", "POST"])
def procedure_steps(request: AuthenticatedRequest, address: str, year: int, procedure: str) -> HttpResponse:
    """A procedure's names with what is suggested; deciding some or all of them at once, or taking a decision back."""
    row = figures_row(year, procedure)
    task = tree.tasks().get(request.GET.get("task", ""))
    problems, status = Problems(), 200
    if request.method == "POST":
        try:
            step_mapping.decide(list(_choices(request, procedure, step_mapping.work_of(row, task))))
            return HttpResponseRedirect(request.get_full_path().replace("fill=1", "fill=0"))
        except DecisionWrong as problem:
            problems, status = Problems((Problem(str(problem)),), lead="決定できません"), UNPROCESSABLE
    work = step_mapping.work_of(row, task)
    context = {
        "row": row,
        "year": year,
        "work": work,
        "tasks": tree.tasks().values(),
        "groups": _groups(work.task),
        "names": [(one, _chosen(request, one, work)) for one in work.names],
        "is_filled": _is_filled(request),
        "share": shares(step_mapping.share([work])),
        "history": [(one, tree.step(one.step)) for one in step_mapping.history(procedure)],
        "none": NONE,
        "fill_url": f"?fill=1&task={work.task.id}" if work.task else "",
        "back_url": _list(address, year),
        "problems": problems,
        "crumbs": [
            Crumb(TITLE, _overview(address, year)), Crumb(LIST, _list(address, year)), Crumb(row.title),
        ],
    }  # fmt: skip
    return page(request, "work_comparison/procedure_steps.html", context, status)


def _choices(request: HttpRequest, procedure: str, work: Work) -> Iterator[Choice]:
    """What was sent: name, version and choice of each line. Raises DecisionWrong when lines do not match."""
    sent = [request.POST.getlist(name) for name in ("name", "version", "choice")]
    if len({len(one) for one in sent}) != 1:
        raise DecisionWrong("送られた行がそろっていません。画面を開き直してください")
    known = {one.name for one in work.names}
    for name, version, choice in zip(*sent, strict=True):
        if name not in known or not version.isdecimal():
            raise DecisionWrong(f"作業「{name}」はこの年度の集計にありません。画面を開き直してください")
        yield Choice(procedure, name, {UNDECIDED: None, NONE: ""}.get(choice, choice), int(version))


def _is_filled(request: HttpRequest) -> bool:
    return request.method != "POST" and request.GET.get("fill") == "1"


def _chosen(request: HttpRequest, one: Named, work: Work) -> str:
    """What the line shows as chosen: the decision; if asked for, the suggestion where nothing is decided."""
    if one.state == State.REJECTED:
        return NONE
    if one.step is not None:
        return one.step.id
    best = one.suggested if _is_filled(request) and work.task is not None else None
    return best.step.id if best else UNDECIDED


def _groups(task: tree.Task | None) -> list[tuple[str, list[tree.Step]]]:
    """The steps to choose from, by sub-task."""
    if task is None:
        return []
    return [(ja, [one for one in task.steps if one.subtask == key]) for key, (ja, _) in task.subtasks.items()]
