"""How surely the portal knows who is there. Higher is surer, and levels compare as numbers."""

from collections.abc import Mapping
from enum import IntEnum

_LABELS: Mapping[str, Mapping[str, str]] = {
    "email": {
        "ja": "メールアドレスの確認のみ",
        "easy": "メールアドレスだけ {確認|かくにん}しました",
        "en": "E-mail address only",
    },
    "card_unconfirmed": {
        "ja": "マイナンバーカード（証明書が有効かどうかは未確認）",
        "easy": "マイナンバーカード（カードが {今|いま} {使|つか}えるかは {確認|かくにん}していません）",
        "en": "My Number card (whether the certificate is still valid was not confirmed)",
    },
    "app": {
        "ja": "認証アプリでマイナンバーカードを確認済み",
        "easy": "アプリで マイナンバーカードを {確認|かくにん}しました",
        "en": "My Number card, confirmed by the national authentication app",
    },
    "card": {
        "ja": "マイナンバーカード（有効を確認済み）",
        "easy": "マイナンバーカード（{使|つか}えることを {確認|かくにん}しました）",
        "en": "My Number card (confirmed as valid)",
    },
}


class Level(IntEnum):
    """
    >>> Level.EMAIL < Level.CARD_UNCONFIRMED < Level.APP < Level.CARD
    True
    >>> Level.CARD_UNCONFIRMED.code, Level.CARD.label("en")
    ('card_unconfirmed', 'My Number card (confirmed as valid)')
    """

    EMAIL = 1
    CARD_UNCONFIRMED = 2
    APP = 3  # the Digital Agency has read the card: as much as a card for what a filing needs
    CARD = 4

    @property
    def code(self) -> str:
        """As letters and tables write it."""
        return self.name.lower()

    def label(self, language: str) -> str:
        """For residents, in "ja", "easy" (readings as ``{漢字|かんじ}``) or "en"; Japanese for any other language."""
        words = _LABELS[self.code]
        return words.get(language, words["ja"])
