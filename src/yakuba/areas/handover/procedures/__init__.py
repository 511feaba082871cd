"""Procedures of areas that live in other systems: definitions as data, and the one builder they all name."""

from yakuba.areas.handover.layout import Given
from yakuba.areas.handover.procedures import answer_checks, living_checks
from yakuba.platform.cases.procedure_parts import Facts, builder

__all__ = ["answer_checks", "living_checks", "record"]


@builder("handover.record")
def record(facts: Facts) -> Given:
    """From a filing to what is handed over; the register's facts are read when it is decided."""
    asked = [one.id for one in facts.procedure.steps if one.kind == "people"]
    return Given(
        procedure=facts.procedure.code,
        version=facts.procedure.version,
        receipt_number=facts.receipt_number,
        filed_on=facts.filed_on,
        channel=facts.channel,
        applicant=facts.applicant,
        people={name: facts.numbers(name) for name in asked},
        answers={name: value for name, value in facts.answers.items() if name not in asked},
    )
