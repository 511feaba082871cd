"""Pages for what went wrong, of each process: refused, not found, too large, too busy, broken. Wide and on a phone."""

from functools import partial
from io import BytesIO
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory, override_settings
from django.urls import get_resolver
from playwright.sync_api import Browser, Route

from tests.accessibility.looking import Look, quick_page
from tests.browser import served
from tests.world import Town, found_town
from yakuba.frontyard.portal.middleware import LANGUAGE
from yakuba.frontyard.portal.views import errors as of_portal
from yakuba.operation.admission import Gate, admitting
from yakuba.operation.settings import urls_core, urls_counter, urls_portal
from yakuba.platform.screens import errors as of_core

pytestmark = [
    pytest.mark.browser,
    pytest.mark.proof,
    pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
]


def asked(town: Town | None, language: str = "ja") -> HttpRequest:
    request = RequestFactory().get("/012084/nothing/")
    request.COOKIES[LANGUAGE] = language
    if town is not None:
        request.place = town.place  # type: ignore[attr-defined]
    return request


def of_core_pages(town: Town) -> dict[str, bytes]:
    here, nowhere = asked(town), asked(None)
    return {
        "400": of_core.bad_request(here, ValueError()).content,
        "403": of_core.permission_denied(here, PermissionError()).content,
        "403 form": of_core.csrf_failure(here).content,
        "404": of_core.not_found(here, ValueError()).content,
        "413": of_core.too_large(here, 413).content,
        "500": of_core.server_error(here).content,
        "404 before a town": of_core.not_found(nowhere, ValueError()).content,
        "404 of the counter's zone": urls_counter.elsewhere(here).content,
    }


@override_settings(ROOT_URLCONF=urls_portal.__name__)
def of_portal_pages(town: Town) -> dict[str, bytes]:
    found = {"404 before a town": of_portal.not_found(asked(None), ValueError()).content}
    for language in ("ja", "en"):
        here = asked(town, language)
        found |= {
            f"400 {language}": of_portal.bad_request(here, ValueError()).content,
            f"403 {language}": of_portal.permission_denied(here, PermissionError()).content,
            f"403 form {language}": of_portal.csrf_failure(here).content,
            f"404 {language}": of_portal.not_found(here, ValueError()).content,
            f"413 {language}": of_portal.too_large(here, 413).content,
            f"500 {language}": of_portal.server_error(here).content,
        }
    return found


def too_busy() -> dict[str, bytes]:
    """What the gate answers when nobody can come in."""
    guarded = admitting(lambda *_: [b""], Gate(0, 0, 0))
    found, told = {}, []
    for method in ("GET", "POST"):
        environ = {"PATH_INFO": "/012084/", "REQUEST_METHOD": method, "CONTENT_LENGTH": "0", "wsgi.input": BytesIO()}
        found[f"503 {method}"] = b"".join(guarded(environ, lambda line, headers: told.append(line)))
    assert [line[:3] for line in told] == ["503", "503"]
    return found


def answer(answered: dict[str, Any], route: Route) -> None:
    route.fulfill(**answered)


def test_pages_for_what_went_wrong(transactional_db: None, chromium: Browser) -> None:
    town = found_town("012084")
    shown = {"core": of_core_pages(town), "portal": of_portal_pages(town), "gate": too_busy()}
    with served() as at, quick_page(chromium) as page:
        look = Look(page, f"{at.replace('127.0.0.1', 'localhost')}/012084/", "")
        for process, each in shown.items():
            for name, content in each.items():
                address, answered = f"{look.site}nothing/", {"body": content, "content_type": "text/html"}
                page.route(address, partial(answer, answered))
                page.goto(address)
                look.look(f" {process} {name}")
                page.unroute(address)
    assert look.found == {}


def test_the_pages_are_those_that_the_processes_answer_with() -> None:
    for urls, module in ((urls_core, of_core), (urls_counter, of_core), (urls_portal, of_portal)):
        resolver = get_resolver(urls.__name__)
        handlers = {code: resolver.resolve_error_handler(code) for code in (400, 403, 404, 500)}
        names = ("bad_request", "permission_denied", "not_found", "server_error")
        assert list(handlers.values()) == [getattr(module, name) for name in names]
