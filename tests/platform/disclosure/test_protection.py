"""Support measures, suppressions and liftings over time, as the officer and the clerk meet them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yakuba.platform.access.service import Refused, StepUpNeeded
from yakuba.platform.disclosure import periods, service
from yakuba.platform.disclosure.models import Suppression
from yakuba.platform.disclosure.service import (
    Claimant,
    Decision,
    Kind,
    Level,
    Levels,
    NewProtection,
    NewSuppression,
    NotNow,
    Party,
    Protection,
    Requester,
    State,
    decide,
    subject_state,
)
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.tenancy.context import Actor, Context, use_context
from yakuba.platform.tenancy.models import Municipality
from yakuba.platform.tenancy.scope import tenant

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

OFFICER = Actor(
    UUID("01900000-0000-7000-8000-000000000001"),
    "係長",
    frozenset({"protection.manage", "protection.release", "protection.lift"}),
)
CLERK = Actor(UUID("01900000-0000-7000-8000-000000000002"), "窓口職員", frozenset({"resident_registry.inquire"}))
CLAIM = UUID("01900000-0000-7000-8000-00000000000c")
SHE, CHILD, HE = 11, 12, 13
START = date(2026, 4, 1)
DURING = date(2026, 11, 24)


@pytest.fixture
def town() -> int:
    return Municipality.objects.using("owner").create(founded_at=datetime(2026, 4, 1, tzinfo=UTC)).id


@contextmanager
def on(town: int, day: date, actor: Actor = OFFICER, stepped_up: bool = True) -> Iterator[Context]:
    instant = datetime(day.year, day.month, day.day, 1, 0, tzinfo=UTC)
    until = instant + timedelta(minutes=5) if stepped_up else None
    with tenant(town), use_context(Context(instant, actor, town, step_up_until=until)) as context:
        yield context


def application(**changes: object) -> NewProtection:
    given: dict[str, object] = {
        "applicant": SHE,
        "measure": "violence",
        "received_on": date(2026, 3, 25),
        "requesting_body": "北見警察署",
        "together": {CHILD: "子"},
        "other_parties": (Party("山田 太郎", addressee_number=HE, birth_date=date(1985, 5, 5)),),
        "starts_on": START,
    }
    return NewProtection(**(given | changes))  # type: ignore[arg-type]


def state_of(number: int) -> State:
    return subject_state([number])[number]


def test_measure_runs_one_year_less_a_day_for_her_and_those_with_her(town: int) -> None:
    with on(town, START):
        case = service.set_protection(application())
        assert case.ends_on == date(2027, 3, 31)
        assert state_of(SHE).subject.protection is Protection.RUNNING
        assert state_of(CHILD).subject.protection is Protection.TOGETHER
        assert state_of(HE).subject.protection is Protection.NONE
        assert (state_of(SHE).mark, state_of(HE).mark) == ("支援措置中", "")
        assert sorted(RegisterEntry.objects.get(act="set_protection").subjects) == [SHE, CHILD]


@pytest.mark.parametrize(
    ("day", "state", "alerts"),
    [
        (date(2026, 3, 26), Protection.PROVISIONAL, []),
        (date(2026, 4, 1), Protection.RUNNING, []),
        (date(2027, 2, 27), Protection.RUNNING, []),
        (date(2027, 2, 28), Protection.RUNNING, ["A-03"]),
        (date(2027, 3, 31), Protection.RUNNING, ["A-03"]),
        (date(2027, 4, 1), Protection.EXPIRED, ["A-04"]),
        (date(2029, 4, 1), Protection.EXPIRED, ["A-04"]),
    ],
)
def test_state_and_alerts_over_the_year(town: int, day: date, state: Protection, alerts: list[str]) -> None:
    with on(town, date(2026, 3, 26)):
        service.set_protection(application())
    with on(town, day):
        found = state_of(SHE)
    assert (found.subject.protection, [alert.code for alert in found.alerts]) == (state, alerts)


def test_undecided_application_protects_provisionally_until_decided(town: int) -> None:
    with on(town, date(2026, 3, 26)):
        case = service.set_protection(application(starts_on=None))
        assert state_of(CHILD).mark == "仮支援措置中"
        assert service.decide_protection(case.id, START).ends_on == date(2027, 3, 31)
        with pytest.raises(NotNow):
            service.decide_protection(case.id, START)


@pytest.mark.parametrize(("day", "possible"), [(27, False), (28, True)])
def test_extension_opens_one_month_before_the_end(town: int, day: int, possible: bool) -> None:
    with on(town, START):
        case = service.set_protection(application())
    with on(town, date(2027, 2, day)):
        if possible:
            assert service.extend_protection(case.id).ends_on == date(2028, 3, 31)
        else:
            with pytest.raises(NotNow):
                service.extend_protection(case.id)


def test_expired_measure_cannot_be_extended_and_protects_until_closed(town: int) -> None:
    with on(town, START):
        case = service.set_protection(application())
    with on(town, date(2027, 4, 1)):
        with pytest.raises(NotNow):
            service.extend_protection(case.id)
        subject = state_of(SHE).subject
        assert decide(Requester(Kind.THIRD_PARTY), "issue", subject, "address") is Decision.STOP_LIFTABLE
        service.end_protection(case.id, "期間満了。延長の希望なし")
        assert state_of(SHE).mark == ""


def test_moving_out_turns_it_into_a_provisional_one_here(town: int) -> None:
    with on(town, START):
        case = service.set_protection(application())
    with on(town, date(2028, 1, 1)):
        service.continue_as_former(case.id, date(2026, 12, 1))
        assert state_of(SHE).subject.protection is Protection.PROVISIONAL


def test_former_husband_learns_nothing_and_she_gets_her_copy_after_review(town: int) -> None:
    with on(town, START):
        service.set_protection(application())
    with on(town, DURING):
        he = Claimant("山田　太郎", date(1985, 5, 5))
        assert service.named_by([SHE, CHILD], he) == {SHE, CHILD}
        subject = state_of(SHE).subject
        his = decide(Requester(Kind.THIRD_PARTY, is_other_party=True), "issue", subject, "address")
        hers = decide(Requester(Kind.PERSON), "issue", subject, "address")
        assert (his, hers) == (Decision.STOP, Decision.STOP_LIFTABLE)
        assert service.answer_to_claimant([his]) == service.answer_to_claimant([])
        service.lift([SHE], "issue", CLAIM, "本人確認書類により本人の請求と確認")
        lifted = subject_state([SHE], act_id=CLAIM)[SHE].subject
        assert decide(Requester(Kind.PERSON), "issue", lifted, "address") is Decision.SHOW
        assert decide(Requester(Kind.PERSON, is_other_party=True), "issue", lifted, "address") is Decision.STOP


@pytest.mark.parametrize(
    ("claimant", "named"),
    [
        (Claimant("別人", addressee_number=HE), True),
        (Claimant("山田太郎"), True),
        (Claimant("山田 太郎", date(1985, 5, 6)), False),
        (Claimant("山田 次郎", date(1985, 5, 5)), False),
    ],
)
def test_other_party_is_recognised_by_number_or_name(town: int, claimant: Claimant, named: bool) -> None:
    with on(town, START):
        service.set_protection(application())
        assert service.named_by([SHE], claimant) == ({SHE} if named else set())


def test_lifting_holds_for_one_act_and_returns_by_itself(town: int) -> None:
    with on(town, START):
        service.set_protection(application())
        service.lift([SHE], "issue", CLAIM, "審査済み")
        assert subject_state([SHE], act_id=CLAIM)[SHE].subject.lifted
        assert not subject_state([SHE], act_id=OFFICER.id)[SHE].subject.lifted
        assert not subject_state([SHE])[SHE].subject.lifted
        row = RegisterEntry.objects.get(act="lift_stop")
        assert (row.subjects, row.case_id, row.purpose) == ([SHE], CLAIM, "審査済み")
    with on(town, START) as context, use_context(Context(context.instant + timedelta(minutes=31), OFFICER, town)):
        assert not subject_state([SHE], act_id=CLAIM)[SHE].subject.lifted


def test_only_the_responsible_officer_may_set_lift_or_end(town: int) -> None:
    with on(town, START):
        case = service.set_protection(application())
    with on(town, START, CLERK):
        for act in (
            lambda: service.set_protection(application()),
            lambda: service.end_protection(case.id, "x"),
            lambda: service.lift([SHE], "issue", CLAIM, "x"),
            lambda: service.set_suppression(NewSuppression("x", Levels(), SHE)),
            lambda: service.protection_details(case.id),
        ):
            with pytest.raises(Refused):
                act()
    with on(town, START, stepped_up=False), pytest.raises(StepUpNeeded):
        service.lift([SHE], "issue", CLAIM, "x")
    with on(town, START), pytest.raises(ValueError, match="理由"):
        service.lift([SHE], "issue", CLAIM, "  ")


def test_suppression_outlives_its_end_date_until_released(town: int) -> None:
    with on(town, START):
        levels = Levels(issue=Level.ERROR, change=Level.ALERT)
        row = service.set_suppression(NewSuppression("訴訟中", levels, SHE, ends_on=date(2026, 5, 1)))
    with on(town, DURING):
        found = state_of(SHE)
        assert found.mark == "異動注意・発行抑止"
        assert [alert.code for alert in found.alerts] == ["A-05"]
        assert decide(Requester(Kind.PERSON), "issue", found.subject, "name") is Decision.STOP_LIFTABLE
        service.release_suppression(row.id, "訴訟終結")
        assert state_of(SHE).mark == ""
        with pytest.raises(NotNow):
            service.release_suppression(row.id, "もう一度")


def test_strongest_of_several_suppressions_counts_and_a_household_covers_its_members(town: int) -> None:
    with on(town, START):
        service.set_suppression(NewSuppression("a", Levels(issue=Level.ALERT), SHE))
        service.set_suppression(NewSuppression("b", Levels(issue=Level.ERROR), household_number=500))
        alone = subject_state([SHE, CHILD])
        together = subject_state([SHE, CHILD], households={SHE: 500, CHILD: 500})
        assert (alone[SHE].mark, alone[CHILD].mark) == ("発行注意", "")
        assert (together[SHE].mark, together[CHILD].mark) == ("発行抑止", "発行抑止")
        with pytest.raises(ValueError, match="どちらか一方"):
            service.set_suppression(NewSuppression("c", Levels(), SHE, household_number=500))


def test_states_of_two_hundred_persons_cost_as_many_queries_as_of_one(town: int) -> None:
    with on(town, START):
        service.set_protection(application())
        counts = []
        for numbers in ([SHE], list(range(1, 201))):
            with CaptureQueriesContext(connection) as queries:
                subject_state(numbers, act_id=CLAIM, households={SHE: 500})
            counts.append(len(queries))
    assert counts == [3, 3]


def test_other_municipality_sees_no_measure(town: int) -> None:
    with on(town, START):
        service.set_protection(application())
    other = Municipality.objects.using("owner").create(founded_at=datetime(2026, 4, 1, tzinfo=UTC)).id
    with on(other, START):
        assert state_of(SHE).mark == ""
        assert not Suppression.objects.exists()


def test_details_are_registered_when_opened(town: int) -> None:
    with on(town, START):
        case = service.set_protection(application())
        _, people, parties = service.protection_details(case.id)
        assert (len(people), parties[0].name) == (2, "山田 太郎")
        assert RegisterEntry.objects.filter(act="view_protection").count() == 1


def test_leap_day_start_ends_on_the_last_of_february() -> None:
    assert periods.end_of_year_from(date(2028, 2, 29)) == date(2029, 2, 28)
    assert periods.month_before(date(2027, 3, 31)) == date(2027, 2, 28)
