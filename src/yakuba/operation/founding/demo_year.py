"""A year's work in the demo's first town hall, for the pages of tax, collection, allowance and law changes.

Everything goes the way of real use: reports come in as a file, a year is computed by one and decided by another,
letters are drawn, payments come in as a file, filings are approved. Each part looks whether it was done, so that a
filling that was cut off is taken up again. People, employers and accounts are fictitious.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final
from uuid import NAMESPACE_OID, UUID, uuid5

from yakuba.areas.resident_tax import assessments, claiming, employer_letters, returns, starting, tax_letters
from yakuba.areas.resident_tax.actions import returns as returning
from yakuba.areas.resident_tax.domain.returns import TaxReturn
from yakuba.areas.resident_tax.models import AssessmentRun, DocumentBatch
from yakuba.insight.law_changes import names, studying
from yakuba.insight.law_changes.models import LawStudy
from yakuba.insight.work_comparison import analysing
from yakuba.insight.work_comparison.names import ANALYSIS
from yakuba.insight.work_comparison.source import fiscal_year
from yakuba.law.what_if import Bill
from yakuba.operation.founding import demo_cards, demo_year_allowance, demo_year_money
from yakuba.operation.founding.demo_desk import CHIEF, CLERK, Desk
from yakuba.operation.founding.synthetic import reports as report_files
from yakuba.operation.home import Home
from yakuba.platform.cases import service as cases
from yakuba.platform.documents import mailings
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import now

Tell = Callable[[str], None]

TOWN: Final = "012084"
PEOPLE: Final = 700
"""Whose reports come in: enough for pictures, few enough for seconds."""
YEAR: Final = 2026
ASSESSED: Final = {YEAR - 1: date(YEAR - 1, 5, 20), YEAR: date(YEAR, 5, 20)}
NOTHING: Final = Bill("", {}, {})
RETURN: Final = {
    "income.salary_revenue": (4_800_000, 900_000),
    "paid.social_insurance": (690_000, 120_000),
    "paid.medical": (240_000, 0),
}
"""What the first of the cards' holders declares, and how much more each next one does."""
_BLOCK: Final = 1 << 20


def fill_demo(tell: Tell) -> None:
    """Fill the first town hall of this home's demo. Raises as ``fill``, UnknownMunicipality."""
    instant = now()
    desk = Desk(directory.by_address(TOWN), instant, instant)
    fill(desk, Home.from_environment().path / "demo" / f"{TOWN}.csv", tell)


def fill(desk: Desk, residents: Path, tell: Tell) -> None:
    """Do what is not done yet; ``residents``: the file the town was loaded from, reports are written beside it.

    Raises demo_desk.FillingFailed, starting.Stopped.
    """
    for year, day in ASSESSED.items():
        tell(f"個人住民税 {year}年度：課税資料から決定まで")
        _documents(desk.on(day), residents, year)
        _returns(desk.on(day), year)
        _decided(desk.on(day), year)
        tell(f"収納 {year}年度：納付データの取込み")
        demo_year_money.pay(desk, year)
    tell("個人住民税：納税通知書と特別徴収税額通知")
    _letters(desk.on(ASSESSED[YEAR]))
    tell("個人住民税：遅れて届いた資料と、決裁を待つ変更")
    _late_reports(desk, residents)
    tell("収納：督促、過誤納、分割納付、口座振替")
    demo_year_money.follow(desk)
    tell("児童手当：認定と支払")
    demo_year_allowance.fill(desk)
    tell("条例・改正の試算と予行")
    _law_changes(desk)
    tell("業務比較：今年度の集計")
    _work(desk)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def _documents(desk: Desk, residents: Path, year: int) -> None:
    """Last year's reports without a fault, this year's as they come."""
    with desk.open() as context:
        if DocumentBatch.objects.filter(fiscal_year=year, state=DocumentBatch.State.TAKEN).exists():
            return
    reports = report_files.write_reports(residents, residents.parent, year, PEOPLE)
    if year == YEAR:
        reports = report_files.with_faults(reports, reports.with_name(f"faulty-{year}.csv"), year)
    starting.take_file(context, f"給与・年金支払報告書_{year}.csv", _pieces(reports), year)


def _key(what: str) -> UUID:
    return uuid5(NAMESPACE_OID, f"demo/{what}")


def _returns(desk: Desk, year: int) -> None:
    """Who has a card of the demo files a return, so that a visitor finds an own tax on the portal."""
    with desk.open():
        holders = [int(one.addressee_number) for one in demo_cards.holders()]
    for at, number in enumerate(holders):
        with desk.open():
            if returns.latest(year, number) is not None:
                continue
            amounts = {name: yen + at * step for name, (yen, step) in RETURN.items()}
            told = TaxReturn(taxpayer=number, fiscal_year=year, filed_on=date(year, 3, 2), amounts=amounts)
            draft = cases.Draft(returning.FILE, returning.Filed(told=told), _key(f"return/{year}/{number}"), {})
            case = cases.draft(draft)
            cases.accept_alerts(case.id, {one.code: "本人に確かめた" for one in returning.check(cases.input_of(case))})
            cases.enter(case.id)
        with desk.open(CHIEF):
            cases.approve(case.id)


def _decided(desk: Desk, year: int) -> None:
    """Computed by the clerk, decided by the chief, claimed."""
    with desk.open():
        if assessments.approved_runs(year).exists():
            return
        assessments.start(year)
    desk.work(assessments.ASSESS)
    with desk.open(CHIEF):
        assessments.approve(AssessmentRun.objects.get(fiscal_year=year, state=AssessmentRun.State.COMPUTED).id)
    desk.work(claiming.CLAIM)


def _letters(desk: Desk) -> None:
    with desk.open():
        run = assessments.approved_runs(YEAR).get(initial=True)
        mailings.start(tax_letters.KIND, str(run.id), f"令和8年度 納税通知書（当初 {run.number}）")
        mailings.start(employer_letters.KIND, str(run.id), f"令和8年度 特別徴収税額通知（当初 {run.number}）")
    desk.work(mailings.MAKE)


def _late_reports(desk: Desk, residents: Path) -> None:
    """Reports of more households come late: computed, and left for somebody else to decide."""
    name = f"給与支払報告書_{YEAR}_追加.csv"
    with desk.open() as context:
        if AssessmentRun.objects.filter(fiscal_year=YEAR, initial=False).exists():
            return
    more = report_files.write_reports(residents, residents.parent, YEAR, PEOPLE + 60)
    starting.take_file(context, name, _pieces(more), YEAR)
    with desk.open(CLERK):
        assessments.start(YEAR)
    desk.work(assessments.ASSESS)


def _law_changes(desk: Desk) -> None:
    with desk.open(CHIEF):
        if LawStudy.objects.exists():
            return
        bill = Bill("市町村民税の均等割を500円上げる案", {}, {"city_per_capita": 3_500})
        tax = studying.Asked(title=bill.title, scheme="resident-tax", period="2026", material="2026", bill=bill)
        studying.start(tax)
        coming = replace(tax, title="令和9年度の改正の予行", period="2027", bill=NOTHING, package="2026-law-2")
        studying.start(coming)
    desk.work(names.STUDY)


def _work(desk: Desk) -> None:
    """This year's own work is counted from the journal, which the parts before wrote."""
    with desk.open(CHIEF):
        if analysing.newest() is None:
            analysing.start(fiscal_year(desk.today))
    desk.work(ANALYSIS)
