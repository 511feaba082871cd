"""Codes of foreign residents' items (法第30条の45). The national tables are not public: correct them here."""

from types import MappingProxyType

CATEGORIES = MappingProxyType(
    {
        "1": "中長期在留者",
        "2": "特別永住者",
        "3": "一時庇護許可者",
        "4": "仮滞在許可者",
        "5": "出生による経過滞在者",
        "6": "国籍喪失による経過滞在者",
    }
)
STATUSES = MappingProxyType(
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
        "207": "経営・管理",
        "208": "企業内転勤",
        "209": "教育",
        "210": "介護",
        "211": "特定活動",
        "212": "高度専門職",
        "900": "特別永住者",
    }
)
