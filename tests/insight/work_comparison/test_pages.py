"""The pages of process comparison: from an empty year to a comparison, and consent from preview to withdrawal."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest

from tests.areas.resident_tax.test_document_pages import text
from tests.insight.work_comparison.working import YEAR, Work, add, analysed
from tests.world import Town, found_town, signed_in
from yakuba.insight.work_comparison import publishing
from yakuba.insight.work_comparison.models import PublicationConsent, WorkAnalysis
from yakuba.platform.access import service as access
from yakuba.platform.jobs import service as jobs
from yakuba.platform.tenancy.context import JST, now

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
AT = "/012084/work-comparison/"
RARE = Work("dog_registration", "犬の登録", cases=6)


def day(offset: int) -> str:
    return f"{now().astimezone(JST).date() + timedelta(days=offset):%Y%m%d}"


def published(code: str, work: Work) -> Town:
    """Another town that publishes its work."""
    town = found_town(code)
    add(town, work)
    analysed(town)
    with town.open("chief", now()) as context:
        today = context.business_date
        publishing.give(publishing.Wanted([work.procedure], today, today))
    return town


def test_who_asks_for_no_year_sees_one_that_is_counted() -> None:
    town = found_town("012084")
    chief = signed_in(town, "kakaricho")
    analysed(town, YEAR - 1)
    assert f"令和{YEAR - 1 - 2018}年度に始まった案件" in text(chief.get(AT).content)
    assert f"令和{YEAR - 2018}年度に始まった案件" in text(chief.get(f"{AT}?year={YEAR}").content)
    analysed(town)
    assert f"令和{YEAR - 2018}年度に始まった案件" in text(chief.get(AT).content), "the last whole one goes first"


def test_a_year_is_counted_looked_at_compared_and_taken_out() -> None:
    town = found_town("012084")
    add(town, Work(days=9.0), RARE)
    chief = signed_in(town, "kakaricho")
    assert "まだ集計していません" in text(chief.get(AT).content)
    assert chief.get(f"{AT}figures.csv").status_code == 404
    for _ in range(2):  # pressed twice, counted once
        assert chief.post(f"{AT}start/", {"year": str(YEAR)}).headers["Location"] == f"{AT}?year={YEAR}"
    with town.open():
        analysis = WorkAnalysis.objects.get()
    assert "集計中" in text(chief.get(AT).content)
    progress = f"{AT}analysis/{analysis.id}/progress/"
    assert "HX-Refresh" not in chief.get(progress, headers={"HX-Request": "true"}).headers
    assert analysis.job_id is not None and jobs.run_here(town.id, analysis.job_id).state == "succeeded"
    assert chief.get(progress, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    page = text(chief.get(AT).content)
    assert "転出の届出" in page and "犬の登録" in page and "少数" not in page, "who analyses sees every figure"
    one = f"{AT}{YEAR}/move_out/"
    page = text(chief.get(one).content)
    for expected in (
        "「転出の届出」は60件",
        "いちばん長く待つのは",
        "差戻し",
        "返答依頼",
        "読むときの注意",
        "所要日数ごとの案件",
    ):
        assert expected in page, expected
    drawing = chief.get(f"{one}map.svg?overlay=time")
    assert drawing.headers["Content-Type"].startswith("image/svg+xml") and "差戻し" in drawing.content.decode()
    assert "公開している団体はありません" in text(chief.get(f"{one}compare/").content)
    published("012025", Work(days=2.0, again=60))
    published("011002", Work(days=3.0, again=60))
    page = text(chief.get(f"{one}compare/").content)
    for expected in ("3団体のうち3位", "北海道函館市", "北海道札幌市", "1件あたり", "違いの大きいところ"):
        assert expected in page, expected
    near = text(chief.get(f"{one}compare/?peers=near").content)
    assert "札幌市" not in near and "人口が半分から2倍まで（" in near and "公開している団体：ありません" in near
    similar = text(chief.get(f"{one}compare/?peers=similar").content)
    assert "類似団体（都市Ⅲ）" in similar and "この区分のすべての団体" in similar and "北海道小樽市" in similar
    assert "この区分には" in similar and "3団体のうち" not in similar
    same = text(chief.get(f"{one}compare/?peers=prefecture").content)
    assert (
        "北海道の団体" in same and "公開している団体：北海道札幌市、北海道函館市" in same and "3団体のうち3位" in same
    )
    assert text(chief.get(f"{one}compare/?peers=×").content).count("公開しているすべての団体です")
    assert len(chief.get(f"{one}compare.csv?peers=similar").content.decode("utf-8-sig").splitlines()) == 2
    rows = chief.get(f"{one}compare.csv").content.decode("utf-8-sig").splitlines()
    assert rows[0].startswith("順位,団体,案件") and rows[1].startswith("1位,北海道函館市,60") and len(rows) == 4
    told = chief.get(f"{AT}figures.csv?year={YEAR}").content.decode("utf-8-sig")
    assert "転出の届出,全体,60" in told and "作業：決定" in told and f"月：{YEAR}-04" in told


def test_a_manager_sees_no_figure_of_few_and_cannot_count() -> None:
    town = found_town("012084")
    add(town, Work(), RARE)
    analysed(town)
    with town.open("chief", now()):
        access.assign(town.clerk, "work_comparison.view", now().date() - timedelta(days=1))
    manager = signed_in(town, "madoguchi")
    page = text(manager.get(AT).content)
    assert "転出の届出" in page and "少数" in page and "集計する" not in page
    rare = text(manager.get(f"{AT}{YEAR}/dog_registration/").content)
    assert "件数か職員が少ないため" in rare
    steps = manager.get(f"{AT}{YEAR}/move_out/").content.decode()
    assert re.search(r"返答依頼</th>(?:<td[^>]*>少数</td>){6}", steps)
    assert "返答依頼" not in re.sub(r"<table id=\"steps.*?</table>|<tr><th scope=\"row\">返答依頼.*?</tr>", "", steps)
    told = manager.get(f"{AT}figures.csv?year={YEAR}").content.decode("utf-8-sig")
    assert "犬の登録,全体,少数,少数" in told
    for path in ("start/", f"analysis/{UUID(int=1)}/again/"):
        assert manager.post(f"{AT}{path}", {"year": str(YEAR)}).status_code == 403
    assert "map.svg" not in steps and manager.get(f"{AT}{YEAR}/move_out/map.svg").status_code == 403
    assert manager.get(f"{AT}consents/").status_code == 403


def test_consent_from_its_preview_to_its_withdrawal() -> None:
    town, other = found_town("012084"), found_town("012025")
    chief = signed_in(town, "kakaricho")
    assert "公開できる数字がありません" in text(chief.get(f"{AT}consents/new/").content)
    add(town, Work(), RARE)
    analysed(town)
    assert "同意したものはありません" in text(chief.get(f"{AT}consents/").content)
    given = {"procedures": ["move_out", "dog_registration"], "first": day(0), "last": day(30), "do": "preview"}
    refused = chief.post(f"{AT}consents/new/", {**given, "procedures": []})
    assert refused.status_code == 422
    refused = chief.post(f"{AT}consents/new/", {**given, "last": day(-3), "do": "give"})
    assert refused.status_code == 422 and "終わりの日" in text(refused.content)
    page = text(chief.post(f"{AT}consents/new/", given).content)
    assert "ほかの団体に見える数字" in page and "少数" in page and "60" in page
    with town.open():
        assert not PublicationConsent.objects.exists()
    with other.open("chief"):
        assert publishing.of_others() == []
    where = chief.post(f"{AT}consents/new/", {**given, "do": "give"}).headers["Location"]
    assert "公開中" in text(chief.get(where).content)
    with other.open("chief"):
        assert len(publishing.of_others()) == 2
    assert "公開中" in text(chief.get(f"{AT}consents/").content)
    assert chief.post(f"{where}renew/").status_code == 302
    for _ in range(2):  # pressed twice, withdrawn once
        assert chief.post(f"{where}withdraw/").headers["Location"] == where
    page = text(chief.get(where).content)
    assert "取下げ済み" in page and "係長 一郎" in page
    with other.open("chief"):
        assert publishing.of_others() == []


def test_another_towns_keys_and_years_that_are_none_lead_nowhere() -> None:
    town, other = found_town("012084"), found_town("012025")
    add(other, Work())
    theirs = analysed(other)
    with other.open("chief", now()) as context:
        today = context.business_date
        consent = publishing.give(publishing.Wanted(["move_out"], today, today))
    chief = signed_in(town, "kakaricho")
    for path in (
        f"analysis/{theirs.id}/progress/", f"consents/{consent.id}/", f"{YEAR}/move_out/", "0/move_out/",
        "99999999/move_out/compare/", f"{YEAR}/move_out/compare.csv",
    ):  # fmt: skip
        assert chief.get(f"{AT}{path}").status_code == 404, path
    for path in (f"consents/{consent.id}/withdraw/", f"consents/{consent.id}/renew/", f"analysis/{theirs.id}/again/"):
        assert chief.post(f"{AT}{path}").status_code == 404, path
    with other.open():
        assert PublicationConsent.objects.get().withdrawn_at is None
    assert "まだ集計していません" in text(chief.get(f"{AT}?year=×").content)
