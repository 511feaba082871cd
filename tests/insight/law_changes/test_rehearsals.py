"""A published law change over the town's own people before it takes effect: who changes, why, and who may see whom."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.areas.child_allowance.families import CLAIM, settle
from tests.areas.child_allowance.families import approve as approve_claim
from tests.areas.child_allowance.families import file as claim
from tests.areas.resident_tax.test_document_pages import text
from tests.insight.law_changes.test_trials import brothers, finished
from tests.law.test_rehearsal_other import LIMIT, draft
from tests.world import TODAY, found_town, signed_in
from yakuba.areas.resident_tax import assessments
from yakuba.insight.law_changes import measuring, packages
from yakuba.insight.law_changes.models import LawStudy, LawStudyPerson
from yakuba.law.parameters import read_package
from yakuba.platform.access import service as access
from yakuba.platform.register.models import RegisterEntry

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
AT = "/012084/law-changes/rehearsals/"


def test_the_coming_year_is_rehearsed_and_each_change_is_explained() -> None:
    town = found_town("012084")
    brothers(town, least=1_300_000, step=100_000)
    chief, clerk = signed_in(town, "kakaricho"), signed_in(town, "madoguchi")
    page = text(chief.get(AT).content)
    assert "令和8年法律第2号" in page and "まだ予行はありません" in page and "個人住民税の予行" in page
    asked = f"{AT}2026-law-2/resident-tax/"
    page = text(chief.get(asked).content)
    assert "給与所得控除後の金額" in page and "令和9年度" in page
    assert chief.post(asked, {"period": "2027", "whose": "own"}).status_code == 422
    answer = chief.post(asked, {"period": "2027", "whose": "own", "material": "2026"})
    assert answer.status_code == 302, text(answer.content)
    where = answer.headers["Location"]
    study = finished(town, where)
    total = study.result["total"]
    assert (total["count"], total["gaining"], total["losing"]) == (6, 6, 0), "the salary deduction rises"
    page = text(chief.get(where).content)
    assert "得をするのは6人" in page and "差の大きい人を見る" in page and "太郎" not in page
    page = text(chief.get(f"{where}largest/").content)
    assert "田中 太郎" in page
    with town.open():
        people = list(LawStudyPerson.objects.filter(study_id=study.id).order_by("rank"))
        assert sum(one.change for one in people) == total["change"] and len(people) == 6
        numbers = {one.addressee_number for one in people}
        seen = RegisterEntry.objects.filter(act="view_document", detail__study=str(study.id)).get()
        assert set(seen.subjects) == numbers
    page = text(chief.get(f"{where}largest/{people[0].addressee_number}/").content)
    assert f"{people[0].before:,}" in page and f"{people[0].after:,}" in page and "給与所得" in page
    assert chief.get(f"{where}largest/999/").status_code == 404
    with town.open():
        access.assign(town.clerk, "law_changes.study", TODAY)
    page = text(clerk.get(where).content)
    assert "得をするのは6人" in page and "差の大きい人を見る" not in page
    assert clerk.get(f"{where}largest/").status_code == 403, "whose tax it is stays with those who assess it"
    sheet = chief.get(f"/012084/law-changes/{study.id}/figures.csv").content.decode("utf-8-sig")
    assert sheet.splitlines()[1].startswith(f"全体,,6,{total['before']},{total['after']},")
    assert chief.get(f"/012084/law-changes/{study.id}/").status_code == 404


def test_child_allowance_is_rehearsed_and_an_ordinance_that_falls_stops_both_rehearsal_and_assessment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rule = LIMIT | {"keys": ["pref_per_capita"], "above": 1_000, "from": date(2026, 4, 1)}
    changes = {"child-allowance": {"under_three": 18_000}, "resident-tax": {"forest_tax": 1_200}}
    package = read_package(draft(changes, resident_tax=[rule]))
    for module in (packages, measuring, assessments):
        monkeypatch.setattr(module, "packages", lambda: (package,))
    kamakura = found_town("142042")
    chief = signed_in(kamakura, "kakaricho")
    at = AT.replace("012084", "142042")
    page = chief.get(f"{at}draft/resident-tax/")
    assert "条例がこのままでは使えません" in text(page.content) and "条例を改めてください" in text(page.content)
    given = {"period": "2027", "whose": "file", "file": SimpleUploadedFile("a.jsonl", b"{}")}
    assert chief.post(f"{at}draft/resident-tax/", given).status_code == 422
    assert chief.get(f"{at}draft/light-vehicle-tax/").status_code == 404
    with (
        kamakura.open("chief"),
        pytest.raises(assessments.CannotAssess, match="1300）は使えません。超過課税はできません"),
    ):
        assessments.start(2026)

    town = found_town("012084")
    with town.open("chief"):
        assert assessments.start(2026).fiscal_year == 2026, "an ordinance that stands is computed with"
    family = settle(town)
    with town.open():
        filing = claim(family, "child_allowance_claim", CLAIM)
    with town.open("chief"):
        approve_claim(filing)
    chief = signed_in(town, "kakaricho")
    answer = chief.post(f"{AT}draft/child-allowance/", {"period": "2027-04", "whose": "own"})
    assert answer.status_code == 302, text(answer.content)
    study = finished(town, answer.headers["Location"])
    with town.open():
        person = LawStudyPerson.objects.get(study_id=UUID(str(study.id)))
        assert (person.before, person.after, person.rank) == (25_000, 28_000, 1)
        assert LawStudy.objects.get(id=study.id).result["total"]["change"] is None, "one family is too few"
    why = text(chief.get(f"{answer.headers['Location']}largest/{person.addressee_number}/").content)
    assert "2025年3月10日生まれ" in why and "月額18,000円" in why and "2023年" not in why
