"""Each action fails at its 1st, 2nd, … n-th statement: no partial state, and the retry succeeds once.

The approval of every kind of change, and the issue of a certificate. Three kinds run every time, the rest in
``make proof``.
"""

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client

from tests.faults.sample_events import EVENTS, couple, provisional
from tests.faults.statement_faults import MOST, Tables, failing_at, until_it_passes
from tests.world import MORNING, Town, found_town, signed_in
from yakuba.areas.resident_registry.domain.events import EVENT_TYPES
from yakuba.areas.resident_registry.models import ChangeEvent
from yakuba.platform.cases import service as cases
from yakuba.platform.cases.models import Case
from yakuba.platform.documents import service as documents
from yakuba.platform.documents.models import Intent
from yakuba.platform.parameters import service as parameters
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.secrets import keyring
from yakuba.platform.secrets.models import SealedPart

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

EVERY_TIME = ("move_in", "death", "cancellation")
LEAST = 12
"""An approval is at least so many statements; a loop that ends earlier has not seen them."""


@pytest.fixture
def kitami() -> Town:
    return found_town("012084")


def check_approval(kind: str, town: Town, tables: Tables) -> None:
    event = EVENTS[kind](town)
    with town.open():
        case_id = provisional(event)
        before = ChangeEvent.objects.count()

    def approve() -> None:
        with town.open():
            cases.approve(case_id)

    assert until_it_passes(approve, tables) >= LEAST
    approve()
    with town.open():
        assert Case.objects.get(id=case_id).state == Case.State.REGISTERED
        assert ChangeEvent.objects.count() == before + 1


def test_every_kind_of_change_has_a_sample() -> None:
    assert EVENTS.keys() == EVENT_TYPES.keys()


@pytest.mark.parametrize("kind", EVERY_TIME)
def test_an_approval_is_whole_or_nothing(kind: str, kitami: Town, tables: Tables) -> None:
    check_approval(kind, kitami, tables)


@pytest.mark.proof
@pytest.mark.parametrize("kind", sorted(set(EVENT_TYPES) - set(EVERY_TIME)))
def test_every_other_approval_is_whole_or_nothing(kind: str, kitami: Town, tables: Tables) -> None:
    check_approval(kind, kitami, tables)


@pytest.mark.proof
@pytest.mark.parametrize("step", ["enter", "send_back", "withdraw"])
def test_every_other_step_of_a_case_is_whole_or_nothing(step: str, kitami: Town, tables: Tables) -> None:
    event = EVENTS["death"](kitami)
    with kitami.open():
        case_id = provisional(event)
        if step == "enter":
            cases.send_back(case_id, "番地の誤り")

    def take() -> None:
        with kitami.open():
            arguments = ("番地の誤り",) if step == "send_back" else ()
            getattr(cases, step)(case_id, *arguments)

    assert until_it_passes(take, tables) >= 5


@pytest.fixture
def counter(kitami: Town, monkeypatch: pytest.MonkeyPatch) -> tuple[Client, str, dict[str, object]]:
    """A clerk at the certificate counter: browser, address, form."""
    monkeypatch.setattr("yakuba.platform.access.middleware.now", lambda: MORNING)
    with kitami.open("chief"):
        parameters.set("certifier.mayor.title", date(2026, 4, 1), "北見市長", "試験")
        parameters.set("certifier.mayor.name", date(2026, 4, 1), "北見　太郎", "試験")
    with kitami.open():
        keyring.ring()  # the town's keys are there, so that every try has the same statements
    husband, wife, household = couple(kitami)
    clerk = signed_in(kitami, "madoguchi")
    clerk.raise_request_exception = False
    form: dict[str, object] = {
        "applicant": "self",
        "identification": "card",
        "purpose": "勤務先へ提出",
        "kind": "copy_joint",
        "chosen": [husband, wife],
    }
    return clerk, f"/012084/residents/certificates/?household={household}", form


def test_a_certificate_is_issued_once_whatever_fails(
    kitami: Town, tables: Tables, counter: tuple[Client, str, dict[str, object]]
) -> None:
    """Before the intent there is nothing; after it, the same form never issues again: a person settles it."""
    clerk, url, form = counter
    without, lost = 0, 0
    for n in range(1, MOST):
        before = tables.content()
        with failing_at(n) as fault:
            answer = clerk.post(url, form | {"idempotency_key": str(uuid4())})
        if not fault.hit:
            break
        assert answer.status_code == 500
        if tables.content() == before:
            without += 1
        else:
            lost += 1
            settle_the_lost(kitami)
    assert answer.status_code == 302
    assert without >= LEAST and lost >= 5
    with kitami.open():
        assert Intent.objects.filter(state=Intent.State.ISSUED).count() == 1
        assert SealedPart.objects.filter(part="bytes").count() == 1
        assert RegisterEntry.objects.filter(act="issue").count() == 1


def settle_the_lost(town: Town) -> None:
    """An intent whose drawing failed has no bytes and no row of an issue; it waits for a person."""
    with town.open(instant=MORNING + documents.LOST_AFTER * 2):
        assert documents.mark_lost() == 1
        assert SealedPart.objects.filter(part="bytes").count() == RegisterEntry.objects.filter(act="issue").count() == 0
        intent = Intent.objects.get(state=Intent.State.UNKNOWN)
        assert documents.settle_unknown(intent.id, False, "紙は出ていない") == Intent.State.FAILED


def test_the_same_form_sent_again_after_a_fault_does_not_issue_twice(
    kitami: Town, counter: tuple[Client, str, dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk, url, form = counter
    form["idempotency_key"] = str(uuid4())
    with monkeypatch.context() as patch:
        patch.setattr(documents, "finish", lambda *args: "")
        first = clerk.post(url, form)
    assert clerk.post(url, form).headers["Location"] == first.headers["Location"]
    with kitami.open():
        assert [intent.state for intent in Intent.objects.all()] == [Intent.State.PREPARED]
