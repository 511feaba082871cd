"""What a card does, and certificates no authority made."""

from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, SHA384
from cryptography.hazmat.primitives.serialization import Encoding

from yakuba.operation.simulators.card_authority import CardAuthority, Holder, Issued, PrivateKey
from yakuba.platform.identity.certificates import Kind
from yakuba.platform.identity.trust import Anchor, Anchors
from yakuba.platform.identity.verification import Answer, Verifier

_SHA256_RSA, _SHA1_RSA = bytes.fromhex("2a864886f70d01010b"), bytes.fromhex("2a864886f70d010105")


class World(NamedTuple):
    authority: CardAuthority
    anchors: Anchors
    holder: Holder
    user: Issued
    signature: Issued
    verifier: Verifier

    @property
    def folder(self) -> Path:
        return self.authority.folder


def sign(key: PrivateKey, data: bytes) -> bytes:
    if isinstance(key, RSAPrivateKey):
        return key.sign(data, PKCS1v15(), SHA256())
    return key.sign(data, ECDSA(SHA384()))


def answer(card: Issued, data: bytes) -> Answer:
    return Answer(card.certificate, sign(card.key, data))


def with_sha1(certificate: bytes, key: PrivateKey) -> bytes:
    """The certificate signed again by the true authority's key with SHA-1."""
    assert isinstance(key, RSAPrivateKey)
    tbs = x509.load_der_x509_certificate(certificate).tbs_certificate_bytes
    weak = tbs.replace(_SHA256_RSA, _SHA1_RSA)
    signature = key.sign(weak, PKCS1v15(), SHA1())
    return certificate.replace(tbs, weak).replace(_SHA256_RSA, _SHA1_RSA)[: -len(signature)] + signature


def anchored(key: PrivateKey, name: x509.Name, kind: Kind, at: datetime) -> Anchors:
    """A test anchor with any key and name: to see one check alone."""
    key_id = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, at, at + timedelta(days=3650))
    parsed = builder.add_extension(key_id, critical=False).sign(
        key, SHA256() if isinstance(key, RSAPrivateKey) else SHA384()
    )
    digest = sha256(parsed.public_bytes(Encoding.DER)).hexdigest()
    return Anchors(True, (Anchor(kind, key_id.digest.hex().upper(), digest, parsed),))
