"""受付票 of a filing, and what the page says of the signature of a paper: in three languages, to who may read it."""

import re
from typing import Any

import pytest

from tests.frontyard.portal.test_filing_online import copy_checked, family, key_of, with_card
from tests.frontyard.portal.zone import as_portal, rounds
from tests.frontyard.reception.test_reception import draw
from tests.papers import authority, sign_papers
from tests.platform.documents.test_signing import judged
from tests.world import Town
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.frontyard.portal import sessions
from yakuba.frontyard.portal.middleware import LANGUAGE, RESIDENT, SESSION
from yakuba.frontyard.portal.showing import Line
from yakuba.frontyard.portal.views.receipt import _without_number
from yakuba.platform.cases.procedures import catalogue
from yakuba.platform.tenancy.context import Context, now, use_context
from yakuba.platform.tenancy.scope import tenant

__all__ = ["family"]


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_from_the_receipt_to_the_signed_paper(town: Town, family: list[Record]) -> None:
    sign_papers(town.place.address)
    resident = with_card(town, family[1])
    key = key_of(copy_checked(resident))
    resident.post("file/resident_copy/send/", {"key": key})
    page = resident.get(f"mine/{key}/receipt/")
    assert "届くとここに出ます" in page and not re.search(r"F\d{4}-", page)
    rounds(town)
    draw(town)
    rounds(town)
    page = resident.get(f"mine/{key}/receipt/")
    assert "<h1>受付票</h1>" in page and re.search(r"F\d{4}-\d{6}", page) and "北海道北見市" in page
    assert "佐藤　花子" in page and "勤め先へ出す" in page and "証明書ではありません" in page and "住民票の写し" in page
    said: dict[str, Any] = {"ja": "電子署名つき", "easy": "<ruby>電子署名<rt>", "en": "Electronically signed"}
    titles = {
        "ja": "受付票",
        "easy": "<ruby>受付<rt>うけつけ</rt></ruby>の <ruby>紙<rt>かみ",
        "en": "Receipt of your filing",
    }
    for language, words in said.items():
        resident.client.cookies[LANGUAGE] = language
        page = resident.get(f"mine/{key}/")
        assert words in page and "北見市長" in page and "NOT LGPKI" in page and words in resident.get("inbox/")
        receipt = resident.get(f"mine/{key}/receipt/")
        assert f"<h1>{titles[language]}" in receipt and "|" not in receipt and "|" not in page, "readings are drawn"
    paper = re.search(r"papers/[0-9a-f-]+/", page)
    assert paper
    with as_portal():
        content = [resident.client.get(f"/{town.place.address}/{paper.group()}").content for _ in range(2)]
    assert judged(content[0], authority().root).bottom_line and content[0] == content[1]
    with as_portal(), tenant(town.id), use_context(Context(now(), RESIDENT, town.id)):
        mailbox = sessions.begin(sessions.of_card("AB/77", None), "email")
    resident.client.cookies[SESSION], resident.client.cookies[LANGUAGE] = mailbox, "ja"
    page = resident.get(f"mine/{key}/receipt/")
    assert "サインインすると載ります" in page and "佐藤" not in page and "勤め先" not in page


def test_an_individual_number_does_not_get_onto_it() -> None:
    question = catalogue.load().procedures[0].steps[0]
    given = ("番号は123456789018です", "1234 5678 9018", "1234-5678-9018", "123456789012", "0901234567890123")
    line = _without_number(Line(question, given, "typed"), "＊")
    assert line.values == ("番号は＊です", "＊", "＊", "123456789012", "0901234567890123")
