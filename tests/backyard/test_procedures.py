"""手続き: made in the browser by who may; two at once lose nothing; tried without filing; standard ones only read."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.platform.cases.own import dog, published
from tests.world import MORNING, TODAY, Town, found_town, signed_in
from yakuba.platform.cases import building
from yakuba.platform.cases.models import Filing
from yakuba.platform.cases.own_models import OwnProcedure

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

BASICS = {
    "title": "犬の登録",
    "summary": "犬を飼い始めた人が登録します。",
    "basis": "狂犬病予防法第4条",
    "deadline": "飼い始めてから30日",
    "desk": "環境課",
    "fee_yen": "3000",
    "days": "7",
    "identity": "card",
    "channels": ["portal", "counter"],
    "finish": "confirm",
}


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setattr("yakuba.platform.access.middleware.now", lambda: MORNING)
    return found_town("012084")


class Maker:
    """The chief at a browser, making one procedure."""

    def __init__(self, town: Town) -> None:
        self.town, self.client = town, signed_in(town, "kakaricho")
        answer = self.client.post("/012084/procedures/new/", BASICS)
        assert answer.status_code == 302, answer.content.decode()
        self.at = answer.headers["Location"].split("?")[0]

    def get(self, part: str = "", status: int = 200) -> str:
        answer = self.client.get(self.at + part)
        assert answer.status_code == status
        return answer.content.decode()

    def post(self, part: str, status: int = 302, revision: str = "", **data: Any) -> str:
        if not revision:
            revision = self.revision()
        answer = self.client.post(self.at + part, {"revision": revision, **data})
        assert answer.status_code == status, (part, answer.status_code, answer.content.decode()[-3000:])
        return answer.content.decode() if status != 302 else answer.headers["Location"]

    def revision(self) -> str:
        found = re.search(r'name="revision" value="(\d+)"', self.get("basics/"))
        assert found
        return found[1]


def test_two_browsers_at_one_draft_lose_nothing(town: Town) -> None:
    one = Maker(town)
    old = one.revision()
    one.post("add/text/", title="犬の名前", longest="20", required="on")
    late = one.post("add/yes_no/", status=422, revision=old, title="予防注射を受けましたか", required="on")
    assert "係長 一郎が10:00に変えています" in late
    assert 'value="予防注射を受けましたか"' in late and "今の下書きを見る" in late
    newer = re.search(r'name="revision" value="(\d+)"', late)
    assert newer
    one.post("add/yes_no/", revision=newer[1], title="予防注射を受けましたか", required="on")
    one.post("add/date/", title="注射の日", range="past", required="on", when="q2=yes")
    assert one.post("arrange/", revision=old, do="drop:q1").endswith("?done=outdated")
    assert "ほかの人の変更があった" in one.client.get(one.at + "?done=outdated").content.decode()
    one.post("arrange/", do="up:q3")
    assert "この質問より後にある。順番を入れ替える" in one.get()
    one.post("arrange/", do="down:q3")
    wrong = one.post("add/choice/", status=422, title="犬の名前", options="白\n白")
    assert "同じ文の質問がもうある" in wrong and "選択肢：同じものが二つある" in wrong
    unknown = one.post("letter/", status=422, title="お知らせ", body="［猫の名前］を登録しました")
    assert "［猫の名前］にあたる質問がない" in unknown and "［犬の名前］" in unknown
    one.post("letter/", title="お知らせ", body="［犬の名前］を登録しました（［番号］）")
    one.post("checks/answers.within/", p_question="q3", p_days="30")
    assert "「注射の日」から30日のうちに届け出たか" in one.get("checks/")
    unknown = one.post("checks/answers.is/", status=422, p_question="q2", p_value="たぶん", p_told="確かめる")
    assert "この質問の答えにない。「はい」「いいえ」から入力" in unknown
    one.post("checks/answers.is/", p_question="q2", p_value="はい", p_told="注射の済んでいない犬")
    assert "「予防注射を受けましたか」が「はい」と答えられているか" in one.get("checks/")
    one.post("checks/3/drop/")
    with town.open():
        row = OwnProcedure.objects.get()
        assert [each["title"]["ja"] for each in row.definition["steps"]] == [
            "犬の名前",
            "予防注射を受けましたか",
            "注射の日",
        ]
        assert row.definition["letter"]["paragraphs"] == ["{q1}を登録しました（{number}）"]
        assert [each["name"] for each in row.definition["checks"]][3:] == ["answers.is"]
        assert row.definition["checks"][3]["given"]["value"] == "yes"


def test_it_is_tried_without_filing_and_published_with_what_changed(town: Town) -> None:
    with town.open("chief"):
        first = published(TODAY)
        second = building.next_version(first.id)
        building.change(second.id, 0, lambda before: {**before, "fee_yen": 3500}, "基本を変えた")
    chief = signed_in(town, "kakaricho")
    where = f"/012084/counter/try/{second.id}/"
    asked = chief.get(where).content.decode()
    assert "試す：質問 1 / 2" in asked and "犬の名前" in asked
    empty = chief.post(where, {"name": "q1", "do": "next", "q": ""})
    assert empty.status_code == 422 and "「犬の名前」を入力してください" in empty.content.decode()
    after = chief.post(where, {"name": "q1", "do": "next", "q": "ポチ"}).content.decode()
    so_far = '{"q1": "ポチ"}'
    assert so_far.replace('"', "&quot;") in after and "質問 2 / 2" in after
    no = chief.post(where, {"name": "q2", "do": "next", "q": "no", "so_far": so_far}).content.decode()
    assert "聞かれなかった質問" in no and "ポチを登録しました（" in no and "見本　花子 様" in no
    yes = chief.post(where, {"name": "q2", "do": "next", "q": "yes", "so_far": so_far}).content.decode()
    assert "質問 3 / 3" in yes
    assert (
        "この答えで申請できます" in chief.post(where, {"name": "q3", "do": "sample", "so_far": so_far}).content.decode()
    )
    with town.open():
        assert not Filing.objects.exists()
    publish = f"/012084/procedures/{second.id}/publish/"
    assert "手数料：3,000 → 3,500" in chief.get(publish).content.decode()
    early = chief.post(publish, {"day": "R8.11.24", "revision": "1"})
    assert early.status_code == 422 and "それより後の日を入力" in early.content.decode()
    assert chief.post(publish, {"day": "R8.12.1", "revision": "1"}).status_code == 302
    listed = chief.get("/012084/procedures/").content.decode()
    assert "令8.12.1から" in listed and "令8.11.24から令8.11.30まで" in listed and "公開前" in listed
    shown = chief.get(f"/012084/procedures/{second.id}/").content.decode()
    assert "公開した版は変えられません" in shown
    assert chief.get(f"/012084/procedures/{second.id}/basics/").status_code == 302


def test_standard_ones_are_read_and_nobody_without_the_duty_makes_one(town: Town) -> None:
    chief, clerk = signed_in(town, "kakaricho"), signed_in(town, "madoguchi")
    shown = chief.get("/012084/procedures/standard/resident_copy/").content.decode()
    assert "住民基本台帳法" in shown and "300円" in shown and "parameters/fee.record_copy_joint/" in shown
    assert "同じ世帯か" in shown and "<form" not in shown.split("<main")[1].split("</main>")[0]
    assert chief.get("/012084/procedures/standard/none/").status_code == 404
    with town.open("chief"):
        row = building.start(dog())
    for path in ("", "new/", f"{row.id}/", f"{row.id}/publish/"):
        assert clerk.get(f"/012084/procedures/{path}").status_code == 403
    assert clerk.get(f"/012084/counter/try/{row.id}/").status_code == 403
    assert "手続き" not in _menu(clerk) and "procedures/" in _menu(chief)


def _menu(client: Client) -> str:
    return client.get("/012084/").content.decode().split("staff-nav__body")[1].split("</nav>")[0]
