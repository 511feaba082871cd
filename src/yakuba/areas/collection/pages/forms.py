"""Forms of collection: a file, a number, what a clerk decides about a line."""

from collections.abc import Sequence
from typing import Any

from yakuba.areas.collection.domain.lines import WAYS, Way
from yakuba.platform.screens.date_fields import QuickDateField
from yakuba.platform.screens.fields import (
    CheckField,
    ChoiceField,
    DigitsField,
    FileField,
    IntegerField,
    RadioField,
    TextAreaField,
)
from yakuba.platform.screens.forms import EntryForm, FormKit

LARGEST = 20 * 1024 * 1024
ASSIGN, EXCLUDE = "assign", "exclude"
OFFSET, DECIDE, PAID = "offset", "decide", "paid"


class FileForm(FormKit):
    """A file of payments."""

    lead = "取り込めません"
    way = ChoiceField(label="ファイルの種類", choices=tuple((way.value, label) for way, label in WAYS.items()))
    file = FileField(
        label="ファイル",
        limit=LARGEST,
        kinds={"銀行・収納代行のファイル、CSV": b""},
        support="全銀の固定長、コンビニ収納の固定長、CSV。20MBまで",
    )
    debited_on = QuickDateField(label="引落日", required=False, support="口座振替の結果だけ。依頼したときの引落日")

    def clean(self) -> dict[str, Any]:
        """The result of debits has no year of its own."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("way") == Way.DEBIT and not given.get("debited_on") and "debited_on" not in self.errors:
            self.add_error("debited_on", "引落日がありません。依頼したときの引落日を入力してください")
        return given


class FindForm(FormKit):
    """Whose account to open. Posted, so that no number of a person stands in a browser's history."""

    lead = "開けません"
    number = DigitsField(
        label="番号", width="16", support="債権番号（13桁）、通知書番号、宛名番号のどれか", attrs={"maxlength": 24}
    )


class LineForm(FormKit):
    """What becomes of a held line."""

    act = RadioField(
        label="処理", choices=((ASSIGN, "債権に消し込む"), (EXCLUDE, "除外する（収納ではない、別に記帳した）"))
    )
    number = DigitsField(
        label="債権番号", required=False, width="16", support="13桁。納付書、口座振替の控えに書いてある番号"
    )
    reason = TextAreaField(label="理由", limit=400, support="例：納付書の控えで確認、コンビニ収納の一括入金")

    def clean(self) -> dict[str, Any]:
        """A claim needs its number."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("act") == ASSIGN and not given.get("number") and "number" not in self.errors:
            self.add_error("number", "債権番号がありません。消し込む債権の番号を入力してください")
        return given


class UndoForm(FormKit):
    """Why an entry is taken back."""

    lead = "取り消せません"
    reason = TextAreaField(label="取消しの理由", limit=400, support="例：別の人の納付だった")


class RemindForm(FormKit):
    """The day's run: nothing to enter but the decision itself."""

    sure = CheckField(label="督促状を発付する。発付した督促状は取り消せない")


class RefundForm(EntryForm):
    """What becomes of 過誤納金."""

    lead = "決められません"
    act = RadioField(
        label="処理",
        choices=(
            (OFFSET, "未収に充当する"),
            (DECIDE, "還付を決定する"),
            (PAID, "決定した還付を、振込データによらずに支払った"),
        ),
    )
    amount = IntegerField(label="金額", low=1, unit="円")
    target = ChoiceField(label="充当先", required=False, choices=())
    interest_from = QuickDateField(
        label="還付加算金の起算日", required=False, support="還付を決定するときだけ。加算金がないときは空のまま"
    )
    reason = TextAreaField(
        label="理由", limit=400, support="通知書にのる。例：二重納付、更正による減額（令和8年11月24日）"
    )

    def __init__(self, *args: Any, targets: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["target"]
        assert isinstance(field, ChoiceField)  # as declared above
        field.choices = tuple(targets)

    def clean(self) -> dict[str, Any]:
        """An offset needs what it pays."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("act") == OFFSET and not given.get("target") and "target" not in self.errors:
            self.add_error("target", "充当先がありません。この人の未収を選んでください")
        return given


class CashForm(EntryForm):
    """What is taken at the desk."""

    lead = "受け取れません"
    amount = IntegerField(label="受け取る金額", low=1, unit="円")
