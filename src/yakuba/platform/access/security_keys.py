"""WebAuthn (security key, platform authenticator) as second factor. W3C Web Authentication Level 2, sections 7.1, 7.2.

The challenge lives in the staff session, is used once, and is bound to the site the browser sees.
"""

import ipaddress
import json
from dataclasses import dataclass

import webauthn
from django.http import HttpRequest
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from yakuba.platform.access.client_certificates import AlreadyRegistered
from yakuba.platform.access.models import Account, SecondFactor, StaffSession
from yakuba.platform.tenancy.context import current_context


class KeyRefused(ValueError):
    """The answer of the key does not fit. The message says what to do."""


@dataclass(frozen=True)
class Site:
    """What a browser takes this town hall for: ``origin`` such as https://yakuba.example, its bare host name."""

    origin: str
    host: str

    @property
    def takes_keys(self) -> bool:
        """Browsers offer WebAuthn to names only, not to IP addresses, and outside localhost only over TLS."""
        try:
            ipaddress.ip_address(self.host.strip("[]"))
        except ValueError:
            return self.origin.startswith("https://") or self.host == "localhost"
        return False


def site_of(request: HttpRequest) -> Site:
    """The site of a request; the host has been checked against ALLOWED_HOSTS."""
    host = request.get_host()
    bare = host.rsplit(":", 1)[0] if host.rsplit(":", 1)[-1].isdigit() else host
    return Site(origin=f"{request.scheme}://{host}", host=bare)


def _keys(account: Account) -> list[SecondFactor]:
    rows = SecondFactor.objects.filter(account_id=account.id, kind=SecondFactor.Kind.WEBAUTHN)
    return list(rows.filter(removed_at__isnull=True))


def _descriptors(account: Account) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.credential)) for key in _keys(account)]


def _ask(row: StaffSession, challenge: bytes) -> None:
    StaffSession.objects.filter(id=row.id).update(challenge=challenge)


def _take_challenge(row: StaffSession) -> bytes:
    """The open challenge, which is gone afterwards whatever the answer was."""
    kept = StaffSession.objects.select_for_update().get(id=row.id)
    _ask(row, b"")
    if not kept.challenge:
        raise KeyRefused("確認の期限が切れています。画面を開き直して、もう一度操作してください")
    return bytes(kept.challenge)


def registration_options(row: StaffSession, site: Site, town: str) -> str:
    """JSON for ``navigator.credentials.create``; keys of the account are excluded. Opens a challenge."""
    account = row.account
    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name=f"yakuba {town}",
        user_name=account.login_name,
        user_id=account.id.bytes,
        user_display_name=account.display_name,
        exclude_credentials=_descriptors(account),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=UserVerificationRequirement.PREFERRED
        ),
    )
    _ask(row, options.challenge)
    return webauthn.options_to_json(options)


def register(row: StaffSession, answer: str, label: str, site: Site) -> SecondFactor:
    """Keep the key a browser has made. Raises KeyRefused, AlreadyRegistered (unique per municipality)."""
    challenge = _take_challenge(row)
    try:
        verified = webauthn.verify_registration_response(
            credential=answer, expected_challenge=challenge, expected_rp_id=site.host, expected_origin=site.origin
        )
    except (WebAuthnException, ValueError, KeyError) as problem:
        raise KeyRefused("セキュリティキーの応答を確認できません。もう一度、登録を押してください") from problem
    credential = bytes_to_base64url(verified.credential_id)
    if SecondFactor.objects.filter(credential=credential, removed_at__isnull=True).exists():
        raise AlreadyRegistered("このセキュリティキーは登録済みです。別のキーを使うか、先に登録を外してください")
    return SecondFactor.objects.create(
        account_id=row.account_id,
        kind=SecondFactor.Kind.WEBAUTHN,
        label=label,
        credential=credential,
        material=verified.credential_public_key,
        counter=verified.sign_count,
        added_at=current_context().instant,
    )


def authentication_options(row: StaffSession, site: Site) -> str:
    """JSON for ``navigator.credentials.get``; empty when the account has no key. Opens a challenge."""
    allowed = _descriptors(row.account)
    if not allowed or not site.takes_keys:
        return ""
    options = webauthn.generate_authentication_options(rp_id=site.host, allow_credentials=allowed)
    _ask(row, options.challenge)
    return webauthn.options_to_json(options)


def accepts(row: StaffSession, answer: str, site: Site) -> bool:
    """Whether the answer is by a key of this session's account, to the open challenge, with a grown sign count."""
    try:
        challenge = _take_challenge(row)
        credential = str(json.loads(answer)["id"])
    except (KeyRefused, ValueError, KeyError, TypeError):
        return False
    keys = SecondFactor.objects.select_for_update().filter(account_id=row.account_id, credential=credential)
    key = keys.filter(kind=SecondFactor.Kind.WEBAUTHN, removed_at__isnull=True).first()
    if key is None:
        return False
    try:
        verified = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=bytes(key.material),
            credential_current_sign_count=key.counter,
        )
    except (WebAuthnException, ValueError, KeyError):
        return False
    SecondFactor.objects.filter(id=key.id).update(counter=verified.new_sign_count)
    return True
