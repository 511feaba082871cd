"""Who may file for whom of a household (住民基本台帳法26条、民法818条、824条): by the records, in the core alone."""

from collections.abc import Iterable
from datetime import date

from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.domain.parenthood import parenthood
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.platform.cases.agents import AGENT_IS_MINOR, NOT_A_CHILD, NOT_OF_HOUSEHOLD, PARENT_UNSURE, Standing
from yakuba.platform.cases.findings import Finding
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.disclosure.service import Channel, Decision, Kind, Purpose, Requester
from yakuba.standards import ages

LAW = "民法第4条、第818条、第824条"
COUNTER = "本人の申請か、窓口での手続きを案内する"


def grounds_among(agent: int, others: Iterable[int], day: date) -> dict[int, tuple[str, ...]]:
    """For each of ``others``, the grounds on which ``agent`` may file for that person on ``day``; maybe none."""
    records = {int(one.addressee_number): one for one in storage.latest({agent, *others})}
    own = records.get(agent)
    if own is None:
        return {}
    household = _household(own)
    return {number: _grounds(own, records[number], household, day) for number in others if number in records}


def _grounds(own: Record, other: Record, household: list[Record], day: date) -> tuple[str, ...]:
    if own.addressee_number == other.addressee_number or not _is_adult(own, day):
        return ()
    if other.addressee_number not in {one.addressee_number for one in household}:
        return ()
    minor = other.birth_date is not None and not _is_adult(other, day)
    parent = minor and parenthood(own, other, household) != "no"
    return ("parent", "household") if parent else ("household",)


def _is_adult(record: Record, day: date) -> bool:
    return record.birth_date is not None and ages.age_on(record.birth_date, day) >= 18


def _household(own: Record) -> list[Record]:
    rows = storage.latest_of_households([own.household_number]) if own.is_current_resident else []
    return [one for one in rows if one.is_current_resident]


def judge(standing: Standing) -> list[Finding]:
    """What the records say against it. One answer for who left and who is protected: it tells neither."""
    if standing.ground not in ("parent", "household"):
        return []
    records = {int(one.addressee_number): one for one in storage.latest({standing.agent, standing.principal or 0})}
    own, other = records.get(standing.agent), records.get(standing.principal or 0)
    household = _household(own) if own else []
    if own is None or other is None or other not in household or _is_kept_apart(other):
        message = "代理：申請した人と同じ世帯の人として確かめられない"
        return [_error(NOT_OF_HOUSEHOLD, message, "住民基本台帳法第26条")]
    if not _is_adult(own, standing.filed_on):
        return [_error(AGENT_IS_MINOR, "代理：申請した人が18歳未満", LAW)]
    return _as_parent(own, other, household, standing.filed_on) if standing.ground == "parent" else []


def _as_parent(own: Record, other: Record, household: list[Record], day: date) -> list[Finding]:
    found = parenthood(own, other, household)
    if other.birth_date is None or _is_adult(other, day) or found == "no":
        return [_error(NOT_A_CHILD, "代理：18歳未満の子の親として確かめられない", LAW)]
    if found == "unsure":
        message = "代理：続柄だけでは、申請した人が親権者か決まらない"
        return [Finding("alert", PARENT_UNSURE, "", message, "戸籍などで親権を確かめ、記録して続行", LAW)]
    return []


def _is_kept_apart(record: Record) -> bool:
    """Whether the portal tells the household nothing of that person."""
    number = int(record.addressee_number)
    subject = disclosure.subject_state([number])[number].subject
    asker = Requester(Kind.HOUSEHOLD_MEMBER, channel=Channel.PORTAL)
    return disclosure.decide(asker, Purpose.VIEW_OWN, subject, "members") is not Decision.SHOW


def _error(code: str, message: str, source: str) -> Finding:
    return Finding("error", code, "", message, COUNTER, source)
