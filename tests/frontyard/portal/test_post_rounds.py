"""The post looks only at the town halls that have something, and nobody else may ask which those are."""

from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.frontyard.portal.zone import as_portal
from tests.world import Town, found_town
from yakuba.frontyard.portal import mailing, post, post_rounds
from yakuba.frontyard.portal.middleware import RESIDENT
from yakuba.frontyard.portal.models import LetterIn, LetterOut, MailOut, PortalAccount
from yakuba.frontyard.reception import catalogues, letters
from yakuba.platform.exchange import delivery
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import Context, now, use_context
from yakuba.platform.tenancy.scope import tenant

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def opened_in_a_round() -> set[int]:
    """Municipalities that were opened in one round of the post over all."""
    with CaptureQueriesContext(connection) as asked:
        post_rounds.round_of_all(directory.everyone())
    marks = [
        one["sql"].split("'yakuba.municipality', '")[1] for one in asked if "'yakuba.municipality', '" in one["sql"]
    ]
    return {int(mark.split("'")[0]) for mark in marks}


def test_only_town_halls_with_something_are_looked_at(town: Town, application_connection: psycopg.Connection) -> None:
    other, idle = found_town("122041"), found_town("131130")
    with town.open():
        letters.keys()
    with as_portal():
        post_rounds.round_of_all(directory.everyone())
        assert opened_in_a_round() == set(), "nobody has anything"
        with tenant(town.id), use_context(Context(now(), RESIDENT, town.id)):
            post.write("portal_access_wanted", PortalAccount.objects.create(created_at=now()), {})
        with tenant(other.id), use_context(Context(now(), RESIDENT, other.id)):
            mailing.write("hanako@example.jp", "件名", "本文")
        with tenant(idle.id), use_context(Context(now(), RESIDENT, idle.id)):
            mailing.write("taro@example.jp", "件名", "本文")
            MailOut.objects.update(next_try=now() + timedelta(minutes=1))
        assert opened_in_a_round() == {town.id, other.id}, "a mail that is to wait does not count"
        with tenant(town.id):
            assert not LetterOut.objects.filter(sent_at=None).exists()
        with tenant(other.id):
            assert not MailOut.objects.filter(sent_at=None).exists()
        assert opened_in_a_round() == set()
    catalogues.publish()
    while delivery.deliver_due():
        pass
    with as_portal():
        assert opened_in_a_round() == {town.id, other.id, idle.id}, "the core wrote to each"
        for place in (town, other, idle):
            with tenant(place.id):
                assert LetterIn.objects.count() == 1
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        application_connection.execute("select * from portal_post_due()")


def test_every_town_hall_has_its_turn_of_forgetting(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    towns = {town.id, found_town("122041").id, found_town("131130").id}
    forgotten: list[int] = []
    monkeypatch.setattr(post_rounds, "FORGET_EVERY", 2)
    monkeypatch.setattr(post_rounds, "forget_of", lambda place: forgotten.append(place.id))
    thread = post_rounds.PostThread()
    with as_portal():
        thread.once()
        assert len(forgotten) == 2, "not all at once"
        thread.once()
    assert set(forgotten) == towns and len(forgotten) == 3
