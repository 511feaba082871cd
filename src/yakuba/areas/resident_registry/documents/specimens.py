"""見本: certificates of fictitious persons, for previews of forms, tests and benchmarks."""

import dataclasses
from datetime import UTC, date, datetime
from typing import Any

from yakuba.areas.resident_registry.documents.certifying_texts import certifying_text
from yakuba.areas.resident_registry.documents.content import (
    CertificateContent,
    Certification,
    ForeignItems,
    IssueNumber,
    Issuer,
    Kind,
    PersonBlock,
    Seal,
)

MADE_AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
ISSUER = Issuer("北海道", "北見市長", "北野　太郎", Seal("北見市長之印"), "この印は黒色です。")
NUMBER = IssueNumber(date(2026, 11, 23), "北見市", "本庁1", "プリンタ001", 11)

HEAD = PersonBlock(
    name="渡邉\U000e0110　太郎",
    name_kana="ワタナベ　タロウ",
    birth_date_text="昭和55年4月3日",
    sex_text="男",
    relationship_text="世帯主",
    resident_since_text="平成20年4月1日",
    address_set_text="令和2年5月10日",
    notified_text="平成20年4月5日",
    previous_address="札幌市中央区北一条西二丁目1番地1",
    origin_domicile="北見市大通西二丁目1番地",
    origin_head="渡邉\U000e0110　太郎",
)
WIFE = dataclasses.replace(
    HEAD,
    name="渡邉\U000e0110　葛\U000e0100子",
    name_kana="ワタナベ　カツコ",
    relationship_text="妻",
    former_name="髙﨑",
)
FOREIGNER = dataclasses.replace(
    HEAD,
    name="NGUYEN THI ANH TUYET",
    relationship_text="同居人",
    birth_date_text="1995年8月24日",
    alias="葛\U000e0103城　杏",
    foreign=ForeignItems("ベトナム", "中長期在留者", "留学", "2年3月", "2028年3月31日", "AB12345678CD"),
)


def household(size: int) -> tuple[PersonBlock, ...]:
    """Persons 世帯員1 to 世帯員<size>."""
    return tuple(dataclasses.replace(HEAD, name=f"世帯員{n}") for n in range(1, size + 1))


def certificate(kind: Kind, *persons: PersonBlock, **changes: Any) -> CertificateContent:
    """A certificate of these persons (one head if none is given)."""
    content = CertificateContent(
        kind=kind,
        address="北見市大通西二丁目1番地　北見中央マンション1203号",
        household_head="渡邉\U000e0110　太郎",
        persons=persons or (HEAD,),
        certification=Certification(certifying_text(kind), "令和8年11月23日", ISSUER, NUMBER),
    )
    return dataclasses.replace(content, **changes)
