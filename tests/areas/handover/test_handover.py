"""A filing handed to another system: row and message together, the file read back, the receipt once, failures seen."""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db.models import QuerySet

from tests.filings import arrival, colleague
from tests.residents import COUPLE, move_in
from tests.world import TODAY, Town, found_town
from yakuba.areas.handover.models import Handover
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.operation.simulators.outside_systems import OutsideSystems
from yakuba.platform.cases import filings
from yakuba.platform.cases import service as cases
from yakuba.platform.cases.models import Case, Filing
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.exchange import collector, delivery, registry
from yakuba.platform.exchange.errors import Refused
from yakuba.platform.exchange.models import InboxMessage, InState, OutboxMessage, OutState
from yakuba.platform.exchange.registry import Incoming
from yakuba.platform.register.models import RegisterEntry

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
WATER = {"place": "own", "start_on": "2026-12-01", "pay": "slip", "phone": "0157-11-2222"}
ACCOUNT = {"bank": "0001", "branch": "002", "kind": "ordinary", "number": "0123456", "holder": "サトウ タロウ"}
NUMBER = "123456789018"  # with the check digit of an individual number


@pytest.fixture
def town() -> Town:
    return found_town("012084")


@pytest.fixture
def family(town: Town) -> list[Record]:
    with town.open():
        return move_in(COUPLE)


@pytest.fixture
def spool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("django.conf.settings.SPOOL", str(tmp_path))
    return tmp_path


def file(town: Town, family: list[Record], **answers: Any) -> Filing:
    with town.open():
        return filings.receive(arrival("water_start", family, WATER | answers))


def play(spool: Path) -> None:
    """The worker delivers, the other systems answer, the worker takes the answers."""
    delivery.deliver_due()
    OutsideSystems(spool).play()
    collector.collect()
    delivery.handle_due()


def sent() -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(kind="handover")


def taken(spool: Path) -> list[dict[str, str]]:
    return [json.loads(found.read_text()) for found in sorted((spool / "system-water" / "taken").glob("*.json"))]


def receipt(row: Handover, sender: str = "party:system-water", **record: str) -> None:
    told = {"handover_id": str(row.id), "result": "accepted", "reference": "W-1", "reason": ""} | record
    take = registry.handler_of("handover_receipt")
    assert take is not None
    take(Incoming(sender, str(uuid4()), "handover_receipt", "x", 0, {"records": [told]}))


def test_from_the_filing_to_the_reference_number(town: Town, family: list[Record], spool: Path) -> None:
    """The same answer twice has one effect; a protected person is marked, and no individual number goes out."""
    applicant = int(family[0].addressee_number)
    with town.open("chief"):
        disclosure.set_protection(disclosure.NewProtection(applicant, "violence", TODAY, "警察署", starts_on=TODAY))
    filing = file(town, family, pay="account", account=ACCOUNT, customer_number="0123456789")
    assert filing.state == Filing.State.HANDED
    play(spool)
    with town.open():
        filing.refresh_from_db()
        row = Handover.objects.get()
        assert (filing.state, filing.outcome["reference"]) == (Filing.State.DONE, row.reference)
        assert OutboxMessage.objects.get(id=row.message_id).state == OutState.SETTLED
        entry = RegisterEntry.objects.get(act="send", detail__receiver="system-water")
        assert (entry.subjects, entry.case_id) == ([applicant], row.case_id)
        assert InboxMessage.objects.get().state == InState.HANDLED
        receipt(row, reference=row.reference)  # doubled
        assert filings.find(filing.key).revision == filing.revision  # type: ignore[union-attr]
        for wrong in ({"reference": "W-2"}, {"result": "refused", "reason": "x"}):
            with pytest.raises(Refused, match="先の返事"):
                receipt(row, **wrong)
    (record,) = taken(spool)
    assert record["handover_id"] == str(row.id)
    assert record["applicant_address"].startswith("北海道北見市") and record["applicant_protection"] == "支援措置中"
    assert (record["answer_pay"], record["answer_pay_label"]) == ("account", "口座振替")
    assert record["answer_account_holder"] == "サトウ タロウ" and record["answer_place_address_town"] == ""
    assert all(isinstance(value, str) for value in record.values())


def test_sent_back_mended_and_out_again_with_a_new_id(town: Town, family: list[Record], spool: Path) -> None:
    filing = file(town, family, note="模擬差戻し")
    play(spool)
    with town.open("chief"):
        filing.refresh_from_db()
        assert (filing.state, filing.case_id) == (Filing.State.RECEIVED, None)
        assert [one["code"] for one in filing.findings] == ["H-03"] and "水道料金の差戻し" in str(filing.findings)
        first = Handover.objects.get()
        mended = filings.correct(filing.id, "note", "北側の扉から")
        assert mended.state == Filing.State.ENTERED and mended.case_id, "what was mended waits for somebody else"
    with colleague(town):
        cases.approve(mended.case_id)
        filing.refresh_from_db()
        assert filing.state == Filing.State.HANDED
    play(spool)
    with town.open():
        filing.refresh_from_db()
        assert filing.state == Filing.State.DONE
        second = Handover.objects.exclude(id=first.id).get()
        assert first.state == Handover.State.REFUSED and second.state == Handover.State.TAKEN
        receipt(first, result="refused", reference="", reason=first.reason)  # late: nothing happens
        filing.refresh_from_db()
        assert filing.state == Filing.State.DONE
    assert [record["handover_id"] for record in taken(spool)] == [str(second.id)]


def test_receipts_nobody_waits_for(town: Town, family: list[Record], spool: Path) -> None:
    file(town, family)
    with town.open():
        row = Handover.objects.get()
        wrong: list[tuple[dict[str, str], str]] = [
            ({"handover_id": str(uuid4())}, "引き渡していない"),
            ({"handover_id": "17"}, "読み取れない"),
            ({"sender": "party:system-waste"}, "引き渡していない"),
            ({"result": "perhaps"}, "accepted か refused"),
            ({"reference": " "}, "reference がない"),
            ({"result": "refused", "reason": "x" * 401}, "reason がない"),
        ]
        for changed, told in wrong:
            with pytest.raises(Refused, match=told):
                receipt(row, **changed)
        row.refresh_from_db()
        assert row.state == Handover.State.WAITING


def test_undone_there_is_neither_row_nor_message(
    town: Town, family: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the process dies before the commit. Filed again under its key, it goes out once."""
    new = arrival("water_start", family, WATER)

    def dies(case: Case) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt), town.open():
        patch.setattr("yakuba.platform.cases.service.case_changed", dies)
        filings.receive(new)
    with town.open():
        assert not Handover.objects.exists() and not sent().exists() and not Filing.objects.exists()
        assert filings.receive(new).state == filings.receive(new).state == Filing.State.HANDED
        assert (Handover.objects.count(), sent().count()) == (1, 1)


def test_an_individual_number_in_a_free_text_does_not_leave(town: Town, family: list[Record]) -> None:
    for text in (f"番号は{NUMBER}", "1234-5678-9018です", "１２３４５６７８９０１８"):
        filing = file(town, family, note=text)
        assert [one["code"] for one in filing.findings] == ["H-01"] and filing.state == Filing.State.RECEIVED
        with town.open():
            filings.withdraw(filing.key)
    assert file(town, family, note="伝票 123456789019").state == Filing.State.HANDED, "no number: wrong check digit"
    with town.open():
        (message,) = sent()
        assert NUMBER not in json.dumps(message.payload)
