"""The core's side of the portal: letters become filings and papers; strangers and forgers get nothing."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.filings import FUNABASHI
from tests.frontyard.reception.portal_side import ACCOUNT, PortalSide, one, pdf
from tests.residents import ALONE, FAMILY, move_in
from tests.world import Town, found_town
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.frontyard.reception import catalogues, letters, linking
from yakuba.frontyard.reception.models import CertificateLink, ResidentAccount
from yakuba.operation.simulators.outside_systems import OutsideSystems
from yakuba.platform.cases import service as cases
from yakuba.platform.cases.models import Case, Filing
from yakuba.platform.cases.procedures.catalogue import load
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.exchange.models import InboxMessage, OutboxMessage
from yakuba.platform.jobs import service as jobs
from yakuba.platform.jobs.models import Job
from yakuba.platform.parameters import service as parameters
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.tenancy import directory

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
CARD = {"kind": "signature", "serial": "4711", "issuer_key_id": "ab12", "not_after": "2030-01-01T00:00:00+00:00"}


@pytest.fixture
def town(settings: Any, tmp_path: Path, own_home: Path) -> Town:
    settings.SPOOL, settings.SPOOL_TRAINING = tmp_path / "spool", tmp_path / "spool-training"
    return found_town("012084")


@pytest.fixture
def family(town: Town) -> list[Record]:
    with town.open():
        rows = move_in(FAMILY)
    with town.open("chief"):
        parameters.set("certifier.mayor.title", date(2026, 4, 1), "北見市長", "試験")
        parameters.set("certifier.mayor.name", date(2026, 4, 1), "北見　太郎", "試験")
    return rows


@pytest.fixture
def portal(town: Town, settings: Any) -> PortalSide:
    side = PortalSide(settings.SPOOL, town.place.lg_code)
    catalogues.publish()
    side.rounds()
    return side


def items(town: Town, record: Record, **changes: str) -> dict[str, str]:
    from yakuba.areas.resident_registry.pages.words import address_text

    with town.open():
        address = address_text(record)
    assert record.birth_date is not None
    given = {"name": record.name, "birth_date": record.birth_date.isoformat(), "sex": record.sex, "address": address}
    given |= changes
    return {
        **given,
        "name_substitutes": "0" * len(given["name"]),
        "address_substitutes": "0" * len(given["address"]),
    } | {name: value for name, value in changes.items() if name.endswith("substitutes")}


def link(portal: PortalSide, four_items: dict[str, str] | None, status: str = "good", **card: str) -> dict[str, Any]:
    body = {"account": str(ACCOUNT), "level": "card", "certificate": {**CARD, "status": status, **card}}
    portal.send("portal_link", {**body, "four_items": four_items})
    return one(portal.read(), "linked")


def profile(portal: PortalSide) -> dict[str, Any]:
    portal.send("portal_profile_wanted", {"account": str(ACCOUNT), "session": "s1"})
    return one(portal.read(), "profile")


def filing(procedure: str, answers: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "account": str(ACCOUNT),
        "key": str(uuid4()),
        "procedure": procedure,
        "version": 1,
        "language": "ja",
        "answers": answers,
        "provenance": dict.fromkeys(answers, "typed"),
        "level": "card",
        "filed_at": "2026-11-24T01:00:00+00:00",
        **changes,
    }


def draw(town: Town) -> None:
    with town.open():
        waiting = list(Job.objects.filter(kind="resident_registry.draw_copy").values_list("id", flat=True))
    for job in waiting:
        jobs.run_here(town.id, job)


def test_the_list_of_procedures_is_told_with_its_fees(portal: PortalSide, town: Town) -> None:
    told = one(portal.read(), "catalogue")
    fees = {row["code"]: row["fee_yen"] for row in told["procedures"]}
    everything = {one.code for one in load().open_on(date(2026, 11, 24), "portal")}
    of_tax = {"income_tax_certificate", "resident_tax_payment_certificate", "resident_tax_relief"}
    assert fees.keys() == everything - of_tax, "no tax was decided here yet"
    assert {name: fees[name] for name in ("resident_copy", "move_out")} == {"resident_copy": 300, "move_out": 0}
    catalogues.publish()
    portal.rounds()
    assert portal.read() == [], "told once"


def test_only_where_something_changed_the_list_is_looked_at_and_a_fault_holds_up_nobody(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, rounds = found_town("131130"), catalogues.Rounds()
    count = len(directory.everyone())
    assert (rounds(), rounds()) == (count, 0)
    with other.open():
        parameters.set("fee.record_copy_joint", date(2026, 11, 24), 250, "条例の改正")
    assert (rounds(), rounds()) == (1, 0)
    known = dict(rounds.known)
    rounds.known.clear()
    first = directory.everyone()[0]

    def breaks_once(place: directory.Place) -> None:
        if place.id == first.id:
            raise ValueError("broken")

    monkeypatch.setattr(catalogues, "_of", breaks_once)
    assert rounds() == count and rounds.known == {key: one for key, one in known.items() if key != first.id}


def test_from_the_card_to_the_paper_without_anybody(portal: PortalSide, town: Town, family: list[Record]) -> None:
    assert link(portal, items(town, family[1]))["state"] == "linked"
    facts = profile(portal)
    assert [one["name"] for one in facts["members"]] == ["佐藤　花子", "佐藤　太郎", "佐藤　一郎", "佐藤　二葉"]
    assert {len(one["ref"]) for one in facts["members"]} == {24}, "tokens, never the addressee number"
    whose = [member["ref"] for member in facts["members"][:2]]
    portal.send("portal_filing", filing("resident_copy", {"whose": whose, "use": "work"}))
    assert [body["state"] for _, body in portal.read()] == ["decided"]
    draw(town)
    portal.rounds()
    told = portal.read()
    assert [kind for kind, _ in told] == ["paper", "filing_state"], "the paper is there before it is said to be"
    assert one(told, "filing_state")["state"] == "done"
    assert pdf(one(told, "paper")).startswith(b"%PDF")


def test_move_out_from_the_portal_to_the_record(portal: PortalSide, town: Town, family: list[Record]) -> None:
    link(portal, items(town, family[0]))
    movers = [member["ref"] for member in profile(portal)["members"]]
    answers = {"movers": movers, "moved_on": "2026-12-01", "where": "japan", "new_address": FUNABASHI}
    portal.send("portal_filing", filing("move_out", {**answers, "phone": "0157112222"}))
    assert one(portal.read(), "filing_state")["state"] == "checking"
    with town.open("chief"):
        cases.approve(Case.objects.get(action="resident_registry.move_out").id)
    portal.rounds()
    assert one(portal.read(), "filing_state")["state"] == "done"


def test_what_is_handed_over_is_told_with_its_number(
    portal: PortalSide, town: Town, family: list[Record], settings: Any
) -> None:
    link(portal, items(town, family[0]))
    profile(portal)
    answers = {"place": "own", "start_on": "2026-12-01", "pay": "slip", "phone": "0157112222"}
    portal.send("portal_filing", filing("water_start", answers))
    assert one(portal.read(), "filing_state")["state"] == "handed"
    OutsideSystems(Path(settings.SPOOL)).play()
    portal.rounds()
    told = one(portal.read(), "filing_state")
    with town.open():
        reference = Filing.objects.get().outcome["reference"]
    assert told["state"] == "done" and reference
    assert all(reference in words for words in told["words"].values()), "who calls the office is asked for it"


def test_the_same_letter_twice_is_one_filing(portal: PortalSide, town: Town, family: list[Record]) -> None:
    link(portal, items(town, family[0]))
    body = filing("resident_copy", {"whose": [profile(portal)["members"][0]["ref"]]})
    portal.send("portal_filing", body, message_id="m-1")
    portal.send("portal_filing", body, message_id="m-1")
    portal.send("portal_filing", body, message_id="m-2")
    with town.open():
        assert Filing.objects.count() == 1
    draw(town)
    portal.rounds()
    assert len([1 for kind, _ in portal.read() if kind == "paper"]) == 1


def test_the_serial_number_is_enough_the_next_time(portal: PortalSide, town: Town, family: list[Record]) -> None:
    link(portal, items(town, family[0]))
    other = {"account": str(uuid4()), "level": "card", "certificate": {**CARD, "status": "good"}, "four_items": None}
    portal.send("portal_link", other)
    assert one(portal.read(), "linked")["state"] == "linked"
    with town.open():
        assert CertificateLink.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"name": "佐藤　次郎"}, "refused"),
        ({"birth_date": "1990-01-01"}, "refused"),
        ({"address": "北海道札幌市中央区北一条西二丁目"}, "refused"),
        ({"name_substitutes": "10000"}, "waiting"),
    ],
)
def test_what_does_not_fit_exactly_links_nobody(
    portal: PortalSide, town: Town, family: list[Record], changes: dict[str, str], state: str
) -> None:
    assert link(portal, items(town, family[0], **changes))["state"] == state
    portal.send("portal_profile_wanted", {"account": str(ACCOUNT), "session": "s"})
    assert portal.read() == [], "an account nobody is linked to learns nothing"


def test_a_clerk_settles_what_waits(portal: PortalSide, town: Town, family: list[Record]) -> None:
    link(portal, items(town, family[0], name_substitutes="10000"))
    with town.open("clerk"):
        linking.settle(ACCOUNT, int(family[0].addressee_number), "窓口 花子")
    portal.rounds()
    assert one(portal.read(), "linked")["state"] == "linked"
    assert profile(portal)["person"]["name"] == "佐藤　太郎"


def test_an_unconfirmed_certificate_is_a_lower_level(portal: PortalSide, town: Town, family: list[Record]) -> None:
    assert link(portal, items(town, family[0]), status="unknown")["level"] == "card_unconfirmed"
    whose = [profile(portal)["members"][0]["ref"]]
    portal.send("portal_filing", filing("resident_copy", {"whose": whose}, level="card"))
    with town.open():
        found = Filing.objects.get()
        assert (found.state, [one["code"] for one in found.findings]) == (Filing.State.RECEIVED, ["F-03"])


def test_an_email_account_may_file_but_waits_for_a_person(portal: PortalSide, town: Town, family: list[Record]) -> None:
    claimed = {"name": "佐藤 太郎", "birth_date": "1977-05-02"}
    portal.send("portal_link", {"account": str(ACCOUNT), "level": "email", "certificate": None, "claimed": claimed})
    assert one(portal.read(), "linked")["state"] == "waiting"
    portal.send("portal_filing", filing("resident_copy", {"whose": ["x"]}))
    with town.open():
        found = Filing.objects.get()
        assert found.applicant_number is None and found.state == Filing.State.RECEIVED


def test_tokens_of_one_account_mean_nothing_for_another(portal: PortalSide, town: Town, family: list[Record]) -> None:
    link(portal, items(town, family[0]))
    refs = [member["ref"] for member in profile(portal)["members"]]
    with town.open():
        (alone,) = move_in(ALONE)
    stranger = str(uuid4())
    card = {**CARD, "serial": "4712", "status": "good"}
    portal.send("portal_link", {"account": stranger, "certificate": card, "four_items": items(town, alone)})
    portal.read()
    portal.send("portal_filing", filing("resident_copy", {"whose": refs[:1]}, account=stranger))
    with town.open():
        assert [one["code"] for one in Filing.objects.get().findings] == ["F-04"]


def test_another_account_neither_sees_nor_withdraws_a_filing(
    portal: PortalSide, town: Town, family: list[Record]
) -> None:
    link(portal, items(town, family[1]))
    answers = {"movers": [profile(portal)["members"][0]["ref"]], "moved_on": "2026-12-01", "where": "japan"}
    body = filing("move_out", {**answers, "new_address": FUNABASHI, "phone": "0157112222"})
    portal.send("portal_filing", body)
    portal.read()
    for kind in ("portal_withdraw", "portal_filing"):
        portal.send(kind, {**body, "account": str(uuid4())})
        assert portal.read() == []
    with town.open():
        assert Filing.objects.get().state == Filing.State.ENTERED
    portal.send("portal_withdraw", body)
    assert one(portal.read(), "filing_state")["state"] == "withdrawn"


def test_protected_people_are_not_shown_to_the_household(portal: PortalSide, town: Town, family: list[Record]) -> None:
    with town.open("chief"):
        disclosure.set_protection(
            disclosure.NewProtection(
                applicant=int(family[1].addressee_number),
                measure="violence",
                received_on=date(2026, 11, 1),
                requesting_body="試験の警察署",
                starts_on=date(2026, 11, 2),
            )
        )
    link(portal, items(town, family[0]))
    facts = profile(portal)
    assert "佐藤　花子" not in [one["name"] for one in facts["members"]] and facts["masked"]


def test_a_protected_person_is_linked_by_a_clerk_alone(portal: PortalSide, town: Town, family: list[Record]) -> None:
    with town.open("chief"):
        disclosure.set_protection(
            disclosure.NewProtection(
                applicant=int(family[1].addressee_number),
                measure="violence",
                received_on=date(2026, 11, 1),
                requesting_body="試験の警察署",
                starts_on=date(2026, 11, 2),
            )
        )
    assert link(portal, items(town, family[1]))["state"] == "waiting"


def test_who_looked_at_my_data(portal: PortalSide, town: Town, family: list[Record]) -> None:
    link(portal, items(town, family[0]))
    portal.send("portal_access_wanted", {"account": str(ACCOUNT)})
    told = one(portal.read(), "access_record")
    assert told["rows"] and told["sentence"]["ja"] == "法令により表示しない記録があります。"
    text = str(told)
    assert "本庁" not in text and "窓口 花子" not in text and "係長" not in text
    with town.open():
        assert RegisterEntry.objects.filter(act="audit_view", subjects__contains=[int(family[0].addressee_number)])


def test_what_is_no_letter_of_the_portal_is_kept_as_trouble(portal: PortalSide, town: Town) -> None:
    portal._write("portal_link", "x", [{"body": "AAAA"}])
    portal.rounds()
    with town.open():
        assert InboxMessage.objects.get(kind="portal_link").state == "dead"
        assert not ResidentAccount.objects.exists()


def test_letters_lie_sealed_in_the_outbox(portal: PortalSide, town: Town, family: list[Record]) -> None:
    link(portal, items(town, family[0]))
    portal.send("portal_profile_wanted", {"account": str(ACCOUNT), "session": "s1"})
    with town.open():
        assert "佐藤" not in str(
            list(OutboxMessage.objects.filter(receiver="portal").values_list("payload", flat=True))
        )


def test_without_a_portal_nothing_waits(town: Town, family: list[Record], settings: Any) -> None:
    with town.open():
        assert letters.send("linked", ACCOUNT, {}) is None
        assert not OutboxMessage.objects.filter(receiver="portal").exists()
