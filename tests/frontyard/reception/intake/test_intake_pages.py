"""A clerk imports a file on the screens: check, start, held lines by keyboard order, decline; strangers get nothing."""

import io
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests.frontyard.reception.intake.samples import move, row, text
from tests.frontyard.reception.test_reception import family, town
from tests.world import Town, found_town, signed_in
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.frontyard.reception.intake import mapping
from yakuba.frontyard.reception.intake.models import FilingIntake, IntakeLine
from yakuba.platform.cases.models import Filing
from yakuba.platform.jobs import service as jobs

__all__ = ["family", "town"]
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
BASE = "/012084/reception/intakes/"


def upload(client: Client, content: bytes, own: str = "", **more: Any) -> Any:
    file = io.BytesIO(content)
    file.name = "申請.csv"
    sent: dict[str, Any] = {"file": file, "mapping": "own" if own else "layout", **more}
    if own:
        sent["own"] = io.BytesIO(own.encode())
        sent["own"].name = "わが町.yaml"
    return client.post(BASE, sent)


def run(town: Town, job: str) -> None:
    with town.open():
        job_id = getattr(FilingIntake.objects.latest("created_at"), job)
    assert jobs.run_here(town.id, job_id).state == "succeeded"


def test_a_file_from_the_screen_to_the_last_held_line(town: Town, family: list[Record]) -> None:
    chief = signed_in(town, "kakaricho")
    assert "まだ取込みはありません" in chief.get(BASE).content.decode()
    sample = chief.get(f"{BASE}sample.yaml").content.decode()
    assert sample == mapping.text_of("pittari_example")
    assert "保留の申請はありません" in chief.get(f"{BASE}held/").content.decode()
    wrong = upload(chief, b"x", own="service: OUR TOWN\n")
    assert wrong.status_code == 422 and "1行目" in wrong.content.decode()
    rows = [
        row(town, family[0], "E1"),
        move(town, family[0], "E2", **{"answers.moved_on": "13月"}),
        row(town, family[1], "E3", address="沖縄県那覇市"),
        row(town, family[1], "E4", name="だれか"),
        row(town, family[1], ""),
    ]
    answer = upload(chief, text(rows), own=mapping.text_of("layout"))
    assert answer.status_code == 302
    base = answer.headers["Location"]
    intake_id = UUID(base.rstrip("/").rpartition("/")[2])
    assert "data-progress" in chief.get(f"{base}progress/", headers={"HX-Request": "true"}).content.decode()
    run(town, "check_job_id")
    checked = chief.get(base).content.decode()
    assert "取込みを始める" in checked and "受付番号がない" in checked and "一致しています" in checked
    assert chief.get(f"{base}lines/3/").status_code == 404, "nothing is decided before it is started"
    for _ in range(2):
        assert chief.post(f"{base}start/").status_code == 302
    run(town, "receive_job_id")
    assert chief.get(f"{base}progress/", headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert chief.post(f"{base}discard/").headers["Location"] == base, "what was started stays"
    assert "E2" in chief.get(f"{BASE}held/").content.decode()
    form = chief.get(f"{base}lines/3/").content.decode()
    assert 'name="cell:answers.moved_on" value="13月"' in form and "直す値" in form
    assert "引っ越す日（answers.moved_on）</label>" in form, "the question's own words"
    refused = chief.post(f"{base}lines/3/", {"who": "auto", "cell:answers.moved_on": "14月"})
    assert refused.status_code == 422 and 'value="14月"' in refused.content.decode()
    released = chief.post(f"{base}lines/3/", {"who": "auto", "cell:answers.moved_on": "2026-12-01"})
    assert released.headers["Location"] == f"{base}lines/4/", "on to the next"
    number = str(family[1].addressee_number)
    page = chief.get(f"{base}lines/4/").content.decode()
    assert f'value="{number}"' in page and "佐藤　花子" in page
    assert chief.post(f"{base}lines/4/", {"who": number}).status_code == 422, "how it was found out is asked"
    chosen = chief.post(f"{base}lines/4/", {"who": number, "how": "called"})
    assert chosen.headers["Location"] == f"{base}lines/5/"
    assert chief.post(f"{base}lines/5/decline/", {"reason": ""}).status_code == 422
    declined = chief.post(f"{base}lines/5/decline/", {"reason": "だれかわからない"})
    assert declined.headers["Location"] == f"{BASE}held/?done=declined"
    assert "受け付けないことにしました" in chief.get(declined.headers["Location"]).content.decode()
    assert "だれかわからない" in chief.get(f"{base}lines/5/").content.decode()
    with town.open():
        assert Filing.objects.filter(channel="file").count() == 3
        filing = Filing.objects.get(key=IntakeLine.objects.get(intake_id=intake_id, line=4).filing_key or "")
    shown = chief.get(f"/012084/filings/{filing.id}/").content.decode()
    assert "ファイル取込み" in shown and "申請サービスの受付番号 pittari E3" in shown
    assert chief.get(f"{base}lines.csv").content.decode("utf-8-sig").startswith("行番号,状態")
    again = upload(chief, text(rows), own=mapping.text_of("layout"))
    assert again.headers["Location"] == f"{base}?known=1"
    stranger = signed_in(found_town("122041"), "kakaricho")
    for page in ("", "progress/", "lines.csv", "lines/3/", "lines/3/decline/"):
        assert stranger.get(f"/122041/reception/intakes/{intake_id}/{page}").status_code == 404
