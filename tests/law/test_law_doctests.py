"""The examples in the docstrings of yakuba.law are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import yakuba.law

MODULES = sorted(module.name for module in pkgutil.walk_packages(yakuba.law.__path__, "yakuba.law."))


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS).failed == 0


def test_columns_are_shown_by_example() -> None:
    assert doctest.testmod(importlib.import_module("yakuba.law.columns")).attempted >= 6
