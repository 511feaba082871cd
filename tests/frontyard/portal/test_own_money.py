"""A resident reads the own tax and allowance in the portal; nobody else's, whatever a letter says."""

import doctest
from datetime import date, timedelta

import pytest

from tests.areas.resident_tax.taxed import Wages, decide_taxes
from tests.frontyard.portal.test_filing_online import with_card
from tests.frontyard.portal.test_forgetting import with_card_of
from tests.frontyard.portal.told_money import TAX, TOLD
from tests.frontyard.portal.zone import Resident, as_portal, rounds
from tests.residents import FAMILY, address, move_in
from tests.world import Town, found_town
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_tax import assessments
from yakuba.frontyard.portal import own_money, post, sessions
from yakuba.frontyard.portal.middleware import LANGUAGE, RESIDENT
from yakuba.frontyard.portal.models import PortalAccount, Told
from yakuba.frontyard.reception import catalogues
from yakuba.frontyard.reception import own_money as told_by_core
from yakuba.frontyard.reception.models import ResidentAccount
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.tenancy.context import Context, now, use_context
from yakuba.platform.tenancy.scope import tenant

database = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def people(town: Town) -> list[Record]:
    """Taro pays by bill, Hanako by wages; both are decided."""
    with town.open():
        family = move_in(FAMILY, address(lot="５番地"))
        taro, hanako = (int(one.addressee_number) for one in family[:2])
        decide_taxes({taro: Wages(6_000_000), hanako: Wages(4_000_000, "北見建設株式会社")})
    catalogues.publish()
    rounds(town)
    return family


def shown(town: Town, record: Record) -> str:
    with town.open():
        row = assessments.newest(2026, int(record.addressee_number))
    assert row is not None
    return f"{row.annual_tax:,}円"


def asked(town: Town, resident: Resident) -> str:
    """The page the core has answered."""
    assert "情報を確認しています" in resident.get("money/"), "asked, not yet told"
    rounds(town)
    return resident.get("money/")


def ask_for(town: Town, account: PortalAccount, /, **more: object) -> None:
    with as_portal(), tenant(town.id), use_context(Context(now(), RESIDENT, town.id)):
        post.write("portal_money_wanted", account, dict(more))
    rounds(town)


@database
def test_the_own_tax_and_why_and_nobody_elses(town: Town, people: list[Record]) -> None:
    taro, hanako = people[:2]
    his, hers = shown(town, taro), shown(town, hanako)
    resident = with_card(town, taro)
    page = asked(town, resident)
    assert his in page and hers not in page and "あなたが受けている児童手当はありません" in page
    page = resident.get("money/tax/2026/")
    assert "第4期" in page and "納期限 2027年2月1日" in page and "この税額になる理由" in page and "根拠：" in page
    assert f"1年分の税額は {his} です" in page and hers not in page
    for code in ("resident_tax_relief", "resident_tax_payment_certificate", "income_tax_certificate"):
        assert f'/procedures/{code}/"' in page, code
    resident.get("money/tax/2025/", 404)
    for language, word in (
        ("en", "Why the tax is this much"),
        ("easy", "この <ruby>税金<rt>ぜいきん</rt></ruby>に なる わけ"),
    ):
        resident.client.cookies[LANGUAGE] = language
        assert word in resident.get("money/tax/2026/") and resident.get("money/allowance/")
    with town.open():
        entries = RegisterEntry.objects.filter(act="view_own")
        assert [one.subjects for one in entries] == [[int(taro.addressee_number)]], "one answer, one reading"
        account = ResidentAccount.objects.get().account
    with as_portal(), tenant(town.id):
        mine = PortalAccount.objects.get(id=account)
    ask_for(town, mine, addressee_number=int(hanako.addressee_number), number=int(hanako.addressee_number))
    assert hers not in resident.get("money/"), "a letter names nobody: the account says who it is"
    wife = with_card(town, hanako, serial="88")
    page = asked(town, wife)
    assert hers in page and his not in page
    assert "北見建設株式会社" in wife.get("money/tax/2026/")


@database
def test_who_is_not_linked_or_of_another_town_is_told_nothing(town: Town, people: list[Record]) -> None:
    other = found_town("122041")
    catalogues.publish()
    rounds(other)
    resident = with_card(town, people[0])
    asked(town, resident)
    with as_portal(), tenant(town.id):
        account = PortalAccount.objects.get()
    stranger = with_card_of(other)
    assert "identify/" in stranger.get("money/") and "年税額" not in stranger.get("money/")
    with as_portal(), tenant(other.id), use_context(Context(now(), RESIDENT, other.id)):
        foreign = PortalAccount.objects.get()
    ask_for(other, foreign, account=str(account.id))
    with as_portal(), tenant(other.id):
        assert not Told.objects.filter(kind="money").exists(), "the account of one town is unknown in another"
    with town.open():
        ResidentAccount.objects.update(state="waiting", addressee_number=None)
        before = RegisterEntry.objects.filter(act="view_own").count()
    with as_portal(), tenant(town.id):
        Told.objects.filter(kind="money").delete()
    ask_for(town, account)
    assert "情報を確認しています" in resident.get("money/"), "an account that is linked no more is not answered"
    with town.open():
        assert RegisterEntry.objects.filter(act="view_own").count() == before


@database
def test_a_protected_persons_workplace_stays_inside_and_what_was_told_is_forgotten(
    town: Town, people: list[Record]
) -> None:
    hanako = int(people[1].addressee_number)
    with town.open():
        assert told_by_core.told_to(hanako)["tax"][0]["employer"] == "北見建設株式会社"
    with town.open("chief"):
        disclosure.set_protection(
            disclosure.NewProtection(
                applicant=hanako,
                measure="violence",
                received_on=date(2026, 11, 1),
                requesting_body="試験の警察署",
                starts_on=date(2026, 11, 2),
            )
        )
    with town.open():
        told = told_by_core.told_to(hanako)
        assert told["tax"][0]["amounts"]["annual_tax"] > 0 and "北見建設" not in str(told)
    resident = with_card(town, people[0])
    asked(town, resident)
    with as_portal(), tenant(town.id), use_context(Context(now() + timedelta(minutes=31), RESIDENT, town.id)):
        assert Told.objects.filter(kind="money").exists()
        sessions.forget_old()
        assert not Told.objects.exists()


def test_words_of_a_payment_a_correction_and_an_exemption() -> None:
    assert doctest.testmod(own_money).failed == 0
    (year,) = own_money.years(TOLD, "en")
    paid, late, _, pension, _ = year.instalments
    assert (paid.state, paid.when, paid.late) == ("Paid", "due 2026-06-30", False)
    assert (late.state, late.late, year.late) == ("Overdue (left: 20,000 yen)", True, True)
    assert (pension.label, pension.state) == ("October 2026", "Taken from your pension")
    assert year.changes[0].lines == (("Tax of the year", "261,900 yen", "261,600 yen"),)
    assert year.changes[0].refund == (
        "Taken off instalments already due: 300 yen (if you paid too much, you will be notified)"
    )
    assert year.reasons[-1].sentence == "The tax of the year is 261,600 yen."
    (exempt,) = own_money.years({"tax": [{**TAX, "income_levy_exempt": True}]}, "ja")
    assert exempt.reasons[3].sentence == "均等割だけがかかります。"
    (relieved,) = own_money.years({"tax": [{**TAX, "relief": 90_000}]}, "en")
    assert relieved.relief == "Relief granted: 90,000 yen (already taken off the instalments below)" and not year.relief
    back = {**TAX, "refund": 300, "amounts": {**TAX["amounts"], "annual_tax": -5_000}}
    assert own_money.years({"tax": [back]}, "en")[0].refund.startswith(
        "To be paid back, or set against tax you owe: 5,"
    )
    (right,) = own_money.allowances(TOLD, "en")
    assert right.payments[1].state == "Paid (after 5,000 yen paid too much before)"
    assert right.payments[1].when == "for December 2026 to January 2027" and right.children[2][0] == "Child not counted"
