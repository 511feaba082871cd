"""Late charges and refund interest of charges that follow an ordinance, not 地方税法."""

from datetime import date

import pytest

from tests.areas.collection.payments import PAYER, how, levy
from tests.world import Town, found_town
from yakuba.areas.collection import queries
from yakuba.areas.collection.actions import late, refunding
from yakuba.platform.ledger import service as ledger
from yakuba.platform.ledger.service import Claim, NewClaim
from yakuba.platform.parameters import service as parameters

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
DUE, NEW_YEAR = date(2026, 4, 30), date(2026, 1, 1)
RULE = "collection.late_rule_long_term_care"


@pytest.fixture
def town() -> Town:
    return found_town("012084")


def told(claim: Claim) -> tuple[int, str]:
    """The late charge of a claim on the person's account, and why there is none."""
    account = queries.account(PAYER)
    assert account is not None
    one = next(one for one in account.claims if one.claim.id == claim.id)
    return one.late.amount if one.late else 0, one.late_unknown


def test_an_ordinance_has_rates_and_months_of_its_own(town: Town) -> None:
    with town.open("chief"):
        (tax,) = levy(60_000, due=DUE)
        new = NewClaim(PAYER, "long_term_care", "介護保険料　第1期", 2026, 2026, DUE, "8000001", 1)
        premium = ledger.raise_claim(new, 60_000, how("premium"))
        # 31 days at 2.8 % and 177 at 9.1 %: 142 + 2,647
        assert told(tax) == told(premium) == (2_700, "")
        parameters.set(RULE, NEW_YEAR, "ordinance", "条例")
        assert "登録されていません" in told(premium)[1] and told(tax) == (2_700, "")
        for key, value in (("late_first", "7.3"), ("late_later", "14.6"), ("refund_rate", "7.3")):
            parameters.set(f"collection.{key}_long_term_care", NEW_YEAR, value, "条例")
        # 31 days at 7.3 % and 177 at 14.6 %: 372 + 4,248
        assert told(premium) == (4_600, "")
        parameters.set("collection.late_months_long_term_care", NEW_YEAR, 3, "条例")
        # 92 days at 7.3 % and 116 at 14.6 %: 1,104 + 2,784
        assert told(premium) == (3_800, "")
        ledger.receive_payment(premium.id, 60_000, how("paid"))
        assert late.settle(premium, "paid") == 3_800
        # 100,000 at 7.3 % for 146 days, and of the tax at 1.3 %
        assert refunding.interest_on(premium, 100_000, date(2026, 7, 2)).amount == 2_900
        assert refunding.interest_on(tax, 100_000, date(2026, 7, 2)).amount == 0
        parameters.set(RULE, NEW_YEAR, "none", "条例")
        assert told(premium) == (0, "") and late.settle(premium, "again") == 0
        assert refunding.interest_on(premium, 100_000, date(2026, 7, 2)).amount == 0
