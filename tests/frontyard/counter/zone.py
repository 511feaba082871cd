"""The counter's zone in a test: its role on the database, and its pages."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test import override_settings

from yakuba.operation.settings import counter as zone

NAMES = ("ROOT_URLCONF", "YAKUBA_KEYS", "YAKUBA_HEADS", "COUNTER_HANDS_IN")
SETTINGS = {name: getattr(zone, name) for name in NAMES}


@contextmanager
def as_counter() -> Iterator[None]:
    """The database sees the counter's role, there is no key, and the counter's pages answer."""
    values = connection.settings_dict
    before = values["USER"]
    connection.close()
    values["USER"] = f"{values['NAME']}_counter"
    try:
        with override_settings(**SETTINGS):
            yield
    finally:
        connection.close()
        values["USER"] = before
