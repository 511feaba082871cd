"""Dates of a support measure. Pure. Source: juki-1.0:3.4."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from yakuba.platform.disclosure.words import Protection


def end_of_year_from(start: date) -> date:
    """One year less a day.

    >>> end_of_year_from(date(2020, 4, 1)), end_of_year_from(date(2020, 2, 29))
    (datetime.date(2021, 3, 31), datetime.date(2021, 2, 28))
    """
    leap_day = (start.month, start.day) == (2, 29)
    anniversary = date(start.year + 1, 3, 1) if leap_day else start.replace(year=start.year + 1)
    return anniversary - timedelta(days=1)


def month_before(day: date) -> date:
    """The day of the same number one month earlier, or that month's last.

    >>> month_before(date(2021, 3, 31)), month_before(date(2021, 1, 15))
    (datetime.date(2021, 2, 28), datetime.date(2020, 12, 15))
    """
    year, month = (day.year, day.month - 1) if day.month > 1 else (day.year - 1, 12)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


@dataclass(frozen=True)
class Course:
    """The dates of one measure."""

    provisional_from: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    closed_on: date | None = None

    def state(self, today: date) -> Protection:
        """The applicant's state on a day (``together`` is the caller's: it depends on the person)."""
        if self.closed_on is not None and self.closed_on <= today:
            return Protection.ENDED
        if self.ends_on is not None and self.ends_on < today:
            return Protection.EXPIRED
        if self.starts_on is not None and self.starts_on <= today:
            return Protection.RUNNING
        if self.provisional_from is not None and self.provisional_from <= today:
            return Protection.PROVISIONAL
        return Protection.NONE

    def can_be_extended(self, today: date) -> bool:
        """From one month before the end until the end."""
        if self.ends_on is None or self.closed_on is not None:
            return False
        return month_before(self.ends_on) <= today <= self.ends_on

    def extended(self) -> "Course":
        """One more year from the day after the old end."""
        if self.ends_on is None:
            raise ValueError("a measure without an end cannot be extended")
        return Course(
            self.provisional_from, self.starts_on, end_of_year_from(self.ends_on + timedelta(days=1)), self.closed_on
        )
