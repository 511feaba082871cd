"""支援措置の申出: from answers to the measure, and checks of its own (住民基本台帳事務処理要領 第5-10).

It is received at the counter alone: the portal's account, its mail and its list of filings may be in the hands of the
very person it is against.
"""

from datetime import date

from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.procedures.changing import household_of
from yakuba.areas.resident_registry.procedures.checks import chosen
from yakuba.areas.resident_registry.search_index import names_of
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.procedure_parts import Facts, automatic_check, builder
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.disclosure.service import NewProtection, Party, Protection
from yakuba.standards.folding import fold_name

SOURCE = "住民基本台帳事務処理要領 第5-10"
NOT_YET = "（相談の前）"


@builder("resident_registry.protection_application")
def protection_application(facts: Facts) -> NewProtection:
    """Provisional from the day of filing (仮支援措置), until an officer decides on the measure's own page."""
    together = {
        int(one.addressee_number): one.relationship
        for one in storage.latest(facts.numbers("together"))
        if int(one.addressee_number) != facts.applicant
    }
    return NewProtection(
        applicant=facts.applicant,
        measure=facts.answers["measure"],
        received_on=facts.filed_on,
        requesting_body=facts.answers.get("body", NOT_YET),
        together=together,
        other_parties=_parties(facts),
        note=facts.receipt_number,
    )


def _parties(facts: Facts) -> tuple[Party, ...]:
    name = facts.answers.get("party_name", "")
    if not name:
        return ()
    born = facts.answers.get("party_birth")
    member = _member_called(facts, name)
    number = int(member.addressee_number) if member else None
    birth = date.fromisoformat(born) if born else (member.birth_date if member else None)
    return (Party(name, number, birth, address=facts.answers.get("party_address", "")),)


def _member_called(facts: Facts, name: str) -> Record | None:
    """The other party, where he or she is of the same household: the number makes the stop certain."""
    named = [one for one in household_of(facts) if fold_name(name) in names_of(one)]
    return named[0] if len(named) == 1 else None


@automatic_check("resident_registry.party_is_nobody_protected", "相手方が、支援を求める人のなかにいないか")
def party_is_nobody_protected(facts: Facts) -> list[Finding]:
    """Protecting the other party would stop the applicant's own claims."""
    name = fold_name(facts.answers.get("party_name", ""))
    asked = storage.latest({facts.applicant, *chosen(facts)})
    if not name or not any(name in names_of(one) for one in asked):
        return []
    message = "相手方：申出者か、併せて支援を求める人と同じ氏名"
    return [Finding("error", "P-38", "party_name", message, "相手方か、併せて支援を求める人を聞き直す", SOURCE)]


@automatic_check("resident_registry.not_protected_yet", "申出者に、いまの支援措置がないか")
def not_protected_yet(facts: Facts) -> list[Finding]:
    state = disclosure.subject_state([facts.applicant])[facts.applicant].subject.protection
    if state in (Protection.NONE, Protection.ENDED):
        return []
    message = "申出者：いまの支援措置がある"
    remedy = "延長のときは支援措置の画面で行う。新たな申出なら理由を記録して続行"
    return [Finding("alert", "P-39", "", message, remedy, SOURCE)]
