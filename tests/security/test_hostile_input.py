"""Hostile text in every field: no script, no statement, no formula, no path, and never a broken page."""

import uuid
from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.residents import address, move_in
from tests.world import Town, signed_in
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.models import Memo, ResidentRecord
from yakuba.platform.access.models import Account
from yakuba.platform.screens.views import csv_response

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

SCRIPT = '"><script>alert(1)</script>'
IMAGE = "<img src=x onerror=alert(2)>"
TEMPLATE = "{{ 7|add:7000 }}${7*7}"


@pytest.fixture
def resident(kitami: Town) -> Record:
    """Somebody whose name, address and building are attacks."""
    row = (SCRIPT, TEMPLATE, "コウゲキ", "タロウ", date(1977, 5, 2), "1", "世帯主")
    where = replace(address(), address_building='" autofocus onfocus="alert(3)', address_lot="<svg/onload=alert(4)>")
    with kitami.open():
        return move_in((row,), where)[0]


def pages(client: Client, record: Record) -> list[str]:
    """Every page that shows the person."""
    number, household = record.addressee_number, record.household_number
    base = "/012084/residents"
    client.post(f"{base}/{number}/memo/write/", {"text": SCRIPT + IMAGE + TEMPLATE})
    found = client.post(f"{base}/", {"household_number": household}, follow=True)
    many = client.post(f"{base}/", {"kana": "コウゲキ"}, follow=True)
    paths = (
        f"{base}/{number}/", f"{base}/{number}/history/", f"{base}/{number}/memo/", f"{base}/households/{household}/",
        f"{base}/certificates/?household={household}", f"{base}/changes/move_within/?household={household}", "/012084/",
    )  # fmt: skip
    answers: list[HttpResponse] = [found, many, *(client.get(path) for path in paths)]  # type: ignore[list-item]
    assert {answer.status_code for answer in answers} == {200}
    return [answer.content.decode() for answer in answers]


def test_names_memos_and_addresses_stay_text_on_every_page(kitami: Town, resident: Record) -> None:
    shown = pages(signed_in(kitami, "kakaricho"), resident)
    assert any("&lt;script&gt;alert(1)" in page for page in shown)
    for page in shown:
        for attack in ("<script>alert", "<img src=x", "<svg/onload", '" autofocus onfocus="'):
            assert attack not in page


def test_text_is_never_taken_for_a_template(kitami: Town, resident: Record) -> None:
    shown = pages(signed_in(kitami, "kakaricho"), resident)
    assert any("{{ 7|add:7000 }}" in page for page in shown)
    assert not any("7007" in page or "${49}" in page for page in shown)


def test_what_is_typed_wrongly_comes_back_as_text(kitami: Town) -> None:
    clerk = signed_in(kitami, "kakaricho")
    for path, field in (("residents/", "kana"), ("residents/", "birth"), ("residents/changes/move_in/", "notified_on")):
        page = clerk.post(f"/012084/{path}", {field: SCRIPT, "name": SCRIPT}).content.decode()
        assert "<script>alert" not in page
    answer = clerk.get("/012084/", {"done": SCRIPT, "scope": SCRIPT, "page": SCRIPT})
    assert "<script>alert" not in answer.content.decode()


STATEMENTS = [
    "'; DROP TABLE account; --",
    "' OR '1'='1",
    "') OR 1=1 --",
    "x' UNION SELECT login_name FROM account --",
    "%' OR municipality_id <> 0 --",
    "\\'; SELECT pg_sleep(5); --",
    "$$; SELECT set_config('yakuba.municipality','2',true); $$",
    "%", "_", "%%", "\\", "{}", "ARRAY[1]", "％",
]  # fmt: skip


def test_statements_in_search_fields_are_only_looked_for(kitami: Town, funabashi: Town, resident: Record) -> None:
    with funabashi.open():
        move_in(where=address("122041"))
    clerk = signed_in(kitami, "madoguchi")
    fields = ("name", "address", "addressee_number", "household_number")
    for text, field in product(STATEMENTS, fields):
        answer = clerk.post("/012084/residents/", {field: text}, follow=True)
        assert answer.status_code in (200, 422), text
        page = answer.content.decode()
        assert "佐藤" not in page and "madoguchi" not in page, text
    with kitami.open():
        assert Account.objects.count() == 2
        assert ResidentRecord.objects.count() == 1


NUL, HUGE, DIGIT_LIKE = "%00", "9" * 5000, "²"


ODD_ADDRESSES = [NUL, HUGE, DIGIT_LIKE, "-1", "1e9", "%EF%BF%BF", "%ff", "null", "[]", "0x10"]


def test_no_address_breaks_a_page(kitami: Town, resident: Record) -> None:
    clerk = signed_in(kitami, "kakaricho")
    broken = []
    for typed in ODD_ADDRESSES:
        for path in addresses(resident, typed):
            status = clerk.get(f"/012084/{path}").status_code
            if status not in (200, 302, 400, 404):
                broken.append((path[:80], status))
    assert broken == []


def addresses(resident: Record, typed: str) -> tuple[str, ...]:
    number, household = resident.addressee_number, resident.household_number
    return (
        f"?page={typed}", f"?scope={typed}", f"?done={typed}", f"residents/{typed}/", f"residents/{typed}/history/",
        f"residents/{typed}/memo/", f"residents/{typed}/household/", f"residents/households/{typed}/",
        f"residents/certificates/?household={typed}", f"residents/certificates/{typed}/",
        f"residents/changes/move_within/?household={typed}",
        f"residents/changes/{typed}/", f"residents/changes/move_in/?persons={typed}",
        f"residents/changes/cancellation/?person={typed}&history={typed}",
        f"residents/changes/cancellation/?person={number}&history={typed}",
        f"residents/{number}/?as_of={typed}", f"residents/{number}/?as_known_at={typed}",
        f"residents/households/{household}/?as_of={typed}", f"cases/{typed}/", f"sign-in/?next={typed}", f"{typed}/",
        f"residents/changes/move_within/?household={household}&chosen={typed}&into={typed}",
    )  # fmt: skip


ODD_TEXTS = ["\x00", "9" * 30, "9" * 5000, "²", "x" * 100_000, "\u202e\ufeff", "\x1b[2J", "🏠" * 300]


def test_no_field_breaks_a_page(kitami: Town, resident: Record) -> None:
    clerk = signed_in(kitami, "kakaricho")
    number, household = resident.addressee_number, resident.household_number
    fields = (
        "name", "kana", "birth", "sex", "address", "addressee_number", "household_number", "text", "login_name", "code",
        "password", "present", "new", "again", "reason", "what", "next", "persons", "rows", "do", "kind", "method",
        "answer", "label",
        "applicant", "purpose", "chosen", "items", "idempotency_key", "reason-x", "notified_on", "change_date",
    )  # fmt: skip
    paths = (
        "residents/", f"residents/{number}/memo/write/", f"residents/certificates/?household={household}",
        f"residents/changes/move_within/?household={household}", "residents/changes/move_in/", "account/password/",
        "step-up/", "sign-in/",
    )  # fmt: skip
    for typed, path in product(ODD_TEXTS, paths):
        status = clerk.post(f"/012084/{path}", dict.fromkeys(fields, typed)).status_code
        assert status in (200, 302, 400, 422), (typed[:20], path, status)


def test_a_name_is_kept_whole_or_refused_but_never_cut(kitami: Town, resident: Record) -> None:
    clerk = signed_in(kitami, "kakaricho")
    path = f"/012084/residents/{resident.addressee_number}/memo/write/"
    clerk.post(path, {"text": "あ" * 2000})
    long = clerk.post(path, {"text": "い" * 2001})
    assert long.status_code == 422 and "い" * 2001 in long.content.decode(), "what was typed is not lost"
    with kitami.open():
        assert [len(text) for text in Memo.objects.values_list("text", flat=True)] == [2000]


def test_a_body_that_is_too_large_is_refused(kitami: Town) -> None:
    clerk = signed_in(kitami, "madoguchi")
    assert clerk.post("/012084/residents/", {"name": "x" * (6 * 1024 * 1024)}).status_code == 413
    assert clerk.post("/012084/residents/", {"name": "x" * (5 * 1024 * 1024 + 1)}).status_code == 400
    many = {f"field{number}": "x" for number in range(1100)}
    assert clerk.post("/012084/residents/", many).status_code == 400


def test_the_same_field_twice_counts_once(kitami: Town, resident: Record) -> None:
    clerk = signed_in(kitami, "madoguchi")
    doubled = "login_name=x&password=wrong-password-x&login_name=madoguchi"
    answer = clerk.post("/012084/sign-in/", doubled, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 422
    query = clerk.post("/012084/sign-in/?login_name=madoguchi&password=tsuru-no-ongaeshi-1", {})
    assert query.status_code in (200, 422)  # what stands in the address is no form


def test_fields_nobody_asked_for_are_ignored(kitami: Town, resident: Record) -> None:
    clerk = signed_in(kitami, "madoguchi")
    path = f"/012084/residents/{resident.addressee_number}/memo/write/"
    extra = {"municipality_id": "1", "written_by_name": "係長 一郎", "id": str(uuid.UUID(int=1)), "is_deletion": "1"}
    clerk.post(path, {"text": "正しいメモ", **extra})
    with kitami.open():
        memo = Memo.objects.get()
    assert (memo.municipality_id, memo.written_by_name, memo.is_deletion) == (kitami.id, "窓口 花子", False)
    assert memo.id != uuid.UUID(int=1)


def test_a_file_for_spreadsheets_starts_no_formula_and_its_name_breaks_no_header() -> None:
    name = 'list"\r\nSet-Cookie: x=1; ..\\..\\/etc/passwd'
    answer = csv_response(name, ["氏名"], [["=HYPERLINK(1)"], ["+1"], ["-1"], ["@x"], ["\tx"], ["＝x"], [-1]])
    body = answer.content.decode("utf-8-sig").splitlines()[1:]
    assert body == ["'=HYPERLINK(1)", "'+1", "'-1", "'@x", "'\tx", "'＝x", "-1"]
    header = answer.headers["Content-Disposition"]
    assert "\r" not in header and "\n" not in header and header.startswith("attachment")
    assert "Set-Cookie" not in answer.headers
