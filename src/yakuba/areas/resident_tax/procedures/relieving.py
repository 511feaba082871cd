"""減免 by filing: the year is not asked for, it is the last one that was decided; the day is the day of filing."""

from __future__ import annotations

from yakuba.areas.resident_tax import assessments
from yakuba.areas.resident_tax.actions import relief_case, relieving
from yakuba.areas.resident_tax.actions.relief_case import ReliefAsked
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.procedure_parts import Facts, automatic_check, builder

CODE = "resident_tax_relief"
LONGEST = 400


@builder("resident_tax.relief")
def relief_of(facts: Facts) -> ReliefAsked:
    """Of who files; what was told with the day it began, as the list of 減免 shows it."""
    told = facts.answers
    years = [row.run.fiscal_year for row in assessments.history(facts.applicant)]
    since = told.get("since")
    words = "　".join([*([f"{since}から"] if since else []), str(told.get("told", ""))])
    return ReliefAsked(
        claim_id=facts.key,
        person=facts.applicant,
        year=max(years, default=0),
        ground=str(told.get("ground", "")),
        applied_on=facts.filed_on,
        told=words[:LONGEST],
    )


@automatic_check("resident_tax.ordinance_knows_ground", "減免の理由が、申請の日の条例にあるか")
def ordinance_knows_ground(facts: Facts) -> list[Finding]:
    """Each municipality has grounds of its own; what it does not know is told before anybody looks into it."""
    ground = str(facts.answers.get("ground", ""))
    if ground in dict(relieving.grounds(facts.filed_on)):
        return []
    remedy = "条例の減免の理由（パラメータ）を確かめ、ほかの理由に当たらないか本人に聞く。当たらないときは受け付けない"
    return [Finding("error", "T-32", "ground", "減免の理由：この市区町村の条例にない", remedy, "地方税法323条")]


@automatic_check("resident_tax.something_to_relieve", "決定した税額があり、減らせる分が残っているか")
def something_to_relieve(facts: Facts) -> list[Finding]:
    """Parts that are due before the day of filing, or paid, are not relieved."""
    asked: ReliefAsked = relief_of(facts)
    if asked.year and ordinance_knows_ground(facts):
        return []  # another check has said so
    return relief_case.check(asked)
