"""The actions ``handover.<system>``: one for each system, all the same way.

The approval writes the row and the message in its own transaction, so that there is never one without the other; the
file leaves after it.
"""

import re
import unicodedata
from collections.abc import Callable

from yakuba.areas.handover.layout import Given, record_of, typed_texts
from yakuba.areas.handover.models import Handover
from yakuba.areas.handover.systems import SYSTEMS, System
from yakuba.areas.resident_registry import service as registry
from yakuba.platform.cases import shelf
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.registry import Action, Doing, Outcome, actions
from yakuba.platform.exchange import service as exchange
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.ids import new_uuid7
from yakuba.standards import check_digits

KIND = "handover"
LAW = "行政手続における特定の個人を識別するための番号の利用等に関する法律第19条"
_TWELVE = re.compile(r"(?<![0-9])[0-9]{12}(?![0-9])")


def check(given: Given) -> list[Finding]:
    """Nothing that looks like an individual number leaves, not even where somebody typed it into a free text."""
    procedure = shelf.get(given.procedure, given.version)
    wrong = dict.fromkeys(name for name, text in typed_texts(procedure, given.answers) if _has_number(text))
    found = [
        Finding("error", "H-01", name, f"「{procedure.question(name).title.ja}」：個人番号らしい12桁の数字がある",
                "番号を消した答えを本人に求めるか、補正する", LAW)
        for name in wrong
    ]  # fmt: skip
    if not registry.are_known(given.numbers):
        found.append(Finding("error", "H-02", "", "対象者：住民票にない人がいる", "窓口で資格を確かめる", "background"))
    return found


def _has_number(text: str) -> bool:
    plain = re.sub(r"(?<=[0-9])[-‐−ー 　](?=[0-9])", "", unicodedata.normalize("NFKC", text))
    return any(check_digits.individual_number_is_valid(one) for one in _TWELVE.findall(plain))


def execute(system: System, given: Given, doing: Doing) -> Outcome:
    """Write the row and post the message, in the open transaction. Called once for a case; the key holds it to that."""
    handover_id = new_uuid7()
    facts = registry.facts_for_system(given.numbers, registry.Feed(system.party, KIND, doing.case_id))
    record = record_of(handover_id, given, shelf.get(given.procedure, given.version), facts)
    message = exchange.Message(
        receiver=exchange.to_party(system.party),
        kind=KIND,
        subject=str(given.applicant),
        payload={"records": [record]},
        origin="handover",
        key=f"handover/{doing.case_id}",
    )
    Handover.objects.create(
        id=handover_id,
        system=system.code,
        procedure=given.procedure,
        version=given.version,
        filing_number=given.receipt_number,
        case_id=doing.case_id,
        applicant_number=given.applicant,
        message_id=exchange.post(message),
        handed_at=current_context().instant,
    )
    return Outcome(str(handover_id), given.numbers, {"handover": str(handover_id), "system": system.label})


def _execute(system: System) -> Callable[[Given, Doing], Outcome]:
    return lambda given, doing: execute(system, given, doing)


def register_all() -> None:
    """Put an action for each system into the registry. Called once at start."""
    for system in SYSTEMS.values():
        actions.register(
            Action(
                name=system.action,
                version=1,
                title=f"{system.label}への引渡し",
                input_type=Given,
                enter_duty=system.duty,
                approve_duty=system.duty,
                subjects=lambda given: given.numbers,
                checks=check,
                execute=_execute(system),
                locks=False,
                alone="always",
            )
        )
