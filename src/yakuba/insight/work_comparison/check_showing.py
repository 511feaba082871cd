"""A check of a flow as words, tables and links for its page and the CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from yakuba.insight.processes.conformance.drawing import SEEN, drawn
from yakuba.insight.processes.conformance.judging import OTHER
from yakuba.insight.processes.conformance.result import JAPANESE, sentence
from yakuba.insight.processes.model.flow import Flow
from yakuba.insight.processes.model.layout import SIZES, TASK, laid_out
from yakuba.insight.work_comparison import check_suppression, showing
from yakuba.insight.work_comparison.checking import STAFF
from yakuba.insight.work_comparison.figures import Figures
from yakuba.insight.work_comparison.models import FlowCheck
from yakuba.insight.work_comparison.suppression import HIDDEN

FEW: Final = showing.FEW
DEVIATION_HEADS: Final = ("案件", "割合", "回数", "所要日数の差（中央値）", "差の幅（95%）")
MONTH_HEADS: Final = ("判定した案件", "流れどおり", "割合", "幅（95%）")
CSV_DEVIATIONS: Final = ("外れ方", "作業", "案件", "割合", "回数", "日数の差", "差の下限", "差の上限")
CSV_MONTHS: Final = ("始まった月", "判定した案件", "流れどおり", "割合", "下限", "上限")
CSV_CASES: Final = ("案件", "受付番号", "始まった日", "所要日数", "流れどおり", "外れの数", "外れ")
FITTING: Final = {True: "流れどおり", False: "外れあり", None: "判定できない"}
CHANCE: Final = 0.05


@dataclass(frozen=True)
class Deviation:
    """A row of where cases leave the flow. ``query``: the list of its cases, empty where that may not be seen."""

    kind: str
    step: str
    cells: tuple[str, ...]
    query: str = ""


@dataclass(frozen=True)
class Area:
    """A part of the drawing that leads to cases: x1,y1,x2,y2 in px, what it says, the list it leads to."""

    coords: str
    label: str
    query: str


def visible(check: FlowCheck) -> Figures:
    """The result as the actor may see it: as it is for whoever analyses, else without what tells of few."""
    assert check.result is not None
    if showing.sees_all():
        return {**check.result, HIDDEN: False}
    return check_suppression.shown(check.result, check.result[STAFF])


def is_hidden(seen: Figures) -> bool:
    """Whether nothing may be told."""
    return "cases" not in seen


def finding(seen: Figures) -> str:
    """What the check says first."""
    if seen["fitting"] is None:
        return f"{seen['body']}の{seen['cases']:,}件のうち、流れどおりの件数は少数のため示しません。"
    return sentence({**seen, "deviations": _told(seen)})["ja"]


def _told(seen: Figures) -> list[Figures]:
    return [one for one in seen["deviations"] if not one.get(HIDDEN)]


def drawing(flow: Flow, seen: Figures | None) -> str:
    """The flow, with what cases do otherwise at each step once that is known (SVG)."""
    if seen is None:
        told: Mapping[str, Any] = {"deviations": [], "sentence": {"ja": f"{flow.name}：作業{len(flow.tasks())}"}}
    else:
        told = {"deviations": _told(seen), "sentence": {"ja": finding(seen)}}
    return drawn(flow, told)


def areas(flow: Flow, seen: Figures) -> list[Area]:
    """Each step at which cases leave the flow, as a link to the cases of the most frequent way of leaving there."""
    most: dict[str, Figures] = {}
    for one in _told(seen):
        if one["kind"] != OTHER and one["share"] >= SEEN:
            most.setdefault(one["step"], one)
    width, height = SIZES[TASK]
    found = []
    for shape in laid_out(flow).shapes:
        if shape.kind == TASK and shape.name in most:
            left, top = shape.x - width / 2, shape.y - height / 2
            coords = ",".join(f"{round(one)}" for one in (left, top, left + width, top + height))
            one = most[shape.name]
            label = f"{shape.name}：{JAPANESE[one['kind']]} {one['cases']:,}件の案件を見る"
            found.append(Area(coords, label, _query(one)))
    return found


def _query(one: Figures) -> str:
    return urlencode({"kind": one["kind"], "step": one["step"]})


def deviations(seen: Figures, *, may_list: bool) -> list[Deviation]:
    """Where cases leave the flow, the most frequent first."""
    found = []
    for one in seen["deviations"]:
        kind = JAPANESE[one["kind"]]
        if one.get(HIDDEN):
            found.append(Deviation(kind, one["step"], (FEW,) * len(DEVIATION_HEADS)))
            continue
        times = FEW if one["times"] is None else f"{one['times']:,}"
        cells = (f"{one['cases']:,}", f"{one['share']:.1%}", times, *_days(one["days"]))
        found.append(Deviation(kind, one["step"], cells, _query(one) if may_list else ""))
    return found


def _days(found: Figures | None) -> tuple[str, str]:
    if found is None:
        return "―", "―"
    return f"{found['difference']:+.1f}日", f"{found['low']:+.1f}〜{found['high']:+.1f}"


def counts(seen: Figures) -> list[tuple[str, str]]:
    """The figures of the whole."""
    low, high = seen["interval"]
    share = FEW if seen["fitting"] is None else showing.share(seen["fitting"], seen["cases"] - (seen["undecided"] or 0))
    if low is not None and seen["fitting"] is not None:
        share += f"（{low:.0%}〜{high:.0%}）"
    return [
        ("照らした案件", showing.count(seen["cases"])),
        ("流れどおり", showing.count(seen["fitting"])),
        ("流れどおりの割合", share),
        ("まだ終わっていないので見なかった案件", showing.count(seen["open_cases"])),
    ]


def months(seen: Figures) -> list[tuple[str, tuple[str, ...]]]:
    """Adoption month by month, in the order of MONTH_HEADS."""
    return [(one["month"], _side(one)) for one in seen["adoption"]["months"]]


def sides(seen: Figures) -> list[tuple[str, tuple[str, ...]]]:
    """Before and after the day of adoption, by the same definition; empty without such a day."""
    found = seen["adoption"]
    if found["adopted_on"] is None or found["before"] is None or found["after"] is None:
        return []
    return [("採り入れる前", _side(found["before"])), ("採り入れた日から", _side(found["after"]))]


def _side(one: Figures) -> tuple[str, ...]:
    if one["cases"] is None or one["fitting"] is None:
        return (showing.count(one["cases"]), FEW, FEW, FEW)
    low, high = one["interval"]
    told = ("―", "―") if one["share"] is None else (f"{one['share']:.1%}", f"{low:.0%}〜{high:.0%}")
    return (f"{one['cases']:,}", f"{one['fitting']:,}", *told)


def change(seen: Figures) -> str:
    """Whether the share changed with the day of adoption, in a sentence."""
    found = seen["adoption"]
    if found["adopted_on"] is None:
        return "採り入れた日を決めて照らすと、その前後を同じ数え方で比べます。"
    told = found["change"]
    if told is None:
        return f"{found['adopted_on']}の前後を比べるには、案件が足りません。"
    low, high = told["interval"]
    said = f"{found['adopted_on']}の前と比べ、流れどおりの割合は{told['effect'] * 100:+.0f}ポイント"
    said += f"（95%の幅 {low * 100:+.0f}〜{high * 100:+.0f}）です。"
    return said + ("" if low * high > 0 else "変わったとはまだ言えません。")


def cautions(check: FlowCheck, seen: Figures) -> list[str]:
    """What to mind before anything is concluded."""
    found = [
        "日数の差は、外れた案件と流れどおりの案件の違いです。外れたことが原因とは限りません。"
        "どちらかが20件に足りないときは示しません。"
    ]
    if seen["only_end_missing"]:
        found.append(
            f"流れの終わりだけがない案件が{seen['only_end_missing']:,}件あります。まだ途中かもしれません。"
            "「この作業まで進んだ案件だけ」を選んで照らすと除けます。"
        )
    if seen["not_aligned"]:
        found.append(f"どこで外れたかを調べきれなかった案件が{seen['not_aligned']:,}件あります。")
    if not check.any_order:
        found.append("同じ日の作業にも順番があるものとして照らしました。")
    if check.pass_over:
        found.append("流れにない作業は数えていません。")
    return found


def counted(check: FlowCheck) -> list[tuple[str, str]]:
    """The definition: the same on both sides of every comparison here."""
    return [
        ("始まった日", f"{check.first:%Y/%m/%d}〜{check.last:%Y/%m/%d}"),
        ("同じ日の作業の順番", "問わない" if check.any_order else "問う"),
        ("流れにない作業", "数えない" if check.pass_over else "外れとして数える"),
        ("どの案件を見るか", f"「{check.end}」まで進んだ案件" if check.end else "すべて"),
        ("採り入れた日", f"{check.adopted_on:%Y/%m/%d}" if check.adopted_on else "なし"),
    ]


def csv_deviations(seen: Figures) -> Iterator[Sequence[object]]:
    """In the order of CSV_DEVIATIONS."""
    for one in seen["deviations"]:
        kind = JAPANESE[one["kind"]]
        if one.get(HIDDEN):
            yield (kind, one["step"], *[FEW] * (len(CSV_DEVIATIONS) - 2))
            continue
        days = one["days"] or {}
        told = [f"{days[name]:.2f}" if days else "" for name in ("difference", "low", "high")]
        times = FEW if one["times"] is None else one["times"]
        yield (kind, one["step"], one["cases"], f"{one['share']:.4f}", times, *told)


def csv_months(seen: Figures) -> Iterator[Sequence[object]]:
    """In the order of CSV_MONTHS."""
    for one in seen["adoption"]["months"]:
        if one["cases"] is None or one["fitting"] is None:
            yield (one["month"], FEW if one["cases"] is None else one["cases"], *[FEW] * 4)
            continue
        told = [f"{value:.4f}" if value is not None else "" for value in (one["share"], *one["interval"])]
        yield (one["month"], one["cases"], one["fitting"], *told)


def ways(found: Sequence[Mapping[str, Any]]) -> list[str]:
    """Where one case leaves the flow."""
    return [f"{JAPANESE[one['kind']]}：{one['step']}" + _often(one["times"]) for one in found]


def _often(times: int) -> str:
    return f"（{times}回）" if times > 1 else ""
