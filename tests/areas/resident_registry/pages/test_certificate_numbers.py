"""Individual numbers and resident codes on a copy: only asked for, by the person or the household, never left about."""

import re
from datetime import timedelta
from pathlib import Path

import psycopg
import pyotp
import pytest
from django.test import Client

from tests.areas.conftest import TEN_IN_JAPAN
from tests.areas.resident_registry.loads.test_export import PRIVATE, exported
from tests.areas.resident_registry.pages.test_certificates import household, kitami, request, text_of
from tests.areas.resident_registry.pages.test_papers_at_rest import TABLES, dumped, occurs
from tests.world import SEED, TODAY, Town, signed_in
from yakuba.areas.resident_registry.printed_numbers import grouped
from yakuba.platform.access.models import StaffSession
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.documents.models import Intent
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.secrets import service as secrets
from yakuba.platform.secrets.sealed_box import unseal
from yakuba.standards import check_digits

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
__all__ = ["household", "kitami"]

Household = tuple[str, list[str]]
CODES = ("10000000002", "20000000001")
TARO, HANAKO, FUTABA = 0, 1, 3


@pytest.fixture
def numbers(kitami: Town, household: Household) -> list[str]:
    """Individual numbers of the four, in the order of the household; the first two have resident codes as well."""
    bases = [f"1234567890{place}" for place in range(len(household[1]))]
    made = [base + check_digits.individual_number(base) for base in bases]
    with kitami.open("chief"):
        for person, number in zip(household[1], made, strict=True):
            secrets.put(int(person), secrets.Kind.INDIVIDUAL_NUMBER, number)
        for person, code in zip(household[1], CODES, strict=False):
            secrets.put(int(person), secrets.Kind.RESIDENT_CODE, code)
    return made


def officer(town: Town, *, confirmed: bool = True) -> Client:
    """Who may use numbers, with the second factor just shown again, or not."""
    client = signed_in(town, "kakaricho")
    confirm(town, confirmed=confirmed)
    return client


def confirm(town: Town, *, confirmed: bool = True) -> None:
    until = TEN_IN_JAPAN + timedelta(minutes=5) if confirmed else None
    with town.open():
        StaffSession.objects.filter(account_id=town.chief.id).update(step_up_until=until)


def plain_page(household: Household) -> str:
    return f"/012084/residents/certificates/?household={household[0]}"


def page_of(household: Household) -> str:
    return plain_page(household) + "&numbers=on"


def asking(household: Household, **changes: object) -> dict[str, object]:
    """All four on the paper; the number of the second person, the code of the first."""
    of = {"individual_number_of": [household[1][HANAKO]], "resident_code_of": [household[1][TARO]]}
    return request(household[1]) | of | changes


def digits_of(content: bytes) -> str:
    return re.sub(r"\s", "", text_of(content))


def shown(all_numbers: list[str], text: str) -> list[str]:
    return [number for number in (*all_numbers, *CODES) if number in text]


def revealed(town: Town) -> list[tuple[list[int], list[str], str]]:
    with town.open():
        rows = RegisterEntry.objects.filter(act="reveal_number").order_by("occurred_at", "id")
        return [(list(row.subjects), list(row.items), row.purpose) for row in rows]


@pytest.mark.parametrize("applicant", ["self", "household"])
def test_a_joint_copy_prints_the_numbers_asked_for_and_no_others(
    kitami: Town, household: Household, numbers: list[str], applicant: str
) -> None:
    client = officer(kitami)
    answer = client.post(page_of(household), asking(household, applicant=applicant))
    assert answer.status_code == 302, answer.content.decode()
    content = client.get(f"{answer.headers['Location']}pdf/").content
    assert shown(numbers, digits_of(content)) == [numbers[HANAKO], CODES[TARO]]
    assert grouped(secrets.Kind.INDIVIDUAL_NUMBER, numbers[HANAKO]) in text_of(content)
    assert re.fullmatch(r"\d{4} \d{4} \d{4}", grouped(secrets.Kind.INDIVIDUAL_NUMBER, numbers[HANAKO]))
    purpose = "住民票の写し（世帯連記式）への記載（勤務先へ提出）"
    assert sorted(revealed(kitami)) == sorted(
        [
            ([int(household[1][HANAKO])], ["individual_number"], purpose),
            ([int(household[1][TARO])], ["resident_code"], purpose),
        ]
    )
    with kitami.open():
        issue = RegisterEntry.objects.get(act="issue")
        assert list(issue.items) == ["individual_number", "resident_code"]
        assert RegisterEntry.objects.get(act="view_document").purpose == "勤務先へ提出"


def test_an_individual_copy_prints_both_of_its_person(kitami: Town, household: Household, numbers: list[str]) -> None:
    client, her = officer(kitami), [household[1][HANAKO]]
    form = asking(household, kind="copy_individual", chosen=her, individual_number_of=her, resident_code_of=her)
    answer = client.post(page_of(household), form)
    assert answer.status_code == 302, answer.content.decode()
    text = digits_of(client.get(f"{answer.headers['Location']}pdf/").content)
    assert shown(numbers, text) == [numbers[HANAKO], CODES[HANAKO]]


@pytest.mark.parametrize(
    ("applicant", "words"),
    [
        ("proxy", "代理人に窓口で渡せない（本人の住所へ郵送する扱い"),
        ("third_party", "本人か同一世帯の人が請求したときだけ記載できる"),
        ("official", "本人か同一世帯の人が請求したときだけ記載できる"),
    ],
)
@pytest.mark.parametrize("item", ["individual_number_of", "resident_code_of"])
@pytest.mark.parametrize("do", ["", "preview"])
def test_for_anyone_else_they_are_refused_before_they_are_opened(
    kitami: Town, household: Household, numbers: list[str], applicant: str, words: str, item: str, do: str
) -> None:
    one = request(household[1]) | {item: [household[1][TARO]], "do": do}
    answer = officer(kitami).post(page_of(household), one | {"applicant": applicant, "applicant_name": "山田　次郎"})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert revealed(kitami) == []
    with kitami.open():
        assert not Intent.objects.exists()


def test_only_copies_carry_them_and_only_of_persons_on_the_copy(
    kitami: Town, household: Household, numbers: list[str]
) -> None:
    client = officer(kitami)
    other_kind = client.post(page_of(household), asking(household, kind="recorded_items_joint"))
    not_chosen = client.post(page_of(household), asking(household, chosen=[household[1][TARO]]))
    assert "住民票の写しにだけ記載できる" in other_kind.content.decode()
    assert "証明書の対象に選ばれていない" in not_chosen.content.decode()
    assert other_kind.status_code == not_chosen.status_code == 422 and revealed(kitami) == []


def test_who_is_not_ticked_is_left_out(kitami: Town, household: Household, numbers: list[str]) -> None:
    client = officer(kitami)
    for address in (plain_page(household), page_of(household)):
        where = client.post(address, request(household[1])).headers["Location"]
        content = client.get(f"{where}pdf/").content
        assert text_of(content).count("省略") >= 2 * len(household[1])
        assert shown(numbers, digits_of(content)) == []
    assert revealed(kitami) == []


def test_wanting_numbers_keeps_what_was_typed_and_so_does_the_second_factor(
    kitami: Town, household: Household, numbers: list[str]
) -> None:
    client = officer(kitami, confirmed=False)
    assert (
        f'formaction="?household={household[0]}&amp;numbers=on"' in client.get(plain_page(household)).content.decode()
    )
    typed = request(household[1][:2]) | {"purpose": "年金事務所へ提出", "applicant": "household", "do": "numbers"}
    wanted = client.post(page_of(household), typed)
    page = wanted.content.decode()
    assert wanted.status_code == 200 and "もう一度確認する" in page
    assert 'value="年金事務所へ提出"' in page and f'value="{typed["idempotency_key"]}"' in page
    ticked = set(re.findall(r'name="(?:chosen|items|applicant)" value="([^"]*)"[^>]*\bchecked', page))
    assert ticked == {*household[1][:2], "head_and_relationship", "household"}

    sent = typed | {"do": "", "individual_number_of": [household[1][HANAKO]]}
    late = client.post(page_of(household), sent)
    page = late.content.decode()
    assert late.status_code == 422 and "もう一度確認する" in page and 'value="年金事務所へ提出"' in page
    assert re.search(rf'name="individual_number_of" value="{household[1][HANAKO]}"[^>]*\bchecked', page)
    assert revealed(kitami) == []

    client.post("/012084/step-up/", {"code": pyotp.TOTP(SEED).now()})
    confirm(kitami)  # the test's clock stands still, the server's code does not
    where = client.post(page_of(household), sent).headers["Location"]
    assert shown(numbers, digits_of(client.get(f"{where}pdf/").content)) == [numbers[HANAKO]]


def test_the_form_with_numbers_opens_after_the_second_factor_only(
    kitami: Town, household: Household, numbers: list[str]
) -> None:
    answer = officer(kitami, confirmed=False).get(page_of(household))
    assert answer.status_code == 302 and "/step-up/?next=" in answer.headers["Location"]
    assert "numbers%3Don" in answer.headers["Location"], "the way back is the form with numbers"


def test_a_clerk_without_the_duty_is_not_offered_them_and_gets_none(
    kitami: Town, household: Household, numbers: list[str]
) -> None:
    clerk = signed_in(kitami, "madoguchi")
    assert 'id="with-numbers"' not in clerk.get(plain_page(household)).content.decode()
    assert clerk.get(page_of(household)).status_code == 403
    assert clerk.post(page_of(household), asking(household)).status_code == 403
    where = clerk.post(plain_page(household), asking(household)).headers["Location"]
    assert shown(numbers, digits_of(clerk.get(f"{where}pdf/").content)) == []


def test_a_reprint_gives_the_same_bytes_to_who_may_use_numbers_and_asks_again(
    kitami: Town, household: Household, numbers: list[str]
) -> None:
    client = officer(kitami)
    form = asking(household)
    where = client.post(page_of(household), form).headers["Location"]
    first = client.get(f"{where}pdf/").content
    assert client.get(f"{where}pdf/").content == first
    assert client.post(page_of(household), form).headers["Location"] == where
    assert len(revealed(kitami)) == 2, "sent twice, opened once"
    confirm(kitami, confirmed=False)
    late = client.get(f"{where}pdf/")
    assert late.status_code == 302 and "/step-up/?next=" in late.headers["Location"]
    assert signed_in(kitami, "madoguchi").get(f"{where}pdf/").status_code == 403
    with kitami.open():
        assert RegisterEntry.objects.filter(act="view_document", outcome="done").count() == 2


def test_a_preview_opens_nothing_and_shows_signs_in_their_place(
    kitami: Town, household: Household, numbers: list[str]
) -> None:
    answer = officer(kitami).post(page_of(household), asking(household, do="preview"))
    assert answer.headers["Content-Type"] == "application/pdf"
    text = text_of(answer.content)
    assert text.count("●●●● ●●●● ●●●●") == 1 and shown(numbers, digits_of(answer.content)) == []
    assert revealed(kitami) == []


def test_a_number_that_is_not_there_is_said_with_the_name_and_nothing_is_issued(
    kitami: Town, household: Household, numbers: list[str]
) -> None:
    answer = officer(kitami).post(page_of(household), asking(household, resident_code_of=[household[1][FUTABA]]))
    assert answer.status_code == 422
    assert "佐藤　二葉：住民票コードの登録がない" in answer.content.decode()
    assert revealed(kitami) == []


def test_a_number_that_does_not_open_is_said_and_nothing_is_issued(
    kitami: Town, household: Household, numbers: list[str], owner_connection: psycopg.Connection
) -> None:
    owner_connection.execute("UPDATE secret_value SET ciphertext = nonce || nonce")
    answer = officer(kitami).post(page_of(household), asking(household))
    assert answer.status_code == 422
    assert "行が書き換えられています" in answer.content.decode()
    assert 'value="勤務先へ提出"' in answer.content.decode(), "what was typed stays"
    with kitami.open():
        assert not Intent.objects.exists()


def test_a_stop_comes_before_the_numbers(kitami: Town, household: Household, numbers: list[str]) -> None:
    with kitami.open("chief"):
        new = disclosure.NewProtection(
            applicant=int(household[1][HANAKO]),
            measure="violence",
            received_on=TODAY,
            requesting_body="北見警察署",
            starts_on=TODAY,
        )
        disclosure.set_protection(new)
    answer = officer(kitami).post(page_of(household), asking(household))
    assert answer.status_code == 422 and "責任者の審査" in answer.content.decode()
    assert revealed(kitami) == []


def test_no_number_lies_in_a_table_a_log_an_address_or_a_page(
    kitami: Town,
    household: Household,
    numbers: list[str],
    owner_connection: psycopg.Connection,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG")
    client = officer(kitami)
    answer = client.post(page_of(household), asking(household))
    where = answer.headers["Location"]
    assert shown(numbers, digits_of(client.get(f"{where}pdf/").content))
    pages = client.get(where).content.decode() + client.get(page_of(household)).content.decode()
    whole = b"".join(dumped(owner_connection, table) for table in (*TABLES, "register_entry"))
    assert occurs("勤務先へ提出", whole), "it proves that the search finds"
    forms = [*numbers, *CODES, *(grouped(secrets.Kind.INDIVIDUAL_NUMBER, number) for number in numbers)]
    for number in forms:
        assert not occurs(number, whole)
        assert number not in caplog.text + where + pages


def test_a_paper_with_numbers_leaves_only_sealed(
    kitami: Town, household: Household, numbers: list[str], tmp_path: Path
) -> None:
    client = officer(kitami)
    where = client.post(page_of(household), asking(household)).headers["Location"]
    content = client.get(f"{where}pdf/").content
    client.post(plain_page(household), request(household[1]))
    folder = exported(kitami, tmp_path / "out")
    with kitami.open():
        with_numbers, without = (Intent.objects.exclude(numbers="").get(), Intent.objects.get(numbers=""))
    sealed = {f"{with_numbers.id}.json.sealed", f"{with_numbers.id}.pdf.sealed"}
    names = {path.name for path in (folder / "documents").iterdir()}
    assert names == sealed | {f"{without.id}.json", f"{without.id}.pdf"}
    with (folder / "documents" / f"{with_numbers.id}.pdf.sealed").open("rb") as file:
        assert b"".join(unseal(PRIVATE, file)) == content
    forms = [*numbers, *CODES, *(grouped(secrets.Kind.INDIVIDUAL_NUMBER, number) for number in numbers)]
    for path in folder.rglob("*"):
        if path.is_file():
            assert not [number for number in forms if occurs(number, path.read_bytes())], path.name
