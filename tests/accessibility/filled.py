"""北見市 with something on every page of staff: what the addresses of the pages are made of."""

from datetime import date
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from tests.accessibility import money, taxed, worked
from tests.accessibility.filling import AT, Filled
from tests.accessibility.portal import told, unmatched
from tests.areas.own_ledgers.ledgers import CODE, name_the_mayor, publish
from tests.areas.own_ledgers.test_entries import approve, draw, file
from tests.attachments import png
from tests.backyard.test_fees import filed
from tests.backyard.test_filing_files import ref
from tests.backyard.test_filings_browser import fill
from tests.backyard.test_pages_browser import CLAIM, administration, protection
from tests.filings import copy_of
from tests.flows import FILING, Desk
from tests.frontyard.counter.test_counter import begin, interview
from tests.frontyard.reception.intake.samples import row, text
from tests.platform.cases.own import dog, published
from tests.procedures.town import announced
from tests.residents import FAMILY, address, move_in
from tests.world import TODAY, Town, signed_in
from yakuba.areas.own_ledgers.models import LedgerEntry
from yakuba.areas.resident_registry import stops
from yakuba.areas.resident_registry.arrival_models import ExpectedArrival
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.models import ResidentLoad
from yakuba.frontyard.counter import tickets
from yakuba.frontyard.counter.models import Visit
from yakuba.frontyard.reception.intake import running
from yakuba.frontyard.reception.intake.models import IntakeLine
from yakuba.operation.founding.synthetic import Population, write
from yakuba.platform.attachments import service as attachments
from yakuba.platform.cases import building, filings
from yakuba.platform.cases.fee_models import FeeEntry
from yakuba.platform.cases.models import Filing
from yakuba.platform.disclosure.models import ProtectionCase, Suppression
from yakuba.platform.documents.models import Intent
from yakuba.platform.exchange.models import OutboxMessage
from yakuba.platform.jobs import service as jobs
from yakuba.platform.jobs.models import Job, JobState
from yakuba.platform.parameters import service as parameters
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.secrets.sealed_box import new_pair
from yakuba.platform.tenancy.context import now


def build(town: Town, folder: Path, patch: pytest.MonkeyPatch) -> Filled:
    """Something on every page of staff, all by the ways of real use."""
    full = Filled(town)
    _load(full, folder)
    with town.open("chief"):
        name_the_mayor()
        steps = "受付 → 電話での確認 → （現地確認） → 仮登録"
        parameters.set("work_steps.move_within", date(2026, 4, 1), steps, "試験")
    filed = fill(town)
    full.names |= {f"filing_{name}": one.id for name, one in filed.items()}
    with town.open():
        family = move_in(FAMILY, address(lot="２１番地"))
    full.names |= {"number": int(family[0].addressee_number), "household": family[0].household_number}
    _administration(full, family)
    _papers(full, family)
    _changes(full, family)
    _own(full, family)
    money.allowance(full)
    money.payments_and_claims(full)
    _counter(full, family)
    _file(full, family, patch)
    _fees(full)
    taxed.documents(full)
    taxed.decided(full, family)
    taxed.law_changes(full)
    worked.work(full)
    _intake(full, family, folder)
    told(town)
    full.names["resident_account"] = unmatched(town, family[2])
    return full


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
