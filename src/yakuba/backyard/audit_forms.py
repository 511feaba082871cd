"""Forms of the audit viewer."""

from typing import Any

from yakuba.platform.access.models import Account
from yakuba.platform.register.acts import LABELS
from yakuba.platform.screens.fields import (
    CheckField,
    ChoiceField,
    DigitsField,
    IntegerField,
    QuickDateField,
    TextAreaField,
    TextField,
)
from yakuba.platform.screens.forms import FormKit

LONGEST = 366  # days in one search: whoever needs more takes the export


class AnyChoice(ChoiceField):
    """A select whose empty choice means everything."""

    blank = (("", "すべて"),)


class Period(FormKit):
    """Days from and to, both included."""

    lead = "検索できない条件があります"
    since = QuickDateField(label="期間の始まり")
    until = QuickDateField(label="期間の終わり")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", "期間の終わり：始まりより前。期間を直す")
        elif since and until and (until - since).days > LONGEST:
            self.add_error("until", f"期間の終わり：始まりから{LONGEST}日を超える。期間を分ける")
        return given


class AuditForm(Period):
    """What to look for."""

    actor = AnyChoice(label="職員", required=False, choices=[])
    subject = DigitsField(label="対象者（宛名番号）", required=False)
    act = AnyChoice(label="操作", required=False, choices=[(act.value, label) for act, label in LABELS.items()])
    terminal = TextField(label="端末", required=False, limit=32, width="12")
    outcome = AnyChoice(label="結果", required=False, choices=[("done", "済み"), ("refused", "拒否")])
    at_least_subjects = IntegerField(label="一度に扱った人数", required=False, high=100_000, unit="人以上", width="4")
    numbers_only = CheckField(label="個人番号・住民票コードの利用だけ", required=False)
    off_hours_only = CheckField(label="深夜・休日だけ", required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        actor: Any = self.fields["actor"]
        rows = Account.objects.order_by("login_name")
        actor.choices = [(str(row.id), f"{row.display_name}（{row.login_name}）") for row in rows]


class MassForm(Period):
    """How many persons in an hour are many."""

    at_least = IntegerField(label="1時間に扱った延べ人数", low=1, high=1_000_000, unit="人以上", width="8")


class ExportForm(FormKit):
    """Why the entries leave the system."""

    reason = TextAreaField(label="出力の理由", limit=300, rows=2)
