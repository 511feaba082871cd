"""取扱記録: conditions, chain banner, detail, CSV; looking is registered; the viewer changes nothing."""

import csv
import html
import io
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import psycopg
import pytest
from django.test import Client

from tests.world import MORNING, Town, found_town, signed_in
from yakuba.platform.access.models import StaffSession
from yakuba.platform.register import service as register
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.register.sealer import seal
from yakuba.platform.tenancy.context import now

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
DAY = "since=R8.11.24&until=R8.11.24"


@pytest.fixture
def town() -> Town:
    return found_town("012084")


@pytest.fixture
def chief(town: Town) -> Client:
    client = signed_in(town, "kakaricho")
    with town.open():
        StaffSession.objects.update(step_up_until=now() + timedelta(minutes=5))
    return client


def rows_of(page: str) -> list[str]:
    body = page.split('<table class="table" id="entries"')
    return body[1].split("</table>")[0].split("<tr>")[2:] if len(body) > 1 else []


def act(town: Town, what: str, *subjects: int, at: datetime = MORNING) -> None:
    with town.open("clerk", at):
        register.record(what, subjects, note=register.Note(items=("氏名",), purpose="転居の届出"))


def test_conditions_narrow_and_each_look_is_registered(town: Town, chief: Client) -> None:
    act(town, "view_record", 19)
    act(town, "search", *range(100, 350))
    act(town, "reveal_number", 27)
    act(town, "view_record", 35, at=datetime(2026, 11, 24, 13, 0, tzinfo=UTC))  # 22:00 in Japan
    found = {
        condition: len(rows_of(chief.get(f"/012084/audit/?{DAY}&actor={town.clerk.id}&{condition}").content.decode()))
        for condition in (
            "act=view_record",
            "subject=27",
            "numbers_only=on",
            "off_hours_only=on",
            "at_least_subjects=200",
            "terminal=本庁1",
            "terminal=支所9",
            "outcome=refused",
        )
    }
    assert list(found.values()) == [2, 1, 1, 1, 1, 4, 0, 0]
    with town.open():
        looks = RegisterEntry.objects.filter(act="audit_view", actor_name="係長 一郎")
        assert looks.count() == 8
        assert looks.filter(subjects=[27]).count() == 1


def test_the_banner_tells_whether_the_chain_holds(
    town: Town, chief: Client, owner_connection: psycopg.Connection
) -> None:
    act(town, "view_record", 19)
    seal(town.id)
    assert "連鎖は合っています" in chief.get(f"/012084/audit/?{DAY}").content.decode()
    owner_connection.execute("ALTER TABLE register_entry DISABLE TRIGGER USER")
    owner_connection.execute("UPDATE register_entry SET purpose = '私用' WHERE act = 'view_record'")
    owner_connection.execute("ALTER TABLE register_entry ENABLE TRIGGER USER")
    page = chief.get(f"/012084/audit/?{DAY}").content.decode()
    assert "連鎖が合いません" in page and "banner--error" in page


def test_an_entry_shows_everything_it_says(town: Town, chief: Client) -> None:
    act(town, "view_record", 19)
    with town.open():
        entry = RegisterEntry.objects.get(act="view_record")
    page = chief.get(f"/012084/audit/{entry.id}/").content.decode()
    for words in ("窓口 花子", "住民票照会", "転居の届出", "氏名", "本庁1", str(entry.id), "封印待ち"):
        assert words in page
    other = found_town("122041")
    with other.open("clerk"):
        register.record("view_record", [1])
        foreign = RegisterEntry.objects.get(act="view_record")
    assert chief.get(f"/012084/audit/{foreign.id}/").status_code == 404


def test_pages_follow_each_other_without_gap_or_repetition(town: Town, chief: Client) -> None:
    for number in range(120):
        act(town, "view_record", number)
    seen: list[str] = []
    where = f"?{DAY}&act=view_record"
    for _ in range(3):
        page = chief.get(f"/012084/audit/{where}").content.decode()
        seen += [row.split('href="/012084/audit/')[1].split("/")[0] for row in rows_of(page)]
        links = re.findall(r'href="([^"]+)" rel="next"', page)
        where = html.unescape(links[0]) if links else ""
    assert where == "", "three pages hold them all"
    assert len(seen) == len(set(seen)) == 120


def test_a_csv_needs_a_reason_and_is_registered(town: Town, chief: Client) -> None:
    act(town, "view_record", 19)
    where = f"/012084/audit/export/?{DAY}&act=view_record"
    assert chief.post(where, {"reason": ""}).status_code == 422
    answer = chief.post(where, {"reason": "監査委員の求め"})
    assert "取扱記録" in unquote(answer.headers["Content-Disposition"])
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [line[1] for line in lines] == ["職員", "窓口 花子"]
    with town.open():
        kept = RegisterEntry.objects.get(act="audit_export")
        assert kept.purpose == "監査委員の求め" and kept.detail["rows"] == 1


def test_a_csv_asks_for_the_second_factor_again(town: Town) -> None:
    client = signed_in(town, "kakaricho")
    answer = client.post(f"/012084/audit/export/?{DAY}", {"reason": "監査"})
    assert answer.headers["Location"].startswith("/012084/step-up/")
    with town.open():
        StaffSession.objects.update(step_up_until=now() + timedelta(minutes=5))
    assert client.get(f"/012084/audit/export/?{DAY}").headers["Location"].startswith("/012084/audit/?since")


def test_who_touched_many_persons_in_an_hour_is_listed(town: Town, chief: Client) -> None:
    act(town, "search", *range(400))
    page = chief.get(f"/012084/audit/mass/?{DAY}&at_least=300").content.decode()
    assert "窓口 花子" in page.split('id="uses"')[1] and ">400<" in page
    assert "条件に合う利用はありません" in chief.get(f"/012084/audit/mass/?{DAY}&at_least=500").content.decode()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("since=R8.11.24&until=R8.11.23", "始まりより前"),
        ("since=R6.1.1&until=R8.11.23", "366日を超える"),
        ("since=ねこ&until=R8.11.23", "日付と読めない"),
    ],
)
def test_a_period_that_cannot_be_is_refused(town: Town, chief: Client, asked: str, words: str) -> None:
    answer = chief.get(f"/012084/audit/?{asked}")
    assert answer.status_code == 422 and words in answer.content.decode()


def test_a_clerk_without_the_duty_is_refused(town: Town) -> None:
    clerk = signed_in(town, "madoguchi")
    for path in ("audit/", "audit/mass/", "audit/export/", f"audit/{town.clerk.id}/"):
        assert clerk.get(f"/012084/{path}").status_code == 403
