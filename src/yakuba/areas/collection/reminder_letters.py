"""督促状 of a run as drawn letters: one for each reminder that was sent, in the order of the post."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from yakuba.areas.collection.actions.reminding import REMIND
from yakuba.areas.collection.documents import reminder as paper
from yakuba.areas.collection.documents.reminder import Line, ReminderContent
from yakuba.areas.collection.domain.schemes import TAXES
from yakuba.areas.collection.letter_post import COLUMNS, DESK, envelopes, line, receivers
from yakuba.areas.collection.reminder_models import Reminder, ReminderRun
from yakuba.platform.documents import mailings, posts
from yakuba.platform.documents.contesting import contesting
from yakuba.platform.documents.mailings import Addressed, Held, Letter, Sort
from yakuba.platform.documents.models import Mailing, MailingLetter
from yakuba.platform.documents.posts import Correspondent, Senders
from yakuba.platform.jobs import service as jobs
from yakuba.platform.jobs.models import JobState
from yakuba.platform.ledger.service import Claim
from yakuba.platform.screens import dates
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.scope import current
from yakuba.standards import business_days

KIND: Final = "collection.reminders"
DAYS: Final = 10  # after which what is owed may be seized (地方税法331条)
_ARTICLES: Final = {
    "resident_tax": "地方税法329条",
    "fixed_asset_tax": "地方税法371条",
    "light_vehicle_tax": "地方税法463条の24",
}
_CHARGES: Final = "地方自治法231条の3第1項"
_OVERTAKEN: Final = (
    "行き違いのとき",
    "この督促状と行き違いに納付されたときは、お許しください。納付してから記録されるまで、数日かかることがあります。",
)


def run_of(mailing: Mailing) -> ReminderRun:
    """The run a mailing is for."""
    return ReminderRun.objects.get(id=UUID(mailing.key))


def start(run: ReminderRun) -> Mailing:
    """Begin the letters of a run whose reminders have all been decided; begun already: that one.

    Raises CannotMail, NoCertifier, access.Refused.
    """
    if run.job_id is None or jobs.state(run.job_id).state != JobState.SUCCEEDED:
        raise mailings.CannotMail("督促状の発付が終わっていません。終わってから作ってください")
    Senders(DESK).to(Correspondent("", "", "", True))
    return mailings.start(KIND, str(run.id), f"督促状 {dates.japanese(run.day)}")


def _whom(mailing: Mailing) -> list[Addressed]:
    sent = Reminder.objects.filter(run_id=run_of(mailing).id, state=Reminder.State.SENT).select_related("claim")
    rows = list(sent.order_by("number"))
    order = posts.order({one.claim.addressee_number for one in rows})
    rows.sort(key=lambda one: (*order[one.claim.addressee_number], one.number))
    return [
        Addressed(number=one.document_number, subject=str(one.id), addressee=one.claim.addressee_number) for one in rows
    ]


@dataclass(frozen=True)
class _Told:
    run: ReminderRun
    town: str
    rows: Mapping[str, Reminder]
    receivers: Mapping[int, Correspondent | Held]
    senders: Senders


def _told(mailing: Mailing, letters: Sequence[MailingLetter]) -> _Told:
    numbers = [one.addressee_number or 0 for one in letters]
    rows = Reminder.objects.filter(id__in=[UUID(one.subject) for one in letters]).select_related("claim")
    return _Told(
        run_of(mailing),
        directory.by_id(current()).name,
        {str(one.id): one for one in rows},
        receivers(numbers),
        Senders(DESK),
    )


def _compose(mailing: Mailing, letters: Sequence[MailingLetter]) -> dict[int, Letter | Held]:
    told = _told(mailing, letters)
    found: dict[int, Letter | Held] = {}
    for one in letters:
        number = one.addressee_number or 0
        receiver = told.receivers[number]
        if isinstance(receiver, Held):
            found[one.place] = receiver
            continue
        content = _content(told, told.rows[one.subject], receiver)
        found[one.place] = Letter(data=paper.layout(content), people=(number,), line=line(one, receiver))
    return found


def _envelopes(mailing: Mailing, letters: Sequence[MailingLetter]) -> dict[int, mailings.Envelope | Held]:
    return envelopes(letters, {})


def pay_until(day: date) -> date:
    """By when a reminder of a day asks to pay: ten days later, a closed day moved.

    >>> pay_until(date(2026, 11, 24))
    datetime.date(2026, 12, 4)
    """
    return business_days.on_or_after(day + timedelta(days=DAYS))


def _content(told: _Told, one: Reminder, receiver: Correspondent) -> ReminderContent:
    until = dates.japanese(pay_until(told.run.day))
    article = _ARTICLES.get(one.claim.scheme, _CHARGES)
    return ReminderContent(
        number=one.document_number,
        day=dates.japanese(told.run.day),
        receiver=receiver,
        sender=told.senders.to(receiver),
        body=f"　下の債権は、納期限までに納付されていません。{until}までに納付してください（{article}）。",
        rows=_rows(one.claim, one.amount, told.run.fee if one.fee_claim_id else 0, until),
        texts=[_following(one.claim.scheme), _OVERTAKEN, contesting(told.town, "この督促")],
    )


def _rows(claim: Claim, open_: int, fee: int, until: str) -> list[Line]:
    return [
        ("件名", claim.title),
        ("債権番号", claim.number),
        ("通知書番号", claim.notice_number or "―"),
        ("納期限", dates.japanese(claim.due_on)),
        ("納付されていない額", f"{open_:,}円"),
        *([("督促手数料", f"{fee:,}円")] if fee else []),
        ("納付する額（延滞金を除く）", f"{open_ + fee:,}円"),
        ("納付の期限", until),
    ]


def _following(scheme: str) -> Line:
    ground = "地方税法" if scheme in TAXES else "法律または条例"
    return (
        "納付しないとき",
        f"納期限の翌日から納付の日までの日数に応じて、{ground}による延滞金がかかります。納付の期限までに完納されないときは、財産の差押えなどの"
        "滞納処分または強制執行をすることがあります。事情があって納付できないときは、すぐに下の問い合わせ先に相談してください。",
    )


def register_sort() -> None:
    """Called once at start."""
    mailings.register_sort(
        Sort(
            kind=KIND,
            form=paper.FORM,
            duty=REMIND,
            columns=COLUMNS,
            whom=_whom,
            compose=_compose,
            envelopes=_envelopes,
        )
    )
