"""The pages of trials and rehearsals in a browser: clean for axe, nothing sideways, by keyboard alone, on paper."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Browser

from tests.accessibility.looking import Look, quick_page
from tests.browser import served
from tests.insight.law_changes.test_trials import brothers, finished
from tests.world import Town, found_town, signed_in
from yakuba.insight.law_changes import studying
from yakuba.insight.law_changes.models import LawStudyPerson
from yakuba.law.what_if import Bill
from yakuba.platform.access.middleware import SESSION_COOKIE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.proof,
    pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
]
AT = "law-changes/"


def household(place: int) -> bytes:
    """One of a hundred households of the health insurance, a line of a file."""
    rates = {"medical": {"rate": "0.07", "per_capita": 30_000}, "support": {"rate": "0.025", "per_capita": 10_000}}
    head = {"age": 30 + place % 45, "total_income": place * place * 900}
    return json.dumps({"fiscal_year": 2026, "head": head, "ordinance": rates}).encode() + b"\n"


def study(town: Town, **asked: object) -> str:
    """A study that is computed; its id."""
    with town.open("chief"):
        begun = studying.start(studying.Asked(**asked))  # type: ignore[arg-type]
    return str(finished(town, str(begun.id)).id)


def test_the_pages_wide_and_narrow_and_a_trial_by_keyboard(chromium: Browser) -> None:
    town = found_town("012084")
    brothers(town, least=1_300_000, step=100_000)
    file = {"scheme": "health-insurance", "period": "2026", "file_name": "世帯.jsonl"}
    trials = [
        study(
            town,
            title=f"医療分の所得割率を{rate}にする案",
            bill=Bill("", {}, {"medical": {"rate": rate}}),
            pieces=iter([household(place) for place in range(120)]),
            **file,
        )
        for rate in ("0.08", "0.065")
    ]
    asked = {"scheme": "resident-tax", "period": "2027", "material": "2026", "package": "2026-law-2"}
    rehearsal = study(town, title="令和8年度税制改正の予行", **asked)
    with town.open():
        person = LawStudyPerson.objects.filter(study_id=rehearsal).earliest("rank").addressee_number
    with served() as at, quick_page(chromium) as page:
        look = Look(
            page, f"{at.replace('127.0.0.1', 'localhost')}/012084/", "yakuba.operation.settings.urls_core", narrow=True
        )
        look.cookie(SESSION_COOKIE, signed_in(town, "kakaricho").cookies[SESSION_COOKIE].value)
        for path in (
            "",
            f"{trials[0]}/",
            f"compare/?first={trials[0]}&second={trials[1]}",
            "rehearsals/",
            "rehearsals/2026-law-2/resident-tax/",
            f"rehearsal/{rehearsal}/",
            f"rehearsal/{rehearsal}/largest/",
            f"rehearsal/{rehearsal}/largest/{person}/",
            "new/resident-tax/",
        ):
            look.at(AT + path)
        page.goto(f"{look.site}{AT}{trials[0]}/")
        page.emulate_media(media="print")
        assert page.locator("#figures-csv").is_hidden() and page.locator("#sizes-title").is_visible()
        page.emulate_media(media="screen")
        page.goto(f"{look.site}{AT}new/resident-tax/")
        page.focus("#id_title")
        page.keyboard.type("均等割を500円上げる案")
        page.focus("#id_material")
        page.keyboard.press("ArrowDown")
        page.focus("#id_o-city_per_capita")
        page.keyboard.type("3500")
        page.keyboard.press("F9")
        page.wait_for_url(f"**/{AT}*-*/")
        look.look(" begun")
    assert not look.found, "\n".join(f"{at}: {one[:400]}" for at, many in look.found.items() for one in many)
