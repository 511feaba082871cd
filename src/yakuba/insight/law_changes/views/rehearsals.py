"""Published law changes, a rehearsal of one over the town's own people, and whose amount changes most."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from yakuba.areas.resident_registry import service as registry
from yakuba.insight.law_changes import measuring, packages, studying
from yakuba.insight.law_changes.forms import RehearsalForm
from yakuba.insight.law_changes.models import LawStudy, LawStudyPerson
from yakuba.insight.law_changes.names import DUTY
from yakuba.insight.law_changes.views.asking import MARK_WORDS
from yakuba.insight.law_changes.views.studies import LISTED, found, progress_of, result_context
from yakuba.law.schemes import scheme_named
from yakuba.law.what_if import day_of
from yakuba.platform.access import service as access
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.attachments.receiving import takes_large_bodies
from yakuba.platform.register import service as register
from yakuba.platform.screens.parts import Crumb
from yakuba.platform.screens.views import page, render_form_page
from yakuba.platform.tenancy.context import current_context

PERSON_DUTIES: Final = {measuring.TAX: "resident_tax.assess", measuring.ALLOWANCE: "child_allowance.enter"}
"""Whose amount it is stays with those who have to do with it."""
State, Kind = LawStudy.State, LawStudy.Kind


def _crumbs(address: str, *more: Crumb) -> list[Crumb]:
    return [Crumb("改正の予行", reverse("law_changes:rehearsals", args=[address])), *more]


@gate(DUTY)
@require_safe
def rehearsals(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """The published law changes with the days they come into force, and the rehearsals so far."""
    today = current_context().business_date
    known = packages.published(today)
    lines = LawStudy.objects.filter(kind=Kind.REHEARSAL).order_by("-number")[:LISTED]
    context = {
        "today": today,
        "known": [(one, [(part.scheme, part.label) for part in packages.parts(one.package, today)]) for one in known],
        "lines": [(one, scheme_named(one.scheme).label) for one in lines],
        "crumbs": [Crumb("改正の予行")],
    }
    return page(request, "law_changes/rehearsals.html", context)


@gate(DUTY)
@takes_large_bodies
@require_http_methods(["GET", "HEAD", "POST"])
def rehearse(request: AuthenticatedRequest, address: str, package: str, scheme: str) -> HttpResponse:
    """What a law change does to a scheme, whether the town's ordinance stands, and the form that starts a rehearsal."""
    today = current_context().business_date
    chosen = packages.named(package, today)
    part = next((one for one in packages.parts(chosen, today) if one.scheme == scheme), None) if chosen else None
    if chosen is None or part is None:
        raise Http404
    fallen = {
        words: packages.fallen_in(chosen, request.place.lg_code, scheme, period) for period, words in part.periods
    }
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = RehearsalForm(scheme, part.periods, *posted)
    if form.is_bound and form.can_go_on:
        period = form.cleaned_data["period"]
        wrong = packages.fallen_in(chosen, request.place.lg_code, scheme, period)
        if not wrong:
            title = f"{chosen.title} {dict(part.periods)[period]}"
            people = form.people(period)
            study = studying.start(
                studying.Asked(title=title, scheme=scheme, period=period, package=chosen.name, **people)
            )
            return HttpResponseRedirect(reverse("law_changes:rehearsal", args=[address, study.id]))
        form.add_error("period", "".join(one.sentence for one in wrong))
    context = {
        "package": chosen,
        "part": part,
        "marks": MARK_WORDS,
        "fallen": [(words, wrong) for words, wrong in fallen.items() if wrong],
        "crumbs": _crumbs(address, Crumb(part.label)),
    }
    return render_form_page(request, "law_changes/rehearse.html", form, context)


def _rehearsal(study_id: UUID) -> LawStudy:
    study = found(study_id)
    if study.kind != Kind.REHEARSAL:
        raise Http404
    return study


@gate(DUTY)
@require_safe
def rehearsal(request: AuthenticatedRequest, address: str, study_id: UUID) -> HttpResponse:
    """One rehearsal: what the law change does, in words, pictures and tables; nobody is named."""
    study = _rehearsal(study_id)
    duty = PERSON_DUTIES.get(study.scheme, "")
    context: dict[str, Any] = {
        "study": study,
        "scheme": scheme_named(study.scheme),
        "day": day_of(study.scheme, study.period),
        "progress": progress_of(study),
        "may_see_people": bool(duty) and duty in current_context().actor.duties and not study.file_hash,
        "crumbs": _crumbs(address, Crumb(study.title)),
    }
    if study.state == State.DONE:
        context |= result_context(study)
    return page(request, "law_changes/rehearsal.html", context)


def _people_of(study: LawStudy) -> list[LawStudyPerson]:
    """Raises access.Refused, Http404 where nobody of the town was computed."""
    duty = PERSON_DUTIES.get(study.scheme)
    if duty is None or study.file_hash or study.state != State.DONE:
        raise Http404
    access.require(duty)
    return list(LawStudyPerson.objects.filter(study_id=study.id).order_by("rank"))


def _note(study: LawStudy) -> register.Note:
    detail = {"study": str(study.id), "page": "改正の予行"}
    return register.Note(duty=PERSON_DUTIES[study.scheme], detail=detail)


@gate(DUTY)
@require_safe
def largest(request: AuthenticatedRequest, address: str, study_id: UUID) -> HttpResponse:
    """Whose amount changes most. That they were looked at is registered."""
    study = _rehearsal(study_id)
    people = _people_of(study)
    numbers = [one.addressee_number for one in people]
    if numbers:
        register.record(register.Act.VIEW_DOCUMENT, numbers, note=_note(study))
    known = {one.number: one for one in registry.people_to_compare(numbers)}
    context = {
        "study": study,
        "scheme": scheme_named(study.scheme),
        "lines": [(one, known.get(one.addressee_number)) for one in people],
        "crumbs": _crumbs(
            address,
            Crumb(study.title, reverse("law_changes:rehearsal", args=[address, study.id])),
            Crumb("差の大きい人"),
        ),
    }
    return page(request, "law_changes/largest.html", context)


@gate(DUTY)
@require_safe
def person(request: AuthenticatedRequest, address: str, study_id: UUID, number: int) -> HttpResponse:
    """Why one person's amount changes: the steps before and after. That it was looked at is registered."""
    study = _rehearsal(study_id)
    line = next((one for one in _people_of(study) if one.addressee_number == number), None)
    if line is None:
        raise Http404
    register.record(register.Act.VIEW_DOCUMENT, [number], note=_note(study))
    known = registry.people_to_compare([number])
    home = reverse("law_changes:largest", args=[address, study.id])
    context = {
        "study": study,
        "scheme": scheme_named(study.scheme),
        "line": line,
        "person": known[0] if known else None,
        "steps": measuring.steps_of(study, number),
        "crumbs": [Crumb("差の大きい人", home), Crumb(str(number))],  # two only: at 320 px they stand in one line
    }
    return page(request, "law_changes/person.html", context)
