"""The mapping of own steps to the catalogue: suggested, decided by whom and when, taken back, as a file, and used."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from tests.areas.resident_tax.test_document_pages import text
from tests.insight.work_comparison.test_pages import AT, RARE, published
from tests.insight.work_comparison.working import YEAR, Work, add, analysed
from tests.world import Town, found_town, signed_in
from yakuba.insight.processes.event_log import Unreadable
from yakuba.insight.work_comparison import publishing, step_file, step_mapping
from yakuba.insight.work_comparison.models import PublicationConsent, PublishedWork, StepDecision
from yakuba.insight.work_comparison.step_mapping import Choice, DecisionWrong, Overtaken, State
from yakuba.insight.work_comparison.views.own import figures_row
from yakuba.platform.access import service as access
from yakuba.platform.tenancy.context import now

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
RECEIVE, CHECK, APPROVE = (
    "resident_move.reception.receive_notification",
    "resident_move.reception.check_notification",
    "resident_move.recording.approve_change",
)
ONE = f"{AT}{YEAR}/move_out/steps/"


def counted() -> Town:
    """A town with a procedure of six names (two of them of every case) and one outside the catalogue."""
    town = found_town("012084")
    add(town, Work(), RARE)
    analysed(town)
    return town


def sent(choices: dict[str, tuple[int, str]]) -> dict[str, list[str]]:
    """A form: name → version that was seen, and choice."""
    rows = [(name, str(version), choice) for name, (version, choice) in choices.items()]
    return {key: [row[at] for row in rows] for at, key in enumerate(("name", "version", "choice"))}


def work(code: str = "move_out") -> step_mapping.Work:
    return next(one for one in step_mapping.works(YEAR) if one.code == code)


def test_what_is_decided_moves_the_share_and_can_be_taken_back() -> None:
    """Six names: 受付 and 自動確認 are of all 60 cases; what is rejected stays unmapped but is decided."""
    town = counted()
    with town.open("chief"):
        before = step_mapping.share([work()])
        assert (before.names, before.mapped_names, before.undecided, before.mapped_cases) == (7, 0, 7, 0)
        assert step_mapping.decide([Choice("move_out", "受付", RECEIVE, 0), Choice("move_out", "差戻し", "", 0)]) == 2
        after = step_mapping.share([work()])
        assert (after.mapped_names, after.undecided, after.mapped_cases, after.cases) == (1, 5, 60, before.cases)
        assert step_mapping.decide([Choice("move_out", "受付", RECEIVE, 1)]) == 0, "the same again is no version"
        assert step_mapping.decide([Choice("move_out", "受付", CHECK, 1)]) == 1
        assert step_mapping.decide([Choice("move_out", "受付", None, 2)]) == 1
        assert step_mapping.share([work()]).mapped_names == 0
        kept = [(one.version, one.state, one.step) for one in step_mapping.history("move_out") if one.name == "受付"]
        assert sorted(kept) == [(1, "confirmed", RECEIVE), (2, "confirmed", CHECK), (3, "taken_back", "")]
        assert {one.decided_by_name for one in step_mapping.history("move_out")} == {"係長 一郎"}


def test_a_decision_that_somebody_else_overtook_or_that_means_nothing_is_refused_whole() -> None:
    town = counted()
    with town.open("chief"):
        step_mapping.decide([Choice("move_out", "受付", RECEIVE, 0)])
        with pytest.raises(Overtaken, match="先に決めました"):
            step_mapping.decide([Choice("move_out", "決定", APPROVE, 0), Choice("move_out", "受付", CHECK, 0)])
        with pytest.raises(DecisionWrong, match="カタログにありません"):
            step_mapping.decide([Choice("move_out", "決定", "resident_move.tea", 0)])
        assert StepDecision.objects.count() == 1
    with town.open("clerk"), pytest.raises(access.Refused):
        step_mapping.decide([Choice("move_out", "決定", APPROVE, 0)])


def test_decisions_are_only_added_and_no_other_town_sees_them() -> None:
    town, other = counted(), found_town("012025")
    with town.open("chief"):
        step_mapping.decide([Choice("move_out", "受付", RECEIVE, 0)])
    with other.open("chief"):
        assert not StepDecision.objects.exists() and step_mapping.decisions() == {}
    for change in ({"name": "×"}, {"step": CHECK}):
        with town.open("chief"), pytest.raises(DatabaseError), transaction.atomic():
            StepDecision.objects.update(**change)
    with town.open("chief"), pytest.raises(DatabaseError), transaction.atomic():
        StepDecision.objects.all().delete()


def test_suggestions_know_the_task_of_a_procedure() -> None:
    town = counted()
    with town.open("chief"):
        found = step_mapping.work_of(figures_row(YEAR, "move_out"))
        assert found.task is not None and found.task.id == "resident_move"
        best = {one.name: one.suggested.step.id for one in found.names if one.suggested}
        assert best["受付"] == RECEIVE and best["決定"] == APPROVE and best["自動確認"] == CHECK
        assert step_mapping.work_of(figures_row(YEAR, "dog_registration")).task is None


def test_the_pages_from_an_empty_year_to_decisions_used() -> None:
    town = found_town("012084")
    chief = signed_in(town, "kakaricho")
    assert "この年度の作業名はまだありません" in text(chief.get(f"{AT}steps/?year={YEAR}").content)
    assert chief.get(ONE).status_code == 404
    add(town, Work(days=9.0), RARE)
    analysed(town)
    page = text(chief.get(f"{AT}steps/?year={YEAR}").content)
    assert "転出の届出" in page and "転入・転居・転出" in page and "100%" in page
    page = text(chief.get(ONE).content)
    assert "まだ決めない" in page and "yakubaの記録での名前" in page and "提案を選んだ状態です" not in page
    filled = chief.get(f"{ONE}?fill=1").content.decode()
    assert "提案を選んだ状態です" in filled and f'<option value="{RECEIVE}" selected>' in filled
    with town.open():
        assert not StepDecision.objects.exists(), "choosing the suggestions decides nothing"
    assert chief.post(ONE, sent({"受付": (0, RECEIVE), "決定": (0, APPROVE), "差戻し": (0, "-")})).status_code == 302
    page = text(chief.get(ONE).content)
    assert "カタログにない" in page and "係長 一郎" in page and "これまでの決定" in page
    whole = text(chief.get(f"{AT}steps/?year={YEAR}").content)
    assert "標準の作業が決まった名前2" in whole.replace(" ", "")
    page = text(chief.get(f"{AT}{YEAR}/move_out/").content)
    assert "標準の作業ごとの数字" in page and "届出書の受付" in page and "異動の決裁" in page
    refused = chief.post(ONE, sent({"受付": (0, CHECK)}))
    assert refused.status_code == 422 and "先に決めました" in text(refused.content)
    for bad in (sent({"朝礼": (0, CHECK)}), sent({"受付": (1, "x")}), {"name": ["受付"], "version": [], "choice": []}):
        assert chief.post(ONE, bad).status_code == 422
    assert chief.post(ONE, sent({"受付": (1, "")})).status_code == 302
    assert "届出書の受付" not in text(chief.get(f"{AT}{YEAR}/move_out/").content)
    other_task = text(chief.get(f"{AT}{YEAR}/dog_registration/steps/?task=certificate").content)
    assert "手数料の収納" in other_task
    assert "近い作業はありません" in text(chief.get(f"{AT}{YEAR}/dog_registration/steps/").content)


def test_who_may_only_look_may_not_map() -> None:
    town = counted()
    with town.open("chief", now()):
        access.assign(town.clerk, "work_comparison.view", now().date())
    clerk = signed_in(town, "madoguchi")
    for path in (f"{AT}steps/", f"{AT}steps.csv", ONE):
        assert clerk.get(path).status_code == 403, path
    assert clerk.post(ONE, sent({"受付": (0, RECEIVE)})).status_code == 403
    page = text(clerk.get(f"{AT}{YEAR}/move_out/").content)
    assert "対応を" not in page


def as_csv(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def test_the_file_goes_out_is_decided_on_and_comes_in_with_held_lines_named() -> None:
    town = counted()
    chief = signed_in(town, "kakaricho")
    got = chief.get(f"{AT}steps.csv?year={YEAR}").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(got)))
    assert rows[0] == list(step_file.HEADINGS) and len(rows) == 1 + 7 + 7
    at = {row[2]: row for row in rows[1:] if row[0] == "move_out"}
    assert at["受付"][4:6] == ["提案", RECEIVE]
    at["受付"][4] = at["決定"][4] = "確定"
    at["差戻し"][4] = "対応なし"
    at["自動確認"][4:6] = ["確定", "resident_move.tea"]
    at["確認"][4] = "保留"
    rows += [["move_out", "", "朝礼", "", "確定", CHECK], at["返答"]]
    upload = SimpleUploadedFile("m.csv", as_csv(rows), "text/csv")
    page = text(chief.post(f"{AT}steps/?year={YEAR}", {"file": upload}).content)
    for expected in (
        "16行のうち、決定3行、変更なし9行、保留4行",
        "tea",
        "状態「保留」",
        "「朝礼」はありません",
        "2行あります",
    ):
        assert expected in page, expected
    again = chief.get(f"{AT}steps.csv?year={YEAR}").content
    assert "係長 一郎" in again.decode("utf-8-sig")
    page = text(chief.post(f"{AT}steps/?year={YEAR}", {"file": SimpleUploadedFile("m.csv", again)}).content)
    assert "14行のうち、決定0行、変更なし14行、保留0行" in page
    for wrong in (b"a,b\n1,2\n", b"\xff\xfe\x00\x01", b"\n\n"):
        refused = chief.post(f"{AT}steps/?year={YEAR}", {"file": SimpleUploadedFile("m.csv", wrong)})
        assert refused.status_code == 422
    assert chief.post(f"{AT}steps/?year={YEAR}", {}).status_code == 422


def test_a_file_without_its_columns_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="手続きコード"):
        step_file.take(as_csv([["作業", "状態", "標準作業"], ["a", "確定", CHECK]]), [])


def decide(town: Town, **choices: str) -> None:
    with town.open("chief", now()):
        step_mapping.decide([Choice("move_out", name, step, 0) for name, step in choices.items()])


def test_the_comparison_meets_in_the_standard_step_when_both_are_mapped() -> None:
    town = counted()
    other = published("012025", Work(days=1.0))
    chief = signed_in(town, "kakaricho")
    compare = f"{AT}{YEAR}/move_out/compare/"
    assert "両方が決めると" in text(chief.get(compare).content)
    decide(town, 受付=RECEIVE, 決定=APPROVE)
    decide(other, 決定=APPROVE)
    assert "両方が決めると" in text(chief.get(compare).content), "the other's mapping is seen when it is published"
    with other.open("chief", now()):
        consent = PublicationConsent.objects.get()
        seen: list[Any] = [PublishedWork.objects.get().figures]
        assert publishing.renew(consent.id) == 1
        assert publishing.renew(consent.id) == 0
        seen.append(PublishedWork.objects.get().figures)
    assert [step_mapping.STANDARD in one for one in seen[1]["steps"]].count(True) == 1
    bare = [{key: value for key, value in one.items() if key != step_mapping.STANDARD} for one in seen[1]["steps"]]
    assert {**seen[1], "steps": bare} == seen[0], "nothing but the mapping is new"
    page = text(chief.get(compare).content)
    assert "標準の作業ごとの比較" in page and "異動の決裁" in page and "届出書の受付" not in page


def test_the_state_of_a_name_that_nobody_decided_is_undecided() -> None:
    assert step_mapping.Named("受付", 3).state == State.TAKEN_BACK
    assert step_mapping.Named("受付", 3).version == 0
