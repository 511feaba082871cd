"""Files to and from outside parties, against the simulators, which share no code with the room."""

import hashlib
import json
import os
import stat
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.platform.exchange import sample_handlers
from yakuba.operation.cli.main import main
from yakuba.operation.simulators import SIMULATORS
from yakuba.platform.exchange import collector, delivery, queries, registry, service, spool
from yakuba.platform.exchange.errors import SpoolFault
from yakuba.platform.exchange.models import InboxMessage, OutboxMessage
from yakuba.platform.exchange.parties import PARTIES
from yakuba.platform.exchange.service import Message, to_party
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import SYSTEM, Context, use_context
from yakuba.platform.tenancy.directory import Founding, Place
from yakuba.platform.tenancy.models import NumberSeries
from yakuba.platform.tenancy.scope import tenant

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

INSTANT = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
UPDATE = {"records": [{"resident_code_ref": "r-1", "name": "葛󠄀城 太郎"}]}


@pytest.fixture(autouse=True)
def sample_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    """A notice is taken by the sample here; the registry's own handler has tests of its own."""
    monkeypatch.setitem(registry._handlers, ("", "move_in_notice"), sample_handlers.move_in_notice)


def founded(code: str, training: bool = False) -> Place:
    return directory.found(Founding(code, INSTANT, date(2026, 11, 23), training=training))


@pytest.fixture
def kitami() -> Place:
    return founded("012084")


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.SPOOL, settings.SPOOL_TRAINING = tmp_path / "spool", tmp_path / "spool-training"
    with use_context(Context(INSTANT, SYSTEM)):
        yield tmp_path


def posted(place: Place, party: str, kind: str, payload: dict[str, Any], subject: str = "100") -> UUID:
    with tenant(place.id):
        return service.post(Message(to_party(party), kind, subject, payload))


def state(place: Place, message: UUID) -> str:
    with tenant(place.id):
        return queries.state(message)


def inbox(place: Place) -> list[tuple[str, str, Any]]:
    with tenant(place.id):
        return list(InboxMessage.objects.order_by("received_at").values_list("sender", "kind", "payload"))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_message_is_a_file_with_a_manifest_and_waits_for_its_answer(kitami: Place, home: Path) -> None:
    message = posted(kitami, "juki-net", "identification_update", UPDATE)
    second = posted(kitami, "juki-net", "identification_update", UPDATE)
    delivery.deliver_due()
    delivery.deliver_due()
    out = home / "spool" / "juki-net" / "out"
    stem = f"012084-{message}"
    assert names(out) == [f"{stem}.jsonl", f"{stem}.manifest.json"]
    data = (out / f"{stem}.jsonl").read_bytes()
    manifest = json.loads((out / f"{stem}.manifest.json").read_bytes())
    assert json.loads(data) == UPDATE["records"][0]
    assert manifest == {
        "message_id": str(message),
        "party": "juki-net",
        "municipality": "012084",
        "kind": "identification_update",
        "subject": "100",
        "sequence": 1,
        "made_at": "2026-11-23T10:30:00+09:00",
        "file": f"{stem}.jsonl",
        "records": 1,
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    modes = {stat.S_IMODE(path.stat().st_mode) for path in out.iterdir()}
    assert (modes, stat.S_IMODE(out.stat().st_mode)) == ({0o600}, 0o700)
    assert (state(kitami, message), state(kitami, second)) == ("sent", "queued")
    SIMULATORS["juki-net"](home / "spool").play()
    assert collector.collect() == 1
    delivery.deliver_due()
    assert (state(kitami, message), state(kitami, second)) == ("settled", "sent")
    assert names(home / "spool" / "juki-net" / "in") == []


def test_a_refusal_by_the_party_is_a_dead_letter_with_its_reason(kitami: Place, home: Path) -> None:
    record = {"resident_code_ref": "r-1", "simulate_refusal": "住民票コードの重複"}
    message = posted(kitami, "juki-net", "identification_update", {"records": [record]})
    delivery.deliver_due()
    SIMULATORS["juki-net"](home / "spool").play()
    collector.collect()
    with tenant(kitami.id):
        (dead,) = queries.dead_letters()
    assert (dead.message_id, dead.other) == (str(message), "住民基本台帳ネットワーク（CS）")
    assert dead.error == "連携先が受け付けない：住民票コードの重複"


def test_move_out_information_is_answered_with_a_transfer_notice(kitami: Place, home: Path) -> None:
    elsewhere = {"records": [{"to_lg_code": "431001", "name_ref": "p-1"}]}
    message = posted(kitami, "juki-net", "move_out_information", elsewhere)
    delivery.deliver_due()
    SIMULATORS["juki-net"](home / "spool", frozenset({"012084"})).play()
    assert collector.collect() == 2
    delivery.handle_due()
    assert state(kitami, message) == "settled"
    with tenant(kitami.id):
        assert NumberSeries.objects.filter(series="moved/p-1/431001").count() == 1
        assert InboxMessage.objects.get().state == "handled"


def test_a_notice_for_a_local_municipality_is_passed_on(kitami: Place, home: Path) -> None:
    funabashi = founded("122041")
    posted(kitami, "juki-net", "move_in_notice", {"records": [{"to_lg_code": "122041", "name_ref": "p-2"}]})
    delivery.deliver_due()
    SIMULATORS["juki-net"](home / "spool", frozenset({"012084", "122041"})).play()
    collector.collect()
    delivery.handle_due()
    assert inbox(kitami) == []
    with tenant(funabashi.id):
        assert NumberSeries.objects.filter(series="moved/p-2/012084").count() == 1


def test_every_party_answers_with_what_it_would_send(kitami: Place, home: Path) -> None:
    quoted = {"subject_ref": "s-1", "note": 'a,\n"b'}
    messages = [
        posted(kitami, "immigration", "municipal_notice", {"records": [{"residence_card_number": "ref-1"}]}),
        posted(kitami, "convenience", "certificate_data_update", {"records": [quoted]}),
        posted(kitami, "family-register", "attached_register_notice", {"records": [{"family_register_head": ""}]}),
    ]
    delivery.deliver_due()
    for simulator in SIMULATORS.values():
        simulator(home / "spool").play()
    assert collector.collect() == 6
    assert [state(kitami, message) for message in messages] == ["settled"] * 3
    assert sorted((sender, kind) for sender, kind, _ in inbox(kitami)) == [
        ("party:convenience", "issue_report"),
        ("party:family-register", "mismatch_notice"),
        ("party:immigration", "residence_status_notice"),
    ]


def test_every_party_outside_the_service_has_a_simulator() -> None:
    outside = {name: party.layout for name, party in PARTIES.items() if name != "portal"}  # another zone of our own
    played = {name: simulator.layout for name, simulator in SIMULATORS.items() if name != "outside"}
    played |= {name: SIMULATORS["outside"].layout for name in outside if name.startswith("system-")}  # one plays all
    assert played == outside


def test_a_training_town_hall_has_a_spool_of_its_own(home: Path) -> None:
    practice = founded("012084", training=True)
    message = posted(practice, "juki-net", "identification_update", UPDATE)
    delivery.deliver_due()
    assert not (home / "spool").exists()
    assert main(["simulate", "juki-net", "--home", str(home), "--training", "--once"]) == 0
    collector.collect()
    assert state(practice, message) == "settled"


def test_the_command_line_answers_once(kitami: Place, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    posted(kitami, "convenience", "certificate_data_update", {"records": [{"subject_ref": "s-1"}]})
    delivery.deliver_due()
    assert main(["simulate", "convenience", "--home", str(home), "--once", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"party": "convenience", "answered": 1}


def test_killed_before_the_file_was_moved_it_has_no_second_effect(
    kitami: Place, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = {"records": [{"to_lg_code": "431001", "name_ref": "p"}]}
    message = posted(kitami, "juki-net", "move_out_information", elsewhere)
    delivery.deliver_due()
    SIMULATORS["juki-net"](home / "spool").play()
    with monkeypatch.context() as patch:
        patch.setattr(spool.Spool, "done", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        for _ in range(2):
            with pytest.raises(KeyboardInterrupt):
                collector.collect()
    assert collector.collect() == 2
    assert (len(inbox(kitami)), state(kitami, message)) == (1, "settled")


def test_an_unanswered_message_is_trouble_when_the_party_is_late(kitami: Place, home: Path) -> None:
    posted(kitami, "juki-net", "identification_update", UPDATE)
    delivery.deliver_due()
    with tenant(kitami.id):
        sent = OutboxMessage.objects.get().sent_at
        assert sent is not None
        for minutes, expected in ((9, []), (11, ["返事が期限までに来ていない。連携先の稼働を確かめる"])):
            with use_context(Context(sent + timedelta(minutes=minutes), SYSTEM)):
                assert [trouble.error for trouble in queries.troubles()] == expected


MANIFEST = spool.Manifest(
    message_id="m-1",
    party="juki-net",
    municipality="012084",
    kind="move_in_notice",
    subject="1",
    sequence=1,
    made_at="2026-11-23T10:30:00+09:00",
    file="012084-m-1.jsonl",
    records=1,
    bytes=0,
    sha256="",
)


def put(home: Path, data: bytes, manifest: spool.Manifest | dict[str, Any] | bytes = MANIFEST) -> Path:
    place = spool.Spool(home / "spool", "juki-net")
    place.make()
    (place.root / "in" / MANIFEST.file).write_bytes(data)
    if isinstance(manifest, spool.Manifest):
        exact = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()} if not manifest.sha256 else {}
        manifest = {**asdict(manifest), **exact}
    text = manifest if isinstance(manifest, bytes) else json.dumps(manifest).encode()
    (place.root / "in" / "012084-m-1.manifest.json").write_bytes(text)
    return place.root


GOOD = b'{"name_ref": "p", "from_lg_code": "431001"}\n'
FAULTS: list[tuple[bytes, Any, str]] = [
    (GOOD, replace(MANIFEST, sha256="0" * 64, bytes=len(GOOD)), "SHA-256"),
    (GOOD, replace(MANIFEST, records=2), "件数：manifest は2件、データは1件"),
    (GOOD, replace(MANIFEST, party="immigration"), "連携先"),
    (GOOD, replace(MANIFEST, municipality="131016"), "131016はこのサービスにない"),
    (GOOD, replace(MANIFEST, municipality="\0"), "保存できない値"),
    (GOOD, replace(MANIFEST, file="../../012084-m-1.jsonl"), "データファイル名"),
    (GOOD, replace(MANIFEST, file="012084-m-1.csv"), "データファイル：ない"),
    (GOOD, replace(MANIFEST, message_id=""), "message_id が空"),
    (GOOD, replace(MANIFEST, sequence=2**63), "保存できない値"),
    (GOOD, replace(MANIFEST, kind="k" * 81), "80文字より長い"),
    (GOOD, {**asdict(MANIFEST), "records": "1"}, "型が違う項目がある（records）"),
    (GOOD, {"message_id": "m-1"}, "読み取れない"),
    (GOOD, b"[" * 100_000, "読み取れない"),
    (b"\xff\xfe", MANIFEST, "読み取れない（UnicodeDecodeError）"),
    (b"{", MANIFEST, "読み取れない（JSONDecodeError）"),
    (b"[1]\n", MANIFEST, "1行目：JSONのオブジェクトでない"),
    (b'{"a": "\\u0000"}\n', MANIFEST, "保存できない値"),
    (b'{"a": "\\ud800"}\n', MANIFEST, "保存できない値"),
    (b'{"result": "perhaps"}\n', replace(MANIFEST, kind="acknowledgement"), "accepted か refused"),
    (b'{"result": "accepted", "message_id": "x"}\n', replace(MANIFEST, kind="acknowledgement"), "message_id"),
    (
        b'{"result": "accepted", "message_id": "01900000-0000-7000-8000-000000000001"}\n',
        replace(MANIFEST, kind="acknowledgement"),
        "送っていないメッセージ",
    ),
]


@pytest.mark.parametrize(("data", "manifest", "reason"), FAULTS)
def test_a_file_that_cannot_be_taken_is_set_aside_with_the_reason(
    kitami: Place, home: Path, data: bytes, manifest: Any, reason: str
) -> None:
    root = put(home, data, manifest)
    assert collector.collect() == 1
    assert reason in (root / "error" / "012084-m-1.reason.txt").read_text()
    assert names(root / "in") == []
    assert names(root / "error") == ["012084-m-1.jsonl", "012084-m-1.manifest.json", "012084-m-1.reason.txt"]
    assert inbox(kitami) == []


def test_a_good_file_is_taken_and_set_aside(kitami: Place, home: Path) -> None:
    root = put(home, GOOD)
    assert (collector.collect(), collector.collect()) == (1, 0)
    assert names(root / "done") == ["012084-m-1.jsonl", "012084-m-1.manifest.json"]
    assert inbox(kitami) == [("party:juki-net", "move_in_notice", {"records": [json.loads(GOOD)]})]


def test_a_ragged_csv_is_set_aside(kitami: Place, home: Path) -> None:
    with pytest.raises(SpoolFault, match="2行目：見出しと列の数が違う"):
        spool.decode("x.csv", b"a,b\n1\n")
    with pytest.raises(SpoolFault, match="3行目：見出しと列の数が違う"):
        spool.decode("x.csv", b"a,b\n1,2\n1,2,3\n")


def test_a_file_that_cannot_be_moved_does_not_hold_up_the_others(
    kitami: Place, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(home, GOOD)
    monkeypatch.setattr(spool.Spool, "done", lambda *_: (_ for _ in ()).throw(PermissionError()))
    assert collector.collect() == 0
    assert len(inbox(kitami)) == 1


def test_taken_files_are_removed_after_thirty_days(kitami: Place, home: Path) -> None:
    root = put(home, GOOD)
    collector.collect()
    assert spool.Spool(home / "spool", "juki-net").purge(0) == 0
    assert collector.purge() == 0
    for path in (root / "done").iterdir():
        old = path.stat().st_mtime - 31 * 86400
        os.utime(path, (old, old))
    assert collector.purge() == 2
    assert names(root / "done") == []
