"""転入 of who was announced: nothing is asked that the former municipality told (住民基本台帳法第22条、第24条の2)."""

from dataclasses import replace
from datetime import timedelta

from yakuba.areas.resident_registry import arrivals
from yakuba.areas.resident_registry.domain import relationships as rel
from yakuba.areas.resident_registry.domain.event_inputs import (
    Destination,
    ExistingHousehold,
    Mover,
    NewHousehold,
    Person,
    PreviousAddress,
)
from yakuba.areas.resident_registry.domain.events import MoveIn
from yakuba.areas.resident_registry.domain.household import is_head
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.procedures import kin
from yakuba.areas.resident_registry.procedures.changing import came_on, day_of, filing_of, household_at, own_address
from yakuba.platform.cases.errors import FilingError
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.procedure_parts import Facts, automatic_check, builder

SOURCE = "住民基本台帳法第22条"
SPECIAL = "住民基本台帳法第24条の2"


def _comers(facts: Facts) -> list[Record]:
    """Who came, as the former municipality told of them, in the order of its household."""
    return [arrivals.as_record(one) for one in arrivals.open_persons(facts.numbers("movers"))]


def _joins(facts: Facts) -> bool:
    return facts.answers.get("home") == "join"


def _related(facts: Facts) -> kin.Related | None:
    """Relationships to the head at the new address; who keeps the head keeps them. None while there is no head."""
    people = _comers(facts)
    if _joins(facts):
        return kin.joining(people, facts.answers.get("relations_there", ""))
    head = kin.chosen_head(facts, people)
    if not head:
        return None
    if is_head(next(one for one in people if one.addressee_number == head)):
        return _as_told(people)
    return kin.around(people, head, facts.answers.get("relations", ""))


def _as_told(people: list[Record]) -> kin.Related:
    chains = {one.addressee_number: one.relationship_codes for one in people}
    unknown = tuple(one.name for one in people if not chains[one.addressee_number])
    return kin.Related(tuple(Mover(number, chain) for number, chain in chains.items()), unknown)


@builder("resident_registry.move_in_of_arrival")
def move_in_of_arrival(facts: Facts) -> MoveIn:
    """The announced persons who came, at the address told at the counter. Raises FilingError for answers its checks do
    not let through."""
    open_now = arrivals.open_persons(facts.numbers("movers"))
    related = _related(facts)
    if not open_now or related is None:
        raise FilingError("転入する人：転入予定になっていないか、世帯主が選ばれていない")
    chains = {one.addressee_number: one.relationship for one in related.movers}
    return MoveIn(
        filing=filing_of(facts, day_of(facts, "moved_on")),
        persons=tuple(_person(arrivals.coming(one), chains) for one in open_now),
        destination=_to(facts),
        previous=PreviousAddress(address=arrivals.previous_address(open_now[0].arrival_id)),
    )


def _person(told: Person, chains: dict[str, rel.Chain]) -> Person:
    return replace(told, relationship=chains.get(told.addressee_number, ()))


def _to(facts: Facts) -> Destination:
    there = own_address(facts, "new_address")
    if there is None:
        raise FilingError("新しい住所：この市区町村の外")
    if _joins(facts):
        return ExistingHousehold(household_number=household_at(there.items, facts.answers["head_there"]))
    return NewHousehold(address=there.items, ward_code=there.ward_code)


@automatic_check("resident_registry.is_expected", "転入予定の人か（同じ転出の届出か）")
def is_expected(facts: Facts) -> list[Finding]:
    """All who came are expected, with one and the same move, and who files is one of that family."""
    wanted = facts.numbers("movers")
    found = arrivals.open_persons([*wanted, facts.applicant])
    known = {one.addressee_number for one in found}
    if set(wanted) <= known and len({one.arrival_id for one in found}) == 1:
        return []
    message = "転入する人：転入予定になっていない（登録済み、取りやめ、または別の転出）"
    remedy = "転入予定者の一覧で確かめる。情報が届いていないときは転出証明書により転入の入力で処理する"
    return [Finding("error", "P-41", "movers", message, remedy, SOURCE)]


@automatic_check("resident_registry.head_is_among_arrivals", "世帯主が、転入する人のなかの一人か")
def head_is_among_arrivals(facts: Facts) -> list[Finding]:
    if _joins(facts) or kin.chosen_head(facts, _comers(facts)):
        return []
    message = "新しい世帯主：転入する人のなかから一人が選ばれていない"
    return [Finding("error", "P-42", "new_head", message, "本人に選び直してもらう", kin.SOURCE)]


@automatic_check("resident_registry.relationships_of_arrivals", "転入する人の続柄がわかるか")
def relationships_of_arrivals(facts: Facts) -> list[Finding]:
    related = _related(facts)
    return kin.findings(related, "relations_there" if _joins(facts) else "relations") if related else []


@automatic_check("resident_registry.household_of_arrival_is_known", "入る世帯がわかるか（転入）")
def household_of_arrival_is_known(facts: Facts) -> list[Finding]:
    """Head and address together name one household; nobody outside is told whether they do."""
    there = own_address(facts, "new_address") if _joins(facts) else None
    if there is None or household_at(there.items, facts.answers.get("head_there", "")):
        return []
    message = "入る世帯：その住所にその世帯主の世帯が見つからないか、一つに決まらない"
    return [
        Finding("error", "P-43", "head_there", message, "世帯主の氏名と住所を本人に確かめて補正する", "juki-1.0:4.0.2")
    ]


@automatic_check("resident_registry.special_period", "転入の届出の期間のうちか")
def special_period(facts: Facts) -> list[Finding]:
    """After 14 days from the move, or 30 from the planned day, 特例転入 is over: the former municipality is asked."""
    arrival = arrivals.arrival_of(facts.applicant)
    came, moved = came_on(facts), day_of(facts, "moved_on")
    late = came > moved + timedelta(days=arrivals.SPECIAL_DAYS[0])
    over = arrival is not None and arrival.planned_on is not None and came > arrivals.special_until(arrival.planned_on)
    if not late and not (arrival is not None and arrival.is_special and over):
        return []
    message = "届出の期間：住みはじめた日から14日、または転出予定日から30日を過ぎている"
    remedy = "カードによる特例が使えるか転出元に確かめ、遅れた理由を記録して続行（転出証明書に準ずる証明書を求める）"
    return [Finding("alert", "P-44", "moved_on", message, remedy, SPECIAL)]
