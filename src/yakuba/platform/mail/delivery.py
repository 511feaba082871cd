"""Sends due mails. Claim, send, outcome: the sending itself is outside any transaction."""

from dataclasses import dataclass
from datetime import timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection

from yakuba.platform.mail.errors import OutcomeUnknown, Rejected
from yakuba.platform.mail.models import MailMessage, MailState
from yakuba.platform.mail.parameter_definitions import SENDER_ADDRESS
from yakuba.platform.mail.transport import Files, Smtp, Transport
from yakuba.platform.parameters.service import get
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import JST, now
from yakuba.platform.tenancy.scope import current, tenant

# Pauses before the next try, in seconds; when they are used up the mail is stopped.
BACKOFF = (60, 300, 1800, 7200, 21600)
# Mails of one municipality in a round.
SHARE = 20
# A mail that has been in sending for so long was left behind by a worker that died.
ABANDONED = timedelta(minutes=5)


@dataclass(frozen=True)
class _Claim:
    id: UUID
    mail: EmailMessage
    attempts: int
    transport: Transport


def send_due() -> int:
    """One round over all municipalities. How many mails were tried."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT municipality_id, mail_id FROM mail_due(%s)", [SHARE])
        due: list[tuple[int, UUID]] = cursor.fetchall()
    for municipality, mail_id in due:
        with tenant(municipality):
            claim = _claim(mail_id)
        if claim is not None:
            _send(municipality, claim)
    return len(due)


def _claim(mail_id: UUID) -> _Claim | None:
    open_states = (MailState.QUEUED, MailState.SENDING)
    rows = MailMessage.objects.filter(id=mail_id, state__in=open_states, next_try__lte=now())
    row = rows.select_for_update(skip_locked=True).first()
    if row is None:
        return None
    place = directory.by_id(current())
    transport = _transport(place)
    if row.state == MailState.SENDING and not transport.repeatable:
        row.state = MailState.UNKNOWN
        row.error = "送信の途中で処理プログラムが止まった。届いたか確かめてから再送する"
        row.save(update_fields=["state", "error"])
        return None
    row.state, row.attempts, row.next_try = MailState.SENDING, row.attempts + 1, now() + ABANDONED
    row.save(update_fields=["state", "attempts", "next_try"])
    return _Claim(row.id, _compose(row, place), row.attempts, transport)


def _send(municipality: int, claim: _Claim) -> None:
    state, error, pause = MailState.SENT, "", timedelta()
    try:
        claim.transport.send(claim.mail, str(claim.id))
    except OutcomeUnknown as problem:
        state, error = MailState.UNKNOWN, str(problem)
    except Exception as problem:
        known = str(problem) if type(problem).__module__.endswith("mail.errors") else type(problem).__name__
        retry = not isinstance(problem, Rejected) and claim.attempts <= len(BACKOFF)
        state, error = (MailState.QUEUED if retry else MailState.DEAD), known
        pause = timedelta(seconds=BACKOFF[claim.attempts - 1]) if retry else pause
    instant = now()
    with tenant(municipality):
        MailMessage.objects.filter(id=claim.id, state=MailState.SENDING).update(
            state=state, error=error, next_try=instant + pause, sent_at=instant if state == MailState.SENT else None
        )


def _transport(place: directory.Place) -> Transport:
    """What a training town hall or a demonstration writes never leaves the house."""
    if settings.SMTP_URL and not (place.is_training or place.is_demo):
        return Smtp(settings.SMTP_URL)
    return Files(Path(settings.MAIL_DIRECTORY) / place.address)


def _compose(row: MailMessage, place: directory.Place) -> EmailMessage:
    created = row.created_at.astimezone(JST)
    sender = get(SENDER_ADDRESS, created.date()) or settings.MAIL_FROM
    mail = EmailMessage()
    mail["From"] = Address(place.full_name, addr_spec=sender)
    mail["To"] = row.recipient
    mail["Subject"] = row.subject
    mail["Date"] = format_datetime(created)
    # The same mail has the same id however often it is sent: the recipient's side can tell a repetition.
    mail["Message-ID"] = f"<{row.id}@{sender.rsplit('@', 1)[1]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(row.body, charset="utf-8", cte="base64")
    return mail
