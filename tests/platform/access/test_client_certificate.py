"""Client certificate / IC card: believed only from the TLS front, verified, unexpired and registered."""

import datetime
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.test import Client, override_settings

from tests.world import PASSWORD, SEED, Town, found_town
from yakuba.platform.access import client_certificates, factors
from yakuba.platform.access.models import SecondFactor
from yakuba.platform.tenancy.context import now

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
SECRET = "front-and-yakuba-know-this"


def card(name: str, days: int = 30) -> str:
    """A certificate as the front hands it over: PEM, percent-encoded."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    until = now() + datetime.timedelta(days=days)
    builder = x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
    made = builder.not_valid_before(until - datetime.timedelta(days=400)).not_valid_after(until).sign(key, SHA256())
    return quote(made.public_bytes(Encoding.PEM).decode())


def headers(certificate: str, secret: str = SECRET, verify: str = "SUCCESS") -> dict[str, Any]:
    return {
        "HTTP_X_FRONT_SECRET": secret,
        "HTTP_X_CLIENT_VERIFY": verify,
        "HTTP_X_CLIENT_CERTIFICATE": certificate,
        "HTTP_X_REAL_IP": "192.0.2.7",
    }


@pytest.fixture(autouse=True)
def front() -> Iterator[None]:
    with override_settings(FRONT_SECRET=SECRET, CLIENT_CERTIFICATE_HEADER="X-Client-Certificate"):
        yield


@pytest.fixture
def town() -> Town:
    return found_town("012084")


@pytest.fixture
def clerks_card(town: Town) -> str:
    certificate = card("窓口 花子")
    with town.open(instant=now()):
        shown = client_certificates.presented(headers(certificate))
        assert shown is not None
        client_certificates.register(town.clerk, shown)
    return certificate


def sign_in(client: Client, given: dict[str, Any]) -> int:
    client.post("/012084/sign-in/", {"login_name": "madoguchi", "password": PASSWORD}, **given)
    return int(client.post("/012084/second-factor/", {"method": "certificate"}, **given).status_code)


def test_a_clerk_signs_in_with_the_registered_card(clerks_card: str, client: Client) -> None:
    given = headers(clerks_card)
    assert sign_in(client, given) == 302
    assert client.get("/012084/", **given).status_code == 200


@pytest.mark.parametrize(
    "changed",
    [
        {"HTTP_X_FRONT_SECRET": "guessed"},
        {"HTTP_X_FRONT_SECRET": ""},
        {"HTTP_X_CLIENT_VERIFY": "FAILED:self signed certificate"},
        {"HTTP_X_CLIENT_VERIFY": ""},
        {"HTTP_X_CLIENT_CERTIFICATE": ""},
        {"HTTP_X_CLIENT_CERTIFICATE": "not a certificate"},
    ],
)
def test_a_spoofed_or_unverified_header_opens_nothing(
    clerks_card: str, client: Client, changed: dict[str, str]
) -> None:
    assert sign_in(client, headers(clerks_card) | changed) == 422
    assert client.get("/012084/").status_code == 302


def test_without_a_shared_secret_no_header_is_believed(clerks_card: str, client: Client) -> None:
    with override_settings(FRONT_SECRET=""):
        assert sign_in(client, headers(clerks_card, secret="")) == 422


def test_another_persons_card_and_an_expired_one_are_refused(town: Town, clerks_card: str, client: Client) -> None:
    assert sign_in(client, headers(card("別の人"))) == 422
    with town.open(instant=now()):
        assert client_certificates.presented(headers(card("窓口 花子", days=-1))) is None


def test_a_card_belongs_to_one_account_of_a_town(town: Town, clerks_card: str) -> None:
    with town.open(instant=now()):
        shown = client_certificates.presented(headers(clerks_card))
        assert shown is not None
        with pytest.raises(client_certificates.AlreadyRegistered, match="登録済み"):
            client_certificates.register(town.chief, shown)


def test_before_a_sensitive_act_the_card_asks_for_the_password_too(clerks_card: str, client: Client) -> None:
    given = headers(clerks_card)
    sign_in(client, given)
    wrong = {"method": "certificate", "password": "wrong-password-x"}
    assert client.post("/012084/step-up/", wrong, **given).status_code == 422
    assert client.post("/012084/step-up/", {"method": "certificate", "password": PASSWORD}, **given).status_code == 302


def test_the_front_tells_where_a_failed_sign_in_came_from(clerks_card: str, client: Client, town: Town) -> None:
    from yakuba.platform.access.models import Attempt

    sign_in(client, headers(card("別の人")))
    client.post("/012084/sign-in/", {"login_name": "madoguchi", "password": "x" * 12}, HTTP_X_REAL_IP="203.0.113.9")
    with town.open():
        assert set(Attempt.objects.values_list("source", flat=True)) == {"192.0.2.7", "127.0.0.1"}


def test_one_time_passwords_do_not_count_outside_a_demonstration(town: Town, client: Client) -> None:
    import pyotp

    from yakuba.platform.tenancy.models import Municipality

    Municipality.objects.using("owner").filter(id=town.id).update(is_demo=False)
    client.post("/012084/sign-in/", {"login_name": "madoguchi", "password": PASSWORD})
    page = client.get("/012084/second-factor/").content.decode()
    assert "この端末で使える第二要素がありません" in page
    assert client.post("/012084/second-factor/", {"code": pyotp.TOTP(SEED).now()}).status_code == 422
    with override_settings(ALLOW_TOTP=True):
        assert client.post("/012084/second-factor/", {"code": pyotp.TOTP(SEED).now()}).status_code == 302
    with town.open():
        assert factors.kinds_of(town.clerk) == frozenset()
        assert SecondFactor.objects.filter(account_id=town.clerk.id).count() == 1
