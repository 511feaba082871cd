"""転出: from answers to the change, and the checks of its own."""

from datetime import date

from yakuba.areas.resident_registry.domain.event_inputs import Filing, RecordedDate
from yakuba.areas.resident_registry.domain.events import MoveOut
from yakuba.areas.resident_registry.domain.reasons import FilingKind
from yakuba.areas.resident_registry.domain.record_status import PlannedDestinationItems
from yakuba.areas.resident_registry.procedures.checks import found
from yakuba.areas.resident_registry.storage import latest
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.procedure_parts import Facts, automatic_check, builder
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.scope import current
from yakuba.standards import municipalities, towns

SPECIAL = "住民基本台帳法第24条の2"


@builder("resident_registry.move_out_notification")
def move_out_notification(facts: Facts) -> MoveOut:
    """``special``: filed with the card, so that the certificate's data go by message and no paper is handed out."""
    numbers = set(facts.numbers("movers"))
    abroad = facts.answers.get("where") == "abroad"
    note = facts.answers.get("note", "")
    return MoveOut(
        filing=Filing(
            change_date=RecordedDate(date.fromisoformat(facts.answers["moved_on"])),
            kind=FilingKind.NOTIFICATION,
            notified_on=facts.filed_on,
            notification_number=facts.receipt_number,
            note="、".join(filter(None, (f"電話 {facts.answers.get('phone', '')}", note))),
        ),
        persons=tuple(one.addressee_number for one in latest(sorted(numbers))),
        destination=_abroad(facts) if abroad else _in_japan(facts),
        abroad=abroad,
        special=not abroad and facts.level == "card",
    )


def _abroad(facts: Facts) -> PlannedDestinationItems:
    return PlannedDestinationItems(move_out_planned_country=facts.answers.get("country", ""))


def _in_japan(facts: Facts) -> PlannedDestinationItems:
    given = facts.answers["new_address"]
    place = _municipality(facts)
    return PlannedDestinationItems(
        move_out_planned_municipality_code=place.code if place else "",
        move_out_planned_town_code=_town_code(place, given["town"]),
        move_out_planned_prefecture=given["prefecture"],
        move_out_planned_municipality=given["municipality"],
        move_out_planned_town=given["town"],
        move_out_planned_lot=given["lot"],
        move_out_planned_building=given["building"],
        move_out_planned_postal_code=given["postcode"],
    )


def _town_code(place: municipalities.Municipality | None, town: str) -> str:
    """The town's code where the text names one town for certain."""
    if place is None or not town:
        return ""
    exact = [one for one in towns.match_town(place.code, town) if not one.rest]
    return exact[0].town.machiaza_id if len(exact) == 1 else ""


def _municipality(facts: Facts) -> municipalities.Municipality | None:
    given = facts.answers.get("new_address")
    named = municipalities.find(given["prefecture"] + given["municipality"]) if given else ()
    return named[0] if len(named) == 1 else None


@automatic_check("resident_registry.leaves_the_municipality", "ほかの市区町村への転出か")
def leaves_the_municipality(facts: Facts) -> list[Finding]:
    place = _municipality(facts)
    own = directory.by_id(current()).lg_code
    if place is not None and (place.parent or place.code) == own:
        return found(
            "P-07", "転出先：同じ市区町村の中の住所", "転居として届け出てもらう", "住民基本台帳法第23条、第24条"
        )
    if place is not None and place.kind is municipalities.Kind.DESIGNATED_CITY:
        message = "転出先：指定都市の区が書かれていない"
        return [
            Finding(
                "alert", "P-08", "new_address", message, "区を確かめ、わからなければ理由を記録して続行", "background"
            )
        ]
    return []


@automatic_check("resident_registry.abroad_has_no_special_transfer", "国外転出のときの注意")
def abroad_has_no_special_transfer(facts: Facts) -> list[Finding]:
    """Who goes abroad keeps the card only with the overseas continuation: a person tells them."""
    if facts.answers.get("where") != "abroad":
        return []
    message = "国外転出：個人番号カードの国外継続利用の手続きを案内する"
    return [Finding("alert", "P-09", "where", message, "案内したことを記録して続行", SPECIAL)]
