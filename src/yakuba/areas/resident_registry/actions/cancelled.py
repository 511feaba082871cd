"""Which rows a change made, with its continuation: what a cancellation takes back (juki-1.0:4.6.0.1)."""

from datetime import date

from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.actions.view import load
from yakuba.areas.resident_registry.domain.apply import preview_conflicts
from yakuba.areas.resident_registry.domain.cancel import Conflict
from yakuba.areas.resident_registry.domain.event_inputs import CancelledChange, VersionKey
from yakuba.areas.resident_registry.domain.events import Cancellation
from yakuba.areas.resident_registry.domain.kinds import KINDS
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.models import ChangeEvent, ResidentRecord

_MOVE_OUT = ("move_out", "move_out_effect", "move_out_confirmed")


class NotCancellable(LookupError):
    """The version was loaded from another system, or is itself a cancellation."""


def change_of(addressee_number: int, history_number: int) -> CancelledChange:
    """The change that made this version, with everything it went on with. Raises NotCancellable."""
    row = ResidentRecord.objects.filter(addressee_number=addressee_number, history_number=history_number)
    event = ChangeEvent.objects.filter(id__in=row.values("event_id")).first()
    if event is None or event.kind == "cancellation":
        raise NotCancellable(f"{addressee_number}-{history_number}")
    chain = _chain(event, addressee_number)
    rows = ResidentRecord.objects.filter(event_id__in=[one.id for one in chain])
    keys = rows.order_by("addressee_number", "history_number").values_list("addressee_number", "history_number")
    return CancelledChange(
        kind=chain[0].kind,
        subjects=_subjects(chain[0]),
        rows=tuple(VersionKey(_written(number), history) for number, history in keys),
    )


def _chain(event: ChangeEvent, addressee_number: int) -> list[ChangeEvent]:
    """A planned move-out goes on with its effect and its confirmation; they are cancelled together."""
    if event.kind not in _MOVE_OUT:
        return [event]
    ids = ResidentRecord.objects.filter(addressee_number=addressee_number).values("event_id")
    chains: list[list[ChangeEvent]] = []
    for one in ChangeEvent.objects.filter(id__in=ids, kind__in=_MOVE_OUT).order_by("processed_at", "id"):
        if one.kind == "move_out" or not chains:
            chains.append([])
        chains[-1].append(one)
    return next(chain for chain in chains if event.id in {one.id for one in chain})


def _subjects(event: ChangeEvent) -> tuple[str, ...]:
    """Persons the change was about: their rows carry one of its reasons; others changed by the way."""
    reasons = [str(reason) for reason in KINDS[event.kind].reasons]
    numbers = ResidentRecord.objects.filter(event_id=event.id, reason__in=reasons).order_by("addressee_number")
    return tuple(_written(number) for number in numbers.values_list("addressee_number", flat=True))


def _written(number: int) -> str:
    return storage.latest([number])[0].addressee_number


def people_of(cancels: CancelledChange) -> tuple[Record, ...]:
    """Current rows of everybody the change touched."""
    return tuple(storage.latest({int(key.addressee_number) for key in cancels.rows}))


def conflicts_of(event: Cancellation, on: date) -> tuple[Conflict, ...]:
    """What the clerk has to decide, as the register stands now."""
    return preview_conflicts(event, load(event), on)
