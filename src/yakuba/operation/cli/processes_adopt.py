"""`yakuba processes adopt`: an agreed flow becomes the steps of a procedure in one municipality, from a day on."""

from __future__ import annotations

import argparse
from datetime import date

from yakuba.operation.cli.main import Subcommands
from yakuba.operation.cli.output import complain, say
from yakuba.operation.connection import open_django, reachable
from yakuba.operation.database.errors import OperationError
from yakuba.operation.home import Home


def add(things: Subcommands) -> None:
    """Add `adopt` to `yakuba processes`."""
    parser = things.add_parser("adopt", help="流れを手続きの手順にする (a flow as the steps of a procedure)")
    parser.add_argument("municipality", metavar="MUNICIPALITY", help="団体コードまたはアドレス (code or address)")
    parser.add_argument("--model", required=True, metavar="FLOW.bpmn", help="流れ (BPMN 2.0)")
    parser.add_argument("--procedure", required=True, metavar="CODE", help="手続きのコード (code of the procedure)")
    parser.add_argument(
        "--from", dest="first", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD",
        help="この日に受け付けた申請から (filed from this day on)",
    )  # fmt: skip
    parser.add_argument("--reason", required=True, help="変更の理由。決裁の番号など (why; kept with the change)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """0 when the parameter is set; 1 when the flow cannot be read or holds names that the line of steps cannot."""
    from yakuba.insight.processes.model.checklist import checklist
    from yakuba.operation.cli.processes_conformance import read_model

    flow = read_model(arguments.model)
    if flow is None:
        return 1
    home = Home.from_environment()
    with reachable(home) as addresses:
        open_django(home, addresses)
        from yakuba.platform.cases import work_line
        from yakuba.platform.parameters import service
        from yakuba.platform.parameters.errors import ParameterRefused, UnknownParameter
        from yakuba.platform.tenancy import directory
        from yakuba.platform.tenancy.context import system_context, use_context
        from yakuba.platform.tenancy.scope import tenant

        try:
            place = directory.by_address(arguments.municipality)
        except directory.UnknownMunicipality as problem:
            text = (
                f"自治体 {arguments.municipality} がありません(unknown)。yakuba municipality list で確かめてください。"
            )
            raise OperationError(text) from problem
        try:
            line = work_line.written(tuple(work_line.WorkStep(*one) for one in checklist(flow)))
            with tenant(place.id), use_context(system_context(place.id, "手順の採用")):
                service.set(work_line.key_of(arguments.procedure), arguments.first, line, arguments.reason)
        except UnknownParameter:
            complain(
                f"手続き {arguments.procedure} がありません(procedure)。docs/procedures.md のコードを指定してください。"
            )
            return 1
        except (ParameterRefused, ValueError) as problem:
            complain(f"手順にできません(steps): {problem}。")
            return 1
    say(f"{arguments.procedure}: {arguments.first} に受け付けた申請から {line}")
    return 0
