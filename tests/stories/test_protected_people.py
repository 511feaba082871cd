"""Who asks for whose address: a former husband, the protected person herself, a clerk of another city. By keyboard."""

from datetime import date

import pyotp
import pytest

from tests.residents import FAMILY, move_in
from tests.stories.conftest import TEN_IN_JAPAN, Office
from tests.stories.hands import Hands
from tests.world import SEED, TODAY, found_town, signed_in
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.platform.access.middleware import SESSION_COOKIE
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.documents.models import Intent
from yakuba.platform.register.models import RegisterEntry

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "owner"]), pytest.mark.browser]

MOTHER_AND_CHILD = (
    ("佐藤", "花子", "サトウ", "ハナコ", date(1980, 12, 26), "2", "世帯主"),
    ("佐藤", "二葉", "サトウ", "フタバ", date(2011, 3, 9), "2", "子"),
)


def protected_household(office: Office) -> list[Record]:
    """Mother and child who moved away from him; the measure names him as the other party."""
    with office.town.open():
        mother, child = move_in(MOTHER_AND_CHILD)
    with office.town.open("chief"):
        disclosure.set_protection(
            disclosure.NewProtection(
                applicant=int(mother.addressee_number),
                measure="violence",
                received_on=TODAY,
                requesting_body="北見警察署",
                together={int(child.addressee_number): "子"},
                other_parties=(disclosure.Party("山田　次郎", birth_date=date(1978, 2, 3)),),
                starts_on=TODAY,
            )
        )
    return [mother, child]


def ask(clerk: Hands, person: Record, applicant: str, name: str = "") -> None:
    """The counter's form for one person's copy, up to the button."""
    clerk.open(f"residents/households/{person.household_number}/")
    clerk.tick(f"#c-{person.addressee_number}")
    clerk.press("F9")
    clerk.radio("applicant", applicant)
    if name:
        clerk.write(applicant_name=name)
    clerk.pick("identification", "card")
    clerk.write(purpose="勤務先へ提出")
    clerk.pick("kind", "copy_joint")
    clerk.press("F9")


def refusal(clerk: Hands) -> str:
    """What the clerk may read aloud."""
    return clerk.page.inner_text("[aria-labelledby=error-summary-title]")


def open_held_claims(chief: Hands) -> list[str]:
    """The list of stopped claims, behind the second factor; their addresses, newest first."""
    chief.open("residents/certificates/held/")
    if "step-up" in chief.page.url:
        chief.write(code=pyotp.TOTP(SEED).at(TEN_IN_JAPAN))
        chief.press("Enter")
    return [str(href) for href in chief.page.eval_on_selector_all("main a[data-row]", HREFS)]


HREFS = "all => all.map(one => one.getAttribute('href'))"


def issued(office: Office) -> int:
    with office.town.open():
        return Intent.objects.count()


def test_the_former_husband_learns_nothing_and_she_gets_her_copy(office: Office) -> None:
    mother, _ = protected_household(office)
    clerk, chief = office.clerk, office.chief
    ask(clerk, mother, "third_party", "山田　次郎")
    told = refusal(clerk)
    for word in ("支援", "相手方", "佐藤", "花子", mother.address_lot, "住所", "世帯"):
        assert word not in told, (word, told)
    assert len(open_held_claims(chief)) == 1
    chief.push("main a[data-row]")
    chief.says("解除できません")
    assert chief.page.query_selector("textarea[name=reason]") is None
    assert issued(office) == 0

    ask(clerk, mother, "self")
    assert refusal(clerk) == told, "her refusal and his are the same words"
    claims = open_held_claims(chief)
    assert len(claims) == 2
    lift(chief, claims)
    clerk.press("F9")  # the claim that waits, once more
    clerk.says("交付の準備ができました")
    words = clerk.printed()
    assert "佐藤　花子" in words and mother.address_lot in words
    assert "山田" not in words and "支援" not in words
    with office.town.open():
        lifted = RegisterEntry.objects.get(act="lift_stop")
        assert (lifted.subjects, lifted.actor_name) == ([int(mother.addressee_number)], "係長 一郎")
    assert issued(office) == 1

    ask(clerk, mother, "third_party", "山田　次郎")
    assert refusal(clerk) == told, "what was lifted for her is not lifted for him"
    assert issued(office) == 1


def lift(chief: Hands, claims: list[str]) -> None:
    """The claim that can be lifted, with a reason."""
    for href in claims:
        chief.push(f'a[href="{href}"]')
        if "解除できません" not in chief.page.inner_text("main"):
            break
        chief.press("F4")
    chief.write(reason="免許証で本人と確かめた")
    chief.press("F9")


def test_a_clerk_of_another_city_gets_404(office: Office) -> None:
    with office.town.open():
        family = move_in(FAMILY)
    other = found_town("122041")
    token = signed_in(other, "madoguchi").cookies[SESSION_COOKIE].value
    clerk = replace_town(office.clerk, token)
    number, household = family[0].addressee_number, family[0].household_number
    for path in (f"residents/{number}/", f"residents/{number}/history/", f"residents/households/{household}/"):
        answer = clerk.page.goto(clerk.at + path)
        assert answer is not None and answer.status == 404, path
        clerk.look()
        assert "佐藤" not in clerk.page.content()
    clerk.open("residents/")
    clerk.write(kana="さとう　たろう")
    clerk.press("F9")
    assert "佐藤　太郎" not in clerk.page.inner_text("main")
    with office.town.open():
        assert not RegisterEntry.objects.filter(act="view", actor_name="窓口 花子").exists()
    answer = clerk.page.goto(f"{office.clerk.at}residents/{number}/")
    assert answer is not None and "佐藤" not in clerk.page.content(), "a session counts in its own town only"


def replace_town(hands: Hands, token: str) -> Hands:
    """The same desk, signed in at 船橋市 instead."""
    context = hands.page.context
    context.clear_cookies()
    site = hands.at.split("/012084/")[0]
    context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": site}])
    moved = Hands(hands.page, hands.at.replace("/012084/", "/122041/"), hands.story)
    moved.shots = hands.shots
    return moved
