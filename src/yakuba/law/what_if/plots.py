"""The report as a picture: people by size of change, and the average change by tenth of income, as plain SVG.

No library, no request, no script, no style sheet: it opens anywhere, also under a strict content policy.
"""

from __future__ import annotations

from html import escape
from typing import Any

WIDTH, PANEL, LEFT, RIGHT, TOP, FOOT = 880, 320, 20, 20, 56, 40
GAP = 44  # from the top of a chart to its highest bar
HEIGHT = 2 * PANEL + TOP + 10
HEADING = 14  # from this size on letters are bold
BLUE, ORANGE, GREY, INK, LINE = "#0017C1", "#C74700", "#767676", "#1A1A1C", "#B3B3B3"


def svg(found: dict[str, Any], title: str, unit: str, *, pays: bool) -> str:
    """The picture of a report. `unit` says what an amount is for (年額, 月額); blue is a gain, orange a loss."""
    heading = f"{title or '試算'}（{unit}）"
    total = found["total"]
    said = f"得をする（青）{total['gaining']:,}件、損をする（橙）{total['losing']:,}件、総額の差 {total['change']:+,}円"
    body = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" role="img" font-family="sans-serif" fill="{INK}">',
        f"<title>{escape(heading)}</title><desc>{escape(said)}</desc>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#FFFFFF"/>',
        _text(LEFT, 24, heading, size=17),
        _text(LEFT, 44, said, size=13),
        *_histogram(found["by_size"], pays, TOP),
        *_bars(found["by_decile"], pays, TOP + PANEL),
        "</svg>",
    ]
    return "\n".join(body) + "\n"


def _histogram(parts: list[dict[str, Any]], pays: bool, top: int) -> list[str]:
    """People by size of change; from the largest fall on the left to the largest rise on the right."""
    most = max((part["count"] for part in parts), default=0) or 1
    height, width = PANEL - GAP - FOOT - 30, (WIDTH - LEFT - RIGHT) / len(parts)
    base = top + GAP + height
    drawn = [_text(LEFT, top + 18, "1件あたりの差の大きさ別の件数", size=14), _line(base)]
    for place, part in enumerate(parts):
        tall = part["count"] * height / most
        left = LEFT + place * width
        rises = (part["from"] or 0) > 0
        colour = GREY if part["from"] == part["to"] == 0 else _colour(rises, pays)
        middle = left + width / 2
        drawn.append(_bar(left, base - tall, width, tall, colour))
        drawn.append(_text(middle, base - tall - 4, f"{part['count']:,}", size=11, anchor="middle"))
        drawn.append(_text(middle, base + 15, _size_label(part), size=10, anchor="middle"))
    return drawn


def _bars(parts: list[dict[str, Any]], pays: bool, top: int) -> list[str]:
    """The average change of each tenth by income, the poorest on the left."""
    averages = [part["average"] for part in parts]
    high, low = max(0, *averages), min(0, *averages)
    height, width = PANEL - GAP - FOOT - 30, (WIDTH - LEFT - RIGHT) / len(parts)
    scale = height / ((high - low) or 1)
    zero = top + GAP + high * scale
    drawn = [
        _text(LEFT, top + 18, "所得の低い順の10区分別、1件あたりの差の平均（円）", size=14),
        _line(zero),
    ]
    foot = top + GAP + height + 28
    for place, part in enumerate(parts):
        tall = abs(part["average"]) * scale
        left, rises = LEFT + place * width, part["average"] > 0
        middle = left + width / 2
        drawn.append(_bar(left, zero - tall if rises else zero, width, tall, _colour(rises, pays)))
        label = zero - tall - 4 if rises else zero + tall + 13
        drawn.append(
            _text(middle, label, f"{part['average']:+,}" if part["average"] else "0", size=11, anchor="middle")
        )
        drawn.append(_text(middle, foot, f"第{part['decile']}", size=11, anchor="middle"))
        drawn.append(_text(middle, foot + 14, _until(part["to"]), size=10, anchor="middle"))
    return drawn


def _colour(rises: bool, pays: bool) -> str:
    return ORANGE if rises == pays else BLUE


def _size_label(part: dict[str, Any]) -> str:
    low, high = part["from"], part["to"]
    if low is None:
        return f"{_short(high)}〜"
    if high is None:
        return f"{_short(low)}〜"
    if low == high:
        return "0"
    return f"{_short(low if low > 0 else high)}〜"


def _short(yen: int) -> str:
    sign, size = ("−" if yen < 0 else "+"), abs(yen)
    return f"{sign}{size // 10_000}万" if size >= 10_000 and size % 10_000 == 0 else f"{sign}{size:,}"


def _until(income: int | None) -> str:
    if income is None:
        return "—"
    return f"{income:,}円まで" if income < 10_000 else f"{income // 10_000:,}万円まで"


def _bar(left: float, top: float, width: float, height: float, colour: str) -> str:
    inner = width * 0.78
    place = f'x="{left + width * 0.11:.1f}" y="{top:.1f}" width="{inner:.1f}" height="{height:.1f}"'
    return f'<rect {place} fill="{colour}"/>'


def _line(at: float) -> str:
    return f'<line x1="{LEFT}" y1="{at:.1f}" x2="{WIDTH - RIGHT}" y2="{at:.1f}" stroke="{LINE}"/>'


def _text(x: float, y: float, text: str, *, size: int, anchor: str = "start") -> str:
    weight = ' font-weight="bold"' if size >= HEADING else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}"{weight}>{escape(text)}</text>'
