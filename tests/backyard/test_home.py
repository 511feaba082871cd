"""Home: whose case it is, lists that match their counts, CSV, a plot for those who decide, the next case."""

import re
from uuid import uuid4

import pytest

from tests.flows import FILING, Desk, problems
from tests.residents import FAMILY, move_in
from tests.world import PASSWORD, SEED, found_town
from yakuba.platform.register.models import RegisterEntry
from yakuba.standards import towns

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def desk() -> Desk:
    return Desk(found_town("012084"))


@pytest.fixture
def household(desk: Desk) -> tuple[str, list[str]]:
    with desk.town.open():
        family = move_in(FAMILY)
    return family[0].household_number, [record.addressee_number for record in family]


def moves(desk: Desk, household: str, chosen: list[str], **more: str) -> str:
    form = (
        FILING | more | {"chosen": chosen, "destination": "new", "town": towns.towns("012084")[5].name, "lot": "７番地"}
    )
    return desk.draft(f"changes/move_within/?household={household}", form)


def text(page: str) -> str:
    return re.sub(r"<[^>]+>|\s+", " ", page)


def test_the_worklist_says_whom_a_case_is_about_and_that_is_registered(
    desk: Desk, household: tuple[str, list[str]]
) -> None:
    moves(desk, *household)
    page = desk.clerk.get("/012084/").content.decode()
    assert "佐藤　太郎 ほか3人" in page
    with desk.town.open():
        shown = RegisterEntry.objects.filter(act="view_case", detail__listed=1).latest("occurred_at")
        assert sorted(shown.subjects) == sorted(map(int, household[1]))


def test_counts_lead_to_lists_of_just_these_cases(desk: Desk, household: tuple[str, list[str]]) -> None:
    case = moves(desk, *household)
    assert case in desk.clerk.get("/012084/?scope=draft").content.decode()
    assert case not in desk.clerk.get("/012084/?scope=provisional").content.decode()
    desk.enter(case)
    assert case in desk.clerk.get("/012084/?scope=provisional").content.decode()
    assert case not in desk.clerk.get("/012084/?scope=draft").content.decode()
    assert case not in desk.clerk.get("/012084/?scope=returned").content.decode()
    reason = {"idempotency_key": str(uuid4()), "reason": "住所を確かめる"}
    answer = desk.chief.post(f"{case}send-back/", reason)
    assert answer.status_code == 302, problems(answer.content.decode())
    assert case in desk.clerk.get("/012084/?scope=returned").content.decode()
    assert case not in desk.chief.get("/012084/?scope=returned").content.decode()


def test_the_list_leaves_as_csv_and_the_output_is_registered(desk: Desk, household: tuple[str, list[str]]) -> None:
    moves(desk, *household)
    answer = desk.clerk.get("/012084/worklist.csv?scope=draft")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("受付番号,手続,対象者,状態")
    assert len(lines) == 2 and "佐藤　太郎 ほか3人" in lines[1]
    assert len(desk.clerk.get("/012084/worklist.csv?scope=provisional").content.decode("utf-8-sig").splitlines()) == 1
    with desk.town.open():
        assert RegisterEntry.objects.filter(act="print_list", detail__rows=1).count() == 1


def test_who_decides_sees_what_came_in_with_a_table_beside(desk: Desk, household: tuple[str, list[str]]) -> None:
    moves(desk, *household)
    page = desk.chief.get("/012084/").content.decode()
    assert 'role="img"' in page and "受け付けた案件（14日間）" in page
    assert '<th scope="row">転居</th><td class="number">1</td>' in page
    assert 'id="per-day-title"' not in desk.clerk.get("/012084/").content.decode()


def test_after_a_decision_the_next_case_is_one_key_away(desk: Desk, household: tuple[str, list[str]]) -> None:
    with desk.town.open():
        other = move_in(FAMILY)
    first = moves(desk, *household)
    second = moves(desk, other[0].household_number, [record.addressee_number for record in other])
    for case in (first, second):
        desk.enter(case)
    answer = desk.chief.post(f"{first}approve/")
    page = desk.chief.get(answer.headers["Location"]).content.decode()
    assert f'href="{second}"' in page and "決裁待ちは、あと1件です" in text(page)
    desk.chief.post(f"{second}approve/")
    assert 'id="next-case"' not in desk.chief.get(f"{second}?done=approved").content.decode()


def test_who_goes_with_the_head_keeps_the_relationship_without_typing(
    desk: Desk, household: tuple[str, list[str]]
) -> None:
    number, people = household
    chosen = "&".join(f"chosen={one}" for one in people[:3])
    page = desk.clerk.get(desk.url(f"changes/move_within/?household={number}&{chosen}")).content.decode()
    values = dict(re.findall(r'name="relationship_(\d+)" value="([^"]*)"', page))
    assert [values.get(one) for one in people[:3]] == ["世帯主", "妻", "子"]
    assert not values.get(people[3])


def test_a_sign_in_is_registered_under_the_name_of_who_signed_in() -> None:
    import pyotp
    from django.test import Client

    town = found_town("012084")
    browser = Client()
    given = {"login_name": "madoguchi", "password": PASSWORD}
    assert browser.post("/012084/sign-in/", given).status_code == 302
    answer = browser.post("/012084/second-factor/", {"method": "totp", "code": pyotp.TOTP(SEED).now()})
    assert answer.status_code == 302 and "second-factor" not in answer.headers["Location"]
    with town.open():
        row = RegisterEntry.objects.get(act="sign_in")
        assert (row.actor_id, row.actor_name) == (town.clerk.id, "窓口 花子")


@pytest.mark.parametrize("training", [False, True])
def test_an_error_page_leads_back_and_says_where_one_is(training: bool) -> None:
    desk = Desk(found_town("012084", training=training))
    answer = desk.clerk.get(f"/{desk.town.place.address}/audit/")
    page = answer.content.decode()
    assert answer.status_code == 403 and f'href="/{desk.town.place.address}/"' in page
    assert ("研修用の役場です" in page) is training
    assert ("【研修用】北海道北見市" in page) is training
    assert ("【研修用】北海道北見市" in desk.clerk.get(f"/{desk.town.place.address}/").content.decode()) is training


def test_another_day_shows_the_age_of_that_day_and_an_unreadable_day_is_said(
    desk: Desk, household: tuple[str, list[str]]
) -> None:
    path = desk.url(f"{int(household[1][0])}/")
    now = re.search(r"(\d+)歳", desk.clerk.get(path).content.decode())
    then = re.search(r"(\d+)歳", desk.clerk.get(f"{path}?as_of=R7.4.5").content.decode())
    assert now and then and int(then[1]) < int(now[1])
    assert "日付と読めません" in desk.clerk.get(f"{path}?as_of=x").content.decode()
    assert "日付と読めません" not in desk.clerk.get(path).content.decode()


def test_a_summary_of_errors_says_what_cannot_be_done(desk: Desk) -> None:
    page = desk.clerk.post(desk.url(""), {"birth": "S55.13.40"}).content.decode()
    assert "検索できない条件があります（エラー" in page and "登録できない" not in page


def test_a_change_shows_of_which_household_it_is_and_leads_back_there(
    desk: Desk, household: tuple[str, list[str]]
) -> None:
    number, people = household
    page = desk.clerk.get(desk.url(f"changes/death/?household={number}&chosen={people[0]}")).content.decode()
    main = text(page[page.index("<main") :])
    assert "北海道北見市" in main and "世帯主  佐藤 太郎" in main
    assert f'href="{desk.url(f"households/{number}/")}"' in page[: page.index("<main")]


def test_who_changes_in_nothing_that_is_shown_gets_a_sentence_not_an_empty_table(
    desk: Desk, household: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = moves(desk, *household)
    assert "表示するものは変わりません" not in desk.clerk.get(case).content.decode()
    monkeypatch.setattr("yakuba.areas.resident_registry.pages.comparing.differences", lambda before, after: [])
    assert desk.clerk.get(case).content.decode().count("表示するものは変わりません") == len(household[1])
