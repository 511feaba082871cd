"""Papers that follow a registered change, and the check print (異動入力確認票) of one that waits for approval."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from yakuba.areas.resident_registry import certificates, notices
from yakuba.areas.resident_registry.actions.change import PREFIX
from yakuba.areas.resident_registry.documents import check_print
from yakuba.areas.resident_registry.documents.notice_content import CheckLine, CheckPrintContent
from yakuba.areas.resident_registry.domain.changes import FollowUpKind
from yakuba.areas.resident_registry.letters import NotByPost
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.cases import panels, queries, service
from yakuba.platform.cases.models import Case
from yakuba.platform.documents import service as documents
from yakuba.platform.documents.models import Intent
from yakuba.platform.documents.rendering import inspect, render
from yakuba.platform.parameters.errors import NoCertifier
from yakuba.platform.register import service as register
from yakuba.platform.screens import dates
from yakuba.platform.screens.forms import EntryForm
from yakuba.platform.screens.parts import Crumb
from yakuba.platform.screens.problems import problem_of
from yakuba.platform.screens.views import render_form_page
from yakuba.platform.secrets.errors import KeysMissing
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import JST, current_context
from yakuba.platform.tenancy.scope import current

ISSUE, INQUIRE = "resident_registry.issue", "resident_registry.inquire"
AGAIN = frozenset({FollowUpKind.MOVE_OUT_CERTIFICATE, FollowUpKind.MOVE_OUT_EQUIVALENT})


def _case(case_id: UUID) -> Case:
    case = queries.find(case_id)
    if case is None or not case.action.startswith(PREFIX):
        raise Http404
    return case


def first_key(case: Case, place: int) -> UUID:
    """The submission key of a follow-up's first issue: whoever asks first, it is issued once."""
    return uuid5(NAMESPACE_OID, f"{case.id}/follow-up/{place}")


def _follow_up(case: Case, place: int) -> Mapping[str, Any]:
    items = (case.outcome or {}).get("follow_ups", ())
    if case.state != Case.State.REGISTERED or not 1 <= place <= len(items) or not items[place - 1]["printed"]:
        raise Http404
    found: Mapping[str, Any] = items[place - 1]
    return found


def _issues(case: Case, place: int) -> list[Intent]:
    """All issues of a follow-up, oldest first."""
    return list(Intent.objects.filter(request__case=str(case.id), request__follow_up=place).order_by("made_at", "id"))


@gate(ISSUE)
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: AuthenticatedRequest, address: str, case_id: UUID, place: int) -> HttpResponse:
    """Issue a paper that follows a change; a move-out certificate also again (再交付, juki-1.0:20.2.1)."""
    case = _case(case_id)
    follow_up = _follow_up(case, place)
    issues = _issues(case, place)
    good = [one for one in issues if one.state == Intent.State.ISSUED]
    form = EntryForm(request.POST or None)
    context = {
        "case": case,
        "follow_up": follow_up,
        "issues": issues,
        "may_issue": not good or follow_up["kind"] in AGAIN,
        "again": bool(good),
        "back_url": reverse("backyard:case", args=[address, case.id]),
        "crumbs": [Crumb(case.title, reverse("backyard:case", args=[address, case.id])), Crumb(follow_up["title"])],
    }
    template = "resident_registry/paper.html"
    if not (form.is_bound and form.can_go_on and context["may_issue"]):
        return render_form_page(request, template, form, context)
    key = form.key if issues else first_key(case, place)
    earlier = documents.find_submission(key)
    if earlier is not None:
        return HttpResponseRedirect(reverse("resident_registry:issued", args=[address, earlier]))
    try:
        prepared = _prepare(case, place, issues, key)
    except (certificates.CannotIssue, NotByPost, NoCertifier, KeysMissing) as refusal:
        form.add_error(None, str(refusal))
        return render_form_page(request, template, form, context)
    intent, now = prepared.intent, current_context()
    drawing = partial(documents.finish, intent.municipality_id, intent.id, now, prepared)
    request.after_request = drawing  # type: ignore[attr-defined]
    return HttpResponseRedirect(reverse("resident_registry:issued", args=[address, intent.id]))


def _prepare(case: Case, place: int, issues: list[Intent], key: UUID) -> documents.Prepared:
    follow_up = _follow_up(case, place)
    good = [one for one in issues if one.state == Intent.State.ISSUED]
    reissue = notices.Reissue(dates.japanese(good[0].made_at.astimezone(JST).date())) if good else None
    number = f"{case.receipt_number}-{place}" + (f"-{len(issues) + 1}" if issues else "")
    made = notices.paper(follow_up, (case.outcome or {})["event"], number, reissue)
    if missing := inspect(made.form, made.data).missing:
        raise certificates.CannotIssue(
            f"「{missing[0].character}」の字形がない（{missing[0].item}）。文字を直すか、外字を依頼する"
        )
    return documents.prepare(
        documents.Draft(
            form=made.form,
            title=made.title,
            number=made.number,
            data=made.data,
            subjects=made.subjects,
            submission=key,
            request={"case": str(case.id), "follow_up": place, "purpose": f"{case.title} {case.receipt_number}"},
        )
    )


@gate(INQUIRE)
@require_safe
def check(request: AuthenticatedRequest, address: str, case_id: UUID) -> HttpResponse:
    """異動入力確認票 of a case that is not registered yet (juki-1.0:4.0.9)."""
    case = _case(case_id)
    if case.state not in (Case.State.DRAFT, Case.State.RETURNED, Case.State.PROVISIONAL):
        raise Http404
    panel = panels.panel_of(case)
    findings = service.check(case.action, service.input_of(case))
    content = CheckPrintContent(
        case_number=f"案件 {case.receipt_number}",
        printed_text=notices.printed_text(),
        facts=(("異動事由", case.title), *panel.facts),
        lines=tuple(
            CheckLine(person.name, change.item, change.before, change.after)
            for person in panel.people
            for change in person.changes
        ),
        findings=tuple(problem_of(found).text for found in findings if found.level != "notice"),
    )
    drawn = render(check_print.FORM, check_print.layout(content), made_at=current_context().instant)
    note = register.Note(case_id=case.id, detail={"title": check_print.TITLE})
    register.record("print_list", panel.subjects, note=note)
    response = HttpResponse(drawn.content, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="check.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response


def links(case: Case) -> tuple[tuple[str, str], ...]:
    """What the case page links to: papers of a registered case, the check print of an open one."""
    address = directory.by_id(current()).address
    if case.state != Case.State.REGISTERED:
        return ((f"{check_print.TITLE}（PDF）", reverse("resident_registry:check_print", args=[address, case.id])),)
    if ISSUE not in current_context().actor.duties:
        return ()
    items = (case.outcome or {}).get("follow_ups", ())
    return tuple(
        (
            item["title"] + ("（任意）" if item["optional"] else ""),
            reverse("resident_registry:paper", args=[address, case.id, place]),
        )
        for place, item in enumerate(items, 1)
        if item["printed"]
    )
