"""Returns as they are kept: loaded as values, saved as a new version each time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from pydantic import TypeAdapter

from yakuba.areas.resident_tax.domain.returns import Returns, TaxReturn, columns_of
from yakuba.areas.resident_tax.models import TaxReturnVersion
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.scope import current

State = TaxReturnVersion.State
_RETURN: Final[TypeAdapter[TaxReturn]] = TypeAdapter(TaxReturn)


def value_of(row: TaxReturnVersion) -> TaxReturn:
    """The return a version says."""
    return _RETURN.validate_python(row.content)


def latest(fiscal_year: int, number: int) -> TaxReturnVersion | None:
    """The newest version of a taxpayer's return, a withdrawn one too."""
    rows = TaxReturnVersion.objects.filter(fiscal_year=fiscal_year, addressee_number=number, is_latest=True)
    return rows.first()


def versions(fiscal_year: int, number: int) -> list[TaxReturnVersion]:
    """Every version, the newest first."""
    rows = TaxReturnVersion.objects.filter(fiscal_year=fiscal_year, addressee_number=number)
    return list(rows.order_by("-version"))


def version_now(fiscal_year: int, number: int) -> int:
    """The number of the newest version, 0 where there is none: what an entry goes on from."""
    row = latest(fiscal_year, number)
    return row.version if row else 0


@dataclass(frozen=True)
class Saved:
    """How a version came to be. `state` filed or withdrawn."""

    case_id: UUID | None
    state: TaxReturnVersion.State = State.FILED
    reason: str = ""


def save(told: TaxReturn, how: Saved) -> TaxReturnVersion:
    """Add a version, in the open transaction; the one before stays as it was."""
    before = (
        TaxReturnVersion.objects.select_for_update()
        .filter(fiscal_year=told.fiscal_year, addressee_number=told.taxpayer, is_latest=True)
        .first()
    )
    if before is not None:
        TaxReturnVersion.objects.filter(
            fiscal_year=told.fiscal_year, addressee_number=told.taxpayer, version=before.version
        ).update(is_latest=False)
    context = current_context()
    return TaxReturnVersion.objects.create(
        municipality_id=current(),
        fiscal_year=told.fiscal_year,
        addressee_number=told.taxpayer,
        version=before.version + 1 if before else 1,
        state=how.state,
        channel=told.channel,
        filed_on=told.filed_on,
        no_income=told.no_income,
        content=_RETURN.dump_python(told, mode="json"),
        reason=how.reason[:400],
        recorded_at=context.instant,
        recorded_by_name=context.actor.name,
        case_id=how.case_id,
    )


def of_year(fiscal_year: int, numbers: Collection[int] | None = None) -> Returns:
    """The returns of a year that count, as columns; `numbers` narrows to these taxpayers."""
    rows = TaxReturnVersion.objects.filter(fiscal_year=fiscal_year, is_latest=True, state=State.FILED)
    if numbers is not None:
        rows = rows.filter(addressee_number__in=list(numbers))
    contents = rows.order_by("addressee_number").values_list("content", flat=True)
    return columns_of([_RETURN.validate_python(one) for one in contents.iterator(chunk_size=2000)])
