"""A procedure that asks for files: the copy of a record with one question more."""

from dataclasses import replace

import pytest

from yakuba.platform.cases.procedures import catalogue
from yakuba.platform.cases.procedures.catalogue import Catalogue
from yakuba.platform.cases.procedures.definition import Procedure, Question, Text

PROOF = Question("proof", "file", Text("資格を示す書類", "{紙|かみ}の {写真|しゃしん}", "Your paper"), item="")


def with_files(patch: pytest.MonkeyPatch, question: Question = PROOF) -> None:
    """Every part of the town hall reads the definitions with it."""
    shipped = catalogue.load()

    def one(each: Procedure) -> Procedure:
        return replace(each, steps=(*each.steps, question)) if each.code == "resident_copy" else each

    changed = Catalogue(tuple(map(one, shipped.procedures)))
    patch.setattr(catalogue, "load", lambda: changed)
