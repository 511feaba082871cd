"""An own procedure for tests: a subsidy for fences against game, with a ledger and a letter."""

from datetime import date
from typing import Any

from tests.world import MORNING
from yakuba.platform.cases.models import OwnProcedure
from yakuba.platform.parameters import service as parameters

CODE = "own_fence"


def text(words: str) -> dict[str, str]:
    return {"ja": words, "easy": words, "en": words}


def question(name: str, kind: str, title: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "kind": kind, "title": text(title), "item": title, **more}


DEFINITION: dict[str, Any] = {
    "area": "own_ledgers",
    "title": text("防獣柵設置費補助金の申請"),
    "summary": text("柵を設置する費用の補助"),
    "keywords": ["柵", "補助金"],
    "basis": "北見市防獣柵設置費補助金交付要綱",
    "identity": "card",
    "finish": "confirm",
    "action": "own_ledger.enter",
    "build": "own_ledger.entry",
    "checks": ["resident_registry.applicant_is_resident", "filings.not_twice", "resident_registry.current_residents"],
    "deadline": text("なし"),
    "bring": text("なし"),
    "afterwards": [text("通知書が届きます")],
    "days": 14,
    "desk": "農林水産課",
    "ledger": {"name": "防獣柵設置費補助金台帳", "prefix": "獣"},
    "letter": {
        "title": "防獣柵設置費補助金交付決定通知書",
        "paragraphs": [
            "{day}、{name}様（{address}）に、補助金{amount}の交付を決定しました。",
            "番号　{number}　柵の種類　{kind}　管理する人　{keepers}　備考　{note}",
        ],
    },
    "steps": [
        question(
            "kind",
            "choice",
            "柵の種類は何ですか？",
            options=[
                {"value": "wire", "label": text("電気柵")},
                {"value": "net", "label": text("網")},
            ],
        ),
        question("amount", "number", "費用", most=10_000_000, unit=text("円")),
        question("place", "address", "設置場所", required=False),
        question("keepers", "people", "管理する人", required=False),
        question("note", "text", "備考", required=False, longest=4000),
    ],
}


def publish(version: int = 1, **changes: Any) -> OwnProcedure:
    """A published version in the open town, with parts changed."""
    return OwnProcedure.objects.create(
        code=CODE,
        version=version,
        title="防獣柵設置費補助金の申請",
        state=OwnProcedure.State.PUBLISHED,
        definition={**DEFINITION, **changes},
        valid_from=date(2026, 4, 1),
        edited_by_name="係長 一郎",
        edited_at=MORNING,
    )


def name_the_mayor() -> None:
    """Nothing is certified without a name."""
    parameters.set("certifier.mayor.title", date(2026, 4, 1), "北見市長", "試験")
    parameters.set("certifier.mayor.name", date(2026, 4, 1), "北見　太郎", "試験")
