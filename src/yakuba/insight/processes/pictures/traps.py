"""What to keep in mind before believing a comparison, with this comparison's own figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yakuba.insight.processes.engine import tails, throughput, windows
from yakuba.insight.processes.engine.same_day import same_day
from yakuba.insight.processes.engine.windows import Window
from yakuba.insight.processes.event_log import EventLog
from yakuba.insight.processes.pictures.picture import Line, Table
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
        *([_ends(found, logs, language)] if len(logs) > 1 else []),
        _order(logs, language),
        _open(curves, language),
        _long(logs, language),
        *(_mix(one, place, language) for place, one in enumerate(found["same_mix"], 1)),
    )


def _ends(found: Mapping[str, Any], logs: Sequence[EventLog], language: Language) -> Trap:
    """The ranking of bodies by each choice of the end, and of the start, among the steps nearly all cases have."""
    rows = [(None, one["end"], one["median_days"]) for one in found["rankings"]]
    for start in [one["end"] for one in found["rankings"] if one["end"] is not None]:
        medians = {log.body: windows.median(windows.measured(log, Window(start=start))) for log in logs}
        rows.append((start, None, medians))
    orders = {tuple(_order_of(medians)) for *_, medians in rows}
    if len(rows) == 1:
        words = Words(
            "どの団体でもよくある作業がないので、最初から最後の記録までの順位だけを示します。",
            "No step is usual in every body; there is only the ranking from the first to the last event.",
        )
    elif len(orders) > 1:
        words = Words(
            f"始まりと終わりの選び方 {len(rows)} とおりで、速い順の並びが {len(orders)} とおりに変わります。",
            f"{len(rows)} choices of start and end give {len(orders)} different rankings of the bodies.",
        )
    else:
        words = Words(
            f"始まりと終わりの選び方 {len(rows)} とおりのどれでも、速い順の並びは同じです。",
            f"All {len(rows)} choices of start and end give the same ranking of the bodies.",
        )
    first, last = (Words("最初の記録", "first event"), Words("最後の記録", "last event"))
    head = (
        ("始まり", "終わり", "速い順（中央値・日）")
        if language == "ja"
        else ("start", "end", "from quick to slow (median days)")
    )
    told = tuple(
        (
            first.to(language) if start is None else start,
            last.to(language) if end is None else end,
            Line(" < ".join(f"{shown(name, language)} {days(medians[name] or 0.0)}" for name in _order_of(medians))),
        )
        for start, end, medians in rows
    )
    title = Words("始まりと終わりの選び方で順位が変わる", "The choice of start and end can turn a ranking round")
    return Trap("ends", title.to(language), words.to(language), Table(head, told))


def _order_of(medians: Mapping[str, float | None]) -> list[str]:
    """Bodies from quick to slow; those of which the median is not known are left out."""
    known = {name: median for name, median in medians.items() if median is not None}
    return sorted(known, key=lambda name: (known[name], name))


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
        if within
        else Words(
            f"続いて起きた作業の組 {count(pairs)} に、同じ日のものはありません。",
            f"None of the {count(pairs)} pairs of steps that follow each other lies within one day.",
        )
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
    elif not still:
        words = Words(
            f"案件 {count(cases)} 件はすべて「{shown(curves.window.end)}」まで来ています。",
            f"All {count(cases)} cases have come to “{shown(curves.window.end, 'en')}”.",
        )
    else:
        share = percent(still / cases)
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


def _long(logs: Sequence[EventLog], language: Language) -> Trap:
    """The slowest cases and what they do to a mean."""
    found = [(log.body, tails.tail(throughput.by_case(log)[throughput.DAYS])) for log in logs]
    told = [(one, name) for name, one in found if one is not None]
    slowest = percent(tails.SLOWEST)
    if told:
        worst, name = max(told, key=lambda item: (item[0].share_of_days, item[1]))
        words = Words(
            f"{shown(name)}では最も遅い {slowest} の案件が日数全体の {percent(worst.share_of_days)}を占め、"
            f"平均は {days(worst.mean)} 日、それを除くと {days(worst.mean_without)} 日です。",
            f"In {shown(name, 'en')} the slowest {slowest} of the cases take {percent(worst.share_of_days)} of all"
            f" days; the mean is {days(worst.mean)} days, without them {days(worst.mean_without)}.",
        )
    else:
        words = Words("日数のかかった案件が足りません。", "Too few cases take any time.")
    head = (
        ("団体", "最も遅い案件", "日数全体に占める割合", "平均（日）", "それを除く平均")
        if language == "ja"
        else ("body", "slowest cases", "share of all days", "mean days", "mean without them")
    )
    rows = tuple(
        (name, one.cases, percent(one.share_of_days), one.mean, one.mean_without)
        if one
        else (name, None, None, None, None)
        for name, one in found
    )
    title = Words("少数の長い案件が平均を動かす", "A few long cases move the mean")
    return Trap("tails", title.to(language), words.to(language), Table(head, rows))


def _mix(section: Mapping[str, Any], place: int, language: Language) -> Trap:
    """Mean days of the bodies if all had the same mix of cases by an attribute; the figures as they are beside them."""
    rows = [one for one in section["compared"] if one["kind"] == "throughput"]
    attribute = shown(section["attribute"])
    if rows:
        most = max(rows, key=lambda one: (abs(one["own"] - one["raw_own"]), one["body"]))
        words = Words(
            f"{attribute} の構成を同じにすると、最も変わるのは{shown(most['body'])}で、所要日数の平均は"
            f" {days(most['raw_own'])} 日から {days(most['own'])} 日になります。",
            f"On the same mix by {attribute} the largest change is in {shown(most['body'], 'en')}: the mean goes from"
            f" {days(most['raw_own'])} to {days(most['own'])} days.",
        )
    else:
        words = Words(f"{attribute} では、同じ構成で比べられません。", f"{attribute} gives no mix to compare on.")
    head = (
        ("団体", "案件", "平均（日）", "同じ構成での平均", "ほかの団体", "ほか、同じ構成")
        if language == "ja"
        else ("body", "cases", "mean days", "on the same mix", "others", "others, same mix")
    )
    told = tuple(
        (one["body"], one["cases"], one["raw_own"], one["own"], one["raw_others"], one["others"]) for one in rows
    )
    title = Words(f"案件の構成が違う（{attribute}）", f"The mix of cases differs ({attribute})")
    return Trap(f"mix-{place}", title.to(language), words.to(language), Table(head, told))
