"""Which changes and papers can be started from a page: only those whose duty the actor has."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from yakuba.areas.resident_registry.domain.kinds import KINDS
from yakuba.areas.resident_registry.domain.record import FOREIGN, MOVED_OUT, Record
from yakuba.platform.screens.links import url_of
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.scope import current

ENTER, ISSUE = "resident_registry.enter", "resident_registry.issue"
OF_HOUSEHOLD = (
    "move_within",
    "move_out",
    "death",
    "head_change",
    "household_split",
    "household_merge",
    "household_change",
    "birth",
    "ex_officio_removal",
    "move_out_confirmed",
)
OF_PERSON = ("ex_officio_correction", "former_surname", "alias", "nationality_change")
SHORT = {
    "former_surname": "旧氏を変える",
    "alias": "通称を変える",
    "ex_officio_correction": "修正する",
    "nationality_change": "国籍を変える",
}


_offers: list[tuple[str, str, str]] = []


def offer(title: str, url_name: str, duty: str) -> None:
    """Another floor adds a step to the record page of a current resident, at start. Its page takes the number."""
    if (title, url_name, duty) not in _offers:
        _offers.append((title, url_name, duty))


@dataclass(frozen=True)
class Button:
    """A step a page offers. ``kind`` is the kind of change, blank for papers."""

    title: str
    url: str
    kind: str = ""


def _has(duty: str) -> bool:
    actor = current_context().actor
    return actor.kind == "system" or duty in actor.duties


def _url(name: str, *args: str, **query: object) -> str:
    address = directory.by_id(current()).address
    path = url_of(f"resident_registry:{name}", address, *args)
    return f"{path}?{urlencode(query, doseq=True)}" if query else path


def of_household(household_number: str) -> list[Button]:
    """Changes of members chosen by checkbox; the page sends ``household`` and ``chosen`` along."""
    if not _has(ENTER):
        return []
    return [Button(KINDS[kind].ja, _url("change", kind), kind) for kind in OF_HOUSEHOLD]


def move_in_to(household_number: str) -> list[Button]:
    """この世帯に転入."""
    return [Button("この世帯に転入", _url("change", "move_in", into=household_number))] if _has(ENTER) else []


def of_person(record: Record) -> list[Button]:
    """From a person's record: the household's changes with this person chosen, corrections, papers."""
    here = {"household": record.household_number, "chosen": record.addressee_number}
    buttons = []
    if _has(ENTER) and (record.is_current_resident or record.resident_state == MOVED_OUT):
        buttons.append(
            Button("異動を始める", _url("household", record.household_number, chosen=record.addressee_number))
        )
    if _has(ISSUE):
        buttons.append(Button("証明書を発行する", _url("issue", **here)))
    if _has(ENTER) and record.is_current_resident:
        other = "former_surname" if record.resident_type == FOREIGN else "alias"
        buttons += [Button(SHORT[kind], _url("change", kind, **here), kind) for kind in OF_PERSON if kind != other]
    return buttons + (_offered(int(record.addressee_number)) if record.is_current_resident else [])


def _offered(number: int) -> list[Button]:
    address = directory.by_id(current()).address
    return [Button(title, reverse(name, args=[address, number])) for title, name, duty in _offers if _has(duty)]


def certificate(household_number: str) -> list[Button]:
    """証明書 of chosen members."""
    return [Button("証明書を発行する", _url("issue"))] if _has(ISSUE) else []


def cancel_url(addressee_number: str, history_number: int) -> str:
    """この異動を取り消す; blank without the duty."""
    if not _has(ENTER):
        return ""
    return _url("change", "cancellation", person=int(addressee_number), history=history_number)
