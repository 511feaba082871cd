"""Tickets: from the machine to the board to the window, once each; waiting and service time by themselves."""

import csv
import io
import threading
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from tests.residents import ALONE, move_in
from tests.world import MORNING, Town, found_town, signed_in
from yakuba.frontyard.counter import tickets
from yakuba.frontyard.counter.models import Ticket, Visit
from yakuba.frontyard.counter.views import devices
from yakuba.platform.access.middleware import SESSION_COOKIE
from yakuba.platform.parameters import service as parameters
from yakuba.platform.tenancy.context import current_context, use_context

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
COUNTER, MACHINE = "/012084/counter/", "/012084/ticket/"
State = Ticket.State


@pytest.fixture
def kitami(monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setattr("yakuba.platform.access.middleware.now", lambda: MORNING)
    return found_town("012084")


def device(town: Town, kind: str) -> Client:
    """A browser that a clerk has made a device."""
    browser = signed_in(town, "madoguchi")
    answer = browser.post(f"{COUNTER}tickets/device/", {"kind": kind})
    assert answer.status_code == 302 and answer.headers["Location"].startswith(MACHINE)
    return browser


def take(machine: Client, queue: str = "A") -> str:
    answer = machine.post(MACHINE, {"key": str(uuid4()), "queue": queue})
    return machine.get(answer.headers["Location"]).content.decode()


def test_from_the_machine_to_the_window_to_the_end(kitami: Town) -> None:
    machine, board, clerk = device(kitami, "machine"), device(kitami, "board"), signed_in(kitami, "madoguchi")
    choices = machine.get(MACHINE).content.decode()
    assert "引っ越し・世帯の届出" in choices and 'lang="en">Moving and household' in choices
    assert "A-001" in take(machine) and "前にお待ちの人：<strong>1人" in take(machine)
    assert "A 2人" in board.get(f"{MACHINE}board/").content.decode()
    clerk.post(f"{COUNTER}tickets/call/", {"from": "visits"})
    called = board.get(f"{MACHINE}board/", headers={"HX-Request": "true"}).content.decode()
    assert "A-001" in called and "本庁" in called and "A-002" not in called
    refused = clerk.post(f"{COUNTER}tickets/call/")
    assert refused.status_code == 409 and "A-001の対応が終わっていません" in refused.content.decode()
    with kitami.open():
        (person,) = move_in(ALONE)
    start = {"idempotency_key": str(uuid4()), "identification": "card", "procedures": ["resident_copy"]}
    url = clerk.post(f"{COUNTER}start/{int(person.addressee_number)}/", {**start, "language": "ja"}).headers["Location"]
    with kitami.open():
        row = Ticket.objects.get(number=1)
        assert row.state == State.SERVING and row.visit_id == Visit.objects.get().id
    clerk.post(f"{url}finish/")
    with kitami.open():
        row = Ticket.objects.get(number=1)
        assert row.state == State.DONE and row.done_at is not None
    assert "次の人を呼ぶ" in clerk.get(COUNTER).content.decode()


def test_a_double_press_is_one_ticket(kitami: Town) -> None:
    machine, key = device(kitami, "machine"), str(uuid4())
    places = {machine.post(MACHINE, {"key": key, "queue": "B"}).headers["Location"] for _ in range(2)}
    assert len(places) == 1
    with kitami.open():
        assert Ticket.objects.count() == 1


def test_who_does_not_come_is_put_aside_and_can_be_called_again(kitami: Town) -> None:
    machine, clerk = device(kitami, "machine"), signed_in(kitami, "madoguchi")
    take(machine)
    take(machine, "B")
    clerk.post(f"{COUNTER}tickets/call/", {"queue": "B"})
    with kitami.open("clerk"):
        mine = tickets.mine()
        assert mine is not None and mine.name == "B-001"
    step = f"{COUNTER}tickets/{mine.id}/"
    clerk.post(step, {"do": "again"})
    clerk.post(step, {"do": "absent"})
    page = clerk.get(f"{COUNTER}tickets/").content.decode()
    assert "呼んでも来なかった番号" in page and "B-001" in page
    clerk.post(step, {"do": "again"})
    other = signed_in(kitami, "kakaricho")
    assert other.post(step, {"do": "done"}).status_code == 409
    clerk.post(step, {"do": "done"})
    with kitami.open():
        row = Ticket.objects.get(queue="B")
        assert (row.state, row.calls) == (State.DONE, 3)


def test_two_clerks_at_once_call_two_people(kitami: Town) -> None:
    with kitami.open():
        for _ in range(2):
            tickets.take("A", uuid4())
    called: list[str] = []
    gate = threading.Barrier(2)

    def call(who: str) -> None:
        try:
            with kitami.open(who):
                gate.wait(60)
                called.append(tickets.call_next().name)
                gate.wait(60)  # both hold their row until both have one
        finally:
            connection.close()

    threads = [threading.Thread(target=call, args=(who,)) for who in ("clerk", "chief")]
    for one in threads:
        one.start()
    for one in threads:
        one.join(120)
    assert sorted(called) == ["A-001", "A-002"]


def test_waiting_and_service_time_are_measured_by_themselves(kitami: Town) -> None:
    for wait in (4, 10):
        with kitami.open():
            row, _ = tickets.take("C", uuid4())
        with kitami.open("clerk", MORNING + timedelta(minutes=wait)):
            tickets.call_next()
        with kitami.open("clerk", MORNING + timedelta(minutes=wait + 6)):
            tickets.done(row.id)
    with kitami.open():
        (hour,) = tickets.by_hour(current_context().business_date, current_context().business_date)
    assert (hour.hour, hour.taken, hour.absent, hour.wait, hour.service) == (10, 2, 0, 7.0, 6.0)
    clerk = signed_in(kitami, "madoguchi")
    page = clerk.get(f"{COUNTER}tickets/").content.decode()
    assert "待ち時間（中央値）" in page and "10時台" in page
    rows = list(csv.reader(io.StringIO(clerk.get(f"{COUNTER}tickets/list.csv").content.decode("utf-8-sig"))))
    assert rows[1] == ["10", "2", "0", "7.0", "6.0"]


def test_a_device_is_no_clerk_and_of_one_town_and_kind(kitami: Town) -> None:
    machine = device(kitami, "machine")
    assert machine.get(COUNTER).status_code == 302, "the session has ended"
    assert not machine.cookies[SESSION_COOKIE].value or machine.get("/012084/filings/").status_code == 302
    assert machine.get(f"{MACHINE}board/").status_code == 403
    other = found_town("122041")
    assert machine.get(f"/{other.place.address}/ticket/").status_code == 403
    forged = Client()
    forged.cookies[devices.COOKIE] = "WyJtYWNoaW5lIiwxXQ:x:y"
    assert forged.get(MACHINE).status_code == 403
    assert forged.post(MACHINE, {"key": str(uuid4()), "queue": "A"}).status_code == 403
    with kitami.open():
        assert not Ticket.objects.exists()


def test_an_emptied_queue_is_not_offered_and_own_words_stand_alone(kitami: Town) -> None:
    with kitami.open("chief") as context, use_context(replace(context)):
        day = context.business_date
        parameters.set("counter.queue.a", day, "まちづくり", "試験")
        parameters.set("counter.queue.b", day, "", "試験")
        assert tickets.queues() == {"A": "まちづくり", "C": "相談・そのほか"}
        with pytest.raises(tickets.TicketError, match="用件"):
            tickets.take("B", uuid4())
    page = device(kitami, "machine").get(MACHINE).content.decode()
    assert "まちづくり" in page and "Moving and household" not in page
