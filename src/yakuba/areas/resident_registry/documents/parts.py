"""Parts that several forms share: the closing with seal, omitted items, boxes of the closing."""

import math
import re
from collections.abc import Mapping, Sequence

from yakuba.areas.resident_registry.documents.content import (
    CertificateContent,
    HistoryLine,
    Issuer,
    Kind,
    PersonBlock,
    Seal,
)
from yakuba.platform.documents.fitting import Box
from yakuba.platform.documents.glyphs import glyphs, is_selector
from yakuba.platform.documents.rendering import JSON

OMITTED = "省略"
PREVIEW = "プレビュー"
TRAINING = "研修用・無効"
_HALF = 0.6  # of a full-width character; the widest capitals of the shipped font need no more
_DATE = r"(?:[明大昭平令]\w)?[0-9元]{1,4}年[0-9]{1,2}月[0-9]{1,2}日"
_UNITS = re.compile(_DATE + r"|[A-Za-z0-9]{1,16}|.[\ufe00-\ufe0f\U000e0100-\U000e01ef]*", re.DOTALL)
UNNUMBERED = "発行番号は発行時に印字します"

TITLES: Mapping[Kind, str] = {
    Kind.COPY_JOINT: "住民票",
    Kind.COPY_INDIVIDUAL: "住民票",
    Kind.REMOVED_COPY: "住民票の除票",
    Kind.RECORDED_ITEMS_JOINT: "住民票記載事項証明書",
    Kind.RECORDED_ITEMS_INDIVIDUAL: "住民票記載事項証明書",
    Kind.REMOVED_RECORDED_ITEMS: "住民票除票記載事項証明書",
    Kind.MOVE_OUT: "転出証明書",
    Kind.MOVE_OUT_EQUIVALENT: "転出証明書に準ずる証明書",
}

# Of the file, where the paper says only 住民票.
FILE_TITLES: Mapping[Kind, str] = {
    **TITLES,
    Kind.COPY_JOINT: "住民票の写し（世帯連記式）",
    Kind.COPY_INDIVIDUAL: "住民票の写し（個人票）",
    Kind.REMOVED_COPY: "住民票の除票の写し",
}

CLOSING_BOXES: Mapping[str, Box] = {
    "sheets[].closing.words": Box(176, 10, 10.5, 7, lines=2),
    "sheets[].closing.issuer.title": Box(88, 7, 12, 7, lines=1),
    "sheets[].closing.issuer.name": Box(58, 8, 15, 8, lines=1),
    "sheets[].closing.remarks": Box(176, 8, 8.5, 5.5),
}


def shown(text: str | None) -> str:
    """What a cell prints: 省略 for an item that was not asked for."""
    return OMITTED if text is None else text


def other_name(person: PersonBlock) -> dict[str, JSON]:
    """旧氏 or 通称 with its label; both in one cell, each named, if a person has both."""
    names = [(label, text) for label, text in (("旧氏", person.former_name), ("通称", person.alias)) if text]
    if len(names) == 1:
        return {"other_label": names[0][0], "other_name": names[0][1]}
    return {"other_label": "旧氏・通称", "other_name": "　".join(f"{label} {text}" for label, text in names)}


def origin(person: PersonBlock) -> dict[str, JSON]:
    """本籍 and 筆頭者 of a Japanese, nationality and residence of a foreign resident."""
    items = person.foreign
    if items is None:
        return {"origin_domicile": shown(person.origin_domicile), "origin_head": shown(person.origin_head)}
    return {
        "nationality": shown(items.nationality),
        "category": shown(items.category),
        "residence_status": shown(items.residence_status),
        "residence_period": shown(items.residence_period),
        "residence_expiry": shown(items.residence_expiry),
        "card_number": shown(items.card_number),
    }


def seal_columns(seal: Seal) -> list[list[str]]:
    """The words in a square, columns from right to left, each at most as long as the first.

    >>> seal_columns(Seal("北見市長之印"))
    [['北', '見', '市'], ['長', '之', '印']]
    """
    signs = [unit.text for unit in glyphs(seal.words, "seal")]
    columns = max(1, round(math.sqrt(len(signs))))
    height = math.ceil(len(signs) / columns)
    return [signs[start : start + height] for start in range(0, len(signs), height)]


def seal_data(issuer: Issuer) -> dict[str, JSON] | None:
    """The issuer's seal as the template kit draws it; None if it is not printed."""
    seal = issuer.seal
    return None if seal is None else {"side": seal.side, "words": seal.words, "columns": seal_columns(seal)}


def closing(content: CertificateContent) -> dict[str, JSON]:
    """Certifying words, date, issuer and seal: printed on the last page only (juki-1.0:5.1)."""
    certification = content.certification
    issuer = certification.issuer
    return {
        "words": certification.words,
        "date": certification.issued_on_text,
        "remarks": content.remarks,
        "issuer": {
            "title": f"{issuer.prefecture}　{issuer.title}",
            "name": issuer.name,
            "note": issuer.note,
            "seal": None if certification.number is None else seal_data(issuer),
        },
    }


def frame(content: CertificateContent, sheets: Sequence[Mapping[str, JSON]]) -> dict[str, JSON]:
    """Titles, marks and, on each sheet, its issue number and, on the last, the closing."""
    total = len(sheets)
    certification = content.certification
    number = certification.number
    return {
        "title": FILE_TITLES[content.kind],
        "across": TRAINING if certification.issuer.training else PREVIEW if number is None else "",
        "heading": TITLES[content.kind],
        "official_use": certification.official_use,
        "reissued": content.reissued,
        "sheets": [
            {
                **sheet,
                "number": f"{UNNUMBERED} {page}/{total}" if number is None else number.text(page, total),
                "closing": closing(content) if page == total else None,
            }
            for page, sheet in enumerate(sheets, start=1)
        ],
    }


def split_lines(text: str, room: int) -> list[str]:
    """Cut a text into lines of at most ``room`` full-width characters, a half-width one counted as a little more than
    half; a variation selector stays with its base; a date, a number or a card's letters stay together.

    >>> split_lines("一二三四五", 2)
    ['一二', '三四', '五']
    >>> split_lines("満了の日2031年7月18日まで", 9)
    ['満了の日', '2031年7月18日ま', 'で']
    """
    lines, used = [""], 0.0
    for unit in _UNITS.findall(text):
        width = sum(0.0 if is_selector(sign) else _HALF if sign.isascii() else 1.0 for sign in unit)
        if lines[-1] and used + width > room:
            lines.append("")
            used = 0.0
        lines[-1] += unit
        used += width
    return lines


def history_rows(entries: Sequence[HistoryLine], room: int) -> list[dict[str, JSON]]:
    """Rows of the integrated column; a long text goes on in rows without date and reason, so that nothing is cut."""
    rows: list[dict[str, JSON]] = []
    for entry in entries:
        for number, text in enumerate(split_lines(entry.text, room)):
            rows.append(
                {"date": "" if number else entry.date_text, "reason": "" if number else entry.reason, "text": text}
            )
    return rows
