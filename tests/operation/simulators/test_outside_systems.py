"""Simulated systems of other areas: they hold a hand-over to the documented layout, and run beside a demonstration."""

import hashlib
import json
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from yakuba.operation.home import Home
from yakuba.operation.simulators.outside_systems import OutsideSystems
from yakuba.operation.supervisor.townhall import Plan, TownHall

HANDOVER_ID = "01a2256c-fcd6-7afc-9fb7-c42be8188e7e"
PERSON = ("number", "name", "name_kana", "birth_date", "birth_date_text", "sex", "postcode", "address", "protection")
RECORD = {
    "handover_id": HANDOVER_ID,
    "procedure": "water_start",
    "version": "1",
    "title": "水道の使用開始",
    "receipt_number": "F2026-000001",
    "filed_on": "2026-11-24",
    "channel": "portal",
    **{f"applicant_{name}": "" for name in PERSON},
    "applicant_number": "19",
    "applicant_name": "佐藤　太郎",
    "answer_phone": "0157112222",
    "answer_note": "",
}


def put(spool: Path, record: Mapping[str, object], kind: str = "handover") -> Path:
    """A hand-over's files, as docs/exchange.md lays them down; the party's folder."""
    place = spool / "system-water"
    for name in ("out", "in", "done", "error"):
        (place / name).mkdir(parents=True, exist_ok=True)
    data = (json.dumps(record, ensure_ascii=False) + "\n").encode()
    manifest = {
        "message_id": "m-1",
        "party": "system-water",
        "municipality": "012084",
        "kind": kind,
        "subject": "19",
        "sequence": 1,
        "made_at": "2026-11-24T10:00:00+09:00",
        "file": "012084-m-1.jsonl",
        "records": 1,
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    (place / "out" / "012084-m-1.jsonl").write_bytes(data)
    (place / "out" / "012084-m-1.manifest.json").write_text(json.dumps(manifest))
    return place


def answers(place: Path) -> dict[str, dict[str, str]]:
    """Kind → the record of what it sent back."""
    found = {}
    for path in (place / "in").glob("*.manifest.json"):
        manifest = json.loads(path.read_text())
        found[manifest["kind"]] = json.loads((place / "in" / manifest["file"]).read_text())
    return found


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"version": 1}, "文字でない項目（version）"),
        ({"my_number": "x"}, "知らない項目（my_number）"),
        ({"handover_id": "17"}, "handover_id：UUIDでない"),
        ({"filed_on": "令和8年"}, "filed_on：日付でない"),
        ({"answer_child_1_birth_date": "2020-2-3"}, "answer_child_1_birth_date：日付でない"),
        ({"applicant_name": ""}, "applicant_name：空"),
        ({"channel": "fax"}, "channel：形が違う"),
        ({"answer_note": "番号 123456789018"}, "answer_note：個人番号らしい12桁の数字"),
    ],
)
def test_a_file_that_is_not_as_documented_is_refused(tmp_path: Path, changed: dict[str, object], told: str) -> None:
    place = put(tmp_path, {**RECORD, **changed})
    assert OutsideSystems(tmp_path).play() == 1
    (kind, answer), *more = answers(place).items()
    assert (kind, answer["result"], answer["reason"], more) == ("acknowledgement", "refused", told, [])
    assert not (place / "taken").exists()


def test_missing_columns_and_other_kinds_are_refused(tmp_path: Path) -> None:
    place = put(tmp_path, {name: value for name, value in RECORD.items() if name != "applicant_address"})
    OutsideSystems(tmp_path).play()
    assert answers(place)["acknowledgement"]["reason"] == "ない項目（applicant_address）"
    place = put(tmp_path, RECORD, "move_in_notice")
    OutsideSystems(tmp_path).play()
    assert "受け取らない" in answers(place)["acknowledgement"]["reason"]


def test_beside_a_demonstration_they_answer_by_themselves(tmp_path: Path) -> None:
    """The process that `yakuba start` runs with the demo, for both spools; the same file twice gets the same answer."""
    home = Home(tmp_path)
    home.make()
    hall = TownHall(home, Plan(port=0, bind="127.0.0.1", demo=True))
    place = put(tmp_path / "spool-training", RECORD)
    hall._start_outside()
    try:
        receipts = [_receipt(place), (put(tmp_path / "spool-training", RECORD), _receipt(place))[1]]
    finally:
        hall.close()
    assert receipts[0] == receipts[1]
    assert (receipts[0]["handover_id"], receipts[0]["result"]) == (HANDOVER_ID, "accepted")
    assert receipts[0]["reference"].startswith("WAT-")
    assert json.loads((place / "taken" / f"{HANDOVER_ID}.json").read_text()) == RECORD


def _receipt(place: Path) -> dict[str, str]:
    end = time.monotonic() + 60
    while list((place / "out").glob("*.json")):  # moved when all is answered
        assert time.monotonic() < end, "not answered"
        time.sleep(0.05)
    return answers(place)["handover_receipt"]
