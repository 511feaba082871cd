"""Sign-in by a code sent by e-mail: what is right, what is wrong, and how often one may try."""

import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.frontyard.portal.zone import Resident, as_portal, rounds
from tests.world import Town

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def sent_code(settings: Any) -> str:
    import email
    from email import policy

    (newest, *_) = sorted(Path(settings.MAIL_DIRECTORY).glob("*.eml"), key=lambda one: -one.stat().st_mtime_ns)
    mail = email.message_from_bytes(newest.read_bytes(), policy=policy.default)
    body = mail.get_body()
    assert body is not None
    found = re.search(r"[0-9]{6}", body.get_content())
    assert found
    return found.group()


def signed_in_by_email(town: Town, settings: Any, address: str = "hanako@example.jp") -> Resident:
    resident = Resident(town)
    resident.post("sign-in/email/", {"email": address})
    rounds(town, 1)
    resident.post("sign-in/code/", {"code": sent_code(settings)})
    return resident


def test_with_the_code_one_is_signed_in(town: Town, settings: Any) -> None:
    page = signed_in_by_email(town, settings).get("")
    assert "サインアウト" in page


def test_a_wrong_address_is_said_at_its_field_and_kept(town: Town) -> None:
    page = Resident(town).post("sign-in/email/", {"email": "hanako@"}, 422)
    assert "<title>エラー：" in page and 'value="hanako@"' in page and page.count("名前@ドメイン") == 2


def test_five_wrong_codes_and_the_right_one_is_worth_nothing(town: Town, settings: Any) -> None:
    resident = Resident(town)
    resident.post("sign-in/email/", {"email": "a@example.jp"})
    rounds(town, 1)
    right = sent_code(settings)
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(5):
        resident.post("sign-in/code/", {"code": wrong}, 422)
    assert "使えなくなりました" in resident.post("sign-in/code/", {"code": right}, 422)


def test_a_code_counts_once(town: Town, settings: Any) -> None:
    resident = Resident(town)
    resident.post("sign-in/email/", {"email": "a@example.jp"})
    rounds(town, 1)
    kept = dict(resident.client.cookies)
    code = sent_code(settings)
    resident.post("sign-in/code/", {"code": code})
    other = Resident(town)
    other.client.cookies["yakuba_portal_email"] = kept["yakuba_portal_email"].value
    assert "使えなくなりました" in other.post("sign-in/code/", {"code": code}, 422)


def test_nobody_is_flooded_with_codes(town: Town) -> None:
    resident = Resident(town)
    for _ in range(5):
        resident.post("sign-in/email/", {"email": "a@example.jp"})
    assert "1時間" in resident.post("sign-in/email/", {"email": "a@example.jp"}, 422)


def test_full_width_digits_are_digits(town: Town, settings: Any) -> None:
    resident = Resident(town)
    resident.post("sign-in/email/", {"email": "a@example.jp"})
    rounds(town, 1)
    wide = sent_code(settings).translate({ord(str(n)): chr(ord("０") + n) for n in range(10)})
    assert resident.post("sign-in/code/", {"code": wide}) == f"/{town.place.address}/"


def test_signed_out_means_signed_out(town: Town, settings: Any) -> None:
    resident = signed_in_by_email(town, settings)
    token = resident.client.cookies["yakuba_portal"].value
    resident.post("sign-out/")
    resident.client.cookies["yakuba_portal"] = token
    assert "サインイン" in resident.get("") and resident.get("mine/", 302) == ""


def test_news_come_in_the_language_of_the_filing(town: Town, settings: Any) -> None:
    """Receipt and town hall, never what it is about; a filing kept before languages were is told of in Japanese."""
    from yakuba.frontyard.portal import filing, mailing, vault
    from yakuba.frontyard.portal.middleware import RESIDENT
    from yakuba.frontyard.portal.models import MailOut, PortalAccount, Sent
    from yakuba.platform.tenancy.context import Context, now, use_context
    from yakuba.platform.tenancy.scope import tenant

    signed_in_by_email(town, settings)
    with as_portal(), tenant(town.id), use_context(Context(now(), RESIDENT, town.id)):
        account, told = PortalAccount.objects.get(), []
        for content in (filing.Content(language="en"), filing.Content()):
            key = uuid4()
            row = Sent(id=key, account_id=account.id, receipt_number="F2026-000001", content=content.sealed(key))
            mailing.tell_of_news(row)
        for mail in MailOut.objects.filter(sent_at__isnull=True).order_by("made_at"):
            told.append(vault.opened(f"mail/{mail.id}", mail.content)["subject"])
    assert {"[北見市] There is news", "【北見市】お知らせがあります"} <= set(told)
