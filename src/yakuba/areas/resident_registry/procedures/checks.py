"""Checks that several of the registry's procedures run by themselves."""

from yakuba.areas.resident_registry import storage
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.procedure_parts import Facts, automatic_check
from yakuba.platform.cases.service import CaseError, hold_unlocked

LAW = "住民基本台帳法第12条第1項、第24条"


def chosen(facts: Facts) -> tuple[int, ...]:
    """Everybody the filing is about: whoever was chosen in its questions about people."""
    asked = [one.id for one in facts.procedure.steps if one.kind == "people"]
    return tuple(dict.fromkeys(number for name in asked for number in facts.numbers(name)))


def found(code: str, message: str, remedy: str, source: str = "background") -> list[Finding]:
    return [Finding("error", code, "", message, remedy, source)]


@automatic_check("resident_registry.same_household", "申請する人と同じ世帯か", general=True)
def same_household(facts: Facts) -> list[Finding]:
    people = chosen(facts)
    records = {int(one.addressee_number): one for one in storage.latest({*people, facts.applicant})}
    own = records.get(facts.applicant)
    if own is None or own.is_removed:
        return found("P-01", "申請する人：現存する住民でない", "窓口で資格を確かめる", LAW)
    others = [n for n in people if n not in records or records[n].household_number != own.household_number]
    if others:
        return found(
            "P-02", f"対象者：申請する人と世帯がちがう人が{len(others)}人いる", "委任状などで資格を確かめる", LAW
        )
    return []


@automatic_check("resident_registry.current_residents", "対象者が現存する住民か", general=True)
def current_residents(facts: Facts) -> list[Finding]:
    removed = [one.name for one in storage.latest(chosen(facts)) if not one.is_current_resident]
    if removed:
        return found("P-03", f"対象者：消除された人がいる（{len(removed)}人）", "除票の請求か、転出済みかを確かめる")
    return []


@automatic_check("resident_registry.no_open_change", "決裁待ちの異動がないか", general=True)
def no_open_change(facts: Facts) -> list[Finding]:
    try:
        hold_unlocked(chosen(facts))
    except CaseError as locked:
        return found("P-04", str(locked), "その案件の決裁のあと［もう一度確認する］", "juki-1.0:4.0.8")
    return []
