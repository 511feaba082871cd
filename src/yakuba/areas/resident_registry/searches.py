"""Saved searches of a user: the newest few are kept (juki-1.0:2.1.1)."""

from uuid import UUID

from pydantic import TypeAdapter

from yakuba.areas.resident_registry.models import SavedSearch
from yakuba.areas.resident_registry.queries import Wanted
from yakuba.platform.screens.dates import short_japanese
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.statements import Read

KEPT = 20
_WANTED = TypeAdapter(Wanted)
_ONE_OF_MINE = Read("""
SELECT conditions::text FROM saved_search
WHERE municipality_id = %(municipality)s AND account_id = %(account)s AND id = %(search)s
""")
_MINE = Read("""
SELECT id, conditions::text FROM saved_search WHERE municipality_id = %(municipality)s AND account_id = %(account)s
ORDER BY asked_at DESC, id DESC LIMIT %(kept)s
""")


def _me() -> UUID:
    """Whose searches: only people have some."""
    actor = current_context().actor.id
    if actor is None:
        raise PermissionError("searches are kept for staff accounts only")
    return actor


def keep(wanted: Wanted) -> UUID:
    """Remember the conditions; older ones than the newest ``KEPT`` go."""
    context = current_context()
    row = SavedSearch.objects.create(
        account_id=_me(), conditions=_WANTED.dump_python(wanted, mode="json"), asked_at=context.instant
    )
    mine = SavedSearch.objects.filter(account_id=_me()).order_by("-asked_at", "-id")
    old = list(mine.values_list("id", flat=True)[KEPT : KEPT + 50])
    if old:
        SavedSearch.objects.filter(id__in=old).delete()
    return row.id


def find(search_id: UUID) -> Wanted | None:
    """The conditions of one of the actor's own searches."""
    row = _ONE_OF_MINE.first(search=search_id, account=_me())
    return _WANTED.validate_json(row[0]) if row else None


def mine() -> list[tuple[UUID, str]]:
    """The actor's searches, newest first, each with its words."""
    rows = _MINE.rows(account=_me(), kept=KEPT)
    return [(search_id, words(_WANTED.validate_json(conditions))) for search_id, conditions in rows]


def words(wanted: Wanted) -> str:
    """The conditions in one line, in the Japanese calendar as registry screens show it (juki-1.0:1.1.9).

    >>> from datetime import date
    >>> words(Wanted(kana="タナカ", birth_from=date(1976, 1, 1), birth_to=date(1976, 12, 31)))
    'カナ：タナカ\u3000生年月日：昭51.1.1〜昭51.12.31'
    """
    given = vars(wanted)
    labels = {"kana": "カナ", "name": "氏名", "address": "住所", "addressee_number": "宛名", "household_number": "世帯"}
    parts = [f"{label}：{given[key]}" for key, label in labels.items() if given[key]]
    if wanted.birth_from:
        same = wanted.birth_to in (None, wanted.birth_from)
        last = "" if same or wanted.birth_to is None else f"〜{short_japanese(wanted.birth_to)}"
        parts.append(f"生年月日：{short_japanese(wanted.birth_from)}{last}")
    if wanted.sex:
        parts.append({"1": "男", "2": "女"}[wanted.sex])
    return "　".join(parts)
