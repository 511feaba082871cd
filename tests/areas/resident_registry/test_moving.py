"""Moving between two towns of the service: told by the one, expected by the other, nothing asked twice, told back."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest

from tests.moving import HOME, LATER, MOVED, arrive, codes, expected, leave, post, registered
from tests.residents import ALONE, COUPLE, FAMILY, address, move_in
from tests.world import Town, found_town, signed_in
from yakuba.areas.resident_registry import arrivals, storage
from yakuba.areas.resident_registry import service as registry
from yakuba.areas.resident_registry.actions import cancelled, planned_move_outs
from yakuba.areas.resident_registry.arrival_models import ExpectedArrival, ExpectedPerson
from yakuba.areas.resident_registry.domain.event_inputs import Filing as ChangeFiling
from yakuba.areas.resident_registry.domain.event_inputs import RecordedDate
from yakuba.areas.resident_registry.domain.events import Cancellation
from yakuba.areas.resident_registry.domain.reasons import FilingKind
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.exchange_handlers import move_in_notice
from yakuba.platform.addressee.models import Addressee
from yakuba.platform.cases import filings
from yakuba.platform.cases import service as cases
from yakuba.platform.cases.models import Case, Filing
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.disclosure.models import ProtectedPerson, ProtectionCase
from yakuba.platform.disclosure.service import Channel, NewProtection
from yakuba.platform.exchange.errors import Refused
from yakuba.platform.exchange.models import InboxMessage
from yakuba.platform.exchange.registry import Incoming
from yakuba.platform.register.models import RegisterEntry

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def kitami() -> Town:
    return found_town("012084")


@pytest.fixture
def funabashi() -> Town:
    return found_town("122041")


@pytest.fixture
def family(kitami: Town) -> list[Record]:
    with kitami.open():
        return move_in(FAMILY)


def test_a_family_moves_and_nobody_types_a_name(kitami: Town, funabashi: Town, family: list[Record]) -> None:
    leave(kitami, family)
    people = expected(funabashi)
    assert [one.told["name"] for one in people] == [one.name for one in family]
    with funabashi.open("clerk", MOVED):
        assert not Case.objects.exists(), "nothing lies on a worklist before they come"
        (found,) = registry.find_residents("サトウ　ハナコ", None)
        assert found.expected.startswith("転入予定（北見市から") and found.number == people[1].addressee_number
        assert registry.facts_for(found.number, Channel.PORTAL) is None, "the portal knows nobody who is only expected"
        kinds = set(Addressee.objects.values_list("kind", flat=True))
        assert kinds == {Addressee.Kind.NON_RESIDENT} and storage.latest([found.number]) == []
    filing = arrive(funabashi, people)
    assert (filing.state, codes(filing)) == (Filing.State.ENTERED, [])
    registered(funabashi, filing)
    with funabashi.open(instant=MOVED):
        rows = storage.latest([one.addressee_number for one in people])
        assert [(one.name, one.relationship, one.origin_domicile) for one in rows] == [
            (one.name, one.relationship, one.origin_domicile) for one in family
        ]
        assert {one.address_lot for one in rows} == {"１０番２５号"} and len(
            {one.household_number for one in rows}
        ) == 1
        assert {one.previous_address_municipality for one in rows} == {"北見市"}
        assert ExpectedArrival.objects.get().state == ExpectedArrival.State.REGISTERED
        assert set(Addressee.objects.values_list("kind", flat=True)) == {Addressee.Kind.RESIDENT}
        assert registry.arrival_of(people[0].addressee_number) is None
    post()
    with kitami.open("chief", LATER):
        case = Case.objects.get(action="resident_registry.move_out_confirmed")
        assert case.state == Case.State.PROVISIONAL
        cases.approve(case.id)
        rows = storage.latest([int(one.addressee_number) for one in family])
        assert {str(one.move_out_confirmed_on) for one in rows} == {"2026-11-24"}
        assert {one.move_out_confirmed_lot for one in rows} == {"１０番２５号"}
        assert {one.move_out_planned_lot for one in rows} == {"10番25号"}, "the plan is kept"


def test_of_a_family_three_come_and_the_mother_is_head(kitami: Town, funabashi: Town, family: list[Record]) -> None:
    leave(kitami, family, ["t1", "t2", "t3"])
    people = expected(funabashi)
    assert len(people) == 3
    filing = arrive(funabashi, people, answers={"new_head": []})
    assert codes(filing) == ["F-01"], "somebody has to be head"
    with funabashi.open("clerk", MOVED):
        filings.decline(filing.id, "世帯主を選び直す")
    filing = arrive(
        funabashi, people, answers={"new_head": ["t0"], "movers": ["t0", "t1"], "relations": "一郎 子"}, key=uuid4()
    )
    assert codes(filing) == [], filing.findings
    registered(funabashi, filing)
    (left,) = expected(funabashi)
    assert left.told["name"] == "佐藤　二葉"
    with funabashi.open(instant=MOVED):
        rows = storage.latest([people[0].addressee_number, people[1].addressee_number])
        assert sorted(one.relationship for one in rows) == ["世帯主", "子"]
        assert ExpectedArrival.objects.get().state == ExpectedArrival.State.EXPECTED


def test_told_again_it_replaces_and_numbers_stay(kitami: Town, funabashi: Town, family: list[Record]) -> None:
    leave(kitami, family)
    before = {one.told["name"]: one.addressee_number for one in expected(funabashi)}
    with funabashi.open():
        told = [dict(one.told) for one in ExpectedPerson.objects.order_by("place")]
        subject = ExpectedArrival.objects.get().subject
        again = [one | {"planned_lot": "11番"} for one in told[:3]]
        arrivals.announce("012084", subject, again)
        arrivals.announce("012084", subject, again)
        assert ExpectedArrival.objects.get().planned["lot"] == "11番"
    after = {one.told["name"]: one.addressee_number for one in expected(funabashi)}
    assert after == {name: number for name, number in before.items() if name != "佐藤　二葉"}


def take_back(kitami: Town, family: list[Record], stay: tuple[str, ...] = ()) -> None:
    father = int(family[0].addressee_number)
    with kitami.open("clerk"):
        row = storage.latest([father])[0]
        filing = ChangeFiling(change_date=RecordedDate(date(2026, 11, 24)), kind=FilingKind.EX_OFFICIO)
        event = Cancellation(filing=filing, cancels=cancelled.change_of(father, row.history_number), persons=stay)
        alerts = {
            one.code: "試験" for one in cases.check("resident_registry.cancellation", event) if one.level == "alert"
        }
        case = cases.draft(
            cases.Draft(action="resident_registry.cancellation", input=event, key=uuid4(), alerts=alerts)
        )
        cases.enter(case.id)
    with kitami.open("chief"):
        cases.approve(case.id)
    post()


def test_a_move_that_is_called_off_is_no_longer_expected(kitami: Town, funabashi: Town, family: list[Record]) -> None:
    leave(kitami, family)
    people = expected(funabashi)
    take_back(kitami, family)
    with funabashi.open("clerk", MOVED):
        assert ExpectedArrival.objects.get().state == ExpectedArrival.State.CANCELLED
        assert registry.find_residents("サトウ　ハナコ", None) == []
        assert registry.facts_for(people[0].addressee_number, Channel.COUNTER) is None
    assert (
        "佐藤　太郎"
        in signed_in(funabashi, "madoguchi").get("/122041/residents/arrivals/?state=cancelled").content.decode()
    )
    with funabashi.open("clerk", MOVED):  # the mother goes after all, in a move of her own
        again = arrivals.announce("012084", "move-out:another", [people[1].told | {"name": "=1+1"}])
        (mother,) = arrivals.persons_of(again.id)
        assert mother.addressee_number == people[1].addressee_number, "nobody gets a second number"
    sheet = signed_in(funabashi, "madoguchi").get("/122041/residents/arrivals.csv").content.decode("utf-8-sig")
    assert "'=1+1" in sheet and ",=1+1" not in sheet, "what another town wrote is no formula here"


def test_called_off_too_late_a_person_is_told(kitami: Town, funabashi: Town, family: list[Record]) -> None:
    leave(kitami, family)
    registered(funabashi, arrive(funabashi, expected(funabashi)))
    take_back(kitami, family)
    with funabashi.open():
        message = InboxMessage.objects.get(kind="move_out_cancelled")
        assert message.state != "handled" and ExpectedArrival.objects.get().state == ExpectedArrival.State.REGISTERED


def test_late_it_waits_for_a_reason(kitami: Town, funabashi: Town, family: list[Record]) -> None:
    leave(kitami, family)
    late = MOVED + timedelta(days=31)
    assert "P-44" in codes(arrive(funabashi, expected(funabashi), late, answers={"moved_on": "2026-12-20"}))


def test_who_was_protected_there_is_protected_here_before_anybody_comes(
    kitami: Town, funabashi: Town, family: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yakuba.platform.access.middleware.now", lambda: LATER)  # the pages after the message, too
    mother = int(family[1].addressee_number)
    with kitami.open("chief"):
        disclosure.set_protection(
            NewProtection(mother, "violence", date(2026, 11, 20), "北見警察署", starts_on=date(2026, 11, 21))
        )
    leave(kitami, family, ["t1", "t2", "t3"])
    people = expected(funabashi)
    with funabashi.open("clerk", LATER):
        states = disclosure.subject_state([one.addressee_number for one in people])
        assert all(one.protection_ids and one.mark for one in states.values())
        assert ProtectionCase.objects.get().starts_on is None, "provisional until the application is seen"
        applicant = ProtectedPerson.objects.get(is_applicant=True).addressee_number
        assert applicant == people[0].addressee_number and people[0].told["name"] == "佐藤　花子"
        facts = registry.facts_for(applicant, Channel.COUNTER)
        assert facts is not None and facts.address == "" and facts.masked and len(facts.members) == 3
        known = registry.known_of_arrival(applicant)
        assert "new_address" not in known and len(known["movers"]) == 3, "where she goes is asked, not read out"
    clerk, chief = (signed_in(funabashi, login) for login in ("madoguchi", "kakaricho"))
    page = clerk.get("/122041/residents/arrivals/").content.decode()
    assert (
        set(re.findall("花子【([^】]+)】", page)) == {"仮支援措置中"}
        and "湊町二丁目" not in page
        and "（表示しない）" in page
    )
    assert "湊町二丁目" not in clerk.get("/122041/residents/arrivals.csv").content.decode()
    screen = chief.get("/122041/residents/arrivals/").content.decode()
    assert "湊町二丁目" in screen, "the officer has to find her"
    assert 'class="staff printable"' not in screen and 'href="?print=1"' in screen
    paper = chief.get("/122041/residents/arrivals/?print=1").content.decode()
    assert 'class="staff printable"' in paper and "係長 一郎　出力" in paper and "佐藤　花子" in paper
    assert "湊町" not in paper, "a sheet lies about, whoever had it printed"
    with funabashi.open():
        printed = RegisterEntry.objects.filter(act="print_list", actor_name="係長 一郎")
        assert [set(one.subjects) for one in printed] == [{one.addressee_number for one in people}]
    with kitami.open("clerk", LATER):
        father = registry.facts_for(int(family[0].addressee_number), Channel.PORTAL)
        assert father is not None and "湊町" not in repr(father) and "船橋" not in repr(father)


def test_part_of_the_family_stays_after_all(
    kitami: Town, funabashi: Town, family: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrivals, "_listeners", [])
    heard: list[tuple[str, int]] = []
    registry.watch_arrivals(lambda one: heard.append((one.state, len(one.numbers))))
    leave(kitami, family)
    people = expected(funabashi)
    with funabashi.open():
        assert [one.numbers for one in registry.arrivals_of_day(date(2026, 11, 24))] == [
            tuple(one.addressee_number for one in people)
        ]
    take_back(kitami, family, stay=(family[0].addressee_number, family[3].addressee_number))
    assert [one.told["name"] for one in expected(funabashi)] == ["佐藤　花子", "佐藤　一郎"]
    filing = arrive(funabashi, expected(funabashi), answers={"new_head": ["t0"], "relations": "一郎 子"})
    assert codes(filing) == [], filing.findings
    registered(funabashi, filing)
    with funabashi.open():
        assert ExpectedArrival.objects.get().state == ExpectedArrival.State.REGISTERED
    assert heard == [("expected", 4), ("expected", 2), ("registered", 0)]


def test_the_list_of_who_is_to_come(kitami: Town, funabashi: Town, family: list[Record]) -> None:
    clerk = signed_in(funabashi, "madoguchi")
    assert "転入予定者はいません" in clerk.get("/122041/residents/arrivals/").content.decode()
    leave(kitami, family)
    page = clerk.get("/122041/residents/arrivals/").content.decode()
    assert "佐藤　太郎、佐藤　花子" in page and "北見市" in page and "カード（特例）" in page and "湊町二丁目" in page
    sheet = clerk.get("/122041/residents/arrivals.csv").content.decode()
    assert sheet.count("\r\n") == 2 and "佐藤　太郎" in sheet
    for asked, shown in (
        ("state=registered", False),
        ("since=R8.11.24&until=R8.11.24", True),
        ("since=R8.11.25", False),
        ("late=on", False),
    ):
        narrowed = clerk.get(f"/122041/residents/arrivals/?{asked}").content.decode()
        assert ("佐藤　太郎" in narrowed) is shown, asked
    (found,) = re.findall(r"/122041/residents/arrivals/[0-9a-f-]+/enter/", page)
    first = clerk.post(found).headers["Location"]
    assert clerk.post(found).headers["Location"] == first, "pressed twice it is one draft"
    draft = clerk.get(first).content.decode()
    assert "佐藤　花子" in draft or 'value="花子"' in draft
    assert signed_in(kitami, "madoguchi").post(found.replace("122041", "012084")).status_code == 404


def test_who_left_and_of_whom_no_notice_came(
    kitami: Town, funabashi: Town, family: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Listed from 30 days after the plan until the notice; a second notice has no effect and is told to staff."""
    url = "/012084/residents/departures/"
    leave(kitami, family[1:], ["t0", "t1", "t2"])
    month = MOVED + timedelta(days=30)
    with kitami.open(instant=month):
        planned_move_outs.here()
    with kitami.open("chief"):
        disclosure.set_protection(
            NewProtection(int(family[3].addressee_number), "stalking", date(2026, 11, 20), "北見警察署")
        )
    clerk = signed_in(kitami, "madoguchi")
    assert "該当する転出者はいません" in clerk.get(url).content.decode(), "30 days are not over"
    monkeypatch.setattr("yakuba.platform.access.middleware.now", lambda: month)
    clerk = signed_in(kitami, "madoguchi")
    page = clerk.get(url).content.decode()
    assert "佐藤　花子、佐藤　一郎、佐藤　二葉【仮支援措置中】" in page and "31日" in page
    assert "（表示しない）" in page and "湊町" not in page, "where a protected person went stays out of lists"
    assert "佐藤　花子" not in clerk.get(f"{url}?waited=60&to=").content.decode()
    assert "佐藤　花子" not in clerk.get(f"{url}?waited=30&to=熊本").content.decode()
    sheet = clerk.get("/012084/residents/departures.csv?waited=30&to=船橋").content.decode("utf-8-sig")
    assert "2026-11-24,31," in sheet and "湊町" not in sheet
    paper = clerk.get(f"{url}?waited=30&to=船橋&print=1").content.decode()
    assert 'class="staff printable"' in paper and "佐藤　花子" in paper and "湊町" not in paper
    with kitami.open():
        assert RegisterEntry.objects.filter(act="print_list").count() == 2, "the file and the sheet"
    people = expected(funabashi)
    registered(funabashi, arrive(funabashi, people, answers={"new_head": ["t0"], "relations": "一郎 子、二葉 子"}))
    post()
    with kitami.open("chief", month):
        cases.approve(Case.objects.get(action="resident_registry.move_out_confirmed").id)
    assert "佐藤　花子" not in clerk.get(url).content.decode(), "the notice came"
    with kitami.open():
        told = InboxMessage.objects.get(kind="move_in_notice")
        before = storage.versions([int(one.addressee_number) for one in family])
        with pytest.raises(Refused, match="見つからない"):
            move_in_notice(Incoming(told.sender, str(uuid4()), "move_in_notice", "", 9, told.payload))
        assert storage.versions([int(one.addressee_number) for one in family]) == before


def test_they_join_a_household_and_who_lived_here_has_the_old_number(
    kitami: Town, funabashi: Town, family: list[Record]
) -> None:
    there = address("122041", lot="１０番２５号")
    with funabashi.open():
        (grandmother,) = move_in(ALONE, there)
        couple = move_in(COUPLE, address("122041", lot="９番地"))
    leave(kitami, family, ["t2", "t3"])
    people = expected(funabashi)
    home = {"town": there.address_town, "lot": "10番25号", "prefecture": "千葉県", "municipality": "船橋市"}
    joining = {"home": "join", "new_address": home, "relations_there": "一郎 子の子、二葉 子の子"}
    wrong = arrive(funabashi, people, answers=joining | {"head_there": "髙橋　愛", "new_head": []})
    assert codes(wrong) == ["P-28"], "a household nobody heads by that name"
    with funabashi.open("clerk", MOVED):
        filings.decline(wrong.id, "世帯主の氏名を確かめる")
    filing = arrive(funabashi, people, answers=joining | {"head_there": "髙橋　幸", "new_head": []}, key=uuid4())
    assert codes(filing) == [], filing.findings
    registered(funabashi, filing)
    with funabashi.open(instant=MOVED):
        rows = storage.latest([one.addressee_number for one in people])
        assert {(one.household_number, one.head_name) for one in rows} == {(grandmother.household_number, "髙橋　幸")}
        assert [one.relationship for one in rows] == ["子の子", "子の子"]
    leave(funabashi, couple, new_address=HOME | {"prefecture": "北海道", "municipality": "北見市"})
    with funabashi.open(instant=MOVED):
        wife = couple[1]
        assert storage.latest([int(wife.addressee_number)])[0].is_removed
        told = dict(people[0].told) | {"addressee_number": "990", "name": wife.name, "sex": "2"}
        row = arrivals.announce("012084", "move-out:990", [told | {"birth_date": "1980-12-26"}])
        (again,) = arrivals.persons_of(row.id)
        assert again.addressee_number == int(wife.addressee_number)
