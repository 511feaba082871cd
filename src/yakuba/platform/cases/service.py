"""The way of a case: draft → provisional → registered; sent back, withdrawn. Each step writes the journal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from yakuba.platform.access import service as access
from yakuba.platform.cases.findings import Finding, alerts, blocking
from yakuba.platform.cases.models import Case, CaseSubject, JournalEntry, Submission
from yakuba.platform.cases.registry import Action, Doing, actions
from yakuba.platform.cases.watching import case_changed
from yakuba.platform.register import service as register
from yakuba.platform.tenancy import numbers
from yakuba.platform.tenancy.context import current_context

OPEN = (Case.State.DRAFT, Case.State.RETURNED)


class CaseError(Exception):
    """A step that cannot be taken now. The message says why and what to do."""


class Blocked(CaseError):
    """Errors or unaccepted alerts stand in the way; ``findings`` has them all."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        errors, open_alerts = len(blocking(findings)), len(alerts(findings))
        super().__init__(
            f"エラーが{errors}件あります。入力を直してください"
            if errors
            else f"アラートが{open_alerts}件あります。続けるときは、それぞれの理由を入力してください"
        )


@dataclass(frozen=True)
class Draft:
    """What the entry screen sends. ``key`` is the form's idempotency key; ``alerts`` maps finding codes to reasons."""

    action: str
    input: Any
    key: UUID
    alerts: Mapping[str, str]
    channel: str = "counter"
    started_at: datetime | None = None


def action_of(case: Case) -> Action:
    return actions.get(case.action, case.action_version)


def input_of(case: Case) -> Any:
    """The typed input of a case."""
    return action_of(case).parse(case.input)


def find_submission(key: UUID) -> Case | None:
    """The case a form already led to."""
    row = Submission.objects.filter(key=key).select_related("case").first()
    return row.case if row else None


def draft(new: Draft) -> Case:
    """Keep an entry that is not finished. Sent twice with the same key, it is the same case."""
    known = find_submission(new.key)
    if known is not None:
        return known
    action = actions.get(new.action)
    actor = access.require(action.enter_duty)
    context = current_context()
    (serial,) = numbers.take(f"receipt-{context.business_date.year}")
    case = Case.objects.create(
        receipt_number=f"{context.business_date.year}-{serial:06d}",
        action=action.name,
        action_version=action.version,
        title=action.title,
        channel=new.channel,
        input=action.dump(new.input),
        accepted_alerts=dict(new.alerts),
        drafted_by=actor.id,
        drafted_by_name=actor.name,
        place=context.place,
        drafted_at=context.instant,
        changed_at=context.instant,
    )
    Submission.objects.create(key=new.key, case_id=case.id, at=context.instant)
    _name_subjects(case, action, new.input)
    _journal(case, "入力", new.started_at)
    return case


def save_draft(case_id: UUID, value: Any, accepted: Mapping[str, str]) -> Case:
    """Replace the input of an open case. Raises CaseError when it is no longer open."""
    case = _locked(case_id, OPEN)
    action = action_of(case)
    access.require(action.enter_duty)
    _update(case, input=action.dump(value), accepted_alerts=dict(accepted))
    CaseSubject.objects.filter(case_id=case.id).delete()
    _name_subjects(case, action, value)
    _journal(case, "補正")
    return case


def accept_alerts(case_id: UUID, reasons: Mapping[str, str]) -> Case:
    """Keep the reasons for going on in spite of alerts, by finding code."""
    case = _locked(case_id, OPEN)
    access.require(action_of(case).enter_duty)
    _update(case, accepted_alerts={code: reason.strip() for code, reason in reasons.items() if reason.strip()})
    return case


def check(action_name: str, value: Any) -> list[Finding]:
    """Errors, alerts and notices of an input as it stands."""
    return actions.get(action_name).checks(value)


def enter(case_id: UUID) -> Case:
    """To provisional entry (仮登録): no errors, each alert accepted with a reason, the persons locked.

    Raises Blocked, or CaseError when another case holds one of the persons.
    """
    case = _locked(case_id, OPEN)
    action = action_of(case)
    access.require(action.enter_duty)
    _hold_to_findings(case, action)
    try:
        with transaction.atomic():
            CaseSubject.objects.filter(case_id=case.id).update(locks=action.locks)
    except IntegrityError as error:
        raise CaseError(
            "対象者は別の案件で処理中です。その案件の決裁か取下げが終わってから、もう一度仮登録してください"
        ) from error
    _update(case, state=Case.State.PROVISIONAL)
    _journal(case, "仮登録")
    register.record("enter", _subjects(case), note=register.Note(case_id=case.id, detail={"action": case.action}))
    return case


def approve(case_id: UUID) -> Case:
    """Final registration (本登録) by somebody else than the drafter: runs the action in this transaction.

    A case that is registered already is returned as it is: pressing twice changes nothing. Raises Blocked, CaseError.
    """
    case = _locked(case_id, (Case.State.PROVISIONAL, Case.State.REGISTERED))
    if case.state == Case.State.REGISTERED:
        return case
    action = action_of(case)
    actor = access.require(action.approve_duty)
    if actor.id is not None and actor.id == case.drafted_by:
        raise CaseError("自分が入力した案件は決裁できません。別の担当者に審査を依頼してください")
    value = _hold_to_findings(case, action)
    outcome = action.execute(value, Doing(case.id, case.receipt_number, case.accepted_alerts))
    CaseSubject.objects.filter(case_id=case.id).update(locks=False)
    _add_subjects(case, outcome.subjects)
    _update(case, state=Case.State.REGISTERED, outcome={"event": outcome.event_id, **outcome.facts})
    _journal(case, "本登録")
    register.record("approve", _subjects(case), note=register.Note(case_id=case.id, detail={"action": case.action}))
    case_changed(case)
    return case


def send_back(case_id: UUID, reason: str) -> Case:
    """Back to the drafter, with a reason. Raises CaseError without one."""
    if not reason.strip():
        raise CaseError("差戻しの理由を入力してください")
    case = _locked(case_id, (Case.State.PROVISIONAL,))
    access.require(action_of(case).approve_duty)
    CaseSubject.objects.filter(case_id=case.id).update(locks=False)
    _update(case, state=Case.State.RETURNED, returned_reason=reason.strip())
    _journal(case, "差戻し")
    register.record("send_back", _subjects(case), note=register.Note(case_id=case.id))
    case_changed(case)
    return case


def withdraw(case_id: UUID) -> Case:
    """End a case that is not registered. The persons are free again."""
    case = _locked(case_id, (*OPEN, Case.State.PROVISIONAL))
    access.require(action_of(case).enter_duty)
    CaseSubject.objects.filter(case_id=case.id).update(locks=False)
    _update(case, state=Case.State.WITHDRAWN)
    _journal(case, "取下げ")
    register.record("withdraw", _subjects(case), note=register.Note(case_id=case.id))
    case_changed(case)
    return case


def hold_unlocked(subjects: Sequence[int]) -> None:
    """Raise CaseError when a provisional entry holds one of these persons (juki-1.0:4.0.8: certificates wait)."""
    if CaseSubject.objects.filter(addressee_number__in=list(subjects), locks=True).exists():
        raise CaseError("対象者に決裁待ちの仮登録があります。決裁か取下げが終わってから発行してください")


def _locked(case_id: UUID, states: tuple[str, ...]) -> Case:
    case = Case.objects.select_for_update().filter(id=case_id).first()
    if case is None:
        raise CaseError("案件が見つかりません。一覧から選び直してください")
    if case.state not in states:
        raise CaseError(f"この案件は「{case.get_state_display()}」です。一覧を更新して状態を確認してください")
    return case


def _hold_to_findings(case: Case, action: Action) -> Any:
    value = action.parse(case.input)
    findings = action.checks(value)
    unanswered = [found for found in alerts(findings) if not case.accepted_alerts.get(found.code, "").strip()]
    if blocking(findings) or unanswered:
        raise Blocked(findings)
    return value


def _update(case: Case, **values: Any) -> None:
    values |= {"changed_at": current_context().instant, "revision": case.revision + 1}
    Case.objects.filter(id=case.id).update(**values)
    for name, value in values.items():
        setattr(case, name, value)


def _name_subjects(case: Case, action: Action, value: Any) -> None:
    _add_subjects(case, tuple(action.subjects(value)))


def _add_subjects(case: Case, subjects: tuple[int, ...]) -> None:
    known = set(_subjects(case))
    CaseSubject.objects.bulk_create(
        CaseSubject(municipality_id=case.municipality_id, case_id=case.id, addressee_number=number)
        for number in dict.fromkeys(subjects)
        if number not in known
    )


def _subjects(case: Case) -> list[int]:
    rows = CaseSubject.objects.filter(case_id=case.id).order_by("addressee_number")
    return list(rows.values_list("addressee_number", flat=True))


def _journal(case: Case, activity: str, started_at: datetime | None = None) -> None:
    context = current_context()
    action = action_of(case)
    decides = activity in ("本登録", "差戻し")
    JournalEntry.objects.create(
        case_id=case.id,
        activity=activity,
        role=action.approve_duty if decides else action.enter_duty,
        actor_id=context.actor.id,
        channel=case.channel,
        started_at=started_at or case.changed_at,
        ended_at=context.instant,
        attributes={"action": case.action, "place": context.place},
    )
