"""What a decision makes owed to the taxpayer beyond the claims: 控除不足額, and wages' months that are too much.

What of 配当割額・株式等譲渡所得割額 neither 所得割 nor 均等割 could take is given back (地方税法37条の4,
314条の9第2項・第3項). What a correction takes off months that were handed over is too much on the collector's claim.
While the wages go on it stays there: the employer settles it with its people (321条の6). Where collection by wages had
ended before (普通徴収 since), and of pensions, it is owed to the taxpayer (321条の7, 321条の7の9). From there on all of
it is 過誤納金: used for what is owed (充当), or given back (17条, 17条の2).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from yakuba.areas.resident_tax import collectors
from yakuba.areas.resident_tax.domain import collecting
from yakuba.areas.resident_tax.domain.names import SPECIAL
from yakuba.areas.resident_tax.models import Assessment, AssessmentRun, Collector
from yakuba.areas.resident_tax.rows import collected
from yakuba.platform.ledger import service as ledger

SCHEME: Final = "resident_tax"
SOURCE: Final = "resident_tax.owed_back"
WHOLE: Final = 0  # the instalment of the year's 控除不足額; a month's is its own
Rows = Mapping[int, Assessment]


def claim(run: AssessmentRun, before: Rows, rows: Sequence[Assessment], decided: date) -> int:
    """What rows of a run make owed back, ``before`` in force until now; gives how much was posted. Each once."""
    return _excess(run, before, rows, decided) + _handed(run, before, rows, decided)


def _excess(run: AssessmentRun, before: Rows, rows: Sequence[Assessment], decided: date) -> int:
    differing = []
    for row in rows:
        then = before[row.addressee_number].excess if row.addressee_number in before else 0
        if row.excess != then:
            differing.append((row, row.excess, row.excess - then))
    if not differing:
        return 0
    known = _known(run.fiscal_year, [row for row, _, _ in differing])
    done = _done([_key(run, row, WHOLE) for row, _, _ in differing])
    posted = 0
    for row, now, delta in differing:
        claim_id = known.get(str(row.notice_number))
        how = _how(run, row, WHOLE, decided)
        if how.key in done:
            continue
        if claim_id is not None:
            ledger.change_credit(claim_id.id, delta, how)
        elif now:  # a year that was decided before this was kept has none to take off
            ledger.credit(_new(run, row, WHOLE, decided), now, how)
        posted += 1
    return posted


def _known(fiscal_year: int, rows: Sequence[Assessment]) -> dict[str, ledger.Claim]:
    found = ledger.Claim.objects.filter(
        scheme=SCHEME,
        levy_year=fiscal_year,
        notice_number__in=[str(row.notice_number) for row in rows],
        instalment=WHOLE,
        part=ledger.Claim.Part.OWED_BACK,
    )
    return {one.notice_number: one for one in found}


def _handed(run: AssessmentRun, before: Rows, rows: Sequence[Assessment], decided: date) -> int:
    wanted = [(row, *one) for row in rows if row.addressee_number in before for one in _lowered(before, row)]
    if not wanted:
        return 0
    found = Collector.objects.filter(key__in={key for _, key, _, _ in wanted})
    parties = {one.key: one.addressee_number for one in found}
    claims = collectors.claims_of(run.fiscal_year, list(parties.values()))
    done = _done([_key(run, row, instalment) for row, _, instalment, _ in wanted])
    posted = 0
    for row, key, instalment, lowered in wanted:
        source = claims.get((parties.get(key, 0), instalment))
        how = _how(run, row, instalment, decided)
        if source is None or how.key in done:
            continue
        amount = min(ledger.balance(source).overpaid, lowered)
        if amount > 0:  # what is not handed over yet is not asked of the collector any more
            ledger.hand_over(source, _new(run, row, instalment, decided), amount, how)
            posted += 1
    return posted


def _lowered(before: Rows, row: Assessment) -> Iterator[tuple[str, int, int]]:
    """Months (collector, instalment, yen) that are lowered and whose excess is the taxpayer's."""
    then = collected(before[row.addressee_number])
    now, wages_ended = collecting.dues(collected(row)), then.method != SPECIAL
    for (key, instalment), yen in sorted(collecting.dues(then).items()):
        lowered = yen - now[key, instalment]
        if lowered > 0 and (wages_ended or collecting.is_pension(instalment)):
            yield key, instalment, lowered


def _done(keys: Sequence[str]) -> set[str]:
    return set(ledger.Entry.objects.filter(key__in=keys).values_list("key", flat=True))


def _key(run: AssessmentRun, row: Assessment, instalment: int) -> str:
    return f"resident-tax/{run.id}/{row.addressee_number}/back/{instalment}"


def _how(run: AssessmentRun, row: Assessment, instalment: int, decided: date) -> ledger.Posting:
    source = ledger.Source(SOURCE, f"{run.id}/{row.addressee_number}")
    return ledger.Posting(_key(run, row, instalment), decided, source)


def _new(run: AssessmentRun, row: Assessment, instalment: int, decided: date) -> ledger.NewClaim:
    what = "配当割額・株式等譲渡所得割額の控除不足額"
    if instalment != WHOLE:
        way = "年金" if collecting.is_pension(instalment) else "給与"
        what = f"{way}特別徴収 {collecting.month_of(instalment)}月分の納め過ぎ"
    return ledger.NewClaim(
        addressee_number=row.addressee_number,
        scheme=SCHEME,
        title=f"市民税・県民税・森林環境税 令和{run.fiscal_year - 2018}年度 {what}",
        fiscal_year=run.fiscal_year,
        levy_year=run.fiscal_year,
        due_on=collecting.billed_at_once_on(decided),
        notice_number=str(row.notice_number),
        instalment=instalment,
    )
