"""What staff type into the pages of source documents."""

from django.core.exceptions import ValidationError

from yakuba.areas.resident_registry.service import APPLICANTS
from yakuba.areas.resident_tax.certifying import KINDS
from yakuba.platform.screens.fields import ChoiceField, FileField, RadioField, TextField
from yakuba.platform.screens.forms import EntryForm, FormKit
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
        support="給与支払報告書（315）・公的年金等支払報告書（331）の CSV は eLTAX から受け取ったままで構いません。"
        "所得税の確定申告書（700）は、決めた様式の CSV にします",
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


IDENTIFICATION = (
    ("card", "個人番号カード"),
    ("licence", "運転免許証"),
    ("passport", "旅券"),
    ("residence_card", "在留カード"),
    ("two_papers", "二点確認（保険の資格確認書など）"),
    ("official_letter", "公用請求書"),
)


class TaxCertificateForm(EntryForm):
    """Who asks for which certificate of tax. Whoever is not the person brings the person's word (委任状)."""

    lead = "発行できない項目があります"
    kind = RadioField(label="証明書の種別", choices=list(KINDS.items()), inline=True)
    year = ChoiceField(label="年度", choices=())
    applicant = RadioField(label="請求者", choices=list(APPLICANTS.items()), inline=True)
    applicant_name = TextField(
        label="請求者の氏名", required=False, width="16", support="本人のときは空欄でよい。ほかの人は委任状を確かめる"
    )
    identification = ChoiceField(label="本人確認", choices=IDENTIFICATION)
    purpose = TextField(label="使いみち・提出先", width="24", support="例：奨学金の申込み")

    def __init__(self, certified_years: list[int], *given: object, **more: object) -> None:
        super().__init__(*given, **more)
        shown = [(str(year), f"令和{year - 2018}年度（{year - 1}年の所得）") for year in certified_years]
        self.fields["year"].choices = shown  # type: ignore[attr-defined]

    def clean_applicant_name(self) -> str:
        """Who is not the person is named: the issue history says to whom it was given."""
        name = str(self.cleaned_data.get("applicant_name", ""))
        if self.cleaned_data.get("applicant") not in (None, "self") and not name:
            raise ValidationError("請求者の氏名：空欄。本人でないときは入力する")
        return name
