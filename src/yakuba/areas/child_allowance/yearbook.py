"""事業年報: a fiscal year's figures beside those of the year before. No person is named."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Sum

from yakuba.areas.child_allowance import rights
from yakuba.areas.child_allowance.domain import months, yearbook
from yakuba.areas.child_allowance.domain.yearbook import AGES, OLDER, ORDERS, Year
from yakuba.areas.child_allowance.models import AllowanceVersion, Payment
from yakuba.platform.tenancy.context import current_context

WORTH = "受けるべき額（円）"


@dataclass(frozen=True)
class Paid:
    """What was paid in the payments of a fiscal year: how many, yen; what came back; what was demanded back."""

    payments: int
    yen: int
    returned: int
    demanded: int


@dataclass(frozen=True)
class Row:
    """One line of the report: of what, the year, the year before."""

    part: str
    name: str
    now: int
    before: int

    @property
    def change(self) -> int:
        """By how much it is more than the year before."""
        return self.now - self.before


def newest() -> int:
    """The fiscal year of the business date."""
    day = current_context().business_date
    return day.year if day.month >= 4 else day.year - 1


def report(year: int) -> list[Row]:
    """Every line of the report, as known now."""
    values = [rights.value_of(row) for row in AllowanceVersion.objects.filter(is_latest=True)]
    through = months.of(current_context().business_date)
    now, before = (yearbook.of_year(values, one, through) for one in (year, year - 1))
    paid, earlier = _paid(year), _paid(year - 1)
    return [*_people(now, before), *_children(now, before), *_yen(now, before), *_payments(paid, earlier)]


def _people(now: Year, before: Year) -> list[Row]:
    kinds = ("児童1人", "児童2人", "児童3人以上")
    rows = [
        Row("受給者（人）", kind, one, other)
        for kind, one, other in zip(kinds, now.recipients, before.recipients, strict=True)
    ]
    rows.append(Row("受給者（人）", "施設等", now.bodies, before.bodies))
    return [*rows, Row("受給者（人）", "計", now.all_recipients, before.all_recipients)]


def _children(now: Year, before: Year) -> list[Row]:
    rows = [
        Row("児童（人）", f"{age}　{order}", now.children.get((age, order), 0), before.children.get((age, order), 0))
        for age in AGES
        for order in ORDERS
    ]
    rows.append(Row("児童（人）", "計", now.all_children, before.all_children))
    return [*rows, Row("児童（人）", OLDER, now.older, before.older)]


def _yen(now: Year, before: Year) -> list[Row]:
    rows = [
        Row(WORTH, f"{age}　{order}", now.yen.get((age, order), 0), before.yen.get((age, order), 0))
        for age in AGES
        for order in ORDERS
    ]
    return [*rows, Row(WORTH, "計", now.all_yen, before.all_yen)]


def _payments(now: Paid, before: Paid) -> list[Row]:
    return [
        Row("支払", "件数", now.payments, before.payments),
        Row("支払", "支払った額（円）", now.yen, before.yen),
        Row("支払", "振込不能（円）", now.returned, before.returned),
        Row("支払", "返還を求めた額（円）", now.demanded, before.demanded),
    ]


def _paid(year: int) -> Paid:
    first, last = date(year, 4, 1), date(year + 1, 3, 31)
    rows = Payment.objects.filter(run__pay_on__gte=first, run__pay_on__lte=last, amount__gt=0)
    sent = rows.filter(state=Payment.State.SENT).aggregate(count=Count("id"), yen=Sum("amount"))
    back = rows.filter(state=Payment.State.RETURNED).aggregate(yen=Sum("amount"))
    asked = Payment.objects.filter(state=Payment.State.DEMANDED, made_at__date__gte=first, made_at__date__lte=last)
    demanded = asked.aggregate(yen=Sum("debt"))
    return Paid(sent["count"], sent["yen"] or 0, back["yen"] or 0, demanded["yen"] or 0)
