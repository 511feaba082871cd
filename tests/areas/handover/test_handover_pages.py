"""Staff see at once what is stuck, send it again or take it back, and nobody without the duty does."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client

from tests.filings import arrival, colleague
from tests.residents import COUPLE, move_in
from tests.world import MORNING, Town, found_town, signed_in
from yakuba.areas.handover import service as handover
from yakuba.areas.handover.models import Handover
from yakuba.operation.simulators.outside_systems import OutsideSystem, OutsideSystems
from yakuba.platform.cases import filings
from yakuba.platform.cases import service as cases
from yakuba.platform.cases.models import Filing
from yakuba.platform.exchange import collector, delivery
from yakuba.platform.exchange.errors import Refused
from yakuba.platform.exchange.models import OutboxMessage, OutState
from yakuba.platform.exchange.registry import Incoming, handler_of
from yakuba.platform.exchange.spool import Spool

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
AGAIN, RECALL = 'id="handover-again"', 'id="handover-recall"'


@pytest.fixture
def town() -> Town:
    return found_town("012084")


@pytest.fixture
def spool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("django.conf.settings.SPOOL", str(tmp_path))
    return tmp_path


@pytest.fixture
def chief(town: Town) -> Client:
    return signed_in(town, "kakaricho")


@pytest.fixture
def filing(town: Town) -> Filing:
    with town.open():
        answers = {"place": "own", "start_on": "2026-12-01", "pay": "slip", "phone": "0157112222"}
        return filings.receive(arrival("water_start", move_in(COUPLE), answers))


def text(browser: Client, path: str) -> str:
    answer = browser.get(f"/012084/{path}")
    assert answer.status_code == 200
    return answer.content.decode()


def press(browser: Client, town: Town, filing: Filing, what: str, other: UUID | None = None) -> int:
    with town.open():
        key = other or Handover.objects.get().id
    return browser.post(f"/012084/filings/{filing.id}/handover/{key}/", {"do": what}).status_code


def test_a_failure_is_on_the_first_page_and_sent_again_it_arrives(
    town: Town, chief: Client, filing: Filing, spool: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = f"filings/{filing.id}/"
    assert "送信待ち" in text(chief, page) and AGAIN not in text(chief, page) and "引渡しの滞り" not in text(chief, "")
    with monkeypatch.context() as patch:

        def full(*args: object, **kwargs: object) -> None:
            raise OSError(28, "No space left on device")

        patch.setattr(Spool, "write", full)
        delivery.deliver_due()
    assert "引渡しの滞り<strong>1</strong>" in text(chief, "")
    assert filing.receipt_number in text(chief, "filings/?scope=declined") and "水道料金：処理できない" in text(
        chief, "filings/"
    )
    assert AGAIN in text(chief, page) and RECALL not in text(chief, page) and "滞っている" in text(chief, page)
    assert press(chief, town, filing, "again") == press(chief, town, filing, "again") == 302, "pressed twice"
    delivery.deliver_due()
    assert "送信済み" in text(chief, page) and "引渡しの滞り" not in text(chief, "")
    assert OutsideSystems(spool).play() == 1
    collector.collect()
    delivery.handle_due()
    with town.open():
        reference = Handover.objects.get().reference
    assert reference and reference in text(chief, page) and AGAIN not in text(chief, page)
    assert press(chief, town, filing, "again") == press(chief, town, filing, "recall") == 409


def test_a_file_the_system_does_not_read_is_taken_back_and_mended(
    town: Town, chief: Client, filing: Filing, spool: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert press(chief, town, filing, "recall") == 409, "not while it is on its way"
    delivery.deliver_due()
    with monkeypatch.context() as patch:
        patch.setattr(OutsideSystem, "refusal", lambda system, taken: "使用場所の区分を読めない")
        OutsideSystems(spool).play()
    collector.collect()
    page = text(chief, f"filings/{filing.id}/")
    assert "連携先が受け付けない：使用場所の区分を読めない" in page and AGAIN in page and RECALL in page
    assert press(chief, town, filing, "recall") == 302
    with town.open("chief"):
        filing.refresh_from_db()
        assert (filing.state, [one["code"] for one in filing.findings]) == (Filing.State.RECEIVED, ["H-04"])
        assert OutboxMessage.objects.get(kind="handover").state == OutState.SETTLED, "the next one may go"
        mended = filings.correct(filing.id, "place", "own")
        assert mended.state == Filing.State.ENTERED and mended.case_id
    with colleague(town):
        cases.approve(mended.case_id)
        assert Handover.objects.count() == 2
    page = text(chief, f"filings/{filing.id}/")
    assert "取りやめ" in page and "送信待ち" in page


def test_read_but_never_answered_it_is_told_and_taken_back_and_a_late_receipt_is_refused(
    town: Town, filing: Filing, spool: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery.deliver_due()
    with monkeypatch.context() as patch:
        patch.setattr(OutsideSystem, "replies", lambda system, taken: [])
        OutsideSystems(spool).play()
    collector.collect()
    with town.open("chief", MORNING + timedelta(days=2)):
        row = Handover.objects.get()
        assert handover.stuck() == []
        with pytest.raises(handover.CannotNow, match="停止していない"):
            handover.recall(row.id)
    with town.open("chief", MORNING + timedelta(days=4)):
        assert [(one.filing_id, one.trouble) for one in handover.stuck()] == [(filing.id, handover.NO_RECEIPT)]
        (shown,) = handover.of_filing(filing.receipt_number)
        assert (shown.may_send_again, shown.may_recall) == (False, True), "the system has the file"
        handover.recall(row.id)
        filing.refresh_from_db()
        assert (filing.state, handover.stuck()) == (Filing.State.RECEIVED, [])
        told = {"handover_id": str(row.id), "result": "accepted", "reference": "W-1"}
        take = handler_of("handover_receipt")
        assert take is not None
        with pytest.raises(Refused, match="取りやめた引渡し"):
            take(Incoming("party:system-water", "late", "handover_receipt", "x", 0, {"records": [told]}))


def test_without_the_duty_it_is_neither_counted_nor_sent(town: Town, filing: Filing, spool: Path) -> None:
    clerk = signed_in(town, "madoguchi")
    with town.open():
        OutboxMessage.objects.filter(kind="handover").update(state=OutState.DEAD, error="届かない")
    assert "引渡しの滞り" not in text(clerk, "") and filing.receipt_number not in text(clerk, "filings/")
    assert press(clerk, town, filing, "again") == 404, "the filing itself is not theirs"
    assert press(signed_in(town, "kakaricho"), town, filing, "again", UUID(int=1)) == 404
