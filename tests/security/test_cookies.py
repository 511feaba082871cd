"""Cookies and forged requests: flags, paths, the form token on every page that changes something."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.residents import COUPLE, move_in
from tests.world import PASSWORD, Town, signed_in
from yakuba.platform.access.gates import gate_of
from yakuba.platform.access.middleware import SESSION_COOKIE

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

SAMPLES = {"<uuid:": "01890000-0000-7000-8000-000000000000", "<str:": "x", "<int:": "19", "<slug:": "x"}


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, route)
        else:
            yield route, entry


def concrete(route: str) -> str:
    route = route.replace("<str:address>", "012084")
    for start, value in SAMPLES.items():
        while start in route:
            head, _, tail = route.partition(start)
            route = head + value + tail.partition(">")[2]
    return "/" + route


TOWN_ROUTES = [(concrete(route), entry) for route, entry in routes(get_resolver()) if "<str:address>" in route]


def test_the_session_cookie_is_for_one_town_and_not_for_scripts(kitami: Town) -> None:
    client = Client()
    cookie = client.post("/012084/sign-in/", {"login_name": "madoguchi", "password": PASSWORD}).cookies[SESSION_COOKIE]
    assert cookie["path"] == "/012084/"
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Strict"
    assert cookie["domain"] == ""
    assert cookie["max-age"] == "" and cookie["expires"] == ""  # gone with the browser


def test_the_form_cookie_is_not_for_scripts_or_other_sites(kitami: Town, settings: object) -> None:
    answer = Client().get("/012084/sign-in/")
    (cookie,) = answer.cookies.values()
    assert cookie.key == "yakuba_form"
    assert (cookie["httponly"], cookie["samesite"], cookie["domain"]) == (True, "Strict", "")


def test_over_tls_the_session_cookie_is_secure(kitami: Town) -> None:
    sent = {"login_name": "madoguchi", "password": PASSWORD}
    answer = Client().post("/012084/sign-in/", sent, secure=True)
    assert answer.cookies[SESSION_COOKIE]["secure"] is True


SHOWN = """
import django; django.setup()
from django.conf import settings as s
from yakuba.platform.access.middleware import SESSION_COOKIE
print(s.CSRF_COOKIE_SECURE, s.CSRF_COOKIE_NAME, SESSION_COOKIE, s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_INCLUDE_SUBDOMAINS,
      s.SECURE_SSL_REDIRECT, s.SECURE_PROXY_SSL_HEADER, s.DEBUG)
from django.test import Client
c = Client()
a = c.get("/health", secure=True); print(a.headers["Strict-Transport-Security"])
b = c.get("/012084/sign-in/?next=/x"); print(b.status_code, b.headers["Location"])
"""


def test_behind_a_tls_front_everything_is_for_tls_only(kitami: Town) -> None:
    environment = {**os.environ, "YAKUBA_TLS": "1", "YAKUBA_HOSTS": "testserver", "PYTHONPATH": "src"}
    done = subprocess.run(
        [sys.executable, "-c", SHOWN], env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    first, hsts, redirect = done.stdout.splitlines()
    assert first == (
        "True __Host-yakuba_form __Secure-yakuba_session 31536000 True True ('HTTP_X_FORWARDED_PROTO', 'https') False"
    )
    assert hsts == "max-age=31536000; includeSubDomains"
    assert redirect == "301 https://testserver/012084/sign-in/?next=/x"


def test_no_form_is_taken_without_its_token(kitami: Town) -> None:
    clerk = signed_in(kitami, "kakaricho")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = clerk.cookies
    refused = {path: strict.post(path, {"what": "x"}).status_code for path, _ in TOWN_ROUTES}
    assert set(refused.values()) == {403}, {path: status for path, status in refused.items() if status != 403}


def test_the_token_of_another_browser_is_not_taken(kitami: Town) -> None:
    foreign = Client().get("/012084/sign-in/").cookies["yakuba_form"].value
    strict = Client(enforce_csrf_checks=True)
    strict.get("/012084/sign-in/")
    sent = {"login_name": "madoguchi", "password": PASSWORD, "csrfmiddlewaretoken": foreign}
    assert strict.post("/012084/sign-in/", sent).status_code == 403
    own = strict.cookies["yakuba_form"].value
    assert strict.post("/012084/sign-in/", {**sent, "csrfmiddlewaretoken": own}).status_code == 302


def test_a_form_from_another_origin_is_not_taken(kitami: Town) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.get("/012084/sign-in/")
    sent = {"login_name": "x", "password": "y", "csrfmiddlewaretoken": strict.cookies["yakuba_form"].value}
    origin = {"origin": "https://evil.example"}
    assert strict.post("/012084/sign-in/", sent, headers=origin).status_code == 403


def test_reading_an_address_changes_nothing(kitami: Town) -> None:
    """Whatever only changes something answers 405 to GET; the other pages leave cases and persons as they are."""
    from yakuba.areas.resident_registry.models import Memo, ResidentRecord
    from yakuba.platform.access.models import Account, DutyAssignment, SecondFactor
    from yakuba.platform.cases.models import Case
    from yakuba.platform.documents.models import Intent

    with kitami.open():
        move_in(COUPLE)
    watched = (Memo, ResidentRecord, Case, Intent, Account, DutyAssignment, SecondFactor)

    def state() -> list[list[object]]:
        with kitami.open():
            return [sorted(model.objects.values_list(), key=str) for model in watched]

    before, chief = state(), signed_in(kitami, "kakaricho")
    before = state()
    for path, entry in TOWN_ROUTES:
        if gate_of(entry.callback) is not None:
            chief.get(path, {"what": "disposed", "reason": "x", "do": "add_person"})
    assert state() == before
