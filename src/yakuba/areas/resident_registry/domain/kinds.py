"""What each kind of change is: title, reasons, filings, dates and limits. One table for screens and checks."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from .events import Alias, Event, ExOfficioCorrection, FormerSurname, MoveIn, MoveOut, NationalityChange
from .reasons import EntryKind, FilingKind, Reason, entry_kind

NOTIFICATION = FilingKind.NOTIFICATION
EX_OFFICIO = FilingKind.EX_OFFICIO
APPLICATION = FilingKind.APPLICATION
REQUEST = FilingKind.REQUEST

NOTIFIED_OR_NOT: Final = (NOTIFICATION, EX_OFFICIO, APPLICATION)
"""Every change of 4.1 can also be done ex officio or on application (juki-1.0:4.2.0.2, 4.2.0.5)."""
OFFICIAL: Final = (EX_OFFICIO, APPLICATION)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of change. `dates` are items of the filing that the screen asks for besides the change date."""

    id: str
    ja: str
    reasons: tuple[Reason, ...]
    filings: tuple[FilingKind, ...]
    dates: tuple[str, ...]
    limit_days: int | None = None  # days to notify within, 住民基本台帳法 arts. 22 to 25
    future_date: bool = False  # change date may be after the processing day
    unknown_date: bool = False  # change date may be unknown or not in the calendar
    by_system: bool = False  # not chosen by a clerk
    source: str

    @property
    def entry_kinds(self) -> tuple[EntryKind, ...]:
        """記載, 消除 or 修正, in the order of the reasons, each once."""
        return tuple(dict.fromkeys(entry_kind(reason) for reason in self.reasons))


def _notified(**given: object) -> Kind:
    shared: dict[str, object] = {"filings": NOTIFIED_OR_NOT, "dates": ("notified_on", "applied_on")}
    return Kind(**{**shared, **given})  # type: ignore[arg-type]


def _official(**given: object) -> Kind:
    shared: dict[str, object] = {"filings": OFFICIAL, "dates": ("notified_on", "notice_on", "applied_on")}
    return Kind(**{**shared, **given})  # type: ignore[arg-type]


_ALL: Final = (
    _notified(
        id="move_in",
        ja="転入",
        reasons=(Reason.MOVE_IN, Reason.MOVE_IN_FROM_ABROAD),
        limit_days=14,
        source="juki-1.0:4.1.1",
    ),
    _official(id="birth", ja="出生", reasons=(Reason.BIRTH,), unknown_date=True, source="juki-1.0:4.2.1.2"),
    _official(id="ex_officio_entry", ja="職権記載", reasons=(Reason.EX_OFFICIO_ENTRY,), source="juki-1.0:4.2.1.1"),
    _notified(id="move_within", ja="転居", reasons=(Reason.MOVE_WITHIN,), limit_days=14, source="juki-1.0:4.1.2.1"),
    _notified(
        id="household_split",
        ja="世帯分離",
        reasons=(Reason.HOUSEHOLD_SPLIT,),
        limit_days=14,
        source="juki-1.0:4.1.4.1",
    ),
    _notified(
        id="household_merge",
        ja="世帯合併",
        reasons=(Reason.HOUSEHOLD_MERGE,),
        limit_days=14,
        source="juki-1.0:4.1.4.1",
    ),
    _notified(
        id="household_change",
        ja="世帯変更",
        reasons=(Reason.HOUSEHOLD_CHANGE,),
        limit_days=14,
        source="juki-1.0:4.1.4.1",
    ),
    _notified(
        id="head_change", ja="世帯主変更", reasons=(Reason.HEAD_CHANGE,), limit_days=14, source="juki-1.0:4.1.4.2"
    ),
    _notified(
        id="move_out",
        ja="転出",
        reasons=(Reason.MOVE_OUT, Reason.MOVE_OUT_ABROAD),
        future_date=True,
        source="juki-1.0:4.1.3.0",
    ),
    Kind(
        id="move_out_effect",
        ja="転出予定日の到来",
        reasons=(Reason.MOVE_OUT, Reason.MOVE_OUT_ABROAD),
        filings=(EX_OFFICIO,),
        dates=(),
        by_system=True,
        source="juki-1.0:1.1.5",
    ),
    Kind(
        id="move_out_confirmed",
        ja="転入通知の受理",
        reasons=(Reason.MOVE_OUT, Reason.MOVE_OUT_ABROAD),
        filings=(EX_OFFICIO,),
        dates=("notice_on",),
        source="juki-1.0:4.1.3.1.1",
    ),
    _official(id="death", ja="死亡", reasons=(Reason.DEATH,), unknown_date=True, source="juki-1.0:4.2.2.1"),
    _official(
        id="ex_officio_removal",
        ja="職権消除",
        reasons=(Reason.EX_OFFICIO_REMOVAL,),
        unknown_date=True,
        source="juki-1.0:4.2.2.2",
    ),
    _official(
        id="ex_officio_correction",
        ja="職権修正",
        reasons=(Reason.EX_OFFICIO_CORRECTION, Reason.MINOR_CORRECTION, Reason.CLERICAL_ERROR),
        source="juki-1.0:4.2.3",
    ),
    Kind(
        id="former_surname",
        ja="旧氏の記載・変更・削除",
        reasons=(Reason.FORMER_SURNAME_ENTRY, Reason.FORMER_SURNAME_CHANGE, Reason.FORMER_SURNAME_DELETION),
        filings=(REQUEST,),
        dates=("requested_on",),
        source="juki-1.0:1.1.7",
    ),
    Kind(
        id="alias",
        ja="通称の記載・削除",
        reasons=(Reason.ALIAS_ENTRY, Reason.ALIAS_DELETION),
        filings=(APPLICATION,),
        dates=("applied_on",),
        source="juki-1.0:1.1.7",
    ),
    _official(
        id="nationality_change",
        ja="帰化・国籍取得・国籍喪失",
        reasons=(Reason.ENTRY_BY_NATURALISATION, Reason.ENTRY_BY_LOSS_OF_NATIONALITY),
        source="juki-1.0:4.5.3",
    ),
    Kind(
        id="cancellation",
        ja="異動の取消し",
        reasons=(Reason.CANCELLATION_ADDING, Reason.CANCELLATION_REMOVING, Reason.CANCELLATION_CORRECTING),
        filings=OFFICIAL,
        dates=("applied_on",),
        source="juki-1.0:4.6.0.1",
    ),
)

KINDS: Final = MappingProxyType({kind.id: kind for kind in _ALL})
"""Kind id → kind, in the order in which screens offer them."""


def reason_of(event: Event) -> Reason:
    """Reason of the rows an event makes for the persons it is about; a cancellation decides per person instead."""
    reasons = KINDS[event.kind].reasons
    return reasons[_place(event)]


def _place(event: Event) -> int:
    """Which of the kind's reasons applies."""
    if isinstance(event, MoveIn):
        return 0 if event.origin == "domestic" else 1
    if isinstance(event, MoveOut):
        return 1 if event.abroad else 0
    if isinstance(event, ExOfficioCorrection):
        return {"minor": 1, "clerical_error": 2}.get(event.ground, 0)
    if isinstance(event, FormerSurname):
        return ("enter", "change", "delete").index(event.action)
    if isinstance(event, NationalityChange):
        return 1 if event.action == "loss" else 0
    if isinstance(event, Alias):
        return ("enter", "delete").index(event.action)
    return 0
