"""What a certificate of the resident registry says: plain typed input, no look.

Whoever issues a certificate fills these dataclasses from records (all decisions taken: which persons, in which order,
which items, which words) and calls ``layout(content)`` of the matching form module; the forms only place text.

A text field that is ``None`` was *not asked for* and is printed as 省略; an empty string means that *there is nothing
to print* and leaves the cell empty. Dates are texts, because the era, unknown-date and western-date rules
(juki-1.0:1.1.9) belong to the record, not to the paper.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """The certificates of chapter 20 of the standard, with their form numbers."""

    COPY_JOINT = "copy_joint"  # 20.1.2 住民票の写し（世帯連記式）
    COPY_INDIVIDUAL = "copy_individual"  # 20.1.1 住民票の写し（個人票）
    REMOVED_COPY = "removed_copy"  # 20.1.3 住民票の除票の写し
    RECORDED_ITEMS_JOINT = "recorded_items_joint"  # 20.1.4 住民票記載事項証明書（世帯連記式）
    RECORDED_ITEMS_INDIVIDUAL = "recorded_items_individual"  # 20.1.4 住民票記載事項証明書（個人票）
    REMOVED_RECORDED_ITEMS = "removed_recorded_items"  # 20.1.4 住民票除票記載事項証明書
    MOVE_OUT = "move_out"  # 20.2.1 転出証明書
    MOVE_OUT_EQUIVALENT = "move_out_equivalent"  # 20.2.2 転出証明書に準ずる証明書


REMOVED = frozenset({Kind.REMOVED_COPY, Kind.REMOVED_RECORDED_ITEMS})
MOVE_OUT = frozenset({Kind.MOVE_OUT, Kind.MOVE_OUT_EQUIVALENT})


@dataclass(frozen=True)
class Seal:
    """The electronic seal, drawn black from its words, e.g. 北見市長之印 (juki-1.0:5.6). ``side`` in mm, at most 25."""

    words: str
    side: float = 24.0

    def __post_init__(self) -> None:
        if not 0 < self.side <= 25:
            raise ValueError("an electronic seal is at most 25 mm square (juki-1.0:5.6)")
        if not self.words:
            raise ValueError("a seal needs its words")


@dataclass(frozen=True)
class Issuer:
    """Who certifies: prefecture name, title (北見市長, 北見市長職務代理者 …) and name; the prefecture is never omitted.

    ``note`` is a fixed text under the name, such as この印は黒色です or 公印省略. ``training``: a training town hall
    issues; its papers bear 研修用・無効 across every page.
    """

    prefecture: str
    title: str
    name: str
    seal: Seal | None = None
    note: str = ""
    training: bool = False

    def __post_init__(self) -> None:
        if not self.prefecture:
            raise ValueError("the prefecture name is printed before the title (juki-1.0:5.6)")


@dataclass(frozen=True)
class IssueNumber:
    """発行番号 (juki-1.0:5.5): issue date, municipality, terminal, printer (may be empty), serial in order of issue."""

    issued_on: date
    municipality: str
    terminal: str
    printer: str
    serial: int

    def text(self, page: int, total: int) -> str:
        """The number as printed on one page.

        >>> IssueNumber(date(2026, 11, 23), "北見市", "本庁1", "プリンタ001", 11).text(1, 2)
        '20261123 北見市 本庁1 プリンタ001 011 1/2'
        """
        parts = (f"{self.issued_on:%Y%m%d}", self.municipality, self.terminal, self.printer, f"{self.serial:03d}")
        return " ".join([*(part for part in parts if part), f"{page}/{total}"])


@dataclass(frozen=True)
class Certification:
    """The certifying act: words (認証文), date of issue as printed (令和8年11月23日), issuer, number.

    ``words`` normally come from :mod:`.certifying_texts`; ``official_use`` prints 公用 (juki-1.0:5.7). Without a
    number, which is taken only on issue, the paper is a preview: it bears プレビュー across every page and no seal.
    """

    words: str
    issued_on_text: str
    issuer: Issuer
    number: IssueNumber | None
    official_use: bool = False


@dataclass(frozen=True)
class HistoryLine:
    """One line of the integrated column (統合記載欄): what changed when and why, newest last."""

    date_text: str
    reason: str
    text: str


@dataclass(frozen=True)
class ForeignItems:
    """Items of a foreign resident (住民基本台帳法第30条の45). Dates of expiry are western dates (juki-1.0:1.1.9)."""

    nationality: str | None = None
    category: str | None = None
    residence_status: str | None = None
    residence_period: str | None = None
    residence_expiry: str | None = None
    card_number: str | None = None
    alias_history: tuple[HistoryLine, ...] | None = None


@dataclass(frozen=True)
class RemovalItems:
    """Items of a removed record (除票): reason and dates of removal, destination, notice of arrival."""

    reason: str
    date_text: str
    notified_text: str = ""
    planned_destination: str = ""
    confirmed_destination: str = ""
    arrival_date_text: str = ""
    arrival_notice_text: str = ""


@dataclass(frozen=True)
class Entitlements:
    """資格 of a person who moves out, as the move-in municipality needs them (住民基本台帳法施行令第23条)."""

    national_health_insurance: str = ""
    elderly_medical_care: str = ""
    long_term_care: str = ""
    national_pension: str = ""
    child_allowance: str = ""


@dataclass(frozen=True)
class MoveOutItems:
    """What a move-out certificate says of the move. ``special`` prints 特例による転出処理済 (juki-1.0:20.2.1);
    ``first_issued_text`` is the date of the first issue, printed on a re-issue."""

    destination: str
    destination_head: str
    planned_on_text: str
    notified_text: str
    special: bool = False
    first_issued_text: str = ""


@dataclass(frozen=True)
class PersonBlock:
    """One person as printed. ``foreign`` replaces 本籍 and 筆頭者. ``earlier_address`` (異動前住所) only on request:
    None leaves its label out altogether.
    """

    name: str
    name_kana: str | None
    birth_date_text: str | None
    sex_text: str | None
    relationship_text: str | None
    resident_since_text: str | None
    address_set_text: str | None
    notified_text: str | None
    previous_address: str | None
    origin_domicile: str | None = None
    origin_head: str | None = None
    individual_number: str | None = None
    resident_code: str | None = None
    former_name: str = ""
    alias: str = ""
    earlier_address: str | None = None
    foreign: ForeignItems | None = None
    removal: RemovalItems | None = None
    entitlements: Entitlements = Entitlements()
    history: tuple[HistoryLine, ...] | None = None
    remarks: str = ""


@dataclass(frozen=True)
class CertificateContent:
    """One certificate. ``address`` includes 方書 (juki-1.0:5.4). Persons are in the order of juki-1.0:5.2.

    ``household_head`` None is printed as 省略. ``reissued`` adds 再交付 (move-out certificates); ``remarks`` go with
    the whole paper.
    """

    kind: Kind
    address: str
    household_head: str | None
    persons: tuple[PersonBlock, ...]
    certification: Certification
    move_out: MoveOutItems | None = None
    reissued: bool = False
    remarks: str = ""

    def __post_init__(self) -> None:
        if not self.persons:
            raise ValueError("a certificate names at least one person")
        if self.kind in REMOVED and any(person.removal is None for person in self.persons):
            raise ValueError("a removed record has a reason and a date of removal")
        if self.kind in MOVE_OUT and self.move_out is None:
            raise ValueError("a move-out certificate says where to and when")
