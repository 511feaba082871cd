"""職員と事務, 場所と端末: what a manager can do, what is registered, and who may not."""

from datetime import date, timedelta

import pytest
from django.test import Client

from tests.world import PASSWORD, Town, found_town, signed_in
from yakuba.platform.access import service
from yakuba.platform.access.models import Account, DutyAssignment, Office, SecondFactor, Terminal
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.tenancy.context import now

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def town() -> Town:
    return found_town("012084")


@pytest.fixture
def chief(town: Town) -> Client:
    return signed_in(town, "kakaricho")


def changes(town: Town, act: str) -> list[str]:
    with town.open():
        rows = RegisterEntry.objects.filter(act=act).order_by("id")
        assert all(row.duty == "staff.manage" and row.actor_name == "係長 一郎" for row in rows)
        return [row.detail["change"] for row in rows]


def test_a_clerk_without_the_duty_is_told_which_one_it_needs(town: Town) -> None:
    clerk = signed_in(town, "madoguchi")
    for path in ("staff/", "staff/add/", "places/", f"staff/{town.chief.id}/"):
        answer = clerk.get(f"/012084/{path}")
        assert answer.status_code == 403
        assert "職員・事務分担の管理" in answer.content.decode()


def test_a_new_account_gets_a_password_that_is_shown_once(town: Town, chief: Client, client: Client) -> None:
    answer = chief.post("/012084/staff/add/", {"login_name": "shinjin", "display_name": "新人 三郎", "section": ""})
    password = answer.content.decode().split('id="initial-password">')[1].split("<")[0]
    assert len(password) == 17
    sent = client.post("/012084/sign-in/", {"login_name": "shinjin", "password": password})
    assert sent.headers["Location"].startswith("/012084/second-factor/")
    assert changes(town, "change_staff") == ["account added"]
    with town.open():
        assert password not in str(list(RegisterEntry.objects.values_list("detail", flat=True)))
    again = chief.post("/012084/staff/add/", {"login_name": "shinjin", "display_name": "別の人", "section": ""})
    assert again.status_code == 422 and "使われている" in again.content.decode()


def test_a_duty_is_given_for_a_period_and_taken_away_at_once(town: Town, chief: Client) -> None:
    clerk = signed_in(town, "madoguchi")
    assert clerk.get("/012084/parameters/").status_code == 403
    where = f"/012084/staff/{town.clerk.id}/"
    give = {"duty": "parameters.manage", "valid_from": "R8.4.1", "valid_to": "R12.3.31"}
    assert chief.post(where, give).status_code == 302
    assert clerk.get("/012084/parameters/").status_code == 200
    overlap = chief.post(where, {**give, "valid_from": "R9.1.1"})
    assert overlap.status_code == 422 and "期間が重なる" in overlap.content.decode()
    backwards = chief.post(where, {"duty": "audit.view", "valid_from": "R8.4.1", "valid_to": "R8.3.31"})
    assert backwards.status_code == 422 and "始まりより前" in backwards.content.decode()
    with town.open():
        row = DutyAssignment.objects.get(duty="parameters.manage", account_id=town.clerk.id)
        assert (row.valid_from, row.valid_to) == (date(2026, 4, 1), date(2030, 3, 31))
    assert chief.post(f"/012084/staff/duties/{row.id}/end/").status_code == 302
    assert clerk.get("/012084/parameters/").status_code == 403
    assert chief.post(f"/012084/staff/duties/{row.id}/end/").status_code == 409
    assert changes(town, "change_duty") == ["assigned", "ended"]


def test_a_duty_of_the_future_and_of_the_past_opens_nothing(town: Town, chief: Client) -> None:
    clerk = signed_in(town, "madoguchi")
    where = f"/012084/staff/{town.clerk.id}/"
    chief.post(where, {"duty": "parameters.manage", "valid_from": "R30.4.1", "valid_to": ""})
    chief.post(where, {"duty": "parameters.manage", "valid_from": "R7.4.1", "valid_to": "R8.3.31"})
    assert clerk.get("/012084/parameters/").status_code == 403
    page = chief.get(where).content.decode()
    assert "これから" in page and "終了" in page


def test_a_stopped_account_is_out_at_once(town: Town, chief: Client, client: Client) -> None:
    clerk = signed_in(town, "madoguchi")
    chief.post(f"/012084/staff/{town.clerk.id}/change/", {"do": "stopped"})
    assert clerk.get("/012084/").status_code == 302
    answer = client.post("/012084/sign-in/", {"login_name": "madoguchi", "password": PASSWORD})
    assert answer.status_code == 422
    chief.post(f"/012084/staff/{town.clerk.id}/change/", {"do": "resumed"})
    answer = client.post("/012084/sign-in/", {"login_name": "madoguchi", "password": PASSWORD})
    assert answer.status_code == 302
    assert changes(town, "change_staff") == ["stopped", "resumed"]


def test_a_lock_is_lifted_by_a_manager(town: Town, chief: Client, client: Client) -> None:
    with town.open():
        Account.objects.filter(id=town.clerk.id).update(locked_until=now() + timedelta(minutes=10))
    assert "ロック中" in chief.get("/012084/staff/").content.decode()
    assert client.post("/012084/sign-in/", {"login_name": "madoguchi", "password": PASSWORD}).status_code == 422
    chief.post(f"/012084/staff/{town.clerk.id}/change/", {"do": "unlocked"})
    assert client.post("/012084/sign-in/", {"login_name": "madoguchi", "password": PASSWORD}).status_code == 302


def test_starting_over_takes_factors_sessions_and_the_old_password(town: Town, chief: Client, client: Client) -> None:
    clerk = signed_in(town, "madoguchi")
    answer = chief.post(f"/012084/staff/{town.clerk.id}/start-over/")
    assert "最初のパスワード" in answer.content.decode()
    assert clerk.get("/012084/").status_code == 302
    assert client.post("/012084/sign-in/", {"login_name": "madoguchi", "password": PASSWORD}).status_code == 422
    with town.open():
        assert not SecondFactor.objects.filter(account_id=town.clerk.id, removed_at__isnull=True).exists()


@pytest.mark.parametrize("path", ["start-over/", "change/"])
def test_nobody_stops_or_resets_the_own_account(town: Town, chief: Client, path: str) -> None:
    answer = chief.post(f"/012084/staff/{town.chief.id}/{path}", {"do": "stopped"})
    assert answer.status_code == 409 and "自分では" in answer.content.decode()
    assert chief.get("/012084/").status_code == 200


def test_another_towns_account_is_not_found(town: Town, chief: Client) -> None:
    other = found_town("122041")
    assert chief.get(f"/012084/staff/{other.clerk.id}/").status_code == 404
    assert chief.post(f"/012084/staff/{other.clerk.id}/change/", {"do": "stopped"}).status_code == 404
    assert chief.post(f"/012084/staff/{other.clerk.id}/start-over/").status_code == 404


def test_a_browser_becomes_a_terminal_whose_name_stands_in_the_session(town: Town, chief: Client) -> None:
    chief.post("/012084/places/", {"form": "office", "office-code": "01", "office-name": "本庁 市民課"})
    with town.open():
        office = Office.objects.get()
    terminal = {"terminal-office": str(office.id), "terminal-name": "本庁1", "terminal-printer": "市民課1"}
    answer = chief.post("/012084/places/", {"form": "terminal", **terminal})
    cookie = answer.cookies[service.TERMINAL_COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/012084/", True, "Strict")
    again = chief.post("/012084/places/", {"form": "terminal", **terminal})
    assert again.status_code == 422 and "使われている" in again.content.decode()
    with town.open():
        assert service.seat_of({service.TERMINAL_COOKIE: cookie.value}).terminal == "本庁1"
        row = Terminal.objects.get()
    chief.post(f"/012084/places/terminals/{row.id}/retire/")
    assert chief.post(f"/012084/places/terminals/{row.id}/retire/").status_code == 404
    with town.open():
        assert service.seat_of({service.TERMINAL_COOKIE: cookie.value}).terminal == ""
    assert changes(town, "change_staff") == ["office added", "terminal registered", "terminal retired"]
