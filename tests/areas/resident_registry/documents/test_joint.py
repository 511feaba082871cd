import dataclasses
import io

import pytest
from pypdf import PdfReader

from yakuba.areas.resident_registry.documents import joint
from yakuba.areas.resident_registry.documents.certifying_texts import certifying_text
from yakuba.areas.resident_registry.documents.content import (
    CertificateContent,
    ForeignItems,
    HistoryLine,
    Issuer,
    Kind,
    Seal,
)
from yakuba.areas.resident_registry.documents.specimens import (
    FOREIGNER,
    HEAD,
    ISSUER,
    MADE_AT,
    NUMBER,
    WIFE,
    certificate,
    household,
)
from yakuba.platform.documents.rendering import Rendered, inspect, render


def draw(content: CertificateContent) -> Rendered:
    return render(joint.FORM, joint.layout(content), MADE_AT)


def texts(rendered: Rendered) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(rendered.content)).pages]


def flat(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize(("persons", "sheets"), [(1, 1), (4, 1), (5, 2), (8, 2), (9, 3)])
def test_four_persons_a_sheet(persons: int, sheets: int) -> None:
    rendered = draw(certificate(Kind.COPY_JOINT, *household(persons)))
    assert rendered.pages == sheets == len(PdfReader(io.BytesIO(rendered.content)).pages)
    printed = flat("".join(texts(rendered)))
    assert all(f"世帯員{n}" in printed for n in range(1, persons + 1))


def test_certifying_text_date_and_seal_are_on_the_last_page_only() -> None:
    pages = [flat(page) for page in texts(draw(certificate(Kind.COPY_JOINT, *household(9))))]
    words = certifying_text(Kind.COPY_JOINT)
    for page in pages[:-1]:
        assert words not in page
        assert "令和8年11月23日" not in page
        assert "次葉に続く" in page
    assert words in pages[-1]
    assert "令和8年11月23日" in pages[-1]
    assert "北海道北見市長" in pages[-1]


def test_each_page_carries_the_issue_number_with_page_and_pages() -> None:
    pages = texts(draw(certificate(Kind.COPY_JOINT, *household(5))))
    for number, page in enumerate(pages, start=1):
        assert f"20261123 北見市 本庁1 プリンタ001 011 {number}/2" in page


def test_items_not_asked_for_are_printed_as_omitted() -> None:
    data = joint.layout(certificate(Kind.COPY_JOINT, dataclasses.replace(HEAD, origin_head=None, remarks="")))
    person = data["sheets"][0]["persons"][0]  # type: ignore[index, call-overload]
    assert person["individual_number"] == person["origin_head"] == "省略"  # type: ignore[index, call-overload]
    assert person["remarks"] == ""  # type: ignore[index, call-overload]


def test_earlier_address_has_a_place_only_when_asked_for() -> None:
    assert "異動前住所" not in flat(texts(draw(certificate(Kind.COPY_JOINT)))[0])
    moved = dataclasses.replace(HEAD, earlier_address="北見市北三条東五丁目12番地3")
    printed = flat(texts(draw(certificate(Kind.COPY_JOINT, moved)))[0])
    assert "異動前住所" in printed
    assert "北見市北三条東五丁目12番地3" in printed


def test_foreign_resident_has_nationality_in_place_of_origin() -> None:
    printed = flat(texts(draw(certificate(Kind.COPY_JOINT, FOREIGNER)))[0])
    assert "国籍・地域" in printed
    assert "AB12345678CD" in printed
    assert "NGUYENTHIANHTUYET" in printed
    assert "筆頭者の氏名" not in printed


def test_alias_history_goes_to_an_annex_that_bears_the_certifying_text() -> None:
    history = (HistoryLine("令和2年5月10日", "記載", "葛城　杏"), HistoryLine("令和4年1月5日", "削除", "葛城　杏"))
    foreigner = dataclasses.replace(FOREIGNER, foreign=ForeignItems("ベトナム", alias_history=history))
    pages = [flat(page) for page in texts(draw(certificate(Kind.COPY_JOINT, foreigner)))]
    assert len(pages) == 2
    assert "通称の記載及び削除に関する事項" in pages[1]
    assert certifying_text(Kind.COPY_JOINT) not in pages[0]
    assert certifying_text(Kind.COPY_JOINT) in pages[1]


def test_variant_characters_are_drawn_with_the_font_of_their_collection() -> None:
    rendered = draw(certificate(Kind.COPY_JOINT, HEAD, WIFE, FOREIGNER))
    fonts = {
        str(font.get_object()["/BaseFont"]).split("+")[1]
        for page in PdfReader(io.BytesIO(rendered.content)).pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }
    assert {font.split("-")[0] for font in fonts} == {"IPAmjMincho", "IPAexMincho"}


def test_very_long_texts_are_reported_before_printing() -> None:
    long = dataclasses.replace(HEAD, previous_address="中央合同庁舎第二号館別館東棟" * 20)
    found = inspect(joint.FORM, joint.layout(certificate(Kind.COPY_JOINT, HEAD, long)))
    assert [overflow.item for overflow in found.overflow] == ["sheets[0].persons[1].previous_address"]
    assert draw(certificate(Kind.COPY_JOINT, long)).pages == 1


def test_the_paper_is_a4_portrait() -> None:
    page = PdfReader(io.BytesIO(draw(certificate(Kind.COPY_JOINT)).content)).pages[0]
    assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == (595, 842)


def test_seal_is_at_most_25_mm_and_prefecture_is_never_left_out() -> None:
    with pytest.raises(ValueError, match="25 mm"):
        Seal("北見市長之印", 25.1)
    with pytest.raises(ValueError, match="prefecture"):
        Issuer("", "北見市長", "北野　太郎")


def test_without_an_electronic_seal_the_fixed_text_stands_alone() -> None:
    base = certificate(Kind.COPY_JOINT)
    unsealed = dataclasses.replace(ISSUER, seal=None, note="公印省略")
    content = dataclasses.replace(base, certification=dataclasses.replace(base.certification, issuer=unsealed))
    printed = flat(texts(draw(content))[0])
    assert "公印省略" in printed
    assert "長之印" not in printed


def test_issue_number_leaves_out_an_unknown_printer() -> None:
    unknown = dataclasses.replace(NUMBER, printer="")
    assert unknown.text(1, 1) == "20261123 北見市 本庁1 011 1/1"


def test_a_certificate_names_somebody() -> None:
    with pytest.raises(ValueError, match="at least one person"):
        dataclasses.replace(certificate(Kind.COPY_JOINT), persons=())
