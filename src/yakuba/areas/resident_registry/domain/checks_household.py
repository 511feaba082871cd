"""Checks of moves inside the municipality and of household changes (juki-1.0:4.1.2, 4.1.4)."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from .checks_arrival import household_findings, relationship_findings
from .event_inputs import ExistingHousehold, Mover, NewHousehold
from .events import HeadChange, HouseholdChange, HouseholdMerge, HouseholdSplit, MoveWithin
from .findings import Finding
from .household import is_same_place
from .record import Record
from .record_address import AddressItems
from .record_values import group_of
from .situation import Situation, alert, error

Check = Callable[[Situation], Iterator[Finding]]


def _movers(s: Situation) -> tuple[Mover, ...]:
    if isinstance(s.event, MoveWithin | HouseholdSplit | HouseholdMerge | HouseholdChange):
        return s.event.movers
    return s.event.members if isinstance(s.event, HeadChange) else ()


def _target(s: Situation) -> str:
    """Number of the household that is joined, blank when a new one is formed."""
    if isinstance(s.event, HouseholdMerge | HouseholdChange | HeadChange):
        return s.event.household_number
    if isinstance(s.event, MoveWithin) and isinstance(s.event.destination, ExistingHousehold):
        return s.event.destination.household_number
    return ""


def _households(s: Situation) -> dict[str, tuple[Record, ...]]:
    """Members of the households the movers live in."""
    return {row.household_number: s.view.members(row.household_number) for row in s.known()}


def _is_whole(s: Situation) -> bool:
    """Whether the movers are one whole household."""
    moving = {mover.addressee_number for mover in _movers(s)}
    households = list(_households(s).values())
    return len(households) == 1 and {member.addressee_number for member in households[0]} == moving


def _relationships(s: Situation) -> Iterator[Finding]:
    """E-07; a whole household that moves together may keep its relationships."""
    keeps = isinstance(s.event, MoveWithin) and not _target(s) and _is_whole(s)
    names = {row.addressee_number: row.name for row in s.known()}
    for place, mover in enumerate(_movers(s)):
        if mover.relationship or not keeps:
            item = f"movers.{place}.relationship"
            yield from relationship_findings(mover.relationship, item, names[mover.addressee_number])


def _joined(s: Situation) -> Iterator[Finding]:
    """The household that is joined has members, and is not the movers' own."""
    number = _target(s)
    if not number:
        return
    yield from household_findings(s, number, "destination")
    for row in s.known():
        if row.household_number == number:
            yield error(
                "B-21",
                "destination",
                f"{row.name}：すでに異動先の世帯の世帯員",
                "異動者か異動先世帯を選び直す",
                "juki-1.0:4.0.2",
            )


def _same_place(s: Situation) -> Iterator[Finding]:
    """Household changes leave the address as it is: all must live at one place; buildings may differ."""
    rows = [*s.known(), *s.view.members(_target(s))]
    if not is_same_place(rows):
        yield error(
            "B-22",
            "movers",
            "住所：異動者と異動先世帯の住所がちがう",
            "先に転居か住所の修正を行う",
            "juki-1.0:4.1.4.1",
        )


def _leaves_somebody(s: Situation) -> Iterator[Finding]:
    """A split leaves at least one member."""
    moving = {mover.addressee_number for mover in _movers(s)}
    for members in _households(s).values():
        if moving.issuperset(member.addressee_number for member in members):
            yield error(
                "B-23",
                "movers",
                "異動者：世帯の全員が選ばれている",
                "残る世帯員を除いて選ぶ",
                "juki-1.0:4.1.4.1",
            )


def _all_of_each(s: Situation) -> Iterator[Finding]:
    """A merge takes whole households; for some of the members it is a change of household."""
    moving = {mover.addressee_number for mover in _movers(s)}
    for members in _households(s).values():
        left = [member.name for member in members if member.addressee_number not in moving]
        if left:
            yield error(
                "B-24",
                "movers",
                f"世帯合併：{'、'.join(left)}が残る",
                "全員を選ぶか、世帯変更で扱う",
                "juki-1.0:4.1.4.1",
            )


def _all_members(s: Situation) -> Iterator[Finding]:
    """A change of head says the relationship of every member, and only of members."""
    if not isinstance(s.event, HeadChange):
        return
    listed = {member.addressee_number for member in s.event.members}
    for member in s.view.members(s.event.household_number):
        if member.addressee_number not in listed:
            yield error(
                "B-25", "members", f"{member.name}：続柄が未入力", "世帯員全員の続柄を入れる", "juki-1.0:4.1.4.2"
            )
    for row in s.known():
        if row.household_number != s.event.household_number:
            yield error(
                "B-25", "members", f"{row.name}：この世帯の世帯員でない", "世帯員を選び直す", "juki-1.0:4.1.4.2"
            )


def _household_exists(s: Situation) -> Iterator[Finding]:
    yield from household_findings(s, _target(s), "household_number")


def _goes_somewhere(s: Situation) -> Iterator[Finding]:
    """A move to the very address the movers have; another building on the same lot is a move (juki-1.0:4.1.2.1)."""
    if not isinstance(s.event, MoveWithin) or not isinstance(s.event.destination, NewHousehold):
        return
    address = s.event.destination.address
    if not (address.address_town or address.address_lot):
        yield error("E-03", "destination.address", "住所：未入力", "町字と番地を入れる", "juki-1.0:1.1.6")
    for row in s.known():
        if group_of(AddressItems, row) == address:
            yield alert(
                "B-26",
                "destination.address",
                f"{row.name}：転居先が今の住所と同じ",
                "世帯だけが変わるなら世帯変更等で扱う。このままでよければ理由を記録して続行",
                "juki-1.0:4.1.2.1",
            )


HOUSEHOLD_CHECKS: Final[Mapping[str, tuple[Check, ...]]] = {
    "move_within": (_relationships, _joined, _goes_somewhere),
    "household_split": (_relationships, _same_place, _leaves_somebody),
    "household_merge": (_relationships, _joined, _same_place, _all_of_each),
    "household_change": (_relationships, _joined, _same_place),
    "head_change": (_relationships, _household_exists, _all_members),
}
