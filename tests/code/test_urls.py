"""Every URL: signed out, without the duty, and as a clerk of another town. Nobody gets in, nothing is revealed."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.residents import COUPLE, move_in
from tests.world import Town, found_town, signed_in
from yakuba.platform.access.gates import gate_of
from yakuba.platform.access.models import DutyAssignment

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

SAMPLE = {
    "uuid": "01890000-0000-7000-8000-000000000000",
    "int": "19",
    "str": "x",
    "slug": "x",
}


def patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route)
        else:
            yield route, entry


def concrete(route: str, address: str, number: int) -> str:
    """A real address for a route, with a resident of 北見市 where a number stands."""
    out = route.replace("<str:address>", address)
    for kind, value in SAMPLE.items():
        while f"<{kind}:" in out:
            start = out.index(f"<{kind}:")
            end = out.index(">", start)
            out = out[:start] + (str(number) if kind == "int" else value) + out[end + 1 :]
    return "/" + out


TENANT_ROUTES = [(route, entry) for route, entry in patterns() if "<str:address>" in route]


def test_every_view_under_a_town_has_a_gate() -> None:
    without = [route for route, entry in TENANT_ROUTES if gate_of(entry.callback) is None]
    assert without == []


@pytest.fixture
def towns() -> Iterator[tuple[Town, Town, int]]:
    kitami, funabashi = found_town("012084"), found_town("122041")
    with kitami.open():
        number = int(move_in(COUPLE)[0].addressee_number)
    yield kitami, funabashi, number


def closed(route_entry: tuple[str, URLPattern]) -> bool:
    gate = gate_of(route_entry[1].callback)
    return gate is not None and not gate.public


def test_signed_out_every_page_leads_to_sign_in(towns: tuple[Town, Town, int]) -> None:
    browser = Client()
    for route, _ in filter(closed, TENANT_ROUTES):
        url = concrete(route, "012084", towns[2])
        for answer in (browser.get(url), browser.post(url)):
            assert answer.status_code == 302, (url, answer.status_code)
            assert answer.headers["Location"].startswith("/012084/sign-in/"), url


def test_without_the_duty_every_page_is_refused(towns: tuple[Town, Town, int]) -> None:
    kitami, _, number = towns
    with kitami.open():
        DutyAssignment.objects.filter(account_id=kitami.clerk.id).update(valid_to="2026-04-01")
    browser = signed_in(kitami, "madoguchi")
    for route, entry in filter(closed, TENANT_ROUTES):
        gate = gate_of(entry.callback)
        if gate is None or not gate.duty:
            continue
        url = concrete(route, "012084", number)
        for answer in (browser.get(url), browser.post(url)):
            assert answer.status_code == 403, (url, answer.status_code)


def test_a_clerk_of_another_town_finds_nothing(towns: tuple[Town, Town, int]) -> None:
    _, funabashi, number = towns
    browser = signed_in(funabashi, "kakaricho")
    for route, _ in filter(closed, TENANT_ROUTES):
        if "<int:" not in route and "<uuid:" not in route:
            continue
        url = concrete(route, "122041", number)
        answer = browser.get(url)
        assert answer.status_code in (302, 404, 405, 409), (url, answer.status_code)
        assert "佐藤" not in answer.content.decode(errors="ignore"), url


def test_the_sample_key_is_a_key() -> None:
    assert UUID(SAMPLE["uuid"]).version == 7
