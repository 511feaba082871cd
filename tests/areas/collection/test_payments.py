"""Payments reach the ledger once, whatever is sent again; what does not fit waits for a clerk; pages show all of it."""

import doctest
from datetime import date
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.areas.collection.payments import OTHER, PAYER, common, how, levy, paid, store, work
from tests.standards.money.test_statements import OUT, ROW, ended, statement
from tests.world import MORNING, TODAY, Town, found_town, signed_in
from yakuba.areas.collection import queries
from yakuba.areas.collection.actions import applying
from yakuba.areas.collection.actions.receiving import receive
from yakuba.areas.collection.domain.lines import Received, Way
from yakuba.areas.collection.job_kinds import Apply
from yakuba.areas.collection.models import PaymentFile, PaymentLine
from yakuba.platform.access import service as access
from yakuba.platform.jobs.models import Job
from yakuba.platform.ledger import service as ledger
from yakuba.platform.ledger.models import Entry
from yakuba.platform.register.models import RegisterEntry
from yakuba.standards.money.store_payments import Kind

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
RECEIVED = Received(TODAY)
AT = "/012084/collection/"


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setattr("yakuba.platform.access.middleware.now", lambda: MORNING)
    return found_town("012084")


def take(town: Town, way: Way, data: bytes) -> PaymentFile:
    with town.open("chief"):
        file, _ = receive(way, "収納.dat", data, RECEIVED)
    work(town)
    return file


def states(file: PaymentFile) -> dict[str, int]:
    found = queries.counts([file.id])[file.id]
    assert sum(found.values()) == file.lines, "applied, noted, held and rejected are the lines"
    return {state: count for state, count in found.items() if count}


def test_each_payment_is_entered_once_and_a_second_one_for_the_same_claim_is_too_much(town: Town) -> None:
    with town.open("chief"):
        one, two = levy(12_000, 8_000)
    first = store(paid(one, 12_000, Kind.PRELIMINARY), paid(one, 12_000), paid(two, 8_000, Kind.WITHDRAWN))
    file = take(town, Way.STORE, first)
    with town.open("chief"):
        assert states(file) == {"applied": 1, "noted": 2}
        entry = Entry.objects.get(kind="received")
        assert (entry.day, entry.source_reference) == (date(2026, 11, 23), f"{file.number}-3")
        assert receive(Way.STORE, "again.dat", first, RECEIVED) == (file, True)
        job = Job.objects.get(kind="collection.apply")
        assert Apply().run_chunk(job, 0).counts == {}, "a chunk done again does nothing"
    again = take(town, Way.STORE, store(paid(one, 12_000), paid(one, 12_000, reissue="1"), paid(two, 8_000)))
    with town.open():
        assert states(again) == {"applied": 2, "rejected": 1}
        assert "二重" in PaymentLine.objects.get(file_id=again.id, state="rejected").reason
        assert (ledger.balance(one.id).received, ledger.balance(one.id).overpaid) == (24_000, 12_000)
        assert ledger.balance(two.id).open == 0
        assert RegisterEntry.objects.filter(act="collect", subjects=[PAYER]).count() == 2


def test_a_transfer_of_another_amount_waits_is_mended_taken_back_and_left_out(town: Town) -> None:
    with town.open("chief"):
        (claim,) = levy(12_000)
        (theirs,) = levy(5_000, payer=OTHER, notice="7000002")
    rows = [ROW | {"edi": claim.number}, ROW | {"edi": theirs.number}, OUT, ROW | {"edi": claim.number, "amount": 1}]
    data = ended(statement([row | {"booked_on": "081127", "value_on": "081120"} for row in rows]))
    file = take(town, Way.STATEMENT, data)
    with town.open("chief"):
        assert states(file) == {"applied": 1, "held": 2, "rejected": 1}
        wrong, least = PaymentLine.objects.filter(file_id=file.id, state="held").order_by("number")
        assert "未収額5,000円と違います" in wrong.reason and wrong.remedy
        applying.assign(wrong.id, theirs, "控えで確認")
        assert ledger.balance(theirs.id).overpaid == 7_000
        with pytest.raises(applying.CannotSettle, match="消込み済み"):
            applying.assign(wrong.id, theirs, "控えで確認")
        applying.undo(wrong.id, "別の人の納付")
        assert (ledger.balance(theirs.id).open, ledger.balance(theirs.id).overpaid) == (5_000, 0)
        applying.assign(wrong.id, claim, "控えで確認")
        assert ledger.balance(claim.id).overpaid == 12_000
        with pytest.raises(applying.CannotSettle, match="理由"):
            applying.exclude(least.id, " ")
        applying.exclude(least.id, "一括入金")
        assert states(file) == {"applied": 2, "rejected": 2}
        assert queries.held() == (0, 0)
        trial = ledger.trial_balance(TODAY)
        assert sum(line.debit for line in trial) == sum(line.credit for line in trial)
    with town.open("clerk"), pytest.raises(access.Refused):
        applying.undo(wrong.id, "事務がない")


def test_days_that_end_on_a_closed_day() -> None:
    assert doctest.testmod(queries).failed == 0


def text(browser: Client, path: str) -> str:
    answer = browser.get(f"{AT}{path}")
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def send(browser: Client, way: Way, data: bytes, **more: str) -> tuple[int, str, str]:
    file = BytesIO(data)
    file.name = "収納.csv"
    answer = browser.post(f"{AT}files/", {"way": way.value, "file": file, **more})
    return answer.status_code, answer.headers.get("Location", ""), answer.content.decode()


def test_the_pages_from_the_file_to_the_payers_account(town: Town) -> None:
    with town.open("chief"):
        (claim,) = levy(12_000)
        late = levy(3_000, payer=OTHER, notice="7000002")[0]
    chief = signed_in(town, "kakaricho")
    assert "今日の収納はまだありません" in text(chief, "")
    status, _, shown = send(chief, Way.STORE, b"no such file")
    assert status == 422 and "取り込めません" in shown
    status, _, shown = send(chief, Way.DEBIT, b"x")
    assert status == 422 and "引落日がありません" in shown
    data = common(("A1", claim.number, "2026-11-20", "12000"), ("A2", "9" * 13, "2026-11-20", "3000"))
    status, where, _ = send(chief, Way.COMMON, data)
    assert status == 302
    assert send(chief, Way.COMMON, data)[1] == f"{where}?known=1"
    work(town)
    shown = text(chief, where.removeprefix(AT))
    assert claim.number in shown and "保留" in shown
    assert "3,000円" in text(chief, "") and "12,000" in text(chief, "")
    with town.open():
        line = PaymentLine.objects.get(state="held")
    assert f"lines/{line.id}/" in text(chief, "held/")
    decide(chief, line.id, late.number)
    assert "消し込みました" in text(chief, f"lines/{line.id}/?done=1")
    answer = chief.post(f"{AT}payers/", {"number": claim.number})
    assert answer.headers["Location"] == f"{AT}payers/{PAYER}/"
    shown = text(chief, f"payers/{PAYER}/")
    assert "コンビニ" not in shown and "収納データ S2026-000001-1" in shown and "借方 預金 12,000円" in shown
    assert "納める人" in text(chief, "payers/")
    assert chief.post(f"{AT}payers/", {"number": "999"}).status_code == 422
    assert "納期限を過ぎた未収はありません" in text(chief, "arrears/")
    with town.open():
        assert RegisterEntry.objects.filter(act="view_account", subjects=[PAYER]).exists()


def decide(chief: Client, line: UUID, number: str) -> None:
    """Nothing, an unknown number, then the right one."""
    url = f"{AT}lines/{line}/"
    assert chief.post(url, {"act": "assign", "reason": "控えで確認"}).status_code == 422
    shown = chief.post(url, {"act": "assign", "number": "0000000000017"[::-1], "reason": "控えで確認"})
    assert shown.status_code == 422 and "債権はありません" in shown.content.decode()
    assert chief.post(url, {"act": "assign", "number": number, "reason": "控えで確認"}).status_code == 302
    assert chief.post(url, {"reason": ""}).status_code == 422


def test_what_is_late_is_listed_printed_and_put_out_with_a_row_in_the_register(town: Town) -> None:
    with town.open("chief"):
        levy(12_000)
        levy(9_000, due=TODAY, notice="7000003")
    chief = signed_in(town, "kakaricho")
    for path in ("arrears/", "arrears/sheet/"):
        shown = text(chief, path)
        assert "12,000" in shown and "9,000円" not in shown
    rows = chief.post(f"{AT}arrears/list.csv").content.decode("utf-8-sig").splitlines()
    assert len(rows) == 2 and ",12000" in rows[1] and f",{PAYER}," in rows[1]
    with town.open():
        assert RegisterEntry.objects.filter(act="print_list", subjects=[PAYER]).count() == 2


def test_cash_at_the_desk_gives_one_receipt_a_press(town: Town) -> None:
    with town.open("chief"):
        (claim,) = levy(12_000)
    chief = signed_in(town, "kakaricho")
    url = f"{AT}claims/{claim.id}/cash/"
    assert f'href="{url}"' in text(chief, f"payers/{PAYER}/")
    press = {"idempotency_key": str(uuid4())}
    for amount in ("", "0", "12001"):
        assert chief.post(url, {**press, "amount": amount}).status_code == 422
    where = chief.post(url, {**press, "amount": "5000"}).headers["Location"]
    assert chief.post(url, {**press, "amount": "5000"}).headers["Location"] == where
    shown = text(chief, where.removeprefix(AT))
    assert "K2026-000001" in shown and "5,000円" in shown and "7,000円" in shown
    with town.open("chief"):
        assert ledger.balance(claim.id).open == 7_000
        assert "cash" in {line.account for line in ledger.trial_balance(TODAY)}
        entry = Entry.objects.get(source_kind="collection.cash")
        ledger.reverse(entry.id, how("undo"))
    assert "取り消されています" in text(chief, where.removeprefix(AT))
