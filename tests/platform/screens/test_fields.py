"""What forms accept, what they say when they do not, in both voices."""

import re
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from yakuba.platform.screens import fields
from yakuba.platform.screens.forms import EntryForm, FormKit
from yakuba.platform.screens.problems import problems_of
from yakuba.platform.screens.wording import Voice, all_words

TODAY = date(2026, 11, 23)


def check(made: fields.KitField, typed: Any, voice: Voice = "staff") -> tuple[Any, str]:
    """(value, first message) of one field with one input."""
    kind = type("OneForm", (FormKit,), {"x": made, "voice": voice})
    query = QueryDict(mutable=True)
    for name, value in (typed if isinstance(typed, dict) else {"x": typed}).items():
        query.setlist(name, value) if isinstance(value, list) else query.update({name: value})
    form = kind(query)
    return form.cleaned_data.get("x") if form.is_valid() else None, str(form.errors.get("x", [""])[0])


@pytest.mark.parametrize(
    ("typed", "kana"),
    [
        ("さとう", "サトウ"),
        ("ｻﾄｳ ﾊﾅｺ", "サトウ　ハナコ"),
        ("ﾊﾟｰﾍﾞﾙ", "パーベル"),
        ("ヴぁん－あん", "ヴァンーアン"),
        ("  ゔ ヶ  ", "ヴ　ヶ"),
    ],
)
def test_a_reading_becomes_full_width_katakana(typed: str, kana: str) -> None:
    assert check(fields.KanaField(label="フリガナ"), typed) == (kana, "")


def test_a_reading_with_kanji_names_the_character() -> None:
    assert check(fields.KanaField(label="フリガナ"), "佐トウ")[1] == (
        "フリガナ：カタカナにできない字「佐」。読みをカタカナで入力"
    )


@pytest.mark.parametrize("name", ["葛\U000e0103", "𠮷田", "髙橋", "NGUYEN VAN AN", "O'BRIEN", "=佐藤"])
def test_a_name_is_kept_character_by_character(name: str) -> None:
    assert check(fields.NameField(label="氏"), f" {name}　") == (name, "")


def test_control_characters_are_no_name() -> None:
    assert check(fields.NameField(label="氏"), "佐\x00藤")[1] == "氏：表示できない制御文字がある。入力し直す"


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("S551226", date(1980, 12, 26)),
        ("19801226", date(1980, 12, 26)),
        ("昭和55.12.26", date(1980, 12, 26)),
        ("令和8年11月23日", date(2026, 11, 23)),
        ("Ｓ５５・１２・２６", date(1980, 12, 26)),
        ("昭和六十四年一月七日", date(1989, 1, 7)),
        ("明治45.7.30", date(1912, 7, 30)),
        ("大正元年7月30日", date(1912, 7, 30)),
        ("大正15.12.25", date(1926, 12, 25)),
        ("昭和1.12.25", date(1926, 12, 25)),
    ],
)
def test_the_quick_field_takes_every_usual_writing(typed: str, day: date) -> None:
    assert check(fields.QuickDateField(label="生年月日"), typed) == (day, "")


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "生年月日：未入力"),
        ("55.12.26", "生年月日：日付と読めない。S551226、昭和55.12.26、19801226の形で入力"),
        ("あした", "生年月日：日付と読めない。S551226、昭和55.12.26、19801226の形で入力"),
        ("平成3年2月29日", "生年月日：暦にない日（平成3年2月29日）"),
        ("令和8年11月24日", "生年月日：処理日より後。処理日以前の日を入力"),
    ],
)
def test_what_is_no_date_is_told_why(typed: str, message: str) -> None:
    assert check(fields.QuickDateField(label="生年月日", latest=TODAY), typed) == (None, message)


def test_resident_voice_is_polite() -> None:
    made = fields.QuickDateField(label="生年月日", latest=lambda: TODAY)
    assert check(made, "", "resident")[1] == "生年月日を入力してください"
    assert check(made, "H3.2.29", "resident")[1] == "生年月日に、ない日付が入っています。もう一度確認してください"


def parts(era: str, year: str, month: str, day: str) -> dict[str, str]:
    return {"x_era": era, "x_year": year, "x_month": month, "x_day": day}


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        (parts("S", "55", "12", "26"), date(1980, 12, 26)),
        (parts("W", "１９８０", "１２", "26"), date(1980, 12, 26)),
        (parts("R", "元", "5", "1"), date(2019, 5, 1)),
    ],
)
def test_a_date_in_parts(typed: dict[str, str], day: date) -> None:
    assert check(fields.DatePartsField(label="異動日"), typed) == (day, "")


@pytest.mark.parametrize(
    ("typed", "message", "target"),
    [
        (parts("S", "55", "", "26"), "異動日の「月」を入力してください", "id_x_month"),
        (parts("", "55", "1", "26"), "異動日の「年号」を入力してください", "id_x_era"),
        (parts("S", "55", "1", "x"), "異動日は、数字で入力してください", "id_x_day"),
        (parts("", "", "", ""), "異動日を入力してください", "id_x_year"),
    ],
)
def test_the_summary_leads_to_the_wrong_part(typed: dict[str, str], message: str, target: str) -> None:
    kind = type("OneForm", (FormKit,), {"x": fields.DatePartsField(label="異動日"), "voice": "resident"})
    problem = problems_of(kind(typed)).items[0]
    assert (problem.text, problem.target) == (message, target)
    wrong = re.findall(r'id="(\w+)"[^>]*aria-invalid="true"', str(kind(typed)))
    assert target in wrong


def test_a_year_beyond_its_era_is_asked_about_once() -> None:
    kind = type("OneForm", (FormKit,), {"x": fields.QuickDateField(label="届出日")})
    first = kind({"x": "平成32年4月1日"})
    assert first.is_valid() and not first.can_go_on
    problems = problems_of(first)
    assert [problem.level for problem in problems.items] == ["alert"]
    assert "令和2年4月1日のことですか" in problems.items[0].text
    assert 'name="x-asked" value="2020-04-01"' in str(first)
    again = kind({"x": "平成32年4月1日", "x-asked": "2020-04-01"})
    assert again.can_go_on
    assert again.cleaned_data["x"] == date(2020, 4, 1)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("S20.8.15", "昭和20年8月15日"),
        ("昭和20年月日不詳", "昭和20年月日不詳"),
        ("令和5年4月上旬", "令和5年4月上旬"),
        ("推定昭和２０年８月", "推定昭和20年8月"),
        ("年月日不詳", "年月日不詳"),
    ],
)
def test_the_register_takes_unknown_days_as_written(typed: str, shown: str) -> None:
    value, message = check(fields.CivilDateField(label="生年月日"), typed)
    assert (str(value), message) == (shown, "")


def test_unknown_days_know_the_future_and_what_is_no_date() -> None:
    made = fields.CivilDateField(label="生年月日", latest=TODAY)
    assert check(made, "令和9年月日不詳")[1] == "生年月日：処理日より後。処理日以前の日を入力"
    assert check(made, "昭和の終わり")[1].startswith("生年月日：日付と読めない")
    assert check(fields.CivilDateField(label="生年月日", required=False), "") == (None, "")


def test_a_day_of_the_family_register_which_no_calendar_has_is_asked_about_once() -> None:
    kind = type("OneForm", (FormKit,), {"x": fields.CivilDateField(label="生年月日")})
    first = kind({"x": "昭和50年2月29日"})
    assert not first.can_go_on
    assert "暦にない日です" in problems_of(first).items[0].text
    again = kind({"x": "昭和50年2月29日", "x-asked": "昭和50年2月29日"})
    assert again.can_go_on
    assert str(again.cleaned_data["x"]) == "昭和50年2月29日"


@pytest.mark.parametrize("typed", ["0900024", "〒090-0024", "０９０−００２４", "090 ー 0024"])
def test_a_postcode_in_any_writing(typed: str) -> None:
    assert check(fields.PostcodeField(label="郵便番号"), typed) == ("0900024", "")


@pytest.mark.parametrize("typed", ["090002", "09000245", "090002a"])
def test_a_postcode_has_seven_digits(typed: str) -> None:
    assert check(fields.PostcodeField(label="郵便番号"), typed)[1] == "郵便番号：7桁でない。数字7桁で入力"


def test_digits_keep_leading_zeros_and_are_checked() -> None:
    made = fields.DigitsField(label="宛名番号", length=8, check=lambda number: number.endswith("6"))
    assert check(made, "００１２－３４５6") == ("00123456", "")
    assert check(made, "0012345")[1] == "宛名番号：7桁。8桁で入力"
    assert check(made, "00123457")[1] == "宛名番号：検査数字が合わない。番号を見直す"
    assert check(made, "001O3456")[1] == "宛名番号：数字でない字「O」。数字で入力"


def test_whole_numbers_are_folded_and_bounded() -> None:
    made = fields.IntegerField(label="通数", low=1, high=20)
    assert check(made, "１２") == (12, "")
    assert check(made, "1,0") == (10, "")
    assert check(made, "21")[1] == "通数：1から20までの数で入力"
    assert check(made, "1.5")[1] == "通数：数字でない字「.」。数字で入力"
    assert check(fields.IntegerField(label="通数", required=False), "") == (None, "")


CHOICES = [("1", "男"), ("2", "女")]


@pytest.mark.parametrize("kind", [fields.ChoiceField, fields.RadioField])
def test_a_choice_is_one_of_the_list(kind: type[fields.ChoiceField]) -> None:
    assert check(kind(label="性別", choices=CHOICES), "2") == ("2", "")
    assert check(kind(label="性別", choices=CHOICES), "")[1] == "性別：未選択"
    assert check(kind(label="性別", choices=CHOICES), "3")[1] == "性別：選択肢にない。一覧から選び直す"
    assert check(kind(label="性別", choices=CHOICES, required=False), "") == ("", "")


def test_choices_may_be_asked_for_when_the_form_is_made() -> None:
    known = [("1", "本町")]
    made = fields.ChoiceField(label="町名", choices=lambda: known)
    known.append(("2", "緑が丘"))
    assert check(made, "2") == ("2", "")


def test_several_choices() -> None:
    made = fields.ChecksField(label="項目", choices=CHOICES, required=False)
    assert check(made, ["1", "2"]) == (["1", "2"], "")
    assert check(made, []) == ([], "")
    assert check(made, ["1", "9"])[1] == "項目：選択肢にない。一覧から選び直す"


def test_a_box_that_must_be_ticked() -> None:
    assert check(fields.CheckField(label="確認した"), "on") == (True, "")
    assert check(fields.CheckField(label="確認した"), {})[1] == "確認した：確認の印がない"
    assert check(fields.CheckField(label="希望する", required=False), {}) == (False, "")


def test_a_long_text_is_kept_and_told_by_how_much() -> None:
    kind = type("OneForm", (FormKit,), {"x": fields.TextAreaField(label="メモ", limit=5)})
    form = kind({"x": "𠮷" * 7})
    assert str(form.errors["x"][0]) == "メモ：2文字超過（上限5文字）"
    assert "𠮷" * 7 in str(form)


def upload(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("paper.pdf", content)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "添付：中身がない。選び直す"),
        (b"MZ\x90", "添付：PDF・JPEG・PNGでない。PDF・JPEG・PNGを選ぶ"),
        (b"%PDF-" + b"x" * 1024 * 1024, "添付：1.0MB、上限1MB。撮り直しか分割"),
    ],
)
def test_a_file_is_told_why_it_is_not_taken(content: bytes, message: str) -> None:
    kind = type("OneForm", (FormKit,), {"x": fields.FileField(label="添付", limit=1024 * 1024)})
    assert str(kind({}, {"x": upload(content)}).errors["x"][0]) == message


def test_a_file_is_judged_by_its_first_bytes_and_given_whole() -> None:
    kind = type("OneForm", (FormKit,), {"x": fields.FileField(label="添付")})
    form = kind({}, {"x": upload(b"%PDF-1.7 body")})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["x"].read() == b"%PDF-1.7 body"


def test_a_password_is_exact_and_never_sent_back() -> None:
    assert check(fields.PasswordField(label="パスワード"), " 二つ の空白 ") == (" 二つ の空白 ", "")
    kind = type("OneForm", (FormKit,), {"x": fields.PasswordField(label="パスワード")})
    assert "himitsu" not in str(kind({"x": "himitsu"}))


class NoteForm(EntryForm):
    note = fields.TextField(label="メモ")


def test_each_page_has_its_own_key_and_a_page_sent_twice_the_same() -> None:
    def key(form: NoteForm) -> str:
        found = re.search(r'name="idempotency_key" value="([0-9a-f-]{36})"', str(form))
        assert found
        return found[1]

    page = NoteForm()
    assert key(page) != key(NoteForm())
    sent = {"note": "x", "idempotency_key": key(page)}
    first, second = NoteForm(sent), NoteForm(sent)
    assert first.is_valid() and second.is_valid()
    assert first.key == second.key
    wrong = NoteForm({"note": "", "idempotency_key": key(page)})
    assert not wrong.is_valid()
    assert key(wrong) == key(page)


class Ids(HTMLParser):
    """Collects ids and the ids referred to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.wanted: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        for name in ("for", "aria-describedby", "aria-labelledby"):
            self.wanted.update((given.get(name) or "").split())


def test_error_comes_first_in_the_description_and_every_reference_leads_somewhere() -> None:
    kind = type("OneForm", (FormKit,), {"x": fields.TextAreaField(label="メモ", limit=5, support="短く")})
    text = str(kind({"x": ""}))
    assert 'aria-describedby="id_x_error id_x_helptext id_x-count"' in text
    found = Ids(text)
    assert found.wanted <= set(found.ids)
    assert len(found.ids) == len(set(found.ids))


@pytest.mark.parametrize("word", ["不正", "無効", "異常", "エラーが発生", "必須項目", "！", "!"])
def test_no_message_blames_or_shouts(word: str) -> None:
    assert [code for code, both in all_words().items() if any(word in text for text in both)] == []


@pytest.mark.parametrize("code", sorted(all_words()))
def test_every_message_names_its_item_and_residents_are_told_how_to_go_on(code: str) -> None:
    staff, resident = all_words()[code]
    assert "{label}" in staff
    assert resident.endswith("ください")
