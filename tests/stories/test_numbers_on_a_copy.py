"""She wants her own number on the copy; the form is already filled when she says so. Nothing is typed twice."""

import pyotp
import pytest
from playwright.sync_api import Page

from tests.residents import COUPLE, move_in
from tests.stories.conftest import TEN_IN_JAPAN, Office
from tests.stories.hands import Hands
from tests.world import SEED
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.secrets import service as secrets
from yakuba.standards import check_digits

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "owner"]), pytest.mark.browser]


def confirm_in_another_window(chief: Hands) -> None:
    """The second factor in the window that the link opens, which is then closed."""
    chief.reach("#step-up")
    with chief.page.context.expect_page() as opened:
        chief.page.keyboard.press("Enter")
    window: Page = opened.value
    window.wait_for_load_state()
    window.fill("#id_code", pyotp.TOTP(SEED).at(TEN_IN_JAPAN))
    with window.expect_navigation():
        window.keyboard.press("Enter")
    assert "step-up" not in window.url
    window.close()


@pytest.mark.proof
def test_her_number_is_printed_and_nothing_is_typed_twice(office: Office) -> None:
    base = "12345678901"
    number, code = base + check_digits.individual_number(base), "10000000002"
    with office.town.open():
        he, she = move_in(COUPLE)
        secrets.put(int(she.addressee_number), secrets.Kind.INDIVIDUAL_NUMBER, number)
        secrets.put(int(she.addressee_number), secrets.Kind.RESIDENT_CODE, code)
    chief = office.chief
    chief.open(f"residents/households/{he.household_number}/")
    chief.tick(f"#c-{she.addressee_number}")
    chief.press("F9")
    chief.radio("applicant", "household")
    chief.pick("identification", "card")
    chief.write(purpose="年金事務所へ提出")
    chief.pick("kind", "copy_joint")
    chief.push("#with-numbers")
    assert chief.page.is_checked(f"input[name=chosen][value='{she.addressee_number}']"), "still chosen"
    chief.tick(f"input[name=individual_number_of][value='{she.addressee_number}']")
    chief.press("F9")
    chief.says("職員の本人確認が要る", "番号の記載")
    confirm_in_another_window(chief)
    chief.press("F9")
    chief.says("交付の準備ができました", "年金事務所へ提出")
    assert number not in chief.page.content()
    words = chief.printed()
    assert number in words and code not in words and "佐藤　花子" in words and "太郎" not in words.split("北見市長")[0]
    with office.town.open():
        row = RegisterEntry.objects.get(act="reveal_number")
        assert (row.subjects, row.actor_name) == ([int(she.addressee_number)], "係長 一郎")
        assert "年金事務所へ提出" in row.purpose
