"""Whether a certificate was revoked at an instant: one question, several back ends.

A town without connection gets `unknown`, and unknown is said on every page; it is never taken for good. A connection to
J-LIS, to a platform operator or to デジタル認証アプリ is one more class with the method `status`.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from cryptography import x509

from yakuba.platform.identity.certificates import Certificate
from yakuba.platform.identity.errors import NotTrusted
from yakuba.platform.identity.trust import Anchor, Anchors, signed_by


class State(StrEnum):
    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Status:
    """`reason` and `since` where revoked (reason as RFC 5280 names it); `as_of`: when the answer's source was made."""

    state: State
    reason: str = ""
    since: datetime | None = None
    as_of: datetime | None = None

    def sentence(self, language: str) -> str:
        """For residents and staff, in "ja", "easy" or "en"."""
        words = _SENTENCES[self.state]
        return words.get(language, words["ja"])


_SENTENCES = {
    State.GOOD: {
        "ja": "署名は正しく、証明書は有効です。",
        "easy": "{署名|しょめい}は {正|ただ}しいです。カードは {使|つか}えます。",
        "en": "The signature is good and the certificate is valid.",
    },
    State.REVOKED: {
        "ja": "証明書は失効しています。市区町村の窓口で新しい証明書を受け取ってください。",
        "easy": "この カードは もう {使|つか}えません。{窓口|まどぐち}へ {来|き}てください。",
        "en": "The certificate was revoked. Please get a new one at your municipal office.",
    },
    State.UNKNOWN: {
        "ja": "署名は正しいですが、証明書が今も有効かどうかは確認できていません。",
        "easy": "{署名|しょめい}は {正|ただ}しいです。カードが {使|つか}えるかは {確認|かくにん}していません。",
        "en": "The signature is good; whether the certificate is still valid is unknown.",
    },
}
UNKNOWN = Status(State.UNKNOWN)


@dataclass(frozen=True)
class Reference:
    """What a certificate is found by, and what is kept of it for a later check. The fields are those of Certificate."""

    serial: str
    issuer_key_id: str
    distribution_point: str = ""

    @classmethod
    def of(cls, certificate: Certificate) -> "Reference":
        return cls(certificate.serial, certificate.issuer_key_id, certificate.distribution_point)


class StatusSource(Protocol):
    """A back end. It never raises: whatever it cannot find out is `unknown`."""

    def status(self, reference: Reference, at: datetime) -> Status:
        """The status at the aware instant `at`."""


class NoConnection:
    """The town gave no notice as a verifier (公的個人認証法 17条, 36条): nothing is known."""

    def status(self, reference: Reference, at: datetime) -> Status:
        return UNKNOWN


@dataclass(frozen=True)
class _List:
    issuer_key_id: str
    distribution_point: str
    parsed: x509.CertificateRevocationList


@dataclass
class CrlFolder:
    """Revocation lists (X.509 CRL, `*.crl`) in a folder, put there each day by whoever may fetch them.

    A list counts when its authority signed it, it is whole (no delta, no part by reason), it is for the certificate's
    distribution point, and its next update is not before the instant asked for.
    """

    folder: Path
    anchors: Anchors
    _read: dict[Path, tuple[tuple[int, int], _List | None]] = field(default_factory=dict, repr=False)

    def status(self, reference: Reference, at: datetime) -> Status:
        wanted = (reference.issuer_key_id, reference.distribution_point)
        fitting = [found.parsed for found in self._lists() if (found.issuer_key_id, found.distribution_point) == wanted]
        fresh = [found for found in fitting if found.next_update_utc is not None and at <= found.next_update_utc]
        if not fresh or not reference.serial.isdecimal():
            return UNKNOWN
        newest = max(fresh, key=lambda found: found.last_update_utc)
        entry = newest.get_revoked_certificate_by_serial_number(int(reference.serial))
        if entry is None or entry.revocation_date_utc > at:
            return Status(State.GOOD, as_of=newest.last_update_utc)
        return Status(State.REVOKED, _reason(entry), entry.revocation_date_utc, newest.last_update_utc)

    def _lists(self) -> list[_List]:
        found = []
        for path in sorted(self.folder.glob("*.crl")):
            try:
                about = path.stat()
                stamp = (about.st_mtime_ns, about.st_size)
                if path not in self._read or self._read[path][0] != stamp:
                    self._read[path] = (stamp, _genuine(path.read_bytes(), self.anchors))
            except OSError:  # replaced while being read: the next question reads it
                continue
            found.append(self._read[path][1])
        return [one for one in found if one is not None]


def _genuine(content: bytes, anchors: Anchors) -> _List | None:
    """The list when one of the authorities signed it and it is whole; None for anything else."""
    try:
        parsed = x509.load_der_x509_crl(content)
        key_id = parsed.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier or b""
        anchor = anchors.by_key_id(key_id.hex().upper())
        point = _distribution_point(parsed)
        if anchor is None or point is None or not _signed(parsed, anchor):
            return None
    except Exception:  # bytes of a file: whichever of the parser's many errors, this is no list
        return None
    return _List(anchor.key_id, point, parsed)


def _signed(parsed: x509.CertificateRevocationList, anchor: Anchor) -> bool:
    usage = anchor.parsed.extensions.get_extension_for_class(x509.KeyUsage).value
    try:
        return (
            usage.crl_sign
            and parsed.issuer == anchor.parsed.subject
            and signed_by(anchor.parsed.public_key(), parsed.signature, parsed.tbs_certlist_bytes)
        )
    except NotTrusted:
        return False


def _distribution_point(parsed: x509.CertificateRevocationList) -> str | None:
    """The directory name the list is for, "" for a list of everything; None for a list that cannot be used."""
    point = ""
    for extension in parsed.extensions:
        value = extension.value
        if isinstance(value, x509.IssuingDistributionPoint):
            if value.only_some_reasons or value.indirect_crl or value.only_contains_attribute_certs:
                return None
            if value.only_contains_ca_certs or value.relative_name:
                return None
            names = [name for name in value.full_name or () if isinstance(name, x509.DirectoryName)]
            point = names[0].value.rfc4514_string() if names else ""
        elif extension.critical:  # a delta list, or a condition nobody here knows
            return None
    return point


def _reason(entry: x509.RevokedCertificate) -> str:
    try:
        return entry.extensions.get_extension_for_class(x509.CRLReason).value.reason.value
    except (x509.ExtensionNotFound, ValueError):
        return x509.ReasonFlags.unspecified.value
