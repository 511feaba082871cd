"""支援措置 and 抑止 from the officer's screen: application, decision, extension, end; suppression and release."""

from datetime import date

import pytest
from django.test import Client

from tests.residents import FAMILY, move_in
from tests.world import Town, found_town, signed_in
from yakuba.areas.resident_registry.models import ResidentRecord
from yakuba.platform.access import staff
from yakuba.platform.access.models import DutyAssignment
from yakuba.platform.disclosure.models import OtherParty, ProtectedPerson, ProtectionCase, Suppression
from yakuba.platform.register.models import RegisterEntry

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
BASE = "/012084/residents"


class Office:
    """北見市 with the Satos and the chief who manages protection."""

    def __init__(self) -> None:
        self.town: Town = found_town("012084")
        with self.town.open():
            self.records = move_in(FAMILY)
        self.numbers = [int(record.addressee_number) for record in self.records]
        self.chief: Client = signed_in(self.town, "kakaricho")

    def apply(self, **changed: object) -> ProtectionCase:
        form = {
            "idempotency_key": "00000000-0000-4000-8000-000000000001",
            "measure": "violence",
            "received_on": "R8.11.24",
            "requesting_body": "北見警察署",
            "starts_on": "R8.11.24",
            "together": [self.records[3].addressee_number],
            "party_name": "佐藤　太郎",
            "party_birth": "S52.5.2",
            **changed,
        }
        answer = self.chief.post(f"{BASE}/protections/add/?number={self.numbers[1]}", form)
        assert answer.status_code == 302, answer.content.decode()
        with self.town.open():
            return ProtectionCase.objects.get()

    def mark(self, place: int) -> str:
        page = self.chief.get(f"{BASE}/{self.numbers[place]}/").content.decode()
        return page.split('<main id="main"')[1].split("</main>")[0]

    def step(self, case: ProtectionCase, what: str, **given: str) -> int:
        answer = self.chief.post(f"{BASE}/protections/{case.id}/{what}/", given)
        return int(answer.status_code)


@pytest.fixture
def office() -> Office:
    return Office()


def test_an_application_protects_the_person_and_the_child_together_for_a_year(office: Office) -> None:
    case = office.apply()
    assert case.ends_on == date(2027, 11, 23)
    assert "支援措置中" in office.mark(1) and "併せて支援" in office.mark(3)
    assert "支援措置" not in office.mark(0)
    page = office.chief.get(f"{BASE}/protections/{case.id}/").content.decode()
    assert "佐藤　花子" in page and "北見警察署" in page and "令和9年11月23日" in page
    with office.town.open():
        assert OtherParty.objects.get().birth_date == date(1977, 5, 2)
        assert {person.relation for person in ProtectedPerson.objects.all()} == {"", "子"}
        looks = RegisterEntry.objects.filter(act="view_protection")
        assert looks.filter(subjects__contains=[office.numbers[1]]).exists()


def test_the_worklist_marks_a_case_of_a_protected_person(office: Office) -> None:
    assert "佐藤　太郎 ほか3人</td>" in office.chief.get("/012084/?scope=done").content.decode()
    office.apply()
    assert "佐藤　太郎 ほか3人【支援措置中】" in office.chief.get("/012084/?scope=done").content.decode()


def test_the_same_application_sent_twice_is_one(office: Office) -> None:
    assert office.apply().id == office.apply().id
    with office.town.open():
        assert ProtectionCase.objects.count() == 1


def test_an_undecided_application_is_provisional_until_it_starts(office: Office) -> None:
    case = office.apply(starts_on="")
    assert "仮支援措置中" in office.mark(1)
    assert office.step(case, "decide", **{"decide-starts_on": ""}) == 422
    assert office.step(case, "decide", **{"decide-starts_on": "R8.11.24"}) == 302
    assert "仮支援措置中" not in office.mark(1) and "支援措置中" in office.mark(1)


def test_the_period_is_extended_in_its_last_month_only(office: Office) -> None:
    case = office.apply()
    assert office.step(case, "extend") == 200
    with office.town.open():
        ProtectionCase.objects.update(ends_on=date(2026, 12, 20))
    assert "1か月以内に満了" in office.chief.get(f"{BASE}/protections/?scope=due").content.decode()
    assert office.step(case, "extend") == 302
    with office.town.open():
        assert ProtectionCase.objects.get().ends_on == date(2027, 12, 20)


def test_it_ends_by_a_person_with_a_reason_not_by_the_calendar(office: Office) -> None:
    case = office.apply()
    with office.town.open():
        ProtectionCase.objects.update(starts_on=date(2025, 4, 1), ends_on=date(2026, 3, 31))
    assert "期間満了" in office.mark(1)
    assert office.step(case, "end", **{"end-reason": ""}) == 422
    assert office.step(case, "end", **{"end-reason": "本人の申出"}) == 302
    assert "支援措置" not in office.mark(1)
    with office.town.open():
        assert RegisterEntry.objects.get(act="end_protection").actor_name == "係長 一郎"


def test_whoever_may_set_but_not_release_is_not_offered_the_end(office: Office) -> None:
    case = office.apply()
    with office.town.open("chief"):
        row = DutyAssignment.objects.get(account_id=office.town.chief.id, duty="protection.release")
        staff.end_duty(row.id)
    page = office.chief.get(f"{BASE}/protections/{case.id}/").content.decode()
    assert 'id="end-go"' not in page
    assert office.step(case, "end", **{"end-reason": "x"}) == 403


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"ends_on": "R8.11.1"}, "開始日より前"),
        ({"starts_on": "", "ends_on": "R9.11.1"}, "開始日を入力"),
        ({"party_name": ""}, "相手方の氏名：未入力"),
        ({"others": "ねこ"}, "「、」で区切って"),
        ({"measure": ""}, "支援措置の種別：未選択"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(office: Office, changed: dict[str, str], words: str) -> None:
    form = {
        "idempotency_key": "00000000-0000-4000-8000-000000000001",
        "measure": "violence",
        "received_on": "R8.11.24",
        "requesting_body": "北見警察署",
        "starts_on": "R8.11.24",
        "party_name": "佐藤　太郎",
        "party_birth": "S52.5.2",
        **changed,
    }
    answer = office.chief.post(f"{BASE}/protections/add/?number={office.numbers[1]}", form)
    assert answer.status_code == 422 and words in answer.content.decode()
    with office.town.open():
        assert ProtectionCase.objects.count() == 0


def test_an_unknown_applicant_is_asked_for_again(office: Office) -> None:
    answer = office.chief.get(f"{BASE}/protections/add/?number=99999")
    assert answer.status_code == 422 and "該当なし" in answer.content.decode()


SUPPRESSION = {
    "idempotency_key": "00000000-0000-4000-8000-000000000002",
    "change": "none",
    "issue": "error",
    "inquiry": "alert",
    "reason": "other",
    "explanation": "係争中",
}


def test_a_suppression_marks_person_or_household_and_is_released_with_a_reason(office: Office) -> None:
    where = f"{BASE}/suppressions/"
    assert office.chief.post(where, SUPPRESSION | {"number": str(office.numbers[2])}).status_code == 302
    assert office.chief.post(where, SUPPRESSION | {"number": str(office.numbers[2])}).status_code == 302
    with office.town.open():
        assert Suppression.objects.count() == 1, "sent twice, set once"
    assert "発行抑止" in office.mark(2) and "抑止" not in office.mark(0)
    household = SUPPRESSION | {"household": office.records[0].household_number}
    assert office.chief.post(where, household).status_code == 302
    assert "発行抑止" in office.mark(0)
    assert "係争中" in office.chief.get(where).content.decode()
    with office.town.open():
        rows = list(Suppression.objects.all())
    for row in rows:
        assert office.chief.post(f"{where}{row.id}/release/", {"reason": ""}).status_code == 422
        assert office.chief.post(f"{where}{row.id}/release/", {"reason": "和解"}).status_code == 302
    assert "抑止" not in office.mark(2)
    assert office.chief.post(f"{where}{rows[0].id}/release/", {"reason": "もう一度"}).status_code == 422


def test_a_household_is_found_and_suppressed_however_its_zeros_are_typed(office: Office) -> None:
    bare = office.records[0].household_number
    with office.town.open():
        ResidentRecord.objects.using("owner").filter(household_number=bare).update(household_number=bare.zfill(15))
    for typed in (bare, bare.zfill(15), bare.zfill(9).translate(str.maketrans("0123456789", "０１２３４５６７８９"))):
        found = office.chief.post(f"{BASE}/", {"household_number": typed, "past": "on", "removed": "on"}, follow=True)
        assert "4件" in found.content.decode(), typed
    household = SUPPRESSION | {"household": bare}
    answer = office.chief.post(f"{BASE}/suppressions/", household)
    assert answer.status_code == 302, answer.content.decode()
    assert "発行抑止" in office.mark(0)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "どちらか一方"),
        ({"number": "1", "household": "1"}, "どちらか一方"),
        ({"number": "99999"}, "該当なし"),
        ({"number": "1", "issue": "none", "inquiry": "none"}, "すべて「なし」"),
    ],
)
def test_a_suppression_needs_one_target_and_one_level(office: Office, changed: dict[str, str], words: str) -> None:
    answer = office.chief.post(f"{BASE}/suppressions/", SUPPRESSION | changed)
    assert answer.status_code == 422 and words in answer.content.decode()


def test_a_clerk_without_the_duty_sees_the_mark_but_not_the_pages(office: Office) -> None:
    case = office.apply()
    clerk = signed_in(office.town, "madoguchi")
    assert "支援措置中" in clerk.get(f"{BASE}/{office.numbers[1]}/").content.decode()
    for path in ("protections/", "protections/add/", f"protections/{case.id}/", "suppressions/"):
        assert clerk.get(f"{BASE}/{path}").status_code == 403


def test_another_towns_measure_is_not_found(office: Office) -> None:
    case = office.apply()
    funabashi = signed_in(found_town("122041"), "kakaricho")
    assert funabashi.get(f"/122041/residents/protections/{case.id}/").status_code == 404
    assert funabashi.post(f"/122041/residents/protections/{case.id}/end/", {"end-reason": "x"}).status_code == 404
