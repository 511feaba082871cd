"""Every part in every state, by axe and by our own checks (the rules of SCREENS, section 7, 1 to 5)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import WIDTHS, axe, open_page, sideways

pytestmark = pytest.mark.browser


def _press(name: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("button", name=name, exact=True).click()


def _settled(page: Page) -> None:
    page.wait_for_load_state("load")


def _send_form(page: Page) -> None:
    _press("仮登録する")(page)
    page.locator("#error-summary:focus").wait_for()


def _send_signin(page: Page) -> None:
    _press("サインインする")(page)
    page.locator("#error-summary:focus").wait_for()


STATES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "parts": ("/gallery/?problems=1", _settled),
    "dialog open": ("/gallery/", _press("本登録する")),
    "help open": ("/gallery/", _press("ヘルプ")),
    "list": ("/gallery/list", _settled),
    "list in the middle": ("/gallery/list?page=5&sort=-person", _settled),
    "list empty": ("/gallery/list?empty=1", _settled),
    "form": ("/gallery/form", _settled),
    "form with errors": ("/gallery/form", _send_form),
    "record in training, past day": ("/gallery/record?training=1&as_of=1", _settled),
    "sign-in": ("/gallery/signin", _settled),
    "sign-in with errors": ("/gallery/signin", _send_signin),
    "not found": ("/gallery/trouble/404", _settled),
    "broken": ("/gallery/trouble/500", _settled),
}


@pytest.mark.parametrize("state", STATES)
def test_no_barrier_and_no_sideways_scrolling(page: Page, gallery: str, state: str) -> None:
    address, bring_about = STATES[state]
    page.goto(gallery + address)
    bring_about(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 768})
        assert axe(page) == [], width
        assert sideways(page) == 0, width


def test_small_screen_opens_with_the_menu_folded(chromium: Browser, gallery: str) -> None:
    with open_page(chromium, 320) as page:
        page.goto(gallery + "/gallery/list")
        menu = page.get_by_role("button", name="業務メニュー")
        assert menu.get_attribute("aria-expanded") == "false"
        assert axe(page) == []
        menu.click()
        assert page.get_by_role("link", name="住民検索").is_visible()
        assert axe(page) == []
        assert sideways(page) == 0


def test_axe_would_see_a_barrier(page: Page, gallery: str) -> None:
    page.goto(gallery + "/gallery/")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<input type=text>')")
    assert [line.split(":")[0] for line in axe(page)] == ["label"]


FIELD_FAULTS = """() => {
  const faults = [];
  for (const control of document.querySelectorAll("main input:not([type=hidden]), main select, main textarea")) {
    const name = control.name || control.id;
    for (const attribute of ["placeholder", "disabled", "readonly", "accesskey"])
      if (control.hasAttribute(attribute)) faults.push(`${name}: ${attribute}`);
    if (["number", "date", "datetime-local", "month"].includes(control.type)) faults.push(`${name}: ${control.type}`);
    if (!control.id) faults.push(`${name}: no id`);
    for (const id of (control.getAttribute("aria-describedby") || "").split(" ").filter(Boolean))
      if (!document.getElementById(id)) faults.push(`${name}: describedby ${id}`);
    if (control.matches("table *")) continue;
    const field = control.closest(".field");
    const words = field ? field.querySelector(".field__label, .choice").textContent : "";
    if (!/※(必須|任意)/.test(words)) faults.push(`${name}: neither 必須 nor 任意`);
    const label = control.labels[0];
    if (!label || !label.textContent.trim()) faults.push(`${name}: no label`);
  }
  for (const fieldset of document.querySelectorAll("main fieldset[aria-describedby]"))
    for (const id of fieldset.getAttribute("aria-describedby").split(" "))
      if (!document.getElementById(id)) faults.push(`fieldset: describedby ${id}`);
  return faults;
}"""


@pytest.mark.parametrize("state", ["form", "form with errors", "sign-in", "sign-in with errors", "list"])
def test_each_field_is_labelled_marked_and_plain(page: Page, gallery: str, state: str) -> None:
    address, bring_about = STATES[state]
    page.goto(gallery + address)
    bring_about(page)
    assert page.evaluate(FIELD_FAULTS) == []


@pytest.mark.parametrize("state", ["form with errors", "sign-in with errors"])
def test_wrong_entry_leads_to_each_field_and_keeps_what_was_typed(page: Page, gallery: str, state: str) -> None:
    address, bring_about = STATES[state]
    answers: list[int] = []
    page.on("response", lambda response: answers.append(response.status) if response.request.method == "POST" else None)
    page.goto(gallery + address)
    first = page.locator("main input[type=text]").first
    typed_into = str(first.get_attribute("name"))
    first.fill("葛󠄀西")
    bring_about(page)
    assert answers == [422]
    assert page.title().startswith("エラー：")
    assert page.locator(f"[name={typed_into}]").input_value() == "葛󠄀西"
    for link in page.locator("#error-summary a").all():
        words = link.inner_text()
        link.click()
        focused = page.locator(":focus")
        assert focused.get_attribute("aria-invalid") == "true", words
        assert (
            focused.locator("xpath=ancestor::*[contains(@class,'field')][1]").locator(".field__error span").inner_text()
            == words
        )


RING = """element => {
  element.focus();
  const style = getComputedStyle(element);
  return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow];
}"""
RING_KINDS = {
    "/gallery/": [
        "main .button--solid",
        "main .button--text",
        "main a.count",
        "summary",
        "#frame-nav a",
        "#frame-help-open",
    ],
    "/gallery/list": ["a[data-row]", ".sort", "input.check", ".table-region", ".pagination a"],
    "/gallery/form": [
        "input[type=text]",
        "select",
        "textarea",
        "input[type=radio]",
        "input[type=file]",
        ".choice input",
    ],
    "/gallery/record": [".tabs a", ".summary a", ".breadcrumb a"],
}


@pytest.mark.parametrize("address", RING_KINDS)
def test_one_focus_ring_for_all(page: Page, gallery: str, address: str) -> None:
    page.goto(gallery + address)
    page.keyboard.press("Tab")  # from now on the focus is the keyboard's
    for selector in RING_KINDS[address]:
        ring = page.locator(selector).first.evaluate(RING)
        assert ring[:3] == ["solid", "4px", "rgb(0, 0, 0)"], selector
        assert ring[3].startswith("rgb(255, 212, 61)"), selector


def test_focus_ring_shows_in_forced_colours(chromium: Browser, gallery: str) -> None:
    with open_page(chromium, forced_colors="active") as page:
        page.goto(gallery + "/gallery/form")
        page.keyboard.press("Tab")
        style, width, *_ = page.locator("input[type=text]").first.evaluate(RING)
        assert (style, width) == ("solid", "4px")


def test_text_spacing_of_the_reader_cuts_nothing(chromium: Browser, gallery: str) -> None:
    spacing = (
        "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }"
        "p { margin-bottom: 2em !important }"
    )
    cut = """() => [...document.querySelectorAll("button, a, .chip, label, th, td, h1, h2")]
      .filter(e => getComputedStyle(e).overflow === "hidden" && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1)
      .map(e => e.outerHTML.slice(0, 80))"""
    with open_page(chromium, 320, bypass_csp=True) as page:
        for address in ("/gallery/", "/gallery/form", "/gallery/list"):
            page.goto(gallery + address)
            page.add_style_tag(content=spacing)
            assert sideways(page) == 0, address
            assert page.evaluate(cut) == []


def test_focused_field_is_never_under_the_action_bar(page: Page, gallery: str) -> None:
    page.goto(gallery + "/gallery/form")
    covered = """() => {
      const bar = document.querySelector(".action-bar").getBoundingClientRect();
      const element = document.activeElement;
      if (element === document.body || element.closest(".action-bar")) return false;
      return element.getBoundingClientRect().bottom > bar.top + 1;
    }"""
    for _ in range(45):
        page.keyboard.press("Tab")
        assert not page.evaluate(covered), page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
