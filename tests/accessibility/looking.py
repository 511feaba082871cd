"""How one page is looked at: axe with the size of targets, no sideways scrolling, language, one heading, its title."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Page

from tests.browser import axe, open_page, screenshot, sideways

HEAD = """() => ({lang: document.documentElement.lang, title: document.title,
  headings: [...document.querySelectorAll('h1')].filter((one) => one.checkVisibility()).length})"""
# Every field of the page's main form emptied, the browser's own checks off, and sent as its main button would.
SEND_EMPTY = """() => {
  const typed = 'input:not([type=hidden]):not([type=submit]):not([type=button]), select, textarea';
  const form = [...document.querySelectorAll('main form')].find((one) => one.method === 'post'
    && !one.dataset.securityKey && [...one.elements].some((each) => each.matches(typed) && each.checkVisibility()));
  if (!form) return false;
  for (const one of form.elements) {
    if (!one.matches(typed)) continue;
    if (one.matches('[type=checkbox], [type=radio]')) one.checked = false;
    else if (one.matches('select')) one.selectedIndex = [...one.options].findIndex((each) => !each.value);
    else one.value = '';
  }
  form.noValidate = true;
  const buttons = [...form.elements].filter((one) => one.matches('button:not([type=button])'));
  const main = buttons.find((one) => one.matches('.main, .button--solid')) || buttons[0];
  setTimeout(() => form.requestSubmit(main), 0);
  return true;
}"""
# A page that opens again by itself after some seconds would do so while it is looked at.
STILL = "window.setTimeout = ((real) => (what, ms, ...more) => (ms >= 1000 ? 0 : real(what, ms, ...more)))(setTimeout)"
NARROW = 320


@contextmanager
def quick_page(browser: Browser, width: int = 1366) -> Iterator[Page]:
    """A page that keeps style sheets and scripts between pages (a routed one does not) and asks for no name font."""
    with open_page(browser, width, name_font=True) as page:
        page.context.add_init_script(STILL)
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        network.send("Network.setBlockedURLs", {"urls": ["*/static/fonts/*"]})
        yield page


@dataclass
class Look:
    """A browser that goes round one site; what it finds wrong, and which pages were called what."""

    page: Page
    site: str  # http://localhost:8000/012084/
    urls: str  # the URL root of the process
    width: int = 1366
    narrow: bool = False
    """Whether axe looks at the narrow page too; that nothing is to be scrolled sideways there is asked of every one."""
    found: dict[str, list[str]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    """Names of the URLs whose pages were looked at."""
    titles: dict[str, set[str]] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    """Pages that said what was wrong when they were sent empty."""
    taken: set[str] = field(default_factory=set)
    """Pages that have a form and took it although nothing was filled in."""

    def at(self, path: str, status: int = 200) -> None:
        """Open a page, which answers with this status, and look."""
        answer = self.page.goto(self.site + path)
        assert answer is not None and answer.status == status, (path, answer and answer.status, self.page.content())
        self.look()

    def cookie(self, name: str, value: str) -> None:
        """Kept for this site alone, as its own pages keep it."""
        given = {"name": name, "value": value, "domain": "localhost", "path": urlsplit(self.site).path}
        self.page.context.add_cookies([given])  # type: ignore[list-item]

    @property
    def name(self) -> str:
        """Of the URL of the page that is open; nothing for a page that answers at any address."""
        try:
            return resolve(urlsplit(self.page.url).path, self.urls or None).view_name
        except Resolver404:
            return ""

    def look(self, told: str = "") -> None:
        """The page as it stands, wide and narrow."""
        name = self.name
        self.seen.add(name)
        wrong = self._head(name)
        self._whole(self.width)
        wrong += [f"{self.width}: {one}" for one in axe(self.page)]
        if over := sideways(self.page):
            wrong.append(f"{over}px too wide at {self.width}")
        self._picture(told, self.width)
        self.page.set_viewport_size({"width": NARROW, "height": 768})
        if over := sideways(self.page):
            wrong.append(f"{over}px too wide at {NARROW}")
        if self.narrow:
            self._whole(NARROW)
            wrong += [f"{NARROW}: {one}" for one in axe(self.page)]
        self._picture(told, NARROW)
        self.page.set_viewport_size({"width": self.width, "height": 768})
        if wrong:
            self.found.setdefault(self.page.url + told, []).extend(wrong)

    def sent_empty(self) -> bool:
        """Send the page's form with nothing in it, and look at what comes back. False: the page has no such form."""
        name = self.name
        if not self.page.evaluate(SEND_EMPTY.replace("setTimeout(() => form.requestSubmit(main), 0);", "")):
            return False
        with self.page.expect_navigation() as moved:
            self.page.evaluate(SEND_EMPTY)
        answer = moved.value
        if answer.status in (409, 422):
            self.refused.add(name)
            self.look(" sent empty")
            if "エラー" not in self.page.title() and "Error" not in self.page.title():
                self.found.setdefault(f"{self.page.url} sent empty", []).append("the title does not tell of the error")
        else:
            self.taken.add(name)
        return True

    def _whole(self, width: int) -> None:
        """The whole page in view: what the bar of actions covers for the moment is a scroll away."""
        height = int(self.page.evaluate("document.documentElement.scrollHeight"))
        if height > 768:
            self.page.set_viewport_size({"width": width, "height": height})

    def _picture(self, told: str, width: int) -> None:
        if "YAKUBA_SCREENSHOTS" in os.environ:
            screenshot(self.page, f"sweep-{urlsplit(self.page.url).path[8:]}{told}-{width}")

    def _head(self, name: str) -> list[str]:
        head = self.page.evaluate(HEAD)
        self.titles.setdefault(head["title"], set()).add(name)
        wrong = []
        if head["lang"] not in ("ja", "en"):
            wrong.append(f"lang {head['lang']!r}")
        if head["headings"] != 1:
            wrong.append(f"{head['headings']} headings of the first rank")
        return wrong

    def same_titles(self) -> list[set[str]]:
        """Pages of different names that are called the same."""
        return [names for names in self.titles.values() if len(names) > 1]
