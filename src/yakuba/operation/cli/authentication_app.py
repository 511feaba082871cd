"""`yakuba authentication-app`: the portal's key for the national authentication app, and a simulated provider."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from yakuba.operation.cli.main import Subcommands
from yakuba.operation.cli.output import say
from yakuba.operation.home import Home


def register(subparsers: Subcommands) -> None:
    """Add the subcommand."""
    text = "認証アプリとの接続 (key for the national authentication app; simulated provider)"
    parser = subparsers.add_parser("authentication-app", help=text, description=__doc__)
    parser.add_argument("--key", type=Path, help="鍵ファイル (default: portal/app-client.pem in the home)")
    parser.add_argument("--simulate", type=int, metavar="PORT", help="模擬の認証アプリを開く (run the simulator)")
    parser.add_argument("--origin", default="http://localhost:8001", help="ポータルの住所 (the portal it answers to)")
    parser.add_argument("--client", default="yakuba-demo", help="クライアントID (client id)")
    parser.add_argument("--folder", type=Path, help="模擬カードの置き場所 (default: card-simulator in the home)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Makes the key where there is none and prints the public half to register; or serves until SIGTERM."""
    from joserfc.jwk import ECKey

    from yakuba.platform.identity.authentication_app import client_key, public_jwk
    from yakuba.platform.secrets.key_files import made_once

    home = Home.from_environment().path
    path = arguments.key or home / "portal" / "app-client.pem"
    pem = made_once(path, lambda: ECKey.generate_key("P-256").as_pem(private=True))
    if arguments.simulate is None:
        say(json.dumps({"keys": [public_jwk(client_key(pem))]}, indent=1))
        return 0
    from yakuba.operation.simulators.authentication_app import Client, server

    folder = arguments.folder or home / "card-simulator"
    server(folder, arguments.simulate, Client(arguments.client, arguments.origin, path)).serve_forever()
    return 0
