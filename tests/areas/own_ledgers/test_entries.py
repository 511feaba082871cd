"""An own procedure ends in an entry of its ledger and in a letter: numbered once, drawn by a job, or stopped before."""

import doctest
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.areas.own_ledgers.ledgers import CODE, DEFINITION, name_the_mayor, publish
from tests.filings import arrival
from tests.papers import sign_papers
from tests.residents import FAMILY, move_in
from tests.world import TODAY, Town, found_town
from yakuba.areas.own_ledgers.documents import letter
from yakuba.areas.own_ledgers.domain import letter_text
from yakuba.areas.own_ledgers.models import LedgerEntry
from yakuba.areas.own_ledgers.service import letter_faults
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.service import Correspondent, Sender
from yakuba.platform.cases import answer_words, filings, panels
from yakuba.platform.cases import service as cases
from yakuba.platform.cases.models import Case, Filing
from yakuba.platform.cases.procedures.definition import parse
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.documents import papers, signing
from yakuba.platform.documents import service as documents
from yakuba.platform.documents.models import Intent
from yakuba.platform.documents.rendering import inspect
from yakuba.platform.jobs import service as jobs
from yakuba.platform.jobs.models import Job

database = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
ANSWERS = {"kind": "wire", "amount": 12000, "keepers": ["t1"]}


@pytest.fixture
def town() -> Town:
    return found_town("012084")


@pytest.fixture
def family(town: Town) -> list[Record]:
    with town.open():
        rows = move_in(FAMILY)
    with town.open("chief"):
        name_the_mayor()
    return rows


def file(family: list[Record], answers: dict[str, Any] | None = None, **changes: Any) -> Filing:
    return filings.receive(arrival(CODE, family, {**ANSWERS, **(answers or {})}, **changes))


def codes(filing: Filing) -> list[str]:
    return [one["code"] for one in filing.findings]


def approve(filing: Filing) -> None:
    assert filing.case_id is not None
    cases.approve(filing.case_id)
    filing.refresh_from_db()


def draw(town: Town) -> None:
    """What the worker does."""
    with town.open():
        waiting = list(Job.objects.filter(kind="own_ledger.draw_letter").values_list("id", flat=True))
    for job in waiting:
        assert jobs.run_here(town.id, job).state == "succeeded"


def printed(intent_id: UUID) -> str:
    """What the frozen input of a letter says, all in one."""
    data = papers.frozen(Intent.objects.get(id=intent_id), ()).data
    found: list[str] = []

    def walk(value: Any) -> None:
        for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]:
            found.append(one) if isinstance(one, str) else walk(one) if isinstance(one, dict | list) else None

    walk(data)
    return "\n".join(found)


@database
def test_one_approval_makes_the_entry_its_number_and_its_letter(
    town: Town, family: list[Record], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with town.open():
        publish()
        filing = file(family)
        assert (filing.state, codes(filing)) == (Filing.State.ENTERED, [])
        assert filing.case_id is not None
        case = Case.objects.get(id=filing.case_id)
        told = dict(panels.panel_of(case).facts)
        assert told["名義人"] == "佐藤　太郎" and told["柵の種類は何ですか"] == "電気柵"
        assert "12,000円" in told["通知書「防獣柵設置費補助金交付決定通知書」"]
        assert panels.names_of([case])[case.id] == "佐藤　太郎 ほか1人"
        assert not LedgerEntry.objects.exists() and not Intent.objects.exists()
    with town.open("chief"):
        approve(filing)
        approve(filing)  # pressed twice
        assert filing.state == Filing.State.DECIDED
        entry = LedgerEntry.objects.get()
        head, wife = (int(one.addressee_number) for one in family[:2])
        assert (entry.number, entry.holder_number, entry.people) == ("獣2026-00001", head, [wife])
        assert entry.values == {"kind": "wire", "amount": 12000, "keepers": [str(wife)]}
        assert entry.letter is not None and entry.ledger_name == "防獣柵設置費補助金台帳"
        words = printed(entry.letter)
        for expected in (
            "令和8年11月24日、佐藤　太郎様（北海道北見市",
            "補助金12,000円の交付",
            "番号　獣2026-00001　柵の種類　電気柵　管理する人　佐藤　花子　備考　―",
            "北見市　農林水産課",
            "北見市長",
        ):
            assert expected in words, expected
        assert "{" not in words
    monkeypatch.setattr(signing, "place", lambda address: tmp_path / "signing" / f"{address}.pem")
    sign_papers(town.place.address)
    draw(town)
    with town.open("chief"):
        filing.refresh_from_db()
        assert (filing.state, filing.outcome["number"]) == (Filing.State.DONE, "獣2026-00001")
        intent, content = documents.content(UUID(filing.outcome["paper"]))
        assert content.startswith(b"%PDF") and b"/ByteRange" in content and intent.signer == "北見市長"
        assert intent.number == "獣2026-00001" and intent.pages == 1
        # A second filing goes on counting; a version without a letter is done at once.
        publish(2, letter=None)
        second = file(family, version=2)
        approve(filings.proceed(second.id, {"A-07": "別の柵"}) if second.state == Filing.State.RECEIVED else second)
        second.refresh_from_db()
        assert (second.state, second.outcome["number"]) == (Filing.State.DONE, "獣2026-00002")
        assert Intent.objects.count() == 1


@database
def test_a_letter_that_cannot_be_written_is_told_before_anything_is_issued(town: Town, family: list[Record]) -> None:
    wrong = {"title": "通知書", "paragraphs": ["{amuont}円を交付します。"]}
    with town.open():
        publish()
        publish(2, letter=wrong)
        publish(3, ledger={"name": "台帳", "prefix": "長" * 17})
        assert codes(file(family, {"note": "🐗"})) == ["L-02"]
        assert "L-02" not in codes(file(family, {"note": "一行目\n二行目"})), "set in one line"
        assert codes(file(family, {"note": "長い備考。" * 700}))[-1:] == ["L-03"]
        assert "L-01" in codes(file(family, version=2))
        assert "L-04" in codes(file(family, version=3))
        assert not LedgerEntry.objects.exists() and not Intent.objects.exists()


@database
def test_a_protected_holder_is_written_to_without_address_online_and_without_the_office(
    town: Town, family: list[Record]
) -> None:
    holder = family[0]
    with town.open("chief"):
        disclosure.set_protection(
            disclosure.NewProtection(
                applicant=int(holder.addressee_number),
                measure="violence",
                received_on=TODAY,
                requesting_body="警察署",
                starts_on=TODAY,
            )
        )
        publish()
        home = holder.address_town
        online = file(family)
        counter = file(family, channel="counter", level="counter", account=None)
        for filing in (online, counter):
            if filing.state == Filing.State.RECEIVED:
                filing = filings.proceed(filing.id, dict.fromkeys(codes(filing), "確かめた"))
            approve(filing)
        there = {one.filing_key: printed(one.letter) for one in LedgerEntry.objects.exclude(letter=None) if one.letter}
    assert home not in there[online.key] and "（住所は記載しません）" in there[online.key]
    assert home in there[counter.key], "on paper it goes to the holder's own address"
    assert not any("農林水産課" in words for words in there.values())


def test_the_text_of_a_letter_is_held_to_its_marks_and_to_its_boxes() -> None:
    assert [doctest.testmod(one).failed for one in (answer_words, letter_text)] == [0, 0]
    dates = {"code": CODE, "version": 1, "valid_from": "2026-04-01"}
    right = parse({**DEFINITION, **dates}, "test")
    assert letter_faults(right) == []
    letters = {"title": "{kind}の通知", "paragraphs": ["{amuont}円、{", " "]}
    wrong = letter_faults(parse({**DEFINITION, **dates, "letter": letters}, "test"))
    assert ["{amuont}" in wrong[0], "「{」" in wrong[1], len(wrong)] == [True, True, 2]
    receiver = Correspondent("佐藤　太郎", "090-0024", "北海道北見市北四条東四丁目１番地２", True)
    sender = Sender("北海道　北見市長", "北見　太郎", "公印省略", None, "北見市　農林水産課", "", "", False)
    content = letter.LetterContent("通知書", "獣2026-00001", "令和8年11月24日", receiver, sender, ("本文。",))
    assert not inspect(letter.FORM, letter.layout(content)).overflow
    crowded = inspect(letter.FORM, letter.layout(replace(content, receiver=replace(receiver, name="長" * 90))))
    assert [one.item for one in crowded.overflow] == ["addressee.name"]
