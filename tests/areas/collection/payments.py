"""Claims to pay, and the files by which they are paid."""

from datetime import date, time

from tests.world import TODAY, Town
from yakuba.areas.collection.domain.lines import COMMON_HEADER
from yakuba.platform.addressee import service as addressee
from yakuba.platform.jobs import service as jobs
from yakuba.platform.jobs.models import Job
from yakuba.platform.ledger import service as ledger
from yakuba.platform.ledger.service import Claim, NewClaim, Posting, Source
from yakuba.standards.money import slips, store_payments
from yakuba.standards.money.forms import Group
from yakuba.standards.money.store_payments import Kind, StoreHeader, StorePayment

PAYER, OTHER = 10_017, 10_025
DUE = date(2026, 10, 31)  # a Saturday: late from 3 November


def how(key: str, day: date = TODAY) -> Posting:
    return Posting(key, day, Source("test", key), "試験")


def levy(*amounts: int, payer: int = PAYER, due: date = DUE, notice: str = "7000001") -> list[Claim]:
    """Claims of one notice, one an instalment."""
    addressee.register([payer], "non_resident")
    wanted = []
    for at, amount in enumerate(amounts, 1):
        title = f"市民税・県民税　令和8年度　第{at}期"
        new = NewClaim(payer, "resident_tax", title, 2026, 2026, due, notice, at)
        wanted.append((new, amount, how(f"levy-{payer}-{notice}-{at}")))
    return ledger.raise_claims(wanted)


def paid(claim: Claim, amount: int, kind: Kind = Kind.CONFIRMED, reissue: str = "0") -> StorePayment:
    """A slip of a claim, paid at a till on the day before today."""
    slip = slips.Slip("999999", claim.number, reissue, None, "0", amount)
    return StorePayment(kind, slip.digits, date(2026, 11, 23), amount, time(10, 5), "03711", "000123")


def store(*payments: StorePayment) -> bytes:
    return store_payments.write([Group(StoreHeader(TODAY, "999999", "ﾃｽﾄ"), payments)])


def common(*rows: tuple[str, str, str, str]) -> bytes:
    """Lines of number, claim, day and yen in the layout of our own."""
    lines = [",".join(COMMON_HEADER), *(",".join((*row, "ｱﾌﾟﾘ")) for row in rows)]
    return "\r\n".join(lines).encode()


def work(town: Town) -> None:
    """What the worker does."""
    with town.open():
        waiting = list(Job.objects.filter(kind__startswith="collection.").values_list("id", flat=True))
    for job in waiting:
        assert jobs.run_here(town.id, job).state == "succeeded"
