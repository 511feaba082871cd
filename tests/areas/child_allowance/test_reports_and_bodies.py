"""現況届 asked, held, filed and paid; a child that comes to a home and leaves it, and who received for it before."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from tests.areas.child_allowance.families import CLAIM, approve, file, settle
from tests.areas.child_allowance.paying import run_jobs
from tests.world import Town, found_town, signed_in
from yakuba.areas.child_allowance import bodies, mailings, queries, rights, runs, yearly_reports
from yakuba.areas.child_allowance.actions import changes, names, placing, yearly
from yakuba.areas.child_allowance.actions.claim import NamedChild, NewClaim, right_of
from yakuba.areas.child_allowance.domain import entitlement
from yakuba.areas.child_allowance.models import AllowanceVersion, Mailing, MailingLetter, PaymentRun
from yakuba.platform.access import middleware
from yakuba.platform.cases import panels
from yakuba.platform.cases import service as cases
from yakuba.platform.cases.models import Case
from yakuba.platform.documents.models import Intent

database = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
FEBRUARY, MARCH, APRIL, JUNE, JULY, OCTOBER = (
    datetime(2027, *day, 1, 0, tzinfo=UTC) for day in ((2, 10), (3, 10), (4, 6), (6, 2), (7, 1), (10, 20))
)
SPRING = ("2027-01", "2027-02", "2027-03", "2027-04")
BASE = "/012084/child-allowance/"


@pytest.fixture
def town() -> Town:
    return found_town("012084")


def current(number: int) -> AllowanceVersion:
    row = rights.open_of(number)
    assert row is not None
    return row


def planned(town: Town, heads: list[int], through: str, day: datetime) -> list[tuple[str, int]]:
    """What a run through a month would do for these rights."""
    with town.open(instant=day):
        run = PaymentRun(
            municipality_id=town.id, id=uuid4(), through=through, regular_from=through, known_at=day, kind="regular"
        )
        made = {one.claimant_number: one for one in runs.work_out(run, [current(head).right_id for head in heads])}
        return [(made[head].state, made[head].amount) for head in heads]


def through_two_people(town: Town, action: str, value: object, day: datetime) -> Case:
    """Entered by the system's hand, decided by the chief."""
    with town.open(instant=day):
        assert [one for one in cases.check(action, value) if one.level == "error"] == []
        case = cases.enter(cases.draft(cases.Draft(action, value, uuid4(), {})).id)
        assert panels.panel_of(case).facts
    with town.open("chief", instant=day):
        return cases.approve(case.id)


def asked_and_reminded(town: Town, head: int, patch: pytest.MonkeyPatch) -> None:
    """One letter in June, no reminder before the last day, one after it; the list says who has not filed."""
    patch.setattr(middleware, "now", lambda: JUNE)
    chief = signed_in(town, "kakaricho")
    at = f"{BASE}reports/2027/"
    page = chief.get(at).content.decode()
    assert "離婚の協議中" in page and "令和9年6月30日" in page and "1人（提出済み 0人）" in page
    assert chief.post(f"{at}remind/").status_code == 409
    assert chief.post(f"{at}ask/").status_code == 302 and chief.post(f"{at}ask/").status_code == 409, "once a year"
    patch.setattr(middleware, "now", lambda: JULY)
    chief = signed_in(town, "kakaricho")
    run_jobs(town, mailings.MAKE)
    assert chief.post(f"{at}remind/").status_code == 302
    run_jobs(town, mailings.MAKE)
    with town.open("chief", instant=JULY):
        letters = MailingLetter.objects.order_by("number")
        assert [(one.claimant_number, one.state) for one in letters] == [(head, "made")] * 2
        header, lines = mailings.table_of(Mailing.objects.get(kind="reminded"))
        assert dict(zip(header, lines[0], strict=True))["提出期限"] == "令和9年6月30日"
    answer = chief.get(f"{at}list.csv").content.decode("utf-8-sig")
    assert "未提出" in answer and answer.count("\r\n") == 2
    assert "現況届の督促" in chief.get(at).content.decode()
    patch.undo()


@database
def test_a_report_that_is_not_filed_holds_from_august_and_is_paid_when_it_comes(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    family = settle(town)
    head = int(family[0].addressee_number)
    with town.open():
        filing = file(family, "child_allowance_claim", CLAIM)
    with town.open("chief"):
        approve(filing)
    why = yearly.GroundChange(claimant=head, grounds=("parting",), since="2027-03", reason="調停の写し")
    through_two_people(town, names.GROUNDS, why, MARCH)
    asked_and_reminded(town, head, monkeypatch)
    assert planned(town, [head], "2027-07", JULY) == [("planned", _worth(town, head, "2027-07"))]
    assert planned(town, [head], "2027-09", OCTOBER) == [("held", _worth(town, head, "2027-09"))]
    answers = {"still": "yes", "spouse": "divorced", "phone": "090-1234-5678"}
    with town.open(instant=OCTOBER):
        assert [one.is_held for one in yearly_reports.listed(2027)] == [True]
        report = file(family, "child_allowance_report", answers, filed_at=OCTOBER)
    with town.open("chief", instant=OCTOBER):
        approve(report)
        row = current(head)
        right = rights.value_of(row)
        assert (row.kind, right.reported, right.grounds) == ("reported", (2027,), ())
        assert Intent.objects.get(id=row.letter or uuid4()).title == "児童手当　支払差止解除通知書"
        again = yearly.Report(claimant=head, year=2027, filed_on=OCTOBER.date())
        assert [one.code for one in changes.check(names.REPORT, again)] == ["K-40"]
    assert planned(town, [head], "2027-11", OCTOBER) == [("planned", _worth(town, head, "2027-11"))]


def test_who_claims_in_a_divorce_is_asked_for_the_report_without_an_entry() -> None:
    claim = NewClaim(
        claimant=1, claimed_on=date(2026, 11, 20), happened_on=None, children=(), has_spouse=True, parting=True
    )
    assert right_of(claim).grounds == (("parting", "2026-12"),)
    assert right_of(replace(claim, parting=False)).grounds == ()


def home_with(town: Town, child: int, patch: pytest.MonkeyPatch) -> int:
    """A home is written down and a child comes to it, both on the screens; the number of the home."""
    patch.setattr(middleware, "now", lambda: FEBRUARY)
    chief = signed_in(town, "kakaricho")
    given = {"kind": "home", "name": "見本学園", "postcode": "0900024", "address": "北海道北見市見本１丁目"}
    answer = chief.post(f"{BASE}bodies/new/", given | {"idempotency_key": str(uuid4())})
    at = answer.headers["Location"].split("?")[0]
    days = {"entered_on": "20270131", "claimed_on": "20270210", "idempotency_key": str(uuid4())}
    assert chief.post(f"{at}place/", days).status_code == 422, "no child told"
    answer = chief.post(f"{at}place/", days | {"number": str(child)})
    assert answer.headers["Location"] == f"{at}?done=place"
    patch.undo()
    with town.open(instant=FEBRUARY):
        cases.approve(Case.objects.get(action=names.PLACE).id)
    return int(at.rstrip("/").rsplit("/", 1)[1])


def older(name: str, born: date) -> NamedChild:
    """A child whose record is in another municipality."""
    return NamedChild(name=name, birth_date=born)


@database
def test_a_child_that_comes_to_a_home_is_paid_there_and_no_longer_at_its_parents(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    family = settle(town)
    head, child = int(family[0].addressee_number), int(family[3].addressee_number)
    with town.open():
        filing = file(family, "child_allowance_claim", CLAIM)
    with town.open("chief"):
        approve(filing)
    home = home_with(town, child, monkeypatch)
    for name in ("見本　一郎", "見本　二郎"):
        day = date(2027, 1, 31)
        given = placing.Placing(claimant=home, child=older(name, date(2012, 5, 5)), entered_on=day, claimed_on=day)
        through_two_people(town, names.PLACE, given, FEBRUARY)
    with town.open(instant=FEBRUARY):
        parents = current(head)
        assert (parents.kind, parents.month, parents.reason) == ("amount", "2027-02", "児童が施設等に入所した")
        titles = Intent.objects.order_by("made_at", "id").values_list("title", flat=True)
        assert list(titles).count("児童手当　額改定通知書") == 3 and list(titles).count("児童手当　認定通知書") == 2
        elsewhere = bodies.add(bodies.Details(kind="foster", name="見本　花子", postcode="0900024", address="北見市"))
        twice = placing.Placing(
            claimant=elsewhere.addressee_number,
            child=NamedChild(name="山田　海", birth_date=date(2025, 3, 10), number=child),
            entered_on=date(2027, 2, 1),
            claimed_on=date(2027, 2, 1),
        )
        assert [one.code for one in placing.check(twice)] == ["K-54"]
    through_two_people(
        town, names.LEAVE, placing.Leaving(claimant=home, key=str(child), left_on=date(2027, 3, 31)), APRIL
    )
    back = changes.AmountChange(
        claimant=head,
        claimed_on=date(2027, 4, 5),
        happened_on=date(2027, 3, 31),
        grace=True,
        more=(NamedChild(name="山田　海", birth_date=date(2025, 3, 10), number=child),),
    )
    through_two_people(town, names.AMOUNT, back, APRIL)
    with town.open(instant=APRIL):
        both = [rights.value_of(current(number)) for number in (head, home)]
        yen = [[entitlement.totals([one], month)[0] for month in SPRING] for one in both]
        assert yen == [[25_000, 10_000, 10_000, 25_000], [0, 35_000, 35_000, 20_000]], "each month once, no addition"
        assert [one.claimant_number for one in queries.without_account()] == [home]
    assert planned(town, [home], "2027-03", APRIL) == [("no_account", 70_000)]
    chief = signed_in(town, "kakaricho")
    right = f"{BASE}rights/{parents.right_id}/"
    assert "退所" not in chief.get(right).content.decode() and "見本学園" not in chief.get(right).content.decode()
    assert "見本学園" in chief.get(f"{BASE}bodies/").content.decode()
    page = chief.get(f"{BASE}bodies/{home}/").content.decode()
    assert "見本　一郎" in page and "施設等（子の数による加算なし）" in page
    report = chief.get(f"{BASE}statistics/2026/yearbook.csv").content.decode("utf-8-sig")
    assert "2026年度,2025年度,増減" in report and "事業年報" in chief.get(f"{BASE}statistics/2026/").content.decode()


def _worth(town: Town, head: int, through: str) -> int:
    with town.open():
        return sum(entitlement.monthly(rights.value_of(current(head)), through).values())
