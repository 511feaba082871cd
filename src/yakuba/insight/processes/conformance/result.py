"""What `yakuba processes conformance --json` prints: several bodies against one flow, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import polars as pl

from yakuba.insight.processes.comparison import SameName
from yakuba.insight.processes.conformance import costs
from yakuba.insight.processes.conformance.adoption import Adoption, Share, adoption, share_of
from yakuba.insight.processes.conformance.hours import Minutes, minutes_of
from yakuba.insight.processes.conformance.judging import (
    ALIGNED,
    COST,
    END_MISSING,
    FITS,
    INSERTED,
    KIND,
    KINDS,
    OTHER,
    OUT_OF_ORDER,
    REPEATED,
    SKIPPED,
    STEP,
    TIMES,
    Judged,
)
from yakuba.insight.processes.engine.statistics import adjusted
from yakuba.insight.processes.engine.throughput import DAYS
from yakuba.insight.processes.event_log import CASE
from yakuba.insight.processes.model.flow import Flow

JAPANESE = {
    SKIPPED: "省略",
    OUT_OF_ORDER: "順序違い",
    REPEATED: "やり直し",
    INSERTED: "流れと違う所で実施",
    OTHER: "流れにない作業",
}
ENGLISH = {
    SKIPPED: "left out",
    OUT_OF_ORDER: "out of order",
    REPEATED: "done again",
    INSERTED: "done where the flow has it not",
    OTHER: "not in the flow",
}


@dataclass(frozen=True)
class Asked:
    """The day the flow was adopted, and the minutes of steps, where they are known."""

    adopted_on: date | None = None
    minutes: Minutes = field(default_factory=dict)


def told(flow: Flow, found: Sequence[Judged], asked: Asked | None = None) -> dict[str, Any]:
    """Bodies in the order given; deviations of most cases first. SameName."""
    names = [one.body for one in found]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise SameName(f"同じ名前の記録が2つあります: {', '.join(twice)}")
    chosen = asked or Asked()
    bodies = [_body(one, chosen) for one in found]
    _corrected(bodies)
    for one in bodies:
        one["sentence"] = sentence(one)
    return {"flow": flow.name, "steps": flow.tasks(), "bodies": bodies, "side_by_side": _side_by_side(bodies)}


def _body(found: Judged, asked: Asked) -> dict[str, Any]:
    share, fitting = share_of(found.cases), found.cases.filter(pl.col(FITS))
    deviating = found.cases.filter(~pl.col(FITS))
    straight = fitting[DAYS].to_numpy()
    compared = costs.days(deviating[DAYS].to_numpy(), straight)
    deviations = _deviations(found, straight)
    return {
        "body": found.body,
        "cases": found.cases.height,
        "open_cases": found.open_cases,
        "fitting": share.fitting,
        "undecided": share.undecided,
        "not_aligned": int((~found.cases[ALIGNED]).sum()),
        "fitting_share": share.share,
        "interval": [share.low, share.high],
        "deviations_per_case": found.cases.filter(ALIGNED)[COST].mean(),
        "only_end_missing": int(found.cases[END_MISSING].sum()),
        "other_events": found.other_events,
        "days": None if compared is None else asdict(compared),
        "deviations": deviations,
        "hours": _hours(found.body, deviations, asked.minutes) if asked.minutes else None,
        "adoption": _adoption(adoption(found, asked.adopted_on)),
    }


def _deviations(found: Judged, straight: Any) -> list[dict[str, Any]]:
    """``straight``: days of the cases that fit."""
    cases = max(found.cases.height, 1)
    days = found.deviations.group_by(CASE, KIND, STEP).agg(pl.col(TIMES).sum())
    days = days.join(found.cases.select(CASE, DAYS), on=CASE, how="left").sort(CASE)
    rows = []
    for (kind, step), part in days.partition_by([KIND, STEP], as_dict=True).items():
        compared = costs.days(part[DAYS].to_numpy(), straight)
        rows.append(
            {
                "kind": kind,
                "step": step,
                "cases": part.height,
                "times": int(part[TIMES].sum()),
                "share": part.height / cases,
                "days": None if compared is None else asdict(compared),
            }
        )
    return sorted(rows, key=lambda row: (-row["cases"], KINDS.index(row["kind"]), row["step"]))


def _corrected(bodies: Sequence[dict[str, Any]]) -> None:
    """`q`: what each p of days becomes among all of them (false-discovery rate)."""
    tested = [one["days"] for body in bodies for one in (body, *body["deviations"]) if one["days"]]
    for one, rate in zip(tested, adjusted([one["p"] for one in tested]), strict=True):
        one["q"] = rate


def _hours(body: str, deviations: Sequence[Mapping[str, Any]], table: Minutes) -> dict[str, Any]:
    """`spent` on steps done again, elsewhere or not in the flow; `not_spent` on steps left out."""
    spent = not_spent = 0.0
    unknown = set()
    for one in deviations:
        if one["kind"] == OUT_OF_ORDER:
            continue
        minutes = minutes_of(table, body, one["step"])
        if minutes is None:
            unknown.add(one["step"])
        elif one["kind"] == SKIPPED:
            not_spent += one["times"] * minutes / 60
        else:
            spent += one["times"] * minutes / 60
    return {"spent": spent, "not_spent": not_spent, "steps_without_minutes": sorted(unknown)}


def _adoption(found: Adoption) -> dict[str, Any]:
    change = found.change
    return {
        "months": [{"month": month, **_share(one)} for month, one in found.months.items()],
        "adopted_on": None if found.adopted_on is None else found.adopted_on.isoformat(),
        "before": None if found.before is None else _share(found.before),
        "after": None if found.after is None else _share(found.after),
        "change": None
        if change is None
        else {"effect": change.effect, "interval": [change.low, change.high], "p": change.p},
    }


def _share(one: Share) -> dict[str, Any]:
    return {
        "cases": one.cases,
        "fitting": one.fitting,
        "undecided": one.undecided,
        "share": one.share,
        "interval": [one.low, one.high],
    }


def _side_by_side(bodies: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Share of the cases of each body by deviation; where bodies lie farthest apart comes first."""
    table: dict[tuple[str, str], dict[str, float]] = {}
    for body in bodies:
        for one in body["deviations"]:
            row = table.setdefault((one["kind"], one["step"]), {other["body"]: 0.0 for other in bodies})
            row[body["body"]] = one["share"]
    order = sorted(
        table, key=lambda key: (min(table[key].values()) - max(table[key].values()), KINDS.index(key[0]), key)
    )
    return [{"kind": kind, "step": step, "share": table[kind, step]} for kind, step in order]


def sentence(one: Mapping[str, Any]) -> dict[str, str]:
    """What a body's result says, in Japanese and English."""
    if one["fitting_share"] is None:
        ja, en = f"{one['body']}には判定できた案件がありません。", f"No case of {one['body']} could be decided."
        return {"ja": ja, "en": en}
    decided = one["cases"] - one["undecided"]
    ja = f"{one['body']}では {decided:,} 件のうち {one['fitting']:,} 件（{one['fitting_share']:.0%}）が流れどおりです。"
    en = f"In {one['body']} {one['fitting']:,} of {decided:,} cases ({one['fitting_share']:.0%}) keep to the flow."
    if one["deviations"]:
        most = one["deviations"][0]
        ja += f"最も多い外れは「{most['step']}」の{JAPANESE[most['kind']]}（{most['share']:.0%}）です。"
        en += f" Most often “{most['step']}” is {ENGLISH[most['kind']]} ({most['share']:.0%})."
    if (days := one["days"]) and days["low"] * days["high"] > 0:
        ja += (
            f"外れた案件の所要日数の中央値は、流れどおりの案件より {abs(days['difference']):.1f} 日"
            f"{'長い' if days['difference'] > 0 else '短い'}です（{days['low']:+.1f}〜{days['high']:+.1f} 日）。"
        )
        en += f" Cases that leave it differ by {days['difference']:+.1f} days in the median"
        en += f" ({days['low']:+.1f} to {days['high']:+.1f})."
    return {"ja": ja, "en": en}
