"""The job that draws a certificate which leaves as data."""

from yakuba.areas.resident_registry.actions.issue_copy import DRAW
from yakuba.platform.cases.paper_jobs import PaperJob
from yakuba.platform.jobs.registry import job_kind


@job_kind(DRAW)
class DrawCopy(PaperJob):
    """Killed in the middle, it draws and signs again: nothing has left before the commit."""

    title = "証明書の作成（オンライン交付）"
    failure = "証明書を作成できませんでした。発行履歴で原因を確かめ、窓口で発行してください"
    done = "証明書を作成しました"
