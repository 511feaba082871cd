"""Addresses of pages, worked out once: Django composing one takes as long as drawing a row of a table."""

from collections.abc import Callable
from functools import lru_cache

from django.urls import get_script_prefix, reverse

_STAND_IN = 987_654_321_012_345_678
"""A number no page has, to find where the number stands."""


def url_of(name: str, *args: str | int) -> str:
    """As ``reverse``, remembered. For addresses of which there are few: not for persons or cases."""
    return _remembered(get_script_prefix(), name, args)


@lru_cache(maxsize=4096)
def _remembered(prefix: str, name: str, args: tuple[str | int, ...]) -> str:
    return reverse(name, args=args)


def numbered(name: str, *args: str | int) -> Callable[[str], str]:
    """The addresses of a page whose last part is a number as written: of persons, as many as there are."""
    before, after = url_of(name, *args, _STAND_IN).split(str(_STAND_IN))
    return lambda number: f"{before}{number}{after}"
