"""Every shipped procedure: accepted, broken, ended, by its sample in ``samples/``; and none without one."""

import json

import pytest

from tests.procedures.samples import Sample, all_samples
from tests.procedures.trying import Trial, rows_of, undone
from tests.world import TODAY
from yakuba.platform.cases.models import Filing
from yakuba.platform.cases.procedures import catalogue
from yakuba.platform.cases.procedures.definition import Procedure

State = Filing.State
OPEN = {one.code: one for one in catalogue.load().open_on(TODAY)}
ENDS = {"handover": (State.HANDED,), "rows": (State.DONE,), "paper": (State.DECIDED, State.DONE)}


def codes(filing: Filing) -> list[str]:
    return [str(one["code"]) for one in filing.findings]


def told(filing: Filing) -> str:
    return f"{filing.state}: {[(one['code'], one['message']) for one in filing.findings]}"


def test_each_shipped_procedure_has_a_sample_and_each_sample_a_procedure() -> None:
    assert set(OPEN) - set(all_samples()) == set(), "without a sample in tests/procedures/samples"
    assert set(all_samples()) - set(OPEN) == set(), "samples of nothing that ships"


@pytest.mark.parametrize("code", sorted(all_samples()))
def test_legal_basis_deadline_and_three_checks_that_can_fail(code: str) -> None:
    procedure, sample = OPEN[code], all_samples()[code]
    assert procedure.basis.strip() and procedure.deadline.ja.strip()
    assert len({one.finds for one in sample.breaks}) >= 3, "three breaks that different checks find"
    assert (sample.ends == "visit") == (procedure.finish == "visit" and sample.level != "counter")
    assert (sample.then or sample.ends) == "handover" or not procedure.action.startswith("handover.")


@pytest.mark.parametrize("code", sorted(all_samples()))
def test_it_ends_and_what_is_wrong_stops_it(trial: Trial, code: str) -> None:
    sample = all_samples()[code]
    with trial.running():
        trial.prepare(sample)
        with undone():
            _ends(trial, sample)
        for how in sample.breaks:
            with undone():
                filing = trial.found(sample, how)
                assert how.finds in codes(filing), f"{how.because}: {told(filing)}"
                assert filing.state == State.RECEIVED, f"{how.because}: it went on"


def _ends(trial: Trial, sample: Sample) -> None:
    before = rows_of(list(sample.rows))
    filing = trial.file(sample)
    assert codes(filing) == [], told(filing)
    if sample.ends == "visit":
        assert filing.state == State.VISIT, told(filing)
        filing = trial.arrived(filing)
    filing = trial.decided(filing)
    ends = sample.then or sample.ends
    assert filing.state in ENDS[ends], told(filing)
    after = rows_of(list(sample.rows))
    assert all(after[table] >= before[table] + least for table, least in sample.rows.items()), (before, after)
    if ends == "paper":
        assert filing.outcome["paper"]
    if ends == "handover":
        _handed_over(trial, sample, filing)


def _handed_over(trial: Trial, sample: Sample, filing: Filing) -> None:
    """The other system read the file, keeps every answer, and its reference is on the filing."""
    record = trial.handed_over(filing)
    assert filing.state == State.DONE and filing.outcome["reference"], told(filing)
    party = f"system-{sample.definition().action.removeprefix('handover.').replace('_', '-')}"
    kept = json.loads((trial.spool / party / "taken" / f"{record['handover_id']}.json").read_text(encoding="utf-8"))
    assert kept == record
    assert kept["applicant_number"] == str(trial.people[sample.applicant])
    unsaid = [name for name in filing.answers if not any(kept[one] for one in _columns(kept, name))]
    assert unsaid == [], "answers that did not arrive"


def _columns(record: dict[str, str], question: str) -> list[str]:
    return [name for name in record if name == f"answer_{question}" or name.startswith(f"answer_{question}_")]


def test_the_definitions_of_the_samples_are_the_ones_that_ship() -> None:
    """A question that a sample answers and the definition does not ask would be dropped without a word."""
    for code, sample in all_samples().items():
        asked = {one.id for one in _of(code).steps}
        broken = {name for how in sample.breaks for name in (*how.answers, *how.remove)}
        assert {*sample.answers, *broken} <= asked, code


def _of(code: str) -> Procedure:
    return OPEN[code]
