"""`yakuba law rehearse`: what a law change does in each municipality before it takes effect. Nothing is kept."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yakuba.operation.cli.main import Subcommands
from yakuba.operation.cli.output import complain, emit, say

if TYPE_CHECKING:
    from yakuba.law.parameters import Package
    from yakuba.law.rehearsal import Rehearsal
    from yakuba.law.rehearsal_cases import CasesRehearsal


def add(things: Subcommands) -> None:
    """Add `rehearse` to `yakuba law`."""
    parser = things.add_parser("rehearse", help="改正の予行：団体ごとの差 (a law change before it takes effect)")
    parser.add_argument("package", metavar="PACKAGE", help="公布された改正の名前か、案の YAML (name, or draft file)")
    parser.add_argument("--scheme", default="resident-tax", metavar="SCHEME", help="制度（既定: resident-tax）(scheme)")
    parser.add_argument("--month", metavar="YYYY-MM", help="月ごとの制度の月（既定: その年度の4月）(month)")
    parser.add_argument("--fiscal-year", type=int, required=True, metavar="Y", help="年度 (fiscal year)")
    parser.add_argument("--cases", metavar="DIR|FILE", help="納税者の事例。ディレクトリでは 団体コード.jsonl など")
    parser.add_argument("--ordinances", metavar="YAML", help="条例 (in the form of law/data/ordinances)")
    parser.add_argument("--out", metavar="DIR", help="団体ごとの報告を書くディレクトリ (a report each)")
    parser.add_argument("--json", action="store_true", help="結果を JSON で出す (machine-readable)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """0 when every municipality was computed; 1 when a file cannot be read, a case or an ordinance cannot stand."""
    from yakuba.law.files import Unreadable
    from yakuba.law.ordinances import OrdinancesWrong
    from yakuba.law.parameters import PackageWrong, ParameterMissing
    from yakuba.law.schemes import UnknownScheme
    from yakuba.law.what_if import BillWrong

    try:
        rehearsal = _rehearsal(arguments)
        if arguments.cases:
            _add_cases(rehearsal, Path(arguments.cases))
        found = rehearsal.report()
    except (BillWrong, PackageWrong, ParameterMissing, OrdinancesWrong, UnknownScheme) as problem:
        complain(f"予行できません(rehearsal): {problem.args[0]}")
        return 1
    except (Unreadable, UnicodeDecodeError, OSError) as problem:
        complain(f"読めません(unreadable): {problem}")
        return 1
    if arguments.out:
        _write(Path(arguments.out), found)
    if arguments.json:
        emit(found)
    else:
        _tell(found)
    return 1 if found["invalid"] or found["refused"] else 0


def _rehearsal(arguments: argparse.Namespace) -> Rehearsal | CasesRehearsal:
    from yakuba.law.ordinances import OrdinancesWrong
    from yakuba.law.rehearsal import SCHEME, Rehearsal, ordinances_from
    from yakuba.law.rehearsal_cases import CasesRehearsal
    from yakuba.law.schemes import scheme_named

    package, year = _package(arguments.package), arguments.fiscal_year
    if arguments.scheme == SCHEME:
        own = ordinances_from(Path(arguments.ordinances).read_text("utf-8")) if arguments.ordinances else None
        return Rehearsal(package, year, own)
    if arguments.ordinances:
        raise OrdinancesWrong("条例のファイルは個人住民税だけです。ほかの制度では、条例の内容を事例に書いてください。")
    monthly = scheme_named(arguments.scheme).period.field == "month"
    return CasesRehearsal(package, arguments.scheme, (arguments.month or f"{year}-04") if monthly else year)


def _package(name: str) -> Package:
    from yakuba.law.parameters import PackageWrong, packages, read_package

    if name.endswith((".yaml", ".yml")):
        return read_package(Path(name).read_text("utf-8"))
    known = {package.name: package for package in packages()}
    if name not in known:
        raise PackageWrong(f"{name} という改正はありません。あるもの: {', '.join(known)}")
    return known[name]


def _add_cases(rehearsal: Rehearsal | CasesRehearsal, place: Path) -> None:
    from yakuba.law import files

    paths = sorted(place.iterdir()) if place.is_dir() else [place]
    for path in paths:
        if place.is_dir() and path.suffix not in (".jsonl", ".json", ".csv"):
            continue
        municipality = path.stem if place.is_dir() and path.stem.isdecimal() else None
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rehearsal.add(files.read_cases(stream, files.form_of(path.name)), municipality)


def _write(folder: Path, found: dict[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    head = {key: value for key, value in found.items() if key != "municipalities"}
    whole = {"summary": head, **{one["code"]: one for one in found["municipalities"]}}
    for name, part in whole.items():
        text = json.dumps(part, ensure_ascii=False, indent=1)
        (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def _exempt(one: dict[str, Any]) -> str:
    return f"、新たに非課税 {len(one['exempt']['all']):,}" if "exempt" in one else ""


def _tell(found: dict[str, Any]) -> None:
    period = found.get("month") or f"{found['fiscal_year']}年度"
    say(f"{found['package']['title']}（{found['package']['published']} 公布） {period}")
    for one in found["municipalities"]:
        place = f"{one['code']} {one['name']}"
        if one["status"] == "invalid":
            for wrong in one["invalid"]:
                fixed = f"条例の {wrong['key']}（{wrong['value']}）は使えません。"
                say(f"{place}: {fixed}{wrong['reason']}{wrong['remedy']}")
            continue
        say(
            f"{place}: {one['before']:,}円 → {one['after']:,}円（{one['difference']:+,}円）、"
            f"額が変わる人 {one['changed']:,} / {one['people']:,}{_exempt(one)}"
        )
    if found["retroactive"]:
        years = "、".join(str(year) for year in found["retroactive"])
        say(f"過ぎた年度の計算も変わります: {years}")
    if found["refused"]:
        first = found["refused"][0]
        complain(f"含められない事例が {len(found['refused'])} 件あります。先頭: {first['field']} {first['message']}")
