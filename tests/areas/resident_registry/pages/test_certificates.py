"""A certificate is issued: number, stored bytes, register; sent twice it is one; a reprint gives the same bytes."""

import io
from datetime import date
from uuid import uuid4

import pypdf
import pytest

from tests.residents import FAMILY, move_in
from tests.world import Town, found_town, signed_in
from yakuba.platform.documents import service as documents
from yakuba.platform.documents.models import Intent
from yakuba.platform.parameters import service as parameters
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.secrets.models import SealedPart

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def kitami() -> Town:
    town = found_town("012084")
    with town.open("chief"):
        parameters.set("certifier.mayor.title", date(2026, 4, 1), "北見市長", "試験")
        parameters.set("certifier.mayor.name", date(2026, 4, 1), "北見　太郎", "試験")
    return town


@pytest.fixture
def household(kitami: Town) -> tuple[str, list[str]]:
    with kitami.open():
        records = move_in(FAMILY)
        return records[0].household_number, [record.addressee_number for record in records]


def request(numbers: list[str]) -> dict[str, object]:
    return {
        "idempotency_key": str(uuid4()),
        "applicant": "self",
        "identification": "card",
        "purpose": "勤務先へ提出",
        "kind": "copy_joint",
        "chosen": numbers,
        "items": ["head_and_relationship"],
    }


def text_of(content: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def test_a_joint_copy_is_issued_with_number_and_stored_bytes(kitami: Town, household: tuple[str, list[str]]) -> None:
    clerk = signed_in(kitami, "madoguchi")
    answer = clerk.post(f"/012084/residents/certificates/?household={household[0]}", request(household[1]))
    assert answer.status_code == 302, answer.content.decode()
    page = clerk.get(answer.headers["Location"]).content.decode()
    assert "20261124 北見市 本庁1 001" in page
    pdf = clerk.get(f"{answer.headers['Location']}pdf/")
    words = text_of(pdf.content)
    assert "北見市長" in words and "花子" in words
    assert "北海道北見市本町一丁目１番地１" not in words.replace("\n", "")  # 本籍 was not asked for
    assert "相違ないことを証明する" in words.replace("\n", "")
    with kitami.open():
        assert Intent.objects.get().state == Intent.State.ISSUED
        assert RegisterEntry.objects.filter(act="issue").count() == 1


def test_the_same_request_sent_twice_issues_once(kitami: Town, household: tuple[str, list[str]]) -> None:
    clerk = signed_in(kitami, "madoguchi")
    form = request(household[1])
    url = f"/012084/residents/certificates/?household={household[0]}"
    assert clerk.post(url, form).headers["Location"] == clerk.post(url, form).headers["Location"]
    with kitami.open():
        assert Intent.objects.count() == 1


def test_a_reprint_gives_the_stored_bytes(kitami: Town, household: tuple[str, list[str]]) -> None:
    clerk = signed_in(kitami, "madoguchi")
    where = clerk.post(f"/012084/residents/certificates/?household={household[0]}", request(household[1])).headers[
        "Location"
    ]
    first, second = clerk.get(f"{where}pdf/").content, clerk.get(f"{where}pdf/").content
    assert first == second and first.startswith(b"%PDF")


def test_a_disposed_number_gives_no_bytes(kitami: Town, household: tuple[str, list[str]]) -> None:
    clerk = signed_in(kitami, "madoguchi")
    where = clerk.post(f"/012084/residents/certificates/?household={household[0]}", request(household[1])).headers[
        "Location"
    ]
    clerk.post(f"{where}print/", {"what": "disposed", "reason": "紙づまり"})
    assert clerk.get(f"{where}pdf/").status_code == 404


def test_a_crash_before_the_outcome_is_settled_by_a_person(
    kitami: Town, household: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = signed_in(kitami, "madoguchi")
    with monkeypatch.context() as patch:
        patch.setattr(documents, "finish", lambda *args: "")
        where = clerk.post(f"/012084/residents/certificates/?household={household[0]}", request(household[1])).headers[
            "Location"
        ]
    with kitami.open() as context:
        late = context.instant + documents.LOST_AFTER * 2
    with kitami.open(instant=late):
        assert documents.mark_lost() == 1
    assert "要確認" in clerk.get(where).content.decode()
    clerk.post(f"{where}print/", {"what": "not_handed_over", "reason": "紙は出ていない"})
    with kitami.open():
        assert Intent.objects.get().state == Intent.State.FAILED
        assert SealedPart.objects.filter(part="bytes").count() == 0


def test_no_certificate_without_the_name_of_the_certifying_officer(household: tuple[str, list[str]]) -> None:
    funabashi = found_town("122041")
    with funabashi.open():
        records = move_in(FAMILY)
    clerk = signed_in(funabashi, "madoguchi")
    numbers = [record.addressee_number for record in records]
    answer = clerk.post(f"/122041/residents/certificates/?household={records[0].household_number}", request(numbers))
    assert answer.status_code == 422
    assert "未設定" in answer.content.decode()


def test_finishing_twice_registers_one_issue(kitami: Town, household: tuple[str, list[str]]) -> None:
    clerk = signed_in(kitami, "madoguchi")
    clerk.post(f"/012084/residents/certificates/?household={household[0]}", request(household[1]))
    with kitami.open() as context:
        intent = Intent.objects.get()
    assert documents.finish(kitami.id, intent.id, context) == Intent.State.ISSUED
    with kitami.open():
        assert RegisterEntry.objects.filter(act="issue").count() == 1
