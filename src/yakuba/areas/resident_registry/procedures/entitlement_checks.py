"""Automatic checks of who is entitled: by school year, by age, by the account's name, by a death on the record."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.domain.record import DEAD, Record
from yakuba.areas.resident_registry.models import SearchEntry
from yakuba.areas.resident_registry.procedures.checks import found
from yakuba.areas.resident_registry.procedures.person_checks import PEOPLE
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.procedure_parts import Facts, Given, Parameter, check_with
from yakuba.standards import ages
from yakuba.standards.folding import fold_name

_LARGE = str.maketrans("ァィゥェォッャュョヮ", "アイウエオツヤユヨワ")
_BETWEEN_NAMES = re.compile(r"[\s・.\-]")


def school_year_end(birth: date, years: int) -> date:
    """The first 31 March on or after the day somebody reaches an age: how law names the end of a school year.

    >>> school_year_end(date(2020, 4, 1), 6), school_year_end(date(2020, 4, 2), 6)
    (datetime.date(2026, 3, 31), datetime.date(2027, 3, 31))
    """
    reached = ages.reaches(birth, years)
    end = date(reached.year, 3, 31)
    return end if reached <= end else date(reached.year + 1, 3, 31)


def _chosen(facts: Facts, given: Given) -> list[Record]:
    return storage.latest(facts.numbers(str(given["people"])))


@check_with(
    "resident_registry.until_march",
    "「{people}」が{years}歳に達する日以後の最初の3月31日までの人か",
    PEOPLE,
    Parameter("years", "何歳の年度末まで", "whole"),
)
def until_march(facts: Facts, given: Given) -> list[Finding]:
    """Children by the end of a school year, as 児童手当法第3条第1項 counts. Unknown birth dates are for a person."""
    years = int(given["years"])
    births = [one.birth_date for one in _chosen(facts, given)]
    wrong = [one for one in births if one is None or facts.filed_on > school_year_end(one, years)]
    if not wrong:
        return []
    message = f"対象者：{years}歳の年度末（3月31日）を過ぎた人か、生年月日のわからない人が{len(wrong)}人いる"
    return found("S-01", message, "対象の年齢を本人に伝える")


@check_with(
    "resident_registry.school_age",
    "「{people}」が「{day}」に、{after}歳の年度末の次の日から{until}歳の年度末までの人か",
    PEOPLE,
    Parameter("day", "どの日にか", "question", ("date",)),
    Parameter("after", "何歳の年度末の次の日から", "whole"),
    Parameter("until", "何歳の年度末まで", "whole"),
)
def school_age(facts: Facts, given: Given) -> list[Finding]:
    """Pupils of a day, as 学校教育法第17条 counts: elementary school from 6 to 12, compulsory schooling to 15."""
    answer = facts.answers.get(str(given["day"]))
    if not isinstance(answer, str):
        return []
    day, after, until = date.fromisoformat(answer), int(given["after"]), int(given["until"])
    births = [one.birth_date for one in _chosen(facts, given)]
    right = [one for one in births if one and school_year_end(one, after) < day <= school_year_end(one, until)]
    if len(right) == len(births):
        return []
    message = f"対象者：その日に就学の年齢でない人が{len(births) - len(right)}人いる"
    return found("S-02", message, "学年と開始の日を本人に確かめる", "学校教育法第17条")


@check_with(
    "resident_registry.account_in_own_name",
    "口座の名義が申請する人の名前か",
    Parameter("account", "どの口座か", "question", ("account",)),
)
def account_in_own_name(facts: Facts, given: Given) -> list[Finding]:
    """The holder's katakana against the readings on the record: money goes to whoever is entitled."""
    account = facts.answers.get(str(given["account"]))
    own = next(iter(storage.latest([facts.applicant])), None)
    if not account or own is None:
        return []
    if _bank_name(account["holder"]) in set(_bank_names(own)):
        return []
    message = "口座名義：申請する人の名前（記録の読み）と一致しない"
    remedy = "通帳などで名義を確かめ、記録して続行"
    return [Finding("alert", "S-03", str(given["account"]), message, remedy, "background")]


def _bank_names(record: Record) -> Iterable[str]:
    former = record.former_surname_kana + record.given_name_kana if record.former_surname_kana else ""
    names = (record.name_kana, record.name_katakana, record.alias_kana, former, record.name_roman)
    return filter(None, map(_bank_name, names))


def _bank_name(text: str) -> str:
    """As banks write it, which is without small kana and with gaps or without.

    >>> _bank_name("ｷｬﾉﾝ　ﾊﾅ") == _bank_name("キヤノン ハナ")
    True
    """
    return _BETWEEN_NAMES.sub("", unicodedata.normalize("NFKC", text)).upper().translate(_LARGE)


@check_with(
    "resident_registry.age_if",
    "「{question}」が「{value}」のとき、「{people}」の年齢が{at_least}歳から{at_most}歳か",
    PEOPLE,
    Parameter("question", "どの項目によるか", "question", ("choice", "yes_no")),
    Parameter("value", "どの答えのときか", "text"),
    Parameter("at_least", "何歳から", "whole"),
    Parameter("at_most", "何歳まで", "whole"),
)
def age_if(facts: Facts, given: Given) -> list[Finding]:
    """Like ``resident_registry.age``, for one answer of a question only."""
    question, low, high = str(given["question"]), int(given["at_least"]), int(given["at_most"])
    if facts.answers.get(question) != given["value"]:
        return []
    births = [one.birth_date for one in _chosen(facts, given)]
    if all(one is not None and low <= ages.age_on(one, facts.filed_on) <= high for one in births):
        return []
    message = f"対象者：選ばれた区分の年齢（{low}歳から{high}歳）でない"
    return [Finding("error", "S-04", question, message, "区分を本人に確かめる", "background")]


@check_with(
    "resident_registry.has_died",
    "亡くなった人が、その日の死亡で記録から除かれているか",
    Parameter("name", "氏名の項目", "question", ("text",)),
    Parameter("born_on", "生年月日の項目", "question", ("date",)),
    Parameter("died_on", "死亡した日の項目", "question", ("date",)),
)
def has_died(facts: Facts, given: Given) -> list[Finding]:
    """Who died is no member of a household any more and cannot be ticked: looked up by name and birth date."""
    name, born_on, died_on = (facts.answers.get(str(given[one]), "") for one in ("name", "born_on", "died_on"))
    rows = SearchEntry.objects.filter(birth_date=born_on or None, is_removed=True)
    numbers = rows.values_list("addressee_number", flat=True)[:200]
    wanted = fold_name(name)
    dead = [one for one in storage.latest(numbers) if one.resident_state == DEAD and wanted in _written(one)]
    if any(one.removal_date and one.removal_date.isoformat() == died_on for one in dead):
        return []
    message = "亡くなった日：記録の死亡した日とちがう" if dead else "亡くなった人：その名前と生年月日の死亡の記録がない"
    remedy = "死亡届か死亡診断書で確かめ、記録して続行"
    return [Finding("alert", "S-05", str(given["name"]), message, remedy, "background")]


def _written(record: Record) -> set[str]:
    return {fold_name(one) for one in (record.name, record.alias, record.name_kanji, record.name_roman) if one}
