"""XES: the quick reader takes only what the parser takes, and takes it the same way; what is broken is said."""

from __future__ import annotations

import gzip
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.insight.processes.logs import HEAD, attribute, log_of, steps, xes
from yakuba.insight.processes.event_log import ACTIVITY, CASE_NAME, OFFSET, TIME, Unreadable
from yakuba.insight.processes.reading.files import unpacked
from yakuba.insight.processes.reading.tokens import Tokens
from yakuba.insight.processes.reading.xes import read_xes
from yakuba.insight.processes.reading.xes_lines import tokens_by_lines
from yakuba.insight.processes.reading.xes_parser import tokens_by_parser

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], include_characters="\t\"'<>&"), max_size=8)
EVENTS = st.lists(st.tuples(TEXT, TEXT, st.none() | TEXT), max_size=4)
CASES = st.lists(st.tuples(st.dictionaries(TEXT, TEXT, max_size=3), EVENTS), min_size=1, max_size=4)


def same(one: Tokens, other: Tokens) -> bool:
    return (
        one.traces == other.traces
        and one.of_trace.to_list() == other.of_trace.to_list()
        and one.trace_attributes.equals(other.trace_attributes)
        and one.event_attributes.equals(other.event_attributes)
    )


@given(CASES)
@settings(max_examples=80, deadline=None)
def test_both_readers_take_the_same_from_any_log(
    cases: list[tuple[dict[str, str], list[tuple[str, str, None]]]],
) -> None:
    text = xes(cases).encode()
    quick, thorough = tokens_by_lines(text), tokens_by_parser(text)
    assert thorough.traces == len(cases)
    assert quick is None or same(quick, thorough)


def test_the_usual_form_goes_the_quick_way() -> None:
    text = xes([({"concept:name": "1", "a": 'x & "y" <z>'}, steps("受付", "審査"))]).encode()
    quick = tokens_by_lines(text)
    assert quick is not None and same(quick, tokens_by_parser(text))


@pytest.mark.pure
def test_what_the_parser_refuses_the_quick_reader_never_takes() -> None:
    """Bytes of a good log are changed, dropped and doubled at 2,000 places."""
    good = xes([({"concept:name": "1", "a": "x&amp;y"}, steps("受付", "審査")), ({}, steps("決定"))]).encode()
    random = Random(20261129)
    taken = refused = 0
    for _ in range(2_000):
        place, kind = random.randrange(len(good)), random.randrange(4)
        piece = [
            b"",
            bytes([random.randrange(256)]),
            random.choice([b"<", b">", b"&", b'"', b"'", b"/", b"\n"]),
            good[place : place + 9] * 2,
        ][kind]
        text = good[:place] + piece + good[place + random.randrange(1, 4) :]
        quick = tokens_by_lines(text)
        try:
            thorough = tokens_by_parser(text)
        except Unreadable:
            refused += 1
            assert quick is None, text
            continue
        taken += 1
        assert quick is None or same(quick, thorough), text
    assert taken > 300 and refused > 300


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (HEAD.encode() + b"<trace><event></trace></log>", "行目"),
        (b"<html></html>", "log ではありません"),
        (b'<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><log><trace>&b;</trace></log>', "DOCTYPE"),
        (gzip.compress(xes([({}, steps("受付"))]).encode())[:-30], "途中まで"),
    ],
)
def test_a_broken_file_is_refused_with_the_reason(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "town.xes"
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=said):
        read_xes(path)


def test_a_file_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xes.gz"
    path.write_bytes(gzip.compress(b"<log>" + b" " * 5_000_000))
    with pytest.raises(Unreadable, match="期間で分けて"):
        unpacked(path, largest=1_000_000)


def test_packed_marked_and_nested_logs_are_read(tmp_path: Path) -> None:
    nested = attribute("concept:name", "1").replace("/>", f">{attribute('inner', 'x')}</string>")
    body = (
        f"<trace>{nested}<event>{attribute('concept:name', '受付')}{attribute('time:timestamp', '2025-04-01', 'date')}"
    )
    path = tmp_path / "town.xes.gz"
    path.write_bytes(gzip.compress(b"\xef\xbb\xbf" + (HEAD + body + "</event></trace></log>").encode()))
    log = read_xes(path)
    assert log.cases[CASE_NAME].to_list() == ["1"] and log.events[ACTIVITY].to_list() == ["受付"]
    assert log.body == "town" and any("属性の中の属性" in one for one in log.remarks)


def test_events_without_step_or_time_are_held_and_counted(tmp_path: Path) -> None:
    good = steps("受付", "審査", "決定")
    cases = [({"concept:name": "7"}, [*good[:1], ("", good[1][1], "A"), ("決定", "きのう", "A")])]
    log = log_of(tmp_path, cases)
    assert (log.given, log.events.height) == (3, 1)
    assert [(one.code, one.count) for one in log.held] == [("activity", 1), ("time", 1)]
    assert "案件 7、全体で 3 番目の記録" in log.held[1].message and "きのう" in log.held[1].message


def test_cases_of_one_name_become_one_and_events_stand_in_order_of_time(tmp_path: Path) -> None:
    late, early = steps("決定", day="2025-04-03"), steps("受付", "審査", day="2025-04-01")
    log = log_of(tmp_path, [({"concept:name": "1"}, late), ({"concept:name": "1"}, early), ({}, early)])
    assert log.cases[CASE_NAME].to_list() == ["1", "(名のない案件 3)"]
    assert log.events[ACTIVITY].to_list() == ["受付", "審査", "決定", "受付", "審査"]
    assert len(log.remarks) == 2


def test_times_keep_the_instant_and_the_local_clock(tmp_path: Path) -> None:
    written = [
        ("2025-04-01T00:00:00+09:00", "2025-03-31T15:00:00.000000", 540),
        ("2025-04-01T00:00:00.5Z", "2025-04-01T00:00:00.500000", 0),
        ("2025-04-01 09:30", "2025-04-01T00:30:00.000000", 540),
        ("2025-04-01T00:00:00-0230", "2025-04-01T02:30:00.000000", -150),
        ("2025-04-02 10:00:00.123456789+01", "2025-04-02T09:00:00.123456", 60),
        ("2025-04-03", "2025-04-02T15:00:00.000000", 540),
    ]
    log = log_of(
        tmp_path, [({"concept:name": str(place)}, [("受付", one[0], None)]) for place, one in enumerate(written)]
    )
    found = log.events[TIME].dt.strftime("%Y-%m-%dT%H:%M:%S%.6f").to_list()
    assert found == [one[1] for one in written]
    assert log.events[OFFSET].to_list() == [one[2] for one in written]
    assert any("時差" in one for one in log.remarks)
