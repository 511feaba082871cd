"""Every page with every parameter any page reads, odd text in it, as somebody who may do everything: none breaks."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from tests.residents import COUPLE, move_in
from tests.security.test_cookies import TOWN_ROUTES
from tests.world import Town, signed_in
from yakuba.platform.access.models import StaffSession
from yakuba.platform.screens.forms import FormKit
from yakuba.platform.tenancy.context import now

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

SOURCE = Path(__file__).parents[2] / "src" / "yakuba"
READ = re.compile(r"(?:GET|POST)\.(?:get|getlist|pop)\(\s*\"([\w-]+)\"")
ODD = ["²", pytest.param("9" * 5000, marks=pytest.mark.proof, id="5000 digits")]


def parameters() -> set[str]:
    """Names read from addresses and bodies, and all fields of all forms."""
    read = {name for path in SOURCE.rglob("*.py") for name in READ.findall(path.read_text())}
    kinds, forms = [FormKit], set[str]()
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        forms |= set(kind.base_fields)
    return read | forms


@pytest.fixture
def chief(kitami: Town) -> Client:
    """Every duty, the second factor just shown."""
    with kitami.open():
        move_in(COUPLE)
    return renewed(kitami)


def renewed(town: Town) -> Client:
    client = signed_in(town, "kakaricho")
    with town.open():
        StaffSession.objects.update(step_up_until=now() + timedelta(minutes=5))
    return client


@pytest.mark.parametrize("typed", ODD)
def test_no_page_breaks_whatever_stands_in_its_parameters(kitami: Town, chief: Client, typed: str) -> None:
    names = parameters()
    assert len(names) > 60
    sent = dict.fromkeys(names, typed)
    short = dict.fromkeys(names, typed[:40])
    chief.raise_request_exception = False
    broken, opened = [], 0
    for path, _ in TOWN_ROUTES:
        bare = path.partition("?")[0]
        for method, status in (
            ("GET", chief.get(bare, short).status_code),
            ("POST", chief.post(bare, sent).status_code),
        ):
            if status >= 500:
                broken.append((method, bare))
        if bare.endswith(("/sign-out/", "/sign-in/")):
            chief = renewed(kitami)
            chief.raise_request_exception = False
        opened += chief.get(bare).status_code in (200, 422)
    assert broken == []
    assert opened > 15  # the pages were reached, not only their gates
