"""還付通知書, 充当通知書, and that such a decision was withdrawn: one letter a decision, in the order of the post.

A mailing tells what was decided from a day on and is in no letter yet, or in one that could not be sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Q

from yakuba.areas.collection import decisions
from yakuba.areas.collection.actions import withdraw_case
from yakuba.areas.collection.actions.refunding import REFUND
from yakuba.areas.collection.decisions import Decided
from yakuba.areas.collection.documents import reminder as paper
from yakuba.areas.collection.documents.reminder import Line, ReminderContent
from yakuba.areas.collection.domain.schemes import TAXES
from yakuba.areas.collection.letter_post import COLUMNS, DESK, envelopes, line, receivers
from yakuba.areas.collection.models import PayeeAccount
from yakuba.platform.documents import mailings, posts
from yakuba.platform.documents.contesting import contesting
from yakuba.platform.documents.mailings import Addressed, Held, Letter, Sort
from yakuba.platform.documents.models import Mailing, MailingLetter
from yakuba.platform.documents.posts import Correspondent, Senders
from yakuba.platform.ledger.chart import Side
from yakuba.platform.ledger.models import Line as BookLine
from yakuba.platform.ledger.service import Claim, Entry
from yakuba.platform.screens import dates
from yakuba.platform.tenancy import directory, numbers
from yakuba.platform.tenancy.context import JST, current_context
from yakuba.platform.tenancy.scope import current

KIND: Final = "collection.refund_notices"
WITHDRAWN: Final = "この決定は取り消された。先に通知していれば、取消しの通知が別にできる"
_GROUNDS: Final = {True: "地方税法17条・17条の2", False: "法律または条例"}
_TERM: Final = (
    "請求できる期間",
    "還付金を請求できるのは、請求できることになった日から5年間です。それを過ぎると受け取れません。",
)
_ACCOUNT: Final = (
    "受け取り方",
    "届け出た口座に振り込みます。口座を変えたいときは、振り込まれる前に下の問い合わせ先に知らせてください。",
)
_NO_ACCOUNT: Final = (
    "受け取り方",
    "振り込む口座の届出がありません。本人名義の口座を、下の問い合わせ先に知らせてください。暗証番号を聞いたり、現金自動預払機（ATM）の操作を求め"
    "たりすることはありません。",
)
_BACK: Final = (
    "返していただくとき",
    "先に支払った還付金は、上の期限までに返してください。納付書は別に送ります。納付が取り消された覚えがないときは、下の問い合わせ先に知らせてください。",
)


@dataclass(frozen=True, slots=True)
class Telling:
    """A decision to tell, or (``void``) its withdrawal; ``entry`` is the one of the ledger the letter is about."""

    entry: Entry
    decided: Decided

    @property
    def void(self) -> bool:
        """Whether it tells that the decision was withdrawn."""
        return self.entry.id != self.decided.entry.id

    @property
    def gone(self) -> bool:
        """Whether it tells of a decision that does not stand any more."""
        return not self.void and self.decided.withdrawn is not None


def to_tell(since: date) -> list[Telling]:
    """What was decided or withdrawn from a day on and nobody has been told, in the order it was written.

    A decision that was withdrawn before it was told is told in neither way.
    """
    told, listed = _subjects()
    found = [one for one in _of(_entries(since)) if str(one.entry.id) not in told and not one.gone]
    return [one for one in found if not one.void or str(one.decided.entry.id) in listed]


def _subjects() -> tuple[set[str], set[str]]:
    """Entries that are in a letter which can be sent, and all that ever were in one."""
    rows = MailingLetter.objects.filter(mailing__kind=KIND).values_list("subject", "state")
    found = list(rows)
    return {subject for subject, state in found if state != MailingLetter.State.HELD}, {one for one, _ in found}


def _entries(since: date) -> list[UUID]:
    made = Q(source_kind=decisions.SOURCE, kind__in=decisions.KINDS)
    void = Q(source_kind=withdraw_case.SOURCE, reverses_id__isnull=False)
    rows = Entry.objects.filter(made | void, day__gte=since).order_by("posted_at", "id")
    return list(rows.values_list("id", flat=True))


def _of(entry_ids: Iterable[UUID]) -> list[Telling]:
    """The entries with the decisions they are about; what is neither is left out."""
    entries = {one.id: one for one in Entry.objects.filter(id__in=list(entry_ids))}
    about = {one.id: one.reverses_id or one.id for one in entries.values()}
    known = {one.entry.id: one for one in decisions.of_entries(set(about.values()))}
    ordered = sorted(entries.values(), key=lambda one: (one.posted_at, one.id))
    return [Telling(one, known[about[one.id]]) for one in ordered if about[one.id] in known]


def start(since: date) -> Mailing:
    """Begin the letters of what is not told; while some are being made: those. CannotMail, NoCertifier, Refused."""
    rows = Mailing.objects.filter(kind=KIND)
    making = rows.filter(state=Mailing.State.MAKING).order_by("started_at", "id").first()
    if making is not None:
        return making
    if not to_tell(since):
        raise mailings.CannotMail(f"{dates.japanese(since)}からの決定で、通知していないものはありません")
    Senders(DESK).to(Correspondent("", "", "", True))
    today = dates.japanese(current_context().business_date)
    return mailings.start(KIND, str(rows.count() + 1), f"還付・充当の通知 {today}", {"since": since.isoformat()})


def _whom(mailing: Mailing) -> list[Addressed]:
    found = to_tell(date.fromisoformat(mailing.about["since"]))
    order = posts.order({one.decided.claim.addressee_number for one in found})
    found.sort(key=lambda one: (*order[one.decided.claim.addressee_number], one.decided.claim.number, one.entry.id))
    year = current_context().business_date.year
    serials = numbers.take(f"refund-notice-{year}", len(found)) if found else range(0)
    return [
        Addressed(
            number=f"還通{year}-{serial:06d}",
            subject=str(one.entry.id),
            addressee=one.decided.claim.addressee_number,
        )
        for serial, one in zip(serials, found, strict=True)
    ]


def _gone(letters: Sequence[MailingLetter]) -> tuple[dict[str, Telling], dict[str, str]]:
    found = {str(one.entry.id): one for one in _of([UUID(letter.subject) for letter in letters])}
    return found, {subject: WITHDRAWN for subject, one in found.items() if one.gone}


def _compose(mailing: Mailing, letters: Sequence[MailingLetter]) -> dict[int, Letter | Held]:
    telling, gone = _gone(letters)
    people = {one.addressee_number or 0 for one in letters}
    posted, senders = receivers(people), Senders(DESK)
    back = _claimed_back([one for one in telling.values() if one.void])
    payees = PayeeAccount.objects.filter(addressee_number__in=people, is_latest=True)
    has_account = set(payees.values_list("addressee_number", flat=True))
    found: dict[int, Letter | Held] = {}
    for one in letters:
        number = one.addressee_number or 0
        receiver = posted[number]
        if one.subject in gone:
            found[one.place] = Held(gone[one.subject])
        elif isinstance(receiver, Held):
            found[one.place] = receiver
        elif one.subject in telling:
            told = telling[one.subject]
            title, body, rows, texts = _said(told, back.get(told.entry.id), number in has_account)
            town = directory.by_id(current()).name
            content = ReminderContent(
                title=title,
                number=one.number,
                day=dates.japanese(mailing.started_at.astimezone(JST).date()),
                receiver=receiver,
                sender=senders.to(receiver),
                body=body,
                rows=rows,
                texts=[*texts, contesting(town, "この決定")],
            )
            found[one.place] = Letter(data=paper.layout(content), people=(number,), line=line(one, receiver))
    return found


def _claimed_back(telling: Sequence[Telling]) -> Mapping[UUID, tuple[Claim, int]]:
    """What is claimed back with a withdrawal: the claim, and the yen it was raised at, by the withdrawal's entry."""
    keys = {f"{one.entry.key}:back": one.entry.id for one in telling}
    raised = {one.id: keys[one.key] for one in Entry.objects.filter(key__in=list(keys))}
    lines = BookLine.objects.filter(entry_id__in=list(raised), account="receivable", side=Side.DEBIT)
    claims = {one.id: one for one in Claim.objects.filter(id__in=[row.claim_id for row in lines if row.claim_id])}
    return {raised[row.entry_id]: (claims[row.claim_id], row.amount) for row in lines if row.claim_id}


def _said(told: Telling, back: tuple[Claim, int] | None, has_account: bool) -> tuple[str, str, list[Line], list[Line]]:
    """Title, first sentence, facts and texts of a letter."""
    one, ground = told.decided, _GROUNDS[told.decided.claim.scheme in TAXES]
    beyond = one.claim.part == Claim.Part.OWED_BACK  # no payment of the person's own was too much
    what, amount = ("下の額", "還付のもとになる額") if beyond else ("納め過ぎた額", "納め過ぎの額")
    about = _about(one)
    if told.void:
        rows = [*about, ("取り消した決定", f"{dates.japanese(one.entry.day)}の{one.words}　{one.whole:,}円")]
        rows.append(("取消しの日", dates.japanese(told.entry.day)))
        rows.append(("取消しの理由", told.entry.reason))
        if back is not None:
            claim, asked = back
            rows += [("返していただく額", f"{asked:,}円"), ("返還の期限", dates.japanese(claim.due_on))]
            rows.append(("返還金の債権番号", claim.number))
        body = "　先に決定した過誤納金の還付・充当を、次のとおり取り消したので通知します。"
        return "還付・充当決定取消通知書", body, rows, [_BACK] if back else []
    if one.target is not None:
        rows = [
            *about,
            ("充当した額", f"{one.amount:,}円"),
            ("充当先", one.target.title),
            ("充当先の債権番号", one.target.number),
            ("充当した日", dates.japanese(one.entry.day)),
            ("理由", one.entry.reason or "―"),
        ]
        return (
            "充当通知書",
            f"　{what}を、次のとおり未納の額に充当したので通知します（{ground}）。",
            rows,
            [],
        )
    rows = [
        *about,
        (amount, f"{one.amount:,}円"),
        ("還付加算金", f"{one.interest:,}円"),
        ("還付する額", f"{one.whole:,}円"),
        ("決定の日", dates.japanese(one.entry.day)),
        ("理由", one.entry.reason or "―"),
    ]
    body = f"　{what}を、次のとおり還付することに決定したので通知します（{ground}）。"
    return "還付通知書", body, rows, [_ACCOUNT if has_account else _NO_ACCOUNT, _TERM]


def _about(one: Decided) -> list[Line]:
    return [
        ("件名", one.claim.title),
        ("債権番号", one.claim.number),
        ("通知書番号", one.claim.notice_number or "―"),
    ]


def _envelopes(mailing: Mailing, letters: Sequence[MailingLetter]) -> dict[int, mailings.Envelope | Held]:
    return envelopes(letters, _gone(letters)[1])


def register_sort() -> None:
    """Called once at start."""
    mailings.register_sort(
        Sort(
            kind=KIND,
            form=paper.REFUND_FORM,
            duty=REFUND,
            columns=COLUMNS,
            whom=_whom,
            compose=_compose,
            envelopes=_envelopes,
        )
    )
