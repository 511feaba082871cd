"""Whatever is done to the rows, in the file or in the database, the verifier says so."""

import hashlib
import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from yakuba.platform.register import heads, sealer, verifier
from yakuba.platform.register.verifier import verify

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
Fill = Callable[[int, int], None]
Export = Callable[[int], Path]
Lines = list[bytes]


@pytest.fixture
def genuine(town: int, fill: Fill, exported: Export) -> tuple[Lines, Path]:
    for count in (3, 1, 40, 2, 7, 1, 30):
        fill(town, count)
        sealer.seal_once()
    return exported(town).read_bytes().splitlines(keepends=True), heads.directory(town)


def _rows(lines: Lines) -> list[int]:
    return [index for index, line in enumerate(lines) if line.startswith(b"R ")]


def flip(lines: Lines, chance: random.Random) -> Lines:
    """One bit of one byte anywhere in the file."""
    index = chance.randrange(len(lines))
    line = bytearray(lines[index])
    line[chance.randrange(len(line))] ^= 1 << chance.randrange(8)
    return [*lines[:index], bytes(line), *lines[index + 1 :]]


def drop(lines: Lines, chance: random.Random) -> Lines:
    index = chance.choice(_rows(lines))
    return lines[:index] + lines[index + 1 :]


def add(lines: Lines, chance: random.Random) -> Lines:
    """A copy, or a row with another id, anywhere between the first seal and the end."""
    row = lines[chance.choice(_rows(lines))]
    if chance.random() < 0.5:
        row = row[:4] + b"%032x" % chance.getrandbits(128) + row[36:]
    index = chance.randrange(2, len(lines))
    return [*lines[:index], row, *lines[index:]]


def reorder(lines: Lines, chance: random.Random) -> Lines:
    one, other = chance.sample(_rows(lines), 2)
    changed = list(lines)
    changed[one], changed[other] = lines[other], lines[one]
    return changed


def cut(lines: Lines, chance: random.Random) -> Lines:
    """The tail is gone, and the end is made to look right."""
    kept = lines[: chance.choice([i for i, line in enumerate(lines) if line.startswith(b"S ")])]
    counts = {"seals": sum(line.startswith(b"S ") for line in kept), "rows": len(_rows(kept))}
    return [*kept, b"E " + json.dumps(counts).encode() + b"\n"]


def drop_seal(lines: Lines, chance: random.Random) -> Lines:
    starts = [index for index, line in enumerate(lines) if line.startswith(b"S ")]
    start = chance.choice(starts)
    end = next(index for index in range(start + 1, len(lines)) if not lines[index].startswith(b"R "))
    return lines[:start] + lines[end:]


def forge(lines: Lines, chance: random.Random) -> Lines:
    """A row is changed and every digest, seal and link after it is computed again: only the heads can tell."""
    index = chance.choice(_rows(lines))
    changed = list(lines)
    changed[index] = changed[index].replace("窓口 花子".encode(), "窓口 太郎".encode())
    out: Lines = [changed[0]]
    position, previous = 1, b""
    while changed[position].startswith(b"S "):
        end = position + 1
        while changed[end].startswith(b"R "):
            end += 1
        seal = json.loads(changed[position][67:])
        rows = changed[position + 1 : end]
        seal[3] = hashlib.sha256(b"".join(hashlib.sha256(row[2:-1]).digest() for row in rows)).hexdigest()
        seal[6] = previous.decode() or seal[6]
        text = json.dumps(seal).encode()
        previous = hashlib.sha256(text).hexdigest().encode()
        out += [b"S " + previous + b" " + text + b"\n", *rows]
        position = end
    return out + changed[position:]


ATTACKS = (flip, drop, add, reorder, cut, drop_seal, forge)


def test_genuine_export_has_no_finding(genuine: tuple[Lines, Path], tmp_path: Path) -> None:
    lines, place = genuine
    file = tmp_path / "copy.txt"
    file.write_bytes(b"".join(lines))
    report = verify(file, place)
    assert (report.findings, report.seals, report.rows) == ([], 8, 85)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_every_change_of_the_file_is_found(
    genuine: tuple[Lines, Path], tmp_path: Path, attack: Callable[[Lines, random.Random], Lines]
) -> None:
    """1,000 tries of each kind."""
    lines, place = genuine
    file = tmp_path / "changed.txt"
    missed = []
    for seed in range(1_000):
        changed = attack(lines, random.Random(seed))
        assert changed != lines
        file.write_bytes(b"".join(changed))
        if verify(file, place).ok:
            missed.append(seed)
    assert missed == []


IN_THE_DATABASE = {
    "flipped": "UPDATE register_entry SET actor_name = actor_name || ' ' WHERE id = %(id)s",
    "flipped detail": "UPDATE register_entry SET detail = detail || '{\"n\": -1}' WHERE id = %(id)s",
    "dropped": "DELETE FROM register_entry WHERE id = %(id)s",
    "dropped with its mark": "WITH e AS (DELETE FROM register_entry WHERE id = %(id)s) "
    "DELETE FROM register_sealed WHERE entry_id = %(id)s",
    "moved to another seal": "UPDATE register_sealed SET sequence = sequence %% 7 + 1 WHERE entry_id = %(id)s",
    "added": "WITH e AS (INSERT INTO register_entry SELECT gen_random_uuid(), occurred_at, actor_id, actor_name, duty, "
    "place, terminal, act, subjects, items, purpose, case_id, outcome, detail, txid, municipality_id "
    "FROM register_entry WHERE id = %(id)s RETURNING id, municipality_id) "
    "INSERT INTO register_sealed (municipality_id, entry_id, sequence) SELECT municipality_id, id, 3 FROM e",
    "given another time": "UPDATE register_entry SET occurred_at = occurred_at + interval '1 microsecond' "
    "WHERE id = %(id)s",
}


def _try_in_database(owner: psycopg.Connection, town: int, exported: Export, seed: int) -> bool:
    """Change one entry as the database's owner, export and verify, put it back. True when it was found."""
    chance = random.Random(seed)
    found = owner.execute(
        "SELECT entry_id FROM register_sealed WHERE municipality_id = %s ORDER BY 1", [town]
    ).fetchall()
    (entry,) = chance.choice(found)
    kept = {table: _copy(owner, table) for table in ("register_entry", "register_sealed")}
    owner.execute(chance.choice(list(IN_THE_DATABASE.values())).encode(), {"id": entry})
    detected = not verify(exported(town), heads.directory(town)).ok
    for table, rows in kept.items():
        owner.execute(f"DELETE FROM {table}".encode())
        with owner.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN".encode()) as copy:
            copy.write(rows)
    owner.execute("DELETE FROM register_seal WHERE sequence > 7")
    for file in heads.directory(town).glob("*.jsonl"):
        file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:7]))
    return detected


def _copy(owner: psycopg.Connection, table: str) -> bytes:
    with owner.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT".encode()) as copy:
        return b"".join(bytes(block) for block in copy)


@pytest.mark.parametrize("tries", [50, pytest.param(1_000, marks=pytest.mark.proof)])
def test_every_change_in_the_database_is_found(
    town: int, fill: Fill, exported: Export, owner_connection: psycopg.Connection, tries: int
) -> None:
    for count in (3, 1, 10, 2, 7, 1, 9):
        fill(town, count)
        sealer.seal_once()
    missed = [seed for seed in range(tries) if not _try_in_database(owner_connection, town, exported, seed)]
    assert missed == []


def test_verifier_runs_with_python_alone(genuine: tuple[Lines, Path], tmp_path: Path) -> None:
    lines, place = genuine
    file = tmp_path / "export.txt"
    script = tmp_path / "verifier.py"
    script.write_bytes(Path(verifier.__file__).read_bytes())
    for content, code in ((lines, 0), (lines[:-3], 1)):
        file.write_bytes(b"".join(content))
        run = subprocess.run([sys.executable, "-I", "-S", script, file, place], capture_output=True, check=False)
        assert run.returncode == code, run.stderr
    assert "途中で切れています".encode() in run.stdout


def test_export_without_heads_or_of_another_town_is_not_confirmed(
    genuine: tuple[Lines, Path], tmp_path: Path, other_town: int, fill: Fill
) -> None:
    lines, _ = genuine
    file = tmp_path / "export.txt"
    file.write_bytes(b"".join(lines))
    (tmp_path / "empty").mkdir()
    assert not verify(file, tmp_path / "empty").ok
    fill(other_town, 1)
    sealer.seal_once()
    assert not verify(file, heads.directory(other_town)).ok
