"""Rules of the house that a reviewer would otherwise have to remember."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "yakuba"

# The clock is read at the edges only; everything else takes the context's instant.
CLOCK_ALLOWED = {
    "platform/tenancy/context.py",
    "platform/tenancy/ids.py",
}
CLOCK = re.compile(r"\b(datetime\.now|datetime\.utcnow|date\.today|timezone\.now|time\.time)\(")


# Two rows may share a moment, a day or a reading: an order that ends with one lets the database choose between them.
SHARED = re.compile(r"(_at|_on|_from|_until|\bday|\bdate|kana_\w+)$")
SHARED_IN_SQL = re.compile(
    r"order by [^'\"()]*?(_at|_on|_from|_until|\bday|\bdate|kana_\w+)( asc| desc)?( nulls \w+)?\s*(limit|for|\)|\"|$)",
    re.I,
)


def modules() -> list[Path]:
    return sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)


def test_nothing_but_the_edges_reads_the_clock() -> None:
    readers = {
        str(path.relative_to(SOURCE))
        for path in modules()
        if CLOCK.search(path.read_text()) and "operation" not in path.relative_to(SOURCE).parts
    }
    assert readers <= CLOCK_ALLOWED


def test_no_order_ends_with_what_two_rows_may_share() -> None:
    loose = []
    for path in modules():
        text = path.read_text()
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "order_by":
                last = node.args[-1] if node.args else None
                if isinstance(last, ast.Constant) and SHARED.search(str(last.value)):
                    loose.append(f"{path.relative_to(ROOT)}:{last.lineno} {last.value!r}")
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and SHARED_IN_SQL.search(node.value):
                loose.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert loose == [], "add what makes the order total: id, or the rest of the key"


def imports() -> dict[str, set[str]]:
    """Module to modules of ours it imports, also within functions and for types only."""
    ours = {".".join(("yakuba", *path.relative_to(SOURCE).with_suffix("").parts)): path for path in modules()}
    ours = {name.removesuffix(".__init__"): path for name, path in ours.items()}
    found: dict[str, set[str]] = {}
    for name, path in ours.items():
        of_one = found.setdefault(name, set())
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module:
                wanted = (f"{node.module}.{alias.name}" for alias in node.names)
                of_one.update(one if one in ours else node.module for one in wanted)
            elif isinstance(node, ast.Import):
                of_one.update(alias.name for alias in node.names)
        found[name] = {one for one in of_one if one in ours and one != name}
    return found


def test_no_modules_import_each_other_in_a_circle() -> None:
    left = imports()
    while free := [name for name, wanted in left.items() if not wanted & left.keys()]:
        for name in free:
            del left[name]
    assert sorted(left) == [], "these lie on a circle or lead to one"


@pytest.mark.parametrize("limit", [400])
def test_files_stay_readable(limit: int) -> None:
    long = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in modules()}
    assert {name: lines for name, lines in long.items() if lines > limit} == {}


def test_functions_stay_short() -> None:
    long = []
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 60:
                long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert long == []


def test_no_relation_leads_from_one_area_to_another() -> None:
    areas = {app.label for app in apps.get_app_configs() if app.name.startswith("yakuba.areas.")}
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in areas
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignObject)
        and isinstance(field.related_model, type)
        and field.related_model._meta.app_label in areas - {model._meta.app_label}
    ]
    assert wrong == []


def test_import_contracts_hold() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:]


def test_one_module_alone_knows_the_signers_library_and_nobody_loads_it_before_it_signs() -> None:
    """Loading pyHanko takes a second and brings a client for networks: the web processes never do."""
    knows, loads = [], []
    for path in modules():
        text = path.read_text()
        if not re.search(r"import.*(pyhanko|asn1crypto|pades)|from (pyhanko|asn1crypto)", text):
            continue
        tree = ast.parse(text)
        for node in ast.walk(tree):
            names = [one.name for one in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
            whole = [f"{getattr(node, 'module', None) or ''}.{name}" for name in names]
            if any(name.lstrip(".").startswith(("pyhanko", "asn1crypto")) for name in whole):
                knows.append(str(path.relative_to(SOURCE)))
            if any("documents.pades" in name for name in whole) and node in tree.body:
                loads.append(str(path.relative_to(SOURCE)))
    assert (set(knows), loads) == ({"platform/documents/pades.py"}, [])


FORBIDDEN_WORDS = ("不正", "無効な", "異常終了", "エラーが発生しました", "必須項目です")


def test_messages_blame_nobody() -> None:
    found = []
    naming_them = SOURCE / "platform" / "screens" / "wording.py"
    for path in [*modules(), *SOURCE.rglob("*.html")]:
        text = "" if path == naming_them else path.read_text()
        found += [f"{path.relative_to(ROOT)}: {word}" for word in FORBIDDEN_WORDS if word in text]
    assert found == []


def test_no_template_has_inline_script_or_style() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in SOURCE.rglob("*.html")
        if re.search(r"<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=", path.read_text())
    ]
    assert found == []
