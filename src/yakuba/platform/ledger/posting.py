"""Writing entries: once a key, under the locks of their claims, checked by the books before the database does."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from yakuba.platform.ledger import books, queries
from yakuba.platform.ledger.books import Direction, Line, Refused, Standing
from yakuba.platform.ledger.chart import HEADS, head, name_of
from yakuba.platform.ledger.claim_numbers import claim_number
from yakuba.platform.ledger.models import Account, Claim, Entry
from yakuba.platform.ledger.models import Line as LineRow
from yakuba.platform.tenancy import numbers
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.ids import new_uuid7
from yakuba.platform.tenancy.scope import current

SERIES = "claim"
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(k, 0)) FROM unnest(%s::text[]) AS k"


class KeyUsed(Refused):
    """The key of an act came with other content: nothing is written, the first one stands."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where the yen come from: ``kind`` ("resident_tax.assessment", "bank_statement") and which one of these."""

    kind: str
    reference: str


@dataclass(frozen=True, slots=True)
class Posting:
    """How an act is written: ``key`` once in a municipality, ``day`` the day it counts for, its source, and why."""

    key: str
    day: date
    source: Source
    reason: str = ""


@dataclass(frozen=True, slots=True)
class NewClaim:
    """A claim to raise. ``item`` is the scheme where it is not given; ``instalment`` 0 for one sum; ``title`` is what
    payer and staff read ("市民税・県民税 令和8年度 第1期")."""

    addressee_number: int
    scheme: str
    title: str
    fiscal_year: int
    levy_year: int
    due_on: date
    notice_number: str = ""
    instalment: int = 0
    item: str = ""
    part: str = Claim.Part.PRINCIPAL
    direction: Direction = Direction.RECEIVABLE
    about_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """What is asked: ``values`` with the claims and receipts make the content by which two requests are compared."""

    kind: str
    claims: tuple[UUID, ...] = ()
    receipts: tuple[UUID, ...] = ()
    values: tuple[Any, ...] = ()

    def digest(self, how: Posting) -> str:
        """Of everything that would be written, without the reason, which a second press may word anew."""
        content = [self.kind, self.claims, self.receipts, self.values, how.day, how.source.kind, how.source.reference]
        return hashlib.sha256(json.dumps(content, default=str).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Ground:
    """What an act stands on, read under its locks: the entry to be, its claims, and what is left of its receipts."""

    entry_id: UUID
    claims: Mapping[UUID, Standing] = field(default_factory=dict)
    receipts: Mapping[UUID, int] = field(default_factory=dict)


def post(act: Act, how: Posting, rule: Callable[[Ground], list[Line]]) -> Entry:
    """Write one act; its key again is the entry that is there. Refused, KeyUsed."""
    digest = act.digest(how)
    _lock([how.key, *map(str, act.claims), *map(str, act.receipts)])
    known = _known([how.key]).get(how.key)
    if known is not None:
        return _same(known, digest)
    ground = Ground(new_uuid7(), queries.balances(act.claims), queries.receipts_left(act.receipts))
    lines = rule(ground)
    books.check(lines, ground.claims, ground.receipts)
    return _write([_entry(ground.entry_id, act.kind, how, digest)], {ground.entry_id: lines})[0]


def turn_round(entry_id: UUID, how: Posting, kind: str = Entry.Kind.REVERSED) -> Entry:
    """The entry's lines the other way. Refused where it was turned round before, or is such an entry itself.

    ``kind`` REFUND_VOID: the entry is a decision about a refund, of which part may have been paid out.
    """
    found = Entry.objects.filter(id=entry_id).first()
    if found is None:
        raise Refused("取り消す仕訳が見つかりません。対象を確かめてください。")
    if found.reverses_id is not None:
        raise Refused("取消の仕訳は取り消せません。正しい内容で入れ直してください。")
    if kind == Entry.Kind.REFUND_VOID and found.kind != Entry.Kind.REFUND_DUE:
        raise Refused("還付の決定ではありません。対象を確かめてください。")
    lines = queries.lines_of(entry_id)
    claims = tuple(dict.fromkeys(line.claim for line in lines if line.claim is not None))
    receipts = tuple(dict.fromkeys(line.receipt for line in lines if line.receipt is not None))
    act = Act(kind, claims, receipts, (entry_id,))
    digest = act.digest(how)
    _lock([how.key, str(entry_id), *map(str, claims), *map(str, receipts)])
    known = _known([how.key]).get(how.key)
    if known is not None:
        return _same(known, digest)
    if Entry.objects.filter(reverses_id=entry_id).exists():
        raise Refused("この仕訳は既に取り消されています。")
    ground = Ground(new_uuid7(), queries.balances(claims), queries.receipts_left(receipts))
    turn = books.refund_withdrawn if kind == Entry.Kind.REFUND_VOID else books.reversed_lines
    turned = turn(lines, ground.claims)
    books.check(turned, ground.claims, ground.receipts)
    entry = _entry(ground.entry_id, kind, how, digest)
    entry.reverses_id = entry_id
    return _write([entry], {entry.id: turned})[0]


def raise_all(wanted: Sequence[tuple[NewClaim, int, Posting]]) -> list[Claim]:
    """Claims with their first entries; known keys are the claims that are there."""
    acts = [Act(Entry.Kind.RAISED, values=_content(new, amount)) for new, amount, _ in wanted]
    digests = [act.digest(how) for act, (_, _, how) in zip(acts, wanted, strict=True)]
    keys = [how.key for _, _, how in wanted]
    if len(set(keys)) != len(keys):
        raise KeyUsed("一度の処理に同じキーが2回あります。処理の内容を確かめてください。")
    _lock(keys)
    known = _known(keys)
    for key, digest in zip(keys, digests, strict=True):
        if key in known:
            _same(known[key], digest)
    fresh = [(at, *one) for at, one in enumerate(wanted) if one[2].key not in known]
    made = _claims([new for _, new, _, _ in fresh])
    entries, lines = [], {}
    for claim, (at, _, amount, how) in zip(made, fresh, strict=True):
        entry = _entry(new_uuid7(), Entry.Kind.RAISED, how, digests[at])
        standing = Standing(claim.id, Direction(claim.direction), claim.item)
        rule = books.credited if claim.part == Claim.Part.OWED_BACK else books.raised
        lines[entry.id] = rule(standing, amount)
        books.check(lines[entry.id], {claim.id: standing}, {})
        entries.append(entry)
    Claim.objects.bulk_create(made)
    _write(entries, lines)
    by_key = {how.key: claim for claim, (_, _, _, how) in zip(made, fresh, strict=True)}
    by_key |= _claims_of({key: entry.id for key, entry in known.items()})
    return [by_key[key] for key in keys]


def hand_over(source_id: UUID, new: NewClaim, amount: int, how: Posting) -> Claim:
    """A new claim that what is too much of another one is owed back by; its key again is the claim that is there."""
    act = Act(Entry.Kind.HANDED, (source_id,), values=_content(new, amount))
    digest = act.digest(how)
    _lock([how.key, str(source_id)])
    known = _known([how.key]).get(how.key)
    if known is not None:
        _same(known, digest)
        named = [line.claim for line in queries.lines_of(known.id) if line.claim is not None]
        return Claim.objects.get(id=next(one for one in named if one != source_id))
    (claim,) = _claims([new])
    target = Standing(claim.id, Direction(claim.direction), claim.item)
    source = queries.balance(source_id)
    lines = books.handed_over(source, target, amount)
    books.check(lines, {source_id: source, claim.id: target}, {})
    Claim.objects.bulk_create([claim])
    entry = _entry(new_uuid7(), act.kind, how, digest)
    _write([entry], {entry.id: lines})
    return claim


def _content(new: NewClaim, amount: int) -> tuple[Any, ...]:
    return (*(getattr(new, name) for name in NewClaim.__slots__), amount)


def _claims(wanted: Sequence[NewClaim]) -> list[Claim]:
    if not wanted:
        return []
    serials = numbers.take(SERIES, len(wanted))
    instant = current_context().instant
    return [
        Claim(
            municipality_id=current(),
            number=claim_number(serial),
            addressee_number=new.addressee_number,
            direction=new.direction,
            scheme=new.scheme,
            item=new.item or new.scheme,
            part=new.part,
            title=new.title,
            fiscal_year=new.fiscal_year,
            levy_year=new.levy_year,
            notice_number=new.notice_number,
            instalment=new.instalment,
            due_on=new.due_on,
            about_id=new.about_id,
            raised_at=instant,
        )
        for serial, new in zip(serials, wanted, strict=True)
    ]


def _claims_of(entries: Mapping[str, UUID]) -> dict[str, Claim]:
    rows = LineRow.objects.filter(entry_id__in=list(entries.values()), claim_id__isnull=False)
    claim_ids = {entry_id: claim_id for entry_id, claim_id in rows.values_list("entry_id", "claim_id") if claim_id}
    found = {claim.id: claim for claim in Claim.objects.filter(id__in=list(claim_ids.values()))}
    return {key: found[claim_ids[entry_id]] for key, entry_id in entries.items()}


def _lock(names: Iterable[str]) -> None:
    """Wait for who writes the same keys, claims or receipts; in one order, so that nobody waits for each other."""
    scoped = sorted({f"ledger:{current()}:{name}" for name in names})
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [scoped])


def _known(keys: Sequence[str]) -> dict[str, Entry]:
    return {entry.key: entry for entry in Entry.objects.filter(key__in=list(keys))}


def _same(known: Entry, digest: str) -> Entry:
    if known.digest != digest:
        raise KeyUsed(
            f"同じキー（{known.key}）の処理が別の内容で{known.day}に記帳されています。"
            "二重の処理でないか確かめ、別の処理なら別のキーにしてください。"
        )
    return known


def _entry(entry_id: UUID, kind: str, how: Posting, digest: str) -> Entry:
    context = current_context()
    if not how.source.kind or not how.source.reference:
        raise Refused("出所のない仕訳は記帳できません。決定・案件・ファイルの行のいずれかを示してください。")
    return Entry(
        municipality_id=current(),
        id=entry_id,
        kind=kind,
        day=how.day,
        posted_at=context.instant,
        source_kind=how.source.kind,
        source_reference=how.source.reference,
        reason=how.reason[:400],
        key=how.key,
        digest=digest,
        actor_id=context.actor.id,
        actor_name=context.actor.name[:64],
    )


def _write(entries: Sequence[Entry], lines: Mapping[UUID, Sequence[Line]]) -> list[Entry]:
    """Entries first, then all their lines in one statement, which the database counts as a whole."""
    if not entries:
        return []
    municipality = current()
    _know_accounts({line.account for each in lines.values() for line in each})
    written = Entry.objects.bulk_create(entries)
    LineRow.objects.bulk_create(
        LineRow(
            municipality_id=municipality,
            entry_id=entry_id,
            number=number,
            account=line.account,
            side=line.side,
            amount=line.amount,
            claim_id=line.claim,
            receipt_id=line.receipt,
        )
        for entry_id, each in lines.items()
        for number, line in enumerate(each, 1)
    )
    return written


def _know_accounts(codes: set[str]) -> None:
    there = set(Account.objects.filter(code__in=list(codes)).values_list("code", flat=True))
    rows = [
        Account(municipality_id=current(), code=code, name=name_of(code), normal=HEADS[head(code)].normal)
        for code in sorted(codes - there)
    ]
    if rows:
        Account.objects.bulk_create(rows, ignore_conflicts=True)
