"""Municipalities, towns, postcodes."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from pathlib import Path

from common import Row, csv_text, read, write, write_zip

MUNICIPALITY_COLUMNS = (
    *("lg_code", "pref", "pref_kana", "county", "county_kana", "city", "city_kana"),
    *("ward", "ward_kana", "kind", "effective_date"),
)
TOWN_COLUMNS = ("machiaza_id", "oaza", "oaza_kana", "chome", "koaza", "koaza_kana", "residential", "postcode")
_RANGE = re.compile(r"(\d+)(?:〜(\d+))?")
_CHOME_NOTE = re.compile(r"[\d〜、]+丁目$")


def municipalities(source: Path) -> None:
    """Municipalities of today, their changes since 1970, prefectures."""
    rows = read(source, "municipalities.csv")
    write("municipalities.csv", csv_text(MUNICIPALITY_COLUMNS, ([r[c] for c in MUNICIPALITY_COLUMNS] for r in rows)))
    columns = ("date", "reason", "reason_ja", "old_code5", "old_name", "new_code5", "new_name")
    changes = read(source, "municipal-changes.csv")
    write("municipal-changes.csv", csv_text(columns, ([r[c] for c in columns] for r in changes)))
    prefectures = read(source, "prefectures.csv")
    columns = ("lg_code", "pref", "pref_kana", "pref_en", "iso3166_2", "capital")
    write("prefectures.csv", csv_text(columns, ([r[c] for c in columns] for r in prefectures)))


def postcodes(source: Path) -> None:
    """Postcodes, one member for each first three digits."""
    members: defaultdict[str, list[list[str]]] = defaultdict(list)
    for r in read(source, "postal-codes.csv.gz"):
        row = [r["postal_code"], r["lg_code5"], r["pref"], r["city"], r["town"], r["town_kana"], r["note"]]
        members[r["postal_code"][:3]].append(row)
    header = ("postcode", "code5", "prefecture", "municipality", "town", "town_kana", "note")
    write_zip("postcodes.zip", {f"{k}.csv": csv_text(header, sorted(v)) for k, v in members.items()})


def _key(name: str) -> str:
    """Spelling without the marks 大字 and 字, which the postal table leaves out, and with one small ヶ."""
    plain = unicodedata.normalize("NFKC", name).translate(str.maketrans("ケヵカがガ", "ヶヶヶヶヶ"))
    return re.sub("大字|(?<=[町村])字|^字", "", plain)


def _chomes(note: str) -> set[int] | None:
    """Chome numbers a note names; None when it names something else.

    '1〜4丁目' → {1, 2, 3, 4}; '1、5丁目' → {1, 5}; '番地のみ' → None.
    """
    if not _CHOME_NOTE.match(note):
        return None
    found: set[int] = set()
    for first, last in _RANGE.findall(note):
        found.update(range(int(first), int(last or first) + 1))
    return found


class PostalIndex:
    """Finds the postcode of a town where the postal table leaves no choice."""

    def __init__(self, source: Path) -> None:
        self.towns: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
        self.successors: defaultdict[str, list[str]] = defaultdict(list)
        for row in read(source, "postal-codes.csv.gz"):
            if row["town"]:
                self.towns[row["lg_code5"], _key(row["town"])].append(row)
        for change in read(source, "municipal-changes.csv"):
            if change["date"] >= "2022-04-01" and change["old_code5"] != change["new_code5"]:
                self.successors[change["old_code5"]].append(change["new_code5"])

    def find(self, lg_code: str, name: str, chome: str) -> str:
        """Postcode of town `name` (with chome number or ''), '' when there is none or more than one."""
        codes = [lg_code[:5], *self.successors[lg_code[:5]]]
        keys = dict.fromkeys((_key(name), _key(name.split("大字")[0])))
        found_rows = ([row for code in codes for row in self.towns.get((code, key), ())] for key in keys if key)
        rows = next(filter(None, found_rows), [])
        found = {row["postal_code"] for row in rows}
        if len(found) > 1 and chome:
            found = {row["postal_code"] for row in rows if int(chome) in (_chomes(row["note"]) or ())}
        return found.pop() if len(found) == 1 else ""


def towns(source: Path) -> None:
    """Town master, one member for each municipality or ward, sorted by its id."""
    index = PostalIndex(source)
    members: defaultdict[str, list[list[str]]] = defaultdict(list)
    for r in read(source, "abr-town.csv.gz"):
        name = r["oaza_cho"] or r["koaza"]
        postcode = r["postal_code"] or index.find(r["lg_code"], name, r["chome_number"])
        row = [r["machiaza_id"], r["oaza_cho"], r["oaza_cho_kana"], r["chome"], r["koaza"], r["koaza_kana"]]
        members[r["lg_code"]].append([*row, r["rsdt_addr_flg"], postcode])
    write_zip("towns.zip", {f"{k}.csv": csv_text(TOWN_COLUMNS, sorted(v)) for k, v in members.items()})
