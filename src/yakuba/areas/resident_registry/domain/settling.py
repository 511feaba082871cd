"""What a household needs after persons left or joined it, and follow-ups that several changes share."""

from collections.abc import Iterable

from . import relationships as rel
from .changes import FollowUp, FollowUpKind
from .findings import Finding
from .household import Household
from .ordering import ordered
from .reasons import FilingKind, Reason
from .record import JAPANESE, Record
from .sheet import Sheet

NO_DOMICILE = frozenset({"", "なし", "不明"})


def settle(sheet: Sheet, before: Household) -> None:
    """Bring the household that persons left in order (juki-1.0:4.0.4, 4.0.5).

    A sole member left becomes head ex officio, with a notice; two or more stay without head, with an alert and the
    request notice to the one who ranked highest before. `before` is empty for a household that was not there.
    """
    after = sheet.household(before.number)
    if not after.is_headless:
        sheet.repeat_head(before.number, Reason.HEAD_CHANGE)
    elif len(after.members) == 1:
        _sole_member_becomes_head(sheet, after.members[0])
    elif before.head is not None or not before.members:
        _stays_headless(sheet, before, after)


def _sole_member_becomes_head(sheet: Sheet, member: Record) -> None:
    number = member.addressee_number
    sheet.touch(number, rel.items((rel.HEAD,)), Reason.HEAD_CHANGE)
    sheet.repeat_head(member.household_number, Reason.HEAD_CHANGE)
    sheet.follow(
        FollowUp(
            kind=FollowUpKind.HEAD_CHANGE_NOTICE,
            persons=(number,),
            household_number=member.household_number,
            addressee=number,
        )
    )


def _stays_headless(sheet: Sheet, before: Household, after: Household) -> None:
    sheet.repeat_head(before.number, Reason.EX_OFFICIO_CORRECTION)
    sheet.follow(head_change_request(before, after))
    sheet.find(head_leaves(len(after.members)))


def head_change_request(before: Household, after: Household) -> FollowUp:
    """世帯主変更依頼通知書 for a household without head, to the member ranking highest before (juki-1.0:4.0.5)."""
    staying = [member.addressee_number for member in after.members]
    ranked = (*ordered(before.members), *ordered(after.members))
    first = next(member.addressee_number for member in ranked if member.addressee_number in staying)
    return FollowUp(
        kind=FollowUpKind.HEAD_CHANGE_REQUEST,
        persons=tuple(staying),
        household_number=before.number,
        addressee=first,
    )


def head_leaves(remaining: int) -> Finding:
    """A-01: urge a change of head first."""
    return Finding(
        level="alert",
        code="A-01",
        item="persons",
        message=f"世帯主がいなくなります（残り{remaining}人）",
        remedy="先に世帯主変更を行う。続けるときは世帯主変更依頼通知書を送る",
        source="juki-1.0:4.0.4",
    )


def supplement_notices(rows: Iterable[Record]) -> list[FollowUp]:
    """戸籍附票記載事項通知, one per municipality of the domicile of origin, for Japanese residents who have one."""
    by_receiver: dict[str, list[str]] = {}
    for row in rows:
        if row.resident_type == JAPANESE and row.origin_domicile not in NO_DOMICILE:
            by_receiver.setdefault(row.origin_domicile_municipality_code, []).append(row.addressee_number)
    return [
        FollowUp(kind=FollowUpKind.SUPPLEMENT_NOTICE, persons=tuple(persons), receiver=receiver)
        for receiver, persons in by_receiver.items()
    ]


def paper(sheet: Sheet, persons: tuple[str, ...]) -> FollowUp:
    """What is written down of the change: 受理通知 (optional) of a notification, 職権記録書 of all else."""
    if sheet.filing.kind == FilingKind.NOTIFICATION:
        return FollowUp(kind=FollowUpKind.ACCEPTANCE_NOTICE, persons=persons, optional=True)
    return FollowUp(kind=FollowUpKind.EX_OFFICIO_RECORD, persons=persons)
