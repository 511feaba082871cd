"""What an import tells: how its lines add up, and what is wrong with those that were not taken."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.db.models import Count

from yakuba.frontyard.reception.intake.checking import DUTY
from yakuba.frontyard.reception.intake.models import FilingIntake, IntakeLine
from yakuba.platform.register import service as register
from yakuba.platform.screens.views import guard_cell
from yakuba.platform.tenancy.context import system_context, use_context
from yakuba.platform.tenancy.scope import tenant

State = IntakeLine.State
COLUMNS = ("行番号", "状態", "申請サービス", "受付番号", "手続き", "項目", "値", "理由", "対処", "番号")


@dataclass(frozen=True)
class Sheet:
    """Counted now. ``accepted`` lines pass, or are filings by themselves; ``held`` wait for a clerk."""

    given: int
    accepted: int
    held: int
    released: int
    declined: int
    rejected: int
    same: int
    reasons: tuple[tuple[str, int], ...] = ()

    @property
    def adds_up(self) -> bool:
        parts = (self.accepted, self.held, self.released, self.declined, self.rejected, self.same)
        return sum(parts) == self.given


def sheet(intake: FilingIntake) -> Sheet:
    rows = IntakeLine.objects.filter(intake_id=intake.id)
    found = dict(rows.order_by().values_list("state").annotate(n=Count("line")))
    reasons: dict[str, int] = {}
    for findings in rows.filter(state__in=(State.HELD, State.REJECTED)).values_list("findings", flat=True).iterator():
        for reason in {str(one["reason"]) for one in findings}:
            reasons[reason] = reasons.get(reason, 0) + 1
    return Sheet(
        given=intake.plan.get("given", 0),
        accepted=found.get(State.READY, 0) + found.get(State.RECEIVED, 0),
        held=found.get(State.HELD, 0),
        released=found.get(State.RELEASED, 0),
        declined=found.get(State.DECLINED, 0),
        rejected=found.get(State.REJECTED, 0),
        same=found.get(State.SAME, 0),
        reasons=tuple(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))[:20]),
    )


def held_counts(intake_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Lines that wait for a clerk, by import."""
    rows = IntakeLine.objects.filter(intake_id__in=intake_ids, state=State.HELD).order_by()
    return dict(rows.values_list("intake_id").annotate(n=Count("line")))


def lines(intake_id: UUID) -> Iterator[tuple[str, ...]]:
    """One row a finding of ``COLUMNS``, in the order of the file. Who is protected is not to be seen in it."""
    rows = IntakeLine.objects.filter(intake_id=intake_id, state__in=(State.HELD, State.REJECTED, State.DECLINED))
    for line in rows.order_by("line").iterator():
        where = (str(line.line), line.get_state_display(), line.service, line.outside_number, line.title)
        for found in line.findings:
            yield (*where, *(found[name] for name in ("column", "value", "reason", "remedy", "code")))
        if line.state == State.DECLINED:
            yield (*where, "", "", line.reason, "", "")


def write_report(municipality: int, intake_id: UUID, path: Path) -> None:
    """Write ``lines`` as CSV (UTF-8 with BOM, for spreadsheets). Call it outside ``tenant()``."""
    with (
        tenant(municipality),
        use_context(system_context(municipality, "申請データの取込み")),
        path.open("w", encoding="utf-8-sig", newline="") as file,
    ):
        register.record("print_list", note=register.Note(duty=DUTY, detail={"intake": str(intake_id)}))
        table = csv.writer(file)
        table.writerow(COLUMNS)
        table.writerows([guard_cell(cell) for cell in row] for row in lines(intake_id))
