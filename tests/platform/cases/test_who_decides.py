"""What ends by itself and what waits for somebody who did not type it."""

from typing import Any

import pytest

from tests.filings import arrival, clerk, colleague
from tests.platform.cases.own import dog, published
from tests.residents import COUPLE, move_in
from tests.world import TODAY, Town, found_town
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.platform.cases import filings
from yakuba.platform.cases import service as cases
from yakuba.platform.cases.models import Filing
from yakuba.platform.cases.procedure_parts import faults_of
from yakuba.platform.cases.procedures import catalogue
from yakuba.platform.cases.procedures.definition import dump, parse

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
WATER = {"place": "own", "start_on": "2026-12-01", "pay": "slip", "phone": "12"}
COUNTER: dict[str, Any] = {"channel": "counter", "level": "counter", "account": None}


@pytest.fixture
def town() -> Town:
    return found_town("012084")


@pytest.fixture
def family(town: Town) -> list[Record]:
    with town.open():
        return move_in(COUPLE)


@pytest.mark.parametrize("code", ["move_out", "child_allowance_claim", "resident_tax_relief"])
def test_no_shipped_procedure_can_change_a_register_by_itself(code: str) -> None:
    """Found at start. What may end by itself, such as a copy or a hand-over, is no fault."""
    shipped = {one.code: one for one in catalogue.load().procedures}
    alone = parse(dump(shipped[code]) | {"finish": "automatic"}, code)
    assert faults_of(alone) == [
        f"procedure {code} version 1: action {alone.action} is decided by a person, never by itself"
    ]
    assert [fault for one in shipped.values() for fault in faults_of(one)] == []


def test_what_a_clerk_mended_waits_for_somebody_else(town: Town, family: list[Record]) -> None:
    """Of a procedure that otherwise ends by itself."""
    with town.open("chief"):
        filing = filings.receive(arrival("water_start", family, WATER))
        assert filing.state == Filing.State.RECEIVED, "12 is no telephone number"
        filing = filings.correct(filing.id, "phone", "0157-11-2222")
        assert (filing.state, filing.typed_by) == (Filing.State.ENTERED, town.chief.id)
        assert filing.case_id is not None
        with pytest.raises(cases.CaseError, match="自分が入力"):
            cases.approve(filing.case_id)
    with colleague(town):
        cases.approve(filing.case_id)
        filing.refresh_from_db()
        assert filing.state == Filing.State.HANDED


def test_what_was_said_at_the_counter_ends_by_itself_unless_it_enters_a_ledger(
    town: Town, family: list[Record]
) -> None:
    typed = COUNTER | {"typed_by": clerk(town)}
    answers = {"q1": "ポチ", "q2": "no"}
    with town.open("chief"):
        own = published(TODAY, dog() | {"finish": "automatic", "letter": None, "fee_yen": 0}).code
    with town.open():
        water = filings.receive(arrival("water_start", family, WATER | {"phone": "0157-11-2222"}, **typed))
        assert water.state == Filing.State.HANDED
        at_home = filings.receive(arrival(own, family, answers))
        assert at_home.state == Filing.State.DONE, at_home.findings
        by_clerk = filings.receive(arrival(own, family, answers, applicant=int(family[1].addressee_number), **typed))
        assert by_clerk.state == Filing.State.ENTERED, by_clerk.findings
