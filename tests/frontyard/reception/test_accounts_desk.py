"""Accounts that could not be linked by themselves: a clerk looks, decides, and the resident is told."""

import re
from typing import Any
from uuid import uuid4

import pytest

from tests.frontyard.reception.portal_side import ACCOUNT, PortalSide, one
from tests.frontyard.reception.test_reception import family, items, link, portal, profile, town
from tests.world import Town, signed_in
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.frontyard.reception.models import CertificateLink, ResidentAccount
from yakuba.platform.register.models import RegisterEntry

__all__ = ["family", "portal", "town"]
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def url(town: Town, account: Any = "") -> str:
    return f"/{town.place.address}/reception/accounts/" + (f"{account}/" if account else "")


@pytest.fixture
def waiting(portal: PortalSide, town: Town, family: list[Record]) -> PortalSide:
    link(portal, items(town, family[0], name_substitutes="10000"))
    return portal


def test_a_clerk_links_the_candidate_and_the_resident_is_told(
    waiting: PortalSide, town: Town, family: list[Record]
) -> None:
    clerk = signed_in(town, "madoguchi")
    assert "1人" in clerk.get(url(town)).content.decode()
    page = clerk.get(url(town, ACCOUNT)).content.decode()
    assert "佐藤　太郎" in page and "署名用電子証明書の記載" in page
    answer = clerk.post(url(town, ACCOUNT), {"who": family[0].addressee_number, "how": "identified"})
    assert answer.status_code == 302
    waiting.rounds()
    assert one(waiting.read(), "linked")["state"] == "linked"
    assert profile(waiting)["person"]["name"] == "佐藤　太郎"
    with town.open():
        row = ResidentAccount.objects.get()
        assert row.linked_by == town.clerk.display_name and CertificateLink.objects.count() == 1
        assert RegisterEntry.objects.filter(act="view_record", duty="resident_registry.enter").exists()
    assert clerk.get(url(town, ACCOUNT)).status_code == 404, "settled once"


def test_it_may_be_nobody_here(waiting: PortalSide, town: Town) -> None:
    clerk = signed_in(town, "madoguchi")
    assert clerk.post(url(town, ACCOUNT), {"who": "nobody", "how": "called"}).status_code == 302
    waiting.rounds()
    assert one(waiting.read(), "linked")["state"] == "refused"


def test_a_number_typed_must_be_a_resident(waiting: PortalSide, town: Town, family: list[Record]) -> None:
    clerk = signed_in(town, "madoguchi")
    for wrong in ("", "999999", "abc", "9" * 20):
        answer = clerk.post(url(town, ACCOUNT), {"who": "typed", "number": wrong, "how": "called"})
        assert answer.status_code == 422 and "現存する住民が見つからない" in answer.content.decode()
    right = {"who": "typed", "number": family[1].addressee_number, "how": "called"}
    assert clerk.post(url(town, ACCOUNT), right).status_code == 302
    with town.open():
        assert ResidentAccount.objects.get().addressee_number == int(family[1].addressee_number)


def test_without_an_answer_both_questions_are_named(waiting: PortalSide, town: Town) -> None:
    answer = signed_in(town, "madoguchi").post(url(town, ACCOUNT), {"number": ""})
    assert answer.status_code == 422
    assert len(re.findall("だれの口座か|確かめ方", answer.content.decode())) >= 4


def test_nothing_waits(portal: PortalSide, town: Town) -> None:
    clerk = signed_in(town, "madoguchi")
    assert "待っている口座はありません" in clerk.get(url(town)).content.decode()
    assert clerk.get(url(town, uuid4())).status_code == 404
