"""Pages of the best practice: a flow taken in or proposed, cases held against it, adopted, and who sees what."""

from __future__ import annotations

import re
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.areas.resident_tax.test_document_pages import text
from tests.insight.work_comparison.working import STRAIGHT, YEAR, Work, add, drawing
from tests.world import Town, found_town, signed_in
from yakuba.insight.processes.model.bpmn_reading import parsed
from yakuba.insight.work_comparison.models import FlowCheck, FlowCheckCase, WorkFlow
from yakuba.platform.access import service as access
from yakuba.platform.cases.models import Filing
from yakuba.platform.jobs import runner
from yakuba.platform.jobs import service as jobs
from yakuba.platform.parameters import service as parameters
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.tenancy.context import JST, now

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
AT = "/012084/work-comparison/flows/"
OF = f"{AT}of/move_out/"
FITTING, AGAIN, ASKED = 49, 9, 3  # of 60 cases: every seventh is sent back, the first three have to answer


def send(client: Client, content: bytes, key: str = "") -> tuple[int, str]:
    """Status, and where it leads or what the page says."""
    form = {"do": "upload", "idempotency_key": key or str(uuid4())}
    answer = client.post(f"{OF}new/", {**form, "drawing": SimpleUploadedFile("f.bpmn", content)})
    return answer.status_code, answer.headers.get("Location") or text(answer.content)


def typed(day: date) -> str:
    return f"{day:%Y%m%d}"


def begin(client: Client, where: str, **more: str) -> str:
    """Start a check of YEAR; the address of its page."""
    form = {"idempotency_key": str(uuid4()), "first": f"{YEAR}0401", "last": f"{YEAR + 1}0331", **more}
    answer = client.post(f"{where}check/", form)
    assert answer.status_code == 302, text(answer.content)
    return answer.headers["Location"]


def worked(town: Town, model: type[WorkFlow] | type[FlowCheck]) -> str:
    """Do the newest job of flows or checks; how it ended."""
    with town.open():
        job = model.objects.order_by("-number")[0].job_id
    assert job is not None
    return jobs.run_here(town.id, job).state


def checked(town: Town, client: Client, **more: str) -> str:
    """A drawing taken in and 60 cases held against it; the address of the check."""
    add(town, Work())
    _, where = send(client, drawing())
    page = begin(client, where, **more)
    assert worked(town, FlowCheck) == "succeeded"
    return page


def test_a_drawing_is_taken_in_seen_and_given_back_as_it_was() -> None:
    town = found_town("012084")
    chief = signed_in(town, "kakaricho")
    assert "流れはまだありません" in text(chief.get(AT).content)
    assert "この手続きの流れはまだありません" in text(chief.get(OF).content)
    assert chief.get(f"{AT}of/no_such/").status_code == 404
    key, content = str(uuid4()), drawing()
    status, where = send(chief, content, key)
    assert status == 302
    for again in (key, str(uuid4())):  # pressed twice, or the same file another day
        assert send(chief, content, again) == (302, where)
    page = text(chief.get(where).content)
    for expected in ("転出の標準", "まだ照らしていません", "今は手順がありません", "省けない", *STRAIGHT):
        assert expected in page, expected
    assert chief.get(f"{where}flow.bpmn").content == content
    drawn = chief.get(f"{where}flow.svg")
    assert drawn.headers["Content-Type"].startswith("image/svg+xml") and "自動確認" in drawn.content.decode()
    assert "転出の標準" in text(chief.get(OF).content) and "転出" in text(chief.get(AT).content)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "ファイル"),
        (b"<a/>", "BPMN 2.0 ではありません"),
        (b"<definitions", "行目"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a/>', "DOCTYPE"),
        (drawing().replace(b"<task ", b"<subProcess ", 1).replace(b"</task>", b"</subProcess>", 1), "中の作業"),
        (drawing().replace(b'name="\xe5\x8f\x97\xe4\xbb\x98"', b'name=" "'), "名前がありません"),
        (drawing() + b" " * (2 * 1024 * 1024), "2MB"),
    ],
)
def test_a_bad_drawing_is_refused_by_its_element_with_the_remedy(content: bytes, said: str) -> None:
    town = found_town("012084")
    status, page = send(signed_in(town, "kakaricho"), content)
    assert status == 422 and said in page, page
    with town.open():
        assert not WorkFlow.objects.exists()


def test_cases_held_against_a_flow() -> None:
    town = found_town("012084")
    chief = signed_in(town, "kakaricho")
    add(town, Work())
    _, where = send(chief, drawing())
    day = typed(date(YEAR, 10, 1))
    page = begin(chief, where, adopted_on=day)
    assert "照合中" in text(chief.get(where).content)
    progress = chief.get(f"{page}progress/", headers={"HX-Request": "true"})
    assert "HX-Refresh" not in progress.headers and "標準の流れとの照合" in progress.content.decode()
    assert worked(town, FlowCheck) == "succeeded"
    assert chief.get(f"{page}progress/", headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    shown = text(chief.get(page).content)
    for expected in (f"60 件のうち {FITTING} 件", "流れにない作業", "やり直し", f"{YEAR}-10-01", "採り入れる前"):
        assert expected in shown, expected
    told = chief.get(f"{page}deviations.csv").content.decode("utf-8-sig").splitlines()
    assert told[0].startswith("外れ方,作業,案件")
    assert f"やり直し,確認,{AGAIN}," in "\n".join(told) and f"流れにない作業,返答依頼,{ASKED}," in "\n".join(told)
    months = chief.get(f"{page}months.csv").content.decode("utf-8-sig").splitlines()[1:]
    assert sum(int(one.split(",")[1]) for one in months) == 60
    assert sum(int(one.split(",")[2]) for one in months) == FITTING
    for picture in ("flow.svg", "adoption.svg"):
        assert "<svg" in chief.get(f"{page}{picture}").content.decode()
    assert chief.get(f"{page}other.csv").status_code == 404
    assert "82%" in text(chief.get(where).content) and "82%" in text(chief.get(AT).content)


def test_choices_of_a_check_and_what_is_no_period() -> None:
    town = found_town("012084")
    chief = signed_in(town, "kakaricho")
    add(town, Work())
    _, where = send(chief, drawing())
    tomorrow = now().astimezone(JST).date() + timedelta(days=1)
    for wrong, said in (
        ({"first": f"{YEAR + 1}0101", "last": f"{YEAR}0401"}, "始まりの日より前"),
        ({"last": typed(tomorrow)}, "今日より後"),
        ({"first": "19900101"}, "72か月を超える"),
        ({"first": ""}, "始まりの日"),
        ({"end": "ない作業"}, "この作業まで進んだ案件"),
    ):
        form = {"idempotency_key": str(uuid4()), "first": f"{YEAR}0401", "last": f"{YEAR + 1}0331", **wrong}
        answer = chief.post(f"{where}check/", form)
        assert answer.status_code == 422 and said in text(answer.content), said
    page = begin(chief, where, pass_over="on", end="決定")
    assert worked(town, FlowCheck) == "succeeded"
    shown = text(chief.get(page).content)
    assert f"60 件のうち {60 - AGAIN} 件" in shown and "流れにない作業は数えていません" in shown
    none = begin(chief, where, first=f"{YEAR - 1}0401", last=f"{YEAR - 1}0430")
    assert worked(town, FlowCheck) == "succeeded"
    assert "照らす案件はありません" in text(chief.get(none).content)


def test_a_figure_leads_to_its_cases_and_that_is_registered() -> None:
    town = found_town("012084")
    chief = signed_in(town, "kakaricho")
    page = checked(town, chief)
    listed = f"{page}cases/?kind=repeated&step=%E7%A2%BA%E8%AA%8D"
    assert listed.replace("&", "&amp;") in chief.get(page).content.decode(), "the table and the drawing lead there"
    answer = chief.get(listed)
    shown = answer.content.decode()
    with town.open():
        back = set(FlowCheckCase.objects.filter(deviations__contains=[{"kind": "repeated"}]).values_list("matter_id"))
        numbers = list(Filing.objects.filter(id__in=[one for (one,) in back]).values_list("id", "receipt_number"))
        entry = RegisterEntry.objects.get(act="view_case")
    assert len(numbers) == AGAIN and entry.detail["named"] == AGAIN
    for key, number in numbers:
        assert f'<a data-row href="/012084/filings/{key}/">{number}</a>' in shown
    assert shown.count("/012084/filings/0") == AGAIN
    told = chief.get(f"{page}cases/list.csv?fits=yes").content.decode("utf-8-sig").splitlines()
    assert len(told) == FITTING + 1
    with town.open():
        assert RegisterEntry.objects.filter(act="print_list").count() == 1
    month = text(chief.get(f"{page}cases/?month={YEAR}-04").content)
    assert f"{YEAR}-04に始まった案件" in month
    assert "当たる案件はありません" in text(chief.get(f"{page}cases/?kind=skipped&step=x").content)
    for wrong in ("kind=none", "fits=maybe", "month=x", "month=2026-13", "month=0000-01"):
        assert chief.get(f"{page}cases/?{wrong}").status_code == 404, wrong


def test_who_may_not_see_the_filings_sees_no_receipt_number() -> None:
    town = found_town("012084")
    page = checked(town, signed_in(town, "kakaricho"))
    with town.open("chief", now()):
        analyst = access.create_account(access.NewAccount("bunseki", "分析 次郎", "企画課", "tsuru-no-ongaeshi-1"))
        access.assign(analyst, "work_comparison.view", now().date() - timedelta(days=1))
        access.assign(analyst, "work_comparison.analyse", now().date() - timedelta(days=1))
        numbers = list(Filing.objects.values_list("receipt_number", flat=True))
    client = signed_in(town, "bunseki")
    shown = client.get(f"{page}cases/").content.decode()
    assert "案件-" in shown and not any(one in shown for one in numbers) and "/filings/" not in shown
    told = client.get(f"{page}cases/list.csv").content.decode("utf-8-sig")
    assert not any(one in told for one in numbers)
    where = client.get(page).content.decode().split("/flows/")[-1][:36]
    assert client.get(f"{AT}{UUID(where)}/adopt/").status_code == 403
    assert "両方を担当する職員" in text(client.get(f"{AT}{UUID(where)}/").content)


def test_a_manager_sees_no_figure_of_few_and_no_cases() -> None:
    town = found_town("012084")
    page = checked(town, signed_in(town, "kakaricho"))
    with town.open("chief", now()):
        access.assign(town.clerk, "work_comparison.view", now().date() - timedelta(days=1))
    manager = signed_in(town, "madoguchi")
    shown = manager.get(page).content.decode()
    assert re.search(r"返答依頼</th><td>流れにない作業</td>(?:<td[^>]*>少数</td>){5}", shown)
    assert "cases/" not in shown and "返答依頼" not in manager.get(f"{page}flow.svg").content.decode()
    told = manager.get(f"{page}deviations.csv").content.decode("utf-8-sig")
    assert "流れにない作業,返答依頼,少数" in told and f",{ASKED}," not in told
    assert manager.get(f"{page}cases/").status_code == 403 and manager.get(f"{page}cases/list.csv").status_code == 403
    assert manager.post(f"{page}renew/").status_code == 403
    flow = shown.split("/flows/")[-1][:36]
    assert manager.get(f"{OF}new/").status_code == 403
    for path in ("check/", "adopt/", "again/"):
        assert manager.post(f"{AT}{UUID(flow)}/{path}").status_code == 403
    assert manager.get(f"{AT}{UUID(flow)}/").status_code == 200


def test_a_flow_is_proposed_from_a_year_by_a_job() -> None:
    town = found_town("012084")
    chief = signed_in(town, "kakaricho")
    add(town, Work())
    form = {"do": "propose", "year": str(YEAR), "steps": "20", "noise": "20", "idempotency_key": str(uuid4())}
    assert chief.post(f"{OF}new/", {**form, "steps": "0"}).status_code == 422
    where = chief.post(f"{OF}new/", form).headers["Location"]
    assert chief.post(f"{OF}new/", form).headers["Location"] == where, "pressed twice, it is one"
    assert "標準の流れの案" in text(chief.get(where).content)
    assert chief.get(f"{where}flow.svg").status_code == 404 and chief.get(f"{where}adopt/").status_code == 404
    assert worked(town, WorkFlow) == "succeeded"
    assert set(parsed(chief.get(f"{where}flow.bpmn").content).tasks()) == set(STRAIGHT)
    page = text(chief.get(where).content)
    assert "記録からの案" in page and "100%" in page and "このほか3種類の作業" in page
    empty = chief.post(f"{OF}new/", {**form, "year": str(YEAR - 1), "idempotency_key": str(uuid4())})
    assert worked(town, WorkFlow) == "failed"
    page = text(chief.get(empty.headers["Location"]).content)
    assert "途中で止まりました" in page and "年度を変えるか" in page and "条件を変えて作り直す" in page


def test_a_flow_becomes_the_steps_and_its_adoption_is_followed() -> None:
    town = found_town("012084")
    chief = signed_in(town, "kakaricho")
    add(town, Work())
    _, where = send(chief, drawing())
    first = date(YEAR, 10, 1)
    line = " → ".join(STRAIGHT)
    assert line in text(chief.get(f"{where}adopt/").content)
    assert chief.post(f"{where}adopt/", {"day": typed(first), "reason": ""}).status_code == 422
    for _ in range(2):  # pressed twice, one change
        given = {"day": typed(first), "reason": "決裁第7号"}
        assert chief.post(f"{where}adopt/", given).headers["Location"] == f"{where}?done=adopted"
    with town.open():
        assert parameters.get("work_steps.move_out", first) == line
        history = parameters.history("work_steps.move_out")
    assert [one.reason for one in history] == ["決裁第7号"]
    page = text(chief.get(where).content)
    assert "この流れが手続きの手順です" in page and "決裁第7号" in page
    assert line in text(chief.get(AT).content)
    check = begin(chief, where)
    assert worked(town, FlowCheck) == "succeeded"
    renewed = chief.post(f"{check}renew/").headers["Location"]
    assert renewed != check and chief.post(f"{check}renew/").headers["Location"] == renewed, "once a day"
    assert worked(town, FlowCheck) == "succeeded"
    page = text(chief.get(renewed).content)
    assert f"{YEAR}/10/01" in page and "採り入れる前" in page
    with town.open("chief"):
        parameters.set("work_steps.move_out", date(YEAR, 12, 1), "", "やめる")
    assert "11月30日まで" in text(chief.get(where).content)
    _, odd = send(chief, drawing("（受付）", "決定"))
    assert "そのままでは手順にできません" in text(chief.get(odd).content)
    assert chief.post(f"{odd}adopt/", {"day": typed(first), "reason": "x"}).status_code == 422


def test_a_check_killed_in_the_middle_goes_on_and_nothing_is_counted_twice() -> None:
    town = found_town("012084")
    chief = signed_in(town, "kakaricho")
    whole = checked(town, chief)
    _, where = send(chief, drawing())
    page = begin(chief, where)
    with town.open():
        check = FlowCheck.objects.order_by("-number")[0]
    errand = runner.Errand(job_id=check.job_id)
    for _ in range(4):  # the plan and three months; then whoever worked is gone
        assert runner.step(town.id, errand)
    with town.open():
        some = FlowCheckCase.objects.filter(check_id=check.id).count()
        total = FlowCheckCase.objects.count()
    assert 0 < some < 60 and total == 60 + some
    assert worked(town, FlowCheck) == "succeeded"
    with town.open():
        one, other = FlowCheck.objects.order_by("number")
        assert one.result == other.result and FlowCheckCase.objects.filter(check_id=check.id).count() == 60
    assert text(chief.get(whole).content).count("82%") == text(chief.get(page).content).count("82%")


def test_another_towns_flows_lead_nowhere() -> None:
    town, other = found_town("012084"), found_town("122041")
    page = checked(town, signed_in(town, "kakaricho"))
    theirs = signed_in(other, "kakaricho")
    flow = signed_in(town, "kakaricho").get(page).content.decode().split("/flows/")[-1][:36]
    own = page.split("work-comparison/")[1]
    for path in (f"flows/{flow}/", f"flows/{flow}/flow.bpmn", f"flows/{flow}/adopt/", own, f"{own}cases/"):
        assert theirs.get(f"/122041/work-comparison/{path}").status_code == 404, path
