"""Application management (申請管理): the inbox of all channels, and one filing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_safe

from yakuba.areas.handover import service as handover
from yakuba.backyard import filing_words as words
from yakuba.backyard.filing_files import files_of
from yakuba.backyard.filing_forms import ArriveForm, InboxForm, ProceedForm, StepForm
from yakuba.backyard.views.consoles import OPERATE
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.cases import agents, filing_queries, filings, panels, queries, work_steps
from yakuba.platform.cases.filing_queries import Wanted
from yakuba.platform.cases.models import Filing
from yakuba.platform.cases.registry import actions
from yakuba.platform.jobs import queries as job_queries
from yakuba.platform.register import service as register
from yakuba.platform.screens.chips import Chip
from yakuba.platform.screens.paging import small_number
from yakuba.platform.screens.parts import Crumb, ListPage, Notice, Problems
from yakuba.platform.screens.views import csv_response, page
from yakuba.platform.tenancy.context import JST, current_context

PAGE = 50
MOST_ROWS = 5_000
SCOPES = {
    "waiting": "未完了",
    "overdue": "期限切れ",
    "returned": "差戻し",
    "today": "今日まで",
    "received": "確認待ち",
    "asked": "返答待ち",
    "visit": "来庁待ち",
    "payment": "支払い待ち",
    "entered": "決裁待ち",
    "handed": "引渡し済み",
    "decided": "交付の準備中",
    "done": "完了",
    "declined": "受け付けない",
    "withdrawn": "取下げ",
}
HEADER = ("受付番号", "手続き", "申請した人", "経路", "受付日時", "約束の日", "期限", "状態", "担当")


@dataclass(frozen=True)
class Line:
    """One filing of the list."""

    filing: Filing
    name: str
    channel: str
    due: Chip | None


@dataclass(frozen=True)
class ScopeLink:
    title: str
    count: int
    query: str
    current: bool


def inbox_form(request: AuthenticatedRequest) -> InboxForm:
    """The conditions of the address, with what the actor may choose from."""
    mine = {one.code: one.title.ja for one in filing_queries.procedures()}
    return InboxForm(request.GET, tuple(mine.items()), tuple(filings.CHANNELS.items()))


def _wanted(request: AuthenticatedRequest, form: InboxForm) -> Wanted:
    scope = request.GET.get("scope", "waiting")
    return form.wanted(scope if scope in SCOPES else "waiting")


@gate()
@require_safe
def inbox(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """All filings the actor has to do with, whatever their channel."""
    filing_queries.require_any()
    form = inbox_form(request)
    wanted = _wanted(request, form)
    number = small_number(request.GET.get("page", "1"))
    found, total = filing_queries.inbox(wanted, (number - 1) * PAGE, PAGE)
    narrowed = any((wanted.procedure, wanted.channel, wanted.owner))
    context = {
        "form": form,
        "lines": lines_of(found),
        "scopes": _scopes(request, wanted),
        "scope": wanted.scope,
        "scope_title": SCOPES[wanted.scope],
        "narrowed": narrowed,
        "order": "並び：更新の新しい順" if wanted.scope in SCOPES_DONE else "並び：約束の日の早い順",
        "pages": ListPage(number, max(1, -(-total // PAGE)), total, "申請のページ"),
        "to_decide": len(filing_queries.to_decide()),
        "stuck": handover.stuck(),
        "csv_query": request.GET.urlencode(),
    }
    return page(request, "backyard/filings.html", context)


SCOPES_DONE = ("decided", "handed", "done", "declined", "withdrawn")


def lines_of(found: Sequence[Filing]) -> list[Line]:
    """The filings with the names of who filed; that they were shown is registered with the persons."""
    people = people_shown(found, {"listed": len(found)})
    today = current_context().business_date
    return [
        Line(one, words.name_words(one, people), words.channel_words(one.channel), words.promise_chip(one, today))
        for one in found
    ]


def people_shown(
    found: Sequence[Filing], detail: dict[str, Any], act: str = "view_case", case_id: UUID | None = None
) -> dict[int, panels.Named]:
    """Names and marks of everybody these filings are about, kept in the register as shown."""
    subjects = sorted(filing_queries.subjects(found))
    if found:
        register.record(act, subjects, note=register.Note(case_id=case_id, detail=detail))
    return panels.people_of(subjects)


def _scopes(request: AuthenticatedRequest, wanted: Wanted) -> list[ScopeLink]:
    """The lists one may choose, each with its count under the other conditions."""
    counts = filing_queries.counts(wanted)
    found = []
    for key, title in SCOPES.items():
        query: QueryDict = request.GET.copy()
        query.pop("page", None)
        query["scope"] = key
        found.append(ScopeLink(title, counts[key], query.urlencode(), key == wanted.scope))
    return found


@gate()
@require_safe
def inbox_csv(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """The list as it is narrowed, as a CSV file; the output is registered with the persons named in it."""
    filing_queries.require_any()
    wanted = _wanted(request, inbox_form(request))
    found, _ = filing_queries.inbox(wanted, 0, MOST_ROWS)
    title = SCOPES[wanted.scope]
    people = people_shown(found, {"list": f"申請（{title}）", "rows": len(found)}, "print_list")
    today = current_context().business_date
    rows = []
    for one in found:
        due = words.promise_chip(one, today)
        rows.append(
            (
                one.receipt_number,
                one.title,
                words.name_words(one, people),
                words.channel_words(one.channel),
                f"{one.filed_at.astimezone(JST):%Y-%m-%d %H:%M}",
                f"{one.promised_on:%Y-%m-%d}",
                due.text if due else "",
                one.get_state_display(),
                one.assigned_name,
            )
        )
    return csv_response(f"申請_{title}_{today:%Y%m%d}", HEADER, rows)


def found_filing(filing_id: UUID) -> Filing:
    filing = filing_queries.find(filing_id)
    if filing is None:
        raise Http404
    return filing


DONE = {
    "recheck": "もう一度確認しました",
    "proceed": "理由を記録して、先へ進めました",
    "arrive": "来庁を記録して、先へ進めました",
    "ask": "本人に返答を求めました",
    "correct": "補正しました",
    "decline": "受け付けないことにしました",
    "take": "担当にしました",
    "release": "担当を外しました",
    "sent_again": "もう一度送ります",
    "paid": "手数料を受け取りました",
    "recalled": "引渡しを取りやめ、確認に戻しました",
    "ticked": "手順を済みにしました",
}


@gate()
@require_safe
def show(request: AuthenticatedRequest, address: str, filing_id: UUID) -> HttpResponse:
    """One filing: answers with their sources, what the checks found, its way so far, the steps open to the actor."""
    filing = found_filing(filing_id)
    what = request.GET.get("done", "")
    notice = Notice("success", DONE[what], words.next_words(filing)) if what in DONE else None
    return filing_page(request, filing, notice=notice)


def filing_page(
    request: AuthenticatedRequest,
    filing: Filing,
    *,
    notice: Notice | None = None,
    sent: ProceedForm | ArriveForm | None = None,
    problems: Problems | None = None,
) -> HttpResponse:
    """The page; 422 with a summary, 409 for a step that cannot be taken now."""
    detail = {"filing": filing.receipt_number}
    people = people_shown([filing], detail, case_id=filing.case_id)
    address = request.place.address
    onward = filing_queries.next_to_check(filing)
    context = {
        **_shown(filing, people),
        **_open_steps(filing, sent),
        "notice": notice,
        "problems": problems or Problems(),
        "next_url": reverse("backyard:filing", args=[address, onward.id]) if onward else "",
        "taken": bool(request.GET.get("done")) and request.GET["done"] not in ("take", "release"),
        "crumbs": [Crumb("申請の管理", reverse("backyard:filings", args=[address])), Crumb(filing.receipt_number)],
    }
    status = 422 if problems else 409 if notice and notice.kind == "error" else 200
    return page(request, "backyard/filing.html", context, status)


def _shown(filing: Filing, people: dict[int, panels.Named]) -> dict[str, Any]:
    steps = filing_queries.steps(filing)
    case = queries.find(filing.case_id) if filing.case_id else None
    procedure = words.procedure_of(filing)
    handovers = handover.of_filing(filing.receipt_number) if handover.is_handed(procedure.action) else []
    waits = bool(handovers) and filing.state == Filing.State.HANDED
    titles = {one.id: one.title.ja for one in procedure.steps}
    work = work_steps.steps_of(filing)
    return {
        "filing": filing,
        "applicant": people.get(filing.applicant_number or 0),
        "agent": people.get(filing.agent_number or 0),
        "ground": agents.GROUNDS.get(filing.ground, ""),
        "nobody": words.NOBODY,
        "channel": words.channel_words(filing.channel),
        "level": words.LEVELS.get(filing.level, filing.level),
        "language": words.LANGUAGES.get(filing.language, filing.language),
        "due": words.promise_chip(filing, current_context().business_date),
        "answers": words.answers_of(filing, people),
        "files": files_of(filing),
        "checks": words.checks_shown(filing, steps),
        "asked": [(titles.get(one["question"], one["question"]), one["reason"]) for one in filing.ask],
        "steps": steps,
        "work_steps": work_steps.shown(work, steps, queries.journal(case) if case and work else ()),
        "handovers": handovers,
        "stopped": _stopped(filing),
        "next_words": words.STUCK if waits and handovers[0].trouble else words.next_words(filing),
        "case": case,
        "links": panels.panel_of(case).links if case else (),
        "protected": [one for one in people.values() if one.mark],
    }


def _stopped(filing: Filing) -> job_queries.Progress | None:
    """The job that makes what is to be handed over, when it cannot go on: somebody has to know."""
    paper = str(filing.outcome.get("paper", "")) if filing.state == Filing.State.DECIDED else ""
    return job_queries.stopped(paper) if paper else None


def _open_steps(filing: Filing, sent: ProceedForm | ArriveForm | None) -> dict[str, Any]:
    """What the actor may do now, and the forms for it."""
    context = current_context()
    action = actions.get(words.procedure_of(filing).action)
    is_open = filing.state in filings.OPEN
    may_enter = action.enter_duty in context.actor.duties
    levels = {one["level"] for one in filing.findings}
    return {
        "may_change": is_open and may_enter,
        "may_proceed": is_open and may_enter and "alert" in levels and "error" not in levels,
        "may_assign": may_enter and (is_open or filing.state == Filing.State.ENTERED),
        "is_mine": filing.assigned_to is not None and filing.assigned_to == context.actor.id,
        "may_arrive": filing.state == Filing.State.VISIT and may_enter,
        "may_operate": OPERATE in context.actor.duties,
        "needs_duty": is_open and not may_enter,
        "proceed": sent if isinstance(sent, ProceedForm) else ProceedForm(filing.findings),
        "arrive": sent if isinstance(sent, ArriveForm) else ArriveForm(),
        "may_tick": may_enter and work_steps.may_tick(filing),
        "recheck": StepForm(auto_id="recheck_%s"),
        "tick": StepForm(auto_id="tick_%s"),
    }
