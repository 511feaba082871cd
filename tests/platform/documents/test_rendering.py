import hashlib
import io
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from yakuba.platform.documents.glyphs import FONT_FOLDER, FontKey, MissingGlyph, face
from yakuba.platform.documents.pool import Failed, RenderPool
from yakuba.platform.documents.rendering import JSON, Box, Form, Rendered, inspect, render, render_many

MADE_AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
FORM = Form("text", "platform/documents/templates/text.typ", {"lines[].text": Box(60, 6, 10, 6, lines=1)})


def data(*lines: str, title: str = "見本") -> dict[str, JSON]:
    return {"title": title, "lines": [{"text": line} for line in lines]}


def text_of(rendered: Rendered) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(rendered.content)).pages)


def test_same_input_gives_the_same_bytes_and_the_instant_is_part_of_it() -> None:
    first = render(FORM, data("北見市"), MADE_AT)
    render(FORM, data("船橋市"), MADE_AT)
    again = render(FORM, data("北見市"), MADE_AT)
    assert again == first
    assert first.sha256 == hashlib.sha256(first.content).hexdigest()
    assert render(FORM, data("北見市"), MADE_AT.astimezone(timezone(timedelta(hours=9)))) == first
    assert render(FORM, data("北見市"), MADE_AT + timedelta(seconds=1)).content != first.content


def test_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        render(FORM, data("北見市"), MADE_AT.replace(tzinfo=None))


@pytest.mark.parametrize(
    "hostile",
    [
        '#read("/etc/passwd")',
        '"]; #panic("x") ["',
        "*強調* _斜体_ `code` $x^2$",
        "\\u{202e}",
        "= 見出し",
        "//comment",
        "<b>&amp;</b>",
        "@label",
        "#{1+1}",
        "~--- ...",
        "'引用' \"引用\"",
        "fi fl ffi",
    ],
)
def test_text_is_printed_as_it_is_and_never_evaluated(hostile: str) -> None:
    printed = text_of(render(FORM, data(hostile, title=hostile), MADE_AT))
    assert "".join(hostile.split()) in "".join(printed.split())


def test_document_has_title_language_tags_and_conformance() -> None:
    reader = PdfReader(io.BytesIO(render(FORM, data("北見市"), MADE_AT).content))
    root = reader.trailer["/Root"]
    assert reader.metadata is not None
    assert reader.metadata.title == "見本"
    assert root["/Lang"] == "ja-JP"  # type: ignore[index]
    assert root["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert "/StructTreeRoot" in root  # type: ignore[operator]
    metadata = root["/Metadata"].get_data().decode()  # type: ignore[index]
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata


def outlines(rendered: Rendered) -> set[tuple[tuple[int, int], ...]]:
    """The contours of every glyph embedded in a PDF."""
    found = set()
    for page in PdfReader(io.BytesIO(rendered.content)).pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            with TTFont(io.BytesIO(descriptor["/FontFile2"].get_data())) as embedded:
                table = embedded["glyf"]
                found |= {tuple(table[name].getCoordinates(table)[0]) for name in embedded.getGlyphOrder()}
    return found


@cache
def shipped(key: FontKey) -> Any:
    """The glyphs of a shipped font, in memory: the file is closed again."""
    with TTFont(FONT_FOLDER / {"mj": "ipamjm.ttf", "ex": "ipaexm.ttf"}[key], lazy=True) as font:
        return font["glyf"]


def outline(key: FontKey, base: str, selector: str) -> tuple[tuple[int, int], ...]:
    name = face(key).variations[ord(base), ord(selector)]
    table = shipped(key)
    return tuple(table[name].getCoordinates(table)[0])


def test_the_embedded_glyph_is_the_one_of_the_sequence() -> None:
    variants: list[tuple[FontKey, str, str]] = [
        ("mj", "葛", "\U000e0102"),
        ("mj", "葛", "\U000e0108"),
        ("ex", "葛", "\U000e0100"),
        ("mj", "邉", "\U000e0110"),
        ("mj", "辻", "\U000e0103"),
        ("ex", "辻", "\U000e0100"),
    ]
    for key, base, selector in variants:
        drawn = outlines(render(FORM, data(base + selector), MADE_AT))
        assert outline(key, base, selector) in drawn
        others = {outline(k, b, s) for k, b, s in variants if b == base and (k, s) != (key, selector)}
        assert not drawn & (others - {outline(key, base, selector)})


def test_missing_glyph_names_item_and_position() -> None:
    with pytest.raises(MissingGlyph) as caught:
        render(FORM, data("北見", "山田\ue000"), MADE_AT)
    assert (caught.value.item, caught.value.position) == ("lines[1].text", 2)


def test_title_is_checked_as_well() -> None:
    with pytest.raises(MissingGlyph) as caught:
        render(FORM, data("北見", title="\u202e"), MADE_AT)
    assert caught.value.item == "title"


def test_overflow_is_reported_and_printed_up_to_the_limit_or_left_blank() -> None:
    long = "一二三四五六七八九十" * 4
    cut = render(FORM, data(long), MADE_AT)
    blank = render(FORM, data(long), MADE_AT, "blank")
    assert [(o.item, o.text) for o in cut.overflow] == [("lines[0].text", long)]
    assert text_of(cut).strip() == long.removesuffix(cut.overflow[0].lost)
    assert text_of(blank).strip() == ""
    assert blank.overflow[0].lost == long


def test_inspection_lists_every_fault_at_once() -> None:
    found = inspect(FORM, data("\ue000北\ue001", "見" * 99))
    assert [(f.item, f.position) for f in found.missing] == [("lines[0].text", 0), ("lines[0].text", 2)]
    assert [o.item for o in found.overflow] == ["lines[1].text"]


def test_many_documents_in_one_file_keep_their_order_and_name_the_culprit() -> None:
    rendered = render_many(FORM, [data(f"文書{n}", "二行目") for n in range(3)], MADE_AT)
    assert rendered.pages == 3
    pages = PdfReader(io.BytesIO(rendered.content)).pages
    assert [page.extract_text().split()[0] for page in pages] == ["文書0", "文書1", "文書2"]
    with pytest.raises(MissingGlyph) as caught:
        render_many(FORM, [data("北見"), data("\ue000")], MADE_AT)
    assert caught.value.item == "[1].lines[0].text"
    overflow = render_many(FORM, [data("北見"), data("見" * 99)], MADE_AT).overflow
    assert [o.item for o in overflow] == ["[1].lines[0].text"]


def test_pool_gives_the_same_bytes_in_order_and_goes_on_after_a_failure() -> None:
    documents = [data(f"文書{n}" if n != 20 else "\ue000") for n in range(40)]
    with RenderPool(workers=2) as pool:
        results = list(pool.render(FORM, documents, MADE_AT))
    assert len(results) == 40
    assert isinstance(results[20], Failed)
    assert results[20].fault.item == "lines[0].text"
    for n in (0, 17, 39):
        assert results[n] == render(FORM, documents[n], MADE_AT)


def test_threads_share_the_compilers() -> None:
    documents = [data(f"文書{n}") for n in range(24)]
    expected = [render(FORM, document, MADE_AT) for document in documents]
    with ThreadPoolExecutor(max_workers=6) as threads:
        drawn = list(threads.map(lambda document: render(FORM, document, MADE_AT), documents))
    assert drawn == expected


def test_text_of_any_kind_is_printed_or_refused_but_never_lost() -> None:
    for start in range(0x20, 0x3100, 397):
        sign = chr(start)
        if sign.isspace() or unicodedata.combining(sign):
            continue
        try:
            printed = text_of(render(FORM, data(f"北{sign}見"), MADE_AT))
        except MissingGlyph:
            continue
        assert unicodedata.normalize("NFKC", sign) in unicodedata.normalize("NFKC", printed)
