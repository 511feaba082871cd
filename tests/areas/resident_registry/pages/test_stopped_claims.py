"""Suppression and protection at the certificate counter: stopped in the same words, lifted for one claim only."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.areas.conftest import TEN_IN_JAPAN
from tests.residents import FAMILY, move_in
from tests.world import TODAY, Town, found_town, signed_in
from yakuba.areas.resident_registry import stops
from yakuba.platform.access.models import StaffSession
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.documents.models import Intent
from yakuba.platform.parameters import service as parameters
from yakuba.platform.register.models import RegisterEntry

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
HANAKO = 1  # in FAMILY


class Counter:
    """北見市 with the Satos, the clerk at the counter and the chief who decides."""

    def __init__(self) -> None:
        self.town: Town = found_town("012084")
        with self.town.open("chief"):
            parameters.set("certifier.mayor.title", date(2026, 4, 1), "北見市長", "試験")
            parameters.set("certifier.mayor.name", date(2026, 4, 1), "北見　太郎", "試験")
        with self.town.open():
            records = move_in(FAMILY)
        self.household = records[0].household_number
        self.numbers = [int(record.addressee_number) for record in records]
        self.clerk = signed_in(self.town, "madoguchi")

    def claim(self, whom: list[int], applicant: str = "self", name: str = "", key: str = "") -> tuple[int, str, str]:
        """Status, page and key of a request for a copy at the counter."""
        form = {
            "idempotency_key": key or str(uuid4()),
            "applicant": applicant,
            "applicant_name": name,
            "identification": "card",
            "purpose": "勤務先へ提出",
            "kind": "copy_joint",
            "chosen": [str(number) for number in whom],
            "items": [],
        }
        answer = self.clerk.post(f"/012084/residents/certificates/?household={self.household}", form)
        return answer.status_code, answer.content.decode(), str(form["idempotency_key"])

    def protect(self, *parties: disclosure.Party) -> None:
        with self.town.open("chief"):
            new = disclosure.NewProtection(
                applicant=self.numbers[HANAKO],
                measure="violence",
                received_on=TODAY,
                requesting_body="北見警察署",
                together={self.numbers[3]: "子"},
                other_parties=parties or (disclosure.Party("山田　次郎"),),
                starts_on=TODAY,
            )
            disclosure.set_protection(new)

    def officer(self) -> Client:
        """The chief, who has just shown the second factor again."""
        client = signed_in(self.town, "kakaricho")
        with self.town.open():
            StaffSession.objects.filter(account_id=self.town.chief.id).update(
                step_up_until=TEN_IN_JAPAN + timedelta(minutes=5)
            )
        return client

    def issued(self) -> int:
        with self.town.open():
            return Intent.objects.count()


@pytest.fixture
def counter() -> Counter:
    return Counter()


def words_of(page: str) -> str:
    """The error summary: what the clerk may read aloud."""
    return page.split('id="error-summary-title"')[1].split("</section>")[0]


def test_a_protected_person_is_marked_on_the_record(counter: Counter) -> None:
    counter.protect()
    page = counter.clerk.get(f"/012084/residents/{counter.numbers[HANAKO]}/").content.decode()
    assert "支援措置中" in page
    assert "支援措置中" not in counter.clerk.get(f"/012084/residents/{counter.numbers[0]}/").content.decode()


def test_every_stop_has_the_same_words(counter: Counter) -> None:
    counter.protect()
    with counter.town.open("chief"):
        levels = disclosure.Levels(issue=disclosure.Level.ERROR)
        disclosure.set_suppression(
            disclosure.NewSuppression("係争中", levels, addressee_number=counter.numbers[2], starts_on=TODAY)
        )
    claims = [
        ([counter.numbers[HANAKO]], "self", ""),
        ([counter.numbers[HANAKO]], "third_party", "山田　次郎"),
        ([counter.numbers[3]], "third_party", "ヤマダ ジロウ"),
        ([counter.numbers[2]], "self", ""),
        (counter.numbers, "household", ""),
    ]
    answers = [counter.claim(*claim) for claim in claims]
    assert [status for status, _, _ in answers] == [422] * 5
    assert len({words_of(page) for _, page, _ in answers}) == 1
    assert "支援" not in words_of(answers[0][1]) and "相手方" not in words_of(answers[0][1])
    assert counter.issued() == 0


def test_somebody_else_of_the_household_gets_a_copy_of_their_own(counter: Counter) -> None:
    counter.protect()
    assert counter.claim([counter.numbers[0]])[0] == 302


def test_she_gets_her_copy_after_review_for_this_claim_only(counter: Counter) -> None:
    counter.protect()
    status, _, key = counter.claim([counter.numbers[HANAKO]])
    assert status == 422
    officer = counter.officer()
    page = officer.get("/012084/residents/certificates/held/").content.decode()
    assert "花子" in page
    where = f"/012084/residents/certificates/held/{key}/"
    assert "支援措置中" in officer.get(where).content.decode()
    assert officer.post(where, {"reason": ""}).status_code == 422
    assert officer.post(where, {"reason": "免許証で本人と確かめた"}).status_code == 302
    assert counter.claim([counter.numbers[HANAKO], counter.numbers[3]], key=key)[0] == 422, "the child was not lifted"
    assert counter.claim([counter.numbers[HANAKO]])[0] == 422, "another claim is another claim"
    assert counter.claim([counter.numbers[HANAKO]], key=key)[0] == 302
    with counter.town.open():
        lifted = RegisterEntry.objects.get(act="lift_stop")
        assert lifted.subjects == [counter.numbers[HANAKO]] and lifted.actor_name == "係長 一郎"


def test_the_named_other_party_is_refused_and_no_officer_can_lift_it(counter: Counter) -> None:
    counter.protect(disclosure.Party("佐藤　太郎", addressee_number=counter.numbers[0]))
    for applicant, name in (("third_party", "佐藤 太郎"), ("household", ""), ("self", "佐藤　太郎")):
        status, _, key = counter.claim([counter.numbers[HANAKO]], applicant, name)
        assert status == 422
        officer = counter.officer()
        where = f"/012084/residents/certificates/held/{key}/"
        assert "解除できません" in officer.get(where).content.decode()
        officer.post(where, {"reason": "頼まれた"})
        with counter.town.open("chief"):
            assert not RegisterEntry.objects.filter(act="lift_stop").exists()
    with counter.town.open():
        found = stops.find(UUID(key))
        assert found is not None and stops.stopped(found[1])


def test_a_lifting_of_the_officer_does_not_open_it_for_the_other_party(counter: Counter) -> None:
    counter.protect(disclosure.Party("佐藤　太郎", addressee_number=counter.numbers[0]))
    _, _, key = counter.claim([counter.numbers[HANAKO]])
    officer = counter.officer()
    assert officer.post(f"/012084/residents/certificates/held/{key}/", {"reason": "本人"}).status_code == 302
    assert counter.claim([counter.numbers[HANAKO]], "third_party", "佐藤 太郎", key)[0] == 422
    assert counter.claim([counter.numbers[HANAKO]], key=key)[0] == 302


def test_a_clerk_without_the_duty_neither_sees_nor_lifts_stopped_claims(counter: Counter) -> None:
    counter.protect()
    _, _, key = counter.claim([counter.numbers[HANAKO]])
    assert counter.clerk.get("/012084/residents/certificates/held/").status_code == 403
    assert counter.clerk.post(f"/012084/residents/certificates/held/{key}/", {"reason": "x"}).status_code == 403


def test_a_suppressed_household_stops_its_members(counter: Counter) -> None:
    with counter.town.open("chief"):
        levels = disclosure.Levels(issue=disclosure.Level.ERROR)
        new = disclosure.NewSuppression(
            "排他制御", levels, household_number=int(counter.household), reason="exclusive", starts_on=TODAY
        )
        disclosure.set_suppression(new)
    assert counter.claim([counter.numbers[0]])[0] == 422
