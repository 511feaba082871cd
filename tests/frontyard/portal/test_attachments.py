"""Files of a filing: chosen at the portal, examined there and again in the core, sent once, forgotten when not sent."""

import tracemalloc
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any, NoReturn, cast

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http.multipartparser import MultiPartParser
from django.test import Client, RequestFactory

from tests.attachments import exif, jpeg, pdf, png
from tests.file_procedure import PROOF, with_files
from tests.frontyard.portal.test_filing_online import family, key_of, refs, with_card
from tests.frontyard.portal.test_forgetting import later
from tests.frontyard.portal.zone import Resident, as_portal, rounds
from tests.world import Town
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.frontyard.portal import sessions, uploads, vault
from yakuba.frontyard.portal.models import Draft, LetterOut, PortalAccount, Upload
from yakuba.operation import admission
from yakuba.platform.attachments import service as attachments
from yakuba.platform.attachments.examining import MOST_BYTES, examine
from yakuba.platform.attachments.models import FilingAttachment
from yakuba.platform.attachments.receiving import MOST_BODY, InMemory
from yakuba.platform.cases import filings
from yakuba.platform.cases.models import Filing
from yakuba.platform.exchange.models import InboxMessage
from yakuba.platform.tenancy.context import now
from yakuba.platform.tenancy.scope import tenant

database = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
__all__ = ["family"]
HERE = "file/resident_copy/q/proof/"
KINDS = ["portal_attachment", "portal_filing"]
PHOTO = jpeg(more=exif())
SCRIPT = pdf(b"<< /S /JavaScript /JS (1) >>")


@pytest.fixture
def resident(town: Town, family: list[Record], monkeypatch: pytest.MonkeyPatch) -> Resident:
    """At the question for files, everything before it answered."""
    with_files(monkeypatch)
    found = with_card(town, family[1])
    page = found.get("file/resident_copy/q/whose/")
    found.post("file/resident_copy/q/whose/", {"q": refs(page)[:1]})
    return found


def chosen(*files: tuple[str, bytes], do: str = "upload") -> dict[str, Any]:
    return {"do": do, "q-file": [SimpleUploadedFile(name, content, "image/png") for name, content in files]}


def checked(resident: Resident) -> str:
    """On to the check page; the filing's key."""
    assert resident.post(HERE, {"do": ""}).endswith("/check/")
    return key_of(resident.get("file/resident_copy/check/"))


@database
def test_from_the_camera_to_the_core(town: Town, resident: Resident) -> None:
    page = resident.get(HERE)
    assert 'accept="application/pdf,image/jpeg,image/png"' in page and 'enctype="multipart/form-data"' in page
    assert "選んでください" in resident.post(HERE, {"do": ""}, 422), "it is required"
    page = resident.post(HERE, chosen(("家\u202e.jpg", PHOTO), ("bad.pdf", SCRIPT), ("a.txt", b"hello")), 422)
    assert "家.jpg（JPEG" in page and "「bad.pdf」" in page and "スクリプト" in page and "「a.txt」は、PDF" in page
    assert resident.post(HERE, chosen(("家.jpg", PHOTO), ("2.png", png()))).endswith(HERE), "chosen twice is one"
    with as_portal(), tenant(town.id):
        png_row = Upload.objects.order_by("-size").last()
        assert png_row is not None and Upload.objects.count() == 2
        assert not any(b"JFIF" in bytes(one.content) for one in Upload.objects.all()), "in cipher"
    assert resident.post(HERE, {"do": f"remove-{png_row.id}"}).endswith(HERE)
    key = checked(resident)
    assert "家.jpg（JPEG" in resident.get("file/resident_copy/check/")
    for _ in range(2):
        resident.post("file/resident_copy/send/", {"key": key})
    with as_portal(), tenant(town.id):
        kinds = [(one.sequence, one.kind) for one in LetterOut.objects.filter(kind__in=KINDS).order_by("sequence")]
        assert [kind for _, kind in kinds] == KINDS and not Upload.objects.exists()
    rounds(town)
    with town.open():
        filing, row = Filing.objects.get(), FilingAttachment.objects.get()
        assert filing.state == Filing.State.DECIDED, filing.findings
        assert filing.answers["proof"][0]["name"] == row.name == "家.jpg" and filing.key == row.filing_key
        assert attachments.content_of(row) == examine(PHOTO).content and b"GPS" not in examine(PHOTO).content
        letter = InboxMessage.objects.get(kind="portal_attachment")
        assert (letter.state, letter.payload) == ("handled", {"records": []})
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM sealed_part WHERE position('JFIF'::bytea in ciphertext) > 0")
            assert cursor.fetchone()[0] == 0


def forged(town: Town, content: bytes) -> None:
    """A portal that somebody took over sends another file under the same name."""
    with as_portal(), tenant(town.id):
        row = Upload.objects.get()
        Upload.objects.filter(id=row.id).delete()
        row.content = vault.seal_bytes(f"upload/{row.id}", content)
        row.save(force_insert=True)


@database
def test_the_core_believes_nothing_and_asks_again(town: Town, resident: Resident) -> None:
    resident.post(HERE, chosen(("good.pdf", pdf())))
    forged(town, SCRIPT)
    path = resident.post("file/resident_copy/send/", {"key": checked(resident)}).split("/", 2)[2]
    with as_portal(), tenant(town.id):
        letter = LetterOut.objects.get(kind="portal_attachment")
        LetterOut.objects.filter(id=letter.id).update(sent_at=now())
    rounds(town)
    with town.open():
        assert [one["code"] for one in Filing.objects.get().findings] == ["X-02"], "the file is not there"
    with as_portal(), tenant(town.id):
        LetterOut.objects.filter(id=letter.id).update(sent_at=None)
    rounds(town)
    with town.open("clerk", now()):
        filing = Filing.objects.get()
        (finding,) = filing.findings
        assert finding["code"] == "X-01" and "スクリプト" in finding["message"] and finding["item"] == "proof"
        assert attachments.content_of(FilingAttachment.objects.get()) is None, "nothing of it is kept"
        filings.ask(filing.id, {"proof": finding["message"]})
    rounds(town)
    page = resident.get(f"{path}answer/")
    assert "good.pdf（PDF" in page and "スクリプト" in page
    (old,) = filing.answers["proof"]
    resident.post(f"{path}answer/", chosen(("photo.png", png()), do=f"remove-{old['id']}"))
    resident.post(f"{path}answer/", chosen(("photo.png", png()), do=""))
    rounds(town)
    with town.open():
        filing = Filing.objects.get()
        assert filing.state == Filing.State.DECIDED, filing.findings
        assert [one["name"] for one in filing.answers["proof"]] == ["photo.png"]


@database
def test_what_is_not_sent_is_bounded_and_forgotten(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    six = [(f"{number}.png", png(4, 3 + number)) for number in range(6)]
    with later(town, timedelta()):
        account = sessions.of_card("AB/77", None)
        draft = Draft.objects.create(
            account_id=account.id, procedure="resident_copy", version=1, content=b"", saved_at=now()
        )
        held, given = _posted(account, draft, [], *six)
        assert given is not None and given.problem is not None and "5個まで" in given.problem.message.ja
        assert len(held) == Upload.objects.count() == 5
        held, given = _posted(account, draft, held, do=f"remove-{held[0]['id']}")
        monkeypatch.setattr(uploads, "MOST_OF_ACCOUNT", 400)
        held, given = _posted(account, draft, held, ("x.jpg", PHOTO))
        assert given is not None and given.problem is not None and "預けられる量" in given.problem.message.ja
    with later(town, timedelta(days=29)):
        sessions.forget_old()
        assert Upload.objects.count() == 4
    with later(town, timedelta(days=31)):
        sessions.forget_old()
        assert not Upload.objects.exists()


def _posted(account: PortalAccount, draft: Draft, held: Any, *files: tuple[str, bytes], do: str = "upload") -> Any:
    request = RequestFactory().post("/", chosen(*files, do=do))
    request.upload_handlers = [InMemory(request)]
    return uploads.posted(request, account, draft.id, (PROOF, held))


class Untouched:
    """A body nobody may read."""

    def read(self, size: int = -1) -> NoReturn:
        raise AssertionError("the body was read")

    readline = read


def big(client: Client, path: str, **more: Any) -> Any:
    kind = "multipart/form-data; boundary=x"
    return client.generic("POST", path, b"", kind, **{"wsgi.input": Untouched(), **more})


@database
def test_two_gigabytes_are_refused_before_they_are_read(town: Town) -> None:
    resident = Resident(town)
    with as_portal():
        for path in (HERE, "", "sign-in/email/"):
            answer = big(resident.client, f"/{town.place.address}/{path}", CONTENT_LENGTH=str(2 * 1024**3))
            assert answer.status_code == 413 and "入力した内容は残っています" in answer.content.decode(), path
        answer = big(resident.client, f"/{town.place.address}/{HERE}", HTTP_TRANSFER_ENCODING="chunked")
        assert answer.status_code == 411
        some = str(MOST_BODY - 1)
        assert big(resident.client, f"/{town.place.address}/sign-in/email/", CONTENT_LENGTH=some).status_code == 413
    for path in ("sign-in/", "counter/"):
        answer = big(Client(), f"/{town.place.address}/{path}", CONTENT_LENGTH=str(2 * 1024**3))
        assert answer.status_code == 413 and "何も登録されていません" in answer.content.decode(), path


class Stream:
    """A form whose one file has this many bytes, made as it is read."""

    def __init__(self, size: int) -> None:
        self.parts = self._parts(size)
        self.left = b""
        self.size = size + len(self.HEAD) + len(self.TAIL)

    HEAD = b'--x\r\nContent-Disposition: form-data; name="q-file"; filename="big.pdf"\r\n\r\n'
    TAIL = b"\r\n--x--\r\n"

    def _parts(self, size: int) -> Iterator[bytes]:
        yield self.HEAD
        for _ in range(size // 65536):
            yield b"%PDF" * 16384
        yield self.TAIL

    def read(self, size: int = 65536) -> bytes:
        while len(self.left) < size and (part := next(self.parts, b"")):
            self.left += part
        given, self.left = self.left[:size], self.left[size:]
        return given


def test_a_large_file_costs_no_memory() -> None:
    """Of a file past the limit nothing is held, however long it goes on."""
    assert MOST_BODY == admission.LARGEST, "the gate takes in what a page takes, so that a slow line holds no place"
    stream = Stream(320 * 65536)
    request = RequestFactory().post("/")
    meta = {"CONTENT_TYPE": "multipart/form-data; boundary=x", "CONTENT_LENGTH": str(stream.size)}
    tracemalloc.start()
    try:
        _, files = MultiPartParser(meta, cast(Any, stream), [InMemory(request)]).parse()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    (file,) = files.getlist("q-file")
    assert (file.name, file.size, file.content) == ("big.pdf", 320 * 65536, None)
    assert peak < MOST_BYTES + 2 * 1024 * 1024
    assert BytesIO(file.read()).getvalue() == b""
