"""WebAuthn in a real browser with a virtual key: registering, signing in, step-up, and what is refused."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import axe, open_page, served
from tests.world import Town, found_town, signed_in
from yakuba.platform.access import client_certificates, security_keys, service
from yakuba.platform.access.middleware import SESSION_COOKIE
from yakuba.platform.access.models import SecondFactor, StaffSession
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.tenancy.context import now

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": False,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def town() -> Town:
    return found_town("012084")


@pytest.fixture
def address(town: Town) -> Iterator[str]:
    with served() as at:
        yield at.replace("127.0.0.1", "localhost") + "/012084/"


@contextmanager
def with_key(browser: Browser) -> Iterator[tuple[Page, Any, str]]:
    """A page whose browser has a security key plugged in; the driver's session and the key's id."""
    with open_page(browser) as page:
        driver = page.context.new_cdp_session(page)
        driver.send("WebAuthn.enable")
        key = driver.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})["authenticatorId"]
        yield page, driver, key


def newcomer(town: Town) -> str:
    """An account with its initial password and no factor yet."""
    from yakuba.platform.access import staff

    with town.open("chief"):
        return staff.add_account("shinjin", "新人 三郎", "市民課").initial_password


def give_password(page: Page, address: str, login: str, password: str) -> None:
    page.goto(address + "sign-in/")
    page.fill("#id_login_name", login)
    page.fill("#id_password", password)
    page.click("#sign-in-go")


def test_a_newcomer_registers_a_key_changes_the_password_and_signs_in_with_both(
    town: Town, address: str, chromium: Browser
) -> None:
    initial = newcomer(town)
    with with_key(chromium) as (page, _, _):
        give_password(page, address, "shinjin", initial)
        page.fill("#id_label", "職員証の鍵")
        assert axe(page) == []
        page.click("#add-factor-go")
        page.wait_for_url("**/account/password/")
        assert axe(page) == []
        page.fill("#id_present", initial)
        page.fill("#id_new", "kawa-no-nagare-7")
        page.fill("#id_again", "kawa-no-nagare-7")
        page.click("#password-go")
        page.wait_for_url("**/account/?done=password")
        page.click("#frame-sign-out")
        give_password(page, address, "shinjin", "kawa-no-nagare-7")
        assert axe(page) == []
        page.click("#security-key-go")
        page.wait_for_url(address)
        page.goto(address + "step-up/?next=/012084/account/")
        page.click("#security-key-go")
        page.wait_for_url(address + "account/")
    with town.open():
        assert SecondFactor.objects.get(kind="webauthn").counter >= 2
        acts = list(RegisterEntry.objects.order_by("id").values_list("act", flat=True))
        assert acts == ["change_staff", "change_staff", "sign_in", "change_staff", "sign_out", "sign_in", "step_up"]


def key_answer(page: Page, town: Town, row: StaffSession, site: security_keys.Site, making: bool) -> str:
    """What the browser's key answers to a question opened for this session."""
    ask = security_keys.registration_options(row, site, "北見市") if making else ""
    options = ask or security_keys.authentication_options(row, site)
    body = f"""<form data-security-key="{"create" if making else "get"}"><input name="answer">
        <span data-key-words></span><button id="go">go</button></form>"""
    page.evaluate("text => { document.body.innerHTML = text }", body)
    page.evaluate("options => { document.querySelector('form').dataset.options = options }", options)
    page.evaluate("() => { window.answered = false }")
    page.evaluate("() => { HTMLFormElement.prototype.submit = () => { window.answered = true } }")
    script = (security_script()).strip()
    page.evaluate(script)
    page.click("#go")
    for _ in range(200):  # the site's policy forbids what wait_for_function does
        if page.evaluate("window.answered"):
            break
        page.wait_for_timeout(50)
    assert page.evaluate("window.answered")
    return str(page.evaluate("document.querySelector('[name=answer]').value"))


def security_script() -> str:
    from pathlib import Path

    import yakuba.backyard

    return (Path(yakuba.backyard.__file__).parent / "static/backyard/security_key.js").read_text(encoding="utf-8")


def test_an_answer_counts_once_for_its_site_its_account_and_a_grown_count(
    town: Town, address: str, chromium: Browser
) -> None:
    site = security_keys.Site(address.removesuffix("/012084/"), "localhost")
    with with_key(chromium) as (page, _, _):
        page.goto(address + "sign-in/")
        with town.open("system", now()):
            service.open_session(town.clerk, StaffSession.Stage.FULL, service.Seat())
            service.open_session(town.chief, StaffSession.Stage.FULL, service.Seat())
            row = StaffSession.objects.get(account_id=town.clerk.id)
            other = StaffSession.objects.get(account_id=town.chief.id)
            made = key_answer(page, town, row, site, making=True)
            key = security_keys.register(row, made, "鍵", site)
            with pytest.raises(security_keys.KeyRefused, match="期限"):
                security_keys.register(row, made, "鍵", site)
            shown = key_answer(page, town, row, site, making=False)
            assert security_keys.accepts(row, shown, site)
            assert not security_keys.accepts(row, shown, site), "the challenge is used up"
            security_keys.authentication_options(row, site)
            assert not security_keys.accepts(row, shown, site), "an old answer to a new challenge"
            shown = key_answer(page, town, row, site, making=False)
            elsewhere = security_keys.Site("http://localhost:1", "localhost")
            assert not security_keys.accepts(row, shown, elsewhere), "asked by another site"
            shown = key_answer(page, town, row, site, making=False)
            StaffSession.objects.filter(id=other.id).update(challenge=StaffSession.objects.get(id=row.id).challenge)
            assert not security_keys.accepts(other, shown, site), "another account's key"
            SecondFactor.objects.filter(id=key.id).update(counter=1_000)
            assert not security_keys.accepts(row, shown, site), "a copied key counts lower"


def test_a_key_is_registered_once_in_a_town(town: Town, address: str, chromium: Browser) -> None:
    site = security_keys.Site(address.removesuffix("/012084/"), "localhost")
    with with_key(chromium) as (page, _, _):
        page.goto(address + "sign-in/")
        with town.open("system", now()):
            service.open_session(town.clerk, StaffSession.Stage.FULL, service.Seat())
            row = StaffSession.objects.get(account_id=town.clerk.id)
            made = key_answer(page, town, row, site, making=True)
            challenge = StaffSession.objects.get(id=row.id).challenge
            security_keys.register(row, made, "鍵", site)
            StaffSession.objects.filter(id=row.id).update(challenge=challenge)
            with pytest.raises(client_certificates.AlreadyRegistered, match="登録済み"):
                security_keys.register(row, made, "もう一つ", site)


@pytest.mark.parametrize("answer", ["", "[]", "{}", '{"id": "AAAA"}', "no json", json.dumps({"id": None})])
def test_a_malformed_answer_is_refused_and_counted(town: Town, answer: str) -> None:
    client = signed_in(town, "madoguchi")
    assert client.post("/012084/step-up/", {"method": "webauthn", "answer": answer}).status_code == 422
    with town.open():
        town.clerk.refresh_from_db()
        assert town.clerk.failures == 1


def test_browsers_offer_keys_to_names_only() -> None:
    assert security_keys.Site("http://localhost:8000", "localhost").takes_keys
    assert security_keys.Site("https://yakuba.example", "yakuba.example").takes_keys
    assert not security_keys.Site("http://yakuba.example", "yakuba.example").takes_keys
    assert not security_keys.Site("https://127.0.0.1", "127.0.0.1").takes_keys
    assert not security_keys.Site("https://[::1]", "[::1]").takes_keys


def test_the_session_cookie_is_the_only_key_to_a_page(town: Town) -> None:
    client = signed_in(town, "madoguchi")
    assert client.get("/012084/account/").status_code == 200
    client.cookies[SESSION_COOKIE] = "guessed"
    assert client.get("/012084/account/").status_code == 302
