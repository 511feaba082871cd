"""現況届: the report of a year as it was filed, and for which reasons a recipient is asked for it."""

from dataclasses import dataclass
from datetime import date

from yakuba.areas.child_allowance import letters
from yakuba.areas.child_allowance.actions import changes, names
from yakuba.areas.child_allowance.actions.changes import Done, Step
from yakuba.areas.child_allowance.actions.names import error
from yakuba.areas.child_allowance.domain import months, yearly
from yakuba.areas.child_allowance.domain.right import Right
from yakuba.areas.child_allowance.models import AllowanceVersion
from yakuba.platform.cases.findings import Finding
from yakuba.platform.screens import dates
from yakuba.platform.tenancy.context import current_context

Kind = AllowanceVersion.Kind


@dataclass(frozen=True, kw_only=True)
class Report:
    """A year's report. `still`: all children are brought up as before; `settled`: grounds that no longer hold."""

    claimant: int
    year: int
    filed_on: date
    still: bool = True
    settled: tuple[str, ...] = ()
    note: str = ""
    online: bool = False


@dataclass(frozen=True, kw_only=True)
class GroundChange:
    """For which reasons the recipient is asked from now on; none: it is asked no more."""

    claimant: int
    grounds: tuple[str, ...]
    since: str
    reason: str


def _report(given: Report, right: Right, number: str) -> Done:
    today = months.of(current_context().business_date)
    told = f"{given.year}年の現況届" + (f"（{given.note}）" if given.note else "")
    missing = yearly.missing(right, months.paid_through(today, regular=True))
    done = yearly.reported(right, given.year, given.settled)
    resumed = missing is not None and not right.held and yearly.is_filed(done, missing)
    return Done(done, today, told, _resumed(done, number, given) if resumed else None)


def _resumed(right: Right, number: str, given: Report) -> letters.Text:
    filed = f"{given.year}年の分を{dates.japanese(given.filed_on)}に受け付けました"
    body = (
        "現況届が出ましたので、止めていた児童手当の支払を再開します。",
        "止めていた月の分は、次の支払のときに振り込みます。",
    )
    rows = (("受給者番号", number), ("現況届", filed))
    return letters.Text("児童手当　支払差止解除通知書", body, rows, (), (letters.EVEN_MONTHS, letters.REVIEW))


def _report_faults(given: Report, right: Right) -> list[Finding]:
    """Who files without having been asked is not stopped: the report is kept and changes nothing."""
    newest = yearly.year_of(current_context().business_date)
    if not newest - 1 <= given.year <= newest:
        return [error("K-42", f"現況届の年：{given.year}年の分は受け付けていない", f"{newest}年の分にする", "year")]
    if yearly.is_filed(right, given.year):
        return [error("K-40", f"現況届：{given.year}年の分は出ている", "取り下げる")]
    if not given.still:
        remedy = "消滅か額改定を先に決裁し、残る児童があれば、もう一度受け付ける"
        return [error("K-41", "現況届：養わなくなった児童がいる", remedy, "still")]
    return []


def _change_grounds(given: GroundChange, right: Right, number: str) -> Done:
    words = "、".join(yearly.GROUNDS[one] for one in given.grounds) or "現況届の対象でない"
    return Done(yearly.with_grounds(right, given.grounds, given.since), given.since, f"{words}（{given.reason}）")


def _ground_faults(given: GroundChange, right: Right) -> list[Finding]:
    if not given.reason.strip():
        return [error("K-43", "現況届の対象：理由が空欄", "理由を入力する", "reason")]
    if not set(given.grounds) <= set(yearly.GROUNDS):
        return [error("K-44", "現況届の対象：わからない区分がある", "一覧から選ぶ", "grounds")]
    if yearly.with_grounds(right, given.grounds, given.since) == right:
        return [error("K-45", "現況届の対象：変わるところがない", "取り下げる", "grounds")]
    return []


def register() -> None:
    """Put the actions into the registry. Called once at start."""
    changes.register_step(
        Step(names.REPORT, "児童手当の現況届", Report, lambda given: Kind.REPORTED, _report, _report_faults)
    )
    changes.register_step(
        Step(
            names.GROUNDS,
            "児童手当の現況届の対象",
            GroundChange,
            lambda given: Kind.GROUNDS,
            _change_grounds,
            _ground_faults,
        )
    )
