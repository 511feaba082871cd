"""転入 of who was announced: nothing is asked that the former municipality told (住民基本台帳法第22条、第24条の2)."""

from dataclasses import replace
from datetime import timedelta

from yakuba.areas.resident_registry import arrivals
from yakuba.areas.resident_registry.domain import relationships as rel
from yakuba.areas.resident_registry.domain.event_inputs import (
    Mover,
    Person,
    PreviousAddress,
)
from yakuba.areas.resident_registry.domain.events import MoveIn
from yakuba.areas.resident_registry.domain.household import is_head
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.procedures import kin
from yakuba.areas.resident_registry.procedures.changing import came_on, day_of, filing_of
from yakuba.areas.resident_registry.procedures.moves import destination, joins
from yakuba.platform.cases.errors import FilingError
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.procedure_parts import Facts, automatic_check, builder

SOURCE = "住民基本台帳法第22条"
SPECIAL = "住民基本台帳法第24条の2"


def _comers(facts: Facts) -> list[Record]:
    """Who came, as the former municipality told of them, in the order of its household."""
    return [arrivals.as_record(one) for one in arrivals.open_persons(facts.numbers("movers"))]


def _related(facts: Facts) -> kin.Related | None:
    """Relationships to the head at the new address; who keeps the head keeps them. None while there is no head."""
    people = _comers(facts)
    if joins(facts):
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
        destination=destination(facts),
        previous=PreviousAddress(address=arrivals.previous_address(open_now[0].arrival_id)),
    )


def _person(told: Person, chains: dict[str, rel.Chain]) -> Person:
    return replace(told, relationship=chains.get(told.addressee_number, ()))


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
    return [Finding("error", "P-45", "movers", message, remedy, SOURCE)]


@automatic_check("resident_registry.head_is_among_arrivals", "世帯主が、転入する人のなかの一人か")
def head_is_among_arrivals(facts: Facts) -> list[Finding]:
    if joins(facts) or kin.chosen_head(facts, _comers(facts)):
        return []
    message = "新しい世帯主：転入する人のなかから一人が選ばれていない"
    return [Finding("error", "P-46", "new_head", message, "本人に選び直してもらう", kin.SOURCE)]


@automatic_check("resident_registry.relationships_of_arrivals", "転入する人の続柄がわかるか")
def relationships_of_arrivals(facts: Facts) -> list[Finding]:
    related = _related(facts)
    return kin.findings(related, "relations_there" if joins(facts) else "relations") if related else []


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
