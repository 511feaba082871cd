"""転出 filed online: built from the answers, approved by somebody who typed nothing, the data sent on by message."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.filings import FUNABASHI, clerk, move_out_of
from tests.residents import FAMILY, move_in
from tests.world import Town, found_town
from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.platform.cases import filings
from yakuba.platform.cases import service as cases
from yakuba.platform.cases.models import Case, Filing
from yakuba.platform.cases.procedures import catalogue
from yakuba.platform.exchange.models import OutboxMessage

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def town() -> Town:
    return found_town("012084")


@pytest.fixture
def family(town: Town) -> list[Record]:
    with town.open():
        return move_in(FAMILY)


def codes(filing: Filing) -> list[str]:
    return [one["code"] for one in filing.findings if one["level"] != "notice"]


def case_of(filing: Filing) -> Case:
    assert filing.case_id is not None
    return Case.objects.get(id=filing.case_id)


def file(town: Town, family: list[Record], movers: list[str], **changes: Any) -> Filing:
    with town.open():
        return filings.receive(move_out_of(family, movers, **changes))


def test_one_confirmation_and_it_is_on_the_record(town: Town, family: list[Record]) -> None:
    filing = file(town, family, ["t0", "t1", "t2", "t3"])
    assert (filing.state, codes(filing)) == (Filing.State.ENTERED, [])
    with town.open("clerk"):
        case = case_of(filing)
        assert (case.state, case.drafted_by, case.drafted_by_name) == (
            Case.State.PROVISIONAL,
            None,
            "本人（オンライン）",
        )
    with town.open("chief"):
        cases.approve(case.id)
        filing.refresh_from_db()
        assert filing.state == Filing.State.DONE
        rows = storage.latest(int(one.addressee_number) for one in family)
        assert {row.move_out_planned_on for row in rows} == {date(2026, 12, 1)}
        assert {row.move_out_planned_municipality for row in rows} == {"船橋市"}
        assert {row.move_out_planned_lot for row in rows} == {FUNABASHI["lot"]}
        message = OutboxMessage.objects.get(kind="move_out_information")
        assert len(message.payload["records"]) == 4


def test_what_the_resident_typed_nobody_typed_again(town: Town, family: list[Record]) -> None:
    filing = file(town, family, ["t0", "t1", "t2", "t3"])
    assert set(filing.provenance.values()) == {"typed"}


def test_the_clerk_who_mended_it_cannot_approve_it(town: Town, family: list[Record]) -> None:
    filing = file(town, family, ["t0", "t1", "t2", "t3"], answers={"phone": "12"})
    assert codes(filing) == ["F-01"]
    with town.open("chief"):
        mended = filings.correct(filing.id, "phone", "0157-11-2222")
        assert mended.state == Filing.State.ENTERED and mended.provenance["phone"] == "staff"
        assert mended.case_id is not None
        with pytest.raises(cases.CaseError, match="自分が入力"):
            cases.approve(mended.case_id)


def test_a_move_inside_the_city_is_no_move_out(town: Town, family: list[Record]) -> None:
    there = {"prefecture": "北海道", "municipality": "北見市"}
    filing = file(town, family, ["t0"], answers={"new_address": there})
    assert (filing.state, codes(filing)) == (Filing.State.RECEIVED, ["P-07"])


def test_going_abroad_needs_a_word_with_a_clerk(town: Town, family: list[Record]) -> None:
    filing = file(town, family, ["t0", "t1", "t2", "t3"], answers={"where": "abroad", "country": "大韓民国"})
    assert codes(filing) == ["P-09"]
    with town.open("clerk"):
        with pytest.raises(filings.FilingError, match="理由"):
            filings.proceed(filing.id, {})
        going = filings.proceed(filing.id, {"P-09": "電話で案内した"})
        assert going.state == Filing.State.ENTERED
        case = case_of(going)
        assert case.accepted_alerts["P-09"] == "電話で案内した"
    with town.open("chief"):
        cases.approve(case.id)
        assert storage.latest([int(family[0].addressee_number)])[0].move_out_planned_country == "大韓民国"


def test_asked_and_answered(town: Town, family: list[Record]) -> None:
    filing = file(town, family, ["t0", "t1", "t2", "t3"], answers={"where": "abroad", "country": "外国"})
    with town.open("clerk"):
        filings.ask(filing.id, {"where": "国の名前がわかりません", "country": "国の名前を書いてください"})
    with town.open():
        new = filings.Mended({"where": "japan", "country": "", "movers": ["t0"]}, {"where": "typed"}, {})
        answered = filings.answer(filing.key, new)
        assert answered.answers["movers"] == ["t0", "t1", "t2", "t3"], "only what was asked for is taken"
        assert codes(answered) == ["F-01"], "the new branch asks for an address"
        with pytest.raises(filings.FilingError):
            filings.answer(filing.key, new)


def test_sent_back_it_waits_again_and_goes_on_in_the_same_case(town: Town, family: list[Record]) -> None:
    filing = file(town, family, ["t0", "t1", "t2", "t3"])
    case_id = filing.case_id
    assert case_id is not None
    with town.open("chief"):
        cases.send_back(case_id, "日付を確かめる")
        filing.refresh_from_db()
        assert (filing.state, filing.reason) == (Filing.State.RECEIVED, "日付を確かめる")
    with town.open("clerk"):
        again = filings.recheck(filing.id)
        assert (again.state, again.case_id) == (Filing.State.ENTERED, case_id)


def test_withdrawn_until_it_is_decided(town: Town, family: list[Record]) -> None:
    filing = file(town, family, ["t1"])
    assert filing.case_id is not None
    with town.open():
        assert filings.withdraw(filing.key).state == Filing.State.WITHDRAWN
        assert filings.withdraw(filing.key).state == Filing.State.WITHDRAWN, "pressed twice"
        assert Case.objects.get(id=filing.case_id).state == Case.State.WITHDRAWN
    second = file(town, family, ["t0", "t1", "t2", "t3"])
    assert second.case_id is not None
    with town.open("chief"):
        cases.approve(second.case_id)
    with town.open(), pytest.raises(filings.FilingError, match="決定のあと"):
        filings.withdraw(second.key)


def test_declined_with_a_reason_the_resident_reads(town: Town, family: list[Record]) -> None:
    filing = file(town, family, ["t0"], answers={"new_address": {"prefecture": "北海道", "municipality": "北見市"}})
    with town.open("clerk"):
        with pytest.raises(filings.FilingError, match="理由"):
            filings.decline(filing.id, " ")
        assert filings.decline(filing.id, "市内の引っ越しは転居届になります").state == Filing.State.DECLINED


def test_at_the_counter_the_clerk_who_entered_it_does_not_approve(town: Town, family: list[Record]) -> None:
    new = move_out_of(family, ["t0", "t1", "t2", "t3"], channel="counter", level="counter", typed_by=clerk(town))
    with town.open("clerk"):
        filing = filings.receive(new)
        assert filing.state == Filing.State.ENTERED and filing.case_id is not None
        assert Case.objects.get(id=filing.case_id).drafted_by == town.clerk.id
        assert filings.facts_of(filing, catalogue.load().get("move_out", 1)).level != "card"


def test_without_the_duty_nobody_touches_it(town: Town, family: list[Record]) -> None:
    from dataclasses import replace

    from yakuba.platform.access.service import Refused
    from yakuba.platform.tenancy.context import Actor, current_context, use_context

    filing = file(town, family, ["t0"], answers={"phone": "12"})
    with town.open("clerk"), use_context(replace(current_context(), actor=Actor(town.clerk.id, "他課", frozenset()))):
        acts: tuple[Callable[[], Filing], ...] = (
            lambda: filings.recheck(filing.id),
            lambda: filings.decline(filing.id, "x"),
            lambda: filings.correct(filing.id, "phone", "0157112222"),
            lambda: filings.ask(filing.id, {"phone": "x"}),
            lambda: filings.proceed(filing.id, {}),
            lambda: filings.assign(filing.id, None, ""),
        )
        for act in acts:
            with pytest.raises(Refused):
                act()
