"""Write mails for sending. Everything here runs inside ``tenant()`` and a context."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from yakuba.platform.mail import templates
from yakuba.platform.mail.errors import MailRefused, MailStateConflict
from yakuba.platform.mail.models import MailMessage, MailState
from yakuba.platform.tenancy.context import current_context

# Deliberately narrower than RFC 5322: quoted local parts and address literals only help those who inject headers.
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


@dataclass(frozen=True)
class Mail:
    """A mail to send. ``values`` are exactly the template's fields; ``key`` makes sending twice have one effect."""

    template: str
    recipient: str
    values: Mapping[str, str] = field(default_factory=dict)
    key: str | None = None


def send(mail: Mail) -> UUID:
    """Put a mail into the queue; it leaves after the open transaction has been committed. Its id.

    Raises LookupError for an unknown template, MailRefused for an address or values that cannot be used.
    """
    if len(mail.recipient) > 254 or not _ADDRESS.fullmatch(mail.recipient):
        raise MailRefused("メールアドレス：形が合わない。半角の「名前@ドメイン」で入力")
    subject, body = templates.render(mail.template, mail.values)
    context = current_context()
    row = {
        "template": mail.template,
        "recipient": mail.recipient,
        "subject": subject,
        "body": body,
        "next_try": context.instant,
        "created_at": context.instant,
        "created_by": context.actor.id,
    }
    if mail.key is None:
        return MailMessage.objects.create(**row).id
    message, _ = MailMessage.objects.get_or_create(key=mail.key, defaults=row)
    return message.id


def retry(mail_id: UUID) -> None:
    """Send a stopped mail, or one whose outcome nobody knows, again. Raises MailStateConflict otherwise."""
    row = _stuck(mail_id)
    row.state, row.attempts, row.next_try = MailState.QUEUED, 0, current_context().instant
    row.save(update_fields=["state", "attempts", "next_try"])


def settle(mail_id: UUID) -> None:
    """A person found out that the mail arrived (or told the recipient otherwise). Raises MailStateConflict."""
    row = _stuck(mail_id)
    row.state, row.sent_at = MailState.SENT, current_context().instant
    row.save(update_fields=["state", "sent_at"])


def stuck() -> list[MailMessage]:
    """Mails that need a person: stopped, or of unknown outcome. The oldest first."""
    return list(
        MailMessage.objects.filter(state__in=(MailState.DEAD, MailState.UNKNOWN)).order_by("created_at", "id"),
    )


def _stuck(mail_id: UUID) -> MailMessage:
    row = MailMessage.objects.select_for_update().get(id=mail_id)
    if row.state not in (MailState.DEAD, MailState.UNKNOWN):
        raise MailStateConflict(f"メールの状態：{MailState(row.state).label}。停止・結果不明のときだけ扱えます")
    return row
