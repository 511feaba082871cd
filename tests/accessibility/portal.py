"""A resident of 北見市 with something on every page of the portal, and accounts that are not linked yet."""

import re
from datetime import date
from uuid import UUID

from tests.areas.resident_tax.taxed import Wages, decide_taxes
from tests.frontyard.portal.test_filing_online import CARD, copy_checked, key_of, with_card
from tests.frontyard.portal.test_visit_booking import moved
from tests.frontyard.portal.zone import Resident, as_portal, rounds
from tests.frontyard.reception.test_reception import draw, items
from tests.residents import ALONE, FAMILY, address, move_in
from tests.world import Town
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.frontyard.portal import post, sessions
from yakuba.frontyard.portal.middleware import RESIDENT, SESSION
from yakuba.frontyard.portal.models import Paper
from yakuba.frontyard.reception import catalogues
from yakuba.platform.cases import filings
from yakuba.platform.cases.models import Filing
from yakuba.platform.cases.procedures.catalogue import load
from yakuba.platform.cases.procedures.definition import Question
from yakuba.platform.parameters import service as parameters
from yakuba.platform.tenancy.context import Context, now, use_context
from yakuba.platform.tenancy.scope import tenant


def told(town: Town) -> None:
    """The portal knows the procedures, and the town hall can issue papers."""
    with town.open("chief"):
        parameters.set("certifier.mayor.title", date(2026, 4, 1), "北見市長", "試験")
        parameters.set("certifier.mayor.name", date(2026, 4, 1), "北見　太郎", "試験")
    for _ in range(2):
        catalogues.publish()
        rounds(town)


def busy(town: Town) -> tuple[Resident, dict[str, str]]:
    """A filing that is done with its paper, one that is asked back, one that waits for a visit, one taken back."""
    with town.open():
        family = move_in(FAMILY)
    paths = {}
    for name in ("done", "asked", "withdrawn"):
        who = with_card(town, family[0], level="card" if name == "done" else "card_unconfirmed")
        page = copy_checked(who)
        paths[name] = who.post("file/resident_copy/send/", {"key": key_of(page)}).split("/", 2)[2]
        rounds(town)
        with town.open("clerk", now()):
            filing = Filing.objects.latest("receipt_number")
            if name == "asked":
                filings.ask(filing.id, {"whose": "だれの分か選び直してください"})
        if name == "withdrawn":
            who.post(f"{paths[name]}withdraw/")
        draw(town)
        rounds(town)
    resident, paths["visit"] = moved(town, family)
    resident.get("access/")
    taxed(town, family[0])
    resident.get("money/")
    rounds(town)
    with as_portal(), tenant(town.id):
        paths["paper"] = f"papers/{Paper.objects.get().id}/"
    resident.post("file/move_out/q/where/", {"q": "japan"})
    paths["mandate_end"] = mandated(town, resident)
    return resident, paths


def taxed(town: Town, record: Record) -> None:
    """A decided tax by bill, so that there is a year to read."""
    with town.open():
        decide_taxes({int(record.addressee_number): Wages(6_000_000)})


def mandated(town: Town, principal: Resident) -> str:
    """A mandate the resident gave to a neighbour; the path of its end."""
    with town.open():
        (neighbour,) = move_in(ALONE, address(lot="９番地"))
    proxy = with_card(town, neighbour, serial="78")
    proxy.get("mandates/")
    rounds(town)
    code = re.search(r'class="code">([A-Z0-9]{10})<', proxy.get("mandates/"))
    assert code
    key = key_of(principal.get("mandates/give/"))
    asked = {"key": key, "name": "たかはし さち", "code": code[1], "days": "30", "procedures": ["water_start"]}
    principal.post("mandates/give/", asked)
    rounds(town)
    end = re.search(r"mandates/[0-9a-f-]{36}/end/", principal.get("mandates/"))
    assert end
    return end.group()


def by_level(town: Town, level: str, line: str) -> Resident:
    """Signed in and not linked: by e-mail, by the app, or with a card that is looked at for the first time."""
    with as_portal(), tenant(town.id), use_context(Context(now(), RESIDENT, town.id)):
        shown = {"kind": "app"} if level == "app" else None
        token = sessions.begin(sessions.of_card(line, None), level, shown)
    resident = Resident(town)
    resident.client.cookies[SESSION] = token
    return resident


def unmatched(town: Town, record: Record) -> UUID:
    """An account whose card shows a name that the register writes otherwise: a clerk has to look."""
    four_items = items(town, record, name_substitutes="10000")
    with as_portal(), tenant(town.id), use_context(Context(now(), RESIDENT, town.id)):
        account = sessions.of_card("AB/79", None)
        card = {**CARD, "serial": "79", "status": "good"}
        body = {"level": "card", "certificate": card, "four_items": four_items}
        post.write("portal_link", account, body)
    rounds(town)
    return account.id


def one_of_each_kind() -> dict[str, str]:
    """Kind of a question → where one is asked first thing, in a procedure that can be filed from home."""
    found: dict[str, str] = {}
    for procedure in load().open_on(date(2026, 11, 24), "portal"):
        for question in procedure.steps:
            if question.when is None:
                found.setdefault(_kind(question), f"file/{procedure.code}/q/{question.id}/")
    return found


def _kind(question: Question) -> str:
    return f"{question.kind}{' with a hint' if question.hint else ''}"
