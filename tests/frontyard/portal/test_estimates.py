"""Estimates on the portal: what is asked, what is answered, what is refused with its remedy, and nothing is kept."""

import subprocess
import sys
from datetime import date

import pytest
from django.conf import settings

from tests.frontyard.portal.zone import Resident, as_portal
from tests.world import Town
from yakuba.frontyard.portal import estimated, estimating
from yakuba.frontyard.portal.middleware import LANGUAGE
from yakuba.frontyard.portal.models import Draft, PortalAccount
from yakuba.law import scheme_named
from yakuba.platform.tenancy.scope import tenant

TODAY = date(2026, 11, 29)
CHOSEN: dict[str, object] = {"year": "2026", "spouse": "none", "single": "none", "disability": "none"}
FAMILY: dict[str, object] = {
    **CHOSEN,
    "age": "40",
    "salary": "5,000,000",
    "insurance": "700000",
    "spouse": "under70",
    "spouse_income": "0",
    "under16": "1",
    "elder_parent": "1",
}


def child(number: int, born: date) -> dict[str, object]:
    parts = {"era": "seireki", "year": born.year, "month": born.month, "day": born.day}
    return {f"child{number}-{part}": str(words) for part, words in parts.items()}


def typed(given: dict[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in given.items()}


def test_the_years_are_those_of_the_law() -> None:
    period = scheme_named("resident-tax").period
    assert (period.first, period.last) == (estimating.YEARS[0], estimating.YEARS[-1])


def test_numpy_comes_with_the_first_answer_only() -> None:
    code = (
        "import sys; from yakuba.frontyard.portal import estimated, estimating;"
        "assert 'numpy' not in sys.modules; estimated._asked('child-allowance', [{'month': '2026-11'}]);"
        "assert 'numpy' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_what_only_two_fields_together_say() -> None:
    def wrong(**more: str) -> list[str]:
        given = typed({**CHOSEN, "age": "40", "salary": "0", **more})
        return [name for name, _ in estimating.problems(estimating.tax_page(TODAY, given, judged=True))]

    assert wrong() == []
    assert wrong(spouse="under70") == ["spouse_income"]
    assert wrong(spouse="under70", spouse_income="0", single="mother") == ["single"]
    assert wrong(spouse_income="1") == ["spouse"]
    assert wrong(age="121", under16="16", salary="x") == ["age", "salary", "under16"]


def test_near_the_limit_of_exemption_both_amounts_are_told() -> None:
    """Alone, exempt up to an income of 450,000 yen (1級地) or 380,000 (3級地): 1,080,000 less 650,000 lies between."""
    given = typed({**CHOSEN, "age": "40", "salary": "1080000"})
    groups = estimating.tax_page(TODAY, given, judged=True)
    found = estimated.resident_tax(groups, "012084", "en")
    assert found.headline == "You would probably pay no resident tax (0 yen)"
    assert "it may be 5,000 yen" in found.maybe


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_an_estimate_is_asked_answered_changed_and_not_kept(town: Town) -> None:
    resident, at = Resident(town), f"/{town.place.address}/estimate/"
    for page in (resident.get(""), resident.get("guide/")):
        assert f'href="{at}resident-tax/"' in page and f'href="{at}child-allowance/"' in page
    assert "住民税の試算" in resident.get("estimate/resident-tax/")
    wrong = resident.post("estimate/resident-tax/", {**FAMILY, "age": "", "salary": "たくさん"}, status=422)
    assert "<title>エラー：" in wrong and 'href="#age"' in wrong and 'value="たくさん"' in wrong
    assert "「給与収入（1年分）」は数字で入力してください" in wrong

    page = resident.post("estimate/resident-tax/", FAMILY, status=200)
    assert "1年分の住民税の見込みは158,500円です" in page and "これは試算です" in page
    assert "<dt>6月</dt><dd>13,300円</dd>" in page and "<dt>7月から5月まで、毎月</dt><dd>13,200円</dd>" in page
    assert "<dt>6月</dt><dd>41,500円</dd>" in page and "<dt>1月</dt><dd>39,000円</dd>" in page
    assert "調整控除" in page and "ふるさと納税" in page and "data-print" in page
    assert 'value="5,000,000"' in resident.post("estimate/resident-tax/", {**FAMILY, "do": "change"}, status=200)
    month = _chosen_month(resident)
    baby = date(int(month[:4]) - 1, 1, 5)
    with_dates = {"month": month, "rows": "3", **child(1, baby), **child(3, date(2015, 1, 5))}
    assert 'id="child4"' in resident.post("estimate/child-allowance/", {**with_dates, "do": "more"}, status=200)
    none = resident.post("estimate/child-allowance/", {"month": month, "rows": "3"}, status=422)
    assert 'href="#child1"' in none and "1人目のお子さんの生年月日" in none

    resident.client.cookies[LANGUAGE] = "en"
    english = resident.post("estimate/resident-tax/", FAMILY, status=200)
    assert "about 158,500 yen" in english and '<ol class="after" lang="ja">' in english and "July to May" in english
    allowance = resident.post("estimate/child-allowance/", with_dates, status=200)
    assert "Child allowance for" in allowance and f"Born on {baby}" in allowance and "15,000 yen" in allowance
    with as_portal(), tenant(town.id):
        assert not Draft.objects.exists() and not PortalAccount.objects.exists()
    assert set(resident.client.cookies) <= {LANGUAGE, settings.CSRF_COOKIE_NAME}


def _chosen_month(resident: Resident) -> str:
    """The month that is chosen when the page is opened."""
    return resident.get("estimate/child-allowance/").split('" selected>')[0].rsplit('value="', 1)[1]


def test_two_months_are_paid_together() -> None:
    given = typed({"month": "2026-11", **child(1, date(2024, 1, 5)), **child(2, date(2015, 1, 5))})
    groups = estimating.allowance_page(TODAY, 3, given, judged=True)
    found = estimated.child_allowance(groups, "ja")
    assert found.headline == "2026年11月分の児童手当の見込みは25,000円です"
    assert found.tables[1].heading == "2026年12月に支払われる額（前の2か月分）"
    assert found.tables[1].rows == (("2026年10月", "25,000円"), ("2026年11月", "25,000円"), ("合計", "50,000円"))
