"""The steps a municipality works through for a procedure: data of its own, shown on each filing and ticked there.

They come from a flow that was agreed on as the best practice (issue 5, point 5). What yakuba records by itself is
ticked by itself; the rest is ticked by hand, and is a step of the filing's journal as any other, so that the same
journal shows whether the flow is kept to.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yakuba.platform.access import service as access
from yakuba.platform.cases import shelf
from yakuba.platform.cases.errors import FilingError
from yakuba.platform.cases.filing_models import Filing, FilingStep
from yakuba.platform.cases.filing_writing import step
from yakuba.platform.cases.models import JournalEntry
from yakuba.platform.cases.registry import actions
from yakuba.platform.cases.work_line import WorkStep, key_of, parsed
from yakuba.platform.parameters import service
from yakuba.platform.parameters.errors import UnknownParameter
from yakuba.platform.tenancy.context import JST

BY_HAND = "by_hand"
RECORDED = frozenset(
    {
        "受付",
        "自動確認",
        "確認",
        "職員による補正",
        "返答依頼",
        "返答",
        "来庁待ち",
        "支払い待ち",
        "来庁",
        "手数料の収納",
        "入力",
        "補正",
        "仮登録",
        "本登録",
        "差戻し",
        "引渡し先の差戻し",
        "決定",
        "交付",
        "引渡し完了",
        "受け付けない",
        "取下げ",
    }
)
"""What the journal gets without anybody ticking it."""


@dataclass(frozen=True)
class Shown:
    """A step on a filing: when and by whom it was done last (None: not yet), and whether it is ticked by hand.

    Whoever drafted or decided the case of a filing is told on the page of the case, not here (`who` is empty).
    """

    step: WorkStep
    done_at: datetime | None
    who: str
    by_hand: bool


def steps_of(filing: Filing) -> tuple[WorkStep, ...]:
    """Those in force on the day it was filed; none for a procedure that is not there any more."""
    try:
        line = service.get(key_of(filing.procedure), filing.filed_at.astimezone(JST).date())
    except UnknownParameter:
        return ()
    return parsed(line)


def shown(work: Iterable[WorkStep], taken: Iterable[FilingStep], of_case: Iterable[JournalEntry] = ()) -> list[Shown]:
    """The steps of a filing, each with the last row of that name in its journal or that of its case."""
    last = {one.activity: (one.ended_at, "") for one in of_case}
    last |= {one.activity: (one.ended_at, one.actor_name) for one in taken}
    found = []
    for one in work:
        at, who = last.get(one.name, (None, ""))
        found.append(Shown(one, at, who, by_hand=one.name not in RECORDED))
    return found


def may_tick(filing: Filing) -> bool:
    """Not what was declined or withdrawn; work may go on after the decision."""
    return filing.state not in (Filing.State.DECLINED, Filing.State.WITHDRAWN)


def tick(filing_id: UUID, name: str) -> Filing:
    """Record that a step was done, by whoever is at work. FilingError, access.Refused."""
    filing = Filing.objects.select_for_update().filter(id=filing_id).first()
    if filing is None:
        raise FilingError("申請が見つかりません。一覧から選び直してください")
    access.require(actions.get(shelf.get(filing.procedure, filing.version).action).enter_duty)
    if not may_tick(filing):
        raise FilingError(f"この申請は「{filing.get_state_display()}」です")
    taken = list(FilingStep.objects.filter(filing_id=filing.id).order_by("id"))
    found = {one.step.name: one for one in shown(steps_of(filing), taken)}.get(name)
    if found is None or not found.by_hand:
        raise FilingError(f"「{name}」は、この手続きの手順にないか、自動で記録されるものです")
    if found.done_at is not None:
        raise FilingError(f"「{name}」は、{found.who}が済みにしています")
    step(filing, name, attributes={BY_HAND: True})
    return filing
