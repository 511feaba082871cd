"""分割納付承認通知書: what was agreed, to who agreed, in the order of the post.

A mailing tells the plans that were agreed from a day on, are not ended, and are in no letter yet that can be sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from yakuba.areas.collection.actions.planning import PLAN
from yakuba.areas.collection.documents import plan as paper
from yakuba.areas.collection.documents.plan import PlanContent
from yakuba.areas.collection.letter_post import COLUMNS, DESK, envelopes, line, receivers
from yakuba.areas.collection.models import InstalmentPlan, PlannedClaim, PlannedPart
from yakuba.platform.documents import mailings, posts
from yakuba.platform.documents.mailings import Addressed, Held, Letter, Sort
from yakuba.platform.documents.models import Mailing, MailingLetter
from yakuba.platform.documents.posts import Correspondent, Senders
from yakuba.platform.ledger.service import Claim
from yakuba.platform.screens import dates
from yakuba.platform.tenancy.context import JST, current_context

KIND: Final = "collection.plan_notices"
ENDED: Final = "計画は取りやめられた"
_TEXTS: Final = (
    (
        "納め方",
        "期日までに、同封または別送の納付書で納めてください。期日が休日のときは、次の開庁日が期日です。納めた額は、早い期日の分から数えます。",
    ),
    (
        "延滞金",
        "延滞金は、この約束の日までの額を分割に入れています。納め終わるまでの延滞金は、法律または条例によって日ごとに増え、納め終わったあとで別に"
        "お知らせします。",
    ),
    (
        "期日に納められないとき",
        "事情が変わったときは、期日の前に表の問い合わせ先に相談してください。約束どおりに納められないときは、この承認を取りやめ、財産の差押えなどの滞納"
        "処分または強制執行をすることがあります。",
    ),
)


def to_tell(since: date) -> list[InstalmentPlan]:
    """Plans agreed from a day on that nobody has been told of, by their numbers."""
    rows = MailingLetter.objects.filter(mailing__kind=KIND).exclude(state=MailingLetter.State.HELD)
    told = set(rows.values_list("subject", flat=True))
    plans = InstalmentPlan.objects.filter(state=InstalmentPlan.State.ACTIVE, agreed_on__gte=since)
    return [one for one in plans.order_by("number") if str(one.id) not in told]


def start(since: date) -> Mailing:
    """Begin the letters of plans that are not told; while some are being made: those. CannotMail, NoCertifier."""
    rows = Mailing.objects.filter(kind=KIND)
    making = rows.filter(state=Mailing.State.MAKING).order_by("started_at", "id").first()
    if making is not None:
        return making
    if not to_tell(since):
        raise mailings.CannotMail(f"{dates.japanese(since)}からの計画で、通知していないものはありません")
    Senders(DESK).to(Correspondent("", "", "", True))
    today = dates.japanese(current_context().business_date)
    return mailings.start(KIND, str(rows.count() + 1), f"分割納付の承認通知 {today}", {"since": since.isoformat()})


def _whom(mailing: Mailing) -> list[Addressed]:
    found = to_tell(date.fromisoformat(mailing.about["since"]))
    order = posts.order({one.addressee_number for one in found})
    found.sort(key=lambda one: (*order[one.addressee_number], one.number))
    return [
        Addressed(number=one.number, subject=str(one.id), addressee=one.addressee_number, pages=paper.PAGES)
        for one in found
    ]


def _plans(letters: Sequence[MailingLetter]) -> tuple[dict[str, InstalmentPlan], dict[str, str]]:
    rows = InstalmentPlan.objects.filter(id__in=[UUID(one.subject) for one in letters])
    found = {str(one.id): one for one in rows}
    return found, {key: ENDED for key, one in found.items() if one.state == InstalmentPlan.State.ENDED}


def _compose(mailing: Mailing, letters: Sequence[MailingLetter]) -> dict[int, Letter | Held]:
    plans, gone = _plans(letters)
    posted, senders = receivers({one.addressee_number or 0 for one in letters}), Senders(DESK)
    found: dict[int, Letter | Held] = {}
    for one in letters:
        number = one.addressee_number or 0
        receiver = posted[number]
        if one.subject in gone:
            found[one.place] = Held(gone[one.subject])
        elif isinstance(receiver, Held):
            found[one.place] = receiver
        elif one.subject in plans:
            day = dates.japanese(mailing.started_at.astimezone(JST).date())
            content = _content(plans[one.subject], day, receiver, senders)
            found[one.place] = Letter(data=paper.layout(content), people=(number,), line=line(one, receiver))
    return found


def _content(plan: InstalmentPlan, day: str, receiver: Correspondent, senders: Senders) -> PlanContent:
    planned = list(PlannedClaim.objects.filter(plan_id=plan.id))
    claims = {one.id: one for one in Claim.objects.filter(id__in=[row.claim_id for row in planned])}
    planned.sort(key=lambda row: (claims[row.claim_id].due_on, claims[row.claim_id].number))
    parts = list(PlannedPart.objects.filter(plan_id=plan.id).order_by("place"))
    return PlanContent(
        number=plan.number,
        day=day,
        receiver=receiver,
        sender=senders.to(receiver),
        body="　申し出のあった分割納付を、次のとおり承認したので通知します。",
        rows=[
            ("約束の日", dates.japanese(plan.agreed_on)),
            ("納める額", f"{plan.total:,}円（未納の額{plan.principal:,}円、延滞金{plan.late:,}円）"),
            ("回数", f"{len(parts)}回"),
        ],
        parts=[(dates.japanese(one.due_on), f"{one.amount:,}円") for one in parts],
        claims=[
            (claims[row.claim_id].title, claims[row.claim_id].number, f"{row.open:,}円", f"{row.late:,}円")
            for row in planned
        ],
        texts=_TEXTS,
    )


def _envelopes(mailing: Mailing, letters: Sequence[MailingLetter]) -> dict[int, mailings.Envelope | Held]:
    return envelopes(letters, _plans(letters)[1])


def register_sort() -> None:
    """Called once at start."""
    mailings.register_sort(
        Sort(
            kind=KIND,
            form=paper.FORM,
            duty=PLAN,
            columns=COLUMNS,
            whom=_whom,
            compose=_compose,
            envelopes=_envelopes,
        )
    )
