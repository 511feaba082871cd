"""A foreign resident with a phone, in English only: the guide, the filing, a question back, the answer, the paper.

Whatever stands on a page for her to read is English; Japanese are names and official titles alone, marked as such.
"""

import email
import re
import threading
from collections.abc import Iterator
from email import policy
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import axe, open_page, screenshot, sideways
from tests.filings import move_out_of
from tests.frontyard.portal.conftest import town as town  # the town hall with its home, spool and portal
from tests.frontyard.portal.process import portal_process
from tests.frontyard.portal.test_email_sign_in import sent_code
from tests.frontyard.portal.zone import rounds
from tests.frontyard.reception.test_reception import draw
from tests.operation.test_townhall import free_port
from tests.procedures.town import populate
from tests.stories.test_a_resident_files_online import by_card
from tests.world import Town, signed_in
from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.pages.words import address_text
from yakuba.frontyard.portal.middleware import LANGUAGE
from yakuba.frontyard.reception import catalogues
from yakuba.operation.simulators.card_client import Person, make_cards, server
from yakuba.platform.cases import filings
from yakuba.platform.cases.models import Filing
from yakuba.platform.tenancy.context import now

pytestmark = [
    pytest.mark.browser,
    pytest.mark.proof,
    pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
]
MINE = "minjun@example.jp"
LETTERS = re.compile(r"[\u3041-\u30fe\u3400-\u9fff]")
# Japanese letters in what is read as English: texts, and what is read out in their place.
JAPANESE_LEFT = r"""() => {
  const letters = /[\u3041-\u30fe\u3400-\u9fff]/, found = [];
  const english = (one) => one.closest('[lang]').lang === 'en';
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { data, parentElement: parent } = walker.currentNode;
    if (letters.test(data) && english(parent) && !parent.closest('script, style')) found.push(data.trim());
  }
  for (const one of document.querySelectorAll('[aria-label], [alt], [title], [placeholder]'))
    for (const name of ['aria-label', 'alt', 'title', 'placeholder'])
      if (letters.test(one.getAttribute(name) || '') && english(one)) found.push(`${name}: ${one.getAttribute(name)}`);
  return found;
}"""


@pytest.fixture
def minjun(town: Town) -> Record:
    """KIM MINJUN of 北見市, 30 years old, with a residence card; a move-out filed for him waits for its approval."""
    with town.open():
        (record,) = storage.latest([populate()["foreigner"]])
        leaving = filings.receive(move_out_of([record], ["t0"]))
        assert leaving.state == Filing.State.ENTERED, leaving.findings
        return record


@pytest.fixture
def site(town: Town, minjun: Record, settings: Any, tmp_path: Path) -> Iterator[str]:
    """The portal, and his card."""
    folder, port = tmp_path / "card-simulator", free_port()
    assert minjun.birth_date is not None
    with town.open():
        address = address_text(minjun)
    make_cards(folder, [Person("card", minjun.name, minjun.birth_date, minjun.sex, address)], now())
    cards = {
        "YAKUBA_CARD_CLIENT": f"http://localhost:{port}/",
        "YAKUBA_CARD_TEST": "1",
        "YAKUBA_CARD_AUTHORITIES": str(folder / "authority" / "ca"),
        "YAKUBA_CARD_LISTS": str(folder / "authority" / "crl"),
    }
    with portal_process(settings, **cards) as portal:
        client = server(folder, port, portal)
        threading.Thread(target=client.serve_forever, daemon=True).start()
        catalogues.publish()
        rounds(town)
        yield f"{portal}/{town.place.address}/"
        client.shutdown()
        client.server_close()


class Reader:
    """Somebody who reads English on a phone: every page that opens is looked at."""

    def __init__(self, page: Page, town: Town) -> None:
        self.page, self.town, self.pages = page, town, 0

    def look(self) -> None:
        page = self.page
        self.pages += 1
        screenshot(page, f"english-{self.pages:02}")
        assert page.get_attribute("html", "lang") == "en", page.url
        assert page.evaluate(JAPANESE_LEFT) == [], page.url
        title = page.title().replace(self.town.place.name, "")
        assert not LETTERS.search(title), title
        assert axe(page) == [], page.url
        assert sideways(page) == 0, page.url

    def open(self, address: str) -> None:
        self.page.goto(address)
        self.look()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name).first.click()
        self.page.wait_for_load_state("load")
        self.look()

    def press(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).click()
        self.look()


def mails(settings: Any, recipient: str) -> list[tuple[str, str]]:
    """Subject and text of everything that was sent to an address, oldest first."""
    found = []
    for path in sorted(Path(settings.MAIL_DIRECTORY).glob("*.eml"), key=lambda one: one.stat().st_mtime_ns):
        mail = email.message_from_bytes(path.read_bytes(), policy=policy.default)
        body = mail.get_body()
        assert body is not None
        if str(mail["To"]) == recipient:
            found.append((str(mail["Subject"]), str(body.get_content())))
    return found


def chosen_in_the_guide(reader: Reader, site: str) -> None:
    reader.open(site)
    reader.press("English")
    reader.follow("Choose an event")
    reader.press("Certificates")
    reader.page.get_by_role("checkbox").first.check()
    reader.press("Next")
    reader.follow("Start this procedure")


def signed_in_by_mail_and_card(reader: Reader, site: str, town: Town, settings: Any) -> None:
    """The address first, so that there is news by e-mail; then the card, and once who one is."""
    page = reader.page
    reader.follow("Sign in by e-mail")
    page.get_by_role("textbox").fill(MINE)
    reader.press("Send the code")
    rounds(town, 1)
    page.get_by_role("textbox").fill(sent_code(settings))
    reader.press("Sign in")  # back to the procedure, which wants the card
    reader.follow("Sign in with your My Number Card")
    page.get_by_role("link", name="Go to the card reader").click()
    by_card(page, "1234")
    page.wait_for_url("**/identify/")
    reader.look()
    page.get_by_role("link", name="Go to the card reader").click()
    by_card(page, "abc123")
    page.wait_for_url("**/identify/waiting/")
    reader.look()
    rounds(town)
    page.wait_for_url(lambda url: "waiting" not in url)
    reader.look()


def filed(reader: Reader, site: str) -> None:
    """Three questions, the second left empty, the third wrong at first; checked and sent."""
    page = reader.page
    reader.open(f"{site}file/resident_copy/")
    while "/check/" not in page.url:
        if "/q/whose/" in page.url:
            reader.press("Next")
            assert page.title().startswith("Error: ")
            page.get_by_role("checkbox").first.check()
        elif "/q/use/" in page.url:
            page.get_by_role("radio").first.check()
        reader.press("Next")
    reader.press("Send")


def asked_back(town: Town) -> None:
    """The clerk, at pages in Japanese, asks in English."""
    clerk = signed_in(town, "madoguchi")
    with town.open():
        filing = Filing.objects.get(procedure="resident_copy")
        assert [one["code"] for one in filing.findings] == ["P-04"], "an open change: a clerk looks at it"
    page = clerk.get(f"/{town.place.address}/filings/{filing.id}/")
    assert "英語" in page.content.decode(), "the clerk sees in which language to write"
    sent = {"idempotency_key": str(uuid4()), "ask-use": "Which office asks for it?"}
    assert clerk.post(f"/{town.place.address}/filings/{filing.id}/ask/", sent).status_code == 302
    with town.open():
        filings.withdraw(Filing.objects.get(procedure="move_out").key)  # it was a mistake
    rounds(town)


def test_from_the_guide_to_the_paper_without_a_word_of_japanese(
    town: Town, minjun: Record, site: str, settings: Any, chromium: Browser
) -> None:
    with open_page(chromium, 375) as page:
        reader = Reader(page, town)
        page.context.add_cookies([{"name": LANGUAGE, "value": "en", "url": site}])
        chosen_in_the_guide(reader, site)
        signed_in_by_mail_and_card(reader, site, town, settings)
        filed(reader, site)
        rounds(town)
        asked_back(town)
        page.reload()
        page.get_by_text("Which office asks for it?").wait_for()
        reader.look()
        reader.follow("Answer")
        page.get_by_role("radio").nth(1).check()
        reader.press("Send")
        rounds(town)
        draw(town)
        rounds(town)
        page.reload()
        page.get_by_role("link", name="Open the document (PDF)").wait_for()
        reader.look()
        for path in ("inbox/", "mine/", "access/", ""):
            reader.open(site + path)
        rounds(town)
        reader.open(f"{site}access/")
        assert page.get_by_role("table").is_visible()
    assert reader.pages > 20
    told = mails(settings, MINE)
    assert len(told) >= 3, told
    for subject, text in told:
        assert not LETTERS.search((subject + text).replace(town.place.name, "")), (subject, text)
    with town.open():
        done = Filing.objects.get(procedure="resident_copy")
        assert (done.state, done.language, done.level) == (Filing.State.DONE, "en", "card")
