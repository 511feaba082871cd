"""What staff type about ways of collection: notices of employers, collectors, pension stops, relief."""

from __future__ import annotations

from typing import Any, Final

from yakuba.areas.resident_tax.actions import relieving, stopping
from yakuba.areas.resident_tax.domain.collecting import Rest, Why
from yakuba.areas.resident_tax.notices import MONTHS, PAYMENTS
from yakuba.platform.screens.date_fields import QuickDateField
from yakuba.platform.screens.fields import CheckField, ChoiceField, DigitsField, RadioField, TextAreaField, TextField
from yakuba.platform.screens.forms import EntryForm, FormKit
from yakuba.platform.tenancy.context import current_context

WHY: Final = ((Why.LEFT, "退職"), (Why.TRANSFERRED, "転勤・転職"), (Why.LEAVE, "休職"), (Why.DIED, "死亡"))
REST: Final = (
    (Rest.BILLS, "本人が納付書で納める（普通徴収）"),
    (Rest.LUMP, "最後の月の給与からまとめて徴収する（一括徴収）"),
    (Rest.NEXT, "次の事業所が続けて徴収する"),
)
LAST: Final = (("-1", "なし（6月から徴収しない）"), *((str(at), f"{month}まで") for at, month in enumerate(MONTHS)))
GRANT, REFUSE = "grant", "refuse"


class MoveForm(EntryForm):
    """A 給与所得者異動届出書 as it lies on the desk."""

    why = RadioField(label="異動の理由", choices=tuple((one.value, words) for one, words in WHY))
    happened_on = QuickDateField(label="異動日")
    received_on = QuickDateField(label="受付日")
    last = ChoiceField(label="この事業所が徴収する最後の月", choices=LAST)
    rest = RadioField(label="残りの税額", choices=tuple((one.value, words) for one, words in REST))
    wished = CheckField(label="一括徴収を本人が申し出た", required=False)
    excuse = TextField(
        label="1月から4月までの退職で一括徴収できない理由",
        required=False,
        limit=400,
        width="full",
        support="例：退職手当等が残りの税額より少ない",
    )
    to = DigitsField(
        label="次の事業所の宛名番号",
        required=False,
        width="12",
        support="特別徴収義務者の一覧にあります",
        attrs={"maxlength": 15},
    )

    def clean(self) -> dict[str, Any]:
        """The next employer has a number."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("rest") == Rest.NEXT and not given.get("to") and "to" not in self.errors:
            self.add_error("to", "次の事業所の宛名番号がありません。一覧で確かめて入力してください")
        return given


class BeginForm(EntryForm):
    """An employer asks to collect."""

    received_on = QuickDateField(label="受付日")
    first = ChoiceField(
        label="徴収を始める月", choices=tuple((str(at), f"{month}から") for at, month in enumerate(MONTHS))
    )
    to = DigitsField(
        label="事業所の宛名番号", width="12", support="特別徴収義務者の一覧にあります", attrs={"maxlength": 15}
    )


class FindCollectorForm(FormKit):
    """Which employers to list."""

    lead = "探せません"
    words = TextField(label="名称・指定番号・宛名番号", required=False, limit=60, width="24")


class CollectorForm(FormKit):
    """A new employer."""

    name = TextField(label="名称", limit=100, width="full")
    designated_number = DigitsField(label="指定番号", width="12", attrs={"maxlength": 12})
    corporate_number = DigitsField(
        label="法人番号", required=False, width="16", support="13桁。個人の事業主は空欄", attrs={"maxlength": 13}
    )

    def clean(self) -> dict[str, Any]:
        """Thirteen digits or none."""
        given: dict[str, Any] = super().clean() or {}
        number = str(given.get("corporate_number") or "")
        if number and len(number) != 13:
            self.add_error("corporate_number", f"法人番号が{len(number)}桁です。13桁で入力してください")
        return given


class StopForm(FormKit):
    """Why a pension takes no more."""

    lead = "停止できません"
    reason = RadioField(label="停止の理由", choices=tuple(stopping.REASONS.items()))
    first = ChoiceField(
        label="徴収されなくなる最初の支払月",
        choices=tuple((str(place), month) for place, month in enumerate(PAYMENTS)),
        required=False,
        support="選ばなければ、次の支払月から。年金保険者が先の月から止めたときは、その月を選びます",
    )


class ReliefForm(EntryForm):
    """An application for 減免."""

    ground = RadioField(label="減免の理由", choices=())
    applied_on = QuickDateField(label="申請日", support="この日より後に納期限が来る、納めていない税額を減らします")
    told = TextAreaField(label="申請の内容と確かめた書類", limit=400)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["ground"].choices = relieving.grounds(current_context().business_date)  # type: ignore[attr-defined]


class DecideReliefForm(FormKit):
    """The decision about an application."""

    lead = "決裁できません"
    act = RadioField(label="決裁", choices=((GRANT, "減免する"), (REFUSE, "減免しない")))
    answer = TextAreaField(label="減免しない理由", required=False, limit=400)

    def clean(self) -> dict[str, Any]:
        """A refusal tells why."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("act") == REFUSE and not given.get("answer") and "answer" not in self.errors:
            self.add_error("answer", "減免しない理由がありません。申請した人に伝える理由を入力してください")
        return given
