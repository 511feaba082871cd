"""Everything leaves under two officers, and what comes back is what left, byte by byte."""

import csv
import hashlib
import json
from dataclasses import replace
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from tests.residents import ALONE, FAMILY, address, move_in
from tests.world import MORNING, TODAY, Town, found_town
from yakuba.areas.resident_registry import memos
from yakuba.areas.resident_registry.loads import exporting, permits
from yakuba.areas.resident_registry.loads.exporting import export
from yakuba.areas.resident_registry.loads.permits import NoPermit, UnusableKey
from yakuba.areas.resident_registry.models import LoadLine, ResidentRecord
from yakuba.areas.resident_registry.service import load_file, load_numbers
from yakuba.operation.founding.synthetic import Population, write
from yakuba.platform.access import service as access
from yakuba.platform.access.models import Account
from yakuba.platform.secrets import handover
from yakuba.platform.secrets.models import SecretValue
from yakuba.platform.secrets.sealed_box import new_pair
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import now, use_context

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

PRIVATE, PUBLIC = new_pair()


@pytest.fixture
def kitami() -> Town:
    return found_town("012084")


def officer(town: Town, name: str) -> Account:
    with town.open():
        account = access.create_account(access.NewAccount(name, f"担当 {name}", "市民課", "tsuru-no-ongaeshi-1"))
        access.assign(account, permits.EXPORT, date(2026, 4, 1))
    return account


def permit(town: Town, first: Account, second: Account | None) -> UUID:
    """Asked by the first, given by the second, as the screens do after the second factor."""
    instant = now()
    with town.open(instant=instant) as opened:
        fresh = replace(opened, step_up_until=instant + timedelta(minutes=5))
        with use_context(replace(fresh, actor=access.actor_of(first, opened.business_date))):
            asked = permits.ask(PUBLIC.decode(), "全件の引渡し")
        if second is not None:
            with use_context(replace(fresh, actor=access.actor_of(second, opened.business_date))):
                permits.give(asked.id)
    return asked.id


def exported(town: Town, folder: Path) -> Path:
    pair = officer(town, f"a{folder.name}"), officer(town, f"b{folder.name}")
    export(town.id, folder, permit(town, *pair))
    return folder


def training_of(town: Town) -> Town:
    founding = directory.Founding(town.place.lg_code, MORNING, TODAY, training=True)
    return replace(town, place=directory.found(founding))


def source(tmp_path: Path) -> Path:
    """A synthetic file with a column that yakuba does not know."""
    path = tmp_path / "kitami.csv"
    write(Population("012084", 200, 13, date(2026, 10, 1)), path)
    with path.open(encoding="utf-8") as file:
        rows = list(csv.reader(file))
    with path.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        table.writerow([*rows[0], "旧システムの欄"])
        table.writerows([*row, f"値,{number}" if number % 3 else ""] for number, row in enumerate(rows[1:]))
    return path


def test_export_and_import_and_export_again_gives_the_same_bytes(kitami: Town, tmp_path: Path) -> None:
    load_file(kitami.id, source(tmp_path))
    with kitami.open():
        move_in(FAMILY)
        move_in(ALONE, address(lot="９番地", building="コーポ「北」, 101\n別棟"))
    first = exported(kitami, tmp_path / "first")
    other = training_of(kitami)
    report = load_file(other.id, first / "residents.csv")
    with other.open():
        assert [line.findings for line in LoadLine.objects.all()] == []
    assert report.accepted == report.given
    load_numbers(other.id, first / "numbers.sealed", PRIVATE)
    second = exported(other, tmp_path / "second")
    assert (first / "residents.csv").read_bytes() == (second / "residents.csv").read_bytes()
    for name in ("resident_code", "individual_number"):
        with kitami.open():
            before = list(SecretValue.objects.filter(kind=name).order_by("addressee_number").values_list(*NUMBER))
        with other.open():
            assert (
                list(SecretValue.objects.filter(kind=name).order_by("addressee_number").values_list(*NUMBER)) == before
            )
    with (first / "numbers.sealed").open("rb") as one, (second / "numbers.sealed").open("rb") as two:
        opened = [[copy.value.open() for copy in handover.open_export(PRIVATE, file)] for file in (one, two)]
    assert opened[0] == opened[1] != []


NUMBER = ("addressee_number", "version", "is_latest")


def test_the_layout_is_the_national_one_then_ours_then_theirs(kitami: Town, tmp_path: Path) -> None:
    path = source(tmp_path)
    load_file(kitami.id, path)
    folder = exported(kitami, tmp_path / "out")
    with (folder / "residents.csv").open(encoding="utf-8") as file:
        table = csv.DictReader(file)
        headings, rows = list(table.fieldnames or []), list(table)
    observed = list(exporting.observed_columns())
    assert headings[: len(observed)] == observed and headings[-1] == "旧システムの欄"
    with path.open(encoding="utf-8") as file:
        given = {(row["宛名番号"], row["個人履歴番号"]): row for row in csv.DictReader(file)}
    for row in rows:
        was = given[row["宛名番号"], row["個人履歴番号"]]
        assert {name: row[name] for name in was if name != "住民票コード"} == {
            name: value for name, value in was.items() if name != "住民票コード"
        }
        assert row["住民票コード"] == ""


def test_attachments_and_manifest_tell_everything(kitami: Town, tmp_path: Path) -> None:
    load_file(kitami.id, source(tmp_path))
    with kitami.open():
        (record, *_) = move_in(ALONE)
        memos.write(int(record.addressee_number), "窓口で聞いたこと")
        persons = ResidentRecord.objects.count()
    folder = exported(kitami, tmp_path / "out")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for file in manifest["files"]:
        content = (folder / file["name"]).read_bytes()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (file["sha256"], file["bytes"])
    rows = {file["name"]: file["rows"] for file in manifest["files"]}
    assert rows["residents.csv"] == rows["versions.csv"] == persons
    assert "窓口で聞いたこと" in (folder / "table-resident_memo.csv").read_text(encoding="utf-8")
    assert rows["table-change_event.csv"] == rows["table-case_file.csv"] == 1 and rows["register.txt"] > 1
    staff = (folder / "table-account.csv").read_text(encoding="utf-8")
    assert "窓口 花子" in staff and "password" not in next(csv.reader(StringIO(staff))) and "argon2" not in staff


def test_no_file_but_the_sealed_one_holds_a_number(kitami: Town, tmp_path: Path) -> None:
    path = source(tmp_path)
    load_file(kitami.id, path)
    folder = exported(kitami, tmp_path / "out")
    with path.open(encoding="utf-8") as file:
        codes = {row["住民票コード"] for row in csv.DictReader(file)}
    for written in folder.glob("*.*"):
        if written.name != "numbers.sealed":
            text = written.read_text(encoding="utf-8")
            assert not [code for code in codes if f",{code}," in text], written.name


def test_one_officer_alone_takes_nothing_out(
    kitami: Town, tmp_path: Path, owner_connection: psycopg.Connection
) -> None:
    first, second = officer(kitami, "first"), officer(kitami, "second")
    alone = permit(kitami, first, None)
    with pytest.raises(NoPermit, match="二人目"):
        export(kitami.id, tmp_path / "one", alone)
    with pytest.raises(NoPermit, match="別の担当者"):
        permit(kitami, first, first)
    with pytest.raises(psycopg.errors.CheckViolation):
        owner_connection.execute("update export_permit set given_by = asked_by")
    both = permit(kitami, first, second)
    export(kitami.id, tmp_path / "two", both)
    with pytest.raises(NoPermit, match="一度使って"):
        export(kitami.id, tmp_path / "three", both)
    with pytest.raises(FileExistsError):
        export(kitami.id, tmp_path / "two", permit(kitami, first, second))


def test_a_key_of_another_kind_is_refused(kitami: Town) -> None:
    first = officer(kitami, "first")
    with kitami.open() as opened:
        stepped = replace(opened, actor=access.actor_of(first, TODAY), step_up_until=MORNING + timedelta(minutes=5))
        with use_context(stepped), pytest.raises(UnusableKey):
            permits.ask("これは鍵ではない", "引渡し")


def test_every_table_of_a_municipality_is_written_or_named_with_a_reason() -> None:
    tables = {model._meta.db_table for model in exporting.exported_models()}
    assert {"change_event", "resident_memo", "case_file", "parameter_value", "account", "protection_case"} <= tables
    assert not tables & exporting.LEFT_OUT.keys()
    assert all(exporting.LEFT_OUT.values())
