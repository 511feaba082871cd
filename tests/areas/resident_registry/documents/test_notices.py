import dataclasses
import io

import pytest
from pypdf import PdfReader

from yakuba.areas.resident_registry.documents import check_print, notice
from yakuba.areas.resident_registry.documents.notice_content import CheckLine, NoticeItem, NoticeKind
from yakuba.areas.resident_registry.documents.notice_texts import NOTICE_TEXTS, SOURCE
from yakuba.areas.resident_registry.documents.specimens import CHECK_PRINT, MADE_AT, NOTICE
from yakuba.platform.documents.rendering import JSON, Form, render


def pages_of(form: Form, data: dict[str, JSON]) -> list[str]:
    rendered = render(form, data, MADE_AT)
    assert rendered.overflow == ()
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(rendered.content)).pages]


@pytest.mark.parametrize("kind", NoticeKind)
def test_each_notice_names_addressee_sender_text_and_contact(kind: NoticeKind) -> None:
    (page,) = pages_of(notice.FORM, notice.layout(dataclasses.replace(NOTICE, kind=kind)))
    texts = NOTICE_TEXTS[kind]
    for words in (texts.title, *texts.body, *texts.closing, "様", "〒090-0024", "北海道北見市長", "0157-00-0000"):
        assert "".join(words.split()) in page
    assert SOURCE == "provisional source"


def test_notice_shows_before_and_after() -> None:
    (page,) = pages_of(notice.FORM, notice.layout(NOTICE))
    assert "項目変更前変更後世帯主" in page


def test_many_items_go_on_on_further_sheets() -> None:
    items = tuple(NoticeItem(f"項目{n}番", f"値{n}番") for n in range(1, 41))
    pages = pages_of(notice.FORM, notice.layout(dataclasses.replace(NOTICE, items=items)))
    assert len(pages) == 3
    assert [n for n in range(1, 41) if f"項目{n}番値{n}番" not in "".join(pages)] == []
    assert ["問い合わせ先" in page for page in pages] == [False, False, True]
    assert all(f"{n}/3" in page for n, page in enumerate(pages, start=1))


def test_own_title_and_text_replace_those_of_the_kind() -> None:
    own = dataclasses.replace(NOTICE, title="お知らせ", body=("本文です。",), closing=("以上です。",))
    (page,) = pages_of(notice.FORM, notice.layout(own))
    assert "お知らせ" in page
    assert "本文です。" in page
    assert NOTICE_TEXTS[NOTICE.kind].title not in page


def test_check_print_marks_what_changes_and_only_that() -> None:
    lines = (CheckLine("甲", "住所", "旧住所", "新住所"), CheckLine("甲", "続柄", "妻", "妻"))
    (page,) = pages_of(check_print.FORM, check_print.layout(dataclasses.replace(CHECK_PRINT, lines=lines)))
    assert "住所●旧住所新住所" in page
    assert "続柄妻妻" in page
    assert "この票は証明書ではありません。" in page


def test_check_print_of_many_lines_and_findings_shows_them_all() -> None:
    lines = tuple(CheckLine(f"人{n}番", "住所", f"旧{n}番", f"新{n}番") for n in range(60))
    findings = tuple(f"アラート{n}番" for n in range(40))
    content = dataclasses.replace(CHECK_PRINT, lines=lines, findings=findings)
    pages = pages_of(check_print.FORM, check_print.layout(content))
    assert len(pages) == 5
    printed = "".join(pages)
    assert [n for n in range(60) if f"旧{n}番新{n}番" not in printed] == []
    assert [n for n in range(40) if f"アラート{n}番" not in printed] == []


def test_check_print_without_lines_is_still_a_sheet() -> None:
    assert len(pages_of(check_print.FORM, check_print.layout(dataclasses.replace(CHECK_PRINT, lines=())))) == 1
