"""The chip of a person's mark, as lists show it."""

from django.utils.safestring import SafeString

from yakuba.platform.screens.icons import icon
from yakuba.platform.screens.markup import draw

NO_MARK = draw("―")


def mark_chip(mark: str) -> SafeString:
    """抑止 or 支援措置 in words with the shield; a dash where there is none."""
    return draw('<span class="chip chip--special">{}{}</span>', icon("shield"), mark) if mark else NO_MARK
