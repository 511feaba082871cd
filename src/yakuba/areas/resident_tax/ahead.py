"""What a chunk of a job leaves in memory for the next one: people read once, a block read while the last is written.

Nothing here changes what comes out: whoever is killed, or finds another process at work, makes it anew. It holds
personal data, so little of it, not long, and never under another municipality's key.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import Final, Generic, TypeVar

V = TypeVar("V")
P = TypeVar("P", bound=Hashable)
_PAUSE: Final = 120.0  # seconds a block waits for its chunk: far longer than one takes to write


class Briefly(Generic[V]):
    """A few values by key; each goes after ``seconds``, the oldest one when there are ``most``."""

    def __init__(self, seconds: float, most: int = 2) -> None:
        self._seconds, self._most = seconds, most
        self._lock, self._kept = threading.Lock(), dict[Hashable, tuple[V, threading.Timer]]()

    def put(self, key: Hashable, value: V) -> None:
        timer = threading.Timer(self._seconds, self.pop, (key,))
        timer.daemon = True
        self.pop(key)
        with self._lock:
            while len(self._kept) >= self._most:
                self._kept.pop(next(iter(self._kept)))[1].cancel()
            self._kept[key] = value, timer
        timer.start()

    def get(self, key: Hashable) -> V | None:
        with self._lock:
            found = self._kept.get(key)
        return None if found is None else found[0]

    def pop(self, key: Hashable) -> V | None:
        with self._lock:
            found = self._kept.pop(key, None)
        if found is None:
            return None
        found[1].cancel()
        return found[0]


@cache
def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="tax-ahead")


class Ahead(Generic[P, V]):
    """Gives ``make(piece)``, and begins with the following piece in a second thread meanwhile.

    ``make`` depends on the piece alone and uses no database: the second thread works while the first waits for it.
    """

    def __init__(self, make: Callable[[P], V]) -> None:
        self._make, self._begun = make, Briefly[Future[V]](_PAUSE)

    def give(self, piece: P, following: P | None) -> V:
        """Raises what ``make`` raises."""
        begun = self._begun.pop(piece)
        if following is not None and self._begun.get(following) is None:
            self._begun.put(following, _thread().submit(self._make, following))
        # One that waits behind another file's block is made here.
        return self._make(piece) if begun is None or begun.cancel() else begun.result()
