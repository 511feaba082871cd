"""Child allowance in the demo's filling: families file, a chief decides, runs are paid until today's month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final
from uuid import NAMESPACE_OID, uuid5

from yakuba.areas.child_allowance import runs
from yakuba.areas.child_allowance.domain import months
from yakuba.areas.child_allowance.models import AllowanceVersion, PaymentRun
from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.models import ResidentRecord
from yakuba.operation.founding.demo_desk import CHIEF, Desk
from yakuba.platform.cases import filings
from yakuba.platform.cases import service as cases
from yakuba.platform.cases.arriving import Arrival
from yakuba.platform.parameters import service as parameters
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.scope import tenant

OPENED: Final = date(2026, 4, 1)
CLAIMED: Final = date(2026, 4, 14)
FAMILIES: Final = 12
WAITING: Final = 2
"""Families whose claim waits for the decision."""
LOOKED_AT: Final = 700  # records
PAYER: Final = {
    "sender_code": "1234567890",
    "sender_name": "キタミシ",
    "bank": "9999",
    "branch": "001",
    "account": "7000002",
}


def fill(desk: Desk) -> None:
    """Claims, and the payments of each even month until today; the next one is worked out and waits."""
    with desk.open(CHIEF):
        for key, value in PAYER.items():
            if parameters.get(f"child_allowance.{key}", OPENED) != value:
                parameters.set(f"child_allowance.{key}", OPENED, value, "体験用の役場の開設")
    _claims(desk.on(CLAIMED))
    _runs(desk)


def _claims(desk: Desk) -> None:
    with desk.open():
        if AllowanceVersion.objects.exists():
            return
        families = list(_families(desk.today))
    for at, family in enumerate(families):
        with desk.open():
            filing = filings.receive(_claim(family, at))
        if filing.case_id is None and filing.findings:
            with desk.open(CHIEF):
                filing = filings.proceed(filing.id, {one["code"]: "書類で確かめた" for one in filing.findings})
        if at < len(families) - WAITING and filing.case_id is not None:
            with desk.open(CHIEF):
                cases.approve(filing.case_id)


def _families(day: date) -> Iterator[list[Record]]:
    """Head, spouse and children under 18 of the first households that are nothing else."""
    rows = ResidentRecord.objects.filter(is_latest=True, is_removed=False, resident_type="1")
    found = list(rows.order_by("addressee_number").values_list("addressee_number", flat=True)[:LOOKED_AT])
    households: dict[str, list[Record]] = {}
    for record in storage.latest(found):
        households.setdefault(record.household_number, []).append(record)
    plain = [one for one in households.values() if _is_family(one, day)]
    yield from (sorted(one, key=_place) for one in plain[:FAMILIES])


def _is_family(members: list[Record], day: date) -> bool:
    kinds = sorted(one.relationship for one in members)
    if any(one.birth_date is None for one in members) or len(members) < 3:
        return False
    children = [one for one in members if one.relationship == "子"]
    young = all(one.birth_date and one.birth_date.year >= day.year - 15 for one in children)
    return young and len(children) == len(members) - 2 and "世帯主" in kinds and ("妻" in kinds or "夫" in kinds)


def _place(one: Record) -> tuple[int, date]:
    return ({"世帯主": 0, "妻": 1, "夫": 1}.get(one.relationship, 2), one.birth_date or date.max)


def _claim(family: list[Record], at: int) -> Arrival:
    people = {f"t{place}": int(one.addressee_number) for place, one in enumerate(family)}
    day = current_context().business_date
    answers: dict[str, Any] = {
        "why": "raising",
        "since": day.replace(day=1).isoformat(),
        "children": [f"t{place}" for place in range(2, len(family))],
        "care": "parent",
        "apart": "no",
        "older": "none",
        "spouse": "household",
        "main_earner": "yes",
        "pension": ("employee", "national")[at % 2],
        "public_servant": "no",
        "pay_to": "other",
        "account": {
            "bank": "0001",
            "branch": f"{at % 9 + 1:03}",
            "kind": "ordinary",
            "number": f"{1_000_000 + at:07}",
            "holder": family[0].name_kana.replace("　", " "),
        },
        "phone": "0157-00-0000",
    }
    return Arrival(
        key=uuid5(NAMESPACE_OID, f"demo/{current_context().municipality}/allowance/{family[0].addressee_number}"),
        procedure="child_allowance_claim",
        version=1,
        channel="portal",
        level="card",
        answers=answers,
        provenance=dict.fromkeys(answers, "typed"),
        people=people,
        applicant=int(family[0].addressee_number),
        filed_at=current_context().instant,
    )


def _runs(desk: Desk) -> None:
    """The even months from June: paid where their day has passed; of the next one the plan only."""
    month = "2026-06"
    while True:
        with tenant(desk.place.id):
            known = PaymentRun.objects.filter(month=month).exists()
        day = _pay_day(desk, month)
        if not known:
            past = day < desk.today
            at = desk.on(day.replace(day=1)) if past else desk
            _run(at, day, paid=past)
        if day >= desk.today:
            return
        month = months.add(month, 2)


def _pay_day(desk: Desk, month: str) -> date:
    with desk.open():
        return runs.pay_day(month)


def _run(desk: Desk, day: date, *, paid: bool) -> None:
    with desk.open():
        run_id = runs.begin(PaymentRun.Kind.REGULAR, day).id
    desk.work(runs.PLAN)
    if not paid:
        return
    with desk.open(CHIEF):
        case = PaymentRun.objects.get(id=run_id).case_id
        assert case is not None
        cases.approve(case)
    with desk.open():
        runs.sent(run_id)
    desk.work(runs.POST)
    with desk.on(day).open():
        runs.paid(run_id)
    desk.work(runs.SETTLE)
