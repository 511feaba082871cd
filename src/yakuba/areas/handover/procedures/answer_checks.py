"""Automatic checks of answers that procedures for children, health insurance and pensions need; any may name them."""

from datetime import date, timedelta

from yakuba.platform.cases.common_checks import ASK, UNDER_WAY
from yakuba.platform.cases.filing_models import Filing
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.procedure_parts import Facts, Given, Parameter, check_with

FULL_TERM = 40  # weeks of a pregnancy, by which the expected date is reckoned
LEEWAY = timedelta(days=14)  # a first estimate of the expected date moves by so much


@check_with(
    "handover.not_twice_for",
    "「{people}」について、世帯のだれかの同じ申請が処理の途中にないか",
    Parameter("people", "だれについてか", "question", ("people",)),
)
def not_twice_for(facts: Facts, given: Given) -> list[Finding]:
    """Also when the other parent filed it: for one person one claim."""
    question = str(given["people"])
    chosen = set(facts.numbers(question))
    same = Filing.objects.filter(
        applicant_number__in={facts.applicant, *facts.people.values()},
        procedure=facts.procedure.code,
        state__in=UNDER_WAY,
    ).exclude(key=facts.key)
    rows = same.order_by("filed_at", "id").values_list("receipt_number", "answers", "people")
    for receipt_number, answers, people in rows:
        if chosen & {people.get(token) for token in answers.get(question, ())}:
            message = f"二重の申請：同じ対象者の申請（{receipt_number}）が処理の途中"
            remedy = "二重でないことを確かめ、記録して続行。二重なら受け付けない"
            return [Finding("alert", "S-06", question, message, remedy, "background")]
    return []


@check_with(
    "handover.between",
    "「{question}」が{least}から{most}までか",
    Parameter("question", "どの数か", "question", ("number",)),
    Parameter("least", "いくつから", "whole"),
    Parameter("most", "いくつまで", "whole"),
    Parameter("told", "外れたときに職員に伝えること", "text"),
)
def between(facts: Facts, given: Given) -> list[Finding]:
    """Possible, yet something a person has to look at: an alert in the definition's own words."""
    number = facts.answers.get(str(given["question"]))
    if not isinstance(number, int) or int(given["least"]) <= number <= int(given["most"]):
        return []
    remedy = "確かめたことを記録して続行"
    return [Finding("alert", "S-07", str(given["question"]), str(given["told"]), remedy, "background")]


@check_with(
    "handover.weeks_fit",
    "妊娠週数と出産の予定日が合うか",
    Parameter("weeks", "週数の項目", "question", ("number",)),
    Parameter("day", "その週数だった日の項目", "question", ("date",)),
    Parameter("due", "予定日の項目", "question", ("date",)),
)
def weeks_fit(facts: Facts, given: Given) -> list[Finding]:
    """The expected date is where 40 weeks end; more than two weeks beside it one of the three was mistyped."""
    weeks, day, due = (facts.answers.get(str(given[name])) for name in ("weeks", "day", "due"))
    if not isinstance(weeks, int) or not isinstance(day, str) or not isinstance(due, str):
        return []
    reckoned = date.fromisoformat(day) + timedelta(weeks=FULL_TERM - weeks)
    if abs(date.fromisoformat(due) - reckoned) <= LEEWAY:
        return []
    message = f"出産の予定日：妊娠週数から数えた日（{reckoned.year}年{reckoned.month}月{reckoned.day}日ごろ）と合わない"
    return [Finding("error", "S-08", str(given["due"]), message, ASK, "background")]


@check_with(
    "handover.not_before",
    "「{question}」の{days}日前より早くないか",
    Parameter("question", "どの日から数えるか", "question", ("date",)),
    Parameter("days", "何日前からできるか", "whole"),
)
def not_before(facts: Facts, given: Given) -> list[Finding]:
    answer = facts.answers.get(str(given["question"]))
    if not isinstance(answer, str):
        return []
    first = date.fromisoformat(answer) - timedelta(days=int(given["days"]))
    if facts.filed_on >= first:
        return []
    message = f"届出の時期：{first.year}年{first.month}月{first.day}日より前には受け付けられない"
    remedy = "その日になってからの届出を案内する"
    return [Finding("error", "S-09", str(given["question"]), message, remedy, "background")]


@check_with(
    "handover.none_twice",
    "「{first}」とその次の希望に、同じ答えが二つないか",
    Parameter("first", "はじめの希望の項目。次の希望は、同じ名前で番号がちがう", "question", ("text",)),
)
def none_twice(facts: Facts, given: Given) -> list[Finding]:
    """Wishes in order of preference, ``wish_1``, ``wish_2`` …: the same place twice is a slip."""
    stem = str(given["first"]).rstrip("0123456789")
    seen: set[str] = set()
    for name in sorted(one for one in facts.answers if one.rstrip("0123456789") == stem):
        wish = str(facts.answers[name]).replace("　", " ").strip()
        if wish in seen:
            return [Finding("error", "S-10", name, f"希望：同じ施設が二度書かれている（{wish}）", ASK, "background")]
        seen.add(wish)
    return []
