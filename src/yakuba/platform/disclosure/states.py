"""What stands beside a person's name: state of protection, suppressions, liftings, and the alerts for the clerk."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from uuid import UUID

from yakuba.platform.disclosure.models import Lift
from yakuba.platform.disclosure.periods import Course, month_before
from yakuba.platform.disclosure.rules import Subject
from yakuba.platform.disclosure.words import Level, Processing, Protection
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.statements import Read

_STRENGTH = (Level.NONE, Level.ALERT, Level.ERROR)
_STATES = (
    Protection.NONE,
    Protection.ENDED,
    Protection.EXPIRED,
    Protection.PROVISIONAL,
    Protection.TOGETHER,
    Protection.RUNNING,
)
_MARKS = {
    Protection.PROVISIONAL: "仮支援措置中",
    Protection.RUNNING: "支援措置中",
    Protection.TOGETHER: "支援措置中(併せて支援)",
    Protection.EXPIRED: "支援措置 期間満了(未終了)",
}
_PROCESSING_LABELS = {Processing.CHANGE: "異動", Processing.ISSUE: "発行", Processing.INQUIRY: "照会"}
_LEVEL_LABELS = {Level.ERROR: "抑止", Level.ALERT: "注意"}


@dataclass(frozen=True)
class Alert:
    """One message to the clerk who views or handles the person's record."""

    code: str  # of the digest
    message: str
    remedy: str
    source: str


@dataclass(frozen=True)
class State:
    """A person's subject for ``decide``, the words of the mark (empty: none) and the alerts."""

    subject: Subject
    mark: str = ""
    alerts: tuple[Alert, ...] = ()
    protection_ids: tuple[UUID, ...] = ()


CLEAR = State(Subject())


def load(numbers: Iterable[int], act_id: UUID | None, households: Mapping[int, int]) -> dict[int, State]:
    """A State for each number. Two queries, three with ``act_id``, however many persons."""
    wanted = list(dict.fromkeys(numbers))
    today = current_context().business_date
    measures = _measures(wanted)
    suppressions = _suppressions(wanted, households, today)
    lifts = _lifts(wanted, act_id) if act_id else {}
    return {
        number: _state(measures.get(number, []), suppressions.get(number, []), lifts.get(number, frozenset()), today)
        for number in wanted
    }


@dataclass(frozen=True)
class Measure:
    """An open measure of a person."""

    addressee_number: int
    protection_id: UUID
    is_applicant: bool
    course: Course


@dataclass(frozen=True)
class Stop:
    """A running suppression, by processing."""

    addressee_number: int | None
    household_number: int | None
    change: str
    issue: str
    inquiry: str


_OPEN_MEASURES = Read("""
SELECT person.addressee_number, person.protection_id, person.is_applicant,
  measure.provisional_from, measure.starts_on, measure.ends_on, measure.closed_on
FROM protected_person AS person
JOIN protection_case AS measure
  ON measure.municipality_id = person.municipality_id AND measure.id = person.protection_id
WHERE person.municipality_id = %(municipality)s AND person.addressee_number = ANY(%(numbers)s)
  AND measure.closed_on IS NULL
ORDER BY measure.received_on, measure.id
""")
_RUNNING_STOPS = Read("""
SELECT addressee_number, household_number, change, issue, inquiry FROM suppression
WHERE municipality_id = %(municipality)s AND released_at IS NULL AND starts_on <= %(today)s
  AND (addressee_number = ANY(%(numbers)s) OR household_number = ANY(%(households)s))
""")


def _measures(numbers: list[int]) -> dict[int, list[Measure]]:
    found: dict[int, list[Measure]] = {}
    for number, protection, is_applicant, *dates in _OPEN_MEASURES.rows(numbers=numbers):
        found.setdefault(number, []).append(Measure(number, protection, is_applicant, Course(*dates)))
    return found


def _suppressions(numbers: list[int], households: Mapping[int, int], today: date) -> dict[int, list[Stop]]:
    """Running ones: started, and not released by anybody; the end date does not end them."""
    of_household: dict[int, list[int]] = {}
    for number, household in households.items():
        of_household.setdefault(household, []).append(number)
    found: dict[int, list[Stop]] = {}
    for values in _RUNNING_STOPS.rows(numbers=numbers, households=list(of_household), today=today):
        row = Stop(*values)
        one = [row.addressee_number] if row.addressee_number is not None else []
        for number in of_household[row.household_number] if row.household_number is not None else one:
            found.setdefault(number, []).append(row)
    return found


def _lifts(numbers: list[int], act_id: UUID) -> dict[int, frozenset[Processing]]:
    found: dict[int, frozenset[Processing]] = {}
    rows = Lift.objects.filter(act_id=act_id, addressee_number__in=numbers, expires_at__gt=current_context().instant)
    for row in rows:
        found[row.addressee_number] = found.get(row.addressee_number, frozenset()) | {Processing(row.processing)}
    return found


def _state(measures: list[Measure], suppressions: list[Stop], lifted: frozenset[Processing], today: date) -> State:
    if not measures and not suppressions:
        return CLEAR
    states = [(_of(row, today), row) for row in measures]
    protection = max((state for state, _ in states), key=_STATES.index, default=Protection.NONE)
    levels = {
        processing: max((Level(getattr(row, processing)) for row in suppressions), key=_STRENGTH.index)
        for processing in Processing
        if suppressions
    }
    active = {processing: level for processing, level in levels.items() if level is not Level.NONE}
    return State(
        Subject(protection, MappingProxyType(active), lifted),
        _mark(protection, active),
        (*_period_alerts(states, today), *_suppression_alerts(active)),
        tuple(row.protection_id for state, row in states if state.active),
    )


def _of(row: Measure, today: date) -> Protection:
    state = row.course.state(today)
    return Protection.TOGETHER if state is Protection.RUNNING and not row.is_applicant else state


def _mark(protection: Protection, levels: Mapping[Processing, Level]) -> str:
    words = [_MARKS[protection]] if protection in _MARKS else []
    words += [f"{_PROCESSING_LABELS[processing]}{_LEVEL_LABELS[level]}" for processing, level in levels.items()]
    return "・".join(words)


def _period_alerts(states: list[tuple[Protection, Measure]], today: date) -> list[Alert]:
    alerts = []
    for state, row in states:
        end = row.course.ends_on
        if state is Protection.EXPIRED and end is not None:
            message = f"支援措置の期間が {end:%Y年%m月%d日} に満了し、延長されていません"
            alerts.append(
                Alert("A-04", message, "申出者に確認し、終了または新たな申出の処理をしてください", "juki-1.0:3.4")
            )
        elif state in (Protection.RUNNING, Protection.TOGETHER) and end is not None and month_before(end) <= today:
            message = f"支援措置の期間が1か月以内({end:%Y年%m月%d日})に満了します"
            alerts.append(Alert("A-03", message, "延長の意思を申出者に確認してください", "juki-1.0:3.4"))
    return alerts


def _suppression_alerts(levels: Mapping[Processing, Level]) -> list[Alert]:
    return [
        Alert(
            "A-05",
            f"{_PROCESSING_LABELS[processing]}に注意の設定があります",
            "設定の理由を確かめてから進めてください",
            "juki-1.0:3.1",
        )
        for processing, level in levels.items()
        if level is Level.ALERT
    ]
