"""模擬認証局: a test authority whose certificates have the profile of real My Number cards. It is not J-LIS.

Its folder (everything a portal may see lies in `ca` and `crl`; `private` and `issued.json` are the authority's own):

* ``ca/user.cer``, ``ca/signature.cer`` (DER) and ``ca/fingerprints.txt``: opened by ``Anchors.open_test``
* ``crl/<kind>-<number>.crl``: one revocation list a kind and municipality, as in the real thing
* ``private/user.key``, ``private/signature.key``; ``issued.json``: every certificate, its list, and its end
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID, ObjectIdentifier

from yakuba.platform.identity.certificates import ITEMS, TEST_SIGNATURE_POLICY, TEST_USER_POLICY, Kind
from yakuba.platform.identity.trust import TEST_FINGERPRINTS, TEST_ORGANISATION
from yakuba.standards import addresses, eras, folding

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
# The reasons of the authority's practice statement.
REASONS = (
    "unspecified",
    "keyCompromise",
    "cACompromise",
    "affiliationChanged",
    "superseded",
    "cessationOfOperation",
    "certificateHold",
)
_UNITS = {Kind.USER: "user authentication", Kind.SIGNATURE: "digital signature"}
_POLICIES = {Kind.USER: TEST_USER_POLICY, Kind.SIGNATURE: TEST_SIGNATURE_POLICY}
_CA_YEARS, _YEARS = 10, 5


@dataclass(frozen=True)
class Holder:
    """Whom a certificate is for. `sex` is 1, 2 or 3; `address` from the prefecture on."""

    name: str
    birth_date: date
    sex: str
    address: str


@dataclass(frozen=True)
class Shape:
    """How a certificate differs from a good one; for tests of what must be refused, and of the next card (`curve`)."""

    policy: str = ""
    non_repudiation: bool | None = None
    valid: tuple[datetime, datetime] | None = None
    items: tuple[tuple[str, str], ...] | None = None  # (object identifier, text) in the order written
    curve: bool = False


GOOD = Shape()


@dataclass(frozen=True)
class Issued:
    """A certificate (DER) with its key, as a card holds them."""

    certificate: bytes
    key: PrivateKey
    serial: str


def new_key(*, curve: bool = False) -> PrivateKey:
    """RSA 2048 as on today's cards, P-384 as on the next."""
    return ec.generate_private_key(ec.SECP384R1()) if curve else rsa.generate_private_key(65537, 2048)


def key_text(key: PrivateKey) -> str:
    """The key as PEM."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def key_from(text: str) -> PrivateKey:
    """The key of `key_text`."""
    key = load_pem_private_key(text.encode(), None)
    if not isinstance(key, PrivateKey):
        raise ValueError("模擬カードの鍵が RSA でも楕円曲線でもありません。カードを作り直してください。")
    return key


def item_list(holder: Holder) -> tuple[tuple[str, str], ...]:
    """The six otherName items in the profile's order, as (object identifier, text)."""
    name, name_marks = substituted(holder.name)
    address, address_marks = substituted(holder.address)
    born = eras.era_of(holder.birth_date).code + holder.birth_date.strftime("%Y%m%d")
    texts = {"name": name, "birth_date": born, "sex": holder.sex, "address": address}
    texts |= {"name_substitutes": name_marks, "address_substitutes": address_marks}
    return tuple((oid, texts[item]) for item, oid in ITEMS.items())


def substituted(text: str) -> tuple[str, str]:
    """The text in a certificate's characters (JIS levels 1, 2, supplementary set) and its marks of substitutes.

    >>> substituted("髙橋\\U000E0100　𠮷")
    ('高橋\\u3000吉', '1001')
    """
    plain = [one for one in text if not 0xE0100 <= ord(one) <= 0xE01EF and not 0xFE00 <= ord(one) <= 0xFE0F]
    written = [one if _writable(one) else folding.fold_name(one) for one in plain]
    shown = [one if len(one) == 1 and _writable(one) else "〓" for one in written]
    return "".join(shown), "".join("0" if now == before else "1" for now, before in zip(shown, plain, strict=True))


def _writable(one: str) -> bool:
    try:
        return len(one.encode("euc_jp")) > 0
    except UnicodeEncodeError:
        return False


class CardAuthority:
    """The authority in a folder; made with its keys by `found`, and opened again by the constructor."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def found(cls, folder: Path, at: datetime) -> "CardAuthority":
        """The authority of the folder, founded at `at` when there is none yet."""
        authority = cls(folder)
        if not (folder / "ca" / TEST_FINGERPRINTS).exists():
            for part in ("private", "ca", "crl"):
                (folder / part).mkdir(mode=0o700 if part == "private" else 0o755, parents=True, exist_ok=True)
            lines = [authority._root(kind, at) for kind in Kind]
            write_whole(folder / "ca" / TEST_FINGERPRINTS, "".join(lines).encode())
        return authority

    def _root(self, kind: Kind, at: datetime) -> str:
        key, name = new_key(), issuer_name(kind)
        builder = x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=key.public_key())
        builder = builder.serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(at - timedelta(days=1)).not_valid_after(at + timedelta(days=365 * _CA_YEARS))
        builder = builder.add_extension(_usage(ca=True), critical=True)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        der = builder.sign(key, SHA256()).public_bytes(Encoding.DER)
        write_whole(self.folder / "private" / f"{kind}.key", key_text(key).encode())
        write_whole(self.folder / "ca" / f"{kind}.cer", der)
        return f"{sha256(der).hexdigest()} {kind}\n"

    def root(self, kind: Kind) -> tuple[x509.Certificate, PrivateKey]:
        """The authority's certificate and key of a kind."""
        der = (self.folder / "ca" / f"{kind}.cer").read_bytes()
        return x509.load_der_x509_certificate(der), key_from((self.folder / "private" / f"{kind}.key").read_text())

    def issue(self, kind: Kind, holder: Holder, at: datetime, shape: Shape = GOOD) -> Issued:
        """A certificate for the holder, valid from `at` for five years unless the shape says otherwise."""
        root, root_key = self.root(kind)
        key, serial = new_key(curve=shape.curve), x509.random_serial_number()
        place = addresses.parse(holder.address)
        where = (place.prefecture or "所在不明", place.municipality or "所在不明")
        since, until = shape.valid or (at - timedelta(minutes=1), at + timedelta(days=365 * _YEARS))
        builder = x509.CertificateBuilder(root.subject, _subject(kind, where, at, serial), key.public_key())
        builder = builder.serial_number(serial).not_valid_before(since).not_valid_after(until)
        signing = kind is Kind.SIGNATURE if shape.non_repudiation is None else shape.non_repudiation
        builder = builder.add_extension(_usage(signing=signing), critical=True)
        if kind is Kind.SIGNATURE:
            names = [
                x509.OtherName(ObjectIdentifier(oid), utf8(text)) for oid, text in shape.items or item_list(holder)
            ]
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        point = distribution_point(kind, where)
        for extension, critical in (
            (_policy(shape.policy or _POLICIES[kind]), True),
            (x509.IssuerAlternativeName([x509.DirectoryName(_name((NameOID.ORGANIZATION_NAME, "模擬認証局")))]), False),
            (
                x509.CRLDistributionPoints([x509.DistributionPoint([x509.DirectoryName(point)], None, None, None)]),
                False,
            ),
            (x509.AuthorityKeyIdentifier.from_issuer_public_key(root.public_key()), False),  # type: ignore[arg-type]
            (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
        ):
            builder = builder.add_extension(extension, critical=critical)
        der = builder.sign(root_key, _hash(root_key)).public_bytes(Encoding.DER)
        self._note(str(serial), {"kind": kind.value, "where": list(where), "holder": holder.name, "revoked": None})
        return Issued(der, key, str(serial))

    def revoke(self, serial: str, reason: str, at: datetime) -> None:
        """Revoked since `at` for one of REASONS; seen when the lists are published. A held one is never released."""
        if reason not in REASONS:
            raise ValueError(f"失効の理由「{reason}」はありません。{'、'.join(REASONS)} から選んでください。")
        entry = self.issued()[serial]
        if entry["revoked"] is None:
            self._note(serial, {**entry, "revoked": {"reason": reason, "at": at.isoformat()}})

    def publish(self, at: datetime, days: int = 30) -> list[Path]:
        """Writes every list anew, made at `at`, with its next update `days` later; gives the files."""
        lists: dict[tuple[str, str, str], dict[str, Any]] = {}
        for serial, entry in self.issued().items():
            lists.setdefault((entry["kind"], *entry["where"]), {})[serial] = entry["revoked"]
        written = []
        for number, ((kind, *where), revoked) in enumerate(sorted(lists.items()), start=1):
            path = self.folder / "crl" / f"{kind}-{number:03}.crl"
            write_whole(path, self._list(Kind(kind), (where[0], where[1]), revoked, (at, at + timedelta(days=days))))
            written.append(path)
        return written

    def _list(
        self, kind: Kind, where: tuple[str, str], revoked: Mapping[str, Any], period: tuple[datetime, datetime]
    ) -> bytes:
        root, key = self.root(kind)
        builder = x509.CertificateRevocationListBuilder(root.subject).last_update(period[0]).next_update(period[1])
        for serial, end in sorted(revoked.items()):
            if end is not None:
                entry = x509.RevokedCertificateBuilder(int(serial), datetime.fromisoformat(end["at"]))
                reason = x509.CRLReason(x509.ReasonFlags(end["reason"]))
                builder = builder.add_revoked_certificate(entry.add_extension(reason, critical=False).build())
        point = [x509.DirectoryName(distribution_point(kind, where))]
        scope = x509.IssuingDistributionPoint(point, None, True, False, None, False, False)
        builder = builder.add_extension(scope, critical=True)
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(root.public_key())  # type: ignore[arg-type]
        builder = builder.add_extension(issuer, critical=False)
        return builder.sign(key, _hash(key)).public_bytes(Encoding.DER)

    def issued(self) -> dict[str, dict[str, Any]]:
        """Every certificate by serial: kind, where, holder, revoked ({reason, at} or None)."""
        path = self.folder / "issued.json"
        found: dict[str, dict[str, Any]] = json.loads(path.read_text()) if path.exists() else {}
        return found

    def _note(self, serial: str, entry: dict[str, Any]) -> None:
        everything = {**self.issued(), serial: entry}
        write_whole(self.folder / "issued.json", json.dumps(everything, ensure_ascii=False, indent=1).encode())


def issuer_name(kind: Kind) -> x509.Name:
    """The authority's name, which cannot be taken for the real one."""
    return _name((NameOID.ORGANIZATION_NAME, TEST_ORGANISATION), (NameOID.ORGANIZATIONAL_UNIT_NAME, _unit(kind)))


def distribution_point(kind: Kind, where: tuple[str, str]) -> x509.Name:
    """The directory name under which a municipality's revocation list of a kind is published."""
    unit = NameOID.ORGANIZATIONAL_UNIT_NAME
    return _name(
        (NameOID.ORGANIZATION_NAME, TEST_ORGANISATION),
        (unit, _unit(kind)),
        (unit, "CRL Distribution Points"),
        (unit, where[0]),
        (NameOID.COMMON_NAME, f"{where[1]} CRLDP"),
    )


def utf8(text: str) -> bytes:
    """A DER UTF8String."""
    body = text.encode()
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return b"\x0c" + (bytes([len(body)]) if len(body) < 0x80 else bytes([0x80 + len(size)]) + size) + body


def write_whole(path: Path, content: bytes) -> None:
    """All of it or nothing, readable by the owner only."""
    draft = path.with_name(f".{path.name}.draft")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    draft.replace(path)


def _unit(kind: Kind) -> str:
    return f"YAKUBA TEST for {_UNITS[kind]}"


def _name(*parts: tuple[ObjectIdentifier, str]) -> x509.Name:
    return x509.Name([x509.NameAttribute(oid, text) for oid, text in ((NameOID.COUNTRY_NAME, "JP"), *parts)])


def _subject(kind: Kind, where: tuple[str, str], at: datetime, serial: int) -> x509.Name:
    token = (NameOID.COMMON_NAME, f"{at:%Y%m%d%H%M%S}T{serial % 10**12:012}")
    if kind is Kind.USER:
        return _name(token)
    return _name((NameOID.LOCALITY_NAME, where[0]), (NameOID.LOCALITY_NAME, where[1]), token)


def _policy(oid: str) -> x509.CertificatePolicies:
    return x509.CertificatePolicies([x509.PolicyInformation(ObjectIdentifier(oid), ["http://test.invalid/cps.html"])])


def _usage(*, ca: bool = False, signing: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not ca,
        content_commitment=signing,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )


def _hash(key: PrivateKey) -> SHA256 | SHA384:
    return SHA384() if isinstance(key, ec.EllipticCurvePrivateKey) else SHA256()
