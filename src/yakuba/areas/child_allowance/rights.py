"""Rights as they are kept: loaded as values, saved as a new version each time."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from yakuba.areas.child_allowance.domain.right import Right
from yakuba.areas.child_allowance.models import AllowanceRight, AllowanceVersion
from yakuba.platform.cases import panels
from yakuba.platform.tenancy import numbers
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.ids import new_uuid7
from yakuba.standards.folding import fold_name

State, Kind = AllowanceVersion.State, AllowanceVersion.Kind
_RIGHT: TypeAdapter[Right] = TypeAdapter(Right)


def value_of(row: AllowanceVersion) -> Right:
    """The right a version says."""
    return _RIGHT.validate_python(row.content)


def latest(right_id: UUID) -> AllowanceVersion | None:
    """The current version of a right."""
    return AllowanceVersion.objects.filter(right_id=right_id, is_latest=True).first()


def open_of(claimant: int) -> AllowanceVersion | None:
    """The current version of the right a person has, not an ended one."""
    rows = AllowanceVersion.objects.filter(claimant_number=claimant, is_latest=True)
    return rows.exclude(state=State.ENDED).first()


def naming(people: Collection[int]) -> list[AllowanceVersion]:
    """Current versions of rights that have not ended and name any of these persons."""
    rows = AllowanceVersion.objects.filter(is_latest=True).exclude(state=State.ENDED)
    found: dict[UUID, AllowanceVersion] = {}
    for number in people:
        found |= {row.right_id: row for row in rows.filter(people__contains=[number])}
    return sorted(found.values(), key=lambda row: row.number)


def versions(right_id: UUID) -> list[AllowanceVersion]:
    """All versions of a right, the newest first."""
    return list(AllowanceVersion.objects.filter(right_id=right_id).order_by("-version"))


def known_at(right_ids: Iterable[UUID], instant: datetime) -> dict[UUID, AllowanceVersion]:
    """Each right as it was known at an instant; one that was not there yet is left out."""
    rows = AllowanceVersion.objects.filter(right_id__in=list(right_ids), recorded_at__lte=instant)
    return {row.right_id: row for row in rows.order_by("right_id", "version")}


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a new version adds to the value: its kind, the first month it counts for, why, by which case."""

    kind: AllowanceVersion.Kind
    month: str
    reason: str = ""
    case_id: UUID | None = None
    letter: UUID | None = None


def open_new(right: Right, change: Change, number: str) -> AllowanceVersion:
    """A new right with its first version."""
    row = AllowanceRight.objects.create(
        id=new_uuid7(), number=number, claimant_number=right.claimant, opened_at=current_context().instant
    )
    return _add(row.id, number, 1, right, change)


def take_number() -> str:
    """The next 受給者番号 of the year, in the open transaction."""
    year = current_context().business_date.year
    (serial,) = numbers.take(f"allowance-{year}")
    return f"児{year}-{serial:05d}"


def save(right_id: UUID, right: Right, change: Change) -> AllowanceVersion:
    """The next version. The row of the right is locked, so that two changes follow each other."""
    owner = AllowanceRight.objects.select_for_update().get(id=right_id)
    before = AllowanceVersion.objects.get(right_id=right_id, is_latest=True)
    AllowanceVersion.objects.filter(id=before.id).update(is_latest=False)
    return _add(right_id, owner.number, before.version + 1, right, change)


def _add(right_id: UUID, number: str, version: int, right: Right, change: Change) -> AllowanceVersion:
    context = current_context()
    return AllowanceVersion.objects.create(
        id=new_uuid7(),
        right_id=right_id,
        version=version,
        number=number,
        claimant_number=right.claimant,
        kind=change.kind,
        state=State.ENDED if right.last else State.HELD if right.held else State.OPEN,
        month=change.month,
        content=_RIGHT.dump_python(right, mode="json"),
        people=list(dict.fromkeys(right.numbers)),
        words=_words(number, right),
        reason=change.reason[:400],
        recorded_at=context.instant,
        recorded_by_name=context.actor.name,
        case_id=change.case_id,
        letter=change.letter,
    )


def _words(number: str, right: Right) -> str:
    named: Mapping[int, Any] = panels.people_of({right.claimant})
    claimant = named[right.claimant].name if right.claimant in named else ""
    told = (number, str(right.claimant), claimant, *(child.name for child in right.children))
    return "\n".join(fold_name(one) for one in told if one)
