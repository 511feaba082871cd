"""住民票の写し: from answers to the claim, and the checks of its own."""

from yakuba.areas.resident_registry import stops
from yakuba.areas.resident_registry.actions import issue_copy
from yakuba.areas.resident_registry.actions.issue_copy import CopyRequest
from yakuba.areas.resident_registry.certificates import CannotIssue
from yakuba.areas.resident_registry.procedures.checks import found
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.procedure_parts import Facts, automatic_check, builder
from yakuba.platform.parameters.errors import NoCertifier

HELD = "責任者の審査が済むまで交付できない。本人には「確認しています」とだけ伝える"


@builder("resident_registry.copy_request")
def copy_request(facts: Facts) -> CopyRequest:
    use = facts.answers.get("use", "")
    options = {one.value: one.label.ja for one in facts.procedure.question("use").options}
    return CopyRequest(
        claim_id=facts.key,
        applicant=str(facts.applicant),
        persons=tuple(str(number) for number in facts.numbers("whose")),
        shown=tuple(facts.answers.get("shown", ())),
        purpose=options.get(use, "本人・世帯員の請求"),
        identification="card",
    )


@automatic_check("resident_registry.may_be_issued", "交付が止められていないか")
def may_be_issued(facts: Facts) -> list[Finding]:
    """Suppression and protection: one sentence for every stop, and the officer finds the claim on his list."""
    request = copy_request(facts)
    records = issue_copy.records_of(request)
    if not records:
        return []
    claim = issue_copy.claim_of(request, records)
    if not stops.stopped(claim):
        return []
    if stops.find(claim.id) is None:
        try:
            stops.hold(claim)
        except stops.Stopped:
            pass
    return found(
        "P-05", HELD, "［止めた請求］から責任者へ引き継ぎ、審査のあと［もう一度確認する］", "juki-1.0:3.1, 3.4"
    )


@automatic_check("resident_registry.can_be_printed", "すべての文字が印字できるか")
def can_be_printed(facts: Facts) -> list[Finding]:
    request = copy_request(facts)
    try:
        records = issue_copy.records_of(request)
        if len({one.household_number for one in records}) == 1:  # else another check has said so
            issue_copy.set_out(issue_copy.content_of(request, records))
    except (CannotIssue, NoCertifier) as refusal:
        return found("P-06", str(refusal), "窓口で発行する（内容を見て直せる）", "juki-1.0:5.8")
    return []
