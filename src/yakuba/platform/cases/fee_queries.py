"""Reads for the cashier: the day's books, what is to be given back, what is still to be paid, one charge."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from yakuba.platform.access import service as access
from yakuba.platform.cases import fees
from yakuba.platform.cases.fee_balance import Balance, Kind, Moved, State, balance
from yakuba.platform.cases.fee_models import FeeCharge, FeeEntry
from yakuba.platform.cases.filing_models import Filing

NOBODYS = "（納付番号が分からない入金）"
MOST = 500
GONE_ON = (Filing.State.ENTERED, Filing.State.DECIDED, Filing.State.HANDED, Filing.State.DONE)
MONEY = Q(kind__in=(Kind.PAID, Kind.RETURNED)) | Q(kind=Kind.CANCELLED, about__kind=Kind.PAID)


def require() -> None:
    """Raises access.Refused without the duty."""
    access.require(fees.DUTY)


def may_collect() -> bool:
    """Whether the actor may take, waive and give back."""
    try:
        require()
    except access.Refused:
        return False
    return True


@dataclass(frozen=True)
class Booked:
    """An entry that moved money, with its charge and filing; both are empty for money nobody knows the charge of."""

    entry: FeeEntry
    charge: FeeCharge | None
    filing: Filing | None

    @property
    def title(self) -> str:
        return self.charge.title if self.charge else NOBODYS

    @property
    def yen(self) -> int:
        """Received is positive, cancelled or given back negative."""
        return self.entry.amount if self.entry.kind == Kind.PAID else -self.entry.amount


def books(day: date) -> list[Booked]:
    """Everything that moved money on that day, in the order it was written."""
    rows = FeeEntry.objects.filter(MONEY, day=day).order_by("at", "id")
    return _with_charges(list(rows))


def moved(rows: Sequence[Booked]) -> list[Moved]:
    return [Moved(one.title, one.entry.get_way_display(), one.yen, one.entry.day) for one in rows]


def to_return() -> list[Booked]:
    """What waits to be given back, the oldest first."""
    done = FeeEntry.objects.filter(about_id=OuterRef("id"), kind=Kind.RETURNED)
    rows = FeeEntry.objects.filter(~Exists(done), kind=Kind.RETURN_DUE).order_by("at", "id")
    return _with_charges(list(rows[:MOST]))


def outstanding() -> list[tuple[FeeCharge, Filing]]:
    """Charges nobody paid whose filing went on all the same: at the counter, or after a cancelled receipt."""
    rows = _unpaid().filter(filing__state__in=GONE_ON).select_related("filing").order_by("made_at", "id")
    return [(one, one.filing) for one in rows[:MOST]]


def _unpaid() -> "QuerySet[FeeCharge]":
    undone = FeeEntry.objects.filter(about_id=OuterRef("id"), kind__in=(Kind.CANCELLED, Kind.RETURN_DUE))
    settling = FeeEntry.objects.filter(~Exists(undone), charge_id=OuterRef("id"), kind__in=(Kind.PAID, Kind.WAIVED))
    dropped = FeeEntry.objects.filter(charge_id=OuterRef("id"), kind=Kind.DROPPED)
    return FeeCharge.objects.filter(~Exists(settling), ~Exists(dropped))


def find(charge_id: UUID) -> FeeCharge | None:
    return FeeCharge.objects.filter(id=charge_id).select_related("filing").first()


def by_number(typed: str) -> FeeCharge | None:
    """By the number of the charge, of a slip of it, or of the filing."""
    wanted = typed.strip().upper()
    found = FeeCharge.objects.filter(Q(number=wanted) | Q(filing__receipt_number=wanted)).first()
    if found is None and (slip := FeeEntry.objects.filter(key=f"slip/{wanted}", kind=Kind.SLIP).first()):
        return find(slip.charge_id) if slip.charge_id else None
    return found


@dataclass(frozen=True)
class Shown:
    """A charge as a page shows it."""

    charge: FeeCharge
    entries: list[FeeEntry]
    balance: Balance

    @property
    def state(self) -> State:
        return self.balance.state

    @property
    def is_open(self) -> bool:
        return self.balance.is_open

    @property
    def receipt(self) -> FeeEntry | None:
        """The payment that settles it: what a receipt is written of."""
        counted = self.balance.counted
        return next((one for one in self.entries if counted is not None and one.id == counted.id), None)


def shown(charge: FeeCharge) -> Shown:
    found = fees.entries(charge.id)
    return Shown(charge, found, balance([fees.noted(one) for one in found]))


def of_filing(filing: Filing) -> Shown | None:
    """The charge of a filing; None where nothing was to be paid, or fees are only shown."""
    charge = fees.of(filing)
    return shown(charge) if charge else None


def entry(entry_id: UUID) -> Booked | None:
    row = FeeEntry.objects.filter(id=entry_id).first()
    return _with_charges([row])[0] if row else None


def _with_charges(rows: Sequence[FeeEntry]) -> list[Booked]:
    wanted = {one.charge_id for one in rows if one.charge_id}
    charges = {one.id: one for one in FeeCharge.objects.filter(id__in=wanted).select_related("filing")}
    found = []
    for row in rows:
        charge = charges.get(row.charge_id) if row.charge_id else None
        found.append(Booked(row, charge, charge.filing if charge else None))
    return found
