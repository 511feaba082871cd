"""A move between two towns of the service, through the procedures and the workers, for tests."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.filings import arrival, move_out_of
from tests.world import Town
from yakuba.areas.resident_registry import arrivals
from yakuba.areas.resident_registry import service as registry
from yakuba.areas.resident_registry.arrival_models import ExpectedPerson
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.platform.cases import filings
from yakuba.platform.cases import service as cases
from yakuba.platform.cases.models import Filing
from yakuba.platform.disclosure.service import Channel
from yakuba.platform.exchange import delivery
from yakuba.platform.tenancy.context import now

MOVED = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)  # 10:00 of the day after the move, in Japan
LATER = now() + timedelta(days=1)  # messages come by the real clock: a day after it
HOME = {
    "postcode": "273-0011",
    "prefecture": "千葉県",
    "municipality": "船橋市",
    "town": "湊町二丁目",
    "lot": "10番25号",
    "building": "",
}


def post() -> None:
    """What the workers do until nothing is under way."""
    for _ in range(3):
        delivery.deliver_due()
        delivery.handle_due()


def leave(kitami: Town, family: list[Record], movers: list[str] | None = None, **answers: Any) -> Filing:
    """Filed online with the card, approved, and told to the other town."""
    chosen = movers or [f"t{place}" for place in range(len(family))]
    with kitami.open():
        filing = filings.receive(
            move_out_of(family, chosen, answers={"new_address": HOME, "moved_on": "2026-11-24"} | answers)
        )
        assert filing.case_id is not None, filing.findings
    with kitami.open("chief"):
        cases.approve(filing.case_id)
    post()
    return filing


def expected(funabashi: Town) -> list[ExpectedPerson]:
    with funabashi.open():
        return list(ExpectedPerson.objects.filter(is_open=True).order_by("place"))


def arrive(funabashi: Town, people: list[ExpectedPerson], instant: datetime = MOVED, **changes: Any) -> Filing:
    """What the counter files when the family is there: the day is said, the rest is known."""
    with funabashi.open("clerk", instant):
        facts = registry.facts_for(people[0].addressee_number, Channel.COUNTER)
        assert facts is not None and facts.expected
        known = registry.known_of_arrival(facts.number)
        tokens = {one.number: f"t{place}" for place, one in enumerate(facts.members)}
        answers = {
            "movers": [tokens[number] for number in known["movers"]],
            "new_head": [tokens[number] for number in known.get("new_head", ())],
            "new_address": known["new_address"],
            "home": "own",
            "moved_on": "2026-11-24",
            "phone": "090-1234-5678",
        } | changes.pop("answers", {})
        counter: dict[str, Any] = {"channel": "counter", "level": "counter", "filed_at": instant, "account": None}
        named = {token: number for number, token in tokens.items()}
        who = [arrivals.as_record(one) for one in people]
        return filings.receive(arrival("move_in_arrival", who, answers, people=named, **counter, **changes))


def codes(filing: Filing) -> list[str]:
    return [str(one["code"]) for one in filing.findings if one["level"] != "notice"]


def registered(town: Town, filing: Filing, instant: datetime = MOVED) -> None:
    assert filing.case_id is not None, filing.findings
    with town.open("chief", instant):
        cases.approve(filing.case_id)
