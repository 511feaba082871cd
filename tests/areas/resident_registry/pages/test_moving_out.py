"""A move-out: planned by the family, come on the day by itself, confirmed by the notice of the other town."""

from datetime import UTC, datetime

import pytest

from tests.flows import EX_OFFICIO, FILING, Desk, titles
from tests.residents import FAMILY, move_in
from tests.world import Town, found_town
from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.actions import planned_move_outs
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.models import ChangeEvent
from yakuba.areas.resident_registry.worker import PERIODIC
from yakuba.platform.cases.models import Case

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

BEFORE = datetime(2026, 11, 30, 14, 59, tzinfo=UTC)  # 23:59 on 30 November in Japan
PLANNED_DAY = datetime(2026, 11, 30, 15, 1, tzinfo=UTC)  # 00:01 on 1 December


@pytest.fixture
def kitami() -> Town:
    return found_town("012084")


@pytest.fixture
def desk(kitami: Town) -> Desk:
    return Desk(kitami)


@pytest.fixture
def family(kitami: Town) -> list[Record]:
    with kitami.open():
        return move_in(FAMILY)


def plan(desk: Desk, people: list[Record]) -> Case:
    chosen = [record.addressee_number for record in people]
    form = FILING | {"chosen": chosen, "abroad": "0", "planned": "千葉県船橋市本町一丁目", "change_date": "令8.12.1"}
    return desk.register(f"changes/move_out/?household={people[0].household_number}", form)


def states(town: Town, people: list[Record]) -> list[str]:
    with town.open():
        return [record.resident_state for record in storage.latest([int(one.addressee_number) for one in people])]


def come(town: Town, instant: datetime) -> int:
    with town.open(instant=instant):
        return planned_move_outs.here()


def test_the_family_stays_until_the_planned_day_and_leaves_once(desk: Desk, kitami: Town, family: list[Record]) -> None:
    assert "転出証明書" in titles(plan(desk, family))
    assert "転出予定" in desk.clerk.get(desk.url(f"households/{family[0].household_number}/")).content.decode()
    assert come(kitami, BEFORE) == 0 and set(states(kitami, family)) == {"1"}
    assert come(kitami, PLANNED_DAY) == 4 and set(states(kitami, family)) == {"2"}
    assert come(kitami, PLANNED_DAY) == 0
    with kitami.open():
        assert ChangeEvent.objects.filter(kind="move_out_effect").count() == 1
        case = Case.objects.get(channel="system")
        assert (case.state, case.drafted_by_name) == (Case.State.REGISTERED, "システム")
        assert [str(r.removal_date) for r in storage.latest([int(family[0].addressee_number)])] == ["2026-12-01"]


def test_a_person_held_by_another_case_leaves_in_the_next_round(desk: Desk, kitami: Town, family: list[Record]) -> None:
    plan(desk, family)
    correction = EX_OFFICIO | {"ground": "clerical_error", "items": "given_name", "v_given_name": "太朗"}
    father = family[0]
    url = f"changes/ex_officio_correction/?household={father.household_number}&chosen={father.addressee_number}"
    case_url = desk.draft(url, correction)
    desk.enter(case_url)
    assert come(kitami, PLANNED_DAY) == 0 and set(states(kitami, family)) == {"1"}
    with kitami.open():
        assert not Case.objects.filter(channel="system").exists()
    desk.approve(case_url)
    assert come(kitami, PLANNED_DAY) == 4


def test_the_notice_of_the_other_town_confirms_the_move(desk: Desk, kitami: Town, family: list[Record]) -> None:
    plan(desk, family)
    come(kitami, PLANNED_DAY)
    father = family[0]
    url = f"changes/move_out_confirmed/?household={father.household_number}"
    page = desk.clerk.get(desk.url(url)).content.decode()
    assert page.count("checked") >= 4 and "転入通知日" in page
    notice = EX_OFFICIO | {
        "chosen": [record.addressee_number for record in family],
        "change_date": "令8.11.22",
        "notified_on": "令8.11.24",
        "confirmed": "千葉県船橋市本町一丁目３番地　船橋ハイツ",
    }
    desk.register(url, notice)
    with kitami.open():
        (after,) = storage.latest([int(father.addressee_number)])
    assert str(after.removal_date) == "2026-11-22" and str(after.move_in_notice_on) == "2026-11-24"
    assert after.move_out_planned_municipality_code == after.move_out_confirmed_municipality_code == "122041"


def test_of_a_family_the_father_moves_abroad(desk: Desk, kitami: Town, family: list[Record]) -> None:
    father = family[0]
    form = FILING | {
        "chosen": father.addressee_number,
        "abroad": "1",
        "planned": "アメリカ合衆国",
        "change_date": "令8.11.24",
    }
    case = desk.register(f"changes/move_out/?household={father.household_number}", form)
    with kitami.open():
        (after,) = storage.latest([int(father.addressee_number)])
    assert after.removal_reason == "22"
    assert "世帯主変更依頼通知書" in titles(case)


def test_the_worker_goes_round_all_towns(
    desk: Desk, kitami: Town, family: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan(desk, family)
    found_town("122041")
    ((_, everywhere),) = PERIODIC
    for instant, left in ((BEFORE, 0), (PLANNED_DAY, 4), (PLANNED_DAY, 0)):
        monkeypatch.setattr("yakuba.platform.tenancy.context.now", lambda instant=instant: instant)
        assert everywhere() == left
