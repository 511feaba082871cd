"""Checks of an input against the register, before anything is computed (digest of the standard: errors_alerts).

Every check is a small function of a `Situation` that yields findings; the tables at the end say which kinds it serves.
Codes E-, A- and B- are those of the digest; B-1x and above are our own, for inputs that contradict themselves. Dates
of single items, duplicates of secret numbers (B-03), suppression (E-10, A-05) and locks (E-12) are checked elsewhere.
"""

import datetime
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from .changes import RegisterView
from .checks_arrival import ARRIVAL_CHECKS
from .checks_correction import CORRECTION_CHECKS
from .checks_household import HOUSEHOLD_CHECKS
from .checks_leaving import LEAVING_CHECKS
from .event_inputs import KNOWN, NOT_IN_CALENDAR
from .events import Event
from .findings import Finding, blocking
from .kinds import KINDS
from .needs import residents
from .reasons import FILING_KINDS, FilingKind
from .record import ITEMS, Record
from .situation import Situation, alert, error

Check = Callable[[Situation], Iterator[Finding]]

_RESIDENT_OR_NOT: Final = frozenset({"move_in", "birth", "ex_officio_entry", "move_out_confirmed", "cancellation"})


def check_input(event: Event, view: RegisterView, on: datetime.date) -> list[Finding]:
    """Findings about the input alone; once a person or household is unknown, nothing further is looked at."""
    situation = Situation(event, view, on)
    found = [finding for check in _FIRST for finding in check(situation)]
    if blocking(found):
        return found
    return [*found, *(finding for check in (*_THEN, *_BY_KIND[event.kind]) for finding in check(situation))]


def _change_date(s: Situation) -> Iterator[Finding]:
    """E-01, E-02: only some changes may have a date that is unknown or not in the calendar."""
    given, kind = s.event.filing.change_date, KINDS[s.event.kind]
    if given.date is None:
        yield error("B-10", "filing.change_date", "異動日：未入力", "異動日を入れる", "juki-1.0:4.0.3")
    if given.unknown in ("", KNOWN) or kind.unknown_date:
        return
    if given.unknown == NOT_IN_CALENDAR:
        yield error("E-01", "filing.change_date", "異動日：暦にない日", "暦にある日を入れる", "juki-1.0:1.1.8")
    else:
        yield error(
            "E-02", "filing.change_date", f"異動日：{kind.ja}では不詳にできない", "日付を入れる", "juki-1.0:1.1.8"
        )


def _future(s: Situation) -> Iterator[Finding]:
    """E-04, E-05: no date after the processing day, except the planned date of a move-out."""
    if s.day is not None and s.day > s.on and not KINDS[s.event.kind].future_date:
        yield error(
            "E-04",
            "filing.change_date",
            "異動日：処理日より後。転出以外は処理日以前",
            "処理日以前の日を入れる",
            "juki-1.0:4.0.3",
        )
    for name in ("notified_on", "applied_on", "requested_on", "notice_on"):
        day = getattr(s.event.filing, name)
        if day is not None and day > s.on:
            label = ITEMS[name]["item"]
            yield error(
                "E-05", f"filing.{name}", f"{label}：処理日より後", "処理日以前の日を入れる", "juki-1.0:4.1.0.2"
            )


def _filing(s: Situation) -> Iterator[Finding]:
    kind = KINDS[s.event.kind]
    if s.event.filing.kind not in kind.filings:
        allowed = "・".join(FILING_KINDS[filing] for filing in kind.filings)
        yield error(
            "B-11",
            "filing.kind",
            f"異動区分：{kind.ja}は{FILING_KINDS[s.event.filing.kind]}では扱わない",
            f"{allowed}から選ぶ",
            kind.source,
        )


def _persons(s: Situation) -> Iterator[Finding]:
    """Somebody, nobody twice, everybody known."""
    named = [number for number in residents(s.event) if number]
    if not residents(s.event):
        yield error("B-12", "persons", "異動者：未入力", "異動する人を選ぶ", "juki-1.0:4.0.1")
    if len(set(named)) < len(named):
        yield error("B-12", "persons", "異動者：同じ人が2回ある", "重なりを除く", "juki-1.0:4.0.1")
    for number in dict.fromkeys(named):
        if s.view.person(number) is None and number not in s.view.expected:
            yield error(
                "B-13",
                "persons",
                f"異動者：宛名番号{number}の住民票がない",
                "検索から選び直す",
                "juki-1.0:4.0.1",
            )


def _removed(s: Situation) -> Iterator[Finding]:
    """B-05: a removed record takes no further change; a wrong entry there gets a note instead (juki-1.0:1.1.5)."""
    if s.event.kind in _RESIDENT_OR_NOT:
        return
    for person in s.known():
        if not person.is_current_resident:
            yield error(
                "B-05",
                "persons",
                f"{person.name}：すでに除票になっている",
                "異動の取消しか再転入で扱う",
                "background",
            )


def _before_birth(s: Situation) -> Iterator[Finding]:
    for person in _dated(s):
        if s.day is not None and person.birth_date is not None and s.day < person.birth_date:
            yield error(
                "B-02",
                "filing.change_date",
                f"異動日：{person.name}の生年月日より前",
                "異動日と生年月日を確かめる",
                "background",
            )


def _before_last_change(s: Situation) -> Iterator[Finding]:
    for person in _dated(s):
        if s.day is not None and person.change_date is not None and s.day < person.change_date:
            yield alert(
                "B-06",
                "filing.change_date",
                f"異動日：{person.name}の前回の異動日（{person.change_date}）より前",
                "遅れて届いた異動なら、理由を記録して続行",
                "background",
            )


def _dated(s: Situation) -> tuple[Record, ...]:
    """Persons whose dates the change date is compared with, if it is certain; a cancellation looks back on purpose."""
    if not s.event.filing.change_date.is_known:
        return ()
    return () if s.event.kind in ("cancellation", "move_out_confirmed", "move_out_effect") else s.known()


def _late(s: Situation) -> Iterator[Finding]:
    """B-08: notified after the legal limit."""
    limit, notified = KINDS[s.event.kind].limit_days, s.event.filing.notified_on
    if limit is None or notified is None or s.day is None or s.event.filing.kind != FilingKind.NOTIFICATION:
        return
    if (notified - s.day).days > limit:
        yield alert(
            "B-08",
            "filing.notified_on",
            f"異動日から{limit}日超過",
            "届出期間経過の理由を聞き取り、記録して続行",
            "住民基本台帳法22条から25条",
        )


_FIRST: Final[tuple[Check, ...]] = (_change_date, _future, _filing, _persons)
_THEN: Final[tuple[Check, ...]] = (_removed, _before_birth, _before_last_change, _late)
_BY_KIND: Final[Mapping[str, tuple[Check, ...]]] = MappingProxyType(
    {
        **dict.fromkeys(KINDS, ()),
        **ARRIVAL_CHECKS,
        **HOUSEHOLD_CHECKS,
        **LEAVING_CHECKS,
        **CORRECTION_CHECKS,
    }
)
