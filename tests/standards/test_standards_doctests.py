"""The examples in the docstrings of yakuba.standards are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import yakuba.standards

# What other modules are made of; their examples stand where a file is read or written.
STRUCTURE = [f"yakuba.standards.money.{name}" for name in ("forms", "reading", "writing")]
MODULES = sorted(module.name for module in pkgutil.walk_packages(yakuba.standards.__path__, "yakuba.standards."))


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert result.failed == 0


def test_every_public_module_has_examples() -> None:
    without = [
        name
        for name in MODULES
        if "._" not in name
        and not doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS).attempted
    ]
    assert without == ["yakuba.standards.errors", *STRUCTURE]
