"""What comes from outside is looked at by its content: what is right is cleaned and kept, the rest is refused in words
that say which file, why, and what to do instead."""

import io
import re
import zipfile
import zlib

import pypdf
import pytest

from tests.attachments import CATALOG, chunk, exif, jpeg, packed, pdf, png, segment, stream
from yakuba.platform.attachments import telling
from yakuba.platform.attachments.examining import MOST_BYTES, examine
from yakuba.platform.attachments.unfit import Unfit
from yakuba.platform.cases.procedures.definition import LANGUAGES, Text, pieces
from yakuba.platform.cases.procedures.messages import MESSAGES, PARTS

SCRIPT = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
ACTING = CATALOG[:-2] + b"/OpenAction 4 0 R >>"


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb", bytes(10_000_000))
    return out.getvalue()


def shifted() -> bytes:
    """A cross-reference that leads into a stream, where another object lies than the one looked at."""
    hidden = b"4 0 obj\n<< /S /GoTo >>\nendobj\n"
    whole = pdf(b"<< /S /GoTo >>", stream(b"", hidden))
    place, inside = whole.index(b"4 0 obj"), whole.index(hidden, whole.index(b"stream"))
    return whole.replace(b"%010d 00000 n" % place, b"%010d 00000 n" % inside)


HOSTILE = {
    "zip bomb called .pdf": (zipped(), "file_unknown"),
    "web page": (b"<!doctype html><script>alert(1)</script>", "file_unknown"),
    "program called .jpg": (b"MZ" + bytes(200), "file_unknown"),
    "SVG with a script": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "file_unknown"),
    "empty": (b"", "file_empty"),
    "6 MB": (jpeg(more=segment(0xFE, bytes(60_000)) * 105), "file_too_large"),
    "PDF with a script": (pdf(SCRIPT, catalog=ACTING), "file_active"),
    "script, name escaped": (
        pdf(SCRIPT.replace(b"JavaScript", b"Java#53cript").replace(b"/JS", b"/J#53")),
        "file_active",
    ),
    "script in an object stream": (pdf(packed([5], [SCRIPT]), catalog=ACTING), "file_active"),
    "script under a broken end": (pdf(SCRIPT)[:-6], "file_broken"),
    "PDF that starts a program": (pdf(b"<< /S /Launch /F (cmd.exe) >>", catalog=ACTING), "file_active"),
    "PDF with a file in it": (pdf(stream(b"/Type /EmbeddedFile", b"MZ"), b"<< /EF << /F 4 0 R >> >>"), "file_active"),
    "dynamic form": (pdf(b"<< /XFA 5 0 R >>", stream(b"", b"<xdp/>")), "file_active"),
    "sends what is typed": (pdf(b"<< /S /SubmitForm >>"), "file_active"),
    "locked": (pdf(b"<< /Filter /Standard /V 2 >>", trailer=b"/Encrypt 4 0 R"), "file_locked"),
    "script in a stream nobody names": (pdf(stream(b"", b"9 0 obj " + SCRIPT + b" endobj")), "file_unclear"),
    "cross-reference into a stream": (shifted(), "file_unclear"),
    "ZIP behind a PDF": (pdf() + zipped(), "file_broken"),
    "ZIP behind a PDF, ended again": (pdf() + zipped() + b"\n%%EOF", "file_unclear"),
    "PDF behind other bytes": (b"MZ" + pdf(), "file_unknown"),
    "truncated PDF": (pdf()[:200], "file_broken"),
    "wrong cross-reference": (pdf().replace(b"0000000015", b"0000000016"), "file_unclear"),
    "PDF bomb": (pdf(stream(b"/Filter /FlateDecode", zlib.compress(bytes(300_000_000), 1))), "file_bomb"),
    "bomb of objects": (
        pdf(stream(b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", zlib.compress(b"9 0 " + b" " * 30_000_000, 1))),
        "file_bomb",
    ),
    "bomb in a bomb": (pdf(stream(b"/Filter [/FlateDecode /FlateDecode]", zlib.compress(b"x"))), "file_unclear"),
    "nested without end": (pdf(b"[" * 5_000 + b"]" * 5_000), "file_unclear"),
    "the same key twice": (pdf(b"<< /S /GoTo /S /URI >>"), "file_unclear"),
    "PNG of 100,000 by 100,000": (png(100_000, 100_000, b""), "file_too_many_pixels"),
    "PNG that inflates to more": (png(4, 3, bytes(50_000_000)), "file_bomb"),
    "PNG that inflates to less": (png(4, 3, b"\0"), "file_broken"),
    "PNG with another checksum": (png().replace(b"IHDR", b"IHDR", 1)[:-16] + b"\0\0\0\0" + png()[-12:], "file_broken"),
    "PNG with an unknown part": (png(more=b"\0\0\0\0ABCD" + zlib.crc32(b"ABCD").to_bytes(4, "big")), "file_unclear"),
    "PNG of a hundred thousand parts": (png(more=chunk(b"tEXt", b"") * 100_000), "file_unclear"),
    "JPEG of a million parts": (jpeg(more=segment(0xFE, b"") * 1_000_000), "file_unclear"),
    "PDF of a million values": (pdf(b"[" + b"0 " * 1_000_000 + b"]"), "file_unclear"),
    "JPEG of 60,000 by 60,000": (jpeg(60_000, 60_000), "file_too_many_pixels"),
    "truncated JPEG": (jpeg()[:-6], "file_broken"),
    "JPEG of a start alone": (b"\xff\xd8\xff", "file_broken"),
    "arithmetic JPEG": (jpeg(more=segment(0xC9, bytes(9))), "file_unclear"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_for_its_reason(name: str) -> None:
    content, code = HOSTILE[name]
    with pytest.raises(Unfit) as refusal:
        examine(content)
    assert refusal.value.code == code
    words = telling.words(refusal.value, "../x/診断書\u202e.pdf")
    for language in LANGUAGES:
        assert "診断書.pdf" in words.in_(language) and "<" not in words.in_(language)


@pytest.mark.parametrize("end", range(1, 380, 9))
def test_a_file_cut_anywhere_is_refused_and_nothing_breaks(end: int) -> None:
    whole = (pdf(packed([5], [b"<< >>"])), png(40, 40), jpeg(more=exif()))
    for content in whole:
        if end < len(content) - 2:
            with pytest.raises(Unfit):
                examine(content[:end])


def test_a_photo_is_kept_without_where_it_was_taken_but_the_right_way_up() -> None:
    comment, maker = segment(0xFE, b"at home"), segment(0xED, b"Photoshop 3.0")
    kept = examine(jpeg(more=exif(6) + comment + maker, tail=zipped()))
    assert kept.kind == "jpeg"
    for gone in (b"GPS", b"at home", b"Photoshop", b"PK\x03\x04"):
        assert gone not in kept.content
    assert b"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06" in kept.content, "turned as before"
    assert examine(kept.content).content == kept.content, "clean stays as it is: both zones agree on its hash"
    assert b"Exif" not in examine(jpeg(more=exif(1))).content


def test_a_picture_keeps_its_pixels_and_loses_its_texts() -> None:
    notes = (b"tEXt", b"Author\0Sato"), (b"eXIf", b"II*\0GPS"), (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<gps/>")
    more = b"".join(len(p).to_bytes(4, "big") + k + p + zlib.crc32(k + p).to_bytes(4, "big") for k, p in notes)
    assert examine(png(more=more) + zipped()).content == png()


def test_a_pdf_is_kept_as_it_is_but_for_the_camera_data_of_its_photos() -> None:
    photo = stream(b"/Subtype /Image /Width 16 /Height 8 /Filter /DCTDecode", jpeg(more=exif()))
    given = pdf(photo, packed([6], [b"<< /Type /Annot >>"]))
    kept = examine(given).content
    assert len(kept) == len(given) and b"GPS 35.7N" in given and b"GPS" not in kept
    assert examine(kept).content == kept


def test_what_pdf_programs_write_is_taken() -> None:
    """Written by pypdf, with a cross-reference table, and rewritten with streams by hand above."""
    writer, out = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Title": "申請書（写し）"})
    writer.write(out)
    assert examine(out.getvalue()).kind == "pdf"
    writer.add_attachment("macro.doc", b"MZ")
    writer.write(out := io.BytesIO())
    with pytest.raises(Unfit, match="file_active"):
        examine(out.getvalue())


def test_a_question_says_which_kinds_it_takes() -> None:
    with pytest.raises(Unfit, match="file_not_accepted") as refusal:
        examine(png(), ("pdf", "jpeg"))
    assert "PDF・JPEG" in telling.words(refusal.value, "a.png").ja
    assert len(examine(png(), ("png",)).sha256) == 64 and MOST_BYTES == 5 * 1024 * 1024


def test_the_words_are_in_three_languages_with_the_same_marks() -> None:
    found = [(key, text) for key, text in [*MESSAGES.items(), *PARTS.items()] if "file" in key]
    assert len(found) > 20
    for key, text in found:
        marks = {tuple(sorted(re.findall(r"<[a-z]+>", text.in_(language)))) for language in LANGUAGES}
        assert len(marks) == 1, key
        bare = "".join(part for part, reading in pieces(text.easy) if not reading)
        assert not re.search(r"[\u4e00-\u9fff]", bare), key
        assert not re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", text.en), key
    several = telling.together([Text("一", "いち", "one"), Text("二", "に", "two")])
    assert (several.ja, several.en) == ("一。二", "one. two")
