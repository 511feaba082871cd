"""Leave to take everything out: one officer asks, another gives it; used once, within a day (HOUSE: two officers)."""

from __future__ import annotations

import base64
from datetime import timedelta
from uuid import UUID

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
    load_pem_public_key,
)

from yakuba.areas.resident_registry.load_models import ExportPermit
from yakuba.platform.access import service as access
from yakuba.platform.register import service as register
from yakuba.platform.tenancy.context import current_context

EXPORT = "resident_registry.export"
LASTS = timedelta(hours=24)


class NoPermit(PermissionError):
    """The permit is missing, not given by a second officer, used, or too old. The message says which and what to do."""


class UnusableKey(ValueError):
    """The recipient's public key cannot be used."""


def ask(recipient_pem: str, purpose: str) -> ExportPermit:
    """Ask for an export to the holder of a key. Raises UnusableKey, access.Refused, access.StepUpNeeded."""
    actor = access.require_step_up(EXPORT)
    if actor.id is None:
        raise NoPermit("持出し：システムは申請できません。担当者がサインインして申請してください。")
    instant = current_context().instant
    made = ExportPermit.objects.create(
        recipient_key=_compact(recipient_pem),
        purpose=purpose.strip()[:200],
        asked_by=actor.id,
        asked_by_name=actor.name,
        asked_at=instant,
        expires_at=instant + LASTS,
    )
    _register(made, "asked")
    return made


def give(permit_id: UUID) -> ExportPermit:
    """Give leave, as somebody other than who asked. Raises NoPermit, access.Refused, access.StepUpNeeded."""
    actor = access.require_step_up(EXPORT)
    permit = ExportPermit.objects.select_for_update().get(id=permit_id)
    if actor.id is None or actor.id == permit.asked_by:
        raise NoPermit("持出し：申請した人は承認できません。別の担当者が承認してください。")
    if permit.given_by is None:
        permit.given_by, permit.given_by_name = actor.id, actor.name
        permit.given_at = current_context().instant
        permit.save(update_fields=["given_by", "given_by_name", "given_at"])
        _register(permit, "given")
    return permit


def use(permit_id: UUID) -> ExportPermit:
    """Take the permit for the one export it allows. Raises NoPermit."""
    permit = ExportPermit.objects.select_for_update().filter(id=permit_id).first()
    instant = current_context().instant
    if permit is None:
        raise NoPermit(f"持出しの承認 {permit_id}：ありません。画面「持出し」で番号を確かめてください。")
    if permit.given_by is None or permit.given_by == permit.asked_by:
        raise NoPermit("持出しの承認：二人目の担当者がまだ承認していません。画面「持出し」で承認してください。")
    if permit.used_at is not None:
        raise NoPermit("持出しの承認：一度使っています。もう一度申請してください。")
    if permit.expires_at < instant:
        raise NoPermit("持出しの承認：期限（24時間）を過ぎています。もう一度申請してください。")
    permit.used_at = instant
    permit.save(update_fields=["used_at"])
    _register(permit, "used")
    return permit


def pem(permit: ExportPermit) -> bytes:
    """The recipient's public key."""
    key = load_der_public_key(base64.b64decode(permit.recipient_key))
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _compact(text: str) -> str:
    try:
        key = load_pem_public_key(text.strip().encode())
    except (ValueError, UnsupportedAlgorithm) as problem:
        raise UnusableKey(
            "受取側の公開鍵：PEM として読めません。BEGIN PUBLIC KEY の行から貼り付けてください。"
        ) from problem
    if not isinstance(key, X25519PublicKey):
        raise UnusableKey("受取側の公開鍵：X25519 ではありません。yakuba keys recipient で作ってもらってください。")
    return base64.b64encode(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


def _register(permit: ExportPermit, step: str) -> None:
    detail = {"permit": str(permit.id), "step": step}
    register.record(register.Act.EXPORT, note=register.Note(duty=EXPORT, purpose=permit.purpose, detail=detail))
