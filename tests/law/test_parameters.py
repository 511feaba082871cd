"""Dated parameters: which version holds, packages, what-if, and that every figure says where it comes from."""

from __future__ import annotations

import datetime
from importlib import resources

import pytest
import yaml

from yakuba.law import parameters
from yakuba.law.parameters import ParameterMissing, in_force

FILES = [path.name for path in resources.files("yakuba.law").joinpath("data").iterdir() if path.name.endswith(".yaml")]


def test_the_version_of_the_day_holds() -> None:
    before = in_force("child-allowance", datetime.date(2024, 9, 30))
    after = in_force("child-allowance", datetime.date(2024, 10, 1))
    assert (before.yen("counted_until"), after.yen("counted_until")) == (18, 22)


def test_a_what_if_takes_the_place_of_the_law() -> None:
    law = in_force("child-allowance", datetime.date(2025, 4, 1), changed={"middle": 12_000})
    assert (law.yen("middle"), law.yen("under_three")) == (12_000, 15_000)


def test_what_is_not_there_is_told() -> None:
    law = in_force("child-allowance", datetime.date(2000, 1, 1))
    with pytest.raises(ParameterMissing, match="no value before"):
        law.yen("middle")
    with pytest.raises(ParameterMissing, match="no parameter"):
        law.yen("nothing")


@pytest.mark.parametrize("name", FILES)
def test_every_version_names_source_and_mark(name: str) -> None:
    said = yaml.safe_load(resources.files("yakuba.law").joinpath(f"data/{name}").read_text("utf-8"))
    for parameter in said["parameters"].values():
        assert parameter["label"]
        assert parameter["law"]
        for version in parameter["versions"]:
            assert isinstance(version["from"], datetime.date)
            assert version["source"]
            assert version["mark"] in parameters.MARKS
