"""Sign-in by card through both zones: the first time with the four items, later by the certificate alone."""

import base64
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.frontyard.portal.zone import Resident, rounds
from tests.residents import FAMILY, move_in
from tests.world import Town
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.pages.words import address_text
from yakuba.frontyard.reception import catalogues
from yakuba.frontyard.reception.models import CertificateLink, ResidentAccount
from yakuba.operation.simulators.card_authority import CardAuthority
from yakuba.operation.simulators.card_client import Person, make_cards, sign
from yakuba.platform.tenancy.context import now

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def family(town: Town) -> list[Record]:
    with town.open():
        rows = move_in(FAMILY)
    rounds(town)
    catalogues.publish()
    rounds(town)
    return rows


@pytest.fixture
def cards(town: Town, family: list[Record], settings: Any, tmp_path: Path) -> Path:
    folder = tmp_path / "card-simulator"
    with town.open():
        people = [
            Person(one.name, one.name, one.birth_date, one.sex, address_text(one)) for one in family if one.birth_date
        ]
    make_cards(folder, people[:2], now())
    settings.CARD_AUTHORITIES = str(folder / "authority" / "ca")
    settings.CARD_LISTS = str(folder / "authority" / "crl")
    return folder


def shown(resident: Resident, cards: Path, page: str, card: str = "002") -> tuple[int, str]:
    """From the portal's page to the card and back: status and where it leads."""
    link = re.search(r'href="(http://card\.test/[^"]+)"', page)
    assert link
    asked = {name: values[0] for name, values in parse_qs(urlsplit(link.group(1).replace("&amp;", "&")).query).items()}
    purpose = asked["purpose"]
    secret = "1234" if purpose == "sign-in" else "ABC123"
    certificate, signature = sign(cards, card, purpose, secret, asked["challenge"])
    return back(resident, {"challenge": asked["challenge"], "certificate": certificate, "signature": signature})


def back(resident: Resident, form: dict[str, str]) -> tuple[int, str]:
    from tests.frontyard.portal.zone import as_portal

    with as_portal():
        answer = resident.client.post(f"/{resident.town.place.address}/card/answer/", form)
    return answer.status_code, answer.headers.get("Location", "")


def follow(resident: Resident, where: str, status: int = 302) -> str:
    from tests.frontyard.portal.zone import as_portal

    with as_portal():
        answer = resident.client.get(where)
    assert answer.status_code == status, answer.content.decode()[:1000]
    return answer.headers.get("Location", "") or answer.content.decode()


def signed_in(town: Town, cards: Path) -> Resident:
    resident = Resident(town)
    status, where = shown(resident, cards, resident.get("sign-in/card/"))
    assert status == 302
    assert follow(resident, where).endswith("/identify/")
    status, where = shown(resident, cards, resident.get("identify/"))
    assert status == 302 and follow(resident, where).endswith("/identify/waiting/")
    rounds(town)
    return resident


def test_the_first_time_the_four_items_find_the_record(town: Town, family: list[Record], cards: Path) -> None:
    resident = signed_in(town, cards)
    assert "佐藤　花子" in resident.get("file/resident_copy/q/whose/")
    with town.open():
        account = ResidentAccount.objects.get()
        assert (account.state, account.level) == ("linked", "card")
        assert account.addressee_number == int(family[1].addressee_number)
        assert CertificateLink.objects.filter(kind="user").count() == 1, "the user certificate is remembered too"


def test_the_next_time_the_card_is_enough(town: Town, family: list[Record], cards: Path) -> None:
    signed_in(town, cards)
    again = Resident(town)
    _, where = shown(again, cards, again.get("sign-in/card/"))
    assert follow(again, where).endswith(f"/{town.place.address}/")
    rounds(town)
    assert "佐藤　花子" in again.get("file/resident_copy/q/whose/")


def test_an_answer_counts_once_and_in_its_own_browser(town: Town, family: list[Record], cards: Path) -> None:
    resident, thief = Resident(town), Resident(town)
    page = resident.get("sign-in/card/")
    _, where = shown(resident, cards, page)
    assert "確認できませんでした" in follow(thief, where, 422), "another browser"
    assert follow(resident, where).endswith("/identify/")
    assert "確認できませんでした" in follow(resident, where, 422), "a second time"


def test_a_challenge_is_answered_once(town: Town, family: list[Record], cards: Path) -> None:
    resident = Resident(town)
    page = resident.get("sign-in/card/")
    assert shown(resident, cards, page)[0] == 302
    assert shown(resident, cards, page)[0] == 422


@pytest.mark.parametrize("spoilt", ["certificate", "signature", "challenge"])
def test_what_was_tampered_with_is_refused(town: Town, family: list[Record], cards: Path, spoilt: str) -> None:
    resident = Resident(town)
    link = re.search(r'href="(http://card\.test/[^"]+)"', resident.get("sign-in/card/"))
    assert link
    asked = parse_qs(urlsplit(link.group(1).replace("&amp;", "&")).query)["challenge"][0]
    certificate, signature = sign(cards, "002", "sign-in", "1234", asked)
    form = {"challenge": asked, "certificate": certificate, "signature": signature}
    form[spoilt] = base64.b64encode(b"x" * 300).decode()
    status, where = back(resident, form)
    if status == 302:
        follow(resident, where, 422)
    else:
        assert status == 422
    assert "サインイン" in resident.get("")


def test_a_revoked_card_is_refused(town: Town, family: list[Record], cards: Path) -> None:
    authority = CardAuthority(cards / "authority")
    for serial in authority.issued():
        authority.revoke(serial, "keyCompromise", now())
    authority.publish(now())
    resident = Resident(town)
    _, where = shown(resident, cards, resident.get("sign-in/card/"))
    assert "失効" in follow(resident, where, 422)


def test_without_revocation_lists_the_level_is_lower(
    town: Town, family: list[Record], cards: Path, settings: Any
) -> None:
    settings.CARD_LISTS = str(cards / "none")
    signed_in(town, cards)
    with town.open():
        assert ResidentAccount.objects.get().level == "card_unconfirmed"


def test_somebody_elses_signature_certificate_links_him_not_the_holder(
    town: Town, family: list[Record], cards: Path
) -> None:
    """Sign-in with one card, items by another: the record found is that of the items, as a clerk would see."""
    resident = Resident(town)
    _, where = shown(resident, cards, resident.get("sign-in/card/"))
    follow(resident, where)
    _, where = shown(resident, cards, resident.get("identify/"), card="001")
    follow(resident, where)
    rounds(town)
    with town.open():
        account = ResidentAccount.objects.get()
        assert account.state == "linked" and account.addressee_number == int(family[0].addressee_number)
        assert not CertificateLink.objects.filter(addressee_number=int(family[1].addressee_number)).exists()
