"""Own procedures: changed step by step by one at a time, published from a day, never changed afterwards."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tests.platform.cases.own import dog, published, question
from tests.world import TODAY, Town, found_town
from yakuba.platform.access.service import Refused
from yakuba.platform.cases import building, shelf
from yakuba.platform.cases.own_models import OwnProcedure
from yakuba.platform.cases.procedures import drafting
from yakuba.platform.cases.procedures.catalogue import UnknownProcedure
from yakuba.platform.register.models import RegisterEntry

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def town() -> Town:
    return found_town("012084")


def test_a_draft_is_changed_by_one_at_a_time_and_only_with_the_duty(town: Town) -> None:
    with town.open("clerk"), pytest.raises(Refused):
        building.start(dog())
    with town.open("chief"):
        row = building.start(drafting.fresh([], **building.end_of(building.ends()[0].name)))
        places = {one.place for one in building.wrongs(row)}
        assert {"basics", "questions", "checks"} <= places
        added = question("q1", "choice", "犬の種類", options=[])
        row = building.change(row.id, row.revision, lambda before: drafting.put_question(before, added), "質問を加えた")
        assert "「犬の種類」：答えの選択肢が足りない。二つ以上、1行に1つずつ入力" in [
            one.message for one in building.wrongs(row)
        ]
        with pytest.raises(building.Outdated, match="係長 一郎が10:00に変えています"):
            building.change(row.id, 0, lambda before: {**before, "basis": "別の人"}, "基本を変えた")
        assert building.find(row.id).definition["basis"] == ""  # type: ignore[union-attr]
        with pytest.raises(building.NotReady):
            building.publish(row.id, row.revision, TODAY)
        with pytest.raises(UnknownProcedure):
            shelf.get(row.code, 1)
        told = list(RegisterEntry.objects.filter(act="change_procedure").order_by("occurred_at", "id"))
        assert [one.detail["what"] for one in told] == ["下書きを始めた", "質問を加えた"]
        assert {(one.actor_name, one.duty) for one in told} == {("係長 一郎", "procedures.manage")}
        building.discard(row.id, row.revision)
        assert building.find(row.id) is None


def test_versions_follow_each_other_and_what_is_published_stays(town: Town) -> None:
    with town.open("chief"):
        with pytest.raises(building.BuildError, match="今日より前"):
            published(TODAY - timedelta(days=1))
        first = published(TODAY)
        second = building.next_version(first.id)
        assert building.next_version(first.id).id == second.id  # begun once
        fee = building.change(second.id, second.revision, lambda before: {**before, "fee_yen": 3500}, "基本を変えた")
        with pytest.raises(building.BuildError, match="版1が令和8年11月24日から"):
            building.publish(fee.id, fee.revision, TODAY)
        building.publish(fee.id, fee.revision, date(2026, 12, 1))
        days = [TODAY, date(2026, 11, 30), date(2026, 12, 1), date(2027, 4, 1)]
        open_ones = [[one.version for one in shelf.open_on(day) if shelf.is_own(one.code)] for day in days]
        assert open_ones == [[1], [1], [2], [2]]
        assert shelf.get(first.code, 1).fee_yen == 3000
        with pytest.raises(building.BuildError, match="公開した版は変えられません"):
            building.change(first.id, first.revision, lambda before: before, "")
        building.close(fee.id, date(2027, 3, 31))
        assert not [one for one in shelf.open_on(date(2027, 4, 1)) if shelf.is_own(one.code)]
        changes: list[dict[str, Any]] = [{"definition": {}}, {"valid_from": date(2026, 12, 24)}, {"state": "draft"}]
        for change in changes:
            with pytest.raises(DatabaseError, match="is not changed"), transaction.atomic():
                OwnProcedure.objects.filter(id=first.id).update(**change)
        with pytest.raises(DatabaseError, match="is not changed"), transaction.atomic():
            OwnProcedure.objects.filter(id=first.id).delete()
