"""Definitions of procedures: what ships can be used, and a broken one is refused with its place named."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from yakuba.platform.cases.procedures import catalogue
from yakuba.platform.cases.procedures.definition import (
    LANGUAGES,
    BrokenDefinition,
    Condition,
    Text,
    parse,
    pieces,
    without_readings,
)
from yakuba.platform.cases.procedures.schema import json_schema

SHIPPED = catalogue.load().procedures
FOLDER = Path(catalogue.__file__).parents[3] / "areas" / "resident_registry" / "procedures"


def given(code: str = "move_out") -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((FOLDER / f"{code}.1.yaml").read_text(encoding="utf-8"))
    return found


def test_the_shipped_ones_have_legal_basis_and_three_checks() -> None:
    assert {"resident_copy", "move_out"} <= {one.code for one in SHIPPED}
    for one in SHIPPED:
        assert one.basis and len(one.checks) >= 3 and one.steps


def texts(part: object) -> list[Text]:
    if isinstance(part, Text):
        return [part]
    if isinstance(part, tuple):
        return [text for one in part for text in texts(one)]
    if hasattr(part, "__dataclass_fields__"):
        return [text for name in part.__dataclass_fields__ for text in texts(getattr(part, name))]
    return []


@pytest.mark.parametrize("procedure", SHIPPED, ids=lambda one: one.code)
def test_easy_words_have_a_reading_on_each_kanji(procedure: Any) -> None:
    for text in texts(procedure):
        bare = "".join(words for words, reading in pieces(text.easy) if not reading)
        assert not [letter for letter in bare if "\u4e00" <= letter <= "\u9fff"], text.easy
        assert all(text.in_(language).strip() for language in LANGUAGES)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"stepz": []}, "stepz"),
        ({"basis": " "}, "no legal basis"),
        ({"checks": ["a", "b"]}, "fewer than three"),
        ({"finish": "never"}, "finish"),
        ({"steps": [given()["steps"][0]] * 2}, "asked twice"),
        ({"steps": [given()["steps"][3]]}, "depends on where"),
        ({"steps": [{**given()["steps"][0], "kind": "choice"}]}, "options belong"),
        ({"title": {"ja": "転出"}}, "easy"),
    ],
)
def test_a_broken_definition_is_refused_with_its_place(change: dict[str, Any], told: str) -> None:
    with pytest.raises(BrokenDefinition, match=told):
        parse({**given(), **change}, "move_out.1.yaml")


def test_two_versions_of_one_day_are_refused(tmp_path: Path) -> None:
    for version in (1, 2):
        text = yaml.safe_dump({**given(), "version": version}, allow_unicode=True)
        (tmp_path / f"move_out.{version}.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BrokenDefinition, match="same day"):
        catalogue.read(sorted(tmp_path.glob("*.yaml")))


def test_a_new_version_takes_over_on_its_day(tmp_path: Path) -> None:
    for version, first, last in ((1, "2026-04-01", "2027-03-31"), (2, "2027-04-01", None)):
        changed = {**given(), "version": version, "valid_from": date.fromisoformat(first)}
        if last:
            changed["valid_until"] = date.fromisoformat(last)
        text = yaml.safe_dump(changed, allow_unicode=True)
        (tmp_path / f"move_out.{version}.yaml").write_text(text, encoding="utf-8")
    found = catalogue.read(sorted(tmp_path.glob("*.yaml")))
    assert [found.get("move_out", day=date(2027, *day)).version for day in ((3, 31), (4, 1))] == [1, 2]
    assert found.get("move_out", 1).version == 1
    with pytest.raises(catalogue.UnknownProcedure):
        found.get("move_out", day=date(2026, 3, 31))


def test_conditions() -> None:
    abroad = Condition(question="where", is_="abroad")
    dog = Condition(question="who", includes="dog")
    both = Condition(all_of=(abroad, dog))
    assert both.holds({"where": "abroad", "who": ["cat", "dog"]})
    assert not both.holds({"where": "abroad"})
    assert Condition(any_of=(abroad, dog)).holds({"who": ["dog"]})
    assert Condition(not_=abroad).holds({})
    assert both.questions() == {"where", "who"}


def test_a_file_named_wrongly_is_refused(tmp_path: Path) -> None:
    (tmp_path / "move_out.2.yaml").write_text(yaml.safe_dump(given(), allow_unicode=True), encoding="utf-8")
    with pytest.raises(BrokenDefinition, match="holds move_out version 1"):
        catalogue.read(tmp_path.glob("*.yaml"))


def test_readings_are_left_out_or_drawn() -> None:
    assert without_readings("{市|し}の {人|ひと}") == "市の 人"
    assert pieces("{市|し}の") == [("市", "し"), ("の", "")]


def test_the_schema_requires_what_an_open_branch_asks() -> None:
    schema = json_schema(catalogue.load().get("move_out", 1))
    assert "new_address" not in schema["required"] and "movers" in schema["required"]
    (japan, abroad) = schema["allOf"]
    assert japan["then"] == {"required": ["new_address"]} and abroad["if"]["properties"]["where"] == {"const": "abroad"}
    assert schema["additionalProperties"] is False
