"""First half of a load: each block of the file read, converted, checked and kept as typed columns."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from yakuba.areas.resident_registry.load_models import ResidentLoad
from yakuba.areas.resident_registry.loads import cross_checks, field_checks, reading, stage, values
from yakuba.areas.resident_registry.loads.profile import Columns, Profile, columns_of, profile
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.scope import current


@dataclass(frozen=True)
class Source:
    """A load's file with everything needed to read it."""

    path: Path
    start: reading.Position
    columns: Columns
    profile: Profile
    ground: field_checks.Ground

    @property
    def blocks(self) -> int:
        """Number of blocks, at least one."""
        return max(1, -(-(self.path.stat().st_size - self.start.offset) // reading.BLOCK_BYTES))

    def end_of(self, position: int) -> int:
        """The byte before which records of block ``position`` begin."""
        return self.start.offset + (position + 1) * reading.BLOCK_BYTES


def source_of(load: ResidentLoad) -> Source:
    """Open a load's file. Raises LoadRefused when headings or profile cannot be used."""
    path = stage.source(load.content_hash)
    made = profile(load.profile)
    opened = reading.opening(path)
    ground = field_checks.ground(directory.by_id(current()).lg_code)
    return Source(path, opened.start, columns_of(opened.headings, made), made, ground)


def scan(load: ResidentLoad, source: Source, position: int, start: reading.Position) -> dict[str, Any]:
    """Do block ``position``, which begins at ``start``. Gives where the next one begins, for the checkpoint."""
    piece = reading.block(source.path, start, source.end_of(position), source.columns.count)
    made = converted(piece, source)
    keys = made.frame.select(
        *cross_checks.KEYS,
        pl.lit(position, pl.Int32).alias("block"),
        pl.int_range(pl.len(), dtype=pl.Int32).alias("row"),
    )
    findings = pl.concat([pl.DataFrame(schema=values.FINDING), *made.findings])
    stage.write(load.id, f"rows-{position:05}", made.frame)
    stage.write(load.id, f"keys-{position:05}", keys)
    stage.write(load.id, f"findings-{position:05}", findings)
    about = {
        "unread": [vars(one) for one in piece.unread],
        "conversions": made.conversions,
        "examples": made.examples,
    }
    stage.write_json(load.id, f"about-{position:05}", about)
    return {"offset": piece.end.offset, "line": piece.end.line}


def converted(piece: reading.Block, source: Source) -> values.Typed:
    """A block typed and checked line by line."""
    made = values.typed(piece.cells, piece.lines, source.columns, source.profile)
    field_checks.check(made, source.profile, source.ground)
    return made
