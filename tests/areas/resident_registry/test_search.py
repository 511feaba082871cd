"""Searching: what is found, by whom, through which index, and that another town's people never are."""

import re
from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from tests.residents import ALONE, COUPLE, FAMILY, address, move_in
from tests.world import Town, found_town
from yakuba.areas.resident_registry import grams, queries
from yakuba.areas.resident_registry.queries import Wanted
from yakuba.platform.access.service import Refused
from yakuba.platform.register.models import RegisterEntry
from yakuba.standards.folding import fold_name

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def towns() -> Iterator[tuple[Town, Town]]:
    kitami, funabashi = found_town("012084"), found_town("122041")
    with kitami.open():
        move_in(FAMILY)
        move_in(ALONE, address(lot="１０番地", building="髙橋荘２号室"))
    with funabashi.open():
        move_in(COUPLE, address("122041"))
    yield kitami, funabashi


def names(town: Town, wanted: Wanted) -> list[str]:
    with town.open("clerk"):
        return [record.name for record in queries.search(wanted).records]


EVERYONE = ["佐藤　一郎", "佐藤　太郎", "佐藤　花子", "佐藤　二葉"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(name="佐藤"), EVERYONE),
        (Wanted(name="藤"), EVERYONE),
        (Wanted(name="花子"), ["佐藤　花子"]),
        (Wanted(name="高橋"), ["髙橋　幸"]),  # variant character
        (Wanted(kana="サトウハナコ"), ["佐藤　花子"]),
        (Wanted(kana="さとお はなこ"), ["佐藤　花子"]),  # hiragana, long vowel, space
        (Wanted(kana="トウハナ"), ["佐藤　花子"]),  # infix over the space
        (Wanted(kana="タカバシ"), ["髙橋　幸"]),  # voicing
        (Wanted(address="高橋荘"), ["髙橋　幸"]),
        (Wanted(birth_from=date(1980, 12, 26)), ["佐藤　花子"]),
        (Wanted(birth_from=date(1980, 1, 1), birth_to=date(1980, 12, 31)), ["佐藤　花子"]),
        (Wanted(name="佐藤", birth_from=date(2008, 1, 1), birth_to=date(2008, 12, 31)), ["佐藤　一郎"]),
        (Wanted(name="佐藤", sex="2"), ["佐藤　花子", "佐藤　二葉"]),
        (Wanted(name="鈴木"), []),
        (Wanted(name="%"), []),
        (Wanted(name="_"), []),
    ],
)
def test_what_is_found(towns: tuple[Town, Town], wanted: Wanted, found: list[str]) -> None:
    assert sorted(names(towns[0], wanted)) == sorted(found)


def test_each_town_finds_its_own_people_only(towns: tuple[Town, Town]) -> None:
    assert sorted(names(towns[1], Wanted(name="佐藤"))) == ["佐藤　太郎", "佐藤　花子"]
    assert names(towns[1], Wanted(name="髙橋")) == []


def test_grams_of_one_town_find_nobody_for_another(towns: tuple[Town, Town]) -> None:
    kitami, funabashi = towns
    foreign = grams.wanted(kitami.id, "name", fold_name("髙橋"))
    with funabashi.open("clerk"), connection.cursor() as cursor:
        cursor.execute(
            "select * from find_people(%s, %s, '', '', true, true, null, null, '', 201)", [foreign, fold_name("髙橋")]
        )
        assert cursor.fetchall() == []


def test_a_search_is_registered_with_everyone_it_showed(towns: tuple[Town, Town]) -> None:
    with towns[0].open("clerk"):
        queries.search(Wanted(kana="サトウ"))
        row = RegisterEntry.objects.get(act="search")
        assert len(row.subjects) == 4
        assert row.actor_name == "窓口 花子"


def test_without_the_duty_nobody_is_found(towns: tuple[Town, Town]) -> None:
    from dataclasses import replace

    from yakuba.platform.tenancy.context import Actor, use_context

    with towns[0].open() as context:
        stranger = replace(context, actor=Actor(id=uuid4(), name="他課 職員"))
        with use_context(stranger), pytest.raises(Refused):
            queries.search(Wanted(name="佐藤"))


COPIES = """
insert into {table} select made.*
from (select * from {table} order by municipality_id, addressee_number limit 1) as sample,
  generate_series(1, 2000) as n,
  lateral jsonb_populate_record(null::{table}, to_jsonb(sample) || jsonb_build_object(
    'addressee_number', 100000 + n, 'household_number', 'H' || n, 'names', 'N' || n, 'grams', array[n],
    'event_id', null, 'birth_date', date '1900-01-01' + n)) as made
"""


@pytest.fixture
def crowd(towns: tuple[Town, Town], owner_connection: psycopg.Connection) -> psycopg.Connection:
    """So many people that a plan that reads them all would be the dearer one."""
    for table in ("addressee", "resident_record", "search_entry"):
        owner_connection.execute(COPIES.format(table=table).encode())
        # Vacuum empties the list of pending entries of the index of grams, which else adds to the cost of using it.
        owner_connection.execute(f"vacuum analyze {table}".encode())
    return owner_connection


def plan_of(town: Town, crowd: psycopg.Connection, part: str, without: tuple[str, ...], plus: str = "+ 0") -> str:
    """How the database would answer the search's own statement with some ways of reading switched off."""
    (source,) = crowd.execute("select prosrc from pg_proc where proname = 'find_people'").fetchone() or ("",)
    values = {
        "wanted": f"'{{{','.join(map(str, grams.wanted(town.id, 'name', part)))}}}'::bigint[]",
        "part_name": f"'{part}'",
        "part_kana": "''",
        "part_address": "''",
        "of_sex": "''",
        "cap": "201",
        "past": "false",
        "removed": "false",
        "birth_from": "null::date",
        "birth_to": "null::date",
    }
    statement = source[source.index("SELECT") : source.index("END", source.index("LIMIT"))].rstrip("; \n")
    for name, value in values.items():
        statement = re.sub(rf"\b{name}\b", value, statement)
    assert "municipality_id + 0 =" in statement
    statement = statement.replace("municipality_id + 0 =", f"municipality_id {plus} =")
    with crowd.transaction():
        crowd.execute("select set_config('yakuba.municipality', %s, true)", [str(town.id)])
        for other in without:
            crowd.execute(f"set local {other} = off".encode())
        (database,) = crowd.execute("select current_database()").fetchone() or ("",)
        crowd.execute(f'set local role "{database}_search"'.encode())
        return str(crowd.execute(b"explain " + statement.encode()).fetchall())


@pytest.mark.parametrize("part", ["佐藤", "田"])
def test_text_searches_use_the_index_of_grams(towns: tuple[Town, Town], crowd: psycopg.Connection, part: str) -> None:
    # A few thousand rows would be read through sooner.
    plan = plan_of(towns[0], crowd, part, ("enable_seqscan", "enable_indexscan", "enable_indexonlyscan"))
    assert "search_entry_grams" in plan and "Seq Scan" not in plan, plan


def test_text_searches_can_use_no_index_of_everyone_in_the_town(
    towns: tuple[Town, Town], crowd: psycopg.Connection
) -> None:
    """In a large town reading one beside the grams takes twelve times as long as the search."""
    ways = ("enable_seqscan", "enable_bitmapscan")
    plans = [plan_of(towns[0], crowd, "佐藤", ways, plus) for plus in ("+ 0", "")]
    of_grams, of_town = (set(re.findall(r"search_entry_\w+", plan)) - {"search_entry_grams"} for plan in plans)
    assert not of_grams, plans
    assert of_town, "the addition is what keeps them away"


OTHERS = {
    "search_entry_birth": "search_entry where municipality_id = %s and birth_date between '1980-1-1' and '1980-2-1'",
    "resident_record_household": "resident_record where municipality_id = %s and is_latest and household_number = '19'",
    "resident_record_latest": "resident_record where municipality_id = %s and is_latest and addressee_number = 19",
}


@pytest.mark.parametrize("index", OTHERS)
def test_other_searches_use_their_index_as_the_application(
    towns: tuple[Town, Town], crowd: psycopg.Connection, index: str
) -> None:
    with towns[0].open("clerk"), connection.cursor() as cursor:
        cursor.execute(f"explain select * from {OTHERS[index]}", [towns[0].id])
        plan = " ".join(line for (line,) in cursor.fetchall())
    assert index in plan and "Seq Scan" not in plan, plan
