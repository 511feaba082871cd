"""A town hall with a clerk and a chief, each at a browser of their own, served on a local port."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.browser import open_page, served
from tests.stories.hands import Hands

if TYPE_CHECKING:
    from tests.world import Town

TEN_IN_JAPAN = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


@dataclass
class Office:
    """The two who work on a case, and the town they work for."""

    clerk: Hands
    chief: Hands
    town: Town

    def approve(self) -> None:
        """The chief takes the only case from the list and registers it."""
        self.chief.open("approvals/")
        self.chief.push("main a[data-row]")
        self.chief.press("F9")
        self.chief.says("本登録しました")


@pytest.fixture
def office(
    transactional_db: None, chromium: Browser, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Office]:
    from tests.world import found_town, signed_in
    from yakuba.platform.access.middleware import SESSION_COOKIE
    from yakuba.platform.parameters import service as parameters

    monkeypatch.setattr("yakuba.platform.access.middleware.now", lambda: TEN_IN_JAPAN)
    town = found_town("012084")
    with town.open("chief"):
        parameters.set("certifier.mayor.title", date(2026, 4, 1), "北見市長", "試験")
        parameters.set("certifier.mayor.name", date(2026, 4, 1), "北見　太郎", "試験")
    with served() as at, open_page(chromium) as first, open_page(chromium) as second:
        hands = []
        for page, login in ((first, "madoguchi"), (second, "kakaricho")):
            token = signed_in(town, login).cookies[SESSION_COOKIE].value
            # The path it is set with by the sign-in page: a new token of the step-up page takes its place.
            host = urlsplit(at).hostname or ""
            page.context.add_cookies([{"name": SESSION_COOKIE, "value": token, "domain": host, "path": "/012084/"}])
            hands.append(Hands(page, f"{at}/012084/", f"{request.node.name}-{login}"))
        clerk, chief = hands
        yield Office(clerk, chief, town)
