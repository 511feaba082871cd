"""From each figure of a procedure's page to its cases: as many as the figure says, named for whoever may see them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db.models import Max

from tests.areas.resident_tax.test_document_pages import text
from tests.insight.work_comparison.working import YEAR, Work, add, analysed
from tests.world import found_town, signed_in
from yakuba.insight.work_comparison.models import WorkFigures
from yakuba.platform.access import service as access
from yakuba.platform.cases.models import Filing, FilingStep
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.tenancy.context import now

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
AT = f"/012084/work-comparison/{YEAR}/move_out/"


def test_every_figure_of_the_page_leads_to_as_many_cases() -> None:
    town = found_town("012084")
    add(town, Work(days=9.0))
    analysed(town)
    chief = signed_in(town, "kakaricho")
    with town.open():
        told = WorkFigures.objects.get(procedure="move_out").figures

    def count(query: str) -> int:
        return len(chief.get(f"{AT}cases/list.csv?{query}").content.decode("utf-8-sig").splitlines()) - 1

    assert count("") == told["cases"] == 60 and count("again=1") == told["rework"] == 9
    assert count("open=1") == told["open"] == 0
    for one in told["steps"]:
        assert count(f"step={one['step']}") == one["cases"], one
        assert count(f"step={one['step']}&again=1") == one["repeated"], one
    for one in told["months"]:
        assert count(f"month={one['month']}") == one["cases"], one
    for one in told["sizes"]:
        assert count(f"size={one['from']}") == one["cases"], one
    links = {(one["before"], one["after"]): one["count"] for one in told["map"]["links"]}
    assert count("step=差戻し&next=確認") == links["差戻し", "確認"] == 9
    shown = chief.get(AT).content.decode()
    for query in ("again=1", f"month={YEAR}-04", "step=%E5%B7%AE%E6%88%BB%E3%81%97", "size=3"):
        assert f"{AT}cases/?{query}" in shown, query
    for wrong in ("again=2", "size=4", "next=x", "open=yes"):
        assert chief.get(f"{AT}cases/?{wrong}").status_code == 404, wrong
    assert "当たる案件はありません" in text(chief.get(f"{AT}cases/?step=x").content)
    assert chief.get(f"/012084/work-comparison/{YEAR}/no_such/cases/").status_code == 404


def test_the_list_is_of_when_the_figure_was_counted_and_is_registered() -> None:
    town = found_town("012084")
    add(town, Work())
    analysed(town)
    with town.open():
        last = FilingStep.objects.aggregate(last=Max("ended_at"))["last"]
        key = FilingStep.objects.filter(ended_at=last).values_list("filing_id", flat=True)[0]
        FilingStep.objects.create(
            filing_id=key, activity="後の作業", actor_name="", started_at=now(), ended_at=now() + timedelta(minutes=1)
        )
    chief = signed_in(town, "kakaricho")
    page = chief.get(f"{AT}cases/?step=差戻し").content.decode()
    assert len(re.findall(r'<a data-row href="/012084/filings/', page)) == 9 and "受付 → 自動確認" in page
    assert "当たる案件はありません" in text(chief.get(f"{AT}cases/?step=後の作業").content)
    with town.open():
        entries = RegisterEntry.objects.filter(act="view_case")
        assert sorted(one.detail["listed"] for one in entries) == [0, 9]
        assert {one.detail["asked"] for one in entries} == {"「差戻し」をした案件", "「後の作業」をした案件"}
    second = chief.get(f"{AT}cases/?page=2").content.decode()
    assert len(re.findall(r'<a data-row href="/012084/filings/', second)) == 10, "60 cases, 50 a page"


def test_cases_are_for_who_analyses_and_named_for_who_works_on_them() -> None:
    town = found_town("012084")
    add(town, Work())
    analysed(town)
    day = now().date() - timedelta(days=1)
    with town.open("chief", now()):
        access.assign(town.clerk, "work_comparison.view", day)
        analyst = access.create_account(access.NewAccount("bunseki", "分析 次郎", "企画課", "tsuru-no-ongaeshi-1"))
        for duty in ("work_comparison.view", "work_comparison.analyse"):
            access.assign(analyst, duty, day)
        numbers = list(Filing.objects.values_list("receipt_number", flat=True))
    manager = signed_in(town, "madoguchi")
    assert manager.get(f"{AT}cases/").status_code == 403 and manager.get(f"{AT}cases/list.csv").status_code == 403
    assert "cases/" not in manager.get(AT).content.decode()
    client = signed_in(town, "bunseki")
    shown = client.get(f"{AT}cases/").content.decode()
    assert "案件-" in shown and not any(one in shown for one in numbers)
