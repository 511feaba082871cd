"""転出の取りやめ: the planned move-out is cancelled for who stays (住民基本台帳法施行令第12条; juki-1.0:4.6.0.1)."""

from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.actions.cancelled import NotCancellable, change_of, conflicts_of, people_of
from yakuba.areas.resident_registry.domain.event_inputs import CancelledChange
from yakuba.areas.resident_registry.domain.events import Cancellation
from yakuba.areas.resident_registry.domain.reasons import FilingKind
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.procedures.changing import filing_of
from yakuba.platform.cases.errors import FilingError
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.procedure_parts import Facts, automatic_check, builder
from yakuba.platform.tenancy.context import current_context

SOURCE = "juki-1.0:4.6.0.1"
BY_HAND = "住民票の画面の異動の取消しで処理し、そのことを理由に書いて受け付けない"


def _people(facts: Facts) -> list[Record]:
    return storage.latest(facts.numbers("whose"))


def _plan_of(record: Record) -> CancelledChange:
    """The change that made the plan as it stands. Raises NotCancellable for one loaded from another system."""
    made = record.history_number
    for row in reversed(storage.versions([int(record.addressee_number)])):
        if row.move_out_planned_on != record.move_out_planned_on:
            break
        made = row.history_number
    return change_of(int(record.addressee_number), made)


def _plan(facts: Facts) -> CancelledChange | None:
    """The one move-out all of them planned together; None where there is none, or not one."""
    try:
        plans = {_plan_of(one) for one in _people(facts) if one.move_out_planned_on is not None}
    except NotCancellable:
        return None
    return plans.pop() if len(plans) == 1 else None


@builder("resident_registry.move_out_cancellation")
def move_out_cancellation(facts: Facts) -> Cancellation:
    """Raises FilingError where there is no such move-out."""
    plan = _plan(facts)
    if plan is None:
        raise FilingError("転出の取りやめ：取り消す転出が一つに決まらない")
    stay = {one.addressee_number for one in _people(facts)}
    everybody = {one.addressee_number for one in people_of(plan)}
    filing = filing_of(facts, kind=FilingKind.APPLICATION)
    return Cancellation(filing=filing, cancels=plan, persons=() if stay >= everybody else tuple(sorted(stay)))


@automatic_check("resident_registry.move_out_is_planned", "全員に、まだ来ていない転出の届出があるか")
def move_out_is_planned(facts: Facts) -> list[Finding]:
    without = [one for one in _people(facts) if one.move_out_planned_on is None]
    if without:
        message = f"対象者：転出の届出がない人が{len(without)}人いる"
        return [Finding("error", "P-41", "whose", message, "本人に選び直してもらう", SOURCE)]
    return []


@automatic_check("resident_registry.move_out_can_be_cancelled", "その転出を一度に取り消せるか")
def move_out_can_be_cancelled(facts: Facts) -> list[Finding]:
    """Plans of several notifications, or with later changes to decide about, are for a clerk's own page."""
    if any(one.move_out_planned_on is None for one in _people(facts)):
        return []
    if _plan(facts) is None:
        message = "転出の取りやめ：別々の届出による転出か、移行前の転出"
        return [Finding("error", "P-42", "whose", message, BY_HAND, SOURCE)]
    if conflicts_of(move_out_cancellation(facts), current_context().business_date):
        message = "転出の取りやめ：転出の届出のあとに別の異動がある"
        return [Finding("error", "P-43", "whose", message, BY_HAND, SOURCE)]
    return []
