"""A young family that asks for the child allowance, as a channel would bring it."""

from datetime import date
from typing import Any

from tests.areas.own_ledgers.ledgers import name_the_mayor
from tests.filings import arrival
from tests.residents import move_in
from tests.world import Town
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.platform.cases import filings
from yakuba.platform.cases import service as cases
from yakuba.platform.cases.models import Filing

YOUNG = (
    ("山田", "健", "ヤマダ", "ケン", date(1990, 5, 2), "1", "世帯主"),
    ("山田", "恵", "ヤマダ", "メグミ", date(1991, 12, 26), "2", "妻"),
    ("山田", "空", "ヤマダ", "ソラ", date(2023, 12, 10), "1", "子"),
    ("山田", "海", "ヤマダ", "ウミ", date(2025, 3, 10), "2", "子"),
)
ACCOUNT = {"bank": "0001", "branch": "002", "kind": "ordinary", "number": "0123456", "holder": "ヤマダ ケン"}
CLAIM: dict[str, Any] = {
    "why": "birth",
    "since": "2026-11-20",
    "children": ["t2", "t3"],
    "care": "parent",
    "apart": "no",
    "older": "none",
    "spouse": "household",
    "main_earner": "yes",
    "pension": "employee",
    "public_servant": "no",
    "pay_to": "other",
    "account": ACCOUNT,
    "phone": "090-1234-5678",
}


def settle(town: Town, rows: Any = YOUNG) -> list[Record]:
    """The family on the record, and a mayor to sign."""
    with town.open():
        family = move_in(rows)
    with town.open("chief"):
        name_the_mayor()
    return family


def file(family: list[Record], procedure: str, answers: dict[str, Any], **changes: Any) -> Filing:
    """Filed in the open town."""
    return filings.receive(arrival(procedure, family, answers, **changes))


def approve(filing: Filing) -> Filing:
    """The one approval, by whoever is in the open context."""
    assert filing.case_id is not None, [(one["code"], one["message"]) for one in filing.findings]
    cases.approve(filing.case_id)
    filing.refresh_from_db()
    return filing
