"""住民票の写し・住民票記載事項証明書・除票の写し: from answers to the claim, and the checks of their own."""

from dataclasses import replace
from datetime import date

from yakuba.areas.resident_registry import stops, storage
from yakuba.areas.resident_registry.actions import issue_copy
from yakuba.areas.resident_registry.actions.issue_copy import CopyRequest
from yakuba.areas.resident_registry.certificates import CannotIssue
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.procedures.changing import household_of
from yakuba.areas.resident_registry.procedures.checks import found
from yakuba.areas.resident_registry.search_index import names_of
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.procedure_parts import Facts, automatic_check, builder, builder_of
from yakuba.platform.parameters.errors import NoCertifier
from yakuba.standards.folding import fold_name

HELD = "責任者の審査が済むまで交付できない。本人には「確認しています」とだけ伝える"


@builder("resident_registry.copy_request")
def copy_request(facts: Facts) -> CopyRequest:
    return _claim(facts)


@builder("resident_registry.entries_request")
def entries_request(facts: Facts) -> CopyRequest:
    return replace(_claim(facts), paper="entries")


@builder("resident_registry.removed_copy_request")
def removed_copy_request(facts: Facts) -> CopyRequest:
    """Of the removed record that was named; of nobody where it is not one for certain, which its check tells."""
    persons = tuple(one.addressee_number for one in _removed(facts))
    return replace(_claim(facts), persons=persons if len(persons) == 1 else (), paper="removed")


def _claim(facts: Facts) -> CopyRequest:
    use = facts.answers.get("use", "")
    options = {one.value: one.label.ja for one in facts.procedure.question("use").options}
    return CopyRequest(
        claim_id=facts.key,
        applicant=str(facts.applicant),
        persons=tuple(str(number) for number in facts.numbers("whose")),
        shown=tuple(facts.answers.get("shown", ())),
        purpose=options.get(use, "本人・世帯員の請求"),
        identification="card",
        agent=str(facts.agent) if facts.ground in ("mandate", "paper") else "",
    )


def _removed(facts: Facts) -> list[Record]:
    """Removed records of the applicant's own household with that name and birth date (住民基本台帳法第15条の4第1項)."""
    household = household_of(facts)
    everybody = storage.latest_of_households([household[0].household_number]) if household else []
    name, born = fold_name(facts.answers["name"]), date.fromisoformat(facts.answers["born_on"])
    return [
        one for one in everybody if not one.is_current_resident and one.birth_date == born and name in names_of(one)
    ]


def _request(facts: Facts) -> CopyRequest:
    built: CopyRequest = builder_of(facts.procedure)(facts)
    return built


@automatic_check("resident_registry.removed_record_is_known", "除票が、申請する人の世帯のなかに一つあるか")
def removed_record_is_known(facts: Facts) -> list[Finding]:
    if len(_removed(facts)) == 1:
        return []
    message = "除票：申請する人の世帯に、その氏名と生年月日の除票が見つからないか、一つに決まらない"
    remedy = "資格を確かめて窓口で発行し、そのことを理由に書いて受け付けない"
    return found("P-35", message, remedy, "住民基本台帳法第15条の4")


@automatic_check("resident_registry.may_be_issued", "交付が止められていないか")
def may_be_issued(facts: Facts) -> list[Finding]:
    """Suppression and protection: one sentence for every stop, and the officer finds the claim on his list."""
    request = _request(facts)
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
    request = _request(facts)
    try:
        records = issue_copy.records_of(request)
        if len({one.household_number for one in records}) == 1:  # else another check has said so
            issue_copy.set_out(issue_copy.content_of(request, records))
    except (CannotIssue, NoCertifier) as refusal:
        return found("P-06", str(refusal), "窓口で発行する（内容を見て直せる）", "juki-1.0:5.8")
    return []
