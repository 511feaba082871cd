"""What each figure of filings means: it moves when what it counts happens, and only then.

Of the way they are computed one by one; test_filing_figures.py holds the database's figures to it.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.platform.cases import measures_by_hand
from tests.platform.cases.measures_by_hand import Filed, Step, measure
from yakuba.platform.cases.filing_measures import Spread

FILED = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def after(minutes: float) -> datetime:
    return FILED + timedelta(minutes=minutes)


ONE = Filed(
    procedure="move_out",
    channel="portal",
    filed_at=FILED,
    state="done",
    sources=("typed", "typed", "register", "card"),
    steps=(
        Step("受付", after(0)),
        Step("自動確認", after(0)),
        Step("決定", after(30), staff=True),
        Step("交付", after(500)),
    ),
)


def test_one_field_retyped_moves_the_shares() -> None:
    before = measure([ONE, ONE])
    assert (before.share_answers_retyped, before.share_filings_retyped) == (0, 0)
    one = measure([ONE, replace(ONE, sources=("typed", "staff", "register", "card"))])
    assert (one.share_answers_retyped, one.share_filings_retyped) == (1 / 8, 1 / 2)
    two = measure([ONE, replace(ONE, sources=("staff", "staff", "register", "card"))])
    assert (two.share_answers_retyped, two.share_filings_retyped) == (2 / 8, 1 / 2)


def test_what_was_spoken_at_the_counter_is_no_retyping() -> None:
    spoken = replace(ONE, channel="counter", sources=("spoken", "register"))
    found = measure([ONE, spoken])
    assert found.retyped_answers == 0 and found.share_without_handwriting == 1
    assert found.by_channel == {"portal": 1, "counter": 1}


@pytest.mark.parametrize("source", ["", "paper", "unknown"])
def test_an_answer_of_unknown_origin_is_not_counted_as_without_handwriting(source: str) -> None:
    assert measure([ONE, replace(ONE, sources=("typed", source))]).share_without_handwriting == 1 / 2


def test_the_time_of_the_resident_is_not_the_time_of_staff() -> None:
    asked = replace(
        ONE,
        steps=(
            Step("受付", after(0)),
            Step("自動確認", after(0)),
            Step("返答依頼", after(20), staff=True),
            Step("返答", after(1000)),
            Step("自動確認", after(1000)),
            Step("来庁待ち", after(1002)),
            Step("来庁", after(1400), staff=True),
            Step("支払い待ち", after(1400), staff=True),
            Step("手数料の収納", after(1500), staff=True),
            Step("自動確認", after(1500), staff=True),
            Step("決定", after(1515), staff=True),
            Step("交付", after(2000)),
        ),
    )
    found = measure([asked])
    assert found.decision == Spread(1, 1515, 1515)
    assert found.waiting == Spread(1, 20 + 2 + 15, 20 + 2 + 15)
    assert found.office == Spread(1, 2 + 15, 2 + 15), "from the first step of staff on"
    assert found.finish == Spread(1, 2000, 2000)
    assert found.asked == 1 and measure([ONE]).asked == 0


def test_what_nobody_touched_is_told_apart_from_what_took_no_time() -> None:
    alone = replace(ONE, steps=(*ONE.steps[:2], Step("決定", after(0)), Step("交付", after(1))))
    found = measure([ONE, alone])
    assert (found.by_nobody, found.office.count, found.office.p90) == (1, 2, 0)
    typed = replace(alone, steps=(Step("受付", after(0), staff=True), *alone.steps[1:]))
    assert measure([typed]).by_nobody == 1, "receiving at the counter is the visit's time, not the office's"


def test_sent_back_and_taken_back_are_counted() -> None:
    back = replace(ONE, steps=(*ONE.steps[:2], Step("差戻し", after(5), staff=True), *ONE.steps[2:]))
    found = measure([back, replace(ONE, state="withdrawn", steps=(*ONE.steps[:2], Step("取下げ", after(9))))])
    assert (found.sent_back, found.withdrawn, found.declined) == (1, 1, 0)
    assert found.office == Spread(1, 25, 25)


def test_what_is_not_decided_has_no_time_and_is_counted_all_the_same() -> None:
    waits = replace(ONE, state="received", steps=ONE.steps[:2])
    found = measure([waits, replace(waits, state="declined")])
    assert (found.filings, found.decision, found.waiting) == (2, Spread(0, None, None), Spread(0, None, None))
    assert found.declined == 1


def test_median_and_the_ninetieth_percentile() -> None:
    filed = [replace(ONE, steps=(Step("受付", after(0)), Step("決定", after(m)))) for m in range(1, 11)]
    assert measure(filed).decision == Spread(10, 5.5, 9)


def test_a_month_is_the_month_in_japan_and_lines_are_sorted() -> None:
    late = replace(ONE, filed_at=datetime(2026, 10, 31, 16, 0, tzinfo=UTC))  # 1 November, 01:00 in Japan
    october = replace(ONE, filed_at=datetime(2026, 10, 31, 14, 0, tzinfo=UTC), procedure="copy")
    lines = measures_by_hand.by_procedure_and_month([october, late, ONE], {"move_out": "転出届", "copy": "写し"})
    assert [(one.month, one.procedure, one.filings) for one in lines] == [
        ("2026-11", "move_out", 2),
        ("2026-10", "copy", 1),
    ]
    assert [one.month for one in measures_by_hand.by_month([ONE, october])] == ["2026-10", "2026-11"]


def test_of_nothing_there_are_no_shares() -> None:
    found = measure([])
    assert (found.share_without_handwriting, found.share_answers_retyped, found.share_filings_retyped) == (None,) * 3
