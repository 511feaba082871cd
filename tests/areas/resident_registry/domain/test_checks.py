"""Each error and alert of the digest that the pure core can see, by the input that raises it."""

import datetime
import re
from dataclasses import replace
from typing import Any

import pytest

from yakuba.areas.resident_registry.domain import events as ev
from yakuba.areas.resident_registry.domain import relationships as rel
from yakuba.areas.resident_registry.domain.apply import check
from yakuba.areas.resident_registry.domain.changes import NumberMatch, RegisterView
from yakuba.areas.resident_registry.domain.event_inputs import (
    CancelledChange,
    Correction,
    Destination,
    ExistingHousehold,
    Filing,
    Mover,
    NewHousehold,
    Person,
    PreviousAddress,
    RecordedDate,
    VersionKey,
)
from yakuba.areas.resident_registry.domain.findings import Finding
from yakuba.areas.resident_registry.domain.reasons import FilingKind
from yakuba.areas.resident_registry.domain.record_address import (
    AddressItems,
    OriginDomicileItems,
    PreviousAddressItems,
)
from yakuba.areas.resident_registry.domain.record_person import BirthItems, NameItems
from yakuba.areas.resident_registry.domain.record_status import (
    ConfirmedDestinationItems,
    ForeignItems,
    PlannedDestinationItems,
)

TODAY = datetime.date(2026, 11, 23)
DAY = datetime.date(2026, 11, 20)
NOTIFIED = Filing(change_date=RecordedDate(DAY), notified_on=DAY)
OFFICIAL = Filing(change_date=RecordedDate(DAY), kind=FilingKind.EX_OFFICIO)
REQUESTED = Filing(change_date=RecordedDate(DAY), kind=FilingKind.REQUEST)
APPLIED = Filing(change_date=RecordedDate(DAY), kind=FilingKind.APPLICATION)
HOME = NewHousehold(address=AddressItems(address_municipality="北見市", address_town="北一丁目", address_lot="３番地"))
CAME = PreviousAddress(address=PreviousAddressItems(previous_address_municipality="札幌市"))
SAPPORO = PlannedDestinationItems(move_out_planned_municipality="札幌市")
PERSON = Person(
    names=NameItems(name="乙川　太郎"),
    birth=BirthItems(sex="1", birth_date=datetime.date(1990, 1, 2)),
    relationship=("02",),
    domicile=OriginDomicileItems(origin_domicile="なし", family_register_head="なし"),
)
FOREIGN = replace(
    PERSON,
    resident_type="2",
    foreign=ForeignItems(
        article_30_45_class="1", residence_card_number="AB12345678CD", stay_expires_on=datetime.date(2030, 1, 1)
    ),
)


def filing(day: datetime.date | None = DAY, unknown: str = "0", **more: Any) -> Filing:
    return Filing(change_date=RecordedDate(day, unknown), **{"notified_on": DAY, **more})


def enters(*persons: Person, there: Destination = HOME, **more: Any) -> ev.MoveIn:
    return ev.MoveIn(**{"filing": NOTIFIED, "persons": persons, "destination": there, "previous": CAME, **more})


def moves(*movers: Mover, there: Destination = HOME, of: Filing = NOTIFIED) -> ev.MoveWithin:
    return ev.MoveWithin(filing=of, movers=movers, destination=there)


def dies(*persons: str, of: Filing = OFFICIAL) -> ev.Death:
    return ev.Death(filing=of, persons=persons)


def leaves(**more: Any) -> ev.MoveOut:
    return ev.MoveOut(**{"filing": NOTIFIED, "persons": ("31",), "destination": SAPPORO, **more})


def corrects(number: str = "31", ground: Any = "ex_officio", **values: str) -> ev.ExOfficioCorrection:
    return ev.ExOfficioCorrection(filing=OFFICIAL, corrections=(Correction(number, values),), ground=ground)


def joins(household: str) -> ExistingHousehold:
    return ExistingHousehold(household_number=household)


def born(day: datetime.date) -> Person:
    return replace(PERSON, birth=BirthItems(sex="1", birth_date=day), relationship=("20",))


def heads(*members: Mover, household: str = "200") -> ev.HeadChange:
    return ev.HeadChange(filing=NOTIFIED, household_number=household, members=members)


def undoes(*rows: VersionKey, kind: str = "death", persons: tuple[str, ...] = ()) -> ev.Cancellation:
    cancels = CancelledChange(kind=kind, subjects=("31",), rows=rows)
    return ev.Cancellation(filing=OFFICIAL, cancels=cancels, persons=persons)


FAMILY = tuple(Mover(number) for number in ("11", "12", "13", "14"))
SELF = Mover("31", ("02",))
SAME = NewHousehold(
    address=AddressItems(
        address_municipality_code="012084",
        address_prefecture="北海道",
        address_municipality="北見市",
        address_town="中央一丁目",
        address_lot="１番地",
    )
)
ALIAS: dict[str, Any] = {"filing": APPLIED, "municipality": "北見市", "municipality_code": "012084"}

CASES: list[tuple[str, str, ev.Event]] = [
    ("E-01", "転居は暦にない日にできない", moves(SELF, of=filing(unknown="2"))),
    ("E-02", "転居は不詳にできない", moves(SELF, of=filing(unknown="1"))),
    ("E-01", "修正で暦にない日", corrects(birth_date="1991-02-29")),
    ("E-03", "本籍が空欄", enters(replace(PERSON, domicile=OriginDomicileItems()))),
    ("E-03", "修正で空欄にする", corrects(origin_domicile="")),
    ("E-03", "転居先が空欄", moves(SELF, there=NewHousehold(address=AddressItems()))),
    ("E-03", "外国人の区分が空欄", enters(replace(FOREIGN, foreign=ForeignItems()))),
    ("E-04", "異動日が処理日より後", moves(SELF, of=filing(datetime.date(2026, 11, 24)))),
    ("E-05", "届出日が処理日より後", moves(SELF, of=filing(notified_on=datetime.date(2026, 11, 24)))),
    ("E-07", "続柄が未入力", enters(replace(PERSON, relationship=()))),
    ("E-07", "続柄が5つ", enters(replace(PERSON, relationship=("20",) * 5), there=joins("100"))),
    ("E-07", "修正で使えない続柄", corrects("13", relationship_code_1="99", relationship_code_2="20")),
    ("E-07", "一部転居で続柄が未入力", moves(Mover("13"))),
    ("A-01", "世帯主の転出予定", leaves(filing=filing(datetime.date(2026, 12, 5)), persons=("11",))),
    ("A-01", "世帯主の死亡", dies("11")),
    ("A-08", "14日を過ぎた転出", leaves(filing=filing(datetime.date(2026, 11, 1)))),
    ("B-01", "世帯主が2人", enters(PERSON, there=joins("100"))),
    ("B-02", "生年月日より前", dies("31", of=filing(datetime.date(1979, 1, 1), kind=FilingKind.EX_OFFICIO))),
    ("B-02", "転入者の生年月日より前", enters(born(datetime.date(2026, 11, 22)), there=joins("100"))),
    ("B-04", "女性の夫", heads(Mover("22", ("02",)), Mover("21", ("11",)))),
    ("B-05", "除票の人", dies("91")),
    ("B-06", "前回の異動日より前", dies("31", of=filing(datetime.date(2010, 3, 1), kind=FilingKind.EX_OFFICIO))),
    ("B-07", "15歳未満の世帯主", moves(Mover("14", ("02",)))),
    ("B-07", "親より年上の子", enters(born(datetime.date(1970, 1, 1)), there=joins("100"))),
    ("B-08", "14日を過ぎた転居", moves(SELF, of=filing(datetime.date(2026, 11, 1)))),
    (
        "B-09",
        "在留期間が過ぎた",
        enters(replace(FOREIGN, foreign=replace(FOREIGN.foreign, stay_expires_on=datetime.date(2026, 1, 1)))),
    ),
    ("B-10", "異動日が未入力", moves(SELF, of=filing(None))),
    ("B-11", "死亡の届出区分", dies("31", of=NOTIFIED)),
    ("B-12", "異動者がいない", dies()),
    ("B-12", "同じ人が2回", dies("31", "31")),
    ("B-13", "いない人", dies("99")),
    ("B-14", "世帯員のいない世帯", enters(PERSON, there=joins("999"))),
    (
        "B-15",
        "生年月日と異動日",
        ev.Birth(filing=OFFICIAL, persons=(born(datetime.date(2026, 11, 1)),), household_number="100"),
    ),
    ("B-16", "現に住民の再転入", enters(replace(PERSON, addressee_number="31"))),
    ("B-17", "転入前住所がない", enters(PERSON, previous=PreviousAddress())),
    ("B-18", "日本人の30条46", enters(PERSON, origin="article_30_46")),
    ("B-21", "自分の世帯への転居", moves(Mover("13", ("20",)), there=joins("100"))),
    (
        "B-22",
        "住所のちがう世帯への世帯変更",
        ev.HouseholdChange(filing=NOTIFIED, movers=(SELF,), household_number="200"),
    ),
    ("B-22", "住所のちがう世帯の分離", ev.HouseholdSplit(filing=NOTIFIED, movers=(SELF, Mover("22", ("99",))))),
    ("B-23", "全員の世帯分離", ev.HouseholdSplit(filing=NOTIFIED, movers=(SELF,))),
    (
        "B-24",
        "一部の世帯合併",
        ev.HouseholdMerge(filing=NOTIFIED, movers=(Mover("13", ("99",)),), household_number="300"),
    ),
    ("B-25", "世帯員が欠けた世帯主変更", heads(Mover("22", ("02",)))),
    ("B-25", "よその人を含む世帯主変更", heads(Mover("22", ("02",)), Mover("21", ("12",)), Mover("31", ("99",)))),
    ("B-26", "同じ住所への転居", moves(SELF, there=SAME)),
    ("B-27", "二重の転出", leaves(persons=("81",))),
    ("B-28", "市区町村のない転出", leaves(destination=PlannedDestinationItems())),
    ("B-28", "国名のない国外転出", leaves(abroad=True)),
    ("B-28", "国内転出に国名", leaves(destination=replace(SAPPORO, move_out_planned_country="米国"))),
    ("B-29", "予定日でない", ev.MoveOutEffect(filing=OFFICIAL, persons=("81",))),
    (
        "B-30",
        "転出の届出がない",
        ev.ConfirmMoveOut(
            filing=replace(OFFICIAL, notice_on=TODAY), persons=("31",), destination=ConfirmedDestinationItems()
        ),
    ),
    ("B-31", "取消しの取消し", undoes(VersionKey("31", 1), kind="cancellation")),
    ("B-31", "履歴がない", undoes(VersionKey("31", 9))),
    ("B-31", "異動者でない人", undoes(VersionKey("31", 1), persons=("11",))),
    ("B-32", "項目がない", corrects()),
    ("B-32", "世帯番号の修正", corrects(household_number="5")),
    ("B-33", "長すぎる", corrects(address_postal_code="12345678")),
    ("B-33", "数でない", corrects(display_order="一")),
    ("B-34", "軽微でない", corrects(ground="minor", sex="2")),
    (
        "B-35",
        "振り仮名のない旧氏",
        ev.FormerSurname(filing=REQUESTED, addressee_number="12", action="enter", former_surname="丁田"),
    ),
    ("B-35", "旧氏がないのに削除", ev.FormerSurname(filing=REQUESTED, addressee_number="12", action="delete")),
    ("B-36", "日本人の通称", ev.Alias(addressee_number="12", action="enter", alias="山田", **ALIAS)),
    (
        "B-39",
        "日本人の帰化",
        ev.NationalityChange(filing=OFFICIAL, addressee_number="31", action="naturalisation", names=PERSON.names),
    ),
    ("B-37", "1人の世帯で妻", enters(replace(PERSON, relationship=("11",)))),
    ("B-38", "世帯主のない新世帯", enters(born(DAY), born(DAY))),
]
ERRORS_ONLY = {"E-08", "B-20"}


@pytest.fixture
def view(town: Any) -> RegisterView:
    """The town, somebody removed (91) and somebody with a planned move-out (81)."""
    gone = town.resident("91", "丁田　去", "世帯主", household="900", is_removed=True, resident_state="2")
    planned = town.resident(
        "81",
        "丁田　行",
        "世帯主",
        household="800",
        head_name="丁田　行",
        move_out_planned_on=datetime.date(2026, 12, 5),
    )
    found: RegisterView = town.view(*town.family(), *town.couple(), *town.single(), gone, planned)
    return found


@pytest.mark.parametrize(("code", "why", "event"), CASES, ids=[f"{code} {why}" for code, why, _ in CASES])
def test_the_input_raises_the_finding(view: RegisterView, code: str, why: str, event: ev.Event) -> None:
    findings = check(event, view, TODAY)
    assert code in {finding.code for finding in findings}
    for finding in findings:
        assert_worded_for_staff(finding)


def assert_worded_for_staff(finding: Finding) -> None:
    """Item, reason and remedy are there; words that blame or say nothing are not."""
    text = finding.message + finding.remedy
    assert finding.item and finding.message and finding.remedy and finding.source
    assert not re.search("不正|無効|異常|必須項目|エラーが発生|！", text)
    assert not finding.message.endswith("。")


@pytest.mark.parametrize(
    "event",
    [
        enters(PERSON),
        enters(FOREIGN),
        moves(*FAMILY),
        moves(SELF, there=NewHousehold(address=replace(SAME.address, address_building="ハイツ２０１"))),
        dies("22"),
        dies("31", of=Filing(change_date=RecordedDate(DAY, "1", "頃"), kind=FilingKind.EX_OFFICIO)),
        leaves(filing=filing(datetime.date(2026, 12, 5))),
        heads(Mover("22", ("02",)), Mover("21", ("12",))),
        corrects(birth_date="1991-02-28", remarks="あり"),
    ],
    ids=lambda event: event.kind,
)
def test_a_sound_input_raises_nothing(view: RegisterView, event: ev.Event) -> None:
    assert check(event, view, TODAY) == []


@pytest.mark.parametrize("number", ["card", "secret"])
def test_a_former_resident_proven_by_number_must_be_taken_up_again(view: RegisterView, number: str) -> None:
    former = replace(view.current[0], addressee_number="77", is_removed=True, residence_card_number="AB12345678CD")
    matches = (NumberMatch(0, "77"),) if number == "secret" else ()
    with_former = replace(view, candidates=(former,), same_numbers=matches)
    person = FOREIGN if number == "card" else PERSON
    assert [finding.code for finding in check(enters(person), with_former, TODAY)] == ["E-08"]


def test_checking_takes_no_numbers_and_changes_nothing(view: RegisterView) -> None:
    before = replace(view)
    assert check(enters(PERSON), view, TODAY) == check(enters(PERSON), view, TODAY) == []
    assert view == before


def test_a_blank_that_was_there_before_is_an_alert_not_an_error(town: Any) -> None:
    loaded = town.resident("1", "甲野　一郎", "世帯主", head_name="甲野　一郎", family_register_head="")
    (finding,) = check(moves(Mover("1")), town.view(loaded), TODAY)
    assert (finding.level, finding.code, finding.item) == ("alert", "E-03", "family_register_head")


def test_relationship_wording_and_codes_agree() -> None:
    for code, word in rel.RELATIONSHIPS.items():
        assert rel.parse(word) == (code,)
    assert rel.parse("子の子の子の妻") == ("20", "20", "20", "12")
    for refused in ("祖父", "孫", "世帯主の子", "子の子の子の子の子", ""):
        with pytest.raises(ValueError):
            rel.parse(refused)
