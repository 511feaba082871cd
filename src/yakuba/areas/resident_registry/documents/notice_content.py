"""What a notice (通知書) or a check print (確認票) says: plain typed input, no look."""

from dataclasses import dataclass
from enum import StrEnum

from yakuba.areas.resident_registry.documents.content import Issuer


class NoticeKind(StrEnum):
    """The notices of the registry; their texts are in :mod:`.notice_texts`."""

    HEAD_CHANGED = "head_changed"  # 世帯主変更通知書
    HEAD_REQUESTED = "head_requested"  # 世帯主変更依頼通知書
    ACCEPTED = "accepted"  # 住民異動届受理通知
    EX_OFFICIO = "ex_officio"  # 職権記載等通知書
    SUPPORT_ENDING = "support_ending"  # 支援措置期間終了通知 (20.5.1)


@dataclass(frozen=True)
class Addressee:
    """The block that shows in the window of the envelope. ``care_of`` is printed above the name.

    Which address a protected person's letter goes to is decided before (disclosure), not here.
    """

    postcode: str
    address: str
    name: str
    honorific: str = "様"
    care_of: str = ""


@dataclass(frozen=True)
class Contact:
    """Who answers questions: section, address, telephone. Also printed as the sender."""

    section: str
    address: str
    telephone: str
    postcode: str = ""


@dataclass(frozen=True)
class NoticeItem:
    """One ruled line of a notice: what, and its value. ``before`` adds a middle column 変更前."""

    label: str
    text: str
    before: str | None = None


@dataclass(frozen=True)
class NoticeContent:
    """One notice. ``body`` and ``closing`` are paragraphs (normally from :mod:`.notice_texts`, provisional source).

    ``document_number`` like 北市民第123号. ``title`` replaces the kind's title if given.
    """

    kind: NoticeKind
    addressee: Addressee
    issuer: Issuer
    contact: Contact
    issued_on_text: str
    items: tuple[NoticeItem, ...]
    body: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    document_number: str = ""
    title: str = ""


@dataclass(frozen=True)
class CheckLine:
    """One item of one person before and after; a changed one is marked ●."""

    person: str
    item: str
    before: str
    after: str

    @property
    def changed(self) -> bool:
        """Whether the values differ."""
        return self.before != self.after


@dataclass(frozen=True)
class CheckPrintContent:
    """異動入力確認票 (20.0.1): a provisional entry on paper, before it is approved (juki-1.0:4.0.9).

    ``facts`` head the sheet (異動事由, 異動日, 届出日, 届出人, 入力者 …); ``findings`` are errors and alerts
    still open; ``printed_text`` says when and by whom it was printed.
    """

    case_number: str
    printed_text: str
    facts: tuple[tuple[str, str], ...]
    lines: tuple[CheckLine, ...]
    findings: tuple[str, ...] = ()
