"""The picture of adoption: what it says, where the day stands, and months that may not be told."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

from yakuba.insight.processes.pictures.adoption import AdoptionFigures, MonthShare, draw, figures, said

MONTHS = (
    MonthShare("2025-11", 20, 0.4, 0.2, 0.6),
    MonthShare("2026-01", None, None),
    MonthShare("2026-02", 30, 0.9, 0.75, 0.97),
)


def test_the_picture_has_every_month_and_the_day_of_adoption() -> None:
    made = draw(AdoptionFigures(MONTHS, date(2026, 1, 15), 0.4, 0.9), "ja")
    drawing = ElementTree.fromstring(made.svg)
    words = [one.text for one in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert [one for one in words if one in ("2025-11", "12", "2026-01", "02")] == ["2025-11", "12", "2026-01", "02"]
    assert "2026-01-15" in words
    assert len(list(drawing.iter("{http://www.w3.org/2000/svg}circle"))) == 2
    assert made.sentence == "流れどおりの案件は、2026-01-15 の前に始まったものの 40%、その日からのものの 90% です。"
    assert made.table.rows[1] == ("2026-01", None, None, None, None) and made.table.rows[0][2] == 40.0
    assert draw(AdoptionFigures(MONTHS), "en").svg == draw(AdoptionFigures(MONTHS), "en").svg


def test_what_is_said_without_a_day_and_without_a_month() -> None:
    assert said(AdoptionFigures(MONTHS)).ja.startswith("2026-02 に始まった案件の 90%")
    assert said(AdoptionFigures(())).en == "No month has a share that can be told."
    assert "<svg" in draw(AdoptionFigures((), date(2026, 1, 1), None, None), "ja").svg


def test_figures_of_a_result() -> None:
    share = {"cases": 4, "fitting": 2, "undecided": 0, "share": 0.5, "interval": [0.1, 0.9]}
    found = figures(
        {"months": [{"month": "2026-04", **share}], "adopted_on": "2026-04-01", "before": share, "after": None}
    )
    assert found == AdoptionFigures((MonthShare("2026-04", 4, 0.5, 0.1, 0.9),), date(2026, 4, 1), 0.5, None)
