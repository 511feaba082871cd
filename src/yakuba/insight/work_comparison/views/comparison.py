"""One procedure beside that of the municipalities that publish theirs."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from yakuba.insight.work_comparison import comparing, publishing, showing, standard_steps, step_mapping
from yakuba.insight.work_comparison.comparing import OWN, Body, Ranked
from yakuba.insight.work_comparison.forms import PeersForm
from yakuba.insight.work_comparison.models import WorkFigures
from yakuba.insight.work_comparison.names import VIEW
from yakuba.insight.work_comparison.peers import Group, Peers, group_of
from yakuba.insight.work_comparison.views.own import TITLE, figures_row, year_words
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.screens.parts import Crumb
from yakuba.platform.screens.plots import BarPlot
from yakuba.platform.screens.views import csv_response, page


@dataclass(frozen=True)
class Beside:
    """The own procedure and the others', as chosen."""

    row: WorkFigures
    group: Group
    own: Body
    others: list[Body]

    def ranked(self) -> list[Ranked]:
        """Quickest first."""
        return comparing.ranked([self.own, *self.others])


def _beside(request: AuthenticatedRequest, year: int, procedure: str) -> Beside:
    row = figures_row(year, procedure)
    asked = request.GET.get("peers", "")
    group = group_of(request.place.lg_code, Peers(asked) if asked in list(Peers) else Peers.ALL)
    newest: dict[str, Body] = {}
    for one in publishing.of_others():  # the newest of several consents comes last
        if (one.fiscal_year, one.procedure) != (year, procedure):
            continue
        if group.has(one.lg_code):
            newest[one.lg_code] = Body(one.lg_code, one.name, one.figures)
    own = Body(
        "", f"{request.place.full_name}（{OWN}）", step_mapping.with_standard(procedure, showing.visible(row.figures))
    )
    return Beside(row, group, own, list(newest.values()))


@gate(VIEW)
@require_safe
def compare(request: AuthenticatedRequest, address: str, year: int, procedure: str) -> HttpResponse:
    """Rank, gap to the best quartile, and what differs, a sentence each."""
    beside = _beside(request, year, procedure)
    rows = beside.ranked()
    mine = next(one for one in rows if one.body is beside.own)
    where = reverse("work_comparison:overview", args=[address])
    context = {
        "row": beside.row,
        "year": year,
        "year_words": year_words(year),
        "peers": beside.group.peers.value,
        "group": beside.group,
        "members": beside.group.names(),
        "form": PeersForm(beside.group.peers),
        "others": beside.others,
        "lines": showing.body_lines(rows),
        "heads": showing.BODY_HEADS,
        "said": _said(beside, mine, rows),
        "plot": _plot(rows),
        "findings": comparing.findings(beside.own, beside.others),
        "standard": standard_steps.beside(beside.own, beside.others),
        "may_map": showing.sees_all(),
        "left_out": showing.LEFT_OUT,
        "crumbs": [
            Crumb(TITLE, f"{where}?year={year}"),
            Crumb(beside.row.title, reverse("work_comparison:procedure", args=[address, year, procedure])),
            Crumb("他団体との比較"),
        ],
    }
    return page(request, "work_comparison/compare.html", context)


def _said(beside: Beside, mine: Ranked, rows: list[Ranked]) -> str:
    told = [one for one in rows if one.rank is not None]
    if mine.rank is None or mine.gap is None:
        return "自団体の数字は少数のため示しません。"
    said = f"所要日数の短い順で、{len(told)}団体のうち{mine.rank}位です。"
    if mine.gap and mine.volume:
        said += f"最良の4分の1の団体より1件あたり{mine.gap:.1f}日長く、1年の案件では{mine.volume:,.0f}日にあたります。"
    else:
        said += "最良の4分の1に入っています。"
    return said


def _plot(rows: list[Ranked]) -> BarPlot | None:
    known = [(one.body.name, one.body.median) for one in rows if one.body.median is not None]
    values = [(name, median) for name, median in known if median is not None]
    return showing.of_days("bodies", "団体ごとの所要日数・中央値", "団体", values) if values else None


@gate(VIEW)
@require_safe
def compare_csv(request: AuthenticatedRequest, address: str, year: int, procedure: str) -> HttpResponse:
    """The table of the comparison."""
    beside = _beside(request, year, procedure)
    rows = [(rank, line.label, *line.cells) for rank, line in showing.body_lines(beside.ranked())]
    return csv_response(f"業務比較_{beside.row.title}_{year}年度", ("順位", "団体", *showing.BODY_HEADS), rows)
