"""Where a figure of the law was read, in Japanese for the pages; the data files say it in English."""

from __future__ import annotations

import re
from typing import Final

PAGES: Final = "市区町村の公開ページ"
WORDS: Final = {
    "municipal pages": PAGES,
    "municipal pages on late charges": f"{PAGES}（延滞金）",
    "municipal pages on the 9th period": f"{PAGES}（第9期の計画）",
    "municipal pages (Munakata, Sano, Hokuto)": "宗像市・佐野市・北斗市の公開ページ",
    "general knowledge": "一般に知られている定め",
    "one public calculator": "公開されている計算ページ1件",
    "same as for health insurance": "国民健康保険と同じ",
    "follows from the rise of the basic pension": "基礎年金の改定から計算",
    "follows the salary deduction of the year": "その年の給与所得控除に合わせた額",
    "free since 2019-10 on all municipal pages": f"{PAGES}（2019年10月から無償）",
    "pages of Fukushima, Choshi and the union of Ehime": "福島市・銚子市・愛媛の広域連合のページ",
    "page of Okazaki": "岡崎市のページ",
    "cities of Kiyosu and Okazaki": "清須市・岡崎市のページ",
    "city of Yamatokoriyama (columns of fiscal years 2025 and 2026)": "大和郡山市のページ（2025・2026年度）",
    "city of Yamatokoriyama; official example of Nagoya (5,505,000 gives 3,963,200)": (
        "大和郡山市のページ、名古屋市の計算例（5,505,000円は3,963,200円）"
    ),
    "two readings of article 314-6 (its row stops at 550000); two calculators differ": (
        "第314条の6の読み方が2通り（表は550,000円まで）。公開の計算ページ2件も異なる"
    ),
    "text of the statute; one calculator uses 30000 and 10000 above 24 million": (
        "法律の条文。2,400万円を超えるとき30,000円・10,000円とする計算ページもある"
    ),
    "municipal pages; who was insured before April 2024 paid at most 730,000 in 2024": (
        f"{PAGES}。2024年4月より前からの被保険者は、2024年度は730,000円まで"
    ),
    "general knowledge (houses moved into from 2026 on)": "一般に知られている定め（2026年からの入居）",
    "general knowledge of the decree's table, as municipal pages print it": f"政令の表（{PAGES}による）",
    "introduced by the reform of 2025": "2025年の改正で新設",
    "introduced for fiscal year 2024": "2024年度に新設",
    "before the reform of 2025": "2025年の改正の前",
    "ministry summary of the reform of 2026": "2026年の改正の国の概要",
    "ministry summary of the reform of 2026 (limits from general knowledge)": (
        "2026年の改正の国の概要（限度額は一般に知られている定め）"
    ),
    "town of Tomika (pattern)": "富加町のページ（年度ごとの型）",
    "printed table of the tax agency for the year 2026 (a formula alone gives other figures from 2191000 to 2199999)": (
        "国税庁の2026年分の表（2,191,000円から2,199,999円は式だけでは合わない）"
    ),
}
_REFORM: Final = re.compile(r"municipal pages on the reform of ([0-9]{4})")
_QUOTED: Final = re.compile(r"(.+) as (?:municipal )?pages quote it")


def source_words(source: str) -> str:
    """The source in Japanese; one that nobody put into Japanese yet stays as the data has it.

    >>> source_words("municipal pages on the reform of 2025"), source_words("令和8年政令第4号 as pages quote it")
    ('市区町村の公開ページ（2025年の改正）', '令和8年政令第4号（市区町村の公開ページの引用）')
    """
    if reform := _REFORM.fullmatch(source):
        return f"{PAGES}（{reform[1]}年の改正）"
    if quoted := _QUOTED.fullmatch(source):
        return f"{quoted[1]}（{PAGES}の引用）"
    return WORDS.get(source, source)
