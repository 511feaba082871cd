"""Files a sample in the town and follows it to its end; everything inside a transaction that is undone."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.db import connection, transaction

from tests.attachments import jpeg, pdf, png
from tests.filings import FILED
from tests.procedures.samples import Break, Sample, all_samples
from tests.world import Town
from yakuba.operation.simulators.outside_systems import OutsideSystems
from yakuba.platform.access.duties import DUTIES
from yakuba.platform.attachments import service as attachments
from yakuba.platform.attachments.examining import examine
from yakuba.platform.cases import filings
from yakuba.platform.cases import service as cases
from yakuba.platform.cases.models import Case, CaseSubject, Filing
from yakuba.platform.exchange import delivery, registry
from yakuba.platform.exchange.models import OutboxMessage
from yakuba.platform.exchange.registry import Incoming
from yakuba.platform.exchange.spool import ACKNOWLEDGEMENT, Spool
from yakuba.platform.tenancy.context import Actor, current_context, use_context

State = Filing.State


FILES: Mapping[str, Callable[[], bytes]] = {"pdf": pdf, "jpeg": jpeg, "png": png}


def _attached(key: UUID, question: str, account: UUID | None, file: Any) -> Any:
    """A file of this kind that came before the filing, as the answer names it; a whole reference stays as it is."""
    if not isinstance(file, str):
        return file
    found = examine(FILES[file]())
    ref = {"id": str(uuid4()), "name": f"書類.{file}", "type": file, "size": found.size, "sha256": found.sha256}
    attachments.take(attachments.Coming(key, question, ref, account), found.content)
    return ref


class Undone(Exception):
    """Ends a trial: nothing of it stays."""


@dataclass(frozen=True)
class Trial:
    """A town with people by role, and the spool its files go to."""

    town: Town
    people: dict[str, int]
    spool: Path

    @contextmanager
    def running(self) -> Iterator[None]:
        """One transaction of the town, undone at the end."""
        try:
            with self.town.open():
                yield
                raise Undone
        except Undone:
            return

    def file(self, sample: Sample) -> Filing:
        """As its channel brings it: by card or mailbox from the portal, or typed by a clerk at the counter."""
        counter = sample.level == "counter"
        key, account = uuid4(), None if counter else UUID(int=7)
        answers = sample.filed_answers()
        for one in sample.definition().steps:
            if one.kind == "file" and one.id in answers:
                answers[one.id] = [_attached(key, one.id, account, file) for file in answers[one.id]]
        arrival = filings.Arrival(
            key=key,
            procedure=sample.procedure,
            version=sample.definition().version,
            channel="counter" if counter else "portal",
            level=sample.level,
            answers=answers,
            provenance=dict.fromkeys(answers, "spoken" if counter else "typed"),
            people=self.people,
            applicant=self.people[sample.applicant],
            filed_at=FILED,
            account=account,
            typed_by=self._clerk() if counter else None,
        )
        return filings.receive(arrival)

    def prepare(self, sample: Sample) -> None:
        """Bring what the sample goes on from to its end."""
        for one in sample.before:
            earlier = all_samples()[one]
            filing = self.file(earlier)
            self.decided(self.arrived(filing) if earlier.ends == "visit" else filing)

    def _clerk(self) -> Actor:
        return Actor(self.town.clerk.id, self.town.clerk.display_name, frozenset(DUTIES))

    @contextmanager
    def as_clerk(self) -> Iterator[None]:
        with use_context(replace(current_context(), actor=self._clerk())):
            yield

    def decided(self, filing: Filing) -> Filing:
        """By itself, or by the one approval of somebody who typed nothing."""
        if filing.state == State.ENTERED and filing.case_id:
            chief = Actor(self.town.chief.id, self.town.chief.display_name, frozenset(DUTIES))
            with use_context(replace(current_context(), actor=chief)):
                cases.approve(filing.case_id)
            filing.refresh_from_db()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        return filing

    def arrived(self, filing: Filing) -> Filing:
        with self.as_clerk():
            return filings.arrive(filing.id, "個人番号カード")

    def handed_over(self, filing: Filing) -> dict[str, str]:
        """The file in the spool, as the simulated system read it back; its answers are taken. No other error."""
        message = OutboxMessage.objects.filter(kind="handover").latest("created_at")
        delivery._write_file(message)  # what the worker does, which would open a transaction of its own
        assert OutsideSystems(self.spool).play() == 1
        spool = Spool(self.spool, message.receiver)
        for found in spool.waiting():
            manifest, records = spool.read(found)
            if manifest.kind == ACKNOWLEDGEMENT:
                assert records[0]["result"] == "accepted", records[0]["reason"]
            else:
                take = registry.handler_of(manifest.kind)
                assert take is not None
                sender = f"party:{manifest.party}"
                take(Incoming(sender, manifest.message_id, manifest.kind, "", 0, {"records": records}))
            spool.done(found)
        filing.refresh_from_db()
        (record,) = message.payload["records"]
        kept: dict[str, str] = record
        return kept

    def found(self, sample: Sample, how: Break) -> Filing:
        """The broken filing; before it, what the break needs is made."""
        if how.twice:
            self.file(sample)
        if how.held:
            _hold(self.people[how.held])
        return self.file(sample.broken(how))


def _hold(number: int) -> None:
    """A provisional entry of somebody's waits for its approval and locks the person."""
    instant = current_context().instant - timedelta(hours=1)
    case = Case.objects.create(
        receipt_number="2026-999999",
        action="resident_registry.move_out",
        action_version=1,
        title="転出",
        state=Case.State.PROVISIONAL,
        input={},
        drafted_by=UUID(int=1),
        drafted_by_name="別の職員",
        drafted_at=instant,
        changed_at=instant,
    )
    CaseSubject.objects.create(case_id=case.id, addressee_number=number, locks=True)


@contextmanager
def undone() -> Iterator[None]:
    """A savepoint that is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def rows_of(tables: list[str]) -> dict[str, int]:
    """Rows of the town in these tables. Raises KeyError for a table nobody has."""
    models = {model._meta.db_table: model for model in apps.get_models()}
    return {table: models[table]._base_manager.count() for table in tables}
