"""Reports taken in, a decided year of resident tax and trials of a law, for the pages of staff."""

import json
from dataclasses import replace
from datetime import date
from uuid import uuid4

from tests.accessibility.filling import AT, Filled
from tests.areas.resident_tax.reports import file as report_file
from tests.areas.resident_tax.reports import line as report
from tests.areas.resident_tax.test_assessment_runs import computed
from tests.areas.resident_tax.test_collectors import decide as decide_run
from tests.world import signed_in
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_tax import returns, starting, taking, tax_letters
from yakuba.areas.resident_tax.actions import decide, keeping_collectors, relieving
from yakuba.areas.resident_tax.actions import returns as returning
from yakuba.areas.resident_tax.domain.returns import TaxReturn
from yakuba.insight.law_changes import studying
from yakuba.insight.law_changes.models import LawStudyPerson
from yakuba.law.what_if import Bill
from yakuba.platform.cases import service as cases
from yakuba.platform.documents import mailings
from yakuba.platform.documents.models import MailingLetter
from yakuba.platform.jobs import service as jobs


def documents(full: Filled) -> None:
    """Wage reports: one of nobody known, one held, one with candidates; and a file that was only checked."""
    who = {
        "name": "佐藤　太郎",
        "name_kana": "ｻﾄｳ ﾀﾛｳ",
        "birth_era": "1",
        "birth_year": "52",
        "birth_month": "5",
        "birth_day": "2",
    }
    nobody = {**who, "name": "山田　次郎", "name_kana": "ﾔﾏﾀﾞ ｼﾞﾛｳ"}
    lines = [
        report(98, **who),
        report(98, **who, payment="五百万"),
        report(98, **who, recipient_number="E9"),
        report(98, **nobody),
    ]
    with full.town.open("chief") as context:
        assert context.municipality == full.town.id
    full.names["tax_batch"] = starting.take_file(context, "給報.csv", iter([report_file(*lines, "315,短い")]), 2026).id
    with full.town.open("chief"):
        batch, _ = taking.receive("年報.csv", iter([report_file(report(49, code="331"))]), 2026)
        starting.start_check(batch)
    assert batch.check_job_id is not None and jobs.run_here(full.town.id, batch.check_job_id).state == "succeeded"
    full.names["tax_checked"] = batch.id


def decided(full: Filled, family: list[Record]) -> None:
    """A year that is decided, with one taxpayer, and the next computation that finds nothing new."""
    with full.town.open("chief") as context:
        assert context.municipality == full.town.id
    sent = report_file(report(98, recipient_number="Z1", payment="5000000", ordinary="1"))
    batch = starting.take_file(context, "給報2.csv", iter([sent]), 2026)
    with full.town.open("chief"):
        decide.choose(batch.id, 1, int(family[0].addressee_number))
    run = computed(full.town)
    decide_run(full.town, run)
    letters(full, str(run.id))
    full.names |= {"tax_run": run.id, "tax_next_run": computed(full.town).id}
    full.names["taxpayer"] = int(family[0].addressee_number)
    asked = {"idempotency_key": str(uuid4()), "kind": "income_tax", "year": "2026", "applicant": "self"}
    asked |= {"applicant_name": "", "identification": "card", "purpose": "奨学金の申込み"}
    at = f"{AT}resident-tax/certificates/of/{full.names['taxpayer']}/"
    answer = signed_in(full.town, "kakaricho").post(at, asked)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    full.names["tax_certificate"] = answer.headers["Location"].rstrip("/").rsplit("/", 1)[-1]
    told = TaxReturn(
        taxpayer=full.names["taxpayer"],
        fiscal_year=2026,
        filed_on=date(2026, 2, 20),
        amounts={"income.salary_revenue": 5_000_000, "paid.medical": 200_000},
    )
    with full.town.open("chief"):
        returns.save(told, returns.Saved(None))
        given = returning.Filed(told=told, base=1, reason="医療費の領収書")
        full.names["return_case"] = cases.draft(cases.Draft(returning.FILE, given, uuid4(), {})).id
    with full.town.open("chief") as context:
        day, press = context.business_date, uuid4()
        wish = relieving.Application(2026, full.names["taxpayer"], "public_assistance", day, "保護決定通知書", press)
        full.names["tax_relief"] = relieving.apply(wish).id
        full.names["tax_collector"] = keeping_collectors.register_employer("網走水産", "2000002").addressee_number


def letters(full: Filled, run: str) -> None:
    """Letters of the decided year, of which one cannot be sent."""
    with full.town.open("chief"):
        mailing = mailings.start(tax_letters.KIND, run, "令和8年度 納税通知書（当初 1）")
    assert mailing.job_id is not None and jobs.run_here(full.town.id, mailing.job_id).state == "succeeded"
    with full.town.open():
        letter = MailingLetter.objects.get(mailing_id=mailing.id)
        letter.id, letter.place, letter.state = uuid4(), 2, "held"
        letter.why = "死亡している。相続人代表者の届出を確かめ、相続人に個別に送る"
        letter.save(force_insert=True)


def law_changes(full: Filled) -> None:
    """A trial of a bill over households of a file, with figures that are shown and some that are not."""
    rates = {"medical": {"rate": "0.07", "per_capita": 30_000}}
    heads = [{"age": 30 + place * 2, "total_income": place * 900_000} for place in range(21)]
    cases = [{"fiscal_year": 2026, "head": head, "ordinance": rates} for head in heads]
    lines = [json.dumps(case).encode() + b"\n" for case in cases]
    bill = Bill("医療分を8%にする案", {}, {"medical": {"rate": "0.08"}})
    asked = studying.Asked(title=bill.title, scheme="health-insurance", period="2026", bill=bill)
    with full.town.open("chief"):
        study = studying.start(replace(asked, file_name="世帯.jsonl", pieces=iter(lines)))
    assert study.job_id is not None and jobs.run_here(full.town.id, study.job_id).state == "succeeded"
    full.names["law_study"] = study.id
    asked = studying.Asked(title="予行", scheme="resident-tax", period="2027", material="2026", package="2026-law-2")
    with full.town.open("chief"):
        study = studying.start(asked)
    assert study.job_id is not None and jobs.run_here(full.town.id, study.job_id).state == "succeeded"
    with full.town.open():  # a taxpayer whose tax stays the same would have no page
        LawStudyPerson.objects.get_or_create(
            study_id=study.id, addressee_number=full.names["taxpayer"], defaults={"rank": 9, "before": 1, "after": 0}
        )
    full.names["law_rehearsal"] = study.id
