"""Certificates of the JPKI profile read from DER: user certificates (利用者証明用), signature certificates (署名用).

Only a signature certificate carries the four items; nothing here looks for them in a user certificate. Reading believes
nothing: whether a certificate is genuine is asked of `trust`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509.oid import NameOID

from yakuba.platform.identity.errors import IdentityError, UnreadableCertificate
from yakuba.standards import eras

LARGEST = 16 * 1024  # bytes of one certificate; real ones have about two thousand
PublicKey = RSAPublicKey | EllipticCurvePublicKey


class Kind(StrEnum):
    """The two certificates of a card."""

    USER = "user"
    SIGNATURE = "signature"


@dataclass(frozen=True)
class Policy:
    """What a certificate policy says of its certificate."""

    kind: Kind
    test: bool


_ARC = "1.2.392.200149.8.5"
TEST_USER_POLICY, TEST_SIGNATURE_POLICY = f"{_ARC}.1.0.30", f"{_ARC}.1.0.20"
# The test policy of user certificates is not public: 1.0.30 is formed by analogy, and only our test authority uses it.
POLICIES: Mapping[str, Policy] = {
    f"{_ARC}.1.1.20": Policy(Kind.SIGNATURE, test=False),
    f"{_ARC}.1.3.30": Policy(Kind.USER, test=False),
    TEST_SIGNATURE_POLICY: Policy(Kind.SIGNATURE, test=True),
    TEST_USER_POLICY: Policy(Kind.USER, test=True),
}
_UNITS = {" for user authentication": Kind.USER, " for digital signature": Kind.SIGNATURE}

# Items are known by their object identifier, never by their place in the list.
ITEMS: Mapping[str, str] = {
    "name": f"{_ARC}.5.1",
    "birth_date": f"{_ARC}.5.4",
    "sex": f"{_ARC}.5.3",
    "address": f"{_ARC}.5.5",
    "name_substitutes": f"{_ARC}.5.2",
    "address_substitutes": f"{_ARC}.5.6",
}
_FORMS = {
    "name": re.compile(r".{1,200}"),
    "birth_date": re.compile(r"[0-5][0-9]{8}"),
    "sex": re.compile(r"[123]"),
    "address": re.compile(r".{1,400}"),
    "name_substitutes": re.compile(r"[01]+"),
    "address_substitutes": re.compile(r"[01]+"),
}


@dataclass(frozen=True)
class FourItems:
    """氏名, 生年月日, 性別, 住所 as a signature certificate states them.

    `birth_date` is EYYYYMMDD (E the era 1-5 or 0, YYYY Gregorian; parts may be 0). Sex: 1 male, 2 female, 3 unknown.
    `..._substitutes` has one digit a character: 1 where the character stands for one the certificate cannot write.
    """

    name: str
    birth_date: str
    sex: str
    address: str
    name_substitutes: str
    address_substitutes: str

    @property
    def born(self) -> date | None:
        """The day of birth, None when any part of it is unknown or its era does not fit.

        >>> items = FourItems("試験　太郎", "419900102", "1", "試験県", "00000", "000")
        >>> items.born
        datetime.date(1990, 1, 2)
        """
        try:
            day = date.fromisoformat(self.birth_date[1:])
        except ValueError:
            return None
        return day if self.birth_date[0] in {era.code for era in eras.eras_of(day)} else None

    @property
    def born_text(self) -> str:
        """The day as YYYY-MM-DD, "" when it is not wholly known."""
        return self.born.isoformat() if self.born else ""


@dataclass(frozen=True)
class Certificate:
    """A certificate of the profile. `serial` is decimal text, `issuer_key_id` upper-case hex, times are aware UTC.

    `distribution_point` is the RFC 4514 text of the directory name under which its revocation list is published.
    """

    kind: Kind
    serial: str
    issuer_key_id: str
    not_before: datetime
    not_after: datetime
    policy: str
    distribution_point: str
    der: bytes = field(repr=False)
    key: PublicKey = field(repr=False, compare=False)
    parsed: x509.Certificate = field(repr=False, compare=False)

    @property
    def test(self) -> bool:
        """Whether its policy is one of the test environment."""
        return POLICIES[self.policy].test


def read(der: bytes) -> Certificate:
    """The certificate in DER. Raises UnreadableCertificate, and nothing else, whatever the bytes are."""
    if not 0 < len(der) <= LARGEST:
        raise _unreadable("size", "証明書が空か、大きすぎます")
    try:
        return _read(der)
    except IdentityError:
        raise
    except Exception:  # the parser meets bytes of strangers: whichever of its many errors, this is no certificate
        raise _unreadable("form", "証明書を読み取れません。途中で切れているか、別の形式です") from None


def _read(der: bytes) -> Certificate:
    parsed = x509.load_der_x509_certificate(der)
    policies = parsed.extensions.get_extension_for_class(x509.CertificatePolicies).value
    named = [policy.policy_identifier.dotted_string for policy in policies]
    if len(named) != 1 or named[0] not in POLICIES:
        raise _unreadable("policy", "公的個人認証の証明書ではありません（証明書ポリシーが違います）")
    kind = POLICIES[named[0]].kind
    units = [str(unit.value) for unit in parsed.issuer.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)]
    if {of for unit in units for ending, of in _UNITS.items() if unit.endswith(ending)} != {kind}:
        raise _unreadable("kind", "証明書の種類と発行者の名前が食い違っています")
    key_id = parsed.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
    key = parsed.public_key()
    if not key_id or parsed.serial_number <= 0 or not isinstance(key, PublicKey):
        raise _unreadable("form", "証明書に発行者の鍵・発行の番号・公開鍵のどれかが読み取れません")
    return Certificate(
        kind=kind,
        serial=str(parsed.serial_number),
        issuer_key_id=key_id.hex().upper(),
        not_before=parsed.not_valid_before_utc,
        not_after=parsed.not_valid_after_utc,
        policy=named[0],
        distribution_point=_distribution_point(parsed),
        der=der,
        key=key,
        parsed=parsed,
    )


def _distribution_point(parsed: x509.Certificate) -> str:
    try:
        points = parsed.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return ""
    names = [name for point in points for name in point.full_name or ()]
    return next((name.value.rfc4514_string() for name in names if isinstance(name, x509.DirectoryName)), "")


def four_items(certificate: Certificate) -> FourItems:
    """The four items of a signature certificate. Raises UnreadableCertificate: also for every user certificate."""
    if certificate.kind is not Kind.SIGNATURE:
        raise _unreadable("kind", "利用者証明用電子証明書に四情報はありません。署名用電子証明書を使ってください")
    try:
        names = certificate.parsed.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        raise _unreadable("items", "署名用電子証明書に四情報がありません") from None
    found: dict[str, str] = {}
    for other in names.get_values_for_type(x509.OtherName):
        item = next((item for item, oid in ITEMS.items() if oid == other.type_id.dotted_string), None)
        if item is None:
            continue
        text = _utf8_string(other.value)
        if item in found or not _FORMS[item].fullmatch(text):
            raise _unreadable("items", f"署名用電子証明書の項目（{item}）が決められた形ではありません")
        found[item] = text
    if found.keys() != ITEMS.keys():
        raise _unreadable("items", "署名用電子証明書の四情報がそろっていません")
    items = FourItems(**found)
    if (len(items.name), len(items.address)) != (len(items.name_substitutes), len(items.address_substitutes)):
        raise _unreadable("items", "代替文字の位置の桁数が、氏名または住所の文字数と合いません")
    return items


def _utf8_string(der: bytes) -> str:
    """The text of one DER UTF8String and nothing behind it; [0] EXPLICIT around it is already taken off."""
    size, start = (der[1], 2) if len(der) > 1 else (0, 0)
    if size > 0x82 or size == 0x80:
        size = -1
    elif size > 0x80:
        start = 2 + size - 0x80
        size = int.from_bytes(der[2:start])
    if len(der) != start + size or der[:1] != b"\x0c":
        raise _unreadable("items", "署名用電子証明書の四情報の書き方が違います")
    try:
        return der[start:].decode()
    except UnicodeDecodeError:
        raise _unreadable("items", "署名用電子証明書の四情報の文字を読み取れません") from None


def _unreadable(code: str, what: str) -> UnreadableCertificate:
    return UnreadableCertificate(code, f"{what}。マイナンバーカードをもう一度読み取るか、窓口へお越しください。")
