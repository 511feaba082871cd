"""A trial of a bill: over the town's own taxpayers as its assessment computes them, over rights, over a file."""

from __future__ import annotations

import doctest
import json
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.areas.child_allowance.families import CLAIM, settle
from tests.areas.child_allowance.families import approve as approve_claim
from tests.areas.child_allowance.families import file as claim
from tests.areas.resident_tax.reports import line
from tests.areas.resident_tax.test_assessment_runs import computed, documents
from tests.areas.resident_tax.test_document_pages import text
from tests.residents import move_in
from tests.world import MORNING, Town, found_town, signed_in
from yakuba.areas.resident_tax.models import Assessment
from yakuba.insight.law_changes import drawing, measuring, showing, source_words, studying
from yakuba.insight.law_changes.models import LawStudy
from yakuba.law.what_if import Bill
from yakuba.platform.jobs import service as jobs
from yakuba.platform.register.models import RegisterEntry

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
AT = "/012084/law-changes/"
BROTHERS = (
    ("太郎", "タロウ", "ﾀﾛｳ"),
    ("次郎", "ジロウ", "ｼﾞﾛｳ"),
    ("三郎", "サブロウ", "ｻﾌﾞﾛｳ"),
    ("四郎", "シロウ", "ｼﾛｳ"),
    ("五郎", "ゴロウ", "ｺﾞﾛｳ"),
    ("六郎", "ロクロウ", "ﾛｸﾛｳ"),
)


def brothers(town: Town, least: int = 3_000_000, step: int = 500_000) -> None:
    """Six taxpayers of one household, with a wage report each: `least` yen, and each `step` more."""
    with town.open():
        move_in(
            tuple(
                ("田中", given, "タナカ", kana, date(1977, 5, 2 + place), "1", "同居人" if place else "世帯主")
                for place, (given, kana, _) in enumerate(BROTHERS)
            )
        )
    documents(
        town,
        *(
            line(
                98,
                name=f"田中　{given}",
                name_kana=f"ﾀﾅｶ {kana}",
                birth_era="1",
                birth_year="52",
                birth_month="5",
                birth_day=str(2 + place),
                recipient_number=f"B{place}",
                payment=str(least + step * place),
                social_insurance="0",
            )
            for place, (given, _, kana) in enumerate(BROTHERS)
        ),
    )


def finished(town: Town, where: str) -> LawStudy:
    """The study at an address, after what the worker does."""
    with town.open():
        study = LawStudy.objects.get(id=UUID(where.rstrip("/").rsplit("/", 1)[-1]))
    assert study.job_id is not None
    ended = jobs.run_here(town.id, study.job_id)
    assert ended.state == "succeeded", ended.failure
    with town.open():
        study.refresh_from_db()
    return study


def test_a_trial_over_the_towns_own_taxpayers_from_the_table_of_parameters_to_a_comparison() -> None:
    town = found_town("012084")
    brothers(town)
    run = computed(town)
    chief = signed_in(town, "kakaricho")
    assert "まだ試算はありません" in text(chief.get(AT).content)
    ask = f"{AT}new/resident-tax/?period=2026"
    page = chief.get(ask).content.decode()
    for expected in ("森林環境税", "地方税法", "令和8年度（資料6件）", "市町村民税の均等割", "公開資料"):
        assert expected in page, expected
    given = {"title": "均等割を500円上げる案", "whose": "own", "material": "2026"}
    refused = chief.post(ask, {**given, "p-forest_tax": "千円", "material": ""})
    assert refused.status_code == 422
    assert "整数で書いてください" in text(refused.content), "the bill is not read, so whose it is was not asked yet"
    assert "変わる値がありません" in text(chief.post(ask, given).content)
    answer = chief.post(ask, {**given, "o-city_per_capita": "３，５００"})
    assert answer.status_code == 302, text(answer.content)
    where = answer.headers["Location"]
    assert "計算中" in text(chief.get(where).content)
    first = finished(town, where)
    total = first.result["total"]
    assert (total["count"], total["before"]) == (6, run.totals["annual_tax"]), "as the assessment computes them"
    assert (total["change"], total["losing"], total["gaining"]) == (3_000, 6, 0)
    page = text(chief.get(where).content)
    for expected in (
        "3,000円増えます",
        "損をするのは6人",
        "5人未満",
        "市町村民税の均等割（円）",
        "差の大きさごとの人数",
    ):
        assert expected in page, expected
    sheet = chief.get(f"{where}figures.csv").content.decode("utf-8-sig").splitlines()
    assert sheet[1].startswith(f"全体,,6,{total['before']},{total['after']},3000,500,0,0,6,3000")
    assert any(row.startswith("年齢の区分,40〜49歳,6,") for row in sheet)
    assert not any(row.startswith("所得の区分") and ",6," in row for row in sheet), "six stand in two classes"
    second = finished(
        town, chief.post(ask, {**given, "title": "森林環境税", "p-forest_tax": "2000"}).headers["Location"]
    )
    beside = text(chief.get(f"{AT}compare/", {"first": str(first.id), "second": str(second.id)}).content)
    assert "総額の差（円） 3,000 6,000 +3,000" in beside
    assert "比べる試算がありません" in text(chief.get(f"{AT}compare/", {"first": "x"}).content)
    assert chief.get(f"{AT}new/child/").status_code == 404
    with town.open():
        assert Assessment.objects.count() == 6, "nothing was written but the run that stands open"
        row = RegisterEntry.objects.filter(act="run_batch", detail__study=str(first.id)).get()
        assert row.detail["people"] == 6 and row.duty == "law_changes.study"
        assert list(studying._PARTS.town().iterdir()) == []  # what was kept aside is gone


def household(age: int, income: int, **more: Any) -> str:
    """A household of the health insurance as a line of a file."""
    rates = {"medical": {"rate": "0.07", "per_capita": 30_000}, "support": {"rate": "0.02"}}
    return json.dumps({"fiscal_year": 2026, "head": {"age": age, "total_income": income}, "ordinance": rates} | more)


def test_a_trial_over_a_file_and_one_over_rights(monkeypatch: pytest.MonkeyPatch) -> None:
    town = found_town("012084")
    monkeypatch.setattr("yakuba.platform.access.middleware.now", lambda: MORNING)  # December is offered that day
    monkeypatch.setattr(measuring, "BLOCK", 5)  # two pieces of work
    chief = signed_in(town, "kakaricho")
    lines = [household(45, 3_000_000 + 1_000_000 * place) for place in range(7)]
    lines += ["{", household(45, 1, fiscal_year=2025)]
    asked = {"title": "医療分", "p-base_limit": "430000", "o-medical.rate": "8%"}
    file = SimpleUploadedFile("世帯.jsonl", "\n".join(lines).encode())
    answer = chief.post(f"{AT}new/health-insurance/?period=2026", {**asked, "file": file})
    assert answer.status_code == 302, text(answer.content)
    study = finished(town, answer.headers["Location"])
    assert study.bill == {"parameters": {}, "ordinance": {"medical": {"rate": "0.08"}}}
    assert (study.refused_count, study.result["total"]["count"], study.result["total"]["losing"]) == (2, 7, 7)
    page = text(chief.get(answer.headers["Location"]).content)
    assert "計算に含めていない事例があります" in page and "差の平均（円/世帯）" in page and "令和8年度の法令" in page
    answer = chief.post(f"{AT}new/health-insurance/", {**asked, "file": SimpleUploadedFile("a.json", b"{")})
    with town.open():
        broken = LawStudy.objects.latest("number")
        assert broken.job_id is not None
    assert "事例のファイルを読めない" in jobs.run_here(town.id, broken.job_id).failure
    assert "途中で止まりました" in text(chief.get(answer.headers["Location"]).content)
    assert chief.post(f"{answer.headers['Location']}again/").status_code == 302

    family = settle(town)
    with town.open():
        filing = claim(family, "child_allowance_claim", CLAIM)
    with town.open("chief"):
        approve_claim(filing)
    ask = f"{AT}new/child-allowance/?period=2026-12"
    answer = chief.post(ask, {"title": "3歳未満", "whose": "own", "p-under_three": "20,000"})
    assert answer.status_code == 302, text(answer.content)
    study = finished(town, answer.headers["Location"])
    assert study.result["total"]["count"] is None, "one family is too few to be told of"
    assert study.result["by_income"] == []
    with town.open():
        effect = measuring.measured(study, measuring.gathered(study))
        assert (effect.before.tolist(), effect.after.tolist()) == ([30_000], [40_000]), "two below three"
        late = LawStudy(scheme="child-allowance", period="2027-02", material="2027-02", created_at=study.created_at)
        late.bill = {"parameters": dict(Bill("", {"under_three": 20_000}, {}).parameters)}
        effect = measuring.measured(late, measuring.gathered(late))
        assert (effect.before.tolist(), effect.after.tolist()) == ([25_000], [30_000]), "the elder is three by then"


@pytest.mark.parametrize("module", [drawing, showing, source_words])
def test_the_examples_are_true(module: Any) -> None:
    found = doctest.testmod(module)
    assert found.attempted and not found.failed
