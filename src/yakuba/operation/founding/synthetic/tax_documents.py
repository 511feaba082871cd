"""Wage and pension reports of a fictitious population, as its employers and pension payers would send them.

Read from the population's own files, so that every report is about somebody who is on the record. Shares and pay are
round figures for load, not statistics: three of four between 18 and 64 have an employer, one of thirty has two, almost
everybody from 65 on has a pension. Children are claimed by the first earner of the household.
"""

from __future__ import annotations

import csv
import datetime
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from random import Random
from typing import Final

from yakuba.areas.resident_tax.domain.layouts import Layout, exactly
from yakuba.standards import eras
from yakuba.standards.errors import NotFound

from .writer import numbers_path

_ERAS: Final = {"昭和": "1", "大正": "2", "明治": "3", "平成": "4", "令和": "5"}
_ADDRESS: Final = ("住所_都道府県", "住所_市区郡町村名", "住所_町字", "住所_番地号表記")


@dataclass(frozen=True, slots=True)
class _Person:
    number: str
    household: str
    name: str
    kana: str
    born: datetime.date
    address: str
    age: int


def write_tax_documents(residents: Path, out: Path, fiscal_year: int, seed: int) -> int:
    """Write the reports of the residents in ``residents`` (as ``write`` made it) for a fiscal year; gives the lines.

    CP932, CRLF, no heading. The same files and seed give the same bytes. Raises OSError, NotFound for a municipality
    that does not exist.
    """
    maker = _Maker(fiscal_year, seed, _numbers(residents))
    lines = 0
    source = residents.open(encoding="utf-8", newline="")
    target = out.open("w", encoding="cp932", newline="", errors="replace")
    with source, target:
        rows = csv.DictReader(source)
        for _, household in groupby(rows, key=lambda row: row["世帯番号"]):
            for line in maker.household(list(household)):
                target.write(line + "\r\n")
                lines += 1
    return lines


def _numbers(residents: Path) -> dict[str, str]:
    with numbers_path(residents).open(encoding="utf-8", newline="") as file:
        return {number: value for number, kind, value in csv.reader(file) if kind == "individual_number"}


class _Maker:
    def __init__(self, fiscal_year: int, seed: int, numbers: dict[str, str]) -> None:
        self._last_day = datetime.date(fiscal_year - 1, 12, 31)
        self._year = f"{fiscal_year - 1 - eras.REIWA.offset:02}"
        self._seed, self._numbers = seed, numbers

    def household(self, rows: list[dict[str, str]]) -> Iterator[str]:
        """The reports of everybody in one household."""
        rng = Random(f"{self._seed}:{rows[0]['世帯番号']}")  # noqa: S311 - reproducible choice, no secret
        self._code = rows[0]["市区町村コード"]
        people = [person for row in rows if (person := self._person(row))]
        working = {one.number for one in people if rng.random() < _share_working(one.age)}
        earners = [one for one in people if one.number in working]
        claimed = [one for one in people if one.number not in working and one.age <= 22] if earners else []
        for one in people:
            family = claimed[:4] if earners and one is earners[0] else []
            if one.number in working:
                for job in range(2 if rng.random() < 0.03 else 1):
                    yield self._wage(one, family if job == 0 else [], job, rng)
            if one.age >= 65 and rng.random() < 0.96:
                yield self._pension(one, rng)

    def _person(self, row: dict[str, str]) -> _Person | None:
        if row["最新フラグ"] != "1" or row["住民状態"] != "1" or not row["氏名_フリガナ"] or row["生年月日"] < "1900":
            return None
        born = datetime.date.fromisoformat(row["生年月日"])
        if born > self._last_day:
            return None
        after = self._last_day + datetime.timedelta(days=1)
        age = after.year - born.year - ((after.month, after.day) < (born.month, born.day))
        address = "".join(row[name] for name in _ADDRESS)
        return _Person(row["宛名番号"], row["世帯番号"], row["氏名"], row["氏名_フリガナ"], born, address, age)

    def _common(self, one: _Person, layout: Layout) -> dict[str, str]:
        era = eras.era_of(one.born)
        told = {
            "code": str(layout.code),
            "correction": "0",
            "income_year": self._year,
            "address": one.address[:60],
            "name": one.name[:30],
            "name_kana": _half(one.kana)[:60],
            "birth_era": _ERAS[era.name],
            "birth_year": f"{one.born.year - era.offset:02}",
            "birth_month": f"{one.born.month:02}",
            "birth_day": f"{one.born.day:02}",
            "municipality_code": self._code[:6],
            "purpose": "2",
        }
        if "number" in layout.by_key and one.number in self._numbers:
            told["number"] = self._numbers[one.number]
        return told

    def _wage(self, one: _Person, family: list[_Person], job: int, rng: Random) -> str:
        layout = _layout(315, 144 if rng.random() < 0.85 else 98)
        employer = int(rng.paretovariate(0.7)) % 20_000
        pay = int(rng.triangular(300_000, 12_000_000, 2_800_000)) // (1 if job == 0 else 4)
        told = {
            **self._common(one, layout),
            "employer_address": f"東京都千代田区{employer % 90 + 1}番地",
            "employer_name": f"架空商事{employer}株式会社",
            "designated_number": f"{employer:07}",
            "recipient_number": f"{one.number[-8:]}",
            "payment": str(pay),
            "withheld": str(pay // 50),
            "social_insurance": str(pay * 15 // 100),
            "secondary": "1" if job else "",
        }
        if rng.random() < 0.4:
            told |= {
                "life_new_general": str(rng.randrange(10, 90) * 1000),
                "earthquake_deduction": str(rng.randrange(1, 50) * 1000),
            }
        told |= _family(layout, family)
        return _line(layout, told)

    def _pension(self, one: _Person, rng: Random) -> str:
        layout = _layout(331, 49)
        pay = int(rng.triangular(400_000, 3_000_000, 1_500_000))
        told = {
            **self._common(one, layout),
            "employer_address": "東京都杉並区１番地",
            "employer_name": "架空年金機構",
            "designated_number": "9000001",
            "recipient_number": one.number[-10:],
            "payment_1": str(pay),
            "withheld_1": str(pay // 60),
            "social_insurance": str(pay * 6 // 100),
        }
        return _line(layout, told)


def _share_working(age: int) -> float:
    return 0.0 if age < 16 else 0.2 if age < 18 else 0.75 if age < 65 else 0.25 if age < 75 else 0.03


def _family(layout: Layout, family: list[_Person]) -> dict[str, str]:
    counts = {"dep_under16": 0, "dep_general": 0, "dep_specific": 0}
    told: dict[str, str] = {}
    for one in family:
        kind = "dep_under16" if one.age < 16 else "dep_specific" if one.age >= 19 else "dep_general"
        place = (
            f"under16_{counts[kind] + 1}"
            if one.age < 16
            else f"dependant{counts['dep_general'] + counts['dep_specific'] + 1}"
        )
        counts[kind] += 1
        if f"{place}_kana" in layout.by_key:
            told |= {f"{place}_kana": _half(one.kana), f"{place}_name": one.name[:30], f"{place}_kind": "00"}
    return told | {key: str(count) for key, count in counts.items() if count}


def _layout(code: int, columns: int) -> Layout:
    found = exactly(code, columns)
    if found is None:
        raise NotFound(f"layout {code}/{columns}")
    return found


def _line(layout: Layout, told: dict[str, str]) -> str:
    return ",".join(told.get(item.key, "") if item.key else "" for item in layout.items)


_HALF: Final = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF66, 0xFF9E)}


def _half(kana: str) -> str:
    """Katakana in half width, voicing marks apart.

    >>> _half("ガッコウ　ハナコ")
    'ｶﾞｯｺｳ ﾊﾅｺ'
    """
    marks = {"\u3099": "ﾞ", "\u309a": "ﾟ", "\u3000": " ", "ー": "ｰ"}
    apart = unicodedata.normalize("NFD", kana)
    return "".join(marks.get(letter) or _HALF.get(letter, letter) for letter in apart)
