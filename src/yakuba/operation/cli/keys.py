"""`yakuba keys`: the master key, changing keys, the loss drill, and a recipient's pair for a hand-over."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from yakuba.operation.cli.main import Subcommands
from yakuba.operation.cli.output import Progress, complain, emit, say
from yakuba.operation.connection import open_django, reachable
from yakuba.operation.database import OperationError
from yakuba.operation.home import Home

if TYPE_CHECKING:
    from yakuba.platform.tenancy.directory import Place


def register(subparsers: Subcommands) -> None:
    """Add `keys create|rotate|seal-documents|drill|recipient`."""
    parser = subparsers.add_parser("keys", help="個人番号の暗号鍵 (keys of individual numbers)")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    create = actions.add_parser("create", help="マスター鍵を作る (create the master key)")
    create.set_defaults(run=run_create)
    rotate = actions.add_parser("rotate", help="鍵を替える (change keys; goes on after an interruption)")
    rotate.add_argument("--municipality", metavar="CODE", help="この団体だけ (only this municipality)")
    rotate.add_argument("--master", action="store_true", help="マスター鍵も替える (the master key too)")
    rotate.set_defaults(run=run_rotate)
    papers = actions.add_parser("seal-documents", help="旧版の文書を暗号化する (encrypt papers of earlier releases)")
    papers.set_defaults(run=run_seal_documents)
    drill = actions.add_parser("drill", help="鍵の喪失訓練 (prove that the copy of the key opens everything)")
    drill.add_argument("--copy", type=Path, metavar="FILE", help="金庫の控えで試す (try the copy from the safe)")
    drill.add_argument("--json", action="store_true", help="結果を JSON で出す (machine-readable)")
    drill.set_defaults(run=run_drill)
    recipient = actions.add_parser("recipient", help="受取側の鍵の組を作る (a recipient's key pair)")
    recipient.add_argument("out", type=Path, metavar="FILE", help="秘密鍵。公開鍵は FILE.pub (private key file)")
    recipient.set_defaults(run=run_recipient)


def run_create(arguments: argparse.Namespace) -> int:
    """Needs no database. 1 when there is a key already: it is never overwritten."""
    from yakuba.platform.secrets import master

    given = os.environ.get("YAKUBA_KEYS")
    file = Path(given) if given else Home.from_environment().path / "keys" / "master.key"
    try:
        made = master.create(file)
    except FileExistsError:
        complain(
            f"マスター鍵 {file} はすでにあります(exists)。上書きはしません。替えるときは yakuba keys rotate --master"
        )
        return 1
    say(
        f"マスター鍵 {made.id} を {file} に作りました (created)。"
        "控えを、データベースのバックアップとは別の金庫に入れてください。"
    )
    return 0


def run_rotate(arguments: argparse.Namespace) -> int:
    """Values first, then the master key where asked. 1 for an unknown municipality or a key that is not there."""
    with _opened() as places:
        from yakuba.platform.secrets import rotation

        chosen = [place for place in places if arguments.municipality in (None, place.address)]
        if not chosen:
            raise OperationError(f"団体 {arguments.municipality} がありません(unknown municipality)。")
        progress = Progress()
        for place in chosen:
            count = rotation.rotate(place.id, lambda done, name=place.full_name: progress(name, done, 0))  # type: ignore[misc]
            progress.close()
            say(f"{place.full_name}: {count} 件を新しい鍵で暗号化しました (re-encrypted)")
        if arguments.master:
            count = rotation.rotate_master([place.id for place in places])
            say(f"マスター鍵を替え、{count} 個の鍵を包み直しました (re-wrapped)。新しい控えを金庫に入れてください。")
    return 0


def run_seal_documents(arguments: argparse.Namespace) -> int:
    """Papers that an earlier release kept in the clear. Goes on where it stopped; again, it finds nothing to do."""
    with _opened() as places:
        from django.conf import settings

        from yakuba.platform.documents.sealing import seal_all

        if "owner" not in settings.DATABASES:
            raise OperationError("DATABASE_OWNER_URL を指定してください (the owner's address is needed)。")

        progress = Progress()
        for place in places:
            count = seal_all(place.id, lambda done, name=place.full_name: progress(name, done, 0))  # type: ignore[misc]
            progress.close()
            say(f"{place.full_name}: {count} 件の文書を暗号化しました (sealed)")
    return 0


def run_drill(arguments: argparse.Namespace) -> int:
    """0 when all keys and the sampled numbers of every municipality opened, else 1."""
    with _opened() as places:
        from yakuba.platform.secrets.drill import drill

        results = [(place, drill(place.id, arguments.copy)) for place in places]
    if arguments.json:
        emit([vars(result) | {"address": place.address} for place, result in results])
    else:
        for place, result in results:
            verdict = "開きました (ok)" if not result.faults else " / ".join(result.faults)
            say(f"{place.full_name}: 鍵 {result.keys} 個、番号 {result.values} 件: {verdict}")
    return 1 if any(result.faults for _, result in results) else 0


def run_recipient(arguments: argparse.Namespace) -> int:
    """Two files; needs no database. 1 when one of them is there already."""
    from yakuba.platform.secrets.sealed_box import new_pair

    private, public = new_pair()
    public_file = arguments.out.with_name(f"{arguments.out.name}.pub")
    if arguments.out.exists() or public_file.exists():
        complain(f"{arguments.out} か {public_file} がすでにあります(exists)。別の名前を指定してください。")
        return 1
    descriptor = os.open(arguments.out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(private)
    public_file.write_bytes(public)
    say(f"秘密鍵 {arguments.out}、公開鍵 {public_file} を作りました (created)。渡すのは公開鍵だけです。")
    return 0


@contextmanager
def _opened() -> Iterator[list[Place]]:
    """Django and all municipalities; what is wrong with keys becomes one line."""
    home = Home.from_environment()
    with reachable(home) as addresses:
        open_django(home, addresses)
        from yakuba.platform.secrets.errors import KeysMissing, KeysUnsafe, Unreadable
        from yakuba.platform.tenancy import directory

        try:
            yield directory.everyone()
        except (KeysMissing, KeysUnsafe, Unreadable) as problem:
            raise OperationError(str(problem)) from problem
