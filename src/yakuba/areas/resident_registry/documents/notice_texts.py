"""Titles and texts of notices as data.

Provisional source: the official forms were not available; the wordings follow what municipalities commonly write.
Correct them here and nowhere else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from yakuba.areas.resident_registry.documents.notice_content import NoticeKind

SOURCE = "provisional source"


@dataclass(frozen=True)
class NoticeText:
    """Title of the paper, paragraphs before and after the ruled items."""

    title: str
    body: tuple[str, ...]
    closing: tuple[str, ...] = ()


NOTICE_TEXTS: Mapping[NoticeKind, NoticeText] = MappingProxyType(
    {
        NoticeKind.HEAD_CHANGED: NoticeText(
            "世帯主変更通知書",
            ("住民基本台帳法の規定により、あなたの世帯の世帯主を次のとおり変更しましたので、お知らせします。",),
            ("記載に誤りがあるときは、この通知書をお持ちのうえ、下記の担当までお申し出ください。",),
        ),
        NoticeKind.HEAD_REQUESTED: NoticeText(
            "世帯主変更依頼通知書",
            (
                "あなたの世帯は、世帯主の異動により、世帯主が登録されていません。",
                "新しい世帯主を決めて、この通知を受け取った日から14日以内に世帯主変更の届出をしてください。",
            ),
            ("届出がないときは、職権で世帯主を変更することがあります。",),
        ),
        NoticeKind.ACCEPTED: NoticeText(
            "住民異動届受理通知",
            ("次のとおり住民異動の届出を受理しましたので、お知らせします。",),
            ("この届出に心当たりのないときは、すぐに下記の担当までご連絡ください。",),
        ),
        NoticeKind.EX_OFFICIO: NoticeText(
            "職権記載等通知書",
            ("住民基本台帳法第8条の規定により、住民票の記載等を次のとおり職権で行いましたので、お知らせします。",),
            ("記載に誤りがあるときは、下記の担当までお申し出ください。",),
        ),
        NoticeKind.SUPPORT_ENDING: NoticeText(
            "住民基本台帳事務における支援措置の期間の終了について",
            (
                "申出により実施している支援措置は、次の期間で終了します。",
                "引き続き支援措置を希望するときは、期間の終了する日までに延長の申出をしてください。",
            ),
            ("延長の申出がないときは、期間の終了する日の翌日から支援措置は行われません。",),
        ),
    }
)
