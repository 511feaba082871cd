"""Mails: from a template, in the municipality's own queue, as files or through a real (small) SMTP server."""

import socketserver
import stat
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from yakuba.platform.mail import delivery, service, templates, transport
from yakuba.platform.mail.errors import MailRefused, MailStateConflict
from yakuba.platform.mail.models import MailMessage, MailState
from yakuba.platform.mail.service import Mail
from yakuba.platform.mail.templates import MailTemplate
from yakuba.platform.parameters import service as parameters
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import Actor, Context, use_context
from yakuba.platform.tenancy.directory import Founding, Place
from yakuba.platform.tenancy.scope import tenant

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

INSTANT = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
CLERK = Actor(id=UUID("01900000-0000-7000-8000-000000000001"), name="窓口 花子")

templates.register(
    MailTemplate(
        "tests.ready",
        "【受付番号$number】証明書の用意ができました",
        "受付番号 $number の証明書は、$place で受け取れます。\n",
        ("number", "place"),
    )
)
READY = Mail("tests.ready", "hanako@example.jp", {"number": "7K2-481", "place": "市民課3番窓口"})


def founded(code: str, **more: Any) -> Place:
    return directory.found(Founding(code, INSTANT, date(2026, 11, 23), **more))


@pytest.fixture
def kitami() -> Place:
    return founded("012084")


@pytest.fixture(autouse=True)
def clerk(tmp_path: Path, settings: Any) -> Iterator[None]:
    settings.MAIL_DIRECTORY, settings.MAIL_FROM = tmp_path / "mail", "no-reply@example.jp"
    with use_context(Context(INSTANT, CLERK)):
        yield


def queued(place: Place, mail: Mail = READY) -> UUID:
    with tenant(place.id):
        return service.send(mail)


def row(place: Place) -> MailMessage:
    with tenant(place.id):
        return MailMessage.objects.get()


def due_again(owner: psycopg.Connection) -> None:
    owner.execute("UPDATE mail_message SET next_try = now()")


class Post(socketserver.ThreadingTCPServer):
    """A small SMTP server. ``answers`` replaces its answer to a command; ``hang_up`` breaks off after that command."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.taken: list[bytes] = []
        self.answers: dict[str, str] = {}
        self.hang_up = ""

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class Conversation(socketserver.StreamRequestHandler):
    server: Post

    def handle(self) -> None:
        self.say("220 post")
        for line in self.rfile:
            word = line.split()[0].decode().upper()
            if word == self.server.hang_up:
                return
            self.say(self.server.answers.get(word, {"DATA": "354 go", "QUIT": "221 bye"}.get(word, "250 ok")))
            if word == "DATA" and word not in self.server.answers:
                self.take()
            if word == "QUIT":
                return

    def take(self) -> None:
        text = b""
        for line in self.rfile:
            if line == b".\r\n":
                break
            text += line
        if self.server.hang_up == ".":
            self.connection.close()
            return
        self.server.taken.append(text)
        self.say("250 taken")

    def say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    with Post() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        settings.SMTP_URL = server.url
        yield server
        server.shutdown()
        thread.join()


def test_a_mail_becomes_a_file_only_its_user_can_read(kitami: Place, tmp_path: Path) -> None:
    mail_id = queued(kitami)
    assert (delivery.send_due(), delivery.send_due()) == (1, 0)
    (file,) = (tmp_path / "mail" / "012084").iterdir()
    assert (file.name, stat.S_IMODE(file.stat().st_mode)) == (f"{mail_id}.eml", 0o600)
    mail = message_from_bytes(file.read_bytes(), policy=default)
    assert (mail["From"], mail["To"]) == ("北海道北見市 <no-reply@example.jp>", "hanako@example.jp")
    assert mail["Subject"] == "【受付番号7K2-481】証明書の用意ができました"
    assert mail["Message-ID"] == f"<{mail_id}@example.jp>"
    assert mail["Date"] == "Mon, 23 Nov 2026 10:30:00 +0900"
    assert mail.get_content() == "受付番号 7K2-481 の証明書は、市民課3番窓口 で受け取れます。\n"
    assert row(kitami).state == MailState.SENT


def test_the_municipality_names_its_own_sender(kitami: Place, tmp_path: Path) -> None:
    with tenant(kitami.id):
        parameters.set("mail.sender_address", date(2026, 4, 1), "shimin@city.example.jp", "窓口の希望")
    queued(kitami)
    delivery.send_due()
    (file,) = (tmp_path / "mail" / "012084").iterdir()
    mail = message_from_bytes(file.read_bytes(), policy=default)
    assert mail["From"] == "北海道北見市 <shimin@city.example.jp>"
    assert mail["Message-ID"].endswith("@city.example.jp>")


@pytest.mark.parametrize(
    "values",
    [
        {"number": "1"},
        {"number": "1", "place": "a", "name": "山田太郎"},
        {"number": "1\nBcc: x@example.jp", "place": "a"},
    ],
)
def test_only_what_the_template_names_gets_into_a_mail(kitami: Place, values: dict[str, str]) -> None:
    with tenant(kitami.id), pytest.raises(MailRefused, match=r"項目"):
        service.send(Mail("tests.ready", "hanako@example.jp", values))


@pytest.mark.parametrize("address", ["", "hanako", "a@b@c", "a b@example.jp", "a@example.jp\nBcc: x@y.jp", "花@例.jp"])
def test_an_address_that_cannot_be_used_is_refused(kitami: Place, address: str) -> None:
    with tenant(kitami.id), pytest.raises(MailRefused, match="メールアドレス：形が合わない"):
        service.send(Mail("tests.ready", address, READY.values))


def test_a_template_says_exactly_which_fields_it_uses() -> None:
    with pytest.raises(ValueError, match="fields"):
        templates.register(MailTemplate("tests.bad", "件名", "本文 $name", ()))
    with pytest.raises(ValueError, match="lone"):
        templates.register(MailTemplate("tests.bad", "件名", "300 $", ()))
    with pytest.raises(LookupError, match="登録されていない"):
        templates.render("tests.nothing", {})


def test_the_same_key_is_one_mail(kitami: Place) -> None:
    mail = Mail(READY.template, READY.recipient, READY.values, key="case-1")
    assert queued(kitami, mail) == queued(kitami, mail)


def test_what_was_rolled_back_is_never_sent(kitami: Place) -> None:
    with pytest.raises(ZeroDivisionError), tenant(kitami.id):
        service.send(READY)
        raise ZeroDivisionError
    assert delivery.send_due() == 0


def test_another_municipality_sees_none_of_it(kitami: Place) -> None:
    queued(kitami)
    with tenant(founded("122041").id):
        assert MailMessage.objects.count() == 0


def test_a_server_takes_the_mail(kitami: Place, post: Post) -> None:
    queued(kitami)
    delivery.send_due()
    (taken,) = post.taken
    assert message_from_bytes(taken, policy=default)["To"] == "hanako@example.jp"
    assert row(kitami).state == MailState.SENT


def test_training_and_demonstration_never_reach_the_server(post: Post, tmp_path: Path) -> None:
    queued(founded("012084", training=True))
    queued(founded("122041", demo=True))
    assert delivery.send_due() == 2
    assert post.taken == []
    assert sorted(path.name for path in (tmp_path / "mail").iterdir()) == ["122041", "training-012084"]


def test_a_server_that_is_away_is_tried_again_by_the_schedule(
    kitami: Place, post: Post, owner_connection: Any, settings: Any
) -> None:
    settings.SMTP_URL = "smtp://127.0.0.1:1"
    queued(kitami)
    pauses = []
    for _ in delivery.BACKOFF:
        due_again(owner_connection)
        before = datetime.now(UTC)
        delivery.send_due()
        pauses.append(round((row(kitami).next_try - before) / timedelta(seconds=1)))
        assert row(kitami).state == MailState.QUEUED
    assert pauses == pytest.approx(delivery.BACKOFF, abs=2)
    due_again(owner_connection)
    delivery.send_due()
    assert (row(kitami).state, row(kitami).error[:14]) == (MailState.DEAD, "メールサーバーにつながらない")
    settings.SMTP_URL = post.url
    with tenant(kitami.id):
        (stuck,) = service.stuck()
        service.retry(stuck.id)
    delivery.send_due()
    assert len(post.taken) == 1
    with tenant(kitami.id), pytest.raises(MailStateConflict, match="送信済み"):
        service.retry(stuck.id)


@pytest.mark.parametrize(
    ("command", "answer", "state", "error"),
    [
        ("RCPT", "550 no such user", MailState.DEAD, "メールサーバーが受け付けない（応答550）。宛先を確かめる"),
        ("RCPT", "451 later", MailState.QUEUED, "メールサーバーが今は受け付けない（応答451）。自動で再試行する"),
        ("DATA", "554 spam", MailState.DEAD, "メールサーバーが受け付けない（応答554）。宛先を確かめる"),
    ],
)
def test_what_the_server_answers_decides(
    kitami: Place, post: Post, command: str, answer: str, state: MailState, error: str
) -> None:
    post.answers[command] = answer
    queued(kitami)
    delivery.send_due()
    assert (row(kitami).state, row(kitami).error) == (state, error)


def test_a_connection_broken_after_the_text_leaves_the_outcome_to_a_person(kitami: Place, post: Post) -> None:
    post.hang_up = "."
    mail_id = queued(kitami)
    delivery.send_due()
    assert (row(kitami).state, row(kitami).error) == (MailState.UNKNOWN, transport.BROKEN_OFF)
    assert delivery.send_due() == 0
    with tenant(kitami.id):
        service.settle(mail_id)
    assert row(kitami).state == MailState.SENT


@pytest.mark.parametrize(("by_server", "state"), [(True, MailState.UNKNOWN), (False, MailState.SENT)])
def test_a_worker_that_died_while_sending(
    kitami: Place, post: Post, owner_connection: Any, settings: Any, by_server: bool, state: MailState
) -> None:
    settings.SMTP_URL = post.url if by_server else ""
    queued(kitami)
    with tenant(kitami.id):
        ((_, mail_id),) = [(kitami.id, mail.id) for mail in MailMessage.objects.all()]
        assert delivery._claim(mail_id) is not None
    assert delivery.send_due() == 0, "claimed a moment ago: somebody may be at it"
    due_again(owner_connection)
    delivery.send_due()
    assert (row(kitami).state, post.taken) == (state, [])


def test_an_unusable_server_address_is_found_at_start(settings: Any) -> None:
    settings.SMTP_URL = "http://mail"
    assert [error.id for error in transport.check_address(None)] == ["mail.E001"]
    settings.SMTP_URL = "smtps://a%40b:p%2Fw@mail.example.jp"
    assert transport.check_address(None) == []
    server = transport.Smtp(settings.SMTP_URL)
    assert (server.user, server.password, server.port, server.secure) == ("a@b", "p/w", 465, True)
