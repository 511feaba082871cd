"""The figures' page: one field retyped on it moves its number; the counter's times come from tickets and visits."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.filings import move_out_of
from tests.residents import FAMILY, move_in
from tests.world import found_town, signed_in
from yakuba.frontyard.counter.models import Ticket, Visit
from yakuba.platform.cases import filings
from yakuba.platform.tenancy.context import JST, now

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
State = Visit.State


def shown(browser: object, path: str = "measures/") -> str:
    answer = browser.get(f"/012084/filings/{path}")  # type: ignore[attr-defined]
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_one_field_retyped_and_the_times_of_the_counter_move_the_page() -> None:
    town = found_town("012084")
    browser = signed_in(town, "madoguchi")
    with town.open():
        family = move_in(FAMILY)
        filing = filings.receive(move_out_of(family, ["t0"], answers={"phone": "12"}, filed_at=now()))
    before = shown(browser)
    assert re.search(r"職員が打ち直した回答 0\.0%", before) and "待ち時間" not in before
    with town.open():
        filings.correct(filing.id, "phone", "090-1234-5678")
    start = datetime.combine(now().astimezone(JST).date().replace(day=1), datetime.min.time(), JST).astimezone(UTC)
    start += timedelta(minutes=1)  # a month of Japan that is still the one before in UTC
    with town.open():
        for number, wait in enumerate((4, 6, 20), 1):
            called = start + timedelta(minutes=wait)
            Ticket.objects.create(
                key=uuid4(), queue="A", number=number, day=start.astimezone(JST).date(), taken_at=start,
                called_at=called, done_at=called + timedelta(minutes=10), state=Ticket.State.DONE,
            )  # fmt: skip
        visitors = ((0, State.FINISHED), (0, State.FINISHED), (1, State.FINISHED), (1, State.ABANDONED))
        for who, state in visitors:
            Visit.objects.create(
                addressee_number=int(family[who].addressee_number), identification="card", state=state,
                clerk_id=town.clerk.id, clerk_name="試験", started_at=start, identified_at=start,
                finished_at=start + timedelta(minutes=8),
            )  # fmt: skip
    after = shown(browser)
    assert re.search(r"職員が打ち直した回答 (?!0\.0%)\d+\.\d%", after)
    month = f"{start.astimezone(JST):%Y-%m}"
    assert f"{month} 3 6 10 3 8 1 " in after, "tickets, wait, service, visits, length, repeat: in this order"
    other = signed_in(found_town("122041"), "madoguchi")
    assert "待ち時間" not in other.get("/122041/filings/measures/").content.decode()
