"""Filings of who is still to come: what needs a resident waits for the move-in, and goes on when it is on the record.

So a family can sign everything in one visit: the move-in, and child allowance, health insurance, school, a copy.
"""

from collections.abc import Collection

from yakuba.areas.resident_registry.arrival_models import ExpectedPerson
from yakuba.platform.cases import waiting
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.procedure_parts import Facts
from yakuba.platform.exchange import service as exchange

ARRIVING = "resident_registry.is_expected"  # the check of procedures that bring somebody on the record
GOES_ON = "filing_goes_on"
AREA = "resident_registry"


def still_to_come(facts: Facts) -> Finding | None:
    """Somebody of this filing is announced and not on the record yet.

    The rows are held until the filing is kept: an approval of the move-in at the same moment waits, and sees it then.
    """
    if any(check.name == ARRIVING for check in facts.procedure.checks):
        return None
    named = (facts.numbers(one.id) for one in facts.procedure.steps if one.kind == "people")
    numbers = {facts.applicant, *(number for each in named for number in each)}
    rows = ExpectedPerson.objects.filter(addressee_number__in=numbers, is_open=True).order_by("addressee_number")
    if not list(rows.select_for_update()):
        return None
    message = "転入の登録待ち：転入の届出が本登録されると、自動で確認して先へ進む"
    remedy = "この申請にすることはない。転入の届出が出ていないときは、先に受け付ける"
    return Finding("error", waiting.CODE, "", message, remedy, "background")


def settled(numbers: Collection[int]) -> None:
    """These persons came on the record, or will not come: what waited for that is looked at again, each by itself."""
    for filing in waiting.about(numbers):
        message = exchange.Message(
            exchange.to_area(AREA), GOES_ON, str(filing.id), {"filing": str(filing.id)}, origin=AREA
        )
        exchange.post(message)
