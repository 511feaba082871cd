"""Handlers the tests use, in the test process and in a process of their own that dies in the middle."""

import os
import signal

from yakuba.platform.exchange.errors import Refused
from yakuba.platform.exchange.registry import Incoming, handler, subscribe
from yakuba.platform.tenancy.models import NumberSeries


class Mood:
    """What the handlers do next; only in the test process."""

    problem: Exception | None = None


def _effect(message: Incoming) -> None:
    """A row that can exist only once: a second delivery of the same message would be an error."""
    NumberSeries.objects.create(series=f"seen/{message.subject}/{message.sequence}", last=message.payload.get("n", 0))
    if os.environ.get("DIE_IN_HANDLER"):
        os.kill(os.getpid(), signal.SIGKILL)
    if Mood.problem:
        raise Mood.problem


@handler("tests.note", area="first_area")
def first(message: Incoming) -> None:
    _effect(message)


@handler("tests.event", area="first_area")
def first_event(message: Incoming) -> None:
    NumberSeries.objects.create(series=f"first/{message.subject}")


@handler("tests.event", area="second_area")
def second_event(message: Incoming) -> None:
    raise Refused("8行目 税目：該当なし。課税の担当へ確かめる")


@handler("tests.letter")
def letter(message: Incoming) -> None:
    _effect(message)


def move_in_notice(message: Incoming) -> None:
    for record in message.payload["records"]:
        NumberSeries.objects.create(series=f"moved/{record['name_ref']}/{record['from_lg_code']}")


subscribe("tests.event", "first_area")
subscribe("tests.event", "second_area")
