"""What the counter's role may do, table by table; of a table that is not named here it sees nothing.

Granted by the owner after each migration (`yakuba prepare`, `yakuba database migrate`) and not in a migration: a
database made before there was a counter zone has no such role, and must go on without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from yakuba.operation.database.roles import COUNTER, role

_REGISTER_COLUMNS = (
    "municipality_id, id, occurred_at, actor_id, actor_name, duty, place, terminal, act, subjects, items, purpose, "
    "case_id, outcome, detail"
)
_READ: Final = ("SELECT",)
DIRECTORY: Final[Mapping[str, tuple[str, ...]]] = {"municipality": _READ, "municipality_name": _READ}
RIGHTS: Final[Mapping[str, tuple[str, ...]]] = {
    # who the clerk is, and that the sign-in was counted
    "account": ("SELECT", "UPDATE (failures, locked_until)"),
    "duty_assignment": _READ,
    "second_factor": ("SELECT", "UPDATE (counter)"),
    "office": _READ,
    "terminal": _READ,
    "staff_session": ("SELECT", "INSERT", "UPDATE", "DELETE"),
    "sign_in_attempt": ("SELECT", "INSERT", "DELETE"),
    # that it was looked at
    "register_entry": (f"INSERT ({_REGISTER_COLUMNS})",),
    # who has come, and what may be told
    "addressee": _READ,
    "certificate_link": ("SELECT (municipality_id, id, kind, issuer_key_id, serial, addressee_number)",),
    "resident_record": _READ,
    "search_entry": _READ,
    "expected_arrival": _READ,
    "expected_person": _READ,
    "protection_case": _READ,
    "protected_person": _READ,
    "suppression": _READ,
    "disclosure_lift": _READ,
    # what is asked, and what became of it
    "parameter_value": _READ,
    "own_procedure": _READ,
    "filing": _READ,
    "fee_charge": _READ,
    "fee_entry": _READ,
    # of which years there are certificates of tax
    "tax_assessment_run": ("SELECT (municipality_id, fiscal_year, state)",),
    # the counter's own
    "counter_visit": ("SELECT", "INSERT", "UPDATE"),
    "counter_ticket": ("SELECT", "INSERT", "UPDATE"),
    "counter_file": ("SELECT", "INSERT", "DELETE"),
    "counter_card_reading": ("SELECT", "INSERT", "UPDATE"),
    "visit_booking": _READ,
}
TICKETS: Final = "number_series"
"""Serial numbers: of the counter, those of its tickets alone."""
FUNCTIONS: Final = ("find_people",)
_TENANT = "municipality_id = current_setting('yakuba.municipality')::int"


def statements(database: str) -> Iterator[str]:
    """SQL the owner runs, again and again with the same end: what is not named is taken away."""
    counter = role(database, COUNTER)
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {counter}"
    for table, rights in {**DIRECTORY, **RIGHTS}.items():
        yield f'GRANT {", ".join(rights)} ON "{table}" TO {counter}'
    yield f'GRANT SELECT, INSERT, UPDATE ON "{TICKETS}" TO {counter}'
    for table in RIGHTS:
        yield f'DROP POLICY IF EXISTS counter ON "{table}"'
        yield f'CREATE POLICY counter ON "{table}" TO {counter} USING ({_TENANT})'
    yield f'DROP POLICY IF EXISTS counter ON "{TICKETS}"'
    yield f"CREATE POLICY counter ON \"{TICKETS}\" TO {counter} USING ({_TENANT} AND series LIKE 'ticket-%')"


def functions(database: str) -> str:
    """Query of the statements that let the counter search: their arguments are the database's to say."""
    names = ", ".join(f"'{one}'" for one in FUNCTIONS)
    return (
        f"SELECT 'GRANT EXECUTE ON FUNCTION ' || oid::regprocedure || ' TO {role(database, COUNTER)}' FROM pg_proc "  # noqa: S608 constants and a checked name
        f"WHERE pronamespace = 'public'::regnamespace AND proname IN ({names})"
    )


def grant(database: str, run: Callable[[str], object], ask: Callable[[str], list[str]]) -> bool:
    """Give the counter's role its rights, as the owner. False: the database has no such role, so no counter zone."""
    known = f"SELECT rolname::text FROM pg_roles WHERE rolname = '{role(database, COUNTER)}'"  # noqa: S608 a checked name
    if not ask(known):
        return False
    for statement in (*statements(database), *ask(functions(database))):
        run(statement)
    return True
