"""`yakuba start`: opens, watches, closes; what it says when it cannot; and what a `kill -9` does to it."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from yakuba.operation.database import processes
from yakuba.operation.supervisor.townhall import Stopped, StopRequest


def soon(condition: Callable[[], bool], seconds: float = 60.0) -> bool:
    """Whether `condition` came true within `seconds`."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


@dataclass
class TownHallProcess:
    """One home and port, and the supervisor while it runs."""

    home: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[str] | None = None

    def command(self, *arguments: str, **options: Any) -> subprocess.Popen[str]:
        """Start `yakuba ARGUMENTS` for this home."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "YAKUBA_"))}
        kept.pop("DJANGO_SETTINGS_MODULE", None)
        added = {"YAKUBA_HOME": str(self.home), "YAKUBA_PORT": str(self.port), "PYTHONPATH": os.pathsep.join(sys.path)}
        return subprocess.Popen(
            [sys.executable, "-m", "yakuba.operation.cli.main", *arguments],
            env={**kept, **added, **options.pop("environment", {})},
            stdout=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
            **{"stderr": subprocess.STDOUT, **options},
        )

    def run(self, *arguments: str, **options: Any) -> tuple[int, str]:
        """Exit code and what was said, the error line last."""
        process = self.command(*arguments, stderr=subprocess.PIPE, **options)
        output, errors = process.communicate(timeout=120)
        return process.returncode, output + errors

    def json(self, *arguments: str) -> Any:
        """What a machine reads: standard output alone."""
        process = self.command(*arguments, "--json", stderr=subprocess.DEVNULL)
        return json.loads(process.communicate(timeout=120)[0])

    def start(self, *arguments: str) -> str:
        """Open; what was printed until then. The demo is left out: these tests are about processes."""
        self.process = self.command("start", *(arguments or ("--no-demo",)))
        assert self.process.stdout is not None
        said = ""
        for line in self.process.stdout:
            said += line
            if "Ctrl-C" in line:
                return said
        raise AssertionError(f"did not open: {said}")

    def stop(self, sent: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal to the supervisor and wait for its end."""
        assert self.process is not None
        self.process.send_signal(sent)
        self.process.communicate(timeout=60)
        return self.process.returncode

    def answers(self) -> bool:
        """Whether the web server answers, be it with "not found"."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/", headers={"Host": "localhost"})
            return connection.getresponse().status < 500
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def living(self) -> dict[int, str]:
        """Every process of this home by id: command line, taken from its environment or working directory."""
        found = dict.fromkeys(processes.processes_in(self.home / "database"), "postgres")
        needle = f"YAKUBA_HOME={self.home}\0".encode()
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if entry.name.isdigit() and needle in (entry / "environ").read_bytes() + b"\0":
                    found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        return found

    def pids(self, part: str) -> list[int]:
        """Process ids of a part (`web` has two: the one with the port and the one that answers), oldest first."""
        return sorted(pid for pid, command in self.living().items() if command.rstrip().endswith(f"main {part}"))

    def end(self) -> None:
        """After a test: stop, then kill what a failed test may have left."""
        if self.process is not None and self.process.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.stop()
        for pid in self.living():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if self.process is not None:
            self.process.kill()
            self.process.communicate()

    def postmaster(self) -> int:
        return int((self.home / "database" / "postmaster.pid").read_text().splitlines()[0])


@pytest.fixture
def town_hall(tmp_path: Path) -> Iterator[TownHallProcess]:
    """A home of its own; whatever still runs in it is ended after the test."""
    hall = TownHallProcess(tmp_path / "home")
    yield hall
    hall.end()


@pytest.fixture(scope="module")
def opened_before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that was opened and closed once: its tables are made."""
    hall = TownHallProcess(tmp_path_factory.mktemp("before") / "home")
    hall.start()
    assert hall.stop() == 0
    return hall.home


@pytest.fixture
def second_opening(opened_before: Path, tmp_path: Path) -> Iterator[TownHallProcess]:
    """A copy of that home, for tests that are not about the first opening."""
    hall = TownHallProcess(copied(opened_before, tmp_path / "home"))
    yield hall
    hall.end()


def copied(home: Path, to: Path) -> Path:
    """With owners: run by root, the data belong to an unprivileged user."""
    subprocess.run(["cp", "-a", "--reflink=auto", str(home), str(to)], check=True)
    return to


def memory(hall: TownHallProcess) -> int:
    """Kilobytes of all parts, shared pages counted once (proportional set size)."""
    lines = [line for pid in hall.living() for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()]
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def test_opens_says_where_serves_commands_and_closes_without_a_trace(town_hall: TownHallProcess) -> None:
    said = town_hall.start()
    assert f"http://localhost:{town_hall.port}/" in said
    assert town_hall.answers()
    assert (len(town_hall.pids("web")), len(town_hall.pids("worker"))) == (2, 1)
    assert memory(town_hall) < 800_000
    assert (town_hall.home / "keys" / "master.key").stat().st_mode & 0o777 == 0o600

    assert [one for one in town_hall.json("database", "check") if not one["passed"]] == []
    assert town_hall.run("municipality", "add", "012084")[0] == 0
    assert town_hall.run("municipality", "add", "012084")[0] == 0
    assert town_hall.run("municipality", "add", "999999")[0] == 1
    listed = town_hall.json("municipality", "list")
    assert [(one["lg_code"], one["name"]) for one in listed] == [("012084", "北見市")]

    assert town_hall.stop(signal.SIGINT) == 0
    assert town_hall.living() == {}

    # A master key that was lost is asked for, not replaced by another one.
    (town_hall.home / "keys" / "master.key").unlink()
    assert town_hall.run("database", "migrate")[0] == 0
    assert not (town_hall.home / "keys" / "master.key").exists()

    # With the town hall closed, a command opens the database for itself and closes it again.
    code, output = town_hall.run("municipality", "list")
    assert (code, "北見市" in output) == (0, True)
    assert town_hall.living() == {}


def test_second_start_on_one_home_says_so(second_opening: TownHallProcess) -> None:
    hall = second_opening
    hall.start()
    before = hall.living()
    code, output = hall.run("start")
    assert code == 3
    assert "already running" in output
    assert f"http://localhost:{hall.port}/" in output
    assert hall.living() == before


def test_port_taken_is_said_before_anything_is_started(town_hall: TownHallProcess) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", town_hall.port))
        other.listen()
        code, output = town_hall.run("start")
    assert code == 3
    assert "port taken" in output
    assert "YAKUBA_PORT=" in output
    assert not (town_hall.home / "database").exists()


@pytest.mark.proof
def test_full_disk_is_said_and_nothing_is_left_running(town_hall: TownHallProcess) -> None:
    """A limit of 4 MB a file stands for a quota: the write-ahead log needs 16 MB."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4_000_000, 4_000_000))

    code, output = town_hall.run("start", preexec_fn=limit)
    assert code == 5
    assert "disk full" in output
    assert str(town_hall.home) in output
    assert "Traceback" not in output
    assert town_hall.living() == {}
    # With room again the same home opens.
    town_hall.start()
    assert town_hall.answers()


def test_home_that_cannot_be_made_is_said(town_hall: TownHallProcess, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    code, output = town_hall.run("start", environment={"YAKUBA_HOME": str(tmp_path / "file" / "home")})
    assert (code, "cannot create home" in output) == (1, True)


def test_database_that_does_not_answer_is_said(town_hall: TownHallProcess) -> None:
    nowhere = "postgresql://yakuba_app@/yakuba?host=/nonexistent"
    code, output = town_hall.run("database", "check", environment={"DATABASE_URL": nowhere})
    assert code == 4
    assert "database check" in output
    assert "Traceback" not in output


def test_command_on_a_home_without_a_town_hall_is_refused(town_hall: TownHallProcess) -> None:
    code, output = town_hall.run("municipality", "list")
    assert (code, "no town hall here" in output) == (1, True)
    assert not (town_hall.home / "database").exists()


VICTIMS: dict[str, Callable[[TownHallProcess], list[int]]] = {
    "database": lambda hall: [hall.postmaster()],
    "a database connection": lambda hall: [max(processes.processes_in(hall.home / "database"))],
    "web, the process with the port": lambda hall: hall.pids("web")[:1],
    "web, the process that answers": lambda hall: hall.pids("web")[1:],
    "worker": lambda hall: hall.pids("worker"),
}


@pytest.fixture(scope="module")
def open_town_hall(opened_before: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TownHallProcess]:
    """One for all victims."""
    hall = TownHallProcess(copied(opened_before, tmp_path_factory.mktemp("hall") / "home"))
    hall.start()
    yield hall
    hall.end()


@pytest.mark.parametrize("victim", VICTIMS)
def test_killed_part_comes_back_and_nothing_committed_is_lost(open_town_hall: TownHallProcess, victim: str) -> None:
    hall = open_town_hall
    code = {name: f"{number:06}" for name, number in zip(VICTIMS, (12084, 122041, 431001, 131016, 11002), strict=True)}
    assert hall.run("municipality", "add", code[victim])[0] == 0
    killed = VICTIMS[victim](hall)
    assert killed
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    assert soon(lambda: not set(killed) & set(hall.living()))
    assert soon(lambda: len(hall.pids("web")) == 2 and len(hall.pids("worker")) == 1)
    assert soon(hall.answers)
    assert code[victim] in {one["lg_code"] for one in hall.json("municipality", "list")}
    assert all(hall.answers() for _ in range(8)), "each thread's connection works again"


@pytest.mark.proof
def test_kill_of_the_supervisor_leaves_nothing_running_and_the_next_works(
    second_opening: TownHallProcess,
) -> None:
    second_opening.start()
    second_opening.run("municipality", "add", "431001")
    assert second_opening.stop(signal.SIGKILL) == -signal.SIGKILL
    assert soon(lambda: second_opening.living() == {})
    second_opening.start()
    assert "431001" in second_opening.run("municipality", "list")[1]


@pytest.mark.proof
def test_start_right_after_a_kill_waits_for_the_old_parts(second_opening: TownHallProcess) -> None:
    second_opening.start()
    second_opening.stop(signal.SIGKILL)
    assert "Ctrl-C" in second_opening.start()
    assert second_opening.answers()


def database_begun(hall: TownHallProcess) -> bool:
    return (hall.home / "database.draft").exists() or (hall.home / "database").exists()


MOMENTS: dict[str, Callable[[TownHallProcess], bool]] = {
    "at once": lambda hall: (hall.home / "lock").exists(),
    "the database is made": database_begun,
    "the database starts": lambda hall: (hall.home / "database" / "postmaster.pid").exists(),
    "the preparation starts": lambda hall: any(one.rstrip().endswith("main prepare") for one in hall.living().values()),
    "the web server starts": lambda hall: bool(hall.pids("web")),
}


@pytest.mark.proof
@pytest.mark.parametrize("moment", MOMENTS)
def test_stop_while_opening_leaves_nothing_running(town_hall: TownHallProcess, moment: str) -> None:
    town_hall.process = town_hall.command("start", "--no-demo")
    assert soon(lambda: MOMENTS[moment](town_hall), 240)
    assert town_hall.stop(signal.SIGINT if moment == "at once" else signal.SIGTERM) == 0
    assert town_hall.living() == {}


@pytest.mark.proof
def test_home_whose_opening_was_stopped_opens(town_hall: TownHallProcess) -> None:
    town_hall.process = town_hall.command("start", "--no-demo")
    assert soon(lambda: database_begun(town_hall))
    assert town_hall.stop() == 0
    town_hall.start()
    assert town_hall.answers()


class Lost:
    """Something with a destructor, in which Python drops exceptions."""

    def __del__(self) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(0)  # the handler has run when this returns


def test_request_to_stop_is_heard_where_an_exception_would_be_dropped() -> None:
    request = StopRequest()
    with request.listening():
        request.check()
        lost = Lost()
        del lost
        os.kill(os.getpid(), signal.SIGINT)  # a second one changes nothing
        with pytest.raises(Stopped, match="SIGTERM"):
            request.check()


def limit_files_of(pid: int, size: int) -> bool:
    """Lower the soft limit of a running process, as the user it belongs to; False when it has ended meanwhile."""
    try:
        owner = Path(f"/proc/{pid}").stat()
    except FileNotFoundError:
        return False
    command = ["prlimit", f"--pid={pid}", f"--fsize={size}:"]
    if owner.st_uid != os.geteuid():
        command = ["setpriv", f"--reuid={owner.st_uid}", f"--regid={owner.st_gid}", "--clear-groups", *command]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0 or "No such process" in done.stderr, done.stderr
    return done.returncode == 0


@pytest.mark.proof
def test_disk_full_while_open_loses_nothing_committed(second_opening: TownHallProcess) -> None:
    """The running server may write no file beyond 16 KB, as if a quota were reached; restarted, it may again."""
    second_opening.start()
    assert second_opening.run("municipality", "add", "012084")[0] == 0
    # The helpers of the server come and go (autovacuum); its postmaster, whose limit new ones inherit, stays.
    found = list(processes.processes_in(second_opening.home / "database"))
    limited = [pid for pid in found if limit_files_of(pid, 16_384)]
    assert second_opening.postmaster() in limited
    code, said = second_opening.run("municipality", "add", "122041")
    # The worker may be the first to meet the limit; then the server is back, without it, before the command asks.
    assert code in (0, 4, 5), said
    assert "Traceback" not in said
    assert soon(lambda: not set(limited) & set(processes.processes_in(second_opening.home / "database")))
    assert "File too large" in (second_opening.home / "log" / "postgres.log").read_text()
    assert soon(lambda: second_opening.run("municipality", "add", "122041")[0] == 0)
    assert [one["lg_code"] for one in second_opening.json("municipality", "list")] == ["012084", "122041"]
    assert soon(second_opening.answers)
