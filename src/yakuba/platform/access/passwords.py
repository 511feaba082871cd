"""Password rules and hashing (Argon2id through Django's hashers)."""

from functools import cache

from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password

MIN_LENGTH = 12
MAX_LENGTH = 128
_COMMON = ("password", "yakuba", "123456789", "qwerty", "abcdefg", "11111111", "00000000")


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
    if login_name.lower() in lowered or any(lowered.startswith(common) for common in _COMMON):
        raise WeakPassword("推測されやすいパスワードです。職員IDやよく使われる語を含まないものにしてください")
    return make_password(password)


def matches(password: str, stored: str | None) -> bool:
    """Whether it is the password; without a stored one the same work is done and the answer is no."""
    if len(password) > MAX_LENGTH:
        password = ""
    return check_password(password, stored or _nobody()) and stored is not None


class QuickArgon2(Argon2PasswordHasher):
    """Argon2 with the least work, for test settings only."""

    time_cost, memory_cost, parallelism = 1, 8, 1
