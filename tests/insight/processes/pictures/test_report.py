"""The report as a person gets it: page, paper, drawings and lists in a folder, made by the command line."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import polars as pl
import pytest

from tests.insight.processes.pictures.drawings import log_of_steps, parsed
from tests.insight.processes.towns import Habits, town
from yakuba.insight.processes.comparison import Choices, compared
from yakuba.insight.processes.engine import tails, throughput, windows
from yakuba.insight.processes.engine.windows import Window
from yakuba.insight.processes.event_log import ACTIVITY, TIME, EventLog
from yakuba.insight.processes.pictures.files import cases_csv, table_csv, write
from yakuba.insight.processes.pictures.finding_cases import by_case_of, finding_cases
from yakuba.insight.processes.pictures.page import named
from yakuba.insight.processes.pictures.picture import Line, Table
from yakuba.insight.processes.pictures.report import Asked, comparison_report, last_common_end
from yakuba.insight.processes.reading.columns import write_columns
from yakuba.operation.cli.main import main
from yakuba.platform.documents.glyphs import FONT_FOLDER

TOWNS = {
    "青森": Habits(),
    "弘前": Habits(days=(0.0, 2.0, 3.0, 9.0, 1.0), checks=0.5),
    "八戸": Habits(twice=0.6, leaves_in_may=True),
}
FONT = FONT_FOLDER / "ipaexm.ttf"
_PAGES = re.compile(rb"/Type\s*/Page(?![a-zA-Z])")


class Links(HTMLParser):
    """Where a page leads, and which elements it has."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.places: list[str] = []
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.places += [value for name, value in attrs if name in ("href", "src") and value]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("logs")
    return [str(write_columns(town(name, habits, 1), folder)) for name, habits in TOWNS.items()]


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def test_a_comparison_becomes_a_report(files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "報告"
    assert main(["processes", "compare", *files, "--out", str(out), "--language", "both"]) == 0
    assert "index.html: 報告を書きました" in capsys.readouterr().out
    for page, language in (("index.html", "ja"), ("index.en.html", "en")):
        text = (out / page).read_text(encoding="utf-8")
        found = Links(text)
        assert f'<html lang="{language}">' in text and "script" not in found.tags
        for place in found.places:
            assert place.startswith("#") or (out / place).is_file(), place
        kept = {place for place in found.places if place.startswith("cases/")}
        assert "cases/finding-001.csv" in kept or "cases/finding-001.en.csv" in kept
        ranks = [int(one) for one in re.findall(r'<tr><td class="n">(\d+)</td><td class="t">', text)]
        assert sorted(ranks) == list(range(1, len(ranks) + 1)) and ranks != sorted(ranks), "changes stand by themselves"
    drawn = sorted((out / "pictures").iterdir())
    assert len(drawn) == 2 * (3 + 1 + 2 + 3 * (2 + 1 + 1))
    for one in drawn:
        parsed(one.read_text(encoding="utf-8"))
    paper = (out / "report.pdf").read_bytes()
    assert paper.startswith(b"%PDF") and len(_PAGES.findall(paper)) >= 6
    listed = rows(out / "figures" / "findings.csv")
    assert listed[0][0] == "順位" and rows(out / "figures" / "findings.en.csv")[0][0] == "rank"
    assert len(rows(out / "figures" / "trap-ends.csv")) > 1


def test_the_mix_of_cases_stands_among_the_traps(tmp_path: Path) -> None:
    logs = [town(name, habits, 1) for name, habits in TOWNS.items()]
    kinds = [
        replace(log, cases=log.cases.with_columns((pl.int_range(pl.len()) % place == 0).cast(pl.String).alias("kind")))
        for place, log in enumerate(logs, 2)
    ]
    found = compared(kinds, Choices(by=("kind",)))
    trap = comparison_report(kinds, found, Asked(), "en").traps[4]
    told = [one for one in found["same_mix"][0]["compared"] if one["kind"] == "throughput"]
    assert [row[:4] for row in trap.table.rows] == [
        (one["body"], one["cases"], one["raw_own"], one["own"]) for one in told
    ]
    assert trap.name == "mix-1" and trap.sentence.startswith("On the same mix by kind the largest change is in ")


def test_the_window_of_the_open_cases_is_chosen(files: list[str], tmp_path: Path) -> None:
    asked = ["processes", "compare", *files, "--out", str(tmp_path), "--start", "確認", "--end", "決裁"]
    assert main([*asked, "--language", "en"]) == 0
    listed = rows(tmp_path / "figures" / "survival.csv")
    found = windows.measured(town("青森", TOWNS["青森"], 1), Window("確認", "決裁"))
    assert listed[1][:3] == ["青森", str(found.height), str(found[windows.CLOSED].sum())]
    text = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "Start: 確認; end: 決裁." in text


def test_the_same_logs_give_the_same_report(tmp_path: Path) -> None:
    logs = [town(name, habits, 1, cases=60) for name, habits in TOWNS.items()]
    for place in ("one", "two"):
        write([comparison_report(logs, compared(logs), Asked(), "ja")], tmp_path / place, FONT)
    one, two = (
        {path.relative_to(tmp_path / place): path.read_bytes() for path in (tmp_path / place).rglob("*.*")}
        for place in ("one", "two")
    )
    assert one == two


def test_findings_lead_to_their_cases() -> None:
    logs = {name: town(name, habits, 1) for name, habits in TOWNS.items()}
    found = compared(list(logs.values()))["findings"]
    seen = set()
    for one in found:
        log = logs[one["body"]]
        cases = finding_cases(log, by_case_of(log), one)
        share = cases.height / one["cases"]
        if one["kind"] == "step":
            assert share == pytest.approx(one["own"] if one["own"] >= one["others"] else 1 - one["own"])
        elif one["kind"] == "rework":
            assert share == pytest.approx(one["own"])
        elif one["kind"] in ("wait", "throughput"):
            assert cases["days"].median() == pytest.approx(one["own"], abs=1e-3)
        elif one["kind"] == "drift_step":
            assert cases.height and cases.filter(pl.col("first_day").cast(pl.String) < one["since"]).is_empty()
        else:
            assert (cases["who"] == one["who"]).mean() == pytest.approx(one["own"])
        seen.add(one["kind"])
    assert seen >= {"step", "rework", "wait", "throughput", "staff"}


def test_a_start_can_turn_the_ranking_round_too() -> None:
    """One town lets new cases lie and then is quick, the other begins at once and then is slow."""
    late = log_of_steps([["受付", "審査", "決裁"]] * 30, "待つ町", hours=24)
    earlier = pl.col(TIME) - pl.duration(days=30)
    lying = late.events.with_columns(
        pl.when(pl.col(ACTIVITY) == "受付").then(earlier).otherwise(pl.col(TIME)).alias(TIME)
    )
    logs = [replace(late, events=lying), log_of_steps([["受付", "審査", "決裁"]] * 30, "進む町", hours=96)]
    trap = comparison_report(logs, compared(logs), Asked(), "ja").traps[0]
    orders = {row[:2]: row[2] for row in trap.table.rows}
    assert orders["最初の記録", "最後の記録"] == "進む町 8.0 < 待つ町 32"
    assert orders["審査", "最後の記録"] == "待つ町 1.0 < 進む町 4.0"
    assert trap.sentence == "始まりと終わりの選び方 5 とおりで、速い順の並びが 2 とおりに変わります。"


def test_the_traps_stand_in_the_report() -> None:
    logs = [town(name, habits, 1) for name, habits in TOWNS.items()]
    found = compared(logs)
    made = comparison_report(logs, found, Asked(), "ja")
    assert [one.name for one in made.traps] == ["ends", "order", "open", "tails"]
    assert last_common_end(found) == "通知" and made.traps[2].sentence == "案件 600 件はすべて「通知」まで来ています。"
    starts = {row[0] for row in made.traps[0].table.rows}
    ends = {row[1] for row in made.traps[0].table.rows}
    assert starts == {"最初の記録", "審査", "決裁", "通知"} and ends == {"最後の記録", "審査", "決裁", "通知"}
    tail = tails.tail(throughput.by_case(logs[1])[throughput.DAYS])
    assert tail is not None and made.traps[3].table.rows[1][1:] == (
        tail.cases,
        f"{tail.share_of_days:.0%}",
        tail.mean,
        tail.mean_without,
    )
    assert "最も遅い 5% の案件が日数全体の" in made.traps[3].sentence
    pairs = sum(log.events.height - 200 for log in logs)
    assert f"続いて起きた作業の組 {pairs:,} のうち" in made.traps[1].sentence


@pytest.mark.parametrize("logs", [[[], []], [[["a"]], []], [[["a", "b"]], [["a"]]]])
def test_small_and_empty_logs_are_reported(logs: list[list[list[str]]], tmp_path: Path) -> None:
    towns = [log_of_steps(cases, f"町{place}") for place, cases in enumerate(logs)]
    assert named(Line("町 1 < " * 50), "ja") == "町 1 < " * 50 and len(named("町" * 200, "ja")) == 80
    names = write([comparison_report(towns, compared(towns), Asked(), "en")], tmp_path, FONT)
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF") and "index.html" in names


def test_hostile_names_reach_neither_page_nor_paper_nor_spreadsheet_as_code(tmp_path: Path) -> None:
    bad = [
        "<script>alert(1)</script>",
        "=HYPERLINK(1)",
        "\u202e#let x",
        "𠮷\U0001f600",
        "\"'>&",
        "[*_`$",
        "x" * 3_000,
        "",
    ]
    logs: list[EventLog] = [log_of_steps([bad] * 25, "<i>町</i>", who="=A1"), log_of_steps([bad[::-1]] * 25, "-2")]
    write([comparison_report(logs, compared(logs), Asked(), "ja")], tmp_path, FONT)
    text = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "<script>alert" not in text and "<i>町" not in text and "&lt;script&gt;alert" in text
    assert "script" not in Links(text).tags and "i" not in Links(text).tags
    for path in [*(tmp_path / "cases").iterdir(), *(tmp_path / "figures").iterdir()]:
        for row in rows(path):
            assert not any(cell.startswith(("=", "@", "+")) for cell in row), path.name
    assert rows(tmp_path / "cases" / "throughput.csv")[30][0] == "'-2"
    text = table_csv(Table(("a", "b"), (("=1", -1.5), (None, 2)))).decode("utf-8-sig")
    assert text == "a,b\r\n'=1,-1.5\r\n,2\r\n"
    assert cases_csv(log_of_steps([["a"]]).cases, "ja").startswith(b"\xef\xbb\xbf")


def test_the_map_command(files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["processes", "map", files[0], "--out", str(tmp_path / "one"), "--overlay", "time"]) == 0
    assert "青森の流れ（待ち日数の中央値）: いちばん長く待つのは" in capsys.readouterr().out
    assert (tmp_path / "one" / "pictures" / "map-1.svg").is_file()
    two = ["processes", "map", *files[:2], "--out", str(tmp_path / "two"), "--language", "en"]
    assert main([*two, "--json", "--steps", "4", "--prefix", "1", "--overlay", "time"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [len(one["steps"]) for one in found["maps"]] == [4, 4] and len(found["difference"]["steps"]) == 4
    assert found["sentences"][0].startswith("The largest difference")
    assert (tmp_path / "two" / "pictures" / "difference.svg").is_file()
    assert len(rows(tmp_path / "two" / "cases" / "map-1.csv")) > 200
    assert main(["processes", "map", files[0], "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["maps"][0]["body"] == "青森"


def test_what_the_commands_refuse(files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = ["--out", str(tmp_path / "out")]
    for arguments, told in (
        ([*files, *out], "1つか2つ"),
        ([files[0]], "--out DIR か --json"),
        ([files[0], "--steps", "0", *out], "1 から 60 まで"),
        ([files[0], "--prefix", "0", *out], "--prefix"),
        ([files[0], files[0], *out], "同じ名前の記録"),
        ([str(tmp_path / "none.xes"), *out], "開けません"),
    ):
        assert main(["processes", "map", *arguments]) == 1
        assert told in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert main(["processes", "map", files[0], "--out", str(tmp_path / "file")]) == 1
    assert "に書けません(folder)" in capsys.readouterr().err
    for arguments, told in ((["--steps", "99"], "1 から 60 まで"), (["--end", "ない"], "作業 ない は")):
        assert main(["processes", "compare", *files, *out, *arguments]) == 1
        assert told in capsys.readouterr().err


def test_files_that_are_there_are_kept_unless_told(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "report.pdf").write_text("大事な報告", encoding="utf-8")
    asked = ["processes", "map", files[0], "--out", str(tmp_path)]
    assert main(asked) == 1
    assert "report.pdf がすでにあります(exists)" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["report.pdf"]
    assert main([*asked, "--replace"]) == 0
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
