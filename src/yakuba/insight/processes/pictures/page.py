"""The report as one page of HTML: own style, no script, nothing from elsewhere; drawings stand in the page."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from yakuba.insight.processes.pictures.picture import Cell, Line, Picture, Table
from yakuba.insight.processes.pictures.report import Finding, Report
from yakuba.insight.processes.pictures.traps import Trap
from yakuba.insight.processes.pictures.wording import Language, Words, count, safe, shown

LARGE = 640  # px; a wider drawing is not made narrower than this, but moved sideways
ROWS = 60  # of a table on the page; all are in its CSV
LISTED = 40  # findings of either kind on the page
STYLE = """
:root{color:#1a1a1a;background:#fff;line-height:1.7;
font-family:'Noto Sans JP','Hiragino Sans','Yu Gothic',sans-serif}
body{margin:0 auto;max-width:74rem;padding:1rem;overflow-wrap:anywhere}
h1{font-size:1.75rem;margin:.5rem 0}h2{font-size:1.4rem;border-bottom:2px solid #0017c1;margin-top:2.5rem}
h3{font-size:1.15rem;margin:2rem 0 .25rem}
a{color:#00118f}a:focus-visible,summary:focus-visible,div:focus-visible{outline:4px solid #000;outline-offset:2px;
box-shadow:0 0 0 2px #ffd43d}
nav ul{columns:16rem;padding-left:1.25rem}figure{margin:0}
.says{font-weight:700;margin:.25rem 0}.note,.files{color:#595959;font-size:.9rem;margin:.25rem 0}
.wide{overflow-x:auto;border:1px solid #e6e6e6;margin:.5rem 0}
.wide svg{display:block;margin:auto;height:auto;max-width:100%}.large svg{min-width:40rem}
table{border-collapse:collapse;overflow-wrap:break-word;font-size:.9rem;width:100%}
th,td{border:1px solid #949494;padding:.2rem .5rem;text-align:left}
td.t{overflow-wrap:anywhere;min-width:16rem}
thead th{background:#f2f2f2}td.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
summary{cursor:pointer;padding:.25rem 0}
@media print{.wide{overflow:visible;border:0}.wide svg{min-width:0;max-height:24cm}
section{break-before:page}details{display:none}}
"""
# Nothing runs and nothing is fetched, whatever the names in a log say.
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_WORDS = {
    "contents": Words("目次", "Contents"),
    "bodies": Words("比べた団体", "What is compared"),
    "findings": Words("わかったこと", "Findings"),
    "between": Words("団体どうしの違い", "Between bodies"),
    "changes": Words("団体の中での、ある月からの変化", "Within a body, from some month on"),
    "traps": Words("読むときの注意", "What to keep in mind"),
    "table": Words("数字を表で見る", "The figures as a table"),
    "drawing": Words("図（SVG）", "drawing (SVG)"),
    "figures": Words("数字（CSV）", "figures (CSV)"),
    "steps": Words("作業ごとの数字（CSV）", "figures of steps (CSV)"),
    "cases": Words("案件の一覧（CSV）", "cases (CSV)"),
    "paper": Words("印刷用（PDF）", "For paper (PDF)"),
    "interval": Words("差（95% の幅、ポイント）", "effect (95% interval, points)"),
    "finding": Words("内容", "finding"),
    "rank": Words("順位", "rank"),
}
OTHER: dict[Language, tuple[Language, str]] = {"ja": ("en", "English"), "en": ("ja", "日本語")}


def page(report: Report, suffix: str, other: str | None) -> str:
    """The page. ``suffix`` stands in the names of this language's files; ``other``: the page in the other language."""
    language = report.language
    parts = [
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        f"<title>{escape(report.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>",
        f"<header><h1>{escape(report.title)}</h1>{_links(report, suffix, other)}</header>",
        _contents(report),
        "<main>",
        _section("bodies", _word("bodies", language), _table(report.bodies, language)),
    ]
    if report.finding_table is not None:
        parts.append(_section("findings", _word("findings", language), _findings(report, suffix)))
    if report.traps:
        told = "".join(_trap(one, suffix, language) for one in report.traps)
        parts.append(_section("traps", _word("traps", language), told))
    for place, section in enumerate(report.sections):
        drawn = "".join(_picture(one, suffix, language) for one in section.pictures)
        parts.append(_section(f"s{place}", escape(section.heading), drawn))
    return "\n".join([*parts, "</main>\n</body>\n</html>\n"])


def _word(name: str, language: Language) -> str:
    return escape(_WORDS[name].to(language))


def _links(report: Report, suffix: str, other: str | None) -> str:
    links = [f'<a href="report{suffix}.pdf">{_word("paper", report.language)}</a>']
    if other:
        language, words = OTHER[report.language]
        links.append(f'<a href="{other}" lang="{language}" hreflang="{language}">{words}</a>')
    return f"<p>{' ｜ '.join(links)}</p>"


def _contents(report: Report) -> str:
    entries = [("bodies", _word("bodies", report.language))]
    entries += [("findings", _word("findings", report.language))] if report.finding_table is not None else []
    entries += [("traps", _word("traps", report.language))] if report.traps else []
    entries += [(f"s{place}", escape(one.heading)) for place, one in enumerate(report.sections)]
    items = "".join(f'<li><a href="#{name}">{words}</a></li>' for name, words in entries)
    return f'<nav aria-label="{_word("contents", report.language)}"><ul>{items}</ul></nav>'


def _section(name: str, heading: str, inner: str) -> str:
    return f'<section aria-labelledby="{name}"><h2 id="{name}">{heading}</h2>\n{inner}</section>'


def _picture(picture: Picture, suffix: str, language: Language) -> str:
    files = [(f"pictures/{picture.name}{suffix}.svg", "drawing"), (f"figures/{picture.name}{suffix}.csv", "figures")]
    files += [(f"cases/{picture.name}{suffix}.csv", "cases")] if picture.cases.height else []
    files += [(f"figures/{picture.name}-steps{suffix}.csv", "steps")] if picture.steps else []
    links = " ｜ ".join(f'<a href="{place}">{_word(word, language)}</a>' for place, word in files)
    notes = "".join(f'<p class="note">{escape(one)}</p>' for one in picture.notes)
    title = escape(picture.title)
    steps = _table(picture.steps, language) if picture.steps else ""
    large = " large" if picture.width > LARGE else ""
    return (
        f'<figure id="{picture.name}"><h3>{title}</h3><p class="says">{escape(picture.sentence)}</p>'
        f'<div class="wide{large}" tabindex="0" role="region" aria-label="{title}">\n{picture.svg}</div>{notes}'
        f'<p class="files">{title}: {links}</p>'
        f"<details><summary>{_word('table', language)}: {title}</summary>"
        f"{_table(picture.table, language)}{steps}</details></figure>\n"
    )


def _trap(trap: Trap, suffix: str, language: Language) -> str:
    link = f'<a href="figures/trap-{trap.name}{suffix}.csv">{_word("figures", language)}</a>'
    return (
        f'<h3>{escape(trap.title)}</h3><p class="says">{escape(trap.sentence)}</p>'
        f'{_table(trap.table, language)}<p class="files">{escape(trap.title)}: {link}</p>'
    )


def _findings(report: Report, suffix: str) -> str:
    language, found = report.language, report.findings
    tested = Words(
        f"{count(report.tests or 0)} とおりを比べ、はっきりした差は {count(len(found))} 件です"
        "（誤って差とする割合を 5% に抑え、差の大きさ×案件の順）。",
        f"{count(report.tests or 0)} comparisons gave {count(len(found))} findings (at most 5% of them false on the"
        " mean, ranked by effect times cases).",
    )
    link = f'<a href="figures/findings{suffix}.csv">{_word("figures", language)}</a>'
    tables = "".join(
        f"<h3>{_word(name, language)}</h3>{_finding_rows(part, suffix, language)}"
        for name, part in (
            ("between", [one for one in found if not one.change]),
            ("changes", [one for one in found if one.change]),
        )
        if part
    )
    says = f'<p class="says">{escape(tested.to(language))}</p>'
    return f'{says}{tables}<p class="files">{_word("findings", language)}: {link}</p>'


def _finding_rows(found: Sequence[Finding], suffix: str, language: Language) -> str:
    """The first of these findings as a table."""
    head = "".join(f'<th scope="col">{_word(name, language)}</th>' for name in ("rank", "finding", "interval", "cases"))
    rows = "".join(
        f'<tr><td class="n">{one.rank}</td><td class="t">{escape(safe(one.sentence))}</td>'
        f'<td class="n">{one.interval}</td>'
        f"<td>{_case_link(one.rank, suffix, language) if one.cases is not None else ''}</td></tr>"
        for one in found[:LISTED]
    )
    label = _word("changes" if found[0].change else "between", language)
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{label}"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _case_link(rank: int, suffix: str, language: Language) -> str:
    words = f"{_WORDS['cases'].to(language)} {rank}"
    return f'<a href="cases/finding-{rank:03}{suffix}.csv">{escape(words)}</a>'


def _table(table: Table, language: Language) -> str:
    head = "".join(f'<th scope="col">{escape(shown(one, language))}</th>' for one in table.head)
    rows = "".join(f"<tr>{''.join(_cell(one, language) for one in row)}</tr>" for row in table.rows[:ROWS])
    more = ""
    if len(table.rows) > ROWS:
        words = Words(
            f"{count(len(table.rows))} 行のうち {ROWS} 行。すべては CSV にあります。",
            f"{ROWS} of {count(len(table.rows))} rows; all are in the CSV.",
        )
        more = f'<p class="note">{escape(words.to(language))}</p>'
    label = escape(shown(table.head[0], language))
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{label}"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>{more}"
    )


def _cell(value: Cell, language: Language) -> str:
    if isinstance(value, str):
        return f"<td><bdi>{escape(named(value, language))}</bdi></td>"
    return f'<td class="n">{written(value)}</td>'


def named(value: str, language: Language) -> str:
    """Words of a table: a name is kept to a line."""
    return safe(value) if isinstance(value, Line) else shown(value, language)


def written(value: Cell) -> str:
    """A figure as a table tells it."""
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:,.2f}".replace("-", "−")
    return value if isinstance(value, str) else f"{value:,}"
