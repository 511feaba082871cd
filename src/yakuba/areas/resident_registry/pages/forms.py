"""Forms of the registry's pages."""

import re
from calendar import monthrange
from datetime import date

from yakuba.areas.resident_registry.queries import Wanted
from yakuba.platform.screens import dates
from yakuba.platform.screens.fields import CheckField, ChoiceField, KanaField, QuickDateField, TextAreaField, TextField
from yakuba.platform.screens.forms import FormKit
from yakuba.standards import eras
from yakuba.standards.errors import StandardsError

_PARTIAL = re.compile(
    r"(?P<era>明治|大正|昭和|平成|令和|[MTSHRmtshr明大昭平令])?(?P<year>\d{1,4}|元)年?(?:[./-]?(?P<month>\d{1,2})月?)?"
)


def birth_range(typed: str) -> tuple[date, date]:
    """The days a birth date as typed may mean: whole, without day, without month (juki-1.0:2.1.3).

    >>> birth_range("S55")[0], birth_range("昭和55年12月")[1]
    (datetime.date(1980, 1, 1), datetime.date(1980, 12, 31))
    >>> birth_range("ねこ")
    Traceback (most recent call last):
    yakuba.platform.screens.dates.NotADate: ...
    """
    try:
        whole = dates.read(typed).day
    except dates.NotADate:
        found = _PARTIAL.fullmatch(eras.normalise(typed))
        if found is None:
            raise
        return _partial(found, typed)
    return whole, whole


def _partial(found: re.Match[str], typed: str) -> tuple[date, date]:
    era, month = found["era"], int(found["month"] or 0)
    year = 1 if found["year"] == "元" else int(found["year"])
    try:
        year += eras.by_sign(era.upper()).offset if era else 0
        first, last = (month, month) if month else (1, 12)
        return date(year, first, 1), date(year, last, monthrange(year, last)[1])
    except (StandardsError, ValueError) as error:
        raise dates.NotADate("form", typed) from error


class BirthField(TextField):
    """A birth date, whole or in part; the value is the range of days."""

    def clean(self, value: object) -> tuple[date, date] | None:
        text = str(super().clean(value) or "")
        if not text:
            return None
        try:
            return birth_range(text)
        except dates.NotADate as error:
            raise self.say("date_form") from error


class SearchForm(FormKit):
    """Conditions of 2.1.3; at least one must be given. Numbers of the individual-number zone are not asked here."""

    lead = "検索できない条件があります"
    kana = KanaField(label="カナ", required=False, support="氏・名の一部でよい。濁点や小さい字の違いは区別しない")
    name = TextField(label="氏名", required=False, support="名だけ、旧氏、通称でもよい。異体字も探す")
    birth = BirthField(label="生年月日", required=False, support="S55.12.26、昭和55、1980 など", width="12")
    sex = ChoiceField(label="性別", required=False, choices=[("1", "男"), ("2", "女")])
    address = TextField(label="住所", required=False, support="町名から。番地・方書の一部でもよい")
    addressee_number = TextField(label="宛名番号", required=False, width="12", limit=15)
    household_number = TextField(label="世帯番号", required=False, width="12", limit=15)
    past = CheckField(label="過去の氏名・住所も探す", required=False, initial=True)
    removed = CheckField(label="消除された人も探す", required=False, initial=True)

    def clean(self) -> dict[str, object]:
        given = super().clean() or self.cleaned_data
        if not self.errors and self.wanted.is_empty:
            self.add_error("kana", "検索の条件：どれもない。カナ、氏名、生年月日、住所、番号のどれかを入力する")
        return given

    @property
    def wanted(self) -> Wanted:
        """The conditions, once the form is valid."""
        given = self.cleaned_data
        low, high = given.get("birth") or (None, None)
        return Wanted(
            name=given.get("name", ""),
            kana=given.get("kana", ""),
            address=given.get("address", ""),
            birth_from=low,
            birth_to=high,
            sex=given.get("sex", ""),
            addressee_number=given.get("addressee_number", ""),
            household_number=given.get("household_number", ""),
            past=given.get("past", False),
            removed=given.get("removed", False),
        )


class MomentForm(FormKit):
    """Which state of a record is shown."""

    day = QuickDateField(label="この日の状態（異動日による）", required=False)


class MemoForm(FormKit):
    """A memo; never printed on certificates (juki-1.0:1.1.15)."""

    text = TextAreaField(label="メモ", limit=2000, support="証明書には出ません。書いた人と日時が残ります")
