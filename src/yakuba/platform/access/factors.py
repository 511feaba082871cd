"""One-time passwords (RFC 6238), each time step accepted once; and which second factors an account has.

One-time passwords can be talked out of people, so they count only in a demonstration or where the operator allowed them
(``YAKUBA_ALLOW_TOTP=1``). WebAuthn and client certificates count everywhere.
"""

from dataclasses import dataclass
from uuid import UUID

import pyotp
from django.conf import settings

from yakuba.platform.access.models import Account, SecondFactor
from yakuba.platform.access.sealing import seal, unseal
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.scope import current

STEP_SECONDS = 30


class LastFactor(ValueError):
    """Without another factor the account could not sign in any more. The message says what to do."""


@dataclass(frozen=True)
class Seed:
    """What the staff member's authenticator needs: base32 ``secret`` and the ``otpauth`` address."""

    secret: str
    uri: str


def totp_allowed() -> bool:
    """Whether one-time passwords count in the open municipality."""
    return bool(settings.ALLOW_TOTP) or directory.by_id(current()).is_demo


def factors_of(account: Account) -> list[SecondFactor]:
    """The account's registered factors, oldest first."""
    return list(SecondFactor.objects.filter(account_id=account.id, removed_at__isnull=True).order_by("added_at", "id"))


def kinds_of(account: Account) -> frozenset[str]:
    """The kinds of factor that open a door for this account today."""
    kinds = {factor.kind for factor in factors_of(account)}
    return frozenset(kinds if totp_allowed() else kinds - {SecondFactor.Kind.TOTP})


def may_enrol(account: Account) -> bool:
    """A newcomer with the initial password and no factor registers the first one; nobody else may without a factor."""
    return account.must_change_password and not factors_of(account)


def remove(account: Account, factor_id: UUID) -> None:
    """Take a factor away. Raises LastFactor for the last that counts, SecondFactor.DoesNotExist for another's."""
    factor = SecondFactor.objects.select_for_update().get(id=factor_id, account_id=account.id, removed_at__isnull=True)
    others = [other for other in factors_of(account) if other.id != factor.id]
    if not any(other.kind in kinds_of(account) for other in others):
        raise LastFactor("最後の第二要素は外せません。先に別の第二要素を登録してください")
    SecondFactor.objects.filter(id=factor.id).update(removed_at=current_context().instant)


def new_seed(account: Account) -> Seed:
    """A seed that is not registered yet."""
    value = pyotp.random_base32()
    return Seed(value, pyotp.TOTP(value).provisioning_uri(name=account.login_name, issuer_name="yakuba"))


def code_fits(secret: str, code: str) -> bool:
    """Whether the authenticator was set up with this seed."""
    return bool(pyotp.TOTP(secret).verify(code, for_time=current_context().instant, valid_window=1))


def add_totp(account: Account, label: str, secret: str | None = None) -> Seed:
    """Give an account a one-time-password factor."""
    value = secret or pyotp.random_base32()
    SecondFactor.objects.create(
        account_id=account.id,
        kind=SecondFactor.Kind.TOTP,
        label=label,
        material=seal(value.encode(), str(account.id)),
        added_at=current_context().instant,
    )
    uri = pyotp.TOTP(value).provisioning_uri(name=account.login_name, issuer_name="yakuba")
    return Seed(secret=value, uri=uri)


def totp_accepts(account: Account, code: str) -> bool:
    """Whether ``code`` is right now, one step of clock drift allowed, was not used before, and codes count here."""
    if not totp_allowed():
        return False
    step = int(current_context().instant.timestamp()) // STEP_SECONDS
    factors = SecondFactor.objects.select_for_update().filter(
        account_id=account.id, kind=SecondFactor.Kind.TOTP, removed_at__isnull=True
    )
    for factor in factors:
        secret = unseal(bytes(factor.material), str(account.id)).decode()
        for candidate in (step, step - 1, step + 1):
            expected = pyotp.TOTP(secret).at(candidate * STEP_SECONDS)
            if candidate > factor.counter and pyotp.utils.strings_equal(expected, code):
                SecondFactor.objects.filter(id=factor.id).update(counter=candidate)
                return True
    return False
