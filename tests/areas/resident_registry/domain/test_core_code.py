"""About the core's code: what it imports, its examples, its units."""

import ast
import doctest
import importlib
import pkgutil
from collections import Counter
from pathlib import Path

import pytest

from yakuba.areas.resident_registry import domain
from yakuba.areas.resident_registry.domain.record import CONTENT, ITEMS, Record
from yakuba.areas.resident_registry.domain.record_person import NameItems
from yakuba.areas.resident_registry.domain.record_values import (
    UnreadableValue,
    cleared,
    from_text,
    group_of,
    items_of,
    to_text,
)
from yakuba.areas.resident_registry.domain.units import DERIVED, UNITS

MODULES = [module.name for module in pkgutil.iter_modules(domain.__path__)]
ALLOWED = ("yakuba.standards", "yakuba.platform.cases.findings")


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_hold(name: str) -> None:
    module = importlib.import_module(f"{domain.__name__}.{name}")
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("name", MODULES)
def test_the_core_stands_on_the_standards_alone_and_reads_no_clock(name: str) -> None:
    tree = ast.parse((Path(domain.__path__[0]) / f"{name}.py").read_text(encoding="utf-8"))
    imported = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level == 0]
    imported += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    ours = [module for module in imported if module.startswith("yakuba")]
    assert [module for module in ours if not module.startswith(ALLOWED)] == []
    assert not {module.partition(".")[0] for module in imported} & {"django", "psycopg", "time", "pydantic"}
    calls = [node.func.attr for node in ast.walk(tree) if isinstance(node, ast.Call) and hasattr(node.func, "attr")]
    assert not {"now_utc", "today", "utcnow"} & set(calls)


def test_every_content_item_is_in_exactly_one_unit() -> None:
    counted = Counter(name for unit in UNITS.values() for name in unit.items)
    assert set(counted) == set(CONTENT) - DERIVED - {"addressee_number"}
    assert set(counted.values()) == {1}


@pytest.mark.parametrize("name", [name for name in ITEMS if ITEMS[name]["kind"] != "time"])
def test_a_value_survives_being_text(name: str) -> None:
    samples = {"date": "2024-02-29", "number": "12", "flag": "1", "month": "2024-02"}
    text = samples.get(ITEMS[name]["kind"], "０１")
    assert to_text(name, from_text(name, text)) == text


@pytest.mark.parametrize(("name", "text"), [("birth_date", "2023-02-29"), ("display_order", "x"), ("is_removed", "2")])
def test_a_text_that_is_no_value_is_refused(name: str, text: str) -> None:
    with pytest.raises(UnreadableValue, match=text):
        from_text(name, text)


def test_a_group_is_the_records_part() -> None:
    row = Record(addressee_number="1", name="甲野　一郎")
    names = group_of(NameItems, row)
    assert items_of(names)["name"] == "甲野　一郎"
    assert cleared(NameItems)["name"] == ""
