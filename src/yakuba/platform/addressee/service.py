"""Numbers and merging of addressees."""

from collections.abc import Iterable

from yakuba.platform.addressee.models import Addressee, AddresseeMerge
from yakuba.platform.tenancy import numbers
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.scope import current
from yakuba.standards import check_digits

SERIES = "addressee"
HOUSEHOLD_SERIES = "household"


def next_number(series: str = SERIES) -> int:
    """The next 宛名番号 (or 世帯番号), check digit last; a serial whose remainder is 1 has none and is skipped.

    Source: juki-1.0:1.1.13 (modulus 11, weights 2 to 7). Numbers that came by migration are never given again.
    """
    while True:
        (serial,) = numbers.take(series)
        digit = check_digits.addressee_number(f"{serial:03d}")
        if digit is None:
            continue
        number = int(f"{serial}{digit}")
        if series != SERIES or not Addressee.objects.filter(addressee_number=number).exists():
            return number


def register(addressee_numbers: Iterable[int], kind: str = Addressee.Kind.RESIDENT) -> None:
    """Make sure each number has its row; who was none of the residents becomes one. Doing it twice changes nothing."""
    numbers_given = list(addressee_numbers)
    instant = current_context().instant
    rows = [
        Addressee(addressee_number=number, kind=kind, registered_at=instant, municipality_id=current())
        for number in numbers_given
    ]
    Addressee.objects.bulk_create(rows, ignore_conflicts=True)
    if kind == Addressee.Kind.RESIDENT:
        known = Addressee.objects.filter(addressee_number__in=numbers_given, kind=Addressee.Kind.NON_RESIDENT)
        known.update(kind=kind)


class CannotMerge(ValueError):
    """The message says which number stands in the way."""


def merge(kept: int, dropped: int, reason: str) -> AddresseeMerge:
    """Record that two numbers are one person; nothing is deleted. Raises CannotMerge."""
    found = set(
        Addressee.objects.filter(addressee_number__in=[kept, dropped], merged_into__isnull=True).values_list(
            "addressee_number", flat=True
        )
    )
    if kept == dropped or found != {kept, dropped}:
        raise CannotMerge(f"宛名番号 {kept} と {dropped} は統合できません。番号と統合の状態を確認してください")
    Addressee.objects.filter(addressee_number=dropped).update(merged_into=kept)
    instant = current_context().instant
    return AddresseeMerge.objects.create(kept=kept, dropped=dropped, reason=reason, merged_at=instant)


def undo_merge(merged: AddresseeMerge) -> None:
    """Take a merge back: both numbers stand alone again."""
    Addressee.objects.filter(addressee_number=merged.dropped).update(merged_into=None)
    AddresseeMerge.objects.filter(id=merged.id).update(undone_at=current_context().instant)
