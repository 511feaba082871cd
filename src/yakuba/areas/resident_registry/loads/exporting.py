"""Everything of one municipality, written out so that it can leave on any day.

``residents.csv`` has the columns conforming systems write, in their order, then those yakuba adds, then those of the
loaded files that yakuba does not know. The other tables follow as they are, documents as files, the register as its
verifier reads it, and individual numbers and resident codes in a file that only the recipient can open.
``manifest.json`` has sizes, hashes and counts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from dataclasses import replace as changed
from functools import cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import Model
from psycopg import sql

from yakuba.areas.resident_registry.domain.record import BY_JA, ITEMS
from yakuba.areas.resident_registry.load_models import ExportPermit
from yakuba.areas.resident_registry.loads import permits
from yakuba.areas.resident_registry.loads.profile import FOLDER
from yakuba.areas.resident_registry.loads.running import Told, silent
from yakuba.platform.access import service as access
from yakuba.platform.access.models import Account
from yakuba.platform.attachments import service as attachments
from yakuba.platform.documents import leaving, mailing_files
from yakuba.platform.register import export as register_export
from yakuba.platform.register import service as register
from yakuba.platform.secrets import handover
from yakuba.platform.secrets.sealed_box import seal
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.base import TenantTable
from yakuba.platform.tenancy.context import Context, system_context, use_context
from yakuba.platform.tenancy.scope import tenant

FORMAT: Final = "yakuba-export-1"

LEFT_OUT: Final = {
    "resident_record": "residents.csv と versions.csv に書く",
    "resident_record_extra": "residents.csv に列として書く",
    "search_entry": "住民票から作り直せる",
    "filing_figures": "申請と経過から作り直せる",
    "work_analysis": "申請と案件の経過から作り直せる",
    "work_figures": "申請と案件の経過から作り直せる",
    "flow_check": "申請と案件の経過から作り直せる",
    "flow_check_case": "申請と案件の経過から作り直せる",
    "stored_document": "documents/ にファイルとして書く",
    "sealed_part": "documents/ と attachments/ にファイルとして書く",
    "register_entry": "register.txt に書く",
    "register_seal": "register.txt に書く",
    "register_sealed": "register.txt に書く",
    "secret_key": "鍵は持ち出さない",
    "secret_value": "numbers.sealed に暗号化して書く",
    "staff_session": "サインイン中の状態",
    "sign_in_attempt": "サインインの試み",
    "second_factor": "本人確認の手段",
    "job": "処理の途中の状態",
    "job_chunk": "処理の途中の状態",
    "submission": "二重送信の防止",
    "counter_file": "窓口の区域から届く途中のファイル",
    **dict.fromkeys(
        (
            "portal_account",
            "portal_session",
            "portal_email_code",
            "portal_card_challenge",
            "portal_draft",
            "portal_upload",
            "portal_sent",
            "portal_notice",
            "portal_paper",
            "portal_told",
            "portal_offer",
            "portal_definition",
            "portal_letter_out",
            "portal_letter_in",
            "portal_mail_out",
        ),
        "住民ポータルの区域にある控え。申請は table-filing.csv、書類は documents/ に書く",
    ),
}
"""Tables that are no file of their own, and why."""

_CONFIDENTIAL: Final = frozenset(
    {
        "password",
        "token_hash",
        "credential",
        "material",
        "nonce",
        "ciphertext",
        "wrapped",
        "tablet_code",
        "tablet_token",
        "drawing",
    }
)
"""Columns that never leave, whatever table has them."""


@dataclass
class Exported:
    """What was written: files with rows, bytes and hash."""

    folder: Path
    files: list[dict[str, Any]] = field(default_factory=list)

    def add(self, name: str, rows: int) -> None:
        """Note a file that is complete."""
        path = self.folder / name
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        self.files.append({"name": name, "rows": rows, "bytes": path.stat().st_size, "sha256": digest})

    def rows(self, name: str) -> int:
        """Rows of one file."""
        return next(int(file["rows"]) for file in self.files if file["name"] == name)


def export(municipality: int, folder: Path, permit_id: UUID, progress: Told = silent) -> Exported:
    """Write everything into the empty ``folder``; call it outside ``tenant()``.

    Raises permits.NoPermit, FileExistsError when the folder has files in it.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(str(folder))
    with tenant(municipality), use_context(system_context(municipality)):
        permit = permits.use(permit_id)
        context = _officer(permit)
    done = Exported(folder)
    with tenant(municipality), use_context(context):
        progress("住民データの書出し", 0, 4)
        write_residents(done)
        progress("住民データの書出し", 1, 4)
        _tables(done)
        _documents(done, permit)
        _attachments(done, permit)
        progress("住民データの書出し", 2, 4)
        _numbers(done, permit)
        note = register.Note(duty=permits.EXPORT, detail={"permit": str(permit.id), "rows": done.rows("residents.csv")})
        register.record(register.Act.EXPORT, note=note)
    progress("住民データの書出し", 3, 4)
    _register(done, municipality, context)
    _manifest(done, municipality, permit, context)
    progress("住民データの書出し", 4, 4)
    return done


def _officer(permit: ExportPermit) -> Context:
    """Who asked, with the duties in force today; both officers showed their second factor for this permit."""
    context = system_context(purpose=permit.purpose)
    account = Account.objects.get(id=permit.asked_by)
    with use_context(context):
        actor = access.actor_of(account, context.business_date)
    if permits.EXPORT not in actor.duties:
        raise permits.NoPermit("持出しの承認：申請した人に、データの持出しの事務が今日は割り当てられていません。")
    return changed(context, actor=actor, step_up_until=permit.expires_at)


@cache
def observed_columns() -> tuple[str, ...]:
    """The national columns in the order conforming systems write them."""
    return tuple((FOLDER / "observed-columns.txt").read_text(encoding="utf-8").split("\n")[:-1])


def write_residents(done: Exported) -> None:
    """``residents.csv`` and ``versions.csv`` of the open municipality, by person and history."""
    extra = _extra_columns()
    ours = [ja for ja in BY_JA if ja not in observed_columns()]
    parts = [_cell(ja) for ja in (*observed_columns(), *ours)]
    parts += [
        sql.SQL("nullif(x.cells ->> {}, '') AS {}").format(sql.Literal(name), sql.Identifier(name)) for name in extra
    ]
    residents = sql.SQL(
        "SELECT {} FROM resident_record r LEFT JOIN resident_record_extra x"
        " ON x.municipality_id = r.municipality_id AND x.addressee_number = r.addressee_number"
        " AND x.history_number = r.history_number ORDER BY r.addressee_number, r.history_number"
    ).format(sql.SQL(", ").join(parts))
    _copy(done, "residents.csv", residents)
    versions = sql.SQL(
        "SELECT addressee_number, history_number, known_from, event_id FROM resident_record"
        " ORDER BY addressee_number, history_number"
    )
    _copy(done, "versions.csv", versions)


def _extra_columns() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT jsonb_object_keys(cells) AS name FROM resident_record_extra ORDER BY name")
        return [name for (name,) in cursor.fetchall()]


def _cell(ja: str) -> sql.Composable:
    """One column as conforming systems write it: flags 0 and 1, postcodes in full width, numbers with their zeros."""
    heading, name = sql.Identifier(ja), BY_JA.get(ja, "")
    if not name:  # the resident code is written apart
        return sql.SQL("NULL AS {}").format(heading)
    column = sql.Identifier("r", name)
    if name == "addressee_number":
        padded = sql.SQL(
            "lpad(r.addressee_number::text, greatest(r.number_width, length(r.addressee_number::text)), '0')"
        )
        return sql.SQL("{} AS {}").format(padded, heading)
    if ITEMS[name]["kind"] == "flag":
        return sql.SQL("CASE WHEN {} THEN '1' ELSE '0' END AS {}").format(column, heading)
    if name.endswith("postal_code"):
        wide = sql.SQL("nullif(translate({}, '0123456789', '０１２３４５６７８９'), '') AS {}")
        return wide.format(column, heading)
    if ITEMS[name]["kind"] in ("number", "date", "time"):
        return sql.SQL("{} AS {}").format(column, heading)
    return sql.SQL("nullif({}, '') AS {}").format(column, heading)


def _copy(done: Exported, name: str, query: sql.Composable) -> None:
    with connection.cursor() as cursor, (done.folder / name).open("wb") as file:
        statement = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv, HEADER)").format(query)
        with cursor.copy(statement) as copy:
            for block in copy:
                file.write(block)
        rows = cursor.rowcount
    done.add(name, rows)


def exported_models() -> Iterator[type[Model]]:
    """Tables of a municipality that become files of their own; a new one does unless it is in ``LEFT_OUT``."""
    for model in apps.get_models():
        if issubclass(model, TenantTable) and model._meta.db_table not in LEFT_OUT:
            yield model


def _tables(done: Exported) -> None:
    for model in exported_models():
        columns = [str(field.column) for field in model._meta.concrete_fields if field.column not in _CONFIDENTIAL]
        key = [str(field.column) for field in model._meta.pk_fields]
        query = sql.SQL("SELECT {} FROM {} ORDER BY {}").format(
            sql.SQL(", ").join(map(sql.Identifier, columns)),
            sql.Identifier(model._meta.db_table),
            sql.SQL(", ").join(map(sql.Identifier, key)),
        )
        _copy(done, f"table-{model._meta.db_table}.csv", query)


def _documents(done: Exported, permit: ExportPermit) -> None:
    """Each paper's frozen input and bytes by its intent, files of letters made at once by theirs; their numbers and
    persons are in the tables.

    A paper that shows individual numbers or resident codes leaves as those do: readable by the recipient alone.
    """
    (done.folder / "documents").mkdir()
    for paper in leaving.every_paper():
        name = f"documents/{paper.name}" + (".sealed" if paper.has_numbers else "")
        if paper.has_numbers:
            with (done.folder / name).open("wb") as out:
                seal(permits.pem(permit), [paper.content], out)
        else:
            (done.folder / name).write_bytes(paper.content)
        done.add(name, 1)
    for paper_name, content in mailing_files.every_file():
        name = f"documents/{paper_name}"
        (done.folder / name).write_bytes(content)
        done.add(name, 1)


def _attachments(done: Exported, permit: ExportPermit) -> None:
    """What residents added to filings, readable by the recipient alone: nobody knows which shows a number."""
    (done.folder / "attachments").mkdir()
    for one in attachments.every_attachment():
        name = f"attachments/{one.name}.sealed"
        with (done.folder / name).open("wb") as out:
            seal(permits.pem(permit), [one.content], out)
        done.add(name, 1)


def _numbers(done: Exported, permit: ExportPermit) -> None:
    assert permit.given_by is not None
    with (done.folder / "numbers.sealed").open("wb") as out:
        count = handover.export_for(permits.pem(permit), out, permit.given_by, permit.purpose)
    done.add("numbers.sealed", count)


def _register(done: Exported, municipality: int, context: Context) -> None:
    with (done.folder / "register.txt").open("w", encoding="utf-8") as out:
        _, rows = register_export.export(municipality, out, context)
    done.add("register.txt", rows)


def _manifest(done: Exported, municipality: int, permit: ExportPermit, context: Context) -> None:
    with tenant(municipality):
        place = directory.by_id(municipality)
    about = {
        "format": FORMAT,
        "municipality": place.lg_code,
        "name": place.full_name,
        "at": context.instant.isoformat(),
        "officers": [permit.asked_by_name, permit.given_by_name],
        "purpose": permit.purpose,
        "not_files_of_their_own": LEFT_OUT,
        "files": done.files,
    }
    text = json.dumps(about, ensure_ascii=False, indent=1)
    (done.folder / "manifest.json").write_text(text + "\n", encoding="utf-8")
