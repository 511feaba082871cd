"""Where a mail goes: a file, or an SMTP server (``YAKUBA_SMTP_URL``)."""

import os
import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error

from yakuba.platform.mail.errors import NotSent, OutcomeUnknown, Rejected

BROKEN_OFF = "送信の途中でメールサーバーとの接続が切れた。届いたか確かめてから再送する"
_PATIENCE = 20.0  # seconds for each answer of the server


class Transport(Protocol):
    """``repeatable``: sending the same mail again is harmless, so a crash in between needs nobody's decision."""

    repeatable: bool

    def send(self, mail: EmailMessage, name: str) -> None:
        """Raises NotSent, Rejected or OutcomeUnknown."""
        ...


class Files:
    """One ``.eml`` file a mail, named by its id; only this user may read it."""

    repeatable = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, mail: EmailMessage, name: str) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self.folder / f".{name}.{os.getpid()}.draft"
        try:
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(mail.as_bytes(policy=SMTP))
            draft.replace(self.folder / f"{name}.eml")
        except OSError as problem:
            raise NotSent(f"ファイルに書けない（{problem.strerror}）。保存先の空きと権限を確かめる") from problem


class Smtp:
    """``smtp://user:password@host:587`` (STARTTLS when ``?tls=starttls``), ``smtps://host:465``."""

    repeatable = False

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("YAKUBA_SMTP_URL: smtp://host:port or smtps://host:port")
        self.secure, self.host = parts.scheme == "smtps", parts.hostname
        self.port = parts.port or (465 if self.secure else 25)
        self.starttls = "tls=starttls" in parts.query.split("&")
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")

    def send(self, mail: EmailMessage, name: str) -> None:
        try:
            server = self._connect()
        except smtplib.SMTPAuthenticationError as problem:
            raise NotSent("メールサーバーが認証を受け付けない。YAKUBA_SMTP_URL を確かめる") from problem
        except (OSError, smtplib.SMTPException) as problem:
            raise NotSent(f"メールサーバーにつながらない（{type(problem).__name__}）。自動で再試行する") from problem
        try:
            server.send_message(mail)
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as problem:
            raise _answered(problem) from problem
        except (OSError, smtplib.SMTPException) as problem:
            raise OutcomeUnknown(BROKEN_OFF) from problem
        finally:
            server.close()

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.secure:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=_PATIENCE, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=_PATIENCE)
        try:
            if self.starttls:
                server.starttls(context=context)
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server


def check_address(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A server address that cannot be used is found at start, not by the first mail."""
    try:
        if settings.SMTP_URL:
            Smtp(settings.SMTP_URL)
    except ValueError as problem:
        return [Error(str(problem), id="mail.E001")]
    return []


def _answered(problem: smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException) -> Exception:
    """What the server's number says: 5xx for good, 4xx for now (RFC 5321, 4.2.1)."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        code = next((code for code, _ in problem.recipients.values()), 0)
    else:
        code = problem.smtp_code
    if 500 <= code < 600:
        return Rejected(f"メールサーバーが受け付けない（応答{code}）。宛先を確かめる")
    return NotSent(f"メールサーバーが今は受け付けない（応答{code}）。自動で再試行する")
