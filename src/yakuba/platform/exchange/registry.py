"""Who handles which kind of message, and which area wants to hear of which event.

An app registers both in a module ``exchange_handlers``, which is imported at start.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.checks import CheckMessage, Error


@dataclass(frozen=True)
class Incoming:
    """A message as its handler sees it. Its municipality is the open one."""

    sender: str
    message_id: str
    kind: str
    subject: str
    sequence: int
    payload: Mapping[str, Any]

    @property
    def from_municipality(self) -> str:
        """Code of the municipality it is from: the door's word where it lives here, else what the network passes on."""
        if not self.sender.startswith("party:"):
            return self.sender.removeprefix("training-")
        records = self.payload.get("records") or [{}]
        return str(records[0].get("from_lg_code") or "")


Handler = Callable[[Incoming], None]

_handlers: dict[tuple[str, str], Handler] = {}
_subscriptions: dict[str, list[str]] = {}


def handler(kind: str, area: str = "") -> Callable[[Handler], Handler]:
    """Decorator: this function takes messages of ``kind`` for ``area`` (or from other municipalities and parties).

    It runs inside ``tenant()`` and a system context, in the transaction that marks the message as handled: what it
    raises undoes both. Raise ``Refused`` where another try cannot help. Raises ValueError when the kind is taken.
    """

    def register(function: Handler) -> Handler:
        known = _handlers.get((area, kind))
        if known is not None and known.__qualname__ != function.__qualname__:
            raise ValueError(f"messages of kind {kind!r} for {area or 'this municipality'!r} have a handler already")
        _handlers[(area, kind)] = function
        return function

    return register


def handler_of(kind: str, area: str = "") -> Handler | None:
    """The function that takes messages of a kind, if any."""
    return _handlers.get((area, kind))


def subscribe(event_kind: str, receiver_area: str) -> None:
    """``receiver_area`` hears of every ``publish`` of this event, through its handler of that kind."""
    areas = _subscriptions.setdefault(event_kind, [])
    if receiver_area not in areas:
        areas.append(receiver_area)


def subscribers(event_kind: str) -> tuple[str, ...]:
    """Areas that want to hear of an event, in the order they subscribed."""
    return tuple(_subscriptions.get(event_kind, ()))


def check_subscriptions(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A subscription without a handler is found at start, not by the first event."""
    return [
        Error(f"{area} subscribes to {kind} but has no handler for it", id="exchange.E001")
        for kind, areas in _subscriptions.items()
        for area in areas
        if handler_of(kind, area) is None
    ]
