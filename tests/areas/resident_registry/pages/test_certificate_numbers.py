"""Individual numbers and resident codes on a copy: asked for, by the person or the household, never by anyone else."""

from datetime import timedelta
from html import unescape
from pathlib import Path

import psycopg
import pytest
from django.test import Client

from tests.areas.conftest import TEN_IN_JAPAN
from tests.areas.resident_registry.loads.test_export import PRIVATE, exported
from tests.areas.resident_registry.pages.test_certificates import household, kitami, request, text_of
from tests.areas.resident_registry.pages.test_papers_at_rest import TABLES, dumped, occurs
from tests.world import TODAY, Town, signed_in
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


@pytest.fixture
def numbers(kitami: Town, household: Household) -> list[str]:
    """Individual numbers of the four, in the order of the household; the first two have resident codes too."""
    bases = [f"1234567890{place}" for place in range(len(household[1]))]
    made = [base + check_digits.individual_number(base) for base in bases]
    with kitami.open("chief"):
        for person, number in zip(household[1], made, strict=True):
            secrets.put(int(person), "individual_number", number)
        for person, code in zip(household[1], CODES, strict=False):
            secrets.put(int(person), "resident_code", code)
    return made


def officer(town: Town, *, confirmed: bool = True) -> Client:
    """Who may use numbers, with the second factor just shown, or not."""
    client = signed_in(town, "kakaricho")
    with town.open():
        until = TEN_IN_JAPAN + timedelta(minutes=5) if confirmed else None
        StaffSession.objects.filter(account_id=town.chief.id).update(step_up_until=until)
    return client


def address(household: Household) -> str:
    return f"/012084/residents/certificates/?household={household[0]}&numbers=on"


def asking(household: Household, **changes: object) -> dict[str, object]:
    """All four on the paper; the number of the second person, the code of the first."""
    whose = {"individual_number_of": [household[1][1]], "resident_code_of": [household[1][0]]}
    return request(household[1]) | whose | changes


@pytest.mark.parametrize("applicant", ["self", "household"])
@pytest.mark.parametrize("kind", ["copy_joint", "copy_individual"])
def test_the_numbers_asked_for_are_printed_and_no_others(
    kitami: Town, household: Household, numbers: list[str], applicant: str, kind: str
) -> None:
    client = officer(kitami)
    chosen = household[1] if kind == "copy_joint" else household[1][1:2]
    form = asking(household, applicant=applicant, kind=kind, chosen=chosen)
    if kind == "copy_individual":
        form["resident_code_of"] = chosen
    answer = client.post(address(household), form)
    assert answer.status_code == 302, answer.content.decode()
    words = text_of(client.get(f"{answer.headers['Location']}pdf/").content).replace(" ", "")
    printed = [number for number in numbers if number in words]
    assert printed == [numbers[1]]
    assert [code for code in CODES if code in words] == [CODES[0] if kind == "copy_joint" else CODES[1]]
    with kitami.open():
        rows = RegisterEntry.objects.filter(act="reveal_number").order_by("subjects")
        assert {row.subjects[0] for row in rows} >= {int(household[1][1])}
        assert all("勤務先へ提出" in row.purpose for row in rows)
        assert Intent.objects.get().numbers == "individual_number,resident_code"


@pytest.mark.parametrize("applicant", ["proxy", "third_party", "official"])
def test_for_anyone_else_they_are_refused_before_they_are_opened(
    kitami: Town, household: Household, numbers: list[str], applicant: str
) -> None:
    answer = officer(kitami).post(
        address(household), asking(household, applicant=applicant, applicant_name="山田　次郎")
    )
    assert answer.status_code == 422
    assert "本人か同一世帯の人が請求したときだけ" in answer.content.decode()
    with kitami.open():
        assert not Intent.objects.exists()
        assert not RegisterEntry.objects.filter(act="reveal_number").exists()


def test_by_default_they_are_left_out(kitami: Town, household: Household, numbers: list[str]) -> None:
    client = officer(kitami)
    answer = client.post(address(household), request(household[1]))
    words = text_of(client.get(f"{answer.headers['Location']}pdf/").content).replace(" ", "")
    assert "省略" in words and not any(number in words for number in (*numbers, *CODES))


def test_the_second_factor_comes_first_and_nothing_typed_is_lost(
    kitami: Town, household: Household, numbers: list[str]
) -> None:
    client = officer(kitami, confirmed=False)
    shown = client.get(address(household))
    assert shown.status_code == 302 and "/step-up/" in shown.headers["Location"]
    assert "numbers" in shown.headers["Location"], "the way back is the form with numbers"
    late = client.post(address(household), asking(household, purpose="年金事務所へ提出"))
    page = late.content.decode()
    assert late.status_code == 422 and "年金事務所へ提出" in page and "もう一度確認する" in page
    assert not any(number in page for number in (*numbers, *CODES))
    with kitami.open():
        assert not Intent.objects.exists()


def test_a_clerk_without_the_duty_is_not_offered_them(kitami: Town, household: Household, numbers: list[str]) -> None:
    clerk = signed_in(kitami, "madoguchi")
    plain = f"/012084/residents/certificates/?household={household[0]}"
    assert "個人番号・住民票コードを記載する" not in clerk.get(plain).content.decode()
    page = officer(kitami).get(f"{plain}&chosen={household[1][0]}&chosen={household[1][1]}").content.decode()
    assert "個人番号・住民票コードを記載する" in page
    wanted = f"?household={household[0]}&chosen={household[1][0]}&chosen={household[1][1]}&numbers=on"
    assert wanted in unescape(page), "who was chosen stays chosen"
    assert clerk.get(address(household)).status_code == 403
    assert clerk.post(address(household), asking(household)).status_code == 403
    sneaked = clerk.post(plain, asking(household))
    words = text_of(clerk.get(f"{sneaked.headers['Location']}pdf/").content).replace(" ", "")
    assert not any(number in words for number in (*numbers, *CODES))


def test_who_printed_them_opens_the_paper_again_and_a_clerk_does_not(
    kitami: Town, household: Household, numbers: list[str]
) -> None:
    where = officer(kitami).post(address(household), asking(household)).headers["Location"]
    assert signed_in(kitami, "madoguchi").get(f"{where}pdf/").status_code == 403


def test_a_preview_shows_words_in_their_place(kitami: Town, household: Household, numbers: list[str]) -> None:
    answer = officer(kitami).post(address(household), asking(household, do="preview"))
    assert answer.headers["Content-Type"] == "application/pdf"
    words = text_of(answer.content).replace(" ", "")
    assert "発行時に印字" in words and not any(number in words for number in (*numbers, *CODES))


def test_a_number_that_is_not_there_is_said_with_the_name(
    kitami: Town, household: Household, numbers: list[str]
) -> None:
    answer = officer(kitami).post(address(household), asking(household, resident_code_of=[household[1][3]]))
    assert answer.status_code == 422
    assert "佐藤　二葉：住民票コードの登録がない" in answer.content.decode()


def test_a_stop_comes_before_the_numbers(kitami: Town, household: Household, numbers: list[str]) -> None:
    with kitami.open("chief"):
        new = disclosure.NewProtection(
            applicant=int(household[1][1]),
            measure="violence",
            received_on=TODAY,
            requesting_body="北見警察署",
            starts_on=TODAY,
        )
        disclosure.set_protection(new)
    answer = officer(kitami).post(address(household), asking(household))
    assert answer.status_code == 422 and "責任者の審査" in answer.content.decode()
    with kitami.open():
        assert not RegisterEntry.objects.filter(act="reveal_number").exists()


def test_no_number_lies_in_the_clear_or_in_an_address(
    kitami: Town,
    household: Household,
    numbers: list[str],
    owner_connection: psycopg.Connection,
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = officer(kitami)
    answer = client.post(address(household), asking(household))
    client.get(f"{answer.headers['Location']}pdf/")
    whole = b"".join(dumped(owner_connection, table) for table in (*TABLES, "register_entry"))
    assert occurs("勤務先へ提出", whole)
    for number in (*numbers, *CODES):
        assert not occurs(number, whole)
        assert number not in caplog.text and number not in answer.headers["Location"]


def test_a_paper_with_numbers_leaves_sealed_to_its_recipient(
    kitami: Town, household: Household, numbers: list[str], tmp_path: Path
) -> None:
    client = officer(kitami)
    where = client.post(address(household), asking(household)).headers["Location"]
    content = client.get(f"{where}pdf/").content
    folder = exported(kitami, tmp_path / "out")
    with kitami.open():
        intent = Intent.objects.get()
    names = sorted(path.name for path in (folder / "documents").iterdir())
    assert names == [f"{intent.id}.json.sealed", f"{intent.id}.pdf.sealed"]
    with (folder / "documents" / f"{intent.id}.pdf.sealed").open("rb") as sealed:
        assert b"".join(unseal(PRIVATE, sealed)) == content
    for path in filter(Path.is_file, folder.rglob("*")):
        for number in (*numbers, *CODES):
            assert not occurs(number, path.read_bytes()), path
