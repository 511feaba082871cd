"""What goes wrong stays generic for the person, and names nobody in the logs."""

import logging
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DataError, connection, transaction
from django.test import Client

from tests.world import PASSWORD, Town, signed_in
from yakuba.operation.settings.base import LOGGING
from yakuba.operation.settings.log_lines import LineFormatter
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.tenancy.context import now

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

LOGIN, NUMBER = "madoguchi", "123456789018"
FORMATTER = LineFormatter("{asctime} {levelname} {name} {message}", style="{")


def line(message: str, *values: object, exc_info: Any = None) -> str:
    return FORMATTER.format(logging.LogRecord("x", logging.ERROR, "x.py", 1, message, values, exc_info))


def broken(*_: object, **__: object) -> None:
    raise RuntimeError("secret detail: SELECT 佐藤 FROM resident_record")


def test_a_broken_page_tells_the_person_nothing_of_the_inside(kitami: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(kitami, "madoguchi")
    client.raise_request_exception = False
    monkeypatch.setattr("yakuba.platform.cases.queries.worklist", broken)
    answer = client.get("/012084/")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert answer.headers["Cache-Control"] == "no-store" and answer.headers["X-Content-Type-Options"] == "nosniff"
    for inside in ("Traceback", "RuntimeError", "secret detail", "SELECT", "yakuba/", ".py", "Django"):
        assert inside not in page, inside


def test_a_page_that_breaks_half_way_leaves_nothing_behind(kitami: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(kitami, "madoguchi")
    client.raise_request_exception = False
    monkeypatch.setattr("yakuba.backyard.views.account._back", broken)
    new = "kaze-no-matasaburo-7"
    sent = {"present": PASSWORD, "new": new, "again": new}
    assert client.post("/012084/account/password/", sent).status_code == 500
    stranger = Client()
    given = {"login_name": "madoguchi", "password": PASSWORD}
    assert stranger.post("/012084/sign-in/", given).status_code == 302  # the old one still counts
    with kitami.open():
        assert not RegisterEntry.objects.filter(act="change_staff").exists()


def test_the_words_of_the_database_stay_out_of_the_log(kitami: Town) -> None:
    with kitami.open(), connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute("select %s::int", [LOGIN])
        except DataError as error:
            assert LOGIN in str(error)  # the database quotes what it was given
            text = line("Internal Server Error: %s", "/012084/", exc_info=sys.exc_info())
    assert "django.db.utils.DataError (SQLSTATE 22P02)" in text
    assert "psycopg.errors.InvalidTextRepresentation (SQLSTATE 22P02)" in text
    assert "test_logs.py" in text  # where it happened is kept
    for word in (LOGIN, "DETAIL", "LINE 1"):
        assert word not in text, word


def test_individual_numbers_and_resident_codes_are_blotted_out() -> None:
    text = line("number %s and code %s, id %s", "123456789018", "12345678901", "01890000-0000-7000-8000-123456789018")
    assert text.endswith("number [number] and code [number], id 01890000-0000-7000-8000-123456789018")
    try:
        raise ValueError(f"{NUMBER} does not fit")
    except ValueError:
        assert NUMBER not in line("x", exc_info=sys.exc_info())


def test_nobody_writes_a_log_line_of_his_own() -> None:
    text = line("Not Found: %s", "/x\n2026-11-24 ERROR all is well\r\x1b[2J\u2028y")
    assert len(text.splitlines()) == 1
    assert "\x1b" not in text


def test_a_log_line_has_its_time_with_offset_and_the_settings_use_it() -> None:
    stamp = datetime.fromisoformat(line("x").split(" ")[0])
    assert stamp.utcoffset() == timedelta(hours=9)
    assert abs(datetime.now(UTC) - stamp) < timedelta(seconds=10)
    assert LOGGING["formatters"]["line"]["class"].endswith("log_lines.LineFormatter")  # type: ignore[index]
    assert LOGGING["root"]["handlers"] == ["stderr"]  # type: ignore[index]


def test_a_refusal_and_a_number_tried_in_vain_are_in_the_register(kitami: Town) -> None:
    clerk = signed_in(kitami, "madoguchi")
    with kitami.open():
        from yakuba.platform.access.models import DutyAssignment

        DutyAssignment.objects.filter(account_id=kitami.clerk.id, duty="resident_registry.issue").update(
            revoked_at=now()
        )
    assert clerk.get("/012084/residents/certificates/?household=1").status_code == 403
    assert clerk.get("/012084/residents/999/").status_code == 404
    with kitami.open():
        rows = list(RegisterEntry.objects.filter(act="refused").order_by("id"))
    assert [(row.outcome, row.actor_name, row.detail["path"]) for row in rows] == [
        ("refused", "窓口 花子", "/012084/residents/certificates/"),
        ("not_found", "窓口 花子", "/012084/residents/999/"),
    ]
    assert all(row.occurred_at.utcoffset() == timedelta(0) for row in rows)
