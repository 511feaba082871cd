"""The outside parties and how we exchange files with them. Data: adding a party is adding a row."""

from dataclasses import dataclass
from datetime import timedelta

from yakuba.platform.exchange.errors import UnknownParty


@dataclass(frozen=True)
class Party:
    """An outside party. A message it has not answered after ``answer_within`` is shown as trouble.

    ``layout``: ``jsonl`` (one JSON object a line) or ``csv`` (headings in the first line), one record a line.
    """

    name: str
    label: str
    layout: str
    answer_within: timedelta


_SYSTEMS = {
    "child-allowance": "児童手当",
    "childcare": "子ども・子育て支援",
    "schooling": "就学",
    "maternal-health": "健康管理（母子保健）",
    "health-insurance": "国民健康保険",
    "late-elderly": "後期高齢者医療",
    "national-pension": "国民年金",
    "long-term-care": "介護保険",
    "disability-welfare": "障害者福祉",
    "medical-aid": "福祉医療費助成",
    "resident-tax": "個人住民税",
    "light-vehicle-tax": "軽自動車税",
    "collection": "収納管理",
    "seal-registration": "印鑑登録",
    "family-register-office": "戸籍",
    "water": "水道料金",
    "waste": "ごみ",
    "dogs": "畜犬",
    "disaster": "り災証明",
}
"""Systems of areas that are no part of this service, which filings are handed to: docs/handover.md."""

_ALL = (
    Party("juki-net", "住民基本台帳ネットワーク（CS）", "jsonl", timedelta(minutes=10)),
    Party("immigration", "出入国在留管理庁", "jsonl", timedelta(hours=1)),
    Party("convenience", "コンビニ交付", "csv", timedelta(minutes=10)),
    Party("portal", "住民ポータル（インターネット側）", "jsonl", timedelta(minutes=5)),
    Party("payments", "収納サービス（オンライン支払い）", "jsonl", timedelta(minutes=10)),
    Party("family-register", "戸籍附票", "jsonl", timedelta(minutes=30)),
    *(Party(f"system-{name}", label, "jsonl", timedelta(minutes=10)) for name, label in _SYSTEMS.items()),
)

PARTIES = {party.name: party for party in _ALL}


def party(name: str) -> Party:
    """The party of that name. Raises UnknownParty."""
    try:
        return PARTIES[name]
    except KeyError:
        raise UnknownParty(f"連携先「{name}」：登録されていない。{'、'.join(PARTIES)}から選ぶ") from None
