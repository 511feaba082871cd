"""Code lists and the requirement list. Lists written by hand stand in data/code_lists beside those made here."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import yaml
from common import csv_text, read, write

HEADER = ("code", "name", "note")
GIF = {
    "1": "gif-sex",
    "2": "gif-presence",
    "3": "gif-applicability",
    "4": "marital-status",
    "5": "corporate-kind",
    "6": "country",
}
JUTOGAISHA = {"1": "sex", "2": "representative-addressee"}
EDITION = "1.0"


def code_lists(source: Path) -> None:
    """Lists of GIF and of the non-resident data list, under English names."""
    lists: defaultdict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for r in read(source, "gif-core-codelist.csv"):
        lists[GIF[r["list_no"]]].append((r["code"], r["value"], r["description"].replace("⏎", " ")))
    for r in read(source, "basic-data-list-031-codes.csv"):
        if r["code_id"] in JUTOGAISHA:
            lists[JUTOGAISHA[r["code_id"]]].append((r["value"], r["meaning"], r["note"]))
    for r in read(source, "common-api-error-codes.csv"):
        lists["common-api-error"].append((r["code"], r["name"], r["message"]))
    for name, rows in lists.items():
        write(f"code_lists/{name}.csv", csv_text(HEADER, rows))


def requirements(source: Path) -> None:
    """Ids and short titles of functional items, error and alert checks, and forms; no text of the standard."""
    digest = yaml.safe_load((source.parent / "standards" / "resident-registry.yaml").read_text(encoding="utf-8"))
    items = ((f["id"], f["title_ja"], f["title_en"], f["area"], f["status"], EDITION) for f in digest["functions"])
    write("requirements.csv", csv_text(("id", "title_ja", "title_en", "area", "status", "edition"), items))
    found = digest["errors_alerts"]["items"]
    checks = ((c["local_id"], c["level"], (c["function"] or "").strip("-"), c["condition"]) for c in found)
    write("checks.csv", csv_text(("id", "level", "requirement", "condition"), checks))
    forms = ((f["id"] or "", f["ja"], f["en"]) for f in digest["forms"]["list"])
    write("forms.csv", csv_text(("id", "title_ja", "title_en"), forms))
