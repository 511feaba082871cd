"""納税通知書 as HTML, for the yardstick: the same data, geometry, rules and seal as the form's own template, two pages.

Cells are absolutely placed boxes, as in ``documents_html``: tables take WeasyPrint about twice as long.
"""

import html
from typing import Any

_STYLE = """
@page { size: A4; margin: 12mm 20mm 16mm 20mm }
* { box-sizing: border-box; margin: 0; padding: 0 }
body { font-family: IPAmjMincho; font-size: 9pt; line-height: 1.12 }
.p { position: relative; height: 269mm; page-break-after: always }
.p div, .p p, h1 { position: absolute; font-weight: normal; white-space: nowrap; overflow: hidden }
.c { border: .4pt solid #000; padding: 0 1mm } .h { background: #eee; text-align: center; font-size: 8.5pt }
.r { text-align: right } .m { text-align: center } .p .w { white-space: normal; line-height: 1.45 }
.contact { left: 78mm; bottom: 6mm; width: 92mm; height: 27mm; border: .4pt solid #000; padding: 3mm }
.seal { right: 0; top: 46mm; width: 22mm; height: 22mm; border: 1.8pt solid #000 }
.seal span { position: absolute; font-size: 18pt }
.foot { bottom: 0; left: 0; width: 170mm; text-align: center; font-size: 8pt }
"""
_STEP = 6.0


def _cell(place: tuple[float, float, float, float], text: str, kind: str = "", size: float = 9.5) -> str:
    x, y, width, height = place
    head = "font-size:8.5pt" if kind == "h" else f"font-size:{size}pt"
    return (
        f'<div class="c {kind}" style="left:{x:.1f}mm;top:{y:.1f}mm;width:{width:.1f}mm;height:{height}mm;'
        f'line-height:{height}mm;{head}">{html.escape(text)}</div>'
    )


def _row(top: float, cells: list[tuple[float, str, str]], height: float = _STEP, size: float = 9.5) -> str:
    parts, x = [], 0.0
    for width, text, kind in cells:
        parts.append(_cell((x, top, width, height), text, kind, size))
        x += width
    return "".join(parts)


def _at(left: float, top: float, size: float, text: str, more: str = "") -> str:
    return f'<p style="left:{left}mm;top:{top}mm;font-size:{size}pt;{more}">{html.escape(text)}</p>'


def _seal(columns: list[list[str]]) -> str:
    signs = "".join(
        f'<span style="right:{c * 10 + 1.3}mm;top:{r * 6.5 + 1}mm">{sign}</span>'
        for c, column in enumerate(columns)
        for r, sign in enumerate(column)
    )
    return f'<div class="seal">{signs}</div>'


def _front(d: dict[str, Any]) -> str:
    a, i, right = d["addressee"], d["issuer"], "width:82mm;left:88mm;text-align:right"
    parts = [
        _at(5, 8, 10.5, a["postcode"]),
        _at(7, 13, 10.5, a["address"]),
        _at(7, 21, 14, a["name"]),
        _at(88, 6, 10.5, d["number"], right),
        _at(88, 11, 10.5, d["date"], right),
        _at(74, 50, 11, i["title"]),
        _at(86, 58, 13, i["name"]),
        _seal(i["seal"]["columns"]),
        f'<h1 class="m" style="top:82mm;left:0;width:170mm;font-size:14pt;line-height:1.5">'
        f"{html.escape(d['heading']).replace(chr(10), '<br>')}</h1>",
        f'<div class="w" style="top:100mm;left:0;width:170mm;font-size:9.5pt">{html.escape(d["body"])}</div>',
    ]
    y = 108.0
    parts.append(_row(y, [(50, "税　　目", "h"), (40, "所得割額", "h"), (40, "均等割額", "h"), (40, "税　額", "h")]))
    for t in d["taxes"]:
        y += _STEP
        parts.append(_row(y, [(50, t["label"], ""), *((40, cell, "r") for cell in t["cells"])]))
    for s in d["settled"]:
        y += _STEP
        parts.append(_row(y, [(130, s["label"], ""), (40, s["text"], "r")]))
    y += 10
    parts += [_at(0, y, 9.5, "納付書・口座振替で納める額（普通徴収）")]
    y += 5
    parts.append(_row(y, [(30, "期　別", "h"), (100, "納期限", "h"), (40, "納める額", "h")]))
    for b in d["bills"]:
        y += _STEP
        parts.append(_row(y, [(30, b["term"], "m"), (100, b["due"], "m"), (40, b["yen"], "r")]))
    y += 10
    months = d["pension"]["months"]
    parts += [
        _at(0, y, 9.5, "年金から引かれる額（年金特別徴収）"),
        _row(y + 5, [(85, "仮徴収", "h"), (85, "本徴収", "h")]),
        _row(y + 11, [(170 / 6, one["label"], "m") for one in months]),
        _row(y + 17, [(170 / 6, one["yen"], "r") for one in months]),
        _at(0, y + 24, 8, d["pension"]["note"]),
        _at(0, 262, 8.5, "うらの面に、税額の内訳と、不服申立ての方法があります。", "width:170mm;text-align:right"),
        f'<p class="foot">{d["footer"]}　1/2</p>',
    ]
    return "".join(parts)


def _column(left: float, words: str, lines: list[dict[str, str]]) -> str:
    parts = [_cell((left, 5, 84, 6), words, "h")]
    for n, one in enumerate(lines):
        y = 11 + 5.2 * n
        parts.append(_cell((left, y, 54, 5.2), one["label"], "", 8.5))
        parts.append(_cell((left + 54, y, 30, 5.2), one["text"], "r", 8.5))
    return "".join(parts)


def _back(d: dict[str, Any]) -> str:
    parts = [_at(0, 0, 9.5, "税額の内訳"), _column(0, "所得の金額", d["incomes"])]
    parts.append(_column(86, "所得控除の金額", d["deductions"]))
    y = 110.0
    for one in d["texts"]:
        body = html.escape(one["body"])
        parts.append(_at(0, y, 9.5, one["head"]))
        parts.append(f'<div class="w" style="top:{y + 4.5}mm;left:0;width:170mm;font-size:8pt">{body}</div>')
        y += 10 + 4.1 * (len(body) // 60 + 1)
    c = d["contact"]
    told = (("8", "問い合わせ先"), ("10", c["section"]), ("9", c["address"]), ("10", f"電話　{c['telephone']}"))
    lines = "".join(f'<span style="display:block;font-size:{size}pt">{html.escape(text)}</span>' for size, text in told)
    return f'{"".join(parts)}<div class="contact">{lines}</div><p class="foot">{d["footer"]}　2/2</p>'


def pages(letters: list[dict[str, Any]]) -> str:
    """One HTML text with both pages of these notices (data of the form, before any fitting)."""
    sheets = "".join(f'<div class="p">{_front(d)}</div><div class="p">{_back(d)}</div>' for d in letters)
    return (
        f'<!doctype html><html lang="ja"><meta charset="utf-8"><title>{letters[0]["title"]}</title>'
        f"<style>{_STYLE}</style><body>{sheets}</body></html>"
    )
