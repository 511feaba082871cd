"""Which authorities are believed, and whether a certificate is theirs and may be used at an instant.

CA files come from outside (www.jpki.go.jp/ca/) and lie in a folder; only those whose SHA-256 stands in the table count.
A new generation bears the old name, so an authority is chosen by its key identifier, never by name alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP384R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtensionOID, NameOID, SignatureAlgorithmOID

from yakuba.platform.identity.certificates import LARGEST, Certificate, Kind
from yakuba.platform.identity.errors import NotTrusted

# Fingerprints published with the CA certificates. 2015 serves only to check old signatures at their time again.
PRODUCTION: Mapping[str, Kind] = {
    "19645405a1fe14377434bd55957628ac4038557c542403a2243f21c706fc9355": Kind.SIGNATURE,  # 2015
    "79679c33e4cc9319440f1ad120a597ff1844e2ef217063adb176966fd5e6fbeb": Kind.SIGNATURE,  # 2019
    "d227f6cde11d35c5252178f106f843d24651944975413b539fa2fb68dbfa365f": Kind.SIGNATURE,  # 2023
    "4dcfc4ca0aaf9fb2a3081b3f0c991c320b3acc008667a341eeaec5af1d58ca7d": Kind.USER,  # 2015
    "64114f29620c24ed2631d46476a040e7ee740d956089c00b036a6a8118c322b5": Kind.USER,  # 2023
}
TEST_ORGANISATION = "YAKUBA TEST AUTHORITY (NOT JPKI)"
TEST_FINGERPRINTS = "fingerprints.txt"  # in the test authority's folder: one line "<sha256> <kind>" a CA file
_SUFFIXES = {".cer", ".crt", ".der", ".pem"}
_KNOWN_CRITICAL = {
    ExtensionOID.KEY_USAGE,
    ExtensionOID.CERTIFICATE_POLICIES,
    ExtensionOID.BASIC_CONSTRAINTS,
    ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
    ExtensionOID.EXTENDED_KEY_USAGE,
}
_ALGORITHMS: Mapping[x509.ObjectIdentifier, type] = {
    SignatureAlgorithmOID.RSA_WITH_SHA256: RSAPublicKey,
    SignatureAlgorithmOID.ECDSA_WITH_SHA384: EllipticCurvePublicKey,
}


@dataclass(frozen=True)
class Anchor:
    """A believed authority. `key_id` is upper-case hex, `sha256` lower-case hex of the file's certificate."""

    kind: Kind
    key_id: str
    sha256: str
    parsed: x509.Certificate = field(repr=False, compare=False)


@dataclass(frozen=True)
class Anchors:
    """The authorities of one folder. `ignored` names files that were not taken, for the operator's eyes."""

    test: bool
    anchors: tuple[Anchor, ...]
    ignored: tuple[str, ...] = ()

    @classmethod
    def open(cls, folder: Path) -> "Anchors":
        """The authorities of real cards found in the folder; none when it is empty or missing (nobody is believed)."""
        return _open(folder, PRODUCTION, test=False)

    @classmethod
    def open_test(cls, folder: Path) -> "Anchors":
        """The test authority's. Call it only where the installation was founded as a demonstration or a test.

        Takes files that `fingerprints.txt` names and whose organisation is the test authority: never a real one's.
        """
        pinned: dict[str, Kind] = {}
        try:
            for line in (folder / TEST_FINGERPRINTS).read_text().splitlines():
                digest, kind = line.split()
                pinned[digest] = Kind(kind)
        except (OSError, ValueError):
            pinned = {}
        return _open(folder, pinned, test=True)

    def by_key_id(self, key_id: str, kind: Kind | None = None) -> Anchor | None:
        """The authority with this key, of this kind when one is asked for."""
        fits = (anchor for anchor in self.anchors if anchor.key_id == key_id and kind in {None, anchor.kind})
        return next(fits, None)


def _open(folder: Path, pinned: Mapping[str, Kind], *, test: bool) -> Anchors:
    taken: list[Anchor] = []
    ignored: list[str] = []
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    for path in files:
        if path.suffix.lower() not in _SUFFIXES:
            continue
        anchor = _anchor(path, pinned)
        named = anchor.parsed.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME) if anchor else []
        if anchor is None or test is not any(name.value == TEST_ORGANISATION for name in named):
            ignored.append(path.name)
        else:
            taken.append(anchor)
    return Anchors(test, tuple(taken), tuple(ignored))


def _anchor(path: Path, pinned: Mapping[str, Kind]) -> Anchor | None:
    """None for a file that is not pinned, not an authority, or not a certificate."""
    try:
        content = path.read_bytes()[: LARGEST * 2]
        pem = content.lstrip().startswith(b"-----")
        parsed = x509.load_pem_x509_certificate(content) if pem else x509.load_der_x509_certificate(content)
        digest = sha256(parsed.public_bytes(Encoding.DER)).hexdigest()
        if digest not in pinned:
            return None
        key_id = parsed.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
        basic = parsed.extensions.get_extension_for_class(x509.BasicConstraints).value
        usage = parsed.extensions.get_extension_for_class(x509.KeyUsage).value
    except Exception:  # a file of the operator's folder that is no certificate is left aside and named in `ignored`
        return None
    return Anchor(pinned[digest], key_id.hex().upper(), digest, parsed) if basic.ca and usage.key_cert_sign else None


def check(certificate: Certificate, anchors: Anchors, kind: Kind, at: datetime) -> Anchor:
    """The authority that issued a certificate which may be used as `kind` at the aware instant `at` (that of signing).

    Raises NotTrusted with code kind, policy, key_usage, algorithm, issuer, signature, not_yet, expired or extension.
    Says nothing about revocation: that is `status`.
    """
    if certificate.kind is not kind:
        raise _refusal("kind")
    if certificate.test is not anchors.test:
        raise _refusal("policy")
    _check_extensions(certificate)
    anchor = anchors.by_key_id(certificate.issuer_key_id, kind)
    if anchor is None or anchor.parsed.subject != certificate.parsed.issuer:
        raise _refusal("issuer")
    _check_signature(certificate.parsed, anchor)
    for parsed in (anchor.parsed, certificate.parsed):
        if at < parsed.not_valid_before_utc:
            raise _refusal("not_yet")
        if at > parsed.not_valid_after_utc:
            raise _refusal("expired")
    return anchor


def _check_extensions(certificate: Certificate) -> None:
    extensions = certificate.parsed.extensions
    if any(extension.critical and extension.oid not in _KNOWN_CRITICAL for extension in extensions):
        raise _refusal("extension")
    try:
        usage = extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        raise _refusal("key_usage") from None
    # A signature certificate has both bits, a user certificate the first only; neither may sign certificates.
    signing = certificate.kind is Kind.SIGNATURE
    if not usage.digital_signature or usage.content_commitment is not signing or usage.key_cert_sign:
        raise _refusal("key_usage")
    basic = [extension.value for extension in extensions if isinstance(extension.value, x509.BasicConstraints)]
    if any(value.ca for value in basic):
        raise _refusal("key_usage")


def _check_signature(parsed: x509.Certificate, anchor: Anchor) -> None:
    key = anchor.parsed.public_key()
    needed = _ALGORITHMS.get(parsed.signature_algorithm_oid)
    if needed is None or not isinstance(key, needed):
        raise _refusal("algorithm")
    if not signed_by(key, parsed.signature, parsed.tbs_certificate_bytes):
        raise _refusal("signature")


def signed_by(key: object, signature: bytes, data: bytes) -> bool:
    """Whether the key signed exactly these bytes: RSA 2048 (PKCS#1 v1.5) with SHA-256, or ECDSA P-384 with SHA-384.

    Any other key (RSA of another length, another curve) is refused with NotTrusted code algorithm.
    """
    try:
        if isinstance(key, RSAPublicKey) and key.key_size == 2048:
            key.verify(signature, data, PKCS1v15(), SHA256())
            return True
        if isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP384R1):
            key.verify(signature, data, ECDSA(SHA384()))
            return True
    except InvalidSignature:
        return False
    raise _refusal("algorithm")


_OTHER_CARD = "別のカードを使うか、窓口へお越しください。"
_WHY = {
    "kind": "この手続には別の種類の電子証明書が必要です。画面の案内にある暗証番号でやり直してください。",
    "policy": "この役場では受け付けていない証明書（本番用と試験用の取り違え）です。" + _OTHER_CARD,
    "key_usage": "証明書に記された用途が、この操作の用途と違います。" + _OTHER_CARD,
    "extension": "証明書に、この役場が確かめられない条件が付いています。" + _OTHER_CARD,
    "algorithm": "証明書または署名が、認められていない暗号方式です。" + _OTHER_CARD,
    "issuer": "証明書の発行者が公的個人認証の認証局ではありません。" + _OTHER_CARD,
    "signature": "証明書の内容が、認証局が発行したものと違います。" + _OTHER_CARD,
    "not_yet": "証明書の有効期間がまだ始まっていません。期間が始まってからやり直してください。",
    "expired": "証明書の有効期間が過ぎています。市区町村の窓口で更新してください。",
}


def _refusal(code: str) -> NotTrusted:
    return NotTrusted(code, _WHY[code])
