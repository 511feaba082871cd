"""What is found when a filing is looked at: in its form, of who files, by the area's checks and the action's own."""

from collections.abc import Mapping, Sequence
from typing import Any

from yakuba.platform.attachments import service as attachments
from yakuba.platform.cases import agents, waiting
from yakuba.platform.cases.errors import FilingError
from yakuba.platform.cases.filing_models import Filing
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.procedure_parts import Facts, builder_of, checks_of
from yakuba.platform.cases.procedures import answers as reading
from yakuba.platform.cases.procedures.definition import Procedure
from yakuba.platform.cases.registry import actions
from yakuba.platform.tenancy.context import JST

LEVELS = {"none": 0, "email": 1, "card_unconfirmed": 2, "app": 3, "card": 3, "signed": 3, "counter": 3}
"""How sure it is who files; at the counter a clerk looked at the card or papers, of a file another service says it."""


def facts_of(filing: Filing, procedure: Procedure) -> Facts:
    """The filing as builders and checks see it. Raises FilingError when nobody knows who files."""
    if filing.applicant_number is None:
        raise FilingError("本人が特定されていません")
    return Facts(
        key=filing.key,
        procedure=procedure,
        answers=filing.answers,
        applicant=filing.applicant_number,
        people=filing.people,
        channel=filing.channel,
        level=filing.level,
        filed_on=filing.filed_at.astimezone(JST).date(),
        receipt_number=filing.receipt_number,
        agent=filing.agent_number,
        ground=filing.ground,
    )


def examine(filing: Filing, procedure: Procedure) -> tuple[dict[str, Any], list[Finding], list[str]]:
    """The answers in one form, and what the checks found: of the form, of who files, of the area, of the action.

    Last, the names of the procedure's automatic checks that ran and found nothing. A filing in whose form nothing is
    wrong may have to wait for something first (``waiting``): then that alone is found, and no check runs.
    """
    checked = reading.check(procedure, filing.answers, filing.filed_at.astimezone(JST).date())
    wrong = {one.question for one in checked.problems} & filing.answers.keys()
    values = checked.values | {name: filing.answers[name] for name in wrong}  # whoever mends it sees what was given
    findings = [_finding("F-01", one.question, one.message.ja) for one in checked.problems]
    findings += _unknown_people(filing, procedure, checked.values)
    findings += attachments.findings(filing.key, filing.account, procedure, checked.values)
    standing = agents.findings(filing, procedure)
    findings += [one for one in standing if one.level == "error"]
    if filing.applicant_number is None and not standing:
        findings.append(
            _finding("F-02", "", "本人：住民票と結び付いていない", "窓口かマイナンバーカードで本人を確かめる")
        )
    if filing.applicant_number is not None and LEVELS.get(filing.level, 0) < LEVELS[procedure.identity]:
        findings.append(
            _finding("F-03", "", "本人確認の水準：この手続きに足りない", "マイナンバーカードでの申請を案内する")
        )
    if findings:
        return values, findings, []
    filing.answers = values
    facts = facts_of(filing, procedure)
    waits = waiting.waits_for(facts)
    if waits is not None:
        return values, [waits], []
    by_check = {check.name: check.run(facts) for check in checks_of(procedure)}
    passed = [name for name, found in by_check.items() if not found]
    found = [*standing, *(one for each in by_check.values() for one in each)]
    if any(one.level == "error" for one in found):
        return values, found, passed
    found = _once([*found, *actions.get(procedure.action).checks(builder_of(procedure)(facts))])
    return values, found, passed


def _once(findings: Sequence[Finding]) -> list[Finding]:
    return list(dict.fromkeys(findings))


def _finding(code: str, item: str, message: str, remedy: str = "本人に返答を求める") -> Finding:
    return Finding("error", code, item, message, remedy, "background")


def _unknown_people(filing: Filing, procedure: Procedure, values: Mapping[str, Any]) -> list[Finding]:
    asked = [one.id for one in procedure.steps if one.kind == "people"]
    unknown = [name for name in asked if any(token not in filing.people for token in values.get(name, ()))]
    return [
        _finding("F-04", name, "対象者：特定できない人が選ばれている", "本人に選び直してもらう") for name in unknown
    ]
