"""The database's figures are those computed one by one: of a varied set of filings, kept in step by themselves."""

import importlib
import random
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.platform.cases import measures_by_hand as by_hand
from tests.platform.cases.measures_by_hand import Filed, Step
from tests.world import Town, found_town
from yakuba.platform.cases import filing_figures, shelf
from yakuba.platform.cases.filing_measures import Period
from yakuba.platform.cases.models import Filing, FilingFigures, FilingStep
from yakuba.platform.tenancy.scope import current

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
CODES = ("move_out", "resident_copy", "child_medical", "water_start")
SOURCES = ("typed", "typed", "typed", "register", "card", "spoken", "staff", "", "paper")
ACTIVITIES = (
    *("自動確認", "返答依頼", "返答", "来庁待ち", "来庁", "支払い待ち", "確認", "職員による補正", "差戻し") * 3,
    *("決定",) * 4,
    "交付", "引渡し完了", "引渡し先の差戻し", "受け付けない", "取下げ",
)  # fmt: skip
STATES = (*Filing.State.values, *("done",) * 6)
PERIOD = Period(date(2026, 9, 1), date(2026, 12, 1))


def some_filing(dice: random.Random) -> tuple[Filed, dict[str, str]]:
    """Any order of steps, some of them out of time or in the same moment; answers without a source and sources of
    answers that are no longer there."""
    filed_at = datetime(2026, 8, 20, tzinfo=UTC) + timedelta(seconds=dice.randrange(110 * 86_400), microseconds=1)
    given = {f"q{place}": dice.choice(SOURCES) for place in range(dice.randrange(9))}
    at, steps = filed_at, [Step("受付", filed_at, dice.random() < 0.3)]
    for _ in range(dice.randrange(12)):
        at += timedelta(microseconds=dice.choice((0, 1, 59_999_999, 7_200_000_000, 90_000_000_001, -5_000_000)))
        steps.append(Step(dice.choice(ACTIVITIES), at, dice.random() < 0.5))
    filed = Filed(
        dice.choice(CODES), dice.choice(("portal", "portal", "counter")), filed_at, dice.choice(STATES),
        tuple(given.values()), tuple(steps),
    )  # fmt: skip
    return filed, given | {"gone": "staff"}


def keep(some: list[tuple[Filed, dict[str, str]]]) -> list[UUID]:
    """As many rows as the application would have written, one statement a table: triggers go by row."""
    filings: list[Filing] = []
    steps: list[FilingStep] = []
    for place, (filed, given) in enumerate(some):
        row = Filing(
            key=uuid4(), receipt_number=f"F{place}", procedure=filed.procedure, version=1, title="x",
            channel=filed.channel, level="card", answers={name: 1 for name in given if name != "gone"},
            provenance={name: source for name, source in given.items() if source}, state=filed.state,
            municipality_id=current(), filed_at=filed.filed_at, changed_at=filed.filed_at, promised_on=PERIOD.end,
        )  # fmt: skip
        filings.append(row)
        steps += [
            FilingStep(
                municipality_id=current(), id=UUID(int=len(steps) + at), filing_id=row.id, activity=one.activity,
                actor_name="", actor_id=UUID(int=5) if one.staff else None, started_at=one.ended_at,
                ended_at=one.ended_at,
            ) for at, one in enumerate(filed.steps)
        ]  # fmt: skip
    Filing.objects.bulk_create(filings)
    FilingStep.objects.bulk_create(steps)
    return [one.id for one in filings]


def compare(filed: list[Filed]) -> filing_figures.Figures:
    titles = {one.code: one.title.ja for one in shelf.everything()}
    chosen = [one for one in filed if "2026-09" <= one.month <= "2026-11"]
    found = filing_figures.of(PERIOD)
    assert list(found.lines) == by_hand.by_procedure_and_month(chosen, titles)
    assert list(found.months) == by_hand.by_month(chosen)
    assert found.whole == by_hand.measure(chosen)
    return found


def test_the_figures_of_the_database_are_those_computed_one_by_one(
    town: Town, owner_connection: psycopg.Connection
) -> None:
    dice = random.Random(36)
    with town.open():
        assert filing_figures.of(PERIOD).whole == by_hand.measure([])
        some = [some_filing(dice) for _ in range(120)]
        keys = keep(some)
        found = compare([one for one, _ in some])
        whole = found.whole
        spans = (whole.finish, whole.decision, whole.waiting, whole.office)
        assert all(one.count > 5 and one.p90 for one in spans), "a set that says something"
        assert whole.retyped_answers and whole.by_nobody and whole.asked and whole.sent_back and whole.withdrawn
        assert whole.without_handwriting not in (0, whole.filings)
        one = filing_figures.of(PERIOD, "move_out")
        assert one.whole.filings == sum(each.filings for each in found.lines if each.procedure == "move_out")
        assert [each.procedure for each in one.procedures] == ["move_out"]
        kept = list(FilingFigures.objects.order_by("filing_id").values())
    owner_connection.execute("DELETE FROM filing_figures")
    migration = importlib.import_module("yakuba.platform.cases.migrations.0006_filing_figures")
    owner_connection.execute(migration.THOSE_THERE)
    with town.open():
        assert list(FilingFigures.objects.order_by("filing_id").values()) == kept, "the migration fills the same"
        Filing.objects.filter(id=keys[0]).update(provenance=dict.fromkeys(some[0][1], "staff"))
        row = FilingFigures.objects.get(filing_id=keys[0])
        assert row.retyped == row.answers == len(some[0][1]) - 1


@pytest.fixture
def town() -> Town:
    return found_town("012084")
