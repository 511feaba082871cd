"""The job that draws the letter of an entry."""

from yakuba.areas.own_ledgers.actions.enter import DRAW
from yakuba.platform.cases.paper_jobs import PaperJob
from yakuba.platform.jobs.registry import job_kind


@job_kind(DRAW)
class DrawLetter(PaperJob):
    """Killed in the middle, it draws and signs again: nothing has left before the commit."""

    title = "独自台帳の通知書の作成"
    failure = "通知書を作成できませんでした。台帳の画面で原因を確かめてください"
    done = "通知書を作成しました"
