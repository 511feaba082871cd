"""Keeping, showing and finding numbers: who may, what is registered, what never shows."""

import logging
import pickle
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yakuba.platform.access.service import Refused, StepUpNeeded
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.secrets import service
from yakuba.platform.secrets.errors import KeysMissing, KeysUnsafe, NoValue, PurposeNeeded, Unreadable, UnusableValue
from yakuba.platform.secrets.models import SecretValue
from yakuba.platform.secrets.secret import Secret
from yakuba.platform.tenancy.context import Context

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
Open = Callable[..., AbstractContextManager[Context]]

NUMBER, OTHER_NUMBER, CODE = "123456789018", "983205673214", "99900000017"
REVEAL = "numbers.reveal"


def test_number_is_shown_to_the_officer_with_duty_and_second_factor(town: int, opened: Open) -> None:
    with opened(town, REVEAL):
        assert service.put(7, "individual_number", NUMBER).changed
        assert service.reveal(7, "individual_number", "転入届の審査") == NUMBER
        row = RegisterEntry.objects.get(act="reveal_number")
    assert (row.subjects, row.items, row.purpose, row.duty) == ([7], ["individual_number"], "転入届の審査", REVEAL)


@pytest.mark.parametrize(
    "act", [lambda p: service.reveal(7, "individual_number", p), lambda p: service.find("individual_number", NUMBER, p)]
)
def test_without_duty_second_factor_or_purpose_nothing_is_shown(
    town: int, opened: Open, act: Callable[[str], object]
) -> None:
    with opened(town, REVEAL):
        service.put(7, "individual_number", NUMBER)
    with opened(town, "resident_registry.inquire"), pytest.raises(Refused):
        act("審査")
    with opened(town, REVEAL, stepped_up=False), pytest.raises(StepUpNeeded):
        act("審査")
    with opened(town, REVEAL), pytest.raises(PurposeNeeded):
        act("  ")


def test_person_is_found_by_the_whole_number_written_in_any_width(town: int, opened: Open) -> None:
    with opened(town, REVEAL):
        service.put(7, "individual_number", NUMBER)
        service.put(8, "resident_code", CODE)
        assert service.find("individual_number", "１２３４ ５６７８ ９０１８", "検索") == [7]
        assert service.find("individual_number", OTHER_NUMBER, "検索") == []
        row = RegisterEntry.objects.filter(act="search_by_number").earliest("id")
    assert (row.subjects, row.detail) == ([7], {"hits": 1})


def test_changed_number_becomes_the_next_version_and_the_old_one_still_finds(town: int, opened: Open) -> None:
    with opened(town, REVEAL):
        service.put(7, "individual_number", NUMBER)
        assert not service.put(7, "individual_number", NUMBER).changed
        assert service.put(7, "individual_number", OTHER_NUMBER).changed
        assert service.reveal(7, "individual_number", "確認") == OTHER_NUMBER
        assert service.find("individual_number", NUMBER, "確認") == [7]
        assert SecretValue.objects.count() == 2
        assert RegisterEntry.objects.filter(act="change_number").count() == 2


def test_person_without_number_is_said_so_and_registered(town: int, opened: Open) -> None:
    with opened(town, REVEAL):
        with pytest.raises(NoValue):
            service.reveal(9, "individual_number", "確認")
        assert RegisterEntry.objects.get(act="reveal_number").outcome == "not_found"


@pytest.mark.parametrize(
    ("kind", "value", "reason"),
    [
        ("individual_number", "123456789012", "check_digit"),
        ("individual_number", "12345678901", "length"),
        ("individual_number", "12345678901X", "digits"),
        ("resident_code", "9990000001", "length"),
        ("resident_code", "", "digits"),
    ],
)
def test_malformed_value_is_refused_without_repeating_it(
    town: int, opened: Open, kind: str, value: str, reason: str
) -> None:
    with opened(town), pytest.raises(UnusableValue) as refused:
        service.put(7, kind, value)
    assert refused.value.reason == reason
    assert not value or value not in str(refused.value)


def test_resident_code_of_unknown_arithmetic_is_kept_with_a_doubt(town: int, opened: Open) -> None:
    with opened(town, REVEAL):
        assert service.put(7, "resident_code", "99900000011").doubts == ("check_digit",)
        assert service.reveal(7, "resident_code", "確認") == "99900000011"


def test_load_keeps_the_good_and_returns_the_rest(town: int, opened: Open) -> None:
    rows: list[tuple[int, str, str | Secret]] = [
        (1, "individual_number", NUMBER),
        (2, "individual_number", "x"),
        (3, "resident_code", Secret(CODE)),
    ]
    with opened(town):
        first = service.put_many(rows, "load 1")
        again = service.put_many(rows, "load 1")
        assert RegisterEntry.objects.filter(act="change_number").count() == 2
    assert (first.stored, first.unchanged, len(first.rejected)) == (2, 0, 1)
    assert (again.stored, again.unchanged, len(again.rejected)) == (0, 2, 1)
    assert (first.rejected[0].addressee_number, first.rejected[0].reason) == (2, "digits")


MOVES = {
    "to another person": "UPDATE secret_value SET nonce = o.nonce, ciphertext = o.ciphertext FROM secret_value o "
    "WHERE secret_value.addressee_number = 7 AND o.addressee_number = 8 "
    "AND o.municipality_id = secret_value.municipality_id",
    "to another municipality": "UPDATE secret_value SET nonce = o.nonce, ciphertext = o.ciphertext FROM secret_value o "
    "WHERE secret_value.addressee_number = 7 AND o.addressee_number = 7 "
    "AND o.municipality_id <> secret_value.municipality_id",
    "to another version": "UPDATE secret_value SET version = version + 1 WHERE addressee_number = 7",
    "to another kind": "UPDATE secret_value SET kind = 'resident_code' WHERE addressee_number = 7",
    "with one bit changed": "UPDATE secret_value SET ciphertext = set_bit(ciphertext, 3, 1 - get_bit(ciphertext, 3))",
}


@pytest.mark.parametrize("move", MOVES)
def test_ciphertext_opens_at_its_own_place_only(
    town: int, other_town: int, opened: Open, owner_connection: psycopg.Connection, move: str
) -> None:
    for place in (town, other_town):
        with opened(place):
            service.put(7, "individual_number", NUMBER)
            service.put(8, "individual_number", OTHER_NUMBER)
    owner_connection.execute(MOVES[move].encode())
    kind = "resident_code" if move == "to another kind" else "individual_number"
    with opened(town, REVEAL), pytest.raises(Unreadable):
        service.reveal(7, kind, "確認")


def test_without_the_master_key_nothing_is_readable(town: int, opened: Open, master_key: Path) -> None:
    with opened(town):
        service.put(7, "individual_number", NUMBER)
    master_key.rename(master_key.with_name("elsewhere"))
    for act in (
        lambda: service.reveal(7, "individual_number", "確認"),
        lambda: service.find("individual_number", NUMBER, "確認"),
        lambda: service.put(7, "individual_number", OTHER_NUMBER),
    ):
        with opened(town, REVEAL), pytest.raises(KeysMissing):
            act()


def test_key_file_that_others_can_read_is_refused(town: int, opened: Open, master_key: Path) -> None:
    master_key.chmod(0o640)
    with opened(town), pytest.raises(KeysUnsafe):
        service.put(7, "individual_number", NUMBER)


def test_no_table_holds_a_number_in_the_clear(town: int, opened: Open, owner_connection: psycopg.Connection) -> None:
    with opened(town, REVEAL):
        service.put(7, "individual_number", NUMBER)
        service.put_many([(8, "individual_number", OTHER_NUMBER), (8, "resident_code", CODE)], "load")
        service.reveal(7, "individual_number", "確認")
        service.find("individual_number", OTHER_NUMBER, "確認")
    tables = owner_connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert len(tables) > 10
    for (table,) in tables:
        with owner_connection.cursor() as cursor, cursor.copy(f'COPY "{table}" TO STDOUT'.encode()) as copy:
            text = b"".join(bytes(block) for block in copy)
        for number in (NUMBER, OTHER_NUMBER, CODE):
            assert number.encode() not in text, table
            assert number.encode().hex().encode() not in text, table


def test_same_number_leaves_different_traces_in_two_municipalities(
    town: int, other_town: int, opened: Open, owner_connection: psycopg.Connection
) -> None:
    for place in (town, other_town):
        with opened(place):
            service.put(7, "individual_number", NUMBER)
    rows = owner_connection.execute("SELECT lookup, ciphertext FROM secret_value").fetchall()
    assert len({bytes(found) for found, _ in rows}) == len({bytes(cipher) for _, cipher in rows}) == 2


def test_secret_does_not_show_itself() -> None:
    secret = Secret(NUMBER)
    shown = [repr(secret), str(secret), f"{secret}", f"{secret!r:>20}", repr({"a": [secret]})]
    try:
        raise ValueError(secret)
    except ValueError as problem:
        shown += traceback.format_exception(problem)
    assert not any(NUMBER in text for text in shown)
    assert secret.open() == NUMBER
    assert secret == Secret(NUMBER) != Secret(OTHER_NUMBER)
    with pytest.raises(TypeError):
        pickle.dumps(secret)


def test_no_statement_and_no_log_line_carries_a_number(
    town: int, opened: Open, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with opened(town, REVEAL), CaptureQueriesContext(connection) as queries:
        service.put(7, "individual_number", NUMBER)
        service.reveal(7, "individual_number", "確認")
        service.find("individual_number", NUMBER, "確認")
    said = caplog.text + "".join(query["sql"] for query in queries)
    assert "register_entry" in said
    assert NUMBER not in said


def test_search_by_number_uses_its_index(town: int, opened: Open, owner_connection: psycopg.Connection) -> None:
    with opened(town):
        service.put_many([(number, "resident_code", f"999{number:08d}") for number in range(1, 2_001)], "load")
    owner_connection.execute("ANALYZE secret_value")
    with opened(town):
        rows = SecretValue.objects.filter(lookup__in=[b"x" * 32, b"y" * 32], kind="individual_number")
        assert "secret_value_lookup" in rows.explain()
