import pytest
from hypothesis import given
from hypothesis import strategies as st

from yakuba.platform.documents.fitting import POINTS_PER_MM, Box, Fitted, fit

BOX = Box(30, 8, 10, 5, lines=2, padding=0)


def lines_of(fitted: Fitted) -> list[str]:
    return ["".join(unit.text for unit in line) for line in fitted.lines]


def test_text_that_fits_keeps_its_size() -> None:
    assert fit("北見太郎", BOX) == fit("北見太郎", BOX)
    assert fit("北見太郎", BOX).size == 10
    assert fit("", BOX).lines == ((),)


def test_long_text_is_broken_then_made_smaller() -> None:
    assert lines_of(fit("一二三四五六七八九十", BOX)) == ["一二三四五六七八", "九十"]
    smaller = fit("北" * 20, BOX)
    assert 5 < smaller.size < 10
    assert smaller.lost == ""


def test_text_that_does_not_fit_at_the_minimum_is_cut_and_the_rest_is_told() -> None:
    capacity = 2 * int(30 * POINTS_PER_MM / 5)
    fitted = fit("北" * capacity + "見市", BOX)
    assert fitted.size == 5
    assert fitted.lost == "見市"


def test_closing_marks_do_not_open_a_line_and_words_stay_whole() -> None:
    assert lines_of(fit("一二三四五六七八、九", Box(30, 8, 10, 10, lines=2, padding=0))) == ["一二三四五六七", "八、九"]
    assert lines_of(fit("MARIA CONCEPCION SANTOS", Box(30, 12, 10, 10, lines=3, padding=0))) == [
        "MARIA ",
        "CONCEPCION ",
        "SANTOS",
    ]


def test_line_feed_starts_a_new_line() -> None:
    assert lines_of(fit("一\n\n二", Box(30, 20, 10, 5, padding=0))) == ["一", "", "二"]


def test_variation_sequence_is_never_torn_apart() -> None:
    fitted = fit("葛\U000e0102" * 9, Box(30, 8, 10, 10, lines=2, padding=0))
    assert lines_of(fitted) == ["葛\U000e0102" * 8, "葛\U000e0102"]


@given(st.text(alphabet="北見市 ABCabc、。（）1葛", max_size=120), st.floats(8, 60), st.integers(1, 4))
def test_nothing_is_lost_silently_and_no_line_is_too_wide(text: str, width: float, lines: int) -> None:
    box = Box(width, 40, 9, 6, lines=lines, padding=0)
    fitted = fit(text, box)
    assert len(fitted.lines) <= lines
    drawn = "".join(lines_of(fitted))
    assert (drawn + fitted.lost).replace(" ", "") == text.replace(" ", "")
    room = width * POINTS_PER_MM / fitted.size
    assert all(sum(unit.width for unit in line) <= room + 1e-6 or len(line) == 1 for line in fitted.lines)


def test_capacity_is_at_least_one_line() -> None:
    assert Box(10, 1, 20).capacity(20) == 1


@pytest.mark.parametrize("size", [9.0, 5.0])
def test_capacity_follows_the_height(size: float) -> None:
    assert Box(10, 10, 9, lines=99).capacity(size) == int(10 * POINTS_PER_MM / (size * 1.12))
