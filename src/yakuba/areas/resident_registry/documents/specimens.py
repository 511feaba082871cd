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
    MoveOutItems,
    PersonBlock,
    RemovalItems,
    Seal,
)
from yakuba.areas.resident_registry.documents.notice_content import (
    Addressee,
    CheckLine,
    CheckPrintContent,
    Contact,
    NoticeContent,
    NoticeItem,
    NoticeKind,
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
REMOVAL = RemovalItems(
    reason="転出",
    date_text="令和8年10月31日",
    notified_text="令和8年10月20日",
    planned_destination="札幌市中央区北一条西二丁目1番地1",
    confirmed_destination="札幌市中央区北一条西二丁目1番地1　札幌時計台マンション305号",
    arrival_date_text="令和8年11月1日",
    arrival_notice_text="令和8年11月5日",
)
MOVE = MoveOutItems("札幌市中央区北一条西二丁目1番地1", "渡邉\U000e0110　太郎", "令和8年12月1日", "令和8年11月23日")
NOTICE = NoticeContent(
    kind=NoticeKind.HEAD_CHANGED,
    addressee=Addressee(
        "090-0024", "北海道北見市大通西二丁目1番地\n北見中央マンション1203号", "渡邉\U000e0110　葛\U000e0100子"
    ),
    issuer=ISSUER,
    contact=Contact("北見市 市民課 住民記録係", "北海道北見市大通西三丁目1番地1", "0157-00-0000", "090-8501"),
    issued_on_text="令和8年11月23日",
    items=(
        NoticeItem("世帯主", "渡邉\U000e0110　葛\U000e0100子", "渡邉\U000e0110　太郎"),
        NoticeItem("変更年月日", "令和8年11月20日"),
        NoticeItem("変更の事由", "世帯主の死亡"),
    ),
    document_number="北市民第123号",
)
CHECK_PRINT = CheckPrintContent(
    case_number="案件 2026-000123",
    printed_text="令和8年11月23日 10時05分　市民課　鈴木　一郎　出力",
    facts=(("異動事由", "転居"), ("異動日", "令和8年11月20日"), ("届出日", "令和8年11月23日")),
    lines=(
        CheckLine("渡邉\U000e0110　太郎", "住所", "北見市大通西二丁目1番地", "北見市北三条東五丁目12番地3"),
        CheckLine("渡邉\U000e0110　太郎", "続柄", "世帯主", "世帯主"),
    ),
    findings=("アラート　異動前後の住所が同じ町字です。方書だけの変更かどうか確かめてください。",),
)


def household(size: int) -> tuple[PersonBlock, ...]:
    """Persons 世帯員1 to 世帯員<size>."""
    return tuple(dataclasses.replace(HEAD, name=f"世帯員{n}") for n in range(1, size + 1))


def certificate(kind: Kind, *persons: PersonBlock, **changes: Any) -> CertificateContent:
    """A certificate of these persons (one head if none is given)."""
    items: dict[str, Any] = {
        "kind": kind,
        "address": "北見市大通西二丁目1番地　北見中央マンション1203号",
        "household_head": "渡邉\U000e0110　太郎",
        "persons": persons or (HEAD,),
        "certification": Certification(certifying_text(kind), "令和8年11月23日", ISSUER, NUMBER),
    }
    return CertificateContent(**{**items, **changes})
