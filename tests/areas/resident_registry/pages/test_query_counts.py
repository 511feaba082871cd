"""Pages ask the database a constant number of questions, however many people they show."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.template.base import Template
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver

from tests.residents import ALONE, FAMILY, move_in
from tests.world import Town, found_town, signed_in

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

MANY = (*FAMILY, *(("佐藤", f"子{n}", "サトウ", "コ", date(2012 + n, 1, 1), "1", "子") for n in range(8)))


@pytest.fixture
def kitami() -> Town:
    return found_town("012084")


def queries_of(town: Town, path: str) -> int:
    browser = signed_in(town, "madoguchi")
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert browser.get(path).status_code == 200
    return len(seen)


def test_the_household_page_asks_as_often_for_twelve_as_for_one(kitami: Town) -> None:
    with kitami.open():
        small, large = move_in(ALONE)[0].household_number, move_in(MANY)[0].household_number
    counts = [queries_of(kitami, f"/012084/residents/households/{number}/") for number in (small, large)]
    assert counts[0] == counts[1]
    assert counts[0] <= 14


def test_the_result_list_asks_as_often_for_twelve_as_for_four(kitami: Town) -> None:
    browser = signed_in(kitami, "madoguchi")
    counts = []
    for rows in (FAMILY, MANY):
        with kitami.open():
            move_in(rows)
        where = browser.post("/012084/residents/", {"name": "佐藤"}).headers["Location"]
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(where).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[0] <= 16


def test_pages_compile_no_template_and_compose_few_addresses_once_they_were_shown(
    kitami: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both cost more than everything else of a page when they came back unseen."""
    with kitami.open():
        household = move_in(MANY)[0].household_number
    browser = signed_in(kitami, "madoguchi")
    where = browser.post("/012084/residents/", {"name": "佐藤"}).headers["Location"]
    pages = (where, "/012084/residents/", f"/012084/residents/households/{household}/")
    for path in pages:
        browser.get(path)
    compiled: list[str] = []
    monkeypatch.setattr(Template, "compile_nodelist", lambda self: compiled.append(str(self.name)))
    composed: list[str] = []
    real = vars(URLResolver)["_reverse_with_prefix"]
    monkeypatch.setattr(URLResolver, "_reverse_with_prefix", counting(composed, real))
    for path in pages:
        composed.clear()
        assert browser.get(path).status_code == 200
        assert len(composed) <= 25, path  # two of them for each
    assert compiled == []


def counting(calls: list[str], real: Callable[..., str]) -> Callable[..., str]:
    def counted(self: object, view: str, *args: object, **named: object) -> str:
        calls.append(str(view))
        return real(self, view, *args, **named)

    return counted
