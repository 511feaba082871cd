"""Refunds by transfer file: told accounts, two persons, the ledger, what comes back, each step once."""

import doctest
import hashlib
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from tests.areas.collection.asking import ACCOUNT, say_accounts
from tests.areas.collection.payments import OTHER, PAYER, how, levy, work
from tests.world import MORNING, TODAY, Town, found_town, signed_in
from yakuba.areas.collection import job_kinds
from yakuba.areas.collection.actions import payees, refund_runs, refunding
from yakuba.areas.collection.models import Refund, RefundRun
from yakuba.platform.access import service as access
from yakuba.platform.cases import service as cases
from yakuba.platform.jobs import service as jobs
from yakuba.platform.jobs.models import Job
from yakuba.platform.ledger import service as ledger
from yakuba.platform.ledger.models import Entry
from yakuba.platform.ledger.service import Claim
from yakuba.platform.register.models import RegisterEntry
from yakuba.standards.money import accounts, transfers
from yakuba.standards.money.accounts import Account

database = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
AT = "/012084/collection/"
PAY_ON = date(2026, 11, 30)
ON_THE_DAY = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setattr("yakuba.platform.access.middleware.now", lambda: MORNING)
    return found_town("012084")


def owed_back() -> tuple[Claim, Claim]:
    """Two claims of two persons, paid twice and decided to be given back: 20,000 and 4,000 yen."""
    (mine,), (theirs,) = levy(10_000, due=TODAY), levy(5_000, payer=OTHER, due=TODAY, notice="7000002")
    ledger.receive_payment(mine.id, 30_000, how("mine"))
    ledger.receive_payment(theirs.id, 9_000, how("theirs"))
    refunding.decide(mine, 20_000, None, refunding.Press(uuid4(), "二重納付"))
    refunding.decide(theirs, 4_000, None, refunding.Press(uuid4(), "二重納付"))
    return mine, theirs


def begun(town: Town) -> RefundRun:
    """A run that its job has worked out."""
    with town.open("chief"):
        run = refund_runs.begin(PAY_ON)
    work(town)
    with town.open():
        run.refresh_from_db()
    return run


def decided(town: Town, run: RefundRun) -> bytes:
    """By somebody else than who began it."""
    assert run.case_id is not None
    with town.open("chief"), pytest.raises(cases.CaseError, match="自分が入力した"):
        cases.approve(run.case_id)
    with town.open():
        cases.approve(run.case_id)
        run.refresh_from_db()
        content = refund_runs.content_of(run)
    assert hashlib.sha256(content).hexdigest() == run.file_hash
    return content


def states(run_id: UUID) -> dict[int, str]:
    return dict(Refund.objects.filter(run_id=run_id).values_list("amount", "state"))


def test_accounts_as_files_name_them() -> None:
    assert doctest.testmod(accounts).failed == 0


@database
def test_a_file_of_two_persons_and_what_comes_back(town: Town) -> None:
    with town.open("chief"):
        mine, theirs = owed_back()
        with pytest.raises(refund_runs.CannotNow, match="振込元が決まっていません"):
            refund_runs.begin(PAY_ON)
        say_accounts()
        with pytest.raises(ledger.Refused, match="口座番号がありません"):
            wrong = Account(bank="9999", branch="991", kind="ordinary", number="0000000", holder="ヤマダ")
            payees.enter(PAYER, wrong, payees.Told("paper", TODAY))
        payees.enter(PAYER, ACCOUNT, payees.Told("paper", TODAY))
    with town.open("clerk"), pytest.raises(access.Refused):
        refund_runs.begin(PAY_ON)
    run = begun(town)
    with town.open("chief"):
        assert (run.state, run.payments, run.total, run.without_account) == ("planned", 1, 20_000, 1)
        assert states(run.id) == {20_000: "planned", 4_000: "no_account"}
        with pytest.raises(refund_runs.CannotNow, match="終わっていない"):
            refund_runs.begin(PAY_ON)
        with pytest.raises(ledger.Refused, match="振込データに入っています"):
            refunding.paid(mine, 1, refunding.Press(uuid4(), "窓口"))
    content = decided(town, run)
    with town.open("chief"):
        (payment,) = transfers.read(content).accepted
        assert (payment.amount, payment.account_number, payment.payee_name) == (20_000, "9000002", "ﾔﾏﾀﾞ ﾀﾛｳ")
        number = Refund.objects.get(amount=20_000, run_id=run.id).number
        assert payment.customer_code_1 == accounts.customer_code(number)
        refund_runs.sent(run.id)
    work(town)
    with town.open("chief"):
        standing = ledger.balance(mine.id)
        assert (standing.refund_payable, standing.in_transit) == (0, 20_000)
        assert refund_runs.post(run, 1, 200) == 1, "posted again, it is the entry that is there"
        assert Entry.objects.filter(kind="refund_sent").count() == 1
        with pytest.raises(refund_runs.CannotNow, match="振込日より前"):
            refund_runs.paid(run.id)
        told = f"番号,理由\n{number},口座がない\n還2026-999999,?\n".encode("cp932")
        taken, held = refund_runs.import_returns(run.id, told, TODAY)
        assert (taken, len(held)) == (1, 1)
        taken, held = refund_runs.import_returns(run.id, told, TODAY)
        assert (taken, len(held)) == (0, 2), "none twice"
        assert (ledger.balance(mine.id).refund_payable, ledger.balance(mine.id).in_transit) == (20_000, 0)
    again = begun(town)
    with town.open():
        assert (again.state, again.without_account) == ("cancelled", 2), "not to the account it came back from"
    _paid_then_back(town, mine, theirs)


def _paid_then_back(town: Town, mine: Claim, theirs: Claim) -> None:
    """New accounts, a new file, paid on the day; one is sent back by its bank after that."""
    with town.open("chief"):
        for number, digits in ((PAYER, "9000003"), (OTHER, "9000004")):
            told = Account(bank="9999", branch="991", kind="ordinary", number=digits, holder="ヤマダ タロウ")
            payees.enter(number, told, payees.Told("counter", TODAY, "窓口で聞き直した"))
            payees.enter(number, told, payees.Told("counter", TODAY))
        assert [len(payees.of(number)) for number in (PAYER, OTHER)] == [2, 1]
    run = begun(town)
    decided(town, run)
    with town.open("chief"):
        refund_runs.sent(run.id)
    work(town)
    with town.open("chief", instant=ON_THE_DAY):
        refund_runs.paid(run.id)
    work(town)
    with town.open("chief", instant=ON_THE_DAY):
        run.refresh_from_db()
        assert run.state == "paid" and ledger.balance(theirs.id).received == 5_000
        back = Refund.objects.get(run_id=run.id, claim_id=mine.id)
        refund_runs.returned(back.id, PAY_ON, "口座が解約されている")
        standing = ledger.balance(mine.id)
        assert (standing.refund_payable, standing.in_transit, standing.received) == (20_000, 0, 30_000)
        with pytest.raises(refund_runs.CannotNow, match="振り込んだ還付だけ"):
            refund_runs.returned(back.id, PAY_ON, "二度目")
        trial = ledger.trial_balance(PAY_ON)
        assert sum(line.debit for line in trial) == sum(line.credit for line in trial)


@database
def test_a_killed_posting_goes_on_and_posts_each_refund_once(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    with town.open("chief"):
        mine, theirs = owed_back()
        say_accounts()
        for number in (PAYER, OTHER):
            payees.enter(number, ACCOUNT, payees.Told("paper", TODAY))
    run = begun(town)
    decided(town, run)
    with town.open("chief"):
        refund_runs.sent(run.id)
        job = Job.objects.get(kind=refund_runs.POST)
    real, died = ledger.refund_sent, list[bool]()

    def dying(claim_id: UUID, amount: int, how: ledger.Posting) -> Entry:
        entry = real(claim_id, amount, how)
        if claim_id == theirs.id and not died:
            died.append(True)
            raise KeyboardInterrupt
        return entry

    monkeypatch.setattr(job_kinds, "CHUNK", 1)
    monkeypatch.setattr(ledger, "refund_sent", dying)
    with pytest.raises(KeyboardInterrupt):
        jobs.run_here(town.id, job.id)
    with town.open():
        assert Entry.objects.filter(kind="refund_sent").count() == 1, "nothing of the broken chunk remains"
    assert jobs.run_here(town.id, job.id).state == "succeeded"
    with town.open():
        assert Entry.objects.filter(kind="refund_sent").count() == 2
        assert [ledger.balance(one.id).in_transit for one in (mine, theirs)] == [20_000, 4_000]


@database
def test_the_pages_of_a_refund_run(town: Town) -> None:
    with town.open("chief"):
        owed_back()
        say_accounts()
    chief, clerk = signed_in(town, "kakaricho"), signed_in(town, "madoguchi")
    payee = f"{AT}payers/{PAYER}/payee/"
    assert f"{AT}refund-runs/" in chief.get(AT).content.decode()
    assert payee in chief.get(f"{AT}payers/{PAYER}/").content.decode()
    assert "口座の登録はありません" in chief.get(payee).content.decode()
    given = {"bank": "9999", "branch": "991", "kind": "ordinary", "number": "9000002", "holder": "やまだ　たろう"}
    given |= {"told_how": "paper", "told_on": "R8.11.24", "idempotency_key": str(uuid4())}
    assert chief.post(payee, given | {"number": "900000"}).status_code == 422
    assert chief.post(payee, given | {"told_on": "R9.1.1"}).status_code == 422
    assert chief.post(payee, given).status_code == 302
    assert "9999-991 普通 9000002 ヤマダ　タロウ" in chief.get(payee).content.decode()
    listed = f"{AT}refund-runs/"
    assert "2件" in chief.get(listed).content.decode() and "24,000円" in chief.get(listed).content.decode()
    key = {"idempotency_key": str(uuid4())}
    assert chief.post(listed, key | {"pay_on": "R8.11.28"}).status_code == 422, "a Saturday"
    where = chief.post(listed, key | {"pay_on": "R8.11.30"}).headers["Location"]
    work(town)
    shown = chief.get(where).content.decode()
    assert "決裁待ち" in shown and "口座の届出がない" in shown
    assert chief.get(f"{where}progress/").headers["HX-Refresh"] == "true"
    assert len(chief.post(f"{where}list.csv").content.decode("utf-8-sig").splitlines()) == 3
    assert chief.post(f"{where}file/").status_code == 409, "not before the decision"
    assert chief.post(f"{where}steps/sent/").status_code == 409
    assert chief.post(f"{where}steps/nothing/").status_code == 404
    for page in (listed, where, payee):
        assert clerk.get(page).status_code == 403, page
    with town.open():
        run = RefundRun.objects.get()
    assert "口座がないか保留で振り込まないもの" in chief.get(f"/012084/cases/{run.case_id}/").content.decode()
    assert "令和8年11月30日の還付 1件" in chief.get("/012084/").content.decode()
    with town.open():
        assert run.case_id is not None
        cases.approve(run.case_id)
        row = Refund.objects.get(state="planned")
    answer = chief.post(f"{where}file/")
    assert answer.status_code == 200 and len(answer.content) == 4 * 122
    assert chief.post(f"{where}steps/sent/").status_code == 302
    work(town)
    back = f"{where}refunds/{row.id}/return/"
    assert back in chief.get(where).content.decode() and "20,000円" in chief.get(back).content.decode()
    assert chief.post(back, key | {"day": "R8.11.24"}).status_code == 422
    assert chief.post(back, key | {"day": "R8.11.24", "reason": "口座がない"}).status_code == 302
    assert "振込不能" in chief.get(f"{where}?done=returned").content.decode()
    with town.open():
        assert RegisterEntry.objects.filter(act="print_list", subjects=[PAYER]).count() == 1
