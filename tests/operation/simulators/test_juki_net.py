"""The simulated resident network: what is called off goes to the town it was told to; elsewhere nobody moves in."""

from pathlib import Path

from yakuba.operation.simulators.juki_net import JukiNet
from yakuba.operation.simulators.other_side import Reply, Taken


def replies(tmp_path: Path, kind: str, to: str) -> list[Reply]:
    manifest = {"kind": kind, "municipality": "012084", "subject": "move-out:19", "sequence": 2}
    records: list[dict[str, object]] = [{"to_lg_code": to, "from_lg_code": "999999", "addressee_number": "19"}]
    return JukiNet(tmp_path, frozenset({"012084", "122041"})).replies(Taken(manifest, records))


def test_a_move_called_off_follows_what_was_told(tmp_path: Path) -> None:
    told, off = (replies(tmp_path, f"move_out_{what}", "122041") for what in ("information", "cancelled"))
    assert (told[0].municipality, off[0].municipality) == ("122041", "122041")
    assert told[0].subject == off[0].subject == "012084:move-out:19", "handled in the order of what was told"
    assert off[0].records[0]["from_lg_code"] == "012084", "the network says who sent it, not the sender"


def test_elsewhere_nobody_moves_in_because_of_it(tmp_path: Path) -> None:
    assert replies(tmp_path, "move_out_cancelled", "431001") == []
    assert [one.kind for one in replies(tmp_path, "move_out_information", "431001")] == ["move_in_notice"]
