"""The action that enters an application for a support measure (支援措置の申出): provisional from the same moment.

Source: 住民基本台帳事務処理要領 第5-10; juki-1.0:1.1.16, 3.4. Who may enter it is who manages measures; the record of
the persons stays as it is, so nothing is locked and no clerk of the registry comes upon the case. Deciding, extending
and ending happen on the measures' own pages.
"""

from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.registry import Action, Doing, Outcome, actions
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.disclosure.service import NewProtection

NAME = "resident_registry.request_protection"


def subjects_of(new: NewProtection) -> tuple[int, ...]:
    return (new.applicant, *new.together)


def check(new: NewProtection) -> list[Finding]:
    """The procedure's checks have looked at persons and answers; the room itself refuses nothing of that."""
    return []


def execute(new: NewProtection, doing: Doing) -> Outcome:
    """Raises access.Refused without ``protection.manage``."""
    case = disclosure.set_protection(new)
    return Outcome(str(case.id), subjects_of(new))


def register() -> None:
    """Put the action into the registry. Called once at start."""
    actions.register(
        Action(
            name=NAME,
            version=1,
            title="支援措置の申出",
            input_type=NewProtection,
            enter_duty=disclosure.MANAGE,
            approve_duty=disclosure.MANAGE,
            subjects=subjects_of,
            checks=check,
            execute=execute,
            locks=False,
            alone="always",
        )
    )
