"""A clerk of another municipality, with a right account there, tries everything: over HTTP and as database role."""

from dataclasses import dataclass
from uuid import UUID, uuid4

import psycopg
import pytest
from django.test import Client

from tests.residents import FAMILY, address, move_in
from tests.world import PASSWORD, SEED, Town, signed_in
from yakuba.areas.resident_registry import memos, searches
from yakuba.areas.resident_registry.models import Memo, ResidentRecord
from yakuba.areas.resident_registry.queries import Wanted
from yakuba.platform.access.middleware import SESSION_COOKIE
from yakuba.platform.access.models import Account, SecondFactor, StaffSession
from yakuba.platform.cases.models import Case
from yakuba.platform.documents.models import Intent
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.secrets import safe

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@dataclass(frozen=True)
class Victim:
    """北見市: a family with history, a case, a memo, a search, sessions and a certificate's intent."""

    town: Town
    number: int
    household: str
    case: UUID
    search: UUID
    session: UUID
    factor: UUID
    intent: UUID


@pytest.fixture
def victim(kitami: Town) -> Victim:
    with kitami.open():
        record = move_in(FAMILY)[0]
    number = int(record.addressee_number)
    signed_in(kitami, "kakaricho")
    with kitami.open("clerk") as context:
        memos.write(number, "佐藤さんは支援措置の相談中")
        search = searches.keep(Wanted(kana="サトウ"))
        intent = Intent.objects.create(
            form="x", title="住民票の写し", number="K-1", data={}, made_at=context.instant, state="issued", pages=1,
            submission=uuid4(), actor_name="窓口 花子", request={"purpose": "佐藤"},
        )  # fmt: skip
        safe.put(intent.id, {"bytes": b"%PDF sato"})
        return Victim(
            kitami, number, record.household_number, Case.objects.get().id, search,
            StaffSession.objects.get().id, SecondFactor.objects.first().id, intent.id,  # type: ignore[union-attr]
        )  # fmt: skip


def pages_of(victim: Victim, town: str) -> list[str]:
    base, number = f"/{town}/residents", victim.number
    return [
        f"{base}/{number}/", f"{base}/{number}/history/", f"{base}/{number}/memo/", f"{base}/{number}/household/",
        f"{base}/households/{victim.household}/", f"{base}/searches/{victim.search}/",
        f"{base}/certificates/?household={victim.household}", f"{base}/certificates/{victim.intent}/",
        f"{base}/certificates/{victim.intent}/pdf/", f"{base}/changes/move_within/?household={victim.household}",
        f"/{town}/cases/{victim.case}/", f"/{town}/cases/{victim.case}/send-back/",
    ]  # fmt: skip


def absent(path: str, victim: Victim) -> str:
    """The same address with keys nobody has."""
    for key in (victim.search, victim.intent, victim.case):
        path = path.replace(str(key), str(UUID(int=7)))
    return path.replace(f"/{victim.number}/", "/999999/").replace(victim.household, "8888888")


def test_her_own_town_answers_the_same_for_foreign_and_absent_keys(victim: Victim, funabashi: Town) -> None:
    clerk = signed_in(funabashi, "kakaricho")
    for path in pages_of(victim, "122041"):
        foreign, nobody = clerk.get(path), clerk.get(absent(path, victim))
        assert foreign.status_code == nobody.status_code == 404, path
        assert foreign.content == nobody.content, path
        assert "佐藤" not in foreign.content.decode()


def test_the_other_town_asks_her_to_sign_in_whatever_cookie_she_sends(victim: Victim, funabashi: Town) -> None:
    clerk = signed_in(funabashi, "kakaricho")
    for path in pages_of(victim, "012084"):
        answer = clerk.get(path)
        assert answer.status_code == 302, path
        assert answer.headers["Location"].startswith("/012084/sign-in/"), path


def test_nothing_she_sends_changes_the_other_town(victim: Victim, funabashi: Town) -> None:
    def state() -> list[object]:
        with victim.town.open():
            watched = (Memo, ResidentRecord, Case, Intent, Account, SecondFactor, StaffSession)
            return [sorted(map(str, model.objects.values_list())) for model in watched]

    clerk, before = signed_in(funabashi, "kakaricho"), state()
    sent = {
        "text": "x", "reason": "x", "what": "disposed", "municipality": victim.town.id, "idempotency_key": str(uuid4()),
        "municipality_id": victim.town.id, "address": "012084",
    }  # fmt: skip
    for town in ("122041", "012084"):
        for path in (
            f"/{town}/residents/{victim.number}/memo/write/", f"/{town}/cases/{victim.case}/approve/",
            f"/{town}/cases/{victim.case}/withdraw/", f"/{town}/cases/{victim.case}/enter/",
            f"/{town}/cases/{victim.case}/send-back/", f"/{town}/residents/certificates/{victim.intent}/print/",
            f"/{town}/account/sessions/{victim.session}/end/",
        ):  # fmt: skip
            assert clerk.post(path, sent).status_code in (302, 404), path
    clerk.post(f"/122041/account/factors/{victim.factor}/remove/")
    assert state() == before


def test_headers_and_odd_paths_do_not_choose_the_town(victim: Victim, funabashi: Town) -> None:
    clerk = signed_in(funabashi, "kakaricho")
    person = f"/012084/residents/{victim.number}/"
    headers = {"x-original-url": person, "x-rewrite-url": person, "x-forwarded-prefix": "/012084", "x-tenant": "012084"}
    assert "佐藤" not in clerk.get("/122041/", headers=headers).content.decode()
    for path in (
        f"/122041/../012084/residents/{victim.number}/", f"/122041/%2e%2e/012084/residents/{victim.number}/",
        f"//012084/residents/{victim.number}/", f"/122041//012084/residents/{victim.number}/",
        f"/122041;012084/residents/{victim.number}/", f"/０１２０８４/residents/{victim.number}/",
        f"/012084%00/residents/{victim.number}/", f"/122041/residents/{victim.number}/?address=012084",
    ):  # fmt: skip
        answer = clerk.get(path)
        assert answer.status_code in (301, 302, 400, 404), path
        assert "佐藤" not in answer.content.decode(), path


def test_her_password_and_second_factor_are_hers_in_her_town_only(victim: Victim, funabashi: Town) -> None:
    with funabashi.open():
        Account.objects.filter(login_name="madoguchi").update(login_name="funabashi-only")
    stranger = Client()
    sent = {"login_name": "funabashi-only", "password": PASSWORD}
    assert stranger.post("/012084/sign-in/", sent).status_code == 422
    assert stranger.post("/122041/sign-in/", sent).status_code == 302
    half = Client()
    half.cookies[SESSION_COOKIE] = stranger.cookies[SESSION_COOKIE].value
    assert half.post("/012084/second-factor/", {"code": SEED}).headers["Location"] == "/012084/sign-in/"


def test_a_search_of_hers_finds_her_people_only(victim: Victim, funabashi: Town) -> None:
    with funabashi.open():
        move_in((("佐藤", "船子", "サトウ", "フナコ", FAMILY[0][4], "2", "世帯主"),), address("122041"))
    clerk = signed_in(funabashi, "madoguchi")
    for sent in ({"kana": "サトウ"}, {"name": "佐藤"}, {"birth": "S52"}, {"household_number": victim.household}):
        page = clerk.post("/122041/residents/", sent, follow=True).content.decode()
        assert "二葉" not in page and "一郎" not in page, sent


def test_a_colleague_without_the_duty_gets_no_case_and_no_person(victim: Victim) -> None:
    """An insider of the same town: a manager of accounts is no registrar."""
    from yakuba.platform.access.models import DutyAssignment

    with victim.town.open():
        DutyAssignment.objects.filter(account_id=victim.town.clerk.id).update(valid_to="2026-04-01")
    clerk = signed_in(victim.town, "madoguchi")
    for path in pages_of(victim, "012084"):
        answer = clerk.get(path)
        assert answer.status_code in (403, 404), path
        assert "佐藤" not in answer.content.decode()
    assert "佐藤" not in clerk.get("/012084/").content.decode()


def test_a_colleague_cannot_open_anothers_search(victim: Victim) -> None:
    chief = signed_in(victim.town, "kakaricho")
    assert chief.get(f"/012084/residents/searches/{victim.search}/").status_code == 404


def test_looking_at_people_one_after_another_leaves_a_row_each(victim: Victim) -> None:
    clerk = signed_in(victim.town, "madoguchi")
    for number in (victim.number, victim.number + 1000, victim.number + 1001):
        clerk.get(f"/012084/residents/{number}/")
    with victim.town.open():
        rows = RegisterEntry.objects.filter(actor_name="窓口 花子", act__in=("view_record", "refused"))
        assert sorted(rows.values_list("act", "outcome")) == [
            ("refused", "not_found"), ("refused", "not_found"), ("view_record", "done"),
        ]  # fmt: skip


# --- the same person with the application's database password, without Django ---


def as_town(connection: psycopg.Connection, town: int) -> None:
    connection.execute("select set_config('yakuba.municipality', %s, false)", [str(town)])


def test_sql_without_a_town_reads_no_tenant_row(victim: Victim, application_connection: psycopg.Connection) -> None:
    for table in ("resident_record", "account", "register_entry", "search_entry", "sealed_part", "resident_memo"):
        with pytest.raises(psycopg.Error):
            application_connection.execute(f"select * from {table}".encode())


def test_sql_inside_her_town_reads_and_changes_nothing_of_another(
    victim: Victim, funabashi: Town, application_connection: psycopg.Connection
) -> None:
    as_town(application_connection, funabashi.id)
    tables = application_connection.execute(
        "select c.relname from pg_class c where c.relrowsecurity and c.relnamespace = 'public'::regnamespace"
    ).fetchall()
    assert len(tables) > 20
    for (table,) in tables:
        readable = application_connection.execute("select has_table_privilege(%s, 'select')", [table]).fetchone()
        if readable != (True,):
            continue
        found = application_connection.execute(
            f'select count(*) from "{table}" where municipality_id <> %s'.encode(), [funabashi.id]
        ).fetchone()
        assert found == (0,), table
    for statement in (
        "update account set is_active = false where municipality_id = %s",
        "update staff_session set seen_at = now() where municipality_id = %s",
        "update document_intent set state = 'x' where municipality_id = %s",
    ):
        assert application_connection.execute(statement, [victim.town.id]).rowcount == 0, statement


FORBIDDEN: list[str] = [
    "insert into office (municipality_id, id, code, name, ward_code) values ({town}, gen_random_uuid(), 'x', 'x', '')",
    "update account set municipality_id = {town}",
    "set role {db}_owner",
    "set role {db}_search",
    "set session authorization {db}_owner",
    "alter table account disable row level security",
    "alter table account no force row level security",
    "drop policy tenant on account",
    "create policy open on account using (true)",
    "alter role {db}_app bypassrls",
    "grant {db}_owner to {db}_app",
    "create function public.f() returns int language sql as 'select 1'",
    "create table public.mine (n int)",
    "create extension dblink",
    "copy account to program 'id'",
    "copy (select 1) to '/tmp/x'",
    "select pg_read_file('/etc/passwd')",
    "select lo_import('/etc/passwd')",
    "truncate register_entry",
    "delete from register_entry",
    "update register_entry set actor_name = 'x'",
    "update resident_record set name = 'x'",
    "delete from resident_record",
    "update change_event set kind = 'x'",
    "update municipality_name set address = 'x'",
    "select * from pg_authid",
    "select passwd from pg_shadow",
    "alter system set log_statement = 'none'",
    "set session_replication_role = replica",
]


def test_sql_the_role_must_not_be_able_to(
    victim: Victim, funabashi: Town, application_connection: psycopg.Connection
) -> None:
    as_town(application_connection, funabashi.id)
    refusals = (psycopg.errors.InsufficientPrivilege, psycopg.errors.FeatureNotSupported)
    done = []
    for statement in FORBIDDEN:
        name = application_connection.info.dbname
        text = statement.format(town=victim.town.id, number=victim.number, db=name)
        try:
            application_connection.execute(text.encode())
        except refusals:
            continue
        except psycopg.Error as other:  # refused by accident only, so it shows nothing
            done.append((statement, str(other)))
        else:
            done.append((statement, "was done"))
    assert done == []


def test_the_doors_give_nothing_of_another_town(
    victim: Victim, funabashi: Town, application_connection: psycopg.Connection
) -> None:
    as_town(application_connection, funabashi.id)
    asked = (
        "select count(*) from find_people("
        "array[]::bigint[], '', '', '', true, true, '1900-01-01'::date, '2100-01-01'::date, '', 100)"
    )
    assert application_connection.execute(asked.encode()).fetchone() == (0,)
