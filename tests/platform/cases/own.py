"""An own procedure for tests: 犬の登録, small but whole, as its maker would leave it."""

from datetime import date
from typing import Any

from yakuba.platform.cases import building
from yakuba.platform.cases.own_models import OwnProcedure
from yakuba.platform.cases.procedures import drafting
from yakuba.platform.cases.procedures.drafting import Definition

CHECKS = ("resident_registry.applicant_is_resident", "filings.not_twice", "resident_registry.no_open_change")


def question(name: str, kind: str, title: str, **more: Any) -> Definition:
    found = {"id": name, "kind": kind, "title": drafting.text(title), "item": title, "hint": None, "required": True}
    return found | {"when": None} | more


def dog() -> Definition:
    """Three questions, one of them a branch; ends where the registry of actions has something to end in."""
    end = building.ends()[0].name
    given = drafting.fresh(CHECKS, **building.end_of(end))
    return given | {
        "title": drafting.text("犬の登録", "{犬|いぬ}の {登録|とうろく}", "Registering a dog"),
        "summary": drafting.text("犬を飼い始めた人が登録します。"),
        "basis": "狂犬病予防法第4条",
        "desk": "環境課",
        "fee_yen": 3000,
        "steps": [
            question("q1", "text", "犬の名前", longest=20),
            question("q2", "yes_no", "予防注射を受けましたか"),
            question("q3", "date", "注射の日", latest=0, earliest=None, when={"question": "q2", "is_": "yes"}),
        ],
        "ledger": {"name": "犬の台帳", "prefix": "犬"} if end == building.LEDGER[0] else None,
        "letter": {"title": "登録のお知らせ", "paragraphs": ["{name} 様", "{q1}を登録しました（{number}）。"]},
    }


def published(day: date, definition: Definition | None = None) -> OwnProcedure:
    """Started and published from ``day``, by whoever is at work."""
    row = building.start(definition or dog())
    return building.publish(row.id, row.revision, day)
