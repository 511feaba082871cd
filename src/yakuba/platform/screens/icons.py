"""Line icons on a 24 × 24 grid, drawn for yakuba; the colour is the text's colour."""

from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_CIRCLE = "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18z"

PATHS: dict[str, str] = {
    "archive": "M3 5h18v4H3zM5 9v10h14V9M10 13h4",
    "bell": "M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 21h4",
    "check": "M4 12.5l5.5 5.5L20 7",
    "check-circle": _CIRCLE + "M8 12.3l3 3l5.5-6",
    "chevron-down": "M6 9l6 6l6-6",
    "chevron-right": "M9 6l6 6l-6 6",
    "clock": _CIRCLE + "M12 7v5l3.5 2",
    "close": "M6 6l12 12M18 6L6 18",
    "cross-circle": _CIRCLE + "M9 9l6 6M15 9l-6 6",
    "document": "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
    "dot": "M12 8a4 4 0 1 0 0 8a4 4 0 1 0 0-8z",
    "download": "M12 4v11M7.5 11l4.5 4.5l4.5-4.5M4 20h16",
    "help": _CIRCLE + "M9.3 9.3a2.7 2.7 0 1 1 4 2.4c-.9.5-1.3 1-1.3 2M12 17v.01",
    "hourglass": "M6 3h12M6 21h12M7.5 3c0 5 9 5.5 9 9s-9 4-9 9M16.5 3c0 5-9 5.5-9 9s9 4 9 9",
    "info": _CIRCLE + "M12 11v6M12 7v.01",
    "link": "M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1",
    "lock": "M5 11h14v10H5zM8 11V8a4 4 0 0 1 8 0v3",
    "menu": "M4 6h16M4 12h16M4 18h16",
    "minus": "M5 12h14",
    "octagon": "M8 3h8l5 5v8l-5 5H8l-5-5V8zM12 7v6M12 16.5v.01",
    "pause": "M9 5v14M15 5v14",
    "pencil": "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
    "person": "M12 4a4 4 0 1 0 0 8a4 4 0 1 0 0-8zM4 21c0-4 3.5-6 8-6s8 2 8 6",
    "printer": "M7 8V3h10v5M7 17H4V8h16v9h-3M7 14h10v7H7z",
    "back": "M9 6L4 11l5 5M4 11h10a6 6 0 0 1 6 6v2",
    "search": "M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13zM15.5 15.5L20 20",
    "send": "M4 12l16-8l-5 16l-3-7zM12 13l8-9",
    "shield": "M12 3l8 3v6c0 5-3.5 7.5-8 9c-4.5-1.5-8-4-8-9V6zM12 8v5M12 16v.01",
    "sort": "M8 10l4-4l4 4M8 14l4 4l4-4",
    "sort-down": "M12 5v14M6.5 13.5L12 19l5.5-5.5",
    "sort-up": "M12 19V5M6.5 10.5L12 5l5.5 5.5",
    "stamp": "M9 12c0-2-1-3-1-5a4 4 0 0 1 8 0c0 2-1 3-1 5h4v5H5v-5zM5 21h14",
    "stop": "M7 7h10v10H7z",
    "triangle": "M12 4L2.5 20h19zM12 10v5M12 17.5v.01",
}


@lru_cache(maxsize=256)
def icon(name: str, label: str = "") -> SafeString:
    """One icon; with a label it is an image of that name, without one decoration. KeyError for an unknown name."""
    shape = mark_safe(f'<path d="{PATHS[name]}"/>')  # noqa: S308 - constants above
    if label:
        return format_html('<svg class="icon" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>', label, shape)
    return format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>', shape)
