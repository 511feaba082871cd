"""Letters of refunds, offsets and plans: what was decided, each once, frozen, held with reasons, same when killed."""

from __future__ import annotations

import io
import re
from datetime import date
from uuid import UUID, uuid4

import pypdf
import pytest

from tests.areas.collection.asking import ACCOUNT
from tests.areas.collection.payments import OTHER, PAYER, how, levy
from tests.areas.collection.test_withdrawals import withdrawn
from tests.areas.own_ledgers.ledgers import name_the_mayor
from tests.residents import ALONE, address, move_in
from tests.world import MORNING, TODAY, Town, found_town, signed_in
from yakuba.areas.collection import plan_letters, refund_letters
from yakuba.areas.collection.actions import payees, planning, refunding
from yakuba.areas.collection.domain import plans
from yakuba.platform.addressee.models import Addressee
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.documents import mailings, rendering
from yakuba.platform.documents.models import Mailing, MailingLetter
from yakuba.platform.jobs import service as jobs
from yakuba.platform.ledger import service as ledger
from yakuba.platform.ledger.models import Entry
from yakuba.platform.register.models import RegisterEntry

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
AT = "/012084/collection/"
SINCE = date(2026, 11, 1)


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setattr("yakuba.platform.access.middleware.now", lambda: MORNING)
    return found_town("012084")


def press(reason: str = "二重納付") -> refunding.Press:
    return refunding.Press(uuid4(), reason)


def shop() -> None:
    """PAYER is a body that is written to."""
    Addressee.objects.filter(addressee_number=PAYER).update(
        kind=Addressee.Kind.BODY,
        mailing_name="北見商店",
        mailing_postcode="0900024",
        mailing_address="北海道北見市本町１番地",
    )


def pages_of(content: bytes) -> list[str]:
    return [re.sub(r"\s", "", one.extract_text()) for one in pypdf.PdfReader(io.BytesIO(content)).pages]


def draw(town: Town, mailing: Mailing) -> None:
    with town.open():
        job = Mailing.objects.get(id=mailing.id).job_id
    assert jobs.run_here(town.id, UUID(str(job))).state == "succeeded"


def decided(town: Town) -> tuple[int, Entry, Entry]:
    """A resident's refund with an account, a shop's offset, and a refund of somebody without an address."""
    with town.open():
        resident = int(move_in(ALONE, address(lot="９番地"))[0].addressee_number)
    with town.open("chief"):
        name_the_mayor()
        (mine,) = levy(240_000, payer=resident, due=TODAY, notice="7000009")
        one, two = levy(30_000, 6_000, due=TODAY)
        (theirs,) = levy(5_000, payer=OTHER, due=TODAY, notice="7000003")
        shop()
        ledger.receive_payment(mine.id, 240_000, how("m1", date(2026, 7, 1)))
        second = ledger.receive_payment(mine.id, 240_000, how("m2", date(2026, 7, 1)))
        ledger.receive_payment(one.id, 36_000, how("s"))
        ledger.receive_payment(theirs.id, 9_000, how("t"))
        payees.enter(resident, ACCOUNT, payees.Told("paper", TODAY))
        refund = refunding.decide(mine, 240_000, date(2026, 7, 2), press())
        refunding.use_for(one, two, 6_000, press("納め過ぎ"))
        refunding.decide(theirs, 4_000, None, press())
    return resident, refund, second


def test_letters_of_refunds_and_offsets(town: Town) -> None:
    resident, _, _ = decided(town)
    chief, clerk = signed_in(town, "kakaricho"), signed_in(town, "madoguchi")
    listed = f"{AT}refund-notices/"
    assert clerk.get(listed).status_code == 403
    assert "通知していないもの 3件" in chief.get(listed).content.decode()
    key = {"idempotency_key": str(uuid4())}
    for wrong in ({"since": ""}, {"since": "いつか"}, {"since": "R8.11.25"}):
        assert chief.post(listed, key | wrong).status_code == 422, wrong
    where = chief.post(listed, key | {"since": "R8.11.1"}).headers["Location"]
    assert chief.post(listed, key | {"since": "R8.11.1"}).headers["Location"] == where, "while they are being made"
    with town.open():
        mailing = Mailing.objects.get()
    draw(town, mailing)
    with town.open():
        mailing.refresh_from_db()
        assert (mailing.letters, mailing.held, mailing.pages) == (2, 1, 2)
        assert MailingLetter.objects.get(state="held").addressee_number == OTHER
    assert chief.get(f"{where}progress/").headers["HX-Refresh"] == "true"
    offset, refund = pages_of(chief.post(f"{where}files/1/").content)
    for words in ("充当通知書", "北見商店御中", "充当した額6,000円", "第2期", "納め過ぎ", "地方税法17条・17条の2"):
        assert words in offset, words
    # 240,000 at 1.3 % from 2 July to 24 November: 1,248, below 100 dropped.
    for words in (
        "還付通知書",
        "髙橋幸様",
        "納め過ぎの額240,000円",
        "還付加算金1,200円",
        "還付する額241,200円",
        "届け出た口座",
    ):
        assert words in refund, words
    assert "審査請求" in refund and "5年間" in refund and "9000002" not in refund
    assert "送付先を登録する" in chief.get(where).content.decode()
    lines = chief.post(f"{where}list.csv").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3 and "還通2026-" in lines[1]
    assert chief.post(f"{where}files/2/").status_code == 404
    again = chief.post(listed, {"idempotency_key": str(uuid4()), "since": "R8.11.1"})
    assert again.status_code == 302, "the one that could not be sent is told again"
    with town.open():
        second = Mailing.objects.exclude(id=mailing.id).get()
    draw(town, second)
    with town.open():
        assert [one.addressee_number for one in MailingLetter.objects.filter(mailing_id=second.id)] == [OTHER]
        assert RegisterEntry.objects.filter(act="print_list", subjects=sorted((PAYER, resident))).count() == 2


def test_a_withdrawal_holds_the_letter_and_is_told(town: Town) -> None:
    resident, refund, second = decided(town)
    with town.open("chief"):
        mailing = refund_letters.start(SINCE)
    draw(town, mailing)
    with town.open("chief"):
        refunding.paid(ledger.Claim.objects.get(notice_number="7000009"), 200_000, press("窓口"))
        ledger.reverse(second.id, how("taken back"))
    withdrawn(town, refund.id, "口座振替の結果の誤り")
    with town.open("chief"):
        (telling,) = [one for one in refund_letters.to_tell(SINCE) if one.decided.claim.addressee_number == resident]
        assert telling.void
        later = refund_letters.start(SINCE)
    draw(town, later)
    chief = signed_in(town, "kakaricho")
    (letter,) = pages_of(chief.post(f"{AT}refund-notices/{later.id}/files/1/").content)
    for words in (
        "還付・充当決定取消通知書",
        "口座振替の結果の誤り",
        "返していただく額200,000円",
        "返還の期限令和8年12月24日",
    ):
        assert words in letter, words
    (kept,) = pages_of(chief.post(f"{AT}refund-notices/{mailing.id}/files/1/").content)
    assert "充当通知書" in kept, "the refund's letter is not given out again"
    with town.open():
        row = MailingLetter.objects.get(mailing_id=mailing.id, subject=str(refund.id))
        assert row.state == "held" and "取り消された" in row.why
        assert [one.decided.claim.addressee_number for one in refund_letters.to_tell(SINCE)] == [OTHER]


def test_what_is_withdrawn_before_it_was_told_is_not_told(town: Town) -> None:
    resident, refund, second = decided(town)
    with town.open("chief"):
        ledger.reverse(second.id, how("taken back"))
    withdrawn(town, refund.id)
    with town.open("chief"):
        assert resident not in [one.decided.claim.addressee_number for one in refund_letters.to_tell(SINCE)]


def test_killed_while_drawing_it_gives_the_same_letters(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    resident, _, _ = decided(town)
    with town.open("chief"):
        mailing = refund_letters.start(SINCE)
        job = mailing.job_id
    assert job is not None
    real, died = rendering.render_many, list[bool]()

    def dying(*given: object, **named: object) -> rendering.Rendered:
        if not died:
            died.append(True)
            raise KeyboardInterrupt
        return real(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(rendering, "render_many", dying)
    with pytest.raises(KeyboardInterrupt):
        jobs.run_here(town.id, job)
    with town.open("chief"):
        frozen = list(MailingLetter.objects.order_by("place").values_list("number", "subject"))
        assert len(frozen) == 3
        disclosure.set_protection(disclosure.NewProtection(resident, "violence", date(2026, 11, 1), "試験"))
        (mine,) = levy(1_000, payer=resident, due=TODAY, notice="7000010")
        ledger.receive_payment(mine.id, 2_000, how("later"))
        refunding.decide(mine, 1_000, None, press())
    assert jobs.run_here(town.id, job).state == "succeeded"
    with town.open("chief"):
        assert list(MailingLetter.objects.order_by("place").values_list("number", "subject")) == frozen
    content = signed_in(town, "kakaricho").post(f"{AT}refund-notices/{mailing.id}/files/1/").content
    mine_ = next(page for page in pages_of(content) if "髙橋幸様" in page)
    assert "収納担当" not in mine_, "a protected person's letter names no office"


def test_letters_of_plans(town: Town) -> None:
    with town.open("chief"):
        name_the_mayor()
        claims = levy(120_000, 30_000, due=date(2026, 6, 30))
        (theirs,) = levy(9_000, payer=OTHER, due=date(2026, 10, 31), notice="7000003")
        shop()
        total = sum(one.sum for one in planning.debts(PAYER))
        parts = plans.spread(total, date(2026, 12, 25), 60)
        plan = planning.agree(PAYER, [one.id for one in claims], parts, (uuid4(), "失業"))
        few = plans.spread(sum(one.sum for one in planning.debts(OTHER)), date(2026, 12, 25), 3)
        ended = planning.agree(OTHER, [theirs.id], few, (uuid4(), "失業"))
        mailing = plan_letters.start(SINCE)
        planning.end(ended.id, "作り直す")
    draw(town, mailing)
    chief = signed_in(town, "kakaricho")
    where = f"{AT}plan-notices/{mailing.id}/"
    front, behind = pages_of(chief.post(f"{where}files/1/").content)
    for words in (
        "分割納付承認通知書",
        plan.number,
        "北見商店御中",
        f"{total:,}円",
        "60回",
        "令和13年11月25日",
        "2,000円",
    ):
        assert words in front, words
    for words in ("第1期", "120,000円", "3,700円", claims[0].number, "延滞金"):
        assert words in behind, words
    with town.open():
        assert MailingLetter.objects.count() == 1, "the plan that was ended is not told"
    assert len(chief.post(f"{where}list.csv").content.decode("utf-8-sig").splitlines()) == 2
    listed = chief.get(f"{AT}plan-notices/").content.decode()
    assert where in listed and "通知していないもの 0件" in listed
    assert signed_in(town, "madoguchi").get(where).status_code == 403
    assert chief.get(f"{AT}refund-notices/{mailing.id}/").status_code == 404, "another kind's page"
    with town.open("chief"), pytest.raises(mailings.CannotMail, match="通知していないものはありません"):
        plan_letters.start(SINCE)
    with town.open("chief"):
        planning.end(plan.id, "納付がない")
    assert chief.post(f"{where}files/1/").status_code == 422
    assert "計画は取りやめられた" in chief.get(where).content.decode()
