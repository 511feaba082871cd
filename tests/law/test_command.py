"""`yakuba law`: files in, files out, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from yakuba.operation.cli.main import main


def test_answers_stand_in_the_order_of_the_lines_and_a_broken_line_makes_exit_code_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given, asked = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    case = '{"id": 1, "month": "2025-03", "children": [{"birth_date": "2020-01-01"}]}'
    given.write_text(f"\ufeff{case}\n\n{{broken\n{case}\n", encoding="utf-8")
    assert main(["law", "calc", "child-allowance", str(given), str(asked)]) == 1
    answers = [json.loads(line) for line in asked.read_text("utf-8").splitlines()]
    assert [answer.get("monthly_total") for answer in answers] == [10_000, None, 10_000]
    assert "3 行目" in answers[1]["errors"][0]["message"]
    assert "1 件" in capsys.readouterr().err


def test_csv_is_flattened_by_dots_and_says_the_same_as_json(tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    table.write_text(
        "id,month,children.0.birth_date,children.1.birth_date,children.1.institution\n"
        "a,2025-03,2020-01-01,,\nb,2025-03,2020-01-01,2024-01-01,true\n",
        encoding="utf-8",
    )
    asked = tmp_path / "out.json"
    assert main(["law", "calc", "child-allowance", str(table), str(asked)]) == 0
    answers = json.loads(asked.read_text("utf-8"))
    assert [(answer["id"], answer["monthly_total"], len(answer["children"])) for answer in answers] == [
        ("a", 10_000, 1),
        ("b", 10_000, 2),
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("latin.csv", b"id,month\n\x83,2025-03\n"),
        ("twice.csv", b"id,id\n1,2\n"),
        ("no.json", b"[{]"),
        ("clash.csv", b"claimant,claimant.income\n1,2\n"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes
) -> None:
    given = tmp_path / name
    given.write_bytes(content)
    assert main(["law", "calc", "child-allowance", str(given), "-"]) == 1
    assert f"{given} を読めません" in capsys.readouterr().err


def test_the_schema_names_every_key_of_the_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["law", "schema", "child-allowance"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert set(schema["input"]["properties"]) == {"id", "month", "children", "claimant"}
    assert main(["law", "schema", "no-such"]) == 1
    assert main(["law", "list"]) == 0
