"""Lines of one person, and persons of one household, agree with each other."""

from datetime import timedelta
from itertools import pairwise

from tests.operation.synthetic.residents import AS_OF, Line, Produced, day
from yakuba.areas.resident_registry.domain.reasons import Reason
from yakuba.areas.resident_registry.domain.record import JAPANESE
from yakuba.areas.resident_registry.domain.relationships import HEAD
from yakuba.standards import business_days

REMOVALS = {"2": {"21", "22"}, "3": {"23"}, "9": {"26"}}


def test_history_numbers_count_and_only_the_last_is_latest(kitami: Produced) -> None:
    for history in kitami.histories.values():
        assert [int(line["個人履歴番号"]) for line in history] == list(range(1, len(history) + 1))
        assert [line["最新フラグ"] for line in history] == ["0"] * (len(history) - 1) + ["1"]


def test_lines_of_a_person_stand_together(kitami: Produced) -> None:
    order = [line["宛名番号"] for line in kitami.lines]
    changes = sum(before != after for before, after in pairwise(order))
    assert changes + 1 == len(set(order))


def test_dates_follow_each_other(kitami: Produced) -> None:
    for history in kitami.histories.values():
        days = [line["異動年月日"] for line in history]
        assert days == sorted(days)
        processed = [line["処理年月日"] for line in history]
        assert processed == sorted(processed) and processed[-1] <= AS_OF.isoformat()
        for line in history:
            assert line["生年月日"] <= line["住民となった年月日"] <= line["住所を定めた年月日"]
            assert line["記載の異動年月日"] == line["住民となった年月日"]
            planned = line["異動事由"] == Reason.MOVE_OUT
            assert planned or line["異動年月日"] <= line["異動届出年月日"]


def test_notifications_come_in_time_on_open_days(kitami: Produced) -> None:
    for line in kitami.lines:
        told = day(line["異動届出年月日"])
        if line["異動年月日"] >= "1970-01-20" and told < AS_OF:
            assert business_days.is_business_day(told)
            assert abs((told - day(line["異動年月日"])).days) <= 45


def test_a_removed_record_tells_why(kitami: Produced) -> None:
    for line in kitami.lines:
        removed = line["住民状態"] != "1"
        assert (line["除票フラグ"] == "1") == removed == bool(line["消除の事由"]) == bool(line["消除の異動年月日"])
        if removed:
            assert line["最新フラグ"] == "1"
            assert line["消除の事由"] in REMOVALS[line["住民状態"]]
        if line["消除の事由"] == Reason.MOVE_OUT:
            assert line["転出先住所（確定）_町字"] and line["転出届出年月日"] and line["転出予定年月日"]


def test_a_planned_move_out_leaves_the_person_a_resident(kitami: Produced) -> None:
    planned = [line for line in kitami.residents if line["転出予定年月日"]]
    assert planned
    for line in planned:
        assert day(line["転出予定年月日"]) > AS_OF >= day(line["転出届出年月日"])
        assert line["転出先住所（予定）_町字"] and not line["消除の事由"]


def test_each_household_has_one_head_whom_all_name(kitami: Produced, kumamoto: Produced) -> None:
    for town in (kitami, kumamoto):
        for members in town.households.values():
            heads = [line for line in members if line["続柄コード1"] == HEAD]
            assert len(heads) == 1
            assert {line["世帯主氏名"] for line in members} == {heads[0]["氏名"]}
            assert len({_address(line) for line in members}) == 1
            assert len({line["記載順位"] for line in members}) == len(members)


def test_households_are_not_numbered_twice(kitami: Produced) -> None:
    homes: dict[str, set[tuple[str, ...]]] = {}
    for line in kitami.latest:
        homes.setdefault(line["世帯番号"], set()).add(_address(line))
    shared = [number for number, places in homes.items() if len(places) > 1]
    moved_on = {line["世帯番号"] for line in kitami.latest if line["住民状態"] != "1"}
    assert set(shared) <= moved_on


def test_parents_are_older_than_children(kitami: Produced) -> None:
    for members in kitami.households.values():
        head = next(line for line in members if line["続柄コード1"] == HEAD)
        for line in members:
            years = (day(line["生年月日"]) - day(head["生年月日"])).days / 365.25
            if line["続柄表記"] == "子":
                assert years > 15.5
            if line["続柄表記"] in ("父", "母"):
                assert years < -15.5


def test_children_born_here_were_entered_by_birth(kitami: Produced) -> None:
    born = [line for line in kitami.lines if line["記載の事由"] == Reason.BIRTH]
    assert born
    assert all(line["記載の異動年月日"] == line["生年月日"] for line in born)


def test_moves_change_the_address_and_its_date(kitami: Produced) -> None:
    seen = 0
    for history in kitami.histories.values():
        for before, after in pairwise(history):
            moved = after["異動事由"] == Reason.MOVE_WITHIN
            assert moved == (_address(before) != _address(after))
            if moved:
                seen += 1
                assert after["住所を定めた年月日"] == after["異動年月日"]
    assert seen > 100


def test_a_change_of_head_changes_the_head(kitami: Produced) -> None:
    seen = 0
    for history in kitami.histories.values():
        for before, after in pairwise(history):
            if after["異動事由"] == Reason.HEAD_CHANGE:
                seen += 1
                assert before["世帯主氏名"] != after["世帯主氏名"]
    assert seen > 20


def test_a_split_takes_a_new_household_number(kitami: Produced) -> None:
    splits = [
        (before, after)
        for history in kitami.histories.values()
        for before, after in pairwise(history)
        if after["異動事由"] == Reason.HOUSEHOLD_SPLIT
    ]
    assert splits
    for before, after in splits:
        assert before["世帯番号"] != after["世帯番号"] and _address(before) == _address(after)
        assert before["続柄表記"] in {"父", "母"}


def test_marriage_and_former_surname_change_what_they_should(kitami: Produced) -> None:
    married = former = 0
    for history in kitami.histories.values():
        for before, after in pairwise(history):
            corrected = after["異動事由"] == Reason.EX_OFFICIO_CORRECTION and after["住民種別"] == JAPANESE
            if corrected and before["続柄表記"] == "妻（未届）":
                married += 1
                assert after["続柄表記"] == "妻" and after["名_日本人"] == before["名_日本人"]
                assert after["戸籍_筆頭者"] != before["戸籍_筆頭者"]
            if after["異動事由"] == Reason.FORMER_SURNAME_ENTRY:
                former += 1
                assert after["旧氏"] and after["旧氏_フリガナ"] and not before["旧氏"]
    assert married > 3 and former > 1


def test_the_living_outlive_their_notification(kitami: Produced) -> None:
    dead = [line for line in kitami.latest if line["消除の事由"] == Reason.DEATH]
    assert dead
    assert all(day(line["消除の異動年月日"]) <= AS_OF - timedelta(days=20) for line in dead)


def _address(line: Line) -> tuple[str, ...]:
    return tuple(line[f"住所_{part}"] for part in ("市区町村コード", "町字コード", "番地号表記", "方書"))
