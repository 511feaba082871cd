"""How fast tax notices (納税通知書) are drawn in bulk, against WeasyPrint on the same letters in the same run.

    python benchmarks/letters_bench.py [--yardstick PYTHON] [--letters 50] [--file 250]

WeasyPrint (BSD) is never a dependency of the project: without ``--yardstick`` (an interpreter that has it) an
environment is made in a temporary folder and thrown away; it needs the system library Pango. Both draw the same letters
of two pages with the shipped font into one PDF, in turns, so that a busy machine slows both. Ours includes looking
every letter through for missing characters and overflow, as the job does. ``--file``: letters of one file as the job
makes them, ours alone; and employers' letters with their slips. Bar: >= 12x by processor time, which neighbours disturb
least. JSON on standard output; the exit status is 1 if the bar is missed.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import django
from documents_bench import Yardstick, timed, yardstick_python
from letters_html import pages

from yakuba.areas.resident_registry.documents.specimens import MADE_AT
from yakuba.platform.documents.rendering import Fits, Form, inspect, render_many

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yakuba.operation.settings.test")
django.setup()  # the forms stand in an area; no database is opened

from yakuba.areas.resident_tax.documents import employer, notice, specimens  # noqa: E402

BAR = 12.0
PEOPLE = 10


def drawn(form: Form, letters: list[dict[str, Any]]) -> None:
    """One file of letters as the job of a mailing makes it. Raises ValueError for a letter that would be held."""
    fits: Fits = {}
    for one in letters:
        found = inspect(form, one, fits)
        if found.missing or found.overflow:
            raise ValueError(f"a specimen cannot be printed: {found}")
    render_many(form, letters, MADE_AT, "truncate", fits)


def against(count: int, other: Yardstick) -> dict[str, Any]:
    """One file of ``count`` notices by both, three times in turns after one that is not counted."""
    runs: list[tuple[dict[str, float], dict[str, Any]]] = []
    for turn in range(4):
        letters = [notice.layout(specimens.notice(1_000 * turn + n)) for n in range(count)]
        ours = timed(partial(drawn, notice.FORM, letters))
        runs.append((ours, other.draw_html(pages(letters), notice.PAGES * count)))
    result: dict[str, Any] = {"letters": count, "pages_each": notice.PAGES, "bar": BAR}
    for clock in ("wall", "cpu"):
        a, b = (statistics.median(run[side][clock] for run in runs[1:]) for side in (0, 1))
        result[clock] = {
            "typst_letters_per_s": round(count / a, 1),
            "weasyprint_letters_per_s": round(count / b, 2),
            "ratio": round(b / a, 1),
        }
    return result


def whole_files(count: int) -> dict[str, Any]:
    """A file of notices, and one of employers with ten people each, as large as the job makes them."""
    letters = [notice.layout(specimens.notice(20_000 + n)) for n in range(count)]
    employers = [employer.layout(specimens.employer(n, PEOPLE)) for n in range(max(1, count // PEOPLE))]
    by_mail, by_employer = timed(partial(drawn, notice.FORM, letters)), timed(partial(drawn, employer.FORM, employers))
    slips = len(employers) * PEOPLE
    return {
        "notices": {"letters": count, **_rates(count, by_mail)},
        "employers": {"letters": len(employers), "slips": slips, **_rates(slips, by_employer)},
    }


def _rates(count: int, took: dict[str, float]) -> dict[str, float]:
    return {"per_s_wall": round(count / took["wall"], 1), "per_s_cpu": round(count / took["cpu"], 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--yardstick", help="an interpreter that has WeasyPrint")
    parser.add_argument("--letters", type=int, default=50)
    parser.add_argument("--file", type=int, default=250)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        other = Yardstick(yardstick_python(arguments.yardstick, Path(folder)), Path(folder))
        result: dict[str, Any] = {
            "benchmark": "letters",
            "letter": "納税通知書, two pages, with bills and pension",
            "weasyprint": other.version,
            "load_average": os.getloadavg()[0],
            "bulk": against(arguments.letters, other),
        }
        other.close()
    result["files"] = whole_files(arguments.file)
    met = result["bulk"]["cpu"]["ratio"] >= BAR
    print(json.dumps({**result, "met": met}, ensure_ascii=False, indent=1))
    sys.exit(0 if met else 1)


if __name__ == "__main__":
    main()
