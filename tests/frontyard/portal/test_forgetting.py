"""What the portal keeps for a while only: facts to fill in, sessions, answers of a card, drafts; and asking once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import pytest

from tests.frontyard.portal.test_filing_online import copy_checked, family, key_of, refs, with_card
from tests.frontyard.portal.zone import Resident, as_portal, rounds
from tests.world import Town
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.frontyard.portal import post_rounds, sessions, vault
from yakuba.frontyard.portal.middleware import RESIDENT, SESSION
from yakuba.frontyard.portal.models import CardChallenge, Draft, LetterOut, PortalSession, Sent, Told
from yakuba.platform.tenancy.context import Context, now, use_context
from yakuba.platform.tenancy.scope import tenant

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
__all__ = ["family"]


@contextmanager
def later(town: Town, time: timedelta) -> Iterator[None]:
    with as_portal(), tenant(town.id), use_context(Context(now() + time, RESIDENT, town.id)):
        yield


def test_the_facts_to_fill_in_live_no_longer_than_the_session(town: Town, family: list[Record]) -> None:
    resident = with_card(town, family[1])
    with later(town, timedelta(minutes=29)):
        sessions.forget_old()
        assert Told.objects.count() == 1 and PortalSession.objects.count() == 1
    with later(town, timedelta(minutes=31)):
        sessions.forget_old()
        assert not Told.objects.exists() and not PortalSession.objects.exists()
    resident.get("mine/", 302)


def test_a_session_ends_after_half_an_hour_and_after_a_day_at_work(town: Town, family: list[Record]) -> None:
    token = str(with_card(town, family[1]).client.cookies[SESSION].value)
    with later(town, timedelta(minutes=29)):
        assert sessions.find(token) is not None
    with later(town, timedelta(minutes=58)):
        assert sessions.find(token) is not None, "being used keeps it alive"
    with later(town, timedelta(minutes=89)):
        assert sessions.find(token) is None
    with later(town, timedelta()):
        PortalSession.objects.update(used_at=now() + timedelta(hours=8))
    with later(town, timedelta(hours=8, minutes=1)):
        assert sessions.find(token) is None, "however busy"


def test_the_post_thread_forgets_by_itself(town: Town, family: list[Record]) -> None:
    with_card(town, family[1])
    with later(town, timedelta()):
        PortalSession.objects.update(used_at=now() - timedelta(minutes=31))
    with as_portal():
        post_rounds.PostThread().once()
    with later(town, timedelta()):
        assert not Told.objects.exists()


def test_a_draft_lives_thirty_days(town: Town, family: list[Record]) -> None:
    resident = with_card(town, family[1])
    page = resident.get("file/resident_copy/q/whose/")
    resident.post("file/resident_copy/q/whose/", {"q": refs(page)[:1]})
    with later(town, timedelta(days=29)):
        sessions.forget_old()
        assert Draft.objects.count() == 1
    with later(town, timedelta(days=31)):
        sessions.forget_old()
        assert not Draft.objects.exists()


def test_an_answer_of_a_card_nobody_came_for_is_forgotten(town: Town, family: list[Record]) -> None:
    with later(town, timedelta()):
        CardChallenge.objects.create(
            nonce="n1", browser_hash=vault.plain_hash("b"), text="t", answer=vault.seal("card/n1", {}), made_at=now()
        )
        sessions.forget_old()
        assert CardChallenge.objects.get().answer is not None
    with later(town, timedelta(minutes=11)):
        sessions.forget_old()
        row = CardChallenge.objects.get()
        assert row.answer is None and row.used


def test_a_page_that_looks_again_asks_the_core_once(town: Town, family: list[Record]) -> None:
    resident = with_card(town, family[1])
    for _ in range(3):
        assert "情報を確認しています" in resident.get("access/")
    with later(town, timedelta()):
        assert LetterOut.objects.filter(kind="portal_access_wanted").count() == 1
        LetterOut.objects.update(made_at=now() - timedelta(seconds=11))
    resident.get("access/")
    with later(town, timedelta()):
        assert LetterOut.objects.filter(kind="portal_access_wanted").count() == 2, "no answer: asked again"


def test_a_receipt_stops_looking_by_itself(town: Town, family: list[Record]) -> None:
    resident = with_card(town, family[1])
    key = key_of(copy_checked(resident))
    resident.post("file/resident_copy/send/", {"key": key})
    assert "data-reload" in resident.get(f"mine/{key}/")
    with later(town, timedelta()):
        Sent.objects.filter(id=UUID(key)).update(changed_at=now() - timedelta(minutes=3))
    assert "data-reload" not in resident.get(f"mine/{key}/")


def test_every_page_of_a_resident_is_closed_to_another_town_hall(town: Town, family: list[Record]) -> None:
    from tests.world import found_town
    from yakuba.frontyard.reception import catalogues

    other = found_town("122041")
    resident = with_card(town, family[1])
    key = key_of(copy_checked(resident))
    resident.post("file/resident_copy/send/", {"key": key})
    catalogues.publish()
    rounds(other)
    abroad = Resident(other)
    abroad.client.cookies[SESSION] = resident.client.cookies[SESSION].value
    assert "サインアウト" not in abroad.get("")
    own = ("mine/", f"mine/{key}/", f"mine/{key}/answer/", f"mine/{key}/withdraw/", "inbox/", "access/")
    more = ("money/", "money/tax/2026/", f"papers/{key}/")
    for path in (*own, *more, "file/resident_copy/", "file/resident_copy/check/"):
        with as_portal():
            answer = abroad.client.get(f"/{other.place.address}/{path}")
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/{other.place.address}/sign-in/"), path
    there = with_card_of(other)
    for path in (f"mine/{key}/", f"mine/{key}/answer/", f"mine/{key}/withdraw/", f"papers/{key}/"):
        there.get(path, 404)


def with_card_of(town: Town) -> Resident:
    """Signed in at another town hall, as somebody it does not know."""
    with later(town, timedelta()):
        account = sessions.of_card("AB/12", None)
        token = sessions.begin(account, "card")
    resident = Resident(town)
    resident.client.cookies[SESSION] = token
    return resident
