"""The frame round every staff page: who, where, which day, and the menu. The backyard says how it is built."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

TRAINING_WORDS = "研修用の役場です。ここでの操作は、本番の記録に影響しません"


def place_words(full_name: str, is_training: bool) -> str:
    """How header, title and lists call a town hall, so that nobody takes the training one for the real one.

    >>> place_words("北海道北見市", True)
    '【研修用】北海道北見市'
    """
    return f"【研修用】{full_name}" if is_training else full_name


@dataclass(frozen=True)
class NavItem:
    """A line of the staff menu. Areas register theirs; `url_name` is reversed with the municipality's code by the
    builder; `permission` is the duty that shows it ('' = everybody); `shown`, if there is one, is asked beside it."""

    key: str
    title: str
    group: str
    url_name: str
    permission: str = ""
    order: int = 100
    shown: Callable[[], bool] | None = None


@dataclass(frozen=True)
class NavLink:
    """A line ready to draw; `count` = waiting things (None = not counted)."""

    title: str
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class NavGroup:
    title: str
    links: tuple[NavLink, ...]


@dataclass(frozen=True)
class Frame:
    """What header and menu show. `as_of` and `training` tint the page and say so in words.

    `session_seconds` (0 = no limit): how long this page may lie untouched; five minutes before the end the person is
    warned, and 続ける posts to `extend_url`, which answers 204.
    """

    municipality: str = ""
    home_url: str = "/"
    duty: str = ""
    user: str = ""
    business_date: datetime.date | None = None
    nav: tuple[NavGroup, ...] = ()
    sign_out_url: str = ""
    search_url: str = ""
    help_url: str = ""
    as_of: str = ""
    training: str = ""
    session_seconds: int = 0
    extend_url: str = ""


_items: dict[str, NavItem] = {}
_builder: list[Callable[[HttpRequest], Frame]] = []


def register_nav(item: NavItem) -> None:
    """Adds a menu line at start; the same key with other contents is a ValueError."""
    if _items.get(item.key, item) != item:
        raise ValueError(f"menu key {item.key} is registered twice")
    _items[item.key] = item


def nav_items() -> list[NavItem]:
    """All registered lines in the order of the menu."""
    return sorted(_items.values(), key=lambda item: (item.order, item.key))


def use_frame_builder(builder: Callable[[HttpRequest], Frame]) -> None:
    """The backyard calls this once at start; the last caller wins."""
    _builder[:] = [builder]


def frame_of(request: HttpRequest) -> Frame:
    """The frame of this request; an empty one before any builder is known (error pages at start)."""
    return _builder[0](request) if _builder else Frame()
