"""The portal's side of the spool, for tests of the core's side: writes letters into in/, reads and answers out/."""

import base64
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from yakuba.platform.exchange import collector, delivery
from yakuba.platform.exchange.sealed_letters import open_body, pair, seal_body
from yakuba.platform.exchange.spool import ACKNOWLEDGEMENT, Spool
from yakuba.platform.tenancy.context import now

ACCOUNT = UUID("7b1f6a4e-2c11-4e7c-9b52-0a4e8e9f1a01")


class PortalSide:
    """One town's letters."""

    def __init__(self, spool: Path, lg_code: str) -> None:
        self.spool = Spool(spool, "portal")
        self.spool.make()
        self.lg_code = lg_code
        self.secret, _ = pair(spool.parent / "portal" / "letters.key", self.spool.root / "portal.pub")
        self.sequence = 0

    def send(self, kind: str, body: Mapping[str, Any], message_id: str = "") -> None:
        """A letter, and everything the core does with it."""
        public = (self.spool.root / "core.pub").read_bytes()
        self._write(kind, str(body.get("account", "")), [{"body": seal_body(public, body)}], message_id)
        self.rounds()

    def rounds(self) -> None:
        for _ in range(4):
            collector.collect()
            delivery.handle_due()
            delivery.deliver_due()

    def _write(self, kind: str, subject: str, records: list[dict[str, str]], message_id: str = "") -> None:
        self.sequence += 1
        message_id = message_id or str(uuid4())
        data = "".join(json.dumps(one) + "\n" for one in records).encode()
        name = f"{self.lg_code}-{message_id}"
        manifest = {
            "message_id": message_id,
            "party": "portal",
            "municipality": self.lg_code,
            "kind": kind,
            "subject": subject,
            "sequence": self.sequence,
            "made_at": now().isoformat(),
            "file": f"{name}.jsonl",
            "records": len(records),
            "bytes": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
        }
        (self.spool.root / "in" / f"{name}.jsonl").write_bytes(data)
        (self.spool.root / "in" / f"{name}.manifest.json").write_text(json.dumps(manifest))

    def read(self) -> list[tuple[str, dict[str, Any]]]:
        """Everything that lies in out/, opened and answered, until nothing comes any more."""
        found: list[tuple[str, dict[str, Any]]] = []
        for _ in range(10):
            waiting = sorted((self.spool.root / "out").glob("*.manifest.json"))
            if not waiting:
                return found
            for path in waiting:
                manifest = json.loads(path.read_text())
                data = self.spool.root / "out" / manifest["file"]
                for line in data.read_text(encoding="utf-8").splitlines():
                    found.append((manifest["kind"], open_body(self.secret, json.loads(line)["body"])))
                answer = {"message_id": manifest["message_id"], "result": "accepted", "reason": ""}
                self._write(ACKNOWLEDGEMENT, f"answer:{manifest['message_id']}", [answer])
                data.unlink()
                path.unlink()
            self.rounds()
        return found


def one(letters: list[tuple[str, dict[str, Any]]], kind: str) -> dict[str, Any]:
    """The only letter of a kind."""
    (found,) = [body for name, body in letters if name == kind]
    return found


def pdf(body: Mapping[str, Any]) -> bytes:
    return base64.b64decode(body["pdf"])
