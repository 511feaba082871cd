"""Staff see what came with a filing and open it where it can do nothing; each reading is registered."""

import re
from datetime import date
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction

from tests.attachments import pdf, png
from tests.file_procedure import with_files
from tests.filings import copy_of
from tests.frontyard.counter.test_counter import AT, begin, clerk, family, kitami, tokens
from tests.residents import ALONE, move_in
from tests.world import Town, signed_in
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.platform.access.models import DutyAssignment
from yakuba.platform.attachments import service as attachments
from yakuba.platform.attachments.examining import examine
from yakuba.platform.attachments.models import FilingAttachment
from yakuba.platform.cases import filings
from yakuba.platform.cases import service as cases
from yakuba.platform.cases.models import Filing
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.secrets.models import SealedPart

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
__all__ = ["clerk", "family", "kitami"]
SCRIPT = pdf(b"<< /S /JavaScript /JS (1) >>")


def ref(name: str, content: bytes) -> dict[str, Any]:
    found = examine(content)
    return {"id": str(uuid4()), "name": name, "type": found.kind, "size": found.size, "sha256": found.sha256}


def test_files_are_listed_opened_in_a_box_and_registered(
    kitami: Town, family: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    with_files(monkeypatch)
    image, paper, bad = ref("写真.png", png()), ref("診断書.pdf", pdf()), ref("b.pdf", pdf())
    new = copy_of(family, ["t0"])
    new = filings.Arrival(**{**new.__dict__, "answers": {**new.answers, "proof": [image, paper, bad]}})
    with kitami.open():
        for one, content in ((image, png()), (paper, pdf()), (bad, SCRIPT)):
            attachments.take(attachments.Coming(new.key, "proof", one, new.account), content)
        attachments.take(attachments.Coming(new.key, "proof", image, new.account), SCRIPT)  # twice: the first counts
        filing = filings.receive(new)
        assert [(one["code"], one["item"]) for one in filing.findings] == [("X-01", "proof")]
        left = {one.name: one.content for one in attachments.every_attachment()}
        assert sorted(left.values()) == sorted((png(), pdf())), "they leave with the town hall's own export"
    browser = signed_in(kitami, "madoguchi")
    here = f"/012084/filings/{filing.id}/"
    page = browser.get(here).content.decode()
    assert "写真.png" in page and "診断書.pdf" in page and "スクリプト" in page and f"{here}attach/proof/" in page
    assert f"{here}files/{bad['id']}/" not in page, "nothing of it is kept"
    assert browser.get(f"{here}correct/proof/").status_code == 404
    answer = browser.get(f"{here}files/{image['id']}/")
    assert (answer.content, answer.headers["Content-Type"]) == (png(), "image/png")
    assert answer.headers["Content-Disposition"].startswith("inline; filename*=utf-8''%E5%86%99")
    assert (
        answer.headers["Content-Security-Policy"].endswith("sandbox") and "no-store" in answer.headers["Cache-Control"]
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    drawn = browser.get(f"{here}files/{paper['id']}/")
    assert drawn.content == pdf() and "default-src 'none'" in drawn.headers["Content-Security-Policy"]
    for missing in (
        f"{here}files/{bad['id']}/",
        f"{here}files/{uuid4()}/",
        f"/012084/filings/{uuid4()}/files/{image['id']}/",
    ):
        assert browser.get(missing).status_code == 404
    with kitami.open():
        read = RegisterEntry.objects.filter(act="view_attachment")
        assert read.count() == 2 and set(read[0].subjects) == set(filing.people.values())
        DutyAssignment.objects.filter(account_id=kitami.clerk.id).update(valid_to=date(2026, 4, 2))
    assert browser.get(f"{here}files/{image['id']}/").status_code == 404, "whoever may not see the filing"


def test_a_paper_that_came_by_post_joins_the_filing(
    kitami: Town, family: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    with_files(monkeypatch)
    lost, good = ref("lost.pdf", pdf()), ref("good.png", png())
    new = copy_of(family, ["t0"])
    new = filings.Arrival(**{**new.__dict__, "answers": {**new.answers, "proof": [lost, good]}})
    with kitami.open():
        attachments.take(attachments.Coming(new.key, "proof", good, new.account), png())
        monkeypatch.setattr(attachments, "MOST_OF_FILING", 1)
        assert attachments.take(attachments.Coming(new.key, "proof", lost, new.account), pdf()) is None
        filing = filings.receive(new)
        assert [one["code"] for one in filing.findings] == ["X-02"]
    browser, here = signed_in(kitami, "madoguchi"), f"/012084/filings/{filing.id}/attach/proof/"
    page = browser.get(here).content.decode()
    assert re.findall(r'id="keep-(.)" checked', page) == ["1", "2"] and "lost.pdf" in page
    key = {"idempotency_key": str(uuid4()), "keep": [good["id"]]}
    answer = browser.post(here, {**key, **upload("post.pdf", SCRIPT)})
    assert answer.status_code == 422 and answer.content.decode().count("スクリプト") == 2
    with kitami.open():
        assert FilingAttachment.objects.count() == 1, "nothing of a step that failed stays"
    for _ in range(2):
        assert browser.post(here, {**key, **upload("post.pdf", pdf())}).status_code == 302
    with kitami.open():
        filing.refresh_from_db()
        assert filing.state == Filing.State.ENTERED and filing.typed_by == kitami.clerk.id, filing.findings
        assert [one["name"] for one in filing.answers["proof"]] == ["good.png", "post.pdf"]
        assert filing.provenance["proof"] == "staff"
        assert FilingAttachment.objects.filter(state="kept").count() == 2
    listed = browser.get(f"/012084/filings/{filing.id}/").content.decode()
    assert f"（{kitami.clerk.display_name}が追加）" in listed
    assert browser.get(here).status_code == 409, "it waits for somebody else's decision: nothing is added any more"
    with kitami.open("chief"):
        assert filing.case_id is not None
        cases.approve(filing.case_id)
        filing.refresh_from_db()
        assert filing.state == Filing.State.DECIDED


def upload(name: str, content: bytes, do: str = "") -> dict[str, Any]:
    file = BytesIO(content)
    file.name = name
    return {"do": do, "q-file": [file]}


def test_the_clerk_scans_and_what_was_not_signed_for_is_forgotten(
    kitami: Town, clerk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_files(monkeypatch)
    with kitami.open():
        (person,) = move_in(ALONE)
    url = begin(clerk, person)
    here = f"{url}ask/0/proof/"
    clerk.post(f"{url}ask/0/shown/", {})
    clerk.post(f"{url}ask/0/use/", {"do": "later"})
    assert tokens(clerk, here) == [] and "multipart/form-data" in clerk.get(here).content.decode()
    assert clerk.post(here, {"do": ""}).status_code == 422, "required"
    answer = clerk.post(here, upload("scan.pdf", SCRIPT))
    assert answer.status_code == 422 and "スクリプト" in answer.content.decode()
    clerk.post(here, upload("1.png", png(), "upload"))
    with kitami.open():
        first = FilingAttachment.objects.get()
    assert clerk.post(here, {"do": f"remove-{first.file_id}"}).headers["Location"] == here
    with kitami.open():
        assert not FilingAttachment.objects.exists() and not SealedPart.objects.filter(part="draft").exists()
    assert clerk.post(here, upload("scan.pdf", pdf())).headers["Location"] == url
    assert "scan.pdf（PDF" in clerk.get(f"{url}?read=on").content.decode()
    assert clerk.post(f"{url}sign/", {"how": "paper", "note": ""}).status_code == 302
    with kitami.open():
        filing, row = Filing.objects.get(), FilingAttachment.objects.get()
        assert filing.state == Filing.State.DECIDED, filing.findings
        assert (row.state, attachments.content_of(row)) == ("kept", pdf())
        assert row.brought_by_name == kitami.clerk.display_name
        for statement in (
            "DELETE FROM sealed_part",
            "DELETE FROM filing_attachment",
            "UPDATE filing_attachment SET state = 'draft'",
        ):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
                assert cursor.rowcount == 0, "what was signed for stays"
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE filing_attachment SET sha256 = ''")
    url = begin(clerk, person)
    clerk.post(f"{url}ask/0/proof/", upload("2.png", png(), "upload"))
    with kitami.open():
        assert FilingAttachment.objects.filter(state="draft").count() == 1
    clerk.post(f"{url}finish/")
    with kitami.open():
        assert not FilingAttachment.objects.filter(state="draft").exists()
        assert not SealedPart.objects.filter(part="draft").exists()
    assert AT in url
