"""支払通知書 of a run: to everybody whom the bank was told to pay, once a run."""

from collections.abc import Mapping, Sequence

from yakuba.areas.child_allowance import letters, mailings, notices, rights, transfer_file
from yakuba.areas.child_allowance.mailings import About, Addressed, CannotMail, Composed
from yakuba.areas.child_allowance.models import Mailing, MailingLetter, Payment, PaymentRun
from yakuba.platform.screens import dates
from yakuba.platform.tenancy.context import current_context

COLUMNS = ("支払日", "支払額", "月ごとの額", "児童", "振込先")
SENT = (PaymentRun.State.SENT, PaymentRun.State.PAID)


def start(run: PaymentRun) -> Mailing:
    """Begin the notices of a run. Raises CannotMail, access.Refused."""
    if run.state not in SENT:
        raise CannotMail("支払通知書は、送付済みにしたあとで作ります")
    return mailings.start(About(kind=Mailing.Kind.PAID, key=str(run.id), run_id=run.id))


def of_run(run: PaymentRun) -> Mailing | None:
    """The notices of a run, where they were begun."""
    return Mailing.objects.filter(kind=Mailing.Kind.PAID, key=str(run.id)).first()


def _whom(mailing: Mailing) -> list[Addressed]:
    rows = Payment.objects.filter(run_id=mailing.run_id, state=Payment.State.SENT, amount__gt=0)
    return [
        Addressed(right_id=one.right_id, right_number=one.number, claimant=one.claimant_number, payment_id=one.id)
        for one in rows.order_by("number")
    ]


def _compose(mailing: Mailing, rows: Sequence[MailingLetter]) -> Mapping[int, Composed]:
    """One that came back since the list was frozen is not told that it was paid."""
    assert mailing.run_id is not None
    run = PaymentRun.objects.get(id=mailing.run_id)
    today = current_context().business_date
    wanted = [row.payment_id for row in rows if row.payment_id]
    payments = {one.id: one for one in Payment.objects.filter(id__in=wanted, state=Payment.State.SENT)}
    known = rights.known_at([row.right_id for row in rows], run.known_at)
    found = {}
    for row in rows:
        payment = payments.get(row.payment_id) if row.payment_id else None
        if payment is None or row.right_id not in known:
            continue
        right = rights.value_of(known[row.right_id])
        text = notices.paid(payment, right, run.pay_on, today)
        cells = (
            dates.japanese(run.pay_on),
            str(payment.amount),
            " ".join(f"{month}:{yen}" for month, yen in sorted(payment.lines.items())),
            " ".join(f"{name}:{yen}" for name, _, _, yen in text.children),
            notices.masked(transfer_file.account_of(payment.account)),
        )
        telling = letters.Telling(right.claimant, letters.about(right.numbers, right.claimant))
        found[row.place] = Composed(text, telling, cells)
    return found


def register_sort() -> None:
    """Called once at start."""
    mailings.register_sort(Mailing.Kind.PAID, mailings.Sort(_whom, _compose, COLUMNS))
