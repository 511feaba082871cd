"""A study from its start to its result. Nothing is decided and no register of an area is written.

What is gathered and what each piece of work measures is kept aside in files until the end, so that a study whose
worker was killed goes on where it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from django.db import transaction

from yakuba.insight.law_changes import measuring
from yakuba.insight.law_changes.models import LawStudy, LawStudyPerson
from yakuba.insight.law_changes.names import DUTY, STUDY
from yakuba.law.columns import Ints
from yakuba.law.files import Unreadable
from yakuba.law.parameters import PackageWrong
from yakuba.law.what_if import SUBJECTS, Bill, BillWrong, Effect, hidden, report
from yakuba.law.what_if.words import finding
from yakuba.platform.access import service as access
from yakuba.platform.jobs import service as jobs
from yakuba.platform.jobs.errors import JobFailure
from yakuba.platform.jobs.kept_files import KeptFiles
from yakuba.platform.register import service as register
from yakuba.platform.tenancy import numbers
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.scope import current

REFUSED_SHOWN: Final = 20
LARGEST: Final = 30  # people of a rehearsal whose changes are kept
NO_PEOPLE: Final = "試算：計算できる人がいない。課税資料の名寄せ、受給者台帳、ファイルの中身を確かめる"
LOST: Final = "試算：途中の結果が保存先にない。新しい試算として始める"

_PARTS: Final = KeptFiles("law-studies", ".npz")
_CASES: Final = KeptFiles("law-study-cases", ".txt")
State, Kind = LawStudy.State, LawStudy.Kind


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a trial is asked for; with a `package`, a rehearsal of it.

    `pieces`: the file of cases, None to take the town's own people of `material`.
    """

    title: str
    scheme: str
    period: str
    bill: Bill = field(default_factory=lambda: Bill("", {}, {}))
    package: str = ""
    material: str = ""
    file_name: str = ""
    pieces: Iterator[bytes] | None = field(default=None)


def start(asked: Asked) -> LawStudy:
    """Begin a trial or a rehearsal. Raises access.Refused, BillWrong, PackageWrong."""
    access.require(DUTY)
    context = current_context()
    file_hash = _CASES.keep(asked.pieces)[0] if asked.pieces is not None else ""
    (number,) = numbers.take("law_study")
    study = LawStudy(
        number=number,
        kind=Kind.REHEARSAL if asked.package else Kind.WHAT_IF,
        title=asked.title[:100],
        package=asked.package,
        scheme=asked.scheme,
        period=asked.period,
        material="" if file_hash else asked.material,
        bill={"parameters": dict(asked.bill.parameters), "ordinance": dict(asked.bill.ordinance)},
        file_hash=file_hash,
        file_name=asked.file_name[:200],
        created_by=context.actor.id,
        created_by_name=context.actor.name,
        created_at=context.instant,
    )
    measuring.laws_of(study)  # a bill that does not fit begins nothing
    study.save()
    return queue(study)


def queue(study: LawStudy) -> LawStudy:
    """The study's job, once."""
    study.job_id = jobs.start(STUDY, {"study": study.id}, key=f"law-study-{study.id}").id
    study.save(update_fields=["job_id"])
    return study


def plan(study: LawStudy) -> int:
    """How many pieces of work there are: gathering and computing, or the blocks of a file."""
    if not study.file_hash:
        return 2
    try:
        return -(-measuring.count_cases(_CASES.source(study.file_hash), study.file_name) // measuring.BLOCK)
    except FileNotFoundError as problem:
        raise JobFailure(LOST) from problem
    except (Unreadable, UnicodeDecodeError) as problem:
        raise JobFailure(f"事例のファイルを読めない（{problem}）。直したファイルで新しい試算を始める") from problem


def work(study: LawStudy, position: int) -> dict[str, int]:
    """One piece of work; its counts."""
    try:
        if study.file_hash:
            return _block(study, position)
        return _gather(study) if position == 0 else _measure(study)
    except FileNotFoundError as problem:
        raise JobFailure(LOST) from problem
    except (BillWrong, PackageWrong) as problem:
        raise JobFailure(f"試算：{problem}") from problem


def _gather(study: LawStudy) -> dict[str, int]:
    kept = measuring.gathered(study)
    _write(_gathered_path(study), kept)
    detail = {"study": str(study.id), "scheme": study.scheme, "people": len(kept["numbers"])}
    register.record(register.Act.RUN_BATCH, note=register.Note(duty=DUTY, detail=detail))
    return {"people": len(kept["numbers"])}


def _measure(study: LawStudy) -> dict[str, int]:
    kept = read(_gathered_path(study))
    effect = measuring.measured(study, kept)
    _write(_part_path(study, 0), measuring.arrays_of(effect))
    if study.kind == Kind.REHEARSAL:
        _keep_largest(study, kept["numbers"], effect)
    return {}


def _keep_largest(study: LawStudy, people: Ints, effect: Effect) -> None:
    """Whose amount changes most, for staff to look at; of equal ones the first by number."""
    size = np.abs(effect.change)
    rows = [row for row in np.lexsort((people, -size))[:LARGEST].tolist() if size[row]]
    LawStudyPerson.objects.filter(study_id=study.id).delete()
    LawStudyPerson.objects.bulk_create(
        [
            LawStudyPerson(
                municipality_id=current(),
                study_id=study.id,
                addressee_number=int(people[row]),
                rank=rank,
                before=int(effect.before[row]),
                after=int(effect.after[row]),
            )
            for rank, row in enumerate(rows, start=1)
        ]
    )


def _block(study: LawStudy, position: int) -> dict[str, int]:
    effect, refused = measuring.block_measured(study, _CASES.source(study.file_hash), position)
    _write(_part_path(study, position), measuring.arrays_of(effect))
    if refused:
        study.refused = [*study.refused, *(one[0] for one in refused)][:REFUSED_SHOWN]
        study.refused_count += len(refused)
        study.save(update_fields=["refused", "refused_count"])
    return {"people": len(effect.before)}


def finish(study: LawStudy, pieces: int) -> str:
    """The report from what was measured; gives the closing message."""
    parts = range(pieces) if study.file_hash else range(1)
    try:
        effects = [measuring.effect_from(study.scheme, read(_part_path(study, part))) for part in parts]
    except FileNotFoundError as problem:
        raise JobFailure(LOST) from problem
    if not any(len(one.before) for one in effects):
        raise JobFailure(NO_PEOPLE)
    conclude(study, told(study, measuring.joined(study.scheme, effects)))
    return study.result["finding"]  # type: ignore[no-any-return]


def told(study: LawStudy, effect: Effect) -> dict[str, Any]:
    """The report without the figures of few people, with its sentence."""
    found = report(effect)
    if not effect.income.any():  # no case tells an income: classes of it would all be the first
        found |= {"by_income": [], "by_decile": []}
    if len(found["by_kind"]) == 1:
        found |= {"by_kind": []}
    found = hidden(found)
    return {**found, "finding": finding(found, SUBJECTS[study.scheme])}


def conclude(study: LawStudy, result: dict[str, Any]) -> None:
    """The result is there; what was kept aside goes with the open transaction."""
    study.result, study.state = result, State.DONE
    study.finished_at = current_context().instant
    study.save(update_fields=["result", "state", "finished_at"])
    paths = [_gathered_path(study), *_PARTS.town().glob(f"{study.id}-part-*{_PARTS.suffix}")]
    if study.file_hash and not _others_need(study):
        paths.append(_CASES.source(study.file_hash))
    transaction.on_commit(lambda: _forget(paths))


def _others_need(study: LawStudy) -> bool:
    rows = LawStudy.objects.filter(file_hash=study.file_hash, state=State.COMPUTING)
    return rows.exclude(id=study.id).exists()


def _forget(paths: list[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _gathered_path(study: LawStudy) -> Path:
    return _PARTS.source(f"{study.id}-gathered")


def _part_path(study: LawStudy, position: int) -> Path:
    return _PARTS.source(f"{study.id}-part-{position}")


def _write(path: Path, arrays: dict[str, Any]) -> None:
    draft = path.with_suffix(".draft")
    with draft.open("wb") as file:
        np.savez_compressed(file, **arrays)
    draft.replace(path)


def read(path: Path) -> dict[str, Any]:
    """Arrays that were kept aside. FileNotFoundError."""
    with np.load(path) as kept:
        return {name: kept[name] for name in kept.files}
