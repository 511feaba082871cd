"""What a password may be, how it is kept, and what guessing meets."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, identify_hasher
from django.test import Client

from tests.world import PASSWORD, Town, signed_in
from yakuba.operation.settings import base
from yakuba.platform.access import passwords
from yakuba.platform.access.models import Account, Attempt
from yakuba.platform.register.models import RegisterEntry

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

SIGN_IN = "/012084/sign-in/"


def accepted(password: str) -> bool:
    try:
        passwords.hashed(password, "madoguchi")
    except passwords.WeakPassword:
        return False
    return True


@pytest.mark.parametrize(
    "password",
    [
        "tsuru no ongaeshi",  # spaces, one kind of letter, no digit
        "すずめのおやど二〇二六年十一月",
        "48213590177246",
        "x" * 5 + "kaze-no-matasaburo" * 3 + "!",
        "kaze-no-matasaburo-" * 6,  # 114 characters
    ],
)
def test_any_composition_from_12_to_128_characters_is_accepted(password: str) -> None:
    assert accepted(password)


def test_64_characters_are_accepted_and_every_one_counts() -> None:
    long = "kaze-no-matasaburo-" * 4
    stored = passwords.hashed(long[:76], "madoguchi")
    assert passwords.matches(long[:76], stored)
    assert not passwords.matches(long[:75], stored)
    assert not passwords.matches(long[:75] + long[75].upper() + "x", stored)
    assert not passwords.matches(f" {long[:76]}", stored)
    assert not passwords.matches(long[:76].upper(), stored)


@pytest.mark.parametrize(
    "password",
    ["elevenchars", "x" * 129, "password1234", "Password-2026!", "iloveyou1234!", "qwertyuiop12", "aaaaaaaaaaaaaa"],
)
def test_short_endless_and_common_ones_are_refused(password: str) -> None:
    assert not accepted(password)


@pytest.mark.parametrize("word", [*passwords.CONTEXT_WORDS, "madoguchi"])
def test_words_of_the_house_and_the_own_id_are_refused(word: str) -> None:
    assert not accepted(f"x7-{word.upper()}-kaze-93")


def test_the_password_is_taken_exactly_as_typed_through_the_form(kitami: Town) -> None:
    client = signed_in(kitami, "madoguchi")
    new = "  Kaze no Matasaburo  "
    client.post("/012084/account/password/", {"present": PASSWORD, "new": new, "again": new})
    stranger = Client()
    assert stranger.post(SIGN_IN, {"login_name": "madoguchi", "password": new.strip()}).status_code == 422
    assert stranger.post(SIGN_IN, {"login_name": "madoguchi", "password": new}).status_code == 302


def test_stored_passwords_are_argon2id_at_the_recommended_cost(kitami: Town) -> None:
    assert base.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    real = Argon2PasswordHasher()
    assert real.memory_cost >= 19_456 and real.time_cost >= 2  # KiB, passes: OWASP's least for Argon2id
    encoded = real.encode("tsuru-no-ongaeshi-1", "0123456789abcdef")
    assert encoded.startswith("argon2$argon2id$v=19$")
    with kitami.open():
        stored = list(Account.objects.values_list("password", flat=True))
    assert all(identify_hasher(one).algorithm == "argon2" for one in stored)
    assert len(set(stored)) == len(stored)  # the same password of two people looks different


def test_fields_are_masked_and_friendly_to_password_managers(kitami: Town) -> None:
    page = Client().get(SIGN_IN).content.decode()
    field = next(part for part in page.split("<input") if 'name="password"' in part)
    assert 'type="password"' in field and 'autocomplete="current-password"' in field
    own = signed_in(kitami, "madoguchi").get("/012084/account/password/").content.decode()
    assert own.count('type="password"') == 3 and own.count('autocomplete="new-password"') == 2
    assert "onpaste" not in page + own and "maxlength" not in field


def test_a_wrong_entry_never_sends_the_password_back(kitami: Town) -> None:
    answer = Client().post(SIGN_IN, {"login_name": "madoguchi", "password": "a-wrong-one-77"})
    assert "a-wrong-one-77" not in answer.content.decode()


def test_changing_it_needs_the_present_one_and_guessing_that_locks(kitami: Town) -> None:
    client = signed_in(kitami, "madoguchi")
    new = "kaze-no-matasaburo-7"
    sent = {"present": "wrong-password-x", "new": new, "again": new}
    for _ in range(5):
        assert client.post("/012084/account/password/", sent).status_code == 422
    right = client.post("/012084/account/password/", {**sent, "present": PASSWORD})
    assert right.status_code == 422 and "しばらくの間" in right.content.decode()
    with kitami.open():
        assert Attempt.objects.count() == 5


def test_while_locked_further_tries_do_not_lift_the_lock(kitami: Town) -> None:
    client = Client()
    for _ in range(12):
        client.post(SIGN_IN, {"login_name": "madoguchi", "password": "wrong-password-x"})
    assert client.post(SIGN_IN, {"login_name": "madoguchi", "password": PASSWORD}).status_code == 422


def test_wrong_second_factors_lock_as_well_and_stay_locked(kitami: Town) -> None:
    client = Client()
    client.post(SIGN_IN, {"login_name": "madoguchi", "password": PASSWORD})
    for _ in range(12):
        assert client.post("/012084/second-factor/", {"code": "000000"}).status_code == 422
    with kitami.open():
        account = Account.objects.get(login_name="madoguchi")
    assert account.locked_until is not None
    assert client.post(SIGN_IN, {"login_name": "madoguchi", "password": PASSWORD}).status_code == 422


def test_sign_ins_that_fail_and_succeed_are_in_the_register_without_the_password(kitami: Town) -> None:
    client = Client()
    client.post(SIGN_IN, {"login_name": "madoguchi", "password": "wrong-password-x"})
    with kitami.open():
        rows = list(RegisterEntry.objects.values_list("act", "outcome", "detail"))
    assert [(act, outcome) for act, outcome, _ in rows] == [("sign_in_failed", "refused")]
    assert "wrong-password-x" not in str(rows)


def test_no_account_exists_that_nobody_made(kitami: Town) -> None:
    with kitami.open():
        assert set(Account.objects.values_list("login_name", flat=True)) == {"madoguchi", "kakaricho"}
    for login in ("admin", "root", "sa", "yakuba", "administrator", "operator"):
        for password in ("admin", "password", "yakuba", login):
            assert Client().post(SIGN_IN, {"login_name": login, "password": password}).status_code == 422


def test_a_password_of_many_years_still_counts(kitami: Town) -> None:
    with kitami.open():
        Account.objects.update(created_at=datetime(2006, 4, 1, tzinfo=UTC))
    answer = Client().post(SIGN_IN, {"login_name": "madoguchi", "password": PASSWORD})
    assert answer.status_code == 302


def test_signing_in_asks_for_nothing_but_id_password_and_factor() -> None:
    from yakuba.backyard import forms

    assert set(forms.SignInForm.base_fields) == {"login_name", "password"}
    assert set(forms.OneTimeForm.base_fields) == {"code"}
    assert set(forms.CardForm.base_fields) == {"password"}
    assert not any(
        "hint" in name or "question" in name for name in {field.name for field in Account._meta.get_fields()}
    )
