"""Consoles: a stopped job goes on, a dead letter is sent again or settled, a mail of unknown outcome is decided."""

from collections.abc import Iterator

import pytest
from django.test import Client

from tests.world import Town, found_town, signed_in
from yakuba.platform.exchange import service as exchange
from yakuba.platform.exchange.models import OutboxMessage, OutState
from yakuba.platform.jobs import registry
from yakuba.platform.jobs import service as jobs
from yakuba.platform.jobs.models import Job, JobState
from yakuba.platform.mail.models import MailMessage, MailState
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.tenancy.context import now

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


class Counting(registry.JobKind):
    """Three chunks; the second fails until ``mended``."""

    title = "試験の処理"
    mended = False

    def plan(self, job: Job) -> int:
        return 3

    def run_chunk(self, job: Job, position: int) -> registry.Counts:
        if position == 1 and not self.mended:
            raise RuntimeError
        return {"処理": 1}


@pytest.fixture
def counting() -> Iterator[Counting]:
    kind = Counting()
    registry._kinds["test.console"] = kind
    yield kind
    del registry._kinds["test.console"]


@pytest.fixture
def town() -> Town:
    return found_town("012084")


@pytest.fixture
def chief(town: Town) -> Client:
    return signed_in(town, "kakaricho")


def stopped_job(town: Town) -> Job:
    with town.open("chief"):
        job = jobs.start("test.console", {})
    jobs.run_here(town.id, job.id)
    return job


def test_a_stopped_job_says_why_and_goes_on_from_there(town: Town, chief: Client, counting: Counting) -> None:
    job = stopped_job(town)
    where = f"/012084/jobs/{job.id}/"
    page = chief.get(where).content.decode()
    assert "2番目の区切り" in page and "RuntimeError" in page and "再開する" in page
    assert "33%" in chief.get("/012084/jobs/").content.decode()
    counting.mended = True
    assert chief.post(f"{where}change/", {"do": "retry"}).status_code == 302
    assert jobs.run_here(town.id, job.id).state == JobState.SUCCEEDED
    assert "再開する" not in chief.get(where).content.decode()
    assert chief.post(f"{where}change/", {"do": "retry"}).status_code == 409
    with town.open():
        assert RegisterEntry.objects.get(act="run_batch").detail["step"] == "retry"


def test_a_job_is_cancelled_and_an_unknown_one_is_not_found(town: Town, chief: Client, counting: Counting) -> None:
    job = stopped_job(town)
    chief.post(f"/012084/jobs/{job.id}/change/", {"do": "cancel"})
    assert "取りやめ" in chief.get(f"/012084/jobs/{job.id}/").content.decode()
    assert chief.get(f"/012084/jobs/{town.clerk.id}/").status_code == 404
    assert chief.post(f"/012084/jobs/{job.id}/change/", {"do": "burn"}).status_code == 404


def test_a_list_with_a_running_job_asks_again(town: Town, chief: Client, counting: Counting) -> None:
    with town.open("chief"):
        jobs.start("test.console", {})
    assert "every 2s" in chief.get("/012084/jobs/").content.decode()
    part = chief.get("/012084/jobs/", headers={"HX-Request": "true"}).content.decode()
    assert "試験の処理" in part and "<html" not in part


def dead_letter(town: Town) -> OutboxMessage:
    with town.open("clerk"):
        key = exchange.post(exchange.Message(exchange.to_area("tax"), "resident.moved", "19", {"number": 19}))
        OutboxMessage.objects.filter(id=key).update(state=OutState.DEAD, attempts=6, error="受け手がない")
        return OutboxMessage.objects.get(id=key)


def test_a_dead_letter_is_listed_and_sent_again(town: Town, chief: Client) -> None:
    row = dead_letter(town)
    assert "受け手がない" in chief.get("/012084/messages/").content.decode()
    where = f"/012084/messages/message/?direction=out&id={row.id}"
    assert chief.get(where).status_code == 200
    assert chief.post(where, {"do": "retry"}).status_code == 302
    with town.open():
        assert OutboxMessage.objects.get(id=row.id).state == OutState.QUEUED
        assert RegisterEntry.objects.get(act="send").detail["message"] == str(row.id)


def test_settling_by_hand_needs_a_reason(town: Town, chief: Client) -> None:
    where = f"/012084/messages/message/?direction=out&id={dead_letter(town).id}"
    assert chief.post(where, {"do": "settle", "reason": ""}).status_code == 422
    assert chief.post(where, {"do": "settle", "reason": "電話で伝えた"}).status_code == 302
    with town.open():
        row = OutboxMessage.objects.get()
        assert (row.state, row.settled_by_name, row.settled_reason) == ("settled", "係長 一郎", "電話で伝えた")
    assert chief.get(where).status_code == 404


def a_mail(town: Town, state: MailState) -> MailMessage:
    with town.open():
        return MailMessage.objects.create(
            template="x",
            recipient="a@example.jp",
            subject="お知らせ",
            body="本文は表示しない",
            state=state,
            next_try=now(),
            created_at=now(),
        )


@pytest.mark.parametrize(("do", "becomes"), [("retry", MailState.QUEUED), ("settle", MailState.SENT)])
def test_a_mail_of_unknown_outcome_is_decided_by_a_person(
    town: Town, chief: Client, do: str, becomes: MailState
) -> None:
    mail = a_mail(town, MailState.UNKNOWN)
    page = chief.get("/012084/mails/").content.decode()
    assert "結果不明" in page and "本文は表示しない" not in page
    assert chief.post(f"/012084/mails/{mail.id}/change/", {"do": do}).status_code == 302
    with town.open():
        assert MailMessage.objects.get().state == becomes
    assert chief.post(f"/012084/mails/{mail.id}/change/", {"do": do}).status_code == 409


def test_consoles_need_their_duty(town: Town) -> None:
    clerk = signed_in(town, "madoguchi")
    for path in ("jobs/", "messages/", "mails/"):
        answer = clerk.get(f"/012084/{path}")
        assert answer.status_code == 403 and "処理・連携の管理" in answer.content.decode()
