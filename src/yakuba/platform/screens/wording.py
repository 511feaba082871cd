"""What a form says when something is missing: staff short, residents in です・ます. Never 不正, 無効, 異常."""

from typing import Literal

Voice = Literal["staff", "resident"]

_WORDS: dict[str, tuple[str, str]] = {
    "required": ("{label}：未入力", "{label}を入力してください"),
    "unchosen": ("{label}：未選択", "{label}を選んでください"),
    "unchecked": ("{label}：確認の印がない", "「{label}」を確認して、印を付けてください"),
    "unknown_choice": ("{label}：選択肢にない。一覧から選び直す", "{label}は、一覧から選んでください"),
    "too_long": (
        "{label}：{over}文字超過（上限{limit}文字）",
        "{label}は{limit}文字までです。{over}文字へらしてください",
    ),
    "control": (
        "{label}：表示できない制御文字がある。入力し直す",
        "{label}に表示できない文字があります。入力し直してください",
    ),
    "kana": (
        "{label}：カタカナにできない字「{bad}」。読みをカタカナで入力",
        "{label}は、カタカナかひらがなで入力してください",
    ),
    "date_form": (
        "{label}：日付と読めない。S551226、昭和55.12.26、19801226の形で入力",
        "{label}は、「昭和55年12月26日」のように入力してください",
    ),
    "date_calendar": ("{label}：暦にない日（{text}）", "{label}に、ない日付が入っています。もう一度確認してください"),
    "date_part": ("{label}：{part}がない。{part}を入力", "{label}の「{part}」を入力してください"),
    "date_future": (
        "{label}：処理日より後。処理日以前の日を入力",
        "{label}は、今日か、今日より前の日を入力してください",
    ),
    "postcode": ("{label}：7桁でない。数字7桁で入力", "{label}は、7桁の数字で入力してください"),
    "digits": ("{label}：数字でない字「{bad}」。数字で入力", "{label}は、数字で入力してください"),
    "length": ("{label}：{count}桁。{wanted}桁で入力", "{label}は、{wanted}桁の数字で入力してください"),
    "range": ("{label}：{low}から{high}までの数で入力", "{label}は、{low}から{high}までの数を入力してください"),
    "check_digit": ("{label}：検査数字が合わない。番号を見直す", "{label}の番号をもう一度確認してください"),
    "file_size": (
        "{label}：{size}、上限{limit}。撮り直しか分割",
        "ファイルが大きすぎます。{limit}までの写真かPDFを選んでください",
    ),
    "file_type": ("{label}：{kinds}でない。{kinds}を選ぶ", "{label}は、{kinds}を選んでください"),
    "file_empty": ("{label}：中身がない。選び直す", "選んだファイルに中身がありません。もう一度選んでください"),
}


def words(code: str, voice: Voice, **values: object) -> str:
    """The sentence of `code`; `values` always hold `label`. KeyError for an unknown code."""
    staff, resident = _WORDS[code]
    return (staff if voice == "staff" else resident).format(**values)


def all_words() -> dict[str, tuple[str, str]]:
    """For the test of forbidden words."""
    return dict(_WORDS)
