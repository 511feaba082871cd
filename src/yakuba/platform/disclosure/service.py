"""The room's door: states of persons, measures, suppressions, liftings. Every change is registered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from yakuba.platform.access import service as access
from yakuba.platform.disclosure import states
from yakuba.platform.disclosure.models import Lift, OtherParty, ProtectedPerson, ProtectionCase, Suppression
from yakuba.platform.disclosure.periods import Course, end_of_year_from
from yakuba.platform.disclosure.rules import Requester, Subject, answer_to_claimant, decide
from yakuba.platform.disclosure.states import Alert, State
from yakuba.platform.disclosure.told import Whom, telling
from yakuba.platform.disclosure.watching import protection_entered
from yakuba.platform.disclosure.words import Channel, Decision, Kind, Level, Processing, Protection, Purpose
from yakuba.platform.parameters import service as parameters
from yakuba.platform.parameters.parameter_definitions import TEMPORARY_RELEASE_MINUTES
from yakuba.platform.register import service as register
from yakuba.platform.tenancy.context import current_context
from yakuba.standards.folding import fold_name

__all__ = [
    "Alert",
    "Channel",
    "Claimant",
    "Decision",
    "Kind",
    "Level",
    "Levels",
    "NewProtection",
    "NewSuppression",
    "NotNow",
    "Party",
    "Processing",
    "Protection",
    "Purpose",
    "Requester",
    "State",
    "Subject",
    "answer_to_claimant",
    "decide",
    "subject_state",
]

MANAGE, RELEASE, LIFT = "protection.manage", "protection.release", "protection.lift"


class NotNow(ValueError):
    """The measure is not in a state for this step. The message says why and what to do."""


def subject_state(
    addressee_numbers: Iterable[int], *, act_id: UUID | None = None, households: Mapping[int, int] | None = None
) -> dict[int, State]:
    """A State for each person: subject for ``decide``, mark and alerts. A constant number of queries.

    ``act_id`` is the case or claim whose liftings count; ``households`` (addressee number → household number) brings in
    suppressions of whole households.
    """
    return states.load(addressee_numbers, act_id, households or {})


@dataclass(frozen=True)
class Party:
    """The other party (相手方) as named in the application."""

    name: str
    addressee_number: int | None = None
    birth_date: date | None = None
    sex: str = ""
    address: str = ""
    note: str = ""


@dataclass(frozen=True)
class NewProtection:
    """An application (支援措置申出). ``starts_on`` None: not decided yet, provisional from ``received_on``."""

    applicant: int
    measure: str
    received_on: date
    requesting_body: str
    together: Mapping[int, str] = field(default_factory=dict)  # addressee number → relation to the applicant
    other_parties: tuple[Party, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    first_municipality: str = ""
    forwarded_received_on: date | None = None
    note: str = ""


def set_protection(new: NewProtection) -> ProtectionCase:
    """Enter an application; the end date is one year less a day unless given. juki-1.0:1.1.16, 3.4.

    Raises access.Refused without ``protection.manage``.
    """
    access.require(MANAGE)
    case = ProtectionCase.objects.create(
        measure=ProtectionCase.Measure(new.measure),
        received_on=new.received_on,
        provisional_from=new.received_on,
        starts_on=new.starts_on,
        ends_on=new.ends_on or (end_of_year_from(new.starts_on) if new.starts_on else None),
        requesting_body=new.requesting_body,
        first_municipality=new.first_municipality,
        forwarded_received_on=new.forwarded_received_on,
        note=new.note,
        entered_at=current_context().instant,
    )
    with telling(Whom(number) for number in (new.applicant, *new.together)):
        _add_people(case, new)
    _note_change(register.Act.SET_PROTECTION, case, "set")
    protection_entered([new.applicant, *new.together])
    return case


def _add_people(case: ProtectionCase, new: NewProtection) -> None:
    add = ProtectedPerson.objects.create
    add(protection_id=case.id, addressee_number=new.applicant, is_applicant=True)
    for number, relation in new.together.items():
        add(protection_id=case.id, addressee_number=number, is_applicant=False, relation=relation)
    for party in new.other_parties:
        OtherParty.objects.create(protection_id=case.id, folded_name=fold_name(party.name), **asdict(party))


def decide_protection(protection_id: UUID, starts_on: date, ends_on: date | None = None) -> ProtectionCase:
    """The measure starts (支援措置の決定): the provisional one gives way. Raises NotNow when it already runs."""
    access.require(MANAGE)
    case = _open_case(protection_id)
    if case.starts_on is not None:
        raise NotNow("この申出の支援措置はすでに開始しています。期間を延ばすときは延長の処理をしてください")
    case.starts_on, case.ends_on = starts_on, ends_on or end_of_year_from(starts_on)
    return _saved(case, "decided")


def extend_protection(protection_id: UUID) -> ProtectionCase:
    """One more year, from one month before the end until the end. juki-1.0:3.4. Raises NotNow."""
    access.require(MANAGE)
    case = _open_case(protection_id)
    course = Course(case.provisional_from, case.starts_on, case.ends_on)
    if not course.can_be_extended(current_context().business_date):
        raise NotNow(
            "延長は、期間の終了日の1か月前から終了日までの間にできます。過ぎているときは新たな申出を受けてください"
        )
    case.ends_on = course.extended().ends_on
    return _saved(case, "extended")


def continue_as_former(protection_id: UUID, moved_out_on: date) -> ProtectionCase:
    """The person moved out: provisional again, as municipality of the former address, so that nothing lapses."""
    case = _open_case(protection_id)
    case.provisional_from, case.starts_on, case.ends_on = moved_out_on, None, None
    return _saved(case, "former")


def keep_after_move_out(addressee_numbers: Iterable[int], moved_out_on: date) -> int:
    """Switch open measures of applicants who left to provisional ones, as juki-1.0:3.4 wants; returns how many.

    It happens with the change itself, so that protection does not lapse during the move.
    """
    applicants = ProtectedPerson.objects.filter(addressee_number__in=list(addressee_numbers), is_applicant=True)
    ids = list(applicants.values_list("protection_id", flat=True))
    open_cases = ProtectionCase.objects.filter(id__in=ids, closed_on__isnull=True)
    found = list(open_cases.values_list("id", flat=True))
    for protection_id in found:
        continue_as_former(protection_id, moved_out_on)
    return len(found)


def forward_protection(protection_id: UUID, to: str, on: date) -> ProtectionCase:
    """The application was forwarded to another municipality (転送)."""
    access.require(MANAGE)
    case = _open_case(protection_id)
    case.forwarded_to, case.forwarded_on = to, on
    return _saved(case, "forwarded")


def end_protection(protection_id: UUID, reason: str) -> ProtectionCase:
    """End today: on the person's request, on expiry, or when there is no more need. Raises NotNow, access.Refused."""
    access.require(RELEASE)
    case = _open_case(protection_id)
    case.closed_on, case.closed_reason = current_context().business_date, _reason(reason)
    people = ProtectedPerson.objects.filter(protection_id=case.id).values_list("addressee_number", flat=True)
    with telling([Whom(number) for number in people]):
        return _saved(case, "ended", register.Act.END_PROTECTION)


def protection_details(protection_id: UUID) -> tuple[ProtectionCase, list[ProtectedPerson], list[OtherParty]]:
    """The application with its persons and the other party, for those who manage protection; registered."""
    access.require(MANAGE)
    case = ProtectionCase.objects.get(id=protection_id)
    people = list(
        ProtectedPerson.objects.filter(protection_id=case.id).order_by("-is_applicant", "addressee_number", "id")
    )
    parties = list(OtherParty.objects.filter(protection_id=case.id).order_by("id"))
    register.record(register.Act.VIEW_PROTECTION, [person.addressee_number for person in people])
    return case, people, parties


@dataclass(frozen=True)
class Claimant:
    """Who claims a certificate, as far as known."""

    name: str
    birth_date: date | None = None
    addressee_number: int | None = None


def named_by(addressee_numbers: Iterable[int], claimant: Claimant) -> set[int]:
    """Those of the persons whose open measure names the claimant as the other party.

    The same number, or the same folded name unless both birth dates are known and differ: in doubt it is the other
    party, because the officer can put that right and an address given away cannot be.
    """
    (found,) = named_by_each(addressee_numbers, [claimant])
    return found


def named_by_each(addressee_numbers: Iterable[int], claimants: Sequence[Claimant]) -> list[set[int]]:
    """As ``named_by``, for each of several claimants; two queries, one where nobody is protected."""
    people = ProtectedPerson.objects.filter(
        addressee_number__in=list(addressee_numbers), protection__closed_on__isnull=True
    )
    of_case: dict[UUID, set[int]] = {}
    for person in people:
        of_case.setdefault(person.protection_id, set()).add(person.addressee_number)
    parties = list(OtherParty.objects.filter(protection_id__in=list(of_case))) if of_case else []
    return [
        {number for party in parties if _same_person(party, claimant) for number in of_case[party.protection_id]}
        for claimant in claimants
    ]


def _same_person(party: Any, claimant: Claimant) -> bool:
    if party.addressee_number is not None and party.addressee_number == claimant.addressee_number:
        return True
    if party.folded_name != fold_name(claimant.name):
        return False
    return None in (party.birth_date, claimant.birth_date) or party.birth_date == claimant.birth_date


@dataclass(frozen=True)
class Levels:
    """A level for each processing. juki-1.0:3.1"""

    change: Level = Level.NONE
    issue: Level = Level.NONE
    inquiry: Level = Level.NONE


@dataclass(frozen=True)
class NewSuppression:
    """Of a person or of a household, never both."""

    explanation: str
    levels: Levels
    addressee_number: int | None = None
    household_number: int | None = None
    reason: str = "other"
    starts_on: date | None = None
    ends_on: date | None = None


def set_suppression(new: NewSuppression) -> Suppression:
    """Set a suppression; several may stand beside each other. Raises access.Refused, ValueError."""
    actor = access.require(MANAGE)
    if (new.addressee_number is None) == (new.household_number is None):
        raise ValueError("抑止の対象は、個人か世帯のどちらか一方です。対象を一つ指定してください")
    context = current_context()
    with telling([_whom(new)]):
        row = Suppression.objects.create(
            addressee_number=new.addressee_number,
            household_number=new.household_number,
            reason=Suppression.Reason(new.reason),
            explanation=_reason(new.explanation),
            change=new.levels.change,
            issue=new.levels.issue,
            inquiry=new.levels.inquiry,
            starts_on=new.starts_on or context.business_date,
            ends_on=new.ends_on,
            set_by=actor.id,
            set_at=context.instant,
        )
    _note_suppression(register.Act.SET_SUPPRESSION, row)
    return row


def release_suppression(suppression_id: UUID, reason: str) -> None:
    """End a suppression; only this does. Raises NotNow when it has been released, access.Refused."""
    actor = access.require(RELEASE)
    row = Suppression.objects.select_for_update().filter(id=suppression_id, released_at__isnull=True).first()
    if row is None:
        raise NotNow("この抑止はすでに解除されています。最新の状態を表示し直してください")
    row.released_at, row.released_by = current_context().instant, actor.id
    row.release_reason = _reason(reason)
    with telling([_whom(row)]):
        row.save()
    _note_suppression(register.Act.END_SUPPRESSION, row)


def lift(addressee_numbers: Iterable[int], processing: Processing | str, act_id: UUID, reason: str) -> list[Lift]:
    """Lift the stop for one act (case or claim), after review; it returns by itself after the set minutes.

    Needs ``protection.lift`` and the second factor again. Nothing is told to other systems. juki-1.0:3.1, 3.4.
    Raises access.Refused, access.StepUpNeeded, ValueError without a reason.
    """
    actor = access.require_step_up(LIFT)
    context = current_context()
    minutes = parameters.get(TEMPORARY_RELEASE_MINUTES, context.business_date)
    expires = context.instant + timedelta(minutes=minutes)
    rows = [
        Lift.objects.create(
            addressee_number=number,
            processing=Processing(processing).value,
            act_id=act_id,
            reason=_reason(reason),
            lifted_by=actor.id,
            lifted_at=context.instant,
            expires_at=expires,
        )
        for number in addressee_numbers
    ]
    note = register.Note(
        items=(Processing(processing).value,), duty=LIFT, purpose=reason, case_id=act_id, detail={"until": str(expires)}
    )
    register.record(register.Act.LIFT_STOP, [row.addressee_number for row in rows], note=note)
    return rows


def _open_case(protection_id: UUID) -> ProtectionCase:
    case = ProtectionCase.objects.select_for_update().filter(id=protection_id, closed_on__isnull=True).first()
    if case is None:
        raise NotNow("この支援措置はすでに終了しています。続けるときは新たな申出を受けてください")
    return case


def _saved(case: ProtectionCase, step: str, act: register.Act = register.Act.SET_PROTECTION) -> ProtectionCase:
    case.save()
    _note_change(act, case, step)
    return case


def _note_change(act: register.Act, case: ProtectionCase, step: str) -> None:
    numbers = ProtectedPerson.objects.filter(protection_id=case.id).values_list("addressee_number", flat=True)
    dates = {name: str(getattr(case, name) or "") for name in ("provisional_from", "starts_on", "ends_on", "closed_on")}
    note = register.Note(duty=MANAGE, detail={"step": step, "protection": str(case.id), **dates})
    register.record(act, numbers, note=note)


def _whom(row: Suppression | NewSuppression) -> Whom:
    if row.household_number is not None:
        return Whom(row.household_number, is_household=True)
    return Whom(row.addressee_number or 0)


def _note_suppression(act: register.Act, row: Suppression) -> None:
    subjects = [row.addressee_number] if row.addressee_number is not None else []
    levels = {processing.value: getattr(row, processing) for processing in Processing}
    detail = {"suppression": str(row.id), "household": row.household_number, **levels}
    register.record(act, subjects, note=register.Note(duty=MANAGE, detail=detail))


def _reason(text: str) -> str:
    if not text.strip():
        raise ValueError("理由が入力されていません。あとから確かめられるように、理由を入力してください")
    return text.strip()
