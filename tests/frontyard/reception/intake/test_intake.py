"""A file of applications becomes filings, each once: what is clear by itself, what is not by a clerk."""

import csv
import io
import json
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.file_procedure import with_files
from tests.frontyard.reception.intake.samples import PHOTO, move, packed, row, text
from tests.frontyard.reception.test_reception import family, town
from tests.residents import ALONE, move_in
from tests.world import Town, found_town
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.frontyard.reception.intake import receiving, reports, running, stage
from yakuba.frontyard.reception.intake.models import FilingIntake, IntakeLine
from yakuba.frontyard.reception.intake.receiving import Decision
from yakuba.operation.cli import import_filings
from yakuba.operation.cli import main as entry
from yakuba.platform.attachments.models import FilingAttachment
from yakuba.platform.cases import filing_figures, filing_measures, filings
from yakuba.platform.cases import service as cases
from yakuba.platform.cases.models import Case, Filing
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.disclosure.service import NewProtection
from yakuba.platform.parameters import service as parameters
from yakuba.platform.register.models import RegisterEntry

__all__ = ["family", "town"]
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def load(town: Town, tmp_path: Path, rows: Any, dry_run: bool = False) -> running.Report:
    path = tmp_path / "申請.csv"
    path.write_bytes(text(rows) if not isinstance(rows, bytes) else rows)
    return running.import_file(town.id, path, running.chosen(), dry_run=dry_run)


def states(town: Town, report: running.Report) -> dict[str, str]:
    with town.open():
        lines = IntakeLine.objects.filter(intake_id=report.intake).order_by("line")
        return {line.outside_number: line.state for line in lines}


def filing_of(line: IntakeLine) -> Filing:
    assert line.filing_key is not None
    return Filing.objects.get(key=line.filing_key)


def case_of(filing: Filing) -> Case:
    assert filing.case_id is not None
    return Case.objects.get(id=filing.case_id)


def protect(town: Town, record: Record) -> None:
    with town.open("chief"):
        number = int(record.addressee_number)
        disclosure.set_protection(
            NewProtection(number, "violence", date(2026, 11, 1), "警察署", starts_on=date(2026, 11, 2))
        )


def test_a_file_is_checked_then_imported_and_twice_is_once(town: Town, family: list[Record], tmp_path: Path) -> None:
    with town.open():
        (alone,) = move_in(ALONE)
    rows = [
        row(town, family[0], "A1"),
        move(town, family[1], "A2"),
        row(town, family[0], "A1"),
        row(town, family[0], "A1", **{"answers.use": "work"}),
        row(town, family[2], "A3", name="別人　太郎"),
        row(town, family[3], "A4", **{"answers.use": "moon", "answers.whose": "だれか"}),
        row(town, alone, "A5", address="北海道北見市"),
        row(town, family[0], "A6", procedure="no_such"),
        row(town, family[0], ""),
    ]
    checked = load(town, tmp_path, rows, dry_run=True)
    want = reports.Sheet(given=9, accepted=2, held=4, released=0, declined=0, rejected=2, same=1)
    assert (checked.sheet.given, checked.sheet.accepted, checked.sheet.held) == (want.given, want.accepted, want.held)
    assert checked.sheet.adds_up and checked.sheet.rejected == 2 and checked.sheet.same == 1
    with town.open():
        assert not Filing.objects.exists(), "a dry run makes nothing"
        assert not list(stage._FILES.town().iterdir()), "the file is gone once it is checked"
    done = load(town, tmp_path, rows)
    assert done.intake == checked.intake and not done.again and done.sheet == checked.sheet
    with town.open():
        copy, leaving = Filing.objects.order_by("receipt_number")
        assert (copy.channel, copy.level, copy.state) == ("file", "signed", Filing.State.DECIDED)
        assert leaving.state == Filing.State.ENTERED and leaving.applicant_number == int(family[1].addressee_number)
        assert set(leaving.people.values()) == {int(one.addressee_number) for one in family}
        assert set(copy.provenance.values()) == {"typed"} and copy.typed_by is None
        assert copy.steps.get(activity="受付").attributes == {"origin": "pittari A1"}
        period = filing_measures.Period(date(2026, 11, 1), date(2026, 12, 1))
        whole = filing_figures.of(period).whole
        assert (whole.filings, whole.online, whole.without_handwriting, whole.retyped_answers) == (2, 2, 2, 0)
        assert case_of(leaving).drafted_by_name == "本人（ファイル取込み）"
        told = list(csv.reader(io.StringIO("\n".join(",".join(one) for one in reports.lines(done.intake)))))
    assert {one[0] for one in told} == {"5", "6", "7", "8", "9", "10"}
    again = load(town, tmp_path, rows)
    assert again.again and again.sheet == done.sheet
    other = load(town, tmp_path, [*rows[:2], row(town, family[0], "B1")])
    assert (other.sheet.same, other.sheet.accepted, other.sheet.held) == (2, 1, 0)
    changed = load(town, tmp_path, [move(town, family[1], "A2", **{"answers.moved_on": "2026-12-02"})])
    assert states(town, changed) == {"A2": "held"}
    with town.open():
        assert Filing.objects.count() == 3 and Filing.objects.get(id=leaving.id).answers["moved_on"] == "2026-12-01"
        (line,) = IntakeLine.objects.filter(intake_id=changed.intake)
        assert line.findings[0]["code"] == "P-86" and leaving.receipt_number in line.findings[0]["reason"]
    with town.open("chief"):
        kept = receiving.release(changed.intake, line.line, Decision({}))
        assert kept.state == "held", "what is here is never overwritten"
        assert receiving.decline(changed.intake, line.line, "元の申請のとおり").state == "declined"


def test_a_clerk_mends_chooses_or_declines(town: Town, family: list[Record], tmp_path: Path) -> None:
    protect(town, family[1])
    rows = [
        move(town, family[0], "C1", **{"answers.moved_on": "13月"}),
        move(town, family[0], "C2", name="佐藤　太朗", **{"answers.movers": "本人"}),
        row(town, family[1], "C3"),
        row(town, family[2], "C4", address="沖縄県那覇市"),
    ]
    report = load(town, tmp_path, rows)
    assert set(states(town, report).values()) == {"held"}
    with town.open():
        by_number = {one.outside_number: one for one in IntakeLine.objects.filter(intake_id=report.intake)}
        assert by_number["C2"].candidates == [] and by_number["C4"].candidates == [int(family[2].addressee_number)]
        told = [cell for one in reports.lines(report.intake) for cell in one]
        assert not any("支援措置" in cell for cell in told), "a file that leaves does not tell who is protected"
    with town.open("chief"):
        chief = town.chief.id
        wrong = receiving.release(report.intake, by_number["C1"].line, Decision({"answers.moved_on": "14月"}))
        assert wrong.state == "held" and wrong.findings[0]["value"] == "14月"
        assert wrong.findings[1]["code"] == "P-88", "not everybody of the household may be told: a clerk names them"
        right = {"answers.moved_on": "2026-12-01", "answers.movers": "本人、佐藤　一郎"}
        mended = receiving.release(report.intake, by_number["C1"].line, Decision(right))
        assert mended.state == "released"
        filing = filing_of(mended)
        assert filing.typed_by == chief and filing.provenance["moved_on"] == "staff"
        assert filing.provenance["where"] == "typed"
        filing = filings.proceed(filing.id, {str(one["code"]): "確かめた" for one in filing.findings})
        with pytest.raises(cases.CaseError):
            cases.approve(case_of(filing).id)
        number = int(family[0].addressee_number)
        chosen = receiving.release(report.intake, by_number["C2"].line, Decision({}, number))
        assert filing_of(chosen).typed_by == chief, "another name: somebody else approves"
        own = int(family[1].addressee_number)
        looked_at = receiving.release(report.intake, by_number["C3"].line, Decision({}, own))
        assert filing_of(looked_at).typed_by is None, "as the items say, nothing was changed"
        with pytest.raises(ValueError, match="理由"):
            receiving.decline(report.intake, by_number["C4"].line, " ")
        receiving.decline(report.intake, by_number["C4"].line, "市外の人")
        with pytest.raises(receiving.NotHeld):
            receiving.release(report.intake, by_number["C4"].line, Decision({}, own))
        assert RegisterEntry.objects.filter(act="mend", duty="filings.intake").count() >= 5
    assert reports_add_up(town, report)


def reports_add_up(town: Town, report: running.Report) -> bool:
    with town.open():
        return reports.sheet(FilingIntake.objects.get(id=report.intake)).adds_up


def test_attachments_come_with_the_zip(
    town: Town, family: list[Record], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_files(monkeypatch)
    with town.open("chief"):
        parameters.set("fee.collection", date(2026, 4, 1), "counter", "試験")
    rows = [
        row(town, family[0], "D1", attachments="photo.png"),
        row(town, family[0], "D2", attachments="proof=fake.png"),
        row(town, family[0], "D3", attachments="gone.png"),
        row(town, family[0], "D4", attachments="other=photo.png"),
    ]
    path = packed(tmp_path / "dl.zip", rows, photo=PHOTO, fake=b"MZ\x90\x00 no picture")
    report = running.import_file(town.id, path, running.chosen())
    assert states(town, report) == {"D1": "received", "D2": "held", "D3": "held", "D4": "held"}
    with town.open("chief"):
        filing = Filing.objects.get()
        assert filing.state == Filing.State.PAYMENT, "filed from home: the fee is waited for"
        (ref,) = filing.answers["proof"]
        row_of = FilingAttachment.objects.get(filing_key=filing.key)
        assert (row_of.state, str(row_of.file_id), row_of.name) == ("kept", ref["id"], "photo.png")
        lines = {one.outside_number: one for one in IntakeLine.objects.filter(intake_id=report.intake)}
        assert [lines[one].findings[0]["code"] for one in ("D2", "D3", "D4")] == ["P-87"] * 3
        still = receiving.release(report.intake, lines["D2"].line, Decision({"answers.use": "work"}))
        assert still.state == "held"
        without = receiving.release(report.intake, lines["D2"].line, Decision({"attachments": ""}))
        assert without.state == "released"
        named = receiving.release(report.intake, lines["D4"].line, Decision({"attachments": "proof=photo.png"}))
        assert named.state == "released" and filing_of(named).answers["proof"]
        receiving.decline(report.intake, lines["D3"].line, "添付がない")
        assert not FilingAttachment.objects.filter(state="draft").exists()


def test_the_command_line(
    town: Town,
    family: list[Record],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(import_filings, "reachable", lambda home: nullcontext())
    monkeypatch.setattr(import_filings, "open_django", lambda home, addresses: None)
    path, out = tmp_path / "dl.csv", tmp_path / "out.csv"
    command = ["import", "filings", "--municipality", "012084", str(path)]
    for content, told in ((b"a,b\n1,2\n", "見出し"), (text([]), "1 件もない")):
        path.write_bytes(content)
        assert entry.main(command) == 1 and told in capsys.readouterr().err
    assert entry.main([*command, "--mapping", str(tmp_path / "none.yaml")]) == 1
    assert "none.yaml" in capsys.readouterr().err
    path.write_bytes(text([row(town, family[0], "A1"), row(town, family[0], "A2", name="=1+1")]))
    assert entry.main([*command, "--dry-run", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["sheet"]["accepted"] == 1
    assert entry.main([*command, "--report", str(out)]) == 1
    assert "2 件: 申請にした 1、保留 1" in capsys.readouterr().out
    assert "'=1+1" in out.read_text(encoding="utf-8-sig"), "no spreadsheet takes it for a formula"
    other = found_town("122041")
    report = running.import_file(other.id, path, running.chosen())
    assert report.sheet.held == 2, "a resident of another town is nobody here"
    with town.open():
        assert Filing.objects.count() == 1
