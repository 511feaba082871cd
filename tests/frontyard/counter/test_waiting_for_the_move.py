"""One visit for everything: what needs a resident waits for the move-in of who is still to come, and goes on then."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from tests.filings import arrival, clerk
from tests.procedures.town import announced
from tests.world import MORNING, Town, found_town, signed_in
from yakuba.areas.resident_registry import arrivals, storage
from yakuba.areas.resident_registry import service as registry
from yakuba.areas.resident_registry.arrivals_waiting import GOES_ON
from yakuba.frontyard.counter import visits
from yakuba.frontyard.counter.models import Visit
from yakuba.platform.access import service as access
from yakuba.platform.access.duties import DUTIES
from yakuba.platform.cases import filings
from yakuba.platform.cases import service as cases
from yakuba.platform.cases.errors import FilingError
from yakuba.platform.cases.models import Case, Filing
from yakuba.platform.disclosure.service import Channel
from yakuba.platform.exchange import delivery
from yakuba.platform.exchange.models import OutboxMessage
from yakuba.platform.parameters import service as parameters

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
CLAIM: dict[str, Any] = {
    "why": "moved_in",
    "since": "2026-11-21",
    "care": "parent",
    "apart": "no",
    "older": "none",
    "spouse": "household",
    "main_earner": "yes",
    "pension": "employee",
    "public_servant": "no",
    "pay_to": "other",
    "account": {"bank": "0001", "branch": "002", "kind": "ordinary", "number": "0123456", "holder": "イトウ ショウ"},
    "phone": "090-1234-5678",
}
SCHOOL: dict[str, Any] = {
    "why": "moved_in",
    "moved_on": "2026-11-21",
    "former": "船橋市立湊町小学校",
    "grade": "e2",
    "start_on": "2026-11-27",
    "wish": "designated",
    "support": "none",
    "language": "no",
    "phone": "090-1234-5678",
}


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setattr("yakuba.platform.access.middleware.now", lambda: MORNING)
    town = found_town("012084")
    with town.open("chief"):
        parameters.set("certifier.mayor.title", date(2026, 4, 1), "北見市長", "試験")
        parameters.set("certifier.mayor.name", date(2026, 4, 1), "北見　太郎", "試験")
        for duty in DUTIES:
            if duty.startswith(("handover.", "child_allowance.")):
                access.assign(town.clerk, duty, date(2026, 4, 1))
    return town


@pytest.fixture
def family(town: Town) -> dict[str, int]:
    with town.open():
        return announced()


def signed(town: Town, family: dict[str, int], *procedures: str) -> tuple[Visit, list[Filing]]:
    """One visit of the father, through every question, signed on paper."""
    with town.open("clerk"):
        facts = registry.facts_for(family["comer"], Channel.COUNTER)
        assert facts is not None
        visit = visits.begin(facts, visits.Start(uuid4(), "card", procedures, "ja"))
        token = {number: ref for ref, number in visit.people.items()}
        kid = [token[family["kid"]]]
        said: dict[str, dict[str, Any]] = {
            "move_in_arrival": {"moved_on": "2026-11-21", "phone": "090-1234-5678"},
            "child_allowance_claim": CLAIM | {"children": kid},
            "school_transfer": SCHOOL | {"children": kid},
            "resident_copy": {"whose": kid, "shown": [], "use": "school"},
        }
        for _ in range(60):
            following = visits.next_question(visit)
            if following is None:
                break
            at, question = following
            visit = visits.answer(visit.id, at, question, said[visits.drafts(visit)[at].code].get(question.id))
        return visit, visits.sign(visit.id, visits.Signature("paper", facts.name))


def work() -> None:
    for _ in range(3):
        delivery.deliver_due()
        delivery.handle_due()


def codes(filing: Filing) -> list[str]:
    return [str(one["code"]) for one in filing.findings]


def test_everything_is_signed_in_one_visit_and_goes_on_by_itself(town: Town, family: dict[str, int]) -> None:
    wanted = ("move_in_arrival", "child_allowance_claim", "school_transfer", "resident_copy")
    visit, filed = signed(town, family, *wanted)
    rest = {one.procedure: one for one in filed if one.procedure != "move_in_arrival"}
    (move,) = (one for one in filed if one.procedure == "move_in_arrival")
    assert move.state == Filing.State.ENTERED, move.findings
    assert {(one.state, *codes(one)) for one in rest.values()} == {(Filing.State.RECEIVED, "W-01")}
    page = signed_in(town, "madoguchi").get(f"/012084/counter/{visit.id}/").content.decode()
    assert page.count("本登録されるのを待っています") == 3 and "確認が必要です" not in page
    work()
    with town.open("chief"):
        with pytest.raises(FilingError, match="エラー"):
            filings.proceed(rest["school_transfer"].id, {"W-01": "急ぐ"})
        assert not Case.objects.exclude(action="resident_registry.move_in").exists(), "nothing happened before its time"
        assert move.case_id is not None
        cases.approve(move.case_id)
        assert set(Filing.objects.filter(id__in=[one.id for one in rest.values()]).values_list("state", flat=True)) == {
            Filing.State.RECEIVED
        }
    work()
    with town.open():
        now = {one.procedure: one for one in Filing.objects.all()}
        assert now["move_in_arrival"].state == Filing.State.DONE
        assert now["resident_copy"].state == Filing.State.DECIDED, now["resident_copy"].findings
        for name in ("child_allowance_claim", "school_transfer"):
            assert (now[name].state, codes(now[name])) == (Filing.State.ENTERED, []), now[name].findings
        assert {one.typed_by for one in now.values()} == {town.clerk.id}
        assert set(now["school_transfer"].provenance.values()) <= {"spoken", "register"}
        assert storage.latest([family["kid"]])[0].name == "伊藤　蓮"


def waiting_copy(town: Town, family: dict[str, int], who: str) -> Filing:
    with town.open("clerk"):
        (person,) = (arrivals.as_record(one) for one in arrivals.open_persons([family[who]]))
        new: dict[str, Any] = {"channel": "counter", "level": "counter", "filed_at": MORNING, "account": None}
        answers = {"whose": ["t0"], "shown": [], "use": "school"}
        return filings.receive(arrival("resident_copy", [person], answers, typed_by=clerk(town), **new))


def test_who_does_not_come_any_more_waits_for_nothing(town: Town, family: dict[str, int]) -> None:
    """Left out of a second message, or the whole move called off: a clerk sees what stands in the way."""
    of_kid, of_partner = (waiting_copy(town, family, who) for who in ("kid", "partner"))
    assert codes(of_kid) == codes(of_partner) == ["W-01"]
    with town.open():
        told = [dict(one.told) for one in arrivals.open_persons(family.values())]
        arrivals.announce("122041", "move-out:101", told[:2])
        assert [one.payload["filing"] for one in OutboxMessage.objects.filter(kind=GOES_ON)] == [str(of_kid.id)]
    work()
    with town.open():
        of_kid.refresh_from_db()
        of_partner.refresh_from_db()
        assert (of_kid.state, codes(of_partner)) == (Filing.State.RECEIVED, ["W-01"])
        assert "W-01" not in codes(of_kid) and codes(of_kid), "no resident, and nobody is coming"
        arrivals.call_off("122041", "move-out:101")
    work()
    with town.open():
        of_partner.refresh_from_db()
        assert of_partner.state == Filing.State.RECEIVED and "W-01" not in codes(of_partner)
        assert not Case.objects.exists()


def test_what_is_wrong_in_its_form_does_not_hide_behind_the_wait(town: Town, family: dict[str, int]) -> None:
    with town.open("clerk"):
        (person,) = (arrivals.as_record(one) for one in arrivals.open_persons([family["comer"]]))
        new: dict[str, Any] = {"channel": "counter", "level": "counter", "filed_at": MORNING, "account": None}
        wrong = filings.receive(arrival("resident_copy", [person], {"whose": [], "shown": []}, **new))
        assert set(codes(wrong)) == {"F-01"}


def test_what_another_town_told_is_not_asked_on_the_way(town: Town, family: dict[str, int]) -> None:
    """From the day straight to what is still open; the count is of what is asked; what was told can be opened."""
    clerk = signed_in(town, "madoguchi")
    sent = {"idempotency_key": str(uuid4()), "identification": "card", "language": "ja"}
    start = f"/012084/counter/start/{family['comer']}/"
    url = clerk.post(start, sent | {"procedures": ["move_in_arrival"]}).headers["Location"]
    assert clerk.get(url).headers["Location"] == f"{url}ask/0/moved_on/"
    assert "聞くこと 1 / 4" in clerk.get(f"{url}ask/0/moved_on/").content.decode()
    day = {"q-era": "seireki", "q-year": "2026", "q-month": "11", "q-day": "21"}
    assert clerk.post(f"{url}ask/0/moved_on/", day).headers["Location"] == f"{url}ask/0/relations/"
    assert "聞くこと 2 / 5" in clerk.get(f"{url}ask/0/new_address/").content.decode()
