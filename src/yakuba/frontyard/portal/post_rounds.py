"""The portal's end of the spool: letters out of our table into ``in/``, the core's letters out of ``out/`` into rows.

Killed anywhere, nothing is lost and nothing has two effects: a file is written again under the same name, and a letter
is taken in the transaction that notes its id; the acknowledgement and the removal of the file come after.
"""

import hashlib
import logging
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.db import InterfaceError, OperationalError, connection

from yakuba.frontyard.portal import mailing, sessions, taking
from yakuba.frontyard.portal.models import LetterIn, LetterOut
from yakuba.frontyard.portal.post import PARTY, box, keys, spool
from yakuba.platform.exchange.errors import SpoolFault
from yakuba.platform.exchange.sealed_letters import UnreadableLetter, open_body
from yakuba.platform.exchange.spool import ACKNOWLEDGEMENT, MANIFEST, Found, Manifest, encode
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import JST, now, system_context, use_context
from yakuba.platform.tenancy.directory import Place
from yakuba.platform.tenancy.scope import tenant

log = logging.getLogger(__name__)
ONE_AT_WORK = 7_205_021  # advisory lock: of several portal processes one does the post
PAUSE = 0.5  # seconds between rounds
FORGET_EVERY = 120  # rounds: a minute; in each round it is the turn of that part of the town halls


def forget_of(place: Place) -> None:
    """What was kept for a while only, of one town hall."""
    with use_context(system_context(place.id, "post")), tenant(place.id):
        sessions.forget_old()


def round_of(place: Place) -> int:
    """One round for one town hall. How many letters went out or came in."""
    return _round(place, _arrived(place.is_training).get(place.lg_code, []))


def round_of_all(places: Sequence[Place]) -> int:
    """One round for all: only those that have something are looked at, however many there are."""
    kinds = {place.is_training for place in places}
    for is_training in kinds:
        keys(is_training)
    arrived = {is_training: _arrived(is_training) for is_training in kinds}
    with connection.cursor() as cursor:
        cursor.execute("SELECT municipality_id FROM portal_post_due()")
        due = {municipality for (municipality,) in cursor.fetchall()}
    come = {place.id: arrived[place.is_training].get(place.lg_code, []) for place in places}
    return sum(_guarded(place, come[place.id]) for place in places if place.id in due or come[place.id])


def _guarded(place: Place, arrived: Sequence[Path]) -> int:
    """A fault of one town hall is tried again in the next round, and holds up no other."""
    try:
        return _round(place, arrived)
    except (OperationalError, InterfaceError):
        raise  # the database is away: not the fault of this one
    except Exception as problem:
        log.error("post of %s: %s", place.address, type(problem).__name__)
        return 0


def _round(place: Place, arrived: Sequence[Path]) -> int:
    with use_context(system_context(place.id, "post")):
        return _send(place) + _take(place, arrived) + mailing.send_due(place.id)


def _arrived(is_training: bool) -> dict[str, list[Path]]:
    """Manifests of letters from the core by town hall's code, in order of name: the folder is read once."""
    found: dict[str, list[Path]] = {}
    for path in sorted((spool(is_training) / "out").glob(f"*{MANIFEST}")):
        found.setdefault(path.name.partition("-")[0], []).append(path)
    return found


def _send(place: Place) -> int:
    keys(place.is_training)
    with tenant(place.id):
        waiting = LetterOut.objects.filter(sent_at__isnull=True).order_by("made_at", "sequence", "id")
        due = list(waiting.values_list("id", flat=True)[:50])
    for key in due:
        with tenant(place.id):
            row = LetterOut.objects.get(id=key)  # one at a time: a letter with a file has megabytes
        _file(place, str(row.id), row.kind, (str(row.account_id), row.sequence), [{"body": row.body}])
        with tenant(place.id):
            LetterOut.objects.filter(id=row.id).update(sent_at=now(), body="")
    return len(due)


def _file(place: Place, message_id: str, kind: str, line: tuple[str, int], records: list[dict[str, str]]) -> None:
    data = encode("jsonl", list(records))
    manifest = Manifest(
        message_id=message_id,
        party=PARTY,
        municipality=place.lg_code,
        kind=kind,
        subject=line[0],
        sequence=line[1],
        made_at=now().astimezone(JST).isoformat(timespec="seconds"),
        file=f"{place.lg_code}-{message_id}.jsonl",
        records=len(records),
        bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
    )
    box(place.is_training).write(manifest, data, to="in")


def _take(place: Place, arrived: Sequence[Path]) -> int:
    count = 0
    for path in arrived:
        try:
            _take_one(place, Found(path))
            count += 1
        except (OSError, ValueError, KeyError) as problem:
            log.error("a letter from the core was not taken: %s", type(problem).__name__)
    return count


def _take_one(place: Place, found: Found) -> None:
    ours = box(place.is_training)
    data = f"{found.name}.jsonl"
    if not found.path.with_name(data).exists() and (ours.root / "done" / data).exists():
        ours.done(found)  # died between the two moves: it was answered already
        return
    message_id, reason = found.name.removeprefix(f"{place.lg_code}-"), ""
    try:
        manifest, records = ours.read(found)
        _apply(place, manifest, [open_body(keys(place.is_training), one["body"]) for one in records])
    except (UnreadableLetter, SpoolFault) as problem:
        reason = str(problem)
    answer = {"message_id": message_id, "result": "refused" if reason else "accepted", "reason": reason}
    answer_id = str(uuid5(NAMESPACE_OID, f"{message_id}/answer"))
    _file(place, answer_id, ACKNOWLEDGEMENT, (f"answer:{message_id}", 0), [answer])
    ours.done(found)


def _apply(place: Place, manifest: Manifest, bodies: list[dict[str, Any]]) -> None:
    with tenant(place.id):
        _, is_new = LetterIn.objects.get_or_create(message_id=manifest.message_id, defaults={"taken_at": now()})
        if is_new:
            for body in bodies:
                taking.take(manifest.kind, body)


class PostThread(threading.Thread):
    """Rounds over all town halls until the process ends; what went wrong is tried again in the next round."""

    def __init__(self) -> None:
        super().__init__(name="portal-post", daemon=True)
        self.stopping = threading.Event()
        self.rounds = 0

    def run(self) -> None:
        while not self.stopping.wait(PAUSE):
            try:
                self.once()
            except Exception as problem:  # the database may be away for a while
                log.error("post: %s", type(problem).__name__)
            finally:
                connection.close()

    def once(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [ONE_AT_WORK])
            (mine,) = cursor.fetchone()
        if not mine:
            return 0
        try:
            places = directory.everyone()
            for place in places[self.rounds % FORGET_EVERY :: FORGET_EVERY]:
                forget_of(place)
            self.rounds += 1
            return round_of_all(places)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_AT_WORK])
