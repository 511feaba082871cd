"""Search entries made for a whole chunk are those that are made for its persons one by one."""

from dataclasses import replace
from random import Random

import polars as pl
import pytest

from yakuba.areas.resident_registry import search_index
from yakuba.areas.resident_registry.domain.record import Record, values
from yakuba.areas.resident_registry.loads import entries

TOWN = 7
NAMES = ("", "　", "齋藤　花子", "斉藤花子", "髙﨑", "Ｎｇｕｙễｎ Anh", "渡邊󠄂\nさくら", "ヴァン・ウ", "ｦｦﾞ", "𠮷野家")
KANA = ("", "ー", "サイトウ　ハナコ", "ｻｲﾄｵ ハナコ", "コウノ", "ヴァイオリン", "オ", "ウ", "゛カ", "カガミ")
PLACES = ("", "北見市大通西", "２丁目１－１", "ハイツさくら　１０１号", "ヶ丘", "ケ丘", "あ")
TEXTS = {
    **dict.fromkeys(("name", "name_roman", "name_kanji", "alias", "former_surname", "given_name"), NAMES),
    **dict.fromkeys(("name_kana", "name_katakana", "alias_kana", "former_surname_kana", "given_name_kana"), KANA),
    **dict.fromkeys(("address_town", "address_lot", "address_building"), PLACES),
    "sex": ("1", "2", ""),
    "resident_state": ("1", "2"),
}


def persons(seed: int, count: int) -> list[list[Record]]:
    """Persons with one to four versions, most cells like the version before."""
    rng = Random(seed)
    made = []
    for number in range(1, count + 1):
        record = Record(addressee_number=str(number))
        versions = []
        for history in range(1, rng.randint(1, 4) + 1):
            changed = {name: rng.choice(among) for name, among in TEXTS.items() if rng.random() < 0.4}
            record = replace(record, history_number=history, is_removed=rng.random() < 0.2, **changed)  # type: ignore[arg-type]
            versions.append(record)
        made.append(versions)
    return made


def frame_of(made: list[list[Record]], columns: list[str]) -> pl.DataFrame:
    rows = [{"number": int(one.addressee_number), **values(one, columns)} for versions in made for one in versions]
    return pl.DataFrame(rows, infer_schema_length=None).with_columns(pl.lit(None, pl.Date).alias("birth_date"))


@pytest.mark.parametrize("seed", range(5))
def test_the_entries_of_a_chunk_are_those_of_its_persons(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_index, "current", lambda: TOWN)
    made = persons(seed, 150)
    found = entries.entries(frame_of(made, [*TEXTS, "is_removed"]), TOWN)
    assert len(found) == len(made)
    for row, versions in zip(found.iter_rows(named=True), made, strict=True):
        wanted = search_index.entry(versions)
        assert row["number"] == wanted.addressee_number
        assert row["grams"] == "{" + ",".join(map(str, wanted.grams)) + "}"
        for name in set(entries.COLUMNS) - {"grams"}:
            assert row[name] == getattr(wanted, name), (name, versions)


def test_columns_that_a_file_does_not_have_are_blank() -> None:
    found = entries.entries(pl.DataFrame({"number": [3, 4], "name": ["", "森"], "resident_state": ["1", "1"]}), TOWN)
    assert found["grams"][0] == "{}"
    assert found["names"].to_list() == ["", "森"]
    assert found["kana_sort"].to_list() == ["", "森"]
    assert found["birth_date"].to_list() == [None, None]
