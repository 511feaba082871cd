"""Status of residence (在留資格) and category of 法第30条の45 of a foreign resident: codes and wording.

The national code table is not public: the three-digit codes are our own and this module is the one place to correct
them. The wording is that of 入管法 別表第一 and 第二 and of 法第30条の45.
"""

from types import MappingProxyType
from typing import Final

RESIDENCE_STATUSES: Final = MappingProxyType(
    {
        "101": "永住者",
        "102": "定住者",
        "103": "日本人の配偶者等",
        "104": "永住者の配偶者等",
        "201": "技術・人文知識・国際業務",
        "202": "技能実習",
        "203": "特定技能",
        "204": "留学",
        "205": "家族滞在",
        "206": "技能",
        "207": "高度専門職",
        "208": "経営・管理",
        "209": "企業内転勤",
        "210": "介護",
        "211": "教育",
        "212": "教授",
        "213": "研究",
        "214": "医療",
        "215": "法律・会計業務",
        "216": "宗教",
        "217": "芸術",
        "218": "報道",
        "219": "興行",
        "220": "文化活動",
        "221": "研修",
        "222": "特定活動",
    }
)

SPECIAL_PERMANENT_STATUS: Final = "900"
"""Written for a special permanent resident, who has no status in the sense of the act."""

MID_TO_LONG_TERM: Final = "1"
SPECIAL_PERMANENT: Final = "2"

CATEGORIES: Final = MappingProxyType(
    {
        MID_TO_LONG_TERM: "中長期在留者",
        SPECIAL_PERMANENT: "特別永住者",
        "3": "一時庇護許可者",
        "4": "仮滞在許可者",
        "5": "出生による経過滞在者",
        "6": "国籍喪失による経過滞在者",
    }
)


def status_label(code: str) -> str:
    """Wording of a status of residence; the code itself where it is foreign (loaded from another system).

    >>> status_label("204"), status_label("900"), status_label("999")
    ('留学', '', '999')
    """
    return "" if code == SPECIAL_PERMANENT_STATUS else RESIDENCE_STATUSES.get(code, code)


def category_label(code: str) -> str:
    """Wording of a category of 法第30条の45; the code itself where it is foreign.

    >>> category_label("2"), category_label("99")
    ('特別永住者', '99')
    """
    return CATEGORIES.get(code, code)
