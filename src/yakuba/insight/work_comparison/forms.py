"""What staff choose and type: the year, with whom to compare, and what a consent is about."""

from __future__ import annotations

from typing import Any

from yakuba.insight.work_comparison import step_file
from yakuba.insight.work_comparison.peers import Peers
from yakuba.insight.work_comparison.source import fiscal_year
from yakuba.platform.screens.fields import ChecksField, ChoiceField, FileField, QuickDateField
from yakuba.platform.screens.forms import FormKit
from yakuba.platform.tenancy.context import current_context

YEARS_BACK = 4
PEERS = (
    (Peers.ALL, "公開しているすべての団体"),
    (Peers.SIMILAR, "類似団体"),
    (Peers.NEAR, "人口が半分から2倍までの団体"),
    (Peers.PREFECTURE, "同じ都道府県の団体"),
)


def years() -> list[int]:
    """The fiscal years that can be counted, this one first."""
    this = fiscal_year(current_context().business_date)
    return list(range(this, this - YEARS_BACK - 1, -1))


def chosen_year(text: str) -> int:
    """The year asked for, else the last whole one.

    A whole year is shown first: of the present one most cases may be open.
    """
    known = years()
    return int(text) if text in {str(one) for one in known} else known[1]


class YearForm(FormKit):
    """Whose matters: those begun in this fiscal year."""

    year = ChoiceField(label="年度", choices=())

    def __init__(self, year: int) -> None:
        super().__init__({"year": str(year)})
        self.fields["year"].choices = [(str(one), f"令和{one - 2018}年度") for one in years()]  # type: ignore[attr-defined]


class PeersForm(FormKit):
    """With whom the own work is compared."""

    peers = ChoiceField(label="比べる団体", choices=PEERS)

    def __init__(self, peers: str) -> None:
        super().__init__({"peers": peers})


class StepFileForm(FormKit):
    """The mapping of steps as a file that was decided on in a spreadsheet."""

    lead = "取り込めません"
    file = FileField(
        label="決定を書いたCSV",
        limit=step_file.LARGEST,
        kinds={"CSV": b""},
        attrs={"accept": ".csv"},
        support="この画面から出したCSVの「状態」を確定か対応なしにして選びます（1MBまで）",
    )


class ConsentForm(FormKit):
    """Which procedures others may see, from when to when."""

    lead = "同意できない項目があります"
    procedures = ChecksField(label="公開する手続き", choices=())
    first = QuickDateField(label="公開の始まり", support="この日から、ほかの団体に見えます")
    last = QuickDateField(label="公開の終わり", support="この日まで見えます。いつでも取り下げられます")

    def __init__(self, known: list[tuple[str, str]], *given: Any) -> None:
        super().__init__(*given)
        self.fields["procedures"].choices = known  # type: ignore[attr-defined]
        self.fields["first"].initial = current_context().business_date
