"""What ordinances fix: national defaults, then the prefecture's and the municipality's dated values, then a case's own.

`data/ordinances/<scheme>.yaml` maps a prefecture ("14") or municipality ("141003") to versions with `from`, an optional
`to` (last day), `values`, source and mark. A surtax with an end returns to the default by itself.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Collection, Mapping, Sequence
from importlib import resources
from typing import Any, TypeAlias

import yaml

from yakuba.law.columns import rate_parts
from yakuba.standards import municipalities
from yakuba.standards.errors import NotFound

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast where libyaml is there
Ordinances: TypeAlias = Mapping[str, Sequence[Mapping[str, Any]]]


class OrdinancesWrong(ValueError):
    """A file of ordinances cannot be read, or says what no ordinance can."""


def read_ordinances(text: str, keys: Collection[str]) -> Ordinances:
    """Ordinances from YAML in the form of `data/ordinances`; `keys` are what they may fix. OrdinancesWrong."""
    try:
        said = yaml.load(text, Loader=_LOADER) or {}  # noqa: S506 - a safe loader
        found = {str(code): list(versions) for code, versions in said.items()}
        for code, versions in found.items():
            _check(code, versions, keys)
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as failure:
        raise OrdinancesWrong(f"条例のファイルとして読めません（{' '.join(str(failure).split())}）。") from None
    return found


def ordinance_of(
    scheme: str, municipality: str | None, day: datetime.date, more: Ordinances | None = None
) -> dict[str, Any]:
    """The values prefecture and municipality fix on a day, without defaults. Empty when nothing is known of it.

    `more`: ordinances that go over the known ones of the same prefecture or municipality.
    """
    if municipality is None:
        return {}
    found: dict[str, Any] = {}
    for key in (municipality[:2], municipality):
        for version in [*_versions(scheme).get(key, []), *(more or {}).get(key, [])]:
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


def _check(code: str, versions: Sequence[Mapping[str, Any]], keys: Collection[str]) -> None:
    prefectures = {one.code[:2] for one in municipalities.prefectures()}
    if code not in prefectures and kind_of(code) is None:
        raise OrdinancesWrong(
            f"{code} は都道府県の番号でも市区町村コードでもありません（二重引用符で囲んでください）。"
        )
    for version in versions:
        if not isinstance(version["from"], datetime.date) or not version["source"]:
            raise OrdinancesWrong(f"{code}: from（日付）と source が要ります。")
        for key, value in version["values"].items():
            if key not in keys:
                raise OrdinancesWrong(f"{code}: {key} という項目はありません。あるもの: {'、'.join(keys)}")
            try:
                rate_parts(str(value))
            except (ValueError, ArithmeticError):
                raise OrdinancesWrong(f"{code}: {key} の値を読めません: {value}") from None


@functools.cache
def _versions(scheme: str) -> Mapping[str, list[Mapping[str, Any]]]:
    path = resources.files("yakuba.law").joinpath(f"data/ordinances/{scheme}.yaml")
    if not path.is_file():  # no municipality's figures are known yet for this scheme
        return {}
    said = yaml.load(path.read_text("utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader
    return {str(key): versions for key, versions in said.items()}
