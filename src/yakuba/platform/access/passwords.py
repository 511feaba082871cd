"""Password rules and hashing (Argon2id through Django's hashers)."""

from functools import cache

from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator

MIN_LENGTH = 12
MAX_LENGTH = 128
_COMMON_STARTS = ("password", "123456789", "qwerty", "abcdefg", "11111111", "00000000")
# Words everybody in a town hall would try first (docs/security.md lists them).
CONTEXT_WORDS = ("yakuba", "yakusho", "juminhyo", "koseki", "madoguchi", "mynumber")


@cache
def _common() -> frozenset[str]:
    """The passwords people choose most, as Django ships them (lower case)."""
    return frozenset(CommonPasswordValidator().passwords)


@cache
def _nobody() -> str:
    """Compared against when the account does not exist, so that the answer takes the same time."""
    return make_password("nobody has this password")


class WeakPassword(ValueError):
    """The message says what to change."""


def hashed(password: str, login_name: str) -> str:
    """Hash a new password. Raises WeakPassword (12 to 128 characters, not common, not the login name)."""
    lowered = password.lower()
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise WeakPassword(f"パスワードは{MIN_LENGTH}文字以上{MAX_LENGTH}文字以内にしてください")
    if _is_easy(lowered, login_name.lower()):
        raise WeakPassword("推測されやすいパスワードです。職員IDやよく使われる語を含まないものにしてください")
    return make_password(password)


def _is_easy(lowered: str, login_name: str) -> bool:
    bare = lowered.rstrip("0123456789!?.-_#$%&*@+=")
    return (
        any(word in lowered for word in (login_name, *CONTEXT_WORDS))
        or lowered.startswith(_COMMON_STARTS)
        or not {lowered, bare}.isdisjoint(_common())
        or len(set(lowered)) < 5
    )


def matches(password: str, stored: str | None) -> bool:
    """Whether it is the password; without a stored one the same work is done and the answer is no."""
    if len(password) > MAX_LENGTH:
        password = ""
    return check_password(password, stored or _nobody()) and stored is not None


class QuickArgon2(Argon2PasswordHasher):
    """Argon2 with the least work, for test settings only."""

    time_cost, memory_cost, parallelism = 1, 8, 1
