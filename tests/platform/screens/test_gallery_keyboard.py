"""Keys, dialogs, rows, unsaved entry and both calendars, by hand of a keyboard."""

import pytest
from playwright.sync_api import Browser, Dialog, Page

from tests.browser import axe, open_page

pytestmark = pytest.mark.browser

COMPOSING = """key => document.activeElement.dispatchEvent(
  new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true, isComposing: true}))"""


def _focus(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


@pytest.mark.parametrize("key", ["F9", "Control+Enter"])
def test_f9_and_ctrl_enter_do_the_primary_action(page: Page, gallery: str, key: str) -> None:
    page.goto(gallery + "/gallery/form")
    page.focus("#id_lot")
    page.keyboard.press(key)
    page.locator("#error-summary:focus").wait_for()
    assert page.title().startswith("エラー：")


def test_f4_goes_back_and_f1_opens_the_help(page: Page, gallery: str) -> None:
    page.goto(gallery + "/gallery/record")
    page.keyboard.press("F1")
    assert page.locator("#frame-help").is_visible()
    page.keyboard.press("F4")  # a dialog is open: keys wait
    assert page.url.endswith("/gallery/record")
    page.keyboard.press("Escape")
    page.keyboard.press("F4")
    page.wait_for_url("**/gallery/list")


def test_every_key_is_ignored_while_the_input_method_composes(page: Page, gallery: str) -> None:
    page.goto(gallery + "/gallery/form")
    page.focus("#id_family_name")
    for key in ("F1", "F2", "F4", "F8", "F9", "Enter", "Escape", " "):
        assert page.evaluate(COMPOSING, key), f"{key} was taken"
    assert page.url.endswith("/gallery/form")
    assert not page.locator("#frame-help").is_visible()


def test_keys_can_be_switched_off_and_stay_off(page: Page, gallery: str) -> None:
    page.goto(gallery + "/gallery/list")
    page.keyboard.press("F1")
    page.get_by_label("ファンクションキーを使う").uncheck()
    page.keyboard.press("Escape")
    assert not page.locator(".action-bar .key").first.is_visible()
    page.goto(gallery + "/gallery/record")
    page.keyboard.press("F4")
    page.keyboard.press("F1")
    assert page.url.endswith("/gallery/record")
    assert not page.locator("#frame-help").is_visible()


def test_keys_of_the_browser_stay_the_browsers(page: Page, gallery: str) -> None:
    page.goto(gallery + "/gallery/form")
    taken = """key => !document.body.dispatchEvent(
      new KeyboardEvent("keydown", {...key, bubbles: true, cancelable: true}))"""
    for key in ("F3", "F5", "F6", "F7", "F10", "F11", "F12", "a", "/"):
        assert not page.evaluate(taken, {"key": key}), key
    for key in ("F4", "ArrowLeft"):
        assert not page.evaluate(taken, {"key": key, "altKey": True}), key
    for key in ("f", "p", "s"):
        assert not page.evaluate(taken, {"key": key, "ctrlKey": True}), key


def test_each_bound_key_is_shown_on_its_control_and_bound_once(page: Page, gallery: str) -> None:
    for address in ("/gallery/", "/gallery/list", "/gallery/form", "/gallery/record"):
        page.goto(gallery + address)
        bound = [element.get_attribute("data-key") for element in page.locator("[data-key]").all()]
        assert len(bound) == len(set(bound))
        for element in page.locator("[data-key]").all():
            key = element.get_attribute("data-key")
            assert element.locator("kbd").inner_text() == key
            assert element.get_attribute("aria-keyshortcuts") == key


def test_rows_are_walked_and_ticked_by_keys(page: Page, gallery: str) -> None:
    page.goto(gallery + "/gallery/list")
    rows = page.locator("a[data-row]")
    rows.first.focus()
    page.keyboard.press("ArrowDown")
    assert _focus(page) == rows.nth(1).get_attribute("id")
    page.keyboard.press("End")
    assert _focus(page) == rows.last.get_attribute("id")
    page.keyboard.press("ArrowDown")
    assert _focus(page) == rows.last.get_attribute("id")
    page.keyboard.press("Space")
    page.keyboard.press("Home")
    page.keyboard.press("Space")
    assert page.locator("tbody input:checked").count() == 2
    assert page.locator("[data-chosen]").inner_text() == "2件を選択中"
    page.get_by_label("すべての行を選択する").check()
    assert page.locator("[data-chosen]").inner_text() == "7件を選択中"


def test_dialog_takes_the_focus_keeps_it_and_gives_it_back(page: Page, gallery: str) -> None:
    page.goto(gallery + "/gallery/")
    page.focus("#open-confirm")
    page.keyboard.press("Enter")
    assert _focus(page) == "confirm-title"
    for _ in range(8):
        page.keyboard.press("Tab")
        inside = "document.activeElement === document.body || Boolean(document.activeElement.closest('#confirm'))"
        assert page.evaluate(inside)
    page.keyboard.press("Escape")
    assert _focus(page) == "open-confirm"
    assert not page.locator("#confirm").is_visible()


def test_enter_does_not_register_and_moves_on_for_old_hands(page: Page, gallery: str) -> None:
    page.goto(gallery + "/gallery/form")
    page.focus("#id_family_name")
    page.keyboard.press("Enter")
    assert _focus(page) == "id_family_name"
    assert not page.title().startswith("エラー")
    page.keyboard.press("F1")
    page.get_by_label("Enterで次の項目へ移る").check()
    page.keyboard.press("Escape")
    page.focus("#id_family_name")
    page.keyboard.press("Enter")
    assert _focus(page) == "id_given_name"


def test_leaving_with_unsaved_words_asks(page: Page, gallery: str) -> None:
    asked: list[str] = []
    page.goto(gallery + "/gallery/form")

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.locator("#id_family_name").press_sequentially("佐藤")
    page.keyboard.press("F4")
    for _ in range(600):  # the dialog is told of by the loop that waits
        if asked:
            break
        page.wait_for_timeout(100)
    assert asked == ["beforeunload"]
    assert page.url.endswith("/gallery/form")


@pytest.mark.parametrize("typed", ["S551226", "19801226", "昭和55.12.26", "昭和５５年１２月２６日", "昭55/12/26"])
def test_both_calendars_are_shown_while_typing(page: Page, gallery: str, typed: str) -> None:
    page.goto(gallery + "/gallery/form")
    page.fill("#id_born", typed)
    assert page.locator("#id_born-echo").inner_text() == "昭和55年（1980年）12月26日"
    page.fill("#id_born", "S550231")
    assert page.locator("#id_born-echo").inner_text() == ""


def test_parts_of_a_date_show_both_calendars(page: Page, gallery: str) -> None:
    page.goto(gallery + "/gallery/form")
    for part, value in (("year", "元"), ("month", "５"), ("day", "1")):
        page.fill(f"#id_moved_{part}", value)
    assert page.locator("#id_moved-echo").inner_text() == "令和元年（2019年）5月1日"


def test_characters_left_are_counted_by_character_and_never_cut(page: Page, gallery: str) -> None:
    page.goto(gallery + "/gallery/form")
    page.fill("#id_memo", "𠮷" * 38)
    assert page.locator("#id_memo-count").inner_text() == "残り2文字"
    page.fill("#id_memo", "𠮷" * 43)
    assert page.locator("#id_memo-count").inner_text() == "3文字多くなっています"
    assert page.input_value("#id_memo") == "𠮷" * 43


def test_swap_keeps_the_focus_and_a_lost_network_says_so(page: Page, gallery: str) -> None:
    page.goto(gallery + "/gallery/list")
    page.evaluate("""() => {
      const button = document.getElementById("sort-person");
      button.setAttribute("hx-get", "/gallery/list?sort=person");
      button.setAttribute("hx-target", "#rows");
      htmx.process(button);
    }""")
    page.focus("#sort-person")
    with page.expect_response("**/gallery/list?sort=person*"):
        page.keyboard.press("Enter")
    page.wait_for_selector("th[aria-sort] #sort-person")
    assert _focus(page) == "sort-person"
    page.evaluate("""() => {
      const button = document.getElementById("sort-due");
      button.setAttribute("hx-get", "/gallery/list?sort=due");
      button.setAttribute("hx-target", "#rows");
      htmx.process(button);
    }""")
    page.context.set_offline(True)
    page.locator("#sort-due").press("Enter")
    page.wait_for_selector("#frame-banner [role=alert]")
    assert "ネットワークにつながっていません" in page.locator("#frame-banner").inner_text()
    assert page.locator("a[data-row]").count() == 7


def test_wrong_entry_is_swapped_in_by_htmx_too(page: Page, gallery: str) -> None:
    page.goto(gallery + "/gallery/signin")
    page.evaluate("""() => {
      const form = document.querySelector("main form");
      const wanted = {"hx-post": "", "hx-target": "#main", "hx-select": "#main", "hx-swap": "outerHTML"};
      for (const [name, value] of Object.entries(wanted)) form.setAttribute(name, value);
      htmx.process(form);
    }""")
    with page.expect_response(lambda response: response.status == 422):
        page.get_by_role("button", name="サインインする").click()
    page.locator("#error-summary:focus").wait_for()


def test_nothing_is_kept_in_the_browser_but_preferences(page: Page, gallery: str) -> None:
    page.goto(gallery + "/gallery/list")
    page.get_by_role("button", name="業務メニュー").click()
    page.goto(gallery + "/gallery/record")
    assert page.evaluate("Object.entries(localStorage)") == [["yakuba.folded", "on"]]
    # htmx notes the path it is on; pages themselves are never kept (historyCacheSize 0)
    assert page.evaluate("Object.entries(sessionStorage)") == [["htmx-current-path-for-history", "/gallery/record"]]


def test_the_end_of_a_session_is_announced_and_one_press_goes_on(page: Page, gallery: str) -> None:
    page.clock.install()
    page.goto(gallery + "/gallery/form?session=1800")
    page.focus("#id_lot")
    page.clock.fast_forward(24 * 60 * 1000)
    assert not page.locator("#time-out").is_visible()
    page.clock.fast_forward(2 * 60 * 1000)
    page.locator("#time-out-go-on:focus").wait_for()
    assert "あと5分で画面が閉じます" in page.locator("#time-out").inner_text()
    assert axe(page) == []
    with page.expect_response("**/gallery/extend") as answer:
        page.keyboard.press("Enter")
    assert answer.value.status == 204
    page.locator("#id_lot:focus").wait_for()
    assert not page.locator("#time-out").is_visible()
    page.clock.fast_forward(24 * 60 * 1000)
    assert not page.locator("#time-out").is_visible()


def test_browser_print_of_a_record_shows_only_the_notice(page: Page, gallery: str) -> None:
    page.goto(gallery + "/gallery/record")
    page.emulate_media(media="print")
    assert page.locator(".print-notice").is_visible()
    assert not page.locator("main").is_visible()


def test_pages_work_without_script(chromium: Browser, gallery: str) -> None:
    with open_page(chromium, java_script_enabled=False) as page:
        page.goto(gallery + "/gallery/form")
        page.get_by_role("button", name="仮登録する").click()
        page.wait_for_selector("#error-summary")
        assert page.title().startswith("エラー：")


def test_kazura_is_drawn_and_its_variant_is_another_picture(chromium: Browser, gallery: str) -> None:
    """葛 must be no missing-glyph box, and the name font must really draw the registered forms of 葛 (E0102 …)."""
    draw = """async text => {
      await document.fonts.load("64px 'IPAmj Mincho'", text);
      await document.fonts.ready;
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = 96;
      const context = canvas.getContext("2d", {willReadFrequently: true});
      context.font = "64px 'IPAmj Mincho'";
      context.fillText(text, 8, 72);
      return [...context.getImageData(0, 0, 96, 96).data].filter((_, at) => at % 4 === 3).join();
    }"""
    with open_page(chromium, name_font=True) as page:
        page.goto(gallery + "/gallery/record")
        plain, missing = (page.evaluate(draw, text) for text in ("葛", "\U0010fffd"))
        variants = {page.evaluate(draw, f"葛{chr(selector)}") for selector in range(0xE0102, 0xE0109)}
        assert page.evaluate("[...document.fonts].filter(font => font.status === 'loaded').length") == 1
    assert plain != missing, "葛 is drawn as the missing glyph: install a Japanese font"
    assert len(variants) > 3, "the name font is not in use"


def test_system_font_draws_kazura(page: Page, gallery: str) -> None:
    draw = """text => {
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = 96;
      const context = canvas.getContext("2d", {willReadFrequently: true});
      context.font = `64px ${getComputedStyle(document.body).fontFamily}`;
      context.fillText(text, 8, 72);
      return [...context.getImageData(0, 0, 96, 96).data].filter((_, at) => at % 4 === 3).join();
    }"""
    page.goto(gallery + "/gallery/")
    assert page.evaluate(draw, "葛") != page.evaluate(draw, "\U0010fffd"), "install a Japanese font (fonts-noto-cjk)"


POLLING = """() => {
  const part = document.createElement("div");
  for (const [name, value] of [["hx-get", "/gallery/asked"], ["hx-trigger", "every 100ms"], ["hx-swap", "none"]])
    part.setAttribute(name, value);
  document.querySelector("main").append(part);
  htmx.process(part);
}"""


def test_a_part_that_asks_again_by_itself_tells_only_of_lasting_trouble(page: Page, gallery: str) -> None:
    page.goto(gallery + "/gallery/record")
    answers = [503, 503, 204, 503, 503, 204]
    page.route("**/gallery/asked", lambda route: route.fulfill(status=answers.pop(0) if answers else 503))
    page.evaluate(POLLING)
    alert = page.locator("#frame-banner [role=alert]")
    page.wait_for_function("() => window.performance.getEntriesByName(location.origin + '/gallery/asked').length >= 6")
    alert.wait_for()
    assert answers == []
    assert "少し待って" in alert.inner_text()
