"""Sessions: token, renewal, end. What a stolen, old or foreign token is worth."""

import re
from datetime import timedelta

import pyotp
import pytest
from django.test import Client

from tests.world import PASSWORD, SEED, Town, signed_in
from yakuba.platform.access import limits, service, staff
from yakuba.platform.access.middleware import SESSION_COOKIE
from yakuba.platform.access.models import StaffSession
from yakuba.platform.tenancy.context import now

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

HOME = "/012084/"


def token_of(client: Client) -> str:
    return client.cookies[SESSION_COOKIE].value


def with_token(token: str) -> Client:
    client = Client()
    client.cookies[SESSION_COOKIE] = token
    return client


def give_password(client: Client) -> None:
    client.post("/012084/sign-in/", {"login_name": "madoguchi", "password": PASSWORD})


def give_code(client: Client) -> None:
    client.post("/012084/second-factor/", {"code": pyotp.TOTP(SEED).now()})


def test_the_token_is_renewed_at_each_step_and_the_older_one_is_worth_nothing(kitami: Town) -> None:
    client = Client()
    client.cookies[SESSION_COOKIE] = "planted-by-somebody-else"
    give_password(client)
    first = token_of(client)
    give_code(client)
    second = token_of(client)
    assert len({"planted-by-somebody-else", first, second}) == 3
    assert client.get(HOME).status_code == 200
    for old in ("planted-by-somebody-else", first):
        assert with_token(old).get(HOME).status_code == 302


def test_showing_the_second_factor_again_renews_the_token_too(kitami: Town) -> None:
    client = signed_in(kitami, "madoguchi")
    before = token_of(client)
    client.post("/012084/step-up/", {"code": pyotp.TOTP(SEED).now()})
    assert token_of(client) != before
    assert client.get(HOME).status_code == 200
    assert with_token(before).get(HOME).status_code == 302


def test_signing_in_again_ends_the_session_that_was_open(kitami: Town) -> None:
    client = signed_in(kitami, "madoguchi")
    before = token_of(client)
    give_password(client)
    assert with_token(before).get(HOME).status_code == 302


def test_a_token_has_256_random_bits_and_only_its_hash_is_kept(kitami: Town) -> None:
    tokens = {token_of(signed_in(kitami, "madoguchi")) for _ in range(20)}
    assert len(tokens) == 20
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", token) for token in tokens)  # 32 bytes in base64url
    with kitami.open():
        kept = set(StaffSession.objects.values_list("token_hash", flat=True))
    assert kept == {service.token_hash(token) for token in tokens}
    assert not kept & tokens


def test_the_hash_from_the_database_opens_nothing(kitami: Town) -> None:
    signed_in(kitami, "madoguchi")
    with kitami.open():
        kept = StaffSession.objects.get().token_hash
    assert with_token(kept).get(HOME).status_code == 302


def test_a_session_ends_when_it_lies_untouched_and_at_its_longest(kitami: Town) -> None:
    client = signed_in(kitami, "madoguchi")
    with kitami.open():
        row = StaffSession.objects.get()
        assert row.expires_at - row.started_at == timedelta(hours=10)
        StaffSession.objects.update(expires_at=now() - timedelta(seconds=1))
    assert client.get(HOME).status_code == 302
    with kitami.open():
        StaffSession.objects.update(expires_at=now() + timedelta(hours=1), seen_at=now() - timedelta(minutes=31))
    assert client.get(HOME).status_code == 302


def test_the_time_between_the_factors_is_short(kitami: Town) -> None:
    give_password(Client())
    with kitami.open():
        row = StaffSession.objects.get()
    assert row.expires_at - row.started_at == limits.PASSWORD_ONLY_FOR == timedelta(minutes=15)


def test_signing_out_ends_the_session_on_the_server_and_clears_the_browser(kitami: Town) -> None:
    client = signed_in(kitami, "madoguchi")
    token = token_of(client)
    answer = client.post("/012084/sign-out/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert answer.cookies[SESSION_COOKIE]["max-age"] == 0
    assert with_token(token).get(HOME).status_code == 302


def test_a_stopped_account_is_out_at_once_and_everywhere(kitami: Town) -> None:
    clients = [signed_in(kitami, "madoguchi") for _ in range(2)]
    with kitami.open("chief", now()):
        staff.set_active(kitami.clerk.id, False)
    assert [client.get(HOME).status_code for client in clients] == [302, 302]
    with kitami.open("chief", now()):
        staff.set_active(kitami.clerk.id, True)
    assert [client.get(HOME).status_code for client in clients] == [302, 302]  # ended, not hidden


def test_a_new_password_ends_the_sessions_elsewhere(kitami: Town) -> None:
    here, elsewhere = signed_in(kitami, "madoguchi"), signed_in(kitami, "madoguchi")
    new = "kaze-no-matasaburo-7"
    sent = here.post("/012084/account/password/", {"present": PASSWORD, "new": new, "again": new})
    assert sent.status_code == 302
    assert here.get(HOME).status_code == 200
    assert elsewhere.get(HOME).status_code == 302


def test_every_page_after_sign_in_offers_to_sign_out(kitami: Town) -> None:
    client = signed_in(kitami, "kakaricho")
    for path in ("", "approvals/", "account/", "account/password/", "residents/", "residents/changes/move_in/"):
        page = client.get(HOME + path)
        assert page.status_code == 200, path
        assert 'action="/012084/sign-out/"' in page.content.decode(), path


def test_a_session_begins_only_by_an_act_of_the_person(kitami: Town) -> None:
    client = Client()
    for path in ("", "sign-in/", "second-factor/", "residents/"):
        client.get(HOME + path)
    client.get(HOME + "sign-in/", {"login_name": "madoguchi", "password": PASSWORD})
    with kitami.open():
        assert StaffSession.objects.count() == 0
    assert SESSION_COOKIE not in client.cookies
