"""A municipality's own steps of a procedure: adopted from a flow, shown on the filing, ticked there, in the journal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client

from tests.filings import move_out_of
from tests.platform.cases import own as dogs
from tests.residents import FAMILY, move_in
from tests.world import MORNING, TODAY, Town, found_town, signed_in
from yakuba.insight.processes.conformance.judging import FITS, Options, judged
from yakuba.insight.processes.model import flow as trees
from yakuba.insight.processes.model.bpmn_writing import written as as_bpmn
from yakuba.insight.processes.model.flow import Flow, Task
from yakuba.insight.work_comparison import source
from yakuba.operation.cli import main as entry
from yakuba.operation.cli import processes_adopt
from yakuba.platform.cases import building, filings, work_steps
from yakuba.platform.cases.models import Filing, FilingStep
from yakuba.platform.cases.work_line import WorkStep, parsed, written
from yakuba.platform.parameters import service as parameters
from yakuba.platform.parameters.errors import ParameterRefused, UnknownParameter

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
FIRST = date(2026, 4, 1)
LINE = "受付 → 電話での確認 → （現地確認） → 仮登録"


@pytest.fixture
def town() -> Iterator[Town]:
    yield found_town("012084")


@pytest.fixture
def clerk(town: Town) -> Client:
    return signed_in(town, "madoguchi")


def filed(town: Town) -> Filing:
    with town.open():
        return filings.receive(move_out_of(move_in(FAMILY), ["t1"]))


def adopt(town: Town, line: str = LINE, day: date = FIRST) -> None:
    with town.open("chief"):
        parameters.set("work_steps.move_out", day, line, "標準の流れを採り入れる")


def send(client: Client, filing: Filing, step: str, key: str = "") -> int:
    form = {"idempotency_key": key or str(uuid4()), "step": step}
    return client.post(f"/012084/filings/{filing.id}/tick/", form).status_code


def activities(town: Town, filing: Filing) -> list[str]:
    with town.open():
        return list(FilingStep.objects.filter(filing_id=filing.id).order_by("id").values_list("activity", flat=True))


def page_of(client: Client, filing: Filing) -> str:
    return client.get(f"/012084/filings/{filing.id}/").content.decode()


def test_steps_stand_on_the_filing_and_are_ticked_once(town: Town, clerk: Client) -> None:
    adopt(town)
    filing = filed(town)
    page = page_of(clerk, filing)
    assert "手順</h2>" in page and "現地確認<span" in page and "省いてよい" in page
    assert page.count("済みにする<") == 2, "what yakuba records by itself has no button"
    key = str(uuid4())
    assert send(clerk, filing, "電話での確認", key) == send(clerk, filing, "電話での確認", key) == 302
    assert activities(town, filing).count("電話での確認") == 1
    assert send(clerk, filing, "電話での確認") == 409
    page = page_of(clerk, filing)
    assert page.count("済みにする<") == 1 and "電話での確認（手順）" in page
    for wrong in ("仮登録", "ない手順", ""):
        assert send(clerk, filing, wrong) == 409
    assert clerk.post(f"/012084/filings/{filing.id}/tick/", {"step": "現地確認"}).status_code == 422
    with town.open():
        filings.withdraw(filing.key)
    assert send(clerk, filing, "現地確認") == 409 and "済みにする<" not in page_of(clerk, filing)


def test_steps_hold_from_their_day_on_and_for_their_procedure(town: Town, clerk: Client) -> None:
    filing = filed(town)
    assert "手順</h2>" not in page_of(clerk, filing)
    adopt(town, day=date(2099, 4, 1))
    assert "手順</h2>" not in page_of(clerk, filing)
    adopt(town)
    assert "手順</h2>" in page_of(clerk, filing)
    adopt(town, "")
    assert "手順</h2>" not in page_of(clerk, filing)
    filing.procedure = "own_none"
    with town.open():
        assert work_steps.steps_of(filing) == ()


def test_a_procedure_of_the_municipalitys_own_has_steps_too(town: Town) -> None:
    with town.open("chief"):
        code = dogs.published(TODAY).code
        key = f"work_steps.{code}"
        draft = building.start(dogs.dog())
        with pytest.raises(UnknownParameter):
            parameters.get(f"work_steps.{draft.code}", TODAY)
        assert parameters.get(key, TODAY) == ""
        labels = [one.definition.label for one in parameters.settings(TODAY)]
        assert labels.count("犬の登録：仕事の手順") == 1
    chief = signed_in(town, "kakaricho")
    shown = chief.get(f"/012084/procedures/{building_id(town, code)}/").content.decode()
    assert f'href="/012084/parameters/{key}/"' in shown
    given = {"valid_from": f"{TODAY:%Y%m%d}", "value": "受付 → 現地確認", "reason": "標準の流れ", "do": "save"}
    assert chief.post(f"/012084/parameters/{key}/", given).status_code == 302
    assert "受付 → 現地確認" in chief.get(f"/012084/parameters/{key}/").content.decode()
    other = found_town("122041")
    with other.open(), pytest.raises(UnknownParameter):
        parameters.get(key, TODAY)
    assert signed_in(other, "kakaricho").get(f"/122041/parameters/{key}/").status_code == 404
    filing = filed(town)
    filing.procedure, filing.filed_at = code, MORNING
    with town.open():
        assert [one.name for one in work_steps.steps_of(filing)] == ["受付", "現地確認"]


def building_id(town: Town, code: str) -> str:
    with town.open():
        return str(building.versions(code)[0].id)


def test_who_may_not_enter_does_not_tick(town: Town) -> None:
    adopt(town)
    filing = filed(town)
    other = found_town("122041")
    assert signed_in(other, "madoguchi").post(f"/122041/filings/{filing.id}/tick/", {"step": "x"}).status_code == 404


def test_the_journal_shows_whether_the_flow_is_kept_to(town: Town, clerk: Client) -> None:
    adopt(town)
    kept, left = filed(town), filed(town)
    assert send(clerk, kept, "電話での確認") == 302
    flow = Flow("転出", trees.sequence([Task("受付"), Task("自動確認"), Task("電話での確認")]) or Task("x"))
    with town.open():
        log = source.event_log(FIRST, date(2027, 3, 31), procedure="move_out")
    only = judged(log, flow, Options(pass_over_others=True)).cases
    assert only[FITS].to_list() in ([True, False], [False, True]) and activities(town, left).count("電話での確認") == 0


@pytest.mark.parametrize(
    "line", ["→", "a → ", "a → a", "x" * 65, " → ".join(str(number) for number in range(31)), "（） → a", "a\nb"]
)
def test_a_line_that_is_none_is_refused(town: Town, line: str) -> None:
    with town.open("chief"), pytest.raises(ParameterRefused, match="仕事の手順"):
        parameters.set("work_steps.move_out", FIRST, line, "試験")


def test_a_line_and_its_steps() -> None:
    steps = (WorkStep("受付"), WorkStep("現地確認", needed=False), WorkStep("決定（窓口）"))
    assert written(steps) == "受付 → （現地確認） → 決定（窓口）" and parsed(written(steps)) == steps
    assert parsed("  ") == ()
    for name in ("a→b", "（a）", " a", ""):
        with pytest.raises(ValueError, match="名前"):
            written((WorkStep(name),))


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """The command over the database that the test already has open."""

    @contextmanager
    def reachable(home: object) -> Iterator[None]:
        yield None

    monkeypatch.setattr(processes_adopt, "reachable", reachable)
    monkeypatch.setattr(processes_adopt, "open_django", lambda home, addresses: None)
    model = tmp_path / "flow.bpmn"
    block = trees.sequence(
        [Task("受付"), trees.skippable(Task("現地確認")), trees.parallel([Task("決定"), Task("記帳")])]
    )
    assert block is not None
    model.write_bytes(as_bpmn(Flow("転出", block)))
    return ["processes", "adopt", "012084", "--model", str(model), "--from", f"{FIRST}", "--reason", "決裁第5号"]


def test_a_flow_is_adopted_by_command(town: Town, command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert entry.main([*command, "--procedure", "move_out"]) == 0
    assert "受付 → （現地確認） → 決定 → 記帳" in capsys.readouterr().out
    with town.open():
        assert parameters.get("work_steps.move_out", FIRST) == "受付 → （現地確認） → 決定 → 記帳"
        assert parameters.history("work_steps.move_out")[0].reason == "決裁第5号"
    for arguments, said in (
        (["--procedure", "no_such"], "手続き no_such がありません"),
        (["--procedure", "move_out", "--reason", " "], "変更の理由がない"),
        (["--procedure", "move_out", "--model", "no.bpmn"], "開けません"),
    ):
        assert entry.main([*command, *arguments]) == 1
        assert said in capsys.readouterr().err
    assert entry.main([*command[:2], "999999", *command[3:], "--procedure", "move_out"]) == 1
    model = Path(command[4])
    model.write_bytes(as_bpmn(Flow("転出", Task("（受付）"))))
    assert entry.main([*command, "--procedure", "move_out"]) == 1
    assert "手順にできません" in capsys.readouterr().err


def test_no_step_that_yakuba_records_can_be_ticked_by_hand() -> None:
    """Whatever the rooms of cases write into a journal is in the list."""
    written_there = re.compile(r'(?:_step|\bstep|_journal|_wait_for)\((?:filing|case)[^"()]*"([^"]+)"')
    folder = Path(work_steps.__file__).parent
    found = {name for path in folder.glob("*.py") for name in written_there.findall(path.read_text("utf-8"))}
    assert {"受付", "来庁待ち", "仮登録", "決定"} <= found <= work_steps.RECORDED
