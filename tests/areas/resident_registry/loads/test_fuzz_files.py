"""Whatever a file holds: every record is accepted, held or rejected, and nothing but a refusal is ever raised."""

import random
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.world import found_town
from yakuba.areas.resident_registry.domain.record import ITEMS
from yakuba.areas.resident_registry.loads import cross_checks, field_checks, reading, values
from yakuba.areas.resident_registry.loads.messages import MESSAGES
from yakuba.areas.resident_registry.loads.profile import LoadRefused, columns_of, profile
from yakuba.areas.resident_registry.models import LoadLine
from yakuba.areas.resident_registry.service import load_file
from yakuba.operation.founding.synthetic import Population, write

FILES = 300
ODD = (
    *(
        "",
        " ",
        "　",
        "0",
        "-1",
        "99999999999999999999",
        "１２",
        "２０２６－０１－０１",
        "2026-13-01",
        "0000-00-00",
        "9999-12-31",
    ),
    *(
        "昭和20年月日不詳",
        "令和八年四月上旬",
        "推定昭和20年8月",
        "S55.2.30",
        "\ue000",
        "葛󠄀",
        "ｶﾅ",
        "ひらがな",
        "\x01",
        "\u200b",
        "a" * 500,
    ),
    *(
        "子の子の子の子の子",
        "祖父",
        "02",
        "2",
        "true",
        "有",
        "男",
        "\t",
        "'",
        "[",
        "\\",
        "北海道北見市北１条東６丁目２番地",
        "１−２",
    ),
)


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    path = tmp_path_factory.mktemp("fuzz") / "kitami.csv"
    write(Population("012084", 40, 2, date(2026, 10, 1)), path)
    return path.read_text(encoding="utf-8").splitlines()


def by_cell(lines: list[str], rng: random.Random) -> bytes:
    """Grammar-aware: cells replaced by odd values, columns moved, dropped, doubled or renamed, other line ends, BOM."""
    rows = [line.split(",") for line in lines]
    for _ in range(rng.randrange(1, 30)):
        row = rng.choice(rows[1:])
        row[rng.randrange(len(row))] = rng.choice(ODD)
    if rng.random() < 0.3:
        order = list(range(len(rows[0])))
        rng.shuffle(order)
        order = order[: rng.randrange(len(order) - 5, len(order))]
        rows = [[row[place] for place in order] for row in rows]
    if rng.random() < 0.2:
        rows[0][rng.randrange(len(rows[0]))] = rng.choice(("未知の列", "氏名フリガナ", "住所", "転入前住所", "氏名"))
    for _ in range(rng.randrange(3)):
        row = rng.choice(rows[1:])
        rng.choice((row.pop, lambda row=row: row.append("x")))()
    for _ in range(rng.randrange(4)):
        row = rng.choice(rows[1:])
        row[rng.randrange(len(row))] = rng.choice(('"a,b"', '"a\nb"', '"a""b"', '"', 'a"b', '""'))
    if rng.random() < 0.2:
        rows.append(rng.choice(rows))
    end = rng.choice(("\n", "\r\n"))
    bom = b"\xef\xbb\xbf" if rng.random() < 0.5 else b""
    return bom + end.join(",".join(row) for row in rows).encode("utf-8")


def by_byte(lines: list[str], rng: random.Random) -> bytes:
    """Bytewise: bytes overwritten, cut out, put in, the end torn off."""
    content = bytearray("\n".join(lines).encode())
    for _ in range(rng.randrange(1, 40)):
        place = rng.randrange(len(content))
        match rng.randrange(3):
            case 0:
                content[place] = rng.randrange(256)
            case 1:
                del content[place : place + rng.randrange(1, 200)]
            case 2:
                content[place:place] = rng.choice((b'"', b"\0", b"\n", b",", b"\xff\xfe", b"\r", b'"\n"'))
    return bytes(content[: rng.randrange(1, len(content))]) if rng.random() < 0.2 else bytes(content)


@pytest.mark.parametrize("spoil", [by_cell, by_byte])
def test_lines_add_up_whatever_the_file_holds(
    spoil: Callable[[list[str], random.Random], bytes], lines: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "spoilt.csv"
    ends = {"read": 0, "refused": 0}
    for seed in range(FILES // 2):
        path.write_bytes(spoil(lines, random.Random(seed)))
        try:
            read_and_check(path)
            ends["read"] += 1
        except LoadRefused as refused:
            assert len(str(refused)) > 10
            ends["refused"] += 1
    assert ends["read"] > FILES // 6, ends


def read_and_check(path: Path) -> None:
    """What the scanning and settling steps do with a file, without the database."""
    made = profile()
    opened = reading.opening(path)
    columns = columns_of(opened.headings, made)
    ground = field_checks.ground("012084")
    keys, lines, unread = [], 0, []
    for block in reading.blocks(path, opened.start, columns.count):
        typed = values.typed(block.cells, block.lines, columns, made)
        field_checks.check(typed, made, ground)
        assert typed.frame["line"].to_list() == block.lines
        assert set(ITEMS) >= set(typed.frame.columns) - {"line", "extra", "secret_resident_code"}
        for found in typed.findings:
            assert set(found["code"]) <= MESSAGES.keys()
            assert set(found["line"]) <= set(block.lines)
        keys.append(typed.frame.select(cross_checks.KEYS))
        lines += len(block.lines)
        unread += [one.line for one in block.unread]
    if not keys:
        return
    whole = pl.concat(keys)
    units = cross_checks.units(whole.lazy())
    found = cross_checks.check(whole.lazy())
    held = units.join(units.join(found, on="line", how="semi").select("unit").unique(), on="unit", how="semi")
    free = units.join(held, on="line", how="anti")
    assert len(held) + len(free) == lines == whole["line"].n_unique()
    assert not {*whole["line"]} & {*unread}
    assert lines + len(unread) >= filled_lines(path) - quoted_breaks(whole, path)


def filled_lines(path: Path) -> int:
    """Lines of the file that are not blank, without the heading."""
    _, *rest = path.read_bytes().split(b"\n")
    return sum(1 for line in rest if line.strip())


def quoted_breaks(whole: pl.DataFrame, path: Path) -> int:
    """Lines that belong to the record before: the gaps between record numbers where quotes stand."""
    return sum(1 for line in path.read_bytes().split(b"\n") if line.count(b'"') % 2)


def test_a_quote_that_never_closes_costs_one_line(tmp_path: Path) -> None:
    path = tmp_path / "quote.csv"
    path.write_text('a,b\n1,2\n"3,4\n' + "5,6\n" * 200, encoding="utf-8")
    (block,) = reading.blocks(path, reading.opening(path).start, 2)
    assert [one.line for one in block.unread] == [3]
    assert len(block.lines) == 201 and block.cells["c1"].to_list()[1] == "6"


def test_both_ways_of_reading_give_the_same_cells(tmp_path: Path) -> None:
    plain, quoted = tmp_path / "plain.csv", tmp_path / "quoted.csv"
    body = "１,あ い,\n,,\n x,\ry,z \n"
    plain.write_bytes(b"a,b,c\n" + body.encode() + b"1,2,3\n")
    quoted.write_bytes(b"a,b,c\r\n" + body.encode() + b'"1","2","3"\n')
    (one,), (other,) = (list(reading.blocks(path, reading.opening(path).start, 3)) for path in (plain, quoted))
    assert one.cells.equals(other.cells) and one.lines == other.lines


def test_memory_stays_bounded_by_the_block(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("a,b\n")
        for _ in range(30):
            file.write("x" * 999_000 + ",y\n")
    blocks = list(reading.blocks(path, reading.opening(path).start, 2))
    assert len(blocks) == 3 and sum(len(block.lines) for block in blocks) == 30


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_spoilt_files_never_break_the_database(lines: list[str], tmp_path: Path) -> None:
    town = found_town("012084")
    loaded = 0
    for seed in range(16):
        path = tmp_path / f"spoilt-{seed}.csv"
        path.write_bytes((by_cell if seed % 4 else by_byte)(lines, random.Random(1000 + seed)))
        try:
            report = load_file(town.id, path)
        except LoadRefused:
            continue
        loaded += 1
        taken = report.accepted + report.counts["same"] + report.counts["different"]
        assert report.given == taken + report.held + report.rejected
        with town.open():
            assert LoadLine.objects.filter(load_id=report.load).count() == report.held + report.rejected
    assert loaded > 8


@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
def test_lines_read_in_bulk_are_those_read_one_by_one(tmp_path: Path, ending: bytes) -> None:
    """A quote makes the reader go line by line; all lines before it must come out alike."""
    lines = [b"a,b,c", b"x, y ,z", b"", b"1,2", b"1,2,3,4", b"\xff,1,2", b"n\0,1,2", b" ", "髙,﨑,𠮷".encode(), b",,"]
    for chosen in ([b"a,b,c", b",,"], lines, [line for line in lines if b"\0" not in line], []):
        plain, quoted = tmp_path / "plain.csv", tmp_path / "quoted.csv"
        body = ending.join([b"p,q,r", *chosen]) + ending
        plain.write_bytes(body)
        quoted.write_bytes(body + b'"q","q","q"' + ending)
        bulk, single = (list(reading.blocks(path, reading.opening(path).start, 3)) for path in (plain, quoted))
        found = bulk[0] if bulk else None
        (other,) = single
        assert (found.lines if found else []) == other.lines[:-1]
        assert (found.cells.rows() if found else []) == other.cells.rows()[:-1]
        assert (found.unread if found else []) == other.unread
        assert (found.end.line if found else 2) == other.end.line - 1
