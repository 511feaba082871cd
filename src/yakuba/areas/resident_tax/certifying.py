"""Certificates of tax: what a decided year says of incomes, deductions, dependants and tax, and their issue.

Source: 地方自治法227条 (fee by ordinance), 地方税法22条 (secret: for the person, or at the person's word). Certified is
what stands in the row in force, by the municipality of 1 January (地方税法39条・318条); nothing is computed for it that
comes to another tax than the one decided.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from yakuba.areas.resident_registry import service as registry
from yakuba.areas.resident_tax import assessments, breakdown, explaining, own, withheld
from yakuba.areas.resident_tax.documents import certificate as paper
from yakuba.areas.resident_tax.documents.certificate import Content, Line
from yakuba.areas.resident_tax.domain import collecting
from yakuba.areas.resident_tax.models import Assessment
from yakuba.law.resident_tax import law_of
from yakuba.law.resident_tax.inputs import ResidentTaxCase, columns_of
from yakuba.law.resident_tax.persons import ELDER, ELDER_PARENT, TO_18, TO_22, TO_69, UNDER_16, persons
from yakuba.platform.documents import service as documents
from yakuba.platform.documents.rendering import JSON, Fits, inspect
from yakuba.platform.parameters import service as parameters
from yakuba.platform.screens import dates
from yakuba.platform.tenancy import numbers
from yakuba.platform.tenancy.context import current_context

DUTY: Final = "resident_tax.certify"
FEES: Final = {"payment": "fee.payment_certificate"}
FEE: Final = "fee.tax_certificate"
INCOME_TAX, INCOME, EXEMPT, PAYMENT = "income_tax", "income", "exempt", "payment"
KINDS: Final = {
    INCOME_TAX: "所得・課税証明書",
    INCOME: "所得証明書",
    EXEMPT: "非課税証明書",
    PAYMENT: "納税証明書",
}
_WORDS: Final = {
    INCOME_TAX: "所得及び課税の内容は、上記のとおりであることを証明します。",
    INCOME: "所得の内容は、上記のとおりであることを証明します。",
    EXEMPT: "上記の年度の市町村民税・道府県民税が課税されていないことを証明します。",
    PAYMENT: "上記の年度の市町村民税・道府県民税及び森林環境税の納付の状況は、上記のとおりであることを証明します。",
}
_OF_TAX: Final = "税額は、発行日に決定しているものです。減免や納付の状況は含みません。"
_REMARKS: Final = {
    INCOME_TAX: _OF_TAX,
    INCOME: "",
    EXEMPT: _OF_TAX,
    PAYMENT: "納付してから記録されるまで、数日かかることがあります。延滞金は含みません。",
}
_OF_WITHHELD: Final = "特別徴収分は、給与や年金の支払者がその月の分を全て納入したときに、納付済額に入ります。"


class CannotCertify(ValueError):
    """The message says why and what to do, for the clerk."""


@dataclass(frozen=True)
class Wish:
    """Which certificate of which year of whom."""

    number: int
    year: int
    kind: str


@dataclass(frozen=True)
class Given:
    """Who asks and how that was checked, as the issue history keeps it. ``key``: of the form, or of the filing."""

    key: UUID
    applicant: str
    name: str
    identification: str
    purpose: str
    case: str = ""


def years_of(number: int) -> list[int]:
    """The years something was decided for a person, the newest first."""
    return list(dict.fromkeys(row.run.fiscal_year for row in assessments.history(number)))


def fee(kind: str, day: date) -> int:
    """Yen a certificate, by the municipality's ordinance."""
    return int(parameters.get(FEES.get(kind, FEE), day))


def content_of(wish: Wish) -> Content:
    """The certificate without its number. Raises CannotCertify, registry.NoResident, NoCertifier."""
    row = assessments.newest(wish.year, wish.number)
    if row is None:
        raise CannotCertify(f"{wish.year}年度：決定した税額がない。年度を選び直すか、申告を受けて賦課してから発行する")
    if wish.kind == EXEMPT and not (row.per_capita_exempt and row.income_levy_exempt and row.annual_tax <= 0):
        raise CannotCertify("非課税証明書：この年度は課税されている。所得・課税証明書を選ぶ")
    person = registry.certified(wish.number, date(wish.year, 1, 1))
    if not person.lived_here:
        raise CannotCertify(f"{wish.year}年1月1日にここの住民でない。その日の住所の市区町村が発行する")
    year = wish.year - 2018
    content = Content(
        title=KINDS[wish.kind],
        year=f"令和{year}年度" if wish.kind == PAYMENT else f"令和{year}年度（令和{year - 1}年中の所得）",
        person=person,
        words=_WORDS[wish.kind],
        remarks=_REMARKS[wish.kind],
        day=dates.japanese(current_context().business_date),
        issuer=registry.certificate_closing(),
    )
    return _paid(content, row) if wish.kind == PAYMENT else _assessed(content, row, wish)


def _assessed(content: Content, row: Assessment, wish: Wish) -> Content:
    answer = explaining.answer_of(row)
    if not answer:
        raise CannotCertify("決定の基になった資料から計算し直せない。税の担当が内容を確かめて発行する")
    basis = json.loads(row.basis)
    return replace(
        content,
        incomes=breakdown.incomes(basis.get("income", {}), answer),
        deductions=breakdown.deductions(answer),
        people=_people(basis, wish.year),
        taxes=() if wish.kind == INCOME else breakdown.taxes(row),
    )


def _paid(content: Content, row: Assessment) -> Content:
    """What was paid by the ledger: of the bills, and by employers and pension payers of the taxpayer's share."""
    bills = own.bills(row)
    try:
        months = withheld.months(row)
    except withheld.NotClaimed:
        raise CannotCertify("納税証明書：この年度の特別徴収分は、収納の台帳にない。支払者に確かめる") from None
    late = sum(one["open"] for one in bills if one["state"] == "late")
    to_come = sum(one["open"] for one in bills if one["state"] == "open")
    missing = [one for one in months if not one.is_paid]
    overdue = sum(one.yen for one in missing if own.is_over(one.due))
    to_come += sum(one.yen for one in missing) - overdue
    due = sum(one["yen"] for one in bills) + sum(one.yen for one in months)
    taxes = [
        ("納付すべき額", due),
        ("納付済額", due - late - overdue - to_come),
        ("未納額（納期限を過ぎた額）", late),
        ("納期限が来ていない額", to_come),
    ]
    if months:
        taxes.insert(3, ("特別徴収分で、期限を過ぎて納入のない額", overdue))
    parts = [(_bill(one), breakdown.yen(one["yen"] - one["open"])) for one in bills]
    parts += [(one.label, breakdown.yen(one.yen if one.is_paid else 0)) for one in months]
    return replace(
        content,
        taxes=[(label, breakdown.yen(amount)) for label, amount in taxes],
        bills=parts,
        remarks=content.remarks + (_OF_WITHHELD if months else ""),
    )


def _bill(told: Mapping[str, Any]) -> str:
    return f"{collecting.term(told['part'])}（{dates.japanese(date.fromisoformat(told['due']))}）"


def _people(basis: Mapping[str, Any], year: int) -> list[Line]:
    """Spouse and dependants as the law counts them on 31 December, and the disabled among them and the person."""
    law = law_of(year)
    _, taxpayers, dependants = columns_of(law, [ResidentTaxCase.model_validate(basis)])
    found = persons(law, taxpayers, dependants)
    count = [int(one[0]) for one in found.by_class]
    lines = (
        ("同一生計配偶者", "有" if found.spouse_counted[0] else "無"),
        ("扶養親族　一般", f"{count[TO_18] + count[TO_69]}人"),
        ("扶養親族　特定（19歳から22歳）", f"{count[TO_22]}人"),
        ("扶養親族　老人（うち同居老親等）", f"{count[ELDER] + count[ELDER_PARENT]}人（{count[ELDER_PARENT]}人）"),
        ("扶養親族　16歳未満", f"{count[UNDER_16]}人"),
        ("障害者（本人を含む）", f"{int(found.general[0])}人"),
        ("特別障害者（同上）", f"{int(found.special[0] + found.cohabiting_special[0])}人"),
    )
    return list(lines)


def set_out(content: Content) -> tuple[dict[str, JSON], Fits]:
    """Data of the form and its texts in their boxes. Raises CannotCertify for what cannot be printed."""
    data = paper.layout(content)
    found = inspect(paper.FORM, data)
    if found.missing:
        fault = found.missing[0]
        raise CannotCertify(f"「{fault.character}」の字形がない（{fault.item}）。文字を直すか、外字を依頼する")
    if found.overflow:
        raise CannotCertify(
            f"文字があふれる：「{found.overflow[0].lost[:40]}」が印字されない。住所などの表記を確かめる"
        )
    return data, found.fits


def prepare(wish: Wish, given: Given) -> documents.Prepared:
    """Number and freeze a certificate in the open transaction, once for a form; it is drawn afterwards.

    Raises CannotCertify, registry.Stopped, registry.NoResident, NoCertifier, KeysMissing.
    """
    registry.hold_certificate(registry.Asking(given.key, given.applicant, given.name, wish.number))
    content = content_of(wish)
    set_out(content)  # nothing is taken before it is sure that it can be printed
    year = current_context().business_date.year
    (serial,) = numbers.take(f"tax-certificate-{year}")
    numbered = replace(content, number=f"税証{year}-{serial:06d}")
    data, fits = set_out(numbered)
    draft = documents.Draft(
        form=paper.FORM,
        title=content.title,
        number=numbered.number,
        data=data,
        subjects=[wish.number],
        submission=given.key,
        request={
            "applicant": given.applicant,
            "applicant_name": given.name,
            "identification": given.identification,
            "purpose": given.purpose,
            "items": f"{wish.year}年度",
            "fee_yen": fee(wish.kind, current_context().business_date),
            **({"case": given.case} if given.case else {}),
        },
        fits=fits,
    )
    return documents.prepare(draft)
