"""Numbers, e-mail addresses, bank accounts, references to files: what is read and what is refused, field by field."""

from datetime import date
from typing import Any

import pytest

from yakuba.platform.cases.procedures.answers import judge, read
from yakuba.platform.cases.procedures.definition import Question, Text

TODAY = date(2026, 11, 28)
TITLE = Text("人数", "{人数|にんずう}", "Number")
ACCOUNT = {"bank": "0001", "branch": "012", "kind": "ordinary", "number": "1234567", "holder": "きたみ　はなこ"}
FILE = {"id": "a", "name": "map.pdf", "type": "pdf", "size": 10, "sha256": "f" * 64}


def question(kind: Any, **more: Any) -> Question:
    return Question("q1", kind, TITLE, "人数", **more)


def form(kind: Any, fields: dict[str, str], **more: Any) -> tuple[Any, str, str]:
    found = read(question(kind, **more), {name: [value] for name, value in fields.items()}, TODAY)
    return found.value, found.problem.code if found.problem else "", found.problem.part if found.problem else ""


@pytest.mark.parametrize(
    ("typed", "value", "code"),
    [
        ("１，２００", 1200, ""),
        ("0", 0, ""),
        ("-1", None, "number_out_of_range"),
        ("100001", None, "number_out_of_range"),
        ("二", None, "no_number"),
        ("1.5", None, "no_number"),
        ("", None, "empty"),
        ("9" * 40, None, "no_number"),
    ],
)
def test_a_number_is_whole_and_in_its_range(typed: str, value: int | None, code: str) -> None:
    assert form("number", {"q": typed}, most=100_000)[:2] == (value, code)


def test_the_range_is_told() -> None:
    found = read(question("number", least=1, most=3), {"q": ["4"]}, TODAY)
    assert found.problem and "1から3まで" in found.problem.message.ja and "from 1 to 3" in found.problem.message.en


@pytest.mark.parametrize(
    ("typed", "code"),
    [("ｈａｎａ@example.jp", ""), ("hana@", "no_email"), ("a b@example.jp", "no_email"), ("", "empty")],
)
def test_an_email_address(typed: str, code: str) -> None:
    assert form("email", {"q": typed})[1] == code


def account(**changes: str) -> tuple[Any, str, str]:
    return form("account", {f"q-{name}": value for name, value in {**ACCOUNT, **changes}.items()})


def test_an_account_in_the_form_a_bank_keeps() -> None:
    value, code, _ = account(bank="０００１")
    assert not code and value == {**ACCOUNT, "holder": "キタミ ハナコ"}


@pytest.mark.parametrize(
    ("part", "typed", "code"),
    [
        ("bank", "", "part_missing"),
        ("bank", "12", "wrong_digits"),
        ("branch", "1234", "wrong_digits"),
        ("number", "12345678", "wrong_digits"),
        ("kind", "other", "part_missing"),
        ("holder", "北見花子", "no_holder"),
        ("holder", "ｷﾀﾐ ﾊﾅｺ", ""),
    ],
)
def test_what_is_wrong_with_an_account_is_told_at_its_part(part: str, typed: str, code: str) -> None:
    _, found, at = account(**{part: typed})
    assert (found, at) == (code, part if code else "")


@pytest.mark.parametrize(
    "raw",
    [
        [{**FILE, "type": "exe"}],
        [FILE] * 6,
        [{"id": "a"}],
        ["a"],
        [{**FILE, "size": "10"}],
        [{**FILE, "name": "x" * 201}],
        {"id": "a"},
    ],
)
def test_a_reference_to_a_file_that_is_none_is_refused(raw: Any) -> None:
    found = judge(question("file"), raw, TODAY)
    assert found.problem and found.problem.code == "no_file"


def test_references_keep_their_five_facts_alone() -> None:
    assert judge(question("file"), [{**FILE, "more": "x"}], TODAY).value == [FILE]
