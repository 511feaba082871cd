"""The ledger in the database: each act once, walls and triggers, statement with a source for every yen."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import UUID

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from tests.world import TODAY, Town, found_town
from yakuba.platform.addressee import service as addressee
from yakuba.platform.ledger import posting
from yakuba.platform.ledger import service as ledger
from yakuba.platform.ledger.chart import Side
from yakuba.platform.ledger.models import Account, Claim, Entry, Line
from yakuba.platform.ledger.service import Direction, KeyUsed, NewClaim, Posting, Refused, Source
from yakuba.platform.tenancy.ids import new_uuid7

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
PAYER = 10_017


@pytest.fixture
def town() -> Town:
    town = found_town("012084")
    with town.open():
        addressee.register([PAYER], "non_resident")
    return town


def how(key: str, day: date = TODAY) -> Posting:
    return Posting(key, day, Source("test", key), "試験")


def tax(instalment: int) -> NewClaim:
    title = f"市民税・県民税　令和8年度　第{instalment}期"
    return NewClaim(PAYER, "resident_tax", title, 2026, 2026, date(2026, 6, 30), "1000001", instalment)


def levy(*amounts: int) -> list[Claim]:
    return ledger.raise_claims([(tax(at), amount, how(f"levy-{at}")) for at, amount in enumerate(amounts, 1)])


def test_each_act_is_written_once_and_other_content_is_told(town: Town) -> None:
    with town.open():
        one, two = levy(12_000, 11_000)
        assert [claim.id for claim in levy(12_000, 11_000)] == [one.id, two.id]
        assert [claim.number for claim in levy(12_000, 11_000)] == ["0000000000017", "0000000000024"]
        with pytest.raises(KeyUsed, match="levy-2"):
            levy(12_000, 11_001)
        first = ledger.receive_payment(one.id, 15_000, how("pay"))
        assert ledger.receive_payment(one.id, 15_000, how("pay")).id == first.id
        with pytest.raises(KeyUsed):
            ledger.receive_payment(one.id, 15_001, how("pay"))
        assert (ledger.balance(one.id).open, ledger.balance(one.id).overpaid) == (0, 3_000)
        ledger.offset(one.id, two.id, 2_000, how("offset"))
        ledger.refund_due(one.id, 1_000, how("due"), interest=0)
        ledger.refund_paid(one.id, 1_000, how("refund"))
        assert [(claim.id, standing.open) for claim, standing in ledger.open_claims(PAYER)] == [(two.id, 9_000)]
        held = ledger.receive_unallocated(500, how("who"))
        ledger.allocate(held.id, two.id, 300, how("found"))
        with pytest.raises(Refused, match="200円"):
            ledger.allocate(held.id, two.id, 201, how("more"))
        with pytest.raises(Refused, match="充当を先に"):
            ledger.reverse(held.id, how("undo"))
        ledger.give_back(held.id, 200, how("back"))
        assert ledger.receipt_left(held.id) == 0
        ledger.change_claim(two.id, -8_000, how("mend"))
        assert ledger.write_off(two.id, 700, how("write off")).kind == Entry.Kind.WRITTEN_OFF
        assert ledger.balance(two.id).open == 0
        rows = ledger.statement(PAYER)
        assert all(row.entry.source_kind and row.entry.source_reference and row.told for row in rows)
        assert [row.after.open for row in rows if row.claim.id == two.id] == [11_000, 9_000, 8_700, 700, 0]
        trial = ledger.trial_balance(TODAY)
        assert sum(line.debit for line in trial) == sum(line.credit for line in trial) > 0
        assert {line.account for line in trial} == set(Account.objects.values_list("code", flat=True))
        assert next(line for line in trial if line.account == "bank").debit == 15_500


def test_a_payment_turned_round_is_owed_again_once(town: Town) -> None:
    with town.open("chief"):
        (claim,) = levy(10_000)
        paid = ledger.receive_payment(claim.id, 12_000, how("pay"))
        ledger.refund_due(claim.id, 2_000, how("due"))
        undone = ledger.reverse(paid.id, how("undo"))
        assert ledger.reverse(paid.id, how("undo")).id == undone.id
        assert (undone.actor_name, undone.reverses_id) == ("係長 一郎", paid.id)
        with pytest.raises(Refused, match="既に取り消されて"):
            ledger.reverse(paid.id, how("undo again"))
        with pytest.raises(Refused, match="取消の仕訳"):
            ledger.reverse(undone.id, how("undo undone"))
        standing = ledger.balance(claim.id)
        assert (standing.open, standing.overpaid, standing.refund_payable) == (12_000, 0, 2_000)
        with pytest.raises(Refused, match="見つかりません"):
            ledger.reverse(new_uuid7(), how("nothing"))
        with pytest.raises(Refused, match="出所"):
            ledger.receive_payment(claim.id, 1, Posting("no source", TODAY, Source("", "")))


def test_an_allowance_is_sent_comes_back_is_sent_again_and_offset(town: Town) -> None:
    new = NewClaim(PAYER, "child_allowance", "児童手当　令和8年12月期", 2026, 2026, TODAY, direction=Direction.PAYABLE)
    with town.open():
        claim = ledger.raise_claim(new, 30_000, how("decided"))
        ledger.pay_out(claim.id, 30_000, how("sent"))
        ledger.payout_returned(claim.id, 30_000, how("no account"))
        ledger.pay_out(claim.id, 20_000, how("sent again"))
        ledger.payout_settled(claim.id, 20_000, how("settled"))
        (fee,) = levy(10_000)
        ledger.offset(claim.id, fee.id, 10_000, how("offset"))
        assert ledger.open_claims(PAYER) == []
        standing = ledger.balance(claim.id)
        assert (standing.charged, standing.open, standing.paid_out) == (30_000, 0, 20_000)


def raw(entry: UUID, *lines: tuple[int, str, int], account: str = "bank") -> None:
    """Lines past the books, as a faulty program would write them."""
    with transaction.atomic():
        Line.objects.bulk_create(
            Line(
                municipality_id=Entry.objects.get(id=entry).municipality_id,
                entry_id=entry,
                number=number,
                account=account,
                side=side,
                amount=amount,
            )
            for number, side, amount in lines
        )


def test_the_database_itself_refuses_what_does_not_balance_or_changes(
    town: Town, owner_connection: psycopg.Connection
) -> None:
    with town.open():
        (claim,) = levy(10_000)
        entry = Entry.objects.get()
        for wrong in (((3, "debit", 1),), ((3, "debit", 1), (4, "credit", 2)), ((3, "debit", 1), (4, "credit", 1))):
            with pytest.raises(DatabaseError, match="does not balance, or its lines came in parts"):
                raw(entry.id, *wrong)
        for rows, change in ((Claim, {"title": "x"}), (Entry, {"reason": "x"}), (Line, {"amount": 1})):
            with pytest.raises(DatabaseError), transaction.atomic():
                rows.objects.update(**change)
            with pytest.raises(DatabaseError), transaction.atomic():
                rows.objects.all().delete()
    for statement in ("UPDATE book_line SET amount = 1", "DELETE FROM book_entry", "DELETE FROM book_claim"):
        with pytest.raises(psycopg.errors.RaiseException, match="turn the entry round"):
            owner_connection.execute(statement.encode())
    with pytest.raises(DatabaseError, match="0 lines"), town.open():
        act = posting.Act(Entry.Kind.CHANGED, (claim.id,))
        posting._entry(new_uuid7(), Entry.Kind.CHANGED, how("empty"), act.digest(how("empty"))).save(force_insert=True)
    with pytest.raises(DatabaseError, match="no account"), town.open():
        lone = posting._entry(new_uuid7(), Entry.Kind.CHANGED, how("lone"), "")
        lone.save(force_insert=True)
        raw(lone.id, (1, Side.DEBIT, 5), (2, Side.CREDIT, 5), account="nowhere")


def test_two_clerks_at_one_moment_use_the_same_money_once(town: Town) -> None:
    with town.open():
        one, two, three = levy(10_000, 5_000, 5_000)
        ledger.receive_payment(one.id, 15_000, how("pay"))

    def use(target: UUID) -> bool:
        try:
            with town.open():
                ledger.offset(one.id, target, 5_000, how(f"offset-{target}"))
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(use, (two.id, three.id))) == [False, True]
    with town.open():
        assert (ledger.balance(one.id).overpaid, len(ledger.open_claims(PAYER))) == (0, 1)


def test_another_town_sees_nothing(town: Town) -> None:
    with town.open():
        (claim,) = levy(10_000)
    with found_town("122041").open():
        assert ledger.statement(PAYER) == [] and ledger.trial_balance(TODAY) == []
        with pytest.raises(KeyError):
            ledger.balance(claim.id)
        with pytest.raises(KeyError):
            ledger.receive_payment(claim.id, 1, how("pay"))
