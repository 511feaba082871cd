"""分割納付: agreed over arrears with late charges, tracked from the ledger, reminders held while it is kept."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from tests.areas.collection.payments import OTHER, PAYER, how, levy
from tests.world import MORNING, TODAY, Town, found_town, signed_in
from yakuba.areas.collection.actions import late, planning, reminding
from yakuba.areas.collection.domain import plans
from yakuba.areas.collection.models import InstalmentPlan
from yakuba.platform.access import service as access
from yakuba.platform.ledger import service as ledger
from yakuba.platform.ledger.service import Claim

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
AT = "/012084/collection/"
NEW = f"{AT}payers/{PAYER}/plan/"
LONG_AGO = date(2026, 6, 30)
AFTER_ONE, AFTER_TWO = datetime(2026, 12, 28, 1, 0, tzinfo=UTC), datetime(2027, 1, 26, 1, 0, tzinfo=UTC)


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setattr("yakuba.platform.access.middleware.now", lambda: MORNING)
    return found_town("012084")


def agreed(town: Town, claims: list[Claim]) -> InstalmentPlan:
    """By the page: shown first, then ticked; sent twice it is one plan."""
    chief = signed_in(town, "kakaricho")
    # 285 + 3,470 of 120,000 and, under 1,000 yen in sum, nothing of 30,000.
    assert "＋延滞金3,700円" in chief.get(NEW).content.decode()
    form = {"claims": [str(claim.id) for claim in claims], "reason": "失業", "idempotency_key": str(uuid4())}
    assert chief.post(NEW, form).status_code == 422
    wrong = chief.post(NEW, form | {"lines": "2026-12-25 150,000", "sure": "on"})
    assert wrong.status_code == 422 and "3,700円足りません" in wrong.content.decode()
    form |= {"first_on": "R8.12.25", "times": "3"}
    shown = chief.post(NEW, form)
    assert shown.status_code == 422 and "51,700" in shown.content.decode() and "153,700" in shown.content.decode()
    where = chief.post(NEW, form | {"sure": "on"}).headers["Location"]
    assert chief.post(NEW, form | {"sure": "on"}).status_code in (302, 422)
    assert "約束どおり" in chief.get(where).content.decode()
    assert "B2026-00001" in chief.get(f"{AT}payers/{PAYER}/").content.decode()
    with town.open():
        return InstalmentPlan.objects.get()


def test_a_plan_is_kept_then_broken_and_the_desk_is_told(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    with town.open("chief"):
        claims = levy(120_000, 30_000, due=LONG_AGO)
        levy(9_000, payer=OTHER, due=LONG_AGO, notice="7000002")
        assert reminding.to_remind(TODAY)[0] == 3
    with town.open("clerk"), pytest.raises(access.Refused):
        planning.agree(PAYER, [claims[0].id], (), (uuid4(), "x"))
    plan = agreed(town, claims)
    with town.open("chief"):
        assert (plan.principal, plan.late) == (150_000, 3_700)
        assert reminding.to_remind(TODAY)[0] == 1, "only who has no plan"
        assert planning.debts(PAYER) == [], "a claim is in one plan"
        ledger.receive_payment(claims[0].id, 51_700, how("first"))
    with town.open("chief", instant=AFTER_ONE):
        (kept,) = planning.track([plan])
        assert (kept.state, kept.paid, kept.behind) == ("kept", 51_700, 0)
        assert kept.next is not None and kept.next.due_on == date(2027, 1, 25)
    with town.open("chief", instant=AFTER_TWO):
        (kept,) = planning.behind()
        assert (kept.state, kept.behind) == ("behind", 51_000)
        assert reminding.to_remind(date(2027, 1, 26))[0] == 3, "reminders go again"
    monkeypatch.setattr("yakuba.platform.access.middleware.now", lambda: AFTER_TWO)
    chief, clerk = signed_in(town, "kakaricho"), signed_in(town, "madoguchi")
    assert "to-behind" in chief.get(AT).content.decode()
    listed = chief.get(f"{AT}plans/?state=behind").content.decode()
    assert plan.number in listed and "51,000" in listed
    assert "計画はありません" in chief.get(f"{AT}plans/?state=done").content.decode()
    assert len(chief.post(f"{AT}plans/list.csv").content.decode("utf-8-sig").splitlines()) == 2
    page = f"{AT}plans/{plan.id}/"
    assert "約束の納付が遅れています" in chief.get(page).content.decode()
    assert "割合は公表されていません" in chief.get(NEW.replace(str(PAYER), str(OTHER))).content.decode()
    for closed in (page, f"{AT}plans/", NEW):
        assert clerk.get(closed).status_code == 403, closed
    assert chief.post(page, {"idempotency_key": str(uuid4())}).status_code == 422
    assert chief.post(page, {"idempotency_key": str(uuid4()), "reason": "続かない"}).status_code == 302
    assert "続かない" in chief.get(page).content.decode()
    with town.open("chief"):
        assert not planning.held([claim.id for claim in claims]) and len(planning.debts(PAYER)) == 2


def test_a_plan_follows_what_is_undone_and_is_done_with_its_late_charge(town: Town) -> None:
    with town.open("chief"):
        (claim,) = levy(120_000, due=LONG_AGO)
        parts = plans.spread(123_700, date(2026, 12, 25), 2)
        plan = planning.agree(PAYER, [claim.id], parts, (uuid4(), "収入の減少"))
        assert planning.agree(PAYER, [claim.id], parts, (plan.id, "収入の減少")).id == plan.id
        entry = ledger.receive_payment(claim.id, 62_700, how("first"))
    with town.open("chief", instant=AFTER_ONE):
        assert planning.track([plan])[0].state == "kept"
        ledger.reverse(entry.id, how("undone"))
        assert planning.track([plan])[0].state == "behind"
        ledger.receive_payment(claim.id, 120_000, how("all", date(2026, 12, 25)))
        charged = late.settle(claim, "all")
        assert charged > 3_700, "it went on after the agreement"
        assert planning.track([plan])[0].state == "kept"
        ledger.receive_payment(Claim.objects.get(part="late_charge").id, charged, how("late"))
        assert planning.track([plan])[0].state == "done"
