"""市民税・県民税申告書: entered by one and decided by another; each time a new version, a withdrawal too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.db.models import Q

from yakuba.areas.resident_registry import service as registry
from yakuba.areas.resident_tax import returns
from yakuba.areas.resident_tax.domain.return_checks import faults
from yakuba.areas.resident_tax.domain.returns import TaxReturn
from yakuba.areas.resident_tax.models import OutsidePerson, TaxReturnVersion
from yakuba.law import scheme_named
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.registry import Action, Doing, Outcome, actions
from yakuba.platform.cases.service import CaseError
from yakuba.platform.tenancy.context import current_context

FILE: Final = "resident_tax.return"
WITHDRAW: Final = "resident_tax.return_withdraw"
ENTER: Final = "resident_tax.documents"
DECIDE: Final = "resident_tax.assess"
State = TaxReturnVersion.State


@dataclass(frozen=True, kw_only=True)
class Filed:
    """A return to be kept. `base`: the version it goes on from, 0 for a first one; `reason` of a correction."""

    told: TaxReturn
    base: int = 0
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Withdrawn:
    """A return taken back by who filed it."""

    taxpayer: int
    fiscal_year: int
    base: int
    reason: str = field(default="")


def years() -> tuple[int, int]:
    """The first and last fiscal year a return may be for."""
    period = scheme_named("resident-tax").period
    return int(period.first), int(period.last or 9999)


def _error(code: str, item: str, message: str, remedy: str) -> Finding:
    return Finding("error", code, item, message, remedy, "background")


def _alert(code: str, item: str, message: str, remedy: str) -> Finding:
    return Finding("alert", code, item, message, remedy, "background")


def check(given: Filed) -> list[Finding]:
    """What is wrong in itself, whom it is about, and what is known already."""
    told = given.told
    found = faults(told, current_context().business_date, years())
    if found_of := _whose(told.taxpayer):
        return [*found, *found_of]
    if any(one.code == "R-01" for one in found):
        return found
    known = [number for number in told.numbers if number != told.taxpayer]
    if known and not registry.are_known(known):
        found.append(_error("R-21", "dependants", "扶養親族：住民票にない宛名番号がある", "行を選び直す"))
    if returns.version_now(told.fiscal_year, told.taxpayer) != given.base:
        remedy = "申告の画面を開き直し、いまの内容から訂正する"
        found.append(_error("R-22", "", "申告：画面を開いたあとに、ほかの申告か訂正が登録された", remedy))
    return [*found, *_levied_here(told), *_claimed_elsewhere(told)]


def _whose(number: int) -> list[Finding]:
    if registry.are_known([number]) or OutsidePerson.objects.filter(addressee_number=number).exists():
        return []
    return [_error("R-20", "taxpayer", f"宛名番号 {number}：登録がない", "番号を確かめて選び直す")]


def _levied_here(told: TaxReturn) -> list[Finding]:
    rows = registry.roll(date(told.fiscal_year, 1, 1), [told.taxpayer])
    if rows.filter("resident").is_empty():
        remedy = "課税権のある市区町村を確かめ、この団体で受けるなら理由を記録して続行"
        return [_alert("R-23", "taxpayer", f"{told.fiscal_year}年1月1日に、ここの住民でない", remedy)]
    return []


def _claimed_elsewhere(told: TaxReturn) -> list[Finding]:
    """The same relative in somebody else's return of the year."""
    mine = {number for number in told.numbers if number != told.taxpayer}
    if not mine:
        return []
    rows = TaxReturnVersion.objects.filter(fiscal_year=told.fiscal_year, is_latest=True, state=State.FILED).exclude(
        addressee_number=told.taxpayer
    )
    others = [row for row in rows.filter(_naming(mine)) if mine & set(returns.value_of(row).numbers[1:])]
    if not others:
        return []
    names = "、".join(str(row.addressee_number) for row in others)
    remedy = "どちらの扶養にするか本人に確かめ、直すか、理由を記録して続行"
    return [_alert("R-24", "dependants", f"扶養親族：ほかの人（宛名番号 {names}）の申告にも書かれている", remedy)]


def _naming(numbers: Iterable[int]) -> Q:
    wanted = Q()
    for number in numbers:
        wanted |= Q(content__dependants__contains=[{"number": number}]) | Q(content__spouse__number=number)
    return wanted


def execute(given: Filed, doing: Doing) -> Outcome:
    """Keep the return as a new version. Raises CaseError when another one came in between."""
    told = given.told
    _hold_base(told.fiscal_year, told.taxpayer, given.base)
    row = returns.save(told, returns.Saved(doing.case_id, State.FILED, given.reason))
    return _outcome(row, (told.taxpayer,))


def _hold_base(fiscal_year: int, number: int, base: int) -> None:
    if returns.version_now(fiscal_year, number) != base:
        raise CaseError("申告：ほかの申告か訂正が先に登録されました。差し戻して、いまの内容から訂正してください")


def _outcome(row: TaxReturnVersion, subjects: tuple[int, ...]) -> Outcome:
    reference = f"{row.fiscal_year}-{row.addressee_number}-{row.version}"
    facts = {"fiscal_year": str(row.fiscal_year), "number": str(row.addressee_number), "reference": reference}
    return Outcome(reference, subjects, facts)


def check_withdrawal(given: Withdrawn) -> list[Finding]:
    """There is one to take back, and a reason."""
    row = returns.latest(given.fiscal_year, given.taxpayer)
    if row is None or row.state != State.FILED or row.version != given.base:
        return [_error("R-25", "", "申告：取り下げる申告がない", "申告の画面を開き直す")]
    if not given.reason.strip():
        return [_error("R-26", "reason", "取下げの理由：空欄", "理由を入力する")]
    return []


def execute_withdrawal(given: Withdrawn, doing: Doing) -> Outcome:
    """A version that says so, with what was withdrawn."""
    row = returns.latest(given.fiscal_year, given.taxpayer)
    if row is None or row.state != State.FILED:
        raise CaseError("申告：取り下げる申告がありません。差し戻してください")
    _hold_base(given.fiscal_year, given.taxpayer, given.base)
    made = returns.save(returns.value_of(row), returns.Saved(doing.case_id, State.WITHDRAWN, given.reason))
    return _outcome(made, (given.taxpayer,))


def register() -> None:
    """Put the actions into the registry. Called once at start."""
    actions.register(
        Action(
            name=FILE,
            version=1,
            title="市民税・県民税の申告",
            input_type=Filed,
            enter_duty=ENTER,
            approve_duty=DECIDE,
            subjects=lambda given: (given.told.taxpayer,),
            checks=check,
            execute=execute,
            locks=False,
        )
    )
    actions.register(
        Action(
            name=WITHDRAW,
            version=1,
            title="市民税・県民税の申告の取下げ",
            input_type=Withdrawn,
            enter_duty=ENTER,
            approve_duty=DECIDE,
            subjects=lambda given: (given.taxpayer,),
            checks=check_withdrawal,
            execute=execute_withdrawal,
            locks=False,
        )
    )
