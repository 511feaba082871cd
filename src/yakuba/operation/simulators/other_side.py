"""What every simulated party does with its spool, written from docs/exchange.md and nothing else."""

import csv
import hashlib
import io
import json
import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yakuba.platform.tenancy.context import now

Record = dict[str, Any]

_MANIFEST = ".manifest.json"
_NAMESPACE = uuid.UUID("5f1d3c1e-6f0b-4f0e-9d35-6a1c0b6f2f10")
REFUSAL = "simulate_refusal"


@dataclass(frozen=True)
class Taken:
    """A message from a town hall: its manifest and records."""

    manifest: dict[str, Any]
    records: list[Record]

    @property
    def kind(self) -> str:
        return str(self.manifest["kind"])

    @property
    def municipality(self) -> str:
        return str(self.manifest["municipality"])


@dataclass(frozen=True)
class Reply:
    """A message to a town hall. Replies to one message have ids made from its id: sent twice, they are one."""

    municipality: str
    kind: str
    subject: str
    records: list[Record]
    sequence: int = 0


class Simulator:
    """One party. A subclass names it and says what it sends back."""

    name = ""
    layout = "jsonl"

    def __init__(self, spool: Path, local: frozenset[str] = frozenset()) -> None:
        """``local``: codes of the municipalities whose town hall reads this spool."""
        self.place = spool / self.name
        self.local = local

    def replies(self, taken: Taken) -> list[Reply]:
        """What the party sends on receipt, besides the acknowledgement."""
        return []

    def refusal(self, taken: Taken) -> str:
        """Why the party does not take a message it could read; empty when it does."""
        return ""

    def play(self) -> int:
        """Take and answer everything in ``out/``. How many messages that were."""
        count = 0
        for path in sorted((self.place / "out").glob("*" + _MANIFEST)):
            self._answer(path)
            count += 1
        return count

    def _answer(self, path: Path) -> None:
        taken, refusal = self._read(path)
        answer = {"message_id": taken.manifest["message_id"], "result": "refused" if refusal else "accepted"}
        replies = [] if refusal else self.replies(taken)
        subject = f"answer:{taken.manifest['message_id']}"
        answers = Reply(taken.municipality, "acknowledgement", subject, [{**answer, "reason": refusal}])
        for number, reply in enumerate([*replies, answers]):
            self._send(reply, str(uuid.uuid5(_NAMESPACE, f"{taken.manifest['message_id']}/{number}")))
        for file in (path.with_name(taken.manifest["file"]), path):
            file.replace(self.place / "done" / file.name)

    def _read(self, path: Path) -> tuple[Taken, str]:
        """The message, and why it is refused (empty when it is not)."""
        manifest = json.loads(path.read_bytes())
        data = path.with_name(manifest["file"]).read_bytes()
        if hashlib.sha256(data).hexdigest() != manifest["sha256"] or len(data) != manifest["bytes"]:
            return Taken(manifest, []), "データがmanifestと一致しない"
        records = list(_records(manifest["file"], data.decode("utf-8")))
        if len(records) != manifest["records"]:
            return Taken(manifest, []), "件数がmanifestと一致しない"
        asked_for = (str(record[REFUSAL]) for record in records if record.get(REFUSAL))
        taken = Taken(manifest, records)
        return taken, next(asked_for, "") or self.refusal(taken)

    def _send(self, reply: Reply, message_id: str) -> None:
        layout = "jsonl" if reply.kind == "acknowledgement" else self.layout
        stem = f"{reply.municipality}-{message_id}"
        data = _bytes(layout, reply.records)
        manifest = {
            "message_id": message_id,
            "party": self.name,
            "municipality": reply.municipality,
            "kind": reply.kind,
            "subject": reply.subject,
            "sequence": reply.sequence,
            "made_at": now().isoformat(),
            "file": f"{stem}.{layout}",
            "records": len(reply.records),
            "bytes": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
        }
        _write(self.place / "in" / str(manifest["file"]), data)
        _write(self.place / "in" / (stem + _MANIFEST), json.dumps(manifest, ensure_ascii=False).encode())


def _records(file: str, text: str) -> Iterator[Record]:
    if file.endswith(".csv"):
        yield from csv.DictReader(io.StringIO(text))
    else:
        yield from (json.loads(line) for line in text.splitlines())


def _bytes(layout: str, records: list[Record]) -> bytes:
    if layout == "jsonl":
        return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(records[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(records)
    return text.getvalue().encode()


def _write(path: Path, data: bytes) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(data)
    draft.chmod(0o600)
    draft.replace(path)
