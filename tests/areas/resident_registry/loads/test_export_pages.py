"""Leave for an export on the screens: asked by one officer, given by another."""

from datetime import date, timedelta

import pytest
from django.test import Client

from tests.world import Town, found_town, signed_in
from yakuba.areas.resident_registry.models import ExportPermit
from yakuba.platform.access import service as access
from yakuba.platform.access.models import StaffSession
from yakuba.platform.secrets.sealed_box import new_pair
from yakuba.platform.tenancy.context import now

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
PUBLIC = new_pair()[1].decode()
PAGE = "/012084/residents/exports/"


@pytest.fixture
def kitami() -> Town:
    town = found_town("012084")
    with town.open():
        access.assign(town.clerk, "resident_registry.export", date(2026, 4, 1))
    return town


def stepped_up(town: Town, login: str) -> Client:
    """Signed in, the second factor shown again just now."""
    client = signed_in(town, login)
    with town.open():
        StaffSession.objects.filter(account_id=getattr(town, {"madoguchi": "clerk"}.get(login, "chief")).id).update(
            step_up_until=now() + timedelta(hours=2)
        )
    return client


def test_two_officers_give_leave(kitami: Town) -> None:
    clerk, chief = stepped_up(kitami, "madoguchi"), stepped_up(kitami, "kakaricho")
    wrong = clerk.post(PAGE, {"purpose": "移行", "recipient": "鍵ではない"})
    assert wrong.status_code == 422 and "公開鍵" in wrong.content.decode()
    assert clerk.post(PAGE, {"purpose": "移行", "recipient": PUBLIC}).status_code == 302
    with kitami.open():
        permit = ExportPermit.objects.get()
    refused = clerk.post(f"{PAGE}{permit.id}/give/")
    assert refused.status_code == 409 and "別の担当者" in refused.content.decode()
    assert "承認待ち" in chief.get(PAGE).content.decode()
    assert chief.post(f"{PAGE}{permit.id}/give/").status_code == 302
    with kitami.open():
        assert ExportPermit.objects.get().given_by == kitami.chief.id


def test_without_the_second_factor_shown_again_nothing_is_asked(kitami: Town) -> None:
    clerk = signed_in(kitami, "madoguchi")
    clerk.post(PAGE, {"purpose": "移行", "recipient": PUBLIC})
    with kitami.open():
        assert not ExportPermit.objects.exists()
