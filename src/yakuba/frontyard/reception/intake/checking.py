"""The check: every line of the file becomes a row that says what would happen with it. No filing is made."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.db.models import Q

from yakuba.frontyard.reception.intake import applications, container, faults, mapping, persons, records, stage
from yakuba.frontyard.reception.intake.applications import Application, Named
from yakuba.frontyard.reception.intake.faults import Fault, Refused, Unreadable
from yakuba.frontyard.reception.intake.models import FilingIntake, IntakeLine
from yakuba.platform.attachments import examining, telling
from yakuba.platform.attachments import service as attachments
from yakuba.platform.attachments.examining import KINDS
from yakuba.platform.attachments.unfit import Unfit
from yakuba.platform.cases import shelf
from yakuba.platform.cases.procedures.definition import Procedure
from yakuba.platform.register import service as register
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.scope import current

DUTY = "filings.intake"
BLOCK = 200
"""Lines of a chunk of the check: what is held in memory at once, beside one attachment."""
MOST_UNKNOWN = 50
State = IntakeLine.State
SPACE = UUID("5f1d7a54-9f0e-4a6f-8c39-6f2f0d0b1c35")
STARTED = (FilingIntake.State.RECEIVING, FilingIntake.State.RECEIVED)
KNOWN = (State.READY, State.RECEIVED, State.HELD, State.RELEASED, State.DECLINED)


@dataclass(frozen=True)
class Setting:
    """What lines are read with: the mapping, the procedures there are, the time."""

    plan: mapping.Plan
    procedures: tuple[Procedure, ...]
    now: datetime

    def open_on(self, code: str, day: date) -> Procedure | None:
        """What could be filed from outside on that day; what is for the counter alone does not come as a file."""
        found = (one for one in self.procedures if one.code == code and one.is_open_on(day))
        return next((one for one in found if "portal" in one.channels), None)

    def convert(self, cells: Mapping[str, str]) -> Application:
        """Raises Unreadable."""
        return applications.convert(cells, self.plan, self.open_on, self.now)

    def procedure(self, application: Application) -> Procedure:
        return shelf.get(application.procedure, application.version)


def setting(text: str, name: str) -> Setting:
    """The mapping read against the procedures of this municipality. Raises Refused."""
    every = shelf.everything()
    newest = {one.code: one for one in sorted(every, key=lambda one: one.version)}
    return Setting(mapping.read(text, name, newest.get), every, current_context().instant)


def setting_of(intake: FilingIntake) -> Setting:
    return setting(intake.mapping_text, intake.mapping_name)


def key_of(service: str, number: str) -> UUID:
    """The key of the filing: the same application of the same service is the same filing, however often it comes."""
    return uuid5(SPACE, f"{current()}/{service}/{number}")


def plan(intake: FilingIntake) -> int:
    """Freeze what each chunk means; gives their number. Raises Refused when the file as a whole cannot be read."""
    chosen = setting_of(intake)
    path, kind = _list_of(intake)
    source = records.opened(path, kind, chosen.plan.encoding)
    if kind == records.CSV:
        lacking = chosen.plan.lacking(list(source.headings))
        if lacking:
            told = "、".join(f"「{one}」" for one in lacking)
            raise Refused(f"見出し{told}：ない。列を加えるか、対応表の columns をファイルの見出しに合わせる")
    starts, given = records.starts(source, BLOCK)
    if not given:
        raise Refused("ファイル：申請が 1 件もない。申請のあるファイルを選ぶ")
    intake.plan = {"kind": kind, "starts": starts, "given": given}
    return len(starts)


def _list_of(intake: FilingIntake) -> tuple[Path, str]:
    """Where the list of applications lies and how it is written; out of a ZIP file it is copied first."""
    path = stage.source(intake.content_hash)
    if not path.exists():
        raise Refused("ファイル：保存先にない。もう一度選んで取り込む")
    if container.is_zip(path):
        inside = container.look(path)
        container.copy_list(path, inside, stage.listing(intake.id))
        return stage.listing(intake.id), inside.kind
    with path.open("rb") as file:
        first = file.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip()
    return path, records.JSONL if first[:1] in (b"{", b"[") else records.CSV


class Folder:
    """The attachments of the file; of one without them, none."""

    def __init__(self, intake: FilingIntake) -> None:
        self.path = stage.source(intake.content_hash)

    @cached_property
    def members(self) -> Mapping[str, str]:
        return container.look(self.path).attachments if container.is_zip(self.path) else {}

    def content(self, name: str) -> bytes | None:
        member = self.members.get(name)
        return container.content(self.path, member) if member is not None else None


def check_block(intake: FilingIntake, position: int) -> dict[str, int]:
    """Chunk ``position``: its lines as rows, counted by what would become of them."""
    chosen, folder = setting_of(intake), Folder(intake)
    path = stage.listing(intake.id) if stage.listing(intake.id).exists() else stage.source(intake.content_hash)
    source = records.opened(path, intake.plan["kind"], chosen.plan.encoding)
    lines: list[IntakeLine] = []
    unknown: set[str] = set()
    for record in _block(source, intake.plan["starts"][position]):
        line, more = _line_of(intake, record, chosen, folder)
        lines.append(line)
        unknown |= set(more)
    _compare(intake, lines)
    for line in lines:
        if line.state in (State.READY, State.HELD):
            _keep_files(line, chosen, folder)
    IntakeLine.objects.bulk_create(lines, batch_size=BLOCK)
    told = sorted({*intake.told.get("unknown", []), *unknown})[:MOST_UNKNOWN]
    if told != intake.told.get("unknown", []):
        intake.told = {**intake.told, "unknown": told}
        intake.save(update_fields=["told"])
    looked_at = sorted({line.person for line in lines if line.person is not None})
    detail = {"intake": str(intake.id), "lines": [lines[0].line, lines[-1].line]}
    register.record("import", looked_at, note=register.Note(duty=DUTY, detail=detail))
    return counted(line.state for line in lines)


def counted(states: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for state in states:
        found[state] = found.get(state, 0) + 1
    return found


def _block(source: records.Source, start: list[int]) -> Iterator[records.Record]:
    for count, record in enumerate(records.read(source, *start)):
        if count == BLOCK:
            return
        yield record


def _line_of(
    intake: FilingIntake, record: records.Record, chosen: Setting, folder: Folder
) -> tuple[IntakeLine, tuple[str, ...]]:
    line = IntakeLine(municipality_id=intake.municipality_id, intake_id=intake.id, line=record.line, cells=record.cells)
    if record.fault is not None:
        return _rejected(line, record.fault), ()
    try:
        application = chosen.convert(record.cells)
    except Unreadable as problem:
        line.service, line.outside_number = applications.number_of(record.cells, chosen.plan)
        return _rejected(line, problem.fault), ()
    line.service, line.outside_number = application.service, application.number
    line.filing_key = key_of(application.service, application.number)
    line.digest = application.digest({one.file: _hash(folder.content(one.file)) for one in application.files})
    judge(line, application, chosen)
    return line, application.unknown


def _rejected(line: IntakeLine, fault: Fault) -> IntakeLine:
    line.state, line.findings = State.REJECTED, [asdict(fault)]
    return line


def _hash(content: bytes | None) -> str:
    return "" if content is None else sha256(content).hexdigest()


def judge(line: IntakeLine, application: Application, chosen: Setting, person: int | None = None) -> persons.Answered:
    """Who is meant and what is wrong, into the row. ``person``: chosen by a clerk."""
    meant = persons.find(application.who, person)
    named = persons.Answered({}, {}, ())
    if meant.number is not None:
        named = persons.in_answers(application, meant.number, str(line.filing_key))
    found = [*application.faults, *meant.faults, *named.faults]
    line.title = chosen.procedure(application).title.ja
    line.application = asdict(application)
    line.person, line.candidates = meant.number, list(meant.candidates)
    line.findings = [asdict(one) for one in found]
    line.state = State.HELD if found else State.READY
    return named


Known = dict[tuple[str, str], list[IntakeLine]]
"""By service and number, the lines there are under it, the one that became a filing last."""


def earlier(intake: FilingIntake, lines: Iterable[IntakeLine], own: bool = True) -> Known:
    """What imports that were started, or this one (``own``), have under the numbers of these lines."""
    numbers = {line.outside_number for line in lines}
    where = Q(intake__state__in=STARTED)
    where = where | Q(intake_id=intake.id) if own else where & ~Q(intake_id=intake.id)
    rows = IntakeLine.objects.filter(where, state__in=KNOWN, outside_number__in=numbers)
    found: Known = {}
    for one in sorted(rows.order_by("intake__created_at", "line"), key=lambda one: bool(one.receipt_number)):
        found.setdefault((one.service, one.outside_number), []).append(one)
    return found


def _compare(intake: FilingIntake, lines: list[IntakeLine]) -> None:
    """What came before under the same number: the same changes nothing, other content is held."""
    known = earlier(intake, [line for line in lines if line.state != State.REJECTED])
    for line in lines:
        if line.state == State.REJECTED:
            continue
        before = known.setdefault((line.service, line.outside_number), [])
        compare(line, before)
        if line.state != State.SAME:
            before.append(line)


def compare(line: IntakeLine, before: Sequence[IntakeLine]) -> None:
    """Set a line beside what is known under its number."""
    if not before:
        return
    line.receipt_number = before[-1].receipt_number
    if any(one.digest == line.digest for one in before):
        line.state, line.findings, line.person = State.SAME, [], None
        return
    line.state = State.HELD
    line.findings = [asdict(_changed(line, before[-1])), *line.findings]


def _changed(line: IntakeLine, before: IntakeLine) -> Fault:
    if before.receipt_number:
        reason = f"同じ受付番号で内容の違う申請が {before.receipt_number} として受付済み"
        remedy = "その申請を開いて見比べ、要る変更はそちらに加えて、この行は［受け付けない］"
    else:
        reason = f"同じ受付番号で内容の違う行がある（{before.line}行目、{before.get_state_display()}）"
        remedy = "どちらの内容が正しいかを確かめ、他方を［受け付けない］"
    return Fault(faults.CHANGED, "", line.outside_number, reason, remedy)


def _keep_files(line: IntakeLine, chosen: Setting, folder: Folder) -> None:
    """Examine the attachments one by one and keep them as drafts in the safe; what cannot be kept holds the line."""
    kept: list[dict[str, Any]] = []
    wrong: list[Fault] = []
    (column,) = line.application["headings"][applications.ATTACHMENTS]
    asked = {one.id: one for one in shelf.get(line.application["procedure"], line.application["version"]).steps}
    for told in line.application["files"]:
        named = Named(**told)
        content = folder.content(named.file)
        if content is None:
            reason, remedy = (
                "添付のファイルが ZIP の中にない、または壊れている",
                "名前を直すか、名前を消して、受け付けたあとに添える",
            )
            wrong.append(Fault(faults.FILE, column, named.file, reason, remedy))
            continue
        question = asked.get(named.question)
        try:
            found = examining.examine(content, question.accepts if question else tuple(KINDS))
        except Unfit as refusal:
            reason = telling.words(refusal, named.file, question).ja
            wrong.append(
                Fault(faults.FILE, column, named.file, reason, "名前を消して受け付け、本人から受け取り直して添える")
            )
            continue
        name = examining.clean_name(named.file, found.kind)
        assert line.filing_key is not None
        id_ = attachments.Desk(line.filing_key, named.question).keep(name, found)
        ref = {"id": id_, "name": name, "type": found.kind, "size": found.size, "sha256": found.sha256}
        kept.append({"file": named.file, "ref": ref})
    line.files = kept
    if wrong:
        line.state, line.findings = State.HELD, [*line.findings, *map(asdict, wrong)]
