"""Writes docs/procedures.md, the table of all shipped procedures, from definitions and samples. A test holds the two.

    python tools/procedures.py

After a merge conflict in that file: run it again.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from yakuba.platform.cases.procedures.definition import Procedure

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "procedures.md"
SAMPLES = "tests/procedures/samples"
HEAD = """# Procedures

Written by `tools/procedures.py` from the definitions (`areas/<area>/procedures/<code>.<version>.yaml`) and the samples; do not edit.
Each is tried by `tests/procedures/test_every_procedure.py` with its sample: filed, checked, ended where the table says (a file handed over is read back by the simulated system), and stopped by each of the findings named.
What definitions are: [front yard](front-yard.md). What hand-over is: [hand-over](handover.md).

| procedure | legal basis | deadline | asked | automatic checks | channel, identity, decision | ends in | sample: stopped by |
|---|---|---|---|---|---|---|---|
"""  # noqa: E501 a table's line
FINISH = {"automatic": "decided by itself", "confirm": "one approval", "visit": "after a visit"}
WHO = {
    "parent": "a parent",
    "household": "one of the household",
    "mandate": "a proxy",
    "paper": "by letter of attorney",
}
IDENTITY = {"none": "anybody", "email": "e-mail", "card": "card"}


def page() -> str:
    """The whole file. Needs Django set up, because checks and actions have their titles in the areas."""
    from yakuba.platform.cases.procedures import catalogue

    found = catalogue.load().procedures
    count = (
        f"\n{len(found)} procedures, {sum(one.action.startswith('handover.') for one in found)} of them handed over.\n"
    )
    return HEAD + "".join(_row(one) + "\n" for one in found) + count


def _row(procedure: Procedure) -> str:
    from yakuba.platform.cases.procedure_parts import checks_of
    from yakuba.platform.cases.registry import actions

    asked = "、".join(one.item + ("" if one.required else "（任意）") for one in procedure.steps)
    checks = "、".join(dict.fromkeys(one.title for one in checks_of(procedure)))
    way = f"{' and '.join(procedure.channels)}, {IDENTITY[procedure.identity]}, {FINISH[procedure.finish]}"
    way += f"; online also {', '.join(WHO[one] for one in procedure.who)} for the person" if procedure.who else ""
    ends = f"{actions.get(procedure.action).title}（`{procedure.action}`）"
    name = f"`{procedure.code}` {procedure.title.ja}" + ("" if procedure.version == 1 else f" v{procedure.version}")
    cells = (name, procedure.basis, procedure.deadline.ja, asked, checks, way, ends, _sample(procedure.code))
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _sample(code: str) -> str:
    path = ROOT / SAMPLES / f"{code}.yaml"
    if not path.exists():
        return "–"
    sample: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    finds = ", ".join(dict.fromkeys(str(one["finds"]) for one in sample["breaks"]))
    return f"[{code}.yaml](../{SAMPLES}/{code}.yaml): {finds}"


def main() -> int:
    sys.path.insert(0, str(ROOT / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yakuba.operation.settings.test")
    import django

    django.setup()
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
