"""Letters that ask anew for the confirmation of children past 18 whose last one runs out, month by month."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from yakuba.areas.child_allowance import letters, mailings, queries
from yakuba.areas.child_allowance.domain import months
from yakuba.areas.child_allowance.domain.right import Child
from yakuba.areas.child_allowance.mailings import About, Addressed, Composed
from yakuba.areas.child_allowance.models import AllowanceVersion, Mailing, MailingLetter
from yakuba.platform.tenancy.context import current_context

COLUMNS = ("対象の子", "確認の期限")
HOW = "オンライン（監護相当・生計費の負担についての確認書）か、窓口、郵送で出せます。"
ELSE = "出ないときは、期限の次の月から、その子は子の数に入りません。第３子以降の加算がなくなることがあります。"


def ask() -> Mailing:
    """Begin the letters of this month, once a month. Raises CannotMail, access.Refused."""
    month = months.of(current_context().business_date)
    return mailings.start(About(kind=Mailing.Kind.OLDER, key=month))


def mailing_of_month() -> Mailing | None:
    """This month's letters, where they were begun."""
    month = months.of(current_context().business_date)
    return Mailing.objects.filter(kind=Mailing.Kind.OLDER, key=month).first()


def _asked(month: str) -> dict[UUID, tuple[AllowanceVersion, list[Child]]]:
    found: dict[UUID, tuple[AllowanceVersion, list[Child]]] = {}
    for row, child in queries.expiring(month):
        found.setdefault(row.right_id, (row, []))[1].append(child)
    return found


def _whom(mailing: Mailing) -> list[Addressed]:
    return [
        Addressed(right_id=row.right_id, right_number=row.number, claimant=row.claimant_number)
        for row, _ in _asked(mailing.key).values()
    ]


def _compose(mailing: Mailing, rows: Sequence[MailingLetter]) -> Mapping[int, Composed]:
    """Who has confirmed since the list was frozen gets no letter."""
    asked = _asked(mailing.key)
    found = {}
    for row in rows:
        if row.right_id not in asked:
            continue
        version, children = asked[row.right_id]
        until = [f"{child.name}（{months.words(child.confirmed_until)}分まで）" for child in children]
        told = (("受給者番号", row.right_number), *(("確認の期限が来る子", one) for one in until), ("出し方", HOW))
        body = (
            "18歳の年度末を過ぎた子について、前にいただいた確認の期限が近づいたか、過ぎました。",
            "今もその子の世話をし、生活費や学費を負担しているときは、確認書を出してください。",
        )
        text = letters.Text("児童手当　確認書のお願い", body, told, (), (ELSE,))
        numbers = [child.number for child in children if child.number is not None]
        telling = letters.Telling(version.claimant_number, letters.about(numbers, version.claimant_number))
        cells = ("　".join(child.name for child in children), "　".join(child.confirmed_until for child in children))
        found[row.place] = Composed(text, telling, cells)
    return found


def register_sort() -> None:
    """Called once at start."""
    mailings.register_sort(Mailing.Kind.OLDER, mailings.Sort(_whom, _compose, COLUMNS))
