"""A small pool of spawned processes that draw separate documents side by side.

Spawned, never forked: a fork would inherit database connections, locks and typst's threads. A worker imports only the
pure rendering half, so it holds no database handle and no Django.
"""

import multiprocessing
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from types import TracebackType
from typing import Self

from yakuba.platform.documents.fitting import OverflowRule
from yakuba.platform.documents.glyphs import MissingGlyph, face
from yakuba.platform.documents.rendering import JSON, Form, Rendered, render

_CHUNK = 16


@dataclass(frozen=True)
class Failed:
    """A document of a batch that was not drawn, because of a missing glyph; the others are not held up by it."""

    fault: MissingGlyph


def _warm() -> None:
    face("mj")
    face("ex")


def _draw(
    form: Form, chunk: Sequence[Mapping[str, JSON]], made_at: datetime, overflow_rule: OverflowRule
) -> list[Rendered | Failed]:
    results: list[Rendered | Failed] = []
    for data in chunk:
        try:
            results.append(render(form, data, made_at, overflow_rule))
        except MissingGlyph as fault:
            results.append(Failed(fault))
    return results


class RenderPool:
    """``with RenderPool(workers=2) as pool: for result in pool.render(form, documents, made_at): ...``

    Starting a worker takes about half a second, so use it for batches, and :func:`.rendering.render` for one document.
    A program that uses it must be importable by its main module (``if __name__ == "__main__":``).
    """

    def __init__(self, workers: int = 2) -> None:
        self._executor = ProcessPoolExecutor(
            max_workers=workers, mp_context=multiprocessing.get_context("spawn"), initializer=_warm
        )
        self._window = workers * 2

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._executor.shutdown(wait=True, cancel_futures=True)

    def render(
        self,
        form: Form,
        documents: Sequence[Mapping[str, JSON]],
        made_at: datetime,
        overflow_rule: OverflowRule = "truncate",
    ) -> Iterator[Rendered | Failed]:
        """One result per document, in order. At most a few chunks of 16 are in memory at once."""
        chunks = iter([documents[start : start + _CHUNK] for start in range(0, len(documents), _CHUNK)])
        running = [
            self._executor.submit(_draw, form, chunk, made_at, overflow_rule) for chunk in islice(chunks, self._window)
        ]
        while running:
            yield from running.pop(0).result()
            for chunk in islice(chunks, 1):
                running.append(self._executor.submit(_draw, form, chunk, made_at, overflow_rule))
