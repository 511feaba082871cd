"""A protected person who moves out stays protected here, provisionally, from that very day (juki-1.0:3.4)."""

from datetime import date
from uuid import uuid4

import pytest

from tests.residents import COUPLE, move_in
from tests.world import TODAY, Town, found_town
from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.actions import planned_move_outs
from yakuba.areas.resident_registry.domain.event_inputs import Filing, RecordedDate
from yakuba.areas.resident_registry.domain.events import MoveOut
from yakuba.areas.resident_registry.domain.record_status import PlannedDestinationItems
from yakuba.platform.cases import service as cases
from yakuba.platform.disclosure import service as disclosure

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def kitami() -> Town:
    return found_town("012084")


def test_the_measure_becomes_provisional_with_the_move(kitami: Town) -> None:
    with kitami.open():
        wife = move_in(COUPLE)[1]
        number = int(wife.addressee_number)
        new = disclosure.NewProtection(
            applicant=number,
            measure="violence",
            received_on=date(2026, 10, 1),
            requesting_body="試験の警察署",
            starts_on=date(2026, 10, 5),
        )
        measure = disclosure.set_protection(new)
        event = MoveOut(
            filing=Filing(change_date=RecordedDate(TODAY), notified_on=TODAY),
            persons=(wife.addressee_number,),
            destination=PlannedDestinationItems(
                move_out_planned_prefecture="千葉県", move_out_planned_municipality="船橋市"
            ),
        )
        action = "resident_registry.move_out"
        alerts = {found.code: "試験のため" for found in cases.check(action, event)}
        case = cases.draft(cases.Draft(action=action, input=event, key=uuid4(), alerts=alerts))
        cases.enter(case.id)
        cases.approve(case.id)
        planned_move_outs.here()
        assert storage.latest([number])[0].is_removed
        measure.refresh_from_db()
        assert (measure.provisional_from, measure.starts_on) == (TODAY, None)
        assert "支援措置" in disclosure.subject_state([number])[number].mark
