"""What the first visitors would wait for is read before they come."""

import gc
from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection
from django.template import engines
from django.template.base import Template
from django.test import Client

from tests.world import found_town
from yakuba.operation import warm_up
from yakuba.platform.screens.forms import RENDERER


@pytest.fixture(autouse=True)
def _thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_the_first_page_compiles_no_template(monkeypatch: pytest.MonkeyPatch) -> None:
    town = found_town("012084")
    for engine in (engines["django"], RENDERER.engine):
        for loader in engine.engine.template_loaders:  # type: ignore[attr-defined]
            loader.reset()
    warm_up.warm_up()
    compiled: list[str] = []
    real = Template.compile_nodelist

    def counted(self: Template) -> object:
        compiled.append(str(self.name))
        return real(self)

    monkeypatch.setattr(Template, "compile_nodelist", counted)
    assert Client().get(f"/{town.place.address}/sign-in/").status_code == 200
    assert compiled == []
    assert gc.get_freeze_count() > 100_000


def test_every_template_of_ours_is_named_as_pages_ask_for_it() -> None:
    names = set(warm_up.templates())
    assert {"resident_registry/search.html", "screens/staff.html"} <= names


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_database_that_is_not_there_does_not_keep_pages_from_starting(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def gone() -> None:
        asked.append("connection")
        raise OperationalError("not there")

    monkeypatch.setattr(connection, "ensure_connection", gone)
    warm_up.warm_up()
    assert asked == ["connection"]
    assert gc.get_freeze_count() > 100_000, "what comes after was done all the same"
