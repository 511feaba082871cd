"""北見市 with something on every page of staff: what the addresses of the pages are made of."""

import json
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.accessibility.portal import told, unmatched
from tests.areas.child_allowance.families import CLAIM as ALLOWANCE_CLAIM
from tests.areas.child_allowance.families import YOUNG
from tests.areas.child_allowance.paying import FEBRUARY, run_jobs, say_who_pays
from tests.areas.child_allowance.paying import begin as begin_run
from tests.areas.collection import asking, payments
from tests.areas.own_ledgers.ledgers import CODE, name_the_mayor, publish
from tests.areas.own_ledgers.test_entries import approve, draw, file
from tests.areas.resident_tax.reports import file as report_file
from tests.areas.resident_tax.reports import line as report
from tests.attachments import png
from tests.backyard.test_fees import filed
from tests.backyard.test_filing_files import ref
from tests.backyard.test_filings_browser import fill
from tests.backyard.test_pages_browser import CLAIM, administration, protection
from tests.filings import arrival, copy_of
from tests.flows import FILING, Desk
from tests.frontyard.counter.test_counter import begin, interview
from tests.frontyard.reception.intake.samples import row, text
from tests.platform.cases.own import dog, published
from tests.procedures.town import announced
from tests.residents import FAMILY, address, move_in
from tests.world import MORNING, TODAY, Town, signed_in
from yakuba.areas.child_allowance import bodies
from yakuba.areas.child_allowance.actions import placing
from yakuba.areas.child_allowance.actions.claim import NamedChild
from yakuba.areas.child_allowance.actions.names import PLACE
from yakuba.areas.child_allowance.models import AllowanceVersion, Mailing, MailingLetter, Payment
from yakuba.areas.child_allowance.runs import PLAN
from yakuba.areas.collection.actions import cash, reminding
from yakuba.areas.collection.actions.receiving import receive
from yakuba.areas.collection.domain.lines import Received, Way
from yakuba.areas.collection.models import PaymentLine
from yakuba.areas.own_ledgers.models import LedgerEntry
from yakuba.areas.resident_registry import stops
from yakuba.areas.resident_registry.arrival_models import ExpectedArrival
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.models import ResidentLoad
from yakuba.areas.resident_tax import assessments, returns, starting, taking
from yakuba.areas.resident_tax.actions import decide, keeping_collectors, relieving
from yakuba.areas.resident_tax.actions import returns as returning
from yakuba.areas.resident_tax.domain.returns import TaxReturn
from yakuba.frontyard.counter import tickets
from yakuba.frontyard.counter.models import Visit
from yakuba.frontyard.reception.intake import running
from yakuba.frontyard.reception.intake.models import IntakeLine
from yakuba.insight.law_changes import studying
from yakuba.insight.law_changes.models import LawStudyPerson
from yakuba.law.what_if import Bill
from yakuba.operation.founding.synthetic import Population, write
from yakuba.platform.access.models import StaffSession
from yakuba.platform.attachments import service as attachments
from yakuba.platform.cases import building, filings
from yakuba.platform.cases import service as cases
from yakuba.platform.cases.fee_models import FeeEntry
from yakuba.platform.cases.models import Filing
from yakuba.platform.disclosure.models import ProtectionCase, Suppression
from yakuba.platform.documents.models import Intent
from yakuba.platform.exchange.models import OutboxMessage
from yakuba.platform.jobs import service as jobs
from yakuba.platform.jobs.models import Job, JobState
from yakuba.platform.ledger import service as ledger
from yakuba.platform.parameters import service as parameters
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.secrets.sealed_box import new_pair
from yakuba.platform.tenancy.context import now

AT = "/012084/"


@dataclass
class Filled:
    """The town hall and the names that stand in its addresses."""

    town: Town
    names: dict[str, Any] = field(default_factory=dict)

    def stepped_up(self, login: str) -> Client:
        """A browser past the second factor that was shown a moment ago."""
        client = signed_in(self.town, login)
        self.renew()
        return client

    def renew(self) -> None:
        with self.town.open():
            StaffSession.objects.update(step_up_until=now() + timedelta(hours=2))


def build(town: Town, folder: Path, patch: pytest.MonkeyPatch) -> Filled:
    """Something on every page of staff, all by the ways of real use."""
    full = Filled(town)
    _load(full, folder)
    with town.open("chief"):
        name_the_mayor()
    filed = fill(town)
    full.names |= {f"filing_{name}": one.id for name, one in filed.items()}
    with town.open():
        family = move_in(FAMILY, address(lot="２１番地"))
    full.names |= {"number": int(family[0].addressee_number), "household": family[0].household_number}
    _administration(full, family)
    _papers(full, family)
    _changes(full, family)
    _own(full, family)
    _allowance(full)
    _payments(full)
    _counter(full, family)
    _file(full, family, patch)
    _fees(full)
    _tax(full)
    _assessment(full, family)
    _law_changes(full)
    _intake(full, family, folder)
    told(town)
    full.names["resident_account"] = unmatched(town, family[2])
    return full


def _allowance(full: Filled) -> None:
    """A recipient of the child allowance, and a run of payments that is worked out."""
    with full.town.open():
        young = move_in(YOUNG, address(lot="２２番地"))
        claim = filings.receive(arrival("child_allowance_claim", young, ALLOWANCE_CLAIM))
    with full.town.open("chief"):
        approve(claim)
        full.names["allowance"] = AllowanceVersion.objects.get(claimant_number=young[0].addressee_number).right_id
    say_who_pays(full.town)
    full.names["allowance_run"] = begin_run(full.town, FEBRUARY, date(2027, 2, 10))
    run_jobs(full.town, PLAN)
    with full.town.open():
        full.names["allowance_payment"] = Payment.objects.get().id
    _allowance_of_a_home(full)


def _allowance_of_a_home(full: Filled) -> None:
    """A home with a child, and letters of which one could not be sent."""
    with full.town.open("chief"):
        body = bodies.add(bodies.Details(kind="home", name="見本学園", postcode="0900024", address="北見市見本１丁目"))
    number = body.addressee_number
    child = NamedChild(name="見本　一郎", birth_date=date(2012, 5, 5))
    given = placing.Placing(claimant=number, child=child, entered_on=TODAY, claimed_on=TODAY)
    with full.town.open():
        case = cases.enter(cases.draft(cases.Draft(PLACE, given, uuid4(), {})).id)
    with full.town.open("chief"):
        cases.approve(case.id)
        right = AllowanceVersion.objects.get(claimant_number=number)
        mailing = Mailing.objects.create(
            kind="asked", key="2026", year=2026, held=1, state="made", started_at=MORNING, started_by_name="係長 一郎"
        )
        MailingLetter.objects.create(
            mailing_id=mailing.id,
            place=1,
            number="児手2026-90001",
            right_id=right.right_id,
            right_number=right.number,
            claimant_number=number,
            state="held",
            why="通知書の宛先：住民票がない。宛先を確かめる",
        )
    full.names |= {"allowance_body": number, "allowance_home": right.right_id, "allowance_mailing": mailing.id}


def _payments(full: Filled) -> None:
    """A file of payments with one entered and one that waits; something that is late."""
    with full.town.open("chief"):
        one, two = payments.levy(12_000, 8_000)
        taken = cash.take(two, 1_000, uuid4())
        payments.levy(9_000, due=date(2026, 11, 2), notice="7000002")
        (twice,) = payments.levy(7_000, due=TODAY, notice="7000003")
        ledger.receive_payment(twice.id, 14_000, payments.how("twice"))
        run = reminding.start(TODAY)
        data = payments.common(("A1", one.number, "2026-11-20", "12000"), ("A2", "9" * 13, "2026-11-20", "3000"))
        file, _ = receive(Way.COMMON, "納付.csv", data, Received(TODAY))
    payments.work(full.town)
    with full.town.open():
        lines = {line.state: line.id for line in PaymentLine.objects.filter(file_id=file.id)}
    full.names |= {"payment_file": file.id, "payer": payments.PAYER, "reminder_run": run.id, "too_much": twice.id}
    full.names |= {"claim_open": two.id, "cash_entry": taken.id}
    full.names |= {f"payment_{state}": line for state, line in lines.items()}
    full.names |= asking.build(full.town)


def _load(full: Filled, folder: Path) -> None:
    """A file with a fault in it, checked and loaded; the line that could not be taken is held."""
    path = folder / "residents.csv"
    write(Population("012084", 60, 9, date(2026, 10, 1)), path)
    lines = path.read_text(encoding="utf-8").splitlines()
    sex, latest = (lines[0].split(",").index(name) for name in ("性別", "最新フラグ"))
    place = next(at for at, line in enumerate(lines) if at and line.split(",")[latest] == "1")
    cells = lines[place].split(",")
    cells[sex] = "7"
    lines[place] = ",".join(cells)
    clerk = signed_in(full.town, "madoguchi")
    for step, content in enumerate((lines, [line.replace("北海道", "北海通") for line in lines])):
        sent = BytesIO("\n".join([*content, "短い,行"]).encode())
        sent.name = f"住民{step}.csv"
        answer = clerk.post(f"{AT}residents/loads/", {"file": sent})
        load = UUID(answer.headers["Location"].split("/loads/")[1].split("/")[0])
        _run(full.town, load, "check_job_id")
        if step == 0:
            clerk.post(f"{AT}residents/loads/{load}/start/")
            _run(full.town, load, "insert_job_id")
            full.names["load"] = load
        else:
            full.names["changed_load"] = load
    page = clerk.get(f"{AT}residents/loads/{full.names['load']}/held/").content.decode()
    full.names["held_line"] = page.split(f"/{full.names['load']}/held/")[1].split("/")[0]


def _run(town: Town, load: UUID, job: str) -> None:
    with town.open():
        job_id = getattr(ResidentLoad.objects.get(id=load), job)
    assert jobs.run_here(town.id, job_id).state == "succeeded"


def _administration(full: Filled, family: list[Record]) -> None:
    town, numbers = full.town, [int(one.addressee_number) for one in family]
    with town.open("chief", now()):
        administration(town)
        protection(numbers)
    with town.open("clerk", now()), pytest.raises(stops.Stopped):
        household = int(family[0].household_number)
        stops.hold(stops.Claim(CLAIM, "third_party", "鈴木　三郎", (numbers[1],), tuple(numbers), household))
    with town.open():
        full.names |= {
            "account": town.clerk.id,
            "job": Job.objects.get(state=JobState.FAILED).id,
            "running_job": Job.objects.get(state=JobState.RUNNING).id,
            "letter": OutboxMessage.objects.get(kind="resident.moved").id,
            "protection": ProtectionCase.objects.latest("entered_at").id,
            "suppression": Suppression.objects.get().id,
            "entry": RegisterEntry.objects.filter(act="search").latest("id").id,
            "claim": CLAIM,
        }
    chief = full.stepped_up("kakaricho")
    asked = {"purpose": "移行", "recipient": new_pair()[1].decode()}
    assert chief.post(f"{AT}residents/exports/", asked).status_code == 302


def _papers(full: Filled, family: list[Record]) -> None:
    clerk = signed_in(full.town, "madoguchi")
    asked = {
        "idempotency_key": str(uuid4()),
        "applicant": "self",
        "identification": "card",
        "purpose": "勤務先へ提出",
        "kind": "copy_joint",
        "chosen": [family[0].addressee_number],
        "items": ["head_and_relationship"],
    }
    answer = clerk.post(f"{AT}residents/certificates/?household={family[0].household_number}", asked)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    searched = signed_in(full.town, "kakaricho").post(f"{AT}residents/", {"kana": "サトウ"})
    full.names["search"] = searched.headers["Location"].rstrip("/").rsplit("/", 1)[-1]
    number = full.names["number"]
    clerk.post(f"{AT}residents/{number}/memo/write/", {"text": "耳が遠い", "idempotency_key": str(uuid4())})
    with full.town.open():
        full.names["intent"] = Intent.objects.get().id


def _changes(full: Filled, family: list[Record]) -> None:
    """A move-out with its papers, one that waits for the chief, one that is a draft; a couple expected, one left."""
    desk = Desk(full.town)
    with full.town.open():
        others = [move_in(FAMILY, address(lot=lot)) for lot in ("３１番地", "３２番地", "３３番地")]
    form = FILING | {"abroad": "0", "planned": "千葉県船橋市", "change_date": "令8.12.1"}
    for name, rows in zip(("done", "waiting", "draft"), others, strict=True):
        there = f"changes/move_out/?household={rows[0].household_number}"
        url = desk.draft(there, form | {"chosen": [one.addressee_number for one in rows]})
        if name != "draft":
            desk.enter(url)
        if name == "done":
            desk.approve(url)
        full.names[f"case_{name}"] = url.rstrip("/").rsplit("/", 1)[-1]
    with full.town.open():
        announced()
        full.names["arrival"] = ExpectedArrival.objects.get().id


def _tax(full: Filled) -> None:
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


def _assessment(full: Filled, family: list[Record]) -> None:
    """A year that is decided, with one taxpayer, and the next computation that finds nothing new."""
    with full.town.open("chief") as context:
        assert context.municipality == full.town.id
    sent = report_file(report(98, recipient_number="Z1", payment="5000000", ordinary="1"))
    batch = starting.take_file(context, "給報2.csv", iter([sent]), 2026)
    with full.town.open("chief"):
        decide.choose(batch.id, 1, int(family[0].addressee_number))
    for name in ("tax_run", "tax_next_run"):
        with full.town.open("chief"):
            run = assessments.start(2026)
        assert run.job_id is not None and jobs.run_here(full.town.id, run.job_id).state == "succeeded"
        full.names[name] = run.id
        with full.town.open():
            if name == "tax_run":
                assessments.approve(run.id)
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


def _law_changes(full: Filled) -> None:
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


def _own(full: Filled, family: list[Record]) -> None:
    """A procedure of the town's own in the making, one that is open, and an entry of its ledger with a letter."""
    town = full.town
    with town.open():
        publish()
    with town.open("chief"):
        filing = file(family, {"keepers": [], "note": "熊の足跡がある"})
        approve(filing)
        full.names["own_draft"] = building.start(dog()).id
        open_one = published(TODAY, {**dog(), "title": {"ja": "猫の登録", "easy": "", "en": ""}})
        full.names["own_open"] = open_one.id
    draw(town)
    with town.open():
        full.names |= {"ledger": CODE, "ledger_entry": LedgerEntry.objects.get().id}


def _counter(full: Filled, family: list[Record]) -> None:
    """A visit that is asked, one that waits for the signature, one that is signed; tickets."""
    chief = signed_in(full.town, "kakaricho")
    urls = {}
    for name in ("asking", "signing", "signed"):
        urls[name] = begin(chief, family[0])
        if name != "asking":
            interview(chief, urls[name])
        full.names[f"visit_{name}"] = urls[name].rstrip("/").rsplit("/", 1)[-1]
    assert chief.post(f"{urls['signed']}sign/", {"how": "paper"}).status_code == 302
    chief.post(f"{urls['signing']}tablet/")
    with full.town.open("system", now()):
        full.names["code"] = Visit.objects.get(id=full.names["visit_signing"]).tablet_code
        keys = [uuid4() for _ in range(3)]
        for key in keys:
            tickets.take("A", key)
        full.names["ticket"] = keys[0]


def _fees(full: Filled) -> None:
    """One paid in cash, one paid and taken back, one that nobody paid yet."""
    with full.town.open("chief"):
        parameters.set("fee.collection", date(2026, 4, 1), "counter", "試験")
    with full.town.open():
        people = move_in(FAMILY, address(lot="４１番地"))
    chief, charges = signed_in(full.town, "kakaricho"), []
    for _ in range(3):
        filing, charge = filed(full.town, people, language="en")
        charges.append((filing, charge))
    for _, charge in charges[:2]:
        sent = {"idempotency_key": str(uuid4())}
        assert chief.post(f"{AT}fees/{charge.id}/cash/", sent).status_code == 302
    with full.town.open():
        filings.withdraw(charges[1][0].key)
        full.names |= {
            "paid": charges[0][1].id,
            "unpaid": charges[2][1].id,
            "payment": FeeEntry.objects.get(charge_id=charges[0][1].id).id,
            "due_back": FeeEntry.objects.get(kind="return_due").id,
        }


def _intake(full: Filled, family: list[Record], folder: Path) -> None:
    """A file of applications: one taken, one held for its answers, one that cannot become a filing."""
    path = folder / "申請.csv"
    lines = [
        row(full.town, family[0], "A1"),
        row(full.town, family[3], "A2", **{"answers.use": "moon", "answers.whose": "だれか"}),
        row(full.town, family[0], "A3", procedure="no_such"),
    ]
    path.write_bytes(text(lines))
    report = running.import_file(full.town.id, path, running.chosen(), dry_run=False)
    full.names["intake"] = report.intake
    with full.town.open():
        full.names["intake_line"] = IntakeLine.objects.get(intake_id=report.intake, outside_number="A2").line


def _file(full: Filled, family: list[Record], patch: pytest.MonkeyPatch) -> None:
    """A filing that came with a picture, and one whose file never came."""
    from tests.file_procedure import with_files

    with_files(patch)
    image, lost = ref("写真.png", png()), ref("診断書.png", png(5))
    new = copy_of(family, ["t0"])
    new = filings.Arrival(**{**new.__dict__, "answers": {**new.answers, "proof": [image, lost]}})
    with full.town.open():
        attachments.take(attachments.Coming(new.key, "proof", image, new.account), png())
        filing: Filing = filings.receive(new)
    full.names |= {"filing_files": filing.id, "file": image["id"]}
