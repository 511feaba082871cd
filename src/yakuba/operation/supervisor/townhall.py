"""Start, watch and stop one town hall."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from types import FrameType

from yakuba.operation.cli.output import complain, say
from yakuba.operation.connection import Addresses, embedded, external, prepare_embedded
from yakuba.operation.database import DatabaseFailure, EmbeddedServer, OperationError
from yakuba.operation.database.errors import disk_full
from yakuba.operation.database.processes import before_exec
from yakuba.operation.home import AlreadyRunning, Home, HomeLock
from yakuba.operation.supervisor import simulated_cards
from yakuba.operation.supervisor.parts import Part, yakuba_command

_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_WEB_PATIENCE = 60.0  # seconds until the first page
_STOP_PATIENCE = 10.0  # seconds for requests and jobs in hand
_TICK = 0.25  # seconds between two looks at the parts
_LOOK = 0.05  # seconds between two looks at the preparation
# Database connections are kept open one a thread. The worker's short periodic tasks share what its jobs leave over.
_SETTINGS_OF_PART: dict[str, dict[str, str]] = {
    "web": {"YAKUBA_THREADS": os.environ.get("YAKUBA_THREADS", "4")},
    "worker": {"YAKUBA_THREADS": "5", "YAKUBA_JOB_THREADS": os.environ.get("YAKUBA_JOB_THREADS", "2")},
}


class Stopped(BaseException):
    """Someone asked the town hall to close. Not an Exception: nothing on the way may take it for a failure."""


class StopRequest:
    """Hears the signals that ask to close.

    The handler only takes note; the request is answered where `check` is called. An exception raised by the handler
    itself can come up inside an import, a destructor or the start of a child: Python drops the first two, and the last
    leaves a child nobody knows of.
    """

    def __init__(self) -> None:
        self._heard: signal.Signals | None = None

    def check(self) -> None:
        """Raises Stopped once a signal came. Called by everything that waits."""
        if self._heard is not None:
            raise Stopped(self._heard.name)

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Until the end of the block. Later signals change nothing, so that the clean-up is not cut short."""

        def hear(number: int, frame: FrameType | None) -> None:
            self._heard = self._heard or signal.Signals(number)

        before = {each: signal.signal(each, hear) for each in _STOPPING}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)


class PreparationFailed(OperationError):
    """`yakuba prepare` said itself what was wrong; only its exit code goes on."""

    def __init__(self, code: int) -> None:
        super().__init__("")
        self.exit_code = code


@dataclass(frozen=True)
class Plan:
    """How to start: where to listen, and whether to found the demo (None: only with the embedded database)."""

    port: int
    bind: str
    demo: bool | None
    portal_port: int = 0
    counter_port: int = 0
    counter: bool = False


class TownHall:
    """The supervisor. It loads neither Django nor the application, so it stays small."""

    def __init__(self, home: Home, plan: Plan) -> None:
        self.home = home
        self.plan = plan
        self.lock = HomeLock(home)
        self.server: EmbeddedServer | None = None
        self.parts: list[Part] = []
        self.portal = ""
        self._preparation: subprocess.Popen[bytes] | None = None
        self._stop_request = StopRequest()

    def run(self) -> int:
        """Open, watch until asked to stop, close. Exit code 0 after a clean stop."""
        self.home.make()
        with contextlib.ExitStack() as closing:
            closing.enter_context(self._stop_request.listening())  # first: from the lock on there is something to close
            self.lock.take({"process": os.getpid(), "port": self.plan.port})
            closing.callback(self.lock.release)
            try:
                self._open()
                self._announce()
                self._watch()
            except Stopped as stopped:
                say(f"終了しています … (stopping: {stopped})")
            finally:
                self.close()
        say("終了しました (stopped)")
        return 0

    def close(self) -> None:
        """End every part: web and worker finish what is in hand, then the database."""
        if self._preparation is not None:
            _end(self._preparation)
        for part in self.parts:
            part.ask_to_stop()
        end = time.monotonic() + _STOP_PATIENCE
        for part in self.parts:
            part.stop(end - time.monotonic())
        if self.server is not None:
            self.server.stop()

    # -- opening ----------------------------------------------------------------------------------------------------

    def _open(self) -> None:
        _require_free(self.plan, patience=5.0 if self.lock.left_behind else 0.0)
        addresses = external()
        demo = addresses is None if self.plan.demo is None else self.plan.demo
        self.home.check_room(demo=demo)
        if addresses is None:
            say("データベースを起動しています … (starting the database)")
            self.server = EmbeddedServer(self.home.path)
            self.server.start(check=self._stop_request.check)
            prepare_embedded(self.server)
            addresses = embedded(self.server)
        environment = self._environment(addresses)
        self._prepare({**environment, **addresses.environment()}, demo)
        reader = self._start_reader() if demo else {}
        self._start_parts({**environment, **reader})
        if demo:
            self._start_outside()
        self._start_portal(addresses.portal)
        self._start_counter(addresses.counter, reader)
        self._wait_for_pages()

    def _environment(self, addresses: Addresses) -> dict[str, str]:
        """What web and worker get: the application's address only, never the owner's."""
        return {
            "YAKUBA_HOME": str(self.home.path),
            "YAKUBA_PORT": str(self.plan.port),
            "YAKUBA_BIND": self.plan.bind,
            "YAKUBA_SECRET_KEY": os.environ.get("YAKUBA_SECRET_KEY") or self.home.secret("django-secret-key"),
            "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "yakuba.operation.settings.core"),
            "DATABASE_URL": addresses.application,
            "DATABASE_OWNER_URL": "",
        }

    def _prepare(self, environment: dict[str, str], demo: bool) -> None:
        """Migrate and found in a process of its own, which takes its memory along when it ends."""
        command = yakuba_command("prepare", *(["--demo"] if demo else []))
        self._preparation = subprocess.Popen(  # noqa: S603 our own interpreter and module
            command,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **environment},
            start_new_session=True,
            preexec_fn=before_exec(signal.SIGKILL),
        )
        while (code := self._preparation.poll()) is None:
            self._stop_request.check()
            time.sleep(_LOOK)
        if code != 0 and self.server is not None and self.server.ran_out_of_room():
            raise disk_full(self.home.path)
        if code != 0:
            raise PreparationFailed(code if code > 0 else 1)

    def _start_parts(self, environment: dict[str, str]) -> None:
        for name in _SETTINGS_OF_PART:
            settings = {**environment, **_SETTINGS_OF_PART[name]}
            part = Part(name, yakuba_command(name), settings, self.home.logs / f"{name}.log")
            self.parts.append(part)
            part.start()

    def _start_outside(self) -> None:
        """In a demonstration: the systems of other areas that filings are handed to, simulated."""
        command = yakuba_command("simulate", "outside", "--home", str(self.home.path), "--both")
        blank = {"DATABASE_URL": "", "DATABASE_OWNER_URL": "", "YAKUBA_KEYS": ""}
        part = Part("outside", command, blank, self.home.logs / "outside.log")
        self.parts.append(part)
        part.start()

    def _start_cards(self, origin: str) -> dict[str, str]:
        """In a demonstration: simulated cards, and a portal that believes their authority."""
        port = self.plan.portal_port + 1
        if os.environ.get("YAKUBA_CARD_CLIENT") or not _is_free("127.0.0.1", port):
            return {}
        return self._started(simulated_cards.client(self.home, port, origin))

    def _start_reader(self) -> dict[str, str]:
        """In a demonstration: the card reader of this machine's counter, simulated, with the same cards."""
        port = self.plan.port + 4
        if os.environ.get("YAKUBA_CARD_READER") or not _is_free("127.0.0.1", port):
            return {}
        pages = [self.plan.port, *([self.plan.counter_port] if self.plan.counter else [])]
        return self._started(simulated_cards.reader(self.home, port, pages))

    def _started(self, simulated: simulated_cards.Simulated | None) -> dict[str, str]:
        """The settings that go with a simulated part; none where the home has no cards."""
        if simulated is None:
            return {}
        self.parts.append(simulated.part)
        simulated.part.start()
        return simulated.settings

    def _wait_for_pages(self) -> None:
        """Until staff's pages answer, and residents' where there are any."""
        asked = {"web": self.plan.port, "counter": self.plan.counter_port}
        asked |= {"portal": self.plan.portal_port} if self.portal else {}
        end = time.monotonic() + _WEB_PATIENCE
        for part in [one for one in self.parts if one.name in asked]:
            while not _answers(self.plan.bind, asked[part.name]):
                self._stop_request.check()
                part.tend()
                if time.monotonic() > end or part.deaths > 3:
                    raise OperationError(
                        f"画面のサーバーが起動できません({part.name} did not start)。"
                        f"記録 {part.log}: {part.last_lines()}"
                    )
                time.sleep(0.05)

    def _start_portal(self, address: str | None) -> None:
        """The residents' pages, a process of another zone: it gets its own address and secret, and nothing of ours."""
        if address is None:
            say("住民ポータルは開きません(no residents' portal): DATABASE_PORTAL_URL がありません。")
            return
        if not _is_free(self.plan.bind, self.plan.portal_port):
            say(
                f"住民ポータルは開きません(no residents' portal): ポート {self.plan.portal_port} は使えません。"
                "YAKUBA_PORTAL_PORT に別の番号を指定してください。"
            )
            return
        port = str(self.plan.portal_port)
        environment = {
            "YAKUBA_HOME": str(self.home.path),
            "YAKUBA_PORTAL_PORT": port,
            "YAKUBA_BIND": self.plan.bind,
            "YAKUBA_SECRET_KEY": self.home.secret("portal-secret-key"),
            "YAKUBA_PORTAL_ORIGIN": os.environ.get("YAKUBA_PORTAL_ORIGIN") or f"http://localhost:{port}",
            "DJANGO_SETTINGS_MODULE": "yakuba.operation.settings.portal",
            "DATABASE_PORTAL_URL": address,
            "DATABASE_COUNTER_URL": "",
            "DATABASE_URL": "",
            "DATABASE_OWNER_URL": "",
            "YAKUBA_KEYS": "",
            "YAKUBA_THREADS": os.environ.get("YAKUBA_PORTAL_THREADS", "3"),
            **self._start_cards(f"http://localhost:{port}"),
        }
        part = Part("portal", yakuba_command("portal"), environment, self.home.logs / "portal.log")
        self.parts.append(part)
        part.start()
        self.portal = f"http://localhost:{port}"

    def _start_counter(self, address: str | None, reader: dict[str, str]) -> None:
        """Where asked for, the counter in a zone of its own; else it stays among the core's pages."""
        if not self.plan.counter:
            return
        port = self.plan.counter_port
        if address is None:
            say("窓口の区域は開きません(no counter zone): DATABASE_COUNTER_URL がありません。")
            return
        if not _is_free(self.plan.bind, port):
            say(
                f"窓口の区域は開きません(no counter zone): ポート {port} は使えません。"
                "YAKUBA_COUNTER_PORT に別の番号を指定してください。"
            )
            return
        environment = {
            "YAKUBA_HOME": str(self.home.path),
            "YAKUBA_COUNTER_PORT": str(port),
            "YAKUBA_BIND": self.plan.bind,
            # The core's: one-time-password seeds are sealed by it, and the ticket machine's cookie is signed by it.
            "YAKUBA_SECRET_KEY": os.environ.get("YAKUBA_SECRET_KEY") or self.home.secret("django-secret-key"),
            "YAKUBA_CORE_ORIGIN": os.environ.get("YAKUBA_CORE_ORIGIN") or f"http://localhost:{self.plan.port}",
            "DJANGO_SETTINGS_MODULE": "yakuba.operation.settings.counter",
            "DATABASE_COUNTER_URL": address,
            "DATABASE_URL": "",
            "DATABASE_OWNER_URL": "",
            "DATABASE_PORTAL_URL": "",
            "YAKUBA_KEYS": "",
            "YAKUBA_HEADS": "",
            **reader,
        }
        part = Part("counter", yakuba_command("counter"), environment, self.home.logs / "counter.log")
        self.parts.append(part)
        part.start()

    def _announce(self) -> None:
        base = f"http://localhost:{self.plan.port}"
        say()
        say(f"町役場が開きました (the town hall is open): {base}/")
        with contextlib.suppress(FileNotFoundError):
            for line in json.loads(self.home.addresses.read_text()):
                say(line.replace("{base}", base))
        if self.portal:
            say(f"住民ポータル (for residents): {self.portal}/")
        if any(part.name == "counter" for part in self.parts):
            say(f"窓口の区域 (the counter's zone): http://localhost:{self.plan.counter_port}/")
        if any(part.name == "card-simulator" for part in self.parts):
            say("  模擬のマイナンバーカードの暗証番号 (PIN of the simulated cards): 1234、署名用 (signature): ABC123")
        say("終了は Ctrl-C (Ctrl-C to stop)")

    # -- watching ---------------------------------------------------------------------------------------------------

    def _watch(self) -> None:
        while True:
            time.sleep(_TICK)
            self._stop_request.check()
            if self.server is not None and self.server.process_id is None:
                complain("データベースが止まったので、起動し直します (database died, restarting)")
                self._restart_database()
            for part in self.parts:
                deaths = part.deaths
                if part.tend() and part.deaths != deaths:
                    complain(f"{part.name} が止まったので、起動し直します (died, restarting)。記録 {part.log}")

    def _restart_database(self) -> None:
        assert self.server is not None
        for wait in (0.0, 1.0, 5.0):
            time.sleep(wait)
            try:
                self.server.start(check=self._stop_request.check)
            except DatabaseFailure as problem:
                failure = problem
            else:
                return
        raise failure


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask it to end, and see to it; what it had not committed is rolled back."""
    for ask in (process.terminate, process.kill):
        if process.poll() is not None:
            return
        ask()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_STOP_PATIENCE)


def _is_free(bind: str, port: int) -> bool:
    try:
        with socket.socket(socket.AF_INET6 if ":" in bind else socket.AF_INET) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind((bind, port))
            tried.listen(1)
    except OSError:
        return False
    return True


def _require_free(plan: Plan, patience: float) -> None:
    """Error: AlreadyRunning when the port is taken. `patience` seconds for parts of a killed town hall to end."""
    end = time.monotonic() + patience
    while True:
        try:
            with socket.socket(socket.AF_INET6 if ":" in plan.bind else socket.AF_INET) as tried:
                tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                tried.bind((plan.bind, plan.port))
                tried.listen(1)
            return
        except OSError as problem:
            if time.monotonic() > end:
                raise AlreadyRunning(
                    f"ポート {plan.port} は使えません(port taken): {problem.strerror}。"
                    f"YAKUBA_PORT に別の番号を指定してください。例: YAKUBA_PORT={plan.port + 1} make start"
                ) from None
            time.sleep(0.1)


def _answers(bind: str, port: int) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(bind, bind)  # noqa: S104 compared, not bound
    connection = http.client.HTTPConnection(host, port, timeout=10)
    try:
        connection.request("GET", "/health", headers={"Host": "localhost"})
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
