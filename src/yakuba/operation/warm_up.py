"""What the first visitors would wait for: addresses and templates read, database connections opened."""

import gc
from collections.abc import Iterator
from pathlib import Path

from django.db import Error, connection
from django.template import engines
from django.template.utils import get_app_template_dirs
from django.urls import get_resolver

from yakuba.platform.screens.forms import RENDERER


def warm_up() -> None:
    """Called once in each process that answers, before its first request; Django has been set up.

    Everything read here lives as long as the process: the collector need not look through it again, which took longer
    than drawing a page each time.
    """
    assert get_resolver().namespace_dict  # asking for it imports every page
    for name in templates():
        engines["django"].get_template(name)
    RENDERER.get_template(RENDERER.form_template_name)  # forms are drawn by an engine of their own
    open_pool()
    gc.collect()
    gc.freeze()


def templates() -> Iterator[str]:
    """Names of our own templates, as pages ask for them."""
    for directory in map(Path, get_app_template_dirs("templates")):
        if "yakuba" in directory.parts:
            yield from (str(path.relative_to(directory)) for path in sorted(directory.rglob("*.html")))


def open_pool() -> None:
    """Have the database's connections made now. One that is not there yet is told by the page that needs it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        pass
    finally:
        connection.close()
