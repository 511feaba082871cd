"""Parameters: typed, dated, append-only, each municipality its own."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import ProgrammingError, connection

from yakuba.platform.parameters import parameter_definitions as p
from yakuba.platform.parameters import registry, service
from yakuba.platform.parameters.certifier import certifier
from yakuba.platform.parameters.errors import NoCertifier, ParameterRefused, UnknownParameter
from yakuba.platform.parameters.kinds import Day, Whole
from yakuba.platform.parameters.registry import Definition
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.tenancy.context import Actor, Context, use_context
from yakuba.platform.tenancy.models import Municipality
from yakuba.platform.tenancy.scope import tenant

INSTANT = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
CLERK = Actor(
    id=UUID("01900000-0000-7000-8000-000000000001"), name="係長 一郎", duties=frozenset({"parameters.manage"})
)
APRIL, MAY, JUNE = date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)

database = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def town() -> int:
    return Municipality.objects.using("owner").create(founded_at=INSTANT).id


@pytest.fixture
def open_town(town: int) -> Iterator[int]:
    with use_context(Context(INSTANT, CLERK)), tenant(town):
        yield town


@database
def test_an_untouched_parameter_has_its_default(open_town: int) -> None:
    assert service.get(p.SEARCH_CAP, APRIL) == 200
    assert service.get("certificate.text_overflow", APRIL) == "truncate"
    assert service.get(p.OMISSION_DEFAULTS["move_out_certificate"], APRIL) == {"individual_number", "resident_code"}
    assert service.history("search.cap") == []


@database
def test_a_value_holds_from_its_day(open_town: int) -> None:
    service.set("fee.record_copy_joint", MAY, 350, "手数料条例の改正")
    fee = p.FEES["record_copy_joint"]
    assert [service.get(fee, day) for day in (APRIL, MAY, JUNE)] == [300, 350, 350]


@database
def test_of_one_day_the_later_row_wins_and_both_stay(open_town: int) -> None:
    service.set("fee.record_copy_joint", MAY, 350, "改正")
    service.set("fee.record_copy_joint", JUNE, 450, "再改正")
    service.set("fee.record_copy_joint", MAY, 400, "打ち間違いの直し")
    fee = p.FEES["record_copy_joint"]
    assert [service.get(fee, day) for day in (APRIL, MAY, JUNE)] == [300, 400, 450]
    assert [(row.value, row.reason, row.set_by_name) for row in service.history(fee.key)] == [
        (400, "打ち間違いの直し", "係長 一郎"),
        (450, "再改正", "係長 一郎"),
        (350, "改正", "係長 一郎"),
    ]


@database
def test_none_goes_back_to_the_default(open_town: int) -> None:
    service.set("search.cap", APRIL, 50, "試行")
    assert service.set("search.cap", MAY, None, "試行の終わり").is_default
    assert [service.get(p.SEARCH_CAP, day) for day in (APRIL, MAY)] == [50, 200]


@database
def test_a_set_of_items_keeps_its_type(open_town: int) -> None:
    definition = p.OMISSION_DEFAULTS["record_copy_joint"]
    entry = service.set(definition.key, APRIL, ["individual_number", "resident_code"], "窓口の実情")
    assert entry.value == frozenset({"resident_code", "individual_number"})
    assert service.get(definition, APRIL) == entry.value
    service.set(definition.key, MAY, [], "省略しない")
    assert service.get(definition, MAY) == frozenset()


REFUSALS: list[tuple[str, Any, str]] = [
    ("search.cap", 201, "検索結果の上限：201は範囲の外。20から200までで入力"),
    ("search.cap", "50", "検索結果の上限：整数でない。20から200までで入力"),
    ("search.cap", True, "検索結果の上限：整数でない"),
    ("notification.period_days", 15, "届出期間：15は範囲の外"),
    ("certificate.text_overflow", "shrink", "証明書の文字あふれ：選択肢にない。入るところまで印字・空欄から選ぶ"),
    ("certificate.print_seal", "yes", "電子公印を印字する：はい・いいえでない"),
    ("certificate.record_copy_joint.omit", ["name"], "選択肢にない項目がある"),
    ("certificate.record_copy_joint.omit", "family_register", "選択肢にない項目がある"),
    ("certifier.mayor.name", "あ" * 51, "首長の氏名：51文字。0文字から50文字までで入力"),
    ("certifier.mayor.name", "北見\n太郎", "首長の氏名：改行などの制御文字がある"),
    ("certifier.deputy.from", "2026-02-30", "職務代理の期間：始まり：暦にある日でない"),
]


@database
@pytest.mark.parametrize(("key", "value", "message"), REFUSALS)
def test_a_value_out_of_kind_is_refused_by_name_reason_and_remedy(
    open_town: int, key: str, value: Any, message: str
) -> None:
    with pytest.raises(ParameterRefused, match=message):
        service.set(key, APRIL, value, "理由")
    assert service.history(key) == []


@database
def test_a_change_needs_a_reason(open_town: int) -> None:
    with pytest.raises(ParameterRefused, match="検索結果の上限：変更の理由がない。理由を入力"):
        service.set("search.cap", APRIL, 50, "  ")


@database
def test_an_unknown_key_is_named(open_town: int) -> None:
    for call in (lambda: service.get("x.y", APRIL), lambda: service.set("x.y", APRIL, 1, "理由")):
        with pytest.raises(UnknownParameter, match=r"「x\.y」：定義がない"):
            call()


@database
def test_every_change_is_in_the_register(open_town: int) -> None:
    service.set("certifier.deputy.from", APRIL, date(2026, 4, 1), "市長の休職")
    (row,) = RegisterEntry.objects.all()
    assert (row.act, row.actor_name, row.duty) == ("change_parameter", "係長 一郎", "parameters.manage")
    assert row.detail["value"] == "2026-04-01"


@database
def test_rows_cannot_be_changed_or_removed(open_town: int, owner_connection: psycopg.Connection) -> None:
    privileges = owner_connection.execute(
        "SELECT has_table_privilege('yakuba_app', 'parameter_value', right_) FROM unnest(%s::text[]) right_",
        [["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE"]],
    )
    assert [allowed for (allowed,) in privileges] == [True, True, False, False, False]
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM parameter_value")
    connection.set_rollback(True)


@database
def test_another_municipality_keeps_its_own(town: int) -> None:
    other = Municipality.objects.using("owner").create(founded_at=INSTANT).id
    with use_context(Context(INSTANT, CLERK)):
        with tenant(town):
            service.set("search.cap", APRIL, 50, "理由")
        with tenant(other):
            assert service.get(p.SEARCH_CAP, MAY) == 200
            assert service.history("search.cap") == []


@database
def test_the_screen_gets_everything_in_two_queries(open_town: int, django_assert_num_queries: Any) -> None:
    """The values, and the procedures that this municipality made."""
    service.set("search.cap", APRIL, 50, "理由")
    service.set("search.cap", JUNE, 60, "理由")
    with django_assert_num_queries(2):
        settings = service.settings(MAY)
    assert len(settings) == len(registry.definitions()) >= 25
    assert [(s.value, s.since) for s in settings if s.definition is p.SEARCH_CAP] == [(50, APRIL)]


@database
def test_the_deputy_certifies_in_the_deputys_period(open_town: int) -> None:
    with pytest.raises(NoCertifier, match="首長の職名：未設定"):
        certifier(APRIL)
    for key, value in {
        "certifier.mayor.title": "北見市長",
        "certifier.mayor.name": "北見 太郎",
        "certifier.deputy.title": "北見市長職務代理者 北見市副市長",
        "certifier.deputy.from": MAY,
        "certifier.deputy.until": date(2026, 5, 31),
    }.items():
        service.set(key, APRIL, value, "設定")
    assert (certifier(APRIL).name, certifier(APRIL).is_deputy) == ("北見 太郎", False)
    with pytest.raises(NoCertifier, match="職務代理者の氏名：未設定"):
        certifier(MAY)
    service.set("certifier.deputy.name", APRIL, "網走 花子", "設定")
    assert [certifier(day).name for day in (MAY, date(2026, 5, 31), JUNE)] == ["網走 花子", "網走 花子", "北見 太郎"]


def test_a_default_outside_its_kind_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="範囲の外"):
        registry.define(Definition("tests.bad", "壊れた定義", Whole(1, 2), 3))


def test_a_key_is_defined_once() -> None:
    with pytest.raises(ValueError, match="defined already"):
        registry.define(Definition("search.cap", "別の定義", Whole(1, 2), 1))


def test_a_day_may_be_empty() -> None:
    assert [Day().load(Day().dump(day)) for day in (None, MAY, "2026-05-01")] == [None, MAY, MAY]


def test_every_definition_is_complete() -> None:
    for definition in registry.definitions():
        assert definition.label
        assert definition.kind.allowed
        assert definition.kind.load(definition.kind.dump(definition.default)) == definition.default
