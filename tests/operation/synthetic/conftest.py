"""Two small populations, generated once."""

import pytest

from tests.operation.synthetic.residents import Produced, produce


@pytest.fixture(scope="session")
def kitami(tmp_path_factory: pytest.TempPathFactory) -> Produced:
    """北見市, 4,000 residents."""
    return produce("012084", 4_000, tmp_path_factory.mktemp("kitami") / "residents.csv")


@pytest.fixture(scope="session")
def kumamoto(tmp_path_factory: pytest.TempPathFactory) -> Produced:
    """熊本市, a designated city with wards, 3,000 residents."""
    return produce("431001", 3_000, tmp_path_factory.mktemp("kumamoto") / "residents.csv")
