"""Lines become filings: by the job those that passed, by a clerk those that were held."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from yakuba.frontyard.reception.intake import applications, checking, faults, persons
from yakuba.frontyard.reception.intake.applications import Application, Named
from yakuba.frontyard.reception.intake.faults import Fault, Unreadable
from yakuba.frontyard.reception.intake.models import FilingIntake, IntakeLine
from yakuba.platform.access import service as access
from yakuba.platform.attachments import service as attachments
from yakuba.platform.cases import filings
from yakuba.platform.cases.errors import FilingError
from yakuba.platform.cases.filing_models import Filing
from yakuba.platform.cases.procedures.catalogue import UnknownProcedure
from yakuba.platform.cases.service import CaseError
from yakuba.platform.register import service as register
from yakuba.platform.tenancy.context import Actor, current_context
from yakuba.platform.tenancy.scope import current

CHANNEL = "file"
RANGE = 50
"""Filings of one transaction."""
State = IntakeLine.State
_LOCK_CLASS = 0x696E746B  # one import of a municipality makes filings at a time
REF = ("id", "name", "type", "size", "sha256")


def plan(intake: FilingIntake) -> int:
    """Freeze which lines each chunk makes filings of; gives the number of chunks."""
    if "ranges" not in intake.plan:
        ready = list(_lines(intake.id, State.READY).order_by("line").values_list("line", flat=True))
        ranges = [[ready[at], ready[min(at + RANGE, len(ready)) - 1]] for at in range(0, len(ready), RANGE)]
        intake.plan = {**intake.plan, "ranges": ranges}
    return len(intake.plan["ranges"])


def _lines(intake_id: UUID, state: str) -> Any:
    return IntakeLine.objects.filter(intake_id=intake_id, state=state)


def lock() -> None:
    """Held until the transaction ends, so that two imports with the same number see each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK_CLASS, current()])


def receive_range(intake: FilingIntake, position: int) -> dict[str, int]:
    """Chunk ``position``: its lines that passed become filings."""
    lock()
    first, last = intake.plan["ranges"][position]
    rows = _lines(intake.id, State.READY).filter(line__gte=first, line__lte=last).order_by("line")
    lines: list[IntakeLine] = list(rows.select_for_update())
    known = checking.earlier(intake, lines, own=False)
    for line in lines:
        checking.compare(line, known.get((line.service, line.outside_number), ()))
        if line.state == State.READY:
            _receive(line)
        elif line.state == State.SAME:
            _drop_files(line)
        line.save()
    return checking.counted(line.state for line in lines)


def _receive(line: IntakeLine) -> None:
    """One line in a savepoint of its own: what stops it holds it back, with nothing of it left."""
    application = read_back(line)
    assert line.person is not None
    if persons.needs_a_look([line.person]):  # since the check
        fault = Fault(faults.UNSURE, "本人", "", "職員が本人を確かめる必要がある", persons.LOOK)
        line.state, line.findings, line.person = State.HELD, [asdict(fault)], None
        return
    named = persons.in_answers(application, line.person, str(line.filing_key))
    if named.faults:
        line.state, line.findings = State.HELD, [asdict(one) for one in named.faults]
        return
    try:
        with transaction.atomic():
            filing = _file(line, application, named, Typed())
    except (FilingError, CaseError, UnknownProcedure) as problem:
        line.state, line.findings = State.HELD, [asdict(_stopped(str(problem)))]
        return
    line.state, line.receipt_number = State.RECEIVED, filing.receipt_number
    line.settled_at = current_context().instant


def _stopped(reason: str) -> Fault:
    return Fault(
        faults.STOPPED, "", "", f"申請にできなかった（{reason[:200]}）", "原因を直してから、もう一度受け付ける"
    )


@dataclass(frozen=True)
class Typed:
    """What a clerk typed in an application: the answers, and who it was. Nobody, where it is as it came."""

    questions: frozenset[str] = frozenset()
    by: Actor | None = None


def _file(line: IntakeLine, application: Application, named: persons.Answered, typed: Typed) -> Filing:
    assert line.filing_key is not None
    answers: dict[str, Any] = {**application.answers, **named.answers, **_refs(line, application.files)}
    attachments.sign_for(line.filing_key, answers)
    return filings.receive(
        filings.Arrival(
            key=line.filing_key,
            procedure=application.procedure,
            version=application.version,
            channel=CHANNEL,
            level=application.level,
            answers=answers,
            provenance={name: "staff" if name in typed.questions else "typed" for name in answers},
            people=named.people,
            applicant=line.person,
            filed_at=application.filed_at,
            typed_by=typed.by,
            origin=f"{application.service} {application.number}",
        )
    )


def _refs(line: IntakeLine, files: Sequence[Named]) -> dict[str, list[dict[str, Any]]]:
    """Files by question, as answers name them."""
    kept = {one["file"]: one["ref"] for one in line.files}
    found: dict[str, list[dict[str, Any]]] = {}
    for named in files:
        found.setdefault(named.question, []).append({name: kept[named.file][name] for name in REF})
    return found


def read_back(line: IntakeLine) -> Application:
    """The application as the check kept it."""
    kept = dict(line.application)
    kept["files"] = tuple(Named(**one) for one in kept["files"])
    kept["faults"] = tuple(Fault(**one) for one in kept["faults"])
    return Application(**kept)


def _drop_files(line: IntakeLine) -> None:
    """Forget attachments of a line that becomes nothing; those of another line under the same key stay."""
    mine = {one["ref"]["id"] for one in line.files}
    if mine and line.filing_key is not None:
        attachments.drop([line.filing_key], lambda row: str(row.file_id) in mine)
    line.files = []


@dataclass(frozen=True)
class Decision:
    """What a clerk says of a held line: cells in place of those of the file, who files, and how that is known."""

    cells: Mapping[str, str]
    person: int | None = None
    how: str = ""


class NotHeld(Exception):
    """Somebody else was faster, or the import was not started: the message says how it stands."""


def held(intake_id: UUID, number: int) -> IntakeLine:
    """The line, held until the transaction ends. Raises NotHeld."""
    line = IntakeLine.objects.select_for_update(of=("self",)).select_related("intake")
    found = line.filter(intake_id=intake_id, line=number).first()
    if found is None or found.state != State.HELD or found.intake.state not in checking.STARTED:
        raise NotHeld("この行は、もう保留ではありません。一覧を更新して確かめてください")
    return found


def release(intake_id: UUID, number: int, decision: Decision) -> IntakeLine:
    """Check the line again as mended and make a filing of it; what is still wrong is on the row that comes back.

    Somebody else approves what the clerk changed: an answer, or a person whose items are not those of the line. Raises
    NotHeld, access.Refused.
    """
    actor = access.require(checking.DUTY)
    lock()
    line = held(intake_id, number)
    line.mended = {**line.mended, **{name: one for name, one in decision.cells.items() if name in line.cells}}
    line.mended = {name: one for name, one in line.mended.items() if one != line.cells[name]}
    chosen = checking.setting_of(line.intake)
    try:
        application = chosen.convert({**line.cells, **line.mended})
    except Unreadable as problem:
        line.findings = [asdict(problem.fault)]
        return _kept(line)
    if (application.service, application.number) != (line.service, line.outside_number):
        fault = Fault(
            faults.CHANGED, "", application.number, "受付番号は直せない", "元の番号に戻すか、［受け付けない］"
        )
        line.findings = [asdict(fault)]
        return _kept(line)
    named = checking.judge(line, application, chosen, decision.person)
    wrong = _standing_in_the_way(line, application)
    if wrong or line.state == State.HELD:
        line.state, line.findings = State.HELD, [*map(asdict, wrong), *line.findings]
        return _kept(line)
    typed = _typed(line, application, actor, decision.person)
    try:
        with transaction.atomic():
            filing = _file(line, application, named, typed)
    except (FilingError, CaseError, UnknownProcedure) as problem:
        line.state, line.findings = State.HELD, [asdict(_stopped(str(problem)))]
        return _kept(line)
    line.state, line.receipt_number, line.findings = State.RELEASED, filing.receipt_number, []
    return _settled(line, decision.how)


def _standing_in_the_way(line: IntakeLine, application: Application) -> list[Fault]:
    """A filing of the same number, and attachments that are named and not kept."""
    assert line.filing_key is not None
    found: list[Fault] = []
    filing = filings.find(line.filing_key)
    if filing is not None:
        reason = f"同じ受付番号の申請が {filing.receipt_number} として受付済み"
        remedy = "その申請を開いて見比べ、要る変更はそちらに加えて、この行は［受け付けない］"
        line.receipt_number = filing.receipt_number
        found.append(Fault(faults.CHANGED, "", line.outside_number, reason, remedy))
    kept = {one["file"] for one in line.files}
    (column,) = application.headings[applications.ATTACHMENTS]
    remedy = "名前を消して受け付け、本人から受け取り直して添える"
    return found + [
        Fault(faults.FILE, column, one.file, "受け取れた添付でない", remedy)
        for one in application.files
        if one.file not in kept
    ]


def _typed(line: IntakeLine, application: Application, actor: Actor, person: int | None) -> Typed:
    """The clerk is the drafter where something was changed, or where the person was not the one the items name."""
    questions = frozenset(
        question for question, headings in application.headings.items() if line.mended.keys() & set(headings)
    )
    meant = persons.find(application.who)
    named = meant.candidates == (person,) and all(one.code != faults.NOBODY for one in meant.faults)
    changed = bool(line.mended) or (person is not None and not named)
    return Typed(questions, Actor(actor.id, actor.name) if changed else None)


def decline(intake_id: UUID, number: int, reason: str) -> IntakeLine:
    """It becomes no filing, with the reason kept. Raises NotHeld, access.Refused; ValueError without a reason."""
    access.require(checking.DUTY)
    if not reason.strip():
        raise ValueError("受け付けない理由：入力されていない。申請者に伝える理由を入力する")
    line = held(intake_id, number)
    line.state, line.reason = State.DECLINED, reason.strip()[:400]
    _drop_files(line)
    return _settled(line)


def _kept(line: IntakeLine, how: str = "") -> IntakeLine:
    line.save()
    _note(line, how)
    return line


def _settled(line: IntakeLine, how: str = "") -> IntakeLine:
    context = current_context()
    line.settled_at, line.settled_by_name = context.instant, context.actor.name
    return _kept(line, how)


def _note(line: IntakeLine, how: str) -> None:
    detail = {"intake": str(line.intake_id), "line": line.line, "state": line.state, "filing": line.receipt_number}
    detail |= {"how": how} if how else {}
    numbers = [line.person] if line.person is not None else []
    register.record("mend", numbers, note=register.Note(duty=checking.DUTY, detail=detail))


def discard(intake: FilingIntake) -> None:
    """Forget a file that was only checked: its lines and what was attached."""
    for line in IntakeLine.objects.filter(intake_id=intake.id, state__in=(State.READY, State.HELD)).iterator():
        _drop_files(line)
    IntakeLine.objects.filter(intake_id=intake.id).delete()
