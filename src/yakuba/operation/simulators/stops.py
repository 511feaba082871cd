"""Copies that a simulated party may not issue, as the town halls told it (kind ``issue_stop``); kept in a file."""

import json
from datetime import date
from pathlib import Path

from yakuba.operation.simulators.other_side import Record, Taken
from yakuba.platform.tenancy.context import JST, now

KIND = "issue_stop"


class Stops:
    """The list of one party: municipality and reference to the first day of the stop."""

    def __init__(self, place: Path) -> None:
        self.file = place / "stops.json"

    def refusal(self, taken: Taken) -> str:
        """What is wrong with a message of this kind: each record names one person or household and a state."""
        for record in taken.records if taken.kind == KIND else ():
            if bool(record.get("subject_ref")) == bool(record.get("household_ref")):
                return "対象（subject_ref か household_ref のどちらか一方）がない"
            if record.get("state") not in ("stopped", "free"):
                return f"state が stopped・free のどちらでもない：{record.get('state')}"
            if record["state"] == "stopped" and not _is_day(str(record.get("from_on", ""))):
                return f"from_on が日付でない：{record.get('from_on')}"
        return ""

    def take(self, taken: Taken) -> None:
        """The last word about a person or household counts."""
        if taken.kind != KIND:
            return
        known = self.known()
        for record in taken.records:
            for key in _keys(taken.municipality, record):
                known.pop(key, None)
                if record["state"] == "stopped":
                    known[key] = str(record["from_on"])
        self.file.write_text(json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True))

    def holds(self, municipality: str, record: Record) -> bool:
        """Whether a copy of this record is stopped today."""
        known, today = self.known(), now().astimezone(JST).date().isoformat()
        return any(known.get(key, "9999") <= today for key in _keys(municipality, record))

    def known(self) -> dict[str, str]:
        """``municipality/subject_ref or household_ref`` to the first day."""
        return dict(json.loads(self.file.read_text())) if self.file.exists() else {}


def _keys(municipality: str, record: Record) -> list[str]:
    return [f"{municipality}/{name}/{record[name]}" for name in ("subject_ref", "household_ref") if record.get(name)]


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
