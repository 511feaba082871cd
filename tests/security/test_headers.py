"""What every answer carries: headers, content types, methods; and what it does not."""

import warnings
from typing import Any

import pytest
from django.test import Client

from tests.residents import COUPLE, move_in
from tests.world import Town, signed_in

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

Answer = Any  # what the test client gives: a response with the request beside it
STATIC = "/static/screens/tokens.css"


def closed(answer: Answer) -> Answer:
    """The answer with its body read, so that a streamed file is closed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        if answer.streaming:
            b"".join(answer.streaming_content)
    answer.close()
    return answer


@pytest.fixture
def answers(kitami: Town) -> dict[str, Answer]:
    """One of every kind: page, redirect, refusal, missing page, wrong form, wrong host, static file, health."""
    with kitami.open():
        number = int(move_in(COUPLE)[0].addressee_number)
    clerk, stranger = signed_in(kitami, "madoguchi"), Client()
    return {
        "page": clerk.get("/012084/"),
        "person": clerk.get(f"/012084/residents/{number}/"),
        "redirect": stranger.get("/012084/"),
        "sign-in": stranger.get("/012084/sign-in/"),
        "wrong": stranger.post("/012084/sign-in/", {"login_name": "x", "password": "y"}),
        "missing": clerk.get("/012084/residents/999999/"),
        "no such page": clerk.get("/012084/nothing/here/"),
        "no such town": stranger.get("/999999/"),
        "method": clerk.put("/012084/"),
        "host": stranger.get("/012084/", headers={"host": "evil.example"}),
        "hostile": stranger.get("/012084/?x=%00"),
        "towns": stranger.get("/"),
        "health": stranger.get("/health"),
        "static": closed(stranger.get(STATIC)),
        "no such file": closed(stranger.get("/static/screens/")),
    }


def test_every_answer_forbids_sniffing_framing_and_foreign_scripts(answers: dict[str, Answer]) -> None:
    for name, answer in answers.items():
        assert answer.headers["X-Content-Type-Options"] == "nosniff", name
        assert answer.headers["Referrer-Policy"] == "same-origin", name
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", name
        assert answer.headers["X-Frame-Options"] == "DENY", name
        policy = answer.headers["Content-Security-Policy"]
        for rule in ("default-src 'none'", "script-src 'self'", "object-src 'none'", "base-uri 'none'"):
            assert rule in policy, (name, rule)
        assert "frame-ancestors 'none'" in policy, name
        assert "unsafe" not in policy, name


def test_no_answer_is_open_to_other_origins(answers: dict[str, Answer], kitami: Town) -> None:
    assert [name for name, answer in answers.items() if "Access-Control-Allow-Origin" in answer.headers] == []
    asked = signed_in(kitami, "madoguchi").get("/012084/", headers={"origin": "https://evil.example"})
    assert not any(name.lower().startswith("access-control") for name in asked.headers)


def test_whatever_is_said_inside_a_town_is_kept_by_no_cache(answers: dict[str, Answer]) -> None:
    inside = ("page", "person", "redirect", "sign-in", "wrong", "missing", "no such page", "method")
    assert {name: answers[name].headers.get("Cache-Control") for name in inside} == dict.fromkeys(inside, "no-store")


def test_every_body_says_what_it_is_and_in_which_characters(answers: dict[str, Answer]) -> None:
    for name, answer in answers.items():
        kind = answer.headers["Content-Type"]
        if name == "static":
            assert kind == 'text/css; charset="utf-8"'
        elif name == "health":
            assert kind == "text/plain; charset=utf-8"
        else:
            assert kind == "text/html; charset=utf-8", name


def test_software_and_version_are_not_announced(answers: dict[str, Answer]) -> None:
    for name, answer in answers.items():
        assert not {"Server", "X-Powered-By"} & set(answer.headers), name


def test_folders_of_static_files_are_not_listed_and_nothing_lies_outside_them(kitami: Town) -> None:
    browser = Client()
    outside = (
        "/static/",
        "/static/screens/",
        "/static/../pyproject.toml",
        "/static/%2e%2e/%2e%2e/base.py",
        "/static/screens/..%2f..%2f..%2fapps.py",
        "/static//etc/passwd",
        "/static/screens/%2e%2e/templates/screens/base.html",
        "/.git/config",
        "/static/.git/config",
        "/static/screens/tokens.css%00.png",
    )
    for path in outside:
        answer = closed(browser.get(path))
        assert answer.status_code in (400, 404), path


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"])
def test_other_methods_are_not_allowed(kitami: Town, method: str) -> None:
    clerk = signed_in(kitami, "madoguchi")
    for path in ("/012084/", "/012084/sign-in/", "/012084/residents/", "/012084/sign-out/", "/", "/health"):
        assert clerk.generic(method, path).status_code == 405, (method, path)
    assert clerk.get("/012084/").status_code == 200  # still signed in: nothing was done


def test_another_host_name_is_not_answered(kitami: Town) -> None:
    browser = Client()
    for host in ("evil.example", "localhost.evil.example", "testserver@evil.example", "testserver:80:80"):
        assert browser.get("/012084/sign-in/", headers={"host": host}).status_code == 400, host
    forwarded = browser.get("/012084/", headers={"x-forwarded-host": "evil.example"})
    assert "evil" not in forwarded.headers["Location"]


def test_only_a_page_of_the_same_town_is_gone_back_to(kitami: Town) -> None:
    from yakuba.backyard.views.signing import next_url

    away = (
        "//evil.example/012084/", "https://evil.example/012084/", "/122041/", "javascript:alert(1)", "/\\evil.example",
        "/012084", "\t//evil.example", "/012084/../122041/", "http:/012084/", "/012084/\\..\\..\\x", "012084/",
        "/012084/%2e%2e/122041/", "/012084/%2E./122041/",
    )  # fmt: skip
    browser = Client()
    for wanted in away:
        request = browser.get("/012084/sign-in/", {"next": wanted}).wsgi_request
        target = next_url(request, "012084")
        assert target.startswith("/012084/") and ".." not in target, (wanted, target)
    kept = browser.get("/012084/sign-in/", {"next": "/012084/residents/?page=2"}).wsgi_request
    assert next_url(kept, "012084") == "/012084/residents/?page=2"
