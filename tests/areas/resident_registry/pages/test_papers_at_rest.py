"""What papers say of persons lies in cipher, in no table and no dump; it opens at its own place, or not at all."""

from pathlib import Path

import psycopg
import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tests.areas.resident_registry.loads.test_export import exported
from tests.areas.resident_registry.pages.test_certificates import household, kitami, request
from tests.world import MORNING, Town, signed_in
from yakuba.operation.cli.main import main
from yakuba.platform.documents import papers, sealing
from yakuba.platform.documents import service as documents
from yakuba.platform.documents.models import Intent, StoredDocument
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.secrets import rotation, safe
from yakuba.platform.secrets.drill import drill
from yakuba.platform.secrets.errors import Unreadable
from yakuba.platform.secrets.models import SealedPart, SecretKey

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
__all__ = ["household", "kitami"]

TABLES = ("document_intent", "document_subject", "stored_document", "print_event", "sealed_part")
Household = tuple[str, list[str]]


def issue(clerk: Client, household: Household) -> str:
    answer = clerk.post(f"/012084/residents/certificates/?household={household[0]}", request(household[1]))
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def dumped(connection: psycopg.Connection, table: str) -> bytes:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT".encode()) as copy:
        return b"".join(bytes(block) for block in copy)


def occurs(text: str, dump: bytes) -> bool:
    """As text, escaped as in JSON, and as the hexadecimal digits of a bytea."""
    plain = text.encode()
    escaped = text.encode("ascii", "backslashreplace").replace(b"\\", b"\\\\")
    return plain in dump or escaped in dump or plain.hex().encode() in dump


def test_no_name_and_no_paper_lies_in_the_clear(
    kitami: Town, household: Household, owner_connection: psycopg.Connection
) -> None:
    clerk = signed_in(kitami, "madoguchi")
    where = issue(clerk, household)
    assert clerk.get(f"{where}pdf/").content.startswith(b"%PDF")
    whole = b"".join(dumped(owner_connection, table) for table in TABLES)
    assert occurs("勤務先へ提出", whole)  # the request is what the issue history shows: it proves that the search finds
    for text in ("佐藤", "%PDF", "北見　太郎", "本町"):
        assert not occurs(text, whole), text
    assert dumped(owner_connection, "stored_document") == b""


def test_a_paper_copied_to_another_intent_or_changed_does_not_open(
    kitami: Town, household: Household, owner_connection: psycopg.Connection
) -> None:
    clerk = signed_in(kitami, "madoguchi")
    issue(clerk, household)
    issue(clerk, household)
    with kitami.open():
        first, second = Intent.objects.order_by("made_at", "id")
    owner_connection.execute(
        "UPDATE sealed_part s SET nonce = o.nonce, ciphertext = o.ciphertext FROM sealed_part o"
        " WHERE s.part = 'bytes' AND o.part = 'bytes' AND s.ref = %s AND o.ref = %s",
        [first.id, second.id],
    )
    with kitami.open():
        assert papers.bytes_of(second).startswith(b"%PDF")
        with pytest.raises(Unreadable):
            papers.bytes_of(first)
    assert len(drill(kitami.id).faults) == 1


def test_papers_go_along_when_keys_are_changed(
    kitami: Town, household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(safe, "CHUNK", 1)
    clerk = signed_in(kitami, "madoguchi")
    where = issue(clerk, household)
    before = clerk.get(f"{where}pdf/").content

    def power_cut(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotation.rotate(kitami.id, power_cut)
    assert clerk.get(f"{where}pdf/").content == before
    with kitami.open():
        assert sorted(SealedPart.objects.values_list("key_version", flat=True)) == [1, 2]
    assert rotation.rotate(kitami.id) == 1
    assert clerk.get(f"{where}pdf/").content == before
    with kitami.open():
        assert set(SealedPart.objects.values_list("key_version", flat=True)) == {2}
        assert not SecretKey.objects.filter(version=1, retired_at__isnull=True).exists()
    assert drill(kitami.id).faults == ()


def test_without_the_key_nothing_is_issued_and_the_clerk_is_told(
    kitami: Town, household: Household, settings: Settings, tmp_path: Path
) -> None:
    settings.YAKUBA_KEYS = tmp_path / "none.key"
    clerk = signed_in(kitami, "madoguchi")
    answer = clerk.post(f"/012084/residents/certificates/?household={household[0]}", request(household[1]))
    assert answer.status_code == 422
    assert "マスター鍵" in answer.content.decode()
    with kitami.open():
        assert Intent.objects.filter(state=Intent.State.ISSUED).count() == SealedPart.objects.count() == 0


def test_papers_leave_in_the_clear_under_two_officers(kitami: Town, household: Household, tmp_path: Path) -> None:
    clerk = signed_in(kitami, "madoguchi")
    where = issue(clerk, household)
    content = clerk.get(f"{where}pdf/").content
    folder = exported(kitami, tmp_path / "out")
    with kitami.open():
        intent = Intent.objects.get()
    assert (folder / "documents" / f"{intent.id}.pdf").read_bytes() == content
    assert "佐藤" in (folder / "documents" / f"{intent.id}.json").read_text(encoding="utf-8")
    assert sorted(path.name for path in (folder / "documents").iterdir()) == [f"{intent.id}.json", f"{intent.id}.pdf"]


def in_the_clear(town: Town, owner: psycopg.Connection) -> list[tuple[Intent, bytes]]:
    """Make all papers lie as an earlier release left them."""
    with town.open():
        kept = [(intent, papers.bytes_of(intent)) for intent in Intent.objects.order_by("id")]
        inputs = {intent.id: papers.frozen(intent, ()).data for intent, _ in kept}
    for number, (intent, content) in enumerate(kept):
        digest = f"{number:064d}"
        owner.execute(
            "INSERT INTO stored_document (municipality_id, sha256, content, pages, stored_at)"
            " VALUES (%s, %s, %s, 1, now())",
            [town.id, digest, content],
        )
        owner.execute(
            "UPDATE document_intent SET sha256 = %s, data = %s WHERE id = %s",
            [digest, psycopg.types.json.Jsonb(inputs[intent.id]), intent.id],
        )
    owner.execute("DELETE FROM sealed_part")
    return kept


def test_papers_of_an_earlier_release_are_read_and_then_sealed(
    kitami: Town, household: Household, owner_connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = signed_in(kitami, "madoguchi")
    places = [issue(clerk, household) for _ in range(3)]
    kept = in_the_clear(kitami, owner_connection)
    assert [clerk.get(f"{where}pdf/").content for where in places] == [content for _, content in kept]
    monkeypatch.setattr(sealing, "CHUNK", 1)

    def power_cut(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sealing.seal_all(kitami.id, power_cut)
    assert [clerk.get(f"{where}pdf/").content for where in places] == [content for _, content in kept]
    assert sealing.seal_all(kitami.id) == 2
    assert sealing.seal_all(kitami.id) == 0
    assert [clerk.get(f"{where}pdf/").content for where in places] == [content for _, content in kept]
    whole = b"".join(dumped(owner_connection, table) for table in TABLES)
    assert not occurs("佐藤", whole) and not occurs("%PDF", whole)
    with kitami.open():
        assert StoredDocument.objects.count() == 0
        assert RegisterEntry.objects.filter(act="change_key", detail__step="seal_documents").count() == 1


def test_an_intent_of_an_earlier_release_is_still_drawn(
    kitami: Town, household: Household, owner_connection: psycopg.Connection
) -> None:
    clerk = signed_in(kitami, "madoguchi")
    issue(clerk, household)
    ((intent, before),) = in_the_clear(kitami, owner_connection)
    owner_connection.execute("DELETE FROM stored_document")
    owner_connection.execute("UPDATE document_intent SET state = 'prepared', sha256 = '', pages = 0")
    with kitami.open() as context:
        pass
    assert documents.finish(kitami.id, intent.id, context) == Intent.State.ISSUED
    with kitami.open():
        assert papers.bytes_of(Intent.objects.get()) == before


def test_the_operator_seals_papers_with_one_command(
    kitami: Town, household: Household, owner_connection: psycopg.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    clerk = signed_in(kitami, "madoguchi")
    issue(clerk, household)
    in_the_clear(kitami, owner_connection)
    assert main(["keys", "seal-documents"]) == 0
    assert "北見市: 1 件" in capsys.readouterr().out
    with kitami.open(instant=MORNING):
        assert SealedPart.objects.count() == 2 and StoredDocument.objects.count() == 0
