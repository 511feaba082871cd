"""A mother needs a copy with her individual number for a pension office. By keyboard, with the second factor."""

import pyotp
import pytest

from tests.residents import FAMILY, move_in
from tests.stories.conftest import TEN_IN_JAPAN, Office
from tests.world import SEED
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.secrets import service as secrets
from yakuba.standards import check_digits

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "owner"]), pytest.mark.browser]
BASE = "12345678901"


def test_a_copy_with_an_individual_number(office: Office) -> None:
    number = BASE + check_digits.individual_number(BASE)
    with office.town.open():
        mother = move_in(FAMILY)[1]
    with office.town.open("chief"):
        secrets.put(int(mother.addressee_number), "individual_number", number)
    chief = office.chief
    chief.open(f"residents/households/{mother.household_number}/")
    chief.tick(f"#c-{mother.addressee_number}")
    chief.press("F9")
    chief.push("#with-numbers")
    chief.write(code=pyotp.TOTP(SEED).at(TEN_IN_JAPAN))
    chief.press("Enter")
    chief.says("番号の記載", "プレビューに番号は出ません")
    assert chief.page.is_checked(f"input[name=chosen][value='{mother.addressee_number}']"), "still chosen"
    chief.radio("applicant", "self")
    chief.pick("identification", "card")
    chief.write(purpose="年金事務所へ提出")
    chief.pick("kind", "copy_individual")
    chief.tick(f"input[name=individual_number_of][value='{mother.addressee_number}']")
    chief.press("F9")
    chief.says("交付の準備ができました")
    assert number not in chief.page.content()
    assert number in chief.printed()
    with office.town.open():
        row = RegisterEntry.objects.get(act="reveal_number")
        assert row.subjects == [int(mother.addressee_number)] and "年金事務所へ提出" in row.purpose
