"""Who of several claims, and who pays (児童手当法4条・17条): a verdict with its reason in words for the letter."""

from __future__ import annotations

from dataclasses import dataclass

LAW_PRIORITY, LAW_TOGETHER, LAW_OFFICE = "児童手当法第4条第3項", "児童手当法第4条第4項", "児童手当法第17条第1項"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What a claim says of the claimant. `main_earner`: earns as much as the spouse, or more.

    `parting`: the parents live apart and are divorcing, and the children live with the claimant.
    """

    public_servant: bool = False
    has_spouse: bool = False
    main_earner: bool = True
    parting: bool = False
    care: str = "parent"


@dataclass(frozen=True)
class Verdict:
    """Whether the municipality pays this claimant; `why` and `basis` where it does not, or why it does in spite."""

    granted: bool
    why: str = ""
    basis: str = ""


def judge(standing: Standing) -> Verdict:
    """The rule of priority. A guardian, keeper or facility claims without regard to a spouse's income.

    >>> judge(Standing(public_servant=True)).granted
    False
    >>> judge(Standing(has_spouse=True, main_earner=False, parting=True)).granted
    True
    """
    if standing.public_servant:
        why = "公務員である方には、勤務先が児童手当を支給します。勤務先に請求してください。"
        return Verdict(False, why, LAW_OFFICE)
    if standing.care == "parent" and standing.has_spouse and standing.parting:
        return Verdict(True, "離婚の協議中で、児童と同居している父母に支給します。", LAW_TOGETHER)
    if standing.care == "parent" and standing.has_spouse and not standing.main_earner:
        why = "父母のうち、生計を維持する程度の高い方（所得の高い方）に支給します。その方が請求してください。"
        return Verdict(False, why, LAW_PRIORITY)
    return Verdict(True)
