"""From files to matched documents and material: once each, corrections act, a job that fails goes on where it was."""

from datetime import date

import pytest

from tests.areas.resident_tax.reports import file, line
from tests.residents import ALONE, FAMILY, address, move_in
from tests.world import Town, found_town
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.loads.exporting import exported_models
from yakuba.areas.resident_tax import files, matching, service, starting, taking
from yakuba.areas.resident_tax.material_shape import Material
from yakuba.areas.resident_tax.models import DocumentBatch, HeldLine, MatchCandidate, SourceDocument
from yakuba.platform.jobs import service as jobs
from yakuba.platform.jobs.models import JobState
from yakuba.platform.secrets import service as secrets
from yakuba.platform.tenancy.context import current_context

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
NUMBER = "123456789018"
TARO = {
    "birth_era": "1",
    "birth_year": "52",
    "birth_month": "5",
    "birth_day": "2",
    "name": "佐藤　太郎",
    "name_kana": "ｻﾄｳ ﾀﾛｳ",
}
HANAKO = {
    "birth_era": "1",
    "birth_year": "55",
    "birth_month": "12",
    "birth_day": "26",
    "name": "佐藤　花子",
    "name_kana": "ｻﾄｳ ﾊﾅｺ",
}
SACHI = {
    "birth_era": "1",
    "birth_year": "25",
    "birth_month": "1",
    "birth_day": "3",
    "name": "高橋　さち",
    "name_kana": "ﾀｶﾊｼ ｻﾁ",
}


@pytest.fixture
def town() -> Town:
    return found_town("012084")


@pytest.fixture
def people(town: Town) -> list[Record]:
    with town.open():
        return [*move_in(FAMILY, address(lot="５番地")), *move_in(ALONE, address(lot="９番地"))]


def take(town: Town, *lines: str, name: str = "給報.csv", year: int = 2026) -> DocumentBatch:
    with town.open("chief"):
        context = current_context()
    return starting.take_file(context, name, iter([file(*lines)]), year)


def number(people: list[Record], place: int) -> int:
    return int(people[place].addressee_number)


def several_kinds() -> list[str]:
    """Two employers' reports of Taro, one with another's number, a pension, nobody known, and two broken lines."""
    return [
        line(
            144,
            **TARO,
            payment="5000000",
            social_insurance="700000",
            small_enterprise_mutual_aid="100000",
            dep_under16="1",
            spouse_kind="1",
            spouse_kana="ｻﾄｳ ﾊﾅｺ",
            spouse_number=NUMBER,
            under16_1_kana="ｻﾄｳ ﾌﾀﾊﾞ",
            dependant1_kana="ｻﾄｳ ｲﾁﾛｳ",
            dep_general="2",
            earthquake_deduction="30000",
            self_general="1",
            disabled_special="1",
        ),
        line(
            98,
            **TARO,
            payment="1000000",
            other="",
            designated_number="2000002",
            recipient_number="X9",
            secondary="1",
            ordinary="1",
        ),
        line(
            144,
            **{**HANAKO, "name": "鈴木　花子", "name_kana": "ｽｽﾞｷ ﾊﾅｺ", "birth_day": "27"},
            number=NUMBER,
            recipient_number="H1",
        ),
        line(49, code="331", **SACHI, recipient_number="P1", address="北海道北見市どこか１"),
        line(98, **{**TARO, "name": "山田　次郎", "name_kana": "ﾔﾏﾀﾞ ｼﾞﾛｳ"}, recipient_number="J1"),
        line(98, **TARO, recipient_number="B1", payment="多い"),
        "315,短い",
    ]


def test_a_file_becomes_documents_of_persons_and_material(town: Town, people: list[Record]) -> None:
    with town.open():
        secrets.put(number(people, 1), secrets.Kind.INDIVIDUAL_NUMBER, NUMBER)
    batch = take(
        town,
        *several_kinds(),
    )
    assert batch.counts | {"lines": 7, "accepted": 5, "held": 1, "rejected": 1, "duplicates": 0} == batch.counts
    with town.open():
        rows = {row.line: row for row in SourceDocument.objects.all()}
        assert [(at, row.match, row.addressee_number) for at, row in sorted(rows.items())] == [
            (1, "sure", number(people, 0)),
            (2, "sure", number(people, 0)),
            (3, "candidates", None),  # the number is hers, name and birthday are not
            (4, "candidates", None),  # reading and birthday alone
            (5, "nobody", None),
        ]
        found = MatchCandidate.objects.get(line=3)
        assert found.addressee_number == number(people, 1) and found.reasons & 1
        assert (
            all(NUMBER not in row.original for row in rows.values()) and not files.path_of(batch.content_hash).exists()
        )
        assert {row.state for row in HeldLine.objects.all()} == {"held", "rejected"}
        made = service.material(2026)
        assert {SourceDocument, HeldLine} <= set(exported_models())
    taro_alone(made, people)


def taro_alone(made: Material, people: list[Record]) -> None:
    """What the assessment is given of two reports of one person, with the relatives they name."""
    (person,) = made.people.to_dicts()
    assert (person["number"], person["birth_date"], person["resident"]) == (number(people, 0), FAMILY[0][4], True)
    assert (person["income.salary_revenue"], person["employers"], person["documents"]) == (6_000_000, 2, 2)
    assert (person["paid.social_insurance"], person["paid.small_enterprise_mutual_aid"]) == (1_400_000, 100_000)
    assert (person["paid.earthquake"], person["self.disability"]) == (30_000, "general")
    assert (person["spouse.claimed"], person["spouse.birth_date"], person["spouse.income"]) == (True, FAMILY[1][4], 0)
    assert [(row["birth_date"], row["age"], row["disability"]) for row in made.dependants.to_dicts()] == [
        (FAMILY[2][4], None, "special"),
        (None, 30, None),
        (FAMILY[3][4], None, None),
    ]
    assert made.employers["ordinary"].to_list() == [False, True]


def test_the_same_file_and_the_same_line_count_once_and_corrections_act(town: Town, people: list[Record]) -> None:
    first = take(town, line(98, **TARO), line(98, **HANAKO, recipient_number="E-002"), line(98, **TARO))
    assert (first.counts["accepted"], first.counts["rejected"], first.counts["duplicates"]) == (2, 1, 1)
    again = take(
        town, line(98, **TARO), line(98, **HANAKO, recipient_number="E-002"), line(98, **TARO), name="もう一度.csv"
    )
    assert again.id == first.id and again.state == "taken"
    second = take(
        town,
        line(98, **TARO, correction="2", payment="6000000"),
        line(98, **HANAKO, recipient_number="E-002", correction="3"),
        line(98, **TARO, correction="1", recipient_number="E-009"),
        line(98, **TARO),
    )
    assert (second.counts["replaced"], second.counts["cancelled"], second.counts["nothing_to_correct"]) == (1, 1, 0)
    with town.open():
        states = SourceDocument.objects.order_by("sequence").values_list("batch__number", "line", "state", "payment")
        assert list(states) == [
            (1, 1, "replaced", 5_500_000),
            (1, 2, "cancelled", 5_500_000),
            (2, 1, "active", 6_000_000),
            (2, 2, "cancels", 5_500_000),
            (2, 3, "active", 5_500_000),
        ]
        made = service.material(2026)
        assert made.people["number"].to_list() == [number(people, 0)]
    last_year = take(town, line(98, **TARO, income_year="06", correction="2"), year=2025)
    assert last_year.counts["nothing_to_correct"] == 1
    with town.open():
        assert service.material(2026).people.equals(made.people), "another year's documents change nothing"


def test_new_documents_are_matched_as_they_are_written_and_corrections_when_they_have_acted(
    town: Town, people: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = {**TARO, "name": "山田　太郎", "name_kana": "ﾔﾏﾀﾞ ﾀﾛｳ", "address": "東京都千代田区１番地"}
    take(town, line(98, **TARO, income_year="06", recipient_number="E-1"), year=2025)
    seen: list[tuple[int, str]] = []
    match_waiting = matching.match_waiting

    def looking(fiscal_year: int) -> None:
        rows = SourceDocument.objects.filter(fiscal_year=fiscal_year).order_by("line")
        seen.extend(rows.values_list("line", "match"))
        match_waiting(fiscal_year)

    monkeypatch.setattr(matching, "match_waiting", looking)
    batch = take(
        town,
        line(98, **moved, recipient_number="E-1"),
        line(98, **moved, recipient_number="E-2"),
        line(98, **{**TARO, "address": "東京都千代田区１番地", "name": "佐藤　太朗"}, recipient_number="E-3"),
        line(98, **moved, recipient_number="E-1", correction="2", payment="6000000"),
        line(98, **TARO, recipient_number="E-4"),
        line(98, **TARO, recipient_number="E-4"),
    )
    assert seen == [(1, "sure"), (2, "nobody"), (3, "candidates"), (4, "waiting"), (5, "sure")]
    with town.open():
        rows = {row.line: row for row in SourceDocument.objects.filter(batch_id=batch.id)}
        assert [(rows[at].match, rows[at].addressee_number) for at in (1, 2, 4)] == [
            ("sure", number(people, 0)),  # by last year's document of the same employer and recipient
            ("nobody", None),
            ("sure", number(people, 0)),  # by the one it corrects
        ]
        assert (rows[1].state, rows[4].state) == ("replaced", "active")
        assert list(MatchCandidate.objects.values_list("line", "addressee_number")) == [(3, number(people, 0))]
        counts = jobs.state(batch.take_job_id).counts if batch.take_job_id else {}
    assert (counts["match_sure"], counts["match_candidates"], counts["match_nobody"]) == (2, 1, 1)
    assert counts["taken"] == 5 and counts["duplicates"] == 1


def test_a_job_that_fails_in_the_middle_goes_on_without_doing_anything_twice(
    town: Town, people: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [line(98, **TARO, recipient_number=f"R{n}") for n in range(40)]
    plan = files.plan
    monkeypatch.setattr(files, "_STEP", 1_000)
    monkeypatch.setattr(files, "plan", lambda content_hash: plan(content_hash, 2_000))
    write, calls = taking.write, []

    def failing(*given: object) -> list[int]:
        found = write(*given)  # type: ignore[arg-type]
        calls.append(found)
        if len(calls) == 2:
            raise ArithmeticError
        return found

    monkeypatch.setattr(taking, "write", failing)
    with pytest.raises(starting.Stopped):
        take(town, *lines)
    with town.open():
        half = SourceDocument.objects.count()
        batch = DocumentBatch.objects.get()
        assert 0 < half < 40 and batch.take_job_id is not None and len(batch.blocks) > 3
        jobs.retry(batch.take_job_id)
    assert jobs.run_here(town.id, batch.take_job_id).state == JobState.SUCCEEDED
    with town.open():
        assert SourceDocument.objects.filter(match="sure").count() == 40
        assert DocumentBatch.objects.get().counts["accepted"] == 40
        assert service.material(2026).people["income.salary_revenue"].to_list() == [40 * 5_500_000]


def test_whoever_stood_on_the_record_on_1_january_is_told_by_event_dates(town: Town, people: list[Record]) -> None:
    from yakuba.areas.resident_registry import service as registry

    with town.open():
        before = registry.roll(date(2025, 4, 1)).filter("resident")["number"].to_list()
        assert before == sorted(number(people, place) for place in range(5))
        assert registry.roll(date(2025, 1, 1)).filter("resident").is_empty()
        assert registry.roll(date(2026, 1, 1), [number(people, 4)])["number"].to_list() == [number(people, 4)]
