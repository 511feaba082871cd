"""Filing for somebody else through the portal: for a member of the household, and as a proxy with a mandate."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.attachments import jpeg
from tests.filings import arrival, move_out_of
from tests.frontyard.portal.test_filing_online import answered, key_of, with_card
from tests.frontyard.portal.zone import Resident, as_portal, rounds
from tests.residents import ALONE, FAMILY, address, move_in
from tests.world import MORNING, Town, signed_in
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.frontyard.portal import filing as drafts
from yakuba.frontyard.portal import sessions, vault
from yakuba.frontyard.portal.middleware import RESIDENT
from yakuba.frontyard.portal.models import Draft, MailOut
from yakuba.frontyard.reception import catalogues, letters, mandating
from yakuba.frontyard.reception.agents import REFUSALS
from yakuba.frontyard.reception.models import ResidentAccount
from yakuba.platform.attachments import service as attachments
from yakuba.platform.attachments.examining import examine
from yakuba.platform.cases import filings
from yakuba.platform.cases.agents import Agent
from yakuba.platform.cases.models import Filing, Mandate
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

    # A draft forged past the page is declined at once, and the resident reads why in his own language.
    grown = chosen(head, "water_stop", "佐藤　一郎")
    head.get("file/family_register_certificate/for/")
    with as_portal(), tenant(town.id), use_context(Context(now(), RESIDENT, town.id)):
        row = Draft.objects.get(procedure="family_register_certificate")
        drafts.choose(row, {"kind": "member", "ref": grown, "name": "佐藤　一郎"})
    page = answered(head, "family_register_certificate", REGISTER)
    path = head.post("file/family_register_certificate/send/", {"key": key_of(page)}).split("/", 2)[2]
    rounds(town)
    head.post("language/", {"language": "en", "back": f"/{town.place.address}/"})
    assert REFUSALS["P-72"].en in head.get(path)
    with town.open():
        assert Filing.objects.get(outcome__refused="P-72").state == Filing.State.DECLINED


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


def test_a_proxy_files_by_mandate_and_the_principal_knows(town: Town, family: list[Record]) -> None:
    """Given by code, used once, seen by both sides, withdrawn. The proxy sees a name and nothing of the record."""
    with town.open():
        (neighbour,) = move_in(ALONE, address(lot="９番地"))
    proxy, principal = with_card(town, neighbour, serial="78"), with_card(town, family[1])
    assert "data-again" in proxy.get("mandates/")
    rounds(town)
    code = re.search(r'class="code">([A-Z0-9]{10})<', proxy.get("mandates/"))
    assert code
    page = principal.get("mandates/give/")
    assert "エラー" in principal.post("mandates/give/", {"name": "", "days": "9"}, 422)
    asked = {"key": key_of(page), "name": "たかはし さち", "code": code[1].lower(), "days": "30"}
    for _ in range(2):
        principal.post("mandates/give/", {**asked, "procedures": ["water_start", "resident_copy"]})
    with as_portal(), tenant(town.id), use_context(Context(now(), RESIDENT, town.id)):
        account = sessions.of_card("AB/77", None)
        account.email = vault.seal(f"email/{account.id}", {"email": "hanako@example.jp"})
        account.save(update_fields=["email"])
    rounds(town)
    page = principal.get("mandates/")
    assert page.count("<h3>たかはし さち") == 1 and "有効" in page and "髙橋" not in page, "no more than she wrote"
    assert "手続きが委任されました" in proxy.get("inbox/")
    ends = re.search(r"mandates/[0-9a-f-]{36}/end/", page)
    assert ends

    assert proxy.post_to_first("water_start").endswith("/for/")
    assert "委任を受けています" in proxy.get("file/water_start/for/")
    proxy.post("file/water_start/for/", {"whom": chosen(proxy, "water_start", "佐藤　花子")})
    page = answered(proxy, "water_start", water_answers())
    assert "佐藤　花子" in page and "佐藤　太郎" not in page and family[1].address_lot not in page
    path = proxy.post("file/water_start/send/", {"key": key_of(page)}).split("/", 2)[2]
    rounds(town)
    with town.open():
        kept = Filing.objects.get()
        assert (kept.applicant_number, kept.ground) == (int(family[1].addressee_number), "mandate")
        assert kept.state == Filing.State.HANDED and kept.people == {"principal": kept.applicant_number}
    page = principal.get("mandates/")
    assert "髙橋　幸" in page and kept.receipt_number in page and "オンラインの委任" in page
    assert "あなたの名前で手続きが出されました" in principal.get("inbox/")
    with as_portal(), tenant(town.id):
        assert MailOut.objects.count() == 1
    assert "佐藤　花子" in proxy.get(path)

    principal.post(ends.group())
    rounds(town)
    assert "取消し" in principal.get("mandates/") and "委任を受けています" not in proxy.get("file/water_start/for/")
    principal.get(ends.group(), 404)


def water_answers() -> dict[str, dict[str, Any]]:
    with use_context(Context(now(), RESIDENT, 0)) as today:
        day = today.business_date
    start = {"q-era": "seireki", "q-year": day.year, "q-month": day.month, "q-day": day.day}
    given: dict[str, dict[str, Any]] = {
        "place": {"q": "own"},
        "start_on": start,
        "pay": {"q": "slip"},
        "phone": {"q": "0157112222"},
    }
    return {**given, "customer_number": {}, "note": {}}


Sent = list[tuple[str, UUID, Mapping[str, Any]]]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """What the core would tell, without a portal: kind, account, body."""
    sent: Sent = []
    monkeypatch.setattr(letters, "send", lambda kind, account, body, key=None: sent.append((kind, account, body)))
    return sent


def account_of(number: int) -> ResidentAccount:
    return ResidentAccount.objects.create(
        account=uuid4(), addressee_number=number, level="card", state="linked", changed_at=now()
    )


def given(row: ResidentAccount, is_sure: bool = True, **body: Any) -> Mandate:
    wish = {"name": "髙橋幸", "born_on": "1950-01-03", "until": "2026-12-24", "procedures": ["move_out"], **body}
    mandating.give(row, key := uuid4(), wish, is_sure)
    return Mandate.objects.get(key=key)


def by(mandate: Mandate, family: list[Record], agent: int, procedure: str = "move_out") -> Filing:
    """A filing for the mother of the family by this mandate."""
    mother = int(family[1].addressee_number)
    changes = {"people": {"principal": mother}, "applicant": mother, "agent": Agent(agent, "mandate", mandate.id)}
    if procedure == "move_out":
        return filings.receive(move_out_of(family, ["principal"], **changes))
    return filings.receive(arrival(procedure, family, WATER, **changes))


@pytest.fixture
def two_households(town: Town) -> tuple[list[Record], int]:
    with town.open():
        family = move_in(FAMILY)
        (neighbour,) = move_in(ALONE, address(lot="９番地"))
    return family, int(neighbour.addressee_number)


def test_mandates_are_judged_in_the_core(town: Town, two_households: tuple[list[Record], int], told: Sent) -> None:
    family, proxy = two_households
    mother, grown = int(family[1].addressee_number), int(family[2].addressee_number)
    with town.open("clerk"):
        mine, theirs = account_of(mother), account_of(proxy)
        good = given(mine)
        assert (good.state, good.proxy_number) == ("open", proxy)
        assert [kind for kind, account, _ in told if account == theirs.account] == ["mandates", "notice"]
        unknown = given(mine, name="高橋 光")
        assert (unknown.state, unknown.proxy_number) == ("open", None), "a name nobody has is answered the same"
        for bad in ({"code": "ABCDEFGHJK"}, {"procedures": ["head_change"]}, {"name": ""}, {"until": "2028-01-01"}):
            assert given(mine, **bad).state == "refused", bad
        assert given(mine, is_sure=False).state == "refused", "an unconfirmed card gives none"
        waits = by(good, family, proxy)
        assert waits.state == Filing.State.ENTERED
        assert by(good, family, grown).outcome["refused"] == "P-75", "another's mandate"
        assert by(good, family, proxy, "water_start").outcome["refused"] == "P-75", "another procedure"
        short = given(mine, until="2026-11-24", procedures=["water_start"])
        assert by(short, family, proxy, "water_start").state == Filing.State.HANDED
        mandating.tell(mine)
        assert [one["by"] for one in told[-1][2]["filed"]] == ["髙橋　幸"] * 2, "nothing of what was declined"
    with town.open("clerk", MORNING + timedelta(days=3)):
        assert by(short, family, proxy, "water_start").outcome["refused"] == "P-75", "run out"
        mandating.end(theirs, good.key)
        assert Mandate.objects.get(id=good.id).state == "open", "only who gave it takes it back"
        mandating.end(mine, good.key)
        waits.refresh_from_db()
        assert (waits.state, waits.outcome["refused"]) == (Filing.State.DECLINED, "P-75")
        assert waits.case is not None and waits.case.state == "withdrawn", "nobody is locked by it any more"


def test_a_support_measure_ends_what_a_mandate_can_do(
    town: Town, two_households: tuple[list[Record], int], told: Sent
) -> None:
    """No mandate from or to who is protected, in words that do not tell; one given before lets nobody in."""
    family, proxy = two_households
    father, mother = int(family[0].addressee_number), int(family[1].addressee_number)

    def protect(number: int) -> None:
        with town.open("chief"):
            disclosure.set_protection(disclosure.NewProtection(number, "violence", date(2026, 11, 1), "試験の警察署"))

    with town.open("clerk"):
        mine, theirs, his = account_of(mother), account_of(proxy), account_of(father)
        before = given(mine, procedures=["move_out", "water_start"])
    protect(father)
    with town.open("clerk"):
        assert given(his).state == "refused"
        assert told[-1][2]["code"] == "" and "支援" not in str(told)
        to_him = given(mine, name="佐藤太郎", born_on="1977-05-02")
        assert (to_him.state, to_him.proxy_number) == ("open", None), "told as given, reaches nobody"
        assert by(before, family, proxy, "water_start").state == Filing.State.HANDED
    protect(mother)
    with town.open("clerk"):
        assert by(before, family, proxy).outcome["refused"] == "P-75", "the words of a mandate that ran out"
        mandating.tell(theirs)
        assert told[-1][2]["received"] == []


def test_a_letter_of_attorney_is_confirmed_by_a_clerk(town: Town, two_households: tuple[list[Record], int]) -> None:
    family, proxy = two_households

    def filed(name: str) -> Filing:
        key, image = uuid4(), jpeg()
        found = examine(image)
        ref = {"id": str(uuid4()), "name": "委任状.jpeg", "type": "jpeg", "size": found.size, "sha256": found.sha256}
        attachments.take(attachments.Coming(key, "letter_of_attorney", ref, UUID(int=7)), found.content)
        answers = {"principal_name": name, "principal_born_on": "1980-12-26", "letter_of_attorney": [ref]}
        changes = {"key": key, "people": {}, "applicant": None, "agent": Agent(proxy, "paper")}
        return filings.receive(move_out_of(family, ["principal"], answers=answers, **changes))

    with town.open("clerk"):
        wrong, right = filed("佐藤 良子"), filed("さとう はなこ")
        assert [one["code"] for one in wrong.findings] == ["F-04", "P-76"] and wrong.state == Filing.State.RECEIVED
        assert (right.applicant_number, right.agent_number) == (int(family[1].addressee_number), proxy)
        assert [one["code"] for one in right.findings] == ["P-77"], "nobody but a clerk reads handwriting"
    page = signed_in(town, "madoguchi").get(f"/012084/filings/{right.id}/").content.decode()
    about = page.split('id="findings"')[0]
    assert "代理人" in about and "髙橋　幸" in about and "（委任状）" in about and "佐藤　花子" in about
    with town.open("clerk"):
        assert filings.correct(wrong.id, "principal_name", "佐藤 花子").findings[0]["code"] == "P-77"
        assert filings.proceed(right.id, {"P-77": "署名と日付を確かめた"}).state == Filing.State.ENTERED
