"""The town of the procedures, founded once for a module: each trial undoes what it did."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import django.test
import pytest
from pytest_django import DjangoDbBlocker

if TYPE_CHECKING:
    from tests.procedures.trying import Trial


@pytest.fixture(scope="module")
def trial(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator["Trial"]:
    """A town with its people. Committed, and cleaned away at the end like after any test that commits."""
    from tests.procedures.town import populate
    from tests.procedures.trying import Trial
    from tests.world import found_town

    spool = tmp_path_factory.mktemp("spool")
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.SPOOL", str(spool))
        try:
            town = found_town("012084")
            with town.open():
                people = populate()
            yield Trial(town, people, spool)
        finally:
            django.test.TransactionTestCase()._fixture_teardown()  # type: ignore[attr-defined]
