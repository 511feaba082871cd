"""Forms of the counter: finding the visitor, how identity was checked, signing without a tablet."""

from typing import Any

from django import forms

from yakuba.areas.resident_registry.pages.forms import BirthField
from yakuba.frontyard.counter.models import Visit
from yakuba.frontyard.portal.wording import LANGUAGES
from yakuba.platform.cases.procedures.definition import Procedure
from yakuba.platform.screens.fields import ChecksField, KanaField, RadioField, TextField
from yakuba.platform.screens.forms import EntryForm, FormKit

READ = (Visit.Identification.CARD_READ, Visit.Identification.CARD_UNCONFIRMED)
BY_EYE = [one for one in Visit.Identification.choices if one[0] not in READ]


class FindForm(FormKit):
    """Kana and birth date, as people say them at the counter."""

    lead = "検索できない条件があります"
    kana = KanaField(label="カナ", required=False, support="氏・名の一部でよい")
    birth = BirthField(label="生年月日", required=False, support="S55.12.26、1980 など", width="12")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.errors and not given.get("kana") and not given.get("birth"):
            self.add_error("kana", "検索の条件：どれもない。カナか生年月日を入力する")
        return given


class StartForm(EntryForm):
    """How identity was checked, what the visitor came for, and in which language."""

    lead = "受付を始められません"
    identification = RadioField(label="本人確認", choices=BY_EYE)
    find = TextField(
        label="手続きをさがす",
        required=False,
        width="16",
        support="名前や用件の一部（例：引っ越し）。一つに決まればEnterで選ぶ",
    )
    language = RadioField(label="住民画面の言葉", choices=list(LANGUAGES.items()), inline=True)
    procedures = ChecksField(label="手続き", choices=[])

    def __init__(self, offered: tuple[Procedure, ...], *args: Any, proved: str = "", **options: Any) -> None:
        """``proved``: the identification a card reading of this visitor gives; without one it cannot be chosen."""
        super().__init__(*args, **options)
        if proved:
            identification: Any = self.fields["identification"]
            identification.choices = [(proved, Visit.Identification(proved).label), *BY_EYE]
            self.initial.setdefault("identification", proved)
        field: Any = self.fields["procedures"]
        field.choices = [(one.code, one.title.ja) for one in offered]


class CardForm(FormKit):
    """What the page sends after the reader has read: the challenge as the server signed it, and the card's answer."""

    lead = "本人を確認できません"
    challenge = forms.CharField(max_length=2_000, required=False)
    certificate = forms.CharField(max_length=20_000, required=False)
    signature = forms.CharField(max_length=20_000, required=False)
    items = forms.CharField(max_length=4_000, required=False)
    items_problem = forms.CharField(max_length=400, required=False)


class SignForm(FormKit):
    """Signing without a tablet: a printed sheet, or the clerk writes the name and says who saw it."""

    lead = "受付できません"
    how = RadioField(label="署名の方法", choices=[("paper", "画面か控えを見せて、紙に署名"), ("witness", "職員が代筆")])
    note = TextField(
        label="立会いの記録",
        required=False,
        limit=200,
        support="代筆のとき：だれが、なぜ代筆したか（例：手が不自由なため職員 鈴木が代筆、本人に読み上げた）",
    )
