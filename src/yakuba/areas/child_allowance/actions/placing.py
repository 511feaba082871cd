"""入所・退所: a child comes to a body or leaves it. Whoever received for it so far is reduced in the same decision."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yakuba.areas.child_allowance import bodies, letters, rights
from yakuba.areas.child_allowance.actions import changes, names
from yakuba.areas.child_allowance.actions.changes import Done, Step
from yakuba.areas.child_allowance.actions.claim import NamedChild
from yakuba.areas.child_allowance.actions.names import APPROVE, ENTER, error
from yakuba.areas.child_allowance.domain import months
from yakuba.areas.child_allowance.domain.right import (
    Right,
    counted_now,
    ended,
    school_end,
    with_child,
    without_child,
)
from yakuba.areas.child_allowance.models import AllowanceBody, AllowanceVersion
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.registry import Action, Doing, Outcome, actions
from yakuba.platform.cases.service import CaseError

Kind = AllowanceVersion.Kind


@dataclass(frozen=True, kw_only=True)
class Placing:
    """A child came to a body (claimant) on `entered_on`; `claimed_on`: the body's claim or notice of it."""

    claimant: int
    child: NamedChild
    entered_on: date
    claimed_on: date


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """A child left. `key` is the child's key in the right of the body."""

    claimant: int
    key: str
    left_on: date
    why: str = ""


def month_of(placing: Placing) -> str:
    """The first month paid to the body: as for any claim, the 15 days counted from the day the child came."""
    return months.first_month(placing.claimed_on, placing.entered_on)


def right_of(placing: Placing, body: AllowanceBody, right: Right | None) -> Right:
    """The body's right with the child; a new one where it has none. A guardian receives like a parent."""
    month = month_of(placing)
    if right is not None:
        month = max(month, right.first)
        return with_child(right, placing.child.counted_from(month))
    child = placing.child.counted_from(month)
    if body.kind == AllowanceBody.Kind.GUARDIAN:
        grounds = (("guardian_body", month),)
        return Right(claimant=placing.claimant, first=month, children=(child,), care="guardian", grounds=grounds)
    return Right(claimant=placing.claimant, first=month, children=(child,), care="facility")


def others(placing: Placing) -> list[AllowanceVersion]:
    """Rights of others that count the child now."""
    if placing.child.number is None:
        return []
    rows = rights.naming([placing.child.number])
    return [row for row in rows if row.claimant_number != placing.claimant and _keys(row, placing.child.number)]


def _keys(row: AllowanceVersion, number: int) -> tuple[str, ...]:
    return tuple(one.key for one in counted_now(rights.value_of(row)) if one.number == number)


def check(placing: Placing) -> list[Finding]:
    """A body, a child of the age, counted by no other body; a letter that can be made."""
    body = bodies.find(placing.claimant)
    if body is None:
        return [error("K-50", "施設等：登録されていない", "施設等を登録してから入力する")]
    row = rights.open_of(placing.claimant)
    right = rights.value_of(row) if row else None
    if placing.entered_on > placing.claimed_on:
        return [error("K-51", "入所の日：届出の日より後", "日付を確かめる", "entered_on")]
    if month_of(placing) > school_end(placing.child.birth_date, 18):
        return [error("K-52", "児童：18歳の年度末を過ぎている", "対象の年齢を伝える", "child")]
    key = placing.child.counted_from("").key
    if right is not None and key in {one.key for one in counted_now(right)}:
        return [error("K-53", "児童：この施設等でもう数えている", "取り下げる", "child")]
    told = []
    for other in others(placing):
        if bodies.find(other.claimant_number):
            return [error("K-54", f"児童：ほかの施設等（{other.number}）にいる", "先にその退所を決裁する", "child")]
        last = months.words(months.last_month(placing.entered_on))
        message = f"いまの受給者（{other.number}）の分は、{last}分までになる"
        told.append(
            Finding("notice", "K-55", "child", message, "同じ決裁で減額か消滅になり、通知書ができる", "background")
        )
    return [*told, *letters.faults(_text(placing, body, "児9999-99999"), _telling(placing))]


def _text(placing: Placing, body: AllowanceBody, number: str) -> letters.Text:
    row = rights.open_of(placing.claimant)
    before = rights.value_of(row) if row else None
    right = right_of(placing, body, before)
    if before is None:
        return letters.granted(right, number)
    return letters.changed(right, number, max(month_of(placing), right.first), f"{placing.child.name}さんの入所")


def _telling(placing: Placing) -> letters.Telling:
    child = placing.child.number
    return letters.Telling(placing.claimant, (child,) if child is not None else ())


def execute(placing: Placing, doing: Doing) -> Outcome:
    """The child out of the other right, into the body's; a letter to each. Raises CaseError."""
    body = bodies.find(placing.claimant)
    if body is None:
        raise CaseError("施設等が登録されていません。取り下げてください")
    people = [placing.claimant]
    for other in others(placing):
        _reduce(placing, other)
        people.append(other.claimant_number)
    row = rights.open_of(placing.claimant)
    number = row.number if row else rights.take_number()
    try:
        intent = letters.issue(_text(placing, body, number), _telling(placing), doing.case_id)
    except letters.CannotWrite as refusal:
        raise CaseError(str(refusal)) from None
    right_id = _keep(placing, body, row, (number, doing.case_id, intent))
    if placing.child.number is not None:
        people.append(placing.child.number)
    facts = {"right": str(right_id), "number": number, "reference": number, "paper": str(intent)}
    return Outcome(str(right_id), tuple(dict.fromkeys(people)), facts)


def _keep(
    placing: Placing, body: AllowanceBody, row: AllowanceVersion | None, papers: tuple[str, UUID | None, UUID]
) -> UUID:
    number, case_id, intent = papers
    right = right_of(placing, body, rights.value_of(row) if row else None)
    why = f"{placing.child.name}さんの入所"
    change = rights.Change(kind=Kind.PLACED, month=month_of(placing), reason=why, case_id=case_id, letter=intent)
    if row is None:
        return rights.open_new(right, change, number).right_id
    rights.save(row.right_id, right, change)
    return row.right_id


def _reduce(placing: Placing, other: AllowanceVersion) -> None:
    """Who received so far: paid through the month the child left; the right ends where nobody is left."""
    assert placing.child.number is not None
    keys, why = _keys(other, placing.child.number), "児童が施設等に入所した"
    if len(counted_now(rights.value_of(other))) == len(keys):
        ending = changes.Ending(claimant=other.claimant_number, lost_on=placing.entered_on, why=why)
        changes.by_itself(changes.STEPS[names.END], ending, other)
        return
    change = changes.AmountChange(
        claimant=other.claimant_number,
        claimed_on=placing.claimed_on,
        happened_on=placing.entered_on,
        fewer=keys,
        why=why,
    )
    changes.by_itself(changes.STEPS[names.AMOUNT], change, other)


def _leave(given: Leaving, right: Right, number: str) -> Done:
    last = months.last_month(given.left_on)
    left = without_child(right, given.key, last)
    name = next(one.name for one in right.children if one.key == given.key)
    why = given.why.strip() or f"{name}さんの退所"
    if counted_now(left):
        month = months.add(last, 1)
        return Done(left, month, why, letters.changed(left, number, month, why))
    gone = ended(left, last, why)
    return Done(gone, months.add(last, 1), why, letters.ended(gone, number, why))


def _leave_faults(given: Leaving, right: Right) -> list[Finding]:
    if given.key not in {one.key for one in counted_now(right)}:
        return [error("K-56", "児童：この施設等の児童でない", "児童を選び直す", "child")]
    if bodies.find(given.claimant) is None:
        return [error("K-57", "退所：受給者が施設等でない", "額改定か消滅として受け付ける")]
    return []


def _subjects(placing: Placing) -> tuple[int, ...]:
    child = placing.child.number
    return (placing.claimant, *((child,) if child is not None else ()))


def register() -> None:
    """Put the actions into the registry. Called once at start."""
    actions.register(
        Action(
            name=names.PLACE,
            version=1,
            title="児童手当の施設等への入所",
            input_type=Placing,
            enter_duty=ENTER,
            approve_duty=APPROVE,
            subjects=_subjects,
            checks=check,
            execute=execute,
            locks=False,
        )
    )
    step = Step(names.LEAVE, "児童手当の施設等からの退所", Leaving, lambda given: Kind.LEFT, _leave, _leave_faults)
    changes.register_step(step)
