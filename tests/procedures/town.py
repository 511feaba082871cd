"""The town every procedure is tried in: a few households, people called by their role.

Household 1: head 45, spouse 43, grown 20, pupil 10, child 3. Household 2: alone 70. Household 3: foreigner 30.
Household 4, here for five days: moved 35, baby 1. Household 5: widow 78, of gone, who died.
"""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

from tests.areas.resident_tax.taxed import Wages, decide_taxes
from tests.residents import FORMER_ADDRESS, address, person
from tests.world import TODAY
from yakuba.areas.resident_registry import arrivals, storage
from yakuba.areas.resident_registry.domain.event_inputs import (
    Filing,
    NewHousehold,
    Person,
    PreviousAddress,
    RecordedDate,
)
from yakuba.areas.resident_registry.domain.events import Death, Event, MoveIn
from yakuba.areas.resident_registry.domain.reasons import FilingKind
from yakuba.areas.resident_registry.domain.record_address import OriginDomicileItems
from yakuba.areas.resident_registry.domain.record_person import NameItems
from yakuba.areas.resident_registry.domain.record_status import ForeignItems
from yakuba.platform.cases import service as cases
from yakuba.platform.parameters import service as parameters

CERTIFIER = {"title": "北見市長", "name": "見本　太郎", "seal_text": "北見市長之印"}
LONG_AGO = date(2025, 4, 1)
LATELY = TODAY - timedelta(days=5)
KIM = ForeignItems(
    foreign_resident_date=LONG_AGO,
    nationality_code="KOR",
    nationality="韓国",
    article_30_45_class="1",
    residence_card_number="AB12345678CD",
    stay_expires_on=date(2029, 3, 31),
)


def _born(age: int) -> date:
    """On the 2nd of April, the first birthday of a school year."""
    return date(TODAY.year - age, 4, 2)


def _one(names: str, age: int, sex: str, relationship: str) -> Person:
    surname, given, surname_kana, given_kana = names.split()
    return person((surname, given, surname_kana, given_kana, _born(age), sex, relationship))


def _foreign() -> Person:
    there = _one("金 民俊 キム ミンジュン", 30, "1", "世帯主")
    names = NameItems(name="KIM MINJUN", name_roman="KIM MINJUN", name_kana="キム　ミンジュン")
    return replace(there, names=names, resident_type="2", foreign=KIM, domicile=OriginDomicileItems())


HOUSEHOLDS: tuple[tuple[date, str, dict[str, Person]], ...] = (
    (
        LONG_AGO,
        "１番地２",
        {
            "head": _one("佐藤 太郎 サトウ タロウ", 45, "1", "世帯主"),
            "spouse": _one("佐藤 花子 サトウ ハナコ", 43, "2", "妻"),
            "grown": _one("佐藤 一郎 サトウ イチロウ", 20, "1", "子"),
            "pupil": _one("佐藤 二葉 サトウ フタバ", 10, "2", "子"),
            "child": _one("佐藤 三郎 サトウ サブロウ", 3, "1", "子"),
        },
    ),
    (LONG_AGO, "３番地", {"alone": _one("高橋 幸 タカハシ サチ", 70, "2", "世帯主")}),
    (LONG_AGO, "４番地", {"foreigner": _foreign()}),
    (
        LATELY,
        "５番地６",
        {
            "moved": _one("田中 恵 タナカ メグミ", 35, "2", "世帯主"),
            "baby": _one("田中 光 タナカ ヒカル", 1, "1", "子"),
        },
    ),
    (
        LONG_AGO,
        "７番地",
        {
            "gone": _one("鈴木 勇 スズキ イサム", 80, "1", "世帯主"),
            "widow": _one("鈴木 澄 スズキ スミ", 78, "2", "妻"),
        },
    ),
)


def populate() -> dict[str, int]:
    """Register everybody through the area's own actions, in the open town: role → addressee number.

    The town can issue papers too: its certifying officer is set.
    """
    for name, value in CERTIFIER.items():
        parameters.set(f"certifier.mayor.{name}", date(2026, 4, 1), value, "試験のため")
    found: dict[str, int] = {}
    for day, lot, people in HOUSEHOLDS:
        event = MoveIn(
            filing=Filing(change_date=RecordedDate(day), notified_on=day),
            persons=tuple(people.values()),
            destination=NewHousehold(address=address(lot=lot)),
            previous=PreviousAddress(address=FORMER_ADDRESS),
        )
        by_birth = {one.birth_date: int(one.addressee_number) for one in storage.latest(_registered(event))}
        found |= {role: by_birth[one.birth.birth_date] for role, one in people.items()}
    died = RecordedDate(TODAY - timedelta(days=30))
    filing = Filing(change_date=died, kind=FilingKind.EX_OFFICIO, notified_on=TODAY)
    _registered(Death(filing=filing, persons=(str(found["gone"]),)))
    decide_taxes({found["head"]: Wages(5_000_000)})
    return found | announced()


def announced() -> dict[str, int]:
    """A couple with a child, announced by 船橋市 to come three days ago: comer 40, partner 38, kid 7."""
    told = [
        {
            "from_lg_code": "122041",
            "addressee_number": str(number),
            "name": name,
            "name_kana": kana,
            "birth_date": born,
            "sex": sex,
            "resident_type": "1",
            "relationship": relationship,
            "prefecture": "千葉県",
            "municipality": "船橋市",
            "town": "本町一丁目",
            "lot": "１番",
            "planned_on": str(TODAY - timedelta(days=3)),
            "planned_prefecture": "北海道",
            "planned_municipality": "北見市",
            "planned_town": "北1条東6丁目",
            "planned_lot": "2番地",
            "special": "1",
            "origin_domicile": "千葉県船橋市本町一丁目１番",
            "family_register_head": "伊藤　翔",
        }
        for number, name, kana, born, sex, relationship in (
            (101, "伊藤　翔", "イトウ　ショウ", "1986-05-01", "1", "世帯主"),
            (102, "伊藤　葵", "イトウ　アオイ", "1988-06-01", "2", "妻"),
            (103, "伊藤　蓮", "イトウ　レン", "2019-07-01", "1", "子"),
        )
    ]
    move = arrivals.announce("122041", "move-out:101", told)
    return dict(
        zip(("comer", "partner", "kid"), (one.addressee_number for one in arrivals.persons_of(move.id)), strict=True)
    )


def _registered(event: Event) -> list[int]:
    action = f"resident_registry.{event.kind}"
    alerts = {one.code: "試験のため" for one in cases.check(action, event)}
    case = cases.draft(cases.Draft(action=action, input=event, key=uuid4(), alerts=alerts))
    cases.enter(case.id)
    return list(cases.approve(case.id).subjects.values_list("addressee_number", flat=True))
