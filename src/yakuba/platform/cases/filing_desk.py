"""Steps that staff take on a filing from a page: each once, however often the page is sent; and decisions in one go."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import DatabaseError, transaction

from yakuba.platform.cases import filing_queries
from yakuba.platform.cases import service as cases
from yakuba.platform.cases.filing_models import Filing, FilingStep
from yakuba.platform.cases.filings import FilingError, sent_by

MOST_AT_ONCE = 20


def once(filing_id: UUID, key: UUID, step: Callable[[UUID], Filing]) -> Filing:
    """Take the step of a page that carries ``key``. Sent again with the same key, nothing happens a second time.

    A step that fails leaves nothing behind. Raises FilingError, cases.CaseError, access.Refused.
    """
    filing = Filing.objects.select_for_update().filter(id=filing_id).first()
    if filing is None:
        raise FilingError("申請が見つかりません。一覧から選び直してください")
    if FilingStep.objects.filter(filing_id=filing_id, attributes__contains={"form": str(key)}).exists():
        return filing
    token = sent_by.set(str(key))
    try:
        with transaction.atomic():
            return step(filing_id)
    finally:
        sent_by.reset(token)


@dataclass(frozen=True)
class Decided:
    """What became of one filing of a decision in one go. ``problem`` is empty when it was decided."""

    filing: Filing
    problem: str = ""


def decidable_at_once() -> tuple[list[Filing], list[Filing]]:
    """What the actor may decide: those whose checks all passed, and those to be opened one by one (alerts accepted)."""
    waiting = filing_queries.to_decide()
    plain = [one for one in waiting if one.case is not None and not one.case.accepted_alerts]
    kept = {one.id for one in plain}
    return plain, [one for one in waiting if one.id not in kept]


def decide(filing_ids: Iterable[UUID]) -> list[Decided]:
    """Approve the cases of these filings, each by itself: what fails undoes nothing of the others.

    One the actor may not decide at once (own typing, alerts, another state by now) is left as it is, with the reason.
    """
    open_now = {one.id: one for one in decidable_at_once()[0]}
    found = []
    for key in dict.fromkeys(filing_ids):
        filing = open_now.get(key)
        if filing is not None and filing.case_id is not None:
            found.append(_decide_one(filing, filing.case_id))
        elif (other := filing_queries.find(key)) is not None:
            found.append(Decided(other, _why_not(other)))
    return found


def _decide_one(filing: Filing, case_id: UUID) -> Decided:
    try:
        with transaction.atomic():
            cases.approve(case_id)
    except cases.CaseError as refusal:
        return Decided(filing, str(refusal))
    except DatabaseError:
        return Decided(filing, "記録できませんでした。案件を開いて、もう一度決裁してください")
    filing.refresh_from_db()
    return Decided(filing)


def _why_not(filing: Filing) -> str:
    if filing.state in (Filing.State.DECIDED, Filing.State.DONE):
        return "すでに決定しています"
    if filing.state != Filing.State.ENTERED:
        return f"「{filing.get_state_display()}」になっています。開いて確認してください"
    return "自分が入力・補正したものか、アラートがあるものです。案件を開いて確認してください"
