"""What changes a right: 額改定, 消滅, 確認書, 口座変更, 差止. Every one adds a version; some send a letter."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from yakuba.areas.child_allowance import letters, rights, transfer_file
from yakuba.areas.child_allowance.actions import names
from yakuba.areas.child_allowance.actions.claim import NamedChild
from yakuba.areas.child_allowance.actions.names import APPROVE, ENTER, alert, error
from yakuba.areas.child_allowance.domain import months
from yakuba.areas.child_allowance.domain.right import (
    Right,
    confirmed,
    ended,
    school_end,
    with_child,
    without_child,
)
from yakuba.areas.child_allowance.models import AllowanceVersion
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.registry import Action, Doing, Outcome, actions
from yakuba.platform.cases.service import CaseError
from yakuba.platform.tenancy.context import current_context
from yakuba.standards.money.accounts import Account

Kind = AllowanceVersion.Kind


class OfClaimant(Protocol):
    """An input about the right a claimant has."""

    @property
    def claimant(self) -> int:
        """Addressee number."""
        ...


@dataclass(frozen=True, kw_only=True)
class AmountChange:
    """額改定: children more (from the month after the claim), or fewer (from the month after it happened).

    `grace`: the 15 days count, as for a birth. `fewer` are keys of children of the right.
    """

    claimant: int
    claimed_on: date
    happened_on: date
    grace: bool = False
    more: tuple[NamedChild, ...] = ()
    fewer: tuple[str, ...] = ()
    why: str = ""
    online: bool = False


@dataclass(frozen=True, kw_only=True)
class Ending:
    """消滅: the right ends with the month of `lost_on`."""

    claimant: int
    lost_on: date
    why: str
    online: bool = False


@dataclass(frozen=True, kw_only=True)
class Confirmation:
    """監護相当・生計費の負担についての確認書: a child past school age is counted to a month. `student`: of a school."""

    claimant: int
    claimed_on: date
    child: NamedChild
    until: str
    student: bool = True
    online: bool = False


@dataclass(frozen=True, kw_only=True)
class AccountChange:
    """The account to pay into from now on. None: one registered with the State, which nobody here reads."""

    claimant: int
    account: Account | None
    online: bool = False


@dataclass(frozen=True, kw_only=True)
class Holding:
    """差止 (児童手当法11条): with a reason; without one the payments go on again."""

    claimant: int
    reason: str = ""


@dataclass(frozen=True)
class Done:
    """What a change makes of a right: the value, the first month it counts for, why, and the letter if there is one."""

    right: Right
    month: str
    why: str = ""
    text: letters.Text | None = None


@dataclass(frozen=True)
class Step:
    """One kind of change: how it makes the new value, and what else stands in the way."""

    name: str
    title: str
    input_type: type
    kind: Callable[[Any], AllowanceVersion.Kind]
    make: Callable[[Any, Right, str], Done]
    faults: Callable[[Any, Right], list[Finding]]


def _change_amount(change: AmountChange, right: Right, number: str) -> Done:
    month = months.add(months.last_month(change.happened_on), 1)
    if change.more:
        happened = change.happened_on if change.grace else None
        month = max(months.first_month(change.claimed_on, happened), right.first)
    for child in change.more:
        right = with_child(right, child.counted_from(month))
    for key in change.fewer:
        right = without_child(right, key, months.last_month(change.happened_on))
    why = change.why or ("児童が増えた" if change.more else "児童が減った")
    return Done(right, month, why, letters.changed(right, number, month, why))


def _amount_faults(change: AmountChange, right: Right) -> list[Finding]:
    if not change.more and not change.fewer:
        return [error("K-11", "児童：増減する児童がない", "児童を選ぶ", "children")]
    known = {child.key for child in right.children if not child.last}
    if change.fewer and not set(change.fewer) <= known:
        return [error("K-12", "児童：この受給者の児童でない", "児童を選び直す", "children")]
    if again := [one.name for one in change.more if one.counted_from("").key in known]:
        return [error("K-13", f"児童：数えている児童（{'、'.join(again)}）がいる", "児童を選び直す", "children")]
    children = [one.number for one in change.more if one.number is not None]
    others = [row for row in rights.naming(children) if row.claimant_number != change.claimant]
    counted = [row.number for row in others if _counts(row, children)]
    if counted:
        told = "、".join(counted)
        return [
            error("K-03", f"児童：ほかの受給者（{told}）の児童になっている", "その受給者の消滅か減額を先に決裁する")
        ]
    left = [key for key in known if key not in change.fewer]
    if not left and not change.more:
        return [error("K-14", "児童：一人も残らない", "消滅として受け付ける", "children")]
    return []


def _counts(row: AllowanceVersion, children: list[int]) -> bool:
    return any(child.number in children and not child.last for child in rights.value_of(row).children)


def _end(ending: Ending, right: Right, number: str) -> Done:
    last = months.last_month(ending.lost_on)
    gone = ended(right, last, ending.why)
    return Done(gone, months.add(last, 1), ending.why, letters.ended(gone, number, ending.why))


def _end_faults(ending: Ending, right: Right) -> list[Finding]:
    return [] if ending.why.strip() else [error("K-15", "消滅の理由：空欄", "理由を入力する", "why")]


def _confirm(given: Confirmation, right: Right, number: str) -> Done:
    child = given.child
    month = max(months.first_month(given.claimed_on), right.first)
    key = child.counted_from("").key
    if key in {one.key for one in right.children}:
        right = confirmed(right, key, given.until)
    else:
        right = with_child(right, replace(child, confirmed_until=given.until).counted_from(month))
    why = f"{child.name}さんを子の数に入れる（確認書）"
    return Done(right, month, why, letters.changed(right, number, month, why))


def _confirm_faults(given: Confirmation, right: Right) -> list[Finding]:
    """Counted at the longest to the March after the 22nd birthday; who is no student is confirmed for a year."""
    if not given.child.name:
        return [error("K-11", "児童：選ばれていない", "児童を選ぶ", "child")]
    today = months.of(current_context().business_date)
    longest = school_end(given.child.birth_date, 22)
    if longest < today:
        return [error("K-16", "大学生年代の子：22歳の年度末を過ぎている", "数に入らないことを伝える", "child")]
    if not today <= given.until <= longest:
        remedy = f"{months.words(longest)}までの月を入れる"
        return [error("K-17", "数に入れる終わりの月：範囲の外", remedy, "until")]
    if not given.student and given.until > months.add(today, 12):
        return [
            alert("K-18", "学生でない子：1年ごとの確認（現況届）が要る", "1年以内の月にするか、記録して続行", "until")
        ]
    return []


def _account(change: AccountChange, right: Right, number: str) -> Done:
    return Done(replace(right, account=change.account), months.of(current_context().business_date), "口座の変更")


def _account_faults(change: AccountChange, right: Right) -> list[Finding]:
    if change.account is None:
        remedy = "口座の番号を本人に聞き、「ほかの口座」として補正する"
        return [error("K-20", "公金受取口座：番号を照会する仕組みがない", remedy, "pay_to")]
    fault = transfer_file.account_fault(change.account)
    return [error("K-26", f"口座：{fault}", "口座を本人に確かめて補正する", "account")] if fault else []


def _hold(holding: Holding, right: Right, number: str) -> Done:
    held = replace(right, held=holding.reason.strip())
    return Done(held, months.of(current_context().business_date), holding.reason.strip() or "差止の解除")


def _hold_faults(holding: Holding, right: Right) -> list[Finding]:
    if bool(right.held) == bool(holding.reason.strip()):
        state = "差止中" if right.held else "差止でない"
        return [error("K-19", f"差止：この受給者は{state}", "取り下げる")]
    return []


def _kind_of_hold(holding: Holding) -> AllowanceVersion.Kind:
    return Kind.HELD if holding.reason.strip() else Kind.RESUMED


STEPS = {
    step.name: step
    for step in (
        Step(names.AMOUNT, "児童手当の額改定", AmountChange, lambda given: Kind.AMOUNT, _change_amount, _amount_faults),
        Step(names.END, "児童手当の消滅", Ending, lambda given: Kind.ENDED, _end, _end_faults),
        Step(names.CONFIRM, "児童手当の確認書", Confirmation, lambda given: Kind.CONFIRMED, _confirm, _confirm_faults),
        Step(names.ACCOUNT, "児童手当の口座変更", AccountChange, lambda given: Kind.ACCOUNT, _account, _account_faults),
        Step(names.HOLD, "児童手当の差止と解除", Holding, _kind_of_hold, _hold, _hold_faults),
    )
}


def telling(given: Any, right: Right) -> letters.Telling:
    """Who is told of a change."""
    return letters.Telling(
        right.claimant, letters.about(right.numbers, right.claimant), getattr(given, "online", False)
    )


def check(name: str, given: OfClaimant) -> list[Finding]:
    """A right that goes on, nothing in the way, a letter that can be made."""
    row = rights.open_of(given.claimant)
    if row is None:
        return [error("K-10", "受給者：児童手当を受けていない", "認定請求として受け付けるか、受け付けない")]
    step, right = STEPS[name], rights.value_of(row)
    if found := step.faults(given, right):
        return found
    done = step.make(given, right, row.number)
    return letters.faults(done.text, telling(given, done.right)) if done.text else []


def execute(name: str, given: OfClaimant, doing: Doing) -> Outcome:
    """Add the version, and issue the letter where there is one. Raises CaseError."""
    row = rights.open_of(given.claimant)
    if row is None:
        raise CaseError("児童手当を受けていません。取り下げてください")
    return carry_out(STEPS[name], given, row, doing.case_id)


def carry_out(step: Step, given: Any, row: AllowanceVersion, case_id: UUID | None) -> Outcome:
    """One change, in the open transaction, as it was decided. Raises CaseError when its letter cannot be made."""
    done = step.make(given, rights.value_of(row), row.number)
    try:
        intent = letters.issue(done.text, telling(given, done.right), case_id) if done.text else None
    except letters.CannotWrite as refusal:
        raise CaseError(str(refusal)) from None
    return _save(step.kind(given), done, row, (case_id, intent))


def by_itself(step: Step, given: Any, row: AllowanceVersion) -> Outcome:
    """One change that the law makes without a decision. Where the letter cannot be made, the change stands without."""
    done = step.make(given, rights.value_of(row), row.number)
    try:
        intent = letters.issue(done.text, telling(given, done.right)) if done.text else None
    except letters.CannotWrite as refusal:
        done, intent = replace(done, why=f"{done.why}（通知書なし：{refusal.finding.message}）"), None
    return _save(step.kind(given), done, row, (None, intent))


def _save(
    kind: AllowanceVersion.Kind, done: Done, row: AllowanceVersion, papers: tuple[UUID | None, UUID | None]
) -> Outcome:
    case_id, intent = papers
    change = rights.Change(kind=kind, month=done.month, reason=done.why, case_id=case_id, letter=intent)
    rights.save(row.right_id, done.right, change)
    facts = {"right": str(row.right_id), "number": row.number, "reference": row.number}
    if intent is not None:
        facts["paper"] = str(intent)
    return Outcome(str(row.right_id), tuple(dict.fromkeys(done.right.numbers)), facts)


def subjects_of(given: OfClaimant) -> tuple[int, ...]:
    """Everybody the right names, the claimant first."""
    row = rights.open_of(given.claimant)
    return tuple(row.people) if row else (given.claimant,)


def register() -> None:
    """Put the actions into the registry. Called once at start."""
    for step in STEPS.values():
        actions.register(_action(step))


def register_step(step: Step) -> None:
    """One more kind of change, of another module. Called once at start."""
    STEPS[step.name] = step
    actions.register(_action(step))


def _action(step: Step) -> Action:
    return Action(
        name=step.name,
        version=1,
        title=step.title,
        input_type=step.input_type,
        enter_duty=ENTER,
        approve_duty=APPROVE,
        subjects=subjects_of,
        checks=lambda given: check(step.name, given),
        execute=lambda given, doing: execute(step.name, given, doing),
        locks=False,
    )
