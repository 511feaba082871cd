"""The way of a filing: received → checked by itself → a case of the area's action → done; or asked back, declined.

Whatever the channel, nobody types it again: the area's input is built from the answers. Everything here runs inside
``tenant()`` and a context.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID, uuid5

from yakuba.platform.access import service as access
from yakuba.platform.cases import agents, fees, shelf, waiting
from yakuba.platform.cases import service as cases
from yakuba.platform.cases.arriving import Arrival, Mended
from yakuba.platform.cases.errors import FilingError
from yakuba.platform.cases.examining import LEVELS, examine, facts_of
from yakuba.platform.cases.filing_models import Filing, FilingStep
from yakuba.platform.cases.filing_writing import note_of as _note
from yakuba.platform.cases.filing_writing import sent_by
from yakuba.platform.cases.filing_writing import step as _step
from yakuba.platform.cases.filing_writing import subjects_of as _subjects
from yakuba.platform.cases.filing_writing import update as _update
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.models import Case
from yakuba.platform.cases.procedure_parts import builder_of
from yakuba.platform.cases.procedures.definition import Procedure
from yakuba.platform.cases.registry import actions
from yakuba.platform.cases.watching import filing_changed
from yakuba.platform.register import service as register
from yakuba.platform.tenancy import numbers
from yakuba.platform.tenancy.context import Actor, Context, current_context, use_context
from yakuba.standards import business_days

State = Filing.State
OPEN = (State.RECEIVED, State.ASKED, State.VISIT, State.PAYMENT)
__all__ = ["LEVELS", "Arrival", "FilingError", "Mended", "facts_of", "sent_by"]  # told of here, defined beside
CHANNELS = {"portal": "オンライン", "file": "ファイル取込み", "counter": "窓口"}


def find(key: UUID) -> Filing | None:
    return Filing.objects.filter(key=key).first()


def receive(new: Arrival) -> Filing:
    """Keep a filing and let it go as far as it can by itself. Sent twice with the same key, it is the same filing.

    Raises catalogue.UnknownProcedure.
    """
    known = find(new.key)
    if known is not None:
        return known
    procedure = shelf.get(new.procedure, new.version)
    context = current_context()
    day = context.business_date
    (serial,) = numbers.take(f"filing-{day.year}")
    filing = Filing.objects.create(
        key=new.key,
        receipt_number=f"F{day.year}-{serial:06d}",
        procedure=procedure.code,
        version=procedure.version,
        title=procedure.title.ja,
        channel=new.channel,
        language=new.language,
        level=new.level,
        account=new.account,
        applicant_number=new.applicant,
        **agents.columns(new.agent),
        answers=dict(new.answers),
        provenance=dict(new.provenance),
        people=dict(new.people),
        typed_by=new.typed_by.id if new.typed_by else None,
        typed_by_name=new.typed_by.name if new.typed_by else "",
        filed_at=new.filed_at,
        changed_at=context.instant,
        promised_on=business_days.add(day, procedure.days),
    )
    _step(filing, "受付", new.started_at or new.filed_at, {"origin": new.origin} if new.origin else None)
    register.record("receive", _subjects(filing), note=_note(filing))
    fees.charge(filing, procedure)
    return advance(filing)


def advance(filing: Filing) -> Filing:
    """Run the automatic checks and go on when all pass; else it waits for a person, with the reasons kept."""
    procedure = agents.procedure_of(filing)
    named = agents.principal_of(filing)
    for name, value in named.items():
        setattr(filing, name, value)
    values, findings, passed = examine(filing, procedure)
    _update(filing, **named, answers=values, findings=[asdict(one) for one in findings], state=State.RECEIVED, ask=[])
    _step(filing, "自動確認", attributes={"findings": [one.code for one in findings], "passed": passed})
    refusal = agents.refusal(findings)
    if refusal is not None:
        return _refuse(filing, refusal)
    if not [one for one in findings if one.level != "notice"]:
        return _go(filing, procedure, {})
    filing_changed(filing)
    return filing


def _refuse(filing: Filing, refusal: Finding) -> Filing:
    """Whoever filed may not do so for the person concerned: nobody has to look at it, and the resident reads why."""
    _update(filing, state=State.DECLINED, reason=refusal.message, outcome={**filing.outcome, "refused": refusal.code})
    _give_up_case(filing)
    _step(filing, "受け付けない", attributes={"refused": refusal.code})
    register.record("send_back", _subjects(filing), note=_note(filing))
    filing_changed(filing)
    return filing


def _go(filing: Filing, procedure: Procedure, reasons: Mapping[str, str]) -> Filing:
    """Nothing stands in the way any more: to the visit, to the payment, or into the area's case."""
    if _needs_visit(filing, procedure):
        return _wait_for(filing, State.VISIT, "来庁待ち")
    if fees.holds(filing, procedure):
        return _wait_for(filing, State.PAYMENT, "支払い待ち")
    return _enter(filing, procedure, reasons)


def _needs_visit(filing: Filing, procedure: Procedure) -> bool:
    return procedure.finish == "visit" and filing.level != "counter"


def _wait_for(filing: Filing, state: State, activity: str) -> Filing:
    """The resident has to come, or to pay; everything is here already, so that nothing is asked again then."""
    _update(filing, state=state)
    _step(filing, activity)
    filing_changed(filing)
    return filing


def arrive(filing_id: UUID, identification: str) -> Filing:
    """The resident has come and a clerk has seen who it is: the filing goes on. Raises FilingError."""
    filing, procedure = _locked(filing_id, OPEN)
    actor = _require(procedure)
    if not identification.strip():
        raise FilingError("本人確認の方法：選ばれていない。確認した書類を選ぶ")
    _update(filing, level="counter", assigned_to=actor.id, assigned_name=actor.name)
    _step(filing, "来庁", attributes={"identification": identification.strip()[:40]})
    return _advance_again(filing)


def paid(filing_id: UUID) -> None:
    """What it waited for was paid or waived: it goes on. Told twice, nothing happens."""
    filing = Filing.objects.select_for_update().filter(id=filing_id, state=State.PAYMENT).first()
    if filing is not None:
        _step(filing, "手数料の収納")
        _advance_again(filing)


def _advance_again(filing: Filing) -> Filing:
    """Checked anew after the wait; alerts that somebody gave reasons for before it do not stop it again."""
    given = _reasons(filing)
    filing = advance(filing)
    open_alerts = {str(one["code"]) for one in filing.findings if one["level"] == "alert"}
    if filing.state == State.RECEIVED and open_alerts and open_alerts <= given.keys():
        return proceed(filing.id, given)
    return filing


def _reasons(filing: Filing) -> dict[str, str]:
    """The reasons for alerts that a clerk gave last."""
    last = FilingStep.objects.filter(filing_id=filing.id, activity="確認").order_by("-ended_at", "-id").first()
    return dict(last.attributes.get("reasons", {})) if last else {}


def proceed(filing_id: UUID, reasons: Mapping[str, str]) -> Filing:
    """A clerk goes on in spite of alerts, each with a reason. Raises FilingError while errors stand in the way."""
    filing, procedure = _locked(filing_id, OPEN)
    _require(procedure)
    values, findings, passed = examine(filing, procedure)
    _update(filing, answers=values, findings=[asdict(one) for one in findings])
    if any(one.level == "error" for one in findings):
        raise FilingError("エラーが残っています。直すか、本人に返答を求めるか、受け付けない理由を入力してください")
    given = {code: reason.strip() for code, reason in reasons.items() if reason.strip()}
    if any(one.level == "alert" and one.code not in given for one in findings):
        raise FilingError("アラートごとに、続ける理由を入力してください")
    _step(filing, "確認", attributes={"alerts": sorted(given), "passed": passed, "reasons": given})
    return _go(filing, procedure, given)


def recheck(filing_id: UUID) -> Filing:
    """Run the checks again: what stood in the way may be gone."""
    filing, procedure = _locked(filing_id, OPEN)
    _require(procedure)
    return advance(filing)


def go_on(filing_id: UUID) -> None:
    """What it waited for by itself has happened, or never will: the checks run again."""
    filing = Filing.objects.select_for_update().filter(id=filing_id).first()
    if filing is not None and waiting.is_waiting(filing):
        advance(filing)


def ask(filing_id: UUID, wanted: Mapping[str, str]) -> Filing:
    """Ask the resident to mend answers: question → reason in Japanese. Raises FilingError."""
    filing, procedure = _locked(filing_id, OPEN)
    _require(procedure)
    known = {one.id for one in procedure.steps}
    asked = [{"question": name, "reason": why.strip()[:200]} for name, why in wanted.items() if why.strip()]
    if not asked or not {str(one["question"]) for one in asked} <= known:
        raise FilingError("返答を求める項目と理由を入力してください")
    _update(filing, state=State.ASKED, ask=asked)
    _step(filing, "返答依頼", attributes={"questions": sorted(wanted)})
    filing_changed(filing)
    return filing


def answer(key: UUID, mended: Mended) -> Filing:
    """The resident's answer to ``ask``: only the questions asked for are taken. Late or doubled, it changes nothing."""
    filing = Filing.objects.select_for_update().filter(key=key).first()
    if filing is None or filing.state != State.ASKED:
        raise FilingError("返答を受け付けられる状態ではありません")
    wanted = {one["question"] for one in filing.ask}
    filing.answers |= {name: value for name, value in mended.answers.items() if name in wanted}
    filing.provenance |= {name: source for name, source in mended.provenance.items() if name in wanted}
    filing.people |= mended.people
    _update(filing, answers=filing.answers, provenance=filing.provenance, people=filing.people)
    _step(filing, "返答", attributes={"questions": sorted(wanted)})
    return advance(filing)


def correct(filing_id: UUID, question: str, value: Any) -> Filing:
    """A clerk changes an answer: counted as retyped, and somebody else approves. Raises FilingError."""
    filing, procedure = _locked(filing_id, OPEN)
    actor = _require(procedure)
    if question not in {one.id for one in procedure.steps}:
        raise FilingError("項目が見つかりません")
    filing.answers[question] = value
    filing.provenance[question] = "staff"
    _update(filing, answers=filing.answers, provenance=filing.provenance, typed_by=actor.id, typed_by_name=actor.name)
    _step(filing, "職員による補正", attributes={"question": question})
    return advance(filing)


def decline(filing_id: UUID, reason: str) -> Filing:
    """Not accepted, with the reason the resident reads. Raises FilingError without one."""
    if not reason.strip():
        raise FilingError("受け付けない理由を入力してください")
    filing, procedure = _locked(filing_id, OPEN)
    _require(procedure)
    _update(filing, state=State.DECLINED, reason=reason.strip()[:400])
    _step(filing, "受け付けない")
    register.record("send_back", _subjects(filing), note=_note(filing))
    filing_changed(filing)
    return filing


def withdraw(key: UUID) -> Filing:
    """The resident takes it back, until it is decided. Raises FilingError afterwards."""
    filing = Filing.objects.select_for_update().filter(key=key).first()
    if filing is None:
        raise FilingError("申請が見つかりません")
    if filing.state == State.WITHDRAWN:
        return filing
    if filing.state not in (*OPEN, State.ENTERED):
        raise FilingError("決定のあとなので、取り下げられません")
    _update(filing, state=State.WITHDRAWN)
    _give_up_case(filing)
    _step(filing, "取下げ")
    filing_changed(filing)
    return filing


def _give_up_case(filing: Filing) -> None:
    if filing.case_id:
        with _as(Actor(filing.typed_by, _filer(filing), kind="system"), filing):
            cases.withdraw(filing.case_id)


def stand_again(filing_id: UUID) -> Filing | None:
    """Judge anew who filed, of a filing that is not decided yet: a mandate was taken back. None where nothing changes.

    It is declined for what is certain; else it stays where it is.
    """
    filing = Filing.objects.select_for_update().filter(id=filing_id, state__in=(*OPEN, State.ENTERED)).first()
    refusal = agents.refusal(agents.findings(filing, agents.procedure_of(filing))) if filing else None
    return _refuse(filing, refusal) if filing and refusal else None


def assign(filing_id: UUID, actor_id: UUID | None, name: str) -> Filing:
    """Who looks after it; None gives it back to all."""
    filing, procedure = _locked(filing_id, (*OPEN, State.ENTERED))
    _require(procedure)
    _update(filing, assigned_to=actor_id, assigned_name=name)
    return filing


def paper_ready(case_id: UUID, facts: Mapping[str, Any]) -> Filing | None:
    """What was decided can be handed over now. None when the case came through no filing."""
    filing = Filing.objects.select_for_update().filter(case_id=case_id, state=State.DECIDED).first()
    if filing is None:
        return None
    _update(filing, state=State.DONE, outcome={**filing.outcome, **facts})
    _step(filing, "交付")
    filing_changed(filing)
    return filing


def handed_over(case_id: UUID, facts: Mapping[str, Any]) -> Filing | None:
    """The system it was handed to has it (``facts``: its reference number). None when no filing waits for that."""
    filing = Filing.objects.select_for_update().filter(case_id=case_id, state=State.HANDED).first()
    if filing is None:
        return None
    _update(filing, state=State.DONE, outcome={**filing.outcome, **facts})
    _step(filing, "引渡し完了")
    filing_changed(filing)
    return filing


def bounced(case_id: UUID, finding: Finding) -> Filing | None:
    """The system it was handed to refuses it: a clerk mends it, and it goes again; or it is declined."""
    filing = Filing.objects.select_for_update().filter(case_id=case_id, state=State.HANDED).first()
    if filing is None:
        return None
    _update(filing, state=State.RECEIVED, case_id=None, findings=[asdict(finding)])
    _step(filing, "引渡し先の差戻し")
    filing_changed(filing)
    return filing


def follow_case(case: Case) -> None:
    """A case that was registered, sent back or withdrawn takes its filing along."""
    filing = Filing.objects.select_for_update().filter(case_id=case.id).first()
    if filing is None or filing.state != State.ENTERED:
        return
    if case.state == Case.State.REGISTERED:
        outcome = case.outcome or {}
        waits = State.DECIDED if outcome.get("paper") else State.HANDED if outcome.get("handover") else State.DONE
        _update(filing, state=waits, outcome=outcome)
        _step(filing, "決定")
    elif case.state in (Case.State.RETURNED, Case.State.WITHDRAWN):
        kept = case.id if case.state == Case.State.RETURNED else None
        _update(filing, state=State.RECEIVED, case_id=kept, reason=case.returned_reason)
        _step(filing, "差戻し")
    filing_changed(filing)


def _enter(filing: Filing, procedure: Procedure, reasons: Mapping[str, str]) -> Filing:
    """The answers become the area's typed input, in a case; what needs nobody's decision is decided at once."""
    value = builder_of(procedure)(facts_of(filing, procedure))
    with _as(Actor(filing.typed_by, _filer(filing), kind="system"), filing):
        if filing.case_id:  # it was sent back
            case = cases.save_draft(filing.case_id, value, reasons)
        else:
            key = uuid5(filing.key, str(filing.revision))
            case = cases.draft(cases.Draft(procedure.action, value, key, reasons, channel=filing.channel))
        cases.enter(case.id)
    _update(filing, state=State.ENTERED, case_id=case.id, reason="")
    if _decides_itself(filing, procedure, reasons):
        with _as(Actor(None, _filer(filing), kind="system"), filing):
            cases.approve(case.id)
        filing.refresh_from_db()
    else:
        filing_changed(filing)
    return filing


def _decides_itself(filing: Filing, procedure: Procedure, reasons: Mapping[str, str]) -> bool:
    """Whether nobody has to confirm it. What a clerk mended or added waits for somebody else, whatever it ends in."""
    if procedure.finish != "automatic" or reasons:
        return False
    if filing.typed_by is None:
        return True
    asked_by_mouth = filing.channel == "counter" and "staff" not in filing.provenance.values()
    return asked_by_mouth and actions.get(procedure.action).alone == "always"


def _filer(filing: Filing) -> str:
    """The resident's own filing is the draft, unless a clerk typed in it: then the clerk is the drafter."""
    who = "代理人" if filing.agent_number else "本人"
    return filing.typed_by_name or f"{who}（{CHANNELS.get(filing.channel, filing.channel)}）"


def _as(actor: Actor, filing: Filing) -> AbstractContextManager[Context]:
    context = current_context()
    where = CHANNELS.get(filing.channel, filing.channel)
    return use_context(replace(context, actor=actor, place=context.place or where, terminal=context.terminal or where))


def _require(procedure: Procedure) -> Actor:
    return access.require(actions.get(procedure.action).enter_duty)


def _locked(filing_id: UUID, states: tuple[str, ...]) -> tuple[Filing, Procedure]:
    filing = Filing.objects.select_for_update().filter(id=filing_id).first()
    if filing is None:
        raise FilingError("申請が見つかりません。一覧から選び直してください")
    if filing.state not in states:
        raise FilingError(f"この申請は「{filing.get_state_display()}」です。一覧を更新して状態を確認してください")
    return filing, agents.procedure_of(filing)
