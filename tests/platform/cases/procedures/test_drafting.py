"""Drafts as data: what is missing is told in Japanese with the remedy, conditions follow, differences are counted."""

from typing import Any

import pytest

from tests.platform.cases.own import question
from yakuba.platform.cases.procedures import drafting, letters
from yakuba.platform.cases.procedures.definition import Text, dump, parse
from yakuba.platform.cases.procedures.differences import differences
from yakuba.platform.cases.procedures.draft_faults import wrong
from yakuba.platform.cases.procedures.drafting import Definition

CHOICE = question(
    "q1",
    "choice",
    "犬の種類",
    options=drafting.options({"ja": ["柴犬", "秋田犬", "そのほか"]}, []),
)
OTHER = question("q2", "text", "ほかの種類", longest=30, when={"question": "q1", "is_": "a3"})


def whole(**changes: Any) -> Definition:
    given = drafting.fresh(["a", "b", "c"], "own_ledger.enter", "own_ledger.entry", "own_ledgers")
    given |= {"title": drafting.text("犬の登録"), "summary": drafting.text("登録します"), "basis": "法第4条"}
    return given | {"desk": "環境課", "ledger": {"name": "犬", "prefix": ""}, "steps": [CHOICE, OTHER]} | changes


CASES: list[tuple[dict[str, Any], str, str]] = [
    ({"basis": " "}, "basics", "根拠：まだ入力していない"),
    ({"desk": ""}, "basics", "担当課"),
    ({"channels": []}, "basics", "受け付ける所"),
    ({"title": drafting.text("")}, "basics", "手続きの名前"),
    ({"steps": []}, "questions", "質問：一つもない"),
    ({"steps": [CHOICE | {"options": CHOICE["options"][:1]}]}, "question:q1", "選択肢が足りない"),
    ({"steps": [OTHER, CHOICE]}, "question:q2", "この質問より後にある。順番を入れ替える"),
    ({"steps": [OTHER]}, "question:q2", "聞く条件にした質問がなくなった"),
    ({"steps": [CHOICE | {"options": CHOICE["options"][:2]}, OTHER]}, "question:q2", "からなくなった。条件を選び直す"),
    ({"steps": [CHOICE, CHOICE | {"id": "q9"}]}, "question:q9", "同じ文の質問が二つある"),
    ({"steps": [question("q1", "number", "頭数", least=5, most=1)]}, "question:q1", "入れ替える"),
    ({"steps": [question("q1", "file", "写真", accepts=[])]}, "question:q1", "少なくとも一つ選ぶ"),
    ({"checks": [{"name": "a", "given": {}}]}, "checks", "あと2つ選ぶ"),
    ({"checks": [{"name": "a", "given": {}}] * 3}, "checks", "同じものが二つある"),
    ({"ledger": None}, "ends", "台帳：名前がない"),
    ({"letter": {"title": "お知らせ", "paragraphs": ["{q8}を登録"]}}, "letter", "なくなった質問の答え"),
]


@pytest.mark.parametrize(("changes", "place", "words"), CASES, ids=[f"{n}-{one[2]}" for n, one in enumerate(CASES)])
def test_what_is_missing_is_told_where_it_is_mended(changes: dict[str, Any], place: str, words: str) -> None:
    assert wrong(whole()) == []
    found = wrong(whole(**changes))
    assert [one.place for one in found if words in one.message] == [place]


def test_a_whole_draft_reads_as_a_procedure_and_comes_back_as_data() -> None:
    given = whole() | {"code": "own_0001", "version": 1, "valid_from": "2026-12-01"}
    one = parse(given, "draft")
    assert parse(dump(one), "letter") == one
    assert one.lacks("en") and not one.lacks("ja")
    assert Text("犬", "", "").in_("en") == "犬"
    other = parse(given | {"fee_yen": 500, "steps": [CHOICE], "checks": [*given["checks"][:2], "d"]}, "draft")
    assert differences(one, one) == []
    assert differences(one, other) == [
        "手数料：0 → 500",
        "質問をやめた：「ほかの種類」",
        "自動の確認：1つ加えた",
        "自動の確認：1つやめた",
    ]


def test_a_condition_is_chosen_from_the_answers_before_it() -> None:
    given = whole()
    assert drafting.conditions(given, "q1") == []
    assert drafting.conditions(given, "q2")[2] == ("q1=a3", "「犬の種類」が「そのほか」")
    chosen = drafting.condition(given, "q1=a3")
    assert chosen == {"question": "q1", "is_": "a3"} and drafting.condition_key(chosen) == "q1=a3"
    assert drafting.condition(given, "") is None
    assert drafting.condition_words(given, chosen) == "「犬の種類」が「そのほか」のときだけ"
    moved = drafting.move_question(given, "q2", -1)
    assert [one["id"] for one in moved["steps"]] == ["q2", "q1"]
    assert drafting.move_question(moved, "q2", -1)["steps"] == moved["steps"]


def test_letters_are_written_with_titles_and_kept_with_ids() -> None:
    given = whole()
    kept = letters.kept("［氏名］様　［犬の種類］を登録（［番号］）{x}", given)
    assert kept == "{name}様　{q1}を登録（{number}）｛x｝"
    given["steps"][0] = CHOICE | {"title": drafting.text("犬種")}
    assert letters.written(kept, given) == "［氏名］様　［犬種］を登録（［番号］）｛x｝"
    with pytest.raises(letters.UnknownMark, match="［猫］にあたる質問がない"):
        letters.kept("［猫］", given)
