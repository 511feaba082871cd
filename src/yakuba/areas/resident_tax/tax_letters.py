"""納税通知書 of a decided run, and of what changed: to whom a bill goes or the pension takes from, in postal order."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

import numpy as np

from yakuba.areas.resident_tax import assessments, breakdown, claiming, explaining, notices
from yakuba.areas.resident_tax import letter_words as words
from yakuba.areas.resident_tax.breakdown import yen
from yakuba.areas.resident_tax.documents import notice as paper
from yakuba.areas.resident_tax.documents.certificate import Line
from yakuba.areas.resident_tax.documents.notice import Bill, NoticeContent, Pension
from yakuba.areas.resident_tax.domain import collecting
from yakuba.areas.resident_tax.domain.changing import BILLS
from yakuba.areas.resident_tax.models import Assessment, AssessmentRun
from yakuba.law.resident_tax import collection, law_of
from yakuba.platform.documents import mailings, posts
from yakuba.platform.documents.mailings import Addressed, Held, Letter, Sort
from yakuba.platform.documents.models import Mailing, MailingLetter
from yakuba.platform.documents.posts import Correspondent, Unreachable
from yakuba.platform.ledger import service as ledger
from yakuba.platform.screens import dates
from yakuba.platform.tenancy.statements import Read

KIND: Final = "resident_tax.notices"
COLUMNS: Final = ("通知書番号", "宛名番号", "郵便番号", "住所", "氏名")
PROVISIONAL: Final = 3  # April, June and August
_WHOM: Final = Read(
    """
    SELECT a.addressee_number, a.notice_number FROM tax_assessment AS a
    WHERE a.municipality_id = %(municipality)s AND a.run_id = %(run)s
      AND (0 < ANY(a.ordinary) OR 0 < ANY(a.pension)
        OR (a.method <> 'special' AND (a.annual_tax <> 0 OR a.refund <> 0))
        OR (%(changes)s AND cardinality(a.ordinary) + cardinality(a.pension) > 0))
    """
)


def run_of(mailing: Mailing) -> AssessmentRun:
    """The decided run a mailing is for."""
    return AssessmentRun.objects.get(id=UUID(mailing.key))


def _whom(mailing: Mailing) -> list[Addressed]:
    run = run_of(mailing)
    found = [(int(person), int(number)) for person, number in _WHOM.rows(run=run.id, changes=not run.initial)]
    order = posts.order([person for person, _ in found])
    found.sort(key=lambda one: (*order[one[0]], one[1]))
    return [
        Addressed(number=str(number), subject=str(person), addressee=person, pages=paper.PAGES)
        for person, number in found
    ]


@dataclass(frozen=True)
class Told:
    """What the letters of one file are written from."""

    run: AssessmentRun
    called: words.Names
    rows: Mapping[int, Assessment]
    before: Mapping[int, Assessment]
    answers: Mapping[int, Mapping[str, Any]]
    due: Mapping[tuple[str, int], date]
    ahead: Mapping[int, Sequence[int]]


def _told(run: AssessmentRun, people: Sequence[int]) -> Told:
    rows = {row.addressee_number: row for row in Assessment.objects.filter(run_id=run.id, addressee_number__in=people)}
    found = list(rows.values())
    return Told(
        run,
        words.names(),
        rows,
        {} if run.initial else claiming.in_force_before(run, list(rows)),
        dict(zip(rows, explaining.answers_of(found), strict=True)),
        _kept_days(run, found),
        _next_year(run, found),
    )


def _kept_days(run: AssessmentRun, rows: Sequence[Assessment]) -> dict[tuple[str, int], date]:
    """Days to pay as the ledger has them, of bills outside the terms: an earlier decision set some of them."""
    numbers = [str(row.notice_number) for row in rows if len(row.ordinary) > BILLS]
    claims = ledger.Claim.objects.filter(
        scheme=claiming.SCHEME,
        levy_year=run.fiscal_year,
        notice_number__in=numbers,
        instalment__gt=BILLS,
        part=ledger.Claim.Part.PRINCIPAL,
    )
    return {(one.notice_number, one.instalment): one.due_on for one in claims}


def _next_year(run: AssessmentRun, rows: Sequence[Assessment]) -> dict[int, Sequence[int]]:
    """What the pension takes in April, June and August of the next year: half of this year's part (321条の7の8)."""
    going = [row for row in rows if row.pension and row.pension[-1] > 0 and row.pension_tax > 0]
    part = np.array([row.pension_tax for row in going], dtype=np.int64)
    parts = collection.pension(law_of(run.fiscal_year), part, part, part > 0, np.zeros_like(part))[:, :PROVISIONAL]
    return {row.addressee_number: found for row, found in zip(going, parts.tolist(), strict=True)}


def _compose(mailing: Mailing, letters: Sequence[MailingLetter]) -> dict[int, Letter | Held]:
    run = run_of(mailing)
    people = [int(one.subject) for one in letters]
    told, reached, senders = _told(run, people), posts.reached(people), posts.Senders(words.DESK)
    found: dict[int, Letter | Held] = {}
    for one in letters:
        person, post = int(one.subject), reached[int(one.subject)]
        if isinstance(post, Unreachable):
            found[one.place] = Held(post.why)
        elif person in told.rows:
            content = content_of(told, person, post, senders)
            line = (one.number, one.subject, post.postcode, post.address, post.name)
            found[one.place] = Letter(data=paper.layout(content), people=(person,), line=line)
    return found


def _envelopes(mailing: Mailing, letters: Sequence[MailingLetter]) -> dict[int, mailings.Envelope | Held]:
    reached, senders = posts.reached([int(one.subject) for one in letters]), posts.Senders(words.DESK)
    found: dict[int, mailings.Envelope | Held] = {}
    for one in letters:
        post = reached[int(one.subject)]
        found[one.place] = (
            Held(post.why) if isinstance(post, Unreachable) else posts.envelope(_polite(post), senders.to(post))
        )
    return found


def _polite(post: Correspondent) -> Correspondent:
    return Correspondent(f"{post.name}　様", post.postcode, post.address, post.names_the_office)


def content_of(told: Told, person: int, post: Correspondent, senders: posts.Senders) -> NoticeContent:
    """What one notice says."""
    row, run, called = told.rows[person], told.run, told.called
    changed = not run.initial and person in told.before
    year, kind = words.year_words(run.fiscal_year), "税額変更通知書" if changed else "納税通知書"
    incomes, deductions = parts_of(row, told.answers[person])
    said = "変更" if changed else "決定"
    return NoticeContent(
        title=f"{year} {called.taxes} {kind}",
        heading=f"{year}　{called.taxes}\n{kind}",
        number=str(row.notice_number),
        day=dates.japanese(claiming.decided_on(run)),
        receiver=_polite(post),
        sender=senders.to(post),
        body=f"　{words.cause(run) if changed else ''}{year}の{called.taxes}を、次のとおり{said}したので通知します。",
        taxes=_taxes(row, called),
        settled=_settled(row, told.before.get(person) if changed else None),
        changed=changed,
        bills=_bills(told, row, told.before.get(person) if changed else None),
        pension=_pension(row, told.ahead.get(person)),
        incomes=incomes,
        deductions=deductions,
        texts=_texts(called, row),
    )


def parts_of(row: Assessment, answer: Mapping[str, Any]) -> tuple[list[Line], list[Line]]:
    """Incomes and deductions one by one, as they were decided; where they cannot be told any more, their sums."""
    base = [("課税標準額", yen(row.taxable))]
    if not answer:
        return [("合計所得金額", yen(row.total_income))], [("所得控除の合計", yen(row.total_deductions)), *base]
    told = json.loads(row.basis).get("income", {})
    return breakdown.incomes(told, answer), [*breakdown.deductions(answer), *base]


def _tax(label: str, levy: int, per_capita: int) -> tuple[str, str, str, str]:
    return label, yen(levy), yen(per_capita), yen(levy + per_capita)


def _taxes(row: Assessment, called: words.Names) -> list[tuple[str, str, str, str]]:
    return [
        _tax(called.municipal, row.city_income_levy, row.city_per_capita),
        _tax(called.prefectural, row.pref_income_levy, row.pref_per_capita),
        ("森林環境税（国税）", "―", yen(row.forest_tax), yen(row.forest_tax)),
    ]


def _settled(row: Assessment, before: Assessment | None) -> list[Line]:
    """From the year's tax to what is paid in which way; no way that takes nothing."""
    found: list[Line] = []
    if row.taken_in:
        found.append(("所得割から引ききれない配当割額・株式等譲渡所得割額", yen(row.taken_in)))
    found.append(("年税額", yen(max(row.annual_tax, 0))))
    if row.excess:
        found.append(("控除不足額（還付するか未納の税に充て、別にお知らせします）", yen(row.excess)))
    if before is not None:
        found.append(("変更前の年税額（減免後）", yen(max(before.annual_tax, 0) - before.relief)))
    if row.relief:
        found += [("減免額", yen(row.relief)), ("減免後の年税額", yen(row.annual_tax - row.relief))]
    ways = (
        ("給与から引かれる額（給与特別徴収）", sum(row.special)),
        ("年金から引かれる額（年金特別徴収）", sum(row.pension)),
        ("納付書・口座振替で納める額（普通徴収）", sum(row.ordinary)),
        ("納期の来た分の減額（納付済みのときは、還付・充当を別にお知らせします）", row.refund),
    )
    return [*found, *((label, yen(amount)) for label, amount in ways if amount)]


def _bills(told: Told, row: Assessment, before: Assessment | None) -> list[Bill]:
    """The bills that are or were something; one outside the terms is 随時."""
    old = before.ordinary if before else []
    found = []
    for place in range(max(len(row.ordinary), len(old))):
        now, then = (parts[place] if place < len(parts) else 0 for parts in (row.ordinary, old))
        if not now and not then:
            continue
        number, instalment = str(row.notice_number), place + 1
        due = told.due.get((number, instalment)) or claiming.due_of(told.run, instalment)
        found.append(Bill(collecting.term(instalment), dates.japanese(due), yen(now), yen(then) if before else ""))
    return found


def _pension(row: Assessment, ahead: Sequence[int] | None) -> Pension | None:
    if not any(row.pension):
        return None
    note = f"年金の支払者：{row.pension_payer_name}。" if row.pension_payer_name else ""
    if ahead:
        months = "、".join(f"{month} {yen(amount)}" for month, amount in zip(notices.PAYMENTS, ahead, strict=False))
        note += f"次の年度の仮徴収の予定：{months}。"
    return Pension([(month, yen(amount)) for month, amount in zip(notices.PAYMENTS, row.pension, strict=True)], note)


def _texts(called: words.Names, row: Assessment) -> list[Line]:
    found = [words.ground(called)]
    if any(row.ordinary):
        found.append(words.PAYING)
    if any(row.pension):
        found.append(words.BY_PENSION)
    return [*found, words.contesting(called)]


def register_sort() -> None:
    """Called once at start."""
    mailings.register_sort(
        Sort(
            kind=KIND,
            form=paper.FORM,
            duty=assessments.DUTY,
            columns=COLUMNS,
            whom=_whom,
            compose=_compose,
            envelopes=_envelopes,
        )
    )
