"""Forms of support measures (支援措置) and suppressions (抑止). Source: juki-1.0:1.1.16, 3.1, 3.4."""

import re
from collections.abc import Sequence
from typing import Any

from yakuba.areas.resident_registry.domain.record import Record
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.disclosure.models import ProtectionCase
from yakuba.platform.disclosure.service import Level
from yakuba.platform.screens.fields import (
    ChecksField,
    DigitsField,
    NameField,
    QuickDateField,
    RadioField,
    TextAreaField,
    TextField,
)
from yakuba.platform.screens.forms import EntryForm, FormKit

LEVELS = ((Level.NONE.value, "なし"), (Level.ALERT.value, "注意"), (Level.ERROR.value, "抑止"))


class WhoForm(FormKit):
    """Whose application it is."""

    number = DigitsField(label="申出者の宛名番号")


class ProtectionForm(EntryForm):
    """An application. The members of the applicant's household are offered as persons protected together."""

    measure = RadioField(label="支援措置の種別", choices=ProtectionCase.Measure.choices)
    received_on = QuickDateField(label="申出を受けた日")
    requesting_body = TextField(label="相談機関・意見を付した機関", limit=100, width="24", support="例：北見警察署")
    starts_on = QuickDateField(label="支援措置の開始日", required=False, support="未定のときは空欄。仮支援措置になる")
    ends_on = QuickDateField(label="終了日", required=False, support="空欄のときは開始日から1年（1年後の前日まで）")
    together = ChecksField(label="併せて支援を求める人（同じ世帯）", required=False, choices=[])
    others = TextField(
        label="併せて支援を求める人（ほかの世帯の宛名番号）", required=False, width="24", support="「、」で区切る"
    )
    party_name = NameField(label="相手方の氏名", required=False, limit=120, width="24")
    party_birth = QuickDateField(label="相手方の生年月日", required=False)
    party_number = DigitsField(label="相手方の宛名番号", required=False, support="この市区町村に住所があるとき")
    party_address = TextField(label="相手方の住所", required=False, limit=300, width="full")
    first_municipality = TextField(
        label="最初に申出を受けた市区町村", required=False, limit=60, width="24", support="転送されたとき"
    )
    note = TextAreaField(label="備考", required=False, limit=1000)

    def __init__(self, applicant: int, members: Sequence[Record], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.applicant = applicant
        self.relations = {member.addressee_number: member.relationship for member in members}
        together: Any = self.fields["together"]
        together.choices = [(m.addressee_number, f"{m.name}（{m.relationship}）") for m in members]

    def clean_others(self) -> tuple[int, ...]:
        """Numbers, however they are separated."""
        words = [word for word in re.split(r"[、,，\s]+", str(self.cleaned_data["others"])) if word]
        if any(not word.isdecimal() for word in words):
            self.add_error("others", "ほかの世帯の宛名番号：数字でない。宛名番号を「、」で区切って入力")
            return ()
        return tuple(int(word) for word in words)

    def new(self) -> disclosure.NewProtection:
        """What the disclosure room takes."""
        given = self.cleaned_data
        together = {int(number): self.relations[number] for number in given["together"]}
        together |= dict.fromkeys(given["others"], "")
        number = int(given["party_number"]) if given["party_number"] else None
        party = disclosure.Party(given["party_name"], number, given["party_birth"], address=given["party_address"])
        return disclosure.NewProtection(
            applicant=self.applicant,
            measure=given["measure"],
            received_on=given["received_on"],
            requesting_body=given["requesting_body"],
            together={key: relation for key, relation in together.items() if key != self.applicant},
            other_parties=(party,) if given["party_name"] else (),
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
            first_municipality=given["first_municipality"],
            note=given["note"],
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        starts, ends = given.get("starts_on"), given.get("ends_on")
        if ends and not starts:
            self.add_error("starts_on", "支援措置の開始日：終了日だけが入っている。開始日を入力")
        elif starts and ends and ends < starts:
            self.add_error("ends_on", "終了日：開始日より前。終了日を直す")
        if (given.get("party_birth") or given.get("party_number")) and not given.get("party_name"):
            self.add_error("party_name", "相手方の氏名：未入力。生年月日や番号とともに入力")
        return given


class DecideForm(FormKit):
    """The measure starts."""

    starts_on = QuickDateField(label="支援措置の開始日")
    ends_on = QuickDateField(label="終了日", required=False, support="空欄のときは1年後の前日")


class ForwardForm(FormKit):
    """The application goes on to another municipality."""

    to = TextField(label="転送先の市区町村", limit=60, width="24")
    on = QuickDateField(label="転送した日")


class EndForm(FormKit):
    """Why it ends."""

    reason = TextAreaField(label="終了・解除の理由", limit=200, rows=2)


class SuppressionForm(EntryForm):
    """A suppression of a person or a household."""

    number = DigitsField(label="宛名番号", required=False, support="個人を抑止するとき")
    household = DigitsField(label="世帯番号", required=False, support="世帯を抑止するとき")
    change = RadioField(label="異動", choices=LEVELS, inline=True)
    issue = RadioField(label="証明書の発行", choices=LEVELS, inline=True)
    inquiry = RadioField(label="照会", choices=LEVELS, inline=True)
    reason = RadioField(label="区分", choices=(("exclusive", "排他制御"), ("other", "その他")), inline=True)
    explanation = TextAreaField(label="理由", limit=300, rows=2)
    starts_on = QuickDateField(label="始まり", required=False, support="空欄は今日から")
    ends_on = QuickDateField(label="終わりの予定", required=False, support="この日を過ぎても、解除するまで続く")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and bool(given.get("number")) == bool(given.get("household")):
            self.add_error("number", "宛名番号・世帯番号：どちらか一方だけを入力")
        if not self.errors and {given.get("change"), given.get("issue"), given.get("inquiry")} == {Level.NONE.value}:
            self.add_error("issue", "抑止の内容：すべて「なし」。一つは「注意」か「抑止」を選ぶ")
        return given

    def new(self) -> disclosure.NewSuppression:
        """What the disclosure room takes."""
        given = self.cleaned_data
        levels = disclosure.Levels(Level(given["change"]), Level(given["issue"]), Level(given["inquiry"]))
        return disclosure.NewSuppression(
            explanation=given["explanation"],
            levels=levels,
            addressee_number=int(given["number"]) if given["number"] else None,
            household_number=int(given["household"]) if given["household"] else None,
            reason=given["reason"],
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
        )
