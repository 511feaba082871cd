"""What the register decides for the allowance: who leaves the municipality or dies has no right any more.

Called in the transaction of that approval; the end and its letter stand or fall with it. A letter that may not be sent
(a support measure) does not stop the register: the right ends, and the desk finds it without a letter.
"""

from yakuba.areas.child_allowance import rights
from yakuba.areas.child_allowance.actions import changes, names
from yakuba.areas.resident_registry import service as registry
from yakuba.platform.cases.models import Case

PREFIX = "resident_registry."


def follow(case: Case) -> None:
    """After a change of the register: end the rights of who is no resident, and count no child that died."""
    if not case.action.startswith(PREFIX) or case.state != Case.State.REGISTERED:
        return
    numbers = list(case.subjects.values_list("addressee_number", flat=True))
    for left in registry.left_of(numbers):
        _end(left)
        if left.died:
            _count_no_more(left)


def _end(left: registry.Left) -> None:
    row = rights.open_of(left.number)
    if row is not None:
        ending = changes.Ending(claimant=left.number, lost_on=left.day, why=left.words)
        changes.by_itself(changes.STEPS[names.END], ending, row)


def _count_no_more(left: registry.Left) -> None:
    for row in rights.naming([left.number]):
        right = rights.value_of(row)
        keys = tuple(one.key for one in right.children if one.number == left.number and not one.last)
        if not keys:
            continue
        if len([one for one in right.children if not one.last]) == len(keys):
            ending = changes.Ending(claimant=right.claimant, lost_on=left.day, why="児童の死亡")
            changes.by_itself(changes.STEPS[names.END], ending, row)
        else:
            change = changes.AmountChange(
                claimant=right.claimant, claimed_on=left.day, happened_on=left.day, fewer=keys, why="児童の死亡"
            )
            changes.by_itself(changes.STEPS[names.AMOUNT], change, row)
