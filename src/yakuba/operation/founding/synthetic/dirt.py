"""Putting stated faults into a clean population, so that a load can be tried: what is put in is listed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass
from random import Random
from typing import Final

from yakuba.areas.resident_registry.domain import relationships
from yakuba.standards.digits import narrow, wide

from .columns import COLUMNS

ACCEPTED: Final = "accepted"
HELD: Final = "held"
REJECTED: Final = "rejected"

LEFT_OUT: Final = ("地区管理コード1", "操作時刻", "改製記載年月日_不詳フラグ")
"""Optional columns that a dirty file does not have."""

_AT: Final = {name: place for place, name in enumerate(COLUMNS)}
_KANA: Final = ("氏名_フリガナ", "氏_日本人_フリガナ", "名_日本人_フリガナ")

Row = list[str]
Group = list[Row]


@dataclass(frozen=True, slots=True)
class Fault:
    """One cell (or line) that is not as it should be. `line` counts from 1 with the heading; 0 means the whole file.

    `expected` is what a load should do with the line: accept (after conversion), hold with its household, or reject.
    """

    line: int
    addressee: str
    household: str
    kind: str
    column: str
    before: str
    after: str
    expected: str

    def __iter__(self) -> Iterator[str | int]:
        return iter(astuple(self))


@dataclass(frozen=True, slots=True)
class _Kind:
    """`change` alters one line of the group in place and names the column, or gives None when it cannot."""

    name: str
    expected: str
    change: Callable[[Group, Row, Random], str | None]


class Dirt:
    """Soils households: about `share` of them (0..1) get one fault each, all kinds in turn."""

    def __init__(self, seed: int, share: float) -> None:
        if not 0 < share <= 1:
            raise ValueError("誤りを入れる世帯の割合は 0 より大きく 1 以下で指定してください。")
        self._share = share
        self._rng = Random(f"{seed}:dirt")  # noqa: S311 - reproducible choice, no secret
        kept = [place for place, name in enumerate(COLUMNS) if name not in LEFT_OUT]
        self._rng.shuffle(kept)
        self._order = kept
        self._turn = 0

    def header(self) -> list[str]:
        """The columns in the order of the soiled file, some left out."""
        return [COLUMNS[place] for place in self._order]

    def of_the_file(self) -> list[Fault]:
        """What is odd about the file as a whole."""
        missing = [Fault(0, "", "", "missing_column", name, "", "", ACCEPTED) for name in LEFT_OUT]
        return [Fault(0, "", "", "reordered_columns", "", "", "", ACCEPTED), *missing]

    def soil(self, group: Group, first_line: int) -> tuple[Group, list[Fault]]:
        """Lines of one household in the file's column order, and the faults put into them.

        `first_line` is the number of the group's first line in the file.
        """
        faults: list[Fault] = []
        short = -1
        if self._rng.random() < self._share:
            for _ in KINDS:
                kind = KINDS[self._turn % len(KINDS)]
                self._turn += 1
                place = self._apply(kind, group, first_line, faults)
                if place is not None:
                    short = place if kind.name == "short_line" else -1
                    break
        lines = [[row[place] for place in self._order] for row in group]
        if short >= 0:
            lines[short] = lines[short][: len(lines[short]) // 2]
        return lines, faults

    def _apply(self, kind: _Kind, group: Group, first_line: int, faults: list[Fault]) -> int | None:
        """Try to put one fault into the group; the place of the line that got it."""
        latest = [place for place, row in enumerate(group) if row[_AT["最新フラグ"]] == "1"]
        place = latest[int(self._rng.random() * len(latest))]
        row = group[place]
        before = list(row)
        column = kind.change(group, row, self._rng)
        if column is None:
            return None
        addressee, household = narrow(before[_AT["宛名番号"]]), before[_AT["世帯番号"]]
        old, new = (before[_AT[column]], row[_AT[column]]) if column else ("", "")
        faults.append(Fault(first_line + place, addressee, household, kind.name, column, old, new, kind.expected))
        return place


def _put(column: str, value: str) -> Callable[[Group, Row, Random], str]:
    def change(group: Group, row: Row, rng: Random) -> str:
        row[_AT[column]] = value
        return column

    return change


def _missing_kana(group: Group, row: Row, rng: Random) -> str | None:
    if not row[_AT["氏_日本人"]]:
        return None
    for column in _KANA:
        row[_AT[column]] = ""
    return _KANA[0]


def _wrong_date(group: Group, row: Row, rng: Random) -> str:
    row[_AT["生年月日"]] = row[_AT["生年月日"]][:4] + "-02-30"
    return "生年月日"


def _born_after_entry(group: Group, row: Row, rng: Random) -> str | None:
    year, rest = row[_AT["記載の異動年月日"]].split("-", 1)
    if int(year) > 2024 or rest == "02-29":
        return None
    row[_AT["生年月日"]] = f"{int(year) + 1}-{rest}"
    return "生年月日"


def _unknown_town(group: Group, row: Row, rng: Random) -> str:
    row[_AT["住所_町字コード"]] = "9999999"
    row[_AT["住所_町字"]] = "架空ヶ原九丁目"
    return "住所_町字コード"


def _two_heads(group: Group, row: Row, rng: Random) -> str | None:
    if row[_AT["続柄コード1"]] == relationships.HEAD or row[_AT["住民状態"]] != "1" or not _head_stays(group, row):
        return None
    row[_AT["続柄コード1"]], row[_AT["続柄表記"]] = relationships.HEAD, relationships.RELATIONSHIPS[relationships.HEAD]
    return "続柄コード1"


def _head_stays(group: Group, row: Row) -> bool:
    return any(
        one[_AT["最新フラグ"]] == "1"
        and one[_AT["住民状態"]] == "1"
        and one[_AT["続柄コード1"]] == relationships.HEAD
        and one[_AT["世帯番号"]] == row[_AT["世帯番号"]]
        for one in group
    )


def _broken_relationship(group: Group, row: Row, rng: Random) -> str | None:
    if row[_AT["続柄コード1"]] == relationships.HEAD:
        return None
    row[_AT["続柄コード1"]], row[_AT["続柄表記"]] = "77", "子の何某"
    return "続柄コード1"


def _duplicate_latest(group: Group, row: Row, rng: Random) -> str | None:
    addressee = row[_AT["宛名番号"]]
    earlier = [one for one in group if one[_AT["宛名番号"]] == addressee and one is not row]
    if not earlier:
        return None
    earlier[-1][_AT["最新フラグ"]] = "1"
    return "最新フラグ"


def _wide_digits(group: Group, row: Row, rng: Random) -> str:
    for column in ("生年月日", "異動年月日", "住民となった年月日"):
        row[_AT[column]] = wide(row[_AT[column]])
    return "生年月日"


def _narrow_postcode(group: Group, row: Row, rng: Random) -> str | None:
    postcode = narrow(row[_AT["住所_郵便番号"]])
    if not postcode:
        return None
    row[_AT["住所_郵便番号"]] = f"{postcode[:3]}-{postcode[3:]}"
    return "住所_郵便番号"


def _outside_characters(group: Group, row: Row, rng: Random) -> str:
    row[_AT["氏名"]] = "\ue001" + row[_AT["氏名"]][1:]
    return "氏名"


def _short_line(group: Group, row: Row, rng: Random) -> str:
    return ""


KINDS: Final = (
    _Kind("missing_kana", HELD, _missing_kana),
    _Kind("wrong_date", HELD, _wrong_date),
    _Kind("unknown_town", HELD, _unknown_town),
    _Kind("two_heads", HELD, _two_heads),
    _Kind("full_width_digits", ACCEPTED, _wide_digits),
    _Kind("broken_relationship", HELD, _broken_relationship),
    _Kind("duplicate_latest", HELD, _duplicate_latest),
    _Kind("born_after_entry", HELD, _born_after_entry),
    _Kind("postcode_with_hyphen", ACCEPTED, _narrow_postcode),
    _Kind("unknown_sex", HELD, _put("性別", "7")),
    _Kind("no_household", HELD, _put("世帯番号", "")),
    _Kind("character_outside_mj", HELD, _outside_characters),
    _Kind("short_line", REJECTED, _short_line),
)
"""Every kind of fault with what a load should do."""
