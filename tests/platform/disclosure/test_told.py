"""Convenience stores and the resident network learn of stops: with the change, by state, without a reason."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.platform.disclosure.test_protection import CHILD, CLAIM, DURING, HE, SHE, application, on
from yakuba.operation.simulators import SIMULATORS
from yakuba.operation.simulators.other_side import Taken
from yakuba.operation.simulators.stops import Stops
from yakuba.platform.disclosure import service
from yakuba.platform.disclosure.service import Levels, NewSuppression
from yakuba.platform.disclosure.words import Level, Processing
from yakuba.platform.exchange import collector, delivery
from yakuba.platform.exchange.models import OutboxMessage
from yakuba.platform.exchange.service import Message, post, to_party
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import now
from yakuba.platform.tenancy.directory import Founding

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

PARTIES = ["convenience", "juki-net"]
STOP = Levels(issue=Level.ERROR)


@pytest.fixture
def town() -> int:
    with_instant = Founding("012084", now() - timedelta(days=1), date(2026, 4, 1))
    return directory.found(with_instant).id


def told() -> list[tuple[str, str, str, str]]:
    """Receiver, subject, state and day of each message since the last time, in order."""
    rows = OutboxMessage.objects.filter(kind="issue_stop", settled_reason="")
    found = [
        (row.receiver, row.subject, row.payload["records"][0]["state"], row.payload["records"][0]["from_on"])
        for row in rows.order_by("receiver", "subject", "sequence")
    ]
    rows.update(settled_reason="seen by the test")
    return found


def to_both(subject: str, state: str, day: str = "") -> list[tuple[str, str, str, str]]:
    return [(party, subject, state, day) for party in PARTIES]


def suppress(**changes: Any) -> UUID:
    given: dict[str, Any] = {"explanation": "本人の申出", "levels": STOP, "addressee_number": HE}
    return service.set_suppression(NewSuppression(**(given | changes))).id


def test_a_suppression_of_issue_is_told_when_set_and_when_released(town: int) -> None:
    with on(town, DURING):
        suppression = suppress()
        assert told() == to_both(f"stop:{HE}", "stopped", "2026-11-24")
        service.release_suppression(suppression, "申出が取り下げられた")
        assert told() == to_both(f"stop:{HE}", "free")
        assert [entry.subjects for entry in RegisterEntry.objects.filter(act="send")] == [[HE], [HE]]


@pytest.mark.parametrize("levels", [Levels(issue=Level.ALERT), Levels(change=Level.ERROR, inquiry=Level.ERROR)])
def test_what_does_not_stop_a_copy_is_not_told(town: int, levels: Levels) -> None:
    with on(town, DURING):
        suppression = suppress(levels=levels)
        service.release_suppression(suppression, "済んだ")
        assert told() == []


def test_copies_stay_stopped_until_the_last_reason_ends(town: int) -> None:
    with on(town, DURING):
        first = suppress()
        told()
        second = suppress(starts_on=date(2026, 12, 10))
        assert told() == [], "stopped already"
        service.release_suppression(first, "済んだ")
        assert told() == to_both(f"stop:{HE}", "stopped", "2026-12-10")
        service.release_suppression(second, "済んだ")
        assert told() == to_both(f"stop:{HE}", "free")


def test_a_household_is_told_as_a_household(town: int) -> None:
    with on(town, DURING):
        suppress(addressee_number=None, household_number=77)
        (first, _) = OutboxMessage.objects.order_by("receiver")
        assert first.payload == {
            "records": [{"subject_ref": "", "household_ref": "77", "state": "stopped", "from_on": "2026-11-24"}]
        }
        assert told() == to_both("stop-household:77", "stopped", "2026-11-24")


def test_a_support_measure_is_told_for_all_it_protects_and_says_nothing_of_itself(town: int) -> None:
    with on(town, DURING):
        case = service.set_protection(application(starts_on=None))
        assert all(str(HE) != row.payload["records"][0]["subject_ref"] for row in OutboxMessage.objects.all())
        payloads = str(list(OutboxMessage.objects.values_list("payload", flat=True)))
        assert not any(word in payloads for word in ("支援", "protect", "violence", "山田", "警察"))
        both = [(party, f"stop:{one}", "stopped", "2026-03-25") for party in PARTIES for one in (SHE, CHILD)]
        assert told() == both
        service.decide_protection(case.id, date(2026, 4, 1))
        service.keep_after_move_out([SHE], DURING)
        assert told() == [], "from the provisional measure to the end it is one stop"
        service.end_protection(case.id, "本人の申出")
        assert told() == [(party, f"stop:{one}", "free", "") for party in PARTIES for one in (SHE, CHILD)]


def test_a_temporary_lifting_is_not_told(town: int) -> None:
    with on(town, DURING):
        service.set_protection(application())
        told()
        service.lift([SHE], Processing.ISSUE, CLAIM, "本人を確認した")
        assert told() == []


def test_a_change_that_fails_tells_nothing(town: int) -> None:
    with on(town, DURING), pytest.raises(ValueError, match="理由が入力されていません"):
        suppress(explanation=" ")
    with on(town, DURING):
        assert told() == []


def test_the_shop_issues_nothing_while_stopped_and_again_when_free(
    town: int, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over the spool, file by file, against the simulated centre."""
    settings.SPOOL, settings.SPOOL_TRAINING = tmp_path / "spool", tmp_path / "spool-training"
    centre = SIMULATORS["convenience"](settings.SPOOL)

    def exchanged() -> list[str]:
        """What lies in the centre's answers after one round, besides acknowledgements."""
        delivery.deliver_due()
        centre.play()
        manifests = (centre.place / "in").glob("*.manifest.json")
        kinds = sorted(path.read_text().split('"kind": "')[1].split('"')[0] for path in manifests)
        collector.collect()
        return [kind for kind in kinds if kind != "acknowledgement"]

    def update() -> None:
        record = {"subject_ref": str(HE), "name": "山田　太郎"}
        post(Message(to_party("convenience"), "certificate_data_update", str(HE), {"records": [record]}))

    with on(town, DURING):
        suppression = suppress()
        update()
    assert exchanged() == []
    assert Stops(centre.place).known() == {f"012084/subject_ref/{HE}": "2026-11-24"}
    with on(town, DURING):
        assert set(OutboxMessage.objects.filter(receiver="convenience").values_list("state", flat=True)) == {"settled"}
        service.release_suppression(suppression, "済んだ")
        update()
    assert exchanged() == ["issue_report"]
    assert Stops(centre.place).known() == {}


@pytest.mark.parametrize(
    ("record", "word"),
    [
        ({"subject_ref": "", "household_ref": "", "state": "free", "from_on": ""}, "対象"),
        ({"subject_ref": "1", "household_ref": "2", "state": "free", "from_on": ""}, "対象"),
        ({"subject_ref": "1", "household_ref": "", "state": "maybe", "from_on": ""}, "state"),
        ({"subject_ref": "1", "household_ref": "", "state": "stopped", "from_on": "soon"}, "from_on"),
        ({"subject_ref": "1", "household_ref": "", "state": "stopped", "from_on": "2026-11-24"}, ""),
    ],
)
@pytest.mark.parametrize("party", PARTIES)
def test_a_party_refuses_a_stop_it_cannot_follow(tmp_path: Path, party: str, record: dict[str, str], word: str) -> None:
    said = SIMULATORS[party](tmp_path).refusal(Taken({"kind": "issue_stop", "municipality": "012084"}, [record]))
    assert word in said and bool(said) == bool(word)
