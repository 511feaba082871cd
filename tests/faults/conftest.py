"""What fault tests share: the content of all tables, seen from outside."""

from collections.abc import Iterator

import pytest

from tests.conftest import Addresses
from tests.faults.statement_faults import Tables


@pytest.fixture
def tables(transactional_db: None, database_addresses: Addresses) -> Iterator[Tables]:
    watched = Tables(database_addresses.administrator)
    yield watched
    watched.close()
