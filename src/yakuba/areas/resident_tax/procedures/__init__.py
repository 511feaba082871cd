"""所得・課税証明書 and 納税証明書 by filing: from answers to the claim, and its checks.

Only the person filed for can be meant. Returns by filing are in ``returning``, reliefs in ``relieving``.
"""

from dataclasses import replace

from yakuba.areas.resident_registry import service as registry
from yakuba.areas.resident_tax import assessments
from yakuba.areas.resident_tax.actions.certify import CertificateRequest, asking_of, fault_of
from yakuba.areas.resident_tax.procedures import relieving as relieving
from yakuba.areas.resident_tax.procedures import returning as returning
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.procedure_parts import Facts, automatic_check, builder

CODE, PAYMENT_CODE = "income_tax_certificate", "resident_tax_payment_certificate"
HELD = "責任者の審査が済むまで交付できない。本人には「確認しています」とだけ伝える"


@builder("resident_tax.certificate_request")
def certificate_request(facts: Facts) -> CertificateRequest:
    """Of who files, or for whom a proxy files."""
    told = facts.answers
    options = {one.value: one.label.ja for one in facts.procedure.question("use").options}
    return CertificateRequest(
        claim_id=facts.key,
        person=facts.applicant,
        year=int(told.get("year") or 0),
        kind=told.get("kind", "income_tax"),
        purpose=options.get(told.get("use", ""), "本人の請求"),
        agent=facts.agent if facts.ground in ("mandate", "paper") else None,
    )


@builder("resident_tax.payment_certificate_request")
def payment_certificate_request(facts: Facts) -> CertificateRequest:
    """納税証明書 of the same person: what was paid by bill, wages and pension."""
    asked: CertificateRequest = certificate_request(facts)
    return replace(asked, kind="payment")


def _found(code: str, message: str, remedy: str, source: str) -> list[Finding]:
    return [Finding("error", code, "", message, remedy, source)]


@automatic_check("resident_tax.year_is_decided", "その年度の税額がここで決定しているか")
def year_is_decided(facts: Facts) -> list[Finding]:
    """Only what was decided is certified, by the municipality of 1 January."""
    year = int(facts.answers.get("year") or 0)
    if not year or assessments.newest(year, facts.applicant) is not None:
        return []
    message = f"{year}年度：決定した税額がない"
    remedy = "年度を本人に確かめる。申告がないときは申告を案内し、1月1日の住所がほかなら、その市区町村を案内する"
    return _found("T-20", message, remedy, "地方税法39条・318条")


@automatic_check("resident_tax.may_be_certified", "交付が止められていないか")
def may_be_certified(facts: Facts) -> list[Finding]:
    """Suppression and protection: one sentence for every stop, and the officer finds the claim on his list."""
    asking = asking_of(certificate_request(facts))
    try:
        registry.hold_certificate_once(asking)
    except registry.Stopped:
        remedy = "［止めた請求］から責任者へ引き継ぎ、審査のあと［もう一度確認する］"
        return _found("T-21", HELD, remedy, "juki-1.0:3.1, 3.4")
    except registry.NoResident:
        return []  # another check has said so
    return []


@automatic_check("resident_tax.payment_can_be_certified", "納付の状況を証明でき、印字できるか")
def payment_can_be_certified(facts: Facts) -> list[Finding]:
    """The year's payments are in the ledger, and every character can be printed."""
    return _printable(payment_certificate_request(facts))


@automatic_check("resident_tax.can_be_certified", "選んだ種別で証明でき、印字できるか")
def can_be_certified(facts: Facts) -> list[Finding]:
    """What the year says fits the kind, and every character can be printed."""
    return _printable(certificate_request(facts))


def _printable(request: CertificateRequest) -> list[Finding]:
    if not request.year or assessments.newest(request.year, request.person) is None:
        return []  # another check has said so
    fault = fault_of(request)
    remedy = "種別を本人に確かめるか、窓口で発行する"
    return _found("T-22", fault, remedy, "background") if fault else []
