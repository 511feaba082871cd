"""Files of reports: each line is accepted, held or rejected, never two of them and never none."""

import random
from datetime import date

import pytest

from tests.areas.resident_tax.reports import KITAMI, cells, file, layout, line
from yakuba.areas.resident_tax.domain import examining, reading
from yakuba.areas.resident_tax.domain.layouts import layouts
from yakuba.areas.resident_tax.domain.messages import MESSAGES
from yakuba.areas.resident_tax.domain.reading import Block


def read(data: bytes) -> Block:
    block = reading.read(data, 1, KITAMI)
    assert len(block.documents) + len(block.apart) == block.lines
    assert set(block.documents["line"]) | {one.line for one in block.apart} == set(range(1, block.lines + 1))
    return block


def test_a_line_of_each_layout_becomes_typed_columns() -> None:
    block = read(
        file(
            line(
                98,
                dep_general="2",
                left="",
                joined_left="2",
                joined_left_year="07",
                joined_left_month="9",
                joined_left_day="30",
            ),
            line(
                144,
                number="123456789018",
                spouse_kana="ｻﾄｳ ﾊﾅｺ",
                spouse_name="佐藤　花子",
                spouse_number="210987654327",
            ),
            line(49, code="331", payment_3="100000"),
        )
    )
    assert not block.apart
    first, second, pension = block.documents.to_dicts()
    assert (first["payment"], first["dep_general"], first["birth_date"]) == (5_500_000, 2, date(1980, 4, 1))
    assert (first["joined_left_on"], first["columns"], first["name_kana"]) == (date(2025, 9, 30), 98, "ｻﾄｳ ﾀﾛｳ")
    assert second["number"] == "123456789018" and "123456789018" not in second["original"]
    assert (pension["payment"], pension["withheld"], pension["code"]) == (1_300_000, 20_000, 331)
    (spouse,) = block.relatives.to_dicts()
    assert (spouse["line"], spouse["kind"], spouse["name"]) == (2, "spouse", "佐藤　花子")
    assert "210987654327" not in second["original"] and spouse["number"] == "210987654327"


def test_the_original_line_is_kept_and_what_stands_behind_known_columns_too() -> None:
    newer = line(144) + ",特定親族,450000"
    block = read(file("ABC0123@" + newer, line(98)))
    assert block.documents["extra"].to_list() == ["特定親族,450000", None]
    assert block.documents["original"].to_list() == ["ABC0123@" + newer, line(98)]
    assert block.notices == {"extra_columns:315:144:146": 1, "layout_year:315:98": 1}


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"name": ""}, "受給者の氏名", "missing"),
        ({"payment": "5,5"[:1] + "万"}, "支払金額", "digits"),
        ({"payment": "-5"}, "支払金額", "digits"),
        ({"payment": "+5"}, "支払金額", "digits"),
        ({"payment": "12345678901"}, "支払金額", "length"),
        ({"spouse_kind": "7"}, "控除対象配偶者の有無等", "choice"),
        ({"correction": "4"}, "訂正表示", "choice"),
        ({"income_year": "06"}, "年分", "year"),
        ({"municipality_code": "122041"}, "提出先市町村コード", "municipality"),
        ({"birth_month": "2", "birth_day": "30"}, "生年月日（元号）", "birth"),
        ({"birth_era": "4", "birth_year": "55"}, "生年月日（元号）", "birth"),
        ({"birth_era": "1", "birth_year": "64", "birth_month": "1", "birth_day": "8"}, "生年月日（元号）", "birth"),
    ],
)
def test_a_wrong_column_holds_the_line_with_field_value_and_reason(
    changes: dict[str, str], field: str, code: str
) -> None:
    block = read(file(line(98), line(98, **changes)))
    (apart,) = block.apart
    assert (apart.line, apart.rejected) == (2, False)
    assert [(fault.field, fault.code) for fault in apart.faults] == [(field, code)]
    assert MESSAGES[code].mendable and MESSAGES[code].remedy
    mended = list(apart.cells)
    for key, value in dict(
        zip(
            ("name", "payment", "spouse_kind", "correction", "income_year", "municipality_code"),
            ("佐藤　太郎", "5500000", "1", "0", "07", "012084"),
            strict=True,
        )
    ).items():
        mended[layout(315, 98).by_key[key].at - 1] = value
    for key, value in {"birth_era": "1", "birth_year": "55", "birth_month": "4", "birth_day": "1"}.items():
        mended[layout(315, 98).by_key[key].at - 1] = value
    assert examining.faults(mended, layout(315, 98), KITAMI) == []


def test_what_is_no_line_of_columns_is_rejected_with_its_reason() -> None:
    good = line(98)
    data = b"\r\n".join(
        [
            good.encode("cp932"),
            good.encode(),  # UTF-8
            good.encode("cp932")[:200],
            "999,x".encode("cp932"),
            b"",
            good.encode("cp932").replace("佐藤".encode("cp932"), b"\x81\x20\xff"),
            good.replace("佐藤", "\x00佐藤").encode("cp932"),
            f'"{good}'.encode("cp932"),
            good.replace("北見建設株式会社", '"北見建設株式会社"').encode("cp932"),
            b"315," + b"x" * 70_000,
            good.replace(",,", ",\r,", 1).encode("cp932"),
        ]
    )
    block = read(data)
    found = {one.line: one.faults[0].code for one in block.apart}
    assert found == {
        2: "utf8",
        3: "columns",
        4: "code",
        5: "empty",
        6: "encoding",
        7: "control",
        8: "quote",
        10: "too_long",
        11: "control",
    }
    assert all(one.rejected and not MESSAGES[one.faults[0].code].mendable for one in block.apart)
    assert block.documents["employer_name"].to_list() == ["北見建設株式会社"] * 2
    assert not read(file(line(98)) + b"\x1a").apart, "the end mark of old systems is no line"


def test_held_and_rejected_lines_show_no_individual_number() -> None:
    number = "123456789018"
    block = read(file(line(144, number=number, name=""), line(144, number=number)[:-4]))
    held, rejected = block.apart
    assert number not in ",".join(held.cells) and held.numbers[0] == number
    assert number not in rejected.text


def test_memory_is_bounded_by_the_block_and_the_pieces_are_the_file() -> None:
    lines = [line(98, recipient_number=str(n)) for n in range(300)]
    data = file(*lines)
    given = [data[at : at + 1000] for at in range(0, len(data), 1000)]
    pieces = list(reading.pieces(given, 20_000))
    assert b"".join(pieces) == data and max(map(len, pieces)) < 22_000
    assert list(reading.pieces([data], 20_000)) == pieces, "however it arrives"
    endless = list(reading.pieces([b"x" * 100_000 for _ in range(100)] + [b"\n" + data], 100_000))
    assert sum(map(len, endless)) < len(data) + 200_000
    assert b"".join(endless).endswith(data)


def fuzzed(rng: random.Random) -> bytes:
    """A file of reports, then broken: by grammar (cells, columns, lines) and by bytes."""
    lines: list[str] = []
    usual = rng.choice((98, 144, 49))
    for _ in range(rng.randint(0, 12)):
        columns = usual if rng.random() < 0.97 else rng.choice((98, 144, 49))
        row = cells(columns, code="331" if columns == 49 else "315")
        for _ in range(rng.choice((0, 0, 0, 1, 3))):
            row[rng.randrange(len(row))] = rng.choice(
                ("", "9", "99", "-1", "あ", "ﾃｽﾄ", '"', "x" * 80, "2025", " 1", "１", "+1", "0x1")
            )
        if rng.random() < 0.1:
            del row[rng.randrange(len(row)) :]
        if rng.random() < 0.1:
            row.insert(rng.randrange(len(row) + 1), rng.choice(("", "7", "追加")))
        lines.append(("P@" if rng.random() < 0.1 else "") + ",".join(row))
    data = bytearray(rng.choice(("\r\n", "\n")).join(lines).encode(rng.choice(("cp932", "cp932", "utf-8"))))
    for _ in range(rng.choice((0, 0, 1, 5, 40)) if data else 0):
        at = rng.randrange(len(data))
        data[at : at + rng.choice((0, 1))] = bytes([rng.randrange(256)])
    return bytes(data)


def check_fuzzed(seeds: range) -> int:
    """Every line counted once; whole columns and single lines judge alike. Gives the lines read."""
    total = 0
    for seed in seeds:
        data = fuzzed(random.Random(seed))
        block = read(data)
        body = data.removesuffix(b"\x1a")
        lines = body.count(b"\n") + (1 if body.split(b"\n")[-1].strip(b"\r") else 0)
        assert block.lines == lines, seed
        if seed % 20 == 0:
            pieces = [reading.read(piece, 1, KITAMI) for piece in reading.pieces([data[:100], data[100:]], 500)]
            assert reading.counts(pieces) == reading.counts([block]), seed
        for document in block.documents.iter_rows(named=True):
            width = document["columns"]
            found = max((one for one in layouts(document["code"]) if one.columns <= width), key=lambda one: one.columns)
            if '"' not in document["original"] and "*" not in document["original"]:
                text = reading.PREFIX.sub(r"\1", document["original"])
                assert examining.faults(text.split(","), found, KITAMI) == [], seed
        total += lines
    return total


def test_whole_columns_and_single_lines_judge_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"\r\n".join(fuzzed(random.Random(seed)) for seed in range(600))
    by_columns = read(data)
    assert len(by_columns.documents) > 500 and len(by_columns.apart) > 500
    monkeypatch.setattr(reading, "ONE_BY_ONE", 10**9)
    one_by_one = read(data)
    assert by_columns.documents.equals(one_by_one.documents) and by_columns.apart == one_by_one.apart


def test_five_hundred_broken_files_add_up() -> None:
    assert check_fuzzed(range(500)) > 1500


@pytest.mark.proof
def test_five_thousand_more_broken_files_add_up() -> None:
    assert check_fuzzed(range(500, 5_500)) > 15_000
