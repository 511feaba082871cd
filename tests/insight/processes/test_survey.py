"""The hand survey of work hours: every row accounted for, values as people write them, files that are meant to harm."""

from __future__ import annotations

import csv
import json
import random
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from tests.insight.processes.logs import log_of, steps
from tests.insight.processes.surveys import HEADINGS, cells, row, survey, write_csv, write_workbook_parts
from yakuba.insight.processes.event_log import Unreadable
from yakuba.insight.processes.hours import workbook_reading
from yakuba.insight.processes.hours.joining import modelled, with_logged_volume
from yakuba.insight.processes.hours.layout import COLUMNS, Staff
from yakuba.insight.processes.hours.survey import read_survey
from yakuba.operation.cli.main import main

GOOD = [row("本人確認", "会計年度任用職員"), row("入力", minutes="１２．５分", cases="1,200件")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_rows_as_people_write_them(encoding: str, tmp_path: Path) -> None:
    found = read_survey(write_csv(tmp_path / "北町.csv", GOOD, encoding))
    assert (found.body, found.given, found.held, found.rejected) == ("北町", 2, (), ())
    first, second = found.rows
    assert (first.staff, first.people, first.cases, first.hours) == (Staff.FISCAL_YEAR, 6, 1200, 100)
    assert (second.staff, second.hours) == (Staff.REGULAR, 250)


def test_a_row_that_has_to_be_mended_says_row_column_and_remedy(tmp_path: Path) -> None:
    rows = [
        row("一"),
        row("二", kind="課長"),
        row("三", minutes="約5"),
        row("四", cases="-3"),
        row("五", cases=""),
        row("六", minutes=""),
        row("", minutes="5"),
        row("七", minutes="0"),
        ["転入", "", "八", "正規職員", "6", "1200", "5", "250", ""],  # 100 hours by the minute
        row("一"),
        row("一", kind="委託", cases="900"),
        row("九", cases="100000", minutes="60", people="2"),
    ]
    found = read_survey(write_csv(tmp_path / "t.csv", rows))
    assert (found.given, len(found.rows), len(found.held), found.rejected) == (12, 1, 11, ())
    told = {one.line: (one.column, one.remedy) for one in found.held}
    assert sorted(told) == list(range(3, 14))
    assert told[3][0] == told[11][0] == "職員の種別" and "正規職員" in told[3][1]
    assert [told[line][0] for line in (4, 5, 6, 8, 10, 12)] == [
        *("1件あたり分", "年間件数", "年間件数", "作業", "年間時間", "年間件数")
    ]
    assert all(one.message and one.remedy for one in found.held)


def test_totals_other_bodies_and_torn_rows_are_no_rows_of_the_survey(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    lines = ["団体,年度,業務,作業,職員の種別,年間件数,年間時間", "北町,令和7年度,転入,受付,正規,100,10"]
    lines += ["北町,2025,合計,,,100,10", "南町,2025,転入,受付,正規,100,10", "北町,2024,転入,入力,正規,100,10"]
    lines += ["北町,2025,転入,審査,正規,1,200,10,多い", ",,転入,決裁,正規,100,10", ",,,,,,"]
    path.write_text("\n".join(lines), encoding="utf-8")
    found = read_survey(path)
    assert (found.body, found.year, [one.step for one in found.rows]) == ("北町", 2025, ["受付", "決裁"])
    assert (found.given, [one.line for one in found.rejected], found.held) == (6, [3, 4, 5, 6], ())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "空の"),
        ("業務,作業\n転入,受付\n", "職員の種別"),
        ("業務,作業,職員の種別,年間件数\n", "年間時間"),
        ("業務,作業,作業,職員の種別,年間件数,年間時間\n", "二度"),
    ],
)
def test_what_is_no_survey_is_refused_with_what_is_missing(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Unreadable, match=said):
        read_survey(path)


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx"])
def test_the_template_is_a_survey_without_rows_and_explains_every_column(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    assert main(["processes", "template", "--out", str(path)]) == 0
    assert read_survey_or_empty(path) == 0
    if name == "t.csv":
        said = path.read_text(encoding="utf-8-sig")
    else:
        with zipfile.ZipFile(path) as book:
            said = "".join(book.read(part).decode() for part in book.namelist())
        assert f'"{",".join(Staff)}"'.replace('"', "") in said
    assert all(column.explanation in said for column in COLUMNS)


def read_survey_or_empty(path: Path) -> int:
    """Rows in the file."""
    return read_survey(path).given


def test_a_workbook_as_excel_writes_it(tmp_path: Path) -> None:
    """Shared texts with their readings, numbers as doubles, cells merged downwards, a gap, another sheet before."""
    strings = ["業務", "作業", "職員の種別", "年間件数", "1件あたり分", "転入", "本人確認", "正規職員", "入力"]
    shared = "".join(f"<si><t>{text}</t><rPh sb='0' eb='1'><t>ヨミ</t></rPh></si>" for text in strings)

    def line(at: int, *values: int | str) -> str:
        drawn = (
            f'<c r="{"ABCDE"[place]}{at}" t="s"><v>{value}</v></c>'
            if isinstance(value, int)
            else f'<c r="{"ABCDE"[place]}{at}"><v>{value}</v></c>'
            for place, value in enumerate(values)
            if value != ""
        )
        return f'<row r="{at}">{"".join(drawn)}</row>'

    data = line(1, 0, 1, 2, 3, 4) + line(3, 5, 6, 7, "1200", "12.300000000000001") + line(4, "", 8, 7, "1.2E3", "5")
    sheet = f'<worksheet xmlns="{workbook_namespace()}"><sheetData>{data}</sheetData>'
    sheet += '<mergeCells><mergeCell ref="A3:A4"/></mergeCells></worksheet>'
    path = write_workbook_parts(tmp_path / "北町.xlsx", sheet, shared, ("調査票", "表紙"))
    found = read_survey(path)
    assert [(one.task, one.step, one.line, one.minutes_per_case) for one in found.rows] == [
        ("転入", "本人確認", 3, 12.3),
        ("転入", "入力", 4, 5.0),
    ]


def workbook_namespace() -> str:
    """Of the second edition ("strict"), which Excel can be told to write."""
    return "http://purl.oclc.org/ooxml/spreadsheetml/main"


def test_a_workbook_that_is_meant_to_fill_the_memory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook_reading, "LARGEST_PART", 4 * 1024**2)
    bomb = write_workbook_parts(tmp_path / "bomb.xlsx", cells({1: [" " * (5 * 1024**2)]}))
    assert bomb.stat().st_size < 20_000
    with pytest.raises(Unreadable, match="極端に大きく"):
        read_survey(bomb)
    entities = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + cells({1: ["&b;"]})
    with pytest.raises(Unreadable, match="DOCTYPE"):
        read_survey(write_workbook_parts(tmp_path / "entities.xlsx", entities))
    monkeypatch.setattr(workbook_reading, "MOST_CELLS", 100)
    merged = '<mergeCells><mergeCell ref="A1:A1048576"/></mergeCells>'
    for harm in (cells({1: ["x"] * 101}), cells({1: ["x"]}, merged), cells({9_999_999: ["x"]})):
        with pytest.raises(Unreadable, match="セルが多すぎ"):
            read_survey(write_workbook_parts(tmp_path / "many.xlsx", harm))


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"PK\x03\x04 nothing", "壊れて"), (b"\xd0\xcf\x11\xe0\xa1\xb1", "パスワード"), (b"PK\x03\x04", "壊れて")],
)
def test_a_broken_or_locked_workbook_is_refused(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=said):
        read_survey(path)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_whatever_the_bytes_a_survey_accounts_for_its_rows_or_refuses(kind: str, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", [*GOOD, row("三", minutes="x"), row("合計")])
    if kind == "xlsx":
        path = write_workbook_parts(tmp_path / "t.xlsx", cells(dict(enumerate([HEADINGS, *GOOD], 1))))
    good = path.read_bytes()
    chance = random.Random(57)
    read = refused = 0
    for _ in range(150):
        spoilt = bytearray(good)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(spoilt))
            spoilt[at : at + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 4))
        path.write_bytes(bytes(spoilt))
        try:
            found = read_survey(path)
        except Unreadable:
            refused += 1
            continue
        read += 1
        assert found.given == len(found.rows) + len(found.held) + len(found.rejected)
        assert all(one.hours > 0 and one.cases > 0 for one in found.rows)
    assert read and refused


def test_what_a_log_knows_stands_beside_the_survey(tmp_path: Path) -> None:
    """Ten cases in 100 days: 10 x 365 / 100 = 36.5 a year; 入力 twice in each, an hour after what came before."""
    cases = [
        ({"concept:name": str(day)}, steps("本人確認", "入力", "入力", day=f"2025-04-{day:02}")) for day in range(1, 10)
    ]
    last = ({"concept:name": "x"}, steps("本人確認", "入力", "入力", day="2025-07-09"))
    log = log_of(tmp_path, [*cases, last])
    own = survey("町", {"本人確認": (40, 6), "①データ入力": (40, 30), "決裁": (40, 3)})
    work = modelled(own, log=log)
    first, second, third = work.steps
    assert first.logged is not None and (first.logged.times_a_year, first.logged.wait_days) == (36.5, None)
    assert second.logged is None and third.logged is None  # データ入力 and 入力 are not the same words
    work = modelled(survey("町", {"入力": (40, 30)}), log=log)
    (only,) = work.steps
    assert only.logged is not None and only.logged.times_a_year == 73.0
    assert only.logged.wait_days == pytest.approx(1 / 24)
    followed = with_logged_volume(work).steps[0]
    assert (followed.cases, followed.hours) == (73.0, 36.5)
    by_year = replace(only, rows=tuple(replace(one, minutes_per_case=None) for one in only.rows))
    assert with_logged_volume(replace(work, steps=(by_year,))).steps[0].hours == only.hours


def test_the_command_tells_what_was_held_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_csv(tmp_path / "北町.csv", [*GOOD, row("三", minutes="x")])
    assert main(["processes", "survey", str(path), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["given"], found["accepted"], found["hours"]) == (3, 2, 350)
    assert found["held"][0]["line"] == 4 and found["held"][0]["column"] == "1件あたり分"
    assert main(["processes", "survey", str(path)]) == 1
    assert "4 行目「1件あたり分」を保留" in capsys.readouterr().err
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([HEADINGS, *GOOD])
    assert main(["processes", "survey", str(path)]) == 0
    assert main(["processes", "survey", str(tmp_path / "nowhere.csv")]) == 1
