"""Change reasons (異動事由), kinds of entry (記載等の種別) and kinds of filing (異動区分).

The list of reasons is the standard's (juki-1.0:1.2.2). The code values are our own, because the official code table
is not public: this module is the one place to correct them.
"""

from enum import StrEnum
from types import MappingProxyType
from typing import Final


class EntryKind(StrEnum):
    """What happens to the record: entry (記載), removal (消除), correction (修正)."""

    ENTRY = "1"
    REMOVAL = "2"
    CORRECTION = "3"


class FilingKind(StrEnum):
    """What the change rests on."""

    NOTIFICATION = "1"  # 届出
    EX_OFFICIO = "2"  # 職権
    APPLICATION = "3"  # 申出
    REQUEST = "4"  # 請求


class Reason(StrEnum):
    """Two-digit code of a change reason; the first digit of 1x and 2x tells entry and removal, the rest corrects."""

    MOVE_IN = "11"
    MOVE_IN_FROM_ABROAD = "12"
    BIRTH = "13"
    ENTRY_BY_NATURALISATION = "14"
    ENTRY_BY_LOSS_OF_NATIONALITY = "15"
    EX_OFFICIO_ENTRY = "16"
    ENTRY_BY_REMAKING = "17"
    ENTRY_BY_RECREATION = "18"
    CANCELLATION_ADDING = "19"
    MOVE_OUT = "21"
    MOVE_OUT_ABROAD = "22"
    DEATH = "23"
    REMOVAL_BY_NATURALISATION = "24"
    REMOVAL_BY_LOSS_OF_NATIONALITY = "25"
    EX_OFFICIO_REMOVAL = "26"
    REMOVAL_BY_REMAKING = "27"
    REMOVAL_BY_RECREATION = "28"
    CANCELLATION_REMOVING = "29"
    MOVE_WITHIN = "31"
    MINOR_CORRECTION = "32"
    EX_OFFICIO_CORRECTION = "33"
    CLERICAL_ERROR = "34"
    INDIVIDUAL_NUMBER_REQUEST = "35"
    INDIVIDUAL_NUMBER_CORRECTION = "36"
    INDIVIDUAL_NUMBER_ENTRY = "37"
    RESIDENT_CODE_REQUEST = "38"
    RESIDENT_CODE_ENTRY = "39"
    HOUSEHOLD_SPLIT = "41"
    HOUSEHOLD_MERGE = "42"
    HOUSEHOLD_CHANGE = "43"
    HEAD_CHANGE = "44"
    FORMER_SURNAME_ENTRY = "51"
    FORMER_SURNAME_CHANGE = "52"
    FORMER_SURNAME_DELETION = "53"
    ALIAS_ENTRY = "54"
    ALIAS_DELETION = "55"
    CANCELLATION_CORRECTING = "59"


ENTRY_KINDS: Final = MappingProxyType(
    {EntryKind.ENTRY: "記載", EntryKind.REMOVAL: "消除", EntryKind.CORRECTION: "修正"},
)

FILING_KINDS: Final = MappingProxyType(
    {
        FilingKind.NOTIFICATION: "届出",
        FilingKind.EX_OFFICIO: "職権",
        FilingKind.APPLICATION: "申出",
        FilingKind.REQUEST: "請求",
    }
)

REASONS: Final = MappingProxyType(
    {
        Reason.MOVE_IN: "国内転入",
        Reason.MOVE_IN_FROM_ABROAD: "国外転入等",
        Reason.BIRTH: "出生",
        Reason.ENTRY_BY_NATURALISATION: "職権記載（帰化等）",
        Reason.ENTRY_BY_LOSS_OF_NATIONALITY: "職権記載（国籍喪失）",
        Reason.EX_OFFICIO_ENTRY: "職権記載",
        Reason.ENTRY_BY_REMAKING: "改製",
        Reason.ENTRY_BY_RECREATION: "再製",
        Reason.CANCELLATION_ADDING: "異動の取消し（増）",
        Reason.MOVE_OUT: "国内転出",
        Reason.MOVE_OUT_ABROAD: "国外転出",
        Reason.DEATH: "死亡",
        Reason.REMOVAL_BY_NATURALISATION: "職権消除（帰化等）",
        Reason.REMOVAL_BY_LOSS_OF_NATIONALITY: "職権消除（国籍喪失）",
        Reason.EX_OFFICIO_REMOVAL: "職権消除",
        Reason.REMOVAL_BY_REMAKING: "改製",
        Reason.REMOVAL_BY_RECREATION: "再製",
        Reason.CANCELLATION_REMOVING: "異動の取消し（減）",
        Reason.MOVE_WITHIN: "転居",
        Reason.MINOR_CORRECTION: "軽微な修正",
        Reason.EX_OFFICIO_CORRECTION: "職権修正",
        Reason.CLERICAL_ERROR: "誤記修正",
        Reason.INDIVIDUAL_NUMBER_REQUEST: "個人番号の変更請求",
        Reason.INDIVIDUAL_NUMBER_CORRECTION: "個人番号の職権修正",
        Reason.INDIVIDUAL_NUMBER_ENTRY: "個人番号の職権記載",
        Reason.RESIDENT_CODE_REQUEST: "住民票コードの変更請求",
        Reason.RESIDENT_CODE_ENTRY: "住民票コードの職権記載",
        Reason.HOUSEHOLD_SPLIT: "世帯分離",
        Reason.HOUSEHOLD_MERGE: "世帯合併",
        Reason.HOUSEHOLD_CHANGE: "世帯変更",
        Reason.HEAD_CHANGE: "世帯主変更",
        Reason.FORMER_SURNAME_ENTRY: "旧氏の記載",
        Reason.FORMER_SURNAME_CHANGE: "旧氏の変更",
        Reason.FORMER_SURNAME_DELETION: "旧氏の削除",
        Reason.ALIAS_ENTRY: "通称の記載",
        Reason.ALIAS_DELETION: "通称の削除",
        Reason.CANCELLATION_CORRECTING: "異動の取消し（修正）",
    }
)

CANCELLATIONS: Final = frozenset(
    {Reason.CANCELLATION_ADDING, Reason.CANCELLATION_REMOVING, Reason.CANCELLATION_CORRECTING}
)


def entry_kind(reason: Reason) -> EntryKind:
    """Whether a reason enters, removes or corrects.

    >>> entry_kind(Reason.DEATH)
    <EntryKind.REMOVAL: '2'>
    """
    return {"1": EntryKind.ENTRY, "2": EntryKind.REMOVAL}.get(reason[0], EntryKind.CORRECTION)


def reason_label(code: str) -> str:
    """Official wording of a reason code; the code itself where it is foreign (loaded from another system)."""
    return REASONS[Reason(code)] if code in set(Reason) else code
