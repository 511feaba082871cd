"""The import of applications in Chromium: empty, checked, held and wrong, wide and narrow; a held line by keyboard."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import axe, open_page, screenshot, served, sideways
from tests.frontyard.reception.intake.samples import move, row, text
from tests.frontyard.reception.test_reception import family, town
from tests.world import TODAY, Town, signed_in
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.frontyard.reception.intake import running
from yakuba.frontyard.reception.intake.models import IntakeLine
from yakuba.platform.access.middleware import SESSION_COOKIE
from yakuba.platform.disclosure import service as disclosure

__all__ = ["family", "town"]
pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]


@pytest.fixture
def at(town: Town) -> Iterator[str]:
    with served() as where:
        yield f"{where}/012084/reception/intakes/"


def troubles(page: Page, name: str, width: int) -> list[str]:
    """What axe finds and what sticks out, the whole page in view; and a picture of it."""
    height = int(page.evaluate("document.documentElement.scrollHeight"))
    page.set_viewport_size({"width": width, "height": max(768, height)})
    screenshot(page, f"intake-{name}-{width}")
    return axe(page) + [f"{sideways(page)}px too wide"] * (sideways(page) > 0)


@pytest.fixture
def imported(town: Town, family: list[Record], tmp_path: Path) -> dict[str, str]:
    """Paths of pages: an import that was only checked, one with held lines, a refused one."""
    with town.open("chief"):
        new = disclosure.NewProtection(int(family[1].addressee_number), "violence", TODAY, "警察署", starts_on=TODAY)
        disclosure.set_protection(new)
    path = tmp_path / "ぴったりサービス_申請_20261124.csv"
    held = [
        row(town, family[0], "0000-1111-2222-3333"),
        move(town, family[0], "0000-1111-2222-4444", **{"answers.moved_on": "13月", "answers.phone": "12"}),
        row(town, family[1], "0000-1111-2222-5555"),
        row(town, family[0], ""),
    ]
    path.write_bytes(text(held))
    done = running.import_file(town.id, path, running.chosen())
    path.write_bytes(text([*held, row(town, family[0], "0000-1111-2222-6666")]))
    checked = running.import_file(town.id, path, running.chosen(), dry_run=True)
    return {
        "list": "",
        "checked": f"{checked.intake}/",
        "done": f"{done.intake}/",
        "held": "held/",
        "line": f"{done.intake}/lines/3/",
        "protected": f"{done.intake}/lines/4/",
        "decline": f"{done.intake}/lines/3/decline/",
    }


@pytest.mark.parametrize("width", [1366, 320])
def test_the_pages_are_accessible_fit_and_go_by_keyboard(
    town: Town, at: str, imported: dict[str, str], chromium: Browser, width: int
) -> None:
    found = {}
    with open_page(chromium, width) as page:
        token = signed_in(town, "kakaricho").cookies[SESSION_COOKIE].value
        page.context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": at}])
        for name, path in imported.items():
            page.set_viewport_size({"width": width, "height": 768})
            answer = page.goto(at + path)
            assert answer is not None and answer.status == 200, name
            if wrong := troubles(page, name, width):
                found[name] = wrong
        page.goto(at)
        page.keyboard.press("F9")
        page.wait_for_selector(".error-summary")
        if wrong := troubles(page, "nothing-chosen", width):
            found["nothing-chosen"] = wrong
        page.goto(at + imported["line"])
        page.keyboard.press("F9")
        page.wait_for_selector(".error-summary")
        if wrong := troubles(page, "still-wrong", width):
            found["still-wrong"] = wrong
        page.fill('[name="cell:answers.moved_on"]', "2026-12-01")
        page.fill('[name="cell:answers.phone"]', "0157112222")
        page.fill('[name="cell:answers.movers"]', "本人")
        page.keyboard.press("F9")
        page.wait_for_url(f"**/{imported['protected']}")
    assert found == {}
    with town.open():
        assert IntakeLine.objects.get(line=3, state="released").mended["answers.movers"] == "本人"
