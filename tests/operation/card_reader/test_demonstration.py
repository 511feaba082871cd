"""What a demonstration starts for cards, and which settings the pages get with it."""

from pathlib import Path

from yakuba.operation.cli.main import build_parser
from yakuba.operation.home import Home
from yakuba.operation.supervisor import simulated_cards


def test_a_demonstrations_counter_has_a_reader_with_the_demos_cards(tmp_path: Path) -> None:
    assert simulated_cards.reader(Home(tmp_path), 8004, [8000]) is None, "no cards, no reader"
    folder = tmp_path / "card-simulator"
    folder.mkdir()
    made = simulated_cards.reader(Home(tmp_path), 8004, [8000, 8003])
    assert made is not None
    assert made.settings["YAKUBA_CARD_READER"] == "http://127.0.0.1:8004"
    assert made.settings["YAKUBA_CARD_TEST"] == "1"
    words = made.part.command[made.part.command.index("card-reader") :]
    given = build_parser().parse_args(words)
    assert (given.simulated, given.port, given.folder) == (True, 8004, folder)
    assert given.origin == [f"http://{host}:{port}" for port in (8000, 8003) for host in ("localhost", "127.0.0.1")]
