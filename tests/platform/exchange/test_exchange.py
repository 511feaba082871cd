"""Outbox and inbox: in order, exactly once, across the wall only through the door."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection

from tests.platform.exchange.sample_handlers import Mood
from yakuba.platform.exchange import delivery, queries, registry, service
from yakuba.platform.exchange.errors import MessageStateConflict, Refused
from yakuba.platform.exchange.models import InboxMessage, OutboxMessage
from yakuba.platform.exchange.service import Message, to_area, to_municipality, to_party
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import Actor, Context, use_context
from yakuba.platform.tenancy.directory import Founding, Place, UnknownMunicipality
from yakuba.platform.tenancy.models import NumberSeries
from yakuba.platform.tenancy.scope import tenant

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

INSTANT = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
CLERK = Actor(id=UUID("01900000-0000-7000-8000-000000000001"), name="窓口 花子")


def founded(code: str, training: bool = False) -> Place:
    return directory.found(Founding(code, INSTANT, date(2026, 11, 23), training=training))


@pytest.fixture
def kitami() -> Place:
    return founded("012084")


@pytest.fixture
def funabashi() -> Place:
    return founded("122041")


@pytest.fixture(autouse=True)
def clerk() -> Iterator[None]:
    Mood.problem = None
    with use_context(Context(INSTANT, CLERK)):
        yield


def note(n: int = 0, subject: str = "100", **more: Any) -> Message:
    return Message(to_area("first_area"), "tests.note", subject, {"n": n}, origin="registry", **more)


def letter(to: Place, n: int = 0, subject: str = "100") -> Message:
    return Message(to_municipality(to.lg_code), "tests.letter", subject, {"n": n})


def posted(place: Place, *messages: Message) -> list[UUID]:
    with tenant(place.id):
        return [service.post(message) for message in messages]


def sent(place: Place, to: Place, *subjects: str) -> list[UUID]:
    with tenant(place.id):
        return [service.post(letter(to, subject=subject)) for subject in subjects]


def states(place: Place) -> list[str]:
    with tenant(place.id):
        return list(OutboxMessage.objects.order_by("id").values_list("state", flat=True))


def seen(place: Place, prefix: str = "seen/") -> list[str]:
    with tenant(place.id):
        rows = NumberSeries.objects.filter(series__startswith=prefix).order_by("series")
        return list(rows.values_list("series", flat=True))


def troubles(place: Place) -> list[queries.Trouble]:
    with tenant(place.id):
        return queries.troubles()


def due_again(owner: psycopg.Connection) -> None:
    owner.execute("UPDATE outbox_message SET next_try = now(); UPDATE inbox_message SET next_try = now()")


def rounds(count: int = 1) -> None:
    for _ in range(count):
        delivery.deliver_due()
        delivery.handle_due()


def test_an_area_gets_its_message_after_commit_and_once(kitami: Place) -> None:
    with tenant(kitami.id):
        service.post(note(7))
    rounds(3)
    assert (states(kitami), seen(kitami)) == (["settled"], ["seen/100/1"])


def test_what_was_rolled_back_was_never_sent(kitami: Place) -> None:
    with pytest.raises(ZeroDivisionError), tenant(kitami.id):
        service.post(note())
        raise ZeroDivisionError
    assert delivery.deliver_due() == 0


def test_a_message_waits_for_the_one_before_of_its_subject_only(kitami: Place, owner_connection: Any) -> None:
    Mood.problem = ValueError("山田太郎の行")
    posted(kitami, note(1), note(2))
    rounds(2)
    Mood.problem = None
    posted(kitami, note(3, subject="200"))
    rounds()
    assert (states(kitami), seen(kitami)) == (["queued", "queued", "settled"], ["seen/200/1"])
    due_again(owner_connection)
    rounds()
    assert states(kitami) == ["settled", "queued", "settled"]
    rounds()
    assert (states(kitami), seen(kitami)) == (["settled"] * 3, ["seen/100/1", "seen/100/2", "seen/200/1"])


def test_a_failure_is_visible_at_once_without_the_text_of_the_exception(kitami: Place) -> None:
    Mood.problem = ValueError("山田太郎の行")
    (message,) = posted(kitami, note())
    rounds()
    (trouble,) = troubles(kitami)
    assert (trouble.message_id, trouble.attempts, trouble.is_dead) == (str(message), 1, False)
    assert trouble.error == "処理できない（ValueError）。記録を見て原因を直し、再試行する"
    assert trouble.next_try is not None
    assert seen(kitami) == []


def test_tries_follow_the_schedule_and_end_in_a_dead_letter(kitami: Place, owner_connection: Any) -> None:
    Mood.problem = ValueError()
    (message,) = posted(kitami, note())
    pauses = []
    for _ in delivery.BACKOFF:
        due_again(owner_connection)
        before = datetime.now(UTC)
        rounds()
        with tenant(kitami.id):
            row = OutboxMessage.objects.get(id=message)
            pauses.append(round((row.next_try - before) / timedelta(seconds=1)))
    assert pauses == list(delivery.BACKOFF)
    due_again(owner_connection)
    rounds()
    with tenant(kitami.id):
        (dead,) = queries.dead_letters()
        assert (dead.state_label, dead.attempts, dead.next_try) == ("停止", len(delivery.BACKOFF) + 1, None)
        assert queries.state(message) == "dead"


def test_a_refusal_is_a_dead_letter_at_once_and_its_words_are_shown(kitami: Place) -> None:
    with tenant(kitami.id):
        service.publish("tests.event", "100", {"n": 1}, origin="registry")
    rounds()
    assert (sorted(states(kitami)), seen(kitami, "first/")) == (["dead", "settled"], ["first/100"])
    with tenant(kitami.id):
        (dead,) = queries.dead_letters()
    assert (dead.other, dead.error) == ("second_area", "8行目 税目：該当なし。課税の担当へ確かめる")


def test_a_kind_nobody_takes_is_a_dead_letter(kitami: Place) -> None:
    posted(kitami, Message(to_area("nobody"), "tests.unknown", "1", {}))
    rounds()
    assert "受け手がない" in troubles(kitami)[0].error


def test_a_dead_letter_can_be_retried_or_settled_by_hand(kitami: Place) -> None:
    Mood.problem = Refused("直してから再試行")
    first, second = posted(kitami, note(1), note(2))
    rounds()
    Mood.problem = None
    with tenant(kitami.id):
        service.retry(first)
    rounds(2)
    assert states(kitami) == ["settled", "settled"]
    with tenant(kitami.id), pytest.raises(MessageStateConflict, match="完了"):
        service.settle(second, "済み")
    Mood.problem = Refused("だめ")
    (third,) = posted(kitami, note(3))
    rounds()
    with tenant(kitami.id):
        with pytest.raises(ValueError, match="理由"):
            service.settle(third, " ")
        service.settle(third, "電話で伝えた")
        row = OutboxMessage.objects.get(id=third)
        assert (row.state, row.settled_by_name, row.settled_reason) == ("settled", "窓口 花子", "電話で伝えた")
        assert queries.unsettled() == 0


def test_the_same_key_is_one_message(kitami: Place) -> None:
    first, again = posted(kitami, note(1, key="case-1"), note(1, key="case-1"))
    assert (first, len(states(kitami))) == (again, 1)


def test_a_letter_reaches_another_municipality_once(kitami: Place, funabashi: Place) -> None:
    sent(kitami, funabashi, "100", "100")
    rounds()
    assert (states(kitami), seen(funabashi)) == (["settled", "queued"], ["seen/100/1"])
    rounds(3)
    assert (states(kitami), seen(funabashi), seen(kitami)) == (["settled"] * 2, ["seen/100/1", "seen/100/2"], [])
    with tenant(funabashi.id):
        assert list(InboxMessage.objects.values_list("sender", "state").distinct()) == [("012084", "handled")]


def test_the_sender_learns_of_trouble_but_not_of_its_words(kitami: Place, funabashi: Place) -> None:
    Mood.problem = Refused("支援措置対象者のため保留")
    sent(kitami, funabashi, "100")
    rounds()
    assert states(kitami) == ["dead"]
    assert [trouble.error for trouble in troubles(kitami)] == ["受け側の処理が止まっている。受け側へ連絡する"]
    (there,) = troubles(funabashi)
    assert (there.direction, there.other, there.error) == ("in", "012084", "支援措置対象者のため保留")


def test_the_receiver_decides_about_its_inbox_and_the_sender_hears(kitami: Place, funabashi: Place) -> None:
    Mood.problem = Refused("保留")
    ids = sent(kitami, funabashi, "100", "200")
    rounds()
    Mood.problem = None
    with tenant(funabashi.id):
        service.retry_incoming("012084", str(ids[0]))
        service.settle_incoming("012084", str(ids[1]), "紙で処理した")
    rounds()
    assert (states(kitami), seen(funabashi)) == (["settled", "settled"], ["seen/100/1"])
    with tenant(funabashi.id), pytest.raises(MessageStateConflict):
        service.retry_incoming("012084", str(ids[0]))


def test_the_senders_retry_wakes_a_dead_letter_on_the_other_side(kitami: Place, funabashi: Place) -> None:
    Mood.problem = Refused("保留")
    (message,) = sent(kitami, funabashi, "100")
    rounds()
    Mood.problem = None
    with tenant(kitami.id):
        service.retry(message)
    rounds()
    assert (states(kitami), seen(funabashi)) == (["settled"], ["seen/100/1"])
    with tenant(kitami.id), pytest.raises(MessageStateConflict):
        service.retry(message)


def test_a_failing_receiver_is_visible_to_the_sender_while_it_is_tried_again(
    kitami: Place, funabashi: Place, owner_connection: Any
) -> None:
    Mood.problem = KeyError("x")
    sent(kitami, funabashi, "100")
    rounds()
    assert (states(kitami), troubles(kitami)[0].error) == (["sent"], "受け側の処理が失敗した。自動で再試行する")
    Mood.problem = None
    due_again(owner_connection)
    rounds()
    assert (states(kitami), troubles(kitami), troubles(funabashi)) == (["settled"], [], [])


def test_who_does_not_live_here_is_told_at_once(kitami: Place) -> None:
    with tenant(kitami.id), pytest.raises(UnknownMunicipality):
        to_municipality("431001")


def test_training_town_halls_meet_only_each_other(kitami: Place, funabashi: Place, owner_connection: Any) -> None:
    practice = founded("012084", training=True)
    with tenant(practice.id), pytest.raises(UnknownMunicipality):
        to_municipality("122041")
    other_practice = founded("122041", training=True)
    sent(practice, other_practice, "100")
    rounds()
    assert (seen(other_practice), seen(funabashi)) == (["seen/100/1"], [])
    sent(practice, other_practice, "200")
    owner_connection.execute("UPDATE outbox_message SET receiver = '122041' WHERE state = 'queued'")
    rounds()
    assert (states(practice), seen(funabashi)) == (["settled", "dead"], [])


def test_a_flood_from_one_municipality_does_not_delay_another(kitami: Place, funabashi: Place) -> None:
    posted(kitami, *[note(subject=str(number)) for number in range(delivery.SHARE + 5)])
    posted(funabashi, note(subject="late"))
    assert delivery.deliver_due() == delivery.SHARE + 1
    assert seen(funabashi) == ["seen/late/1"]


def test_killed_in_the_handler_then_delivered_once(kitami: Place, funabashi: Place) -> None:
    sent(kitami, funabashi, "100")
    posted(kitami, note(subject="own"))
    script = Path(__file__).with_name("delivery_process.py")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    dying = {**environment, "DIE_IN_HANDLER": "1"}
    for _ in range(2):  # once in each handler
        assert subprocess.run([sys.executable, str(script)], env=dying, check=False).returncode == -signal.SIGKILL
    assert (seen(kitami), seen(funabashi)) == ([], [])
    assert subprocess.run([sys.executable, str(script)], env=environment, check=False).returncode == 0
    rounds(2)
    assert (states(kitami), seen(kitami), seen(funabashi)) == (["settled"] * 2, ["seen/own/1"], ["seen/100/1"])


def test_the_application_cannot_reach_over_the_wall(
    kitami: Place, funabashi: Place, application_connection: psycopg.Connection
) -> None:
    (message,) = sent(kitami, funabashi, "100")
    delivery.deliver_due()
    with application_connection.transaction():
        application_connection.execute("SELECT set_config('yakuba.municipality', %s, true)", [str(kitami.id)])
        assert application_connection.execute("SELECT count(*) FROM inbox_message").fetchone() == (0,)
        # Kitami cannot call its own letter handled: the door asks the open municipality's inbox.
        application_connection.execute("SELECT exchange_tell_sender(%s)", [message])
        application_connection.execute("SELECT exchange_tell_sender(%s)", [uuid4()])
        assert application_connection.execute("SELECT state FROM outbox_message").fetchone() == ("sent",)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        application_connection.execute("SET ROLE yakuba_exchange")


def test_the_doors_belong_to_the_exchange_role(kitami: Place) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, proowner::regrole::text, prosecdef, proconfig FROM pg_proc"
            " WHERE proname LIKE 'exchange!_%' ESCAPE '!' ORDER BY proname"
        )
        rows = cursor.fetchall()
    assert [name for name, *_ in rows] == [
        "exchange_forward",
        "exchange_inbox_due",
        "exchange_outbox_due",
        "exchange_tell_sender",
    ]
    assert {row[1:3] for row in rows} == {("yakuba_exchange", True)}
    assert all("search_path=pg_catalog, pg_temp" in config for *_, config in rows)


def test_a_subscription_without_a_handler_is_found_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    assert registry.check_subscriptions(None) == []
    monkeypatch.setitem(registry._subscriptions, "tests.event", ["first_area", "third_area"])
    assert [error.msg for error in registry.check_subscriptions(None)] == [
        "third_area subscribes to tests.event but has no handler for it"
    ]


def test_what_does_not_leave_within_a_minute_is_trouble(kitami: Place) -> None:
    posted(kitami, note())
    assert troubles(kitami) == []
    with use_context(Context(INSTANT + timedelta(seconds=61), CLERK)):
        (trouble,) = troubles(kitami)
    assert trouble.error.startswith("まだ届いていない")


@pytest.mark.parametrize(
    "payload", [{}, {"records": []}, {"records": [1]}, {"records": [{"a": 1}, {"b": 1}]}, {"records": [{"a": []}]}]
)
def test_a_partys_payload_must_fit_into_a_file(kitami: Place, payload: dict[str, Any]) -> None:
    with tenant(kitami.id), pytest.raises(ValueError, match="records"):
        service.post(Message(to_party("juki-net"), "identification_update", "1", payload))
