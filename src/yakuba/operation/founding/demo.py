"""The demo: three town halls and a training one, with fictitious people, staff accounts, and nothing else.

Everything goes the way of real use: municipalities are founded, accounts get duties, residents come from a file of
the national layout by the registry's own load. Run again it goes on where it stopped.
"""

from __future__ import annotations

import csv
import json
import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyotp

from yakuba.areas.resident_registry import service as registry
from yakuba.operation.founding import demo_cards, demo_signing
from yakuba.operation.founding.synthetic import Population, numbers_path, write
from yakuba.operation.home import Home
from yakuba.platform.access import factors
from yakuba.platform.access import service as access
from yakuba.platform.access.duties import DUTIES
from yakuba.platform.access.models import Account
from yakuba.platform.parameters import service as parameters
from yakuba.platform.secrets import master
from yakuba.platform.secrets import service as numbers
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import system_context, use_context
from yakuba.platform.tenancy.directory import Founding, Place
from yakuba.platform.tenancy.scope import tenant

Progress = Callable[[str, int, int], None]

OPENED = date(2026, 4, 1)


@dataclass(frozen=True)
class Town:
    """A municipality of the demo and how many people it gets; ``YAKUBA_DEMO_SCALE`` (percent) makes it smaller."""

    lg_code: str
    residents: int
    seed: int
    training: bool = False


TOWNS = (
    Town("012084", 20_000, 1),
    Town("122041", 20_000, 2),
    Town("431001", 10_000, 3),
    Town("012084", 300, 4, training=True),
)


@dataclass(frozen=True)
class Person:
    """A staff member of the demo."""

    login: str
    name: str
    section: str
    duties: tuple[str, ...]


CLERK = (
    "resident_registry.inquire",
    "resident_registry.enter",
    "resident_registry.issue",
    "resident_registry.load",
    *(duty for duty in DUTIES if duty.startswith("handover.")),
    "own_ledger.enter",
    "child_allowance.enter",
)
MONEY = (
    "resident_registry.inquire",
    *(duty for duty in DUTIES if duty.startswith(("resident_tax.", "collection.", "child_allowance."))),
    "law_changes.study",
)
STAFF = (
    Person("madoguchi", "窓口 担当（見本）", "市民課 窓口係", CLERK),
    Person("kakaricho", "係長（見本）", "市民課 窓口係", tuple(DUTIES)),
    Person("zeimu", "税務 担当（見本）", "市民税課・収納課", MONEY),
    Person("kansa", "監査 担当（見本）", "情報管理室", ("audit.view",)),
)


def found(progress: Progress) -> None:
    """Found what is missing of the demo. Needs the owner's address for the directory."""
    home = Home.from_environment()
    if not master.path().exists():
        master.create()
    sign_ins(home)
    for town in TOWNS:
        _found(town, home, progress)
    demo_cards.make(home.path)
    demo_signing.make(home.path)


def _found(town: Town, home: Home, progress: Progress) -> None:
    context = system_context()
    place = directory.found(Founding(town.lg_code, context.instant, OPENED, training=town.training, demo=True))
    with tenant(place.id), use_context(system_context(place.id, "体験用の役場の開設")):
        _accounts(sign_ins(home))
        _officer(place)
    residents = town.residents * int(os.environ.get("YAKUBA_DEMO_SCALE", "100")) // 100
    file = home.path / "demo" / f"{place.address}.csv"
    file.parent.mkdir(exist_ok=True)
    label = f"{place.full_name}{'（研修用）' if place.is_training else ''}"
    if not file.exists():
        part = file.with_suffix(".part")
        population = Population(town.lg_code, residents, town.seed)
        write(population, part, progress=lambda done, total: progress(f"{label}：架空の住民を作成", done, total))
        numbers_path(part).rename(numbers_path(file))
        part.rename(file)
    registry.load_file(place.id, file, lambda what, done, total: progress(f"{label}：{what}", done, total))
    with tenant(place.id), use_context(system_context(place.id, "体験用の役場の開設")):
        numbers.put_many(_numbers(numbers_path(file)), "demo")


def _accounts(passwords: dict[str, str]) -> None:
    for person in STAFF:
        if Account.objects.filter(login_name=person.login).exists():
            continue
        new = access.NewAccount(person.login, person.name, person.section, passwords["password"], is_demo=True)
        account = access.create_account(new)
        factors.add_totp(account, "体験用", passwords["seed"])
        for duty in person.duties:
            access.assign(account, duty, OPENED)


def _officer(place: Place) -> None:
    """The certifying officer: a name nobody can take for a real one."""
    wanted = {
        "certifier.mayor.title": f"{place.name}長",
        "certifier.mayor.name": "見本　太郎",
        "certifier.mayor.seal_text": f"{place.name}長之印",
    }
    for key, value in wanted.items():
        if parameters.get(key, OPENED) != value:
            parameters.set(key, OPENED, value, "体験用の役場の開設")


def _numbers(path: Path) -> Iterator[tuple[int, str, str]]:
    kinds = {"個人番号": "individual_number", "住民票コード": "resident_code"}
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield int(row["宛名番号"]), kinds.get(row["種別"], row["種別"]), row["値"]


def sign_ins(home: Home) -> dict[str, str]:
    """Password and one-time seed of the demo accounts: made once for a home, readable by its owner only."""
    file = home.path / "demo-sign-ins.json"
    if not file.exists():
        made = {"password": f"yaku-{secrets.token_urlsafe(9)}", "seed": pyotp.random_base32()}
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as out:
            json.dump(made, out)
    found: dict[str, str] = json.loads(file.read_text())
    return found


def sign_in_lines() -> list[str]:
    """How to sign in to the demo, for the start's last lines."""
    given = sign_ins(Home.from_environment())
    people = "、".join(f"{person.login}（{person.name}）" for person in STAFF)
    return [
        f"  職員ID   {people}",
        f"  パスワード  {given['password']}",
        f"  ワンタイムパスワード  yakuba demo-code で表示（認証アプリの鍵 {given['seed']}）",
        "  1年分の仕事  yakuba demo-fill で、はじめの市に税・収納・手当の仕事を入れる (a year's work)",
    ]
