"""A woman under a support measure moves away; he, who stayed, and staff without the duty learn nothing.

Two towns, four browsers: she and he at the portal of the old town, staff of both. After each step of hers everything
he can open is read again, with what is printed for him, his e-mail and who looked at his data.
"""

import io
import re
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pypdf
import pytest
from playwright.sync_api import Browser, Error, Page

from tests.accessibility.pages import STAFF
from tests.browser import open_page, served
from tests.frontyard.portal.conftest import town as town  # the town hall with its home, spool and portal
from tests.frontyard.portal.process import portal_process
from tests.frontyard.portal.test_email_sign_in import sent_code
from tests.frontyard.portal.zone import rounds
from tests.frontyard.reception.test_reception import draw
from tests.operation.test_townhall import free_port
from tests.residents import FAMILY, move_in
from tests.stories.test_a_family_moves import HERE, Desk, approve
from tests.stories.test_a_family_moves import funabashi as funabashi
from tests.stories.test_a_foreign_resident_in_english import mails
from tests.stories.test_a_resident_files_online import all_of_the_household, go_on
from tests.world import PASSWORD, Town
from tests.world import signed_in as staff_in
from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.arrival_models import ExpectedPerson
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.domain.record_address import PreviousAddressItems
from yakuba.areas.resident_registry.pages.words import address_text
from yakuba.frontyard.reception import catalogues
from yakuba.operation.simulators.card_client import Person, make_cards, server
from yakuba.platform.access import service as access
from yakuba.platform.access.middleware import SESSION_COOKIE
from yakuba.platform.cases.models import Case, Filing
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.exchange import collector, delivery
from yakuba.platform.parameters import service as parameters
from yakuba.platform.tenancy.context import JST, now

pytestmark = [
    pytest.mark.browser,
    pytest.mark.proof,
    pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
]
BEFORE = PreviousAddressItems(
    previous_address_municipality_code="012041",
    previous_address_prefecture="北海道",
    previous_address_municipality="旭川市",
    previous_address_town="六条通９丁目",
    previous_address_lot="４６番地",
)
MOVED = now().astimezone(JST).date() - timedelta(days=1)
PLACE = r"船橋|湊町|千葉|273-?0011|１０番２５|10番25|122041|ふなばし|フナバシ|Funabashi"
DAY = "|".join(
    re.escape(written)
    for written in (
        f"{MOVED.month}月{MOVED.day}日",
        MOVED.isoformat(),
        f"{MOVED:%Y/%m/%d}",
        f"{MOVED:%Y%m%d}",
        f"8.{MOVED.month}.{MOVED.day}",
    )
)
SECRET = re.compile(f"{PLACE}|{DAY}")
NEW = {"prefecture": "千葉県", "municipality": "船橋市", "town": "湊町二丁目", "lot": "10番25号"}
MAIL = {"花子": "hanako@example.jp", "太郎": "taro@example.jp"}
HIS = ("", "mine/", "inbox/", "access/", "guide/", "procedures/move_out/", "file/resident_copy/check/")
HIS_QUESTIONS = ("file/resident_copy/q/whose/", "file/move_out/q/movers/", "file/move_out/check/")
WITHOUT = ("handover.tax", "own_ledger.enter", "procedures.manage", "staff.manage", "parameters.manage")


@pytest.fixture
def family(town: Town) -> list[Record]:
    """He, she and two children at one address; nobody of them was ever in 船橋市."""
    with town.open():
        rows = move_in(FAMILY, previous=BEFORE)
    with town.open("chief", now()) as context:
        parameters.set("certifier.mayor.title", HERE, "北見市長", "試験")
        parameters.set("certifier.mayor.name", HERE, "北見　太郎", "試験")
        he, she, _, child = rows
        disclosure.set_protection(
            disclosure.NewProtection(
                applicant=int(she.addressee_number),
                measure="violence",
                received_on=context.business_date,
                requesting_body="北見警察署",
                together={int(child.addressee_number): "子"},
                other_parties=(disclosure.Party(he.name, birth_date=he.birth_date),),
                starts_on=context.business_date,
            )
        )
    return rows


@pytest.fixture
def site(town: Town, family: list[Record], settings: Any, tmp_path: Path) -> Iterator[str]:
    """The portal, a card for him and one for her."""
    folder, port = tmp_path / "card-simulator", free_port()
    with town.open():
        address = address_text(family[0])
    people = []
    for one in family[:2]:
        assert one.birth_date is not None
        people.append(Person(one.given_name, one.name, one.birth_date, one.sex, address))
    make_cards(folder, people, now())
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


@pytest.fixture
def staff(town: Town, funabashi: Town, chromium: Browser) -> Iterator[dict[str, Desk]]:
    """In 船橋市 clerk and chief; in 北見市 the chief, and somebody with many duties but none of the registry."""
    with town.open():
        other = access.create_account(access.NewAccount("betsuka", "別課 五郎", "税務課", PASSWORD))
        for duty in WITHOUT:
            access.assign(other, duty, HERE)
    wanted = (
        ("clerk", funabashi, "madoguchi"),
        ("chief", funabashi, "kakaricho"),
        ("there", town, "kakaricho"),
        ("without", town, "betsuka"),
    )
    found = {}
    with served() as at, ExitStack() as pages:
        for name, place, login in wanted:
            page = pages.enter_context(open_page(chromium))
            token = staff_in(place, login).cookies[SESSION_COOKIE].value
            cookie = {"name": SESSION_COOKIE, "value": token, "domain": urlsplit(at).hostname or ""}
            page.context.add_cookies([{**cookie, "path": f"/{place.place.address}/"}])  # type: ignore[typeddict-item]
            found[name] = Desk(page, f"{at}/{place.place.address}/", f"victim-{name}")
        yield found


def by_card(page: Page, whose: str, secret: str) -> None:
    page.get_by_role("link", name="カードの読み取りへ進む").press("Enter")
    page.get_by_role("radio", name=whose).check()
    page.locator("#secret").fill(secret)
    page.keyboard.press("Enter")
    page.locator("#back").press("Enter")


def at_home(page: Page, site: str, town: Town, whose: str, settings: Any) -> None:
    """By e-mail first, so that there is news; then by card, and once who one is."""
    page.goto(f"{site}sign-in/email/")
    page.get_by_role("textbox").fill(MAIL[whose])
    page.locator("main button.main").click()
    page.wait_for_url("**/sign-in/code/")
    rounds(town, 1)
    page.get_by_role("textbox").fill(sent_code(settings))
    page.locator("main button.main").click()
    page.wait_for_url(site)
    page.goto(f"{site}sign-in/card/")
    by_card(page, whose, "1234")
    page.wait_for_url("**/identify/")
    by_card(page, whose, "abc123")
    page.wait_for_url("**/identify/waiting/")
    rounds(town)
    page.goto(f"{site}identify/waiting/")


def spoken_with(desk: Desk, page: Page, site: str, town: Town) -> None:
    """The chief has called her, and says whose the account is."""
    desk.open("reception/accounts/")
    desk.push("main a[data-row]")
    desk.says("支援措置のある人が候補にいます")
    desk.radio("who", str(desk.page.get_attribute("input[name=who]", "value")))
    desk.radio("how", "called")
    desk.press("F9")
    rounds(town)
    page.goto(site)


def words_of(page: Page) -> str:
    """All that a page holds, hidden or not, and its title and address."""
    return f"{page.url}\n{page.content()}"


def goes_to(page: Page, address: str) -> None:
    """As `goto`, also where the page before is just fetching itself anew because its filing has moved on."""
    try:
        page.goto(address)
    except Error as broken:
        if "interrupted by another navigation" not in broken.message:
            raise
        page.goto(address)


def learns_nothing(page: Page, site: str, settings: Any, whose: str) -> None:
    """He opens everything that is his, and whatever is hers that he might know the address of."""
    for path in (*HIS, *HIS_QUESTIONS):
        goes_to(page, site + path)
        told_nothing(words_of(page), path)
        for link in page.eval_on_selector_all("main a[href*='/mine/']", "all => all.map((one) => one.href)"):
            told_nothing(page.request.get(link).text(), link)
    for link in papers_of(page, site):
        told_nothing(text_of(page.request.get(link).body()), link)
    for subject, text in mails(settings, MAIL[whose]):
        told_nothing(subject + text, "e-mail")


def papers_of(page: Page, site: str) -> list[str]:
    """Addresses of the documents in the inbox."""
    page.goto(f"{site}inbox/")
    links = page.eval_on_selector_all("main a[href*='paper']", "all => all.map((one) => one.href)")
    return [str(link) for link in links]


def told_nothing(words: str, where: str) -> None:
    found = SECRET.search(words)
    assert found is None, (where, words[max(0, found.start() - 200) : found.end() + 100])


def text_of(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "").replace(" ", "")


def of_staff_learns_nothing(desk: Desk, town: Town, family: list[Record]) -> None:
    """Every page of staff that opens for somebody with other duties."""
    with town.open():
        filings = [f"filings/{one.id}/" for one in Filing.objects.all()]
        cases = [f"cases/{one.id}/" for one in Case.objects.all()]
    people = [f"residents/{int(one.addressee_number)}/{part}" for one in family for part in ("", "history/", "issues/")]
    opened = 0
    for path in (*(path for paths in STAFF.values() for path in paths if "{" not in path), *filings, *cases, *people):
        answer = desk.page.request.get(desk.at + path)
        told_nothing(answer.text(), path)
        opened += answer.status == 200
    assert opened > 10


def of_the_core() -> None:
    """What the core's worker does; the portal's post is at work in its own process."""
    collector.collect()
    delivery.handle_due()
    delivery.deliver_due()


def leaves(page: Page, site: str, names: tuple[str, ...]) -> None:
    """She files the move-out of herself and the child."""
    page.goto(f"{site}procedures/move_out/")
    with page.expect_navigation():
        page.get_by_role("link", name="この手続きを始める").press("Enter")
    patience = time.monotonic() + 60
    while not page.get_by_label(names[0]).count():  # what is known of her comes by letter
        assert time.monotonic() < patience, page.inner_text("main")
        of_the_core()
        page.wait_for_timeout(600)  # the portal's own post
        page.goto(f"{site}file/move_out/")
    for name in names:
        page.get_by_label(name).check()
    go_on(page, "q/moved_on")
    page.locator("#q-era").select_option("seireki")
    for name, number in (("field", MOVED.year), ("q-month", MOVED.month), ("q-day", MOVED.day)):
        page.locator(f"#{name}").fill(str(number))
    go_on(page, "q/where")
    page.locator("#field").press("Space")
    go_on(page, "q/new_address")
    for name, value in NEW.items():
        page.locator(f"#q-{name}").fill(value)
    go_on(page, "q/phone")
    page.locator("#field").fill("09012345678")
    for name in ("q/note", "check"):
        go_on(page, name)
    page.locator("main button.main").press("Enter")
    page.wait_for_url("**/mine/**")


def arrives(clerk: Desk, tablet: Page) -> None:
    """The visit at the new town's counter, up to the signature."""
    clerk.open("counter/")
    clerk.type("#id_kana", "サトウ　ハナコ")
    clerk.press("F9")
    clerk.says("転入予定（北見市から")
    clerk.push("main a[data-row]")
    clerk.radio("identification", "card")
    clerk.reach("#id_find")
    clerk.type("#id_find", "転入届（前")
    clerk.page.keyboard.press("Enter")
    assert clerk.page.is_checked("input[name=procedures][value=move_in_arrival]")
    clerk.press("F9")
    said: dict[str, Any] = {
        "moved_on": MOVED,
        "phone": "0471112222",
        "new_address": {f"#q-{name}": value for name, value in NEW.items()},
        "home": "own",
        "new_head": ("佐藤　花子",),
    }
    while "/ask/" in clerk.page.url:
        name = clerk.page.url.rstrip("/").rsplit("/", 1)[-1]
        clerk.answer(said.get(name))
    clerk.says("内容の確認と署名", "10番25号")
    clerk.press("F9")
    tablet.goto(f"{clerk.at}tablet/")
    tablet.fill("#code", clerk.page.inner_text("#tablet-code"))
    for button in ("#go", "#right"):
        with tablet.expect_navigation():
            tablet.click(button)
    tablet.fill("#name", "佐藤花子")
    with tablet.expect_navigation():
        tablet.click("#go")
    assert "受け付けました" in tablet.inner_text("main")


def asks_for_copies(page: Page, site: str) -> None:
    """He asks for the copy of everybody who is still offered to him."""
    page.goto(f"{site}file/resident_copy/q/whose/")
    all_of_the_household(page)
    for name in ("q/shown", "q/use", "check"):
        if name == "q/use":
            all_of_the_household(page)  # all that can be shown
        go_on(page, name)
    page.locator("main button.main").press("Enter")
    page.wait_for_url("**/mine/**")


def test_he_and_staff_without_the_duty_never_learn_where(
    town: Town,
    funabashi: Town,
    family: list[Record],
    site: str,
    settings: Any,
    staff: dict[str, Desk],
    chromium: Browser,
) -> None:
    clerk, chief, there, without = (staff[name] for name in ("clerk", "chief", "there", "without"))
    with open_page(chromium, 375) as her, open_page(chromium, 375) as his, open_page(chromium, 820) as tablet:
        at_home(her, site, town, "花子", settings)
        assert "職員の確認が必要です" in her.inner_text("main"), "nothing is hers before a clerk has spoken with her"
        at_home(his, site, town, "太郎", settings)
        spoken_with(there, her, site, town)

        def nobody_learns() -> None:
            rounds(town, 5)
            draw(town)
            rounds(town)
            learns_nothing(his, site, settings, "太郎")
            of_staff_learns_nothing(without, town, family)

        nobody_learns()
        leaves(her, site, ("佐藤　花子",))
        thread = her.url
        nobody_learns()
        approve(there)
        nobody_learns()
        arrives(clerk, tablet)
        nobody_learns()
        approve(chief)
        nobody_learns()
        approve(there)
        nobody_learns()
        asks_for_copies(his, site)
        nobody_learns()
        assert papers_of(his, site), "he has his own copy"
        her.goto(thread)
        assert SECRET.search(words_of(her)), "what is searched for is found where it may stand: she wrote it herself"
        assert "手続きが完了しました" in her.inner_text("main")
    with funabashi.open("clerk", now()):
        number = ExpectedPerson.objects.get().addressee_number
        (here,) = storage.latest([number])
        assert here.address_town == "湊町二丁目" and here.is_current_resident
        assert disclosure.subject_state([number])[number].protection_ids, "protected there from the first moment"
