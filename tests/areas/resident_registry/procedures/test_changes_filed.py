"""Changes of the registry that come as filings: what the samples do not prove. One town, each part undone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.filings import arrival
from tests.residents import ALONE, FAMILY, address, move_in
from tests.world import TODAY, Town, found_town
from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.platform.access.duties import DUTIES
from yakuba.platform.cases import filing_queries, filings, queries
from yakuba.platform.cases import service as cases
from yakuba.platform.cases.models import Filing
from yakuba.platform.cases.procedures import catalogue
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.disclosure.service import Protection
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.tenancy.context import Actor, current_context, use_context

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)
PHONE = {"phone": "090-1234-5678"}


@pytest.fixture
def town() -> Town:
    return found_town("012084")


@pytest.fixture
def family(town: Town) -> Iterator[list[Record]]:
    with town.open():
        yield move_in(FAMILY)


def codes(filing: Filing) -> list[str]:
    return [one["code"] for one in filing.findings]


def done(town: Town, filing: Filing) -> Filing:
    """The clerk has seen the person where the law wants it, and somebody else confirms."""
    for name, duties in (("clerk", frozenset(DUTIES)), ("chief", frozenset(DUTIES))):
        who = getattr(town, name)
        with use_context(replace(current_context(), actor=Actor(who.id, who.display_name, duties))):
            if name == "clerk" and filing.state == Filing.State.VISIT:
                filing = filings.arrive(filing.id, "個人番号カード")
            if name == "chief":
                assert filing.case_id is not None, codes(filing)
                cases.approve(filing.case_id)
    filing.refresh_from_db()
    assert filing.state == Filing.State.DONE
    return filing


def now(record: Record) -> Record:
    return storage.latest([int(record.addressee_number)])[0]


def moving(family: list[Record], **answers: Any) -> Any:
    there = {"prefecture": "北海道", "municipality": "北見市", "town": "北1条東6丁目2番地", "lot": ""}
    given = {"moved_on": (TODAY - timedelta(days=3)).isoformat(), "new_address": there, **PHONE, **answers}
    return arrival("move_within", family, given)


def test_a_whole_household_moves_keeps_its_number_and_is_notified_on_the_day_it_came(
    town: Town, family: list[Record]
) -> None:
    everybody = ["t0", "t1", "t2", "t3"]
    early = replace(
        moving(family, movers=everybody, home="own", new_head=["t0"]),
        filed_at=current_context().instant - timedelta(days=2),
    )
    filing = filings.receive(early)
    assert (filing.state, codes(filing)) == (Filing.State.VISIT, [])
    done(town, filing)
    for before in family:
        after = now(before)
        assert (after.household_number, after.relationship) == (before.household_number, before.relationship)
        assert (after.address_town, after.address_lot) == ("北一条東六丁目", "２番地")
        assert after.address_town_code == "0021006" and after.notified_on == TODAY
        assert after.notification_number == filing.receipt_number and "090" in after.note


def test_part_of_a_household_joins_another_one(town: Town, family: list[Record]) -> None:
    (there,) = move_in(ALONE, where=address(lot="９番地"))
    joins = {
        "movers": ["t2", "t3"],
        "home": "join",
        "head_there": "高橋 幸",  # written 髙橋 in the register
        "relations_there": "一郎 子の子、二葉 子の子",
        "new_address": {"prefecture": "北海道", "municipality": "北見市", "town": there.address_town, "lot": "9番地"},
    }
    done(town, filings.receive(moving(family, **joins)))
    for one in family[2:]:
        assert (now(one).household_number, now(one).relationship) == (there.household_number, "子の子")
    assert now(family[1]).household_number == family[1].household_number
    asked = RegisterEntry.objects.filter(act="search", purpose="届出の確認（入る世帯）")
    assert {number for row in asked for number in row.subjects} == {int(there.addressee_number)}


def test_who_lived_here_before_comes_back_under_the_same_number(town: Town, family: list[Record]) -> None:
    person = {
        "surname": "佐藤",
        "given_name": "一郎",
        "surname_kana": "サトウ",
        "given_name_kana": "いちろう",
        "born_on": "2008-07-07",
        "sex": "1",
        "relation": "子",
        "came_from": "abroad",
        "country": "大韓民国",
        "domicile": "北海道北見市本町一丁目１番地",
        "register_head": "佐藤　太郎",
    }
    given = {"moved_on": TODAY.isoformat(), **person, **PHONE}
    here = filings.receive(arrival("move_in", family, given))
    assert codes(here) == ["P-37"], "he is there already"
    filings.withdraw(here.key)
    _leave(town, family)
    filing = filings.receive(arrival("move_in", family[:2], given))
    assert codes(filing) == ["P-40"]
    with use_context(replace(current_context(), actor=Actor(town.clerk.id, "職員", frozenset(DUTIES)))):
        filings.arrive(filing.id, "旅券")
        filing = filings.proceed(filing.id, {"P-40": "旅券で確かめた"})
    done(town, filing)
    assert now(family[2]).is_current_resident and now(family[2]).name_kana == "サトウ　イチロウ"
    assert now(family[2]).previous_address_country == "大韓民国"


def _leave(town: Town, family: list[Record]) -> None:
    """He moved out two days ago, and the planned day has come."""
    from yakuba.areas.resident_registry.actions import planned_move_outs

    day = (TODAY - timedelta(days=2)).isoformat()
    answers = {"movers": ["t2"], "moved_on": day, "where": "abroad", "country": "大韓民国", **PHONE}
    leaving = filings.receive(arrival("move_out", family, answers))
    with use_context(replace(current_context(), actor=Actor(town.clerk.id, "職員", frozenset(DUTIES)))):
        leaving = filings.proceed(leaving.id, {"P-09": "案内した"})
    done(town, leaving)
    planned_move_outs.here()
    assert now(family[2]).is_removed


def protected(family: list[Record], **answers: Any) -> Any:
    given = {"measure": "violence", "consulted": "yes", "body": "見本警察署", "together": ["t3"], **answers}
    new = arrival("protection_request", family, given, applicant=int(family[1].addressee_number))
    return replace(new, channel="counter", level="counter", account=None, people={"t3": new.people["t3"]})


def test_a_request_for_protection_holds_at_once_and_nobody_else_sees_it(town: Town, family: list[Record]) -> None:
    he, she, child = (int(family[at].addressee_number) for at in (0, 1, 3))
    filing = filings.receive(protected(family, party_name="佐藤太郎"))
    assert (filing.state, codes(filing)) == (Filing.State.DONE, [])
    states = disclosure.subject_state([he, she, child])
    assert [states[one].subject.protection for one in (he, she, child)] == [
        Protection.NONE,
        Protection.PROVISIONAL,
        Protection.PROVISIONAL,
    ]
    assert disclosure.named_by([she], disclosure.Claimant("", addressee_number=he)) == {she}
    about_him = RegisterEntry.objects.filter(subjects__contains=[he])
    assert not about_him.filter(detail__procedure="protection_request").exists()
    registry = frozenset(one for one in DUTIES if not one.startswith("protection."))
    with use_context(replace(current_context(), actor=Actor(town.clerk.id, "職員", registry))):
        assert (
            filing_queries.find(filing.id) is None
            and filing_queries.inbox(filing_queries.Wanted("DONE"), 0, 50)[1] == 0
        )
        assert queries.find(filing.case_id) is None  # type: ignore[arg-type]
    assert "protection_request" not in {one.code for one in catalogue.load().open_on(TODAY, "portal")}


def test_a_removed_record_of_somebody_protected_is_stopped_in_the_same_words(town: Town, family: list[Record]) -> None:
    _leave(town, family)
    answers = {"name": "佐藤 一郎", "born_on": date(2008, 7, 7).isoformat(), "use": "other"}
    disclosure.set_protection(
        disclosure.NewProtection(int(family[2].addressee_number), "stalking", date(2026, 11, 1), "見本警察署")
    )
    filing = filings.receive(arrival("removed_record_copy", family, answers))
    assert "P-05" in codes(filing) and filing.case_id is None
    assert "支援" not in str(filing.findings)
