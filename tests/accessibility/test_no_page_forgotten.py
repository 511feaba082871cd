"""Every URL of every process is a page that is looked at, or stands in the list of what is none; or takes no GET."""

import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from django.urls import URLResolver, get_resolver

from tests.accessibility import pages
from yakuba.operation import settings

ROOTS = sorted(one.stem for one in Path(str(settings.__file__)).parent.glob("urls_*.py"))


def names_of(entries: list[Any], space: str = "") -> Iterator[tuple[str, Any]]:
    """Every name with its view."""
    for entry in entries:
        if isinstance(entry, URLResolver):
            yield from names_of(entry.url_patterns, f"{entry.namespace}:" if entry.namespace else space)
        else:
            yield f"{space}{entry.name}", entry.callback


def answers_get(view: Any) -> bool:
    """Unless a decorator lets in nothing but what changes something."""
    inner = view
    while inner is not None:
        closed = inspect.getclosurevars(inner).nonlocals.get("request_method_list")
        if closed is not None:
            return "GET" in closed
        inner = getattr(inner, "__wrapped__", None)
    return True


def test_every_url_is_looked_at_or_is_no_page() -> None:
    assert {"urls_core", "urls_counter", "urls_portal"} <= set(ROOTS)
    named: dict[str, Any] = {}
    for root in ROOTS:
        urls = import_module(f"yakuba.operation.settings.{root}").__name__
        named = dict(names_of(get_resolver(urls).url_patterns)) | named  # the counter's zone has names of the core's
    read = {name for name, view in named.items() if answers_get(view)}
    assert "portal:withdraw" in read and "portal:send" not in read and "backyard:approve" not in read
    listed = [*pages.STAFF, *pages.BY_STEPS, *pages.PORTAL, *pages.NO_PAGE]
    assert read - set(listed) == set(), "new pages: say in tests/accessibility/pages.py where they are looked at"
    assert set(listed) - read == set(), "no longer there"
    assert len(listed) == len(set(listed)), "in one list only"
