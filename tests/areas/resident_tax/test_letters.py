"""Letters on paper of a decided year: what stands on them, whom they go to, who is held back, and nothing twice."""

from __future__ import annotations

import doctest
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pypdf
import pytest

from tests.areas.own_ledgers.ledgers import name_the_mayor
from tests.areas.resident_tax.reports import line
from tests.areas.resident_tax.test_assessment_runs import computed, documents, people, rows, town
from tests.areas.resident_tax.test_collectors import decide, notice
from tests.areas.resident_tax.test_document_pages import AT, text
from tests.areas.resident_tax.test_documents import HANAKO, SACHI, TARO
from tests.world import MORNING, Town, signed_in
from yakuba.areas.resident_registry import many_letters
from yakuba.areas.resident_registry.domain.record import DEAD, MOVED_OUT, Record
from yakuba.areas.resident_registry.letters import Place
from yakuba.areas.resident_tax import (
    assessments,
    certifying,
    employer_letters,
    letter_words,
    tax_letters,
)
from yakuba.areas.resident_tax.actions import moving
from yakuba.areas.resident_tax.domain.collecting import Rest
from yakuba.areas.resident_tax.models import Assessment, AssessmentRun
from yakuba.platform.addressee.models import Addressee
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.documents import contesting, mailing_files, mailings, posts
from yakuba.platform.documents.models import Mailing, MailingLetter
from yakuba.platform.jobs import service as jobs
from yakuba.platform.register.models import RegisterEntry

__all__ = ["people", "town"]
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
LATE = datetime(2027, 2, 20, 1, 0, tzinfo=UTC)
PENSION = {"code": "331", **SACHI, "payment_1": "3000000", "recipient_number": "P1", "employer_name": "年金機構"}
PENSION |= {"address": "北海道北見市端野町９番地", "name": "高橋　幸"}


def said(content: bytes) -> list[str]:
    """The pages of a PDF as text, without blanks."""
    return [re.sub(r"\s", "", page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(content)).pages]


@pytest.fixture
def decided(town: Town, people: list[Record]) -> Iterator[AssessmentRun]:
    """By wages, by bills, by pension: one of each; the mayor has a name."""
    wages = {**HANAKO, "recipient_number": "H1", "payment": "4000000", "ordinary": "1"}
    documents(town, line(98, **TARO), line(98, **wages))
    documents(town, line(49, **PENSION), name="年報.csv")
    with town.open("chief"):
        name_the_mayor()
    run = computed(town)
    decide(town, run)
    yield run


def made(town: Town, kind: str, run: AssessmentRun) -> Mailing:
    """The letters of a kind, made by the job."""
    with town.open("chief"):
        mailing = mailings.start(kind, str(run.id), "試験")
    assert mailing.job_id is not None
    ended = jobs.run_here(town.id, mailing.job_id)
    assert ended.state == "succeeded", ended.failure
    with town.open():
        return Mailing.objects.get(id=mailing.id)


def file_of(town: Town, mailing: Mailing, position: int = 1) -> bytes:
    with town.open("chief"):
        return mailing_files.pdf_of(mailing, position)


def yen(amount: int) -> str:
    return f"{amount:,}円"


def test_words_of_the_letters() -> None:
    assert doctest.testmod(letter_words).failed == 0
    assert doctest.testmod(contesting).failed == 0
    called = letter_words.Names("美幌町", "町民税", "道民税")
    head, body = letter_words.contesting(called)
    assert "教示" in head and "美幌町長に対して審査請求" in body and "美幌町を被告" in body and "3か月以内" in body


def test_letters_of_a_decided_year(town: Town, decided: AssessmentRun) -> None:
    employers_get_their_list_and_a_slip_for_each(town, decided)
    notices_say_the_decided_amounts_in_the_order_of_the_post(town, decided)
    what_may_no_longer_be_sent_is_left_out(town, decided)


def notices_say_the_decided_amounts_in_the_order_of_the_post(town: Town, decided: AssessmentRun) -> None:
    mailing = made(town, tax_letters.KIND, decided)
    assert (mailing.state, mailing.letters, mailing.held, mailing.pages) == ("made", 2, 0, 4)
    pages = said(file_of(town, mailing))
    with town.open():
        by_bill = Assessment.objects.get(run_id=decided.id, method="ordinary")
        by_pension = Assessment.objects.get(run_id=decided.id, method="pension")
        letters = MailingLetter.objects.filter(mailing_id=mailing.id).order_by("place")
        order = list(letters.values_list("number", flat=True))
    first = pages[0] + pages[1]
    assert order == [str(by_bill.notice_number), str(by_pension.notice_number)], "one street, 5 before 9"
    for words in (f"通知書番号{by_bill.notice_number}", "佐藤花子様", "北見市長", "北見太郎", yen(by_bill.annual_tax)):
        assert words in first
    for place, (due, amount) in enumerate(
        zip(("令和8年6月30日", "令和8年8月31日", "令和8年11月2日", "令和9年2月1日"), by_bill.ordinary, strict=True), 1
    ):
        assert f"第{place}期{due}{yen(amount)}" in first
    assert sum(by_bill.ordinary) == by_bill.annual_tax
    city = by_bill.city_income_levy + by_bill.city_per_capita
    assert f"市民税{yen(by_bill.city_income_levy)}{yen(by_bill.city_per_capita)}{yen(city)}" in first
    assert f"森林環境税（国税）―{yen(by_bill.forest_tax)}" in first and "道民税" in first
    for label, amount in (("合計所得金額", by_bill.total_income), ("所得控除の合計", by_bill.total_deductions)):
        assert f"{label}{yen(amount)}" in first
    assert "北見市長に対して審査請求" in first and "地方税法294条" in first and "税務課" in first
    second = pages[2] + pages[3]
    taken = "".join(yen(amount) for amount in by_pension.pension)
    assert "仮徴収本徴収4月6月8月10月12月2月" in second and taken in second and "年金の支払者：年金機構" in second
    assert "次の年度の仮徴収の予定：4月" in second and "佐藤" not in second


def employers_get_their_list_and_a_slip_for_each(town: Town, decided: AssessmentRun) -> None:
    mailing = made(town, employer_letters.KIND, decided)
    assert (mailing.letters, mailing.held, mailing.pages) == (1, 0, 3)
    cover, listed, slips = said(file_of(town, mailing))
    with town.open():
        row = Assessment.objects.get(run_id=decided.id, method="special")
        (letter,) = MailingLetter.objects.all()
    assert letter.number == "特徴2026-000001"
    assert "北見建設株式会社御中" in cover and "北海道北見市北１条東１丁目１" in cover and "指定番号1000001" in cover
    assert f"年額の合計{yen(sum(row.special))}" in cover and "地方税法321条の4" in cover and "佐藤" not in cover
    assert f"E-001佐藤太郎{row.notice_number}{sum(row.special):,}" in listed
    assert "".join(f"{amount:,}" for amount in row.special) in listed
    assert "佐藤太郎様" in slips and "納税義務者用" in slips and f"年税額{yen(row.annual_tax)}" in slips
    assert sum(row.special) == row.annual_tax and "年税額の全部を" in slips and "審査請求" in slips
    assert "花子" not in cover + listed + slips


def test_the_console_makes_them_once_and_every_output_is_registered(
    town: Town, decided: AssessmentRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yakuba.platform.access.middleware.now", lambda: MORNING)
    chief, clerk = signed_in(town, "kakaricho"), signed_in(town, "madoguchi")
    run = f"{AT}assessments/{decided.id}/"
    where = f"{run}letters/notices/"
    assert "まだ作っていない" in text(chief.get(run).content)
    assert clerk.post(where).status_code == 403 and clerk.get(where).status_code == 403
    assert chief.get(f"{run}letters/others/").status_code == 404
    assert chief.post(f"{where}files/1/").status_code == 404
    for _ in range(2):
        assert chief.post(where).headers["Location"] == where
    with town.open():
        (job,) = Mailing.objects.values_list("job_id", flat=True)
    assert "作成中" in text(chief.get(where).content)
    assert jobs.run_here(town.id, UUID(str(job))).state == "succeeded"
    assert chief.get(f"{where}progress/").headers["HX-Refresh"] == "true"
    page = text(chief.get(where).content)
    assert "2 印刷できる通知（通）" in page and "送れない通知はありません" in page and "1番のPDF" in page
    taken = [chief.post(f"{where}files/1/") for _ in range(2)]
    assert taken[0].content == taken[1].content and taken[0].content.startswith(b"%PDF")
    assert taken[0].headers["Cache-Control"] == "no-store"
    lines = chief.post(f"{where}list.csv").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3 and "佐藤　花子" in lines[1] and "北海道北見市" in lines[1]
    chief.post(where)
    with town.open():
        assert Mailing.objects.count() == 1 and MailingLetter.objects.count() == 2, "asked again, nothing new"
        told = sorted(one.addressee_number or 0 for one in MailingLetter.objects.all())
        assert RegisterEntry.objects.get(act="issue", detail__letters=2).subjects == told
        printed = RegisterEntry.objects.filter(act="print_list", detail__people=2)
        assert [entry.subjects for entry in printed] == [told] * 3
    assert "作成済み" in text(chief.get(run).content)


def test_protected_people(town: Town, decided: AssessmentRun, people: list[Record]) -> None:
    """A protected person's letter names no office, the slip no address, and the other party gets no list."""
    by_bill, by_wages = people[1], people[0]
    assert by_bill.name == "佐藤　花子"
    with town.open("chief"):
        for one in (by_bill, by_wages):
            number = int(one.addressee_number)
            disclosure.set_protection(disclosure.NewProtection(number, "violence", date(2026, 11, 1), "試験"))
    pages = said(file_of(town, made(town, tax_letters.KIND, decided)))
    assert "佐藤花子様" in pages[0] and "税務課" not in pages[1] and "税務課" in pages[3]
    mailing = made(town, employer_letters.KIND, decided)
    cover, _, slips = said(file_of(town, mailing))
    assert "佐藤太郎様" in slips and "常紋" not in slips and "税務課" not in cover + slips
    with town.open("chief"):
        other = (disclosure.Party("北見建設株式会社"),)
        new = disclosure.NewProtection(number, "violence", date(2026, 11, 1), "試験", other_parties=other)
        disclosure.set_protection(new)
        with pytest.raises(mailings.CannotMail, match="どれも送れなくなりました"):
            mailing_files.pdf_of(mailing, 1)
    with town.open():
        assert "支援措置の責任者" in MailingLetter.objects.get(mailing_id=mailing.id).why


def what_may_no_longer_be_sent_is_left_out(town: Town, decided: AssessmentRun) -> None:
    """Who moved since is held back from now on; the rest of the file is drawn anew."""
    mailing = made(town, tax_letters.KIND, decided)
    kept = file_of(town, mailing)
    with town.open():
        letters = MailingLetter.objects.filter(mailing_id=mailing.id).order_by("place")
        person = letters[0].addressee_number or 0
        Addressee.objects.filter(addressee_number=person).update(
            mailing_postcode="0900001", mailing_address="北海道北見市小町泉１番地"
        )
    now = file_of(town, mailing)
    assert now != kept and len(said(now)) == 2 and "花子" not in "".join(said(now))
    with town.open():
        held = letters[0]
        assert held.state == "held" and "宛先か問い合わせ先が変わった" in held.why


@pytest.mark.proof
def test_a_person_without_an_address_is_held_with_the_remedy(town: Town, decided: AssessmentRun) -> None:
    """Somebody outside the register of whom no address is known; the others go."""
    with town.open():
        old = Assessment.objects.get(run_id=decided.id, method="ordinary")
        number = old.addressee_number
    away = {number: posts.Unreachable("転出先の住所がない。照会する", "佐藤　花子")}
    with pytest.MonkeyPatch.context() as patch:
        found = posts.reached
        patch.setattr(posts, "reached", lambda some: found(some) | away)
        mailing = made(town, tax_letters.KIND, decided)
    assert (mailing.letters, mailing.held) == (1, 1)
    page = text(signed_in(town, "kakaricho").get(f"{AT}assessments/{decided.id}/letters/notices/").content)
    assert "転出先の住所がない。照会する" in page and "佐藤 花子" in page and str(old.notice_number) in page


def test_where_a_letter_goes(people: list[Record]) -> None:
    here = Place("0900024", "北海道北見市本町１丁目", "佐藤　太郎")
    record = people[0]
    assert many_letters._registered(record, here) == here
    assert "相続人" in str(many_letters._registered(replace(record, resident_state=DEAD), here))
    gone = replace(record, resident_state=MOVED_OUT, is_removed=True)
    assert "転出先の市区町村に照会" in str(many_letters._registered(gone, here))
    planned = replace(gone, move_out_planned_town="本町二丁目", move_out_planned_postal_code="2730005")
    assert many_letters._registered(planned, here) == Place("2730005", "本町二丁目", "佐藤　太郎")
    assert "公示送達" in str(many_letters._registered(replace(record, resident_state="9", is_removed=True), here))
    assert "住所を調査" in str(many_letters._registered(record, replace(here, address="")))


def test_a_change_after_the_last_term_is_billed_at_once(town: Town, decided: AssessmentRun) -> None:
    """All four terms are due: the fifth bill is 随時, on the letter and on the certificate, with its own day."""
    more = {**HANAKO, "recipient_number": "H1", "payment": "9000000", "ordinary": "1", "correction": "2"}
    documents(town, line(98, **more), name="訂正.csv")
    with town.open("chief", instant=LATE):
        run = assessments.start(2026)
    assert run.job_id is not None and jobs.run_here(town.id, run.job_id).state == "succeeded"
    with town.open(instant=LATE):
        run = assessments.approve(run.id)
        ((number, row),) = rows(run).items()
        assert len(row.ordinary) == 5 and row.ordinary[4] > 0
    mailing = made(town, tax_letters.KIND, run)
    assert mailing.letters == 1
    (front, back) = said(file_of(town, mailing))
    before = row.ordinary[4]
    assert "税額変更通知書" in front and "課税資料の追加・訂正などにより" in front
    assert f"随時1令和9年3月31日{yen(before)}0円" in front and "第5期" not in front + back
    with town.open("chief", instant=LATE):
        told = dict(certifying.content_of(certifying.Wish(number, 2026, certifying.PAYMENT)).bills)
        assert "随時1（令和9年3月31日）" in told and not any("第5期" in label for label in told)


@pytest.mark.proof
def test_who_leaves_is_told_and_the_employer_too(town: Town, decided: AssessmentRun) -> None:
    """退職: the employer gets a changed list, the person a bill; the months already taken stay with the employer."""
    with town.open("chief"):
        number = Assessment.objects.get(run_id=decided.id, method="special").addressee_number
        moving.enter(notice(number, Rest.BILLS))
        run = AssessmentRun.objects.get(cause="moved")
        row = assessments.newest(2026, number)
        assert row is not None
    (front, _) = said(file_of(town, made(town, tax_letters.KIND, run)))
    assert "勤務先からの届出" in front and f"給与から引かれる額（給与特別徴収）{yen(sum(row.special))}" in front
    assert f"第4期令和9年2月1日{yen(row.ordinary[3])}0円" in front
    cover, listed, slips = said(file_of(town, made(town, employer_letters.KIND, run)))
    assert "特別徴収税額の変更通知書" in cover and "地方税法321条の6" in cover and yen(sum(row.special)) in cover
    assert "".join(f"{amount:,}" for amount in row.special) in listed
    assert f"納付書・口座振替で（別に通知します）{yen(sum(row.ordinary))}" in slips


@pytest.mark.proof
def test_nobody_to_write_to_makes_no_file(town: Town, people: list[Record]) -> None:
    """An employer without people, a run without bills: no letter, and the job says so."""
    documents(town, line(98, **TARO))
    with town.open("chief"):
        name_the_mayor()
    run = computed(town)
    decide(town, run)
    mailing = made(town, tax_letters.KIND, run)
    assert (mailing.state, mailing.letters, mailing.held, mailing.pages) == ("made", 0, 0, 0)
    with town.open("chief"):
        assert mailing_files.files_of(mailing) == [] and mailing_files.table_of(mailing)[1] == []
        with pytest.raises(Exception, match="MailingFile"):
            mailing_files.pdf_of(mailing, 1)


def test_turns_of_a_row_add_up() -> None:
    row = {
        "employer_key": "d2",
        "employer_name": "網走水産",
        "designated_number": "2",
        "recipient_number": "E-1",
        "addressee_number": 7,
        "notice_number": 9,
        "special": [600, *[500] * 11],
        "earlier_collectors": '[["d1", "北見建設", "1", 4]]',
    }
    (first, second) = employer_letters.turns_of(row)
    assert (first[0], first[3].months[:5], first[3].recipient) == ("d1", (600, 500, 500, 500, 0), "E-1")
    assert (second[0], second[3].months[:5], second[3].recipient) == ("d2", (0, 0, 0, 0, 500), "")
    assert sum(first[3].months) + sum(second[3].months) == 6_100
    assert (
        employer_letters.ident("", "甲") != employer_letters.ident("", "乙")
        and employer_letters.ident("d1", "甲") == "d1"
    )
