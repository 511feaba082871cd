"""The own account: session limits, sessions elsewhere, first password, factors."""

from datetime import timedelta

import pyotp
import pytest
from django.test import Client

from tests.world import PASSWORD, SEED, TODAY, Town, found_town, signed_in
from yakuba.platform.access import factors, service, staff
from yakuba.platform.access.models import Account, Attempt, SecondFactor, StaffSession
from yakuba.platform.parameters.service import set as set_parameter
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.tenancy.context import now

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def town() -> Town:
    return found_town("012084")


def age(town: Town, **changed: object) -> None:
    with town.open():
        StaffSession.objects.update(**changed)


def test_a_session_lies_untouched_as_long_as_the_town_allows(town: Town) -> None:
    client = signed_in(town, "madoguchi")
    age(town, seen_at=now() - timedelta(minutes=25), expires_at=now() + timedelta(hours=5))
    assert client.get("/012084/").status_code == 200
    with town.open("chief"):
        set_parameter("session.idle_minutes", TODAY - timedelta(days=2), 10, "監査の指摘")
    age(town, seen_at=now() - timedelta(minutes=11))
    assert client.get("/012084/").status_code == 302


def test_the_frame_warns_before_the_time_is_up_and_going_on_keeps_the_session(town: Town) -> None:
    client = signed_in(town, "madoguchi")
    age(town, seen_at=now() - timedelta(minutes=20), expires_at=now() + timedelta(hours=5))
    assert 'data-seconds="1800"' in client.get("/012084/").content.decode()
    age(town, seen_at=now() - timedelta(minutes=20))
    assert client.post("/012084/extend/").status_code == 204
    with town.open():
        assert now() - StaffSession.objects.get().seen_at < timedelta(minutes=15)
    age(town, expires_at=now() + timedelta(seconds=90))
    page = client.get("/012084/").content.decode()
    assert any(f'data-seconds="{left}"' in page for left in range(1, 91))


def test_the_town_decides_when_an_account_locks_and_the_lock_is_in_the_register(town: Town, client: Client) -> None:
    with town.open("chief"):
        set_parameter("sign_in.lock_after_failures", TODAY - timedelta(days=2), 3, "方針")
    for _ in range(3):
        client.post("/012084/sign-in/", {"login_name": "madoguchi", "password": "wrong-password-x"})
    with town.open("system", now()):
        assert service.is_locked(Account.objects.get(login_name="madoguchi"))
        assert RegisterEntry.objects.filter(act="lock_out").count() == 1


def test_a_source_that_fails_often_is_slowed_for_every_account(town: Town, client: Client) -> None:
    with town.open():
        Attempt.objects.bulk_create(Attempt(municipality_id=town.id, source="127.0.0.1", at=now()) for _ in range(30))
    answer = client.post("/012084/sign-in/", {"login_name": "kakaricho", "password": PASSWORD})
    assert answer.status_code == 422
    other = Client(REMOTE_ADDR="192.0.2.1")
    assert other.post("/012084/sign-in/", {"login_name": "kakaricho", "password": PASSWORD}).status_code == 302


def test_a_session_elsewhere_is_listed_and_ended(town: Town) -> None:
    here, there = signed_in(town, "madoguchi"), signed_in(town, "madoguchi")
    age(town, seen_at=now(), expires_at=now() + timedelta(hours=5))
    assert here.get("/012084/account/").content.decode().count("終了する") == 2  # one button, one sentence of help
    with town.open():
        row = StaffSession.objects.get(token_hash=service.token_hash(there.cookies["yakuba_session"].value))
    assert here.post(f"/012084/account/sessions/{row.id}/end/").status_code == 302
    assert there.get("/012084/").status_code == 302
    assert here.get("/012084/").status_code == 200


def test_nobody_ends_anothers_session(town: Town) -> None:
    clerk, chief = signed_in(town, "madoguchi"), signed_in(town, "kakaricho")
    with town.open():
        row = StaffSession.objects.get(account_id=town.chief.id)
    assert clerk.post(f"/012084/account/sessions/{row.id}/end/").status_code == 404
    assert chief.get("/012084/").status_code == 200


def test_a_newcomer_sees_nothing_before_factor_and_own_password(town: Town, client: Client) -> None:
    with town.open("chief"):
        initial = staff.add_account("shinjin", "新人 三郎", "市民課").initial_password
    client.post("/012084/sign-in/", {"login_name": "shinjin", "password": initial})
    assert client.get("/012084/second-factor/").headers["Location"] == "/012084/enrol/"
    client.get("/012084/enrol/?kind=totp")
    with town.open():
        row = StaffSession.objects.get(account__login_name="shinjin")
        assert b"secret" not in bytes(row.challenge)
    page = client.get("/012084/enrol/?kind=totp").content.decode()
    seed = page.split('id="seed">')[1].split("<")[0]
    assert client.post("/012084/enrol/", {"kind": "totp", "code": "000000"}).status_code == 422
    page = client.get("/012084/enrol/?kind=totp").content.decode()
    seed = page.split('id="seed">')[1].split("<")[0]
    assert client.post("/012084/enrol/", {"kind": "totp", "code": pyotp.TOTP(seed).now()}).status_code == 302
    assert client.get("/012084/").headers["Location"] == "/012084/account/password/"
    weak = {"present": initial, "new": "shinjin-2026-11", "again": "shinjin-2026-11"}
    assert client.post("/012084/account/password/", weak).status_code == 422
    good = {"present": initial, "new": "kawa-no-nagare-7", "again": "kawa-no-nagare-7"}
    assert client.post("/012084/account/password/", good).status_code == 302
    assert client.get("/012084/").status_code == 200


def test_the_initial_password_alone_never_adds_a_factor_later(town: Town, client: Client) -> None:
    with town.open("chief"):
        made = staff.add_account("shinjin", "新人 三郎", "市民課")
        factors.add_totp(made.account, "鍵", SEED)
    client.post("/012084/sign-in/", {"login_name": "shinjin", "password": made.initial_password})
    assert client.get("/012084/enrol/").headers["Location"] == "/012084/sign-in/"
    assert client.get("/012084/second-factor/").status_code == 200


def test_a_factor_is_added_and_removed_only_after_showing_one_again_and_never_the_last(town: Town) -> None:
    client = signed_in(town, "madoguchi")
    assert client.get("/012084/account/factors/add/").headers["Location"].startswith("/012084/step-up/")
    age(town, step_up_until=now() + timedelta(minutes=4))
    assert client.get("/012084/account/factors/add/").status_code == 200
    with town.open():
        factor = SecondFactor.objects.get(account_id=town.clerk.id)
    assert client.post(f"/012084/account/factors/{factor.id}/remove/").status_code == 409
    with town.open():
        factors.add_totp(town.clerk, "二つ目", SEED)
    assert client.post(f"/012084/account/factors/{factor.id}/remove/").status_code == 302
    with town.open():
        other = SecondFactor.objects.get(account_id=town.chief.id)
    assert client.post(f"/012084/account/factors/{other.id}/remove/").status_code == 404
