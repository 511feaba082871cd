"""`yakuba law`: files in, files out, exit codes."""

from __future__ import annotations

import io
import json
import re
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
    common = {"id", "fiscal_year", "municipality", "ordinance"}
    assert set(schema["input"]["properties"]) == common | {"month", "children", "claimant"}
    assert main(["law", "schema", "no-such"]) == 1
    assert main(["law", "list"]) == 0


def _asked(tmp_path: Path, scheme: str, *lines: str, out: str = "out.jsonl") -> tuple[int, str]:
    given, asked = tmp_path / "in.jsonl", tmp_path / out
    given.write_text("\n".join(lines), encoding="utf-8")
    return main(["law", "calc", scheme, str(given), str(asked)]), asked.read_text("utf-8")


def test_a_child_allowance_case_may_carry_the_keys_every_case_may_carry(tmp_path: Path) -> None:
    common = '"municipality": "012084", "ordinance": {}, "children": [{"birth_date": "2020-01-01"}]'
    code, text = _asked(
        tmp_path,
        "child-allowance",
        f'{{"id": "a", "month": "2026-03", "fiscal_year": 2025, {common}}}',
        f'{{"id": "b", "month": "2026-03", "fiscal_year": 2026, {common}}}',
    )
    first, second = (json.loads(line) for line in text.splitlines())
    assert first["monthly_total"] == 10_000
    assert [(one["field"], one["code"]) for one in second["errors"]] == [("fiscal_year", "contradiction")]
    assert "2025 年度" in second["errors"][0]["message"]
    assert code == 1


@pytest.mark.parametrize(
    ("scheme", "wrong", "field"),
    [
        ("resident-tax", '"income": {"salary_revenue": true}', "income.salary_revenue"),
        ("resident-tax", '"income": {"business": false}', "income.business"),
        ("resident-tax", '"birth_date": 0', "birth_date"),
        ("resident-tax", '"birth_date": "19800401"', "birth_date"),
        ("resident-tax", '"municipality": "０１２０８４"', "municipality"),
        ("health-insurance", '"head": {"birth_date": 86400}', "head.birth_date"),
        ("resident-tax", '"id": true', "id"),
        (
            "child-allowance",
            '"month": "2024-05", "claimant": {"dependants": 99999999999999999999}',
            "claimant.dependants",
        ),
        ("child-allowance", '"month": "2024-05", "claimant": {"dependants": -1}', "claimant.dependants"),
        ("childcare-fee", '"month": "2026-05", "child": {"birth_date": "2025-01-01"}, "order": 1e20', "order"),
        ("resident-tax", '"id": 1.5', "id"),
        ("resident-tax", '"age": true', "age"),
        ("resident-tax", '"ordinance": {"livelihood_grade": true}', "ordinance.livelihood_grade"),
        ("resident-tax", '"ordinance": {"city_rate": true}', "ordinance.city_rate"),
        ("resident-tax", '"ordinance": {"city_rate": 0.06123456789}', "ordinance.city_rate"),
        ("resident-tax", '"municipality": "12084"', "municipality"),
        ("resident-tax", '"birth_date": "2026-01-02"', "birth_date"),
        ("resident-tax", '"spouse": {"birth_date": "2026-01-02"}', "spouse"),
        ("long-term-care-premium", '"stage": true', "stage"),
        ("health-insurance", '"head": {"age": 40, "months": false}', "head.months"),
        ("childcare-fee", '"month": "2026-05", "child": {"birth_date": "2025-01-01"}, "order": true', "order"),
    ],
)
def test_what_is_no_number_or_day_of_a_case_is_refused_and_stops_nothing(
    tmp_path: Path, scheme: str, wrong: str, field: str
) -> None:
    code, text = _asked(tmp_path, scheme, f'{{"fiscal_year": {2024 if "2024-05" in wrong else 2026}, {wrong}}}')
    assert code == 1
    errors = json.loads(text)["errors"]
    assert [one["field"] for one in errors] == [field]
    assert not re.search("[A-Za-z]{4}", errors[0]["message"].replace("true", "").replace("false", ""))


@pytest.mark.parametrize("out", ["out.jsonl", "out.json"])
def test_an_id_that_is_no_text_comes_back_and_stops_no_other_line(tmp_path: Path, out: str) -> None:
    line = '{"id": "\\ud800", "fiscal_year": 2026, "kind": "moped50"}'
    code, text = _asked(tmp_path, "light-vehicle-tax", line, line, out=out)
    answers = json.loads(text) if out == "out.json" else [json.loads(one) for one in text.splitlines()]
    assert (code, [one["id"] for one in answers]) == (0, ["\ud800", "\ud800"])


def test_truths_are_written_to_csv_as_they_are_read_from_it(tmp_path: Path) -> None:
    _, text = _asked(tmp_path, "fixed-asset-tax", '{"fiscal_year": 2026}', out="out.csv")
    heading, row = text.splitlines()
    assert dict(zip(heading.split(","), row.split(","), strict=True))["exempt"] == "true"


CASE = '{"id": "あ", "fiscal_year": 2026, "kind": "moped50"}'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("lines.jsonl", f"{CASE}\n{CASE}\n"),
        ("lines.NDJSON", f"{CASE}\r\n{CASE}"),
        ("array.json", f"[{CASE},\n{CASE}]"),
        ("lines.json", f"{CASE}\n\n{CASE}\n"),
        ("array", f"[{CASE},{CASE}]"),
        ("lines.txt", f"\ufeff{CASE}\n{CASE}\n"),
        ("table.CSV", "id,fiscal_year,kind\r\nあ,2026,moped50\r\nあ,2026,moped50\r\n"),
        ("table", "\ufeffid,fiscal_year,kind\nあ,2026,moped50\nあ,2026,moped50\n"),
        ("-", f"[\n{CASE},\n{CASE}\n]\n"),
        ("-", "id,fiscal_year,kind\nあ,2026,moped50\nあ,2026,moped50\n"),
    ],
)
def test_the_form_of_a_file_follows_from_its_name_or_else_its_beginning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: str
) -> None:
    given, asked = tmp_path / name, tmp_path / "out.jsonl"
    given.write_text(content, encoding="utf-8", newline="")
    if name == "-":
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content.encode()), encoding="ascii"))
    assert main(["law", "calc", "light-vehicle-tax", name if name == "-" else str(given), str(asked)]) == 0
    answers = [json.loads(line) for line in asked.read_text("utf-8").splitlines()]
    assert answers == [{"id": "あ", "annual": 2000}] * 2


def test_an_object_over_several_lines_is_one_case(tmp_path: Path) -> None:
    given, asked = tmp_path / "one", tmp_path / "out.jsonl"
    given.write_text(json.dumps(json.loads(CASE), indent=2), encoding="utf-8")
    assert main(["law", "calc", "light-vehicle-tax", str(given), str(asked)]) == 0
    assert json.loads(asked.read_text("utf-8"))["annual"] == 2000


def test_a_line_in_another_encoding_stops_no_other_line(tmp_path: Path) -> None:
    given, asked = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    given.write_bytes(f"{CASE}\n".encode() + f"{CASE}\n".encode("cp932") + f"{CASE}\n".encode())
    assert main(["law", "calc", "light-vehicle-tax", str(given), str(asked)]) == 1
    answers = [json.loads(line) for line in asked.read_text("utf-8").splitlines()]
    assert [one.get("annual") for one in answers] == [2000, None, 2000]
    assert "UTF-8" in answers[1]["errors"][0]["message"]


def test_a_file_may_be_answered_in_its_own_place(tmp_path: Path) -> None:
    given = tmp_path / "cases.jsonl"
    given.write_text(f"{CASE}\n" * 3, encoding="utf-8")
    assert main(["law", "calc", "light-vehicle-tax", str(given), str(given)]) == 0
    assert given.read_text("utf-8") == '{"id": "あ", "annual": 2000}\n' * 3


def test_a_file_that_cannot_be_read_leaves_the_answers_of_before(tmp_path: Path) -> None:
    given, asked = tmp_path / "in.json", tmp_path / "out.json"
    given.write_text("[{", encoding="utf-8")
    asked.write_text("before", encoding="utf-8")
    assert main(["law", "calc", "light-vehicle-tax", str(given), str(asked)]) == 1
    assert asked.read_text("utf-8") == "before"


def test_a_child_born_after_the_income_year_does_not_count_and_the_answer_says_so(tmp_path: Path) -> None:
    line = '{{"fiscal_year": 2026, "age": 40, "dependants": [{{"age": 50}}, {{"birth_date": "{}"}}]}}'
    code, text = _asked(tmp_path, "resident-tax", line.format("2025-12-31"), line.format("2026-01-01"))
    born, unborn = (json.loads(one) for one in text.splitlines())
    assert (code, born["per_capita_limit"], unborn["per_capita_limit"]) == (0, 1_360_000, 1_010_000)
    assert "warnings" not in born
    assert [(one["field"], one["code"]) for one in unborn["warnings"]] == [("dependants.1.birth_date", "not_born")]


def test_a_year_that_is_not_covered_is_named_before_anything_of_the_case(tmp_path: Path) -> None:
    _, text = _asked(tmp_path, "resident-tax", '{"fiscal_year": 2010, "birth_date": "2012-01-01"}')
    assert [one["field"] for one in json.loads(text)["errors"]] == ["fiscal_year"]
