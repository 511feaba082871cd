"""The table of what works is made from docs/features.yaml, and each row names a test that exists."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("features", ROOT / "tools" / "features.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("name", "language"), [("README.md", "en"), ("README.ja.md", "ja")])
def test_the_tables_are_as_made(tool: ModuleType, name: str, language: str) -> None:
    text = (ROOT / name).read_text()
    assert tool.written(text, language) == text, "run tools/features.py"


def test_each_row_names_a_test_that_exists(tool: ModuleType) -> None:
    missing = []
    for row in tool.features():
        path = ROOT / row["test"]
        found = list(path.rglob("test_*.py")) if path.is_dir() else [path] if path.is_file() else []
        if not any("def test_" in one.read_text() for one in found):
            missing.append(row["test"])
    assert missing == []


def test_the_readmes_point_at_things_that_exist() -> None:

    missing = []
    for name in ("README.md", "README.ja.md"):
        for target in re.findall(r"\]\((?!#)([^)]+)\)", (ROOT / name).read_text()):
            if not (ROOT / target).exists():
                missing.append(f"{name}: {target}")
    assert missing == []
