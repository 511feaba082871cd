"""Automatic checks of the answers alone, or of what was filed before: for every area and for own procedures."""

from datetime import date, timedelta

from yakuba.platform.cases.filing_models import Filing
from yakuba.platform.cases.findings import Finding, Level
from yakuba.platform.cases.procedure_parts import Facts, Given, Parameter, check_with
from yakuba.platform.tenancy.context import current_context

State = Filing.State
UNDER_WAY = (State.RECEIVED, State.ASKED, State.VISIT, State.PAYMENT, State.ENTERED, State.DECIDED, State.HANDED)
ASK = "本人に返答を求める"


def _found(level: Level, code: str, question: str, message: str, remedy: str) -> list[Finding]:
    return [Finding(level, code, question, message, remedy, "background")]


def _title(facts: Facts, question: str) -> str:
    return facts.procedure.question(question).title.ja.rstrip("。？?")


def _day(facts: Facts, question: str) -> date | None:
    """The date answered, None where the question was not open or is optional."""
    given = facts.answers.get(question)
    return date.fromisoformat(given) if isinstance(given, str) else None


@check_with(
    "answers.within",
    "「{question}」から{days}日のうちに届け出たか",
    Parameter("question", "どの日から数えるか", "question", ("date",)),
    Parameter("days", "何日のうちか", "whole"),
)
def within(facts: Facts, given: Given) -> list[Finding]:
    """A late filing is taken, but somebody looks at it. The first day is not counted (民法第140条)."""
    day = _day(facts, str(given["question"]))
    if day is None or facts.filed_on <= day + timedelta(days=int(given["days"])):
        return []
    late = (facts.filed_on - day).days - int(given["days"])
    message = f"届出の期限：「{_title(facts, str(given['question']))}」から{given['days']}日を{late}日過ぎている"
    return _found("alert", "A-01", str(given["question"]), message, "遅れた理由を確かめ、記録して続行")


@check_with(
    "answers.in_order",
    "「{first}」が「{second}」より後でないか",
    Parameter("first", "先の日", "question", ("date",)),
    Parameter("second", "後の日", "question", ("date",)),
)
def in_order(facts: Facts, given: Given) -> list[Finding]:
    first, second = (_day(facts, str(given[name])) for name in ("first", "second"))
    if first is None or second is None or first <= second:
        return []
    message = f"日付の順：「{_title(facts, str(given['second']))}」が「{_title(facts, str(given['first']))}」より前の日"
    return _found("error", "A-02", str(given["second"]), message, ASK)


@check_with(
    "answers.differ",
    "「{first}」と「{second}」が同じでないか",
    Parameter("first", "項目", "question"),
    Parameter("second", "別の項目", "question"),
)
def differ(facts: Facts, given: Given) -> list[Finding]:
    first, second = (facts.answers.get(str(given[name])) for name in ("first", "second"))
    if first is None or first != second:
        return []
    message = f"「{_title(facts, str(given['first']))}」と「{_title(facts, str(given['second']))}」：同じ答え"
    return _found("error", "A-03", str(given["second"]), message, ASK)


@check_with(
    "answers.not_more",
    "「{part}」が「{whole}」より多くないか",
    Parameter("part", "小さいはずの数", "question", ("number",)),
    Parameter("whole", "大きいはずの数", "question", ("number",)),
)
def not_more(facts: Facts, given: Given) -> list[Finding]:
    part, whole = (facts.answers.get(str(given[name])) for name in ("part", "whole"))
    if part is None or whole is None or part <= whole:
        return []
    message = f"数：「{_title(facts, str(given['part']))}」が「{_title(facts, str(given['whole']))}」より多い"
    return _found("error", "A-04", str(given["part"]), message, ASK)


@check_with(
    "answers.digits",
    "「{question}」が{length}桁の数字か",
    Parameter("question", "どの項目か", "question", ("text",)),
    Parameter("length", "桁数", "whole"),
)
def digits(facts: Facts, given: Given) -> list[Finding]:
    typed = facts.answers.get(str(given["question"]))
    if typed is None or (typed.isascii() and typed.isdigit() and len(typed) == int(given["length"])):
        return []
    message = f"「{_title(facts, str(given['question']))}」：{given['length']}桁の数字でない"
    return _found("error", "A-05", str(given["question"]), message, ASK)


@check_with(
    "answers.is",
    "「{question}」が「{value}」と答えられているか",
    Parameter("question", "どの項目か", "question", ("yes_no", "choice")),
    Parameter("value", "通る答え", "text"),
    Parameter("told", "ちがうときに職員に伝えること", "text"),
)
def answered(facts: Facts, given: Given) -> list[Finding]:
    """Another answer needs a person: an alert in the definition's own words."""
    if facts.answers.get(str(given["question"])) in (None, given["value"]):
        return []
    return _found("alert", "A-06", str(given["question"]), str(given["told"]), "確かめたことを記録して続行")


@check_with("filings.not_twice", "同じ申請が処理の途中にないか")
def not_twice(facts: Facts, given: Given) -> list[Finding]:
    """The same applicant filed the same and it is not done: mostly a second try."""
    same = Filing.objects.filter(
        applicant_number=facts.applicant, procedure=facts.procedure.code, state__in=UNDER_WAY
    ).exclude(key=facts.key)
    first = same.order_by("filed_at", "id").values_list("receipt_number", flat=True).first()
    if first is None:
        return []
    message = f"二重の申請：同じ人の同じ申請（{first}）が処理の途中"
    return _found("alert", "A-07", "", message, "二重でないことを確かめ、記録して続行。二重なら受け付けない")


@check_with(
    "filings.not_within", "同じ申請が前の{days}日のうちに済んでいないか", Parameter("days", "何日のうちか", "whole")
)
def not_within(facts: Facts, given: Given) -> list[Finding]:
    since = current_context().instant - timedelta(days=int(given["days"]))
    same = Filing.objects.filter(
        applicant_number=facts.applicant, procedure=facts.procedure.code, state=State.DONE, changed_at__gte=since
    ).exclude(key=facts.key)
    first = same.order_by("-changed_at", "-id").values_list("receipt_number", flat=True).first()
    if first is None:
        return []
    message = f"前の申請：同じ人の同じ申請（{first}）が{given['days']}日のうちに済んでいる"
    return _found("alert", "A-08", "", message, "もう一度要ることを確かめ、記録して続行")
