"""Automatic checks about persons on the record, for the procedures of every area: they are named in definitions."""

from datetime import timedelta

from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.domain.household import is_head
from yakuba.areas.resident_registry.domain.record import FOREIGN, JAPANESE, Record
from yakuba.areas.resident_registry.procedures.checks import chosen, found
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.procedure_parts import Facts, Given, Parameter, automatic_check, check_with
from yakuba.standards import ages

PEOPLE = Parameter("people", "だれについてか", "question", ("people",))


def _chosen(facts: Facts, given: Given) -> list[Record]:
    return storage.latest(facts.numbers(str(given["people"])))


def _applicant(facts: Facts) -> Record | None:
    return next(iter(storage.latest([facts.applicant])), None)


@automatic_check("resident_registry.applicant_is_resident", "申請する人が現存する住民か", general=True)
def applicant_is_resident(facts: Facts) -> list[Finding]:
    own = _applicant(facts)
    if own is None or not own.is_current_resident:
        return found("P-01", "申請する人：現存する住民でない", "窓口で資格を確かめる")
    return []


@automatic_check("resident_registry.applicant_is_adult", "申請する人が18歳以上か", general=True)
def applicant_is_adult(facts: Facts) -> list[Finding]:
    """民法第4条、第5条: a minor's act needs the statutory agent's consent."""
    own = _applicant(facts)
    if facts.ground == "parent" or own is None or own.birth_date is None:
        return []  # the statutory agent files
    if ages.age_on(own.birth_date, facts.filed_on) >= 18:
        return []
    message = "申請する人：18歳未満"
    return [Finding("alert", "P-11", "", message, "親権者の同意を確かめ、記録して続行", "民法第4条、第5条")]


@automatic_check("resident_registry.applicant_is_head", "申請する人が世帯主か", general=True)
def applicant_is_head(facts: Facts) -> list[Finding]:
    own = _applicant(facts)
    if own is None or is_head(own):
        return []
    return [
        Finding("alert", "P-12", "", "申請する人：世帯主でない", "世帯主の意思を確かめ、記録して続行", "background")
    ]


@check_with(
    "resident_registry.age",
    "「{people}」の年齢が{at_least}歳から{at_most}歳か",
    PEOPLE,
    Parameter("at_least", "何歳から", "whole"),
    Parameter("at_most", "何歳まで", "whole"),
)
def age(facts: Facts, given: Given) -> list[Finding]:
    """Age by 年齢計算ニ関する法律 on the day of filing; an unknown birth date is for a person to judge."""
    low, high = int(given["at_least"]), int(given["at_most"])
    wrong = [
        one
        for one in _chosen(facts, given)
        if one.birth_date is None or not low <= ages.age_on(one.birth_date, facts.filed_on) <= high
    ]
    if not wrong:
        return []
    return found("P-13", f"対象者：{low}歳から{high}歳でない人が{len(wrong)}人いる", "対象の年齢を本人に伝える")


@check_with("resident_registry.only_one", "「{people}」が一人か", PEOPLE)
def only_one(facts: Facts, given: Given) -> list[Finding]:
    number = len(facts.numbers(str(given["people"])))
    return found("P-14", f"対象者：{number}人選ばれている", "一人ずつ申請してもらう") if number > 1 else []


@check_with(
    "resident_registry.moved_in_within",
    "申請する人が{days}日のうちに住民になったか",
    Parameter("days", "何日のうちか", "whole"),
)
def moved_in_within(facts: Facts, given: Given) -> list[Finding]:
    own = _applicant(facts)
    if own is None or own.became_resident_date is None:
        return []
    if facts.filed_on <= own.became_resident_date + timedelta(days=int(given["days"])):
        return []
    message = f"転入の届出：住民となって{given['days']}日を過ぎている"
    return [Finding("alert", "P-15", "", message, "遅れた理由を確かめ、記録して続行", "background")]


@automatic_check("resident_registry.is_japanese_resident", "対象者が日本人住民か")
def is_japanese_resident(facts: Facts) -> list[Finding]:
    """旧氏 are of Japanese residents, 通称 of foreign ones (住民基本台帳法施行令第30条の13、第30条の16)."""
    if all(one.resident_type == JAPANESE for one in storage.latest(chosen(facts))):
        return []
    return found("P-32", "対象者：日本人住民でない", "通称の申出を案内し、受け付けない", "juki-1.0:1.1.7")


@automatic_check("resident_registry.is_foreign_resident", "対象者が外国人住民か")
def is_foreign_resident(facts: Facts) -> list[Finding]:
    if all(one.resident_type == FOREIGN for one in storage.latest(chosen(facts))):
        return []
    return found("P-33", "対象者：外国人住民でない", "旧氏の請求を案内し、受け付けない", "juki-1.0:1.1.7")
