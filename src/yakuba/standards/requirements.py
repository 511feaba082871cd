"""The functional items of the resident-record standard by id, its checks and forms, to name them in code and tests.

Source: 住民記録システム標準仕様書 第1.0版 (総務省, 2020-09); ids and titles only, later editions were not in reach.
Check ids are ours, as the official table was not in reach either; checks without a requirement are proposals.

>>> requirement("2.1.2").title_ja, requirement("2.1.2").status
('検索文字入力', 'required')
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from yakuba.standards import _data
from yakuba.standards.errors import NotFound


class Requirement(NamedTuple):
    """A functional item. Status: required, optional, prohibited, or referenced only."""

    id: str
    title_ja: str
    title_en: str
    area: str
    status: str
    edition: str

    @property
    def reference(self) -> str:
        """How docstrings and documents name it: 'juki-1.0:2.1.2'."""
        return f"juki-{self.edition}:{self.id}"


class Check(NamedTuple):
    """A check at input or issue. Level: error (エラー), alert (アラート), system error, not to implement."""

    id: str
    level: str
    requirement: str
    condition: str


class Form(NamedTuple):
    """A printed form (様式・帳票); `id` is empty where the standard names it without one."""

    id: str
    title_ja: str
    title_en: str


@cache
def _by_id() -> Mapping[str, Requirement]:
    return {row[0]: Requirement(*row) for row in _data.table("requirements.csv")}


def all_requirements() -> tuple[Requirement, ...]:
    """Every item in the order of the standard.

    >>> len(all_requirements())
    147
    """
    return tuple(_by_id().values())


def requirement(item_id: str) -> Requirement:
    """An item by id.

    >>> requirement("99.9")
    Traceback (most recent call last):
    yakuba.standards.errors.NotFound: 標準仕様書に機能要件「99.9」はありません。
    """
    found = _by_id().get(item_id)
    if found is None:
        raise NotFound(f"標準仕様書に機能要件「{item_id}」はありません。")
    return found


@cache
def checks() -> tuple[Check, ...]:
    """Errors and alerts.

    >>> checks()[3]
    Check(id='E-04', level='error', requirement='4.0.3', condition='異動日 later than the processing day (except 転出)')
    """
    return tuple(Check(*row) for row in _data.table("checks.csv"))


@cache
def forms() -> tuple[Form, ...]:
    """Forms.

    >>> [form.title_ja for form in forms() if form.id == "20.1.2"]
    ['住民票の写し（世帯連記式）']
    """
    return tuple(Form(*row) for row in _data.table("forms.csv"))
