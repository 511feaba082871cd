"""What ordinances fix: national defaults, then the prefecture's and the municipality's dated values, then a case's own.

`data/ordinances/<scheme>.yaml` maps a prefecture ("14") or municipality ("141003") to versions with `from`, an optional
`to` (last day), `values`, source and mark. A surtax with an end returns to the default by itself.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Mapping
from importlib import resources
from typing import Any

import yaml

from yakuba.standards import municipalities
from yakuba.standards.errors import NotFound


def ordinance_of(scheme: str, municipality: str | None, day: datetime.date) -> dict[str, Any]:
    """The values prefecture and municipality fix on a day, without defaults. Empty when nothing is known of it."""
    if municipality is None:
        return {}
    found: dict[str, Any] = {}
    for key in (municipality[:2], municipality):
        for version in _versions(scheme).get(key, []):
            if version["from"] <= day <= version.get("to", datetime.date.max):
                found |= version["values"]
    return found


def kind_of(municipality: str | None) -> municipalities.Kind | None:
    """The kind of municipality of a code; None without a code or for one that is not in the list."""
    if municipality is None:
        return None
    try:
        return municipalities.get(municipality).kind
    except NotFound:
        return None


@functools.cache
def _versions(scheme: str) -> Mapping[str, list[Mapping[str, Any]]]:
    path = resources.files("yakuba.law").joinpath(f"data/ordinances/{scheme}.yaml")
    if not path.is_file():  # no municipality's figures are known yet for this scheme
        return {}
    said = yaml.safe_load(path.read_text("utf-8"))
    return {str(key): versions for key, versions in said.items()}
