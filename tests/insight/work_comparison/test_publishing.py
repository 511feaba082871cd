"""What another municipality sees: what was agreed to, while it is, without figures of few; nothing by other ways."""

from __future__ import annotations

import json
from datetime import date, timedelta

import psycopg
import pytest

from tests.insight.work_comparison.working import YEAR, Work, add, analysed
from tests.world import Town, found_town
from yakuba.insight.work_comparison import analysing, publishing
from yakuba.insight.work_comparison.models import PublicationConsent, PublishedWork, WorkAnalysis, WorkFigures
from yakuba.insight.work_comparison.publishing import ConsentWrong, Published, Wanted
from yakuba.platform.access import service as access
from yakuba.platform.jobs import service as jobs
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.tenancy.context import JST, now
from yakuba.platform.tenancy.errors import NoTenant

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
RARE = Work("dog_registration", "犬の登録", cases=6)
ALONE = Work("tax_certificate", "税の証明", cases=40, staff=2)
WORKS = (Work(), RARE, ALONE)
TABLES = ("work_analysis", "work_figures", "publication_consent", "published_work")


def today() -> date:
    """The door goes by the database's clock."""
    return now().astimezone(JST).date()


def wanted(*procedures: str, first: int = -1, last: int = 30) -> Wanted:
    return Wanted(procedures or ("move_out",), today() + timedelta(days=first), today() + timedelta(days=last))


@pytest.fixture
def here() -> Town:
    """北見市, whose work of the year is counted."""
    town = found_town("012084")
    add(town, *WORKS)
    analysed(town)
    return town


@pytest.fixture
def there() -> Town:
    """函館市, which would like to know."""
    return found_town("012025")


def give(town: Town, agreed: Wanted) -> PublicationConsent:
    with town.open("chief", now()):
        return publishing.give(agreed)


def seen(town: Town) -> list[Published]:
    with town.open("chief"):
        return publishing.of_others()


def test_the_figures_of_a_year_are_counted_by_procedure_and_each_reading_is_registered(here: Town) -> None:
    with here.open():
        analysis = analysing.latest(YEAR)
        assert analysis is not None and analysis.finished_at is not None
        rows = {one.procedure: one.figures for one in analysing.figures_of(analysis)}
        assert {name: one["cases"] for name, one in rows.items()} == {
            "move_out": 60, "tax_certificate": 40, "dog_registration": 6,
        }  # fmt: skip
        moved = rows["move_out"]
        assert (moved["staff"], moved["open"], moved["rework"]) == (6, 0, 9)
        steps = {one["step"]: one for one in moved["steps"]}
        assert (steps["返答依頼"]["cases"], steps["差戻し"]["cases"], steps["確認"]["repeated"]) == (3, 9, 9)
        assert steps["決定"]["cases"] == 60 and moved["days"]["median"] == pytest.approx(2.0, abs=0.05)
        assert RegisterEntry.objects.filter(act="view_figures", detail__procedure="move_out").count() == 1
        assert analysing.latest(YEAR + 1) is None


def test_only_what_was_agreed_to_is_seen_and_few_are_never_told(here: Town, there: Town) -> None:
    assert seen(there) == []
    give(here, wanted("move_out", "dog_registration"))
    found = {one.procedure: one for one in seen(there)}
    assert set(found) == {"move_out", "dog_registration"}, "the tax certificate was not agreed to"
    assert found["dog_registration"].figures == {"hidden": True}
    told = found["move_out"]
    assert (told.lg_code, told.name, told.fiscal_year, told.title) == ("012084", "北海道北見市", YEAR, "転出の届出")
    assert told.figures["cases"] == 60 and told.figures["rework"] is None, "nine were sent back"
    steps = {one["step"]: one for one in told.figures["steps"]}
    for rare in ("返答依頼", "差戻し"):
        assert steps[rare]["cases"] is steps[rare]["wait"] is None
    assert steps["確認"]["wait"]["median"] > 0
    assert "p90" not in json.dumps(told.figures)
    assert seen(here) == [], "one's own are not others'"


def test_figures_of_fewer_than_five_people_are_hidden_whatever_their_cases(here: Town, there: Town) -> None:
    give(here, wanted("tax_certificate"))
    (found,) = seen(there)
    assert found.figures == {"hidden": True}


def test_after_withdrawal_before_its_first_and_after_its_last_day_nothing_is_seen(
    here: Town, there: Town, owner_connection: psycopg.Connection
) -> None:
    consent = give(here, wanted())
    assert len(seen(there)) == 1
    with here.open("chief", now()):
        assert publishing.withdraw(consent.id).withdrawn_by_name == "係長 一郎"
    assert seen(there) == []
    with here.open("chief", now()):
        with pytest.raises(ConsentWrong, match="取り下げられています"):
            publishing.withdraw(consent.id)
        with pytest.raises(ConsentWrong, match="取り下げられています"):
            publishing.renew(consent.id)
    give(here, wanted(first=1))
    assert seen(there) == [], "tomorrow"
    last = give(here, wanted(first=-3, last=0))
    assert len(seen(there)) == 1, "its last day counts"
    owner_connection.execute("update publication_consent set valid_to = valid_to - 1 where id = %s", [last.id])
    assert seen(there) == [], "that was yesterday"


def test_a_withdrawn_consent_stays_withdrawn_and_no_consent_is_rewritten(
    here: Town, there: Town, application_connection: psycopg.Connection
) -> None:
    consent = give(here, wanted())
    with here.open("chief", now()):
        publishing.withdraw(consent.id)
    application_connection.execute("select set_config('yakuba.municipality', %s, false)", [str(here.id)])
    again = application_connection.execute("update publication_consent set withdrawn_at = null")
    assert again.rowcount == 0
    for column in ("valid_to = 'infinity'", "procedures = '[]'", "given_by_name = ''"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application_connection.execute("update publication_consent set " + column)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        application_connection.execute("delete from published_work")
    assert seen(there) == []


def test_new_figures_replace_old_ones_only_when_ten_cases_have_come(here: Town, there: Town) -> None:
    consent = give(here, wanted())
    for more, expected in ((4, 60), (6, 70)):
        add(here, Work(cases=more))
        analysed(here)
        with here.open("chief", now()):
            publishing.renew(consent.id)
        assert seen(there)[0].figures["cases"] == expected, "the difference would be a figure of four cases"
    add(here, Work(cases=3))
    analysed(here)
    give(here, wanted())
    assert [one.figures["cases"] for one in seen(there)] == [70, 70], "nor does another consent tell it"


def test_a_training_or_demonstration_town_hall_is_no_peer_of_a_real_one(here: Town) -> None:
    give(here, wanted())
    training = found_town("012025", training=True)
    assert seen(training) == []


def test_a_consent_that_cannot_be_is_refused_and_nothing_is_kept(here: Town) -> None:
    with here.open("chief", now()):
        for agreed, words in (
            (Wanted((), today(), today()), "選ばれていません"),
            (wanted(last=-2), "始まりの日より前"),
            (wanted(first=-9, last=-1), "過ぎています"),
        ):
            with pytest.raises(ConsentWrong, match=words):
                publishing.give(agreed)
        assert not PublicationConsent.objects.exists()


def test_a_clerk_without_the_duties_neither_sees_nor_agrees(here: Town) -> None:
    consent = give(here, wanted())
    with here.open("clerk", now()):
        for act in (
            publishing.of_others,
            lambda: publishing.give(wanted()),
            lambda: publishing.preview(["move_out"]),
            lambda: publishing.renew(consent.id),
            lambda: publishing.withdraw(consent.id),
            lambda: analysing.start(YEAR),
        ):
            with pytest.raises(access.Refused):
                act()


def test_the_wall_without_the_door(here: Town, there: Town, application_connection: psycopg.Connection) -> None:
    give(here, wanted())
    application_connection.execute("select set_config('yakuba.municipality', %s, false)", [str(there.id)])
    for table in TABLES:
        assert application_connection.execute("select count(*) from " + table).fetchone() == (0,), table
    with there.open("chief"):
        for model in (WorkAnalysis, WorkFigures, PublicationConsent, PublishedWork):
            assert not model.objects.exists()
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        application_connection.execute(
            "insert into publication_consent (municipality_id, id, procedures, valid_from, valid_to, given_by_name,"
            " given_at, withdrawn_by_name) values (%s, gen_random_uuid(), '[]', now(), now(), 'x', now(), '')",
            [here.id],
        )


def test_the_door_without_the_wall(
    here: Town, there: Town, owner_connection: psycopg.Connection, application_connection: psycopg.Connection
) -> None:
    give(here, wanted("move_out", "dog_registration", "tax_certificate"))
    # Somebody wrote figures past the code that leaves the small ones out.
    for procedure, cases, staff in (("dog_registration", 6, 6), ("tax_certificate", 40, 2)):
        owner_connection.execute(
            "update published_work set figures"
            " = jsonb_build_object('hidden', false, 'cases', %s::int, 'staff', %s::int) where procedure = %s",
            [cases, staff, procedure],
        )
    assert [one.procedure for one in seen(there)] == ["move_out"]
    with pytest.raises(NoTenant):
        PublishedWork.objects.count()
    for _ in range(2):
        with pytest.raises((psycopg.errors.InvalidTextRepresentation, psycopg.errors.UndefinedObject)):
            application_connection.execute("select * from published_work_of_others()")
    application_connection.execute("select set_config('yakuba.municipality', '0', false)")
    assert application_connection.execute("select * from published_work_of_others()").fetchall() == []
    columns = application_connection.execute("select * from published_work_of_others() limit 0").description or []
    assert [one.name for one in columns] == [
        "lg_code", "name", "fiscal_year", "procedure", "title", "figures", "published_at",
    ]  # fmt: skip


def test_a_job_that_is_run_again_counts_the_same(here: Town) -> None:
    with here.open():
        analysis = analysing.latest(YEAR)
        assert analysis is not None and analysis.job_id is not None
        before = [one.figures for one in analysing.figures_of(analysis)]
        analysing.work(analysis, 0)
        assert [one.figures for one in analysing.figures_of(analysis)] == before
        job = analysis.job_id
    assert jobs.run_here(here.id, job).state == "succeeded"
