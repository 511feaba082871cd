"""Measures of filings: computed from provenance and steps, shown as table, plots and CSV."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from yakuba.backyard.filing_words import minutes_words, percent
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.cases import filing_measures, filing_queries, other_measures
from yakuba.platform.cases.filing_measures import Measure
from yakuba.platform.cases.filings import CHANNELS
from yakuba.platform.register import service as register
from yakuba.platform.screens.paging import small_number
from yakuba.platform.screens.parts import Crumb
from yakuba.platform.screens.plots import BarPlot, bars
from yakuba.platform.screens.views import csv_response, page
from yakuba.platform.tenancy.context import current_context

PERIODS = (3, 6, 12)
HEADER = (
    "月",
    "手続き",
    "申請",
    *CHANNELS.values(),
    "手書きなし（件）",
    "回答（項目）",
    "職員が打ち直した回答（項目）",
    "打ち直しのある申請（件）",
    "決定した件数",
    "決定まで（分・中央値）",
    "決定まで（分・90パーセンタイル）",
    "職員待ち（分・中央値）",
    "職員待ち（分・90パーセンタイル）",
    "返答依頼（回）",
    "受け付けない（件）",
)


def _months(request: AuthenticatedRequest) -> int:
    number = small_number(request.GET.get("months", "6"))
    return number if number in PERIODS else 6


def _since(months: int) -> date:
    """The first day of the month that many months back, this one counted."""
    today = current_context().business_date
    before = today.year * 12 + today.month - months
    return date(before // 12, before % 12 + 1, 1)


@gate()
@require_safe
def measures(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Figures by month and procedure; no person is named."""
    filing_queries.require_any()
    months = _months(request)
    filed = filing_queries.measured(_since(months))
    context = {
        "lines": filing_measures.by_procedure_and_month(filed),
        "whole": filing_measures.measure(filed),
        "channels": CHANNELS,
        "plots": _plots(filed),
        "others": [(one, _plots_of(one)) for one in other_measures.sections(_since(months))],
        "months": months,
        "periods": PERIODS,
        "since": _since(months),
        "crumbs": [Crumb("申請の管理", reverse("backyard:filings", args=[address])), Crumb("数字で見る")],
    }
    return page(request, "backyard/filing_measures.html", context)


def _plots(filed: Sequence[filing_measures.Filed]) -> list[BarPlot]:
    """Filings, retyped answers and minutes to the decision, by month: each with its table."""
    by_month = filing_measures.by_month(filed)
    if not by_month:
        return []
    count = bars("by-month", "申請の件数", "月", "件", [(one.month, one.filings) for one in by_month])
    retyped = [(one.month, one.retyped_answers) for one in by_month]
    whole = filing_measures.measure(filed)
    found = [count, _said(bars("retyped", "職員が打ち直した回答", "月", "項目", retyped), _retyped_words(whole))]
    if whole.decision.median is not None:
        minutes = [(one.month, round(one.decision.median or 0)) for one in by_month if one.decision.count]
        told = f"期間全体の中央値は{minutes_words(whole.decision.median)}（{whole.decision.count}件）"
        found.append(_said(bars("minutes", "申請から決定までの時間（中央値）", "月", "分", minutes), told))
    return found


def _plots_of(section: other_measures.Section) -> list[BarPlot]:
    """The figures of another room that are worth a plot; a month without the figure has no bar."""
    found = []
    for place, column in enumerate(section.columns):
        values = [(month, figures[place]) for month, figures in section.rows]
        known = [(month, value) for month, value in values if value is not None]
        if column.plot and known:
            plot = bars(f"{section.id}-{place}", column.title, "月", column.unit, known)
            month, last = known[-1]
            found.append(_said(plot, f"{month}は{last:,}{column.unit}"))
    return found


def _retyped_words(whole: Measure) -> str:
    return f"{whole.answers:,}項目のうち{whole.retyped_answers:,}項目（{percent(whole.share_answers_retyped)}）"


def _said(plot: BarPlot, finding: str) -> BarPlot:
    """The plot with a sentence of its own: sums of medians would say nothing."""
    return replace(plot, finding=finding)


@gate()
@require_safe
def measures_csv(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """The same figures as a CSV file. That it left is registered; no person is in it."""
    filing_queries.require_any()
    months = _months(request)
    lines = filing_measures.by_procedure_and_month(filing_queries.measured(_since(months)))
    register.record("print_list", note=register.Note(detail={"list": "申請の数字", "rows": len(lines)}))
    day = current_context().business_date
    return csv_response(f"申請の数字_{day:%Y%m%d}", HEADER, [_row(one) for one in lines])


def _row(one: Measure) -> list[object]:
    times = (one.decision.median, one.decision.p90, one.waiting.median, one.waiting.p90)
    return [
        one.month,
        one.title,
        one.filings,
        *(one.by_channel.get(channel, 0) for channel in CHANNELS),
        one.without_handwriting,
        one.answers,
        one.retyped_answers,
        one.retyped_filings,
        one.decision.count,
        *("" if minutes is None else f"{minutes:.1f}" for minutes in times),
        one.returns,
        one.declined,
    ]
