"""Staff take files in, mend held lines and say whom a document is about, on the pages and nowhere else."""

import re
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.areas.resident_tax.reports import file, layout, line
from tests.areas.resident_tax.test_documents import SACHI, TARO, number
from tests.residents import ALONE, FAMILY, address, move_in
from tests.world import Town, found_town, signed_in
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_tax import service
from yakuba.areas.resident_tax.models import DocumentBatch, HeldLine, OutsidePerson, SourceDocument
from yakuba.platform.addressee.models import Addressee
from yakuba.platform.jobs import service as jobs
from yakuba.platform.register.models import RegisterEntry

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
AT = "/012084/resident-tax/"


@pytest.fixture
def town() -> Town:
    return found_town("012084")


@pytest.fixture
def people(town: Town) -> list[Record]:
    with town.open():
        return [*move_in(FAMILY, address(lot="５番地")), *move_in(ALONE, address(lot="９番地"))]


def text(answer: bytes) -> str:
    page = answer.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index("<main") :]))


def run(town: Town, batch: UUID, job: str) -> None:
    with town.open():
        job_id = getattr(DocumentBatch.objects.get(id=batch), job)
    assert jobs.run_here(town.id, job_id).state == "succeeded"


def upload(chief: Client, content: bytes) -> tuple[UUID, bool]:
    sent = {"year": "2026", "file": SimpleUploadedFile("給報.csv", content)}
    answer = chief.post(f"{AT}documents/", sent)
    assert answer.status_code == 302, text(answer.content)[:600]
    where = answer.headers["Location"]
    return UUID(where.split("/documents/")[1].split("/")[0]), where.endswith("known=1")


def test_a_file_is_checked_taken_mended_and_matched(town: Town, people: list[Record]) -> None:
    chief = signed_in(town, "kakaricho")
    assert "まだ課税資料はありません" in text(chief.get(f"{AT}documents/").content)
    content = file(
        line(98, **TARO),
        line(98, **TARO, recipient_number="H1", payment="五百万", income_year="06"),
        line(98, **{**SACHI, "name": "高橋　さち"}, address="北海道北見市どこか１"),
        line(98, **{**TARO, "name": "山田　次郎", "name_kana": "ﾔﾏﾀﾞ ｼﾞﾛｳ"}, recipient_number="J1"),
        "315,短い",
    )
    batch, known = upload(chief, content)
    assert not known and upload(chief, content) == (batch, True)
    run(town, batch, "check_job_id")
    page = text(chief.get(f"{AT}documents/{batch}/").content)
    assert "5 行 3 取込み可 1 保留中 1 読取り不可" in page and "取込みを始める" in page
    assert "3件。この年分の様式ではない項目数" in page or "4件。この年分の様式ではない項目数" in page
    with town.open():
        assert not SourceDocument.objects.exists(), "a check writes no document"
    early = chief.post(f"{AT}documents/{batch}/held/2/", {"c17": "1"})
    assert early.status_code == 422 and "取込みを始めてから直す" in text(early.content)
    for _ in range(2):
        assert chief.post(f"{AT}documents/{batch}/start/").status_code == 302
    run(town, batch, "take_job_id")
    mended(town, chief, batch, people)
    matched(town, chief, batch, people)


def mended(town: Town, chief: Client, batch: UUID, people: list[Record]) -> None:
    """The held line says what is wrong, is refused half mended, and is taken once."""
    page = text(chief.get(f"{AT}documents/{batch}/held/").content)
    for expected in (
        "支払金額 五百万 数字でない文字がある",
        "年分 06 年分が、この取込みの年度",
        "項目数がどの年分の様式とも合わない",
    ):
        assert expected in page, expected
    csv = chief.get(f"{AT}documents/{batch}/held.csv").content.decode("utf-8-sig").splitlines()
    assert csv[0] == "行,状態,項目,値,理由,直し方,直した人" and len(csv) == 4
    pay, year = (layout(315, 98).by_key[key].at for key in ("payment", "income_year"))
    half = chief.post(f"{AT}documents/{batch}/held/2/", {f"c{pay}": "5000000"})
    assert half.status_code == 422 and "直すところが残っています" in text(half.content)
    assert f'<a href="#c{year}">年分：' in half.content.decode(), "each fault leads to its field"
    for _ in range(2):
        assert chief.post(f"{AT}documents/{batch}/held/2/", {f"c{year}": "07"}).status_code == 302
    with town.open():
        assert SourceDocument.objects.get(line=2).addressee_number == number(people, 0)
        assert HeldLine.objects.get(line=2).mended == {str(pay): "5000000", str(year): "07"}
        counts = DocumentBatch.objects.get().counts
        assert (counts["accepted"], counts["held"], counts["rejected"], counts["lines"]) == (4, 0, 1, 5)


def matched(town: Town, chief: Client, batch: UUID, people: list[Record]) -> None:
    """One line is decided by its candidates, one is left for later and then of nobody in the register."""
    assert "令和8年度（2025年の所得） 1 1 はじめから見る" in text(chief.get(f"{AT}matching/").content)
    page = text(chief.get(f"{AT}matching/{batch}/3/").content)
    assert "髙橋 幸" in page and "生年月日が同じ、氏名のカナが同じ" in page and "残り 2件" in page
    assert chief.post(f"{AT}matching/{batch}/3/", {}).status_code == 422
    assert chief.post(f"{AT}matching/{batch}/3/", {"number": "99999"}).status_code == 422
    onward = chief.post(f"{AT}matching/{batch}/3/", {"chosen": str(number(people, 4))})
    assert onward.headers["Location"] == f"{AT}matching/{batch}/4/"
    skipped = chief.post(f"{AT}matching/{batch}/4/", {"chosen": "skip"})
    assert skipped.headers["Location"] == f"{AT}matching/{batch}/4/"
    for status in (302, 422):
        assert chief.post(f"{AT}matching/{batch}/4/", {"chosen": "outside"}).status_code == status
    with town.open():
        outside = OutsidePerson.objects.get()
        assert (outside.name, Addressee.objects.get(addressee_number=outside.addressee_number).kind) == (
            "山田　次郎",
            "non_resident",
        )
        assert SourceDocument.objects.get(line=3).match == "decided"
        made = service.material(2026, [outside.addressee_number]).people.row(0, named=True)
        assert (made["resident"], made["income.salary_revenue"], str(made["birth_date"])) == (
            False,
            5_500_000,
            "1977-05-02",
        )
        assert RegisterEntry.objects.filter(act="view_record", subjects__contains=[number(people, 4)]).exists()
    assert "特定されています" in text(chief.get(f"{AT}matching/{batch}/4/").content)

    check_the_outsider_is_known(town, chief, outside.addressee_number)
    look_at_the_checks(chief, outside.addressee_number)


def look_at_the_checks(chief: Client, number: int) -> None:
    """Who lived elsewhere is told; on the page and as a file."""
    assert "資料の点検" in text(chief.get(f"{AT}checks/").content)
    content = chief.get(f"{AT}checks/?year=2026").content
    page = text(content)
    assert f'href="{AT}returns/2026/{number}/"' in content.decode()
    assert chief.get(f"{AT}returns/2026/{number}/").status_code == 200
    assert "同じ提出者の資料が2件以上ある 2" in page and "佐藤 太郎 同じ提出者" in page
    assert "1月1日にここの住民でない 1" in page and f"宛名番号 {number} 1月1日に" in page
    csv = chief.get(f"{AT}checks/2026.csv").content.decode("utf-8-sig").splitlines()
    assert len(csv) == 4 and str(number) in csv[3] and "佐藤" not in "".join(csv)
    assert [chief.get(f"{AT}checks/{path}").status_code for path in ("?year=1999", "1999.csv")] == [404, 404]


def check_the_outsider_is_known(town: Town, chief: Client, number: int) -> None:
    """A later document finds the person made outside the register."""
    later = file(line(98, **{**TARO, "name": "山田　次郎", "name_kana": "ﾔﾏﾀﾞ ｼﾞﾛｳ"}, recipient_number="J2"))
    second, _ = upload(chief, later)
    run(town, second, "check_job_id")
    chief.post(f"{AT}documents/{second}/start/")
    run(town, second, "take_job_id")
    with town.open():
        assert SourceDocument.objects.get(batch_id=second).addressee_number == number, "known by now"


def test_nobody_without_the_duty_and_no_other_town_sees_a_document(town: Town, people: list[Record]) -> None:
    chief = signed_in(town, "kakaricho")
    batch, _ = upload(chief, file(line(98, **TARO, payment="多い"), line(98, **{**SACHI, "name": "x"}, address="y")))
    run(town, batch, "check_job_id")
    strange = found_town("122041")
    clerk, stranger = signed_in(town, "madoguchi"), signed_in(strange, "kakaricho")
    for path in (
        "documents/",
        f"documents/{batch}/",
        f"documents/{batch}/held/",
        f"documents/{batch}/held.csv",
        "matching/",
        "checks/?year=2026",
        "checks/2026.csv",
        f"documents/{batch}/held/1/",
        f"matching/{batch}/2/",
    ):
        assert clerk.get(AT + path).status_code == 403, path
        assert Client().get(AT + path).status_code == 302, path
        if str(batch) in path:
            assert stranger.get(f"/122041/resident-tax/{path}").status_code == 404, path
    assert stranger.post(f"/122041/resident-tax/documents/{batch}/start/").status_code == 404
