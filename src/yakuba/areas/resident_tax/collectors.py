"""Employers and pension payers as parties of the ledger: one claim a month on each, the sum of what it takes.

A year's first decision raises the claims collector by collector; whatever follows (a correction, a notice of an
employer, a relief) changes them by the difference of the rows. Each once, however often it is run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from yakuba.areas.collection import service as collection
from yakuba.areas.resident_tax.domain import collecting
from yakuba.areas.resident_tax.models import Assessment, AssessmentRun, Collector
from yakuba.areas.resident_tax.rows import collected
from yakuba.platform.addressee import service as addressees
from yakuba.platform.addressee.models import Addressee
from yakuba.platform.ledger import service as ledger
from yakuba.platform.tenancy.context import JST, current_context
from yakuba.platform.tenancy.scope import current
from yakuba.platform.tenancy.statements import Read

SCHEME: Final = "resident_tax"
SOURCE: Final = "resident_tax.collector"
SLICE: Final = 250  # collectors of one transaction, up to twelve claims each
Due = tuple[str, int]  # key of a collector, instalment

_EMPLOYER_KEYS: Final = Read(
    "SELECT DISTINCT employer_key FROM tax_assessment WHERE municipality_id = %(municipality)s AND run_id = %(run)s"
    " AND employer_key <> '' AND cardinality(special) > 0 ORDER BY 1"
)
_PAYER_KEYS: Final = Read(
    "SELECT DISTINCT pension_payer_key FROM tax_assessment WHERE municipality_id = %(municipality)s"
    " AND run_id = %(run)s AND pension_payer_key <> '' AND cardinality(pension) > 0 ORDER BY 1"
)
_BY_EMPLOYER: Final = Read(
    """
    SELECT a.employer_key, max(a.employer_name), max(a.designated_number), s.place, sum(s.amount)::bigint
    FROM tax_assessment AS a, unnest(a.special) WITH ORDINALITY AS s(amount, place)
    WHERE a.municipality_id = %(municipality)s AND a.run_id = %(run)s AND a.employer_key = ANY(%(keys)s)
      AND a.employer_key <> ''
    GROUP BY 1, 4 ORDER BY 1, 4
    """
)
_BY_PAYER: Final = Read(
    """
    SELECT a.pension_payer_key, max(a.pension_payer_name), '', s.place + 20, sum(s.amount)::bigint
    FROM tax_assessment AS a, unnest(a.pension) WITH ORDINALITY AS s(amount, place)
    WHERE a.municipality_id = %(municipality)s AND a.run_id = %(run)s AND a.pension_payer_key = ANY(%(keys)s)
    GROUP BY 1, 4 ORDER BY 1, 4
    """
)


def slices(run: AssessmentRun) -> int:
    """How many slices the collectors of a first decision fall into; 0 for what changes one."""
    return -(-len(_keys(run)) // SLICE) if run.initial else 0


def _keys(run: AssessmentRun) -> list[tuple[Read, str]]:
    found = [(_BY_EMPLOYER, str(row[0])) for row in _EMPLOYER_KEYS.rows(run=run.id)]
    return [*found, *((_BY_PAYER, str(row[0])) for row in _PAYER_KEYS.rows(run=run.id))]


def claim(run: AssessmentRun, position: int) -> int:
    """Raise the claims on one slice of the collectors of a first decision; gives how many."""
    some = _keys(run)[position * SLICE : (position + 1) * SLICE]
    owed: dict[Due, int] = {}
    names: dict[str, tuple[str, str]] = {}
    for read in (_BY_EMPLOYER, _BY_PAYER):
        keys = [key for by, key in some if by is read]
        for key, name, designated, instalment, amount in read.rows(run=run.id, keys=keys) if keys else ():
            names.setdefault(key, (name, designated))
            if amount:
                owed[key, int(instalment)] = int(amount)
    return _post(run, owed, names, "0")


def change(run: AssessmentRun, before: Mapping[int, Assessment], rows: Sequence[Assessment], position: int) -> int:
    """Change the claims by what the rows of a later decision differ from those in force before; gives how many."""
    owed: Counter[Due] = Counter()
    names: dict[str, tuple[str, str]] = {}
    for row in rows:
        olds = [before[row.addressee_number]] if row.addressee_number in before else []
        for one, sign in ((row, 1), *((old, -1) for old in olds)):
            for due, amount in collecting.dues(collected(one)).items():
                owed[due] += sign * amount
            names |= _names(one)
    return _post(run, {due: amount for due, amount in sorted(owed.items()) if amount}, names, str(position))


def _names(row: Assessment) -> dict[str, tuple[str, str]]:
    found = {one.key: (one.name, one.designated) for one in collecting.earlier_of(row.earlier_collectors)}
    found[row.pension_payer_key] = (row.pension_payer_name, "")
    return found | {row.employer_key: (row.employer_name, row.designated_number)}


def _post(run: AssessmentRun, owed: Mapping[Due, int], names: Mapping[str, tuple[str, str]], part: str) -> int:
    if not owed:
        return 0
    parties = ensure({key: names[key] for key, _ in owed})
    decided = (run.approved_at or current_context().instant).astimezone(JST).date()
    standing = claims_of(run.fiscal_year, [one.addressee_number for one in parties.values()])
    done = _posted(f"resident-tax/{run.id}/collectors/{part}/")
    wanted, changed = [], []
    for (key, instalment), amount in owed.items():
        party = parties[key]
        posting_key = f"resident-tax/{run.id}/collectors/{part}/{party.addressee_number}/{instalment}"
        if posting_key in done:
            continue
        how = ledger.Posting(posting_key, decided, ledger.Source(SOURCE, f"{run.id}/{party.addressee_number}"))
        known = standing.get((party.addressee_number, instalment))
        if known is not None:
            ledger.change_claim(known, amount, how)
            changed.append(known)
        elif amount > 0:  # nothing to take off where the year was decided before collectors were claimed on
            wanted.append((new_claim(party, run.fiscal_year, instalment, decided), amount, how))
    ledger.raise_claims(wanted)
    collection.claims_changed(changed, f"resident-tax/{run.id}/{part}")
    return len(wanted) + len(changed)


def _posted(start: str) -> set[str]:
    return set(ledger.Entry.objects.filter(key__startswith=start).values_list("key", flat=True))


def notice_number(fiscal_year: int, party: int) -> str:
    """The number under which a year's claims on a collector are found: the year and its addressee number.

    >>> notice_number(2026, 123451)
    '26123451'
    """
    return f"{fiscal_year % 100:02d}{party}"


def claims_of(fiscal_year: int, parties: Iterable[int]) -> dict[tuple[int, int], UUID]:
    """The claims of a year on collectors: (party, instalment) → claim; of several the last one raised."""
    numbers = list(parties)
    found = ledger.Claim.objects.filter(
        scheme=SCHEME,
        levy_year=fiscal_year,
        addressee_number__in=numbers,
        notice_number__in=[notice_number(fiscal_year, number) for number in numbers],
        part=ledger.Claim.Part.PRINCIPAL,
    ).order_by("number")
    return {(one.addressee_number, one.instalment): one.id for one in found}


def new_claim(party: Collector, fiscal_year: int, instalment: int, decided: date) -> ledger.NewClaim:
    """A month's claim on a collector."""
    way = "年金" if collecting.is_pension(instalment) else "給与"
    month = collecting.month_of(instalment)
    return ledger.NewClaim(
        addressee_number=party.addressee_number,
        scheme=SCHEME,
        title=f"市民税・県民税・森林環境税 令和{fiscal_year - 2018}年度 {way}特別徴収 {month}月分",
        fiscal_year=fiscal_year,
        levy_year=fiscal_year,
        due_on=collecting.pay_in_on(fiscal_year, instalment, party.halves, decided),
        notice_number=notice_number(fiscal_year, party.addressee_number),
        instalment=instalment,
    )


def ensure(wanted: Mapping[str, tuple[str, str]]) -> dict[str, Collector]:
    """The collectors of these keys (key → name, designated number); who is new gets an addressee number."""
    known = {one.key: one for one in Collector.objects.filter(key__in=list(wanted))}
    fresh = {key: addressees.next_number() for key in sorted(wanted) if key not in known}
    if fresh:
        addressees.register(fresh.values(), Addressee.Kind.BODY)
        context = current_context()
        made = [
            Collector(
                municipality_id=current(),
                addressee_number=number,
                key=key,
                name=wanted[key][0],
                designated_number=wanted[key][1],
                entered_at=context.instant,
                entered_by_name=context.actor.name,
            )
            for key, number in fresh.items()
        ]
        Collector.objects.bulk_create(made)
        for one in made:
            Addressee.objects.filter(addressee_number=one.addressee_number).update(mailing_name=one.name[:100])
        known |= {one.key: one for one in made}
    return known
