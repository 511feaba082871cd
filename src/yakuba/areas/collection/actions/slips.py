"""納付書: the numbers by which open claims are paid at banks, stores and on telephones. A new slip is a new issue."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from yakuba.areas.collection import parameter_definitions as settings
from yakuba.areas.collection.actions import mandates
from yakuba.areas.collection.actions.mandates import BILL
from yakuba.areas.collection.models import Debit, DebitRequest, PaymentSlip, SlipBatch
from yakuba.platform.access import service as access
from yakuba.platform.ledger import service as ledger
from yakuba.platform.ledger.service import Claim, Direction, Refused
from yakuba.platform.parameters import service as parameters
from yakuba.platform.register import service as register
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.scope import current
from yakuba.standards.money.el_numbers import ElNumber
from yakuba.standards.money.slips import Slip, parse

MOST = 20_000
_MANY = 2_000
_LAST_ISSUE = 9  # 再発行区分 is one digit


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the municipality has contracted: 企業コード, the most a store takes, eL番号's body and items by scheme."""

    company: str
    limit: int
    body: str
    items: dict[str, str]


def numbers_on(day: date) -> Numbers:
    """The settings of a day."""
    wanted = (settings.SLIP_COMPANY, settings.STORE_LIMIT, settings.EL_BODY, settings.EL_ITEMS)
    found = parameters.many(wanted, day)
    company, limit, body, items = (found[one.key] for one in wanted)
    pairs = [(one.partition("=")[0], one.partition("=")[2]) for one in str(items).split()]
    return Numbers(str(company), int(limit), str(body), dict(pairs))


def make_due(due_on: date, until: date, press: UUID) -> SlipBatch:
    """Slips of all open claims due on a day that no bank draws; the same press again is the batch that is there."""
    return _make(_due_claims(due_on), SlipBatch(due_on=due_on, until=until), press)


def make_for(number: int, claim_ids: Sequence[UUID], until: date, press: UUID) -> SlipBatch:
    """Slips of some open claims of one person. Refused for none."""
    rows = Claim.objects.filter(addressee_number=number, id__in=list(claim_ids), direction=Direction.RECEIVABLE)
    claims = list(rows.order_by("due_on", "number"))
    return _make(iter([claims]), SlipBatch(addressee_number=number, until=until), press)


def make_failed(request_id: UUID, until: date, press: UUID) -> SlipBatch:
    """Slips of what a bank could not draw or was not asked to, as far as it is open still."""
    rows = Debit.objects.filter(request_id=request_id, state__in=(Debit.State.FAILED, Debit.State.LEFT_OUT))
    ids = list(rows.values_list("claim_id", flat=True))
    claims = Claim.objects.filter(id__in=ids).order_by("number")
    batch = SlipBatch(due_on=DebitRequest.objects.get(id=request_id).due_on, until=until)
    return _make(iter([list(claims)]), batch, press)


def _due_claims(day: date) -> Iterator[list[Claim]]:
    rows = Claim.objects.filter(due_on=day, direction=Direction.RECEIVABLE, part=Claim.Part.PRINCIPAL)
    last = ""
    while some := list(rows.filter(number__gt=last).order_by("number")[:_MANY]):
        last = some[-1].number
        held = mandates.of_day(day, {claim.addressee_number for claim in some})
        yield [claim for claim in some if not mandates.draws(claim, held.get(claim.addressee_number, ()))]


def _make(found: Iterator[list[Claim]], batch: SlipBatch, press: UUID) -> SlipBatch:
    access.require(BILL)
    known = SlipBatch.objects.filter(id=press).first()
    if known is not None:
        return known
    context = current_context()
    if batch.until < context.business_date:
        raise Refused("支払期限が過ぎています。今日以後の日を選んでください。")
    batch.id, batch.made_at, batch.made_by = press, context.instant, context.actor.name[:64]
    with transaction.atomic():  # a refusal leaves nothing behind
        people = _fill(batch, found, numbers_on(context.business_date))
    detail = {"list": "納付書", "slips": batch.count}
    register.record("print_list", sorted(people), note=register.Note(duty=BILL, detail=detail))
    return batch


def _fill(batch: SlipBatch, found: Iterator[list[Claim]], contracted: Numbers) -> set[int]:
    """The batch with its slips; whose they are. Refused for none, or too many."""
    batch.save(force_insert=True)
    people: set[int] = set()
    for claims in found:
        rows = _slips(batch, claims, contracted)
        PaymentSlip.objects.bulk_create(rows)
        by_id = {claim.id: claim for claim in claims}
        people |= {by_id[row.claim_id].addressee_number for row in rows}
        batch.count += len(rows)
        batch.total += sum(row.amount for row in rows)
        if batch.count > MOST:
            raise Refused(f"対象が{MOST:,}件を超えます。当初の通知と一緒に送るデータは、税目の画面から作ってください。")
    if not batch.count:
        raise Refused("納付書を作る未収がありません。納期限と、口座振替の登録を確かめてください。")
    batch.save(update_fields=["count", "total"])
    return people


def _slips(batch: SlipBatch, claims: Sequence[Claim], contracted: Numbers) -> list[PaymentSlip]:
    standings = ledger.balances(claim.id for claim in claims)
    issues = dict(
        PaymentSlip.objects.filter(claim_id__in=[claim.id for claim in claims])
        .values_list("claim_id")
        .annotate(Max("issue"))
    )
    rows: list[PaymentSlip] = []
    for claim in claims:
        amount = standings[claim.id].open
        if amount:
            issue = issues[claim.id] + 1 if claim.id in issues else 0
            rows.append(
                PaymentSlip(
                    municipality_id=current(),
                    batch_id=batch.id,
                    place=batch.count + len(rows) + 1,
                    claim_id=claim.id,
                    issue=issue,
                    amount=amount,
                    barcode=_barcode(claim, issue, (amount, batch.until), contracted),
                    confirmation=f"{secrets.randbelow(10**6):06d}" if el_item(claim, contracted) else "",
                )
            )
    return rows


def _barcode(claim: Claim, issue: int, told: tuple[int, date], contracted: Numbers) -> str:
    """The 44 digits; none without a contract, or for more than stores take."""
    amount, until = told
    if not contracted.company or amount > contracted.limit:
        return ""
    return Slip(contracted.company, claim.number, str(min(issue, _LAST_ISSUE)), until, "0", amount).digits


def el_item(claim: Claim, contracted: Numbers) -> str:
    """税目・料金番号 of a claim; empty where the scheme has none."""
    return contracted.items.get(claim.scheme, "") if contracted.body else ""


def readable(slip: PaymentSlip) -> str:
    """The digits as they stand under the bars; empty without a code."""
    return parse(slip.barcode).readable if slip.barcode else ""


def widths(slip: PaymentSlip) -> list[int]:
    """Bars and spaces in turn; empty without a code."""
    return list(parse(slip.barcode).widths) if slip.barcode else []


def el_words(slip: PaymentSlip, claim: Claim, contracted: Numbers) -> dict[str, str]:
    """The four keys of eL番号 by their names; empty without one. 案件特定キー is the claim's number."""
    item = el_item(claim, contracted)
    if not item or not slip.confirmation:
        return {}
    return dict(ElNumber(contracted.body, claim.number, slip.confirmation, item).words)
