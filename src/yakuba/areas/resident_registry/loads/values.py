"""Cells of a block made into typed values, column by column (polars), with what could not be read.

Only what a clerk would do without asking is done: width of digits and kana, separators of dates and postcodes, zeros in
front of codes, values of the profile's code maps, addresses written as a whole. Each kind of conversion is counted.
"""

from __future__ import annotations

import datetime
import unicodedata
from collections import Counter
from dataclasses import dataclass, field

import polars as pl

from yakuba.areas.resident_registry.domain.record import ITEMS, UNKNOWN_CAPABLE
from yakuba.areas.resident_registry.loads.profile import Columns, Profile
from yakuba.standards import addresses, dates
from yakuba.standards.errors import StandardsError

FINDING = {"line": pl.Int64, "column": pl.String, "value": pl.String, "code": pl.String}
_WIDE = dict(zip("０１２３４５６７８９－ー", "0123456789--", strict=True))
_DIGITS = dict(zip("０１２３４５６７８９", "0123456789", strict=True))
_KANA = "^[ァ-ヿ　 ・･A-Za-zＡ-Ｚａ-ｚ０-９0-9'’，．,.＆&\\-‐－]*$"
_POSTCODES = tuple(name for name in ITEMS if name.endswith("postal_code"))
_PARTS = ("municipality_code", "town_code", "prefecture", "municipality", "town", "lot", "building")
_PREFIXES = {
    "住所": "address",
    "転入前住所": "previous_address",
    "転居前住所": "moved_from",
    "転出先住所（予定）": "move_out_planned",
    "転出先住所（確定）": "move_out_confirmed",
}


@dataclass
class Typed:
    """A block after conversion: ``frame`` has ``line`` and the items the file gives; ``findings`` what was refused."""

    frame: pl.DataFrame
    findings: list[pl.DataFrame] = field(default_factory=list)
    conversions: Counter[str] = field(default_factory=Counter)
    examples: dict[str, tuple[str, str]] = field(default_factory=dict)

    def find(self, lines: pl.Series, column: str, values: pl.Series, code: str) -> None:
        """Note refused cells. ``column`` is the field name."""
        if len(lines):
            shown = ITEMS[column]["ja"] if column in ITEMS else column
            self.findings.append(
                pl.DataFrame({"line": lines, "value": values.cast(pl.String).fill_null("")}).select(
                    "line", pl.lit(shown).alias("column"), "value", pl.lit(code).alias("code")
                )
            )

    def converted(self, kind: str, before: pl.Series, after: pl.Series) -> None:
        """Count the cells that a conversion changed, and keep one to look at."""
        changed = before != after
        count = int(changed.sum() or 0)
        if count:
            self.conversions[kind] += count
            self.examples.setdefault(kind, (str(before.filter(changed)[0]), str(after.filter(changed)[0])))


def typed(cells: pl.DataFrame, lines: list[int], columns: Columns, profile: Profile) -> Typed:
    """Convert one block. The frame keeps the order of ``lines``; a refused cell is null or blank in it."""
    made = Typed(pl.DataFrame({"line": pl.Series(lines, dtype=pl.Int64)}))
    filled = _filled(cells, columns, profile)
    series: list[pl.Series] = []
    for place, name in columns.items.items():
        if f"c{place}" in filled.columns:
            series.append(_column(made, filled[f"c{place}"], name, profile))
        else:
            series.append(_blank(name, len(cells)))
    made.frame = made.frame.with_columns(series)
    for place, whole in columns.wholes.items():
        _split_whole(made, cells[f"c{place}"], _PREFIXES[whole])
    _unknown_dates(made)
    for place, kind in columns.secrets.items():
        made.frame = made.frame.with_columns(_narrow(cells[f"c{place}"]).str.strip_chars().alias(f"secret_{kind}"))
    if columns.unknown:
        kept = [cells[f"c{place}"].alias(columns.headings[place]) for place in columns.unknown]
        made.frame = made.frame.with_columns(pl.DataFrame(kept).to_struct("extra").struct.json_encode().alias("extra"))
    return made


def _filled(cells: pl.DataFrame, columns: Columns, profile: Profile) -> pl.DataFrame:
    """The columns of items in which something is written, without the spaces around it.

    Most columns of a block are blank in all lines; those are left out unless the profile has a code for a blank.
    """
    places = {f"c{place}": name for place, name in columns.items.items()}
    if not places or cells.is_empty():
        return cells.select(list(places))
    widest = cells.select(pl.col(list(places)).str.len_bytes().max()).row(0, named=True)
    kept = [place for place, name in places.items() if widest[place] or "" in profile.codes.get(ITEMS[name]["ja"], ())]
    return cells.select(pl.col(kept).str.strip_chars()).rechunk() if kept else cells.select()


def _blank(name: str, lines: int) -> pl.Series:
    """What a column without any value is read as."""
    kinds = {"date": pl.Date, "time": pl.Time, "number": pl.Int64, "flag": pl.Boolean}
    kind = ITEMS[name]["kind"]
    value = False if kind == "flag" else None if kind in kinds else ""
    return pl.Series(name, [value], dtype=kinds.get(kind, pl.String)).new_from_index(0, lines)


def _narrow(cells: pl.Series) -> pl.Series:
    """ASCII digits; the test first, because nearly all columns have none of the wide ones."""
    if cells.str.contains("[０-９]").any():
        return cells.str.replace_many(list(_DIGITS), list(_DIGITS.values()))
    return cells


def _column(made: Typed, cells: pl.Series, name: str, profile: Profile) -> pl.Series:
    meta = ITEMS[name]
    codes = profile.codes.get(meta["ja"])
    if codes:
        mapped = cells.replace(dict(codes))
        made.converted(f"{meta['ja']}：コードの読替え", cells, mapped)
        cells = mapped
    kind = meta["kind"]
    if kind in ("text", "kana"):
        return _text(made, cells, name).alias(name)
    plain = _narrow(cells)
    if plain is not cells and not name.endswith("postal_code"):
        made.converted(f"{meta['ja']}：全角数字", cells, plain)
    read = {"code": _code, "number": _number, "flag": _flag, "date": _date, "month": _month, "time": _time}[kind]
    return read(made, plain, name, profile).alias(name)


def _text(made: Typed, cells: pl.Series, name: str) -> pl.Series:
    if ITEMS[name]["kind"] == "kana":
        wrong = ~cells.str.contains(_KANA)
        if wrong.any():
            wide = cells.filter(wrong).map_elements(_katakana, return_dtype=pl.String)
            fixed = cells.scatter(wrong.arg_true(), wide)
            made.converted(f"{ITEMS[name]['ja']}：カタカナへ", cells, fixed)
            cells = fixed
            still = ~cells.str.contains(_KANA)
            made.find(made.frame["line"].filter(still), name, cells.filter(still), "kana")
    return _bounded(made, cells, name)


def _katakana(text: str) -> str:
    """Half-width kana and hiragana as full-width katakana; everything else stays."""
    wide = "".join(unicodedata.normalize("NFKC", c) if "･" <= c <= "ﾟ" else c for c in text)
    wide = unicodedata.normalize("NFC", wide.replace("゛", "\u3099").replace("゜", "\u309a")) if wide != text else wide
    return "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in wide)


def _bounded(made: Typed, cells: pl.Series, name: str) -> pl.Series:
    length = ITEMS[name]["length"]
    if (cells.str.len_bytes().max() or 0) <= length:  # type: ignore[operator]
        return cells
    long = cells.str.len_chars() > length
    if long.any():
        made.find(made.frame["line"].filter(long), name, cells.filter(long).str.slice(0, 200), "length")
        return cells.set(long, "")
    return cells


def _code(made: Typed, cells: pl.Series, name: str, profile: Profile) -> pl.Series:
    ja = ITEMS[name]["ja"]
    if name in _POSTCODES and cells.str.contains("[^0-9]").any():
        plain = cells.str.replace_all("[-－‐ーー−〒 　]", "")
        made.converted(f"{ja}：ハイフン", cells, plain)
        cells = plain
    width = profile.pad.get(ja)
    if width:
        digits = cells.str.contains("^[0-9]+$")
        filled = pl.select(pl.when(digits).then(cells.str.zfill(width)).otherwise(cells)).to_series()
        made.converted(f"{ja}：先頭の 0", cells, filled)
        cells = filled
    if name == "addressee_number":
        wrong = (cells != "") & ~cells.str.contains("^[0-9]{1,15}$")
        made.find(made.frame["line"].filter(wrong), name, cells.filter(wrong).str.slice(0, 200), "number")
        return cells.set(wrong, "") if wrong.any() else cells
    return _bounded(made, cells, name)


def _number(made: Typed, cells: pl.Series, name: str, profile: Profile) -> pl.Series:
    numbers = cells.cast(pl.Int64, strict=False)
    wrong = (cells != "") & (numbers.is_null() | (numbers < 0) | (numbers > 2_000_000_000))
    wrong = wrong.fill_null(True)
    made.find(made.frame["line"].filter(wrong), name, cells.filter(wrong).str.slice(0, 200), "number")
    return numbers.set(wrong, None) if wrong.any() else numbers


def _flag(made: Typed, cells: pl.Series, name: str, profile: Profile) -> pl.Series:
    wrong = ~cells.is_in(["", "0", "1"])
    made.find(made.frame["line"].filter(wrong), name, cells.filter(wrong).str.slice(0, 200), "flag")
    return cells == "1"


def _date(made: Typed, cells: pl.Series, name: str, profile: Profile) -> pl.Series:
    shaped = cells.str.contains(r"^\d{4}-\d{2}-\d{2}$")
    days = pl.select(pl.when(shaped).then(cells)).to_series().str.to_date("%Y-%m-%d", strict=False)
    open_ = (cells != "") & days.is_null()
    if not open_.any():
        return days
    if name in UNKNOWN_CAPABLE:  # settled together with flag and notation
        made.frame = made.frame.with_columns(cells.alias(f"{name}__as_written"))
    read = {value: _day(value) for value in cells.filter(open_).unique()}
    known = cells.replace_strict(read, default=None, return_dtype=pl.Date)
    made.converted(f"{ITEMS[name]['ja']}：日付の書き方", cells.filter(known.is_not_null()), _iso(known.drop_nulls()))
    days = days.fill_null(known)
    if name not in UNKNOWN_CAPABLE:
        wrong = (cells != "") & days.is_null()
        made.find(made.frame["line"].filter(wrong), name, cells.filter(wrong).str.slice(0, 200), "date")
    return days


def _iso(days: pl.Series) -> pl.Series:
    return days.dt.to_string("%Y-%m-%d")


def _day(written: str) -> datetime.date | None:
    """A calendar day written in any usual way; None for anything else."""
    try:
        found = dates.parse(written)
    except (StandardsError, ValueError, OverflowError):
        return None
    return found.internal if found.is_calendar_day else None


def _unknown_dates(made: Typed) -> None:
    """Settle the dates that may be unknown: a notation without flag sets it; a flag explains a day no calendar has."""
    for name in UNKNOWN_CAPABLE:
        written = f"{name}__as_written"
        if written not in made.frame.columns:
            continue
        frame = made.frame
        rows = frame.filter((pl.col(written) != "") & pl.col(name).is_null())
        fixed = [_settled(row, name, written) for row in rows.iter_rows(named=True)]
        refused = [place for place, one in enumerate(fixed) if one is None]
        made.find(rows["line"].gather(refused), name, rows[written].gather(refused).str.slice(0, 200), "date")
        kept = [(line, *one) for line, one in zip(rows["line"], fixed, strict=True) if one is not None]
        if kept:
            _put_unknown(made, name, kept)
        made.frame = made.frame.drop(written)


def _settled(row: dict[str, object], name: str, written: str) -> tuple[datetime.date | None, str, str] | None:
    """(internal day, flag, notation) of a cell that is no calendar day, None when nothing explains it."""
    flag = str(row.get(f"{name}_unknown") or "")
    notation = str(row.get(f"{name}_text") or "")
    cell = str(row[written])
    for text in (cell, notation):
        try:
            found = dates.parse(text)
        except (StandardsError, ValueError, OverflowError):
            continue
        if found.is_unknown or flag not in ("", "0"):
            return found.internal, flag if flag not in ("", "0") else "1", notation or found.text()
    if flag in ("", "0"):
        return None
    return None, flag, notation or cell[:72]


def _put_unknown(made: Typed, name: str, kept: list[tuple[int, datetime.date | None, str, str]]) -> None:
    flag, text = f"{name}_unknown", f"{name}_text"
    for column in (flag, text):
        if column not in made.frame.columns:
            made.frame = made.frame.with_columns(pl.lit("").alias(column))
    schema = {"line": pl.Int64, name: pl.Date, flag: pl.String, text: pl.String}
    made.frame = made.frame.update(pl.DataFrame(kept, schema=schema, orient="row"), on="line")
    made.conversions[f"{ITEMS[name]['ja']}：不詳日"] += len(kept)


def _month(made: Typed, cells: pl.Series, name: str, profile: Profile) -> pl.Series:
    plain = cells.str.replace(r"^(\d{4})[/.年]?(\d{2})月?$", "${1}-${2}")
    made.converted(f"{ITEMS[name]['ja']}：年月の書き方", cells, plain)
    wrong = (plain != "") & ~plain.str.contains(r"^\d{4}-(0[1-9]|1[0-2])$")
    made.find(made.frame["line"].filter(wrong), name, plain.filter(wrong).str.slice(0, 200), "month")
    return plain.set(wrong, "") if wrong.any() else plain


def _time(made: Typed, cells: pl.Series, name: str, profile: Profile) -> pl.Series:
    plain = cells.str.replace(r"^(\d{2})(\d{2})(\d{2})$", "${1}:${2}:${3}")
    clean = plain.str.replace(r"^(\d{2}:\d{2})$", "${1}:00")
    shaped = clean.str.contains(r"^\d{2}:\d{2}:\d{2}$")
    times = pl.select(pl.when(shaped).then(clean)).to_series().str.to_time("%H:%M:%S", strict=False)
    wrong = (cells != "") & times.is_null()
    made.find(made.frame["line"].filter(wrong), name, cells.filter(wrong).str.slice(0, 200), "time")
    return times


def _split_whole(made: Typed, cells: pl.Series, prefix: str) -> None:
    """An address in one column, where the file does not give its parts: town master, then number, then building."""
    if f"{prefix}_town" in made.frame.columns:
        return
    parts = {value: _parts(value) for value in cells.unique()}
    for part in _PARTS:
        name = f"{prefix}_{part}"
        if name in ITEMS and name not in made.frame.columns:
            mapping = {value: found[part] for value, found in parts.items()}
            column = cells.replace_strict(mapping, return_dtype=pl.String).alias(name)
            made.frame = made.frame.with_columns(_bounded(made, column, name))
    made.conversions[f"{prefix}：住所の分割"] += int((cells != "").sum())


def _parts(written: str) -> dict[str, str]:
    """Parts of an address; the town takes all of one that cannot be divided, such as an address abroad."""
    parts = dict.fromkeys(_PARTS, "")
    if not written.strip():
        return parts
    try:
        found = addresses.parse(written)
    except (StandardsError, ValueError):
        return {**parts, "town": written.strip()}
    return {
        "municipality_code": found.lg_code,
        "town_code": found.machiaza_id,
        "prefecture": found.prefecture,
        "municipality": found.municipality,
        "town": found.town,
        "lot": found.house_number,
        "building": found.building,
    }
