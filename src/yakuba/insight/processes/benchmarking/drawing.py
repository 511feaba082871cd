"""The volume zone as a ranked bar chart: hours to save by step, with their interval, as plain SVG.

No library, no request, no script, no style sheet: it opens anywhere, also under a strict content policy.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from yakuba.insight.processes.benchmarking.volume import EVERY, VolumeRow

WIDTH, LEFT, RIGHT, TOP, ROW, FOOT = 880, 300, 130, 76, 30, 34
MOST = 20  # bars
BAR, INK, LINE = "#7096F8", "#1A1A1C", "#B3B3B3"
LABEL = 20  # characters beside a bar


def said(rows: Sequence[VolumeRow]) -> tuple[str, str]:
    """One sentence that tells what the chart shows, in Japanese and in English."""
    if not rows:
        return "比べられる作業がありません。", "There is no step to compare."
    first, saved = rows[0], sum(one.saved for one in rows)
    shares = f"{first.saved / saved:.0%}" if saved else "0%"
    return (
        f"上位4分の1の団体と同じように働けば年 {saved:,.0f} 時間減り、その {shares} が「{first.label}」です。",
        f"Working like the best quartile would save {saved:,.0f} hours a year, {shares} of them in the first step.",
    )


def svg(rows: Sequence[VolumeRow]) -> str:
    """The chart of the first `MOST` rows, the longest bar on top. Thin lines are the intervals."""
    drawn = rows[:MOST]
    height = TOP + ROW * len(drawn) + FOOT
    scale = (WIDTH - LEFT - RIGHT) / (max((max(one.high, one.saved) for one in drawn), default=0.0) or 1.0)
    told, told_en = said(rows)
    body = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
        f'role="img" font-family="sans-serif" fill="{INK}">',
        f"<title>{escape('ボリュームゾーン')}</title><desc>{escape(told)} {escape(told_en)}</desc>",
        f'<rect width="{WIDTH}" height="{height}" fill="#FFFFFF"/>',
        _text(20, 28, "ボリュームゾーン（年間に減らせる時間）", size=17),
        _text(20, 50, told, size=13),
        *(part for at, one in enumerate(drawn) for part in _bar(at, one, scale)),
        f'<line x1="{LEFT}" y1="{TOP - 8}" x2="{LEFT}" y2="{height - FOOT}" stroke="{LINE}"/>',
        _text(
            20,
            height - 12,
            "線は95%の幅（団体を選び直したときの揺れ）。差は1件あたり時間の、上位4分の1との差。",
            size=11,
        ),
        "</svg>",
    ]
    return "\n".join(body) + "\n"


def _bar(at: int, row: VolumeRow, scale: float) -> list[str]:
    top = TOP + at * ROW
    middle = top + 11
    end = LEFT + row.saved * scale
    low, high = (LEFT + value * scale for value in (row.low, row.high))
    name = row.label if row.body == EVERY else f"{row.body} {row.label}"
    shown = name if len(name) <= LABEL else f"{name[: LABEL - 1]}…"
    beside = max(end, high) + 8
    return [
        f"<g><title>{escape(name)}: {row.saved:,.0f}（{row.low:,.0f}〜{row.high:,.0f}）時間</title>",
        _text(LEFT - 8, middle + 5, f"{row.rank}. {shown}", size=13, anchor="end"),
        f'<rect x="{LEFT}" y="{top}" width="{end - LEFT:.1f}" height="22" fill="{BAR}"/>',
        f'<line x1="{low:.1f}" y1="{middle}" x2="{high:.1f}" y2="{middle}" stroke="{INK}" stroke-width="2"/>',
        _text(beside, middle + 4, f"{row.saved:,.0f} 時間（差 {row.gap:.0%}）", size=12),
        "</g>",
    ]


def _text(x: float, y: float, text: str, *, size: int, anchor: str = "start") -> str:
    weight = ' font-weight="bold"' if size >= 14 else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}"{weight}>{escape(text)}</text>'
