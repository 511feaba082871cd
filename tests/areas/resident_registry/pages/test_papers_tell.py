"""What a certificate tells: the day of notice of the address, history only of what was asked for, training marked."""

import io
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pypdf
import pytest

from tests.flows import Desk
from tests.residents import FAMILY, move_in
from tests.world import Town, found_town
from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.pages import comparing
from yakuba.platform.parameters import service as parameters
from yakuba.standards import towns

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def with_certifier(town: Town) -> Town:
    with town.open("chief"):
        parameters.set("certifier.mayor.title", date(2026, 4, 1), "北見市長", "試験")
        parameters.set("certifier.mayor.name", date(2026, 4, 1), "北見　太郎", "試験")
    return town


@pytest.fixture
def desk() -> Desk:
    return Desk(with_certifier(found_town("012084")))


def issue(desk: Desk, number: str, household: str, *items: str) -> str:
    """The words of a copy for one person."""
    form = {
        "idempotency_key": str(uuid4()),
        "applicant": "self",
        "identification": "card",
        "purpose": "勤務先へ提出",
        "kind": "copy_individual",
        "chosen": [number],
        "items": list(items),
    }
    answer = desk.clerk.post(desk.url(f"certificates/?household={household}"), form)
    assert answer.status_code == 302, answer.content.decode()
    pdf = desk.clerk.get(f"{answer.headers['Location']}pdf/").content
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).replace("\n", "")


def moved_within(desk: Desk) -> tuple[str, str]:
    """A family that came on 令和7年4月3日 (day of notice) and moved inside the town, told on 令和8年11月20日; then the
    wife became the head, which has its own day of notice. Her number and household."""
    with desk.town.open():
        family = move_in(FAMILY)
    numbers = [record.addressee_number for record in family]
    desk.register(
        f"changes/move_within/?household={family[0].household_number}",
        {
            "chosen": numbers,
            "change_date": "令8.11.19",
            "filing_kind": "1",
            "notified_on": "令8.11.20",
            "destination": "new",
            "town": towns.towns("012084")[5].name,
            "lot": "７番地",
        },
    )
    with desk.town.open():
        moved = storage.latest([int(numbers[1])])[0]
    return moved.addressee_number, moved.household_number


def test_the_day_of_notice_is_that_of_the_address(desk: Desk) -> None:
    number, household = moved_within(desk)
    desk.register(
        f"changes/move_out/?household={household}",
        {
            "chosen": [number],
            "change_date": "令8.12.20",
            "filing_kind": "1",
            "notified_on": "令8.11.24",
            "abroad": "0",
            "planned": "東京都世田谷区三軒茶屋二丁目１番１号",
        },
    )
    with desk.town.open():
        assert storage.latest([int(number)])[0].notified_on == date(2026, 11, 24)
        assert storage.address_notices([int(number)]) == {int(number): date(2026, 11, 20)}
    words = issue(desk, number, household)
    assert "令和8年11月20日" in words
    # 令和8年11月24日 is only the day of issue: once, in the closing
    assert words.count("令和8年11月24日") == 1


def test_the_history_tells_an_address_in_one_line_and_nothing_that_was_not_asked_for(desk: Desk) -> None:
    number, household = moved_within(desk)
    plain = issue(desk, number, household, "history")
    assert "住所 北海道北見市" in plain and "転居" in plain
    for hidden in ("世帯番号", "続柄コード", "世帯主 ", "並び順", "番地 ", "転居前住所"):
        assert hidden not in plain, hidden
    with desk.town.open():
        before = storage.latest([int(number)])[0]
    after = replace(
        before, origin_domicile="北海道網走市", relationship="世帯主", pension_number="1234567890", head_name="別人"
    )
    told = comparing.on_paper([before, after], comparing.ON_PAPER)
    assert told == ()
    asked = comparing.on_paper([before, after], comparing.ON_PAPER | comparing.OF_FAMILY_REGISTER)
    assert [line.text for line in asked] == [f"本籍 {before.origin_domicile} → 北海道網走市"]


def test_a_paper_of_a_training_town_hall_says_so_and_bears_no_seal() -> None:
    desk = Desk(with_certifier(found_town("012084", training=True)))
    with desk.town.open():
        head = move_in(FAMILY)[0]
    words = issue(desk, head.addressee_number, head.household_number)
    assert "研修用・無効" in words and "公印省略" in words
    assert "この印は黒色です" not in words
