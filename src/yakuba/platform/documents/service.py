"""Issuing: prepare in one transaction, render outside any, settle in another. Reprints give the stored bytes.

What a paper says of persons, the frozen input and the bytes, lies in the safe of the secrets room, never in the clear.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from yakuba.platform.access import service as access
from yakuba.platform.documents import papers
from yakuba.platform.documents.fitting import OverflowRule
from yakuba.platform.documents.glyphs import MissingGlyph
from yakuba.platform.documents.models import Intent, IntentSubject, PrintEvent
from yakuba.platform.documents.papers import Frozen
from yakuba.platform.documents.rendering import JSON, Fits, Form, Rendered, render
from yakuba.platform.parameters import service as parameters
from yakuba.platform.parameters.parameter_definitions import TEXT_OVERFLOW
from yakuba.platform.register import service as register
from yakuba.platform.secrets import service as secrets
from yakuba.platform.tenancy import numbers
from yakuba.platform.tenancy.context import Context, current_context, use_context
from yakuba.platform.tenancy.scope import current, tenant

LOST_AFTER = timedelta(minutes=2)

_forms: dict[str, Form] = {}


def register_form(form: Form) -> None:
    """Make a form known by its name, so that a frozen intent finds it again. Called at start."""
    if _forms.get(form.name, form) != form:
        raise ValueError(f"form {form.name} is registered twice")
    _forms[form.name] = form


def form_of(intent: Intent) -> Form:
    """The form an intent was frozen for."""
    return _forms[intent.form]


def take_serial() -> int:
    """The serial in order of issue of the day at this terminal (juki-1.0:5.5)."""
    context = current_context()
    (serial,) = numbers.take(f"issue-{context.business_date:%Y%m%d}-{context.terminal}"[:40])
    return serial


@dataclass(frozen=True)
class Draft:
    """What will be issued, once for a ``submission``: the idempotency key of the form that asks for it.

    ``data`` is frozen for ``form``; ``request`` is what the issue history keeps of the request. ``numbers`` are the
    kinds of secret numbers the paper shows; reading it then needs what revealing them needs. ``fits`` are texts already
    set into their boxes by ``inspect``.
    """

    form: Form
    title: str
    number: str
    data: Mapping[str, JSON]
    subjects: Sequence[int]
    submission: UUID
    request: Mapping[str, Any] = field(default_factory=dict)
    numbers: tuple[str, ...] = ()
    fits: Fits = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Prepared:
    """An intent just written, with what this request knows of it, so that ``finish`` need not read it again."""

    intent: Intent
    frozen: Frozen


def find_submission(key: UUID) -> UUID | None:
    """The intent a form already led to: the same form sent twice issues once."""
    return Intent.objects.filter(submission=key).values_list("id", flat=True).first()


def prepare(draft: Draft) -> Prepared:
    """Write the intent, in the caller's transaction, which also holds the rights, checks and the number.

    Raises KeysMissing: without its key the town hall issues nothing.
    """
    context = current_context()
    rule = cast(OverflowRule, parameters.get(TEXT_OVERFLOW, context.business_date))
    subjects = tuple(dict.fromkeys(draft.subjects))
    intent = Intent.objects.create(
        form=draft.form.name,
        title=draft.title,
        number=draft.number,
        made_at=context.instant,
        request=dict(draft.request),
        submission=draft.submission,
        actor_id=context.actor.id,
        actor_name=context.actor.name,
        place=context.place,
        terminal=context.terminal,
        numbers=",".join(draft.numbers),
    )
    frozen = Frozen(draft.data, rule, subjects, draft.fits)
    papers.keep_input(intent.id, frozen)
    IntentSubject.objects.bulk_create(
        IntentSubject(municipality_id=current(), intent_id=intent.id, addressee_number=number) for number in subjects
    )
    return Prepared(intent, frozen)


def finish(municipality: int, intent_id: UUID, context: Context, prepared: Prepared | None = None) -> str:
    """Render a prepared intent outside any transaction, then settle it; returns the state reached.

    ``prepared`` is what ``prepare`` gave in this very request; without it the intent is read. A crash in between leaves
    it ``prepared``, which ``mark_lost`` turns into ``unknown`` for a person to settle.
    """
    if prepared is None:
        with tenant(municipality), use_context(context):
            intent = Intent.objects.get(id=intent_id)
            if intent.state != Intent.State.PREPARED:
                return intent.state
            prepared = Prepared(intent, papers.frozen(intent, subjects_of(intent)))
    intent, frozen = prepared.intent, prepared.frozen
    try:
        rendered = render(form_of(intent), frozen.data, intent.made_at, frozen.overflow_rule, frozen.fits)
    except Exception as error:  # whatever stops the drawing is the intent's outcome, told to the clerk
        with tenant(municipality), use_context(context):
            _settle(intent, Intent.State.FAILED, failure=_reason(error))
            return _state(intent)
    with tenant(municipality), use_context(context):
        return Intent.State.ISSUED if keep(intent, frozen, rendered) else _state(intent)


@dataclass(frozen=True)
class Signature:
    """Whose electronic signature a paper bears, and who vouches for that; both empty without one."""

    signer: str = ""
    authority: str = ""


UNSIGNED = Signature()


def keep(intent: Intent, frozen: Frozen, rendered: Rendered, signature: Signature = UNSIGNED) -> bool:
    """The bytes, the outcome and the register row; False when somebody else settled it already."""
    signed = {"signer": signature.signer, "authority": signature.authority}
    if not _settle(intent, Intent.State.ISSUED, pages=rendered.pages, **signed):
        return False
    papers.keep_bytes(intent.id, rendered.content)
    detail = {"title": intent.title, "number": intent.number, **intent.request}
    if signature.signer:
        detail["signed"] = f"{signature.signer}（{signature.authority}）"
    register.record("issue", frozen.subjects, note=register.Note(items=_numbers(intent), detail=detail))
    return True


def _reason(error: Exception) -> str:
    """Why it was not drawn. Errors other than a missing glyph may repeat what the paper says: of them, the kind."""
    return f"{type(error).__name__}: {error}"[:400] if isinstance(error, MissingGlyph) else type(error).__name__


def _numbers(intent: Intent) -> tuple[str, ...]:
    return tuple(filter(None, intent.numbers.split(",")))


def _settle(intent: Intent, state: str, **values: Any) -> bool:
    """Settle a prepared or unknown intent; False when somebody else did already."""
    open_states = (Intent.State.PREPARED, Intent.State.UNKNOWN)
    changed = Intent.objects.filter(id=intent.id, state__in=open_states).update(
        state=state, settled_at=current_context().instant, **values
    )
    return changed == 1


def _state(intent: Intent) -> str:
    return str(Intent.objects.values_list("state", flat=True).get(id=intent.id))


def subjects_of(intent: Intent) -> list[int]:
    """Addressee numbers of the persons it is about."""
    rows = IntentSubject.objects.filter(intent_id=intent.id)
    return list(rows.values_list("addressee_number", flat=True))


def mark_lost() -> int:
    """Prepared intents nobody finished become ``unknown``; returns how many."""
    before = current_context().instant - LOST_AFTER
    lost = Intent.objects.filter(state=Intent.State.PREPARED, made_at__lt=before)
    return lost.update(state=Intent.State.UNKNOWN)


class NotIssued(LookupError):
    """There are no bytes to give: the document was not issued, or was disposed of."""


def content(intent_id: UUID) -> tuple[Intent, bytes]:
    """The stored bytes of an issued document; the read is registered.

    A paper that shows secret numbers is read only by whoever may reveal them: with the duty, and the second factor
    shown again; one whose form names a duty, only with that. Raises NotIssued, access.Refused,
    access.StepUpNeeded, KeysMissing, Unreadable.
    """
    intent = Intent.objects.filter(id=intent_id, state=Intent.State.ISSUED).first()
    if intent is None:
        raise NotIssued(str(intent_id))
    shown, form = _numbers(intent), _forms.get(intent.form)
    if shown:
        access.require_step_up(secrets.DUTY)
    if form is not None and form.duty:
        access.require(form.duty)
    note = register.Note(
        items=shown,
        duty=secrets.DUTY if shown else "",
        purpose=str(intent.request.get("purpose", "")) if shown else "",
        detail={"number": intent.number},
    )
    register.record("view_document", subjects_of(intent), note=note)
    return intent, papers.bytes_of(intent)


def note_print(intent_id: UUID, what: str, reason: str = "") -> None:
    """Printed well, printed again, or disposed of; the number of a disposed document is never used again."""
    context = current_context()
    intent = Intent.objects.get(id=intent_id)
    PrintEvent.objects.create(
        intent_id=intent_id, what=what, reason=reason, actor_name=context.actor.name, at=context.instant
    )
    if what == "disposed":
        Intent.objects.filter(id=intent_id).update(state=Intent.State.DISPOSED)
    acts = {"reprinted": "reprint", "disposed": "dispose"}
    if what in acts:
        note = register.Note(detail={"number": intent.number, "reason": reason})
        register.record(acts[what], subjects_of(intent), note=note)


def settle_unknown(intent_id: UUID, was_handed_over: bool, reason: str) -> str:
    """A person settles an intent whose outcome is not known. Never issued again silently."""
    intent = Intent.objects.get(id=intent_id, state=Intent.State.UNKNOWN)
    state = Intent.State.DISPOSED if was_handed_over else Intent.State.FAILED
    _settle(intent, state, failure=reason[:400])
    return _state(intent)


def issues_of(addressee_number: int) -> list[Intent]:
    """Issue history of a person, newest first (juki-1.0:2.2.2)."""
    ids = IntentSubject.objects.filter(addressee_number=addressee_number).values_list("intent_id", flat=True)
    return list(Intent.objects.filter(id__in=list(ids)).order_by("-made_at", "-id"))
