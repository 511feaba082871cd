"""The tablet's session: a code for ten minutes, then a token of its own, bound to one visit and nothing else."""

import secrets
from datetime import timedelta

from yakuba.frontyard.counter.models import Visit
from yakuba.frontyard.counter.visits import CounterError, locked, save
from yakuba.platform.access.models import Attempt
from yakuba.platform.access.service import token_hash
from yakuba.platform.tenancy.context import current_context

CODE_FOR = timedelta(minutes=10)
SESSION_FOR = timedelta(minutes=30)
WINDOW = timedelta(minutes=10)
PER_SOURCE = 10
PER_TOWN = 100
"""Wrong codes in the window: from one address, from all together. At most 100 of a million codes are tried."""


def open_code(visit: Visit) -> Visit:
    """A new code for the visitor's tablet; an earlier code or tablet session ends. Raises CounterError."""
    visit = locked(visit.id)
    instant = current_context().instant
    taken = set(Visit.objects.filter(tablet_until__gt=instant).exclude(tablet_code="").values_list("tablet_code"))
    code = ""
    while not code or (code,) in taken:
        code = f"{secrets.randbelow(1_000_000):06d}"
    visit.tablet_code, visit.tablet_token, visit.tablet_until = code, "", instant + CODE_FOR
    return save(visit)


def enter(code: str, source: str) -> str:
    """The token for the code; the code is used up. Raises CounterError; wrong ones are counted."""
    instant, mark = current_context().instant, f"tablet:{source}"[:64]
    tries = Attempt.objects.filter(source__startswith="tablet:", at__gt=instant - WINDOW)
    if tries.filter(source=mark).count() >= PER_SOURCE or tries.count() >= PER_TOWN:
        raise CounterError("続けて違う番号が入力されたため、10分ほど待ってください")
    open_ = Visit.objects.select_for_update().filter(state=Visit.State.ASKING, tablet_until__gt=instant)
    visit = open_.filter(tablet_code=code).first() if len(code) == 6 and code.isascii() and code.isdigit() else None
    if visit is None:
        Attempt.objects.create(source=mark, at=instant)
        raise CounterError("番号が違うか、10分を過ぎています。職員に聞いて、もう一度入力してください")
    token = secrets.token_urlsafe(32)
    visit.tablet_code, visit.tablet_token, visit.tablet_until = "", token_hash(token), instant + SESSION_FOR
    save(visit)
    return token


def leave(visit: Visit) -> None:
    """The tablet's session ends; what was answered and looked over stays. Raises CounterError."""
    visit = locked(visit.id)
    visit.tablet_token, visit.tablet_until = "", None
    save(visit)


def visit_of(token: str) -> Visit | None:
    """The one visit a tablet may show; None when its session has ended or the visit was signed elsewhere."""
    if not token:
        return None
    rows = Visit.objects.filter(tablet_token=token_hash(token), tablet_until__gt=current_context().instant)
    return rows.filter(state=Visit.State.ASKING).first()


def is_connected(visit: Visit) -> bool:
    return bool(visit.tablet_token) and _lasts(visit)


def has_code(visit: Visit) -> bool:
    return bool(visit.tablet_code) and _lasts(visit)


def _lasts(visit: Visit) -> bool:
    return visit.tablet_until is not None and visit.tablet_until > current_context().instant
