"""Automatic checks of answers for care, tax, vehicles, certificates and living: what the answers alone can tell."""

import re
import unicodedata
from datetime import date

from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.procedure_parts import Facts, Given, Parameter, automatic_check, check_with
from yakuba.standards import business_days

ASK = "本人に返答を求める"
_FRAME = re.compile(r"(?=.*[0-9])[A-Z0-9]+(?:-[A-Z0-9]+)*")
_ENGINES = {
    "first": (1, 50),
    "new_standard": (51, 125),
    "second_b": (51, 90),
    "second_a": (91, 125),
    "mini_car": (21, 50),
}
_MOTORS = {
    "first": (1, 600),
    "second_b": (601, 800),
    "second_a": (801, 1000),
    "mini_car": (251, 600),
    "small_electric": (1, 600),
}
"""道路運送車両法施行規則第1条、地方税法第463条の15: class → displacement in cc or rated output in W, ends counted."""
_TEN_THOUSAND = 10_000
_SAVINGS = {"old_pension": 1000, "stage2": 650, "stage3_1": 550, "stage3_2": 500, "under65": 1000}
"""介護保険法施行規則第83条の5: most savings of a single person in units of ten thousand yen; a couple 1000 more."""
_FOR_A_COUPLE = 1000
_RECYCLED = ("エアコン", "テレビ", "冷蔵庫", "冷凍庫", "洗濯機", "衣類乾燥機", "パソコン")


def _error(code: str, question: str, message: str, remedy: str, source: str = "background") -> list[Finding]:
    return [Finding("error", code, question, message, remedy, source)]


def _alert(code: str, question: str, message: str, remedy: str, source: str = "background") -> list[Finding]:
    return [Finding("alert", code, question, message, remedy, source)]


def _title(facts: Facts, question: str) -> str:
    return facts.procedure.question(question).title.ja.rstrip("。？?")


@check_with(
    "handover.letters_and_digits",
    "「{question}」が英数字とハイフンか",
    Parameter("question", "どの項目か", "question", ("text",)),
)
def letters_and_digits(facts: Facts, given: Given) -> list[Finding]:
    """A frame number (車台番号) as stamped: letters, digits, single hyphens between them, at least one digit."""
    name = str(given["question"])
    typed = facts.answers.get(name)
    if typed is None or _FRAME.fullmatch(unicodedata.normalize("NFKC", typed).upper()):
        return []
    message = f"「{_title(facts, name)}」：英数字とハイフンでない文字がある"
    return _error("T-03", name, message, "打刻か書類の番号を確かめる")


@check_with(
    "handover.year_is_issued",
    "「{question}」が発行できる年度か（新しい年度は{month}月から、古いほうは{years}年前まで）",
    Parameter("question", "どの年度か", "question", ("number",)),
    Parameter("month", "新しい年度を発行し始める月", "whole"),
    Parameter("years", "何年前の年度まで発行するか", "whole"),
    general=False,
)
def year_is_issued(facts: Facts, given: Given) -> list[Finding]:
    """A year's certificate is there only when the tax of that year was decided, and as long as its rows are kept."""
    name = str(given["question"])
    year = facts.answers.get(name)
    newest = facts.filed_on.year - (facts.filed_on.month < int(given["month"]))
    oldest = newest - int(given["years"])
    if year is None or oldest <= year <= newest:
        return []
    message = f"「{_title(facts, name)}」：{year}年度は発行できない（{oldest}年度から{newest}年度まで）"
    return _error("T-04", name, message, ASK)


@check_with(
    "handover.not_about_oneself",
    "「{people}」が申請する人でないか",
    Parameter("people", "だれについてか", "question", ("people",)),
)
def not_about_oneself(facts: Facts, given: Given) -> list[Finding]:
    name = str(given["people"])
    if facts.applicant not in facts.numbers(name):
        return []
    return _error("T-06", name, f"「{_title(facts, name)}」：申請する人が選ばれている", ASK)


@check_with(
    "handover.engine_fits_class",
    "「{kind}」と「{cc}」か「{watt}」が合うか",
    Parameter("kind", "車の種別", "question", ("choice",)),
    Parameter("cc", "総排気量", "question", ("number",)),
    Parameter("watt", "定格出力", "question", ("number",)),
    general=False,
)
def engine_fits_class(facts: Facts, given: Given) -> list[Finding]:
    """The class decides plate and tax; tractors and forklifts have no limit here."""
    kind = str(facts.answers.get(str(given["kind"])))
    for name, limits, unit in ((str(given["cc"]), _ENGINES, "cc"), (str(given["watt"]), _MOTORS, "W")):
        number, (low, high) = facts.answers.get(name), limits.get(kind, (0, 10**6))
        if number is not None and not low <= number <= high:
            message = f"種別と「{_title(facts, name)}」：この種別は{low}{unit}から{high}{unit}まで（{number}{unit}）"
            return _error("T-07", name, message, "販売証明書か譲渡証明書で種別を確かめる", "地方税法第463条の15")
    return []


@check_with(
    "handover.no_recycled_appliance",
    "「{question}」に法律で別に回収する家電がないか",
    Parameter("question", "品目を書く項目", "question", ("text",)),
)
def no_recycled_appliance(facts: Facts, given: Given) -> list[Finding]:
    """家電リサイクル法 and 資源有効利用促進法: these are taken back by shops and makers, not as bulky waste."""
    name = str(given["question"])
    typed = unicodedata.normalize("NFKC", str(facts.answers.get(name, ""))).replace(" ", "")
    listed = [one for one in _RECYCLED if one in typed]
    if not listed:
        return []
    message = f"品目：粗大ごみで受け付けない家電（{'、'.join(listed)}）"
    return _alert(
        "T-13",
        name,
        message,
        "販売店か指定引取場所を案内し、対象でない品（台など）なら理由を記録して続行",
        "特定家庭用機器再商品化法、資源の有効な利用の促進に関する法律",
    )


@automatic_check("handover.savings_within_limit", "預貯金などが負担限度額認定の基準以下か")
def savings_within_limit(facts: Facts) -> list[Finding]:
    """Questions ``stage``, ``spouse`` and the amounts ``deposits``, ``securities``, ``cash``, less ``debts``, in yen.

    On public assistance (生活保護) there is no limit.
    """
    single = _SAVINGS.get(str(facts.answers.get("stage")))
    if single is None:
        return []
    limit = (single + (_FOR_A_COUPLE if facts.answers.get("spouse") == "yes" else 0)) * _TEN_THOUSAND
    total = sum(facts.answers.get(name, 0) for name in ("deposits", "securities", "cash"))
    total -= facts.answers.get("debts", 0)
    if total <= limit:
        return []
    message = f"預貯金など：合計が基準（{limit // _TEN_THOUSAND}万円）を超えている"
    return _error(
        "T-14",
        "deposits",
        message,
        "通帳の写しで額を確かめ、対象外なら本人に伝える",
        "介護保険法施行規則第83条の5",
    )


@check_with(
    "handover.answered_not",
    "「{question}」が「{value}」でないか",
    Parameter("question", "どの項目か", "question", ("yes_no", "choice")),
    Parameter("value", "人が確かめる答え", "text"),
    Parameter("told", "そのときに職員に伝えること", "text"),
)
def answered_not(facts: Facts, given: Given) -> list[Finding]:
    """This one answer needs a person: an alert in the definition's own words."""
    if facts.answers.get(str(given["question"])) != given["value"]:
        return []
    return _alert("T-16", str(given["question"]), str(given["told"]), "確かめたことを記録して続行", "background")


@check_with(
    "handover.at_least",
    "「{question}」が{least}以上か",
    Parameter("question", "どの数か", "question", ("number",)),
    Parameter("least", "いくつ以上か", "whole"),
    Parameter("told", "少ないときに職員に伝えること", "text"),
)
def at_least(facts: Facts, given: Given) -> list[Finding]:
    number = facts.answers.get(str(given["question"]))
    if number is None or number >= int(given["least"]):
        return []
    return _alert("T-17", str(given["question"]), str(given["told"]), "伝えたことを記録して続行")


@check_with(
    "handover.on_an_open_day",
    "「{question}」が土曜・日曜・祝日・年末年始でないか",
    Parameter("question", "予約の日", "question", ("date",)),
)
def on_an_open_day(facts: Facts, given: Given) -> list[Finding]:
    name = str(given["question"])
    day = facts.answers.get(name)
    if day is None or business_days.is_business_day(date.fromisoformat(day)):
        return []
    return _error("T-18", name, f"「{_title(facts, name)}」：窓口や収集の休みの日", ASK, "地方自治法第4条の2")


@check_with(
    "handover.one_of",
    "「{first}」か「{second}」のどちらかが答えられているか",
    Parameter("first", "項目", "question"),
    Parameter("second", "別の項目", "question"),
)
def one_of(facts: Facts, given: Given) -> list[Finding]:
    """Each may be left out, but not both: nobody could tell what the filing is about."""
    first, second = (str(given[name]) for name in ("first", "second"))
    if facts.answers.get(first) or facts.answers.get(second):
        return []
    message = f"「{_title(facts, first)}」か「{_title(facts, second)}」のどちらかが要る"
    return _error("T-19", second, message, ASK)
