"""督促状 as drawn letters: what is open, until when, in the order of the post; who cannot be reached is held."""

from __future__ import annotations

import doctest
import io
import re
from datetime import date
from uuid import UUID

import pypdf
import pytest

from tests.areas.collection.payments import OTHER, PAYER, levy, work
from tests.areas.own_ledgers.ledgers import name_the_mayor
from tests.residents import ALONE, address, move_in
from tests.world import MORNING, TODAY, Town, found_town, signed_in
from yakuba.areas.collection import reminder_letters
from yakuba.areas.collection.actions import reminding
from yakuba.areas.collection.models import Reminder
from yakuba.platform.addressee.models import Addressee
from yakuba.platform.documents.models import Mailing, MailingLetter
from yakuba.platform.jobs import service as jobs
from yakuba.platform.parameters import service as parameters
from yakuba.platform.register.models import RegisterEntry

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
AT = "/012084/collection/reminders/"


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setattr("yakuba.platform.access.middleware.now", lambda: MORNING)
    return found_town("012084")


def test_letters_of_a_run(town: Town) -> None:
    assert doctest.testmod(reminder_letters).failed == 0
    with town.open():
        resident = int(move_in(ALONE, address(lot="９番地"))[0].addressee_number)
    with town.open("chief"):
        name_the_mayor()
        parameters.set("collection.reminder_fee", date(2026, 4, 1), 100, "条例")
        levy(12_000, payer=resident, due=date(2026, 11, 2))
        levy(8_000, payer=PAYER, due=date(2026, 11, 2), notice="7000002")
        levy(5_000, payer=OTHER, due=date(2026, 11, 2), notice="7000003")
        Addressee.objects.filter(addressee_number=PAYER).update(
            kind=Addressee.Kind.BODY,
            mailing_name="北見商店",
            mailing_postcode="0900024",
            mailing_address="北海道北見市本町１番地",
        )
        run = reminding.start(TODAY)
    chief, clerk = signed_in(town, "kakaricho"), signed_in(town, "madoguchi")
    where = f"{AT}{run.id}/letters/"
    assert clerk.post(where).status_code == 403
    early = chief.post(where)
    assert early.status_code == 422 and "発付が終わっていません" in early.content.decode()
    work(town)
    assert "まだ作っていません" in chief.get(where).content.decode()
    for _ in range(2):
        assert chief.post(where).headers["Location"] == where
    with town.open():
        (job,) = Mailing.objects.values_list("job_id", flat=True)
    assert jobs.run_here(town.id, UUID(str(job))).state == "succeeded"
    with town.open():
        mailing = Mailing.objects.get()
        assert (mailing.letters, mailing.held, mailing.pages) == (2, 1, 2)
        sent = Reminder.objects.get(claim__addressee_number=resident)
        assert MailingLetter.objects.get(state="held").addressee_number == OTHER
    content = chief.post(f"{where}files/1/").content
    body, page = [re.sub(r"\s", "", one.extract_text()) for one in pypdf.PdfReader(io.BytesIO(content)).pages]
    assert "〒090-0024" in body and "北見商店御中" in body and "8,000円" in body and "髙橋" not in body
    for words in (
        "督促状",
        sent.document_number,
        "髙橋幸様",
        "北見市長北見太郎",
        "納期限令和8年11月2日",
        "地方税法329条",
    ):
        assert words in page, words
    assert "納付されていない額12,000円督促手数料100円納付する額（延滞金を除く）12,100円" in page
    assert "令和8年12月4日までに" in page and "審査請求" in page and "差押え" in page
    shown = chief.get(where).content.decode()
    assert "1番のPDF" in shown and "送付先を登録する" in shown
    lines = chief.post(f"{where}list.csv").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3 and sent.document_number in lines[2]
    assert chief.get(f"{where}progress/").headers["HX-Refresh"] == "true"
    assert chief.post(f"{where}files/2/").status_code == 404
    with town.open():
        assert Mailing.objects.count() == 1
        assert RegisterEntry.objects.filter(act="print_list", subjects=sorted((PAYER, resident))).count() == 2
