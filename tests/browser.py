"""A real Chromium for tests of pages: fixtures `chromium`, `page` and `gallery`, and `axe(page)` for accessibility.

A missing Chromium or Japanese font is a failure, never a skip. Pages get no network but the test's own host.
"""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.test.utils import override_settings
from playwright.sync_api import Browser, Page, Request, sync_playwright

CHROMIUM = os.environ.get("YAKUBA_CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--lang=ja",
    "--font-render-hinting=none",
]
AXE = (Path(__file__).parent / "vendor" / "axe-4.14.1.min.js").read_text(encoding="utf-8")
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (320, 768, 1366)
LOCAL = {"localhost", "127.0.0.1"}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the session."""
    if not shutil.which(CHROMIUM):
        pytest.fail(f"Chromium is needed: {CHROMIUM} was not found. Install it, or name it in YAKUBA_CHROMIUM.")
    # The driver runs an event loop in this thread; Django would take it for an asynchronous caller.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as driver:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Watch:
    """What a page did that no page of ours may do."""

    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.hostname not in LOCAL:
            self.outside.append(request.url)

    def console(self, kind: str, text: str) -> None:
        # An answer of 4xx or a cut network is what many tests are about; a refusal by the content policy never is.
        # 503 is "come again": a part that asks every few seconds does so by itself.
        expected = ("Failed to load resource", "htmx:afterRequest", "htmx:sendError", "Response Status Error Code 503")
        if kind == "error" and not text.startswith(expected):
            self.errors.append(text)


def _wait_for_scripts(page: Page) -> None:
    """Whoever waits for a part of a page presses keys next: those count only once its scripts are there."""
    wait = page.wait_for_selector

    def wait_for_selector(*arguments: Any, **options: Any) -> Any:
        found = wait(*arguments, **options)
        page.wait_for_load_state("load")
        return found

    setattr(page, "wait_for_selector", wait_for_selector)  # noqa: B010 a method of this page alone


@contextmanager
def open_page(browser: Browser, width: int = 1366, name_font: bool = False, **options: Any) -> Iterator[Page]:
    """A page in its own context. When it closes: nothing was asked of another host, and no script failed.

    The name font (46 MB) is fetched only when asked for; without it names are drawn by the system's serif.
    """
    context = browser.new_context(viewport={"width": width, "height": 768}, locale="ja-JP", **options)
    context.set_default_timeout(60_000)  # a busy machine is no failure
    if not name_font:
        context.route(re.compile(r"/static/fonts/"), lambda route: route.abort())
    page, watch = context.new_page(), Watch()
    _wait_for_scripts(page)
    page.on("request", watch.request)
    page.on("console", lambda message: watch.console(message.type, message.text))
    page.on("pageerror", lambda error: watch.errors.append(str(error)))
    try:
        yield page
    finally:
        context.close()
    assert watch.outside == [], "the page asked another host"
    assert watch.errors == [], "a script failed or the content policy refused something"


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page of 1366 × 768 with Japanese settings."""
    with open_page(chromium) as opened:
        yield opened


def axe(page: Page) -> list[str]:
    """Violations of the page as it stands: 'rule: markup — what to do'. WCAG 2.2 AA, best practice, target size."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    options = {
        "runOnly": {"type": "tag", "values": AXE_TAGS},
        "rules": {"target-size": {"enabled": True}},
        "resultTypes": ["violations"],  # of the rest one example a rule is enough: half the time
    }
    found = page.evaluate("options => axe.run(document, options).then(result => result.violations)", options)
    return [
        f"{violation['id']}: {node['html'][:200]} — {node['failureSummary'][:300]}"
        for violation in found
        for node in violation["nodes"]
    ]


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than the window (0 = no sideways scrolling)."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def screenshot(page: Page, name: str) -> Path:
    """Keeps a picture under YAKUBA_SCREENSHOTS (default var/screenshots), for the eye; nothing compares it."""
    folder = Path(os.environ.get("YAKUBA_SCREENSHOTS", "var/screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{re.sub(r'[^0-9A-Za-z_-]+', '-', name)}.png"
    page.screenshot(path=path)
    return path


class _QuietHandler(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Requests are no output of a test."""


class _Going:
    """An application that knows whether requests are at work."""

    def __init__(self, application: Callable[..., Any]) -> None:
        self.application, self.number, self.held, self.changed = application, 0, 0, threading.Condition()

    def __call__(self, *arguments: Any) -> Iterator[bytes]:
        with self.changed:
            self.changed.wait_for(lambda: not self.held, 60)
            self.number += 1
        answer: Any = ()
        try:
            answer = self.application(*arguments)
            return iter([b"".join(answer)])
        finally:
            if hasattr(answer, "close"):
                answer.close()
            with self.changed:
                self.number -= 1
                self.changed.notify_all()

    def hold(self, by: int) -> None:
        """Requests wait as long as somebody holds them (1); let go with -1."""
        with self.changed:
            self.held += by
            self.changed.notify_all()

    def ended(self, seconds: float = 60.0) -> bool:
        """Wait until nothing is at work."""
        with self.changed:
            return self.changed.wait_for(lambda: not self.number, seconds)


_SITES: list[_Going] = []


@contextmanager
def requests_wait() -> Iterator[None]:
    """No request is at work at the sites that are served now: the process is somebody else's for a while."""
    sites = list(_SITES)
    for one in sites:
        one.hold(1)
        one.ended()
    try:
        yield
    finally:
        for one in sites:
            one.hold(-1)


@contextmanager
def served() -> Iterator[str]:
    """The site under the settings of the moment on a free local port, without any database. Gives its address.

    What a page asked for just before it was closed ends first: no request runs into the cleaning after the test.
    """
    server = ThreadedWSGIServer(("127.0.0.1", 0), _QuietHandler)
    server.daemon_threads = True
    going = _Going(StaticFilesHandler(WSGIHandler()))
    server.set_app(going)
    _SITES.append(going)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        going.ended()
        _SITES.remove(going)


@pytest.fixture(scope="module")
def gallery() -> Iterator[str]:
    """The address of a server with the gallery of screens, under the strict content policy and without tenants."""
    middleware = [
        "django.middleware.security.SecurityMiddleware",
        "csp.middleware.CSPMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
    ]
    urls = "yakuba.platform.screens.gallery.urls"
    with override_settings(ROOT_URLCONF=urls, MIDDLEWARE=middleware), served() as address:
        yield address
