"""Loads: upload, check, start, live progress, holding area, reconciliation, differences."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.domain.record import ITEMS, Record
from yakuba.areas.resident_registry.domain.record_values import to_text
from yakuba.areas.resident_registry.load_models import LoadDifference, LoadLine, ResidentLoad
from yakuba.areas.resident_registry.loads import holding, reports, running
from yakuba.areas.resident_registry.loads.messages import MESSAGES
from yakuba.areas.resident_registry.loads.profile import CONFORMING, profile
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.attachments.receiving import takes_large_bodies
from yakuba.platform.jobs import queries as jobs
from yakuba.platform.jobs import service as job_service
from yakuba.platform.jobs.models import JobState
from yakuba.platform.register import service as register
from yakuba.platform.screens import chips
from yakuba.platform.screens.chips import Chip
from yakuba.platform.screens.fields import CheckField, FileField
from yakuba.platform.screens.forms import FormKit
from yakuba.platform.screens.parts import Crumb, ListPage, Notice, Problem, Problems, Row
from yakuba.platform.screens.plots import BarPlot, bars
from yakuba.platform.screens.views import csv_response, fragment, page, render_form_page

LOAD = "resident_registry.load"
PAGE = 50
_LARGEST = 4 * 1024 * 1024 * 1024  # bytes of a file


class LoadForm(FormKit):
    """A file to load."""

    file = FileField(
        label="住民データのファイル",
        limit=_LARGEST,
        kinds={"CSV（UTF-8、1行目は見出し）": b""},
        support="標準準拠システムまたは yakuba から書き出した CSV（UTF-8、1行目は見出し）",
    )
    replace = CheckField(label="登録済みの人の違う内容を、新しい履歴として加える", required=False)


def register_chips() -> None:
    """Called once at start."""
    states = ResidentLoad.State
    shown: dict[Enum, Chip] = {
        states.UPLOADED: Chip("受付済み", "clock", "neutral"),
        states.CHECKING: Chip("検査中", "hourglass", "info"),
        states.CHECKED: Chip("検査済み（取込み待ち）", "hourglass", "info"),
        states.LOADING: Chip("取込み中", "hourglass", "info"),
        states.LOADED: Chip("取込み済み", "check", "success"),
        states.REFUSED: Chip("取込み不可", "octagon", "error"),
    }
    chips.register("load_state", states, shown)


def _crumbs(request: AuthenticatedRequest, *more: Crumb) -> list[Crumb]:
    return [Crumb("取込み", reverse("resident_registry:loads", args=[request.place.address])), *more]


def _load(load_id: UUID) -> ResidentLoad:
    try:
        return ResidentLoad.objects.get(id=load_id)
    except ResidentLoad.DoesNotExist as error:
        raise Http404 from error


def _to(request: AuthenticatedRequest, name: str, *arguments: object) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(f"resident_registry:{name}", args=[request.place.address, *arguments]))


@gate(LOAD)
@takes_large_bodies
@require_http_methods(["GET", "HEAD", "POST"])
def loads(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """All loads, newest first, and the form for a new one. The same file leads to the load it was."""
    form = LoadForm(request.POST, request.FILES) if request.method == "POST" else LoadForm()
    if form.is_bound and form.can_go_on:
        file = form.cleaned_data["file"]
        wish = running.Wish(CONFORMING, replace=form.cleaned_data["replace"])
        load, known = running.receive(file.name, file.chunks(), wish)
        running.start_check(load)
        where = _to(request, "load", load.id)
        return HttpResponseRedirect(f"{where.url}?known=1") if known else where
    found = list(ResidentLoad.objects.order_by("-created_at", "-id")[:PAGE])
    held = holding.count([load.id for load in found])
    lines = [(load, held.get(load.id, 0)) for load in found]
    return render_form_page(request, "resident_registry/loads.html", form, {"lines": lines})


def _progress(load: ResidentLoad) -> jobs.Progress | None:
    job_id = load.insert_job_id or load.check_job_id
    return jobs.progress(job_id) if job_id else None


def _state(load: ResidentLoad) -> dict[str, Any]:
    sheet = reports.sheet(load)
    return {"load": load, "progress": _progress(load), "sheet": sheet, "outcome": _outcome(load, sheet)}


def _outcome(load: ResidentLoad, sheet: reports.Sheet) -> BarPlot:
    """What became of the file's lines, to look at."""
    kinds = (
        ("取込み済み" if load.state == ResidentLoad.State.LOADED else "取込み可", sheet.accepted),
        ("保留中", sheet.held),
        ("保留を解除", sheet.released),
        ("読取り不可", sheet.rejected),
        ("登録済みと同じ", sheet.same),
        ("登録済みと相違", sheet.different),
    )
    return bars("outcome", "行の内訳", "内訳", "行", kinds)


@gate(LOAD)
@require_safe
def load(request: AuthenticatedRequest, address: str, load_id: UUID) -> HttpResponse:
    """One load: how far it is, what the check found, what can be done next."""
    found = _load(load_id)
    known = Notice("info", "同じ内容のファイルを受け付けています", "取り込み直す必要はありません。")
    context = {
        **_state(found),
        "profile": profile(found.profile),
        "notice": known if "known" in request.GET else None,
        "crumbs": _crumbs(request, Crumb(found.file_name)),
    }
    return page(request, "resident_registry/load.html", context)


@gate(LOAD)
@require_safe
def progress(request: AuthenticatedRequest, address: str, load_id: UUID) -> HttpResponse:
    """The part of the page that is asked for again and again while work goes on."""
    found = _load(load_id)
    answer = fragment(request, "resident_registry/load_progress.html", _state(found))
    now = _progress(found)
    if now is None or not now.is_open:
        answer.headers["HX-Refresh"] = "true"
    return answer


@gate(LOAD)
@require_POST
def start(request: AuthenticatedRequest, address: str, load_id: UUID) -> HttpResponse:
    """Begin to write what passed the check, or go on where a failure stopped it. Twice is once."""
    found = _load(load_id)
    now = _progress(found)
    if now is not None and now.state == JobState.FAILED:
        job_service.retry(now.id)
    else:
        running.start_insert(found)
    return _to(request, "load", found.id)


@gate(LOAD)
@require_safe
def held(request: AuthenticatedRequest, address: str, load_id: UUID) -> HttpResponse:
    """Households in the holding area of a load."""
    found = _load(load_id)
    units = holding.units(found.id)
    typed = request.GET.get("page", "1")
    number = max(1, int(typed)) if typed.isdigit() else 1
    shown = units[(number - 1) * PAGE : number * PAGE]
    firsts = dict(
        LoadLine.objects.filter(load_id=found.id, unit__in=[unit.unit for unit in shown], state=LoadLine.State.HELD)
        .order_by("-line")
        .values_list("unit", "line")
    )
    register.record(
        register.Act.VIEW_HOUSEHOLD,
        note=register.Note(duty=LOAD, detail={"load": str(found.id), "held_lines": sorted(firsts.values())}),
    )
    rejected = LoadLine.objects.filter(load_id=found.id, state=LoadLine.State.REJECTED).order_by("line")[:PAGE]
    context = {
        "load": found,
        "units": [(unit, firsts[unit.unit]) for unit in shown],
        "rejected": [(line, MESSAGES[line.findings[0]["code"]]) for line in rejected],
        "pages": ListPage(number, max(1, -(-len(units) // PAGE)), len(units)),
        "crumbs": _crumbs(request, _crumb(request, found), Crumb("保留")),
    }
    return page(request, "resident_registry/load_held.html", context)


def _crumb(request: AuthenticatedRequest, found: ResidentLoad) -> Crumb:
    return Crumb(found.file_name, reverse("resident_registry:load", args=[request.place.address, found.id]))


@dataclass(frozen=True)
class Cell:
    """One cell of a held line: what the file has, what stands in its place, what is wrong with it."""

    heading: str
    value: str
    name: str
    reasons: tuple[str, ...]
    remedies: tuple[str, ...]


@dataclass(frozen=True)
class HeldLine:
    """A held line for the screen: cells to mend first, the others folded away."""

    line: int
    title: str
    wrong: tuple[Cell, ...]
    others: tuple[Cell, ...]


def _problems(lines: Sequence[HeldLine]) -> Problems:
    """What is still to be mended, each with the field it is in."""
    found = [
        Problem(f"{line.line}行目 {cell.heading}：{'。'.join((*cell.reasons, *cell.remedies))}", f"c{line.line}-{at}")
        for line in lines
        for at, cell in enumerate(line.wrong, 1)
    ]
    return Problems(tuple(found), lead="直すところが残っています")


def _held_line(line: LoadLine) -> HeldLine:
    found: dict[str, list[str]] = {}
    for one in line.findings:
        found.setdefault(one["column"], []).append(one["code"])
    wrong: list[Cell] = []
    others: list[Cell] = []
    for heading, value in {**line.cells, **line.mended}.items():
        messages = [MESSAGES[code] for code in found.get(heading, ())]
        cell = Cell(
            heading,
            str(value),
            f"{line.line}:{heading}",
            tuple(message.reason for message in messages),
            tuple(message.remedy for message in messages),
        )
        (wrong if messages else others).append(cell)
    title = f"{line.line}行目　{line.cells.get('氏名', '')}　履歴{line.cells.get('個人履歴番号', '')}"
    return HeldLine(line.line, title, tuple(wrong), tuple(others))


@gate(LOAD)
@require_http_methods(["GET", "HEAD", "POST"])
def mend(request: AuthenticatedRequest, address: str, load_id: UUID, line: int) -> HttpResponse:
    """One held household: its lines, what is wrong, fields to mend it. Sent again after the release: no effect."""
    found = _load(load_id)
    first = LoadLine.objects.filter(load_id=found.id, line=line).exclude(state=LoadLine.State.REJECTED).first()
    if first is None:
        raise Http404
    status = 200
    if request.method == "POST":
        outcome = holding.mend(found.id, first.unit, _typed_cells(request))
        if not outcome.open:
            return _to(request, "load_held", found.id)
        status = 422
    lines = [_held_line(one) for one in holding.lines_of(found.id, first.unit)]
    context = {
        "load": found,
        "unit": first.unit,
        "lines": lines,
        "problems": _problems(lines) if status == 422 else Problems(),
        "crumbs": _crumbs(request, _crumb(request, found), Crumb(f"保留の世帯 {first.unit}")),
    }
    return page(request, "resident_registry/load_mend.html", context, status=status)


def _typed_cells(request: AuthenticatedRequest) -> dict[int, dict[str, str]]:
    cells: dict[int, dict[str, str]] = {}
    for name, value in request.POST.items():
        line, colon, heading = name.partition(":")
        if colon and line.isdigit():
            cells.setdefault(int(line), {})[heading] = str(value)
    return cells


@gate(LOAD)
@require_safe
def sheet(request: AuthenticatedRequest, address: str, load_id: UUID) -> HttpResponse:
    """The reconciliation sheet, with some persons to compare with the source by eye."""
    found = _load(load_id)
    numbers = reports.sample_numbers(found)
    records = storage.latest(numbers)
    register.record("view_record", numbers, note=register.Note(duty=LOAD, detail={"load": str(found.id)}))
    context = {
        "sheet": reports.sheet(found),
        "load": found,
        "samples": [_sample(record) for record in records],
        "crumbs": _crumbs(request, _crumb(request, found), Crumb("照合表")),
    }
    return page(request, "resident_registry/load_sheet.html", context)


def _sample(record: Record) -> tuple[str, list[Row]]:
    rows = [Row(ITEMS[name]["item"], to_text(name, getattr(record, name))) for name in reports.SAMPLE_ITEMS]
    return f"{record.name}（宛名番号 {record.addressee_number}）", rows


@gate(LOAD)
@require_safe
def differences(request: AuthenticatedRequest, address: str, load_id: UUID) -> HttpResponse:
    """Items that the file gives otherwise than the registry."""
    found = _load(load_id)
    rows = LoadDifference.objects.filter(load_id=found.id).order_by("line", "item")
    shown = [(row, ITEMS[row.item]["ja"]) for row in rows[:500]]
    numbers = {row.addressee_number for row, _ in shown}
    register.record("view_record", numbers, note=register.Note(duty=LOAD, detail={"load": str(found.id)}))
    context = {
        "load": found,
        "rows": shown,
        "total": rows.count(),
        "crumbs": _crumbs(request, _crumb(request, found), Crumb("相違")),
    }
    return page(request, "resident_registry/load_differences.html", context)


@gate(LOAD)
@require_safe
def lines_csv(request: AuthenticatedRequest, address: str, load_id: UUID) -> HttpResponse:
    """The lines that were not taken, with reason and remedy, as a file."""
    found = _load(load_id)
    register.record(register.Act.PRINT_LIST, note=register.Note(duty=LOAD, detail={"load": str(found.id)}))
    return csv_response(f"取込み_保留_{found.created_at:%Y%m%d}", reports.LINE_COLUMNS, reports.lines(found.id))


@gate(LOAD)
@require_safe
def differences_csv(request: AuthenticatedRequest, address: str, load_id: UUID) -> HttpResponse:
    """The differences as a file."""
    found = _load(load_id)
    register.record(register.Act.PRINT_LIST, note=register.Note(duty=LOAD, detail={"load": str(found.id)}))
    rows = reports.differences(found.id)
    return csv_response(f"取込み_相違_{found.created_at:%Y%m%d}", reports.DIFFERENCE_COLUMNS, rows)
