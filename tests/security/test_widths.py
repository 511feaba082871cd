"""An item longer than its column is told to the clerk who enters it; nobody's page breaks later, nothing is cut."""

from uuid import uuid4

import pytest

from tests.residents import COUPLE, move_in
from tests.world import Town, signed_in
from yakuba.areas.resident_registry.models import ResidentRecord
from yakuba.platform.cases.models import Case
from yakuba.standards import towns

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.mark.parametrize(("lot", "status"), [("５" * 50, 302), ("５" * 51, 422), ("５" * 200, 422)])
def test_a_lot_longer_than_its_column_comes_back_to_the_clerk(kitami: Town, lot: str, status: int) -> None:
    with kitami.open():
        couple = move_in(COUPLE)
    before = couple[0]
    sent = {
        "idempotency_key": str(uuid4()),
        "chosen": [one.addressee_number for one in couple],
        "change_date": "令8.11.20",
        "filing_kind": "1",
        "notified_on": "令8.11.24",
        "destination": "new",
        "town": towns.towns("012084")[3].name,
        "lot": lot,
    }
    path = f"/012084/residents/changes/move_within/?household={before.household_number}"
    answer = signed_in(kitami, "madoguchi").post(path, sent)
    assert answer.status_code == status
    if status == 422:
        assert f"{len(lot) - 50}文字長い（50文字まで）" in answer.content.decode()
    with kitami.open():
        assert Case.objects.filter(action="resident_registry.move_within").count() == (status == 302)
        assert {len(row) for row in ResidentRecord.objects.values_list("address_lot", flat=True)} == {
            len(before.address_lot)
        }
