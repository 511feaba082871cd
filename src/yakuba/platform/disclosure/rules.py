"""``decide``: the one answer to "may this be shown?". Pure; the table below is the rule, read from top to bottom.

Sources: juki-1.0:2.2.4, 3.1, 3.4, 9.5; 住民基本台帳法 11, 11-2, 12, 12-2, 12-3, 20条 for the claims of others.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType

from yakuba.platform.disclosure.words import (
    ITEMS,
    Channel,
    Decision,
    Group,
    Kind,
    Level,
    Processing,
    Protection,
    Purpose,
)


@dataclass(frozen=True)
class Requester:
    """Who asks, through which channel, and whether they are the named other party (相手方) of the subject's measure."""

    kind: Kind
    channel: Channel = Channel.COUNTER
    is_other_party: bool = False
    protected_together: bool = False  # shares the subject's measure, and its address


@dataclass(frozen=True)
class Subject:
    """Whom it is about: state of protection, strongest suppression by processing, and what is lifted for this act."""

    protection: Protection = Protection.NONE
    suppression: Mapping[Processing, Level] = field(default_factory=lambda: MappingProxyType({}))
    lifted: frozenset[Processing] = frozenset()


@dataclass(frozen=True)
class Rule:
    """``protected`` True: only for protected subjects; False: only for others; None: for all. Empty sets mean any."""

    who: frozenset[Kind]
    why: frozenset[Purpose]
    what: frozenset[Group]
    protected: bool | None
    answer: Decision


STAFF = frozenset({Kind.STAFF_INQUIRE, Kind.STAFF_ENTER, Kind.STAFF_ISSUE, Kind.STAFF_APPROVE, Kind.PROTECTION_OFFICER})
FAMILY = frozenset({Kind.HOUSEHOLD_MEMBER, Kind.PARENT, Kind.PROXY})
RESIDENTS = FAMILY | {Kind.PERSON}
CLAIMANTS = RESIDENTS | {Kind.THIRD_PARTY, Kind.OFFICIAL}
BROWSERS = frozenset({Kind.THIRD_PARTY, Kind.OFFICIAL})
BROWSED = frozenset({Group.IDENTITY, Group.ADDRESS})
ANY_ITEM: frozenset[Group] = frozenset()
REVEALING = frozenset({Group.ADDRESS, Group.HOUSEHOLD, Group.DOMICILE})
INTERNAL = frozenset({Group.MARK, Group.DETAILS, Group.ACCESS, Group.ACCESS_PLACE})
SHOW, MASK, LIFTABLE, STOP = Decision.SHOW, Decision.MASK, Decision.STOP_LIFTABLE, Decision.STOP


def _rule(
    who: Kind | frozenset[Kind],
    why: Purpose,
    what: Group | frozenset[Group],
    answer: Decision,
    protected: bool | None = None,
) -> Rule:
    kinds = frozenset({who}) if isinstance(who, Kind) else who
    groups = frozenset({what}) if isinstance(what, Group) else what
    return Rule(kinds, frozenset({why}), groups, protected, answer)


RULES: tuple[Rule, ...] = (
    # 照会・異動入力: marked, never hidden, for staff with the right. A clerk who does not see the mark would issue.
    _rule(Kind.PROTECTION_OFFICER, Purpose.INQUIRE, Group.DETAILS, SHOW),
    *(
        rule
        for purpose in (Purpose.INQUIRE, Purpose.ENTER)
        for rule in (
            _rule(STAFF, purpose, frozenset({Group.DETAILS, Group.NUMBER}), MASK),
            _rule(STAFF, purpose, ANY_ITEM, SHOW),
        )
    ),
    # 住民票の写し等の交付: stopped until the responsible officer has looked at the claim (E-09).
    _rule(CLAIMANTS, Purpose.ISSUE, INTERNAL, STOP),
    _rule(CLAIMANTS, Purpose.ISSUE, ANY_ITEM, LIFTABLE, protected=True),
    _rule(frozenset({Kind.PERSON, Kind.HOUSEHOLD_MEMBER, Kind.PARENT}), Purpose.ISSUE, ANY_ITEM, SHOW),
    _rule(Kind.PROXY, Purpose.ISSUE, Group.NUMBER, MASK),
    _rule(Kind.PROXY, Purpose.ISSUE, ANY_ITEM, SHOW),
    _rule(Kind.OFFICIAL, Purpose.ISSUE, frozenset({Group.NUMBER, Group.STATUS}), MASK),
    _rule(Kind.OFFICIAL, Purpose.ISSUE, ANY_ITEM, SHOW),
    _rule(Kind.THIRD_PARTY, Purpose.ISSUE, frozenset({Group.IDENTITY, Group.ADDRESS}), SHOW),
    _rule(Kind.THIRD_PARTY, Purpose.ISSUE, ANY_ITEM, MASK),
    # 閲覧: four items only; protected persons are left out unless the officer lets them in.
    _rule(BROWSERS, Purpose.BROWSE, BROWSED, LIFTABLE, protected=True),
    _rule(BROWSERS, Purpose.BROWSE, BROWSED, SHOW),
    # 通知・返信先: a letter to somebody else never says where a protected person is; no envelope names an office.
    _rule(CLAIMANTS, Purpose.LETTER, INTERNAL | {Group.NUMBER}, STOP),
    _rule(CLAIMANTS, Purpose.LETTER, Group.OFFICE, MASK, protected=True),
    _rule(Kind.PERSON, Purpose.LETTER, ANY_ITEM, SHOW),
    _rule(CLAIMANTS, Purpose.LETTER, REVEALING, MASK, protected=True),
    _rule(CLAIMANTS, Purpose.LETTER, ANY_ITEM, SHOW),
    # 市区町村間・庁内の連携、全件の書出し: complete, and the mark travels with the data.
    _rule(Kind.OTHER_MUNICIPALITY, Purpose.EXCHANGE, frozenset({Group.ACCESS, Group.ACCESS_PLACE}), STOP),
    _rule(Kind.OTHER_MUNICIPALITY, Purpose.EXCHANGE, ANY_ITEM, SHOW),
    _rule(Kind.OTHER_SYSTEM, Purpose.FEED, (INTERNAL | {Group.NUMBER}) - {Group.MARK}, STOP),
    _rule(Kind.OTHER_SYSTEM, Purpose.FEED, ANY_ITEM, SHOW),
    _rule(Kind.SYSTEM_EXPORT, Purpose.FULL_EXPORT, Group.NUMBER, MASK),  # they leave apart, sealed
    _rule(Kind.SYSTEM_EXPORT, Purpose.FULL_EXPORT, ANY_ITEM, SHOW),
    # EUC の一覧: made for a mailing or a count, and copied further than one sees.
    _rule(STAFF, Purpose.LIST, frozenset({Group.NUMBER, Group.DETAILS}), STOP),
    _rule(STAFF, Purpose.LIST, REVEALING, MASK, protected=True),
    _rule(STAFF, Purpose.LIST, ANY_ITEM, SHOW),
    # 統計: everybody counts; nobody is told by where or with whom a protected person lives.
    _rule(Kind.STATISTICS, Purpose.COUNT, INTERNAL | {Group.NUMBER}, STOP),
    _rule(Kind.STATISTICS, Purpose.COUNT, REVEALING, MASK, protected=True),
    _rule(Kind.STATISTICS, Purpose.COUNT, ANY_ITEM, SHOW),
    # ポータル: an account may be in the other party's hands.
    _rule(RESIDENTS, Purpose.VIEW_OWN, INTERNAL, STOP),
    _rule(FAMILY, Purpose.VIEW_OWN, ANY_ITEM, STOP, protected=True),
    _rule(Kind.PERSON, Purpose.VIEW_OWN, frozenset({Group.ADDRESS, Group.NUMBER}), MASK, protected=True),
    _rule(RESIDENTS, Purpose.VIEW_OWN, Group.NUMBER, MASK),
    _rule(RESIDENTS, Purpose.VIEW_OWN, ANY_ITEM, SHOW),
    # 自分のデータの利用状況: the office that looked may be near where the person went.
    _rule(frozenset({Kind.PERSON}), Purpose.TRACK, Group.ACCESS, SHOW),
    _rule(frozenset({Kind.PERSON}), Purpose.TRACK, Group.ACCESS_PLACE, MASK, protected=True),
    _rule(frozenset({Kind.PERSON}), Purpose.TRACK, Group.ACCESS_PLACE, SHOW),
    _rule(Kind.PARENT, Purpose.TRACK, frozenset({Group.ACCESS, Group.ACCESS_PLACE}), SHOW, protected=False),
    # AI: what a model reads may come out anywhere.
    _rule(Kind.ASSISTANT, Purpose.ASSIST, INTERNAL | {Group.NUMBER}, STOP),
    _rule(Kind.ASSISTANT, Purpose.ASSIST, REVEALING | {Group.IDENTITY}, MASK, protected=True),
    _rule(Kind.ASSISTANT, Purpose.ASSIST, ANY_ITEM, SHOW),
)

PROCESSING: dict[Purpose, Processing] = {
    Purpose.INQUIRE: Processing.INQUIRY,
    Purpose.ENTER: Processing.CHANGE,
    Purpose.ISSUE: Processing.ISSUE,
    Purpose.BROWSE: Processing.ISSUE,
}


PURPOSES = frozenset(purpose.value for purpose in Purpose)


def decide(requester: Requester, purpose: str, subject: Subject, item: str) -> Decision:
    """Whether ``item`` of ``subject`` may be shown to ``requester`` for ``purpose``. What no rule allows is stopped.

    A suppression at level error stops what would be shown; a stop can be lifted only where somebody can review it; a
    lifted stop leaves what an unprotected person's data would show. The named other party gets nothing, lifted or not.
    """
    group = ITEMS.get(item)
    if group is None or purpose not in PURPOSES:
        return STOP
    if item == "resident_code" and requester.channel is Channel.CONVENIENCE_STORE:
        return STOP  # copies from a convenience store carry no resident code
    if requester.is_other_party and subject.protection.active:
        return STOP
    answer = _with_suppression(_by_table(requester, Purpose(purpose), subject, group), Purpose(purpose), subject, group)
    if answer is not LIFTABLE:
        return answer
    if not requester.channel.attended:
        return STOP
    processing = PROCESSING.get(Purpose(purpose))
    if processing in subject.lifted:
        return _by_table(requester, Purpose(purpose), replace(subject, protection=Protection.NONE), group)
    return LIFTABLE


def _by_table(requester: Requester, purpose: Purpose, subject: Subject, group: Group) -> Decision:
    protected = subject.protection.active and not (requester.protected_together and purpose is not Purpose.ISSUE)
    return _first_rule(requester.kind, purpose, group, protected)


@cache
def _first_rule(kind: Kind, purpose: Purpose, group: Group, protected: bool) -> Decision:
    for rule in RULES:
        applies = kind in rule.who and purpose in rule.why and (not rule.what or group in rule.what)
        if applies and rule.protected in (None, protected):
            return rule.answer
    return STOP


def _with_suppression(answer: Decision, purpose: Purpose, subject: Subject, group: Group) -> Decision:
    """The mark itself is never suppressed: it is what tells staff why they are stopped."""
    processing = PROCESSING.get(purpose)
    if processing is None or group is Group.MARK or answer not in (SHOW, MASK):
        return answer
    return LIFTABLE if subject.suppression.get(processing) is Level.ERROR else answer


REFUSAL = "ご請求の内容では、交付の要件を満たすことを確認できませんでした。そのため交付できません。"


def answer_to_claimant(decisions: list[Decision]) -> str | None:
    """None when a claim may go on; else the one sentence every refused claimant gets.

    An empty list is "no such record": it is answered in the same words as a stop, so that a refusal tells nothing.
    A stop that can still be lifted is said to the clerk, never to the claimant.
    """
    if decisions and all(decision in (SHOW, MASK) for decision in decisions):
        return None
    return REFUSAL
