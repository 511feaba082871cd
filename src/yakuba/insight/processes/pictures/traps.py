"""What to keep in mind before believing a comparison, with this comparison's own figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yakuba.insight.processes.engine.same_day import same_day
from yakuba.insight.processes.event_log import EventLog
from yakuba.insight.processes.pictures.picture import Table
from yakuba.insight.processes.pictures.survival import Curves
from yakuba.insight.processes.pictures.wording import Language, Words, count, days, percent, shown


@dataclass(frozen=True)
class Trap:
    """One thing to keep in mind: what it is, what the figures say of it, the figures."""

    name: str
    title: str
    sentence: str
    table: Table


def traps(found: Mapping[str, Any], logs: Sequence[EventLog], curves: Curves, language: Language) -> tuple[Trap, ...]:
    """Of a comparison (`comparison.compared`) of these logs."""
    return (
        *([_ends(found, language)] if len(logs) > 1 else []),
        _order(logs, language),
        _open(curves, language),
    )


def _ends(found: Mapping[str, Any], language: Language) -> Trap:
    """The ranking of bodies by each choice of the end."""
    orders = {tuple(one["order"]) for one in found["rankings"]}
    choices = len(found["rankings"])
    if choices == 1:
        words = Words(
            "どの団体にも共通する終わりの作業がないので、最後の記録までの順位だけを示します。",
            "No step can serve as the end in every body; there is only the ranking to the last event.",
        )
    elif len(orders) > 1:
        words = Words(
            f"終わりの選び方 {choices} とおりで、速い順の並びが {len(orders)} とおりに変わります。",
            f"{choices} choices of the end give {len(orders)} different rankings of the bodies.",
        )
    else:
        words = Words(
            f"終わりの選び方 {choices} とおりのどれでも、速い順の並びは同じです。",
            f"All {choices} choices of the end give the same ranking of the bodies.",
        )
    last = Words("最後の記録", "last event").to(language)
    head = (
        ("終わりとする作業", "速い順（中央値・日）")
        if language == "ja"
        else ("end", "from quick to slow (median days)")
    )
    rows = tuple(
        (
            last if one["end"] is None else one["end"],
            " < ".join(f"{shown(name, language)} {days(one['median_days'][name])}" for name in one["order"]),
        )
        for one in found["rankings"]
    )
    title = Words("始まりと終わりの選び方で順位が変わる", "The choice of the end can turn a ranking round")
    return Trap("ends", title.to(language), words.to(language), Table(head, rows))


def _order(logs: Sequence[EventLog], language: Language) -> Trap:
    found = [(log.body, same_day(log)) for log in logs]
    pairs, within = sum(one.pairs for _, one in found), sum(one.within for _, one in found)
    words = (
        Words(
            f"続いて起きた作業の組 {count(pairs)} のうち {percent(within / pairs)} は同じ日のもので、"
            "その前後は仕事の順でなく入力の順かもしれません。",
            f"Of {count(pairs)} pairs of steps that follow each other {percent(within / pairs)} lie within one day,"
            " where their order may be that of typing.",
        )
        if pairs
        else Words("続いて起きた作業の組がありません。", "No step follows another.")
    )
    head = (
        ("団体", "続いた組", "うち同じ日", "割合") if language == "ja" else ("body", "pairs", "within a day", "share")
    )
    rows = tuple(
        (name, one.pairs, one.within, None if one.share is None else percent(one.share)) for name, one in found
    )
    title = Words("同じ日の中の順序は当てにならない", "The order within a day means little")
    return Trap("order", title.to(language), words.to(language), Table(head, rows))


def _open(curves: Curves, language: Language) -> Trap:
    cases = sum(one.cases for one in curves.bodies)
    still = sum(one.cases - one.closed for one in curves.bodies)
    if curves.window.end is None:
        words = Words(
            "終わりの作業を選んでいないため、まだ続く案件も最後の記録で終わったものとして数えています。",
            "No step was chosen as the end, so cases that will go on count as ended with their last event.",
        )
    else:
        share = percent(still / cases) if cases else percent(0.0)
        words = Words(
            f"「{shown(curves.window.end)}」にまだ来ていない案件が {count(still)} 件（{share}）あり、"
            "終わった案件だけの日数は短く見えます。",
            f"{count(still)} cases ({share}) have not come to “{shown(curves.window.end, 'en')}”; the days of closed"
            " cases alone look shorter than they are.",
        )
    head = (
        ("団体", "案件", "未了", "中央値（未了も数える・日）")
        if language == "ja"
        else ("body", "cases", "open", "median days (open counted)")
    )
    rows = tuple((one.body, one.cases, one.cases - one.closed, one.median) for one in curves.bodies)
    title = Words("終わっていない案件は日数がわからない", "The days of open cases are not known")
    return Trap("open", title.to(language), words.to(language), Table(head, rows))
