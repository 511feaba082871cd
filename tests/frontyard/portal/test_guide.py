"""The life-event guide on the portal: from the home page to the list, without sign-in, and nothing is kept."""

from datetime import date, timedelta
from urllib.parse import unquote

import pytest
from django.http import HttpResponse

from tests.frontyard.portal.zone import Resident, as_portal
from tests.world import Town
from yakuba.frontyard.portal.middleware import LANGUAGE
from yakuba.frontyard.portal.models import Draft, PortalAccount
from yakuba.frontyard.portal.showing import short_day
from yakuba.frontyard.portal.views.guide import COOKIE
from yakuba.platform.tenancy.context import now
from yakuba.platform.tenancy.scope import tenant
from yakuba.standards import business_days

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def fields(day: date) -> dict[str, object]:
    return {"q-era": "seireki", "q-year": str(day.year), "q-month": str(day.month), "q-day": str(day.day)}


def test_from_home_to_the_list_and_nothing_is_kept(town: Town) -> None:
    resident, at = Resident(town), f"/{town.place.address}/"
    day = now().date() - timedelta(days=2)
    assert f'href="{at}guide/"' in resident.get("")
    assert "ほかの市区町村へ引っ越す" in resident.get("guide/")
    assert resident.post("guide/", {"event": "move_out"}) == f"{at}guide/q/1/"
    told = resident.client.cookies[COOKIE]
    assert told["httponly"] and told["path"] == f"{at}guide/" and not told["max-age"] and not told["expires"]
    wrong = resident.post("guide/q/1/", {**fields(day), "q-month": "13"}, status=422)
    assert "<title>エラー：" in wrong and 'value="13"' in wrong and 'href="#field"' in wrong
    assert resident.post("guide/q/1/", fields(day)) == f"{at}guide/q/2/"
    private = resident.get("guide/q/2/")
    assert "すぐにこの画面を閉じる" in private and "暴力" not in private.split("</title>")[0]
    assert resident.post("guide/q/2/", {}) == f"{at}guide/q/3/"
    assert resident.post("guide/q/3/", {"q": ["pupil"]}) == f"{at}guide/q/4/"
    assert resident.post("guide/q/4/", {"q": ["moped", "card"]}) == f"{at}guide/list/"

    page = resident.get("guide/list/")
    last = short_day(business_days.period_end(day, 14), "ja")
    first, *others = page.split('<li class="card"')[1:]
    assert f"<strong>{last}まで</strong>" in first and f'href="{at}file/move_out/"' in first
    assert "今ここでできます" in first and "住民基本台帳法第24条" in first
    assert [one.split('id="')[1].split('"')[0] for one in others] == [
        "child_allowance_end",
        "moped_scrap",
        "school_leave",
        "post_forward",
    ]
    assert "市区町村の窓口でします" in others[0] and "転出届" in others[0].split("先にすること")[1]
    assert "市区町村の外でします" in others[-1]
    assert page.index("子育て支援課") < page.index("窓口に持ってくるもの（まとめ）") < page.index("あなたの答え")
    resident.client.cookies[LANGUAGE] = "en"
    assert "At the town hall" in resident.get("guide/list/")
    with as_portal(), tenant(town.id):
        assert not Draft.objects.exists() and not PortalAccount.objects.exists()


def test_who_is_in_danger_leaves_no_trace_and_a_forged_answer_is_nothing(town: Town) -> None:
    resident, at = Resident(town), f"/{town.place.address}/"
    resident.post("guide/", {"event": "danger"})
    assert "すぐにこの画面を閉じる" in resident.get("guide/q/1/")
    page = resident.get("guide/q/1/")
    assert "暴力" not in page.split("</title>")[0] and resident.post("guide/q/1/", {}) == f"{at}guide/list/"
    assert "#8008" in resident.get("guide/list/")
    assert resident.post("guide/", {"do": "leave"}) == at
    assert resident.client.cookies[COOKIE]["max-age"] == 0
    resident.client.cookies[COOKIE] = "x" + unquote(str(resident.client.cookies[COOKIE].value))
    with as_portal():
        answer: HttpResponse = resident.client.get(f"{at}guide/list/")  # type: ignore[assignment]
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{at}guide/")
    assert resident.post("guide/", {"event": "nothing"}, status=200)
    resident.post("guide/", {"event": "birth"})
    assert resident.get("guide/q/99/", status=404)
    with as_portal():
        assert resident.client.get(f"{at}guide/list/").headers["Location"] == f"{at}guide/q/2/"
