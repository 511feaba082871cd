"""A change of every kind about one small family, ready to be entered."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from tests.residents import ALONE, COUPLE, address, move_in, person
from tests.world import Town
from yakuba.areas.resident_registry.actions.cancelled import change_of
from yakuba.areas.resident_registry.domain import events
from yakuba.areas.resident_registry.domain.event_inputs import (
    Correction,
    Filing,
    Mover,
    NewHousehold,
    Person,
    RecordedDate,
)
from yakuba.areas.resident_registry.domain.events import Event
from yakuba.areas.resident_registry.domain.reasons import FilingKind
from yakuba.areas.resident_registry.domain.record_address import OriginDomicileItems
from yakuba.areas.resident_registry.domain.record_person import BirthItems, NameItems
from yakuba.areas.resident_registry.domain.record_status import (
    ConfirmedDestinationItems,
    ForeignItems,
    PlannedDestinationItems,
)
from yakuba.areas.resident_registry.domain.relationships import CHILD, HEAD, HUSBAND, MOTHER
from yakuba.platform.cases import service as cases

DAY = date(2026, 11, 20)
PLANNED = date(2026, 11, 23)
BEFORE = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
OFFICIAL = Filing(change_date=RecordedDate(DAY), kind=FilingKind.EX_OFFICIO, notified_on=DAY)
NOTIFIED = Filing(change_date=RecordedDate(DAY), notified_on=DAY)


def provisional(event: Event) -> UUID:
    """A case of the system that waits for approval."""
    action = f"resident_registry.{event.kind}"
    alerts = {found.code: "試験のため" for found in cases.check(action, event)}
    case = cases.draft(cases.Draft(action=action, input=event, key=uuid4(), alerts=alerts))
    cases.enter(case.id)
    return case.id


def couple(town: Town, instant: datetime = BEFORE) -> tuple[str, str, str]:
    """A couple who live in the town: husband, wife, household."""
    with town.open(instant=instant):
        husband, wife = move_in(COUPLE)
    return husband.addressee_number, wife.addressee_number, husband.household_number


def neighbour(town: Town) -> tuple[str, str]:
    """A woman living alone at the same address: person, household."""
    with town.open(instant=BEFORE):
        (alone,) = move_in(ALONE)
    return alone.addressee_number, alone.household_number


def foreigner(town: Town) -> str:
    who = Person(
        names=NameItems(name="KIM MINJUN", name_roman="KIM MINJUN"),
        birth=BirthItems(sex="1", sex_text="男", birth_date=date(1990, 2, 3)),
        resident_type="2",
        relationship=(HEAD,),
        foreign=ForeignItems(foreign_resident_date=DAY, article_30_45_class="1", nationality_code="KOR"),
    )
    here = NewHousehold(address=address())
    with town.open(instant=BEFORE):
        event = events.MoveIn(filing=NOTIFIED, persons=(who,), destination=here, origin="abroad")
        case = cases.approve(provisional(event))
        return str(case.subjects.values_list("addressee_number", flat=True).get())


def _move_in(town: Town) -> Event:
    there = NewHousehold(address=address())
    return events.MoveIn(filing=NOTIFIED, persons=tuple(map(person, COUPLE)), destination=there)


def _birth(town: Town) -> Event:
    child = Person(
        names=NameItems(name="佐藤　一", surname="佐藤", given_name="一"),
        birth=BirthItems(sex="1", sex_text="男", birth_date=DAY),
        relationship=(CHILD,),
        domicile=OriginDomicileItems(origin_domicile="なし", family_register_head="佐藤　太郎"),
    )
    return events.Birth(filing=OFFICIAL, persons=(child,), household_number=couple(town)[2])


def _entry(town: Town) -> Event:
    here = NewHousehold(address=address())
    return events.ExOfficioEntry(filing=OFFICIAL, persons=tuple(map(person, ALONE)), destination=here)


def _move_within(town: Town) -> Event:
    movers = tuple(map(Mover, couple(town)[:2]))
    there = NewHousehold(address=address(lot="８番地"))
    return events.MoveWithin(filing=NOTIFIED, movers=movers, destination=there)


def _split(town: Town) -> Event:
    return events.HouseholdSplit(filing=NOTIFIED, movers=(Mover(couple(town)[1], (HEAD,)),))


def _merge(town: Town) -> Event:
    mover = Mover(neighbour(town)[0], (MOTHER,))
    return events.HouseholdMerge(filing=NOTIFIED, movers=(mover,), household_number=couple(town)[2])


def _change(town: Town) -> Event:
    mover = Mover(couple(town)[1], (CHILD,))
    return events.HouseholdChange(filing=NOTIFIED, movers=(mover,), household_number=neighbour(town)[1])


def _head_change(town: Town) -> Event:
    husband, wife, household = couple(town)
    members = (Mover(husband, (HUSBAND,)), Mover(wife, (HEAD,)))
    return events.HeadChange(filing=NOTIFIED, household_number=household, members=members)


def _move_out(town: Town) -> Event:
    there = PlannedDestinationItems(
        move_out_planned_municipality_code="122041",
        move_out_planned_prefecture="千葉県",
        move_out_planned_municipality="船橋市",
    )
    filing = Filing(change_date=RecordedDate(PLANNED), notified_on=DAY)
    return events.MoveOut(filing=filing, persons=couple(town)[:1], destination=there)


def _planned(town: Town) -> tuple[str, ...]:
    """A man who said on the 22nd that he would leave on the 23rd."""
    event = _move_out(town)
    assert isinstance(event, events.MoveOut)
    with town.open(instant=BEFORE):
        cases.approve(provisional(event))
    return event.persons


def _effect(town: Town) -> Event:
    filing = Filing(change_date=RecordedDate(PLANNED), kind=FilingKind.EX_OFFICIO)
    return events.MoveOutEffect(filing=filing, persons=_planned(town))


def _confirmed(town: Town) -> Event:
    filing = Filing(change_date=RecordedDate(DAY), kind=FilingKind.EX_OFFICIO, notice_on=DAY)
    there = ConfirmedDestinationItems(move_out_confirmed_municipality_code="122041")
    return events.ConfirmMoveOut(filing=filing, persons=_planned(town), destination=there)


def _death(town: Town) -> Event:
    return events.Death(filing=OFFICIAL, persons=couple(town)[:1])


def _removal(town: Town) -> Event:
    return events.ExOfficioRemoval(filing=OFFICIAL, persons=couple(town)[1:2])


def _correction(town: Town) -> Event:
    correction = Correction(couple(town)[0], {"name": "佐藤　太朗", "given_name": "太朗"})
    return events.ExOfficioCorrection(filing=OFFICIAL, corrections=(correction,))


def _former_surname(town: Town) -> Event:
    return events.FormerSurname(
        filing=Filing(change_date=RecordedDate(DAY), kind=FilingKind.REQUEST, requested_on=DAY),
        addressee_number=couple(town)[1],
        action="enter",
        former_surname="髙橋",
        former_surname_kana="タカハシ",
    )


def _alias(town: Town) -> Event:
    return events.Alias(
        filing=Filing(change_date=RecordedDate(DAY), kind=FilingKind.APPLICATION, applied_on=DAY),
        addressee_number=foreigner(town),
        action="enter",
        municipality="北見市",
        municipality_code="012084",
        alias="金田　正一",
    )


def _nationality(town: Town) -> Event:
    return events.NationalityChange(
        filing=OFFICIAL,
        addressee_number=foreigner(town),
        action="naturalisation",
        names=NameItems(name="金田　正一", surname="金田", given_name="正一"),
        domicile=OriginDomicileItems(origin_domicile="北海道北見市本町一丁目１番地", family_register_head="金田　正一"),
    )


def _cancellation(town: Town) -> Event:
    husband, _, _ = couple(town)
    with town.open(instant=BEFORE):
        cases.approve(provisional(events.Death(filing=OFFICIAL, persons=(husband,))))
        return events.Cancellation(filing=OFFICIAL, cancels=change_of(int(husband), 2))


EVENTS: dict[str, Callable[[Town], Event]] = {
    "move_in": _move_in,
    "birth": _birth,
    "ex_officio_entry": _entry,
    "move_within": _move_within,
    "household_split": _split,
    "household_merge": _merge,
    "household_change": _change,
    "head_change": _head_change,
    "move_out": _move_out,
    "move_out_effect": _effect,
    "move_out_confirmed": _confirmed,
    "death": _death,
    "ex_officio_removal": _removal,
    "ex_officio_correction": _correction,
    "former_surname": _former_surname,
    "alias": _alias,
    "nationality_change": _nationality,
    "cancellation": _cancellation,
}
