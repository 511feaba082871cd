"""The simulated payment service on its spool: what it takes, what it refuses, what the command line plays."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from yakuba.operation.cli.main import main
from yakuba.operation.simulators.payments import Payments

SLIP = "012084-P2026-000001-1"
WANTED = {"slip": SLIP, "amount": 300, "what": "住民票の写しの請求", "expires": "2026-12-08"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for folder in ("out", "in", "done", "error"):
        (tmp_path / "spool" / "payments" / folder).mkdir(parents=True)
    return tmp_path


def put(home: Path, kind: str, record: dict[str, Any]) -> None:
    out, data = home / "spool" / "payments" / "out", (json.dumps(record) + "\n").encode()
    stem = f"012084-{kind}"
    (out / f"{stem}.jsonl").write_bytes(data)
    manifest = {"message_id": kind, "municipality": "012084", "kind": kind, "file": f"{stem}.jsonl", "records": 1}
    manifest |= {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    (out / f"{stem}.manifest.json").write_text(json.dumps(manifest))


def told(home: Path) -> list[tuple[str, dict[str, Any]]]:
    """Kind and record of everything it wrote for the town hall."""
    found = []
    for path in sorted((home / "spool" / "payments" / "in").glob("*.manifest.json")):
        manifest = json.loads(path.read_text())
        found.append((str(manifest["kind"]), json.loads(path.with_name(manifest["file"]).read_text())))
        path.unlink()
    return found


def test_it_offers_ways_and_the_command_line_pays(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    put(home, "payment_wanted", WANTED)
    assert main(["simulate", "payments", "--home", str(home), "--once"]) == 0
    offer = dict(told(home))["payment_offer"]
    assert (offer["slip"], len(offer["number"])) == (SLIP, 16)
    for amount, more in ((300, []), (200, ["--amount", "200"])):
        assert main(["payment-simulator", "pay", SLIP, "--home", str(home), *more]) == 0
        ((kind, record),) = told(home)
        assert (kind, record["slip"], record["amount"]) == ("payment_made", SLIP, amount)
    assert main(["payment-simulator", "fail", SLIP, "--home", str(home)]) == 0
    assert told(home)[0][0] == "payment_failed"
    assert main(["payment-simulator", "pay", "x", "--home", str(home)]) == 2 and told(home) == []
    assert main(["payment-simulator", "list", "--home", str(home)]) == 0
    assert SLIP in capfd.readouterr().out


@pytest.mark.parametrize(
    "record", [{**WANTED, "amount": 0}, {**WANTED, "amount": "300"}, {**WANTED, "name": "佐藤　花子"}, {"slip": SLIP}]
)
def test_what_is_not_as_documented_is_refused(home: Path, record: dict[str, Any]) -> None:
    put(home, "payment_wanted", record)
    Payments(home / "spool").play()
    ((kind, answer),) = told(home)
    assert (kind, answer["result"]) == ("acknowledgement", "refused") and answer["reason"]
