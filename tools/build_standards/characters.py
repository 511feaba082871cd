"""The MJ table, its shrink map to JIS X 0213, and variant classes for searching."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

from common import Row, csv_text, read, write

BASES = (
    "JIS包摂規準UCS統合規則",
    "戸籍統一文字情報_親字正字",
    "民二5202号通知別表_正字俗字等対照表",
    "民一2842号通達別表_誤字俗字正字一覧表_俗字",
    "民一2842号通達別表_誤字俗字正字一覧表_別字",
    "民一2842号通達別表_誤字俗字正字一覧表_無印",
    "法務省告示582号別表第四_一",
    "法務省告示582号別表第四_二",
    "辞書類等による関連字",
    "読み字形による類推",
)
# A dictionary relation, a likeness, or a second choice is too weak to call two characters the same in a search.
WEAK = 7
GRADES = {"常用漢字": 0, "人名用漢字": 1}
REVIEWED = Path(__file__).with_name("reviewed_variants.csv")


def _code(value: str) -> str:
    """'U+E0102' → 'E0102'."""
    return value.removeprefix("U+")


def mj(source: Path) -> None:
    """One row for each MJ glyph that has a code: numbers without their prefixes, to keep it small."""
    header = ("mj", "base", "vs", "plain", "x0213", "juki", "koseki", "strokes", "radical", "readings")
    rows = []
    for r in read(source, "mj-characters.csv.gz"):
        if r["char"]:
            vs = _code(r["ivs"].split()[1]) if r["ivs"] else ""
            plain = "1" if r["ucs_jisso"] and r["ucs_jisso"] == r["ucs_taiou"] else _code(r["ucs_jisso"])
            row = [r["mj"][2:], r["char"][0], vs, plain, r["x0213"], r["juki"].removeprefix("J+"), r["koseki"]]
            rows.append([*row, r["strokes"], r["radical_strokes"], r["readings"]])
    write("mj/characters.csv.xz", csv_text(header, rows))


def shrink(source: Path) -> None:
    """Shrink candidates; the basis is a number, its name is in shrink-bases.csv."""
    rows = read(source, "mj-shrink-map.csv.gz")
    short = ([r["mj"][2:], r["to_char"], BASES.index(r["basis"]), r["rank"], r["hops"]] for r in rows)
    write("mj/shrink.csv.xz", csv_text(("mj", "to", "basis", "rank", "hops"), short))
    write("mj/shrink-bases.csv", csv_text(("basis", "name"), enumerate(BASES)))


class Variants:
    """For each character the one it stands for, by the best evidence, followed to the end."""

    def __init__(self, source: Path) -> None:
        characters = {r["mj"]: r for r in read(source, "mj-characters.csv.gz") if r["char"]}
        self.grades = {
            r["char"][0]: GRADES[r["kanji_shisaku"]] for r in characters.values() if r["kanji_shisaku"] in GRADES
        }
        self.evidence: defaultdict[str, set[tuple[int, int, int, str]]] = defaultdict(set)
        for row in read(source, "mj-shrink-map.csv.gz"):
            if row["mj"] in characters:
                self._add(characters[row["mj"]]["char"][0], row)
        for row in read(source, "nyukan-kanji-map.csv.gz"):
            if row["kind"] == "異体字" and row["rank"] == "1" and not 0xE000 <= int(row["from_code"], 16) <= 0xF8FF:
                self.evidence[row["from_char"]].add((6, 1, self.grade(row["to_char"]), row["to_char"]))
        self.standard = {c: min(found)[3] for c in self.evidence if (found := self._allowed(c))}

    def grade(self, character: str) -> int:
        """0 for 常用漢字, 1 for 人名用漢字, 2 for the rest."""
        return self.grades.get(character, 2)

    def _add(self, character: str, row: Row) -> None:
        basis, to = BASES.index(row["basis"]), row["to_char"]
        if to != character and basis < WEAK and row["rank"] in ("", "1"):
            self.evidence[character].add((basis, int(row["hops"] or 1), self.grade(to), to))

    def _allowed(self, character: str) -> set[tuple[int, int, int, str]]:
        """常用漢字 stand for themselves; 人名用漢字 change only by the parent character of the family register."""
        grade = self.grade(character)
        if grade == 0:
            return set()
        return {e for e in self.evidence[character] if grade == 2 or e[0] <= 1}

    def root(self, character: str) -> str:
        """The character at the end of the chain; in a circle the better graded, then the lower code."""
        seen = [character]
        while (following := self.standard.get(seen[-1])) and following not in seen:
            seen.append(following)
        if following:
            return min(seen[seen.index(following) :], key=lambda c: (self.grade(c), c))
        return seen[-1]


def variants(source: Path) -> None:
    """Every character that is searched as another one; the reviewed pairs join whole classes."""
    table = Variants(source)
    with REVIEWED.open(encoding="utf-8", newline="") as lines:
        reviewed = [(row["variant"], row["standard"]) for row in csv.DictReader(lines)]
    joined: dict[str, str] = {}
    for variant, standard in reviewed:
        joined[table.root(variant)] = table.root(standard)
    rows = []
    for character in sorted({*table.standard, *joined}):
        root = table.root(character)
        root = joined.get(root, root)
        if root != character:
            rows.append((character, root))
    write("mj/variants.csv", csv_text(("variant", "standard"), rows))
