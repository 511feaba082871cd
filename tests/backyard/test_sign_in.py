"""Signing in: password, second factor, lock-out, and what strangers get."""

import pyotp
import pytest
from django.test import Client

from tests.world import PASSWORD, SEED, Town, found_town
from yakuba.platform.access.middleware import SESSION_COOKIE

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def kitami() -> Town:
    return found_town("012084")


def sign_in(client: Client, login: str = "madoguchi", password: str = PASSWORD) -> object:
    client.post("/012084/sign-in/", {"login_name": login, "password": password})
    return client.post("/012084/second-factor/", {"code": pyotp.TOTP(SEED).now()})


def test_a_clerk_signs_in_with_password_and_one_time_code(kitami: Town, client: Client) -> None:
    assert client.get("/012084/").headers["Location"].startswith("/012084/sign-in/")
    sign_in(client)
    page = client.get("/012084/")
    assert page.status_code == 200
    assert "窓口 花子" in page.content.decode()


def test_the_password_alone_opens_nothing(kitami: Town, client: Client) -> None:
    client.post("/012084/sign-in/", {"login_name": "madoguchi", "password": PASSWORD})
    assert client.get("/012084/").status_code == 302


def test_a_wrong_password_says_the_same_for_an_unknown_account(kitami: Town, client: Client) -> None:
    answers = [
        client.post("/012084/sign-in/", {"login_name": login, "password": "wrong-password-x"})
        for login in ("madoguchi", "nobody")
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    texts = ["違います" in answer.content.decode() for answer in answers]
    assert texts == [True, True]


def test_five_failures_lock_the_account_even_for_the_right_password(kitami: Town, client: Client) -> None:
    for _ in range(5):
        client.post("/012084/sign-in/", {"login_name": "madoguchi", "password": "wrong-password-x"})
    answer = client.post("/012084/sign-in/", {"login_name": "madoguchi", "password": PASSWORD})
    assert answer.status_code == 422
    assert "しばらくの間サインインできません" in answer.content.decode()


def test_a_one_time_code_is_accepted_once(kitami: Town, client: Client) -> None:
    code = pyotp.TOTP(SEED).now()
    client.post("/012084/sign-in/", {"login_name": "madoguchi", "password": PASSWORD})
    assert client.post("/012084/second-factor/", {"code": code}).status_code == 302
    other = Client()
    other.post("/012084/sign-in/", {"login_name": "madoguchi", "password": PASSWORD})
    assert other.post("/012084/second-factor/", {"code": code}).status_code == 422


def test_the_session_of_one_town_means_nothing_in_another(kitami: Town, client: Client) -> None:
    found_town("122041")
    sign_in(client)
    client.cookies[SESSION_COOKIE]["path"] = "/"
    assert client.get("/122041/").headers["Location"].startswith("/122041/sign-in/")


def test_signing_out_ends_the_session(kitami: Town, client: Client) -> None:
    sign_in(client)
    client.post("/012084/sign-out/")
    assert client.get("/012084/").status_code == 302


def test_an_unknown_town_is_not_found(kitami: Town, client: Client) -> None:
    assert client.get("/999999/").status_code == 404


def test_the_way_back_never_leaves_the_town(kitami: Town, client: Client) -> None:
    client.post("/012084/sign-in/", {"login_name": "madoguchi", "password": PASSWORD})
    answer = client.post("/012084/second-factor/?next=//evil.example/", {"code": pyotp.TOTP(SEED).now()})
    assert answer.headers["Location"] == "/012084/"
