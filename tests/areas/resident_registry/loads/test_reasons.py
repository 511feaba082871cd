"""Why lines were held: in one order, whatever came first."""

from itertools import permutations

import polars as pl
import pytest

from yakuba.areas.resident_registry.loads.reading import Unread
from yakuba.areas.resident_registry.loads.settling import _reasons

pytestmark = pytest.mark.pure


def test_the_commonest_reason_comes_first_and_equals_by_their_code() -> None:
    for codes in permutations(["B-02", "A-01", "C-03", "C-03"]):
        assert list(_reasons(pl.DataFrame({"code": codes}), []).items()) == [("C-03", 2), ("A-01", 1), ("B-02", 1)]


def test_unread_lines_count_too() -> None:
    unread = [Unread(line=3, code="A-01", raw="")]
    assert _reasons(pl.DataFrame({"code": ["B-02"]}), unread) == {"A-01": 1, "B-02": 1}
