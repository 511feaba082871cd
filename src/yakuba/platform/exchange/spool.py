"""Files of the spool directories as docs/exchange.md lays them down.

``<spool>/<party>/{out,in,done,error}``; a message is a data file and a manifest with its hash. The manifest appears
last, by rename: whoever sees it sees whole files. The real network's own layout is not public; this one is ours.
"""

import csv
import hashlib
import io
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from yakuba.platform.exchange.errors import SpoolFault

DIRECTORIES = ("out", "in", "done", "error")
MANIFEST = ".manifest.json"
LARGEST = 64 * 1024 * 1024  # bytes of one data file
ACKNOWLEDGEMENT = "acknowledgement"

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Manifest:
    """What stands beside a data file. ``municipality`` is the local-government code of our side of the exchange.

    ``sequence`` orders the messages of one ``subject``. ``made_at`` is ISO 8601 with offset.
    """

    message_id: str
    party: str
    municipality: str
    kind: str
    subject: str
    sequence: int
    made_at: str
    file: str
    records: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Found:
    """A manifest file in a spool, read or not."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.name.removesuffix(MANIFEST)


class Spool:
    """The spool of one party. Directories are made when first used, readable by this user only."""

    def __init__(self, root: Path, party: str) -> None:
        self.root = root / party
        self.party = party

    def make(self) -> None:
        for name in DIRECTORIES:
            (self.root / name).mkdir(mode=0o700, parents=True, exist_ok=True)

    def write(self, manifest: Manifest, data: bytes, to: str = "out") -> None:
        """Put a message into ``out/`` (the party's side: ``in/``). Writing it again replaces it by the same bytes."""
        self.make()
        place = self.root / to
        _write(place / manifest.file, data)
        text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1, sort_keys=True)
        _write(place / (stem(manifest) + MANIFEST), text.encode())

    def waiting(self) -> list[Found]:
        """Messages in ``in/`` that are whole, in order of name."""
        return [Found(path) for path in sorted((self.root / "in").glob("*" + MANIFEST))]

    def read(self, found: Found) -> tuple[Manifest, list[Record]]:
        """The message of a manifest. Raises SpoolFault when manifest, hash or data are not as documented."""
        manifest = _parse(found.path.read_bytes())
        if manifest.party != self.party:
            raise SpoolFault(f"連携先：manifest は「{manifest.party}」、置き場所は「{self.party}」")
        if manifest.file not in (found.name + ".jsonl", found.name + ".csv"):
            raise SpoolFault("データファイル名：manifest の名前に .jsonl か .csv を付けたものでない")
        path = found.path.with_name(manifest.file)
        if not path.is_file():
            raise SpoolFault(f"データファイル：ない（{manifest.file}）。データを先に、manifest を後に置く")
        if path.stat().st_size > LARGEST:
            raise SpoolFault(f"データファイル：{LARGEST}バイトより大きい。分けて送る")
        data = path.read_bytes()
        if len(data) != manifest.bytes or hashlib.sha256(data).hexdigest() != manifest.sha256:
            raise SpoolFault("データファイル：長さかSHA-256がmanifestと違う。送り直す")
        records = decode(manifest.file, data)
        if len(records) != manifest.records:
            raise SpoolFault(f"件数：manifest は{manifest.records}件、データは{len(records)}件")
        return manifest, records

    def done(self, found: Found) -> None:
        """Move a taken message to ``done/``."""
        self._move(found, "done")

    def reject(self, found: Found, reason: str) -> None:
        """Move a message that cannot be taken to ``error/``, with the reason beside it."""
        _write(self.root / "error" / (found.name + ".reason.txt"), (reason + "\n").encode())
        self._move(found, "error")

    def purge(self, before: float) -> int:
        """Remove files in ``done/`` whose last change is before a time (seconds since 1970). How many."""
        old = [path for path in (self.root / "done").glob("*") if path.stat().st_mtime < before]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def _move(self, found: Found, to: str) -> None:
        target = self.root / to
        for path in [*_data_files(found), found.path]:  # the manifest last: until then the message counts as waiting
            path.replace(target / path.name)


def stem(manifest: Manifest) -> str:
    """The common part of a message's file names."""
    return f"{manifest.municipality}-{manifest.message_id}"


def encode(layout: str, records: list[Record]) -> bytes:
    """Records as bytes: UTF-8, a record a line, LF."""
    if layout == "csv":
        text = io.StringIO()
        writer = csv.DictWriter(text, fieldnames=list(records[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(records)
        return text.getvalue().encode()
    return "".join(json.dumps(record, ensure_ascii=False, sort_keys=True) + "\n" for record in records).encode()


def decode(file: str, data: bytes) -> list[Record]:
    """Bytes as records; the file's suffix tells the layout. Raises SpoolFault."""
    try:
        text = data.decode("utf-8")
        if file.endswith(".csv"):
            return _rows(text)
        if file.endswith(".jsonl"):
            return list(_objects(text))
    except (UnicodeDecodeError, json.JSONDecodeError, csv.Error, RecursionError) as problem:
        raise SpoolFault(f"データファイル：読み取れない（{type(problem).__name__}）。UTF-8で、1行1件にする") from None
    raise SpoolFault(f"データファイル：.jsonl でも .csv でもない（{file}）")


def _objects(text: str) -> Iterator[Record]:
    for number, line in enumerate(text.splitlines(), start=1):
        record = json.loads(line)
        if not isinstance(record, dict):
            raise SpoolFault(f"データファイル{number}行目：JSONのオブジェクトでない")
        yield record


def _rows(text: str) -> list[Record]:
    reader = csv.DictReader(io.StringIO(text), strict=True)
    rows: list[Record] = []
    for row in reader:
        if None in row or None in row.values():
            raise SpoolFault(f"データファイル{reader.line_num}行目：見出しと列の数が違う")
        rows.append(row)
    return rows


def _parse(data: bytes) -> Manifest:
    try:
        found = json.loads(data)
        manifest = Manifest(**found)
    except (UnicodeDecodeError, json.JSONDecodeError, TypeError, RecursionError) as problem:
        name = type(problem).__name__
        raise SpoolFault(f"manifest：読み取れない（{name}）。docs/exchange.md の項目をすべて書く") from None
    kinds = {name: type(value) for name, value in asdict(manifest).items()}
    wanted = {name: int if name in ("sequence", "records", "bytes") else str for name in kinds}
    wrong = [name for name, kind in wanted.items() if kinds[name] is not kind]
    if wrong:
        raise SpoolFault(f"manifest：型が違う項目がある（{'、'.join(wrong)}）")
    long = [name for name, most in (("message_id", 80), ("kind", 80), ("subject", 80)) if len(found[name]) > most]
    if long:
        raise SpoolFault(f"manifest：80文字より長い項目がある（{'、'.join(long)}）")
    if not manifest.message_id or manifest.sequence < 0:
        raise SpoolFault("manifest：message_id が空か、sequence が負")
    return manifest


def _data_files(found: Found) -> list[Path]:
    folder = found.path.parent
    return [path for path in (folder / (found.name + suffix) for suffix in (".jsonl", ".csv")) if path.is_file()]


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all: a draft in the same directory, flushed to disk, then renamed."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
