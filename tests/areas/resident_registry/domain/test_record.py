"""The record has every observed national column under one English name, and versions follow each other by one."""

import datetime
from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from yakuba.areas.resident_registry.domain.record import (
    BY_JA,
    CONTENT,
    ITEMS,
    UNKNOWN_CAPABLE,
    Record,
    content,
    next_version,
    superseded,
)

OBSERVED = (Path(__file__).parent / "observed_columns.txt").read_text(encoding="utf-8").split("\n")[:-1]
SECRET = {"住民票コード"}
FIRST = Record(addressee_number="19", name="甲野　一郎", reason="10", change_date=datetime.date(2024, 4, 1))


def test_every_observed_column_but_the_secret_one_is_an_item() -> None:
    assert len(OBSERVED) == 139
    assert [column for column in OBSERVED if column not in BY_JA] == sorted(SECRET)


def test_no_item_holds_a_secret_number() -> None:
    assert not {"個人番号", "住民票コード"} & {meta["ja"] for meta in ITEMS.values()}
    assert not {"individual_number", "resident_code"} & set(ITEMS)


def test_names_of_columns_and_labels_are_unique_and_complete() -> None:
    assert len(BY_JA) == len(ITEMS)
    assert len({meta["item"] for meta in ITEMS.values()}) == len(ITEMS)
    assert {tuple(meta) for meta in ITEMS.values()} == {("ja", "item", "length", "kind")}


def test_annotation_and_kind_agree() -> None:
    expected = {
        "date": datetime.date | None,
        "time": datetime.time | None,
        "number": int,
        "flag": bool,
        "text": str,
        "kana": str,
        "code": str,
        "month": str,
    }
    wrong = [field.name for field in fields(Record) if field.type != expected[field.metadata["kind"]]]
    assert wrong == []


def test_strings_have_a_length() -> None:
    bounded = ("text", "kana", "code", "month")
    assert [name for name, meta in ITEMS.items() if meta["kind"] in bounded and meta["length"] < 1] == []


def test_a_date_that_may_be_unknown_has_flag_and_notation() -> None:
    assert UNKNOWN_CAPABLE == (
        "remade_date",
        "change_date",
        "entry_change_date",
        "birth_date",
        "address_set_date",
        "became_resident_date",
        "removal_date",
        "foreign_resident_date",
        "alien_registration_date",
    )
    for name in UNKNOWN_CAPABLE:
        assert ITEMS[f"{name}_unknown"]["ja"] == f"{ITEMS[name]['ja']}_不詳フラグ"
        assert ITEMS[f"{name}_text"]["ja"] == f"{ITEMS[name]['ja']}_不詳表記"


def test_groups_follow_the_national_order() -> None:
    names = list(ITEMS)
    assert names[:3] == ["municipality_code", "ward_code", "addressee_number"]
    assert names.index("reason") < names.index("name") < names.index("birth_date") < names.index("address_lot")


def test_next_version_counts_up_and_forgets_the_change_that_made_the_former_row() -> None:
    second = next_version(FIRST, name="甲野　二郎")
    assert (second.history_number, second.is_latest, second.reason, second.change_date) == (2, True, "", None)
    assert second.name == "甲野　二郎"
    assert superseded(FIRST).is_latest is False


def test_next_version_refuses_a_name_that_is_no_item() -> None:
    with pytest.raises(TypeError):
        next_version(FIRST, nickname="いっちゃん")


def test_content_leaves_out_what_only_tells_the_version() -> None:
    assert content(FIRST) == content(next_version(FIRST, reason="11"))
    assert "entry_reason" in CONTENT
    assert not {"history_number", "reason", "processed_on", "entry_kind"} & set(CONTENT)


def test_a_record_cannot_be_changed_in_place() -> None:
    with pytest.raises(FrozenInstanceError):
        FIRST.name = "乙野"  # type: ignore[misc]


def test_a_planned_move_out_leaves_the_person_a_resident() -> None:
    planned = next_version(FIRST, resident_state="1", move_out_planned_on=datetime.date(2024, 5, 1))
    assert planned.is_current_resident
    assert not next_version(planned, is_removed=True, resident_state="2").is_current_resident
