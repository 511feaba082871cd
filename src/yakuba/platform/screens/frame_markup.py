"""The parts of the frame that are the same on many pages: the menu and the table of keys, drawn once and kept."""

from functools import lru_cache

from django.utils.safestring import SafeString

from yakuba.platform.screens.frame import NavGroup, NavLink
from yakuba.platform.screens.keys import KEYS
from yakuba.platform.screens.markup import NOTHING, draw, draw_all, joined

CURRENT = draw(' aria-current="page"')


@lru_cache(maxsize=512)
def menu(groups: tuple[NavGroup, ...]) -> SafeString:
    """The groups of the menu with their lines. Kept by what it shows: town hall, duties, page, counts."""
    return joined(_group(place, group) for place, group in enumerate(groups, 1))


def _group(place: int, group: NavGroup) -> SafeString:
    return draw(
        '<p class="staff-nav__group" id="frame-nav-{0}">{1}</p>'
        '<ul class="plain" aria-labelledby="frame-nav-{0}">{2}</ul>',
        place,
        group.title,
        draw_all("<li>{}</li>\n", ((_link(link),) for link in group.links)),
    )


def _link(link: NavLink) -> SafeString:
    count = '<span class="staff-nav__count">{}<span class="visually-hidden">件</span></span>'
    return draw(
        '<a href="{}"{}>{}{}</a>',
        link.url,
        CURRENT if link.current else NOTHING,
        link.title,
        NOTHING if link.count is None else draw(count, link.count),
    )


@lru_cache(maxsize=1)
def key_rows() -> SafeString:
    """The rows of the help's table of keys."""
    row = '<tr><th scope="row"><kbd class="key-name">{}</kbd></th><td>{}</td></tr>'
    return draw_all(row, ((key.code, key.meaning) for key in KEYS))
