"""The pages of the best practice in a browser: clean for axe, nothing sideways, from a drawing to cases by keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.accessibility.looking import Look, quick_page
from tests.browser import served
from tests.insight.work_comparison.working import Work, add, checked, drawing
from tests.world import found_town, signed_in
from yakuba.platform.access.middleware import SESSION_COOKIE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.proof,
    pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
]
AT = "work-comparison/"


def test_the_pages_wide_and_narrow_and_a_drawing_by_keyboard(chromium: Browser, tmp_path: Path) -> None:
    town = found_town("012084")
    add(town, Work())
    check = checked(town)
    file = tmp_path / "flow.bpmn"
    file.write_bytes(drawing("受付", "決定", name="短い流れ"))
    with served() as at, quick_page(chromium) as page:
        site = f"{at.replace('127.0.0.1', 'localhost')}/012084/"
        look = Look(page, site, "yakuba.operation.settings.urls_core", narrow=True)
        look.cookie(SESSION_COOKIE, signed_in(town, "kakaricho").cookies[SESSION_COOKIE].value)
        for path in (
            "flows/",
            "flows/of/move_out/",
            "flows/of/birth_support/",
            f"flows/{check.flow_id}/",
            f"flows/{check.flow_id}/adopt/",
            f"checks/{check.id}/",
            f"checks/{check.id}/cases/",
            f"checks/{check.id}/cases/?kind=skipped&step=x",
        ):
            look.at(AT + path)
        page.goto(f"{site}{AT}flows/of/move_out/")
        page.keyboard.press("F9")
        page.wait_for_url("**/new/")
        look.look()
        page.set_input_files("#upload_drawing", str(file))
        page.focus("#upload-go")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=短い流れ")
        look.look(" taken in")
        page.keyboard.press("F8")
        page.wait_for_url("**/adopt/")
        page.focus("#id_reason")
        page.keyboard.type("決裁第7号")
        page.keyboard.press("F9")
        page.wait_for_selector("text=手順にしました")
        look.look(" adopted")
        page.goto(f"{site}{AT}checks/{check.id}/")
        page.focus("area")
        page.keyboard.press("Enter")
        page.wait_for_url("**/cases/?kind=*")
        assert page.locator("#cases tbody tr").count() == 9, "those that were sent back"
    assert not look.found, "\n".join(f"{at}: {one[:400]}" for at, many in look.found.items() for one in many)
