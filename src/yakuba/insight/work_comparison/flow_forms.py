"""What staff give for a flow: a drawing, the year it is proposed from, how cases are held against it, its adoption."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from yakuba.insight.processes.model.proposal import Choices
from yakuba.insight.work_comparison.checking import MOST_MONTHS, Asking, months
from yakuba.insight.work_comparison.flows import LARGEST
from yakuba.insight.work_comparison.forms import years
from yakuba.insight.work_comparison.source import fiscal_year
from yakuba.platform.screens.fields import (
    CheckField,
    ChoiceField,
    FileField,
    IntegerField,
    QuickDateField,
    TextAreaField,
)
from yakuba.platform.screens.forms import EntryForm, FormKit
from yakuba.platform.tenancy.context import current_context

MOST_STEPS: Final = 40
PERCENT: Final = 100


class UploadForm(EntryForm):
    """A drawing of a flow."""

    lead = "読み込めません"
    drawing = FileField(
        label="流れの図（BPMN 2.0）",
        limit=LARGEST,
        kinds={"BPMN 2.0のファイル": b""},
        attrs={"accept": ".bpmn,.xml"},
        support="BPMNを描く道具から書き出したファイル（.bpmn、2MBまで）。作業の名前は、経過に残る作業名と同じにします",
    )


class ProposeForm(EntryForm):
    """From which cases a flow is proposed, and how much of them it is to show."""

    lead = "案を作れません"
    year = ChoiceField(label="手本にする年度", choices=())
    steps = IntegerField(
        label="作業の数", low=1, high=MOST_STEPS, unit="まで", initial=20, support="案件の多い作業から"
    )
    noise = IntegerField(
        label="まれとみなす割合",
        low=0,
        high=99,
        unit="％未満",
        initial=20,
        support="これより少ない案件のやり方は除きます",
    )
    main_path = CheckField(label="いちばん多い順番だけにする（枝分かれなし）", required=False)
    any_order = CheckField(label="同じ日の作業の順番は問わない", required=False)

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        known = years()
        self.fields["year"].choices = [(str(one), f"令和{one - 2018}年度") for one in known]  # type: ignore[attr-defined]
        self.fields["year"].initial = str(known[1])

    def choices(self) -> Choices:
        """As the miner takes them."""
        asked = self.cleaned_data
        return Choices(asked["steps"], asked["noise"] / PERCENT, asked["main_path"], asked["any_order"])


class CheckForm(EntryForm):
    """Which cases are held against a flow, and what counts."""

    lead = "照らせません"
    first = QuickDateField(label="案件の始まりの日（から）")
    last = QuickDateField(label="案件の始まりの日（まで）")
    end = ChoiceField(
        label="この作業まで進んだ案件だけ",
        choices=(),
        required=False,
        support="終わっていない案件を除くときに、最後の作業を選びます",
    )
    adopted_on = QuickDateField(
        label="採り入れた日", required=False, support="この日の前と後を、同じ数え方で比べます。空欄なら比べません"
    )
    any_order = CheckField(label="同じ日の作業の順番は問わない", required=False)
    pass_over = CheckField(label="流れにない作業は数えない", required=False)

    def __init__(self, steps: list[str], adopted_on: date | None, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        known = list(dict.fromkeys(steps))
        self.fields["end"].choices = [(one, one) for one in known]  # type: ignore[attr-defined]
        today = current_context().business_date
        self.fields["first"].initial = date(fiscal_year(today) - 1, 4, 1)
        self.fields["last"].initial = today
        self.fields["adopted_on"].initial = adopted_on

    def clean(self) -> dict[str, Any]:
        """A period that is one, not too long, and not after today."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first is None or last is None:
            return cleaned
        if last < first:
            self.add_error("last", "終わりの日：始まりの日より前。始まりの日以後の日を入力")
        elif last > current_context().business_date:
            self.add_error("last", "終わりの日：今日より後。今日までの日を入力")
        elif last - first > timedelta(days=31 * MOST_MONTHS) or len(months(first, last)) > MOST_MONTHS:
            self.add_error("first", f"始まりの日：{MOST_MONTHS}か月を超える。期間を短くする")
        return cleaned

    def asking(self) -> Asking:
        """As the check takes it."""
        given = self.cleaned_data
        return Asking(
            given["first"], given["last"], given["any_order"], given["pass_over"], given["end"], given["adopted_on"]
        )


class AdoptForm(FormKit):
    """From which day on the flow's steps are those of the procedure, and why."""

    lead = "手順にできません"
    day = QuickDateField(label="いつから", support="この日に受け付けた申請から、この手順を使います")
    reason = TextAreaField(label="変更の理由", limit=300, support="決裁の番号などを書く")

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["day"].initial = current_context().business_date
