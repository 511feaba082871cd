"""Simulated systems of other areas (児童手当、国民健康保険、水道 …), written from docs/handover.md and nothing else.

Each takes hand-overs from its spool, holds them to the documented layout, keeps what it took in ``taken/``, and answers
with a receipt: a reference number, or a refusal with its reason. No implementation of any real system.
"""

import json
import re
import uuid
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from yakuba.operation.simulators.other_side import Record, Reply, Simulator, Taken

KIND, RECEIPT = "handover", "handover_receipt"
SEND_BACK = "模擬差戻し"
"""An answer that says this is sent back, so that staff can practise it."""

_TEXT = ("procedure", "title", "receipt_number", "applicant_name")
_PERSON = ("number", "name", "name_kana", "birth_date", "birth_date_text", "sex", "postcode", "address", "protection")
_FIXED = ("handover_id", "procedure", "version", "title", "receipt_number", "filed_on", "channel")
_COLUMNS = frozenset((*_FIXED, *(f"applicant_{name}" for name in _PERSON)))
_ANSWER = re.compile(r"answer_[a-z0-9_]+")
_SHAPES = {
    "version": re.compile(r"[1-9][0-9]{0,3}"),
    "channel": re.compile(r"portal|counter"),
    "applicant_number": re.compile(r"[0-9]{1,15}"),
    "applicant_sex": re.compile(r"[0-9]?"),
    "applicant_postcode": re.compile(r"([0-9]{7})?"),
}
_TWELVE = re.compile(r"(?<![0-9])[0-9]{12}(?![0-9])")


class OutsideSystem(Simulator):
    """One system: the party ``system-...`` of a spool."""

    def __init__(self, spool: Path, name: str) -> None:
        self.name = name
        super().__init__(spool)

    def refusal(self, taken: Taken) -> str:
        """A file that is not as documented is refused whole; the sender's staff read why."""
        if taken.kind != KIND:
            return f"種類：{taken.kind}は受け取らない"
        if len(taken.records) != 1:
            return f"件数：1件でない（{len(taken.records)}件）"
        return "、".join(_faults(taken.records[0]))

    def replies(self, taken: Taken) -> list[Reply]:
        (record,) = taken.records
        handover_id = str(record["handover_id"])
        receipt = {"handover_id": handover_id, "result": "accepted", "reference": self._reference(handover_id)}
        receipt["reason"] = next((f"{name}：{SEND_BACK}" for name in _answers(record) if SEND_BACK in record[name]), "")
        if receipt["reason"]:
            receipt |= {"result": "refused", "reference": ""}
        else:
            self._keep(handover_id, record)
        return [Reply(taken.municipality, RECEIPT, f"receipt:{handover_id}", [receipt])]

    def _reference(self, handover_id: str) -> str:
        """The same for the same hand-over, so that a doubled file is one."""
        return f"{self.name.removeprefix('system-')[:3].upper()}-{uuid.UUID(handover_id).int % 10**9:09d}"

    def _keep(self, handover_id: str, record: Record) -> None:
        folder = self.place / "taken"
        folder.mkdir(mode=0o700, exist_ok=True)
        (folder / f"{handover_id}.json").write_text(json.dumps(record, ensure_ascii=False, indent=1), encoding="utf-8")


class OutsideSystems(Simulator):
    """All of them at once, whichever the spool has."""

    def play(self) -> int:
        return sum(OutsideSystem(self.place, found.name).play() for found in sorted(self.place.glob("system-*")))


def _answers(record: Record) -> Iterator[str]:
    return (name for name in record if name.startswith("answer_"))


def _faults(record: Record) -> Iterator[str]:
    """What is not as docs/handover.md says."""
    not_text = [name for name, value in record.items() if not isinstance(value, str)]
    if not_text:
        yield f"文字でない項目（{'・'.join(not_text)}）"
        return
    if missing := sorted(_COLUMNS - record.keys()):
        yield f"ない項目（{'・'.join(missing)}）"
        return
    if unknown := [name for name in record if name not in _COLUMNS and not _ANSWER.fullmatch(name)]:
        yield f"知らない項目（{'・'.join(unknown)}）"
    if not any(_answers(record)):
        yield "答えがない"
    yield from (f"{name}：空" for name in _TEXT if not record[name])
    yield from (f"{name}：形が違う" for name, shape in _SHAPES.items() if not shape.fullmatch(record[name]))
    if not _is_uuid(record["handover_id"]):
        yield "handover_id：UUIDでない"
    dates = [name for name in record if name == "filed_on" or name.endswith("birth_date")]
    yield from (f"{name}：日付でない" for name in dates if not _is_date(record[name], name != "filed_on"))
    yield from (f"{name}：個人番号らしい12桁の数字" for name in sorted(_free(record)) if _number(record[name]))


def _free(record: Record) -> set[str]:
    """Columns of free text; numbers of accounts and customers may have any digits."""
    return {name for name in _answers(record) if not name.endswith(("_number", "_sha256", "_id"))}


def _number(text: str) -> bool:
    """Whether twelve digits with the check digit of an individual number stand in a text (平成26年総務省令85号5条)."""
    for found in _TWELVE.findall(text):
        digits = [int(one) for one in reversed(found[:11])]
        rest = sum(digit * weight for digit, weight in zip(digits, (2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6), strict=True)) % 11
        if int(found[11]) == (0 if rest <= 1 else 11 - rest):
            return True
    return False


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def _is_date(text: str, may_be_empty: bool) -> bool:
    if not text:
        return may_be_empty
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
