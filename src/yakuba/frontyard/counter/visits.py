"""A visit from the first question to the filing. Everything is kept at each step; the filing happens once."""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import Count

from yakuba.areas.resident_registry import service as registry
from yakuba.frontyard.counter import sealing, tickets
from yakuba.frontyard.counter.models import Visit
from yakuba.platform.attachments import service as attachments
from yakuba.platform.cases import filings, shelf
from yakuba.platform.cases.filing_models import Filing
from yakuba.platform.cases.procedures import answers as reading
from yakuba.platform.cases.procedures.definition import LANGUAGES, Procedure, Question, Text
from yakuba.platform.cases.registry import actions
from yakuba.platform.register import service as register
from yakuba.platform.secrets import safe
from yakuba.platform.tenancy.context import JST, Actor, current_context, use_context

SIGN = "sign"
"""The mark by which a visitor asks the clerk to write the name."""
LATER = "later"
ARRIVING = "resident_registry.is_expected"  # the check of procedures for who is announced to move in
USED_WITHIN = 90
"""Days of filings that say what visitors mostly come for."""
PNG = b"\x89PNG\r\n\x1a\n"
LARGEST_DRAWING = 100_000
WAYS = {"typed": "名前を入力", "drawn": "手書き", "witness": "職員が代筆", "paper": "紙に署名"}


class CounterError(Exception):
    """A step that cannot be taken now. The message says why and what to do."""


@dataclass(frozen=True)
class Draft:
    """Answers to one procedure so far; ``later``: optional questions put off. ``key`` makes the filing one."""

    code: str
    version: int
    key: str
    answers: dict[str, Any] = field(default_factory=dict)
    provenance: dict[str, str] = field(default_factory=dict)
    later: list[str] = field(default_factory=list)

    @property
    def procedure(self) -> Procedure:
        return shelf.get(self.code, self.version)

    @property
    def asked(self) -> tuple[Question, ...]:
        return reading.relevant(self.procedure, self.answers)

    @property
    def missing(self) -> tuple[Question, ...]:
        """What is still to be asked: neither answered nor put off."""
        return tuple(one for one in self.asked if one.id not in self.answers and one.id not in self.later)


@dataclass(frozen=True)
class Start:
    """What the clerk says at the beginning. ``key`` becomes the visit's: pressed twice, it is one visit.

    ``guide``: what the life-event guide was told, if it was asked.
    """

    key: UUID
    identification: str
    procedures: tuple[str, ...]
    language: str
    guide: Mapping[str, Any] = field(default_factory=dict)


def offered() -> tuple[Procedure, ...]:
    """What can be received at the counter today by this clerk: procedures whose action he may enter."""
    context = current_context()
    found = shelf.open_on(context.business_date, "counter")
    return tuple(one for one in found if actions.get(one.action).enter_duty in context.actor.duties)


def suiting(found: Iterable[Procedure], facts: registry.ResidentFacts) -> tuple[Procedure, ...]:
    """What this visitor can file: who is not on the record yet files the move-in, and what follows from it."""
    return tuple(one for one in found if facts.expected or not _is_of_arrival(one))


def _is_of_arrival(procedure: Procedure) -> bool:
    return ARRIVING in {check.name for check in procedure.checks}


def by_use(found: Iterable[Procedure]) -> tuple[Procedure, ...]:
    """What was filed most at this counter in the last three months comes first; the rest stays in its order."""
    since = current_context().instant - timedelta(days=USED_WITHIN)
    rows = Filing.objects.filter(channel="counter", filed_at__gte=since).order_by().values_list("procedure")
    used = dict(rows.annotate(n=Count("id")))
    return tuple(sorted(found, key=lambda one: -used.get(one.code, 0)))


def begin(facts: registry.ResidentFacts, start: Start) -> Visit:
    """Open a visit. A question with one possible answer is not asked. Raises CounterError."""
    known = Visit.objects.filter(id=start.key).first()
    if known is not None:
        return known
    chosen = [one for one in suiting(offered(), facts) if one.code in start.procedures]
    chosen.sort(key=lambda one: not _is_of_arrival(one))  # asked, looked over and filed first: the others wait for it
    if not chosen or start.language not in LANGUAGES:
        raise CounterError("手続き：選ばれていない。一つ以上選ぶ")
    context = current_context()
    if context.actor.id is None:
        raise CounterError("サインインしてください")
    people = {secrets.token_urlsafe(9): one for one in facts.members}
    tokens = {one.number: token for token, one in people.items()}
    told = registry.known_of_arrival(facts.number) if facts.expected else {}
    visit = Visit(
        id=start.key,
        addressee_number=facts.number,
        identification=start.identification,
        language=start.language,
        profile=_profile(facts, people),
        people={token: one.number for token, one in people.items()},
        drafts=[asdict(_first_draft(one, tokens, told)) for one in chosen],
        guide=dict(start.guide),
        clerk_id=context.actor.id,
        clerk_name=context.actor.name,
        place=context.place[:64],
        started_at=context.instant,
        identified_at=context.instant,
    )
    visit.save(force_insert=True)
    tickets.began(visit)
    return visit


def _profile(facts: registry.ResidentFacts, people: Mapping[str, registry.Member]) -> dict[str, Any]:
    return {
        "name": facts.name,
        "name_kana": facts.name_kana,
        "birth_date": facts.birth_date.isoformat() if facts.birth_date else "",
        "address": facts.address,
        "household_head": facts.household_head,
        "masked": facts.masked,
        "members": [{"ref": ref, "name": one.name, "relationship": one.relationship} for ref, one in people.items()],
    }


def _first_draft(procedure: Procedure, tokens: Mapping[int, str], known: Mapping[str, Any]) -> Draft:
    """``known``: answers of the move-in that the former municipality told already; only read back, not asked again."""
    draft = Draft(procedure.code, procedure.version, str(uuid4()))
    if _is_of_arrival(procedure):
        for one in procedure.steps:
            if one.id in known:
                value = known[one.id]
                draft.answers[one.id] = [tokens[number] for number in value] if one.kind == "people" else value
                draft.provenance[one.id] = "register"
    elif len(tokens) == 1:
        for one in procedure.steps:
            if one.kind == "people" and one.when is None:
                draft.answers[one.id] = list(tokens.values())
                draft.provenance[one.id] = "register"
    return draft


def is_told(draft: Draft, question: Question) -> bool:
    """Whether the former municipality answered this already: it is read back, and asked only when it is not right."""
    arriving = _is_of_arrival(draft.procedure)
    return arriving and draft.provenance.get(question.id) == "register"


def drafts(visit: Visit) -> list[Draft]:
    return [Draft(**one) for one in visit.drafts]


def next_question(visit: Visit) -> tuple[int, Question] | None:
    """The first question to ask, with the number of its draft; None when everything was asked."""
    for at, draft in enumerate(drafts(visit)):
        if draft.missing:
            return at, draft.missing[0]
    return None


def find(visit_id: UUID) -> Visit | None:
    return Visit.objects.filter(id=visit_id).first()


def locked(visit_id: UUID) -> Visit:
    """The visit, held until the transaction ends. Raises CounterError when nothing can be changed any more."""
    visit = Visit.objects.select_for_update().filter(id=visit_id).first()
    if visit is None:
        raise CounterError("受付が見つかりません")
    if visit.state != Visit.State.ASKING:
        raise CounterError("この受付は済んでいます")
    return visit


def answer(visit_id: UUID, at: int, question: Question, value: Any) -> Visit:
    """Keep an answer; None puts an optional question off. What the visitor had looked over is looked over again."""
    visit = locked(visit_id)
    found = drafts(visit)
    draft = found[at]
    for kept in (draft.answers, draft.provenance):
        kept.pop(question.id, None)
    later = [one for one in draft.later if one != question.id]
    if value in (None, "", []):
        later += [] if question.required else [question.id]
    else:
        draft.answers[question.id] = value
        draft.provenance[question.id] = "register" if question.known else "spoken"
    found[at] = replace(draft, later=later)
    visit.drafts = [asdict(one) for one in found]
    visit.marks = [one for one in visit.marks if (one["draft"], one["question"]) != (at, question.id)]
    visit.checked = min(visit.checked, at)
    return save(visit)


def save(visit: Visit) -> Visit:
    visit.revision += 1
    visit.save()
    return visit


def speak(visit_id: UUID, language: str) -> Visit:
    """Change the visitor's language. Raises CounterError."""
    visit = locked(visit_id)
    if language not in LANGUAGES:
        raise CounterError("言葉：選び直す")
    visit.language = language
    return save(visit)


def mark(visit_id: UUID, at: int, question: str) -> Visit:
    """The visitor says that an item is wrong, or wants the clerk to sign for him."""
    visit = locked(visit_id)
    new = {"draft": at, "question": question}
    known = question == SIGN or (at < len(visit.drafts) and question in {one.id for one in drafts(visit)[at].asked})
    if known and new not in visit.marks:
        visit.marks = [*visit.marks, new]
        save(visit)
    return visit


def confirm(visit_id: UUID, at: int) -> Visit:
    """The visitor says a paper is right. Pressing twice confirms one paper; a marked item stands in the way."""
    visit = locked(visit_id)
    if at == visit.checked and at < len(visit.drafts) and not any(one["draft"] == at for one in visit.marks):
        visit.checked = at + 1
        save(visit)
    return visit


@dataclass(frozen=True)
class Signature:
    """How it was signed (WAYS), by which name, a witness note, a drawing (PNG)."""

    how: str
    name: str
    note: str = ""
    drawing: bytes = b""


def sign(visit_id: UUID, given: Signature) -> list[Filing]:
    """Sign and file everything, in this transaction, once. Raises CounterError.

    In the counter's own zone it is left for the core to take (handing_in), and no filing is there yet.
    """
    visit = Visit.objects.select_for_update().filter(id=visit_id).first()
    if visit is not None and visit.state in (Visit.State.HANDED, Visit.State.FILED, Visit.State.FINISHED):
        return filed(visit)  # pressed twice
    visit = locked(visit_id)
    _require_signature(visit, given)
    instant = current_context().instant
    if given.drawing:
        _keep_drawing(visit, given.drawing)
    visit.signature = {"how": given.how, "name": given.name, "note": given.note, "drawn": bool(given.drawing)}
    visit.signed_at = instant
    visit.state = Visit.State.HANDED if settings.COUNTER_HANDS_IN else Visit.State.FILED
    visit.marks = []
    save(visit)
    return [] if settings.COUNTER_HANDS_IN else file_all(visit)


def _keep_drawing(visit: Visit, drawing: bytes) -> None:
    if not settings.COUNTER_HANDS_IN:
        safe.put(visit.id, {"sign": drawing})
        return
    try:
        visit.drawing = sealing.sealed(drawing)
    except sealing.CoreMissing as problem:
        raise CounterError(f"手書きの署名：預けられない。システムの担当者に連絡する（{problem}）") from None


@contextmanager
def as_clerk(visit: Visit) -> Iterator[Actor]:
    """What is done by a signed visit is done for its clerk, at his place."""
    clerk = Actor(visit.clerk_id, visit.clerk_name, kind="system")
    with use_context(replace(current_context(), actor=clerk, place=visit.place)):
        yield clerk


def file_all(visit: Visit) -> list[Filing]:
    """File the papers of a signed visit. Again, they are the same filings."""
    with as_clerk(visit) as clerk:
        for one in drafts(visit):
            attachments.sign_for(UUID(one.key), {each.id: one.answers.get(each.id) for each in one.asked})
        return [filings.receive(_arrival(visit, one, clerk)) for one in drafts(visit)]


def _require_signature(visit: Visit, given: Signature) -> None:
    if next_question(visit) is not None:
        raise CounterError("聞いていない質問が残っています")
    if any(one["question"] != SIGN for one in visit.marks):
        raise CounterError("「違う」と言われた項目が残っています。聞き直してください")
    if given.how not in WAYS:
        raise CounterError("署名の方法：選ばれていない")
    if given.how == "witness" and not given.note.strip():
        raise CounterError("代筆：立会いの記録がない。だれが、なぜ代筆したかを入力する")
    if given.how == "typed" and not given.name.strip():
        raise CounterError("お名前：入力されていない")
    if given.how == "drawn" and not (given.drawing.startswith(PNG) and len(given.drawing) <= LARGEST_DRAWING):
        raise CounterError("手書きの署名：読み取れない。書き直すか、名前を入力する")


def _arrival(visit: Visit, draft: Draft, clerk: Actor) -> filings.Arrival:
    values = {one.id: draft.answers[one.id] for one in draft.asked if one.id in draft.answers}
    named = {token for one in draft.asked if one.kind == "people" for token in values.get(one.id, ())}
    return filings.Arrival(
        key=UUID(draft.key),
        procedure=draft.code,
        version=draft.version,
        channel="counter",
        level="counter",
        answers=values,
        provenance={name: draft.provenance[name] for name in values},
        people={token: number for token, number in visit.people.items() if token in named},
        applicant=visit.addressee_number,
        filed_at=visit.signed_at or current_context().instant,
        language=visit.language,
        started_at=visit.started_at,
        typed_by=Actor(clerk.id, clerk.name),
    )


def filed(visit: Visit) -> list[Filing]:
    """The filings of a signed visit, in the order of its procedures."""
    keys = [UUID(one.key) for one in drafts(visit)]
    found = {one.key: one for one in Filing.objects.filter(key__in=keys)}
    return [found[key] for key in keys if key in found]


def finish(visit_id: UUID) -> None:
    """The visitor goes. What was not signed is given up; facts and tokens are forgotten."""
    visit = Visit.objects.select_for_update().filter(id=visit_id).first()
    if visit is None or visit.finished_at is not None or visit.state == Visit.State.HANDED:
        return  # what is under way is not forgotten; the clerk ends it when it has been taken
    done = visit.state == Visit.State.FILED
    visit.state = Visit.State.FINISHED if done else Visit.State.ABANDONED
    visit.finished_at = current_context().instant
    visit.profile, visit.people, visit.guide, visit.tablet_code, visit.tablet_token = {}, {}, {}, "", ""
    if not done:
        forget = sealing.drop if settings.COUNTER_HANDS_IN else attachments.drop
        forget(UUID(one.key) for one in drafts(visit))
        visit.drafts, visit.marks = [], []
    save(visit)
    tickets.ended(visit)


def afterwards(procedure: Procedure) -> tuple[Text, ...]:
    """What comes next for who filed at the counter: the definition's texts ``counter_1`` …, else its usual ones."""
    own = [procedure.texts[name] for name in sorted(procedure.texts) if name.startswith("counter_")]
    return tuple(own) or procedure.afterwards


def mine_today() -> list[Visit]:
    """The clerk's own visits of the day, newest first."""
    context = current_context()
    start = datetime.combine(context.business_date, time.min, JST)
    if context.actor.id is None:
        return []
    rows = Visit.objects.filter(clerk_id=context.actor.id, started_at__gte=start)
    return list(rows.filter(started_at__lt=start + timedelta(days=1)).order_by("-started_at", "-id"))


def viewed(visits: Iterable[Visit]) -> None:
    """That names were shown is registered with whom they belong to."""
    numbers = sorted({one.addressee_number for one in visits})
    if numbers:
        register.record("view_case", numbers, note=register.Note(detail={"counter": len(numbers)}))


def minutes(visit: Visit, until: datetime) -> int:
    """Whole minutes from the start to the end, or until now."""
    return int(((visit.finished_at or until) - visit.started_at).total_seconds()) // 60
