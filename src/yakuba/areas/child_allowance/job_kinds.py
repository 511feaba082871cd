"""Jobs of the child allowance: a letter, many letters, working out a payment run, putting it into the ledger."""

from yakuba.areas.child_allowance.letters import DRAW
from yakuba.areas.child_allowance.mailings import MakeMailing
from yakuba.areas.child_allowance.runs import PlanRun, PostRun, SettleRun
from yakuba.platform.cases.paper_jobs import PaperJob
from yakuba.platform.jobs.registry import job_kind

__all__ = ["DrawLetter", "MakeMailing", "PlanRun", "PostRun", "SettleRun"]


@job_kind(DRAW)
class DrawLetter(PaperJob):
    """Killed in the middle, it draws and signs again: nothing has left before the commit."""

    title = "児童手当の通知書の作成"
    failure = "通知書を作成できませんでした。受給者の画面で原因を確かめてください"
    done = "通知書を作成しました"
