"""Sign-in by the authentication app through both zones, against a simulated provider that listens on a port."""

import re
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from joserfc.jwk import ECKey

from tests.frontyard.portal.test_card_sign_in import cards, family, follow
from tests.frontyard.portal.zone import Resident, rounds
from tests.world import Town
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.frontyard.portal import app_wire
from yakuba.frontyard.reception.models import CertificateLink, ResidentAccount
from yakuba.operation.simulators.authentication_app import App, Client, server

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
__all__ = ["cards", "family"]
CARD = {"card": "002", "secret": "1234"}
ALL = {f"give_{name}": "1" for name in ("name", "address", "birthdate", "gender")}


@pytest.fixture
def app(town: Town, cards: Path, settings: Any, tmp_path: Path) -> Iterator[App]:
    key = tmp_path / "app-client.pem"
    key.write_bytes(ECKey.generate_key("P-256").as_pem(private=True))
    serving = server(cards, 0, Client("demo", "http://testserver", key))
    played = serving.get_app()
    assert isinstance(played, App)
    played.issuer = f"http://localhost:{serving.server_port}"
    settings.APP_ISSUER, settings.APP_CLIENT_ID, settings.APP_KEY = played.issuer, "demo", str(key)
    settings.APP_TEST = True
    app_wire.keys.forget()
    thread = threading.Thread(target=serving.serve_forever)
    thread.start()
    yield played
    serving.shutdown()
    thread.join()
    serving.server_close()


def way_back(page: str, form: dict[str, str]) -> str:
    """What the resident does in the app: the path it leads back to."""
    link = re.search(r'href="(http://localhost:[^"]+/auth[^"]+)"', page)
    assert link, page
    asked = urlsplit(link.group(1).replace("&amp;", "&"))
    connection = HTTPConnection(asked.netloc, timeout=60)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", f"{asked.path}?{asked.query}", urlencode(form), headers)
    answer = connection.getresponse()
    told = answer.read().decode()
    connection.close()
    assert answer.status == 303, told
    where = urlsplit(answer.headers["Location"])
    return f"{where.path}?{where.query}"


def part(where: str, name: str) -> str:
    return parse_qs(urlsplit(where).query)[name][0]


def signed_in(town: Town) -> Resident:
    resident = Resident(town)
    assert follow(resident, way_back(resident.get("sign-in/app/"), CARD)).endswith("/app/identify/")
    return resident


def test_the_four_items_link_once_and_the_app_is_enough_the_next_time(
    town: Town, family: list[Record], app: App
) -> None:
    assert "/sign-in/app/" in Resident(town).get("sign-in/")
    resident = signed_in(town)
    back = way_back(resident.get("app/identify/"), {**CARD, **ALL})
    assert follow(resident, back).endswith("/identify/waiting/")
    assert "別の画面" in follow(resident, back, 422), "a second time"
    rounds(town)
    assert "佐藤　花子" in resident.get("file/resident_copy/q/whose/")
    with town.open():
        account, link = ResidentAccount.objects.get(), CertificateLink.objects.get()
        assert (account.state, account.level, link.kind) == ("linked", "app", "app")
        assert account.addressee_number == link.addressee_number == int(family[1].addressee_number)
    again = Resident(town)
    assert follow(again, way_back(again.get("sign-in/app/"), CARD)).endswith(f"/{town.place.address}/")


def test_whatever_goes_wrong_signs_nobody_in_and_says_what_to_do(
    town: Town, family: list[Record], app: App, settings: Any
) -> None:
    resident, thief = Resident(town), Resident(town)
    back = way_back(resident.get("sign-in/app/"), CARD)
    assert "別の画面" in follow(thief, back, 422), "another browser"
    fresh = way_back(resident.get("sign-in/app/"), CARD)
    mixed = urlencode({"state": part(fresh, "state"), "code": part(back, "code")})
    assert "通信できません" in follow(resident, f"{urlsplit(fresh).path}?{mixed}", 422), "PKCE: the code of another try"
    assert "取りやめ" in follow(resident, way_back(resident.get("sign-in/app/"), {"do": "cancel"}), 422)
    spoilt: list[dict[str, Any]] = [{"nonce": "x"}, {"iss": "http://localhost:1"}, {"aud": "other"}, {"exp": 1}]
    for app.spoil in [*spoilt, {"iat": 1}, {"sub": ""}, {"azp": "other"}]:
        where = way_back(resident.get("sign-in/app/"), CARD)
        assert "確かめられません" in follow(resident, where, 422), app.spoil
    app.spoil = {}
    known, app.key = app.key, ECKey.generate_key("P-256", auto_kid=True)
    where = way_back(resident.get("sign-in/app/"), CARD)
    assert "確かめられません" in follow(resident, where, 422), "a key the provider did not publish when it was asked"
    app.key = known
    where = way_back(resident.get("sign-in/app/"), CARD)
    settings.APP_TEST = False
    assert "通信できません" in follow(resident, where, 422), "without TLS only a simulator is spoken to"
    assert "サインアウト" not in resident.get("")


def test_items_need_consent_and_the_same_person(town: Town, family: list[Record], app: App) -> None:
    resident = signed_in(town)
    some = {name: "1" for name in ALL if name != "give_address"}
    assert "同意" in follow(resident, way_back(resident.get("app/identify/"), {**CARD, **some}), 422)
    other = {"card": "001", "secret": "1234", **ALL}
    assert "違います" in follow(resident, way_back(resident.get("app/identify/"), other), 422)
    rounds(town)
    with town.open():
        assert not ResidentAccount.objects.exists()


def test_a_level_the_app_does_not_confirm_is_a_lower_one(town: Town, family: list[Record], app: App) -> None:
    app.spoil = {"acr": "aal2"}
    resident = signed_in(town)
    follow(resident, way_back(resident.get("app/identify/"), {**CARD, **ALL}))
    rounds(town)
    with town.open():
        assert ResidentAccount.objects.get().level == "card_unconfirmed"


def test_half_a_setting_offers_nothing(town: Town, family: list[Record], settings: Any) -> None:
    settings.APP_ISSUER, settings.APP_CLIENT_ID = "https://app.example", ""
    assert "/sign-in/app/" not in Resident(town).get("sign-in/")
    assert "ただいま" in Resident(town).get("sign-in/app/")
