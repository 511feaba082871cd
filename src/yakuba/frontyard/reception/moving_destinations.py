"""Where the family of a move-out goes, as far as it can be told for certain."""

from yakuba.platform.cases.filing_models import Filing
from yakuba.platform.disclosure import service as disclosure
from yakuba.standards import municipalities

PROCEDURE = "move_out"


def destination(filing: Filing) -> str:
    """Code of the municipality the family moves to by data alone; blank where there is none for certain.

    Blank too where one of them is under a support measure: the account may be in the other party's hands, and nobody
    there may read at which counter, which day and what time somebody will be.
    """
    if filing.procedure != PROCEDURE or filing.level != "card" or filing.state != Filing.State.DONE:
        return ""
    if _is_protected(filing):
        return ""
    address = filing.answers.get("new_address")
    named = municipalities.find(address["prefecture"] + address["municipality"]) if address else ()
    return (named[0].parent or named[0].code) if len(named) == 1 else ""


def _is_protected(filing: Filing) -> bool:
    numbers = {one for one in (filing.applicant_number, *filing.people.values()) if one is not None}
    return any(state.protection_ids for state in disclosure.subject_state(sorted(numbers)).values())


def name_of(filing: Filing) -> str:
    code = destination(filing)
    return municipalities.get(code).name if code else ""
