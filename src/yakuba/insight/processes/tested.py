"""One comparison that was made, when it matters, and what it says in words."""

from __future__ import annotations

import math
from dataclasses import dataclass

from yakuba.insight.processes.engine import drift
from yakuba.insight.processes.engine.statistics import Difference

LARGE_SHARE = 0.10  # of cases
LARGE_SUPERIORITY = 0.15  # over 0.5
LARGE_DAYS = 1.0  # of the median
LARGE_CHANGE = 0.15  # of the cases of one person, from one month on
LARGE_RATIO = math.log(1.25)  # of rates: a quarter more
SHARES = ("step", "rework", drift.SHARE)
RATIOS = ("open", drift.VOLUME)


@dataclass(frozen=True)
class Tested:
    """One comparison: of what kind, of which body and step, its value and that of the middle one of the others.

    Of a change (of staff: the share of ``who``; of drift) both are of this body, from the month ``since`` on and before
    it; ``between``: the first and the last month it may have been; ``also``: other steps that drifted in that month.
    ``at_least``: `own` is not known, only that it is no less.
    """

    kind: str
    body: str
    step: str | None
    own: float
    others: float
    cases: int
    difference: Difference
    since: str | None = None
    who: str | None = None
    between: tuple[str, str] | None = None
    at_least: bool = False
    also: tuple[str, ...] = ()

    def matters(self) -> bool:
        """Large enough, and surely on one side."""
        found = self.difference
        if found.low <= 0 <= found.high:
            return False
        apart = self.own - self.others
        if apart * found.effect <= 0:
            return False
        if self.kind == "staff":
            return abs(found.effect) >= LARGE_CHANGE
        if self.kind in SHARES:
            return min(abs(found.effect), abs(apart)) >= LARGE_SHARE
        if self.kind in RATIOS:
            return abs(found.effect) >= LARGE_RATIO and (self.kind != "open" or abs(apart) >= LARGE_DAYS)
        return abs(found.effect) >= LARGE_SUPERIORITY and abs(apart) >= LARGE_DAYS

    def weight(self) -> float:
        """Cases concerned times the effect: what ranks findings. The logarithm of a ratio counts a quarter.

        That is about what the same shift is as superiority: rates of 2 to 1 are 0.69 and 2/3 less 0.5.
        """
        return abs(self.difference.effect) * self.cases * (0.25 if self.kind in RATIOS else 1.0)


def sentence(one: Tested) -> dict[str, str]:
    """What a finding says, in Japanese and English."""
    step, own, others = one.step, one.own, one.others
    if one.kind == "step":
        ja = f"{one.body}では「{step}」のある案件が {own:.0%}、ほかでは {others:.0%} です。"
        en = f"In {one.body} {own:.0%} of the cases have “{step}”, elsewhere {others:.0%}."
    elif one.kind == "rework":
        ja = f"{one.body}では「{step}」をやり直す案件が {own:.0%}、ほかでは {others:.0%} です。"
        en = f"In {one.body} {own:.0%} of the cases repeat “{step}”, elsewhere {others:.0%}."
    elif one.kind == "wait":
        ja = f"{one.body}では「{step}」の前に中央値で {own:.1f} 日、ほかでは {others:.1f} 日待ちます。"
        en = f"In {one.body} “{step}” is preceded by {own:.1f} days (median), elsewhere by {others:.1f}."
    elif one.kind == "open":
        more, no_less = ("以上", "at least ") if one.at_least else ("", "")
        ja = f"{one.body}では「{step}」まで、終わっていない案件も数えて中央値で {own:.1f} 日{more}、"
        ja += f"ほかでは {others:.1f} 日です。"
        en = f"In {one.body} it takes {no_less}{own:.1f} days (median, open cases counted) until “{step}”,"
        en += f" elsewhere {others:.1f}."
    elif one.since is not None:
        return _of_change(one)
    else:
        ja = f"{one.body}の所要日数は中央値で {own:.1f} 日、ほかでは {others:.1f} 日です。"
        en = f"A case takes {own:.1f} days in {one.body} (median), elsewhere {others:.1f}."
    return {"ja": ja, "en": en}


def _of_change(one: Tested) -> dict[str, str]:
    step, after, before = one.step, one.own, one.others
    if one.kind == "staff":
        ja = f"{one.body}では {one.since} から「{step}」の担当が変わり、{one.who} の割合は"
        ja += f" {before:.0%} → {after:.0%} です。"
        en = f"In {one.body} who does “{step}” changed on {one.since}: {one.who} in {after:.0%} of the cases,"
        en += f" before in {before:.0%}."
    elif one.kind == drift.SHARE:
        ja = f"{one.body}では {one.since} に始まった案件から「{step}」のある割合が {before:.0%} → {after:.0%} です。"
        en = f"In {one.body} {after:.0%} of the cases begun from {one.since} on have “{step}”, before {before:.0%}."
        if one.also:
            ja += f"同じ月に、ほか {len(one.also)} の作業も変わりました。"
            en += f" {len(one.also)} other steps changed in the same month."
    elif one.kind == drift.VOLUME:
        ja = f"{one.body}では {one.since} から案件が週 {before:.1f} 件 → {after:.1f} 件です。"
        en = f"In {one.body} {after:.1f} cases a week begin from {one.since} on, before {before:.1f}."
    else:
        ja = f"{one.body}では {one.since} に始まった案件から所要日数の中央値が {before:.1f} 日 → {after:.1f} 日です。"
        en = f"In {one.body} cases begun from {one.since} on take {after:.1f} days (median), before {before:.1f}."
    return {"ja": ja, "en": en}
