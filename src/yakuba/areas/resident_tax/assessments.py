"""A fiscal year's assessment from its start to the decision, and reads of what is in force.

The whole year is computed in one piece, kept aside as an Arrow file, and written in slices: a slice is one transaction
with its checkpoint. The same material gives the same rows and numbers, so that a run that was killed goes on as if it
had not been.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import polars as pl
from django.db import connection, transaction

from yakuba.areas.resident_tax import claiming
from yakuba.areas.resident_tax.copying import copy_in, with_work_memory
from yakuba.areas.resident_tax.domain import assessing, changing, collecting
from yakuba.areas.resident_tax.material import material
from yakuba.areas.resident_tax.models import Assessment, AssessmentRun
from yakuba.areas.resident_tax.rows import collected_of, lock_year, opens_on
from yakuba.law import scheme_named
from yakuba.law.parameters import packages
from yakuba.law.resident_tax import law_of
from yakuba.law.resident_tax.standing import fallen_of
from yakuba.platform.access import service as access
from yakuba.platform.jobs import service as jobs
from yakuba.platform.jobs.errors import JobFailure
from yakuba.platform.jobs.kept_files import KeptFiles
from yakuba.platform.jobs.models import JobState
from yakuba.platform.register import service as register
from yakuba.platform.tenancy import directory, numbers
from yakuba.platform.tenancy.context import JST, current_context
from yakuba.platform.tenancy.scope import current

DUTY: Final = "resident_tax.assess"
APPROVE: Final = "resident_tax.approve"
ASSESS: Final = "resident_tax.assess"  # the kind of job
SLICE: Final = 10_000  # rows of one transaction

State = AssessmentRun.State
_FAILED: Final = JobState.FAILED
_FILES: Final = KeptFiles("tax-assessments", ".arrow")


class CannotAssess(ValueError):
    """The message says why and what to do, for the clerk."""


def start(fiscal_year: int) -> AssessmentRun:
    """Begin to compute a year; while a run of the year is open, that one is given.

    Raises access.Refused, CannotAssess for a year the law is not known of.
    """
    access.require(DUTY)
    open_run = AssessmentRun.objects.filter(
        fiscal_year=fiscal_year, state__in=(State.COMPUTING, State.COMPUTED)
    ).first()
    if open_run is not None:
        return open_run
    first, last = scheme_named("resident-tax").period.first, scheme_named("resident-tax").period.last
    if scheme_named("resident-tax").period.refuses(fiscal_year):
        raise CannotAssess(f"年度 {fiscal_year}：計算できるのは {first} から {last} 年度まで。年度を選び直す")
    context = current_context()
    _check_ordinance(fiscal_year, context.business_date)
    (number,) = numbers.take("tax_assessment_run")
    run = AssessmentRun.objects.create(
        number=number,
        fiscal_year=fiscal_year,
        initial=not approved_runs(fiscal_year).exists(),
        packages=[one.name for one in packages() if one.published <= context.business_date],
        created_by=context.actor.id,
        created_by_name=context.actor.name,
        created_at=context.instant,
    )
    run.job_id = jobs.start(ASSESS, {"run": run.id}, key=f"assess-{run.id}").id
    run.save(update_fields=["job_id"])
    return run


def _check_ordinance(fiscal_year: int, day: date) -> None:
    """An ordinance that a law change no longer lets stand taxes nobody. Raises CannotAssess."""
    law, known = law_of(fiscal_year, known_on=day), [one for one in packages() if one.published <= day]
    fallen = fallen_of(law, directory.by_id(current()).lg_code, known)
    if fallen:
        raise CannotAssess(f"年度 {fiscal_year}：{''.join(one.sentence for one in fallen)}")


def approved_runs(fiscal_year: int) -> Any:
    """The decided runs of a year."""
    return AssessmentRun.objects.filter(fiscal_year=fiscal_year, state=State.APPROVED)


def compute(run: AssessmentRun) -> int:
    """Compute the rows and keep them aside; gives how many slices they fall into."""
    code = directory.by_id(current()).lg_code
    law = law_of(run.fiscal_year, known_on=_day_of(run))
    with_work_memory()
    frame = assessing.assessed(law, code, material(run.fiscal_year), _taken_by_pension(run.fiscal_year - 1))
    frame = frame.with_columns(*(pl.lit(value, dtype=kind).alias(name) for name, kind, value in _BESIDE))
    if not run.initial:
        frame = _differing(frame, in_force(run.fiscal_year), run)
    path = _path(run)
    draft = path.with_suffix(".draft")
    frame.write_ipc(draft, compression="lz4", record_batch_size=SLICE)
    draft.replace(path)
    return -(-len(frame) // SLICE)


def _taken_by_pension(fiscal_year: int) -> pl.DataFrame:
    """Of whom the pension took the tax until February: number and the year's tax on pensions."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_PENSION, [current(), fiscal_year])
        return pl.DataFrame(cursor.fetchall(), schema={"number": pl.Int64, "pension_tax": pl.Int64}, orient="row")


def _day_of(run: AssessmentRun) -> date:
    """The day of the run in Japan: by it the law is known and months are due."""
    return run.created_at.astimezone(JST).date()


def _path(run: AssessmentRun) -> Path:
    return _FILES.source(str(run.id))


def _differing(frame: pl.DataFrame, before: pl.DataFrame, run: AssessmentRun) -> pl.DataFrame:
    """The rows whose tax is another than in force, each with its instalments from the next month on.

    A notice keeps its number; who is new gets the numbers after the last one.
    """
    both = frame.join(
        before.select("number", *(pl.col(name).alias(f"old_{name}") for name in _COMPARED)), on="number", how="left"
    )
    differs = pl.col("annual_tax").ne_missing(pl.col("old_annual_tax"))
    different = both.filter(differs).sort("number")
    day = _day_of(run)
    gone = before.filter(pl.col("annual_tax") != 0).join(frame, on="number", how="anti")
    everybody = [*different.iter_rows(named=True), *map(_of_nothing, gone.iter_rows(named=True))]
    rows = [_changed_row(row, run.fiscal_year, day) for row in everybody]
    last = int(before["notice_number"].max() or run.fiscal_year % 100 * 100_000_000)  # type: ignore[arg-type]
    for row in rows:
        if row["notice_number"] is None:
            last += 1
            row["notice_number"] = last
    schema = {**assessing.SCHEMA, **{name: kind for name, kind, _ in _BESIDE}}
    return pl.DataFrame([{name: row[name] for name in schema} for row in rows], schema=schema, orient="row")


_BESIDE: Final[tuple[tuple[str, Any, object], ...]] = (
    ("earlier_collectors", pl.String, "[]"),
    ("relief", pl.Int64, 0),
)
"""What a row keeps besides the computed columns, and what a first assessment writes there."""
_PARTS: Final = ("special", "ordinary", "pension")
_BY_WHOM: Final = (*assessing.EMPLOYER_COLUMNS, *assessing.PENSION_COLUMNS, "earlier_collectors")
_COMPARED: Final = ("annual_tax", "pension_tax", *_PARTS, "notice_number", "method", "relief", *_BY_WHOM)


def _of_nothing(row: dict[str, Any]) -> dict[str, Any]:
    """A taxpayer of whom no document is left: nothing is owed any more."""
    old = {f"old_{name}": row[name] for name in _COMPARED}
    blank: dict[str, Any] = {name: [] for name in _PARTS}
    blank |= dict.fromkeys((*assessing.AMOUNT_COLUMNS, "pension_tax"), 0)
    exempt = {"per_capita_exempt": True, "income_levy_exempt": True}
    return {**row, **blank, **exempt, **old, "method": assessing.NONE, "basis": "{}"}


def _changed_row(row: dict[str, Any], fiscal_year: int, day: date) -> dict[str, Any]:
    opens = opens_on(fiscal_year, day)
    before = {way: list(row[f"old_{way}"] or []) for way in _PARTS}
    beside: dict[str, Any] = {
        "relief": min(row["old_relief"] or 0, max(row["annual_tax"], 0)),
        "earlier_collectors": "[]",
    }
    ended = False
    if row["old_notice_number"] is not None:
        old = collected_of({name: row[f"old_{name}"] for name in _COMPARED})
        on = collecting.carried(old, collected_of(row), opens["special"])
        names = ("method", "employer_key", "employer_name", "designated_number")
        beside |= dict(zip(names, (on.method, on.key, on.name, on.designated), strict=True))
        beside["earlier_collectors"] = collecting.earlier_text(on.earlier)
        if any(before["pension"]):  # who pays the pension out goes on, or is asked no more
            beside |= {name: row[f"old_{name}"] for name in assessing.PENSION_COLUMNS}
        ended = on.closed
    annual = max(row["annual_tax"], 0)  # below 0 it is given back beside the parts
    target = changing.Target(annual - beside["relief"], row["pension_tax"], row["old_pension_tax"], ended)
    parts, refund = changing.changed_apart(before, {way: list(row[way]) for way in _PARTS}, target, opens)
    return {**row, **beside, **parts, "refund": refund, "notice_number": row["old_notice_number"]}


def write(run: AssessmentRun, position: int) -> int:
    """Write one slice; gives its rows. Raises FileNotFoundError when the computed file is gone."""
    rows = pl.scan_ipc(_path(run)).slice(position * SLICE, SLICE).collect()
    with connection.cursor() as cursor:
        cursor.execute(_STAGE)
        copy_in(cursor, "assessment_stage", _as_table(rows))
        cursor.execute(_INSERT, [current(), run.id])
        # Foreign keys are looked at now and not at the commit, when this slice already has the job's row.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("DROP TABLE assessment_stage")
    detail = {"run": str(run.id), "rows": len(rows)}
    register.record(register.Act.ENTER, note=register.Note(duty=DUTY, detail=detail))
    return len(rows)


_COLUMNS: Final = {
    "addressee_number": "bigint",
    "notice_number": "bigint",
    "method": "text",
    **dict.fromkeys(assessing.EMPLOYER_COLUMNS, "text"),
    **dict.fromkeys(assessing.PENSION_COLUMNS, "text"),
    **dict.fromkeys(assessing.AMOUNT_COLUMNS, "bigint"),
    "pension_tax": "bigint",
    "per_capita_exempt": "boolean",
    "income_levy_exempt": "boolean",
    **dict.fromkeys(("special", "ordinary", "pension"), "bigint[]"),
    "refund": "bigint",
    "earlier_collectors": "text",
    "relief": "bigint",
    "basis": "text",
}
_LISTED: Final = ", ".join(_COLUMNS)
_STAGE: Final = (
    "CREATE TEMP TABLE assessment_stage ("
    + ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())
    + ") ON COMMIT DROP"
)
_INSERT: Final = (
    f"INSERT INTO tax_assessment (municipality_id, run_id, {_LISTED})"  # noqa: S608 - names of our own
    f" SELECT %s, %s, {_LISTED} FROM assessment_stage ON CONFLICT DO NOTHING"
)
_KEPT: Final = tuple(name for name in _COLUMNS if name != "basis")
_KINDS: Final = {**assessing.SCHEMA, **{name: kind for name, kind, _ in _BESIDE}}
_IN_FORCE: Final = (
    f"SELECT DISTINCT ON (a.addressee_number) {', '.join(f'a.{name}' for name in _KEPT)}"  # noqa: S608 - names of our own
    " FROM tax_assessment AS a"
    " JOIN tax_assessment_run AS r ON r.municipality_id = a.municipality_id AND r.id = a.run_id"
    " WHERE a.municipality_id = %s AND r.fiscal_year = %s AND r.state = 'approved'"
    " ORDER BY a.addressee_number, r.number DESC"
)
_BY_PENSION: Final = (  # rows older than the column tell it only where the pension took everything
    "SELECT addressee_number,"  # noqa: S608 - names of our own
    " CASE WHEN pension_tax = 0 AND method = 'pension' THEN annual_tax ELSE pension_tax END"
    f" FROM ({_IN_FORCE}) AS newest WHERE pension[6] > 0"
)


def _as_table(rows: pl.DataFrame) -> pl.DataFrame:
    lists = [
        pl.concat_str(pl.lit("{"), pl.col(name).cast(pl.List(pl.String)).list.join(","), pl.lit("}")).alias(name)
        for name in ("special", "ordinary", "pension")
    ]
    return rows.rename({"number": "addressee_number"}).with_columns(*lists).select(*_COLUMNS)


def finish(run: AssessmentRun) -> str:
    """The totals; the run waits for the decision. Gives the closing message."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT method, count(*), coalesce(sum(annual_tax), 0), count(*) FILTER (WHERE annual_tax > 0)"
            " FROM tax_assessment WHERE municipality_id = %s AND run_id = %s GROUP BY method ORDER BY method",
            [current(), run.id],
        )
        found = cursor.fetchall()
    people, computed = sum(count for _, count, _, _ in found), pl.scan_ipc(_path(run)).select(pl.len()).collect().item()
    if people != computed:
        raise JobFailure(
            f"住民税：計算した{computed:,}人のうち、保存されたのは{people:,}人。取りやめて、もう一度計算する"
        )
    run.totals = {
        "people": people,
        "taxed": sum(taxed for *_, taxed in found),
        "annual_tax": int(sum(amount for _, _, amount, _ in found)),
        "methods": {method: {"people": count, "annual_tax": int(amount)} for method, count, amount, _ in found},
    }
    run.state = State.COMPUTED
    run.save(update_fields=["totals", "state"])
    path = _path(run)
    transaction.on_commit(lambda: path.unlink(missing_ok=True))
    return f"{run.totals['people']:,}人、年税額 {run.totals['annual_tax']:,}円"


def approve(run_id: UUID) -> AssessmentRun:
    """Decide: the rows are in force from now on. Approved already: no effect.

    Raises access.Refused, CannotAssess, AssessmentRun.DoesNotExist.
    """
    access.require(APPROVE)
    run = AssessmentRun.objects.select_for_update().get(id=run_id)
    if run.state == State.APPROVED:
        return run
    lock_year(run.fiscal_year)
    context = current_context()
    if run.state != State.COMPUTED:
        raise CannotAssess("賦課：計算が終わっていない。計算済みになってから決裁する")
    if run.created_by == context.actor.id:
        raise CannotAssess("賦課：計算した人は決裁できない。ほかの職員が決裁する")
    if claiming.is_unfinished(run.fiscal_year):
        raise CannotAssess("賦課：前の決定の調定が終わっていない。数分待って決裁する")
    if _overtaken(run):
        raise CannotAssess("賦課：計算のあとで異動・減免があった人がいる。取りやめて、もう一度計算する")
    run.state = State.APPROVED
    run.approved_by, run.approved_by_name, run.approved_at = context.actor.id, context.actor.name, context.instant
    run.save(update_fields=["state", "approved_by", "approved_by_name", "approved_at"])
    detail = {"run": str(run.id), "fiscal_year": run.fiscal_year, **run.totals}
    register.record(register.Act.ENTER, note=register.Note(duty=APPROVE, detail=detail))
    claiming.start(run)
    return run


def _overtaken(run: AssessmentRun) -> bool:
    """Whether somebody's row rests on one that is in force no more."""
    people = Assessment.objects.filter(run_id=run.id).values("addressee_number")
    newer = Assessment.objects.filter(
        run__fiscal_year=run.fiscal_year, run__state=State.APPROVED, run__number__gt=run.number
    )
    return newer.filter(addressee_number__in=people).exists()


def discard(run_id: UUID) -> None:
    """Give up a run that was not decided, computed or stopped by a failure; its rows go.

    Raises access.Refused, CannotAssess.
    """
    access.require(DUTY)
    run = AssessmentRun.objects.select_for_update().get(id=run_id)
    if run.state == State.DISCARDED:
        return
    stopped = run.state == State.COMPUTING and run.job_id is not None and jobs.state(run.job_id).state == _FAILED
    if run.state != State.COMPUTED and not stopped:
        raise CannotAssess("賦課：取りやめられるのは、決裁前の、計算済みか途中で止まったものだけ")
    if stopped and run.job_id is not None:
        jobs.cancel(run.job_id)
    Assessment.objects.filter(run_id=run.id).delete()
    run.state = State.DISCARDED
    run.save(update_fields=["state"])
    path = _path(run)
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def newest(fiscal_year: int, number: int) -> Assessment | None:
    """The row in force of a taxpayer, or None."""
    rows = Assessment.objects.filter(addressee_number=number, run__fiscal_year=fiscal_year, run__state=State.APPROVED)
    return rows.order_by("-run__number").first()


def history(number: int) -> list[Assessment]:
    """Every decided row of a taxpayer, the newest first."""
    rows = Assessment.objects.filter(addressee_number=number, run__state=State.APPROVED).select_related("run")
    return list(rows.order_by("-run__fiscal_year", "-run__number"))


def in_force(fiscal_year: int) -> pl.DataFrame:
    """The rows in force of a year: number, and what of a row a correction and the letters need."""
    schema = {"number": pl.Int64, **{name: _KINDS[name] for name in _KEPT[1:]}}
    if not approved_runs(fiscal_year).exists():
        return pl.DataFrame(schema=schema)
    with connection.cursor() as cursor:
        cursor.execute(_IN_FORCE, [current(), fiscal_year])
        return pl.DataFrame(cursor.fetchall(), schema=schema, orient="row")


def rows_of(run_id: UUID) -> Iterator[Assessment]:
    """The rows of a run in the order of their notices."""
    return Assessment.objects.filter(run_id=run_id).order_by("notice_number").iterator(chunk_size=2000)
