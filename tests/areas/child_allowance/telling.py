"""What the letters around a payment say and who gets them; parts of the story of a payment run."""

from datetime import UTC, date, datetime
from uuid import UUID

from tests.areas.child_allowance.paying import run_jobs
from tests.world import Town, signed_in
from yakuba.areas.child_allowance import mailings, yearbook
from yakuba.areas.child_allowance.models import Mailing, MailingFile, MailingLetter, Payment
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.documents import papers
from yakuba.platform.documents.models import Intent
from yakuba.platform.register.models import RegisterEntry

DAY = datetime(2027, 2, 12, 1, 0, tzinfo=UTC)


def told_that_it_came_back(town: Town) -> None:
    """The letter says which months, how much, why and how to mend it, and no whole account number."""
    with town.open(instant=DAY):
        row = Payment.objects.get(state=Payment.State.RETURNED)
        intent = Intent.objects.get(id=row.letter or row.id)
        text = str(papers.frozen(intent, [row.claimant_number]).data)
        assert intent.title == "児童手当　振込不能のお知らせ"
        assert "55,000円" in text and "口座がない" in text and "令和8年12月から令和9年1月" in text
        assert "****002" in text and "0000002" not in text and "児童手当の振込口座の変更" in text


def counted_in_the_year(town: Town) -> None:
    """The yearly report: two payments of the three, the third among what came back; nothing in the year before."""
    with town.open(instant=DAY):
        rows = {(one.part, one.name): (one.now, one.before) for one in yearbook.report(2026)}
        assert rows["支払", "件数"] == (2, 0) and rows["支払", "支払った額（円）"] == (110_000, 0)
        assert rows["支払", "振込不能（円）"] == (55_000, 0)
        assert rows["受給者（人）", "児童2人"] == rows["受給者（人）", "計"] == (3, 0)
        # December and January of each of the three, as the law has them whether paid or not.
        assert rows[yearbook.WORTH, "計"] == (165_000, 0)
        assert rows[yearbook.WORTH, "3歳未満　第1子・第2子"] == (3 * 45_000, 0)


def told_that_it_was_paid(town: Town, run_id: UUID, third: int) -> None:
    """Two letters in one PDF and as data; whom a support measure protects since is left out of what is printed."""
    chief = signed_in(town, "kakaricho")
    base = "/012084/child-allowance/"
    at = chief.post(f"{base}payments/{run_id}/notices/").headers["Location"]
    assert chief.post(f"{base}payments/{run_id}/notices/").headers["Location"] == at, "once a run"
    run_jobs(town, mailings.MAKE)
    page = chief.get(at).content.decode()
    assert "2通（2ページ）" in page and "送れない通知はありません" in page
    with town.open():
        mailing = Mailing.objects.get()
        file = MailingFile.objects.get()
        assert (mailing.letters, mailing.held, file.letters, file.pages) == (2, 0, 2, 2)
        letter = MailingLetter.objects.get(right_number="児2026-00001")
    lines = chief.post(f"{at}list.csv").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3 and "児2026-00001" in lines[1] and "2026-12:30000 2027-01:25000" in lines[1]
    assert "****001" in lines[1] and "令和9年2月10日,55000" in lines[1]
    kept = chief.post(f"{at}files/1/").content
    assert kept.startswith(b"%PDF") and kept == chief.post(f"{at}files/1/").content
    right = f"{base}rights/{letter.right_id}/"
    assert letter.number in chief.get(right).content.decode()
    assert chief.get(f"{right}notices/{letter.id}/").content.startswith(b"%PDF")
    with town.open("chief"):
        measure = disclosure.set_protection(disclosure.NewProtection(third, "violence", date(2026, 11, 1), "試験"))
    assert chief.post(f"{at}files/1/").content != kept
    page = chief.get(at).content.decode()
    assert "作ったあとで" in page and "児2026-00003" in page
    assert len(chief.post(f"{at}list.csv").content.decode("utf-8-sig").splitlines()) == 2
    with town.open("chief"):
        disclosure.end_protection(measure.id, "本人の申出")
        printed = RegisterEntry.objects.filter(act="print_list").count()
        assert printed >= 4, "each output is registered"
