"""Writing memos. Edits and deletions keep history (juki-1.0:1.1.15)."""

from uuid import UUID

from yakuba.areas.resident_registry.models import Memo
from yakuba.platform.access import service as access
from yakuba.platform.register import service as register
from yakuba.platform.tenancy.context import current_context

ENTER = "resident_registry.enter"


def write(addressee_number: int, text: str, replaces: UUID | None = None) -> Memo:
    """Add a memo; with ``replaces`` the older one is no longer shown, but stays. Raises access.Refused."""
    access.require(ENTER)
    context = current_context()
    register.record("write_memo", [addressee_number], note=register.Note(duty=ENTER))
    return Memo.objects.create(
        addressee_number=addressee_number,
        text=text,
        written_by=context.actor.id,
        written_by_name=context.actor.name,
        written_at=context.instant,
        replaces_id=replaces,
        is_deletion=not text,
    )
