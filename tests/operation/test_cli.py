"""The console script: help everywhere, exit codes, output for people and machines."""

from __future__ import annotations

import argparse
import errno
import io
import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pyotp
import pytest

from yakuba.operation.cli import main as entry
from yakuba.operation.cli.output import Progress
from yakuba.operation.database import OperationError


def commands(parser: argparse.ArgumentParser, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command line prefix that has a parser of its own."""
    yield path
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, child in action.choices.items():
                yield from commands(child, (*path, name))


@pytest.mark.parametrize("path", list(commands(entry.build_parser())), ids=" ".join)
def test_every_command_has_help(path: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        entry.main([*path, "--help"])
    assert ended.value.code == 0
    assert "usage: yakuba" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["nothing-like-this"], ["database"], ["start", "--port", "many"]])
def test_wrong_usage_is_exit_code_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        entry.main(arguments)
    assert ended.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_a_file_that_cannot_be_used_is_one_line_and_no_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "nowhere" / "key"
    assert entry.main(["keys", "recipient", str(missing)]) == 1
    said = capsys.readouterr().err
    assert str(tmp_path / "nowhere") in said and "パスと権限" in said and len(said.splitlines()) == 1


@pytest.mark.parametrize("port", ["0", "70000"])
def test_port_out_of_range_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert entry.main(["start", "--port", port]) == 2
    assert "65535" in capsys.readouterr().err


def test_database_sql_needs_no_database_and_names_the_roles(capsys: pytest.CaptureFixture[str]) -> None:
    assert entry.main(["database", "sql", "--name", "machi"]) == 0
    said = capsys.readouterr().out
    for role in ("owner", "app", "search", "auditor", "exchange", "operator"):
        assert f"CREATE ROLE machi_{role} " in said
    assert "yakuba_" not in said.replace("yakuba database sql", "")


@pytest.mark.parametrize(
    ("problem", "code", "words"),
    [
        (OperationError("一行の説明"), 1, "一行の説明"),
        (KeyboardInterrupt(), 130, ""),
        (OSError(errno.ENOSPC, "No space left on device"), 5, "disk full"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), 5, "disk full"),
        (psycopg.errors.DiskFull("could not extend file"), 5, "disk full"),
        (psycopg.errors.InternalError_("could not write to log file: Disk quota exceeded"), 5, "disk full"),
        (psycopg.OperationalError("connection refused"), 4, "connection refused"),
    ],
)
def test_failure_becomes_one_line_and_an_exit_code(
    problem: BaseException, code: int, words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(arguments: argparse.Namespace) -> int:
        raise problem

    monkeypatch.setattr("yakuba.operation.cli.database.run_sql", fail)
    assert entry.main(["database", "sql"]) == code
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") <= 1


def test_mistake_in_the_program_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(arguments: argparse.Namespace) -> int:
        raise OSError(errno.EISDIR, "Is a directory")

    monkeypatch.setattr("yakuba.operation.cli.database.run_sql", fail)
    with pytest.raises(IsADirectoryError):
        entry.main(["database", "sql"])


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_a_bar_on_a_terminal_and_few_lines_elsewhere() -> None:
    terminal, file = Terminal(), io.StringIO()
    for stream in (terminal, file):
        progress = Progress(stream)
        for done in range(1001):
            progress("住民を作る", done, 1000)
        progress.close()
    assert terminal.getvalue().endswith(f"[{'#' * 30}] 100% 住民を作る\n")
    lines = file.getvalue().splitlines()
    assert (lines[0], lines[-1], len(lines)) == ("住民を作る 0%", "住民を作る 100%", 11)


def test_progress_of_unknown_length_is_one_line() -> None:
    file = io.StringIO()
    progress = Progress(file)
    for done in range(5):
        progress("準備", done, 0)
    assert file.getvalue() == "準備 0%\n"


def test_importing_the_console_script_loads_no_django() -> None:
    import subprocess
    import sys

    asked = "import sys, json; from yakuba.operation.cli.main import build_parser; build_parser();"
    asked += "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    path = str(Path(entry.__file__).parents[3])
    said = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True, env={"PYTHONPATH": path}
    ).stdout
    assert {"django", "granian", "polars"}.isdisjoint(json.loads(said))


def test_demo_code_is_the_one_the_demo_accounts_need(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YAKUBA_HOME", str(tmp_path))
    seed = pyotp.random_base32()
    (tmp_path / "demo-sign-ins.json").write_text(json.dumps({"password": "x", "seed": seed}))
    assert entry.main(["demo-code", "--json"]) == 0
    assert pyotp.TOTP(seed).verify(json.loads(capsys.readouterr().out)["code"], valid_window=1)


def test_demo_code_without_a_demo_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YAKUBA_HOME", str(tmp_path))
    assert entry.main(["demo-code"]) == 1
    assert "no demo here" in capsys.readouterr().err
