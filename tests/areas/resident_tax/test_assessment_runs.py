"""A year is computed, decided by another person, corrected; rows that were decided stay."""

from __future__ import annotations

import doctest
import io
import json
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from tests.areas.resident_tax.reports import file, line
from tests.areas.resident_tax.test_documents import HANAKO, TARO
from tests.residents import ALONE, FAMILY, address, move_in
from tests.world import Town, found_town
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_tax import assessments, claiming, starting
from yakuba.areas.resident_tax.assessments import CannotAssess
from yakuba.areas.resident_tax.domain import changing
from yakuba.areas.resident_tax.models import Assessment, AssessmentRun
from yakuba.law import calculate
from yakuba.platform.access.service import Refused
from yakuba.platform.jobs import service as jobs
from yakuba.platform.jobs.models import Job
from yakuba.platform.ledger import service as ledger
from yakuba.platform.tenancy.context import current_context

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def town() -> Town:
    return found_town("012084")


@pytest.fixture
def people(town: Town) -> list[Record]:
    with town.open():
        return [*move_in(FAMILY, address(lot="５番地")), *move_in(ALONE, address(lot="９番地"))]


def documents(town: Town, *lines: str, name: str = "給報.csv") -> None:
    with town.open("chief"):
        context = current_context()
    starting.take_file(context, name, iter([io.BytesIO(file(*lines)).getvalue()]), 2026)


def computed(town: Town) -> AssessmentRun:
    with town.open("chief"):
        run = assessments.start(2026)
        assert assessments.start(2026).id == run.id, "one at a time"
    assert run.job_id is not None
    assert jobs.run_here(town.id, run.job_id).state == "succeeded"
    with town.open():
        return AssessmentRun.objects.get(id=run.id)


def rows(run: AssessmentRun) -> dict[int, Assessment]:
    return {row.addressee_number: row for row in Assessment.objects.filter(run_id=run.id)}


def test_from_wage_reports_to_a_decided_tax_and_its_correction(town: Town, people: list[Record]) -> None:
    documents(town, line(98, **TARO), line(98, **HANAKO, recipient_number="H1", payment="4000000"))
    run = computed(town)
    assert run.initial and run.state == AssessmentRun.State.COMPUTED and run.totals["people"] == 2
    with town.open("chief"):
        found = rows(run)
        for row in found.values():
            (answer,) = calculate("resident-tax", [json.loads(row.basis)])
            assert row.annual_tax == answer["annual_tax"] > 0
            assert sum(row.special) + sum(row.ordinary) + sum(row.pension) == row.annual_tax
        assert sorted(row.notice_number for row in found.values()) == [2_600_000_001, 2_600_000_002]
        with pytest.raises(CannotAssess, match="計算した人は決裁できない"):
            assessments.approve(run.id)
    with town.open("clerk"), pytest.raises(Refused):
        assessments.approve(run.id)
    with town.open():
        assert assessments.newest(2026, min(found)) is None, "not decided yet"
        for _ in range(2):
            assessments.approve(run.id)
        assert assessments.in_force(2026)["annual_tax"].sum() == run.totals["annual_tax"]
    for statement in ("DELETE FROM tax_assessment", "UPDATE tax_assessment_run SET state = 'computed'"):
        with town.open(), pytest.raises(DatabaseError, match="decided stays"), transaction.atomic():
            connection.cursor().execute(statement)

    claimed(town)
    again = computed(town)
    assert not again.initial and again.totals["people"] == 0, "the same material decides nothing anew"
    with town.open("chief"):
        assessments.discard(again.id)
        assessments.discard(again.id)
    documents(town, line(98, **{**TARO, "payment": "9000000", "correction": "2"}), name="訂正.csv")
    corrected = computed(town)
    with town.open():
        (changed,) = rows(corrected).values()
        before = found[changed.addressee_number]
        assert changed.notice_number == before.notice_number and changed.annual_tax != before.annual_tax
        total = sum(changed.special) + sum(changed.ordinary) + sum(changed.pension)
        assert total == changed.annual_tax
        month = changing.first_open(before.method, 2026, current_context().business_date)
        parts = "special" if before.method == "special" else "ordinary"
        assert getattr(changed, parts)[:month] == getattr(before, parts)[:month], "what was due stays"
        assessments.approve(corrected.id)
        newest = assessments.newest(2026, changed.addressee_number)
        assert newest is not None and newest.annual_tax == changed.annual_tax
        assert len(assessments.history(changed.addressee_number)) == 2


def claimed(town: Town) -> list[tuple[int, int]]:
    """The jobs of claims are run; what each bill comes to, in order."""
    with town.open():
        waiting = list(Job.objects.filter(kind=claiming.CLAIM).exclude(state="succeeded").values_list("id", flat=True))
    for job in waiting:
        assert jobs.run_here(town.id, job).state == "succeeded"
    with town.open():
        claims = list(ledger.Claim.objects.order_by("notice_number", "instalment"))
        standing = ledger.balances([one.id for one in claims])
        return [(one.instalment, standing[one.id].charged) for one in claims]


def test_a_decision_is_claimed_bill_by_bill_and_a_correction_changes_the_claims(
    town: Town, people: list[Record]
) -> None:
    wages = {**TARO, "payment": "6000000", "ordinary": "1"}
    documents(town, line(98, **wages))
    run = computed(town)
    with town.open():
        assessments.approve(run.id)
        (row,) = rows(run).values()
        assert row.method == "ordinary"
    assert claimed(town) == [(place + 1, amount) for place, amount in enumerate(row.ordinary)]
    documents(town, line(98, **{**wages, "payment": "9000000", "correction": "2"}), name="訂正.csv")
    corrected = computed(town)
    with town.open():
        assessments.approve(corrected.id)
        (changed,) = rows(corrected).values()
    assert changed.ordinary != row.ordinary
    assert claimed(town) == [(place + 1, amount) for place, amount in enumerate(changed.ordinary)]
    with town.open():
        assert claiming.claim(corrected, 0) == 1, "again: asked for once more, and nothing is written"
    assert claimed(town) == [(place + 1, amount) for place, amount in enumerate(changed.ordinary)]


def test_a_year_of_unknown_law_is_refused(town: Town) -> None:
    with town.open("chief"), pytest.raises(CannotAssess, match="2024 から 2027"):
        assessments.start(2031)


def test_a_run_killed_at_any_slice_gives_the_same_rows(
    town: Town, people: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    documents(town, line(98, **TARO), line(98, **HANAKO, recipient_number="H1", payment="4000000"))
    monkeypatch.setattr(assessments, "SLICE", 1)
    with town.open("chief"):
        run = assessments.start(2026)
    write, calls = assessments.write, []

    def dying(one: AssessmentRun, position: int) -> int:
        calls.append(position)
        if len(calls) == 2:
            raise KeyboardInterrupt  # the process is gone in the middle of a slice
        return write(one, position)

    monkeypatch.setattr(assessments, "write", dying)
    assert run.job_id is not None
    with pytest.raises(KeyboardInterrupt):
        jobs.run_here(town.id, run.job_id)
    assert jobs.run_here(town.id, run.job_id).state == "succeeded"
    with town.open():
        first = [(row.addressee_number, row.notice_number, row.annual_tax) for row in assessments.rows_of(run.id)]
        assert AssessmentRun.objects.get(id=run.id).totals["people"] == len(first) == 2
        assert [notice for _, notice, _ in first] == [2_600_000_001, 2_600_000_002]


def test_a_run_whose_result_was_lost_can_be_given_up_and_begun_again(
    town: Town, people: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    documents(town, line(98, **TARO))

    def lost(run: AssessmentRun, position: int) -> int:
        raise FileNotFoundError

    with town.open("chief"):
        run = assessments.start(2026)
        with pytest.raises(CannotAssess, match="途中で止まったものだけ"):
            assessments.discard(run.id)
    assert run.job_id is not None
    with monkeypatch.context() as patch:
        patch.setattr(assessments, "write", lost)
        stopped = jobs.run_here(town.id, run.job_id)
    assert stopped.state == "failed" and "もう一度計算する" in stopped.failure
    with town.open("chief"):
        assessments.discard(run.id)
    assert computed(town).totals["people"] == 1


def test_examples_of_changes() -> None:
    assert doctest.testmod(changing).failed == doctest.testmod(claiming).failed == 0
    opens = {way: changing.first_open(way, 2026, date(2026, 11, 29)) for way in ("special", "ordinary", "pension")}
    assert opens == {"special": 6, "ordinary": 3, "pension": 4}
