"""What the registry's changes share when they come as filings: dates and notes, households, addresses of this town."""

from dataclasses import dataclass
from datetime import date

from yakuba.areas.resident_registry import queries, storage
from yakuba.areas.resident_registry.domain.event_inputs import Filing, RecordedDate
from yakuba.areas.resident_registry.domain.household import is_head
from yakuba.areas.resident_registry.domain.reasons import FilingKind
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.domain.record_address import AddressItems
from yakuba.areas.resident_registry.procedures.checks import found
from yakuba.areas.resident_registry.search_index import names_of
from yakuba.platform.cases.filing_models import FilingStep
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.procedure_parts import Facts, Given, Parameter, automatic_check, check_with
from yakuba.platform.cases.service import CaseError, hold_unlocked
from yakuba.platform.register import service as register
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import JST, current_context
from yakuba.platform.tenancy.scope import current
from yakuba.standards import addresses, municipalities, towns
from yakuba.standards.folding import fold_name

ADDRESS = Parameter("question", "どの住所か", "question", ("address",))


def came_on(facts: Facts) -> date:
    """届出日. Where the law wants the person to come, it is the day of coming, not that of typing at home."""
    if facts.procedure.finish != "visit" or facts.channel == "counter":
        return facts.filed_on
    step = FilingStep.objects.filter(filing__key=facts.key, activity="来庁").order_by("id").last()
    return step.ended_at.astimezone(JST).date() if step else current_context().business_date


def filing_of(facts: Facts, day: date | None = None, kind: FilingKind = FilingKind.NOTIFICATION) -> Filing:
    """How the change is recorded: change date (the day of coming unless given), number, telephone and note."""
    came = came_on(facts)
    told = (f"電話 {facts.answers['phone']}" if facts.answers.get("phone") else "", facts.answers.get("note", ""))
    return Filing(
        change_date=RecordedDate(day or came),
        kind=kind,
        notified_on=came if kind is FilingKind.NOTIFICATION else None,
        applied_on=came if kind is FilingKind.APPLICATION else None,
        requested_on=came if kind is FilingKind.REQUEST else None,
        notification_number=facts.receipt_number,
        note="、".join(filter(None, told)),
    )


def day_of(facts: Facts, question: str) -> date:
    """A date that was answered. Raises KeyError."""
    return date.fromisoformat(facts.answers[question])


def household_of(facts: Facts) -> tuple[Record, ...]:
    """Current members of the applicant's household in stored order."""
    own = storage.latest([facts.applicant])
    if not own or not own[0].is_current_resident:
        return ()
    members = [one for one in storage.latest_of_households([own[0].household_number]) if one.is_current_resident]
    return tuple(sorted(members, key=stored))


def stored(record: Record) -> tuple[int, str]:
    """The key of the household's own order."""
    return (record.display_order, record.addressee_number)


@automatic_check("resident_registry.household_has_no_open_change", "世帯のだれにも決裁待ちの異動がないか")
def household_has_no_open_change(facts: Facts) -> list[Finding]:
    """The change writes on the rows of the whole household, whoever moves."""
    try:
        hold_unlocked([int(one.addressee_number) for one in household_of(facts)])
    except CaseError as locked:
        return found("P-04", str(locked), "その案件の決裁のあと［もう一度確認する］", "juki-1.0:4.0.8")
    return []


@dataclass(frozen=True)
class OwnAddress:
    """An address of this municipality as the record has it. ``town`` is None where the master does not know it."""

    items: AddressItems
    ward_code: str
    town: towns.Town | None


def municipality_of(facts: Facts, question: str) -> municipalities.Municipality | None:
    """The one municipality an address names; None without an answer or where the name is not certain."""
    given = facts.answers.get(question)
    named = municipalities.find(given["prefecture"] + given["municipality"]) if given else ()
    return named[0] if len(named) == 1 else None


def town_of(place: municipalities.Municipality | None, text: str) -> tuple[towns.Town | None, str]:
    """The town that a text begins with, where it is one for certain, and what follows it (a lot, mostly)."""
    matches = towns.match_town(place.code, text) if place is not None and text else ()
    best = [one for one in matches if len(one.rest) == len(matches[0].rest)]
    return (best[0].town, best[0].rest) if len(best) == 1 else (None, "")


def own_address(facts: Facts, question: str) -> OwnAddress | None:
    """The address in the items of the record; None where it lies outside."""
    place = municipality_of(facts, question)
    own = directory.by_id(current()).lg_code
    if place is None or own not in (place.code, place.parent):
        return None
    given = facts.answers[question]
    town, rest = town_of(place, given["town"])
    at = municipalities.get(town.lg_code) if town else place
    items = AddressItems(
        address_municipality_code=at.code,
        address_town_code=town.machiaza_id if town else "",
        address_prefecture=at.prefecture,
        address_municipality=at.name,
        address_town=town.name if town else given["town"],
        address_lot=addresses.display_number(rest.strip(" 　") + given["lot"]),
        address_building=given["building"],
        address_postal_code=given["postcode"] or (town.postcode if town else ""),
    )
    return OwnAddress(items, at.code if at.code != own else "", town)


@check_with("resident_registry.in_this_municipality", "「{question}」がこの市区町村の中か", ADDRESS)
def in_this_municipality(facts: Facts, given: Given) -> list[Finding]:
    question = str(given["question"])
    if question not in facts.answers or own_address(facts, question) is not None:
        return []
    message = "住所：この市区町村の外か、市区町村が特定できない"
    return [
        Finding(
            "error", "P-21", question, message, "市区町村の外なら転出届を案内し、受け付けない", "住民基本台帳法第23条"
        )
    ]


@check_with("resident_registry.address_can_be_recorded", "「{question}」の町字と番地がわかるか", ADDRESS)
def address_can_be_recorded(facts: Facts, given: Given) -> list[Finding]:
    question = str(given["question"])
    there = own_address(facts, question) if question in facts.answers else None
    if there is None:
        return []
    source = "juki-1.0:1.1.6"
    if not there.items.address_lot or not there.items.address_town:
        message = "住所：町名か番地がない"
        return [Finding("error", "P-23", question, message, "町名と番地を本人に確かめて補正する", source)]
    if there.town is None:
        message = f"住所：「{there.items.address_town}」は町字マスターにないか、一つに決まらない"
        return [Finding("alert", "P-22", question, message, "町名を補正する。正しければ理由を記録して続行", source)]
    return []


def household_at(items: AddressItems, head: str) -> str:
    """Number of the household with that head at that place; blank unless it is one for certain. It is registered."""
    wanted = fold_name(head)
    hits = [
        one
        for one in storage.latest(queries.called(head))
        if one.is_current_resident and is_head(one) and wanted in names_of(one) and _lives_at(one, items)
    ]
    if hits:
        note = register.Note(purpose="届出の確認（入る世帯）")
        register.record("search", [int(one.addressee_number) for one in hits], note=note)
    return hits[0].household_number if len(hits) == 1 else ""


def _lives_at(record: Record, items: AddressItems) -> bool:
    same_town = (record.address_town_code or record.address_town) in (items.address_town_code, items.address_town)
    lots = {addresses.display_number(one.address_lot) for one in (record, items)}
    return same_town and len(lots) == 1
