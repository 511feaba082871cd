import dataclasses
import io
from collections.abc import Mapping, Sequence

import pytest
from pypdf import PdfReader

from yakuba.areas.resident_registry.documents import check_print, notice
from yakuba.areas.resident_registry.documents.certifying_texts import SOURCE, certifying_text
from yakuba.areas.resident_registry.documents.content import (
    CertificateContent,
    Entitlements,
    ForeignItems,
    HistoryLine,
    Kind,
)
from yakuba.areas.resident_registry.documents.forms import compose
from yakuba.areas.resident_registry.documents.parts import FILE_TITLES, TITLES, split_lines
from yakuba.areas.resident_registry.documents.specimens import (
    CHECK_PRINT,
    FOREIGNER,
    HEAD,
    MADE_AT,
    MOVE,
    NOTICE,
    REMOVAL,
    WIFE,
    certificate,
    household,
)
from yakuba.platform.documents.rendering import JSON, Form, render


def pages_of(content: CertificateContent) -> list[str]:
    """The text of each page without white space."""
    rendered = render(*compose(content), MADE_AT)
    pages = PdfReader(io.BytesIO(rendered.content)).pages
    assert rendered.pages == len(pages)
    return ["".join(page.extract_text().split()) for page in pages]


def specimen(kind: Kind) -> CertificateContent:
    return certificate(kind, dataclasses.replace(HEAD, removal=REMOVAL), move_out=MOVE)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_bears_its_title_certifying_text_and_number(kind: Kind) -> None:
    content = specimen(kind)
    form, data = compose(content)
    reader = PdfReader(io.BytesIO(render(form, data, MADE_AT).content))
    printed = "".join(reader.pages[-1].extract_text().split())
    assert TITLES[kind] in printed
    assert "".join(certifying_text(kind).split()) in printed
    assert "20261123北見市本庁1プリンタ0010111/1" in printed
    assert reader.metadata is not None
    assert reader.metadata.title == FILE_TITLES[kind]


@pytest.mark.parametrize("kind", Kind)
def test_the_same_content_gives_the_same_bytes(kind: Kind) -> None:
    first = render(*compose(specimen(kind)), MADE_AT)
    assert render(*compose(specimen(kind)), MADE_AT).sha256 == first.sha256


def test_certifying_texts_are_marked_as_provisional() -> None:
    assert SOURCE == "provisional source"
    assert "世帯全員" in certifying_text(Kind.COPY_JOINT, whole_household=True)
    assert "世帯全員" not in certifying_text(Kind.COPY_JOINT)


def test_individual_form_prints_history_in_the_integrated_column() -> None:
    history = (HistoryLine("令和2年5月10日", "転居", "北見市北三条東五丁目12番地3から住所を変更"),)
    (page,) = pages_of(certificate(Kind.COPY_INDIVIDUAL, dataclasses.replace(HEAD, history=history)))
    for words in ("統合記載欄", "令和2年5月10日", "転居", "北三条東五丁目12番地3から住所を変更", "以下余白"):
        assert words in page


def test_long_history_goes_on_on_further_sheets_and_loses_nothing() -> None:
    history = tuple(HistoryLine("令和2年5月10日", "転居", f"第{n}回の変更" + "住所の記載" * 12) for n in range(1, 41))
    pages = pages_of(certificate(Kind.COPY_INDIVIDUAL, dataclasses.replace(HEAD, history=history)))
    assert len(pages) > 2
    printed = "".join(pages)
    assert [n for n in range(1, 41) if f"第{n}回の変更" not in printed] == []
    assert printed.count("住所の記載") > 40 * 8
    assert [certifying_text(Kind.COPY_INDIVIDUAL) in page for page in pages] == [False] * (len(pages) - 1) + [True]
    assert all(f"{n}/{len(pages)}" in page for n, page in enumerate(pages, start=1))


def test_individual_form_gives_each_person_a_sheet() -> None:
    pages = pages_of(certificate(Kind.COPY_INDIVIDUAL, *household(3)))
    assert [f"世帯員{n}" in page for n, page in enumerate(pages, start=1)] == [True] * 3


def test_removed_record_tells_reason_destination_and_notices() -> None:
    (page,) = pages_of(specimen(Kind.REMOVED_COPY))
    for words in (
        "消除事由",
        "転出先住所（予定）",
        "転出先住所（確定）",
        "札幌時計台マンション305号",
        "令和8年11月5日",
    ):
        assert words in page


def test_removed_record_without_removal_cannot_be_composed() -> None:
    with pytest.raises(ValueError, match="removal"):
        certificate(Kind.REMOVED_COPY, HEAD)


def test_move_out_certificate_tells_where_to_and_what_for() -> None:
    insured = dataclasses.replace(HEAD, entitlements=Entitlements("被保険者", "", "第1号 要支援1", "第1号", "受給者"))
    (page,) = pages_of(certificate(Kind.MOVE_OUT, insured, WIFE, FOREIGNER, move_out=MOVE))
    for words in ("転出先の住所札幌市", "転出予定年月日令和8年12月1日", "第1号要支援1", "ベトナム", "受給者"):
        assert words in page
    assert "再交付" not in page
    assert "特例による転出処理済" not in page


def test_reissued_move_out_certificate_bears_mark_and_first_issue() -> None:
    move = dataclasses.replace(MOVE, special=True, first_issued_text="令和8年11月20日")
    (page,) = pages_of(certificate(Kind.MOVE_OUT, move_out=move, reissued=True))
    assert "初回交付令和8年11月20日再交付" in page
    assert "特例による転出処理済" in page


def test_move_out_certificate_of_five_has_two_sheets() -> None:
    pages = pages_of(certificate(Kind.MOVE_OUT_EQUIVALENT, *household(5), move_out=MOVE))
    assert [("世帯員4" in page, "世帯員5" in page) for page in pages] == [(True, False), (False, True)]
    assert "転入届に添付する書類" not in pages[0]
    assert "転入届に添付する書類" in pages[1]


def test_official_use_is_printed_when_chosen() -> None:
    content = certificate(Kind.COPY_JOINT)
    assert "公用" not in pages_of(content)[0]
    official = dataclasses.replace(content.certification, official_use=True)
    assert "公用" in pages_of(dataclasses.replace(content, certification=official))[0]


def test_lines_are_split_between_characters_never_inside_a_sequence() -> None:
    assert split_lines("葛\U000e0102葛\U000e0102葛", 2) == ["葛\U000e0102葛\U000e0102", "葛"]
    assert split_lines("", 2) == [""]


def test_without_a_number_the_paper_is_a_marked_preview_without_seal() -> None:
    content = certificate(Kind.COPY_JOINT, *household(5))
    preview = dataclasses.replace(content, certification=dataclasses.replace(content.certification, number=None))
    for number, page in enumerate(pages_of(preview), start=1):
        assert "プレビュー" in page
        assert f"発行番号は発行時に印字します{number}/2" in page
        assert "長之印" not in page
    assert not any("プレビュー" in page for page in pages_of(content))


def paths_of(value: JSON, path: str = "") -> set[str]:
    if isinstance(value, str):
        return {path}
    if isinstance(value, Mapping):
        return {found for key, item in value.items() for found in paths_of(item, f"{path}.{key}" if path else key)}
    if isinstance(value, Sequence):
        return {found for item in value for found in paths_of(item, f"{path}[]")}
    return set()


def test_each_box_of_each_form_belongs_to_a_text_of_its_data() -> None:
    history = (HistoryLine("令和2年5月10日", "転居", "住所を変更"),)
    full = dataclasses.replace(HEAD, removal=REMOVAL, history=history, earlier_address="北見市")
    alias = dataclasses.replace(FOREIGNER, foreign=ForeignItems("ベトナム", alias_history=history))
    seen: dict[str, tuple[Form, set[str]]] = {}
    for kind in Kind:
        for person in (full, dataclasses.replace(alias, removal=REMOVAL)):
            form, data = compose(certificate(kind, person, move_out=MOVE))
            seen.setdefault(form.name, (form, set()))[1].update(paths_of(data))
    assert set(seen) == {"joint", "individual", "move_out"}
    for form, data in ((notice.FORM, notice.layout(NOTICE)), (check_print.FORM, check_print.layout(CHECK_PRINT))):
        seen[form.name] = (form, paths_of(data))
    for form, paths in seen.values():
        assert set(form.boxes) - paths == set()
