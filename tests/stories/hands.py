"""A member of staff at a keyboard: no mouse, no script; what is reached by Tab is reached."""

import io
import re

import pypdf
from playwright.sync_api import Page

from tests.browser import axe, screenshot, sideways

FARTHEST = 260
FOCUSED = "document.activeElement.matches({selector!r})"


class Hands:
    """Keys on one page. Every page that opens is checked for accessibility and kept as a picture."""

    def __init__(self, page: Page, at: str, story: str) -> None:
        self.page, self.at, self.story = page, at, story
        self.shots = 0

    def open(self, path: str) -> None:
        self.page.goto(self.at + path)
        self.look()

    def look(self) -> None:
        """The page as it stands: no violation, no sideways scrolling."""
        self.shots += 1
        screenshot(self.page, f"{self.story}-{self.shots:02}")
        found = axe(self.page)
        assert not found, "\n".join([self.page.url, *found])
        assert sideways(self.page) == 0, self.page.url

    def reach(self, selector: str) -> None:
        """Tab until the control has the focus."""
        focused = FOCUSED.format(selector=selector)
        for _ in range(FARTHEST):
            if self.page.evaluate(focused):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{selector} cannot be reached by Tab on {self.page.url}")

    def write(self, **fields: str) -> None:
        """Type into fields by name, in the order given."""
        for name, text in fields.items():
            self.reach(f"#id_{name}")
            self.page.keyboard.press("Control+A")
            self.page.keyboard.insert_text(text)

    def pick(self, name: str, option: str) -> None:
        """Choose in a select by arrow keys."""
        self.reach(f"#id_{name}")
        for _ in range(400):
            if self.page.evaluate(f"document.activeElement.value === {option!r}"):
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{name} has no option {option}")

    def tick(self, selector: str, wanted: bool = True) -> None:
        self.reach(selector)
        if self.page.evaluate("document.activeElement.checked") != wanted:
            self.page.keyboard.press("Space")

    def radio(self, name: str, value: str) -> None:
        """Choose in a group of radios: Tab to the group, arrows inside."""
        self.reach(f"input[type=radio][name={name}]")
        for _ in range(12):
            if self.page.evaluate(f"document.activeElement.value === {value!r}"):
                self.page.keyboard.press("Space")
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{name} has no choice {value}")

    def press(self, key: str) -> None:
        """A key that leads to another page."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        self.look()

    def push(self, selector: str) -> None:
        """Tab to a button or link and press Enter."""
        self.reach(selector)
        self.press("Enter")

    def says(self, *words: str) -> None:
        text = self.page.inner_text("main")
        for word in words:
            assert word in text, (word, text)

    def give_reasons(self) -> None:
        """A reason for every alert of the case."""
        for name in self.page.eval_on_selector_all("input[name^=reason-]", "all => all.map(one => one.id)"):
            self.reach(f"#{name}")
            self.page.keyboard.insert_text("届出人に確かめた")

    def printed(self) -> str:
        """The words of the document that the page of an issue links to."""
        url = self.page.get_attribute("#show-pdf", "href")
        answer = self.page.request.get(re.sub(r"(https?://[^/]+)/.*", r"\1", self.at) + str(url))
        assert answer.headers["content-type"] == "application/pdf"
        pages = pypdf.PdfReader(io.BytesIO(answer.body())).pages
        return "".join(page.extract_text() for page in pages).replace("\n", "").replace(" ", "")
