"""Who wants to hear that somebody is under a support measure: says so once, at start; called in the transaction."""

from collections.abc import Callable, Collection

_listeners: list[Callable[[Collection[int]], None]] = []


def watch_protection(listener: Callable[[Collection[int]], None]) -> None:
    """Called with the numbers of applicant and persons protected together, when an application is entered."""
    if listener not in _listeners:
        _listeners.append(listener)


def protection_entered(numbers: Collection[int]) -> None:
    for listener in _listeners:
        listener(numbers)
