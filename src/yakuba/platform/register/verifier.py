"""Checks an export of the register against the chain heads. Needs this file and Python alone, not yakuba.

    python verifier.py EXPORT HEADS

EXPORT is a text file (UTF-8, lines end with LF):

    H {"format": "yakuba-register-1", "municipality": 7}
    S <head in hex> <seal>          one seal, followed by its entries in the order of their ids
    R <entry>
    ...
    E {"seals": 2, "rows": 31}

The head of a seal is the SHA-256 of the bytes of <seal>, a JSON array: sequence, municipality, number of entries,
digest of the entries (SHA-256 over the concatenated SHA-256 of each <entry>'s bytes, in hex), first and last time
(microseconds since 1970 UTC), head of the seal before (of the first: SHA-256 of "yakuba-register-1 <municipality>"),
time of sealing, transaction horizon, cluster.

<entry> is a JSON array: id, municipality, time, actor's id, actor's name, duty, place, terminal, act, subjects
(addressee numbers), items, purpose, case, outcome, detail, transaction id.

HEADS is the directory of one municipality in the second place (files *.jsonl in the order of their names), or one such
file. Take it after the export: a seal whose head is not there counts as forged.
"""

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

FORMAT = "yakuba-register-1"
MAX_FINDINGS = 100


@dataclass(frozen=True)
class Finding:
    """What is wrong and in which seal (0: the file as a whole). ``kind`` is a word for machines."""

    kind: str
    sequence: int
    message: str


@dataclass
class Report:
    """The result. ``ok`` only when nothing at all was found; ``confirmed`` is the last seal that heads confirm."""

    seals: int = 0
    rows: int = 0
    confirmed: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.findings

    def found(self, kind: str, sequence: int, message: str) -> None:
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(Finding(kind, sequence, message))


@dataclass
class _Heads:
    """Sequence → head as the second place has them, and what it knows of restorations."""

    heads: dict[int, str] = field(default_factory=dict)
    restored: list[tuple[int, int]] = field(default_factory=list)  # (last common, last lost)


def verify(export: Path, heads: Path) -> Report:
    """Check every entry, seal and head. Raises OSError when a file cannot be read; everything else is a finding."""
    report = Report()
    known = _read_heads(heads, report)
    with export.open("rb") as stream:
        _Walk(report, known).run(stream)
    return report


def _read_heads(place: Path, report: Report) -> _Heads:
    files = sorted(place.glob("*.jsonl")) if place.is_dir() else [place]
    known = _Heads()
    last = 0
    for line in (line for file in files for line in file.read_bytes().splitlines()):
        try:
            value = json.loads(line)
            sequence = int(value["sequence"])
        except (ValueError, TypeError, KeyError):
            report.found("heads", last, "封印の控えに読めない行があります")
            continue
        if "restored_after" in value:
            known.restored.append((sequence, last))
            known.heads = {number: head for number, head in known.heads.items() if number <= sequence}
        elif sequence != last + 1:
            report.found("heads", sequence, f"封印の控えの番号が続いていません({last} の次が {sequence})")
            known.heads[sequence] = str(value.get("head"))
        else:
            known.heads[sequence] = str(value.get("head"))
        last = sequence
    for common, lost in known.restored:
        message = f"データベースが封印 {common} の時点に復元され、{common + 1} から {lost} までの記録が失われています"
        report.found("restored", common, message)
    return known


class _Walk:
    """One pass over the export, in constant memory but for one seal's digests."""

    def __init__(self, report: Report, known: _Heads) -> None:
        self.report, self.known = report, known
        self.municipality: int | None = None
        self.seal: list[Any] | None = None
        self.previous = ""
        self.last = 0
        self.digests: list[bytes] = []
        self.last_id = b""
        self.closed = False

    def run(self, stream: BinaryIO) -> None:
        for line in self._rows(stream):
            self._other(line)
        self._end_seal()
        if not self.closed:
            self.report.found("cut", self.last, "ファイルが途中で切れています(終わりの行がありません)")
        if self.known.heads and max(self.known.heads) > self.last:
            message = (
                f"末尾が欠けています。控えには封印 {max(self.known.heads)} までありますが、{self.last} で終わっています"
            )
            self.report.found("tail", self.last, message)
        if self.last and not self.known.heads:
            self.report.found("unconfirmed", 0, "封印の控えがありません。照合できません")

    def _rows(self, stream: Iterable[bytes]) -> Iterator[bytes]:
        """Digest entries here, where the time goes; hand on every other line."""
        sha256, digests, last_id = hashlib.sha256, self.digests, b""
        for line in stream:
            if line[:2] == b"R " and line[-1:] == b"\n" and self.seal is not None and not self.closed:
                if line[4:40] <= last_id:
                    self.report.found("order", self.last, "記録の順序が入れ替わっているか、重複しています")
                last_id = line[4:40]
                digests.append(sha256(line[2:-1]).digest())
            else:
                yield line
                digests, last_id = self.digests, b""

    def _other(self, line: bytes) -> None:
        kind, body = line[:2], line[2:-1]
        if self.closed or line[-1:] != b"\n":
            self.report.found("format", self.last, "終わりの行のあとに余分な行があるか、行が途中で切れています")
        elif kind == b"H " and self.municipality is None:
            self._header(body)
        elif kind == b"S " and self.municipality is not None:
            self._end_seal()
            self._begin_seal(body)
        elif kind == b"E " and self.municipality is not None:
            self._end_seal()
            self._footer(body)
        else:
            self.report.found("format", self.last, "読めない行、または置き場所の違う行があります")

    def _header(self, body: bytes) -> None:
        try:
            municipality = int(json.loads(body)["municipality"])
        except (ValueError, TypeError, KeyError):
            municipality = -1
        if body != json.dumps({"format": FORMAT, "municipality": municipality}).encode():
            self.report.found("format", 0, "先頭の行が読めません。利用記録の書出しではありません")
        self.municipality = municipality
        self.previous = hashlib.sha256(f"{FORMAT} {municipality}".encode()).hexdigest()

    def _begin_seal(self, body: bytes) -> None:
        head, _, text = body.partition(b" ")
        try:
            seal = json.loads(text)
            sequence, municipality, _rows, _digest, _first, _last, previous = seal[:7]
            sequence = int(sequence)
        except (ValueError, TypeError):
            self.report.found("format", self.last + 1, "封印の行が読めません")
            self.seal, self.digests, self.last = None, [], self.last + 1
            return
        actual = hashlib.sha256(text).hexdigest()
        if actual.encode() != head:
            self.report.found("head", sequence, "封印の内容と封印の値が合いません")
        if sequence != self.last + 1:
            self.report.found("sequence", sequence, f"封印が抜けています({self.last} の次が {sequence})")
        if previous != self.previous:
            self.report.found("chain", sequence, "前の封印につながっていません")
        if municipality != self.municipality:
            self.report.found("municipality", sequence, "別の団体の封印です")
        self._compare(sequence, actual)
        self.seal, self.digests, self.previous, self.last = seal, [], actual, sequence

    def _compare(self, sequence: int, head: str) -> None:
        known = self.known.heads.get(sequence)
        if known == head:
            self.report.confirmed = sequence
        elif known is None:
            self.report.found("unconfirmed", sequence, "この封印は控えにありません")
        else:
            self.report.found("heads_differ", sequence, "封印が控えと違います")

    def _end_seal(self) -> None:
        if self.seal is None:
            return
        _, _, rows, digest, *_ = self.seal
        if len(self.digests) != rows:
            message = f"記録の件数が合いません(封印 {rows} 件、書出し {len(self.digests)} 件)"
            self.report.found("count", self.last, message)
        if hashlib.sha256(b"".join(self.digests)).hexdigest() != digest:
            self.report.found("rows", self.last, "記録が書き換え・追加・削除されています")
        self.report.seals += 1
        self.report.rows += len(self.digests)
        self.seal, self.digests = None, []

    def _footer(self, body: bytes) -> None:
        self.closed = True
        if body != json.dumps({"seals": self.report.seals, "rows": self.report.rows}).encode():
            self.report.found("footer", self.last, "終わりの行の件数が、実際の件数と合いません")


def main(arguments: list[str]) -> int:
    """0: all well. 1: something was found. 2: wrong usage or unreadable file."""
    if len(arguments) != 2:
        sys.stderr.write("usage: verifier.py EXPORT HEADS\n")
        return 2
    try:
        report = verify(Path(arguments[0]), Path(arguments[1]))
    except OSError as problem:
        sys.stderr.write(f"読めません: {problem}\n")
        return 2
    for finding in report.findings:
        sys.stdout.write(f"封印 {finding.sequence}: {finding.message} [{finding.kind}]\n")
    sys.stdout.write(f"封印 {report.seals} / 記録 {report.rows} 件 / 控えと一致 {report.confirmed} まで\n")
    return 0 if report.ok else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
