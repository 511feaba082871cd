"""How a transfer run of refunds is shown to whoever decides."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse

from yakuba.areas.collection import decisions
from yakuba.areas.collection.actions import refund_case, withdraw_case
from yakuba.areas.collection.models import RefundRun
from yakuba.platform.cases import panels
from yakuba.platform.cases.models import Case
from yakuba.platform.cases.panels import Panel
from yakuba.platform.cases.service import input_of
from yakuba.platform.ledger import service as ledger
from yakuba.platform.screens import dates
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.scope import current


def _run(case: Case) -> RefundRun | None:
    given: Any = input_of(case)
    return RefundRun.objects.filter(id=given.run).first()


def run_panel(case: Case) -> Panel:
    """Counts and total."""
    run = _run(case)
    if run is None:
        return Panel()
    facts = (
        ("振込日", dates.japanese(run.pay_on)),
        ("件数", f"{run.payments:,}件"),
        ("合計", f"{run.total:,}円"),
        ("口座がないか保留で振り込まないもの", f"{run.without_account:,}件"),
        ("始めた人", run.started_by),
    )
    link = reverse("collection:refund_run", args=[directory.by_id(current()).address, run.id])
    return Panel(facts=facts, links=(("還付の内訳", link),))


def withdraw_panel(case: Case) -> Panel:
    """The decision, what is asked back, and why."""
    given: Any = input_of(case)
    found = decisions.one(given.entry)
    if found is None:
        return Panel()
    gone = 0 if found.withdrawn else withdraw_case.paid_out(found, ledger.balance(found.claim.id))
    facts = (
        ("債権", f"{found.claim.title}（{found.claim.number}）"),
        ("取り消す決定", f"{dates.japanese(found.entry.day)}　{found.words}"),
        ("決定した額", f"{found.amount:,}円" + (f"と還付加算金{found.interest:,}円" if found.interest else "")),
        ("返還金として請求する額", f"{gone:,}円" + (f"（期限 {dates.japanese(given.due_on)}）" if gone else "")),
        ("取消しの理由", given.reason),
    )
    link = reverse("collection:withdraw", args=[directory.by_id(current()).address, found.entry.id])
    return Panel(facts=facts, links=(("決定の内容", link),))


def names_of(listed: Sequence[Case]) -> dict[UUID, str]:
    """Runs by their day."""
    found = {}
    for case in listed:
        run = _run(case) if case.action == refund_case.PAY else None
        if run is not None:
            found[case.id] = f"{dates.japanese(run.pay_on)}の還付 {run.payments:,}件"
    return found


def register_all() -> None:
    """Called once at start."""
    panels.register_names(names_of)
    panels.register_panel(refund_case.PAY, run_panel)
    panels.register_panel(withdraw_case.WITHDRAW, withdraw_panel)
