"""Checks of move-out, its effect and confirmation, and of cancellation (juki-1.0:1.1.5, 4.1.3, 4.6)."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from .apply_departures import LATE_DAYS, is_late
from .event_inputs import VersionKey
from .events import Cancellation, ConfirmMoveOut, MoveOut, MoveOutEffect
from .findings import Finding
from .reasons import FilingKind
from .record import RESIDENT
from .situation import Situation, alert, error

Check = Callable[[Situation], Iterator[Finding]]


def _not_planned_twice(s: Situation) -> Iterator[Finding]:
    for person in s.known():
        if person.move_out_planned_on is not None:
            yield error(
                "B-27",
                "persons",
                f"{person.name}：転出の届出がすでにある（予定日{person.move_out_planned_on}）",
                "先の転出を取り消してから入れる",
                "juki-1.0:4.1.3.0.1",
            )


def _destination(s: Situation) -> Iterator[Finding]:
    """The municipality alone is enough; abroad needs the country."""
    if not isinstance(s.event, MoveOut):
        return
    there = s.event.destination
    abroad = there.move_out_planned_country_code or there.move_out_planned_country or there.move_out_planned_abroad
    if s.event.abroad and not abroad:
        yield error("B-28", "destination", "転出先：国名が未入力", "国名を入れる", "juki-1.0:4.1.3.0.2")
    if not s.event.abroad and abroad:
        yield error(
            "B-28", "destination", "転出先：国内転出に国外の住所がある", "国外転出として入れる", "juki-1.0:4.1.3.0.2"
        )
    if not s.event.abroad and not there.move_out_planned_municipality:
        yield error("B-28", "destination", "転出先：市区町村が未入力", "市区町村を選ぶ", "juki-1.0:4.1.3.0.2")


def _late_move_out(s: Situation) -> Iterator[Finding]:
    """A-08."""
    if isinstance(s.event, MoveOut) and is_late(s.event) and s.event.filing.kind == FilingKind.NOTIFICATION:
        yield alert(
            "A-08",
            "filing.notified_on",
            f"転出日から{LATE_DAYS}日を過ぎた届出",
            "職権で処理し、転出証明書に準ずる証明書を交付する",
            "juki-1.0:4.1.3.0.1",
        )


def _plan_has_come(s: Situation) -> Iterator[Finding]:
    if not isinstance(s.event, MoveOutEffect):
        return
    for person in s.known():
        planned = person.move_out_planned_on
        if planned is None or planned != s.day:
            yield error(
                "B-29",
                "persons",
                f"{person.name}：異動日が転出予定日とちがう",
                "転出予定日の到来した人だけを処理する",
                "juki-1.0:1.1.5",
            )


def _has_left_or_will(s: Situation) -> Iterator[Finding]:
    if not isinstance(s.event, ConfirmMoveOut):
        return
    for person in s.known():
        if person.resident_state == RESIDENT and person.move_out_planned_on is None:
            yield error(
                "B-30",
                "persons",
                f"{person.name}：転出の届出がない",
                "本人に確かめ、職権の転出か転入通知の誤りかを決める",
                "juki-1.0:4.1.3.1.1",
            )
    if s.event.filing.notice_on is None:
        yield error("B-30", "filing.notice_on", "転入通知日：未入力", "転入通知日を入れる", "juki-1.0:4.1.3.1.1")


def _cancellable(s: Situation) -> Iterator[Finding]:
    """What is cancelled is a change of 4.1 to 4.5, seen in full, not cancelled before, of persons it was about."""
    if not isinstance(s.event, Cancellation):
        return
    cancels = s.event.cancels
    if cancels.kind == "cancellation":
        yield error("B-31", "cancels", "異動の取消しは取り消せない", "元の異動をもう一度入れる", "juki-1.0:4.6.0.1")
    seen = {VersionKey(row.addressee_number, row.history_number) for row in (*s.view.past, *s.view.current)}
    if not cancels.rows or not seen.issuperset(cancels.rows):
        yield error("B-31", "cancels", "取り消す異動の履歴が見つからない", "異動履歴から選び直す", "juki-1.0:4.6.0.1")
    if _is_incomplete(s, cancels.rows):
        yield error(
            "B-31", "cancels", "取り消す異動の前の履歴がそろっていない", "異動履歴から選び直す", "juki-1.0:4.6.0.1"
        )
    chosen = [key for key in cancels.rows if not s.event.persons or key.addressee_number in s.event.persons]
    if s.view.cancelled.intersection(chosen):
        yield error("B-31", "cancels", "すでに取り消された異動", "異動履歴から選び直す", "juki-1.0:4.6.0.1")
    if not set(s.event.persons) <= {key.addressee_number for key in cancels.rows}:
        yield error("B-31", "persons", "取り消す異動の異動者でない人がいる", "異動者から選ぶ", "juki-1.0:4.6.0.1")


def _is_incomplete(s: Situation, rows: tuple[VersionKey, ...]) -> bool:
    """Whether a row between the one before the change and the latest is out of view; what is missing cannot return."""
    first: dict[str, int] = {}
    for key in rows:
        first[key.addressee_number] = min(key.history_number, first.get(key.addressee_number, key.history_number))
    for number, history in first.items():
        seen = [row.history_number for row in s.view.versions(number)]
        wanted = range(max(history - 1, 1), max(seen, default=0) + 1)
        if not set(seen).issuperset(wanted):
            return True
    return False


LEAVING_CHECKS: Final[Mapping[str, tuple[Check, ...]]] = {
    "move_out": (_not_planned_twice, _destination, _late_move_out),
    "move_out_effect": (_plan_has_come,),
    "move_out_confirmed": (_has_left_or_will,),
    "cancellation": (_cancellable,),
}
