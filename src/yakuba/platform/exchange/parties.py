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


_ALL = (
    Party("juki-net", "住民基本台帳ネットワーク（CS）", "jsonl", timedelta(minutes=10)),
    Party("immigration", "出入国在留管理庁", "jsonl", timedelta(hours=1)),
    Party("convenience", "コンビニ交付", "csv", timedelta(minutes=10)),
    Party("portal", "住民ポータル（インターネット側）", "jsonl", timedelta(minutes=5)),
    Party("family-register", "戸籍附票", "jsonl", timedelta(minutes=30)),
)

PARTIES = {party.name: party for party in _ALL}


def party(name: str) -> Party:
    """The party of that name. Raises UnknownParty."""
    try:
        return PARTIES[name]
    except KeyError:
        raise UnknownParty(f"連携先「{name}」：登録されていない。{'、'.join(PARTIES)}から選ぶ") from None
