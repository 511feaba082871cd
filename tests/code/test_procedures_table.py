"""docs/procedures.md says what ships: it is made from the definitions and the samples, and made anew after a change."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_table_of_procedures_is_as_made() -> None:
    spec = importlib.util.spec_from_file_location("procedures", ROOT / "tools" / "procedures.py")
    assert spec is not None and spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert (ROOT / "docs" / "procedures.md").read_text(encoding="utf-8") == tool.page(), "run tools/procedures.py"
