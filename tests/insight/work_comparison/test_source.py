"""The journal of a founded town as an event log: each step once, in its order, at its time, and nobody named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.filings import copy_of, move_out_of
from tests.residents import ALONE, COUPLE, FAMILY, move_in
from tests.world import Town, found_town
from yakuba.insight.processes.event_log import ACTIVITY, CASE, CASE_NAME, RESOURCE, TIME, EventLog
from yakuba.insight.processes.reading.columns import read_columns
from yakuba.insight.work_comparison import source
from yakuba.operation.cli import main as entry
from yakuba.operation.cli import processes_journal
from yakuba.platform.access.models import Account
from yakuba.platform.cases import filings
from yakuba.platform.cases import service as cases
from yakuba.platform.cases.models import Case
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.register.service import Act

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
FIRST, LAST = date(2026, 4, 1), date(2027, 3, 31)
LATER = datetime(2027, 4, 5, 1, tzinfo=UTC)  # in the next fiscal year
ROWS = """
SELECT case_id, id, activity, ended_at, actor_id FROM journal_entry WHERE municipality_id = %(town)s
UNION ALL SELECT filing_id, id, activity, ended_at, actor_id FROM filing_step WHERE municipality_id = %(town)s
"""


@dataclass
class Busy:
    """A town with a history, and the filing that each case came from."""

    town: Town
    led_to: dict[UUID, UUID] = field(default_factory=dict)
    secrets: list[str] = field(default_factory=list)

    def matters(self, owner: psycopg.Connection) -> dict[UUID, list[tuple[Any, ...]]]:
        """The journal's rows by matter, in order, as the database's owner sees them."""
        found: dict[UUID, list[tuple[Any, ...]]] = {}
        for key, *row in sorted(owner.execute(ROWS, {"town": self.town.id}), key=lambda row: (row[3], row[1])):
            matter: UUID = self.led_to.get(key) or key
            found.setdefault(matter, []).append(tuple(row))
        return found


def busy(code: str) -> Busy:
    """Three move-ins that nobody filed, a copy that is not paid, a move-out sent back, given up, entered again and
    decided in the next fiscal year, in which another one is filed."""
    found = Busy(found_town(code))
    with found.town.open():
        family, couple, alone = (move_in(rows) for rows in (FAMILY, COUPLE, ALONE))
        copy = filings.receive(copy_of(family, ["t0"]))
        moving = filings.receive(move_out_of(couple, ["t0", "t1"]))
    first = moving.case_id
    assert first
    with found.town.open("chief"):
        cases.send_back(first, "転出先を確かめる")
        filings.recheck(moving.id)
    with found.town.open("clerk"):
        cases.withdraw(first)
        moving = filings.recheck(moving.id)
    second = moving.case_id
    assert second and second != first
    with found.town.open("chief", instant=LATER):
        cases.approve(second)
        last = filings.receive(move_out_of(alone, ["t0"], filed_at=LATER))
    found.led_to = dict.fromkeys((first, second), moving.id)
    with found.town.open():
        receipts = Case.objects.values_list("receipt_number", flat=True)
        ids = [
            str(one)
            for one in (*Account.objects.values_list("id", flat=True), *found.led_to.values(), copy.id, last.id)
        ]
        found.secrets = [*receipts, *ids, "窓口 花子", "係長 一郎", "佐藤", "転出先を確かめる", moving.receipt_number]
    return found


def log_of(town: Town, last: date = date(2028, 3, 31)) -> EventLog:
    with town.open():
        return source.event_log(FIRST, last)


def test_each_step_of_each_matter_is_there_once_in_its_order_and_at_its_time(
    owner_connection: psycopg.Connection,
) -> None:
    here, other = busy("012084"), busy("012025")
    log, matters = log_of(here.town), here.matters(owner_connection)
    assert log.cases.height == len(matters) == 6
    assert log.events.height == log.given == sum(map(len, matters.values())) > 20
    assert log.events[CASE].is_sorted()
    with here.town.open():
        names = source.Names()
        for key, rows in matters.items():
            number = log.cases[CASE_NAME].to_list().index(names.matter(key, rows[0][2]))
            found = log.events.filter(log.events[CASE] == number)
            assert list(zip(found[ACTIVITY], found[TIME], strict=True)) == [(row[1], row[2]) for row in rows]
            staff = [row[3] if row[3] in (here.town.clerk.id, here.town.chief.id) else None for row in rows]
            assert found[RESOURCE].to_list() == [names.staff(who, row[2]) for who, row in zip(staff, rows, strict=True)]
    assert sorted(log.cases["procedure"]) == ["move_out"] * 2 + ["resident_copy"] + ["resident_registry.move_in"] * 3
    theirs = log_of(other.town)
    assert theirs.cases.height == 6 and not set(theirs.cases[CASE_NAME]) & set(log.cases[CASE_NAME])


def test_nobody_is_named_and_nobody_can_be_followed_into_the_next_year(tmp_path: Path) -> None:
    here = busy("012084")
    log = log_of(here.town)
    told = json.dumps([log.cases.to_dicts(), log.events.to_dicts(), log.remarks], default=str, ensure_ascii=False)
    for secret in here.secrets:
        assert secret not in told, secret
    assert "年度をまたぐ" in told
    before, after = (log.events.filter(late) for late in ((log.events[TIME] < LATER), (log.events[TIME] >= LATER)))
    people = [set(part[RESOURCE].drop_nulls()) for part in (before, after)]
    assert [len(one) for one in people] == [2, 1] and not people[0] & people[1], "clerk and chief, then the chief"
    assert people[0] == set(log_of(here.town).events.filter(log.events[TIME] < LATER)[RESOURCE].drop_nulls())
    with here.town.open():
        entry = RegisterEntry.objects.filter(act=Act.VIEW_FIGURES).order_by("-id").first()
        assert entry is not None and entry.detail["matters"] == 6 and entry.subjects == []


def test_matters_count_by_the_day_of_their_first_step_with_all_their_steps() -> None:
    here = busy("012084")
    year = log_of(here.town, LAST)
    assert year.cases.height == 5 and year.events[TIME].max() == LATER, "what was begun is told to its end"
    with here.town.open():
        assert source.event_log(date(2027, 4, 5), date(2027, 4, 5)).cases.height == 1
        empty = source.event_log(date(2020, 4, 1), date(2021, 3, 31))
        assert empty.cases.height == empty.events.height == 0
        with pytest.raises(source.PeriodWrong, match="より後"):
            source.event_log(LAST, FIRST)


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """The command over the database that the test already has open."""

    @contextmanager
    def reachable(home: object) -> Iterator[None]:
        yield None

    monkeypatch.setattr(processes_journal, "reachable", reachable)
    monkeypatch.setattr(processes_journal, "open_django", lambda home, addresses: None)
    return ["processes", "journal", "012084", "--from", f"{FIRST}", "--to", "2028-03-31", "--out", f"{tmp_path}"]


def test_the_command_writes_columns_that_the_other_commands_read(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    here = busy("012084")
    assert entry.main([*command, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    log, again = log_of(here.town), read_columns(Path(told["columns"]))
    assert again.events.equals(log.events) and again.cases.equals(log.cases)
    assert (told["body"], told["cases"], told["events"]) == ("北海道北見市", 6, log.events.height)
    assert entry.main(["processes", "summary", told["columns"], "--by", "procedure", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["by_attribute"]["procedure"]["move_out"]["cases"] == 2
    with here.town.open():
        assert RegisterEntry.objects.filter(act=Act.EXPORT, detail__steps=log.events.height).exists()
    assert entry.main(command) == 0
    assert "案件 6 件" in capsys.readouterr().out


def test_a_period_or_a_town_that_is_none_is_told(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    found_town("012084")
    assert entry.main([*command, "--to", "2026-03-31"]) == 1
    assert "より後" in capsys.readouterr().err
    assert entry.main([*command[:2], "999999", *command[3:]]) == 1
    assert "999999" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="2"):
        entry.main([*command, "--from", "4月"])
