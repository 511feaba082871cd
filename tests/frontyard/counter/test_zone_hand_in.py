"""A visit signed in the counter's own zone reaches the core: once, whole, and only what the core believes."""

import base64
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.attachments import pdf
from tests.frontyard.counter.test_counter import AT, PNG, TABLET, begin, connect, family, interview, kitami
from tests.frontyard.counter.zone import as_counter
from tests.procedures.town import announced
from tests.world import MORNING, Town, signed_in
from yakuba.areas.resident_registry import service as registry
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.frontyard.counter import handing_in, sealing, visits
from yakuba.frontyard.counter.file_models import SealedFile
from yakuba.frontyard.counter.models import Booking, Visit
from yakuba.platform.access.models import DutyAssignment
from yakuba.platform.attachments import examining
from yakuba.platform.attachments import service as attachments
from yakuba.platform.cases import shelf
from yakuba.platform.cases.models import Case, Filing
from yakuba.platform.secrets import safe
from yakuba.platform.tenancy.context import SYSTEM, Context, use_context
from yakuba.platform.tenancy.scope import tenant

__all__ = ["family", "kitami"]
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture(autouse=True)
def zone(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.COUNTER_ZONE, settings.COUNTER_HOME = True, tmp_path / "counter"
    monkeypatch.setattr(handing_in, "now", lambda: MORNING)


@pytest.fixture
def clerk(kitami: Town, family: list[Record]) -> Client:
    assert handing_in.take_all() == 0  # the core has run once: its key is there
    return signed_in(kitami, "madoguchi")


def signed_visit(kitami: Town, clerk: Client, person: Record) -> tuple[str, Client]:
    """From the start to a drawn signature, all in the counter's zone."""
    with as_counter():
        url = begin(clerk, person)
        interview(clerk, url)
        tablet = connect(kitami, clerk, url)
        tablet.post(f"{TABLET}say/", {"do": "right", "at": "1"})
        drawing = "data:image/png;base64," + base64.b64encode(PNG).decode()
        done = tablet.post(f"{TABLET}sign/", {"name": "", "drawing": drawing})
    assert done.status_code == 200, done.content.decode()[-2000:]
    return url, tablet


def test_signed_there_and_filed_here_once(kitami: Town, family: list[Record], clerk: Client) -> None:
    url, _ = signed_visit(kitami, clerk, family[1])
    with kitami.open():
        visit = Visit.objects.get()
        assert (visit.state, Filing.objects.count()) == (Visit.State.HANDED, 0)
        assert PNG not in bytes(visit.drawing) and len(visit.drawing) > len(PNG), "the zone keeps it sealed"
    with as_counter():
        page = clerk.get(url).content.decode()
        assert "受付の処理をしています" in page and 'hx-trigger="every 2s"' in page and 'id="finish"' not in page
        clerk.post(f"{url}finish/")  # too early: nothing is forgotten
        clerk.post(f"{url}sign/", {"how": "paper"})  # pressed again elsewhere
        seen = page.split("?seen=")[1].split('"')[0]
        assert clerk.get(f"{url}state/?seen={seen}").status_code == 204
    assert handing_in.take_all() == 1 and handing_in.take_all() == 0
    with kitami.open():
        filing, visit = Filing.objects.get(), Visit.objects.get()
        assert (filing.channel, filing.level, filing.typed_by) == ("counter", "counter", kitami.clerk.id)
        assert filing.filed_at == visit.signed_at and list(filing.people.values()) == [int(family[1].addressee_number)]
        assert filing.case_id is not None
        assert Case.objects.filter(id=filing.case_id, state=Case.State.REGISTERED).exists()
        assert (visit.state, bytes(visit.drawing), safe.get(visit.id, "sign")) == (Visit.State.FILED, b"", PNG)
    with as_counter():
        assert clerk.get(f"{url}state/?seen={seen}").headers["HX-Refresh"] == "true"
        assert filing.receipt_number in clerk.get(url).content.decode()
        assert filing.receipt_number in clerk.get(f"{url}sheet/").content.decode()
        clerk.post(f"{url}finish/")
    with kitami.open():
        assert Visit.objects.get().state == Visit.State.FINISHED


def test_a_worker_that_dies_in_between_leaves_all_or_nothing(
    kitami: Town,
    family: list[Record],
    clerk: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    signed_visit(kitami, clerk, family[1])
    real = visits.file_all

    def dies_after(visit: Visit) -> list[Filing]:
        real(visit)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(visits, "file_all", dies_after)
        handing_in.take_all()
    with kitami.open():
        assert (Filing.objects.count(), Visit.objects.get().state) == (0, Visit.State.HANDED)
    assert handing_in.take_all() == 1
    with kitami.open():
        assert (Filing.objects.count(), Case.objects.filter(action="resident_registry.issue_copy").count()) == (1, 1)


def test_a_clerk_without_the_duty_is_not_believed_and_holds_up_nobody(
    kitami: Town,
    family: list[Record],
    clerk: Client,
    caplog: pytest.LogCaptureFixture,
) -> None:
    signed_visit(kitami, clerk, family[1])
    with kitami.open():
        Visit.objects.update(clerk_id=uuid4())  # what a broken-in counter could write
    signed_visit(kitami, clerk, family[0])
    assert handing_in.take_all() == 1
    assert "may not enter it" in caplog.text
    with kitami.open():
        assert [one.applicant_number for one in Filing.objects.all()] == [int(family[0].addressee_number)]
        Visit.objects.filter(state=Visit.State.HANDED).update(clerk_id=kitami.clerk.id)
        DutyAssignment.objects.filter(account_id=kitami.clerk.id).update(revoked_at=MORNING)
    assert handing_in.take_all() == 0


def test_a_scanned_file_comes_sealed_and_is_examined_again(
    kitami: Town,
    family: list[Record],
    clerk: Client,
) -> None:
    procedure = shelf.get("after_school", 1)
    question = next(one for one in procedure.steps if one.kind == "file" and one.when is None)
    draft = visits.Draft("after_school", 1, str(uuid4()))
    with as_counter(), tenant(kitami.id), use_context(Context(MORNING, SYSTEM, kitami.id)):
        tray = sealing.Tray(UUID(draft.key), question.id)
        content = pdf()
        kept = tray.keep("証明.pdf", examining.examine(content))
        tray.drop(tray.keep("別.pdf", examining.examine(pdf(b"<< >>"))))
        ref = SealedFile.objects.get().ref
        assert ref["id"] == kept and b"%PDF" not in bytes(SealedFile.objects.get().sealed)
        forged = SealedFile.objects.get()
        forged.id, forged.ref = uuid4(), ref | {"sha256": "0" * 64}
        forged.ref["id"] = str(forged.id)
        forged.save(force_insert=True)
        draft.answers[question.id] = [ref, forged.ref]
        draft.provenance[question.id] = "spoken"
        Visit.objects.create(
            addressee_number=int(family[0].addressee_number), identification="card", state=Visit.State.HANDED,
            drafts=[asdict(draft)], clerk_id=kitami.chief.id, clerk_name="係長 一郎",
            started_at=MORNING, identified_at=MORNING, signed_at=MORNING,
        )  # fmt: skip
    assert handing_in.take_all() == 1
    with kitami.open():
        filing = Filing.objects.get()
        rows = {str(one.file_id): one for one in attachments.of_filing(filing.key, None)}
        assert attachments.content_of(rows[kept]) == examining.examine(content).content
        assert rows[str(forged.id)].state == attachments.State.REFUSED
        assert "X-01" in {one["code"] for one in filing.findings}
        assert SealedFile.objects.count() == 0


def test_without_the_cores_key_a_drawing_is_refused_in_words(
    kitami: Town,
    family: list[Record],
) -> None:
    clerk = signed_in(kitami, "madoguchi")
    with as_counter():
        url = begin(clerk, family[1])
        interview(clerk, url)
        with kitami.open("clerk"):
            row = Visit.objects.get()
            with pytest.raises(visits.CounterError, match="システムの担当者に連絡する"):
                visits.sign(row.id, visits.Signature("drawn", "", drawing=PNG))
        assert clerk.post(f"{url}sign/", {"how": "paper"}).headers["Location"] == url
    assert AT in url


def test_the_guide_a_booked_arrival_and_the_tickets_answer_in_the_zone(kitami: Town, clerk: Client) -> None:
    with kitami.open():
        people = announced()
        move = registry.arrival_of(people["partner"])
        assert move is not None
        start_of_day = MORNING.replace(hour=1)
        Booking.objects.create(arrival_id=move.id, starts_at=start_of_day, state="booked", made_at=MORNING)
    with as_counter():
        assert f"{AT}start/arrival/{move.id}/" in clerk.get(AT).content.decode()
        start = clerk.get(f"{AT}start/arrival/{move.id}/").headers["Location"]
        told = {"event": "papers", "do": "answers", "papers": ["residence"]}
        assert 'name="guide" value="' in clerk.post(f"{start}guide/", told).content.decode()
        sent = {"idempotency_key": str(uuid4()), "identification": "card", "language": "ja"}
        url = clerk.post(start, sent | {"procedures": ["move_in_arrival"]}).headers["Location"]
        given = {
            "moved_on": {"q-era": "reiwa", "q-year": "8", "q-month": "11", "q-day": "22"},
            "phone": {"q": "0901234567"},
        }
        while "/ask/" in (where := clerk.get(url).headers.get("Location", "")):
            name = where.rstrip("/").rsplit("/", 1)[-1]
            assert clerk.post(where, given.get(name, {"do": "later"})).status_code == 302, name
        clerk.post(f"{url}sign/", {"how": "paper", "note": ""})
        assert clerk.get(f"{AT}tickets/").status_code == clerk.get(f"{AT}tickets/list.csv").status_code == 200
    assert handing_in.take_all() == 1
    with kitami.open():
        filing = Filing.objects.get()
        assert filing.state == Filing.State.ENTERED and set(filing.people.values()) == set(people.values())
