"""How fast official PDFs are drawn, against WeasyPrint on the same page in the same run.

    python benchmarks/documents_bench.py [--yardstick PYTHON] [--single 20] [--bulk 60]

WeasyPrint (BSD) is never a dependency of the project: without ``--yardstick`` (an interpreter that has it) an
environment is made in a temporary folder and thrown away; it needs the system library Pango. Both draw a household of
four on one page with the shipped font, in turns, so that a busy machine slows both. Bars: single >= 15x, bulk >= 12x,
by processor time, which neighbours disturb least. JSON on standard output; the exit status is 1 if a bar is missed.
"""

import argparse
import dataclasses
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from documents_html import page

from yakuba.areas.resident_registry.documents.content import Kind
from yakuba.areas.resident_registry.documents.forms import compose
from yakuba.areas.resident_registry.documents.specimens import HEAD, MADE_AT, certificate
from yakuba.platform.documents.glyphs import FONT_FOLDER
from yakuba.platform.documents.pool import RenderPool
from yakuba.platform.documents.rendering import render, render_many

BAR_SINGLE, BAR_BULK = 15.0, 12.0


def household_data(seed: int) -> tuple[Any, dict[str, Any]]:
    """Form and data of a household of four in which every text differs from other seeds."""
    persons = tuple(
        dataclasses.replace(
            HEAD,
            name=f"北見　{'一二三四五六七八九'[seed % 9]}{seed}{n}",
            name_kana=f"キタミ　{seed}",
            birth_date_text=f"昭和{seed % 60 + 1}年{n}月{seed % 28 + 1}日",
            previous_address=f"北海道札幌市中央区北{seed}条西{n}丁目{seed}番地",
            origin_domicile=f"北海道北見市大通西{seed}番地{n}",
            individual_number=f"{seed:04d} 5678 901{n}",
            resident_code=f"{seed:011d}",
        )
        for n in range(1, 5)
    )
    return compose(certificate(Kind.COPY_JOINT, *persons, address=f"北見市大通西{seed}丁目1番地"))


def timed(work: Callable[[], Any]) -> dict[str, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


class Yardstick:
    """WeasyPrint in a process of its own, fed with files of HTML."""

    def __init__(self, python: str, folder: Path) -> None:
        self._folder = folder
        config = folder / "fonts.conf"
        config.write_text(f"<fontconfig><dir>{FONT_FOLDER}</dir><cachedir>{folder}/cache</cachedir></fontconfig>")
        self._process = subprocess.Popen(
            [python, str(Path(__file__).with_name("documents_weasyprint.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={"PATH": os.environ["PATH"], "FONTCONFIG_FILE": str(config), "LANG": "C.UTF-8"},
        )
        self.version = self._answer()["version"]

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def draw(self, documents: list[dict[str, Any]]) -> dict[str, Any]:
        return self.draw_html(page(documents), len(documents))

    def draw_html(self, text: str, pages: int) -> dict[str, Any]:
        path = self._folder / "page.html"
        path.write_text(text, encoding="utf-8")
        assert self._process.stdin is not None
        self._process.stdin.write(f"{path}\n")
        self._process.stdin.flush()
        answer = self._answer()
        assert answer["pages"] == pages, answer
        return answer

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=60)


def yardstick_python(given: str | None, folder: Path) -> str:
    if given:
        return given
    subprocess.run([sys.executable, "-m", "venv", str(folder / "env")], check=True)
    python = str(folder / "env" / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "--quiet", "weasyprint"], check=True, stdout=sys.stderr)
    return python


def single(count: int, other: Yardstick) -> dict[str, Any]:
    ours: list[dict[str, float]] = []
    theirs: list[dict[str, float]] = []
    for seed in range(count + 2):
        form, data = household_data(seed)
        ours.append(timed(partial(render, form, data, MADE_AT)))
        theirs.append(other.draw([data]))
    result: dict[str, Any] = {"documents": count, "bar": BAR_SINGLE}
    for clock in ("wall", "cpu"):
        a, b = (statistics.median(run[clock] for run in runs[2:]) for runs in (ours, theirs))
        result[clock] = {"typst_ms": round(a * 1e3, 2), "weasyprint_ms": round(b * 1e3, 1), "ratio": round(b / a, 1)}
    return result


def bulk(count: int, other: Yardstick) -> dict[str, Any]:
    """One file of ``count`` pages by both, three times in turns."""
    runs: list[tuple[dict[str, float], dict[str, Any]]] = []
    for turn in range(3):
        pairs = [household_data(1000 + turn * count + n) for n in range(count)]
        form, data = pairs[0][0], [data for _, data in pairs]
        runs.append((timed(partial(render_many, form, data, MADE_AT)), other.draw(data)))
    result: dict[str, Any] = {"pages": count, "bar": BAR_BULK}
    for clock in ("wall", "cpu"):
        a, b = statistics.median(run[0][clock] for run in runs), statistics.median(run[1][clock] for run in runs)
        result[clock] = {
            "typst_pages_per_s": round(count / a, 1),
            "weasyprint_pages_per_s": round(count / b, 1),
            "ratio": round(b / a, 1),
        }
    return result


def separate_files(count: int) -> dict[str, Any]:
    """Separate documents through a pool of two spawned processes."""
    pairs = [household_data(9000 + n) for n in range(count)]
    with RenderPool(workers=2) as pool:
        list(pool.render(pairs[0][0], [data for _, data in pairs[:64]], MADE_AT))
        wall = timed(lambda: list(pool.render(pairs[0][0], [data for _, data in pairs], MADE_AT)))["wall"]
    return {"documents": count, "workers": 2, "documents_per_s": round(count / wall, 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--yardstick", help="an interpreter that has WeasyPrint")
    parser.add_argument("--single", type=int, default=20)
    parser.add_argument("--bulk", type=int, default=60)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        other = Yardstick(yardstick_python(arguments.yardstick, Path(folder)), Path(folder))
        result: dict[str, Any] = {
            "benchmark": "documents",
            "page": "joint copy, four persons",
            "weasyprint": other.version,
            "load_average": os.getloadavg()[0],
            "single": single(arguments.single, other),
            "bulk": bulk(arguments.bulk, other),
        }
        other.close()
    result["separate_files"] = separate_files(200)
    met = result["single"]["cpu"]["ratio"] >= BAR_SINGLE and result["bulk"]["cpu"]["ratio"] >= BAR_BULK
    print(json.dumps({**result, "met": met}, ensure_ascii=False, indent=1))
    sys.exit(0 if met else 1)


if __name__ == "__main__":
    main()
