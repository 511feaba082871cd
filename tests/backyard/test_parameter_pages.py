"""パラメータ: the difference is shown before it is saved; the history keeps who and why."""

import re

import pytest
from django.test import Client

from tests.world import Town, found_town, signed_in
from yakuba.backyard.views.parameters import GROUPS
from yakuba.platform.parameters import registry, service
from yakuba.platform.register.models import RegisterEntry

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def town() -> Town:
    return found_town("012084")


@pytest.fixture
def chief(town: Town) -> Client:
    return signed_in(town, "kakaricho")


def test_every_parameter_is_listed_and_opens(town: Town, chief: Client) -> None:
    listed = chief.get("/012084/parameters/").content.decode()
    for definition in registry.definitions():
        assert definition.label in listed
        assert chief.get(f"/012084/parameters/{definition.key}/").status_code == 200
    assert chief.get("/012084/parameters/no.such/").status_code == 404


def test_every_group_has_a_japanese_name() -> None:
    assert {definition.group for definition in registry.definitions()} <= set(GROUPS)


def test_the_difference_is_shown_first_and_only_saving_changes(town: Town, chief: Client) -> None:
    where = "/012084/parameters/fee.record_copy_joint/"
    change = {"value": "350", "valid_from": "R9.4.1", "reason": "手数料条例の改正"}
    shown = chief.post(where, change).content.decode()
    assert "300円" in shown and "350円" in shown and "令和9年4月1日" in shown
    with town.open():
        assert service.history("fee.record_copy_joint") == []
    assert chief.post(where, {**change, "do": "save"}).status_code == 302
    page = chief.get(where).content.decode()
    assert "手数料条例の改正" in page and "係長 一郎" in page
    with town.open() as context:
        assert service.get("fee.record_copy_joint", context.business_date) == 300
        assert service.history("fee.record_copy_joint")[0].value == 350
        assert RegisterEntry.objects.get(act="change_parameter").detail["value"] == 350


def test_a_change_starts_from_what_holds_today(town: Town, chief: Client) -> None:
    page = chief.get("/012084/parameters/fee.record_copy_joint/").content.decode()
    assert re.search(r'name="value" value="300"', page)
    omitted = chief.get("/012084/parameters/certificate.record_copy_joint.omit/").content.decode()
    ticked = re.findall(r'name="value" value="(\w+)"[^>]* checked', omitted)
    with town.open() as context:
        assert sorted(ticked) == sorted(service.get("certificate.record_copy_joint.omit", context.business_date)) != []
    seal = chief.get("/012084/parameters/certificate.print_seal/").content.decode()
    assert re.search(r'name="value" value="yes"[^>]* checked', seal)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("certificate.print_seal", "no", "いいえ"),
        ("certificate.text_overflow", "blank", "空欄"),
        ("certificate.record_copy_joint.omit", ["family_register", "nationality"], "本籍・筆頭者、国籍・地域"),
        ("certifier.mayor.title", "北見市長", "北見市長"),
        ("certifier.deputy.from", "R8.12.1", "令和8年12月1日"),
        ("certifier.deputy.from", "", "（空欄）"),
        ("search.cap", "50", "50件"),
    ],
)
def test_each_kind_of_value_is_entered_in_its_own_field(
    town: Town, chief: Client, key: str, value: object, words: str
) -> None:
    where = f"/012084/parameters/{key}/"
    change = {"value": value, "valid_from": "R8.4.1", "reason": "試験", "do": "save"}
    assert chief.post(where, change).status_code == 302
    assert f"<strong>{words}</strong>" in chief.get(where).content.decode()


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("search.cap", "500", "20から200まで"),
        ("search.cap", "", "整数でない"),
        ("certificate.print_seal", "", "はい・いいえから選ぶ"),
        ("certifier.mayor.title", "長" * 31, "31文字"),
        ("certifier.deputy.from", "R8.2.30", "暦にない日"),
    ],
)
def test_what_a_kind_does_not_allow_is_refused_with_the_reason(
    town: Town, chief: Client, key: str, value: str, words: str
) -> None:
    change = {"value": value, "valid_from": "R8.4.1", "reason": "試験", "do": "save"}
    answer = chief.post(f"/012084/parameters/{key}/", change)
    assert answer.status_code == 422 and words in answer.content.decode()
    with town.open():
        assert service.history(key) == []


def test_a_reason_is_needed_and_the_default_comes_back(town: Town, chief: Client) -> None:
    where = "/012084/parameters/search.cap/"
    assert chief.post(where, {"value": "50", "valid_from": "R8.4.1", "reason": "", "do": "save"}).status_code == 422
    chief.post(where, {"value": "50", "valid_from": "R8.4.1", "reason": "絞る", "do": "save"})
    chief.post(where, {"value": "", "to_default": "on", "valid_from": "R8.4.1", "reason": "戻す", "do": "save"})
    with town.open() as context:
        assert service.get("search.cap", context.business_date) == 200
        assert service.history("search.cap")[0].is_default


def test_a_clerk_without_the_duty_is_refused(town: Town) -> None:
    clerk = signed_in(town, "madoguchi")
    assert clerk.get("/012084/parameters/search.cap/").status_code == 403
    change = {"value": "50", "valid_from": "R8.4.1", "reason": "x", "do": "save"}
    assert clerk.post("/012084/parameters/search.cap/", change).status_code == 403
