"""E-mails to residents: codes and news. They say that there is something to read, never what it is about."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from yakuba.frontyard.portal import vault, wording
from yakuba.frontyard.portal.models import MailOut, PortalAccount, Sent
from yakuba.platform.mail.errors import NotSent, OutcomeUnknown, Rejected
from yakuba.platform.mail.transport import Files, Smtp, Transport
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import current_context, now
from yakuba.platform.tenancy.scope import current, tenant

log = logging.getLogger(__name__)
PAUSES = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))


def write(recipient: str, subject: str, text: str) -> None:
    """Put a mail into our table, in the open transaction."""
    instant, row = current_context().instant, uuid4()
    content = {"to": recipient, "subject": subject, "text": text}
    MailOut.objects.create(id=row, content=vault.seal(f"mail/{row}", content), made_at=instant, next_try=instant)


def send_code(recipient: str, code: str, language: str) -> None:
    place = directory.by_id(current()).name
    write(recipient, *_words("code", language, {"code": code, "place": place}))


def tell_of_news(row: Sent) -> None:
    """There is something new in the portal, in the language it was filed in; nothing of what it is."""
    account = PortalAccount.objects.get(id=row.account_id)
    if account.email is None:
        return
    address = vault.opened(f"email/{account.id}", account.email)["email"]
    language = vault.opened(f"filing/{row.id}", row.content).get("language", "ja")
    place = directory.by_id(current()).name
    write(address, *_words("news", language, {"place": place, "receipt": row.receipt_number}))


def tell_of_notice(account: PortalAccount) -> None:
    """As ``tell_of_news``, of what has no receipt number here."""
    if account.email is None:
        return
    address = vault.opened(f"email/{account.id}", account.email)["email"]
    write(address, *_words("notice", "ja", {"place": directory.by_id(current()).name}))


def _words(name: str, language: str, values: Mapping[str, str]) -> tuple[str, str]:
    found = [wording.plain(f"mail.{name}.{part}", language) for part in ("subject", "text")]
    for key, value in values.items():
        found = [text.replace(f"<{key}>", value) for text in found]
    return found[0], found[1]


def transport() -> Transport:
    return Smtp(settings.SMTP_URL) if settings.SMTP_URL else Files(Path(settings.MAIL_DIRECTORY))


def send_due(municipality: int) -> int:
    """Send what is due of one town hall. How many were tried."""
    with tenant(municipality):
        due = list(MailOut.objects.filter(sent_at__isnull=True, next_try__lte=now()).order_by("made_at", "id")[:20])
    for row in due:
        with tenant(municipality):
            mail = _message(vault.opened(f"mail/{row.id}", row.content))
        try:
            transport().send(mail, str(row.id))
        except (NotSent, OutcomeUnknown, Rejected) as problem:
            log.warning("mail not sent: %s", type(problem).__name__)
            pause = PAUSES[min(row.tries, len(PAUSES) - 1)]
            over = isinstance(problem, Rejected) or row.tries >= len(PAUSES)
            with tenant(municipality):
                values = {"sent_at": now(), "content": b""} if over else {"next_try": now() + pause}
                MailOut.objects.filter(id=row.id).update(tries=row.tries + 1, **values)
            continue
        with tenant(municipality):
            MailOut.objects.filter(id=row.id).update(sent_at=now(), content=b"")
    return len(due)


def _message(content: Mapping[str, str]) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = settings.MAIL_FROM, content["to"], content["subject"]
    mail.set_content(content["text"])
    return mail
