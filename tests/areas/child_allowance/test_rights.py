"""A claim is granted or refused, changes, ends by itself when the family leaves; every step a version and a letter."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from tests.areas.child_allowance.families import ACCOUNT, CLAIM, approve, file, settle
from tests.filings import move_out_of
from tests.world import MORNING, Town, found_town, signed_in
from yakuba.areas.child_allowance import mailings, queries, rights
from yakuba.areas.child_allowance.actions import changes, names
from yakuba.areas.child_allowance.actions.claim import NamedChild
from yakuba.areas.child_allowance.domain import entitlement
from yakuba.areas.child_allowance.models import AllowanceVersion, Mailing, MailingLetter
from yakuba.areas.child_allowance.service import offers_for
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.frontyard.reception import letters, offering
from yakuba.frontyard.reception.models import ResidentAccount
from yakuba.platform.cases import filings, panels
from yakuba.platform.cases.models import Case, Filing
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.documents.models import Intent

database = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def town() -> Town:
    return found_town("012084")


@database
def test_a_claim_by_portal_is_granted_by_one_approval_and_ends_with_the_move_out(town: Town) -> None:
    family = settle(town)
    numbers = [int(one.addressee_number) for one in family]
    with town.open():
        filing = file(family, "child_allowance_claim", CLAIM)
        assert (filing.state, filing.findings) == (Filing.State.ENTERED, [])
        assert filing.case_id is not None
        told = dict(panels.panel_of(Case.objects.get(id=filing.case_id)).facts)
        assert told["決定"] == "認定" and told["支給開始"] == "令和8年12月分"
        assert told["令和8年12月分の月額"] == "30,000円", "two below three; the first is three in December"
    with town.open("chief"):
        approve(filing)
        row = rights.open_of(numbers[0])
        assert row is not None and row.number == "児2026-00001" and row.state == "open"
        assert filing.state == Filing.State.DECIDED and filing.outcome["verdict"] == "認定"
        right = rights.value_of(row)
        assert (right.first, [one.name for one in right.children]) == ("2026-12", ["山田　空", "山田　海"])
        # The birthday changes the amount by itself, in the month after it.
        assert entitlement.monthly(right, "2027-02") == {"2026-12": 30_000, "2027-01": 25_000, "2027-02": 25_000}
        assert Intent.objects.get(id=row.letter or row.id).title == "児童手当　認定通知書"
        # A second claim is stopped, so is one of the other parent for the same children.
        twice = file(family, "child_allowance_claim", CLAIM)
        assert "K-02" in [one["code"] for one in twice.findings]
    clerk = signed_in(town, "kakaricho")
    page = clerk.get("/012084/child-allowance/").content.decode()
    assert row.number in page and "30,000円" not in page and "受給中" in page
    page = clerk.get(f"/012084/child-allowance/rights/{row.right_id}/").content.decode()
    assert "3歳未満・第1子" in page and "令和9年1月分から　25,000円" in page and "認定" in page
    assert "令和8年12月分から　30,000円" in page and "2026-12" not in page
    assert row.number in clerk.post("/012084/child-allowance/", {"text": "海"}).content.decode()
    assert "条件に合う受給者はいません" in clerk.post("/012084/child-allowance/", {"text": "無"}).content.decode()
    assert "児2026-00001,山田　健" in clerk.post("/012084/child-allowance/list.csv", {}).content.decode("utf-8-sig")
    with town.open():
        leaving = filings.receive(move_out_of(family, ["t0", "t1", "t2", "t3"], answers={"moved_on": "2026-11-24"}))
    with town.open("chief"):
        approve(leaving)
        ended = rights.latest(row.right_id)
        assert ended is not None and (ended.state, ended.kind, ended.reason) == ("ended", "ended", "転出")
        assert rights.value_of(ended).last == "2026-11" and rights.open_of(numbers[0]) is None
        assert Intent.objects.get(id=ended.letter or row.id).title == "児童手当　支給事由消滅通知書"
        assert AllowanceVersion.objects.filter(right_id=row.right_id).count() == 2


def offered_after_the_move_in(town: Town, family: list[Record], patch: pytest.MonkeyPatch) -> None:
    """Both parents may claim, and are told in their accounts; who is under a support measure is not."""
    sent: list[tuple[str, str]] = []
    patch.setattr(letters, "send", lambda kind, account, body, key=None: sent.append((kind, str(body["kind"]))))
    with town.open():
        for one in family[:2]:
            number = int(one.addressee_number)
            assert [offer.procedure for offer in offers_for(number)] == ["child_allowance_claim"]
            ResidentAccount.objects.create(
                account=uuid4(), addressee_number=number, level="card", state="linked", changed_at=MORNING
            )
        case = Case.objects.get(action="resident_registry.move_in")
        offering.follow(case)
        assert sent == [("notice", "allowance_claim")] * 2
        sent.clear()
        wife = int(family[1].addressee_number)
        measure = disclosure.NewProtection(wife, "violence", date(2026, 11, 1), "試験の警察署")
        held = disclosure.set_protection(measure)
        offering.follow(case)
        assert sent == [("notice", "allowance_claim")]
    with town.open("chief"):
        disclosure.end_protection(held.id, "本人の申出")


def older_child_counts_as_long_as_confirmed(head: int, row: AllowanceVersion) -> None:
    """A working child of 20 makes the youngest the third, for a year; then it is asked again."""
    child = NamedChild(name="山田　陸", birth_date=date(2006, 5, 5), together=False)
    given = changes.Confirmation(
        claimant=head, claimed_on=date(2026, 12, 3), child=child, until="2027-12", student=False
    )
    assert changes.check(names.CONFIRM, given) == []
    changes.carry_out(changes.STEPS[names.CONFIRM], given, row, None)
    latest = rights.latest(row.right_id)
    assert latest is not None
    yen = entitlement.monthly(rights.value_of(latest), "2028-01")
    assert (yen["2026-12"], yen["2027-01"], yen["2027-12"], yen["2028-01"]) == (30_000, 40_000, 40_000, 25_000)
    assert queries.expiring("2027-09") == []
    assert [one.name for _, one in queries.expiring("2027-10")] == ["山田　陸"]
    asks = Mailing(kind=Mailing.Kind.OLDER, key="2027-10")
    rows = [MailingLetter(place=1, right_id=row.right_id, right_number=row.number)]
    told = mailings.sort_of(asks).compose(asks, rows)[1]
    assert ("確認の期限が来る子", "山田　陸（令和9年12月分まで）") in told.text.rows and told.telling.holder == head


@database
def test_a_public_servant_is_refused_with_the_reason_and_changes_follow_the_law(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    family = settle(town)
    head = int(family[0].addressee_number)
    with monkeypatch.context() as patch:
        offered_after_the_move_in(town, family, patch)
    with town.open():
        filing = file(family, "child_allowance_claim", CLAIM | {"public_servant": "yes"})
        assert [one["code"] for one in filing.findings] == ["K-05"]
    with town.open("chief"):
        filing = filings.proceed(filing.id, {"K-05": "勤務先に請求"})
        approve(filing)
        assert rights.open_of(head) is None and filing.outcome["verdict"] == "却下"
        assert Intent.objects.get(id=filing.outcome["paper"]).title == "児童手当　認定請求却下通知書"
        # The claim for one child; the second later as 額改定; the account; the end.
        first = file(family, "child_allowance_claim", CLAIM | {"children": ["t2"], "why": "raising"})
        approve(filings.proceed(first.id, {"S-06": "前の請求は却下"}))
        (more_to_claim,) = offers_for(head)
        assert (more_to_claim.procedure, len(more_to_claim.children)) == ("child_allowance_amount", 1)
    later = datetime(2026, 12, 3, 1, 0, tzinfo=UTC)
    with town.open(instant=later):
        more = {"change": "more", "more_why": "birth", "since": "2026-11-20", "children": ["t3"], "care": "parent"}
        change = file(
            family, "child_allowance_amount", {**more, "raising_number": 2, "phone": "090-1234-5678"}, filed_at=later
        )
        other = ACCOUNT | {"number": "7654321"}
        account = {"why": "closed", "pay_to": "other", "account": other, "old_account": "見本銀行"}
        moved = file(family, "child_allowance_account", {**account, "phone": "090-1234-5678"}, filed_at=later)
    with town.open("chief", instant=later):
        approve(change)
        approve(moved)
        row = rights.open_of(head)
        assert row is not None and row.version == 3
        assert offers_for(head) == [], "nobody is left to claim for"
        right = rights.value_of(row)
        assert [one.first for one in right.children] == ["2026-12", "2026-12"], (
            "within 15 days the month of birth counts"
        )
        assert right.account is not None and right.account.number == "7654321"
        older_child_counts_as_long_as_confirmed(head, row)
        late = replace(right.children[1], birth_date=date(2026, 11, 2))
        assert late.supported("2026-12") and not late.supported("2026-11")
