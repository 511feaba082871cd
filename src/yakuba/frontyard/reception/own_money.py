"""あなたの税金・手当: what was decided about a person's resident tax and child allowance, told to the person's account.

The account says who it is; a letter can ask for nobody else. Each answer is in the register.
"""

from typing import Any
from uuid import UUID

from yakuba.areas.child_allowance.service import own_allowance
from yakuba.areas.resident_tax.service import own_tax
from yakuba.frontyard.reception import letters
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.disclosure.service import Channel, Decision, Kind, Purpose, Requester
from yakuba.platform.register import service as register


def send(account: UUID, number: int) -> None:
    """The statement, to the account of the person it is about."""
    letters.send("money", account, {"account": str(account), **told_to(number)})


def told_to(number: int) -> dict[str, Any]:
    """What the person may be told through the portal; that it was told is registered."""
    subject = disclosure.subject_state([number])[number].subject
    asker = Requester(Kind.PERSON, channel=Channel.PORTAL)

    def is_shown(item: str) -> bool:
        return disclosure.decide(asker, Purpose.VIEW_OWN, subject, item) is Decision.SHOW

    told: dict[str, Any] = {"tax": [], "allowance": []}
    if is_shown("name"):
        told = {"tax": own_tax(number, workplace=is_shown("workplace")), "allowance": own_allowance(number)}
    note = register.Note(
        items=("税額", "児童手当"),
        purpose="本人への表示",
        detail={"channel": Channel.PORTAL.value, "years": len(told["tax"]), "rights": len(told["allowance"])},
    )
    register.record(register.Act.VIEW_OWN, [number], note=note)
    return told
