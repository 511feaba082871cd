"""One-time passwords (RFC 6238). Each time step is accepted once."""

from dataclasses import dataclass

import pyotp

from yakuba.platform.access.models import Account, SecondFactor
from yakuba.platform.access.sealing import seal, unseal
from yakuba.platform.tenancy.context import current_context

STEP_SECONDS = 30


@dataclass(frozen=True)
class Seed:
    """What the staff member's authenticator needs: base32 ``secret`` and the ``otpauth`` address."""

    secret: str
    uri: str


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
    """Whether ``code`` is right now, one step of clock drift allowed, and was not used before."""
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
