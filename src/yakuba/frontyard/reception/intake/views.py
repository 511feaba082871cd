"""Pages of the import of applications: files, the check, progress, held lines one by one."""

from dataclasses import dataclass
from enum import Enum
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yakuba.areas.resident_registry.service import people
from yakuba.frontyard.reception.intake import mapping, receiving, reports, running
from yakuba.frontyard.reception.intake.checking import DUTY, STARTED
from yakuba.frontyard.reception.intake.faults import Refused
from yakuba.frontyard.reception.intake.forms import AUTO, HOW, DeclineForm, ReleaseForm, UploadForm
from yakuba.frontyard.reception.intake.models import FilingIntake, IntakeLine
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.attachments.receiving import takes_large_bodies
from yakuba.platform.cases import filings, shelf
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.jobs import queries as jobs
from yakuba.platform.jobs import service as job_service
from yakuba.platform.jobs.models import JobState
from yakuba.platform.register import service as register
from yakuba.platform.screens import chips
from yakuba.platform.screens.chips import Chip
from yakuba.platform.screens.paging import small_number
from yakuba.platform.screens.parts import Crumb, ListPage, Notice, Problem, Problems
from yakuba.platform.screens.plots import BarPlot, bars
from yakuba.platform.screens.problems import problems_of
from yakuba.platform.screens.views import csv_response, fragment, page, render_form_page

PAGE = 50
State, LineState = FilingIntake.State, IntakeLine.State
CELL = "cell:"
WHO = "本人"


def register_chips() -> None:
    """Called once at start."""
    shown: dict[Enum, Chip] = {
        State.UPLOADED: Chip("受付済み", "clock", "neutral"),
        State.CHECKING: Chip("検査中", "hourglass", "info"),
        State.CHECKED: Chip("検査済み（取込み待ち）", "hourglass", "info"),
        State.RECEIVING: Chip("取込み中", "hourglass", "info"),
        State.RECEIVED: Chip("取込み済み", "check", "success"),
        State.REFUSED: Chip("取込み不可", "octagon", "error"),
        State.DISCARDED: Chip("取りやめ", "archive", "plain"),
    }
    chips.register("intake_state", State, shown)
    lines: dict[Enum, Chip] = {
        LineState.READY: Chip("取込み可", "check", "info"),
        LineState.RECEIVED: Chip("申請にした", "check", "success"),
        LineState.HELD: Chip("保留", "bell", "warning"),
        LineState.RELEASED: Chip("保留から申請にした", "check", "success"),
        LineState.DECLINED: Chip("受け付けない", "cross-circle", "plain"),
        LineState.REJECTED: Chip("読取り不可", "octagon", "error"),
        LineState.SAME: Chip("取込み済みと同じ", "archive", "plain"),
    }
    chips.register("intake_line_state", LineState, lines)


def _url(request: AuthenticatedRequest, name: str, *arguments: object) -> str:
    return reverse(f"reception:{name}", args=[request.place.address, *arguments])


def _to(request: AuthenticatedRequest, name: str, *arguments: object) -> HttpResponseRedirect:
    return HttpResponseRedirect(_url(request, name, *arguments))


def _crumbs(request: AuthenticatedRequest, *more: Crumb) -> list[Crumb]:
    return [Crumb("申請データの取込み", _url(request, "intakes")), *more]


def _intake(intake_id: UUID) -> FilingIntake:
    try:
        return FilingIntake.objects.get(id=intake_id)
    except FilingIntake.DoesNotExist as error:
        raise Http404 from error


def _crumb(request: AuthenticatedRequest, found: FilingIntake) -> Crumb:
    return Crumb(found.file_name, _url(request, "intake", found.id))


@gate(DUTY)
@takes_large_bodies
@require_http_methods(["GET", "HEAD", "POST"])
def intakes(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """All imports, the newest first, and the form for a new one. The same file leads to the import it was."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.can_go_on:
        file = form.cleaned_data["file"]
        try:
            found, known = running.receive(file.name, file.chunks(), form.chosen())
        except Refused as refusal:
            form.add_error("own" if form.cleaned_data.get("own") else "mapping", str(refusal))
        else:
            running.start_check(found)
            where = _url(request, "intake", found.id)
            return HttpResponseRedirect(f"{where}?known=1" if known else where)
    rows = list(FilingIntake.objects.order_by("-created_at", "-id")[:PAGE])
    held = reports.held_counts([one.id for one in rows if one.state in STARTED])
    lines = [(one, held.get(one.id, 0)) for one in rows]
    return render_form_page(request, "reception/intakes.html", form, {"lines": lines})


def _progress(found: FilingIntake) -> jobs.Progress | None:
    job_id = found.receive_job_id or found.check_job_id
    return jobs.progress(job_id) if job_id else None


def _state(found: FilingIntake) -> dict[str, Any]:
    sheet = reports.sheet(found)
    return {
        "intake": found,
        "progress": _progress(found),
        "sheet": sheet,
        "outcome": _outcome(found, sheet),
        "started": found.state in STARTED,
        "can_start": found.state == State.CHECKED and found.receive_job_id is None,
    }


def _outcome(found: FilingIntake, sheet: reports.Sheet) -> BarPlot:
    """What became of the file's lines, to look at."""
    kinds = (
        ("申請にした" if found.state in STARTED else "取込み可", sheet.accepted),
        ("保留", sheet.held),
        ("保留から申請にした", sheet.released),
        ("受け付けない", sheet.declined),
        ("読取り不可", sheet.rejected),
        ("取込み済みと同じ", sheet.same),
    )
    return bars("outcome", "申請の内訳", "内訳", "件", kinds)


@gate(DUTY)
@require_safe
def intake(request: AuthenticatedRequest, address: str, intake_id: UUID) -> HttpResponse:
    """One import: how far it is, what the check found, what can be done next."""
    found = _intake(intake_id)
    known = Notice("info", "同じ内容のファイルは取込み済みです", "何も変えていません。取り込み直す必要はありません。")
    context = {
        **_state(found),
        "rejected": IntakeLine.objects.filter(intake_id=found.id, state=LineState.REJECTED).order_by("line")[:PAGE],
        "notice": known if "known" in request.GET else None,
        "crumbs": _crumbs(request, Crumb(found.file_name)),
    }
    return page(request, "reception/intake.html", context)


@gate(DUTY)
@require_safe
def progress(request: AuthenticatedRequest, address: str, intake_id: UUID) -> HttpResponse:
    """The part of the page that is asked for again and again while work goes on."""
    found = _intake(intake_id)
    now = _progress(found)
    answer = fragment(request, "reception/intake_progress.html", {"intake": found, "progress": now})
    if now is None or not now.is_open:
        answer.headers["HX-Refresh"] = "true"
    return answer


@gate(DUTY)
@require_POST
def start(request: AuthenticatedRequest, address: str, intake_id: UUID) -> HttpResponse:
    """Begin to make filings, or go on where a failure stopped it. Twice is once."""
    found = _intake(intake_id)
    now = _progress(found)
    if now is not None and now.state == JobState.FAILED:
        job_service.retry(now.id)
    else:
        running.start_receiving(found.id)
    return _to(request, "intake", found.id)


@gate(DUTY)
@require_POST
def discard(request: AuthenticatedRequest, address: str, intake_id: UUID) -> HttpResponse:
    """Forget a file that was only checked."""
    found = _intake(intake_id)
    return _to(request, "intakes") if running.discard(found.id) else _to(request, "intake", found.id)


@gate(DUTY)
@require_safe
def lines_csv(request: AuthenticatedRequest, address: str, intake_id: UUID) -> HttpResponse:
    """The lines that were not taken, with reason and remedy, as a file."""
    found = _intake(intake_id)
    register.record(register.Act.PRINT_LIST, note=register.Note(duty=DUTY, detail={"intake": str(found.id)}))
    return csv_response(f"申請データ_保留_{found.created_at:%Y%m%d}", reports.COLUMNS, reports.lines(found.id))


@gate(DUTY)
@require_safe
def sample(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """The example of a mapping, to be copied and adapted."""
    answer = HttpResponse(mapping.text_of(mapping.EXAMPLE), content_type="application/yaml; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{mapping.EXAMPLE}.yaml"'
    return answer


@gate(DUTY)
@require_safe
def held(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Lines of all imports that wait for a clerk, in the order they came."""
    rows = IntakeLine.objects.filter(state=LineState.HELD, intake__state__in=STARTED).select_related("intake")
    rows, total = rows.order_by("intake__created_at", "line"), rows.count()
    number = max(1, small_number(request.GET.get("page", "1")))
    shown = list(rows[(number - 1) * PAGE : number * PAGE])
    note = register.Note(duty=DUTY, detail={"held": [f"{one.intake_id}/{one.line}" for one in shown]})
    register.record("view_case", sorted({n for one in shown for n in one.candidates}), note=note)
    done = {"released": "申請にしました", "declined": "受け付けないことにしました"}.get(request.GET.get("done", ""))
    context = {
        "lines": [(one, _name(one), [str(found["reason"]) for found in one.findings]) for one in shown],
        "pages": ListPage(number, max(1, -(-total // PAGE)), total),
        "notice": Notice("success", done, "次の保留を開くか、申請の管理で続けてください") if done else None,
        "crumbs": _crumbs(request, Crumb("保留")),
    }
    return page(request, "reception/intake_held.html", context)


def _name(line: IntakeLine) -> str:
    return str(line.application.get("who", {}).get("name") or "（氏名なし）")


@dataclass(frozen=True)
class Cell:
    """One cell of a held line: its value now, the one of the file where that was mended, what is wrong with it."""

    heading: str
    title: str
    name: str
    value: str
    before: str
    faults: tuple[str, ...]


def _cells(line: IntakeLine, typed: dict[str, str]) -> tuple[list[Cell], list[Cell]]:
    """Cells to mend, and the others."""
    found: dict[str, list[str]] = {}
    for one in line.findings:
        found.setdefault(one["column"], []).append(f"{one['reason']}。{one['remedy']}")
    wrong: list[Cell] = []
    others: list[Cell] = []
    titles = _titles(line)
    for heading, before in line.cells.items():
        value = typed.get(heading, line.mended.get(heading, before))
        told = tuple(found.get(heading, ()))
        title = titles.get(heading, heading)
        cell = Cell(heading, title, f"{CELL}{heading}", value, before if value != before else "", told)
        (wrong if told else others).append(cell)
    return wrong, others


def _titles(line: IntakeLine) -> dict[str, str]:
    """Our own headings in words: the question's, with the heading behind it. Those of a mapping are words already."""
    try:
        procedure = shelf.get(line.application["procedure"], line.application["version"])
    except LookupError:
        return {}
    return {f"answers.{one.id}": f"{one.title.ja}（answers.{one.id}）" for one in procedure.steps}


@gate(DUTY)
@require_http_methods(["GET", "HEAD", "POST"])
def line(request: AuthenticatedRequest, address: str, intake_id: UUID, line: int) -> HttpResponse:
    """One held line: what it says, who it may be, what is wrong; mended and chosen, it becomes a filing."""
    row = _line(intake_id, line)
    if row.state != LineState.HELD:
        return _settled(request, row)
    form = ReleaseForm(people(row.candidates), request.POST or None, initial={"who": AUTO})
    typed = {name.removeprefix(CELL): str(one) for name, one in request.POST.items() if name.startswith(CELL)}
    if form.is_bound and form.can_go_on:
        how = HOW.get(form.cleaned_data.get("how") or "", "")
        try:
            row = receiving.release(row.intake_id, row.line, receiving.Decision(typed, form.person(), how))
        except receiving.NotHeld:
            return _to(request, "intake_line", row.intake_id, row.line)
        if row.state == LineState.RELEASED:
            return _next(request, row, "released")
        told = [Problem(f"{one['column'] or '申請'}：{one['reason']}。{one['remedy']}") for one in row.findings]
        return _line_page(request, row, form, (typed, Problems(tuple(told), lead=form.lead)))
    return _line_page(request, row, form, (typed, problems_of(form) if form.is_bound else Problems()))


def _line(intake_id: UUID, number: int) -> IntakeLine:
    row = IntakeLine.objects.select_related("intake").filter(intake_id=intake_id, line=number).first()
    if row is None or row.state == LineState.REJECTED or row.intake.state not in STARTED:
        raise Http404
    return row


def _line_page(
    request: AuthenticatedRequest, row: IntakeLine, form: ReleaseForm, sent: tuple[dict[str, str], Problems]
) -> HttpResponse:
    typed, problems = sent
    found = people(row.candidates)
    states = disclosure.subject_state([one.number for one in found])
    detail = {"intake": str(row.intake_id), "line": row.line}
    register.record("view_case", [one.number for one in found], note=register.Note(duty=DUTY, detail=detail))
    wrong, others = _cells(row, typed)
    headings = {cell.heading for cell in wrong}
    filing = filings.find(row.filing_key) if row.filing_key else None
    context = {
        "row": row,
        "form": form,
        "problems": problems,
        "name": _name(row),
        "wrong": wrong,
        "others": others,
        "general": [one for one in row.findings if one["column"] not in headings],
        "marks": [(one.names[0], states[one.number].mark) for one in found if states[one.number].mark],
        "filing": filing,
        "crumbs": _crumbs(request, Crumb("保留", _url(request, "intake_held")), Crumb(row.outside_number)),
    }
    return page(request, "reception/intake_line.html", context, 422 if problems else 200)


def _settled(request: AuthenticatedRequest, row: IntakeLine) -> HttpResponse:
    """A line that waits for nobody any more: what became of it."""
    detail = {"intake": str(row.intake_id), "line": row.line}
    numbers = [row.person] if row.person is not None else []
    register.record("view_case", numbers, note=register.Note(duty=DUTY, detail=detail))
    context = {
        "row": row,
        "filing": filings.find(row.filing_key) if row.filing_key else None,
        "crumbs": _crumbs(request, _crumb(request, row.intake), Crumb(row.outside_number)),
    }
    return page(request, "reception/intake_settled.html", context)


@gate(DUTY)
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: AuthenticatedRequest, address: str, intake_id: UUID, line: int) -> HttpResponse:
    """It becomes no filing: why is asked, and kept."""
    row = _line(intake_id, line)
    form = DeclineForm(request.POST or None)
    if row.state != LineState.HELD:
        return _to(request, "intake_line", row.intake_id, row.line)
    if form.is_bound and form.can_go_on:
        try:
            receiving.decline(row.intake_id, row.line, form.cleaned_data["reason"])
        except receiving.NotHeld:
            return _to(request, "intake_line", row.intake_id, row.line)
        return _next(request, row, "declined")
    detail = {"intake": str(row.intake_id), "line": row.line}
    register.record("view_case", row.candidates, note=register.Note(duty=DUTY, detail=detail))
    crumbs = _crumbs(request, Crumb("保留", _url(request, "intake_held")), Crumb(row.outside_number))
    context = {"row": row, "name": _name(row), "crumbs": crumbs}
    return render_form_page(request, "reception/intake_decline.html", form, context)


def _next(request: AuthenticatedRequest, row: IntakeLine, done: str) -> HttpResponse:
    """On to the next held line of the same import; behind the last, to the list."""
    rows = IntakeLine.objects.filter(intake_id=row.intake_id, state=LineState.HELD)
    following = rows.filter(line__gt=row.line).order_by("line").first() or rows.order_by("line").first()
    if following is not None:
        return _to(request, "intake_line", following.intake_id, following.line)
    return HttpResponseRedirect(f"{_url(request, 'intake_held')}?done={done}")
