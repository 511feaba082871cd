"""Employers and pension payers owe month by month what they take, through notices, corrections, stops and reliefs."""

from __future__ import annotations

import doctest
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.areas.resident_tax.reports import file, line
from tests.areas.resident_tax.test_assessment_runs import computed, documents, people, rows, town
from tests.areas.resident_tax.test_document_pages import AT, text
from tests.areas.resident_tax.test_documents import HANAKO, SACHI, TARO
from tests.world import MORNING, TODAY, Town, signed_in
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_tax import assessments, claiming, collectors, starting
from yakuba.areas.resident_tax.actions import keeping_collectors, moving, relieving, stopping
from yakuba.areas.resident_tax.assessments import CannotAssess
from yakuba.areas.resident_tax.domain import collecting
from yakuba.areas.resident_tax.domain.collecting import Rest, Why
from yakuba.areas.resident_tax.models import Assessment, AssessmentRun, Collector, CollectorNotice, Relief
from yakuba.areas.resident_tax.rows import collected
from yakuba.platform.access.service import Refused
from yakuba.platform.jobs import service as jobs
from yakuba.platform.jobs.models import Job
from yakuba.platform.ledger import service as ledger
from yakuba.platform.tenancy.context import current_context

__all__ = ["people", "town"]
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def decide(town: Town, run: AssessmentRun) -> None:
    """Approve and run the jobs of claims."""
    with town.open():
        assessments.approve(run.id)
        waiting = list(Job.objects.filter(kind=claiming.CLAIM).exclude(state="succeeded").values_list("id", flat=True))
    for job in waiting:
        assert jobs.run_here(town.id, job).state == "succeeded"


def books_hold(town: Town, year: int = 2026) -> Counter[tuple[str, int]]:
    """What stands in the ledger is what the rows in force say: of each collector and month, and of each bill."""
    owed: Counter[tuple[str, int]] = Counter()
    bills: dict[tuple[str, int], int] = {}
    with town.open():
        newest: dict[int, Assessment] = {}
        for row in Assessment.objects.filter(run__state="approved", run__fiscal_year=year).order_by("run__number"):
            newest[row.addressee_number] = row
        for row in newest.values():
            owed += collecting.dues(collected(row))
            bills |= {(str(row.notice_number), at): one for at, one in enumerate(row.ordinary, 1) if one}
            total = sum(row.special) + sum(row.ordinary) + sum(row.pension)
            assert total == row.annual_tax - row.relief
        keys = {one.addressee_number: one.key for one in Collector.objects.all()}
        claims = list(ledger.Claim.objects.filter(levy_year=year))
        standing = ledger.balances([one.id for one in claims])
        found: Counter[tuple[str, int]] = Counter()
        billed: Counter[tuple[str, int]] = Counter()
        for one in claims:
            charged = standing[one.id].charged
            if one.addressee_number in keys:
                found[keys[one.addressee_number], one.instalment] += charged
            else:
                billed[one.notice_number, one.instalment] += charged
    assert +found == owed
    assert +billed == Counter(bills)
    return owed


def notice(number: int, rest: Rest, **changes: Any) -> moving.Notice:
    """Left at the end of November, to be entered on the 24th; December's wages are the first not taken."""
    usual: dict[str, Any] = {
        "why": Why.LEFT,
        "happened_on": date(2026, 11, 20),
        "received_on": TODAY,
        "last": 5,
        "press": uuid4(),
    }
    return moving.Notice(2026, number, rest=rest, **{**usual, **changes})


def first_claims(town: Town, owed: Counter[tuple[str, int]]) -> str:
    """The employer as a party of the ledger: twelve months with their days, and a payment."""
    assert doctest.testmod(collectors).failed == 0
    (employer,) = {key for key, _ in owed}
    with town.open():
        party = Collector.objects.get(key=employer)
        assert party.designated_number == "1000001" and party.name == "北見建設株式会社"
        months = collectors.claims_of(2026, [party.addressee_number])
        assert len(months) == 12
        june = ledger.Claim.objects.get(id=months[party.addressee_number, 1])
        assert june.due_on == date(2026, 12, 10), "decided on 24 November: by the 10th of the month after"
        may = ledger.Claim.objects.get(id=months[party.addressee_number, 12])
        assert may.due_on == date(2027, 6, 10) and may.title.endswith("給与特別徴収 5月分")
        how = ledger.Posting("paid", TODAY, ledger.Source("bank", "1"))
        ledger.receive_payment(june.id, owed[employer, 1], how)
        assert ledger.balance(june.id).open == 0
    return employer


def test_employers_owe_the_sum_of_their_people_through_notices_and_corrections(
    town: Town, people: list[Record]
) -> None:
    documents(town, line(98, **TARO), line(98, **HANAKO, recipient_number="H1", payment="4000000"))
    run = computed(town)
    decide(town, run)
    owed = books_hold(town)
    employer = first_claims(town, owed)
    with town.open():
        taro, hanako = sorted(rows(run))

    with town.open("chief"):
        onward = keeping_collectors.register_employer("網走水産", "2000002")
        assert keeping_collectors.register_employer("網走水産", "2000002").addressee_number == onward.addressee_number
        with pytest.raises(moving.CannotMove, match="本人の申出"):
            moving.enter(notice(taro, Rest.LUMP))
        with pytest.raises(moving.CannotMove, match="登録がない"):
            moving.enter(notice(taro, Rest.NEXT, to=999_999))
        with pytest.raises(moving.CannotMove, match="決定がない"):
            moving.enter(notice(999_999, Rest.BILLS))
    books_hold(town)
    wanted = notice(taro, Rest.NEXT, why=Why.TRANSFERRED, to=onward.addressee_number)
    left = notice(hanako, Rest.BILLS)
    stale = corrected(town, "9000000")
    with town.open("chief"):
        for one in (wanted, left, wanted):
            moving.enter(one)
        assert CollectorNotice.objects.count() == 2, "the same press is the same notice"
    moved = books_hold(town)
    assert {key for key, at in moved if at > 6} == {onward.key} and moved[employer, 6] == owed[employer, 6]
    with town.open():
        row = assessments.newest(2026, hanako)
        assert row is not None and row.method == "ordinary" and not any(row.special[6:])
        assert row.ordinary[:3] == [0, 0, 0] and row.ordinary[3] == sum(run_row(run, hanako).special[6:])
        with pytest.raises(CannotAssess, match="計算のあとで異動"):
            assessments.approve(stale.id)
    with town.open("chief"):
        assessments.discard(stale.id)
    fresh = computed(town)
    decide(town, fresh)
    after = books_hold(town)
    assert after[onward.key, 7] > moved[onward.key, 7], "the new employer takes what the correction brings"
    assert after[employer, 6] == moved[employer, 6]
    with town.open():
        before = assessments.in_force(2026)
        assert claiming.claim(fresh, 0) >= 0
        assert assessments.in_force(2026).equals(before)
    assert books_hold(town) == after, "asked for once more, nothing is written"
    employed_again(town, hanako, onward)


def employed_again(town: Town, number: int, employer: Collector) -> None:
    """What bills would take from January on, the next employer takes; a bill that was paid stays."""
    asked = moving.Beginning(2026, number, TODAY, 7, employer.addressee_number, uuid4())
    with town.open("chief"):
        with pytest.raises(moving.CannotMove, match="前の事業所が徴収した月"):
            moving.begin(replace(asked, first=3, press=uuid4()))
        for _ in range(2):
            moving.begin(asked)
        row = assessments.newest(2026, number)
        assert row is not None and row.method == "special" and row.ordinary == [0, 0, 0, 0]
        assert row.special[5] > 0 == row.special[6] and sum(row.special) == row.annual_tax
        with pytest.raises(moving.CannotMove, match="普通徴収ではない"):
            moving.begin(moving.Beginning(2026, number, TODAY, 7, employer.addressee_number, uuid4()))
    assert sum(amount for (key, at), amount in books_hold(town).items() if key == employer.key and at > 7) > 0


def run_row(run: AssessmentRun, number: int) -> Assessment:
    return rows(run)[number]


def corrected(town: Town, payment: str) -> AssessmentRun:
    documents(town, line(98, **{**TARO, "payment": payment, "correction": "2"}), name=f"訂正{payment}.csv")
    return computed(town)


def test_claims_of_collectors_killed_between_slices_are_the_same(
    town: Town, people: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = {"designated_number": "3000003", "employer_name": "紋別商店"}
    documents(town, line(98, **TARO), line(98, **HANAKO, recipient_number="H1", payment="4000000", **other))
    run = computed(town)
    monkeypatch.setattr(collectors, "SLICE", 1)
    claim, calls = collectors.claim, []

    def dying(one: AssessmentRun, position: int) -> int:
        calls.append(position)
        done = claim(one, position)
        if len(calls) == 2:
            raise KeyboardInterrupt  # the process is gone before the slice is kept
        return done

    monkeypatch.setattr(collectors, "claim", dying)
    with pytest.raises(KeyboardInterrupt):
        decide(town, run)
    with town.open():
        (job,) = Job.objects.filter(kind=claiming.CLAIM).values_list("id", flat=True)
    assert jobs.run_here(town.id, job).state == "succeeded"
    assert len({key for key, _ in books_hold(town)}) == 2 and calls == [0, 1, 1]
    with town.open("chief"):
        party = Collector.objects.get(designated_number="3000003")
        assert keeping_collectors.set_halves(party.addressee_number, True) == 5
        assert keeping_collectors.set_halves(party.addressee_number, True) == 0
        ids = collectors.claims_of(2026, [party.addressee_number])
        due = {claim.instalment: claim.due_on for claim in ledger.Claim.objects.filter(id__in=ids.values())}
    books_hold(town)
    assert due[6] == date(2026, 12, 10) and {due[at] for at in range(7, 13)} == {date(2027, 6, 10)}


def test_a_pension_takes_goes_on_and_stops(town: Town, people: list[Record]) -> None:
    report = {"code": "331", **SACHI, "payment_1": "3000000", "recipient_number": "P1", "employer_name": "年金機構"}
    report |= {"address": "北海道北見市端野町９番地", "name": "高橋　幸"}
    documents(town, line(49, **report))
    run = computed(town)
    decide(town, run)
    owed = books_hold(town)
    with town.open():
        ((number, row),) = rows(run).items()
        assert row.method == "pension" and row.pension_payer_name == "年金機構" and row.pension_tax == row.annual_tax
        assert row.pension[:3] == [0, 0, 0] and sorted(at for _, at in owed) == [24, 25, 26]
    with town.open("chief"):
        context = current_context()
    sent = file(line(49, **{**report, "income_year": "08"}))
    starting.take_file(context, "年報8.csv", iter([sent]), 2027)
    with town.open("chief"):
        again = assessments.start(2027)
    assert again.job_id is not None and jobs.run_here(town.id, again.job_id).state == "succeeded"
    with town.open():
        (following,) = rows(again).values()
        half = row.pension_tax // 2 // 100 * 100
        assert sum(following.pension[:3]) == half and following.ordinary == []
        assert sum(following.pension) == following.annual_tax
    with town.open("chief"):
        assert stopping.to_stop(2026) == [], "who lives here goes on"
        with pytest.raises(stopping.CannotStop, match="一覧にない"):
            stopping.stop(2026, number, "?")
        stopping.stop(2026, number, "notified")
        with pytest.raises(stopping.CannotStop, match="これから徴収する額がない"):
            stopping.stop(2026, number, "notified")
    assert signed_in(town, "kakaricho").get(f"{AT}taxpayers/{number}/pension-stop/").status_code == 200
    assert [at for _, at in books_hold(town)] == [24], "what the pension would take in December and February is billed"


def test_staff_enter_a_notice_and_a_relief_on_the_pages(
    town: Town, people: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yakuba.platform.access.middleware.now", lambda: MORNING)
    documents(town, line(98, **TARO), line(98, **HANAKO, recipient_number="H1", payment="4000000"))
    run = computed(town)
    decide(town, run)
    with town.open():
        taro, hanako = sorted(rows(run))
    chief, clerk = signed_in(town, "kakaricho"), signed_in(town, "madoguchi")
    page = text(chief.get(f"{AT}taxpayers/{taro}/").content)
    assert "異動届を入力" in page and "北見建設株式会社" in page and "年金特徴を停止" not in page
    typed = {
        "idempotency_key": str(uuid4()),
        "why": "left",
        "happened_on": "R8.11.20",
        "received_on": "R8.11.24",
        "last": "5",
        "rest": "lump",
        "excuse": "",
        "to": "",
    }
    where = f"{AT}taxpayers/{taro}/move/"
    assert clerk.get(where).status_code == 403
    refused = chief.post(where, typed)
    assert refused.status_code == 422 and "本人の申出" in text(refused.content)
    assert chief.post(where, {**typed, "rest": "next"}).status_code == 422
    for _ in range(2):
        assert chief.post(where, {**typed, "wished": "on"}).status_code == 302
    with town.open():
        entered = CollectorNotice.objects.get()
        assert (entered.taken, entered.rest) == (
            sum(run_row(run, taro).special[:6]),
            sum(run_row(run, taro).special[6:]),
        )
    books_hold(town)
    assert "一括徴収" in text(chief.get(f"{AT}moves/").content)
    sheet = chief.get(f"{AT}assessments/{entered.run_id}/employers.csv").content.decode("utf-8-sig")
    assert len(sheet.splitlines()) == 2 and "北見建設株式会社" in sheet
    assert "異動届" in text(chief.get(f"{AT}taxpayers/{taro}/").content)
    with town.open():
        party = Collector.objects.get()
    listed = text(chief.post(f"{AT}collectors/", {"words": "北見"}).content)
    assert "北見建設株式会社" in listed
    employer = f"{AT}collectors/{party.addressee_number}/"
    assert "佐藤 花子" in text(chief.get(employer).content)
    assert chief.post(f"{employer}halves/", {"halves": "1"}).status_code == 302
    assert "納期の特例をやめる" in text(chief.get(employer).content)
    books_hold(town)
    relief(town, chief, clerk, hanako)


def relief(town: Town, chief: Any, clerk: Any, number: int) -> None:
    """The application, decided by somebody else, takes off what is not due."""
    where = f"{AT}taxpayers/{number}/relief/"
    typed = {
        "idempotency_key": str(uuid4()),
        "ground": "public_assistance",
        "applied_on": "R8.11.24",
        "told": "保護決定通知書を確認",
    }
    assert chief.post(where, {**typed, "ground": "student"}).status_code == 422, "the ordinance does not know it"
    answers = {chief.post(where, typed).headers["Location"] for _ in range(2)}
    (page,) = answers
    own = chief.post(page, {"act": "grant", "answer": ""})
    assert own.status_code == 422 and "申請を入力した人は決裁できない" in text(own.content)
    with town.open("clerk"), pytest.raises(Refused):
        relieving.grant(Relief.objects.get().id)
    with town.open():
        before = assessments.newest(2026, number)
        Relief.objects.update(entered_by=town.clerk.id)
    for _ in range(2):
        assert chief.post(page, {"act": "grant", "answer": ""}).status_code == 302
    with town.open():
        after, granted = assessments.newest(2026, number), Relief.objects.get()
        assert before is not None and after is not None and isinstance(granted.run_id, UUID)
        assert after.special == [*before.special[:6], 0, 0, 0, 0, 0, 0] and after.relief == sum(before.special[6:])
        assert (granted.state, granted.rate, granted.amount) == ("granted", 100, after.relief)
    books_hold(town)
    assert clerk.get(f"{AT}reliefs/").status_code == 403
    assert "決裁" in text(chief.get(page).content) and f"{granted.amount:,}" in text(chief.get(f"{AT}reliefs/").content)
