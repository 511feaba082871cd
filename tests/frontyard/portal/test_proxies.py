"""Filing for somebody else through the portal: for a member of the household, and as a proxy with a mandate."""

import re
from datetime import date
from typing import Any

import pytest

from tests.filings import arrival
from tests.frontyard.portal.test_filing_online import answered, key_of, with_card
from tests.frontyard.portal.zone import Resident, as_portal, rounds
from tests.residents import ALONE, FAMILY, address, move_in
from tests.world import Town
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.frontyard.portal import filing as drafts
from yakuba.frontyard.portal.middleware import RESIDENT
from yakuba.frontyard.portal.models import Draft
from yakuba.frontyard.reception import catalogues
from yakuba.frontyard.reception.agents import REFUSALS
from yakuba.platform.cases import filings
from yakuba.platform.cases.agents import Agent
from yakuba.platform.cases.models import Filing
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.tenancy.context import Context, now, use_context
from yakuba.platform.tenancy.scope import tenant

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
REGISTER: dict[str, dict[str, Any]] = {
    "which": {"q": "own"},
    "kinds": {"q": ["all"]},
    "copies": {"q": "1"},
    "use": {"q": "inheritance"},
    "phone": {"q": "090-1234-5678"},
    "note": {},
}


@pytest.fixture
def family(town: Town) -> list[Record]:
    with town.open():
        rows = move_in(FAMILY)
    catalogues.publish()
    rounds(town)
    return rows


def chosen(resident: Resident, code: str, name: str) -> str:
    """The value of somebody on the page 「だれの手続きですか」."""
    page = resident.get(f"file/{code}/for/")
    before, found, _ = page.partition(f"<span>{name}")
    assert found, page
    return before.rsplit('value="', 1)[1].split('"', 1)[0]


def test_a_parent_files_for_a_child_and_for_nobody_else(town: Town, family: list[Record]) -> None:
    head = with_card(town, family[0])
    assert head.post_to_first("family_register_certificate").endswith("/for/")
    page = head.get("file/family_register_certificate/for/")
    offered, refused = page.split("ここで選べない人")
    assert "佐藤　二葉" in offered and "佐藤　一郎" not in offered
    assert "佐藤　花子：18歳未満の子の親として" in refused and "佐藤　一郎：18歳未満の子の親として" in refused
    assert "エラー" in head.post("file/family_register_certificate/for/", {"whom": "0" * 24}, 422)
    child = chosen(head, "family_register_certificate", "佐藤　二葉")
    head.post("file/family_register_certificate/for/", {"whom": child})
    page = answered(head, "family_register_certificate", REGISTER)
    assert "佐藤　二葉" in page.split("だれの手続きですか")[1]
    path = head.post("file/family_register_certificate/send/", {"key": key_of(page)}).split("/", 2)[2]
    rounds(town)
    with town.open():
        kept = Filing.objects.get()
        assert (kept.applicant_number, kept.agent_number, kept.ground) == (
            int(family[3].addressee_number),
            int(family[0].addressee_number),
            "parent",
        )
        assert kept.state == Filing.State.ENTERED and kept.findings == [], "the child's own age is no obstacle"
        read = RegisterEntry.objects.filter(act="receive", detail__filing=kept.receipt_number).get()
        assert {kept.applicant_number, kept.agent_number} <= set(read.subjects)
    assert "佐藤　二葉" in head.get(path)


def test_the_core_believes_nothing_of_whom_one_files_for(town: Town, family: list[Record]) -> None:
    """A draft forged past the page is declined at once, and the resident reads why in her own language."""
    mother = with_card(town, family[1])
    grown = re.search(r'value="([0-9a-f]{24})"[^>]*><span>佐藤　一郎', mother.get("file/water_stop/for/"))
    assert grown
    mother.get("file/family_register_certificate/for/")
    with as_portal(), tenant(town.id), use_context(Context(now(), RESIDENT, town.id)):
        row = Draft.objects.get(procedure="family_register_certificate")
        drafts.choose(row, {"kind": "member", "ref": grown.group(1), "name": "佐藤　一郎"})
    page = answered(mother, "family_register_certificate", REGISTER)
    path = mother.post("file/family_register_certificate/send/", {"key": key_of(page)}).split("/", 2)[2]
    rounds(town)
    mother.post("language/", {"language": "en", "back": f"/{town.place.address}/"})
    assert REFUSALS["P-72"].en in mother.get(path)
    with town.open():
        kept = Filing.objects.get()
        assert (kept.state, kept.outcome["refused"]) == (Filing.State.DECLINED, "P-72")


WATER = {"place": "own", "start_on": "2026-12-01", "pay": "slip", "phone": "0157112222"}


def test_who_may_file_for_whom_by_the_records(town: Town, family: list[Record]) -> None:
    """The same words for who is protected, who left and who never lived here; the law's ages; self only."""
    father, mother, grown, child = (int(one.addressee_number) for one in family)
    with town.open():
        (stranger,) = move_in(ALONE, address(lot="９番地"))

    def found(principal: int | None, agent: int, ground: str = "household", procedure: str = "water_start") -> str:
        new = arrival(procedure, family, WATER, applicant=principal, agent=Agent(agent, ground))
        filing = filings.receive(new)
        assert (filing.state == Filing.State.DECLINED) is bool(filing.outcome.get("refused"))
        return str(filing.outcome.get("refused") or filing.state)

    with town.open("clerk"):
        assert found(mother, father) == Filing.State.HANDED
        assert found(father, grown) == Filing.State.HANDED, "18 on the day of filing"
        assert found(father, child) == "P-73"
        assert found(int(stranger.addressee_number), father) == "P-71"
        assert found(None, father) == "P-71"
        assert found(mother, father, procedure="payment_certificate") == "P-70"
        assert found(child, father, ground="parent") == "P-70", "the definition does not name it"
    with town.open("chief"):
        disclosure.set_protection(
            disclosure.NewProtection(mother, "violence", date(2026, 11, 1), "試験の警察署", starts_on=date(2026, 11, 2))
        )
    with town.open("clerk"):
        assert found(mother, father) == "P-71"
