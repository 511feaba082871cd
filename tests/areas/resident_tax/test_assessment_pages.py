"""Staff compute a year, decide it and see one taxpayer's tax with its reasons, on the pages."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.areas.resident_tax.reports import line
from tests.areas.resident_tax.test_assessment_runs import documents, people, town
from tests.areas.resident_tax.test_document_pages import AT, text
from tests.areas.resident_tax.test_documents import HANAKO, TARO
from tests.world import Town, signed_in
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_tax.models import Assessment, AssessmentRun
from yakuba.platform.jobs import service as jobs
from yakuba.platform.register.models import RegisterEntry

__all__ = ["people", "town"]
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def test_the_console_from_start_to_decision_and_the_view_of_a_taxpayer(town: Town, people: list[Record]) -> None:
    documents(town, line(98, **TARO), line(98, **HANAKO, recipient_number="H1", payment="4000000"))
    chief, clerk = signed_in(town, "kakaricho"), signed_in(town, "madoguchi")
    assert "まだ計算していません" in text(chief.get(f"{AT}assessments/").content)
    answer = chief.post(f"{AT}assessments/", {"year": "2026"})
    assert answer.status_code == 302, text(answer.content)
    where = answer.headers["Location"]
    run_id = UUID(where.rstrip("/").rsplit("/", 1)[-1])
    assert chief.post(f"{AT}assessments/", {"year": "2026"}).headers["Location"] == where, "twice is once"
    assert chief.get(f"{AT}assessments/{run_id}/notices.csv").status_code == 404, "nothing is decided yet"
    with town.open():
        run = AssessmentRun.objects.get(id=run_id)
        assert run.job_id is not None
    assert jobs.run_here(town.id, run.job_id).state == "succeeded"
    page = text(chief.get(where).content)
    assert "計算済み（決裁待ち）" in page and "2 人 2 うち税がかかる人" in page and "年税額の分布" in page
    refused = chief.post(f"{where}approve/")
    assert refused.status_code == 422 and "計算した人は決裁できない" in text(refused.content)
    assert clerk.post(f"{where}approve/").status_code == 403
    with town.open():
        AssessmentRun.objects.filter(id=run_id).update(created_by=town.clerk.id)
    for _ in range(2):
        assert chief.post(f"{where}approve/").status_code == 302
    assert "この番号の決定はありません" in text(chief.post(f"{AT}taxpayers/", {"number": "999999"}).content)
    with town.open():
        row = Assessment.objects.get(addressee_number=int(people[0].addressee_number))
    for asked in (row.addressee_number, row.notice_number):
        found = chief.post(f"{AT}taxpayers/", {"number": str(asked)})
        assert found.headers["Location"].endswith(f"/taxpayers/{row.addressee_number}/")
    page = text(chief.get(found.headers["Location"]).content)
    for expected in (f"{row.annual_tax:,}", "佐藤 太郎", "給与", "基になった資料", "これまでの決定"):
        assert expected in page
    with town.open():
        looked = RegisterEntry.objects.filter(act="view_document", detail__page="税額の照会").get()
        assert looked.subjects == [row.addressee_number]
    for name, columns in (("notices", "第1期（6月）"), ("employers", "指定番号")):
        sheet = chief.get(f"{AT}assessments/{run_id}/{name}.csv").content.decode("utf-8-sig")
        assert columns in sheet.splitlines()[0]
    total = sum(
        len(chief.get(f"{AT}assessments/{run_id}/{name}.csv").content.splitlines()) - 1
        for name in ("notices", "employers")
    )
    assert total == 2, "each of the two is told once"
    again = chief.post(f"{AT}assessments/", {"year": "2026"}).headers["Location"]
    with town.open():
        latest = AssessmentRun.objects.latest("number")
        assert latest.job_id is not None
    jobs.run_here(town.id, latest.job_id)
    assert "税額が変わる人はいません" in text(chief.get(again).content)
    assert chief.post(f"{again}discard/").status_code == 302
