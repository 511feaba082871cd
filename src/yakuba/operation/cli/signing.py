"""`yakuba signing`: the key and certificates with which a municipality signs papers for the portal."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from yakuba.operation.cli.main import Subcommands
from yakuba.operation.cli.output import emit, say
from yakuba.operation.connection import open_django, reachable
from yakuba.operation.database import OperationError
from yakuba.operation.home import Home

if TYPE_CHECKING:
    from yakuba.platform.tenancy.directory import Place


def register(subparsers: Subcommands) -> None:
    """Add `signing status|install|simulate`."""
    parser = subparsers.add_parser("signing", help="電子署名の鍵 (keys that sign papers)", description=__doc__)
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    status = actions.add_parser("status", help="署名者と期限を見る (who signs, and until when)")
    status.add_argument("--json", action="store_true", help="結果を JSON で出す (machine-readable)")
    status.set_defaults(run=run_status)
    install = actions.add_parser("install", help="鍵と証明書を置く・替える (put in place or renew)")
    install.add_argument("--municipality", metavar="CODE", required=True, help="団体 (address, such as 012084)")
    text = "PEM。秘密鍵、自治体の証明書、発行元の順 (key, own certificate, its issuers)"
    install.add_argument("files", type=Path, nargs="+", metavar="FILE", help=text)
    install.set_defaults(run=run_install)
    simulate = actions.add_parser("simulate", help="模擬認証局の鍵を置く (of the simulated authority; demo towns only)")
    simulate.add_argument("--municipality", metavar="CODE", required=True, help="体験用の団体 (a demo town)")
    simulate.set_defaults(run=run_simulate)


def run_status(arguments: argparse.Namespace) -> int:
    """0 when every key that is there can sign and does not end soon, else 1."""
    with _opened() as places:
        rows = [_row(place) for place in places]
    if arguments.json:
        emit(rows)
    for row in [] if arguments.json else rows:
        if row["signer"]:
            say(f"{row['name']}: {row['signer']}（{row['authority']}）{row['until']} まで {row['warning']}".rstrip())
        else:
            say(f"{row['name']}: {row['warning'] or '署名鍵なし。書類は署名なしで交付 (no key, papers go unsigned)'}")
    return 1 if any(row["warning"] for row in rows) else 0


def _row(place: Place) -> dict[str, str]:
    from yakuba.platform.documents import signing
    from yakuba.platform.tenancy.context import JST, now

    row = {"address": place.address, "name": place.full_name, "signer": "", "authority": "", "until": ""}
    row["warning"] = signing.warning(place.address, now())
    try:
        found = signing.of(place.address)
    except signing.CannotSign:  # told by the warning
        return row
    if found is None:
        return row
    return row | {
        "signer": found.name,
        "authority": found.authority,
        "until": found.until.astimezone(JST).date().isoformat(),
    }


def run_install(arguments: argparse.Namespace) -> int:
    """1, and nothing changed, when the files do not fit together or the certificate is not valid today."""
    content = b"".join(file.read_bytes().rstrip(b"\n") + b"\n" for file in arguments.files)
    with _opened() as places:
        from yakuba.platform.documents import signing
        from yakuba.platform.tenancy.context import now

        place = _chosen(places, arguments.municipality)
        try:
            new = signing.install(place.address, content, now())
        except signing.CannotSign as problem:
            raise OperationError(str(problem)) from problem
    say(f"{place.full_name}: {new.name}（{new.authority}）の鍵を置きました。{new.until:%Y-%m-%d} まで (installed)")
    return 0


def run_simulate(arguments: argparse.Namespace) -> int:
    """1 for a municipality that is no demonstration: its papers must never look signed when they are not."""
    with _opened() as places:
        from yakuba.operation.founding import demo_signing

        place = _chosen(places, arguments.municipality)
        if not place.is_demo:
            raise OperationError(f"{place.full_name}: 体験用の団体だけで使えます(demo towns only)。")
        demo_signing.renew(Home.from_environment().path, place)
    say(f"{place.full_name}: 模擬認証局の鍵を置きました。本物の証明書ではありません (simulated)")
    return 0


def _chosen(places: list[Place], address: str) -> Place:
    for place in places:
        if place.address == address:
            return place
    raise OperationError(f"団体 {address} がありません(unknown municipality)。")


@contextmanager
def _opened() -> Iterator[list[Place]]:
    home = Home.from_environment()
    with reachable(home) as addresses:
        open_django(home, addresses)
        from yakuba.platform.tenancy import directory

        yield directory.everyone()
