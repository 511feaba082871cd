"""Whether a certificate may be issued at all: suppression and protection (juki-1.0:3.1, 3.4).

One sentence for every stop: whoever stands at the counter, and the clerk who reads it aloud, learns neither whether
somebody is protected nor whether the claimant is the named other party. Only the responsible officer sees the reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from yakuba.platform.cases.service import CaseError
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.disclosure.service import Claimant, Decision, Kind, Purpose, Requester, State
from yakuba.platform.register import service as register
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.tenancy.context import current_context

WORDS = (
    "この請求は、責任者の審査が済むまで交付できません。請求者には「内容を確認しています」とだけ伝え、"
    "［止めた請求］から責任者へ引き継いでください。審査が済んだら、この画面でもう一度［発行する］を押します"
)
CAPACITIES = {
    "self": Kind.PERSON,
    "household": Kind.HOUSEHOLD_MEMBER,
    "proxy": Kind.PROXY,
    "third_party": Kind.THIRD_PARTY,
    "official": Kind.OFFICIAL,
}
# Every certificate shows these; a stop of one of them stops the certificate.
ITEMS = ("name", "address")
HELD = "certificate_held"
KEPT = timedelta(days=7)


class Stopped(CaseError):
    """The issue is stopped. The words are the same whatever the reason, so that nobody learns of a protection."""


@dataclass(frozen=True)
class Claim:
    """Who asks for a certificate of whom. ``id`` is the form's key: what an officer lifts, is lifted for it alone.

    ``household`` are the numbers of all members; without a name the claimant may be any of them.
    """

    id: UUID
    applicant: str
    name: str
    numbers: tuple[int, ...]
    household: tuple[int, ...]
    household_number: int


def hold(claim: Claim) -> None:
    """Raise Stopped when one of the persons is suppressed or protected for this applicant; kept in the register."""
    if not stopped(claim):
        return
    detail = {"held": HELD, "claim": str(claim.id), "applicant": claim.applicant, "name": claim.name}
    detail |= {"household": str(claim.household_number), "members": ",".join(map(str, claim.household))}
    note = register.Note(duty="resident_registry.issue", outcome="refused", detail=detail)
    register.record("refused", claim.numbers, note=note)
    raise Stopped(WORDS)


def stopped(claim: Claim) -> bool:
    """Whether anything a certificate shows is stopped for one of the persons."""
    states, named = states_of(claim), other_party_of(claim)
    return any(_stopped(claim, states[number], number in named) for number in claim.numbers)


def _stopped(claim: Claim, state: State, is_other_party: bool) -> bool:
    requester = Requester(CAPACITIES[claim.applicant], is_other_party=is_other_party)
    answers = [disclosure.decide(requester, Purpose.ISSUE, state.subject, item) for item in ITEMS]
    return any(answer in (Decision.STOP, Decision.STOP_LIFTABLE) for answer in answers)


def states_of(claim: Claim) -> dict[int, State]:
    """Each person's state, with what was lifted for this claim."""
    households = dict.fromkeys(claim.numbers, claim.household_number)
    return disclosure.subject_state(claim.numbers, act_id=claim.id, households=households)


def other_party_of(claim: Claim) -> set[int]:
    """The persons whose measure names the claimant as the other party (相手方)."""
    found = disclosure.named_by(claim.numbers, Claimant(claim.name)) if claim.name else set()
    possible: Mapping[str, tuple[int, ...]] = {"self": claim.numbers, "household": claim.household}
    numbers = possible.get(claim.applicant, ()) if not claim.name else ()
    claimants = [Claimant("", addressee_number=number) for number in numbers]
    for number, named in zip(numbers, disclosure.named_by_each(claim.numbers, claimants), strict=True):
        found |= named - {number}
    return found


def held() -> list[tuple[RegisterEntry, Claim]]:
    """Claims stopped in the last days that no lifting has opened yet, the newest first, each once."""
    since = current_context().instant - KEPT
    rows = RegisterEntry.objects.filter(act="refused", detail__held=HELD, occurred_at__gt=since)
    found: dict[UUID, tuple[RegisterEntry, Claim]] = {}
    for row in rows.order_by("-occurred_at", "-id")[:100]:
        claim = _claim(row)
        found.setdefault(claim.id, (row, claim))
    return [(row, claim) for row, claim in found.values() if stopped(claim)]


def find(claim_id: UUID) -> tuple[RegisterEntry, Claim] | None:
    """A stopped claim."""
    rows = RegisterEntry.objects.filter(act="refused", detail__held=HELD, detail__claim=str(claim_id))
    row = rows.order_by("-occurred_at", "-id").first()
    return (row, _claim(row)) if row else None


def _claim(row: RegisterEntry) -> Claim:
    kept = row.detail
    members = tuple(int(number) for number in kept["members"].split(","))
    return Claim(
        UUID(kept["claim"]), kept["applicant"], kept["name"], tuple(row.subjects), members, int(kept["household"])
    )
