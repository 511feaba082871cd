"""The decision about a payment run, and the demand to pay back (返還請求)."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from yakuba.areas.child_allowance import letters, money_ledger, rights, runs, transfer_file
from yakuba.areas.child_allowance.actions.names import APPROVE, ENTER, PAY, REPAY, error
from yakuba.areas.child_allowance.domain import entitlement, months, paying
from yakuba.areas.child_allowance.models import AllowanceVersion, Payment, PaymentRun
from yakuba.areas.child_allowance.runs import Paying
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.registry import Action, Doing, Outcome, actions
from yakuba.platform.cases.service import CaseError
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.ids import new_uuid7
from yakuba.standards.money.errors import FileRefused

DUE_DAYS = 30
"""Days to pay back in, from the decision."""


@dataclass(frozen=True, kw_only=True)
class Demand:
    """What a right was paid too much is demanded back; `right` may have ended."""

    right: UUID
    reason: str


def check_run(paying_of: Paying) -> list[Finding]:
    """The run is worked out, and its file can be made."""
    run = PaymentRun.objects.filter(id=paying_of.run).first()
    if run is None or run.state != PaymentRun.State.PLANNED:
        return [error("K-31", "支払：決裁を待つ状態でない", "取り下げる")]
    try:
        runs.file_of(run)
    except transfer_file.NotReady as refusal:
        return [error("K-32", str(refusal), "パラメータを設定してから決裁する")]
    except FileRefused as refusal:
        return [
            error("K-33", f"振込データ：{transfer_file.reasons(refusal)}", "口座を直し、支払を取りやめて計算し直す")
        ]
    return []


def execute_run(paying_of: Paying, doing: Doing) -> Outcome:
    """The file is made and kept."""
    run = runs.approve(paying_of.run)
    facts = {"run": str(run.id), "payments": str(run.payments), "total": str(run.total), "sha256": run.file_hash}
    return Outcome(str(run.id), (), facts)


def owed_back(row: AllowanceVersion) -> paying.Due:
    """What stands open of a right: months that were due by now, and all that were paid or are about to be."""
    month = months.of(current_context().business_date)
    right = rights.value_of(row)
    past = runs.past_of([row.right_id]).get(row.right_id, runs.Past({}))
    through = max([months.paid_through(month, regular=False), *past.lines])
    return paying.due(entitlement.monthly(right, through), past.lines, month)


def check_demand(demand: Demand) -> list[Finding]:
    """Something was paid too much, and the letter can be made."""
    row = rights.latest(demand.right)
    if row is None:
        return [error("K-10", "受給者：見つからない", "取り下げる")]
    owed = owed_back(row)
    if not owed.debt:
        return [error("K-34", "返還：払い過ぎがない", "取り下げる")]
    if not demand.reason.strip():
        return [error("K-35", "返還の理由：空欄", "理由を入力する", "reason")]
    return letters.faults(letters.repay(row.number, owed.debt, owed.lines), letters.Telling(row.claimant_number))


def execute_demand(demand: Demand, doing: Doing) -> Outcome:
    """The months are settled by the demand; the debt goes into the ledger. Raises CaseError."""
    row = rights.latest(demand.right)
    if row is None:
        raise CaseError("受給者が見つかりません。取り下げてください")
    owed = owed_back(row)
    telling = letters.Telling(row.claimant_number)
    try:
        intent = letters.issue(letters.repay(row.number, owed.debt, owed.lines), telling, doing.case_id)
    except letters.CannotWrite as refusal:
        raise CaseError(str(refusal)) from None
    payment = Payment.objects.create(
        id=new_uuid7(),
        right_id=row.right_id,
        number=row.number,
        claimant_number=row.claimant_number,
        state=Payment.State.DEMANDED,
        amount=-owed.debt,
        debt=owed.debt,
        lines=dict(owed.lines),
        made_at=current_context().instant,
        case_id=doing.case_id,
        letter=intent,
    )
    money_ledger.demanded(payment, current_context().business_date + timedelta(days=DUE_DAYS))
    facts = {"right": str(row.right_id), "number": row.number, "paper": str(intent)}
    return Outcome(str(payment.id), (row.claimant_number,), facts)


def _whose(demand: Demand) -> tuple[int, ...]:
    row = rights.latest(demand.right)
    return (row.claimant_number,) if row else ()


def register() -> None:
    """Put the actions into the registry. Called once at start."""
    actions.register(
        Action(
            name=PAY,
            version=1,
            title="児童手当の支払",
            input_type=Paying,
            enter_duty=ENTER,
            approve_duty=APPROVE,
            subjects=lambda given: (),
            checks=check_run,
            execute=execute_run,
            locks=False,
        )
    )
    actions.register(
        Action(
            name=REPAY,
            version=1,
            title="児童手当の返還請求",
            input_type=Demand,
            enter_duty=ENTER,
            approve_duty=APPROVE,
            subjects=_whose,
            checks=check_demand,
            execute=execute_demand,
            locks=False,
        )
    )
