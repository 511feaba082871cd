"""Importing the floor is cheap, and it stands on nothing but the standard library."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import yakuba.standards

PROBE = """
import importlib, json, pkgutil, sys, time
before = time.process_time()
import yakuba.standards
for module in pkgutil.iter_modules(yakuba.standards.__path__, "yakuba.standards."):
    importlib.import_module(module.name)
spent = time.process_time() - before
for module in pkgutil.walk_packages(yakuba.standards.__path__, "yakuba.standards."):
    importlib.import_module(module.name)
roots = sorted({name.split(".")[0] for name in sys.modules if getattr(sys.modules[name], "__file__", None)})
print(json.dumps({"spent": spent, "outside": [r for r in roots if r not in sys.stdlib_module_names]}))
"""


def test_import_takes_at_most_a_fifth_of_a_second_of_processor_time() -> None:
    assert min(float(str(_probe()["spent"])) for _ in range(3)) <= 0.2  # other work disturbs one or the other


def test_only_the_standard_library_is_imported() -> None:
    assert _probe()["outside"] == ["yakuba"]


def _probe() -> dict[str, object]:
    source = str(Path(yakuba.standards.__file__).parents[2])
    code = f"import sys; sys.path.insert(0, {source!r})\n{PROBE}"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


def test_data_stay_small() -> None:
    folder = Path(yakuba.standards.__file__).parent / "data"
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) <= 15_000_000
