"""A clerk uploads a file with faults, reads the check, starts the load, mends a household and releases it."""

from datetime import date
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client

from tests.world import Town, found_town, signed_in
from yakuba.areas.resident_registry.loads import holding
from yakuba.areas.resident_registry.models import LoadLine, ResidentLoad, ResidentRecord
from yakuba.operation.founding.synthetic import Population, write
from yakuba.platform.jobs import service as jobs

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def kitami() -> Town:
    return found_town("012084")


@pytest.fixture(scope="session")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("pages") / "kitami.csv"
    write(Population("012084", 250, 9, date(2026, 10, 1)), path)
    lines = path.read_text(encoding="utf-8").splitlines()
    sex, latest = (lines[0].split(",").index(name) for name in ("性別", "最新フラグ"))
    cells = next(line for line in lines[1:] if line.split(",")[latest] == "1").split(",")
    where = lines.index(",".join(cells))
    cells[sex] = "7"
    lines[where] = ",".join(cells)
    return "\n".join([*lines, "短い,行"]).encode()


def upload(client: Client, content: bytes) -> UUID:
    file = BytesIO(content)
    file.name = "住民.csv"
    answer = client.post("/012084/residents/loads/", {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    return UUID(answer.headers["Location"].split("/loads/")[1].split("/")[0])


def run(town: Town, load_id: UUID, job: str) -> None:
    with town.open():
        job_id = getattr(ResidentLoad.objects.get(id=load_id), job)
    assert jobs.run_here(town.id, job_id).state == "succeeded"


def test_a_dirty_file_is_checked_loaded_mended_and_released(kitami: Town, content: bytes) -> None:
    clerk = signed_in(kitami, "madoguchi")
    load_id = upload(clerk, content)
    base = f"/012084/residents/loads/{load_id}/"
    assert "data-progress" in clerk.get(f"{base}progress/", headers={"HX-Request": "true"}).content.decode()
    run(kitami, load_id, "check_job_id")
    checked = clerk.get(base).content.decode()
    assert "検査済み" in checked and "コードの一覧にない" in checked and "取込みを始める" in checked
    with kitami.open():
        assert not ResidentRecord.objects.exists()
    for _ in range(2):
        assert clerk.post(f"{base}start/").status_code == 302
    run(kitami, load_id, "insert_job_id")
    ended = clerk.get(f"{base}progress/", headers={"HX-Request": "true"})
    assert ended.headers["HX-Refresh"] == "true"
    with kitami.open():
        (unit,) = holding.units(load_id)
        line = LoadLine.objects.filter(load_id=load_id, unit=unit.unit).order_by("line")[0]
        wrong = next(one for one in LoadLine.objects.filter(unit=unit.unit) if one.cells["性別"] == "7")
        before = ResidentRecord.objects.count()
    held = clerk.get(f"{base}held/").content.decode()
    assert unit.unit in held and "読めなかった行" in held
    form = clerk.get(f"{base}held/{line.line}/").content.decode()
    assert f"{wrong.line}:性別" in form and "住民票コード" not in form
    assert clerk.post(f"{base}held/{line.line}/", {f"{wrong.line}:性別": "9"}).status_code == 422
    released = {f"{wrong.line}:性別": wrong.cells["性別表記"]}
    assert clerk.post(f"{base}held/{line.line}/", released).status_code == 302
    assert clerk.post(f"{base}held/{line.line}/", released).status_code == 302
    with kitami.open():
        assert ResidentRecord.objects.count() == before + unit.lines
    sheet = clerk.get(f"{base}sheet/").content.decode()
    assert "行数は合っています" in sheet and "目で比べる見本" in sheet
    assert clerk.get(f"{base}lines.csv").content.decode("utf-8-sig").startswith("行番号,状態")


def test_the_same_file_leads_to_the_load_it_was_and_a_change_is_listed(kitami: Town, content: bytes) -> None:
    clerk = signed_in(kitami, "madoguchi")
    load_id = upload(clerk, content)
    run(kitami, load_id, "check_job_id")
    clerk.post(f"/012084/residents/loads/{load_id}/start/")
    run(kitami, load_id, "insert_job_id")
    assert upload(clerk, content) == load_id
    other = upload(clerk, "北海通".encode().join(content.rsplit("北海道".encode(), 1)))
    run(kitami, other, "check_job_id")
    page = clerk.get(f"/012084/residents/loads/{other}/differences/").content.decode()
    assert "北海通" in page
    file = clerk.get(f"/012084/residents/loads/{other}/differences.csv").content.decode("utf-8-sig")
    assert "北海通" in file
    assert "住民.csv" in clerk.get("/012084/residents/loads/").content.decode()


def test_a_file_that_is_no_list_of_residents_is_refused_in_words(kitami: Town) -> None:
    clerk = signed_in(kitami, "madoguchi")
    load_id = upload(clerk, "品名,数\n鉛筆,3\n".encode())
    run(kitami, load_id, "check_job_id")
    assert "見出し「宛名番号" in clerk.get(f"/012084/residents/loads/{load_id}/").content.decode()


def test_loads_of_another_town_do_not_exist(kitami: Town, content: bytes, tmp_path: Path) -> None:
    load_id = upload(signed_in(kitami, "madoguchi"), content)
    stranger = signed_in(found_town("122041"), "madoguchi")
    for page in ("", "progress/", "held/", "held/2/", "sheet/", "differences/", "lines.csv"):
        assert stranger.get(f"/122041/residents/loads/{load_id}/{page}").status_code == 404
