"""The portal's zone in a test: its role on the database, its pages, and one round of post between the two sides."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test import Client, override_settings

from tests.browser import requests_wait
from tests.world import Town
from yakuba.frontyard.portal import post_rounds
from yakuba.operation.settings import portal as zone
from yakuba.platform.exchange import collector, delivery

NAMES = ("ROOT_URLCONF", "MIDDLEWARE", "CSRF_FAILURE_VIEW", "LARGEST_BODY", "BODY_REFUSED_VIEW")
SETTINGS = {name: getattr(zone, name) for name in NAMES if hasattr(zone, name)}


@contextmanager
def as_portal() -> Iterator[None]:
    """The database sees the portal's role, and the portal's pages answer.

    Role and pages are the whole process's: a staff page that asks meanwhile (every two seconds) would be refused.
    """
    with requests_wait(), _as_portal():
        yield


@contextmanager
def _as_portal() -> Iterator[None]:
    values = connection.settings_dict
    before = values["USER"]
    connection.close()
    values["USER"] = f"{values['NAME']}_portal"
    try:
        with override_settings(**SETTINGS):
            yield
    finally:
        connection.close()
        values["USER"] = before


class Resident:
    """A browser at the portal."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.client = Client()

    def get(self, path: str, status: int = 200) -> str:
        with as_portal():
            answer = self.client.get(f"/{self.town.place.address}/{path}")
        assert answer.status_code == status, (answer.status_code, answer.content.decode()[:2000])
        return answer.content.decode()

    def post(self, path: str, data: dict[str, object] | None = None, status: int = 302) -> str:
        """Where it leads to, or the page of a refusal."""
        with as_portal():
            answer = self.client.post(f"/{self.town.place.address}/{path}", data or {})
        assert answer.status_code == status, (answer.status_code, answer.content.decode()[:2000])
        return answer.headers.get("Location", "") or answer.content.decode()

    def post_to_first(self, code: str) -> str:
        """Where a procedure begins, or goes on."""
        with as_portal():
            answer = self.client.get(f"/{self.town.place.address}/file/{code}/")
        assert answer.status_code == 302, answer.content.decode()[:2000]
        return answer.headers["Location"]


def rounds(town: Town, count: int = 3) -> None:
    """What the two workers do in two seconds."""
    for _ in range(count):
        _portal_round(town)
        collector.collect()
        delivery.handle_due()
        delivery.deliver_due()
    _portal_round(town)


def _portal_round(town: Town) -> None:
    """One round of the portal's post; where a portal's own process is running too, one of both at a time."""
    with as_portal():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [post_rounds.ONE_AT_WORK])
        post_rounds.round_of(town.place)  # the lock goes with the connection
