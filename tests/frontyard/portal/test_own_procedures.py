"""A procedure a town made itself reaches the portal by letter, keeps its version there, and is refused when broken."""

from datetime import timedelta
from typing import Any

import pytest

from tests.frontyard.portal.test_filing_online import answered, family, key_of, with_card
from tests.frontyard.portal.zone import as_portal, rounds
from tests.platform.cases.own import dog, published
from tests.world import Town
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.frontyard.portal import taking
from yakuba.frontyard.portal.middleware import LANGUAGE
from yakuba.frontyard.portal.models import Offer, OwnDefinition
from yakuba.frontyard.reception import catalogues
from yakuba.platform.cases import building
from yakuba.platform.cases.models import Filing
from yakuba.platform.cases.procedures.drafting import text
from yakuba.platform.tenancy.context import JST, now
from yakuba.platform.tenancy.scope import tenant

__all__ = ["family"]
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
ANSWERS = {"q1": {"q": "ポチ"}, "q2": {"q": "no"}}


def test_it_is_filed_online_and_what_was_sent_keeps_its_version(town: Town, family: list[Record]) -> None:
    today = now().astimezone(JST).date()
    with town.open("chief", now() - timedelta(days=1)):
        first = published(today - timedelta(days=1))
    catalogues.publish()
    rounds(town)
    resident = with_card(town, family[0])
    assert "犬の登録" in resident.get("")
    page = answered(resident, first.code, ANSWERS)
    assert "3000円" in page
    where = resident.post(f"file/{first.code}/send/", {"key": key_of(page)})
    rounds(town)
    with town.open():
        filing = Filing.objects.get()
        assert (filing.procedure, filing.version, filing.answers) == (first.code, 1, {"q1": "ポチ", "q2": "no"})

    with town.open("chief", now()):
        second = building.next_version(first.id)
        title = {"title": text("犬の登録（新）"), "fee_yen": 3500}
        building.change(second.id, second.revision, lambda before: before | title, "基本を変えた")
        building.publish(second.id, second.revision + 1, today)
    catalogues.publish()
    rounds(town)
    page = resident.get(f"procedures/{first.code}/")
    assert ("犬の登録（新）" in page and "3500円" in page) or "3,500円" in page
    assert "（新）" not in resident.get(where.split("/", 2)[2])  # what was sent shows as it was filed
    resident.client.cookies[LANGUAGE] = "en"
    page = resident.get(f"procedures/{first.code}/")
    assert "in Japanese only" in page and '<span lang="ja">犬の登録（新）</span>' in page


def test_a_broken_definition_is_neither_kept_nor_offered(town: Town) -> None:
    with town.open():
        good = {**dog(), "code": "own_0001", "version": 1, "valid_from": "2026-04-01"}
    told = {"code": "own_0001", "version": 1, "open": True, "fee_yen": 0}
    broken: tuple[dict[str, Any], ...] = (
        {"definition": good | {"basis": ""}},
        {"definition": good | {"steps": "none"}},
        {"definition": good | {"script": "x"}},
        {"definition": good | {"version": 2}},
        {"definition": good | {"code": "resident_copy"}},
        {"definition": None},
        {},
    )
    with as_portal(), tenant(town.id):
        for one in broken:
            taking.take("catalogue", {"procedures": [told | one]})
            assert not OwnDefinition.objects.exists() and not Offer.objects.exists(), one
        taking.take("catalogue", {"procedures": [told | {"definition": good}]})
        assert OwnDefinition.objects.get().code == Offer.objects.get().procedure == "own_0001"
