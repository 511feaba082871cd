"""How a municipality makes procedures of its own: drafts changed step by step, tried, published from a day, closed.

What was published is never changed: filings keep the version they were made under. Who makes, publishes or closes one
has the duty ``procedures.manage``, and each step is in the register.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count

from yakuba.platform.access import service as access
from yakuba.platform.cases import shelf
from yakuba.platform.cases.filing_models import Filing
from yakuba.platform.cases.own_models import OwnProcedure
from yakuba.platform.cases.procedure_parts import all_checks, check_fits, faults_of, has_builder
from yakuba.platform.cases.procedures.definition import BrokenDefinition, Procedure, parse
from yakuba.platform.cases.procedures.draft_faults import Wrong, wrong
from yakuba.platform.cases.procedures.drafting import Definition
from yakuba.platform.cases.registry import Action, UnknownAction, actions
from yakuba.platform.register import service as register
from yakuba.platform.register.acts import Act
from yakuba.platform.tenancy import numbers
from yakuba.platform.tenancy.context import JST, current_context
from yakuba.platform.tenancy.scope import current
from yakuba.standards import eras

MANAGE = "procedures.manage"
State = OwnProcedure.State
LEDGER = ("own_ledger.enter", "own_ledger.entry", "own_ledgers")
HANDOVER = ("handover.", "handover.record", "handover")


class BuildError(Exception):
    """A step that cannot be taken. The message says why and what to do."""


class Outdated(BuildError):
    """Somebody (or the same person in another window) changed the draft since the page was opened."""

    def __init__(self, row: OwnProcedure) -> None:
        self.row = row
        at = row.edited_at.astimezone(JST)
        super().__init__(
            f"この下書きは、開いている間に{row.edited_by_name}が{at:%H:%M}に変えています。"
            "入力した内容は下に残っています。今の下書きを見て、よければもう一度押してください"
        )


class NotReady(BuildError):
    """Parts of the draft are missing; ``wrongs`` has them all."""

    def __init__(self, wrongs: Sequence[Wrong]) -> None:
        self.wrongs = tuple(wrongs)
        super().__init__(f"公開できません。足りないところが{len(self.wrongs)}か所あります")


def ends() -> list[Action]:
    """Actions an own procedure can end in: the own ledger, then the systems it can be handed to."""
    known = actions.everything()
    return [
        *(one for one in known if one.name == LEDGER[0]),
        *(one for one in known if one.name.startswith(HANDOVER[0]) and has_builder(HANDOVER[1])),
    ]


def end_of(action: str) -> Definition:
    """Action, builder and area of a draft that ends in ``action``."""
    _, build, area = LEDGER if action == LEDGER[0] else HANDOVER
    return {"action": action, "build": build, "area": area}


def find(procedure_id: UUID) -> OwnProcedure | None:
    return OwnProcedure.objects.filter(id=procedure_id).first()


def everything() -> list[OwnProcedure]:
    """All versions of all own procedures: the newest first, version by version."""
    return list(OwnProcedure.objects.order_by("-code", "-version"))


def versions(code: str) -> list[OwnProcedure]:
    """The newest first."""
    return list(OwnProcedure.objects.filter(code=code).order_by("-version"))


def filed() -> dict[tuple[str, int], int]:
    """(Code, version) of own procedures → how many filings were made under it."""
    rows = Filing.objects.filter(procedure__startswith=shelf.OWN).order_by().values_list("procedure", "version")
    return {(code, version): count for code, version, count in rows.annotate(count=Count("id"))}


def published_before(row: OwnProcedure) -> OwnProcedure | None:
    """The published version before this one."""
    older = [one for one in versions(row.code) if one.version < row.version and one.state == State.PUBLISHED]
    return older[0] if older else None


def start(definition: Definition) -> OwnProcedure:
    """A new procedure's first draft. Raises access.Refused."""
    access.require(MANAGE)
    (serial,) = numbers.take("own-procedure")
    return _create(f"{shelf.OWN}{serial:04d}", 1, definition)


def next_version(procedure_id: UUID) -> OwnProcedure:
    """The draft after a published version, begun from the newest one; the one there is, when it was begun already."""
    access.require(MANAGE)
    row = _row(procedure_id)
    _lock(row.code)
    newest = versions(row.code)[0]
    return newest if newest.state == State.DRAFT else _create(row.code, newest.version + 1, newest.definition)


def _create(code: str, version: int, definition: Definition) -> OwnProcedure:
    context = current_context()
    row = OwnProcedure.objects.create(
        code=code,
        version=version,
        title=_title(definition),
        definition=definition,
        edited_by=context.actor.id,
        edited_by_name=context.actor.name,
        edited_at=context.instant,
    )
    _record(row, "下書きを始めた")
    return row


def change(procedure_id: UUID, revision: int, edit: Callable[[Definition], Definition], what: str) -> OwnProcedure:
    """One step of a draft: ``edit`` gets its definition as it is now. ``what`` says in Japanese what was changed.

    Raises Outdated, BuildError, access.Refused.
    """
    access.require(MANAGE)
    row = _draft(procedure_id, revision)
    definition = edit(row.definition)
    _update(row, definition=definition, title=_title(definition), **_editor())
    _record(row, what)
    return row


def discard(procedure_id: UUID, revision: int) -> None:
    """Throw a draft away; the published versions stay. Raises Outdated, BuildError."""
    access.require(MANAGE)
    row = _draft(procedure_id, revision)
    _record(row, "下書きを捨てた")
    OwnProcedure.objects.filter(id=row.id, state=State.DRAFT).delete()


def taken_ids(code: str) -> list[str]:
    """Ids of all questions any version ever had: a new question never gets an old one's."""
    return [str(one["id"]) for row in versions(code) for one in row.definition["steps"]]


def wrongs(row: OwnProcedure) -> list[Wrong]:
    """What stands in the way of publishing, in Japanese, each with the part to be opened."""
    found = [*wrong(row.definition), *_missing_parts(row.definition)]
    if found:
        return found
    try:
        procedure = parse(_data(row, current_context().business_date), row.title)
    except BrokenDefinition as broken:
        return [Wrong("basics", f"手続きの形を読み取れない。管理者に伝える（{str(broken)[:200]}）")]
    return [Wrong("checks", f"手続きの部品が合わない。管理者に伝える（{fault}）") for fault in faults_of(procedure)]


def _missing_parts(definition: Mapping[str, Any]) -> list[Wrong]:
    """What is named but is not there, or does not fit the questions as they are now."""
    found = [one for check in definition["checks"] for one in _check_wrongs(check, definition["steps"])]
    try:
        actions.get(definition["action"])
    except UnknownAction:
        found.append(Wrong("ends", "行き先：まだ選んでいない。［行き先を変える］で選ぶ"))
    return found


def _check_wrongs(one: Mapping[str, Any], steps: Sequence[Mapping[str, Any]]) -> list[Wrong]:
    check = next((each for each in all_checks() if each.name == one["name"]), None)
    if check is None:
        return [Wrong("checks", f"自動の確認：今は使えないものがある（{one['name']}）。外す")]
    kinds = {str(each["id"]): str(each["kind"]) for each in steps}
    unfit = [each.label for each in check.parameters if not check_fits(each, one["given"].get(each.name), kinds)]
    if not unfit:
        return []
    return [Wrong("checks", f"自動の確認：「{unfit[0]}」の質問がないか、種類がちがう。外して加え直す")]


def for_trying(row: OwnProcedure) -> Procedure:
    """A draft as it is now, what is not written yet left open; to be tried, never to be filed under.

    Raises BuildError while its questions cannot be asked.
    """
    stopping = [one for one in wrong(row.definition) if one.place.startswith("question")]
    if stopping:
        raise NotReady(stopping)
    given = _data(row, current_context().business_date)
    named = given["title"]["ja"] or "（名前のない手続き）"
    fitting = [one for one in given["checks"] if not _check_wrongs(one, given["steps"])]
    try:
        return parse(given | {"title": {**given["title"], "ja": named}, "checks": fitting}, named, whole=False)
    except BrokenDefinition as broken:
        raise BuildError(f"試せません。手続きの形を読み取れません（{str(broken)[:200]}）") from None


def publish(procedure_id: UUID, revision: int, day: date) -> OwnProcedure:
    """Open the draft from ``day`` on; the version before is closed the day before.

    Raises NotReady, Outdated, BuildError for a day before today or not after the start of the version before.
    """
    access.require(MANAGE)
    row = _draft(procedure_id, revision)
    found = wrongs(row)
    if found:
        raise NotReady(found)
    today = current_context().business_date
    if day < today:
        raise BuildError(f"公開する日：今日より前の日。今日（{eras.text(today)}）以後の日を入力")
    _lock(row.code)
    before = [one for one in versions(row.code) if one.state == State.PUBLISHED]
    for one in before:
        assert one.valid_from is not None
        if one.valid_from >= day:
            raise BuildError(
                f"公開する日：版{one.version}が{eras.text(one.valid_from)}から公開になる。それより後の日を入力"
            )
        if one.valid_until is None or one.valid_until >= day:
            _update(one, valid_until=day - timedelta(days=1))
    context = current_context()
    _update(
        row,
        state=State.PUBLISHED,
        valid_from=day,
        published_by=context.actor.id,
        published_by_name=context.actor.name,
        published_at=context.instant,
    )
    _record(row, "公開した", valid_from=day.isoformat())
    return row


def close(procedure_id: UUID, day: date) -> OwnProcedure:
    """``day`` is the last day it can be filed under this version. Raises BuildError."""
    access.require(MANAGE)
    row = _row(procedure_id)
    _lock(row.code)
    row = _row(procedure_id)
    if row.state != State.PUBLISHED or row.valid_from is None:
        raise BuildError("まだ公開していません。下書きは［下書きを捨てる］で消せます")
    today = current_context().business_date
    first = max(today, row.valid_from)
    if day < first:
        raise BuildError(f"終わりの日：早すぎる。{eras.text(first)}以後の日を入力")
    if row.valid_until is not None and day > row.valid_until:
        raise BuildError(f"終わりの日：この版は{eras.text(row.valid_until)}で終わる。それより後にはできない")
    _update(row, valid_until=day)
    _record(row, "終わりの日を決めた", valid_until=day.isoformat())
    return row


def _row(procedure_id: UUID) -> OwnProcedure:
    row = OwnProcedure.objects.select_for_update().filter(id=procedure_id).first()
    if row is None:
        raise BuildError("手続きが見つかりません。一覧から選び直してください")
    return row


def _draft(procedure_id: UUID, revision: int) -> OwnProcedure:
    row = _row(procedure_id)
    if row.state != State.DRAFT:
        raise BuildError("公開した版は変えられません。［次の版を作る］で新しい版を作ってください")
    if row.revision != revision:
        raise Outdated(row)
    return row


def _lock(code: str) -> None:
    """Two officers publishing versions of one procedure: one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [current(), f"own-procedure/{code}"])


def _editor() -> dict[str, Any]:
    context = current_context()
    return {"edited_by": context.actor.id, "edited_by_name": context.actor.name, "edited_at": context.instant}


def _update(row: OwnProcedure, **values: Any) -> None:
    values |= {"revision": row.revision + 1}
    OwnProcedure.objects.filter(id=row.id).update(**values)
    for name, value in values.items():
        setattr(row, name, value)


def _title(definition: Mapping[str, Any]) -> str:
    return str(definition["title"]["ja"])[:100]


def _data(row: OwnProcedure, day: date) -> Definition:
    """The draft as ``parse`` reads it, open from ``day``."""
    return {**row.definition, "code": row.code, "version": row.version, "valid_from": day}


def _record(row: OwnProcedure, what: str, **more: str) -> None:
    detail = {"procedure": row.code, "version": row.version, "title": row.title, "what": what, **more}
    register.record(Act.CHANGE_PROCEDURE, note=register.Note(duty=MANAGE, detail=detail))
