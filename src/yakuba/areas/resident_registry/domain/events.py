"""The changes (異動) of the registry, one input each (juki-1.0:4.1 to 4.6).

Every input says `kind` and `filing`; `kinds.py` tells title, reasons and dates of each kind, `apply.py` what it does.
"""

import datetime
from dataclasses import dataclass, field
from typing import Literal

from .event_inputs import (
    CancelledChange,
    Correction,
    Decision,
    Destination,
    Filing,
    Mover,
    Person,
    PreviousAddress,
)
from .record_address import OriginDomicileItems
from .record_person import NameItems
from .record_status import ConfirmedDestinationItems, ForeignItems, PlannedDestinationItems


@dataclass(frozen=True, kw_only=True)
class MoveIn:
    """転入: persons come from elsewhere (juki-1.0:4.1.1); any origin but domestic counts as from abroad (4.5.1-2)."""

    filing: Filing
    persons: tuple[Person, ...]
    destination: Destination
    previous: PreviousAddress = field(default_factory=PreviousAddress)
    origin: Literal["domestic", "abroad", "article_30_46", "article_30_47"] = "domestic"
    kind: Literal["move_in"] = "move_in"


@dataclass(frozen=True, kw_only=True)
class Birth:
    """出生: children are entered in a household that is there (juki-1.0:4.2.1.2); the change date is the birth date."""

    filing: Filing
    persons: tuple[Person, ...]
    household_number: str
    kind: Literal["birth"] = "birth"


@dataclass(frozen=True, kw_only=True)
class ExOfficioEntry:
    """職権記載（住所設定）: an address is set for persons without one (juki-1.0:4.2.1.1)."""

    filing: Filing
    persons: tuple[Person, ...]
    destination: Destination
    previous: PreviousAddress = field(default_factory=PreviousAddress)
    kind: Literal["ex_officio_entry"] = "ex_officio_entry"


@dataclass(frozen=True, kw_only=True)
class MoveWithin:
    """転居: residents move inside the municipality, also to another building on the same lot (juki-1.0:4.1.2).

    A whole household moving to an address of its own keeps its number, and its relationships where none are entered.
    """

    filing: Filing
    movers: tuple[Mover, ...]
    destination: Destination
    kind: Literal["move_within"] = "move_within"


@dataclass(frozen=True, kw_only=True)
class HouseholdSplit:
    """世帯分離: members form a household of their own at the same address (juki-1.0:4.1.4.1)."""

    filing: Filing
    movers: tuple[Mover, ...]
    kind: Literal["household_split"] = "household_split"


@dataclass(frozen=True, kw_only=True)
class HouseholdMerge:
    """世帯合併: all members of households at the same address join one of them (juki-1.0:4.1.4.1)."""

    filing: Filing
    movers: tuple[Mover, ...]
    household_number: str
    kind: Literal["household_merge"] = "household_merge"


@dataclass(frozen=True, kw_only=True)
class HouseholdChange:
    """世帯変更: members go over to another household at the same address (juki-1.0:4.1.4.1)."""

    filing: Filing
    movers: tuple[Mover, ...]
    household_number: str
    kind: Literal["household_change"] = "household_change"


@dataclass(frozen=True, kw_only=True)
class HeadChange:
    """世帯主変更: every member's relationship after the change; without a head it is unset (juki-1.0:4.1.4.2)."""

    filing: Filing
    household_number: str
    members: tuple[Mover, ...]
    kind: Literal["head_change"] = "head_change"


@dataclass(frozen=True, kw_only=True)
class MoveOut:
    """転出: the change date is the planned date; the persons stay residents until then (juki-1.0:1.1.5, 4.1.3.0).

    `special` is 特例転入を利用した転出: certificate data go by message, no paper (juki-1.0:4.1.3.0.4).
    """

    filing: Filing
    persons: tuple[str, ...]
    destination: PlannedDestinationItems
    abroad: bool = False
    special: bool = False
    kind: Literal["move_out"] = "move_out"


@dataclass(frozen=True, kw_only=True)
class MoveOutEffect:
    """The planned date of a move-out has come: the records become removed records (juki-1.0:1.1.5)."""

    filing: Filing
    persons: tuple[str, ...]
    kind: Literal["move_out_effect"] = "move_out_effect"


@dataclass(frozen=True, kw_only=True)
class ConfirmMoveOut:
    """転入通知の受理: confirmed destination and date; removal on the earlier of both dates (juki-1.0:4.1.3.1.1).

    The change date is the date of moving in there, `notice_on` of the filing the day of the notice.
    """

    filing: Filing
    persons: tuple[str, ...]
    destination: ConfirmedDestinationItems
    kind: Literal["move_out_confirmed"] = "move_out_confirmed"


@dataclass(frozen=True, kw_only=True)
class Death:
    """死亡: the record becomes a removed record; the date may be unknown (juki-1.0:4.2.2.1)."""

    filing: Filing
    persons: tuple[str, ...]
    kind: Literal["death"] = "death"


@dataclass(frozen=True, kw_only=True)
class ExOfficioRemoval:
    """職権消除, after a survey, an adjudication of disappearance or loss of coverage (juki-1.0:4.2.2.2, 4.5.6)."""

    filing: Filing
    persons: tuple[str, ...]
    ground: Literal["survey", "disappearance", "loss_of_coverage"] = "survey"
    kind: Literal["ex_officio_removal"] = "ex_officio_removal"


@dataclass(frozen=True, kw_only=True)
class ExOfficioCorrection:
    """職権修正, 軽微な修正, 誤記修正, 戸籍の表示の修正, 在留資格等の修正 (juki-1.0:4.2.3, 4.2.0.3, 4.5.6)."""

    filing: Filing
    corrections: tuple[Correction, ...]
    ground: Literal["ex_officio", "minor", "clerical_error", "family_register", "residence_status"] = "ex_officio"
    kind: Literal["ex_officio_correction"] = "ex_officio_correction"


@dataclass(frozen=True, kw_only=True)
class FormerSurname:
    """旧氏の記載・変更・削除 on request, always with its reading (juki-1.0:1.1.7)."""

    filing: Filing
    addressee_number: str
    action: Literal["enter", "change", "delete"]
    former_surname: str = ""
    former_surname_kana: str = ""
    kind: Literal["former_surname"] = "former_surname"


@dataclass(frozen=True, kw_only=True)
class Alias:
    """通称の記載・削除 on application, with date and municipality (juki-1.0:1.1.7)."""

    filing: Filing
    addressee_number: str
    action: Literal["enter", "delete"]
    municipality: str
    municipality_code: str
    alias: str = ""
    alias_kana: str = ""
    kind: Literal["alias"] = "alias"


@dataclass(frozen=True, kw_only=True)
class NationalityChange:
    """帰化・国籍取得・国籍喪失: names as they are now, and the domicile or the items of a foreign resident."""

    filing: Filing
    addressee_number: str
    action: Literal["naturalisation", "acquisition", "loss"]
    names: NameItems
    domicile: OriginDomicileItems = field(default_factory=OriginDomicileItems)
    foreign: ForeignItems = field(default_factory=ForeignItems)
    kind: Literal["nationality_change"] = "nationality_change"


@dataclass(frozen=True, kw_only=True)
class Cancellation:
    """異動の取消し of one change, for all its persons or some; rows are added, never taken away (juki-1.0:4.6.0.1)."""

    filing: Filing
    cancels: CancelledChange
    persons: tuple[str, ...] = ()  # empty: all
    decisions: tuple[Decision, ...] = ()
    kind: Literal["cancellation"] = "cancellation"


Event = (
    MoveIn
    | Birth
    | ExOfficioEntry
    | MoveWithin
    | HouseholdSplit
    | HouseholdMerge
    | HouseholdChange
    | HeadChange
    | MoveOut
    | MoveOutEffect
    | ConfirmMoveOut
    | Death
    | ExOfficioRemoval
    | ExOfficioCorrection
    | FormerSurname
    | Alias
    | NationalityChange
    | Cancellation
)

EVENT_TYPES: dict[str, type[Event]] = {
    "move_in": MoveIn,
    "birth": Birth,
    "ex_officio_entry": ExOfficioEntry,
    "move_within": MoveWithin,
    "household_split": HouseholdSplit,
    "household_merge": HouseholdMerge,
    "household_change": HouseholdChange,
    "head_change": HeadChange,
    "move_out": MoveOut,
    "move_out_effect": MoveOutEffect,
    "move_out_confirmed": ConfirmMoveOut,
    "death": Death,
    "ex_officio_removal": ExOfficioRemoval,
    "ex_officio_correction": ExOfficioCorrection,
    "former_surname": FormerSurname,
    "alias": Alias,
    "nationality_change": NationalityChange,
    "cancellation": Cancellation,
}


def change_day(event: Event) -> datetime.date | None:
    """異動日 of the event; the internal date where it is unknown."""
    return event.filing.change_date.date
