"""The ASVS table: each requirement of levels 1 and 2 once, a met one with a test that exists, the rest with a why."""

import ast
import importlib.util
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]

# Ids and levels as ASVS 5.0.0 has them, in its order: 70 of level 1, 183 of level 2.
IDS = ROOT / "docs" / "asvs" / "ids.txt"


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("asvs", ROOT / "tools" / "asvs.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def functions_of(path: Path) -> set[str]:
    """Test functions of a file, without importing it."""
    return {
        node.name
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def exists(node: str) -> bool:
    path, _, name = node.partition("::")
    return (ROOT / path).is_file() and name in functions_of(ROOT / path)


def test_every_requirement_of_levels_1_and_2_is_there_once(tool: ModuleType) -> None:
    known = dict(line.split() for line in IDS.read_text().splitlines())
    found = tool.rows()
    assert [(row.id, row.level) for row in found] == list(known.items())
    assert Counter(known.values()) == {"1": 70, "2": 183}


def test_every_met_requirement_names_a_test_that_exists(tool: ModuleType) -> None:
    met = [row for row in tool.rows() if row.status == "met"]
    assert len(met) > 100
    assert [(row.id, row.evidence) for row in met if not exists(row.evidence)] == []


def test_every_other_requirement_says_why(tool: ModuleType) -> None:
    others = [row for row in tool.rows() if row.status != "met"]
    assert {row.status for row in others} <= set(tool.STATUSES)
    assert [row.id for row in others if len(row.evidence.split()) < 4] == []
    whole = [row for row in others if row.status in ("partly", "not met")]
    assert [row.id for row in whole if len(row.evidence.split()) < 8] == []


def test_titles_are_short_words_of_our_own(tool: ModuleType) -> None:
    assert [row.id for row in tool.rows() if not 1 <= len(row.title.split()) <= 8 or "Verify" in row.title] == []


def test_the_page_is_the_one_the_tool_makes(tool: ModuleType) -> None:
    assert tool.PAGE.read_text() == tool.rendered(tool.rows()), "run tools/asvs.py"


def test_a_test_that_is_not_there_would_be_noticed() -> None:
    assert exists("tests/security/test_asvs_table.py::test_a_test_that_is_not_there_would_be_noticed")
    assert not exists("tests/security/test_asvs_table.py::test_nobody_wrote")
    assert not exists("tests/security/test_no_such_file.py::test_x")
