"""What every use of a card asks in the same order: readable, trusted, signed these bytes, not revoked."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from yakuba.platform.identity.certificates import Certificate, Kind, read
from yakuba.platform.identity.errors import AnswerRefused, NotTrusted
from yakuba.platform.identity.levels import Level
from yakuba.platform.identity.status import CrlFolder, NoConnection, Reference, State, Status, StatusSource
from yakuba.platform.identity.trust import Anchors, check, signed_by


@dataclass(frozen=True)
class Answer:
    """What came back from the card: the certificate in DER and the signature, both as raw bytes."""

    certificate: bytes
    signature: bytes


@dataclass(frozen=True)
class Proof:
    """A certificate that signed the bytes. `level` is CARD only when `status` is good."""

    certificate: Certificate
    status: Status
    level: Level

    def as_letter(self) -> dict[str, Any]:
        """The part `certificate` of a letter: kind, serial, issuer_key_id, not_after (ISO, UTC), status."""
        return {
            "kind": self.certificate.kind.value,
            "serial": self.certificate.serial,
            "issuer_key_id": self.certificate.issuer_key_id,
            "not_after": self.certificate.not_after.isoformat(),
            "status": self.status.state.value,
        }


@dataclass(frozen=True)
class Verifier:
    """The authorities believed and the back end that knows of revocations; made once a process."""

    anchors: Anchors
    source: StatusSource

    @classmethod
    def open(cls, authorities: Path, lists: Path, *, test: bool) -> "Verifier":
        """By the files of two folders: authorities, and revocation lists, without which every status is unknown.

        ``test``: the test authority counts, and no other.
        """
        anchors = Anchors.open_test(authorities) if test else Anchors.open(authorities)
        return cls(anchors, CrlFolder(lists, anchors) if lists.is_dir() else NoConnection())

    def prove(self, answer: Answer, data: bytes, kind: Kind, at: datetime) -> Proof:
        """The proof that a certificate of `kind`, valid at the aware instant `at`, signed exactly `data`.

        Raises IdentityError: UnreadableCertificate, NotTrusted (code revoked too) or AnswerRefused code signature.
        """
        certificate = read(answer.certificate)
        check(certificate, self.anchors, kind, at)
        if not signed_by(certificate.key, answer.signature, data):
            message = "署名が、署名するはずの内容と合いません。はじめからやり直してください。"
            raise AnswerRefused("signature", message)
        status = self.source.status(Reference.of(certificate), at)
        if status.state is State.REVOKED:
            raise NotTrusted("revoked", status.sentence("ja"))
        level = Level.CARD if status.state is State.GOOD else Level.CARD_UNCONFIRMED
        return Proof(certificate, status, level)
