"""The decision about a transfer run of refunds: entered by the run, decided by somebody else."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from yakuba.areas.collection.actions import refund_runs
from yakuba.areas.collection.actions.refunding import REFUND
from yakuba.areas.collection.models import Refund, RefundRun
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.registry import Action, Doing, Outcome, actions
from yakuba.platform.ledger import service as ledger
from yakuba.platform.ledger.bank_files import NotReady
from yakuba.standards.money.accounts import reasons
from yakuba.standards.money.errors import FileRefused

PAY = "collection.pay_refunds"
AGAIN = "取りやめて、始め直す"


@dataclass(frozen=True, kw_only=True)
class Paying:
    """Which run."""

    run: UUID


def _error(code: str, message: str, remedy: str) -> Finding:
    return Finding("error", code, "", message, remedy, "background")


def check(given: Paying) -> list[Finding]:
    """The run is worked out, each refund is still decided and unpaid, and the file can be made."""
    run = RefundRun.objects.filter(id=given.run).first()
    if run is None or run.state != RefundRun.State.PLANNED:
        return [_error("G-01", "還付の振込：決裁を待つ状態でない", "取り下げる")]
    rows = list(Refund.objects.filter(run_id=run.id, state=Refund.State.PLANNED).order_by("place"))
    standings = ledger.balances(row.claim_id for row in rows)
    gone = [row.number for row in rows if standings[row.claim_id].refund_payable < row.amount]
    if gone:
        return [_error("G-02", f"還付：還付未済金が足りなくなった（{'、'.join(gone[:5])}）", AGAIN)]
    if refund_runs.lost(run):
        return [_error("G-05", "還付：納付が取り消され、未収になった債権がある", f"{AGAIN}。還付の決定は取り消す")]
    try:
        refund_runs.file_of(run)
    except NotReady as refusal:
        return [_error("G-03", str(refusal), "パラメータを設定してから決裁する")]
    except FileRefused as refusal:
        return [_error("G-04", f"振込データ：{reasons(refusal)}", f"口座を直し、{AGAIN}")]
    return []


def execute(given: Paying, doing: Doing) -> Outcome:
    """The file is made and kept."""
    run = refund_runs.approve(given.run)
    facts = {"run": str(run.id), "payments": str(run.payments), "total": str(run.total), "sha256": run.file_hash}
    return Outcome(str(run.id), (), facts)


def register() -> None:
    """Put the action into the registry. Called once at start."""
    actions.register(
        Action(
            name=PAY,
            version=1,
            title="還付の振込",
            input_type=Paying,
            enter_duty=REFUND,
            approve_duty=refund_runs.APPROVE,
            subjects=lambda given: (),
            checks=check,
            execute=execute,
            locks=False,
        )
    )
