"""分割納付: a plan over what is late, agreed with the person; how far it is kept is counted from the ledger.

What was paid since is what the plan's claims owe less than then, and what was paid of late charges raised since: in
whatever way the money came, and undone with it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from yakuba.areas.collection.actions import late
from yakuba.areas.collection.domain import plans
from yakuba.areas.collection.domain.plans import Part, State, Tracked
from yakuba.areas.collection.models import InstalmentPlan, PlannedClaim, PlannedPart
from yakuba.platform.access import service as access
from yakuba.platform.addressee.models import Addressee
from yakuba.platform.ledger import service as ledger
from yakuba.platform.ledger.service import Claim, Direction, Refused, Standing
from yakuba.platform.register import service as register
from yakuba.platform.tenancy import numbers
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.scope import current
from yakuba.standards.errors import StandardsError

PLAN = "collection.plan"


@dataclass(frozen=True, slots=True)
class Debt:
    """A claim in arrears with what is open of it and its late charge until today."""

    claim: Claim
    open: int
    late: int

    @property
    def sum(self) -> int:
        """Both together."""
        return self.open + self.late


@dataclass(frozen=True)
class Kept:
    """A plan with its parts as they stand today."""

    plan: InstalmentPlan
    parts: Sequence[Tracked]
    paid: int

    @property
    def state(self) -> str:
        """ended, done, behind or kept."""
        if self.plan.state == InstalmentPlan.State.ENDED:
            return "ended"
        if all(one.state is State.PAID for one in self.parts):
            return "done"
        return "behind" if any(one.state is State.LATE for one in self.parts) else "kept"

    @property
    def behind(self) -> int:
        """Yen that should have been paid by now."""
        return sum(one.part.amount - one.paid for one in self.parts if one.state is State.LATE)

    @property
    def next(self) -> Part | None:
        """The next payment that was agreed and is not made."""
        return next((one.part for one in self.parts if one.state is not State.PAID), None)


def debts(number: int) -> list[Debt]:
    """What a plan of a person may be over: open claims that are in no plan. Refused for a year without a rate."""
    owed = ledger.open_claims(number)
    held = set(
        PlannedClaim.objects.filter(claim_id__in=[claim.id for claim, _ in owed], is_held=True).values_list(
            "claim_id", flat=True
        )
    )
    free = [(claim, standing) for claim, standing in owed if claim.id not in held]
    charges = late.charges_of(
        [claim for claim, _ in free],
        ledger.statement(number),
        {claim.id: standing for claim, standing in free},
    )
    found = []
    for claim, standing in free:
        charge = charges.get(claim.id)
        if isinstance(charge, str):
            raise Refused(charge)
        found.append(Debt(claim, standing.open, charge.amount if charge else 0))
    return found


def agree(number: int, wanted: Collection[UUID], parts: Sequence[Part], words: tuple[UUID, str]) -> InstalmentPlan:
    """Keep a plan; ``words``: the press and the reason. The same press is the plan that is there. Refused."""
    access.require(PLAN)
    press, reason = words
    known = InstalmentPlan.objects.filter(id=press).first()
    if known is not None:
        return known
    list(Addressee.objects.select_for_update().filter(addressee_number=number))
    chosen = [debt for debt in debts(number) if debt.claim.id in wanted]
    if not chosen or len(chosen) != len(set(wanted)):
        raise Refused("選んだ未収が変わっています。画面を開き直して選び直してください。")
    context = current_context()
    try:
        plans.check(parts, sum(debt.sum for debt in chosen), context.business_date)
    except StandardsError as stop:
        raise Refused(str(stop)) from None
    (serial,) = numbers.take(f"instalment-plan-{context.business_date.year}")
    plan = InstalmentPlan.objects.create(
        id=press,
        number=f"B{context.business_date.year}-{serial:05d}",
        addressee_number=number,
        agreed_on=context.business_date,
        principal=sum(debt.open for debt in chosen),
        late=sum(debt.late for debt in chosen),
        reason=reason.strip()[:400],
        made_at=context.instant,
        made_by=context.actor.name[:64],
    )
    PlannedClaim.objects.bulk_create(
        PlannedClaim(municipality_id=current(), plan_id=plan.id, claim_id=debt.claim.id, open=debt.open, late=debt.late)
        for debt in chosen
    )
    PlannedPart.objects.bulk_create(
        PlannedPart(municipality_id=current(), plan_id=plan.id, place=place, due_on=part.due_on, amount=part.amount)
        for place, part in enumerate(parts, 1)
    )
    detail = {"plan": plan.number, "total": plan.total}
    register.record("collect", [number], note=register.Note(duty=PLAN, detail=detail))
    return plan


def end(plan_id: UUID, reason: str) -> InstalmentPlan:
    """A plan is over: broken, or replaced by another one; its claims are reminded of again. Refused."""
    access.require(PLAN)
    plan = InstalmentPlan.objects.select_for_update().filter(id=plan_id).first()
    if plan is None or plan.state == InstalmentPlan.State.ENDED:
        raise Refused("この計画は取りやめられています。画面を開き直して確かめてください。")
    if not reason.strip():
        raise Refused("取りやめの理由がありません。理由を入力してください。")
    context = current_context()
    plan.state, plan.ended_for = InstalmentPlan.State.ENDED, reason.strip()[:400]
    plan.ended_at, plan.ended_by = context.instant, context.actor.name[:64]
    plan.save(update_fields=["state", "ended_for", "ended_at", "ended_by"])
    PlannedClaim.objects.filter(plan_id=plan.id).update(is_held=False)
    detail = {"plan": plan.number, "step": "取りやめ"}
    register.record("collect", [plan.addressee_number], note=register.Note(duty=PLAN, detail=detail))
    return plan


def track(found: Sequence[InstalmentPlan]) -> list[Kept]:
    """Plans as they stand today, in few statements whatever their number."""
    ids = [plan.id for plan in found]
    planned = list(PlannedClaim.objects.filter(plan_id__in=ids))
    agreed: dict[UUID, list[Part]] = {}
    for one in PlannedPart.objects.filter(plan_id__in=ids).order_by("place"):
        agreed.setdefault(one.plan_id, []).append(Part(one.due_on, one.amount))
    raised = _raised_since(planned)
    standings = ledger.balances([*(row.claim_id for row in planned), *(claim.id for claim in raised)])
    paid = _paid(planned, raised, standings)
    today = current_context().business_date
    return [
        Kept(plan, plans.track(agreed.get(plan.id, ()), paid.get(plan.id, 0), today), paid.get(plan.id, 0))
        for plan in found
    ]


def _raised_since(planned: Sequence[PlannedClaim]) -> list[Claim]:
    """Claims of late charges on the plans' claims that are in no plan themselves."""
    inside = {one.claim_id for one in planned}
    rows = Claim.objects.filter(about_id__in=inside, part=Claim.Part.LATE_CHARGE, direction=Direction.RECEIVABLE)
    return [claim for claim in rows if claim.id not in inside]


def _paid(
    planned: Sequence[PlannedClaim], raised: Sequence[Claim], standings: Mapping[UUID, Standing]
) -> dict[UUID, int]:
    """Yen by plan: what its claims owe less than then, and what is paid of late charges raised since."""
    late_of: dict[UUID, int] = {}
    for claim in raised:
        standing = standings[claim.id]
        if claim.about_id is not None:
            late_of[claim.about_id] = late_of.get(claim.about_id, 0) + standing.charged - standing.open
    found: dict[UUID, int] = {}
    for one in planned:
        gain = max(one.open - standings[one.claim_id].open, 0) + late_of.get(one.claim_id, 0)
        found[one.plan_id] = found.get(one.plan_id, 0) + gain
    return found


def active() -> list[Kept]:
    """All plans that are not ended, as they stand."""
    return track(list(InstalmentPlan.objects.filter(state=InstalmentPlan.State.ACTIVE).order_by("number")))


def behind() -> list[Kept]:
    """Plans that are not kept: told to the desk."""
    return [one for one in active() if one.state == "behind"]


def of(number: int) -> list[Kept]:
    """Plans of a person, the newest first."""
    return track(list(InstalmentPlan.objects.filter(addressee_number=number).order_by("-number")))


def held(claim_ids: Collection[UUID]) -> set[UUID]:
    """Which of these claims are in a plan that is kept: no reminder goes for them."""
    rows = PlannedClaim.objects.filter(claim_id__in=list(claim_ids), is_held=True)
    plans_of = dict(rows.values_list("claim_id", "plan_id"))
    kept = track(list(InstalmentPlan.objects.filter(id__in=set(plans_of.values()))))
    good = {one.plan.id for one in kept if one.state == "kept"}
    return {claim for claim, plan in plans_of.items() if plan in good}
