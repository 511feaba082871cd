"""Certifying texts (認証文) as data.

Provisional source: chapter 4 of the standard was not available. The wordings are those commonly printed by
municipalities on certificates of Article 12 of the Basic Resident Registration Act; correct them here and nowhere else.
"""

from collections.abc import Mapping
from types import MappingProxyType

from yakuba.areas.resident_registry.documents.content import Kind

SOURCE = "provisional source"

_WHOLE_HOUSEHOLD = "この写しは、世帯全員の住民票の原本と相違ないことを証明する。"

_TEXTS: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.COPY_JOINT: "この写しは、住民票の原本と相違ないことを証明する。",
        Kind.COPY_INDIVIDUAL: "この写しは、住民票の原本と相違ないことを証明する。",
        Kind.REMOVED_COPY: "この写しは、住民票の除票の原本と相違ないことを証明する。",
        Kind.RECORDED_ITEMS_JOINT: "上記の事項は、住民票に記載があることを証明する。",
        Kind.RECORDED_ITEMS_INDIVIDUAL: "上記の事項は、住民票に記載があることを証明する。",
        Kind.REMOVED_RECORDED_ITEMS: "上記の事項は、住民票の除票に記載があることを証明する。",
        Kind.MOVE_OUT: "上記のとおり転出の届出があったことを証明する。",
        Kind.MOVE_OUT_EQUIVALENT: (
            "上記の事項は、住民票の除票に記載があることを証明する。\n"
            "この証明書は、転入届に添付する書類として交付するものである。"
        ),
    }
)


def certifying_text(kind: Kind, whole_household: bool = False) -> str:
    """The words printed above date and seal; ``whole_household`` when every member is on a joint copy.

    >>> certifying_text(Kind.COPY_JOINT, whole_household=True)
    'この写しは、世帯全員の住民票の原本と相違ないことを証明する。'
    """
    return _WHOLE_HOUSEHOLD if whole_household and kind is Kind.COPY_JOINT else _TEXTS[kind]
