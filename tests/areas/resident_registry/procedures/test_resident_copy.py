"""住民票の写し filed online: from the resident's answers to the paper, with nobody typing, and what stops it."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from tests.filings import arrival, clerk, copy_of, move_out_of
from tests.residents import ALONE, FAMILY, move_in
from tests.world import Town, found_town
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.platform.cases import filings
from yakuba.platform.cases.models import Case, Filing, FilingStep
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.documents import service as documents
from yakuba.platform.documents.models import Intent
from yakuba.platform.jobs import service as jobs
from yakuba.platform.jobs.models import Job
from yakuba.platform.parameters import service as parameters
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.tenancy.context import current_context, use_context

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def town() -> Town:
    return found_town("012084")


@pytest.fixture
def family(town: Town) -> list[Record]:
    with town.open():
        rows = move_in(FAMILY)
    with town.open("chief"):
        parameters.set("certifier.mayor.title", date(2026, 4, 1), "北見市長", "試験")
        parameters.set("certifier.mayor.name", date(2026, 4, 1), "北見　太郎", "試験")
    return rows


def draw(town: Town) -> None:
    """What the worker does."""
    with town.open():
        waiting = list(Job.objects.filter(kind="resident_registry.draw_copy").values_list("id", flat=True))
    for job in waiting:
        assert jobs.run_here(town.id, job).state == "succeeded"


def codes(filing: Filing) -> list[str]:
    return [one["code"] for one in filing.findings]


def test_whose_checks_all_pass_gets_the_paper_without_anybody(town: Town, family: list[Record]) -> None:
    with town.open(), use_context(replace(current_context(), place="", terminal="")):
        filing = filings.receive(copy_of(family, ["t0", "t1"]))
        assert (filing.state, codes(filing)) == (Filing.State.DECIDED, [])
    draw(town)
    with town.open():
        filing.refresh_from_db()
        assert filing.state == Filing.State.DONE
        assert filing.case_id is not None
        case = Case.objects.get(id=filing.case_id)
        assert (case.state, case.channel, case.drafted_by) == (Case.State.REGISTERED, "portal", None)
        intent, content = documents.content(UUID(filing.outcome["paper"]))
        assert content.startswith(b"%PDF") and intent.request["case"] == case.receipt_number
        assert "オンライン" in intent.number and intent.terminal == "オンライン"
        assert intent.request["purpose"] == "学校へ出す" and intent.title == "住民票の写し（世帯連記式）"
        steps = list(FilingStep.objects.filter(filing_id=filing.id).order_by("id").values_list("activity", flat=True))
        assert steps == ["受付", "自動確認", "決定", "交付"]
        assert RegisterEntry.objects.filter(act="issue").count() == 1


def test_sent_twice_it_is_one(town: Town, family: list[Record]) -> None:
    new = copy_of(family, ["t0"])
    with town.open():
        first, second = filings.receive(new), filings.receive(new)
        assert first.id == second.id and Intent.objects.count() == 1
    draw(town)
    draw(town)
    with town.open():
        assert Intent.objects.filter(state=Intent.State.ISSUED).count() == 1


def test_a_paper_is_drawn_again_after_a_crash_and_only_once(
    town: Town, family: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    with town.open():
        filing = filings.receive(copy_of(family, ["t0"]))

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(filings, "paper_ready", crash)
        with pytest.raises(KeyboardInterrupt):
            draw(town)
    with town.open():
        filing.refresh_from_db()
        assert filing.state == Filing.State.DECIDED
        assert Intent.objects.get().state == Intent.State.PREPARED
        waiting = Job.objects.get(kind="resident_registry.draw_copy")
        if waiting.state == "failed":
            jobs.retry(waiting.id)
    draw(town)
    with town.open():
        filing.refresh_from_db()
        assert filing.state == Filing.State.DONE and Intent.objects.get().state == Intent.State.ISSUED


def test_somebody_of_another_household_is_held_for_a_person(town: Town, family: list[Record]) -> None:
    with town.open():
        (stranger,) = move_in(ALONE)
        new = copy_of([*family, stranger], ["t0", "t4"])
        filing = filings.receive(new)
        assert (filing.state, codes(filing)) == (Filing.State.RECEIVED, ["P-02"])
        assert not Intent.objects.exists()


def test_a_token_nobody_gave_out_finds_nobody(town: Town, family: list[Record]) -> None:
    with town.open():
        filing = filings.receive(copy_of(family, ["t0", "invented"]))
        assert codes(filing) == ["F-04"]


@pytest.mark.parametrize(("changes", "code"), [({"applicant": None}, "F-02"), ({"level": "email"}, "F-03")])
def test_who_is_not_known_well_enough_waits(
    town: Town, family: list[Record], changes: dict[str, object], code: str
) -> None:
    with town.open():
        filing = filings.receive(copy_of(family, ["t0"], **changes))
        assert (filing.state, codes(filing)) == (Filing.State.RECEIVED, [code])


def test_a_protected_person_waits_for_the_officer_and_the_words_say_nothing(town: Town, family: list[Record]) -> None:
    she = int(family[1].addressee_number)
    with town.open("chief"):
        disclosure.set_protection(
            disclosure.NewProtection(
                applicant=she,
                measure="violence",
                received_on=date(2026, 11, 1),
                requesting_body="試験の警察署",
                starts_on=date(2026, 11, 2),
            )
        )
        filing = filings.receive(copy_of(family, ["t1"]))
        assert codes(filing) == ["P-05"]
        assert "支援" not in filing.findings[0]["message"] and not Intent.objects.exists()


def test_an_open_change_waits_and_a_second_look_lets_it_through(town: Town, family: list[Record]) -> None:
    with town.open():
        leaving = filings.receive(move_out_of(family, ["t1"]))
        assert leaving.state == Filing.State.ENTERED
        filing = filings.receive(copy_of(family, ["t1"]))
        assert codes(filing) == ["P-04"]
        filings.withdraw(leaving.key)
    with town.open("clerk"):
        assert filings.recheck(filing.id).state == Filing.State.DECIDED


def test_the_counter_brings_the_same_to_the_same_end(town: Town, family: list[Record]) -> None:
    with town.open("clerk"):
        new = copy_of(family, ["t0"], channel="counter", level="counter", typed_by=clerk(town), account=None)
        filing = filings.receive(new)
        assert filing.state == Filing.State.DECIDED
        assert Intent.objects.get().actor_name == town.clerk.display_name


def test_broken_answers_wait_with_the_field_named(town: Town, family: list[Record]) -> None:
    with town.open():
        filing = filings.receive(arrival("resident_copy", family, {"whose": [], "shown": ["個人番号"]}))
        assert codes(filing) == ["F-01", "F-01"]
        assert {one["item"] for one in filing.findings} == {"whose", "shown"}
