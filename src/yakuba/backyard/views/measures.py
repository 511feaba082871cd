"""The dashboard (数字で見る): what the database sums of filings, tickets and visits; plots, tables, CSV, print."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from yakuba.backyard import figure_words
from yakuba.backyard.figure_words import FIGURES, Row
from yakuba.backyard.filing_forms import AnyChoice
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.cases import filing_figures, filing_queries, other_measures
from yakuba.platform.cases.filing_figures import Figures
from yakuba.platform.cases.filing_measures import Measure, Period
from yakuba.platform.cases.filings import CHANNELS
from yakuba.platform.register import service as register
from yakuba.platform.screens.fields import ChoiceField
from yakuba.platform.screens.forms import FormKit
from yakuba.platform.screens.parts import Crumb
from yakuba.platform.screens.plots import BarPlot, bars
from yakuba.platform.screens.views import csv_response, page
from yakuba.platform.tenancy.context import current_context

PERIODS = (("3", "3か月"), ("6", "6か月"), ("12", "12か月"), ("24", "24か月"))
USUAL = "6"
HEADER = (
    "月",
    "手続き",
    "申請",
    *CHANNELS.values(),
    "手書きなし（件）",
    "回答（項目）",
    "職員が打ち直した回答（項目）",
    "打ち直しのある申請（件）",
    "完了した件数",
    "終わるまで（分・中央値）",
    "終わるまで（分・90パーセンタイル）",
    "決定した件数",
    "決定まで（分・中央値）",
    "決定まで（分・90パーセンタイル）",
    "職員待ち（分・中央値）",
    "職員待ち（分・90パーセンタイル）",
    "職員の処理（分・中央値）",
    "職員の処理（分・90パーセンタイル）",
    "職員の手順なしの決定（件）",
    "返答依頼（回）",
    "差戻し（回）",
    "受け付けない（件）",
    "取下げ（件）",
)


class PeriodForm(FormKit):
    """How many months, this one the last, and which procedure."""

    months = ChoiceField(label="期間", choices=PERIODS, required=False)
    procedure = AnyChoice(label="手続き", choices=(), required=False)

    def __init__(self, data: dict[str, str], procedures: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        field = self.fields["procedure"]
        assert isinstance(field, ChoiceField)
        field.choices = tuple(procedures)


@dataclass(frozen=True)
class Asked:
    """What the address asks for; what is not offered is the usual."""

    form: PeriodForm
    months: str
    procedure: str
    title: str

    @property
    def period(self) -> Period:
        return Period.of(int(self.months), current_context().business_date)

    @property
    def query(self) -> str:
        return f"months={self.months}" + (f"&procedure={self.procedure}" if self.procedure else "")


def _asked(request: AuthenticatedRequest) -> Asked:
    """Raises access.Refused for an actor who has to do with no procedure."""
    filing_queries.require_any()
    known = {one.code: one.title.ja for one in filing_queries.procedures()}
    months, code = request.GET.get("months", USUAL), request.GET.get("procedure", "")
    months = months if months in dict(PERIODS) else USUAL
    code = code if code in known else ""
    by_title = sorted(known.items(), key=lambda one: one[1])
    return Asked(PeriodForm({"months": months, "procedure": code}, by_title), months, code, known.get(code, ""))


@gate()
@require_safe
def measures(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Figures of the period beside the one before, by month and by procedure; no person is named."""
    asked = _asked(request)
    period = asked.period
    now, before = (filing_figures.of(one, asked.procedure) for one in (period, period.before))
    context = {
        "asked": asked,
        "whole": now.whole,
        "offered": filing_figures.offered(now, asked.procedure),
        "rows": _rows(asked, now, before),
        "figures": FIGURES,
        "months": [(one.month, figure_words.cells(one)) for one in reversed(now.months)],
        "procedures": [(one.title, figure_words.cells(one)) for one in now.procedures],
        "plots": _plots(now),
        "others": _others(period),
        "last": period.end - timedelta(days=1),
        "before": period.before,
        "before_last": period.first - timedelta(days=1),
        "today": current_context().business_date,
        "crumbs": [Crumb("申請の管理", reverse("backyard:filings", args=[address])), Crumb("数字で見る")],
    }
    return page(request, "backyard/filing_measures.html", context)


def _rows(asked: Asked, now: Figures, before: Figures) -> list[Row]:
    offers = [filing_figures.offered(one, asked.procedure) for one in (now, before)]
    return [*figure_words.rows(now.whole, before.whole), *figure_words.offered_rows(*offers)]


@dataclass(frozen=True)
class Drawn:
    """A figure that is drawn by month, in whole ``unit``s; None where a month has none."""

    id: str
    title: str
    unit: str
    value: Callable[[Measure], int | None]


DRAWN = (
    Drawn("by-month", "申請の件数", "件", lambda one: one.filings),
    Drawn("online", "オンラインの申請の割合", "％", lambda one: _hundredths(one.share_online)),
    Drawn("digital", "手書きなしの申請の割合", "％", lambda one: _hundredths(one.share_without_handwriting)),
    Drawn("retyped", "職員が打ち直した回答", "項目", lambda one: one.retyped_answers),
    Drawn("minutes", "申請から決定までの時間（中央値）", "分", lambda one: _whole(one.decision.median)),
    Drawn("office", "職員の処理の時間（中央値）", "分", lambda one: _whole(one.office.median)),
    Drawn("returns", "返答依頼と差戻し", "回", lambda one: one.asked + one.sent_back),
)


def _plots(figures: Figures) -> list[BarPlot]:
    """What moves from month to month, each with its table; without the figure in any month there is no plot."""
    found = []
    for one in DRAWN:
        known = [(month.month, value) for month in figures.months if (value := one.value(month)) is not None]
        if known:
            found.append(_plot(one.id, one.title, one.unit, known))
    return found


def _plot(id: str, title: str, unit: str, known: Sequence[tuple[str, int]]) -> BarPlot:
    """It says the newest month: sums of medians or shares would say nothing."""
    month, last = known[-1]
    return replace(bars(id, title, "月", unit, known), finding=f"{month}は{last:,}{unit}", table_open=True)


def _hundredths(share: float | None) -> int | None:
    return None if share is None else round(share * 100)


def _whole(minutes: float | None) -> int | None:
    return None if minutes is None else round(minutes)


@dataclass(frozen=True)
class Other:
    """Figures of another room: the whole period, plots, and the table by month."""

    section: other_measures.Section
    rows: list[Row]
    plots: list[BarPlot]
    months: list[tuple[str, list[str]]]


def _others(period: Period) -> list[Other]:
    pairs = zip(other_measures.sections(period), other_measures.sections(period.before), strict=True)
    return [_other(now, before) for now, before in pairs if now.rows]


def _other(now: other_measures.Section, before: other_measures.Section) -> Other:
    plots = []
    for place, column in enumerate(now.columns):
        values = [(month, figures[place]) for month, figures in now.rows]
        known = [(month, value) for month, value in values if isinstance(value, int)]
        if column.plot and known:
            plots.append(_plot(f"{now.id}-plot-{place}", column.title, column.unit, known))
    months = [(month, [figure_words.amount(one) for one in figures]) for month, figures in reversed(now.rows)]
    return Other(now, figure_words.other_rows(now.id, now.columns, now.whole, before.whole), plots, months)


@gate()
@require_safe
def measures_csv(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """The figures by month and procedure as a CSV file. That it left is registered; no person is in it."""
    asked = _asked(request)
    lines = filing_figures.of(asked.period, asked.procedure).lines
    return _leaves("申請の数字", HEADER, [_line(one) for one in lines])


@gate()
@require_safe
def other_measures_csv(request: AuthenticatedRequest, address: str, room: str) -> HttpResponse:
    """The figures of another room by month as a CSV file."""
    asked = _asked(request)
    section = next((one for one in other_measures.sections(asked.period) if one.id == room), None)
    if section is None:
        raise Http404
    header = ("月", *(f"{one.title}（{one.unit}）" for one in section.columns))
    return _leaves(f"{section.title}の数字", header, [[month, *figures] for month, figures in section.rows])


def _leaves(name: str, header: tuple[str, ...], lines: list[list[Any]]) -> HttpResponse:
    register.record("print_list", note=register.Note(detail={"list": name, "rows": len(lines)}))
    return csv_response(f"{name}_{current_context().business_date:%Y%m%d}", header, lines)


def _line(one: Measure) -> list[Any]:
    times = ((spread.median, spread.p90) for spread in (one.finish, one.decision, one.waiting, one.office))
    finish, decision, waiting, office = ([_minutes(value) for value in pair] for pair in times)
    return [
        one.month,
        one.title,
        one.filings,
        *(one.by_channel.get(channel, 0) for channel in CHANNELS),
        one.without_handwriting,
        one.answers,
        one.retyped_answers,
        one.retyped_filings,
        one.finish.count,
        *finish,
        one.decision.count,
        *decision,
        *waiting,
        *office,
        one.by_nobody,
        one.asked,
        one.sent_back,
        one.declined,
        one.withdrawn,
    ]


def _minutes(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"
