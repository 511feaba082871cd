"""A town that pays three families, and what its worker does."""

from datetime import UTC, date, datetime
from uuid import UUID

from tests.areas.child_allowance.families import ACCOUNT, CLAIM, YOUNG, approve, file, settle
from tests.residents import address, move_in
from tests.world import Town
from yakuba.areas.child_allowance import runs
from yakuba.areas.child_allowance.models import PaymentRun
from yakuba.platform.cases import filings
from yakuba.platform.jobs import service as jobs
from yakuba.platform.jobs.models import Job
from yakuba.platform.parameters import service as parameters

FEBRUARY, APRIL = (datetime(2027, month, 8, 1, 0, tzinfo=UTC) for month in (2, 4))
SURNAMES = ("山田", "川田", "森田")
PAYER = {"sender_code": "1234567890", "sender_name": "キタミシ", "bank": "9999", "branch": "001", "account": "7000001"}


def say_who_pays(town: Town) -> None:
    """The municipality's own account, as its header says it."""
    with town.open("chief"):
        for key, value in PAYER.items():
            parameters.set(f"child_allowance.{key}", date(2026, 4, 1), value, "試験")


def run_jobs(town: Town, kind: str) -> None:
    """What the worker does."""
    with town.open():
        waiting = list(Job.objects.filter(kind=kind, finished_at=None).values_list("id", flat=True))
    for job in waiting:
        assert jobs.run_here(town.id, job).state == "succeeded"


def open_rights(town: Town) -> list[int]:
    """Three families that receive from December 2026; the addressee numbers of those who claimed."""
    heads = []
    for place, surname in enumerate(SURNAMES):
        rows = tuple((surname, *row[1:]) for row in YOUNG)
        if place == 0:
            people = settle(town, rows)
        with town.open():
            if place:
                people = move_in(rows, address(lot=f"{place + 30}番地"))
            account = ACCOUNT | {"number": f"000000{place + 1}"}
            filing = file(people, "child_allowance_claim", CLAIM | {"account": account})
        with town.open("chief"):
            given = {one["code"]: "試験" for one in filing.findings}
            approve(filings.proceed(filing.id, given) if given else filing)
        heads.append(int(people[0].addressee_number))
    return heads


def begin(town: Town, instant: datetime, day: date) -> UUID:
    """A regular run, by the chief."""
    with town.open("chief", instant=instant):
        return runs.begin(PaymentRun.Kind.REGULAR, day).id
