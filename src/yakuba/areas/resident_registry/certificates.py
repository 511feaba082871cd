"""From records to what a certificate says: which persons, in which order, which items, in which words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.documents.certifying_texts import certifying_text
from yakuba.areas.resident_registry.documents.content import (
    CertificateContent,
    Certification,
    Entitlements,
    ForeignItems,
    HistoryLine,
    IssueNumber,
    Issuer,
    Kind,
    MoveOutItems,
    PersonBlock,
    RemovalItems,
    Seal,
)
from yakuba.areas.resident_registry.domain.ordering import ordered
from yakuba.areas.resident_registry.domain.reasons import reason_label
from yakuba.areas.resident_registry.domain.record import FOREIGN, Record
from yakuba.areas.resident_registry.domain.residence import category_label, status_label
from yakuba.areas.resident_registry.pages import comparing, words
from yakuba.platform.parameters import parameter_definitions as parameters
from yakuba.platform.parameters.certifier import certifier
from yakuba.platform.parameters.service import get
from yakuba.platform.screens import dates
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.scope import current

TITLES = {
    Kind.COPY_JOINT: "住民票の写し（世帯連記式）",
    Kind.COPY_INDIVIDUAL: "住民票の写し（個人票）",
    Kind.REMOVED_COPY: "住民票の除票の写し",
    Kind.RECORDED_ITEMS_JOINT: "住民票記載事項証明書（世帯連記式）",
    Kind.RECORDED_ITEMS_INDIVIDUAL: "住民票記載事項証明書（個人票）",
    Kind.REMOVED_RECORDED_ITEMS: "住民票除票記載事項証明書",
    Kind.MOVE_OUT: "転出証明書",
    Kind.MOVE_OUT_EQUIVALENT: "転出証明書に準ずる証明書",
}
JOINT = frozenset({Kind.COPY_JOINT, Kind.RECORDED_ITEMS_JOINT, Kind.MOVE_OUT, Kind.MOVE_OUT_EQUIVALENT})
OF_REMOVED = frozenset({Kind.REMOVED_COPY, Kind.REMOVED_RECORDED_ITEMS})


@dataclass(frozen=True)
class Shown:
    """Items of special request; everything is left out unless asked for (juki-1.0:5.1)."""

    head_and_relationship: bool = False
    family_register: bool = False
    history: bool = False
    building: bool = True
    foreign: bool = False
    earlier_address: bool = False


@dataclass(frozen=True)
class Wish:
    """What the applicant asks for. Numbers are given by whoever may reveal them, by addressee number."""

    kind: Kind
    shown: Shown = Shown()
    official_use: bool = False
    reissued: bool = False
    first_issued: str = ""
    individual_numbers: tuple[tuple[str, str], ...] = ()
    resident_codes: tuple[tuple[str, str], ...] = ()


class CannotIssue(Exception):
    """The wish does not fit the record. The message says why and what to do."""


Histories = Mapping[str, Sequence[Record]]


def content_of(wish: Wish, records: Sequence[Record], histories: Histories) -> CertificateContent:
    """The certificate of these persons, still without number, so a preview. Raises CannotIssue, NoCertifier."""
    if not records:
        raise CannotIssue("対象者：選ばれていない。1人以上を選ぶ")
    _fits(wish, records)
    now = [_before_move_out(record) for record in records] if wish.kind not in (Kind.MOVE_OUT,) else list(records)
    noticed = storage.address_notices(int(record.addressee_number) for record in records)
    people = ordered([replace(one, notified_on=noticed.get(int(one.addressee_number))) for one in now])
    blocks = tuple(_block(wish, record, histories.get(record.addressee_number, ())) for record in people)
    first = people[0]
    head = first.head_name if wish.shown.head_and_relationship or wish.kind is Kind.MOVE_OUT else None
    return CertificateContent(
        kind=wish.kind,
        address=_address(first, wish.shown.building),
        household_head=head,
        persons=blocks,
        certification=_certification(wish, whole=_is_whole(records)),
        move_out=_move_out(people[0], wish.first_issued)
        if wish.kind in (Kind.MOVE_OUT, Kind.MOVE_OUT_EQUIVALENT)
        else None,
        reissued=wish.reissued,
    )


def numbered(content: CertificateContent, serial: int) -> CertificateContent:
    """The certificate with its issue number (juki-1.0:5.5), taken once nothing stands in the way any more."""
    context = current_context()
    place = directory.by_id(current())
    number = IssueNumber(context.business_date, place.name, context.terminal or "端末未登録", "", serial)
    return replace(content, certification=replace(content.certification, number=number))


def number_text(content: CertificateContent) -> str:
    """The issue number without page numbers, as the issue history names the paper."""
    number = content.certification.number
    return number.text(0, 0).rsplit(" ", 1)[0] if number else ""


def _fits(wish: Wish, records: Sequence[Record]) -> None:
    removed = [record for record in records if not record.is_current_resident]
    if wish.kind in OF_REMOVED and len(removed) != len(records):
        raise CannotIssue("除票：消除されていない人が含まれる。住民票の写しを選ぶ")
    if wish.kind not in OF_REMOVED | {Kind.MOVE_OUT, Kind.MOVE_OUT_EQUIVALENT} and removed:
        raise CannotIssue("消除された人が含まれる。現存する人と除票は、一枚にできない（別々に発行する）")
    if wish.kind not in JOINT and len(records) > 1:
        raise CannotIssue("個人票：一人ずつ発行する。一人だけを選ぶ")
    if len({record.household_number for record in records}) > 1:
        raise CannotIssue("世帯が異なる人は、一枚にできない。世帯ごとに発行する")
    if wish.kind is Kind.MOVE_OUT and any(record.move_out_planned_on is None for record in records):
        raise CannotIssue("転出証明書：転出の届出がない人が含まれる。転出を登録してから発行する")


def _before_move_out(record: Record) -> Record:
    """Items of a move-out notification are left out before the planned date (juki-1.0:5.1)."""
    if not record.is_current_resident or record.move_out_planned_on is None:
        return record
    return replace(record, move_out_planned_on=None, move_out_notified_on=None)


def _is_whole(records: Sequence[Record]) -> bool:
    return storage.present_in(records[0].household_number) == {record.addressee_number for record in records}


def _address(record: Record, with_building: bool) -> str:
    bare = record if with_building else replace(record, address_building="")
    return words.address_text(bare)


def _certification(wish: Wish, *, whole: bool) -> Certification:
    place = directory.by_id(current())
    day = current_context().business_date
    officer = certifier(day)
    prints = get(parameters.DISPLAY_OF_SEAL, day) and not place.is_training
    seal = Seal(officer.seal_text or f"{officer.title}之印") if prints else None
    return Certification(
        words=certifying_text(wish.kind, whole),
        issued_on_text=dates.japanese(day),
        issuer=Issuer(
            place.prefecture,
            officer.title,
            officer.name,
            seal,
            "この印は黒色です。" if seal else "公印省略",
            place.is_training,
        ),
        number=None,
        official_use=wish.official_use,
    )


def _block(wish: Wish, record: Record, history: Sequence[Record]) -> PersonBlock:
    shown = wish.shown
    foreign = record.resident_type == FOREIGN
    family = shown.family_register and not foreign
    whole = wish.kind in (Kind.MOVE_OUT, Kind.MOVE_OUT_EQUIVALENT)
    return PersonBlock(
        name=record.name,
        name_kana=record.name_kana,
        birth_date_text=words.day_text(record, "birth_date"),
        sex_text=words.sex_text(record),
        relationship_text=record.relationship if shown.head_and_relationship or whole else None,
        resident_since_text=words.day_text(record, "foreign_resident_date" if foreign else "became_resident_date"),
        address_set_text=_address_set(record),
        notified_text=words.day_text(record, "notified_on"),
        previous_address=words.address_text(record, "previous_address"),
        origin_domicile=record.origin_domicile if family or (whole and not foreign) else None,
        origin_head=record.family_register_head if family or (whole and not foreign) else None,
        individual_number=dict(wish.individual_numbers).get(record.addressee_number),
        resident_code=dict(wish.resident_codes).get(record.addressee_number),
        former_name=record.former_surname,
        alias=record.alias,
        earlier_address=words.address_text(record, "moved_from") if shown.earlier_address else None,
        foreign=_foreign(record, shown.foreign or whole) if foreign else None,
        removal=_removal(record) if wish.kind in OF_REMOVED else None,
        entitlements=_entitlements(record) if whole else Entitlements(),
        history=_history(history, shown) if shown.history else None,
        remarks=record.remarks,
    )


def _entitlements(record: Record) -> Entitlements:
    """資格 that the next municipality has to know of (住民基本台帳法施行令第23条)."""
    held = {"1": "あり", "0": "なし"}
    return Entitlements(
        national_health_insurance=held.get(record.health_insurance, ""),
        elderly_medical_care=held.get(record.elderly_medical, ""),
        long_term_care=held.get(record.care_insurance, ""),
        national_pension=held.get(record.pension, ""),
        child_allowance="あり" if record.child_allowance_from and not record.child_allowance_until else "",
    )


def _address_set(record: Record) -> str:
    """Blank when the person never moved inside: the date is then 住民となった日."""
    if record.address_set_date == record.became_resident_date:
        return ""
    return words.day_text(record, "address_set_date")


def _foreign(record: Record, shown: bool) -> ForeignItems:
    if not shown:
        return ForeignItems()
    period = "".join(
        f"{int(value)}{unit}"
        for value, unit in ((record.stay_years, "年"), (record.stay_months, "月"), (record.stay_days, "日"))
        if value.isdigit() and int(value)
    )
    return ForeignItems(
        nationality=record.nationality,
        category=category_label(record.article_30_45_class),
        residence_status=status_label(record.residence_status),
        residence_period=period,
        residence_expiry=words.day_text(record, "stay_expires_on"),
        card_number=record.residence_card_number,
    )


def _removal(record: Record) -> RemovalItems:
    return RemovalItems(
        reason=reason_label(record.removal_reason) if record.removal_reason else "消除",
        date_text=words.day_text(record, "removal_date"),
        notified_text=words.day_text(record, "removal_notified_on"),
        planned_destination=words.address_text(record, "move_out_planned"),
        confirmed_destination=words.address_text(record, "move_out_confirmed"),
        arrival_date_text=words.day_text(record, "move_out_confirmed_on"),
        arrival_notice_text=words.day_text(record, "move_in_notice_on"),
    )


def _move_out(record: Record, first_issued: str) -> MoveOutItems:
    return MoveOutItems(
        destination=words.address_text(record, "move_out_planned"),
        destination_head="",
        first_issued_text=first_issued,
        planned_on_text=words.day_text(record, "move_out_planned_on"),
        notified_text=words.day_text(record, "move_out_notified_on"),
    )


def _history(versions: Sequence[Record], shown: Shown) -> tuple[HistoryLine, ...]:
    """Changes of items that the paper shows; what was not asked for is not told by its history either."""
    items = comparing.ON_PAPER
    items |= comparing.OF_HEAD if shown.head_and_relationship else frozenset()
    items |= comparing.OF_FAMILY_REGISTER if shown.family_register else frozenset()
    items |= comparing.OF_FOREIGN if shown.foreign else frozenset()
    return comparing.on_paper(versions, items)
