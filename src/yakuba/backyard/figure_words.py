"""The figures of filings in words: what each is called, how it is counted, how it is written, what it was before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from yakuba.backyard.filing_words import minutes_words, percent
from yakuba.platform.cases.filing_measures import Measure, Offered
from yakuba.platform.cases.other_measures import Column

Value = int | float | None
Kind = Literal["count", "share", "minutes"]


@dataclass(frozen=True)
class Figure:
    """One figure of filings. ``how`` is its definition as staff read it; a share is from 0 to 1."""

    key: str
    title: str
    kind: Kind
    how: str
    value: Callable[[Measure], Value]


FIGURES = (
    Figure(
        "filings", "申請", "count",
        "オンラインか窓口で申請として受け付けたもの。職員が異動の画面で直接入力した案件は含まない。",
        lambda one: one.filings,
    ),
    Figure(
        "online", "オンラインの申請", "share",
        "申請のうち、住民ポータルから、または申請サービスのファイルで届いたものの割合。",
        lambda one: one.share_online,
    ),
    Figure(
        "digital", "手書きなしの申請", "share",
        "すべての回答が、本人の入力、聞き取り、住民票、カードのどれかからデータとして入った申請の割合。"
        "出所の記録がない回答が一つでもあれば数えない。",
        lambda one: one.share_without_handwriting,
    ),
    Figure(
        "retyped", "打ち直した回答", "share",
        "回答の項目のうち、受け付けたあとに職員が補正したものの割合。窓口で聞き取りながら入れたものは最初の入力なので数えない。",
        lambda one: one.share_answers_retyped,
    ),
    Figure(
        "retyped-filings", "打ち直しのある申請", "share", "打ち直した回答が一つでもある申請の割合。",
        lambda one: one.share_filings_retyped,
    ),
    Figure(
        "finish", "終わるまで（中央値）", "minutes",
        "完了した申請の、受付から、決定・交付・引渡し完了の最後のものまで。夜間と休みの日も含む。",
        lambda one: one.finish.median,
    ),
    Figure(
        "finish-90", "終わるまで（90％）", "minutes", "完了した申請の90％が、この時間までに終わった。",
        lambda one: one.finish.p90,
    ),
    Figure(
        "decision", "決定まで（中央値）", "minutes", "決定した申請の、受付から最初の決定まで。夜間と休みの日も含む。",
        lambda one: one.decision.median,
    ),
    Figure(
        "decision-90", "決定まで（90％）", "minutes", "決定した申請の90％が、この時間までに決定した。",
        lambda one: one.decision.p90,
    ),
    Figure(
        "waiting", "職員待ち（中央値）", "minutes",
        "決定までのうち、本人の番でない時間。返答を求めてから返答まで、来庁待ちから来庁まで、支払い待ちから支払いまでを除いたもの。",
        lambda one: one.waiting.median,
    ),
    Figure(
        "waiting-90", "職員待ち（90％）", "minutes", "決定した申請の90％が、この時間まで。",
        lambda one: one.waiting.p90,
    ),
    Figure(
        "office", "職員の処理（中央値）", "minutes",
        "職員待ちのうち、職員が初めて手を付けてから（確認、返答依頼、補正、来庁の確認、差戻しなど）決定までの、手順と手順の間の時間。"
        "職員の手順が決定の1回だけの申請は0分。机に向かっていた時間そのものではない。",
        lambda one: one.office.median,
    ),
    Figure(
        "office-90", "職員の処理（90％）", "minutes", "決定した申請の90％が、この時間まで。",
        lambda one: one.office.p90,
    ),
    Figure(
        "nobody", "職員の手順なしの決定", "share", "決定した申請のうち、決定まで職員が何もしていないものの割合。",
        lambda one: one.share_by_nobody,
    ),
    Figure("asked", "返答依頼", "count", "本人に回答の直しを求めた回数。", lambda one: one.asked),
    Figure("sent-back", "差戻し", "count", "決裁する人が差し戻した回数。", lambda one: one.sent_back),
    Figure("declined", "受け付けない", "count", "理由を付けて受け付けなかった申請。", lambda one: one.declined),
    Figure("withdrawn", "取下げ", "count", "本人が決定の前に取り下げた申請。", lambda one: one.withdrawn),
)  # fmt: skip
OFFERED = (
    (
        "offered", "オンラインで申請できる手続き",
        "今日申請できる手続きのうち、住民ポータルから申請できるものの割合。自分の事務で扱う手続きだけを数える。",
    ),
    (
        "used", "そのうち使われた手続き",
        "オンラインで申請できる手続きのうち、期間内に1件でもオンラインの申請があったものの割合。",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One figure of the whole period beside the period before, in words."""

    key: str
    title: str
    how: str
    now: str
    before: str
    change: str


def rows(now: Measure, before: Measure) -> list[Row]:
    return [_row(one.key, one.title, one.how, one.kind, (one.value(now), one.value(before))) for one in FIGURES]


def offered_rows(now: Offered, before: Offered) -> list[Row]:
    values = ((now.share_online, before.share_online), (now.share_used, before.share_used))
    return [_row(*told, "share", pair) for told, pair in zip(OFFERED, values, strict=True)]


def other_rows(id: str, columns: Sequence[Column], now: Sequence[Value], before: Sequence[Value]) -> list[Row]:
    """The figures of another room, each with its unit."""
    return [
        Row(
            f"{id}-{place}",
            column.title,
            column.how,
            amount(this, column.unit),
            amount(that, column.unit),
            _difference(this, that, partial(amount, unit=column.unit)),
        )
        for place, (column, this, that) in enumerate(zip(columns, now, before, strict=True))
    ]


def amount(value: Value, unit: str = "") -> str:
    """
    >>> amount(1200, "件"), amount(1.5, "課"), amount(None, "分")
    ('1,200件', '1.5課', '―')
    """
    return "―" if value is None else f"{value:,}{unit}"


def words(kind: Kind, value: Value) -> str:
    if kind == "share":
        return percent(value)
    return minutes_words(value) if kind == "minutes" else amount(value)


def cells(measure: Measure) -> list[str]:
    """All figures of a line, in the order of FIGURES."""
    return [words(one.kind, one.value(measure)) for one in FIGURES]


def _row(key: str, title: str, how: str, kind: Kind, pair: tuple[Value, Value]) -> Row:
    written: dict[Kind, Callable[[float], str]] = {"share": _points, "minutes": minutes_words, "count": amount}
    now, before = pair
    return Row(key, title, how, words(kind, now), words(kind, before), _difference(now, before, written[kind]))


def _points(share: float) -> str:
    return f"{share * 100:.1f}ポイント"


def _difference(now: Value, before: Value, written: Callable[[float], str]) -> str:
    """With its sign; nothing where one of the two is missing.

    >>> _difference(3, 5, str), _difference(5, 5, str), _difference(None, 5, str)
    ('−2', '±0', '―')
    """
    if now is None or before is None:
        return "―"
    difference = round(now - before, 6)
    if difference == 0:
        return "±0"
    return ("＋" if difference > 0 else "−") + written(abs(difference))
