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
    month = f"{start.astimezone(JST):%Y-%m}"
    with town.open():
        for number, wait in enumerate((4, 6, 20), 1):
            called = start + timedelta(minutes=wait)
            Ticket.objects.create(
                key=uuid4(), queue="A", number=number, day=start.astimezone(JST).date(), taken_at=start,
                called_at=called, done_at=called + timedelta(minutes=10), state=Ticket.State.DONE,
            )  # fmt: skip
        visits = [
            (0, -91, State.FINISHED, ["move_out"], "本庁"),  # too long ago
            (1, -80, State.FINISHED, ["child_medical"], "本庁"),  # in another month
            (0, 0, State.FINISHED, ["move_out", "child_medical"], "本庁"),
            (0, 0, State.FINISHED, ["resident_copy"], "支所"),  # sent to another counter
            (1, 0, State.FINISHED, ["child_medical"], "本庁"),  # came again for the same
            (1, 0, State.ABANDONED, ["resident_copy"], "支所"),
        ]
        for who, days, state, codes, place in visits:
            begun = start + timedelta(days=days)
            Visit.objects.create(
                addressee_number=int(family[who].addressee_number), identification="card", state=state, place=place,
                drafts=[{"code": code} for code in codes], clerk_id=town.clerk.id, clerk_name="試験", started_at=begun,
                identified_at=begun, finished_at=begun + timedelta(minutes=8),
            )  # fmt: skip
    after = shown(browser, "measures/?months=3")
    assert re.search(r"職員が打ち直した回答 (?!0\.0%)\d+\.\d%", after)
    # tickets, wait, service, visits, length, desks of one, of more than one, elsewhere, again, again for the same
    figures = ["3", "6", "20", "10", "10", "3", "8", "8", "1.3", "1", "1", "1", "1"]
    assert f"{month} {' '.join(figures)} " in after
    header, *lines = browser.get("/012084/filings/measures/counter.csv?months=3").content.decode("utf-8-sig").split()
    assert [line.split(",") for line in lines if line.startswith(month)] == [[month, *figures]]
    assert len(header.split(",")) == len(figures) + 1
    assert browser.get("/012084/filings/measures/elsewhere.csv").status_code == 404
    other = signed_in(found_town("122041"), "madoguchi")
    assert "待ち時間" not in other.get("/122041/filings/measures/").content.decode()
