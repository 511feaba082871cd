"""`yakuba municipality`: which municipalities use this service, and taking in a new one."""

from __future__ import annotations

import argparse

from yakuba.operation.cli.main import Subcommands
from yakuba.operation.cli.output import complain, emit, say
from yakuba.operation.connection import open_django, reachable
from yakuba.operation.database import OperationError
from yakuba.operation.home import Home


def register(subparsers: Subcommands) -> None:
    """Add `municipality list|add`."""
    parser = subparsers.add_parser("municipality", help="自治体の一覧と追加 (list and add municipalities)")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="一覧 (list)")
    listing.add_argument("--json", action="store_true", help="結果を JSON で出す (machine-readable)")
    listing.set_defaults(run=run_list)
    add = actions.add_parser("add", help="追加 (add)")
    add.add_argument("code", help="全国地方公共団体コード 6 桁 (six-digit local-government code)")
    add.add_argument("--training", action="store_true", help="研修用として追加する (for training)")
    add.add_argument("--json", action="store_true", help="結果を JSON で出す (machine-readable)")
    add.set_defaults(run=run_add)


def run_list(arguments: argparse.Namespace) -> int:
    """One line or JSON object per municipality."""
    home = Home.from_environment()
    with reachable(home) as addresses:
        open_django(home, addresses)
        from yakuba.platform.tenancy import directory

        places = directory.everyone()
    if arguments.json:
        emit([vars(place) for place in places])
    for place in [] if arguments.json else places:
        say(f"{place.lg_code}  {place.full_name}  /{place.address}/{'  研修用' if place.is_training else ''}")
    return 0


def run_add(arguments: argparse.Namespace) -> int:
    """1 for a code that is no municipality of Japan; adding twice changes nothing."""
    home = Home.from_environment()
    with reachable(home) as addresses:
        if addresses.owner is None:
            raise OperationError("DATABASE_OWNER_URL がありません(missing)。所有者の接続先を指定してください。")
        open_django(home, addresses)
        from yakuba.platform.tenancy import directory
        from yakuba.platform.tenancy.context import system_context

        context = system_context()
        founding = directory.Founding(
            arguments.code, context.instant, context.business_date, training=arguments.training
        )
        try:
            place = directory.found(founding)
        except LookupError:
            complain(
                f"団体コード {arguments.code} の自治体がありません(unknown code)。6 桁のコードを確かめてください。"
            )
            return 1
    if arguments.json:
        emit(vars(place))
    else:
        say(f"{place.full_name} (/{place.address}/) を追加しました (added)")
    return 0
