"""Figures as words, tables and plots for the pages and the CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from yakuba.insight.work_comparison import suppression
from yakuba.insight.work_comparison.comparing import Ranked
from yakuba.insight.work_comparison.figures import Figures
from yakuba.insight.work_comparison.models import WorkFigures
from yakuba.insight.work_comparison.names import ANALYSE
from yakuba.platform.screens.plots import BarPlot, bars
from yakuba.platform.tenancy.context import current_context

FEW: Final = "少数"
LEFT_OUT: Final = "10件未満か職員5人未満の数字と、差し引きで分かる数字は「少数」とし、図からも外しています。"
PROCEDURE_HEADS: Final = (
    "案件", "終わっていない案件", "所要日数（中央値）", "所要日数（中央の半分）", "やり直しのある案件", "職員",
)  # fmt: skip
CSV_HEADS: Final = (
    "手続き", "区分", "案件", "終わっていない案件", "日数（中央値）", "日数（中央の半分）", "やり直しのある案件",
    "職員",
)  # fmt: skip
STEP_HEADS: Final = ("案件", "割合", "やり直し", "待ち日数（中央値）", "待ち日数（中央の半分）", "職員")
BODY_HEADS: Final = (
    "案件",
    "所要日数（中央値）",
    "所要日数（中央の半分）",
    "最良の4分の1との差（日）",
    "差×案件（日）",
)
LONG_TAIL, SAME_DAY, SMALL, HOURS_UP_TO = 1.5, 0.3, 50, 10.0


@dataclass(frozen=True)
class Line:
    """A row of a table: what it is of, and its cells in words. ``link``: what the row leads to."""

    label: str
    cells: tuple[str, ...]
    link: str = ""
    is_own: bool = False


def visible(figures: Figures) -> Figures:
    """The own figures as the actor may see them: as they are for whoever analyses, else without those of few."""
    if sees_all():
        return {**figures, suppression.HIDDEN: False}
    return suppression.published(figures)


def sees_all() -> bool:
    """Whether the actor sees the own figures as they are."""
    actor = current_context().actor
    return actor.kind == "system" or ANALYSE in actor.duties


def is_hidden(found: Figures) -> bool:
    """Whether nothing of a procedure may be told."""
    return "cases" not in found


def count(value: int | None) -> str:
    """A count, or that it is left out."""
    return FEW if value is None else f"{value:,}"


def days(value: float | None) -> str:
    """Days to a tenth."""
    return "―" if value is None else f"{value:,.1f}"


def between(found: dict[str, float | None] | None) -> str:
    """The middle half: first to third quartile."""
    return "―" if found is None or found["q1"] is None else f"{days(found['q1'])}〜{days(found['q3'])}"


def share(part: int | None, whole: int | None) -> str:
    """A share in whole percent."""
    return FEW if part is None or whole is None else f"{part / whole:.0%}" if whole else "―"


def procedure_lines(rows: Sequence[WorkFigures]) -> list[Line]:
    """The procedures of a year."""
    found = []
    for row in rows:
        seen = visible(row.figures)
        cells = (FEW,) * len(PROCEDURE_HEADS) if is_hidden(seen) else procedure_cells(seen)
        found.append(Line(row.title, cells, row.procedure))
    return found


def procedure_cells(seen: Figures) -> tuple[str, ...]:
    """In the order of PROCEDURE_HEADS."""
    spread = seen["days"]
    return (
        count(seen["cases"]), count(seen["open"]), days(spread["median"]), between(spread),
        share(seen["rework"], seen["cases"]), count(seen["staff"]),
    )  # fmt: skip


def step_lines(seen: Figures) -> list[Line]:
    """The steps of a procedure, in the order of STEP_HEADS."""
    found = []
    for one in seen["steps"]:
        wait = one["wait"]
        hidden = one.get(suppression.HIDDEN) and wait is None and one["staff"] is None
        cells = (
            count(one["cases"]), share(one["cases"], seen["cases"]), share(one["repeated"], one["cases"]),
            FEW if hidden else days(wait["median"] if wait else None), FEW if hidden else between(wait),
            count(one["staff"]),
        )  # fmt: skip
        found.append(Line(one["step"], cells))
    return found


def month_lines(seen: Figures) -> list[Line]:
    """Months: cases begun, median days."""
    return [
        Line(one["month"], (count(one["cases"]), FEW if one["cases"] is None else days(one["median"])))
        for one in seen["months"]
    ]


def finding(title: str, seen: Figures) -> str:
    """What a procedure's figures say first."""
    spread = seen["days"]
    said = f"「{title}」は{seen['cases']:,}件。半分は{days(spread['median'])}日以内に終わり、"
    said += f"4件に1件は{days(spread['q3'])}日より長くかかっています。"
    waits = [one for one in seen["steps"] if one["wait"] is not None]
    if waits:
        longest = max(waits, key=lambda one: float(one["wait"]["median"]))
        said += f"いちばん長く待つのは「{longest['step']}」の前で、中央値{days(longest['wait']['median'])}日です。"
    return said


def traps(seen: Figures) -> list[str]:
    """What to mind before anything is concluded from these figures."""
    found = [
        "所要日数は最初の作業から最後の作業までです。どの作業を始めと終わりにするかで、団体の順位は入れ替わることがあります。"
    ]
    if seen["open"]:
        found.append(
            f"まだ終わっていない案件が{seen['open']:,}件あります。"
            f"それも数えると中央値は{days(seen['median_with_open'])}日です。"
        )
    mean, median = seen["days"].get("mean"), seen["days"]["median"]
    if mean and median and mean >= LONG_TAIL * median:
        found.append(
            f"平均{days(mean)}日は中央値の{mean / median:.1f}倍です。長引いた少数の案件が平均を押し上げています。"
        )
    if seen["same_day"] and seen["same_day"] >= SAME_DAY * seen["cases"]:
        found.append(
            f"{share(seen['same_day'], seen['cases'])}の案件は1日のうちに終わっています。"
            "日付だけを記録する団体と比べるときは、その中の順番や待ちを差とみなさないでください。"
        )
    if seen["cases"] < SMALL:
        found.append(f"案件が{SMALL}件より少ないので、中央値は数件で大きく動きます。")
    return found


def plots(seen: Figures) -> list[BarPlot]:
    """How long cases take, how long each step waits, how many cases begin in each month."""
    sizes = [(_size(one), one["cases"]) for one in seen["sizes"] if one["cases"] is not None]
    months = [(one["month"], one["cases"]) for one in seen["months"] if one["cases"] is not None]
    waits = [(one["step"], one["wait"]["median"]) for one in seen["steps"] if one["wait"] is not None]
    drawn = [bars("sizes", "所要日数ごとの案件", "所要日数", "件", sizes)] if sizes else []
    if waits:
        drawn.append(of_days("waits", "作業の前の待ち・中央値", "作業", waits))
    if months:
        drawn.append(bars("months", "月ごとに始まった案件", "月", "件", months))
    return drawn


def of_days(id: str, title: str, head: str, values: Sequence[tuple[str, float]]) -> BarPlot:
    """A plot of days, in hours where all are short: bars are whole numbers. The sentence says hours and days then."""
    short = max(value for _, value in values) < HOURS_UP_TO
    unit, times = ("時間", 24) if short else ("日", 1)
    plot = bars(id, f"{title}（{unit}）", head, unit, [(label, round(value * times)) for label, value in values])
    label, longest = max(values, key=lambda one: one[1])
    words = f"{round(longest * times)}時間（{days(longest)}日）" if short else f"{days(longest)}日"
    return replace(plot, finding=f"もっとも長いのは「{label}」の{words}")


def _size(one: dict[str, Any]) -> str:
    if one["from"] == 0:
        return "1日未満"
    return f"{one['from']}日以上" if one["to"] is None else f"{one['from']}日以上{one['to']}日未満"


def body_lines(rows: Sequence[Ranked]) -> list[tuple[str, Line]]:
    """Rank in words, and the line of each municipality in the order of BODY_HEADS."""
    found = []
    for row in rows:
        body, is_own = row.body, not row.body.code
        if body.is_hidden:
            found.append(("―", Line(body.name, (FEW,) * len(BODY_HEADS), is_own=is_own)))
            continue
        spread = body.figures["days"]
        volume = "―" if row.volume is None else f"{row.volume:,.0f}"
        cells = (count(body.figures["cases"]), days(spread["median"]), between(spread), days(row.gap), volume)
        found.append((f"{row.rank}位", Line(body.name, cells, is_own=is_own)))
    return found


def csv_rows(rows: Sequence[WorkFigures]) -> Iterator[Sequence[object]]:
    """Everything the actor may see in the order of CSV_HEADS; the days of a step are those before it."""
    for row in rows:
        seen = visible(row.figures)
        if is_hidden(seen):
            yield (row.title, "全体", *[FEW] * len(PROCEDURE_HEADS))
            continue
        yield (row.title, "全体", *procedure_cells(seen))
        for line in step_lines(seen):
            whole, _, again, wait, middle, staff = line.cells
            yield (row.title, f"作業：{line.label}", whole, "", wait, middle, again, staff)
        for line in month_lines(seen):
            yield (row.title, f"月：{line.label}", line.cells[0], "", line.cells[1], "", "", "")
