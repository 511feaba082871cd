"""Reads written by hand keep to the open municipality, as those of the managers do."""

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connections

import yakuba
from tests.residents import COUPLE, move_in
from tests.world import Town, found_town
from yakuba.areas.resident_registry import storage
from yakuba.platform.tenancy.base import TenantTable
from yakuba.platform.tenancy.errors import NoTenant
from yakuba.platform.tenancy.statements import Read

TABLE = re.compile(r"\b(?:FROM|JOIN) (\w+)(?: AS (\w+))?")


def reads() -> Iterator[tuple[str, Read]]:
    for module in pkgutil.walk_packages(yakuba.__path__, "yakuba."):
        if ".migrations" in module.name or ".operation." in module.name:
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, Read):
                yield f"{module.name}.{name}", value


def test_each_table_of_each_read_is_narrowed_to_the_open_municipality() -> None:
    tenant_tables = {model._meta.db_table for model in apps.get_models() if issubclass(model, TenantTable)}
    found = dict(reads())
    assert len(found) >= 10
    for name, read in found.items():
        tables = TABLE.findall(read.sql)
        assert tables, name
        for table, alias in tables:
            assert table in tenant_tables, (name, table)
            assert re.search(rf"\b{alias + '.' if alias else ''}municipality_id = ", read.sql), (name, table)


def test_a_read_without_the_municipality_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="municipality"):
        Read("SELECT name FROM resident_record")


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_read_sees_the_open_town_only_even_where_row_level_security_does_not_hold(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kitami: Town = found_town("012084")
    funabashi: Town = found_town("122041")
    with kitami.open():
        number = int(move_in(COUPLE)[0].addressee_number)
    # The owner of the tables passes the database's wall: what is left is the statement's own.
    monkeypatch.setattr("yakuba.platform.tenancy.statements.connection", connections["owner"])
    with kitami.open():
        assert len(storage.latest([number])) == len(storage.briefs([number])) == 1
    with funabashi.open():
        assert not storage.latest([number])
        assert not storage.briefs([number])
        assert not storage.versions([number])


def test_without_an_open_town_nothing_is_read() -> None:
    with pytest.raises(NoTenant):
        storage.latest([1])
