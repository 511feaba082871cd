"""転居: from answers to the change, and the check of its own (住民基本台帳法第23条; juki-1.0:4.1.2)."""

from yakuba.areas.resident_registry.domain.event_inputs import Destination, ExistingHousehold, NewHousehold
from yakuba.areas.resident_registry.domain.events import MoveWithin
from yakuba.areas.resident_registry.procedures import kin
from yakuba.areas.resident_registry.procedures.changing import day_of, filing_of, household_at, own_address
from yakuba.platform.cases.errors import FilingError
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.procedure_parts import Facts, automatic_check, builder


def joins(facts: Facts) -> bool:
    return facts.answers.get("home") == "join"


@builder("resident_registry.move_within_notification")
def move_within_notification(facts: Facts) -> MoveWithin:
    """Raises FilingError for answers its checks do not let through."""
    people = kin.movers(facts)
    related = kin.joining(people, facts.answers["relations_there"]) if joins(facts) else kin.of_movers(facts)
    if related is None:
        raise FilingError("新しい世帯主：選ばれていない")
    return MoveWithin(
        filing=filing_of(facts, day_of(facts, "moved_on")), movers=related.movers, destination=destination(facts)
    )


def destination(facts: Facts) -> Destination:
    """Where the answers ``new_address``, ``home`` and ``head_there`` lead. Raises FilingError outside this town."""
    there = own_address(facts, "new_address")
    if there is None:
        raise FilingError("新しい住所：この市区町村の外")
    if joins(facts):
        return ExistingHousehold(household_number=household_at(there.items, facts.answers["head_there"]))
    return NewHousehold(address=there.items, ward_code=there.ward_code)


@automatic_check("resident_registry.household_there_is_known", "入る世帯がわかるか")
def household_there_is_known(facts: Facts) -> list[Finding]:
    """Head and address together name one household; nobody outside is told whether they do."""
    there = own_address(facts, "new_address") if joins(facts) else None
    if there is None or household_at(there.items, facts.answers.get("head_there", "")):
        return []
    message = "入る世帯：その住所にその世帯主の世帯が見つからないか、一つに決まらない"
    remedy = "世帯主の氏名と住所を本人に確かめて補正する"
    return [Finding("error", "P-28", "head_there", message, remedy, "juki-1.0:4.0.2")]
