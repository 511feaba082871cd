"""Direct debit from the request to the bank's answer, to the reminder of what failed; slips of open claims."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from tests.areas.collection.asking import say_accounts
from tests.areas.collection.payments import OTHER, PAYER, how, levy, work
from tests.world import MORNING, TODAY, Town, found_town, signed_in
from yakuba.areas.collection.actions import debits, mandates, reminding, slips
from yakuba.areas.collection.actions.receiving import receive
from yakuba.areas.collection.domain.lines import Received, Way
from yakuba.areas.collection.models import (
    Debit,
    DebitMandate,
    DebitRequest,
    PaymentLine,
    PaymentSlip,
    Reminder,
    ReminderRun,
)
from yakuba.platform.access import service as access
from yakuba.platform.ledger import service as ledger
from yakuba.platform.ledger.service import Claim
from yakuba.platform.parameters import service as parameters
from yakuba.standards.money import direct_debit
from yakuba.standards.money.accounts import Account
from yakuba.standards.money.slips import parse

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
AT = "/012084/collection/"
THIRD, FOURTH = 10_033, 10_041
DUE = date(2026, 11, 2)
BEFORE = datetime(2026, 10, 26, 1, 0, tzinfo=UTC)


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setattr("yakuba.platform.access.middleware.now", lambda: MORNING)
    return found_town("012084")


def account(digits: str) -> Account:
    return Account(bank="9999", branch="991", kind="ordinary", number=digits, holder="ヤマダ タロウ")


def told(starts_on: date = date(2026, 6, 1), scheme: str = "") -> mandates.Told:
    return mandates.Told("paper", date(2026, 5, 20), scheme, starts_on)


def answered(request: bytes, codes: str) -> bytes:
    """A request as the bank sends it back, one code a debit."""
    records = [bytearray(request[at : at + 122]) for at in range(0, len(request), 122)]
    sums = [0, 0, 0, 0]
    for record, code in zip(records[1:], codes, strict=False):
        record[111:112] = code.encode()
        at = 0 if code == "0" else 2
        sums[at], sums[at + 1] = sums[at] + 1, sums[at + 1] + int(record[80:90])
    trailer = f"{sums[0]:06}{sums[1]:012}{sums[2]:06}{sums[3]:012}".encode()
    records[len(codes) + 1][19:55] = trailer
    return b"".join(records)


def requested(town: Town) -> tuple[DebitRequest, dict[int, Claim]]:
    """Four people owe; three have a registration, and the bank was sent their request."""
    with town.open("chief", instant=BEFORE):
        say_accounts()
        claims = {}
        for at, number in enumerate((PAYER, OTHER, THIRD, FOURTH)):
            (claims[number],) = levy(10_000 + at, payer=number, due=DUE, notice=f"700000{at}")
            if number != FOURTH:
                mandates.enter(number, account(f"900000{at}"), told())
        levy(5_000, due=date(2026, 11, 5), notice="7000008")
        request = debits.begin(DUE, DUE)
        with pytest.raises(debits.CannotNow, match="送付前"):
            debits.begin(DUE, DUE)
    work(town)
    with town.open("chief", instant=BEFORE):
        request.refresh_from_db()
        assert (request.state, request.debits, request.total) == ("made", 3, 30_003)
        assert debits.content_of(request) == debits.file_of(request)
        debits.sent(request.id)
    return request, claims


def test_request_result_receipt_or_failure_then_reminder(town: Town) -> None:
    with town.open("clerk"), pytest.raises(access.Refused):
        debits.begin(DUE, DUE)
    request, claims = requested(town)
    with town.open("chief"):
        content = debits.content_of(request)
        asked = direct_debit.read_requests(content).accepted
        assert [one.customer_number.strip() for one in asked] == [claims[one].number for one in (PAYER, OTHER, THIRD)]
        assert {one.new_code for one in asked} == {"1"}, "the first request of each registration"
        reminding.start(date(2026, 11, 23))
    work(town)
    with town.open("chief"):
        early = dict(Reminder.objects.values_list("claim_id", "state"))
        assert early[claims[FOURTH].id] == "sent", "who has no registration is reminded"
        assert early[claims[PAYER].id] == early[claims[OTHER].id] == "dropped", "the bank has not answered"
        receive(Way.DEBIT, "結果.dat", answered(content, "014"), Received(TODAY, DUE))
    work(town)
    with town.open("chief"):
        states = dict(Debit.objects.values_list("addressee_number", "state"))
        assert states == {PAYER: "paid", OTHER: "failed", THIRD: "failed"}
        assert [ledger.balance(claims[one].id).open for one in (PAYER, OTHER, THIRD)] == [0, 10_001, 10_002]
        assert DebitRequest.objects.get().state == "answered"
        lines = list(PaymentLine.objects.order_by("number"))
        assert [line.state for line in lines] == ["applied", "noted", "held"]
        assert debits.answer(lines) == 0, "told again, nothing changes"
        assert [one.addressee_number for one in mandates.doubtful()] == [THIRD]
        reminding.start(TODAY)
    work(town)
    with town.open("chief"):
        run = ReminderRun.objects.get(day=TODAY)
        late = dict(Reminder.objects.filter(run_id=run.id).values_list("claim_id", "state"))
        assert late == {claims[OTHER].id: "sent", claims[THIRD].id: "sent"}
        _slips_for_what_failed(request, claims)
    _the_next_request(town)


def _slips_for_what_failed(request: DebitRequest, claims: dict[int, Claim]) -> None:
    parameters.set("collection.slip_company", date(2026, 4, 1), "999999", "契約")
    parameters.set("collection.el_body", date(2026, 4, 1), "12345", "契約")
    parameters.set("collection.el_items", date(2026, 4, 1), "resident_tax=001", "契約")
    press = uuid4()
    batch = slips.make_failed(request.id, date(2026, 12, 15), press)
    assert slips.make_failed(request.id, date(2026, 12, 15), press).id == batch.id
    rows = list(PaymentSlip.objects.order_by("place"))
    assert {row.claim_id for row in rows} == {claims[OTHER].id, claims[THIRD].id}
    slip = parse(rows[0].barcode)
    assert (slip.free[:13], slip.amount, slip.due) == (claims[OTHER].number, 10_001, date(2026, 12, 15))
    words = slips.el_words(rows[0], claims[OTHER], slips.numbers_on(TODAY))
    assert (words["案件特定キー"], words["税目・料金番号"]) == (claims[OTHER].number, "001")
    again = slips.make_for(OTHER, [claims[OTHER].id], date(2026, 12, 28), uuid4())
    issued = PaymentSlip.objects.get(batch_id=again.id)
    assert (issued.issue, parse(issued.barcode).reissue) == (1, "1")
    parameters.set("collection.store_limit", date(2026, 4, 1), 10_000, "契約")
    large = slips.make_for(OTHER, [claims[OTHER].id], date(2026, 12, 28), uuid4())
    assert PaymentSlip.objects.get(batch_id=large.id).barcode == "", "more than a store takes"
    with pytest.raises(ledger.Refused, match="未収がありません"):
        slips.make_for(PAYER, [claims[PAYER].id], date(2026, 12, 28), uuid4())


def _the_next_request(town: Town) -> None:
    """A doubtful registration is left out, a stopped one is no longer there, a changed amount stops the sending."""
    day = date(2026, 12, 25)
    with town.open("chief"):
        (mine,) = levy(20_000, due=day, notice="7100000")
        levy(20_000, payer=OTHER, due=day, notice="7100001")
        levy(20_000, payer=THIRD, due=day, notice="7100002")
        other = DebitMandate.objects.get(addressee_number=OTHER)
        with pytest.raises(ledger.Refused, match="理由"):
            mandates.stop(other.id, day, " ")
        mandates.stop(other.id, day, "本人の届出")
        request = debits.begin(day, day)
    work(town)
    with town.open("chief"):
        rows = {row.addressee_number: row for row in Debit.objects.filter(request_id=request.id)}
        assert {number: row.state for number, row in rows.items()} == {PAYER: "planned", THIRD: "left_out"}
        assert not rows[PAYER].is_first and "依頼書なし" in rows[THIRD].result
        batch = slips.make_due(day, day, uuid4())
        billed = PaymentSlip.objects.filter(batch_id=batch.id).values_list("claim__addressee_number", flat=True)
        assert sorted(billed) == [OTHER, THIRD], "slips are for those whom no bank draws"
        ledger.receive_payment(mine.id, 1_000, how("part"))
        with pytest.raises(debits.CannotNow, match="未収額が変わった"):
            debits.sent(request.id)
        debits.cancel(request.id)
        assert Debit.objects.get(request_id=request.id, state="void").addressee_number == PAYER
        mandates.enter(THIRD, account("9000009"), told(date(2026, 12, 1)))
        assert mandates.doubtful() == [], "a new registration answers the bank"
        renewed = mandates.of(THIRD)
        assert [one.stops_on for one in renewed] == [None, date(2026, 12, 1)]
        assert mandates.enter(THIRD, account("9000009"), told(date(2026, 12, 1))).id == renewed[0].id


def test_the_pages_of_slips_and_debits(town: Town) -> None:
    day = date(2026, 12, 25)
    with town.open("chief"):
        say_accounts()
        parameters.set("collection.slip_company", date(2026, 4, 1), "999999", "契約")
        levy(20_000, due=day)
        (theirs,) = levy(30_000, payer=OTHER, due=day, notice="7000002")
    chief, clerk = signed_in(town, "kakaricho"), signed_in(town, "madoguchi")
    own = f"{AT}payers/{PAYER}/mandates/"
    assert own in chief.get(f"{AT}payers/{PAYER}/").content.decode()
    assert "登録はありません" in chief.get(own).content.decode()
    given = {"bank": "9999", "branch": "991", "kind": "ordinary", "number": "9000002", "holder": "ヤマダ"}
    given |= {"scheme": "resident_tax", "starts_on": "R8.12.1", "told_how": "paper", "told_on": "R8.11.24"}
    assert chief.post(own, {**given, "idempotency_key": str(uuid4()), "number": "0000000"}).status_code == 422
    assert chief.post(own, {**given, "idempotency_key": str(uuid4())}).status_code == 302
    assert "個人住民税" in chief.get(own).content.decode()
    assert "まだありません" in chief.get(f"{AT}debits/").content.decode()
    press = {"due_on": "R8.12.25", "debit_on": "R8.12.26", "idempotency_key": str(uuid4())}
    assert chief.post(f"{AT}debits/", press).status_code == 422, "a Saturday"
    where = chief.post(f"{AT}debits/", press | {"debit_on": "R8.12.25"}).headers["Location"]
    work(town)
    assert "20,000" in chief.get(where).content.decode()
    assert chief.get(f"{where}progress/").headers["HX-Refresh"] == "true"
    assert len(chief.post(f"{where}file/").content) == 4 * 122
    assert len(chief.post(f"{where}list.csv").content.decode("utf-8-sig").splitlines()) == 2
    assert chief.post(f"{where}steps/nothing/").status_code == 404
    assert chief.post(f"{where}slips/", {"until": "R8.12.28", "idempotency_key": str(uuid4())}).status_code == 409
    assert chief.post(f"{where}steps/sent/").status_code == 302
    assert chief.post(f"{where}steps/cancel/").status_code == 409
    with town.open():
        stop = f"{AT}mandates/{DebitMandate.objects.get().id}/stop/"
    assert chief.post(stop, {"day": "R8.12.1", "idempotency_key": str(uuid4())}).status_code == 422
    press = {"day": "R9.1.1", "reason": "解約", "idempotency_key": str(uuid4())}
    assert chief.post(stop, press).status_code == 302 and chief.post(stop, press).status_code == 422
    _slip_pages(town, theirs)
    for page in (own, f"{AT}debits/", where, stop, f"{AT}slips/", f"{AT}payers/{PAYER}/slips/"):
        assert clerk.get(page).status_code == 403, page


def _slip_pages(town: Town, theirs: Claim) -> None:
    chief = signed_in(town, "kakaricho")
    assert "まだありません" in chief.get(f"{AT}slips/").content.decode()
    press = {"due_on": "R8.12.25", "until": "R8.12.25", "idempotency_key": str(uuid4())}
    assert chief.post(f"{AT}slips/", press | {"until": "R8.11.1"}).status_code == 422
    where = chief.post(f"{AT}slips/", press).headers["Location"]
    shown = chief.get(where).content.decode()
    assert theirs.number in shown and "(91)999999-" in shown
    rows = chief.post(f"{where}list.csv").content.decode("utf-8-sig").splitlines()
    assert len(rows) == 2 and f"91999999{theirs.number}" in rows[1]
    sheet = chief.post(f"{where}sheets/")
    assert sheet.headers["Content-Type"] == "application/pdf" and sheet.content.startswith(b"%PDF-")
    own = f"{AT}payers/{OTHER}/slips/"
    assert theirs.number in chief.get(own).content.decode()
    press = {"until": "R8.12.28", "idempotency_key": str(uuid4())}
    assert chief.post(own, press).status_code == 422
    assert chief.post(own, press | {"claims": str(uuid4())}).status_code == 422
    where = chief.post(own, press | {"claims": str(theirs.id)}).headers["Location"]
    assert UUID(where.rstrip("/").rpartition("/")[2]) and "1枚" in chief.get(where).content.decode()
