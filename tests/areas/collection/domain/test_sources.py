"""Entries are told by words: every source that posts has its own, and no key of a program is shown."""

import doctest
from uuid import uuid4

import pytest

from yakuba.areas.collection.domain import sources
from yakuba.areas.collection.domain.sources import source_words

pytestmark = pytest.mark.pure


def test_the_examples_hold() -> None:
    assert doctest.testmod(sources).failed == 0


@pytest.mark.parametrize("kind", sorted(sources.WORDS))
def test_a_key_is_never_shown_and_a_number_always(kind: str) -> None:
    key = uuid4()
    assert source_words(kind, f"{key}/4707") == source_words(kind, str(key)) == sources.WORDS[kind]
    assert source_words(kind, f"0000000000017 {key}") == f"{sources.WORDS[kind]} 0000000000017"
    assert source_words(kind, "K2026-000001").endswith(" K2026-000001")
