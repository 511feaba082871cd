"""What own procedures name: the builder of an entry. Their definitions are rows of the municipality, not files."""

from yakuba.areas.own_ledgers.actions.enter import NewEntry
from yakuba.platform.cases.procedure_parts import Facts, builder


@builder("own_ledger.entry")
def entry(facts: Facts) -> NewEntry:
    """The answers as the ledger keeps them: persons by addressee number, whatever the channel called them."""
    named = [one.id for one in facts.procedure.steps if one.kind == "people" and one.id in facts.answers]
    persons = {name: [str(number) for number in facts.numbers(name)] for name in named}
    return NewEntry(
        filing=facts.key,
        procedure=facts.procedure.code,
        version=facts.procedure.version,
        holder=str(facts.applicant),
        values={**facts.answers, **persons},
        people=tuple(dict.fromkeys(number for each in persons.values() for number in each)),
        online=facts.channel == "portal",
    )
