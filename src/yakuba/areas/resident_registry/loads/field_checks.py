"""Checks of single lines after conversion: what must be there, code lists, towns, characters, order of dates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import polars as pl

from yakuba.areas.resident_registry.domain import relationships
from yakuba.areas.resident_registry.domain.record import BY_JA, ITEMS, JAPANESE
from yakuba.areas.resident_registry.loads.profile import Profile
from yakuba.areas.resident_registry.loads.values import Typed
from yakuba.standards import code_lists, municipalities, towns
from yakuba.standards.characters import is_allowed, not_allowed

_WRITTEN = tuple(name for name, meta in ITEMS.items() if meta["kind"] in ("text", "kana") and name != "note")
_CODED = tuple(name for name, meta in ITEMS.items() if meta["kind"] == "code")
_BREAKS = frozenset("\n\r\t")
_WITHOUT_BREAKS = dict.fromkeys(map(ord, _BREAKS))


@dataclass(frozen=True)
class Ground:
    """What the lines are checked against: the municipality's codes and its towns (code of the place + town id)."""

    lg_code: str
    codes: frozenset[str]
    towns: dict[str, str]


@cache
def ground(lg_code: str) -> Ground:
    """The municipality with its wards, present and former ones of the town master."""
    members = towns.towns(lg_code)
    codes = {lg_code, *(ward.code for ward in municipalities.wards_of(lg_code)), *(one.lg_code for one in members)}
    names = {f"{one.lg_code}{one.machiaza_id}": one.name for one in members}
    names |= {f"{lg_code}{one.machiaza_id}": one.name for one in members}
    return Ground(lg_code, frozenset(codes), names)


def check(made: Typed, profile: Profile, place: Ground) -> None:
    """Run every check on a block; refused cells are added to its findings."""
    _complete(made)
    _required(made, profile)
    _listed(made, profile)
    _relationship(made)
    _place(made, place)
    _kana(made)
    _characters(made)
    _order_of_days(made)


def _complete(made: Typed) -> None:
    """Columns that the checks need and the file does not have, blank."""
    for name in (*_NEEDED, "relationship_code_2", "relationship_code_3", "relationship_code_4"):
        if name not in made.frame.columns:
            made.frame = made.frame.with_columns(_blank(name))


_NEEDED = (
    *("addressee_number", "history_number", "is_latest", "household_number", "resident_type", "resident_state"),
    *("name", "name_kana", "relationship_code_1", "relationship", "is_removed", "sex", "birth_date"),
    *("change_date", "entry_change_date", "address_municipality_code", "address_town_code", "address_town"),
    *("birth_date_unknown", "municipality_code"),
)


def _blank(name: str) -> pl.Expr:
    kind = ITEMS[name]["kind"]
    empty = {"date": pl.lit(None, pl.Date), "number": pl.lit(None, pl.Int64), "flag": pl.lit(False)}
    return empty.get(kind, pl.lit("")).alias(name)


def _note(made: Typed, mask: pl.Series, name: str, code: str) -> None:
    if mask.any():
        found = made.frame.filter(mask)
        made.find(found["line"], name, found[name].cast(pl.String).str.slice(0, 200), code)


def _required(made: Typed, profile: Profile) -> None:
    refused = {(line, column) for found in made.findings for line, column in found.select("line", "column").iter_rows()}
    for names, only in ((profile.required, None), (profile.required_of_current, made.frame["is_latest"])):
        for ja in names:
            name = BY_JA[ja]
            if name not in made.frame.columns:
                made.frame = made.frame.with_columns(_blank(name))
            values = made.frame[name]
            empty = values.is_null() if values.dtype != pl.String else values == ""
            if f"{name}_unknown" in made.frame.columns:
                empty = empty & made.frame[f"{name}_unknown"].is_in(["", "0"])
            mask = empty if only is None else empty & only
            if refused and mask.any():
                told = [(line, ja) in refused for line in made.frame["line"]]
                mask = mask & ~pl.Series(told, dtype=pl.Boolean)
            _note(made, mask, name, "required")


def _listed(made: Typed, profile: Profile) -> None:
    for ja, list_id in profile.lists.items():
        name = BY_JA[ja]
        if name in made.frame.columns:
            known = ["", *(one.code for one in code_lists.code_list(list_id).codes)]
            _note(made, ~made.frame[name].is_in(known), name, "code")


def _relationship(made: Typed) -> None:
    """The codes that the notation tells are filled in; a code that says something else is refused."""
    frame = made.frame
    chain = [f"relationship_code_{place}" for place in range(1, 5)]
    given = frame.select("line", *chain, "relationship")
    distinct = given.select(*chain, "relationship").unique()
    rows = [(*row, *_chain(row[:4], row[4])) for row in distinct.iter_rows()]
    schema = [*chain, "relationship", *(f"new_{name}" for name in chain), "new_text", "fits"]
    types = {**dict.fromkeys(schema, pl.String), "fits": pl.Boolean}
    settled = given.join(
        pl.DataFrame(rows, schema=types, orient="row"), on=[*chain, "relationship"], how="left", maintain_order="left"
    )
    _note(made, (~settled["fits"]), "relationship", "relationship")
    filled = settled.filter((pl.col("new_relationship_code_1") != "") & (pl.col("relationship_code_1") == ""))
    made.conversions["続柄コード1：表記から"] += len(filled)
    made.frame = frame.with_columns(
        *(settled[f"new_{name}"].alias(name) for name in chain), settled["new_text"].alias("relationship")
    )


def _chain(codes: tuple[str, ...], text: str) -> tuple[str, str, str, str, str, bool]:
    """Codes, notation, and whether the two agree; a code that is on no list is told elsewhere."""
    given = tuple(code for code in codes if code)
    same = (*codes[:4], text)
    plain = text.replace("(", "（").replace(")", "）")
    if not plain:
        return (*same[:4], relationships.wording(given) if relationships.is_allowed(given) else "", True)  # type: ignore[return-value]
    try:
        read = relationships.parse(plain)
    except ValueError:
        return (*same, False)  # type: ignore[return-value]
    padded = (*read, "", "", "")[:4]
    fits = not given or given == read or (len(given) == 1 and given[0] == read[0])
    return (*padded, plain, fits)  # type: ignore[return-value]


def _place(made: Typed, place: Ground) -> None:
    """The current address of a person stands in the town master; a missing code is filled from the name."""
    frame = made.frame
    latest = frame["is_latest"]
    code = frame["address_municipality_code"]
    filled = code.set(latest & (code == ""), place.lg_code)
    own = filled.is_in(list(place.codes))
    _note(made, latest & ~own, "address_municipality_code", "municipality")
    owner = frame["municipality_code"]
    _note(
        made,
        latest & ~owner.set(owner == "", place.lg_code).is_in(list(place.codes)),
        "municipality_code",
        "municipality",
    )
    town = frame["address_town_code"]
    unnamed = latest & own & (town == "") & (frame["address_town"] != "")
    if unnamed.any():
        town = _named(made, place, unnamed, town)
    known = (filled + town).is_in(list(place.towns))
    _note(made, latest & own & ~known & (town != ""), "address_town_code", "town")
    _note(made, latest & own & (town == "") & (frame["address_town"] != ""), "address_town", "town")
    own_code = frame["municipality_code"]
    made.frame = made.frame.with_columns(
        filled.alias("address_municipality_code"),
        town.alias("address_town_code"),
        own_code.set(own_code == "", place.lg_code).alias("municipality_code"),
    )


def _named(made: Typed, place: Ground, mask: pl.Series, town: pl.Series) -> pl.Series:
    """Town codes found by the exact name, where only one town bears it."""
    found: dict[str, str] = {}
    for name in made.frame["address_town"].filter(mask).unique():
        ids = {one.town.machiaza_id for one in towns.match_town(place.lg_code, name) if not one.rest}
        if len(ids) == 1:
            found[name] = ids.pop()
    read = made.frame["address_town"].filter(mask).replace_strict(found, default="", return_dtype=pl.String)
    made.conversions["住所_町字コード：町字名から"] += int((read != "").sum())
    return town.scatter(mask.arg_true(), read)


def _kana(made: Typed) -> None:
    """A Japanese resident's name has its reading (住民基本台帳法7条1号の2, in force since 2025-05-26)."""
    frame = made.frame
    _note(
        made,
        frame["is_latest"] & (frame["resident_type"] == JAPANESE) & (frame["name_kana"] == ""),
        "name_kana",
        "kana_missing",
    )


_STANDING: set[str] = set()
"""Characters that were found allowed before."""


def _may_stand(character: str) -> bool:
    allowed = character in _BREAKS or is_allowed(character)
    if allowed:
        _STANDING.add(character)
    return allowed


def _characters(made: Typed) -> None:
    """One look at all characters of a block; columns and lines are searched only for one that may not be kept."""
    names = [name for name in (*_WRITTEN, "note", *_CODED) if name in made.frame.columns]
    texts = made.frame.select(pl.col(names).unique().str.join("")).row(0) if names else ()
    strange = {c for c in set("".join(texts)) - _STANDING if not _may_stand(c)}
    for name, text in zip(names, texts, strict=True) if strange else ():
        doubtful = strange.intersection(text)
        if not doubtful:
            continue
        values = made.frame[name]
        pattern = "[" + "".join(f"\\x{{{ord(c):X}}}" for c in doubtful) + "]"
        hits = values.str.contains(pattern)
        wrong = {value for value in values.filter(hits).unique() if not_allowed(value.translate(_WITHOUT_BREAKS))}
        if wrong:
            _note(made, values.is_in(list(wrong)), name, "character")


def _order_of_days(made: Typed) -> None:
    frame = made.frame
    known = frame["birth_date_unknown"].is_in(["", "0"])
    for name in ("entry_change_date", "change_date"):
        flag = frame[f"{name}_unknown"].is_in(["", "0"]) if f"{name}_unknown" in frame.columns else known
        late = (frame["birth_date"] > frame[name]).fill_null(False) & known & flag
        if late.any():
            _note(made, late, "birth_date", "born_after")
            return
