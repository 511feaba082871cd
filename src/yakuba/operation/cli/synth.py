"""`yakuba synth`: a fictitious population of a real municipality as a file to load."""

from __future__ import annotations

import argparse
import dataclasses
import datetime
from pathlib import Path

from yakuba.operation.cli.main import Subcommands
from yakuba.operation.cli.output import Progress, emit, say
from yakuba.operation.database.errors import OperationError

_LABEL = "架空の住民を作成 (synthetic residents)"


def register(subparsers: Subcommands) -> None:
    """Add `synth`."""
    parser = subparsers.add_parser("synth", help="架空の住民の CSV を作る (write fictitious residents)")
    parser.add_argument("--municipality", required=True, help="全国地方公共団体コード 6 桁 (six-digit code)")
    parser.add_argument("--residents", required=True, type=int, help="住民の数 (number of residents)")
    parser.add_argument("--seed", type=int, default=1, help="乱数の種。同じ種なら同じファイル (same seed, same bytes)")
    parser.add_argument(
        "--as-of", type=datetime.date.fromisoformat, metavar="YYYY-MM-DD", help="基準日 (reference day)"
    )
    parser.add_argument(
        "--dirt",
        type=float,
        default=0.0,
        metavar="RATE",
        help="誤りを入れる世帯の割合 0–1 (faulty households)",
    )
    parser.add_argument(
        "--tax-documents", type=Path, metavar="REPORTS.csv", help="支払報告書も作る (wage and pension reports)"
    )
    parser.add_argument("--fiscal-year", type=int, default=2026, help="支払報告書の年度 (their fiscal year)")
    parser.add_argument("--json", action="store_true", help="結果を JSON で出す (machine-readable)")
    parser.add_argument("out", type=Path, metavar="OUT.csv", help="出力先 (file to write)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write OUT.csv and OUT.numbers.csv, with --dirt also OUT.dirt.csv; 1 when the request cannot be met."""
    from yakuba.operation.founding.synthetic import DEFAULT_AS_OF, Population, faults_path, numbers_path, write
    from yakuba.standards.errors import StandardsError

    out: Path = arguments.out
    if not out.parent.is_dir():
        raise OperationError(f"出力先の {out.parent} がありません(missing)。フォルダーを作ってから実行してください。")
    progress = Progress()
    try:
        population = Population(
            arguments.municipality, arguments.residents, arguments.seed, arguments.as_of or DEFAULT_AS_OF
        )
        summary = write(
            population,
            out,
            dirt=arguments.dirt,
            progress=None if arguments.json else lambda done, total: progress(_LABEL, done, total),
        )
    except (StandardsError, ValueError) as problem:
        raise OperationError(str(problem)) from problem
    finally:
        progress.close()
    counts = dataclasses.asdict(summary)
    if arguments.tax_documents:
        counts["tax_documents"] = _tax_documents(arguments)
    if arguments.json:
        emit({**counts, "file": str(out), "numbers": str(numbers_path(out))})
        return 0
    say(
        f"{out}: 住民 {summary.residents:,} 人、除票を含めて {summary.persons:,} 人、"
        f"{summary.households:,} 世帯、{summary.rows:,} 行"
    )
    say(f"{numbers_path(out)}: 個人番号（架空。検査数字は正しい値）")
    if arguments.tax_documents:
        say(f"{arguments.tax_documents}: 支払報告書 {counts['tax_documents']:,} 件")
    if arguments.dirt:
        say(f"{faults_path(out)}: 誤りを入れた {summary.faults:,} 行の一覧")
    return 0


def _tax_documents(arguments: argparse.Namespace) -> int:
    from yakuba.operation.founding.synthetic.tax_documents import write_tax_documents

    return write_tax_documents(arguments.out, arguments.tax_documents, arguments.fiscal_year, arguments.seed)
