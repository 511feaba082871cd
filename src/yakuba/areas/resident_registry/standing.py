"""Who may file for whom of a household (住民基本台帳法26条、民法818条、824条): by the records, in the core alone."""

from collections.abc import Iterable
from datetime import date

from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.domain.parenthood import parenthood
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.models import SearchEntry
from yakuba.areas.resident_registry.search_index import names_of
from yakuba.platform.cases.agents import (
    AGENT_IS_MINOR,
    NO_MANDATE,
    NOBODY,
    NOT_A_CHILD,
    NOT_OF_HOUSEHOLD,
    PARENT_UNSURE,
    TO_CONFIRM,
    Standing,
)
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.procedures.attorney import LETTER, NAME
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.disclosure.service import Channel, Decision, Kind, Purpose, Requester
from yakuba.platform.register import service as register
from yakuba.standards import ages
from yakuba.standards.folding import fold_name

LAW = "民法第4条、第818条、第824条"
PROXY_LAW = "民法第99条、住民基本台帳法第12条・第27条"
MOST = 200
_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
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
        return _of_proxy(standing)
    records = {int(one.addressee_number): one for one in storage.latest({standing.agent, standing.principal or 0})}
    own, other = records.get(standing.agent), records.get(standing.principal or 0)
    household = _household(own) if own else []
    if own is None or other is None or other not in household or _is_kept_apart(other):
        message = "代理：申請した人と同じ世帯の人として確かめられない"
        return [_error(NOT_OF_HOUSEHOLD, message, "住民基本台帳法第26条")]
    if not _is_adult(own, standing.filed_on):
        return [_error(AGENT_IS_MINOR, "代理：申請した人が18歳未満", LAW)]
    return _as_parent(own, other, household, standing.filed_on) if standing.ground == "parent" else []


def _of_proxy(standing: Standing) -> list[Finding]:
    """By mandate or letter of attorney. In one sentence: nobody of that name, not here any more, or protected."""
    records = storage.latest([standing.principal]) if standing.principal is not None else []
    is_here = bool(records) and records[0].is_current_resident and not _is_kept_apart(records[0], Kind.PROXY)
    if standing.ground == "mandate":
        message = "代理：委任した人の手続きとして、オンラインでは受け付けられない"
        return [] if is_here else [_error(NO_MANDATE, message, PROXY_LAW)]
    if not is_here or standing.principal == standing.agent:
        message = "委任した人：その氏名と生年月日の住民として、オンラインでは受け付けられない"
        remedy = "氏名と生年月日を補正する。補正できないときは、窓口を案内して受け付けない"
        return [Finding("error", NOBODY, NAME, message, remedy, PROXY_LAW)]
    remedy = "委任した人の自筆か、頼んだ手続きか、日付を確かめ、記録して続行"
    return [Finding("alert", TO_CONFIRM, LETTER, "委任状：職員の確認が要る", remedy, PROXY_LAW)]


def person_called(name: str, born: date) -> int | None:
    """The one current resident of that name or reading and birth date; None for nobody or several. It is registered."""
    rows = SearchEntry.objects.filter(birth_date=born, is_removed=False).values_list("addressee_number", flat=True)
    hits = [one for one in storage.latest(rows[:MOST]) if one.is_current_resident and _is_called(one, name)]
    numbers = [int(one.addressee_number) for one in hits]
    if numbers:
        register.record("search", numbers, note=register.Note(purpose="委任の確認"))
    return numbers[0] if len(numbers) == 1 else None


def is_called(number: int, name: str) -> bool:
    """Whether a current resident has that name or reading."""
    return any(one.is_current_resident and _is_called(one, name) for one in storage.latest([number]))


def _is_called(record: Record, name: str) -> bool:
    """By name or by reading, letter for letter: a search that forgives more would hit a neighbour."""
    typed = name.translate(_KATAKANA)
    readings = (record.name_kana, record.name_katakana, record.alias_kana)
    return fold_name(name) in names_of(record) or fold_name(typed) in {fold_name(one) for one in readings if one}


def names_told(numbers: Iterable[int]) -> dict[int, str]:
    """Names as a proxy or somebody acted for is told them; left out where nothing is told."""
    records = storage.latest(numbers)
    return {int(one.addressee_number): one.name for one in records if not _is_kept_apart(one, Kind.PROXY)}


def may_mandate(number: int) -> bool:
    """Whether a mandate may be given or used online by this person: here, and under no support measure."""
    records = storage.latest([number])
    return bool(records) and records[0].is_current_resident and not _is_kept_apart(records[0], Kind.PROXY)


def _as_parent(own: Record, other: Record, household: list[Record], day: date) -> list[Finding]:
    found = parenthood(own, other, household)
    if other.birth_date is None or _is_adult(other, day) or found == "no":
        return [_error(NOT_A_CHILD, "代理：18歳未満の子の親として確かめられない", LAW)]
    if found == "unsure":
        message = "代理：続柄だけでは、申請した人が親権者か決まらない"
        return [Finding("alert", PARENT_UNSURE, "", message, "戸籍などで親権を確かめ、記録して続行", LAW)]
    return []


def _is_kept_apart(record: Record, asker: Kind = Kind.HOUSEHOLD_MEMBER) -> bool:
    """Whether the portal tells the household, or a proxy, nothing of that person: not even the name."""
    number = int(record.addressee_number)
    subject = disclosure.subject_state([number])[number].subject
    asked = Requester(asker, channel=Channel.PORTAL)
    return disclosure.decide(asked, Purpose.VIEW_OWN, subject, "name") is not Decision.SHOW


def _error(code: str, message: str, source: str) -> Finding:
    return Finding("error", code, "", message, COUNTER, source)
