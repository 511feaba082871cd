"""だれが見たか: who looked at a person's data, as that person may read it. No names of staff, no office, no place."""

from typing import Any
from uuid import UUID

from yakuba.frontyard.reception import letters
from yakuba.platform.access.duties import DUTIES
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.disclosure.service import Channel, Decision, Kind, Purpose, Requester
from yakuba.platform.register import queries as register
from yakuba.platform.register.acts import LABELS, Act
from yakuba.platform.tenancy.context import JST, current_context

SENTENCE = {
    "ja": "法令により表示しない記録があります。",
    "easy": "{法律|ほうりつ}で {見|み}せることが できない {記録|きろく}が あります。",
    "en": "By law some records are not shown.",
}
MOST = 500
KEPT_INSIDE = frozenset(
    {
        Act.VIEW_PROTECTION,
        Act.SET_PROTECTION,
        Act.END_PROTECTION,
        Act.SET_SUPPRESSION,
        Act.END_SUPPRESSION,
        Act.LIFT_STOP,
        Act.REFUSED,
        Act.AUDIT_VIEW,
        Act.AUDIT_EXPORT,
    }
)
"""Acts that would tell of a support measure, of somebody else's claim, or of the supervision itself."""


def send(account: UUID, number: int) -> None:
    """The statement, to the account of the person it is about."""
    states = disclosure.subject_state([number])
    asker = Requester(Kind.PERSON, channel=Channel.PORTAL)
    shown = disclosure.decide(asker, Purpose.TRACK, states[number].subject, "access_time") is Decision.SHOW
    entries = register.of_person(number, MOST) if shown else []
    rows = [_row(entry) for entry in entries if entry.act not in KEPT_INSIDE]
    body = {
        "account": str(account),
        "made_at": current_context().instant.isoformat(),
        "rows": rows,
        "sentence": SENTENCE,
    }
    letters.send("access_record", account, body)


def _row(entry: Any) -> dict[str, str]:
    """Day, duty by its name, what for, which items: the place and the person who looked stay inside."""
    duty = DUTIES.get(entry.duty)
    return {
        "day": entry.occurred_at.astimezone(JST).date().isoformat(),
        "duty": duty.label if duty else "システムによる処理",
        "purpose": LABELS[Act(entry.act)],
        "items": "、".join(entry.items),
        "basis": "個人情報の保護に関する法律",
    }
