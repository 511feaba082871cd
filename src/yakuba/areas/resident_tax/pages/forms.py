"""What staff type into the pages of source documents."""

from django.core.exceptions import ValidationError

from yakuba.platform.screens.fields import ChoiceField, FileField, TextField
from yakuba.platform.screens.forms import FormKit
from yakuba.platform.tenancy.context import current_context

_LARGEST = 2 * 1024 * 1024 * 1024  # bytes of a file


def years() -> list[tuple[str, str]]:
    """Fiscal years an intake may be for, this one or the next first: documents come in January for the year ahead."""
    today = current_context().business_date
    newest = today.year + 1
    return [(str(year), f"令和{year - 2018}年度（{year - 1}年の所得）") for year in range(newest, newest - 6, -1)]


class IntakeForm(FormKit):
    """A file of source documents and the year it is for."""

    year = ChoiceField(label="課税する年度", choices=())
    file = FileField(
        label="課税資料のファイル",
        limit=_LARGEST,
        kinds={"CSV（Shift_JIS）": b""},
        support="給与支払報告書（315）・公的年金等支払報告書（331）の CSV。eLTAX から受け取ったままで構いません",
    )

    def __init__(self, *given: object, **more: object) -> None:
        super().__init__(*given, **more)
        self.fields["year"].choices = years()  # type: ignore[attr-defined]


class OtherPersonForm(FormKit):
    """Whom a document is about, when it is none of the candidates."""

    number = TextField(label="宛名番号", required=False, limit=15, width="12", support="ほかの人のときだけ入力します")


class YearForm(FormKit):
    """The fiscal year to compute."""

    year = ChoiceField(label="計算する年度", choices=())

    def __init__(self, *given: object, **more: object) -> None:
        super().__init__(*given, **more)
        self.fields["year"].choices = years()  # type: ignore[attr-defined]


class TaxpayerForm(FormKit):
    """Whose tax: addressee number or number of the notice."""

    number = TextField(label="宛名番号または通知書番号", limit=15, width="12")

    def clean_number(self) -> str:
        """Figures only."""
        value = str(self.cleaned_data["number"]).strip()
        if not (value.isascii() and value.isdigit()):
            raise ValidationError("数字だけで入力してください")
        return value
