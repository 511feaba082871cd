"""Six rows exactly as a town's conforming system exports them, and the ways other systems write the same."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.world import Town, found_town
from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.loads import holding
from yakuba.areas.resident_registry.loads.running import Wish
from yakuba.areas.resident_registry.models import LoadLine
from yakuba.areas.resident_registry.service import LoadRefused, load_file
from yakuba.platform.secrets import service as secrets
from yakuba.standards import towns
from yakuba.standards.digits import wide

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
SAMPLE = Path(__file__).parent / "real-export-sample.csv"
Row = dict[str, str]
# The sample has the child enter two years before its birth; the check finds it.
BORN = {"4": {"異動年月日": "2012-05-01", "記載の異動年月日": "2012-05-01"}}


@pytest.fixture
def kitami() -> Town:
    return found_town("012084")


@pytest.fixture
def mapping(tmp_path: Path) -> str:
    """The sample's made-up municipality and towns as a mapping profile says them."""
    ids = [town.machiaza_id for town in towns.towns("012084")[:4]]
    codes = ("100001", "100003", "100004", "100006")
    lines = [
        "name: sample",
        "base: conforming",
        "codes:",
        *(f'  {name}: {{"999999": "012084"}}' for name in ("市区町村コード", "住所_市区町村コード")),
        "  住所_都道府県: {サンプル県: 北海道}",
        "  住所_町字コード:",
        *(f'    "{code}": "{town}"' for code, town in zip(codes, ids, strict=True)),
    ]
    path = tmp_path / "sample.yaml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


def rewritten(tmp_path: Path, change: Callable[[Row], Row], *, bom: bool = False) -> Path:
    with SAMPLE.open(encoding="utf-8") as file:
        rows = [change(dict(row) | BORN.get(row["宛名番号"], {})) for row in csv.DictReader(file)]
    path = tmp_path / "rewritten.csv"
    with path.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as out:
        table = csv.DictWriter(out, list(rows[0]), lineterminator="\r\n")
        table.writeheader()
        table.writerows(rows)
    return path


def record(town: Town, number: int) -> Record:
    with town.open():
        return storage.latest([number])[0]


def test_the_six_rows_are_taken_and_read_as_they_mean(kitami: Town, mapping: str) -> None:
    report = load_file(kitami.id, SAMPLE, wish=Wish(mapping))
    assert (report.given, report.accepted, report.held) == (6, 3, 3)
    with kitami.open("clerk"):
        (household,) = holding.units(report.load)
        assert (household.unit, household.reasons) == ("100", ("生年月日が記載や異動の日より後",))
        (child,) = (line for line in LoadLine.objects.all() if line.findings[0]["code"] == "born_after")
        assert holding.mend(report.load, "100", {child.line: BORN["4"]}).released == 3
        assert secrets.has([1, 4, 18], "resident_code") == {1, 4, 18}
    head, moved, dead, foreign = (record(kitami, number) for number in (1, 8, 14, 18))
    assert (head.name, head.relationship_code_1, head.address_postal_code) == ("甲野　一郎", "02", "9990001")
    assert moved.previous_address_town == "サンプル町二丁目" and moved.history_number == 8
    assert (dead.resident_state, dead.is_removed, dead.removal_date) == ("3", True, date(2026, 3, 3))
    assert (foreign.name_roman, foreign.stay_expires_on) == ("SAMPLE TEST", date(2029, 3, 31))
    counts = report.conversions["counts"]
    assert counts["続柄コード1：先頭の 0"] == 3 and counts["市区町村コード：コードの読替え"] == 6


def test_without_a_mapping_the_rows_are_held_with_the_reason(kitami: Town) -> None:
    report = load_file(kitami.id, SAMPLE)
    assert (report.accepted, report.held) == (0, 6)
    assert report.counts["reasons"]["municipality"] == 12


def test_other_ways_of_writing_come_to_the_same(kitami: Town, mapping: str, tmp_path: Path) -> None:
    def change(row: Row) -> Row:
        row["生年月日"] = "".join(wide(c) for c in row["生年月日"])
        row["異動年月日"] = row["異動年月日"].replace("-", "/")
        row["記載の異動年月日"] = row["記載の異動年月日"].replace("-", "")
        row["氏名_フリガナ"] = {"コウノ　イチロウ": "こうの　いちろう", "コウノ　キョウコ": "ｺｳﾉ　ｷｮｳｺ"}.get(
            row["氏名_フリガナ"], row["氏名_フリガナ"]
        )
        row["性別"] = row.pop("性別表記")
        for part in ("市区町村コード", "町字コード", "都道府県", "市区郡町村名", "町字", "番地号表記", "郵便番号"):
            del row[f"転入前住所_{part}"]
        row["転入前住所"] = "千葉県船橋市本町１丁目２番３号　コーポ船橋" if row["宛名番号"] == "8" else ""
        row["住所_郵便番号"] = row["住所_郵便番号"][:3] + "－" + row["住所_郵便番号"][3:]
        return {"知らない列": "値", **dict(reversed(row.items()))}

    report = load_file(kitami.id, rewritten(tmp_path, change, bom=True), wish=Wish(mapping))
    assert (report.accepted, report.columns["unknown"]) == (6, ["知らない列"])
    head, wife, moved = (record(kitami, number) for number in (1, 2, 8))
    assert (head.birth_date, head.change_date, head.sex) == (date(1980, 3, 5), date(2010, 4, 1), "1")
    assert (head.name_kana, wife.name_kana) == ("コウノ　イチロウ", "コウノ　キョウコ")
    assert head.address_postal_code == "9990001" and head.entry_change_date == date(2010, 4, 1)
    assert moved.previous_address_municipality_code == "122041"
    assert (moved.previous_address_town, moved.previous_address_building) == ("本町一丁目", "コーポ船橋")


@pytest.mark.parametrize(
    ("day", "flag", "notation", "expected"),
    [
        ("昭和20年月日不詳", "", "", (date(1945, 1, 1), "1", "昭和20年月日不詳")),
        ("", "1", "昭和20年8月日不詳", (None, "1", "昭和20年8月日不詳")),
        ("1945-00-00", "1", "昭和20年月日不詳", (date(1945, 1, 1), "1", "昭和20年月日不詳")),
        ("1975-02-29", "1", "昭和50年2月29日", (date(1975, 2, 28), "1", "昭和50年2月29日")),
    ],
)
def test_unknown_dates_keep_flag_and_notation(
    kitami: Town,
    mapping: str,
    tmp_path: Path,
    day: str,
    flag: str,
    notation: str,
    expected: tuple[date | None, str, str],
) -> None:
    def change(row: Row) -> Row:
        row["生年月日_不詳表記"] = ""
        if row["宛名番号"] == "1":
            row |= {"生年月日": day, "生年月日_不詳フラグ": flag, "生年月日_不詳表記": notation}
        return row

    load_file(kitami.id, rewritten(tmp_path, change), wish=Wish(mapping))
    found = record(kitami, 1)
    assert (found.birth_date, found.birth_date_unknown, found.birth_date_text) == expected


def test_a_file_in_another_encoding_is_refused_in_words(kitami: Town, tmp_path: Path) -> None:
    path = tmp_path / "sjis.csv"
    path.write_bytes(SAMPLE.read_text(encoding="utf-8").encode("cp932"))
    with pytest.raises(LoadRefused, match="UTF-8"):
        load_file(kitami.id, path)


def test_a_file_refused_or_held_is_loaded_once_the_mapping_is_right(kitami: Town, mapping: str, tmp_path: Path) -> None:
    assert load_file(kitami.id, SAMPLE).held == 6
    assert load_file(kitami.id, SAMPLE, wish=Wish(mapping)).accepted == 3
    path = tmp_path / "lost-heading.csv"
    path.write_text(SAMPLE.read_text(encoding="utf-8").replace("世帯番号", "世帯コード", 1), encoding="utf-8")
    for _ in range(2):
        with pytest.raises(LoadRefused, match="世帯番号"):
            load_file(kitami.id, path)
