"""The form of the certificate counter (A7)."""

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict

from yakuba.areas.resident_registry.certificates import OF_REMOVED, TITLES, Shown, Wish
from yakuba.areas.resident_registry.documents.content import Kind
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.printed_numbers import Asked
from yakuba.platform.screens.fields import ChecksField, ChoiceField, RadioField, TextField
from yakuba.platform.screens.forms import EntryForm

APPLICANTS = (
    ("self", "本人"),
    ("household", "同一世帯の人"),
    ("proxy", "代理人"),
    ("third_party", "第三者"),
    ("official", "公用"),
)
IDENTIFICATION = (
    ("card", "個人番号カード"),
    ("licence", "運転免許証"),
    ("passport", "旅券"),
    ("residence_card", "在留カード"),
    ("two_papers", "二点確認（保険の資格確認書など）"),
    ("official_letter", "公用請求書"),
)
ITEMS = (
    ("head_and_relationship", "世帯主・続柄"),
    ("family_register", "本籍・筆頭者"),
    ("foreign", "国籍・在留資格等"),
    ("history", "異動の履歴"),
    ("earlier_address", "異動前住所"),
)


class CertificateForm(EntryForm):
    """Who asks for what, of whom. Nothing of special request is ticked beforehand."""

    lead = "発行できない項目があります"
    applicant = RadioField(label="請求者", choices=APPLICANTS, inline=True)
    applicant_name = TextField(
        label="請求者の氏名", required=False, width="16", support="本人・同一世帯のときは空欄でよい"
    )
    identification = ChoiceField(label="本人確認", choices=IDENTIFICATION)
    purpose = TextField(label="使いみち・提出先", width="24", support="例：勤務先へ提出")
    kind = ChoiceField(label="証明書の種別", choices=[])
    chosen = ChecksField(label="誰の証明書か", choices=[])
    items = ChecksField(label="記載する項目（特別の請求があるものだけ）", required=False, choices=ITEMS, inline=True)

    def __init__(self, members: Sequence[Record], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        chosen: Any = self.fields["chosen"]
        chosen.choices = [(m.addressee_number, m.name + ("" if m.is_current_resident else "（消除）")) for m in members]
        kind: Any = self.fields["kind"]
        kinds = [Kind.COPY_JOINT, Kind.COPY_INDIVIDUAL, Kind.RECORDED_ITEMS_JOINT, Kind.RECORDED_ITEMS_INDIVIDUAL]
        if any(not member.is_current_resident for member in members):
            kinds += sorted(OF_REMOVED)
        if any(member.move_out_planned_on for member in members):
            kinds += [Kind.MOVE_OUT, Kind.MOVE_OUT_EQUIVALENT]
        kind.choices = [(one.value, TITLES[one]) for one in kinds]

    def begin_with(self, typed: QueryDict) -> None:
        """Show what was typed on the form as it stood before, without checking it: nothing is lost on the way."""
        self.initial.update({name: typed[name] for name in self.fields if name in typed})
        self.initial.update({name: typed.getlist(name) for name in ("chosen", "items")})

    def wish(self) -> Wish:
        given = self.cleaned_data
        asked = dict.fromkeys(given["items"], True)
        return Wish(kind=Kind(given["kind"]), shown=Shown(**asked), official_use=given["applicant"] == "official")

    def numbers(self) -> Asked:
        """Whose numbers are to be printed: nobody's, where the form does not ask."""
        return Asked()

    def request(self) -> dict[str, str]:
        """The request as the issue history keeps it."""
        given = self.cleaned_data
        return {
            "applicant": given["applicant"],
            "applicant_name": given["applicant_name"],
            "identification": given["identification"],
            "purpose": given["purpose"],
            "items": "、".join(given["items"]),
        }


class NumberedCertificateForm(CertificateForm):
    """The same, for staff who may use numbers: they are printed only of those ticked here."""

    individual_number_of = ChecksField(label="個人番号を記載する人", required=False, choices=[])
    resident_code_of = ChecksField(label="住民票コードを記載する人", required=False, choices=[])

    def __init__(self, members: Sequence[Record], *args: Any, **options: Any) -> None:
        super().__init__(members, *args, **options)
        for name in ("individual_number_of", "resident_code_of"):
            field: Any = self.fields[name]
            field.choices = [(m.addressee_number, m.name) for m in members if m.is_current_resident]

    def numbers(self) -> Asked:
        given = self.cleaned_data
        return Asked(tuple(given["individual_number_of"]), tuple(given["resident_code_of"]))

    def request(self) -> dict[str, str]:
        asked = self.numbers()
        of = {"individual_number_of": asked.individual_number, "resident_code_of": asked.resident_code}
        return super().request() | {name: ",".join(numbers) for name, numbers in of.items() if numbers}
