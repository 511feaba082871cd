"""What can go wrong between page, reader and card: a code for the page, and Japanese that says what and remedy."""

_AGAIN = "カードを置き直して、もう一度読み取ってください。"
_OTHERWISE = "ほかの本人確認書類で受け付けてください。"
_IT = "情報システムの担当に連絡してください。"
WHY = {
    "no_library": f"この端末に、カードリーダーを使うためのソフト（PC/SC）がありません。{_IT}",
    "no_service": f"カードリーダーのサービス（PC/SC）が動いていません。端末を再起動しても直らなければ、{_IT}",
    "no_reader": "カードリーダーが見つかりません。USBの線を差し直してください。",
    "no_card": "カードが置かれていません。マイナンバーカードをカードリーダーに置いてください。",
    "unresponsive": f"カードが応答しません。向きを確かめ、{_AGAIN}",
    "busy": f"別のソフトがカードリーダーを使っています。そのソフトを閉じてから、{_AGAIN}",
    "removed": f"読み取りの途中でカードが離れました。{_AGAIN}",
    "wrong_application": "マイナンバーカードではないか、電子証明書の機能がないカードです。カードを確かめてください。",
    "no_certificate": f"このカードに利用者証明用電子証明書がありません。{_OTHERWISE}",
    "pin_form": "暗証番号は数字4桁です。入力し直してください。",
    "wrong_pin": "暗証番号が違います。",
    "locked": f"暗証番号を続けて間違えたため、使えなくなっています。初期化の手続きをするか、{_OTHERWISE}",
    "items_form": f"カードの四情報（氏名・住所・生年月日・性別）を読み取れません。{_AGAIN}",
    "unexpected": f"カードから思わぬ応答がありました。{_AGAIN}",
    "reader_failed": f"カードリーダーが働きません。線を差し直しても直らなければ、{_IT}",
    "stale": "読み取りの準備が古くなりました。画面を開き直してください。",
    "challenge": "この画面からの求めとして読めません。画面を開き直してください。",
    "origin": "このカードリーダーが知らない画面からの求めです。読み取りません。",
    "request": "求めの形が違います。画面を開き直してください。",
}


class CardError(Exception):
    """``code`` is one of WHY; ``tries``: how many are left of a PIN, where that is what the card said."""

    def __init__(self, code: str, more: str = "", tries: int | None = None) -> None:
        super().__init__(WHY[code] + more)
        self.code, self.tries = code, tries


def wrong_pin(which: str, tries: int) -> CardError:
    """A wrong PIN with the tries left; none left is ``locked``."""
    if tries <= 0:
        return CardError("locked", f"（{which}）", 0)
    last = "次に間違えると使えなくなります。" if tries == 1 else ""
    return CardError("wrong_pin", f"{which}を確かめてください。あと{tries}回です。{last}", tries)
