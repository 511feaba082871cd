"""A held household is mended and released; changed content is listed, and added only when that is wished."""

import csv
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.world import Town, found_town
from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.loads import holding, reports
from yakuba.areas.resident_registry.loads.running import Wish
from yakuba.areas.resident_registry.models import LoadDifference, LoadLine, ResidentLoad, ResidentRecord, SearchEntry
from yakuba.areas.resident_registry.service import load_file, write_report
from yakuba.operation.founding.synthetic import Population, write
from yakuba.platform.access.service import Refused
from yakuba.platform.addressee import service as addressees
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.secrets import service as secrets
from yakuba.platform.tenancy.context import Actor, use_context

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
Change = Callable[[list[dict[str, str]]], None]


@pytest.fixture(scope="session")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    path = tmp_path_factory.mktemp("holding") / "kitami.csv"
    write(Population("012084", 120, 4, date(2026, 10, 1)), path)
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def file(rows: list[dict[str, str]], tmp_path: Path) -> Callable[[Change], Path]:
    def changed(change: Change) -> Path:
        copies = [dict(row) for row in rows]
        change(copies)
        path = tmp_path / f"changed-{len(list(tmp_path.glob('changed-*')))}.csv"
        with path.open("w", encoding="utf-8", newline="") as out:
            table = csv.DictWriter(out, list(copies[0]))
            table.writeheader()
            table.writerows(copies)
        return path

    return changed


@pytest.fixture
def kitami() -> Town:
    return found_town("012084")


def latest(rows: list[dict[str, str]]) -> dict[str, str]:
    return next(row for row in rows if row["最新フラグ"] == "1" and row["住民状態"] == "1")


def spoil_sex(rows: list[dict[str, str]]) -> None:
    latest(rows)["性別"] = "7"


def test_a_mended_household_is_released_with_its_numbers(
    kitami: Town, file: Callable[[Change], Path], rows: list[dict[str, str]], own_home: Path
) -> None:
    report = load_file(kitami.id, file(spoil_sex))
    assert list((own_home / "loads").rglob("*.csv"))
    wrong = latest(rows)
    number = int(wrong["宛名番号"])
    with kitami.open("clerk"):
        (held,) = holding.units(report.load)
        assert held.unit == wrong["世帯番号"] and held.reasons == ("コードの一覧にない",)
        assert not ResidentRecord.objects.filter(addressee_number=number).exists()
        lines = holding.lines_of(report.load, held.unit)
        assert all("住民票コード" not in line.cells for line in lines)
        bad = next(line for line in lines if line.findings[0]["code"] == "code")
        assert holding.mend(report.load, held.unit, {bad.line: {"性別": "8"}}).released == 0
        assert holding.mend(report.load, held.unit, {bad.line: {"性別": wrong["性別"]}}).released == len(lines)
        assert storage.latest([number])[0].sex == wrong["性別"]
        assert SearchEntry.objects.filter(addressee_number=number).exists()
        assert secrets.has([number], "resident_code") == {number}
        assert holding.units(report.load) == []
        assert RegisterEntry.objects.filter(act="mend").count() == 2
        sheet = reports.sheet(ResidentLoad.objects.get(id=report.load))
        assert sheet.adds_up and sheet.released == len(lines)
    assert not [path for path in (own_home / "loads").rglob("*") if path.is_file()]


def test_only_those_with_the_duty_mend(kitami: Town, file: Callable[[Change], Path]) -> None:
    report = load_file(kitami.id, file(spoil_sex))
    with kitami.open("clerk"):
        (held,) = holding.units(report.load)
    with (
        kitami.open() as opened,
        use_context(replace(opened, actor=Actor(None, "照会だけの職員", frozenset({"resident_registry.inquire"})))),
        pytest.raises(Refused),
    ):
        holding.mend(report.load, held.unit, {})


def test_a_report_says_line_column_value_reason_and_remedy(
    kitami: Town, file: Callable[[Change], Path], tmp_path: Path, rows: list[dict[str, str]]
) -> None:
    report = load_file(kitami.id, file(spoil_sex))
    write_report(kitami.id, report.load, tmp_path / "report.csv")
    with (tmp_path / "report.csv").open(encoding="utf-8-sig") as out:
        told = [row for row in csv.DictReader(out) if row["項目"] == "性別"]
    assert [(row["値"], row["理由"]) for row in told] == [("7", "コードの一覧にない")]
    assert told[0]["行番号"] == str(rows.index(latest(rows)) + 2) and told[0]["対処"]


def move(rows: list[dict[str, str]]) -> None:
    latest(rows)["住所_方書"] = "コーポ取込２０１号"


def test_changed_content_is_listed_and_nothing_changes(
    kitami: Town, file: Callable[[Change], Path], rows: list[dict[str, str]]
) -> None:
    load_file(kitami.id, file(lambda _: None))
    with kitami.open():
        before = list(ResidentRecord.objects.order_by("addressee_number", "history_number").values())
    report = load_file(kitami.id, file(move))
    with kitami.open():
        assert list(ResidentRecord.objects.order_by("addressee_number", "history_number").values()) == before
        (difference,) = LoadDifference.objects.all()
        assert (difference.item, difference.after) == ("address_building", "コーポ取込２０１号")
        assert report.counts["different"] == 1 and report.counts["same"] == len(rows) - 1
        assert reports.sheet(ResidentLoad.objects.get(id=report.load)).adds_up


def test_with_replace_the_changed_content_is_a_new_version(
    kitami: Town, file: Callable[[Change], Path], rows: list[dict[str, str]]
) -> None:
    load_file(kitami.id, file(lambda _: None))
    report = load_file(kitami.id, file(move), wish=Wish(replace=True))
    number, history = int(latest(rows)["宛名番号"]), int(latest(rows)["個人履歴番号"])
    with kitami.open():
        versions = storage.versions([number])
        assert [record.history_number for record in versions][-2:] == [history, history + 1]
        assert versions[-1].address_building == "コーポ取込２０１号" and versions[-1].is_latest
        assert LoadDifference.objects.get().applied
        assert LoadLine.objects.count() == 0
    assert report.counts["different"] == 1


def test_a_mended_number_is_never_given_out_again(kitami: Town, file: Callable[[Change], Path]) -> None:
    def letters(rows: list[dict[str, str]]) -> None:
        lines = Counter(row["宛名番号"] for row in rows)
        next(row for row in rows if lines[row["宛名番号"]] == 1)["宛名番号"] = "X12"

    report = load_file(kitami.id, file(letters))
    with kitami.open("clerk"):
        (held,) = holding.units(report.load)
        lines = holding.lines_of(report.load, held.unit)
        bad = next(line.line for line in lines if line.cells["宛名番号"] == "X12")
        assert holding.mend(report.load, held.unit, {bad: {"宛名番号": "9000000123"}}).released == len(lines)
        assert addressees.next_number() > 9_000_000_123
