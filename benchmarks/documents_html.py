"""The joint copy as HTML, for the yardstick: the same data, geometry, rules and seal as the form's own template.

Cells are absolutely placed boxes: nested tables, the other way to write it, take WeasyPrint about twice as long.
"""

import html
from typing import Any

_STYLE = """
@page { size: A4; margin: 9mm 15mm 6mm 15mm }
* { box-sizing: border-box; margin: 0; padding: 0 }
body { font-family: IPAmjMincho; font-size: 9pt; line-height: 1.12 }
.sheet { position: relative; height: 281mm; page-break-after: always }
h1 { font-size: 16pt; font-weight: normal; text-align: center; letter-spacing: .6em; margin-bottom: 2.5mm }
.t { position: relative; width: 180mm }
.t div, .t b { position: absolute; border: .4pt solid #000; padding: 0 1mm; overflow: hidden; white-space: nowrap }
.t b { text-align: center; font-weight: normal; font-size: 7pt }
.t .k { border: 0; font-size: 7pt }
.closing { position: absolute; bottom: 6mm; left: 0; width: 180mm; height: 49mm }
.closing p { position: absolute } .number { position: absolute; bottom: 0; right: 0; font-size: 8pt }
.seal { position: absolute; right: 8mm; bottom: 2mm; width: 24mm; height: 24mm; border: 1.8pt solid #000 }
.seal span { position: absolute; font-size: 20pt }
"""


Row = tuple[float, list[tuple[str, float, str, float, float]]]  # height; label, its width, text, its width, size


def _box(tag: str, place: tuple[float, float, float, float], size: float, text: str) -> str:
    x, y, width, height = place
    return (
        f'<{tag} style="left:{x}mm;top:{y:.1f}mm;width:{width}mm;height:{height}mm;font-size:{size}pt;'
        f'line-height:{height}mm">{html.escape(text)}</{tag}>'
    )


def _rows(rows: list[Row], left: float = 0.0, top: float = 0.0) -> str:
    parts = []
    for height, cells in rows:
        x = left
        for label, label_width, text, width, size in cells:
            parts.append(_box("b", (x, top, label_width, height), 7, label))
            parts.append(_box("div", (x + label_width, top, width, height), size, text))
            x += label_width + width
        top += height
    return "".join(parts)


def _person(p: dict[str, Any]) -> str:
    dates = [
        ("住民となった年月日", 27.0, p["resident_since"], 33.0, 8.5),
        ("住所を定めた年月日", 27.0, p["address_set"], 33.0, 8.5),
        ("届出年月日", 20.0, p["notified"], 33.0, 8.5),
    ]
    rows: list[Row] = [
        (10.5, [("氏　　名", 21.0, p["name"], 92.0, 13.0), ("生年月日", 18.0, p["birth_date"], 42.0, 9.5)]),
        (
            5.6,
            [
                (p["other_label"], 21.0, p["other_name"], 92.0, 9.0),
                ("性別", 10.0, p["sex"], 14.0, 9.0),
                ("続柄", 10.0, p["relationship"], 26.0, 9.0),
            ],
        ),
        (5.6, dates),
        (5.6, [("本　　籍", 21.0, p["origin_domicile"], 152.0, 9.0)]),
        (5.6, [("筆頭者の氏名", 21.0, p["origin_head"], 152.0, 9.0)]),
        (7.0, [("転入前住所", 21.0, p["previous_address"], 152.0, 9.0)]),
        (
            5.6,
            [
                ("個人番号", 21.0, p["individual_number"], 65.5, 9.5),
                ("住民票コード", 21.0, p["resident_code"], 65.5, 9.5),
            ],
        ),
        (5.6, [("備　　考", 21.0, p["remarks"], 152.0, 8.5)]),
    ]
    kana = f'<div class="k" style="left:28mm;top:.3mm;width:90mm;height:3.7mm">{html.escape(p["name_kana"])}</div>'
    number = _box("b", (0, 0, 7, 51.1), 11, str(p["number"]))
    return f'<div class="t" style="height:51.1mm">{number}{_rows(rows, left=7)}{kana}</div>'


def _seal(seal: dict[str, Any]) -> str:
    signs = "".join(
        f'<span style="right:{c * 11 + 1.5}mm;top:{r * 7.2 + 1}mm">{sign}</span>'
        for c, column in enumerate(seal["columns"])
        for r, sign in enumerate(column)
    )
    return f'<div class="seal">{signs}</div>'


def _sheet(heading: str, sheet: dict[str, Any]) -> str:
    c = sheet["closing"]
    closing = (
        f'<div class="closing"><p style="top:9mm;left:3mm;font-size:10.5pt">{c["words"]}</p>'
        f'<p style="top:18mm;left:14mm;font-size:11pt">{c["date"]}</p>'
        f'<p style="top:26mm;left:46mm;font-size:12pt">{c["issuer"]["title"]}</p>'
        f'<p style="top:34mm;left:66mm;font-size:15pt">{c["issuer"]["name"]}</p>'
        f'<p style="top:43mm;left:66mm;font-size:7.5pt">{c["issuer"]["note"]}</p>{_seal(c["issuer"]["seal"])}</div>'
        if c
        else ""
    )
    head: list[Row] = [
        (8.4, [("住　　　所", 28.0, sheet["address"], 152.0, 11.0)]),
        (7.0, [("世　帯　主", 28.0, sheet["head"], 152.0, 11.0)]),
    ]
    return (
        f'<div class="sheet"><h1>{heading}</h1>'
        + f'<div class="t" style="height:16.4mm">{_rows(head)}</div>'
        + "".join(_person(p) for p in sheet["persons"])
        + f'{closing}<p class="number">{sheet["number"]}</p></div>'
    )


def page(documents: list[dict[str, Any]]) -> str:
    """One HTML text with every sheet of these documents (data of the joint form, before any fitting)."""
    sheets = "".join(_sheet(d["heading"], sheet) for d in documents for sheet in d["sheets"])
    return (
        f'<!doctype html><html lang="ja"><meta charset="utf-8"><title>{documents[0]["title"]}</title>'
        f"<style>{_STYLE}</style><body>{sheets}</body></html>"
    )
